"""The pages of the app, in the order of the menu."""

from musdesign.ui.pages import compare, design, evidence, start, tariffs
from musdesign.ui.pages.kind import Page

PAGES: tuple[Page, ...] = (start.PAGE, design.PAGE, evidence.PAGE, tariffs.PAGE, compare.PAGE)

__all__ = ["PAGES", "Page"]
