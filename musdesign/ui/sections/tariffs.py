"""The present and the proposed tariff as tables that are edited in place."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from musdesign.errors import MusdesignError
from musdesign.finance import Tariff
from musdesign.flow.opening import changed
from musdesign.flow.tariff_edits import PROPOSED
from musdesign.ui import session
from musdesign.ui.messages import messages, written
from musdesign.ui.parts import heading, note, unmarked
from musdesign.ui.tariff_tables import (
    BLOCK,
    FIXED,
    Row,
    classes_paid,
    rates_now,
    rates_of,
    rows_of,
    with_edit,
    with_rates,
)
from musdesign.ui.view import View
from musdesign.ui.words import cited, say, told


def show(view: View) -> None:
    """Show each tariff as a table; what is changed counts at once on all pages."""
    tariffs = view.scheme.tariffs
    if not tariffs:
        st.info(say("The case names no tariff."))
        return
    st.html(
        note(
            say(
                "Change a cell, add a row or delete one. A decimal comma or point is read alike; "
                "the last block of a class has no end. What you change counts on every page and "
                "travels with the scenario and the link."
            )
        )
    )
    for i, tariff in enumerate(tariffs):
        label = say("Today: {tariff}", tariff=told(tariff.name)) if i == 0 else None
        st.html(heading(label or say("Proposed: {tariff}", tariff=told(tariff.name))))
        with messages(tariff.name):
            _table(view, tariff)
        parts = (f"{cited(tariff.source)} ({told(tariff.basis)}).", told(tariff.note))
        st.html(note(" ".join(part for part in parts if part)))
    with st.container(horizontal=True):
        if not any(tariff.id == PROPOSED for tariff in tariffs):
            st.button(
                say("Propose a tariff that starts as today's"),
                on_click=_propose,
                args=(view,),
                key="tariff-propose",
            )
        st.button(
            say("Back to the tariffs of the case"),
            on_click=session.edit,
            args=(view.case, with_edit(view.case.made, {"tariff_edits": {}})),
            disabled=not view.scheme.scenario.tariff_edits,
            key="tariff-back",
        )


def _table(view: View, tariff: Tariff) -> None:
    try:
        rows = rows_of(view.scheme, tariff)
    except MusdesignError as error:
        reasons = " ".join(written(problem) for problem in error.problems)
        st.info(unmarked(say("This tariff is changed in its file: {reason}", reason=reasons)))
        return
    words = {FIXED: say("a month"), BLOCK: say("each m3")}
    back = {word: key for key, word in words.items()}
    names = [say("class"), say("what"), say("up to, m3"), tariff.currency]
    frame = pd.DataFrame(
        [(name, words[what], end, amount) for name, what, end, amount in rows], columns=names
    ).astype("string")
    edited = st.data_editor(
        frame,
        # the rows are part of the key: what was taken over starts a new table
        key=f"tariff-{view.case.token}-{tariff.id}-{hash(tuple(rows)) & 0xFFFFFFFF:x}",
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        column_config={
            names[0]: st.column_config.SelectboxColumn(
                options=classes_paid(view.scheme, tariff), required=True, width="small"
            ),
            names[1]: st.column_config.SelectboxColumn(
                options=list(back), required=True, width="small"
            ),
            names[2]: st.column_config.TextColumn(max_chars=20, width="small"),
            names[3]: st.column_config.TextColumn(max_chars=20, width="small"),
        },
    )
    new = _rows(edited, back)
    if new != rows:
        _take(view, tariff, new)


def _rows(edited: pd.DataFrame, back: dict[str, str]) -> list[Row]:
    found = []
    for cells in edited.itertuples(index=False):
        name, what, end, amount = ("" if pd.isna(c) else str(c).strip() for c in cells)
        found.append((name, back.get(what, what), end, amount))
    return found


def _take(view: View, tariff: Tariff, rows: Sequence[Row]) -> None:
    """Take a changed table over; what cannot be read is told, and the old one keeps counting.

    Raises:
        MusdesignError: what is wrong with the rows.
    """
    made = with_rates(view.scheme, tariff.id, rates_of(rows, tariff.currency))
    changed(view.scheme, made)
    session.edit(view.case, with_edit(view.case.made, made))
    st.rerun()


def _propose(view: View) -> None:
    first = view.scheme.tariffs[0]
    made = with_rates(view.scheme, PROPOSED, rates_now(view.scheme, first))
    session.edit(view.case, with_edit(view.case.made, made))
