"""Forms of the language R that stand in formulas of rate files, written with operators alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

MOST_FORMS = 50
_ELSE = re.compile(r"\belse\b")
_NOT = re.compile(r"!\s*(?=\()")


def without_r_forms(text: str) -> str:
    """Return a formula in which R's if-else, sum, round to decimals and not are operators.

    >>> without_r_forms("2 * (if (use > 10) 3 else if (use > 5) 2 else 1)")
    '2 * (if(use > 10, 3, if(use > 5, 2, 1)))'
    >>> without_r_forms("sum(1, use)"), without_r_forms("round(use, 1)")
    ('(1 + (use))', '(round((use) * 10 ^ 1) / 10 ^ 1)')
    """
    if not re.search(r"\b(if|sum|round)\s*\(|!\s*\(", text):
        return text
    for name, write in (("sum", _sum), ("round", _round), ("if", None)):
        text = _if_else(text) if write is None else _calls(text, name, write)
    return _NOT.sub("0 == ", text)


def _calls(text: str, name: str, write: Callable[[list[str]], str | None]) -> str:
    """Return a text with the calls of a function written in another way, inner ones first."""
    starts = [found.start() for found in re.finditer(rf"\b{name}\s*\(", text)][:MOST_FORMS]
    for start in reversed(starts):
        opening = text.index("(", start)
        end = closing(text, opening)
        if end is None:
            continue
        written = write(list(split_at(text[opening + 1 : end], ",")))
        if written is not None:
            text = f"{text[:start]}{written}{text[end + 1 :]}"
    return text


def _sum(parts: list[str]) -> str:
    return f"({' + '.join([parts[0].strip(), *(f'({part.strip()})' for part in parts[1:])])})"


def _round(parts: list[str]) -> str | None:
    if len(parts) != 2:
        return None
    what, digits = (part.strip() for part in parts)
    return f"(round(({what}) * 10 ^ {digits}) / 10 ^ {digits})"


def _if_else(text: str) -> str:
    """Return a text with ``if (a) b else c`` as a call; what follows else runs to its bracket."""
    starts = [found.start() for found in re.finditer(r"\bif\s*\(", text)][:MOST_FORMS]
    for start in reversed(starts):
        opening = text.index("(", start)
        end = closing(text, opening)
        if end is None or len(list(split_at(text[opening + 1 : end], ","))) > 1:
            continue
        stop = _end_of_group(text, end + 1)
        rest = text[end + 1 : stop]
        other = _ELSE.search(rest)
        if other is not None:
            yes, no = rest[: other.start()].strip(), rest[other.end() :].strip()
            text = f"{text[:start]}if({text[opening + 1 : end]}, {yes}, {no}){text[stop:]}"
    return text


def closing(text: str, opening: int) -> int | None:
    """Return where the bracket opened at a position closes, None where it does not."""
    depth = 0
    for i in range(opening, len(text)):
        depth += (text[i] == "(") - (text[i] == ")")
        if depth == 0:
            return i
    return None


def _end_of_group(text: str, start: int) -> int:
    depth = 0
    for i in range(start, len(text)):
        if depth == 0 and text[i] in "),":
            return i
        depth += (text[i] == "(") - (text[i] == ")")
    return len(text)


def split_at(text: str, sign: str) -> Iterator[str]:
    """Yield the parts of a text between signs that stand in no bracket."""
    depth, start = 0, 0
    for i, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == sign and depth == 0:
            yield text[start:i]
            start = i + 1
    yield text[start:]
