"""What a page is: an address, a title, and the sections that stand in its tabs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from musdesign.ui.tabs import Section
from musdesign.ui.view import View


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the app.

    ``title`` is ``mark``ed and shown through ``say``; ``top`` draws what stands above the tabs.
    A page without sections stands by itself: ``alone`` draws it, and no scheme is computed for it.
    """

    path: str
    title: str
    icon: str
    sections: tuple[Section, ...] = ()
    top: Callable[[View], None] | None = None
    alone: Callable[[], None] | None = None
