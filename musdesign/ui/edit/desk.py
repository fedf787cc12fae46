"""The desk: the tables that lie open, and what was done in them since they were opened.

The editor of the app keeps what was done as changes to the rows it was given.  So these rows stay
what they were when the tables were opened, and the edits of the case follow from them at the start
of every run, before anything is designed: a table that holds a mistake changes nothing and says so.
Who goes elsewhere leaves such a table behind as a draft, and finds it again as it was left.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from musdesign.errors import MusdesignError
from musdesign.ui import session
from musdesign.ui.edit.change import changes, written
from musdesign.ui.edit.draft import laid_out, merged, read_again, written_out
from musdesign.ui.edit.kinds import kinds
from musdesign.ui.edit.rows import Edits, Item
from musdesign.ui.edit.tables import Table, texts
from musdesign.ui.opening import Case, scheme
from musdesign.ui.words import current, localised

_COUNT = "desks-opened"


@dataclass(slots=True)
class Desk:
    """Tables of one part of a case, as they were when opened.

    ``made`` are the case's edits as the desk left them; any other mean that something else changed
    the case, and the desk is cleared.
    """

    token: str
    part: str
    number: int
    currency: str
    original: Item
    snapshot: Item
    made: dict[str, Any]
    language: str
    """Language of the cells: another one lays them out anew."""
    seen: dict[str, Any] = field(default_factory=dict)
    refused: MusdesignError | None = None
    draft: dict[str, Edits] = field(default_factory=dict)
    """What an earlier desk left undone, by table; the rows lie here with it."""

    def tables(self) -> tuple[Table, ...]:
        """Return the tables of the part."""
        return kinds(self.currency)[self.part]

    def key(self, table: Table) -> str:
        """Return the key of a table's editor."""
        return f"desk.{self.number}.{table.name}"

    def rows(self, table: Table) -> list[dict[str, str]]:
        """Return the texts of a table's cells."""
        found = texts(table, self.snapshot, localised)
        return laid_out(found, self.draft.get(table.name, Edits()))

    def done(self, states: Mapping[str, Any]) -> list[tuple[Table, Edits]]:
        """Return what was done in each table, here and in the draft."""
        return [
            (
                table,
                merged(
                    self.draft.get(table.name, Edits()),
                    edits_of(states.get(table.name, {}), table),
                    len(table.rows(self.snapshot)),
                ),
            )
            for table in self.tables()
        ]


def taken(case: Case) -> Case:
    """Return the case with what was done at the desk."""
    desk = st.session_state.get(session.DESK)
    if not isinstance(desk, Desk):
        return case
    states = {
        table.name: st.session_state[desk.key(table)]
        for table in desk.tables()
        if desk.key(table) in st.session_state
    }
    if not states or not _same_case(desk, case):
        _leave(desk)
        return case
    if states == desk.seen:
        return case
    desk.seen = json.loads(json.dumps(states))
    done = desk.done(desk.seen)
    try:
        # what a link would carry, so that all forms of the state are one
        made = json.loads(json.dumps(changes(desk.original, desk.snapshot, done)))
        scheme(replace(case, changes=json.dumps(made)))
    except MusdesignError as error:
        desk.refused = error
        return case
    desk.refused, desk.made = None, made
    session.edit(case, made)
    return session.case()


def opened(case: Case, part: str, currency: str) -> Desk:
    """Return the desk with the tables of a part, laid out anew where they do not lie there.

    Raises:
        MusdesignError: the case is no scenario.
    """
    desk = st.session_state.get(session.DESK)
    if isinstance(desk, Desk):
        if desk.part == part and _same_case(desk, case):
            return desk
        _leave(desk)
    count = st.session_state.get(_COUNT, 0) + 1
    st.session_state[_COUNT] = count
    original, snapshot = written(case.text, {}), written(case.text, case.made)
    desk = Desk(case.token, part, count, currency, original, snapshot, case.made, current().code)
    drafts: dict[tuple[str, str], Desk] = st.session_state.get(session.DRAFTS, {})
    left = drafts.pop((case.token, part), None)
    # the rows of a draft are those of its own snapshot
    if left is not None and left.made == case.made:
        desk.snapshot, desk.refused = left.snapshot, left.refused
        desk.draft = {table.name: done for table, done in left.done(left.seen)}
    st.session_state[session.DESK] = desk
    return desk


def _leave(desk: Desk) -> None:
    """Clear the desk; what could not be taken into the case stays as a draft."""
    del st.session_state[session.DESK]
    if desk.refused is not None:
        drafts = st.session_state.get(session.DRAFTS, {})
        st.session_state[session.DRAFTS] = {**drafts, (desk.token, desk.part): desk}


def drafts(case: Case) -> dict[str, Any]:
    """Return what was typed in the tables of a case and could not be taken into it, by part."""
    found: dict[str, Any] = {}
    waiting = list(st.session_state.get(session.DRAFTS, {}).values())
    lying = st.session_state.get(session.DESK)
    if isinstance(lying, Desk) and lying.refused is not None:
        waiting.append(lying)
    for desk in waiting:
        if desk.token == case.token and desk.made == case.made:
            done = {table.name: written_out(edits) for table, edits in desk.done(desk.seen)}
            found[desk.part] = {name: edits for name, edits in done.items() if edits}
    return found


def restore(case: Case, found: Mapping[str, Any]) -> None:
    """Lay drafts where the tables of a case will find them; what has another form is left out.

    Raises:
        MusdesignError: the case is no scenario.
    """
    original, snapshot = written(case.text, {}), written(case.text, case.made)
    currency = str(snapshot.get("currency", ""))
    kept: dict[tuple[str, str], Desk] = {}
    for part, tables in found.items():
        if part not in kinds(currency) or not isinstance(tables, dict):
            continue
        language = current().code
        desk = Desk(case.token, part, 0, currency, original, snapshot, case.made, language)
        desk.draft = {
            table.name: edits
            for table in desk.tables()
            if (edits := read_again(tables.get(table.name), table)) is not None
        }
        desk.refused = _mistake(desk, case)
        if desk.draft and desk.refused is not None:
            kept[(case.token, part)] = desk
    st.session_state[session.DRAFTS] = {**st.session_state.get(session.DRAFTS, {}), **kept}


def _mistake(desk: Desk, case: Case) -> MusdesignError | None:
    """Return what keeps a draft out of its case."""
    try:
        made = changes(desk.original, desk.snapshot, desk.done({}))
        scheme(replace(case, changes=json.dumps(made)))
    except MusdesignError as error:
        return error
    return None


def edits_of(state: Mapping[str, Any], table: Table) -> Edits:
    """Return what the app's editor holds as edits of a table."""
    changed = {
        int(row): {column: str(text or "") for column, text in cells.items()}
        for row, cells in state.get("edited_rows", {}).items()
    }
    added = [
        {column: str(text or "") for column, text in cells.items()}
        for cells in state.get("added_rows", [])
    ]
    if not table.grows:
        return Edits(changed)
    return Edits(changed, added, frozenset(state.get("deleted_rows", [])))


def _same_case(desk: Desk, case: Case) -> bool:
    same = desk.token == case.token and desk.made == case.made
    return same and desk.language == current().code
