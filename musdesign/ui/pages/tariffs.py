"""Test tariffs: who pays what, whether it covers the costs, and whom it hurts."""

from __future__ import annotations

from musdesign.i18n import mark
from musdesign.ui import headline
from musdesign.ui.pages.kind import Page
from musdesign.ui.sections import bills, register, why
from musdesign.ui.tabs import Section

PAGE = Page(
    "tariffs",
    mark("Test tariffs"),
    ":material/receipt_long:",
    (
        Section(mark("Bills"), bills.show),
        Section(mark("Assumptions"), register.show),
        Section(mark("Why this number"), why.show),
    ),
    top=headline.title,
)
