"""The present and the proposed tariff as tables that are edited in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from musdesign.errors import MusdesignError
from musdesign.finance import Tariff
from musdesign.flow.opening import changed
from musdesign.flow.tariff_edits import PROPOSED
from musdesign.ui import session, tariff_drafts
from musdesign.ui.messages import messages, tell_refused, written
from musdesign.ui.parts import heading, note, unmarked
from musdesign.ui.tariff_tables import (
    BLOCK,
    FIXED,
    Row,
    classes_paid,
    plain_rows,
    rates_now,
    rates_of,
    rows_of,
    shown_rows,
    with_edit,
    with_rates,
)
from musdesign.ui.view import View
from musdesign.ui.words import cited, current, say, told

_COUNT = "tariff-tables-opened"


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
            on_click=_back,
            args=(view,),
            disabled=not (
                view.scheme.scenario.tariff_edits or tariff_drafts.written_out(view.case)
            ),
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
    names = [say("Class"), say("What"), say("Up to, m3"), tariff.currency]
    laid = _laid_out(view, tariff, rows)
    frame = pd.DataFrame(
        [(name, words.get(what, what), end, amount) for name, what, end, amount in laid.texts],
        columns=names,
    ).astype("string")
    edited = st.data_editor(
        frame,
        key=laid.key,
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        alt=say("Table to edit: {title}", title=told(tariff.name)),
        column_config={
            names[0]: st.column_config.SelectboxColumn(
                options=classes_paid(view.scheme, tariff), required=True, width=60
            ),
            names[1]: st.column_config.SelectboxColumn(options=list(back), required=True, width=68),
            names[2]: st.column_config.TextColumn(max_chars=20, width=92),
            names[3]: st.column_config.TextColumn(max_chars=20, width=74),
        },
    )
    typed = _rows(edited, back)
    new = plain_rows(typed, rows)
    if new == rows:
        tariff_drafts.drop(view.case, tariff.id)
        return
    try:
        _take(view, tariff, rows, new)
    except MusdesignError as error:
        tell_refused(error)
        if tariff_drafts.keep(view.case, tariff.id, typed, rows):
            # the way back on the left and the link below tell of it at once
            st.rerun()


@dataclass(frozen=True, slots=True)
class _Laid:
    """A table as it lay when it was opened: its texts, the charges then, and its editor's key."""

    rows: list[Row]
    texts: list[Row]
    key: str


def _laid_out(view: View, tariff: Tariff, rows: list[Row]) -> _Laid:
    """Return the table that lies open, or lay it out: as it was left, else as the tariff charges.

    The editor keeps what was done as changes to the rows it was given, so these stay what they
    were until other charges count.
    """
    place = f"tariff-laid-{view.case.token}-{tariff.id}-{current().code}"
    laid: _Laid | None = st.session_state.get(place)
    if laid is not None and laid.rows == rows and laid.key in st.session_state:
        return laid
    draft = tariff_drafts.draft_of(view.case, tariff.id, rows)
    texts = list(draft.typed) if draft else shown_rows(rows)
    count = st.session_state.get(_COUNT, 0) + 1
    st.session_state[_COUNT] = count
    laid = _Laid(rows, texts, f"tariff-{count}")
    st.session_state[place] = laid
    return laid


def _rows(edited: pd.DataFrame, back: dict[str, str]) -> list[Row]:
    found = []
    for cells in edited.itertuples(index=False):
        name, what, end, amount = ("" if pd.isna(c) else str(c).strip() for c in cells)
        found.append((name, back.get(what, what), end, amount))
    return found


def _take(view: View, tariff: Tariff, before: Sequence[Row], rows: Sequence[Row]) -> None:
    """Take a changed table over; what cannot be read is told, and the old one keeps counting.

    Raises:
        MusdesignError: what is wrong with the rows.
    """
    rates = rates_of(rows, tariff.currency, classes_paid(view.scheme, tariff))
    made = with_rates(view.scheme, tariff.id, rates)
    new = changed(view.scheme, made)
    own = next(other for other in new.tariffs if other.id == tariff.id)
    tariff_drafts.drop(view.case, tariff.id)
    if rows_of(new, own) == before:
        return
    session.edit(view.case, with_edit(view.case.made, made))
    st.rerun()


def _back(view: View) -> None:
    session.edit(view.case, with_edit(view.case.made, {"tariff_edits": {}}))
    for tariff in view.scheme.tariffs:
        tariff_drafts.drop(view.case, tariff.id)


def _propose(view: View) -> None:
    first = view.scheme.tariffs[0]
    made = with_rates(view.scheme, PROPOSED, rates_now(view.scheme, first))
    session.edit(view.case, with_edit(view.case.made, made))
