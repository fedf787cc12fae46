"""Draw one section of the app by itself, in a script run of its own."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from musdesign.ui.studies import collect
from musdesign.ui.tabs import Section
from musdesign.ui.view import View

_asked: list[tuple[View, Section]] = []


def section_drawn(view: View, section: Section) -> AppTest:
    """Draw a section with what it fills in later."""
    _asked[:] = [(view, section)]
    return AppTest.from_function(_script, default_timeout=120.0).run()


def _script() -> None:
    from tests.ui.drawing import draw_asked

    draw_asked()


def draw_asked() -> None:
    """Draw the section that was asked for last, as a page does."""
    view, section = _asked[-1]
    collect(view.telling)
    section.show(view)
    for later in view.pending:
        later.draw()
