"""A page's sections as tabs, of which only the open one is drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from musdesign.ui.messages import messages
from musdesign.ui.parts import note
from musdesign.ui.view import View
from musdesign.ui.words import current, say


@dataclass(frozen=True, slots=True)
class Section:
    """A tab: its title (``mark``ed, shown through ``say``) and what draws it.

    ``alone`` tells that it shows this design only, neither the futures beside it nor what the
    tariffs do to drawn households: they are then not computed before the first paint.
    """

    title: str
    show: Callable[[View], None]
    alone: bool = False


def open_section(page: str, sections: Sequence[Section], first: str = "") -> str:
    """Return the title, as in the source, of the section that is open on a page."""
    titles = [section.title for section in sections]
    found = st.session_state.get(section_key(page), first)
    return found if found in titles else titles[0]


def section_key(page: str) -> str:
    """Return where the session keeps the open section of a page."""
    return f"{page}.section"


def show_tabs(page: str, sections: Sequence[Section], view: View, first: str = "") -> None:
    """Draw the tabs of a page and what stands in the open one."""
    shown = [say(section.title) for section in sections]
    names = {say(section.title): section.title for section in sections}
    key = f"{page}.tabs.{current().code}"
    # the session's own note decides: it outlives a change of page and of language
    st.session_state[key] = say(open_section(page, sections, first))

    def opened() -> None:
        st.session_state[section_key(page)] = names.get(st.session_state[key], sections[0].title)

    tabs = st.tabs(shown, key=key, on_change=opened)
    for tab, section in zip(tabs, sections, strict=True):
        if tab.open:
            with tab, messages(say(section.title)):
                if view.coming and not section.alone:
                    st.html(note(say("This section needs the rest of the design: a moment …")))
                else:
                    section.show(view)
