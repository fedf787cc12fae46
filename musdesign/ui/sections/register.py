"""The register: every number that the person did not enter, with its source and basis."""

from __future__ import annotations

import streamlit as st

from musdesign.provenance import Assumption
from musdesign.ui.parts import Cell, Column, basis_cell, heading, note, table
from musdesign.ui.theme import number
from musdesign.ui.view import View
from musdesign.ui.words import cited, say, told

ALL = "all"


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
    st.html(register_table(shown))


def register_table(lines: list[Assumption]) -> str:
    """Return the register as a table."""
    return table(
        [
            Column(say("Number"), "wide"),
            Column(say("Value"), "num"),
            Column(say("Basis"), "key"),
            Column(say("Source"), "wide"),
        ],
        [
            (
                say("{name} (assumed)", name=told(line.name)) if line.assumed else told(line.name),
                _value(line.value, line.unit),
                basis_cell(line.basis),
                f"{cited(line.source)} ({line.date})" if line.date else cited(line.source),
            )
            for line in lines
        ],
        say("{count} numbers", count=len(lines)),
        stacked=True,
        tall=True,
    )


def _value(value: object, unit: str) -> Cell:
    text = f"{_text(value)} {told(unit)}".removesuffix(" -").strip()
    return Cell(text, "" if len(text) < 24 and isinstance(value, int | float) else "words")


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_text(item) for item in value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return told(str(value))
    return number(float(value), 4)
