"""Two instruments, or two days of the law, side by side, and what each makes of this design."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import streamlit as st

from musdesign import flow, standards
from musdesign.flow import DesignResult, Scheme
from musdesign.report.files import csv_text
from musdesign.report.laws import condition
from musdesign.standards import Standard
from musdesign.standards.comparing import Difference, diff
from musdesign.standards.conditions import in_force
from musdesign.standards.countries import name_of
from musdesign.standards.quotations import Quotation
from musdesign.study import laws
from musdesign.study.laws import LawView
from musdesign.ui.parts import (
    Cell,
    Column,
    basis_cell,
    heading,
    label,
    note,
    table,
    unmarked,
    verdict_cell,
)
from musdesign.ui.quoting import quotes
from musdesign.ui.view import View
from musdesign.ui.words import conditions, date, date_format, law_label, number, ruled, say, told


def show(view: View) -> None:
    """Show two instruments beside each other, then every country's law on this design."""
    _beside(view)
    _screened(view)


def _beside(view: View) -> None:
    st.html(heading(say("Two instruments side by side")))
    known = {law.id: law for law in standards.load_all() if law.rules}
    ids = sorted(known, key=lambda name: _order(known[name]))
    first, second = _first_two(view, known, ids)
    places = st.columns(2)
    chosen = [
        place.selectbox(
            title,
            ids,
            index=ids.index(default),
            format_func=lambda name: _named(known[name]),
            key=f"law-{default}-{i}",
        )
        for i, (place, title, default) in enumerate(
            zip(places, (say("First"), say("Second")), (first, second), strict=True)
        )
    ]
    one, other = known[chosen[0]], known[chosen[1]]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        day = st.date_input(
            say("As the law stood on"),
            None,
            min_value=dt.date(1900, 1, 1),
            max_value=dt.date(2100, 1, 1),
            format=date_format(),
            help=say("Empty: each instrument as it stands on file."),
            key="law-day",
        )
        every = st.checkbox(say("Show what is the same too"), key="law-same")
    as_of = day if isinstance(day, dt.date) else None
    rows = diff(one, other, as_of)
    shown = [row for row in rows if every or row.status != "same"]
    both = laws.screen(view.result, [one, other], as_of)
    st.html(verdicts_line(both))
    asleep = not_in_force((one, other), as_of)
    if asleep:
        st.warning(unmarked(" ".join(asleep)))
    if one is other:
        st.info(say("The same instrument stands on both sides: choose another."))
        return
    if not shown:
        if not asleep:
            st.info(say("They say the same, value by value."))
        return
    with view.still("laws", say("Both numbers stand in the texts: no input moves them.")):
        st.html(diff_table(shown, one, other))
    texts = quotes(sides_quoted(shown, one, other))
    if texts:
        with st.expander(say("The clauses in the words of their texts")):
            st.html(texts)
    st.download_button(
        say("This comparison (CSV)"),
        lambda: diff_csv(rows, one, other),
        f"{one.id}-{other.id}.csv",
        "text/csv",
        on_click="ignore",
        key="download-diff",
    )


def not_in_force(chosen: Sequence[Standard], as_of: dt.date | None) -> list[str]:
    """Return a sentence for each instrument of which nothing was in force on a day."""
    return [
        say("Nothing of {law} was in force on {day}.", law=law_label(law), day=date(as_of))
        for law in {law.id: law for law in chosen}.values()
        if as_of is not None and not any(in_force(law, rule, as_of) for rule in law.rules)
    ]


def _order(law: Standard) -> tuple[str, int, str]:
    """Return where an instrument stands in a list: by country as it is called, the newest first."""
    return told(name_of(law.country)), -(law.year or 0), law.id


def _first_two(view: View, known: Mapping[str, Standard], ids: Sequence[str]) -> tuple[str, str]:
    """Return what is compared at first: the case's norm and the one before, else its country's."""
    own, country = view.scheme.standard, view.scheme.scenario.location.country
    older = own.supersedes if own else ()
    at_home = [name for name in ids if known[name].country == country]
    wanted = [*([own.id] if own else []), *older, *at_home, *ids]
    first, second, *_ = dict.fromkeys(name for name in wanted if name in known)
    return first, second


def _named(law: Standard) -> str:
    cited = law_label(law)
    year = f" ({law.year})" if law.year and str(law.year) not in cited else ""
    return label(f"{told(name_of(law.country))} · {cited}{year}")


def verdicts_line(views: Sequence[LawView]) -> str:
    """Return in small print what two instruments make of the design."""
    return note(
        " ".join(
            say(
                "{law} on this design: {breaks} clauses broken, {meets} met, {open} open.",
                law=law_label(item.standard),
                breaks=item.count("breaks"),
                meets=item.count("meets"),
                open=item.count("cannot_tell"),
            )
            for item in views
        )
    )


