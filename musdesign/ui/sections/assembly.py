"""The sheet for the users' assembly: shown here, printed as PDF."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from musdesign import flow
from musdesign.flow import Scheme
from musdesign.report.assembly import assembly_report, sheet
from musdesign.report.content import Table
from musdesign.ui.parts import Column, bullets, heading, note, table
from musdesign.ui.sections.incidence import FIRST
from musdesign.ui.studies import NEED_AND_COST
from musdesign.ui.view import View
from musdesign.ui.words import current, say


def show(view: View) -> None:
    """Show the sheet and offer it for printing."""
    if not view.result.tariffs:
        view.skipped("tariffs")
        return
    lang = current()
    found = sheet(view.result, lang, dt.date.today())
    st.html(heading(found.title))
    st.html(bullets(found.sentences))
    st.download_button(
        say("The sheet for the assembly (PDF)"),
        lambda: assembly_report(view.result, lang.code),
        f"{view.case.name.removesuffix('.yaml').removesuffix('.yml')}-bills.pdf",
        "application/pdf",
        on_click="ignore",
        type="primary",
        key="download-assembly",
    )
    with view.study("assembly", _redrawn, first=FIRST, by=NEED_AND_COST):
        for part in found.tables:
            st.html(_table(part))
    if found.productive:
        st.html(heading(say("Water that earns a living")))
        st.html(bullets(found.productive))
    for line in found.remarks:
        st.html(note(line))


def _redrawn(scheme: Scheme) -> list[str]:
    result = flow.design(scheme, with_futures=False, effects=True)
    return [_table(part) for part in sheet(result, current(), dt.date.today()).tables]


def _table(found: Table) -> str:
    wordy = found.key == "assembly-charges"
    kinds = ["key", *("words" if wordy else "num" for _column in found.columns[1:])]
    columns = [
        Column(
            name,
            kind,
            say(
                "of the bills of this page, rounded for the sheet: see Bills and Winners and losers"
            )
            if kind == "num"
            else "",
        )
        for name, kind in zip(found.columns, kinds, strict=True)
    ]
    return table(columns, [tuple(map(str, row)) for row in found.rows], found.title)
