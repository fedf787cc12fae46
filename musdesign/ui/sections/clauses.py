"""Verdicts of the national standards, clause by clause."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from musdesign.standards import Check
from musdesign.ui.parts import Cell, Column, basis_cell, heading, note, table, verdict_cell
from musdesign.ui.theme import VERDICTS, number
from musdesign.ui.view import View

APPLYING = "that apply"
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
    counted = [f"{VERDICTS[key][1]}: {counts[key]}" for key in VERDICTS if counts[key]]
    st.html(
        note(
            f"All norms together: {'; '.join(counted)}. A norm's own words govern; "
            "the basis says whether its text was read."
        )
    )
    chosen = st.segmented_control(
        "Clauses shown",
        [APPLYING, *(key for key in VERDICTS if counts[key]), ALL],
        default=APPLYING,
        required=True,
        format_func=lambda key: VERDICTS[key][1] if key in VERDICTS else key,
        key="clauses-shown",
    )
    wanted = {ALL: set(VERDICTS), APPLYING: set(VERDICTS) - {"not_applicable"}}
    verdicts = wanted.get(str(chosen), {str(chosen)})
    order = list(VERDICTS)
    shown = [check for check in checks if check.verdict in verdicts]
    shown.sort(key=lambda check: order.index(check.verdict))
    for standard in (view.scheme.standard, *view.scheme.also_check):
        of_it = [check for check in shown if standard and check.standard == standard.id]
        if standard and of_it:
            also = "" if standard is view.scheme.standard else "For comparison: "
            st.html(heading(f"{also}{standard.name}"))
            status = standard.status[:1].upper() + standard.status[1:]
            st.html(note(f"{status}." if status else ""))
            st.html(verdict_table(f"{len(of_it)} verdicts by {standard.id}", of_it))


def verdict_table(title: str, checks: list[Check]) -> str:
    """Return the verdicts of one instrument."""
    return table(
        [
            Column("Verdict", "key"),
            Column("Clause", "clause"),
            Column("What", "clause"),
            Column("Design", "num"),
            Column("Limit", "num"),
            Column("Basis", "key"),
            Column("Reading and cure", "wide"),
        ],
        [_row(check) for check in checks],
        title,
        stacked=True,
    )


def _row(check: Check) -> tuple[str | Cell, ...]:
    remarks = "; ".join(part for part in (check.reading, check.note) if part)
    cure = f"Cure: {check.cure}." if check.cure else ""
    return (
        verdict_cell(check.verdict),
        check.clause,
        check.parameter.replace("_", " "),
        _value(check.value, check.unit),
        f"{BOUNDS.get(check.bound, check.bound)} {_value(check.limit, check.unit)}",
        basis_cell(check.basis),
        ". ".join(part for part in (remarks, cure) if part),
    )


def _value(value: float | str | None, unit: str) -> str:
    if value is None:
        return "–"
    return f"{value if isinstance(value, str) else number(value)} {unit}".removesuffix(" -").strip()
