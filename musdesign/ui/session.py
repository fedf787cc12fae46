"""What a visitor's session holds: the open case, its edits, and what a link brought along.

Everything here lives in the session of one browser tab; nothing is shared between visitors.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from musdesign import flow
from musdesign.errors import ScenarioError
from musdesign.ui.link import PARAMETER
from musdesign.ui.opening import FIRST, Case, case_titles, shipped

CASE = "case"
"""Session key of the chosen case's name."""
DESK, DRAFTS = "desk", "drafts"
"""Session keys of the tables that lie open, and of those left with a mistake."""
TARIFF_DRAFTS = "tariff-drafts"
"""Session key of the tables of tariffs that hold a mistake."""
DRAWN = "drawn"
"""Session key of the design that stands on the page with all its figures."""
_MOST = 1e12
_OPENED, _EDITS, _READ, _STARTS = "opened-cases", "edits", "link-read", "starts"


def names() -> dict[str, str]:
    """Return every case that can be chosen: the visitor's own first, then the shipped ones."""
    titles = case_titles()
    if not titles:
        raise ScenarioError("no case is shipped with this installation")
    order = sorted(titles, key=lambda name: (name != FIRST, titles[name]))
    own = {name: name for name in _opened()}
    return own | {name: titles[name] for name in order if name not in own}


def case() -> Case:
    """Return the chosen case with its edits."""
    name = st.session_state.get(CASE, FIRST)
    found = _opened().get(name)
    if found is None:
        found = shipped(name if name in flow.cases() else FIRST)
    made = _edits().get(found.name, {})
    return replace(found, changes=json.dumps(made))


def open_case(opened: Case, made: Mapping[str, Any] | None = None) -> None:
    """Choose a case; one that is not shipped is added to the list.

    Call it before the list of cases is drawn, or from a callback.
    """
    known = flow.cases()
    if opened.name not in known or opened.text != shipped(opened.name).text:
        st.session_state[_OPENED] = {**_opened(), opened.name: opened.original}
    st.session_state[_EDITS] = {**_edits(), opened.name: dict(made or {})}
    st.session_state[CASE] = opened.name
    restart_controls(opened.token)


def choose(name: str) -> None:
    """Choose a case by its name; call it from a callback."""
    st.session_state[CASE] = name
    leave_link()


def leave_link() -> None:
    """Take the link out of the address, so that the page is no longer what it said."""
    if PARAMETER in st.query_params:
        del st.query_params[PARAMETER]


def edit(opened: Case, made: Mapping[str, Any]) -> None:
    """Keep the edits of a case by path, in place of the earlier ones."""
    st.session_state[_EDITS] = {**_edits(), opened.name: dict(made)}


def forget_edits() -> None:
    """Forget the edits of the chosen case, its drafts, and every control's move."""
    found = case()
    st.session_state[_EDITS] = {k: v for k, v in _edits().items() if k != found.name}
    clear_desk(found.token)
    restart_controls(found.token)


def clear_desk(token: str) -> None:
    """Take the tables of a case off the desk, and its drafts with them."""
    if getattr(st.session_state.get(DESK), "token", None) == token:
        del st.session_state[DESK]
    for name in (DRAFTS, TARIFF_DRAFTS):
        drafts = st.session_state.get(name, {})
        st.session_state[name] = {key: draft for key, draft in drafts.items() if key[0] != token}


def restart_controls(token: str, starts: Mapping[str, Any] | None = None) -> None:
    """Give every control of a case a new start: where a link left it, or the case's own value."""
    plain = {name: value for name, value in (starts or {}).items() if _is_plain(value)}
    st.session_state[_STARTS] = {**_starts(), token: (_revision(token) + 1, plain)}


def control_key(token: str, name: str) -> str:
    """Return where the session keeps a control of a case; a new start has a new key."""
    return f"{_controls(token)}{name}"


def left_at(token: str, name: str) -> Any:
    """Return where a control was left, as a link or variant tells it; None where it does not."""
    return _starts().get(token, (0, {}))[1].get(name)


def positions(token: str) -> dict[str, Any]:
    """Return where the controls of a case stand, by name; empty fields are left out."""
    before = _controls(token)
    drawn = {
        str(key).removeprefix(before): value
        for key, value in st.session_state.items()
        if str(key).startswith(before)
    }
    found = {**_starts().get(token, (0, {}))[1], **drawn}
    return {name: value for name, value in found.items() if value not in {None, ""}}


def unread_link() -> str:
    """Return the link that stands in the address and was not opened yet."""
    parameter: str = st.query_params.get(PARAMETER, "")
    return "" if st.session_state.get(_READ) == parameter else parameter


def link_was_read(parameter: str) -> None:
    """Note that a link was opened."""
    st.session_state[_READ] = parameter


def _is_plain(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, int | float) and abs(value) < _MOST)


def _controls(token: str) -> str:
    return f"{token}.{_revision(token)}."


def _revision(token: str) -> int:
    return _starts().get(token, (0, {}))[0]


def _starts() -> dict[str, tuple[int, dict[str, Any]]]:
    found: dict[str, tuple[int, dict[str, Any]]] = st.session_state.get(_STARTS, {})
    return found


def _opened() -> dict[str, Case]:
    found: dict[str, Case] = st.session_state.get(_OPENED, {})
    return found


def _edits() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = st.session_state.get(_EDITS, {})
    return found
