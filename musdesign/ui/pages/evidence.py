"""Evidence for change: what the norm says, for whom it falls short, and what a change brings."""

from __future__ import annotations

from musdesign.i18n import mark
from musdesign.ui import headline
from musdesign.ui.pages.kind import Page
from musdesign.ui.sections import clauses, futures, register, why
from musdesign.ui.tabs import Section

PAGE = Page(
    "evidence",
    mark("Evidence for change"),
    ":material/balance:",
    (
        Section(mark("Standards"), clauses.show),
        Section(mark("Three futures"), futures.show),
        Section(mark("Assumptions"), register.show),
        Section(mark("Why this number"), why.show),
    ),
    top=headline.title,
)
