"""Verdicts of the national standards, clause by clause."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from musdesign.standards import Check
from musdesign.ui.parts import Cell, Column, basis_cell, heading, note, table, verdict_cell
from musdesign.ui.theme import VERDICTS, number
from musdesign.ui.view import View

ALL = "all"
BOUNDS = {
    "floor": "at least",
    "ceiling": "at most",
    "target": "better at least",
    "recommended_max": "better at most",
    "fixed": "exactly",
    "fraction": "at least",
    "factor": "factor",
    "range": "within",
    "block_upper": "block up to",
}


def show(view: View) -> None:
    """Show the verdicts, the broken clauses first."""
    checks = tuple(view.result.checks)
    if not checks:
        if not view.skipped("checks"):
            st.info("No clause was checked: the case names no standard on file.")
        return
    counts = Counter[str](check.verdict for check in checks)
    st.html(heading("Where the design meets or breaks the norm"))
    counted = [f"{counts[key]} {VERDICTS[key][1]}" for key in VERDICTS if counts[key]]
    st.html(
        note(
            f"{'; '.join(counted)}. The norm's own words govern; "
            "the basis says whether its text was read."
        )
    )
    options = [ALL, *(key for key in VERDICTS if counts[key])]
    chosen = st.segmented_control(
        "Verdict",
        options,
        default=ALL,
        required=True,
        format_func=lambda key: VERDICTS[key][1] if key in VERDICTS else key,
        key="clauses-verdict",
    )
    order = list(VERDICTS)
    shown = [check for check in checks if chosen in {ALL, check.verdict}]
    shown.sort(key=lambda check: order.index(check.verdict))
    for standard in (view.scheme.standard, *view.scheme.also_check):
        of_it = [check for check in shown if standard and check.standard == standard.id]
        if standard and of_it:
            st.html(verdict_table(f"{standard.name} ({standard.id}, {standard.status})", of_it))


def verdict_table(title: str, checks: list[Check]) -> str:
    """Return the verdicts of one instrument."""
    return table(
        [
            Column("Verdict", "key"),
            Column("Clause"),
            Column("What", "wide"),
            Column("Design", "num"),
            Column("Limit", "num"),
            Column("Unit", "key"),
            Column("Basis", "key"),
            Column("Reading and cure", "wide"),
        ],
        [_row(check) for check in checks],
        title,
        stacked=True,
    )


def _row(check: Check) -> tuple[str | Cell, ...]:
    remarks = [check.reading, check.note, check.cure and f"Cure: {check.cure}"]
    return (
        verdict_cell(check.verdict),
        check.clause,
        check.parameter.replace("_", " "),
        _value(check.value),
        f"{BOUNDS.get(check.bound, check.bound)} {_value(check.limit)}",
        check.unit,
        basis_cell(check.basis),
        " ".join(part for part in remarks if part),
    )


def _value(value: float | str | None) -> str:
    return value if isinstance(value, str) else number(value)