def diff_table(rows: Sequence[Difference], one: Standard, other: Standard) -> str:
    """Return two instruments value by value."""
    return table(
        [
            Column(say("What"), "words"),
            Column(say("When"), "clause"),
            Column(law_label(one), "clause"),
            Column(law_label(other), "clause"),
            Column(
                say("Change"),
                "num",
                say(
                    "value in the second instrument less that in the first, and the same over the "
                    "first"
                ),
            ),
            Column(say("Clauses"), "clause"),
        ],
        [_row(row) for row in rows],
        say("{count} values under the conditions they share", count=len(rows)),
        stacked=True,
        tall=True,
    )


def _row(row: Difference) -> tuple[str | Cell, ...]:
    change = "–"
    if row.change:
        sign = "+" if row.change > 0 else "−"
        percent = ""
        if row.change_percent is not None:
            percent = f" ({sign}{number(abs(row.change_percent), 2)} %)"
        change = f"{sign}{number(abs(row.change))}{percent}"
    sides = [side for side in (row.first, row.second) if side]
    weakest = "unverified" if any(side.basis == "unverified" for side in sides) else ""
    clauses = " / ".join(told(side.clause) for side in sides)
    return (
        told(row.parameter.replace("_", " ")),
        conditions(row.when),
        ruled(row.first.says) if row.first else say("silent"),
        ruled(row.second.says) if row.second else say("silent"),
        change,
        Cell(f"{clauses} ⚠" if weakest else clauses),
    )


def sides_quoted(
    rows: Sequence[Difference], one: Standard, other: Standard
) -> list[tuple[str, Quotation | None]]:
    """Return the words of the clauses that are compared, by instrument and clause."""
    return [
        (f"{law.label or law.id}, {side.clause}", side.quotation)
        for row in rows
        for law, side in ((one, row.first), (other, row.second))
        if side is not None
    ]


def diff_csv(rows: Sequence[Difference], one: Standard, other: Standard) -> str:
    """Return the whole comparison as CSV."""
    names = ("parameter", "when", one.id, f"{one.id} clause", f"{one.id} basis",
             other.id, f"{other.id} clause", f"{other.id} basis",
             "status", "change", "change_percent")  # fmt: skip
    return csv_text(
        names,
        [
            (
                row.parameter,
                condition(row.when),
                *(
                    part
                    for side in (row.first, row.second)
                    for part in ((side.says, side.clause, side.basis) if side else ("", "", ""))
                ),
                row.status,
                row.change,
                row.change_percent,
            )
            for row in rows
        ],
    )


def _screened(view: View) -> None:
    st.html(heading(say("This design before the law of other countries")))
    st.html(
        note(
            say(
                "The same design, judged by every instrument on file that is in force and has a "
                "clause that applies. Conditions such as altitude and area are those of this place."
            )
        )
    )
    with view.study("laws of countries", _redrawn):
        st.html(screen_table(_judging(view.result)))


def _redrawn(scheme: Scheme) -> list[str]:
    return [screen_table(_judging(flow.design(scheme, effects=False)))]


def _judging(result: DesignResult) -> list[LawView]:
    """Return what each instrument with a clause that applies makes of a design, by country."""
    views = [item for item in laws.screen(result) if item.verdict != "not_applicable"]
    order = ("breaks", "cannot_tell", "meets")
    views.sort(key=lambda item: (told(name_of(item.standard.country)), order.index(item.verdict)))
    return views


def screen_table(views: Sequence[LawView]) -> str:
    """Return what each instrument makes of the design."""
    rows: list[tuple[str | Cell, ...]] = [
        (
            told(name_of(item.standard.country)),
            law_label(item.standard),
            verdict_cell(item.verdict),
            str(item.count("breaks")),
            str(item.count("meets")),
            str(item.count("cannot_tell")),
            told(item.standard.productive_use_stance),
            basis_cell(item.standard.basis),
        )
        for item in views
    ]
    return table(
        [
            Column(say("Country"), "key"),
            Column(say("Instrument"), "wide"),
            Column(say("Verdict"), "key"),
            Column(say("Broken"), "num", say("clauses of the instrument that this design breaks")),
            Column(say("Met"), "num", say("clauses of the instrument that this design meets")),
            Column(
                say("Open"),
                "num",
                say("clauses of the instrument that cannot be decided with what is known"),
            ),
            Column(say("On productive use"), "clause"),
            Column(say("Basis"), "key"),
        ],
        rows,
        say("{count} instruments with a clause that applies", count=len(views)),
        stacked=True,
        tall=True,
    )
