"""What a page is: an address, a title, and the sections that stand in its tabs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from streamlit.navigation.page import StreamlitPage

from musdesign.ui.tabs import Section
from musdesign.ui.view import View


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the app.

    ``opens`` is the section shown first where that is not the first of them.
    ``title`` is ``mark``ed and shown through ``say``; ``top`` draws what stands above the tabs.
    A page without sections stands by itself: ``alone`` draws it from the
    menu of pages, and no scheme is computed for it.
    """

    path: str
    title: str
    icon: str
    sections: tuple[Section, ...] = ()
    opens: str = ""
    top: Callable[[View], None] | None = None
    alone: Callable[[Mapping[str, StreamlitPage]], None] | None = None
