"""Design a scheme: its parts as tables, what they need, what carries it, and what it costs."""

from __future__ import annotations

from musdesign.i18n import mark
from musdesign.ui import headline
from musdesign.ui.pages.kind import Page
from musdesign.ui.sections import (
    bring,
    build_up,
    chance,
    edit,
    futures,
    money,
    needs,
    pipes,
    register,
    sources,
    why,
)
from musdesign.ui.tabs import Section

PAGE = Page(
    "design",
    mark("Design a scheme"),
    ":material/water_drop:",
    (
        Section(mark("Edit"), edit.show, alone=True),
        Section(mark("Bring in"), bring.show, alone=True),
        Section(mark("Needs"), needs.show, alone=True),
        Section(mark("Build-up"), build_up.show, alone=True),
        Section(mark("Chance"), chance.show, alone=True),
        Section(mark("Sources"), sources.show, alone=True),
        Section(mark("Network"), pipes.show, alone=True),
        Section(mark("Money"), money.show),
        Section(mark("Three futures"), futures.show),
        Section(mark("Assumptions"), register.show),
        Section(mark("Why this number"), why.show),
    ),
    top=headline.show,
    opens=mark("Needs"),
)
