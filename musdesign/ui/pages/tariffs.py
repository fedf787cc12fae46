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
from musdesign.ui.view import View


def _goals(view: View) -> None:
    """Show the prices that meet goals, and the way to another tariff."""
    search.show(view)
    if view.result.tariff_effects:
        way.show(view)


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
        Section(mark("Meet your goals"), _goals),
        Section(mark("Cash and risk"), cash.show),
        Section(mark("For the assembly"), assembly.show),
        Section(mark("Assumptions"), register.show),
        Section(mark("Why this number"), why.show),
    ),
    top=headline.title,
)
