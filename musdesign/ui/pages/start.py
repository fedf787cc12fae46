"""Start: three doors, a quick answer, and the cases that are ready to run."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from musdesign.i18n import mark
from musdesign.ui import picking, session
from musdesign.ui.messages import messages
from musdesign.ui.opening import case_titles, shipped_lines
from musdesign.ui.pages.kind import Page
from musdesign.ui.parts import heading, label, note
from musdesign.ui.quick_screen import quick_screen
from musdesign.ui.words import say, told

DOORS: tuple[tuple[str, str, str], ...] = (
    (
        "design",
        mark("Design a scheme"),
        mark(
            "What these households need, which sources and tanks carry it, which pipes, "
            "and what it costs."
        ),
    ),
    (
        "evidence",
        mark("Evidence for change"),
        mark(
            "What the norm leaves out, for whom, and what changing a clause would cost and bring."
        ),
    ),
    (
        "tariffs",
        mark("Test tariffs"),
        mark("Who pays what under another tariff, whether it covers the costs, and whom it hurts."),
    ),
)
_CARDS_IN_A_ROW = 3


def show(menu: Mapping[str, StreamlitPage]) -> None:
    """Show the doors, the quick question and the cases."""
    st.html(
        f'<h1 class="mus-title">{escape(say("One water system for every use"))}</h1>'
        f'<p class="mus-sub">'
        + escape(
            say(
                "Families drink, wash, water animals and gardens from the same pipe. "
                "Design for it, argue for it, and share its costs fairly."
            )
        )
        + "</p>"
    )
    _doors(menu)
    with messages(say("the quick question")), st.container(border=True, key="quick"):
        quick_screen(menu["design"])
    with messages(say("the cases")):
        _cases(menu)
    st.html(heading(say("Or open your own")))
    if picking.file_opener("start-file"):
        # what it holds, and what is wrong with it, stands there
        st.switch_page(menu["design"])
    picking.refused()


def _doors(menu: Mapping[str, StreamlitPage]) -> None:
    places = st.columns(len(DOORS), gap="medium")
    for place, (path, title, line) in zip(places, DOORS, strict=True):
        with place, st.container(border=True, key=f"door-{path}", height="stretch"):
            st.page_link(menu[path], label=f"**{say(title)}**", icon=menu[path].icon)
            st.html(note(say(line)))


def _cases(menu: Mapping[str, StreamlitPage]) -> None:
    st.html(heading(say("Or start from a case")))
    lines, titles = shipped_lines(), case_titles()
    names = [name for name in session.names() if name in titles]
    for first in range(0, len(names), _CARDS_IN_A_ROW):
        places = st.columns(_CARDS_IN_A_ROW, gap="medium")
        for place, name in zip(places, names[first : first + _CARDS_IN_A_ROW], strict=False):
            with place, st.container(border=True, key=f"card-{name}", height="stretch"):
                if st.button(
                    f"**{label(told(titles[name]))}**",
                    key=f"open-case-{name}",
                    on_click=session.choose,
                    args=(name,),
                    type="tertiary",
                    icon=":material/arrow_forward:",
                ):
                    st.switch_page(menu["design"])
                st.html(note(told(lines[name])))


PAGE = Page("start", mark("Start"), ":material/home:", alone=show)
