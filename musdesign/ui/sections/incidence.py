"""How tariffs fall on productive water and on households of low income: parts of the bills."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from musdesign.finance.effects.incidence import Change, Effects
from musdesign.finance.effects.reform import Penalty
from musdesign.flow.tariff_effects import TariffEffects
from musdesign.i18n import mark
from musdesign.report.tariff_study import allowance_sentence
from musdesign.ui.parts import Column, bullets, heading, note, table, use_cell
from musdesign.ui.theme import AFTER, BEFORE, CHART_CONFIG, fixed, layout, number, percent
from musdesign.ui.words import localised, say, told

FIFTHS = tuple(
    mark(fifth)
    for fifth in ("poorest fifth", "second fifth", "third fifth", "fourth fifth", "richest fifth")
)


def show(found: Sequence[TariffEffects], altitude_m: float) -> None:
    """Show the blocks into which water falls, the alternative, and who can afford what."""
    st.html(heading(say("How the tariff falls on productive water")))
    sentence = allowance_sentence(found[0], altitude_m)
    if sentence:
        st.html(note(f"{told(sentence)}."))
    for part in found:
        st.html(penalty_table(part.penalties, part.case.title, part.case.currency))
        sentences = alternative_lines(part)
        if sentences:
            st.html(bullets(sentences))
        if part.alternative is not None:
            st.html(winners_table(part.alternative_changes, say("One price above the first block")))
    st.html(heading(say("Who can afford it")))
    st.plotly_chart(
        fifths_figure(found),
        config=CHART_CONFIG,
        key="incidence-fifths",
        alt=say(
            "Bars of the bill as a share of income for each fifth of households by income; {told}",
            told="; ".join(
                say(
                    "{tariff}: {poorest} in the poorest fifth, {richest} in the richest",
                    tariff=part.case.title,
                    poorest=percent(part.effects.quintiles[0].share_of_income),
                    richest=percent(part.effects.quintiles[-1].share_of_income),
                )
                for part in found
            ),
        ),
    )
    st.html(marks_table([part.effects for part in found]))
    for part in found:
        st.html(uses_table(part.effects, part.case.currency))
        if part.against_first:
            st.html(
                winners_table(
                    part.against_first, say("{tariff} instead of the first", tariff=part.case.title)
                )
            )
    spread = found[0].case.people.spread
    st.html(
        note(
            say(
                "{count} households drawn from the groups, income and use correlated by "
                "{correlation} within a group (seed {seed}); set tariff_study in the "
                "scenario to change it. The search for prices: musdesign tariff search.",
                count=len(found[0].case.people.weight),
                correlation=localised(f"{spread.correlation:g}"),
                seed=spread.seed,
            )
        )
    )


def alternative_lines(part: TariffEffects) -> list[str]:
    """Return the sentences that set the alternative beside the tariff."""
    other = part.alternative
    productive = [p for p in part.penalties if p.productive_m3 > 0]
    if other is None or not productive:
        return []
    dearest = max(productive, key=lambda p: p.productive_per_m3)
    everyone = part.alternative_changes[-1]
    currency = part.case.currency
    return [
        say(
            "The productive water of {group} costs {price} {currency}/m3, that of the house "
            "{house}.",
            group=dearest.group,
            price=number(dearest.productive_per_m3),
            currency=currency,
            house=number(dearest.domestic_per_m3),
        ),
        say(
            "One price of {price} {currency}/m3 above the first block brings the same {revenue} "
            "{currency}/year: {winners} households pay less and {losers} more.",
            price=number(other.price_above),
            currency=currency,
            revenue=number(other.revenue_year),
            winners=number(everyone.winners),
            losers=number(everyone.losers),
        ),
    ]


def penalty_table(penalties: Sequence[Penalty], title: str, currency: str) -> str:
    """Return the blocks of each group's mean household, and what house and productive water pay."""
    return table(
        [
            Column(say("Household group"), "wide"),
            Column(say("Use, m3/month"), "num"),
            Column(say("Of it the house"), "num"),
            Column(say("m3 by block"), "key"),
            Column(say("Price, {currency}/m3", currency=currency), "key"),
            Column(say("House, /m3"), "num"),
            Column(say("Productive, /m3"), "num"),
        ],
        [
            (
                part.group,
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
            "{title}: the house fills the lower blocks and pays the fixed charge, "
            "productive water the rest",
            title=title,
        ),
    )


def fifths_figure(found: Sequence[TariffEffects]) -> go.Figure:
    """Return the share of income by fifth of households, one bar a tariff."""
    figure = go.Figure()
    colours = [BEFORE, AFTER, "#7d6aa8", "#c9a227"]
    for i, part in enumerate(found):
        figure.add_bar(
            x=[say(fifth) for fifth in FIFTHS],
            y=[round(100 * row.share_of_income, 3) for row in part.effects.quintiles],
            name=part.case.title,
            marker_color=colours[i % len(colours)],
            hovertemplate="%{y:.2f} %",
        )
    figure.update_layout(layout(say("bill, % of income"), barmode="group"))
    return figure


def marks_table(found: Sequence[Effects]) -> str:
    """Return affordability, targeting and steadiness of each tariff."""
    return table(
        [
            Column(say("Tariff"), "wide"),
            Column(say("Mean share of income"), "num"),
            Column(say("Households above the threshold"), "num"),
            Column(say("Gap a month"), "num"),
            Column(say("Omega: subsidy to the poor"), "num"),
            Column(say("Fixed part of the revenue"), "num"),
            Column(say("Revenue lost per % of use"), "num"),
        ],
        [
            (
                part.name,
                percent(part.affordability.mean_share),
                say(
                    "{headcount} (above {threshold})",
                    headcount=percent(part.affordability.headcount),
                    threshold=percent(part.affordability.threshold),
                ),
                number(part.affordability.gap_month),
                number(part.targeting.omega)
                if part.targeting.subsidy_month > 0
                else say("no subsidy"),
                percent(part.fixed_share),
                f"{fixed(part.revenue_elasticity, 2)} %",
            )
            for part in found
        ],
        say("Omega above 1 favours the poor; the gap is what bills take above the threshold"),
    )


def uses_table(found: Effects, currency: str) -> str:
    """Return what each use pays beside what it costs."""
    return table(
        [
            Column(say("Use"), "key"),
            Column(say("m3/month"), "num"),
            Column(say("Pays, {currency}/month", currency=currency), "num"),
            Column(say("Costs, {currency}/month", currency=currency), "num"),
            Column(say("Gives (+) or takes (-)"), "num"),
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
        say("{name}: what uses carry for each other at the full cost of a m3", name=found.name),
    )


def winners_table(found: Sequence[Change], title: str) -> str:
    """Return winners and losers."""
    return table(
        [
            Column(say("Households"), "wide"),
            Column(say("Number"), "num"),
            Column(say("Pay less"), "num"),
            Column(say("Pay more"), "num"),
            Column(say("Mean change a month"), "num"),
            Column(say("Largest rise"), "num"),
        ],
        [
            (
                told(row.name),
                number(row.households),
                number(row.winners),
                number(row.losers),
                number(row.mean_change_month),
                percent(row.largest_rise) if row.largest_rise < 1e6 else say("from nothing"),
            )
            for row in found
        ],
        say("{title}: winners and losers", title=title),
    )
