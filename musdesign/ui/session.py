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
from musdesign.i18n import known_languages
from musdesign.ui.link import PARAMETER, State, decode
from musdesign.ui.opening import FIRST, Case, case_titles, of_state, shipped
from musdesign.ui.tabs import section_key
from musdesign.ui.words import LANGUAGE_KEY, current

CASE = "case"
"""Session key of the chosen case's name."""
REVISION = "revision"
"""Session key of a count that gives every control a new start."""
DESK, DRAFTS = "desk", "drafts"
"""Session keys of the tables that lie open, and of those left with a mistake."""
_OPENED, _EDITS, _READ = "opened-cases", "edits", "link-read"


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
    restart_controls()


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


def back_to_the_case() -> None:
    """Forget the edits of the chosen case and every control's move."""
    found = case()
    st.session_state[_EDITS] = {k: v for k, v in _edits().items() if k != found.name}
    for key in (DESK, DRAFTS):
        st.session_state.pop(key, None)
    restart_controls()


def restart_controls() -> None:
    """Give every control a new key, hence its starting value."""
    st.session_state[REVISION] = st.session_state.get(REVISION, 0) + 1


def follow_link() -> str:
    """Open what a link brought along, once; return the page that it names.

    Raises:
        MusdesignError: the link is damaged, or its case is not on file.
    """
    parameter = st.query_params.get(PARAMETER, "")
    if not parameter or st.session_state.get(_READ) == parameter:
        return ""
    state = decode(parameter)
    restore(state)
    st.session_state[_READ] = parameter
    return state.view.get("page", "")


def restore(state: State) -> None:
    """Open what a link or a saved variant holds.

    Raises:
        MusdesignError: its case is not on file.
    """
    open_case(of_state(state), state.changes)
    if state.view.get("language") in known_languages():
        st.session_state[LANGUAGE_KEY] = state.view["language"]
    if "section" in state.view:
        st.session_state[section_key(state.view.get("page", ""))] = state.view["section"]


def of_view(page: str) -> dict[str, str]:
    """Return what a link keeps of the view: page, section and language."""
    section = st.session_state.get(section_key(page), "")
    found = {"page": page, "section": section, "language": current().code}
    return {name: value for name, value in found.items() if value}


def _opened() -> dict[str, Case]:
    found: dict[str, Case] = st.session_state.get(_OPENED, {})
    return found


def _edits() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = st.session_state.get(_EDITS, {})
    return found
