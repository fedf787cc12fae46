"""Evidence for change: what the norm says, for whom it falls short, and what a change brings."""

from __future__ import annotations

from musdesign.i18n import mark
from musdesign.ui import headline
from musdesign.ui.pages.kind import Page
from musdesign.ui.sections import (
    amending,
    barriers,
    brief,
    clauses,
    futures,
    ladder,
    law_versions,
    register,
    rights,
    why,
)
from musdesign.ui.tabs import Section

PAGE = Page(
    "evidence",
    mark("Evidence for change"),
    ":material/balance:",
    (
        Section(mark("Standards"), clauses.show),
        Section(mark("What blocks it"), barriers.show),
        Section(mark("Change a clause"), amending.show),
        Section(mark("Laws compared"), law_versions.show),
        Section(mark("Water rights"), rights.show),
        Section(mark("Service ladder"), ladder.show),
        Section(mark("Three futures"), futures.show),
        Section(mark("Brief"), brief.show),
        Section(mark("Assumptions"), register.show),
        Section(mark("Why this number"), why.show),
    ),
    top=headline.title,
)
