"""Who wins and who loses by a tariff, and what it does to those who can pay least."""

from __future__ import annotations

from collections.abc import Sequence

from musdesign.finance.effects.incidence import Change, Effects
from musdesign.i18n import mark
from musdesign.ui.parts import Column, table
from musdesign.ui.theme import count, number, percent
from musdesign.ui.words import say, told

FIFTHS = tuple(mark(name) for name in ("poorest", "second", "third", "fourth", "richest"))
GROUPS = tuple(
    mark(name) for name in ("fifth 1", "fifth 2", "fifth 3", "fifth 4", "fifth 5", "all")
)
"""Names that the study gives to fifths of the households and to all of them."""


def marks_table(found: Sequence[Effects], names: Sequence[str], currency: str) -> str:
    """Return affordability, targeting and steadiness of each tariff."""
    return table(
        [
            Column(say("Tariff"), "wide"),
            Column(
                say("Share of income"),
                "num",
                say("mean over the drawn households of bill over income"),
            ),
            Column(
                say("Households above"),
                "num",
                say("drawn households whose bill is above the threshold of income, over all"),
            ),
            Column(
                say("Gap, {currency}/month", currency=currency),
                "num",
                say("sum over the drawn households of what their bills take above the threshold"),
            ),
            Column(
                say("Omega"),
                "num",
                say("part of the subsidy that reaches the poor over their part of the households"),
            ),
            Column(
                say("Fixed part"),
                "num",
                say("part of the revenue that does not depend on the volumes"),
            ),
            Column(
                say("Lost per % of use"),
                "num",
                say("per cent of the revenue lost where every use falls by 1 %"),
            ),
        ],
        [
            (
                name,
                percent(part.affordability.mean_share),
                percent(part.affordability.headcount),
                number(part.affordability.gap_month),
                number(part.targeting.omega)
                if part.targeting.subsidy_month > 0
                else say("no subsidy"),
                percent(part.fixed_share),
                f"{number(part.revenue_elasticity)} %",
            )
            for part, name in zip(found, names, strict=True)
        ],
        say(
            "Households above: whose bill is over {threshold} of income; the gap is what bills "
            "take beyond that; omega above 1 favours the poor; lost: revenue where use falls "
            "by 1 %",
            threshold=percent(found[0].affordability.threshold if found else None),
        ),
    )


def kind_of(name: str) -> str:
    """Return a kind of household as a person calls it: a group, a fifth by income, or all."""
    fifths = dict(zip(GROUPS, FIFTHS, strict=False))
    if name in fifths:
        return say("{which} fifth", which=say(fifths[name]))
    return say("all households") if name == GROUPS[-1] else told(name)


def winners_table(found: Sequence[Change], title: str, currency: str) -> str:
    """Return winners and losers."""
    return table(
        [
            Column(say("Households"), "wide"),
            Column(
                say("Number"),
                "num",
                say("households of this kind, drawn from the groups and weighted"),
            ),
            Column(
                say("Pay less"),
                "num",
                say("households whose bill is lower than under the other tariff"),
            ),
            Column(
                say("Pay more"),
                "num",
                say("households whose bill is higher than under the other tariff"),
            ),
            Column(
                say("Mean change, {currency}/month", currency=currency),
                "num",
                say("mean over the households of the new bill less the old"),
            ),
            Column(say("Largest rise"), "num", say("largest of new bill over old bill less 1")),
        ],
        [
            (
                kind_of(row.name),
                count(row.households),
                count(row.winners),
                count(row.losers),
                number(row.mean_change_month),
                percent(row.largest_rise) if row.largest_rise < 1e6 else say("from nothing"),
            )
            for row in found
        ],
        say("{title}: winners and losers", title=title),
    )
