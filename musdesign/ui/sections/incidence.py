"""How tariffs fall on productive water and on households of low income."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import plotly.graph_objects as go
import streamlit as st

from musdesign import flow
from musdesign.finance.effects.incidence import Effects
from musdesign.finance.effects.reform import Penalty
from musdesign.flow import Scheme
from musdesign.flow.tariff_effects import TariffEffects
from musdesign.ui.parts import Column, bullets, heading, note, table, use_cell
from musdesign.ui.sections.winners import FIFTHS, marks_table, winners_table
from musdesign.ui.studies import NEED_AND_COST
from musdesign.ui.theme import (
    AFTER,
    BEFORE,
    CHART_CONFIG,
    below,
    count,
    layout,
    number,
    percent,
    wrapped,
)
from musdesign.ui.view import View
from musdesign.ui.words import say, told

FIRST = r"\.income|tariff|board|collection"
"""Inputs that the study of a tariff takes first."""


def effects_of(scheme: Scheme) -> tuple[TariffEffects, ...]:
    """Return what the tariffs of a scheme do to its households."""
    return flow.design(scheme, with_futures=False, effects=True).tariff_effects


def productive(view: View) -> None:
    """Show the blocks into which water falls, what it pays, and what would cost as much."""
    found = view.result.tariff_effects
    if not found:
        _ = view.skipped("tariffs") or view.skipped("tariff_effects")
        return
    st.html(heading(say("How the tariff falls on productive water")))
    sentence = allowance_line(found[0], view.scheme.scenario.location.altitude)
    if sentence:
        st.html(note(sentence))
        st.plotly_chart(
            blocks_figure(found[0]),
            config=CHART_CONFIG,
            key="incidence-blocks",
            alt=sentence,
        )
    with view.study(
        "productive water",
        lambda scheme: chain.from_iterable(map(_productive_tables, effects_of(scheme))),
        first=FIRST,
        by=NEED_AND_COST,
    ):
        for part in found:
            blocks, *others = _productive_tables(part)
            st.html(blocks)
            sentences = alternative_lines(part)
            if sentences:
                st.html(bullets(sentences))
            for winners in others:
                st.html(winners)


def _productive_tables(part: TariffEffects) -> list[str]:
    """Return what productive water pays under a tariff, and who gains by one price instead."""
    tables = [penalty_table(part.penalties, told(part.case.title), part.case.currency)]
    if part.alternative is not None:
        title = say("{tariff}: one price above the first block", tariff=told(part.case.title))
        tables.append(winners_table(part.alternative_changes, title, part.case.currency))
    return tables


def who(view: View) -> None:
    """Show who wins, who loses, who can afford it, and what uses carry for each other."""
    found = view.result.tariff_effects
    if not found:
        _ = view.skipped("tariffs") or view.skipped("tariff_effects")
        return
    with view.study(
        "winners and losers",
        lambda scheme: _who_tables(effects_of(scheme)),
        first=FIRST,
        by=NEED_AND_COST,
    ):
        _who(found)


def _who_tables(found: Sequence[TariffEffects]) -> list[str]:
    """Return all tables of who wins, who can afford it, and what uses carry for each other."""
    if not found:
        return []
    return [*_winners(found), _marks(found), *_uses(found)]


def _winners(found: Sequence[TariffEffects]) -> list[str]:
    return [
        winners_table(
            part.against_first,
            say(
                "{tariff} instead of {first}",
                tariff=told(part.case.title),
                first=told(found[0].case.title),
            ),
            part.case.currency,
        )
        for part in found
        if part.against_first
    ]


def _marks(found: Sequence[TariffEffects]) -> str:
    return marks_table(
        [part.effects for part in found],
        [told(part.case.title) for part in found],
        found[0].case.currency,
    )


def _uses(found: Sequence[TariffEffects]) -> list[str]:
    return [uses_table(part.effects, told(part.case.title), part.case.currency) for part in found]


def _who(found: Sequence[TariffEffects]) -> None:
    st.html(heading(say("Winners and losers")))
    for shown in _winners(found):
        st.html(shown)
    if len(found) == 1:
        st.html(note(say("Propose a tariff under Tariffs to see who would win and lose.")))
    st.html(heading(say("Who can afford it")))
    st.plotly_chart(
        fifths_figure(found),
        config=CHART_CONFIG,
        key="incidence-fifths",
        alt=say(
            "Bars of the bill as a share of income for each fifth of households by income: "
            "{spans}.",
            spans="; ".join(
                say(
                    "{tariff}: {poorest} in the poorest fifth, {richest} in the richest",
                    tariff=told(part.case.title),
                    poorest=percent(part.effects.quintiles[0].share_of_income),
                    richest=percent(part.effects.quintiles[-1].share_of_income),
                )
                for part in found
            ),
        ),
    )
    st.html(_marks(found))
    st.html(heading(say("What uses carry for each other")))
    for shown in _uses(found):
        st.html(shown)
    spread = found[0].case.people.spread
    st.html(
        note(
            say(
                "{count} households drawn from the groups, income and use correlated by "
                "{correlation} within a group (seed {seed}): see Inputs, Tariff study. The groups' "
                "bills under Bills are those of a household of mean use; where the price changes "
                "with use, the mean of the drawn bills differs from them.",
                count=len(found[0].case.people.weight),
                correlation=number(spread.correlation),
                seed=spread.seed,
            )
        )
    )


def allowance_line(part: TariffEffects, altitude_m: float) -> str:
    """Return how the stated allowance falls into the legal blocks, empty where none is stated."""
    blocks = part.legal_blocks
    if blocks is None:
        return ""
    basic, complementary, sumptuary = (number(m3) for m3 in blocks.parts_m3)
    return say(
        "{volume} m3 a month at {altitude} m: {basic} m3 basic, {complementary} m3 complementary, "
        "{sumptuary} m3 sumptuary. The rule takes what is above the basic block for comfort and "
        "luxury, whatever it earns.",
        volume=number(blocks.volume_m3),
        altitude=number(altitude_m),
        basic=basic,
        complementary=complementary,
        sumptuary=sumptuary,
    )


def blocks_figure(part: TariffEffects) -> go.Figure:
    """Return the allowance as one bar, its parts in the blocks of the rule."""
    blocks = part.legal_blocks
    figure = go.Figure()
    if blocks is None:
        return figure
    names = (say("basic"), say("complementary"), say("sumptuary"))
    for m3, name, colour in zip(
        blocks.parts_m3, names, ("#4592a3", "#c9a227", "#b5763a"), strict=True
    ):
        figure.add_bar(
            x=[m3],
            y=[f"{number(blocks.volume_m3)} m3"],
            name=name,
            orientation="h",
            marker_color=colour,
            text=[f"{number(m3)} m3"],
            textposition="inside",
            hovertemplate="%{x:.0f} m3",
        )
    figure.update_layout(layout("", height=130, barmode="stack"))
    return figure


def alternative_lines(part: TariffEffects) -> list[str]:
    """Return the sentences that set the alternative beside the tariff."""
    other = part.alternative
    earning = [p for p in part.penalties if p.productive_m3 > 0]
    if other is None or not earning:
        return []
    dearest = max(earning, key=lambda p: p.productive_per_m3)
    everyone = part.alternative_changes[-1]
    currency = part.case.currency
    return [
        say(
            "The productive water of {group} costs {productive} {currency}/m3, that of the house "
            "{house}.",
            group=dearest.group,
            productive=number(dearest.productive_per_m3),
            house=number(dearest.domestic_per_m3),
            currency=currency,
        ),
        say(
            "One price of {price} {currency}/m3 above the first block brings the same {revenue} "
            "{currency}/year: {winners} households pay less and {losers} more.",
            price=number(other.price_above),
            revenue=number(other.revenue_year),
            winners=count(everyone.winners),
            losers=count(everyone.losers),
            currency=currency,
        ),
    ]


def penalty_table(penalties: Sequence[Penalty], title: str, currency: str) -> str:
    """Return the blocks of each group's mean household, and what house and productive water pay."""
    return table(
        [
            Column(say("Household group"), "wide"),
            Column(
                say("Use, m3/month"),
                "num",
                say("mean use of a household of the group: its need as far as the sources meet it"),
            ),
            Column(
                say("Of it the house"),
                "num",
                say("domestic part of the use, which fills the lower blocks"),
            ),
            Column(say("m3 by block"), "key", say("use cut at the ends of the tariff's blocks")),
            Column(
                say("Price, {currency}/m3", currency=currency),
                "key",
                say("price of each block in the tariff, for the class of the group"),
            ),
            Column(
                say("House, /m3"),
                "num",
                say("fixed charge and the blocks that the house fills, over its water"),
            ),
            Column(
                say("Productive, /m3"),
                "num",
                say("what the bill grows by for the productive water, over that water"),
            ),
        ],
        [
            (
                told(part.group),
                number(part.use_m3),
                number(part.domestic_m3),
                " / ".join(number(m3) for m3 in part.block_m3),
                " / ".join(number(price) for price in part.block_price),
                number(part.domestic_per_m3),
                number(part.productive_per_m3) if part.productive_m3 > 0 else "–",
            )
            for part in penalties
        ],
        say(
            "{tariff}: the house fills the lower blocks and pays the fixed charge, productive "
            "water the rest",
            tariff=title,
        ),
    )


