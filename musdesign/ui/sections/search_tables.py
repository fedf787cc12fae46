"""What a search for a tariff found: prices, what is proven, who bears it, and other forms."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from musdesign.finance.effects.incidence import Effects
from musdesign.finance.effects.pareto import Option
from musdesign.finance.effects.search import FoundTariff
from musdesign.i18n import mark
from musdesign.ui.parts import Column, table
from musdesign.ui.sections.winners import kind_of
from musdesign.ui.theme import AFTER, BEFORE, count, layout, number, percent
from musdesign.ui.words import say

FORMS = tuple(
    mark(form)
    for form in (
        "flat fee",
        "one price",
        "fixed charge and one price",
        "lifeline and one price",
        "fixed charge, lifeline and one price",
        "rising blocks",
        "fixed charge and rising blocks",
    )
)
DUALS = (
    mark("one more point of the cost covered"),
    mark("one more point of rise allowed to every bill"),
)


def prices_table(found: FoundTariff, currency: str) -> str:
    """Return the charges of each class."""
    return table(
        [
            Column(say("Class"), "key"),
            Column(
                say("Fixed, {currency} a month", currency=currency),
                "num",
                say(
                    "variable of the linear programme: with the prices it makes the gap least "
                    "under your goals"
                ),
            ),
            Column(say("Block ends, m3"), "key", say("as you asked, else those of today's tariff")),
            Column(
                say("Prices, {currency}/m3", currency=currency),
                "key",
                say(
                    "variables of the linear programme: they make the gap least under your goals, "
                    "a later block never cheaper"
                ),
            ),
        ],
        [
            (
                name,
                number(found.fixed[name]),
                " / ".join(number(bound) for bound in found.bounds_m3[name]) or "–",
                " / ".join(number(price) for price in found.prices[name]),
            )
            for name in found.fixed
        ],
        say(
            "Tariff found: it brings {revenue} {currency} a year",
            revenue=number(found.revenue_year),
            currency=currency,
        ),
    )


def proof_lines(found: FoundTariff, currency: str) -> list[str]:
    """Return what is proven, and what each demand costs, as sentences."""
    lines = [
        say(
            "Bills take {gap} {currency} a month beyond what households can afford; {above} "
            "households are above that threshold.",
            gap=number(found.gap_month),
            above=count(found.households_above),
            currency=currency,
        )
    ]
    if found.converged is not None:
        settled = (
            say("It settled after {count} rounds.", count=len(found.iterations))
            if found.converged
            else say("It did not settle in {count} rounds.", count=len(found.iterations))
        )
        lines.append(
            say(
                "A local best: use answers to the prices, and nothing proves that no other tariff "
                "does better. {settled}",
                settled=settled,
            )
        )
    elif "integer" in found.method or found.gap > 1e-6:
        lines.append(
            say(
                "No tariff of this form has fewer than {bound} households above it (proven to "
                "within {gap} %).",
                bound=number(found.bound),
                gap=number(100.0 * found.gap),
            )
        )
    else:
        lines.append(
            say(
                "Proven: no tariff of this form that meets these goals takes less than {bound}.",
                bound=number(found.bound),
            )
        )
    for dual in found.duals:
        more = dual.gap_month
        text = (
            say("{demand} would cost these households {amount} {currency} a month more.",
                demand=_capital(say(dual.demand)), amount=number(more), currency=currency)
            if more >= 0
            else say("{demand} would spare these households {amount} {currency} a month.",
                     demand=_capital(say(dual.demand)), amount=number(-more), currency=currency)
        )  # fmt: skip
        lines.append(text)
    return lines


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def bearers_table(found: Effects, currency: str) -> str:
    """Return who bears what bills take beyond the threshold."""
    total = sum(row.gap_month for row in found.groups)
    return table(
        [
            Column(say("Households"), "wide"),
            Column(
                say("Above the threshold"),
                "num",
                say(
                    "drawn households whose bill is above the threshold of income, over all of "
                    "this kind"
                ),
            ),
            Column(
                say("Beyond it, {currency} a month", currency=currency),
                "num",
                say("sum over these households of what their bills take above the threshold"),
            ),
            Column(
                say("Part of it all"),
                "num",
                say("gap of these households over the gap of all"),
            ),
        ],
        [
            (
                kind_of(row.name),
                percent(row.headcount),
                number(row.gap_month),
                percent(row.gap_month / total) if total > 0 else "–",
            )
            for row in (*found.groups, *found.quintiles)
        ],
        say("Who bears it: by kind of household, and by fifths from the poorest to the richest"),
    )


def forms_figure(options: tuple[Option, ...]) -> go.Figure:
    """Return the options by cost covered and households above the threshold."""
    figure = go.Figure()
    for best, name, colour in (
        # the best are drawn last, so that no other covers them
        (False, say("another is as good or better"), BEFORE),
        (True, say("no other is as good in everything"), AFTER),
    ):
        chosen = [option for option in options if option.best == best]
        figure.add_scatter(
            x=[100.0 * option.recovery for option in chosen],
            y=[100.0 * option.headcount for option in chosen],
            text=[say(option.form) for option in chosen],
            mode="markers",
            name=name,
            marker={"color": colour, "size": 12, "symbol": "star" if best else "circle"},
            hovertemplate="%{text}: %{x:.0f} %, %{y:.1f} %<extra></extra>",
        )
    figure.update_layout(layout(say("households above the threshold, %"), height=360))
    figure.update_layout(legend_y=-0.24)
    figure.update_xaxes(title=say("covered, %"))
    return figure


def forms_table(options: tuple[Option, ...]) -> str:
    """Return the options with their five marks, the unbeaten ones marked."""
    rows: list[Any] = [
        (
            ("★ " if option.best else "") + say(option.form),
            percent(option.recovery),
            percent(option.headcount),
            number(option.omega) if option.omega == option.omega else "–",
            f"{number(option.revenue_elasticity)} %",
            str(option.prices),
        )
        for option in options
    ]
    return table(
        [
            Column(say("Form"), "wide"),
            Column(
                say("Covers"),
                "num",
                say("revenue of this form of tariff over the cost that is asked for"),
            ),
            Column(
                say("Households above"),
                "num",
                say("drawn households whose bill is above the threshold of income, over all"),
            ),
            Column(
                say("Omega"),
                "num",
                say("part of the subsidy that reaches the poor over their part of the households"),
            ),
            Column(
                say("Lost per % of use"),
                "num",
                say("per cent of the revenue lost where every use falls by 1 %"),
            ),
            Column(
                say("Numbers to know"),
                "num",
                say("the fixed charge, where there is one, and each price that differs"),
            ),
        ],
        rows,
        say(
            "★: of those compared none is at least as good in all five: money, households above "
            "the threshold, omega (above 1 favours the poor), revenue lost where use falls by 1 %, "
            "and how many numbers a customer must know"
        ),
    )
