"""Finished sentences in another language: recognised by the pattern that they were made from.

The core writes its reasons and mistakes as whole English sentences with values in them
(``the file is too large; 2.3 MB, at most 1 MB is read``).  A catalogue holds the pattern of such a
sentence, with numbered places for the values (``{0}, at most 1 MB is read``); here a finished
sentence finds its pattern again, and its values move into the translation.

What stands in quotes, what a cure tells to write, and a key that is missing is typed into
a file as it stands: such values are moved and not translated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_PLACE = re.compile(r"\{(\w*)[^{}]*\}")
_LEAST_LETTERS = 4
_LETTER = re.compile(r"[^\W\d_]")
_DEPTH = 4
_TYPED = re.compile(
    r"(write|known:|unknown:|add|give|name|it is one of|use one of)\s|\{\w*\} is missing$"
)
_QUOTES = ("''", '""')


@dataclass(frozen=True, slots=True)
class _Pattern:
    form: re.Pattern[str]
    names: tuple[str, ...]
    as_typed: frozenset[str]
    letters: int
    told: str


class Patterns:
    """The sentences of one catalogue: as they stand, and with places for values."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        """Take the English sentences with their translations."""
        self._plain: dict[str, str] = {}
        found = []
        for english, translated in entries:
            if not translated:
                continue
            if "{" in english:
                found.append(_pattern(english, translated))
            else:
                self._plain[english] = translated
        # the pattern that fixes the most letters is the one that made the sentence
        self._patterns = sorted(
            (item for item in found if item.letters >= _LEAST_LETTERS),
            key=lambda item: -item.letters,
        )

    def told(self, sentence: str, depth: int = 0) -> str:
        """Return a sentence translated as far as it is known; else as it stands."""
        plain = self._plain.get(sentence)
        if plain is not None or depth > _DEPTH or not _LETTER.search(sentence):
            return sentence if plain is None else plain
        parted = self._by_parts(sentence, depth)
        if parted != sentence:
            return parted
        for pattern in self._patterns:
            match = pattern.form.fullmatch(sentence)
            if match:
                return self._filled(pattern, match, depth)
        return sentence

    def _filled(self, pattern: _Pattern, match: re.Match[str], depth: int) -> str:
        values = {
            name: match[f"p{i}"]
            if name in pattern.as_typed
            else self.told(match[f"p{i}"], depth + 1)
            for i, name in enumerate(pattern.names)
        }
        return _PLACE.sub(lambda place: values.get(place[1], place[0]), pattern.told)

    def _by_parts(self, sentence: str, depth: int) -> str:
        """Translate the parts of a sentence that was joined, where each part is known."""
        for mark in ("; ", ". ", ": "):
            if mark in sentence:
                parts = sentence.split(mark)
                plain = [self._plain.get(part) for part in parts]
                if all(part is not None for part in plain):
                    return mark.join(part or "" for part in plain)
        if "; " in sentence:
            parts = sentence.split("; ")
            told = [self.told(part, depth + 1) for part in parts]
            if all(new != old for new, old in zip(told, parts, strict=True)):
                return "; ".join(told)
        return sentence


def _pattern(english: str, translated: str) -> _Pattern:
    form, names, as_typed, end = [], [], set(), 0
    for i, place in enumerate(_PLACE.finditer(english)):
        form += [re.escape(english[end : place.start()]), f"(?P<p{i}>.+?)"]
        names.append(place[1])
        around = english[max(place.start() - 1, 0) : place.start()] + english[place.end() :][:1]
        if around in _QUOTES or _TYPED.match(english):
            as_typed.add(place[1])
        end = place.end()
    form.append(re.escape(english[end:]))
    letters = len(_LETTER.findall(_PLACE.sub("", english)))
    found = re.compile("".join(form), re.DOTALL)
    return _Pattern(found, tuple(names), frozenset(as_typed), letters, translated)
