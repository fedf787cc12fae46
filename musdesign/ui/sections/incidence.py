"""How tariffs fall on productive water and on households of low income: parts of the bills."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from musdesign.finance.effects.incidence import Change, Effects
from musdesign.finance.effects.reform import Penalty
from musdesign.flow.tariff_effects import TariffEffects
from musdesign.report.tariff_study import allowance_sentence
from musdesign.ui.parts import Column, bullets, heading, note, table, use_cell
from musdesign.ui.theme import AFTER, BEFORE, CHART_CONFIG, layout, number, percent


def show(found: Sequence[TariffEffects], altitude_m: float) -> None:
    """Show the blocks into which water falls, the alternative, and who can afford what."""
    st.html(heading("How the tariff falls on productive water"))
    sentence = allowance_sentence(found[0], altitude_m)
    if sentence:
        st.html(note(sentence + "."))
    for part in found:
        st.html(penalty_table(part.penalties, part.case.title, part.case.currency))
        sentences = alternative_lines(part)
        if sentences:
            st.html(bullets(sentences))
        if part.alternative is not None:
            st.html(winners_table(part.alternative_changes, "One price above the first block"))
    st.html(heading("Who can afford it"))
    st.plotly_chart(
        fifths_figure(found),
        config=CHART_CONFIG,
        key="incidence-fifths",
        alt="Bars of the bill as a share of income for each fifth of households by income; "
        + "; ".join(
            f"{part.case.title}: {percent(part.effects.quintiles[0].share_of_income)} in "
            "the "
            f"poorest fifth, {percent(part.effects.quintiles[-1].share_of_income)} in the richest"
            for part in found
        ),
    )
    st.html(marks_table([part.effects for part in found]))
    for part in found:
        st.html(uses_table(part.effects, part.case.currency))
        if part.against_first:
            st.html(winners_table(part.against_first, f"{part.case.title} instead of the first"))
    spread = found[0].case.people.spread
    st.html(
        note(
            f"{len(found[0].case.people.weight)} households drawn from the groups, income and use "
            f"correlated by {spread.correlation:g} within a group (seed {spread.seed}); set "
            "tariff_study in the scenario to change it. The search for prices: musdesign tariff "
            "search."
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
        f"The productive water of {dearest.group} costs {number(dearest.productive_per_m3)} "
        f"{currency}/m3, that of the house {number(dearest.domestic_per_m3)}.",
        f"One price of {number(other.price_above)} {currency}/m3 above the first block brings the "
        f"same {number(other.revenue_year)} {currency}/year: {number(everyone.winners)} households "
        f"pay less and {number(everyone.losers)} more.",
    ]


def penalty_table(penalties: Sequence[Penalty], title: str, currency: str) -> str:
    """Return the blocks of each group's mean household, and what house and productive water pay."""
    return table(
        [
            Column("Household group", "wide"),
            Column("Use, m3/month", "num"),
            Column("Of it the house", "num"),
            Column("m3 by block", "key"),
            Column(f"Price, {currency}/m3", "key"),
            Column("House, /m3", "num"),
            Column("Productive, /m3", "num"),
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
        f"{title}: the house fills the lower blocks and pays the fixed charge, productive water "
        "the rest",
    )


def fifths_figure(found: Sequence[TariffEffects]) -> go.Figure:
    """Return the share of income by fifth of households, one bar a tariff."""
    figure = go.Figure()
    colours = [BEFORE, AFTER, "#7d6aa8", "#c9a227"]
    for i, part in enumerate(found):
        figure.add_bar(
            x=[f"{n} fifth" for n in ("poorest", "second", "third", "fourth", "richest")],
            y=[round(100 * row.share_of_income, 3) for row in part.effects.quintiles],
            name=part.case.title,
            marker_color=colours[i % len(colours)],
            hovertemplate="%{y:.2f} %",
        )
    figure.update_layout(layout("bill, % of income", barmode="group"))
    return figure


def marks_table(found: Sequence[Effects]) -> str:
    """Return affordability, targeting and steadiness of each tariff."""
    return table(
        [
            Column("Tariff", "wide"),
            Column("Mean share of income", "num"),
            Column("Households above the threshold", "num"),
            Column("Gap a month", "num"),
            Column("Omega: subsidy to the poor", "num"),
            Column("Fixed part of the revenue", "num"),
            Column("Revenue lost per % of use", "num"),
        ],
        [
            (
                part.name,
                percent(part.affordability.mean_share),
                f"{percent(part.affordability.headcount)} (above "
                f"{percent(part.affordability.threshold)})",
                number(part.affordability.gap_month),
                number(part.targeting.omega) if part.targeting.subsidy_month > 0 else "no subsidy",
                percent(part.fixed_share),
                f"{part.revenue_elasticity:.2f} %",
            )
            for part in found
        ],
        "Omega above 1 favours the poor; the gap is what bills take above the threshold",
    )


def uses_table(found: Effects, currency: str) -> str:
    """Return what each use pays beside what it costs."""
    return table(
        [
            Column("Use", "key"),
            Column("m3/month", "num"),
            Column(f"Pays, {currency}/month", "num"),
            Column(f"Costs, {currency}/month", "num"),
            Column("Gives (+) or takes (-)", "num"),
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
        f"{found.name}: what uses carry for each other at the full cost of a m3",
    )


def winners_table(found: Sequence[Change], title: str) -> str:
    """Return winners and losers."""
    return table(
        [
            Column("Households", "wide"),
            Column("Number", "num"),
            Column("Pay less", "num"),
            Column("Pay more", "num"),
            Column("Mean change a month", "num"),
            Column("Largest rise", "num"),
        ],
        [
            (
                row.name,
                number(row.households),
                number(row.winners),
                number(row.losers),
                number(row.mean_change_month),
                percent(row.largest_rise) if row.largest_rise < 1e6 else "from nothing",
            )
            for row in found
        ],
        f"{title}: winners and losers",
    )
