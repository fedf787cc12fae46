"""Tables of tariffs that hold a mistake: kept while the person is elsewhere, and laid out again.

Such a table changes nothing, but what was typed into it stays: on the page, in the link and in a
saved variant, until it is mended or its tariff gets other charges in another way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from musdesign.ui import session
from musdesign.ui.opening import Case
from musdesign.ui.tariff_tables import Row

_MOST_ROWS = 200
_MOST_CHARACTERS = 400
_WIDTH = 4


@dataclass(frozen=True, slots=True)
class Draft:
    """A table as typed, and the charges it was typed over; None where a link brought it."""

    typed: tuple[Row, ...]
    over: tuple[Row, ...] | None = None


def draft_of(case: Case, tariff: str, rows: Sequence[Row]) -> Draft | None:
    """Return what was typed into the table of a tariff that charges by these rows."""
    found = _all().get((case.token, tariff))
    if found is None or found.over not in {None, tuple(rows)}:
        return None
    return found


def keep(case: Case, tariff: str, typed: Sequence[Row], over: Sequence[Row]) -> bool:
    """Keep a table as typed; return whether nothing was kept of it before."""
    first = (case.token, tariff) not in _all()
    st.session_state[session.TARIFF_DRAFTS] = {
        **_all(),
        (case.token, tariff): Draft(tuple(typed), tuple(over)),
    }
    return first


def drop(case: Case, tariff: str) -> None:
    """Forget what was typed into the table of a tariff."""
    kept = {key: draft for key, draft in _all().items() if key != (case.token, tariff)}
    st.session_state[session.TARIFF_DRAFTS] = kept


def written_out(case: Case) -> dict[str, Any]:
    """Return the tables of a case that hold mistakes as plain data for a link."""
    return {
        tariff: [list(row) for row in draft.typed]
        for (token, tariff), draft in _all().items()
        if token == case.token
    }


def restore(case: Case, found: Mapping[str, Any]) -> None:
    """Lay the tables out as a link tells them; what has another form is left out."""
    kept = {
        (case.token, tariff): Draft(tuple(_row(row) for row in rows))
        for tariff, rows in found.items()
        if isinstance(rows, list) and len(rows) <= _MOST_ROWS and all(_fits(row) for row in rows)
    }
    st.session_state[session.TARIFF_DRAFTS] = {**_all(), **kept}


def _row(cells: Sequence[str]) -> Row:
    name, what, end, amount = cells
    return name, what, end, amount


def _fits(row: Any) -> bool:
    return (
        isinstance(row, list)
        and len(row) == _WIDTH
        and all(isinstance(cell, str) and len(cell) <= _MOST_CHARACTERS for cell in row)
    )


def _all() -> dict[tuple[str, str], Draft]:
    found: dict[tuple[str, str], Draft] = st.session_state.get(session.TARIFF_DRAFTS, {})
    return found
