"""Which right each use of each source needs, and which use comes first when water is short."""

from __future__ import annotations

import streamlit as st

from musdesign.standards.rights import RightsReport, words
from musdesign.study import laws
from musdesign.ui.parts import Cell, Column, basis_cell, bullets, heading, note, sentences, table
from musdesign.ui.quoting import Once, quotes
from musdesign.ui.sections.clauses import CLAUSE
from musdesign.ui.view import View
from musdesign.ui.words import labelled, law_label, say, told


def show(view: View) -> None:
    """Show the water rights of the scheme under the laws of its country."""
    country = view.scheme.scenario.location.country
    chosen = [law for law in laws.current() if law.country == country]
    speaking = [law for law in chosen if law.rights or law.priorities]
    st.html(heading(say("Which right each use of each source needs")))
    if not speaking:
        st.info(
            say(
                "No water law of this country is on file with its rights. Who has its text can add "
                "it as an instrument file of his own, in a folder that MUSDESIGN_PATH names."
            )
        )
        return
    st.html(
        note(
            say(
                "By {laws}. Of several clauses that speak of a use, the lightest decides and is "
                "marked ▸. This is a reading of texts, and no legal advice.",
                laws=", ".join(map(law_label, speaking)),
            )
        )
    )
    report = laws.rights_of(view.result, chosen)
    st.html(rights_table(report))
    for line in report.silent:
        st.html(note(told(line)))
    if report.ranks:
        st.html(heading(say("Who comes first when water is short")))
        with view.still("ranks", say(CLAUSE)):
            st.html(ranks_table(report))
        own = quotes((f"{labelled(r.instrument)}, {r.clause}", r.quotation) for r in report.ranks)
        if own:
            st.html(own)
    if report.productive:
        st.html(heading(say("What productive use changes")))
        st.html(bullets(map(told, report.productive)))


def rights_table(report: RightsReport) -> str:
    """Return each right with its clause."""
    rows: list[tuple[str | Cell, ...]] = []
    once = Once()
    for row in report.rights:
        right = told(words(row.right))
        if row.missing:
            names = ", ".join(told(name.replace("_", " ")) for name in row.missing)
            right = say("{right}, if {names}", right=right, names=names)
        rows.append(
            (
                row.source,
                told(row.use),
                Cell(f"▸ {right}" if row.decides else right, "" if row.decides else "faint"),
                f"{labelled(row.instrument)}, {told(row.clause)}",
                once.cell(
                    sentences(told(part) for part in (row.title, row.text, row.note) if part),
                    row.quotation,
                ),
                basis_cell(row.basis),
            )
        )
    return table(
        [
            Column(say("From"), "clause"),
            Column(say("Use"), "key"),
            Column(say("Right"), "clause"),
            Column(say("Clause"), "clause"),
            Column(say("What it says"), "wide"),
            Column(say("Basis"), "key"),
        ],
        rows,
        say("Rights by source and use"),
        stacked=True,
    )


def ranks_table(report: RightsReport) -> str:
    """Return the order of uses in a drought."""
    return table(
        [
            Column(say("Use"), "key"),
            Column(say("Rank"), "num", say("place of the use in the order that the clause states")),
            Column(say("What it says"), "wide"),
            Column(say("Clause"), "wide"),
            Column(say("Basis"), "key"),
        ],
        [
            (
                told(rank.use),
                say("not named")
                if rank.rank is None
                else Cell(str(rank.rank), source=f"{rank.instrument}, {rank.clause}"),
                told(rank.words),
                f"{labelled(rank.instrument)}, {told(rank.clause)}",
                basis_cell(rank.basis),
            )
            for rank in report.ranks
        ],
        say("Order of uses in a drought"),
        stacked=True,
    )
