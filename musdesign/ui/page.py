"""The frame of every page: the menu, the case and its controls on the left, the page beside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from musdesign.flow import Scheme
from musdesign.i18n import known_languages
from musdesign.ui import asking, controls, downloads, jobs, left, picking, session
from musdesign.ui.edit import desk
from musdesign.ui.link import PARAMETER
from musdesign.ui.messages import messages
from musdesign.ui.opening import Case, designed, first_paint, moved, scheme
from musdesign.ui.pages import PAGES, Page
from musdesign.ui.studies import collect
from musdesign.ui.tabs import open_section, show_tabs
from musdesign.ui.telling import tell_browser
from musdesign.ui.theme import STYLE
from musdesign.ui.view import View
from musdesign.ui.words import LANGUAGE_KEY, current, say


def main() -> None:
    """Draw the open page; a mistake becomes messages, never a traceback."""
    st.set_page_config(page_title="musdesign", page_icon="💧", layout="wide")
    st.html(STYLE)
    tell_browser()
    wanted = ""
    with messages("the link"):
        wanted = left.follow_link()
    frame: list[View | None] = []
    menu: dict[str, StreamlitPage] = {}
    for page in PAGES:
        menu[page.path] = st.Page(
            partial(_page, page, menu, frame),
            title=say(page.title),
            icon=page.icon,
            url_path=page.path,
            default=page is PAGES[0],
        )
    chosen = st.navigation(list(menu.values()), position="top")
    if wanted in menu and menu[wanted] is not chosen:
        st.switch_page(menu[wanted], query_params={PARAMETER: st.query_params[PARAMETER]})
    page = next(page for page in PAGES if menu[page.path] is chosen)
    with messages(say("the page")):
        frame.append(_sidebar(page))
        chosen.run()


def _page(page: Page, menu: Mapping[str, StreamlitPage], frame: list[View | None]) -> None:
    if page.alone is not None:
        page.alone(menu)
        return
    picking.refused()
    view = frame[0]
    if view is None:
        st.info(say("Mend what is marked, go back to the case, or pick a shipped one."))
        return
    collect(view.telling)
    if page.top is not None:
        with messages(say("the key figures")):
            page.top(view)
    show_tabs(page.path, page.sections, view, page.opens)
    with messages(say("the downloads")):
        downloads.show(view)
    asking.listen(view)
    if view.coming:
        # asked here: a thread of the jobs has no session to read the open section from
        whole = _whole(page)
        with messages(say("the design")):
            jobs.done(
                lambda: designed(view.case, view.changes, whole=whole),
                days=view.scheme.scenario.weather is not None,
            )
            st.rerun()
    for slow in view.pending:
        with slow.place, messages(slow.what):
            slow.draw()


def _sidebar(page: Page) -> View | None:
    """Draw what is common to all pages; return the design, or None where messages stand."""
    with st.sidebar:
        _language()
    # messages stand on the right, where there is room for the mistakes of a whole file
    with messages(say("the case")), st.sidebar:
        case = desk.taken(picking.case_list())
        if page.alone is None:
            with st.expander(say("Open your own file")):
                picking.file_opener("scenario-file")
        if st.query_params.get(PARAMETER):
            st.caption(say("Opened from a link."))
        if page.alone is None:
            return _view(page, case)
    return None


def _language() -> None:
    st.radio(
        say("Language"),
        list(known_languages()),
        index=list(known_languages()).index(current().code),
        format_func=lambda code: known_languages()[code],
        horizontal=True,
        key=LANGUAGE_KEY,
        persist_state="session",
    )


def _view(page: Page, case: Case) -> View:
    base = scheme(case)
    chosen = controls.show(base, case)
    whole = _whole(page)
    drawn = (case, json.dumps(chosen.changes), whole)
    # what stands on the page already is not taken back to its first figures
    first = None
    if st.session_state.get(session.DRAWN) != drawn:
        first = first_paint(case, chosen.changes, whole=whole)
    coming = first is not None
    result = first or designed(case, chosen.changes, whole=whole)
    if not coming:
        st.session_state[session.DRAWN] = drawn
    changed = {**case.made, **chosen.changes}
    before = result
    if changed:
        before = designed(case.original, whole=whole and not coming, days=not coming)
    shown = moved(case, chosen.changes)
    return View(
        page.path,
        case,
        shown,
        result,
        before,
        chosen.changes,
        chosen.tariff,
        _coming(shown) if coming else "",
    )


def _whole(page: Page) -> bool:
    """Tell whether the open section shows more than the design alone."""
    title = open_section(page.path, page.sections, page.opens)
    return not any(section.alone for section in page.sections if section.title == title)


def _coming(shown: Scheme) -> str:
    if shown.scenario.weather is not None:
        return say("a mean year is shown; the days of the weather are being simulated …")
    return say("the design alone is shown; the rest is being computed …")
