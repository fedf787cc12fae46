"""The whole state of the app as it was left: into a link or a variant, and back.

A part is told by what owns it: the case and the values changed in its tables, the positions of the
controls, tables that hold a mistake and wait as drafts, the amendments being written, and the
page's own switches.  Each owner takes back only what has the form that it gave out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from musdesign.i18n import known_languages
from musdesign.ui import amendment_state, session, settings, tariff_drafts
from musdesign.ui.edit import desk
from musdesign.ui.link import State, decode
from musdesign.ui.opening import Case, of_state
from musdesign.ui.tabs import section_key
from musdesign.ui.words import LANGUAGE_KEY, current

_TAKEN_BACK = "taken-back"


def whole(case: Case, page: str) -> State:
    """Return the state of the app on a page: what a link carries."""
    state = of_case(case)
    found = {"settings": settings.kept(), "amendments": amendment_state.kept()}
    view = {
        "page": page,
        "section": str(st.session_state.get(section_key(page), "")),
        "language": current().code,
    }
    return replace(
        state,
        view={name: value for name, value in view.items() if value},
        left={**state.left, **{name: value for name, value in found.items() if value}},
    )


def of_case(case: Case) -> State:
    """Return the state of a case: its edits, its controls and its drafts."""
    found = {"controls": session.positions(case.token), **drafts(case)}
    return replace(case.state({}), left={name: value for name, value in found.items() if value})


def drafts(case: Case) -> dict[str, Any]:
    """Return the tables of a case that hold mistakes, by what owns them."""
    found = {"drafts": desk.drafts(case), "tariffs": tariff_drafts.written_out(case)}
    return {name: value for name, value in found.items() if value}


def restore(state: State) -> None:
    """Open what a link or a saved variant holds, as it was left.

    Raises:
        MusdesignError: its case is not on file.
    """
    case = of_state(state)
    session.open_case(case, state.changes)
    session.restart_controls(case.token, _group(state.left, "controls"))
    session.clear_desk(case.token)
    desk.restore(session.case(), _group(state.left, "drafts"))
    tariff_drafts.restore(session.case(), _group(state.left, "tariffs"))
    if "amendments" in state.left:
        amendment_state.restore(_group(state.left, "amendments"))
    settings.restore(_group(state.left, "settings"))
    if state.view.get("language") in known_languages():
        st.session_state[LANGUAGE_KEY] = state.view["language"]
    if "section" in state.view:
        st.session_state[section_key(state.view.get("page", ""))] = state.view["section"]


def follow_link() -> str:
    """Open what a link brought along, once; return the page that it names.

    Raises:
        MusdesignError: the link is damaged, or its case is not on file.
    """
    parameter = session.unread_link()
    if not parameter:
        return ""
    state = decode(parameter)
    restore(state)
    session.link_was_read(parameter)
    return state.view.get("page", "")


def back_to_the_case() -> None:
    """Take back every edit, draft and move of the chosen case, and keep them to be brought back."""
    case = session.case()
    st.session_state[_TAKEN_BACK] = (case.token, of_case(case))
    session.forget_edits()
    session.leave_link()


def can_bring_back(token: str) -> bool:
    """Tell whether something of a case was taken back and can be had again."""
    found = st.session_state.get(_TAKEN_BACK)
    return found is not None and found[0] == token


def bring_back() -> None:
    """Put what was taken back in its place again."""
    _, state = st.session_state.pop(_TAKEN_BACK)
    restore(state)


def _group(left: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = left.get(name)
    return found if isinstance(found, dict) else {}
