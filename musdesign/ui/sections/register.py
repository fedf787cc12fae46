"""The register: every number that the person did not enter, with its source and basis."""

from __future__ import annotations

import re
from typing import Any

import streamlit as st

from musdesign.errors import MusdesignError
from musdesign.flow import Scheme
from musdesign.flow.stated import AS_IN_THE_SCENARIO
from musdesign.i18n import mark
from musdesign.provenance import Assumption
from musdesign.report.content.works import register_name
from musdesign.ui import words
from musdesign.ui.parts import Cell, Column, basis_cell, heading, note, table
from musdesign.ui.theme import number
from musdesign.ui.view import View
from musdesign.ui.words import cited, say, told
from musdesign.yamlfile import parse_path

ALL = "all"
_QUANTITY = re.compile(r"(-?\d+(?:\.\d+)?) ([^\s\d]\S*)")
INPUT = mark(
    "It is an input itself. What it moves is told at the numbers that rest on it: the design's "
    "own explanations name it among their terms."
)


def show(view: View) -> None:
    """Show the register, filtered by basis."""
    lines = view.result.assumptions
    counts = {basis: sum(line.basis == basis for line in lines)
              for basis in ("primary", "secondary", "unverified")}  # fmt: skip
    st.html(heading(say("Numbers used that are not your own")))
    st.html(
        note(
            say(
                "{count} numbers: {primary} read in the document of their own author (primary), "
                "{secondary} in a text that quotes it (secondary), {unverified} unverified: check "
                "these before you build on them.",
                count=len(lines),
                primary=counts["primary"],
                secondary=counts["secondary"],
                unverified=counts["unverified"],
            )
        )
    )
    chosen = st.segmented_control(
        say("Basis"),
        [ALL, *counts],
        default=ALL,
        required=True,
        format_func=say,
        key="register-basis",
    )
    shown = [line for line in lines if chosen in {ALL, line.basis}]
    with view.still("register", say(INPUT)):
        st.html(register_table(shown, view.scheme))


def register_table(lines: list[Assumption], scheme: Scheme) -> str:
    """Return the register as a table, the scheme's own values with what stands there."""
    return table(
        [
            Column(say("Number"), "wide"),
            Column(
                say("Value"),
                "words",
                say("taken as it stands in its source; what rests on it is only as good"),
            ),
            Column(say("Basis"), "key"),
            Column(say("Source"), "wide"),
        ],
        [
            (
                _name(line, scheme),
                Cell(_written(line, scheme) or _value(line.value, line.unit), source=line.source),
                basis_cell(line.basis),
                f"{cited(line.source)} ({line.date})" if line.date else cited(line.source),
            )
            for line in lines
        ],
        say("{count} numbers", count=len(lines)),
        stacked=True,
        tall=True,
    )


def _name(line: Assumption, scheme: Scheme) -> str:
    """Return a line's name as people call it: a group, a source or a tank by its own."""
    name = register_name(line, scheme.scenario, words.current())
    return say("{name} (assumed)", name=name) if line.assumed else name


def _written(line: Assumption, scheme: Scheme) -> str:
    """Return what the scenario has where a line speaks of one value of it, else nothing."""
    if line.value != AS_IN_THE_SCENARIO:
        return ""
    found: Any = scheme.file.data
    try:
        for key in parse_path(line.name):
            found = found[key]
    except (KeyError, IndexError, TypeError, MusdesignError):
        return ""
    return "" if isinstance(found, dict | list) or found is None else _value(found, "")


def _value(value: object, unit: str) -> str:
    return f"{_text(value)} {told(unit)}".removesuffix(" -").strip()


def _text(value: object) -> str:
    if isinstance(value, str) and (quantity := _QUANTITY.fullmatch(value)):
        return f"{number(float(quantity[1]), 6)} {told(quantity[2])}"
    if isinstance(value, list | tuple):
        return ", ".join(_text(item) for item in value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return told(str(value))
    return number(float(value), 4)