def fifths_figure(found: Sequence[TariffEffects]) -> go.Figure:
    """Return the share of income by fifth of households, one bar a tariff."""
    figure = go.Figure()
    colours = [BEFORE, AFTER, "#7d6aa8", "#c9a227"]
    for i, part in enumerate(found):
        figure.add_bar(
            x=[wrapped(say("{which} fifth", which=say(name))) for name in FIFTHS],
            y=[round(100 * row.share_of_income, 3) for row in part.effects.quintiles],
            name=told(part.case.title),
            marker_color=colours[i % len(colours)],
            hovertemplate="%{y:.2f} %",
        )
    figure.update_layout(layout(say("bill, % of income"), barmode="group"))
    figure.update_layout(**below(name for bars in figure.data for name in bars.x))
    return figure


def uses_table(found: Effects, title: str, currency: str) -> str:
    """Return what each use pays beside what it costs."""
    return table(
        [
            Column(say("Use"), "key"),
            Column(say("m3/month"), "num", say("water of the use of all households in a month")),
            Column(
                say("Pays, {currency}/month", currency=currency),
                "num",
                say(
                    "what the use pays: domestic water the lower blocks, productive water what is "
                    "above"
                ),
            ),
            Column(
                say("Costs, {currency}/month", currency=currency),
                "num",
                say("its water times the full life-cycle cost of a m3"),
            ),
            Column(
                say("Gives (+) or takes (-)"),
                "num",
                say("what the use pays less what it costs"),
            ),
        ],
        [
            (
                use_cell(use.use),
                number(use.volume_m3_month),
                number(use.paid_month),
                number(use.cost_month),
                number(use.balance_month),
            )
            for use in found.uses
        ],
        say("{tariff}: what uses carry for each other at the full cost of a m3", tariff=title),
    )
