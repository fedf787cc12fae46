"""Finished sentences in another language: recognised by the pattern that they were made from.

The core writes its reasons and mistakes as whole English sentences with values in them
(``the file is too large; 2.3 MB, at most 1 MB is read``).  A catalogue holds the pattern of such a
sentence, with numbered places for the values (``{0}, at most 1 MB is read``); here a finished
sentence finds its pattern again, and its values move into the translation.

What stands in quotes, what a cure tells to write, and a key that is missing is typed into
a file as it stands: such values are moved and not translated.  The numbers among the others are
written in the form of the language, and a unit is translated part by part.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_PLACE = re.compile(r"\{(\w*)[^{}]*\}")
_LEAST_LETTERS = 4
_LEAST_LETTERS_SAID = 8  # of a message with named places, which no finished sentence is made from
_LETTER = re.compile(r"[^\W\d_]")
_DEPTH = 4
_JOINT = "; "
_MOST = 2000
"""Letters of a sentence that is looked up; the core writes none as long."""
_TYPED = re.compile(
    r"(write|known:|unknown:|add|give|name|it is one of|use one of)\s|\{\w*\} is missing$"
)
_QUOTES = ("''", '""')
# a number with a point or with separators; not the number of a clause, an equation or a version
_NUMBER = re.compile(
    r"(?<![\w.,/])(?<!Art\. )(?<!eq\. )(?<!table )(?<!Tabla )(?<!EPANET )(?<!version )"
    r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)(?!\d|[.,/]?\w)"
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_QUANTITY = re.compile(r"([-+−]?\d[\d.,]*) (\D.*)")
_RATE = re.compile(r"[^\s/,;:'\"]+( [a-z]+)?(/[^\s/,;:'\"]+( [a-z]+)?)+")


@dataclass(frozen=True, slots=True)
class _Pattern:
    pieces: tuple[str, ...]
    """What is fixed of the sentence: before, between and after the places."""
    names: tuple[str, ...]
    as_typed: frozenset[str]
    letters: int
    told: str

    @property
    def least(self) -> int:
        numbered = all(name.isdigit() or not name for name in self.names)
        return _LEAST_LETTERS if numbered else _LEAST_LETTERS_SAID

    def values(self, sentence: str) -> list[str] | None:
        """Return the values of a sentence made from this pattern, each as short as may be.

        Each piece is sought from where the one before ends, never again: a regular expression with
        several places tries all their lengths, and one long hostile sentence takes it for ever.
        """
        first, *middle, last = self.pieces
        at, end = len(first), len(sentence) - len(last)
        if at > end or not sentence.startswith(first) or not sentence.endswith(last):
            return None
        found = []
        for piece in middle:
            here = sentence.find(piece, at, end)
            if here < 0:
                return None
            found.append(sentence[at:here])
            at = here + len(piece)
        return [*found, sentence[at:end]]


class Patterns:
    """The sentences of one catalogue: as they stand, and with places for values."""

    def __init__(
        self,
        entries: Iterable[tuple[str, str]],
        localised: Callable[[str], str] = str,
        dated: Callable[[dt.date], str] = str,
    ) -> None:
        """Take the English sentences with their translations, how numbers and dates are written."""
        self._localised, self._dated = localised, dated
        self._plain: dict[str, str] = {}
        self._most_parts = 1
        found = []
        for english, translated in entries:
            if not translated:
                continue
            if "{" in english:
                found.append(_pattern(english, translated))
            else:
                self._plain[english] = translated
                self._most_parts = max(self._most_parts, english.count(_JOINT) + 1)
        # the pattern that fixes the most letters is the one that made the sentence
        self._patterns = sorted(
            (item for item in found if item.letters >= item.least),
            key=lambda item: -item.letters,
        )

    def told(self, sentence: str, depth: int = 0) -> str:
        """Return a sentence translated as far as it is known; else as it stands."""
        plain = self._plain.get(sentence)
        known = plain is not None or depth > _DEPTH
        if known or len(sentence) > _MOST or not _LETTER.search(sentence):
            return sentence if plain is None else plain
        parted = self._by_parts(sentence, depth)
        if parted != sentence:
            return parted
        measured = self._measured(sentence)
        if measured != sentence:
            return measured
        for pattern in self._patterns:
            values = pattern.values(sentence)
            if values is not None:
                return self._filled(pattern, values, depth)
        return self._in_pieces(sentence, depth)

    def whole(self, sentence: str) -> str:
        """Return a sentence translated where the catalogue holds all of it; else as it stands."""
        return self._plain.get(sentence) or self._of_plain(sentence)

    def numbers(self, text: str) -> str:
        """Write the numbers of a text in the form of the language."""
        return _NUMBER.sub(lambda number: self._localised(number[0]), text)

    def _filled(self, pattern: _Pattern, found: list[str], depth: int) -> str:
        values = {
            name: value if name in pattern.as_typed else self._value(value, depth + 1)
            for name, value in zip(pattern.names, found, strict=True)
        }
        return _PLACE.sub(lambda place: values.get(place[1], place[0]), pattern.told)

    def _value(self, value: str, depth: int) -> str:
        """Translate a value of a sentence; else write its numbers in the form of the language."""
        if _DAY.fullmatch(value):
            with contextlib.suppress(ValueError):
                return self._dated(dt.date.fromisoformat(value))
        told = self.told(value, depth)
        return self.numbers(told) if told == value else told

    def _measured(self, sentence: str) -> str:
        """Translate a number with its unit, or a unit alone such as ``L/person/day``."""
        if quantity := _QUANTITY.fullmatch(sentence):
            unit = quantity[2]
            several = self._plain.get(f"{unit}s") if quantity[1] != "1" else None
            told = several or self._plain.get(unit) or self._rate(unit)
            return sentence if told == unit else f"{self.numbers(quantity[1])} {told}"
        return self._rate(sentence)

    def _rate(self, unit: str) -> str:
        if not _RATE.fullmatch(unit):
            return unit
        return "/".join(self._plain.get(part, part) for part in unit.split("/"))

    def _by_parts(self, sentence: str, depth: int) -> str:
        """Translate the parts of a sentence that was joined, where each part is known."""
        plain = self._of_plain(sentence)
        if plain != sentence or _JOINT not in sentence:
            return plain
        told = self._pieces(sentence, depth)
        return (
            _JOINT.join(new for _, new in told) if all(new != old for old, new in told) else plain
        )

    def _in_pieces(self, sentence: str, depth: int) -> str:
        """Translate what is known of a joined sentence, where nothing else is known of it."""
        if _JOINT not in sentence:
            return sentence
        return _JOINT.join(new for _, new in self._pieces(sentence, depth))

    def _of_plain(self, sentence: str) -> str:
        for mark in (_JOINT, ". ", ": "):
            if mark in sentence:
                parts = sentence.split(mark)
                plain = [self._plain.get(part) for part in parts]
                if all(part is not None for part in plain):
                    return mark.join(part or "" for part in plain)
        return sentence

    def _pieces(self, sentence: str, depth: int) -> list[tuple[str, str]]:
        """Return the pieces of a joined sentence with their translations, the longest known."""
        parts = sentence.split(_JOINT)
        found, first = [], 0
        while first < len(parts):
            most = min(len(parts), first + self._most_parts)
            last = next(
                (
                    last
                    for last in range(most, first + 1, -1)
                    if _JOINT.join(parts[first:last]) in self._plain
                ),
                first + 1,
            )
            piece = _JOINT.join(parts[first:last])
            found.append((piece, self.told(piece, depth + 1)))
            first = last
        return found


def _pattern(english: str, translated: str) -> _Pattern:
    pieces, names, as_typed, end = [], [], set(), 0
    for place in _PLACE.finditer(english):
        pieces.append(english[end : place.start()])
        names.append(place[1])
        around = english[max(place.start() - 1, 0) : place.start()] + english[place.end() :][:1]
        if around in _QUOTES or _TYPED.match(english):
            as_typed.add(place[1])
        end = place.end()
    pieces.append(english[end:])
    letters = len(_LETTER.findall(_PLACE.sub("", english)))
    return _Pattern(tuple(pieces), tuple(names), frozenset(as_typed), letters, translated)
