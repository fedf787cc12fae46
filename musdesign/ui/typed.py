"""Numbers that a person types: a comma or a point is the decimal mark, never ten times as much."""

from __future__ import annotations

import re
from collections.abc import Mapping

import streamlit as st

from musdesign import units
from musdesign.errors import MusdesignError, Problem
from musdesign.ui.messages import written
from musdesign.ui.parts import label, unmarked
from musdesign.ui.words import localised, number, say, told

_THOUSANDS = re.compile(r"\s*[+-]?[1-9]\d{0,2}[.,]\d{3}(?![\d.,])")


def read_number(text: str, unit: str = "") -> float:
    """Read a typed number; a bare one is in ``unit``, another unit of the kind is converted.

    Raises:
        MusdesignError: it is no number, has the wrong unit, or its comma, or its point where the
            language parts thousands by points, may mark thousands.

    >>> read_number("1,5", "L/s"), round(read_number("90 L/min", "L/s"), 9)
    (1.5, 1.5)
    """
    if localised(",") == "." and _THOUSANDS.match(text):
        raise MusdesignError(
            Problem(
                f"'{text.strip()}' has three digits behind a mark",
                why="it may mark decimals or thousands",
                cure="write no separator of thousands: 1500 or 1,5",
            )
        )
    if unit and any(letter.isalpha() for letter in text):
        return units.parse(text, unit, decimal_comma=True)
    return units.parse_number(text, decimal_comma=True)


def filled(texts: Mapping[str, str]) -> None:
    """Check that something stands in each field, told by its label.

    Raises:
        MusdesignError: with a problem for each field that is empty.
    """
    empty = [Problem(f"'{name}' is empty") for name, text in texts.items() if not text]
    if empty:
        raise MusdesignError(empty)


def number_input(name: str, unit: str, value: float, key: str) -> float | None:
    """Show a field for a number with its unit; None, and a message, where it cannot be read."""
    start = localised(f"{value:.10g}")
    text = st.text_input(
        label(f"{name}, {told(unit)}" if unit else name),
        value=start,
        max_chars=40,
        key=key,
        persist_state="session",
    )
    if text == start:
        return value
    try:
        found = read_number(text or "", unit)
    except MusdesignError as error:
        st.caption(f":red[✗ {unmarked(written(error.problems[0]))}]")
        return None
    if "," in (text or "") or any(letter.isalpha() for letter in text or ""):
        st.caption(say("read as {value}", value=f"{number(found, 6)} {told(unit)}".strip()))
    return found
