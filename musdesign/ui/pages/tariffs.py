"""Test tariffs: who pays what, whether it covers the costs, and whom it hurts."""

from __future__ import annotations

from musdesign.i18n import mark
from musdesign.ui import headline
from musdesign.ui.pages.kind import Page
from musdesign.ui.sections import (
    assembly,
    bills,
    cash,
    edit,
    incidence,
    register,
    search,
    tariffs,
    way,
    why,
)
from musdesign.ui.tabs import Section

PAGE = Page(
    "tariffs",
    mark("Test tariffs"),
    ":material/receipt_long:",
    (
        Section(mark("Bills"), bills.show),
        Section(mark("Tariffs"), tariffs.show),
        Section(mark("Inputs"), edit.money, alone=True),
        Section(mark("Winners and losers"), incidence.who),
        Section(mark("Productive water"), incidence.productive),
        Section(mark("Meet your goals"), search.show),
        Section(mark("Cash and risk"), cash.show),
        Section(mark("The way there"), way.show),
        Section(mark("For the assembly"), assembly.show),
        Section(mark("Assumptions"), register.show),
        Section(mark("Why this number"), why.show),
    ),
    top=headline.title,
)
