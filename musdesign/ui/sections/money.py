"""What it costs over its life, by category and per household, and what productive water brings."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from musdesign import flow
from musdesign.finance import Benefits, CostResult
from musdesign.flow import Scheme
from musdesign.i18n import mark
from musdesign.report.worth import explained_steps
from musdesign.ui.parts import Cell, Column, basis_cell, heading, note, table, use_cell, why
from musdesign.ui.sections import worth
from musdesign.ui.studies import NEED_AND_COST
from musdesign.ui.theme import AFTER, CHART_CONFIG, GRID, layout, money, number, percent
from musdesign.ui.view import View
from musdesign.ui.words import say, told

CATEGORIES = {
    "opex": (mark("Operation"), mark("Operation and minor maintenance (OpEx)")),
    "capmanex": (mark("Renewal"), mark("Renewal of parts (CapManEx)")),
    "direct_support": (mark("Direct support"), mark("Support to provider and users (ExpDS)")),
    "indirect_support": (mark("Indirect support"), mark("Planning and policy (ExpIDS)")),
    "capital_repayment": (mark("Repayment"), mark("Repayment of capital (CapEx)")),
    "cost_of_capital": (mark("Cost of capital"), mark("Cost of capital (CoC)")),
}


def show(view: View) -> None:
    """Show life-cycle cost and benefits."""
    result = view.result
    costs = result.costs
    if costs is None:
        view.skipped("costs")
        return
    currency, households = result.currency, result.households
    st.html(heading(say("Cost of a year, all included")))
    st.plotly_chart(
        categories_figure(costs, currency),
        config=CHART_CONFIG,
        key="money-categories",
        alt=say(
            "Bars of yearly cost by WASHCost category; {yearly_total} {currency} in all.",
            yearly_total=money(costs.yearly_total),
            currency=currency,
        ),
    )
    st.html(categories_table(costs, currency))
    if costs.benchmarks:
        st.html(worth.benchmarks_table(costs))
    if result.benefits is not None:
        st.html(heading(say("What the water brings, and to whom")))
        st.html(benefits_table(result.benefits, currency, households))
        st.html(worth.gainers_table(result))
        view.offer(explained_steps(result))
        with view.study("steps", _steps_redrawn):
            st.html(worth.ladder_table(result))
        st.html(worth.income_table(result.benefits, currency))
        st.html(heading(say("Is it worth it")))
        st.html(worth.returns_table(result.returns, currency))
        if result.added:
            with view.study("added", _added_redrawn, by=NEED_AND_COST):
                st.html(worth.added_table(result.added, currency))
    else:
        view.skipped("benefits")
    if result.funding:
        st.html(heading(say("Who pays")))
        st.html(worth.funding_table(result))
    st.html(heading(say("What the works cost")))
    st.html(items_table(costs, currency))
    for line in costs.notes:
        st.html(note(told(line)))


def _steps_redrawn(scheme: Scheme) -> list[str]:
    return [worth.ladder_table(flow.design(scheme, with_futures=False))]


def _added_redrawn(scheme: Scheme) -> list[str]:
    result = flow.design(scheme, effects=False)
    return [worth.added_table(result.added, result.currency)]


def categories_figure(costs: CostResult, currency: str) -> go.Figure:
    """Return the yearly cost by WASHCost category."""
    named = {key: value for key, value in costs.yearly_by_category.items() if value}
    millions = max(named.values(), default=0.0) >= 1e6
    scale, unit = 1.0, currency
    if millions:
        scale, unit = 1e6, say("million {currency}", currency=currency)
    figure = go.Figure()
    figure.add_bar(
        y=[say(CATEGORIES[key][0]) for key in named],
        x=[round(value / scale, 4) for value in named.values()],
        ids=[f"costs.yearly.{key}" for key in named],
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [(costs.yearly_range[key][1] - value) / scale for key, value in named.items()],
            "arrayminus": [
                (value - costs.yearly_range[key][0]) / scale for key, value in named.items()
            ],
            "thickness": 1,
            "width": 4,
        },
        orientation="h",
        marker_color=AFTER,
        hovertemplate=say("%{{x:,.4~g}} {unit}/year<extra></extra>", unit=unit),
    )
    figure.update_layout(layout("", 90 + 34 * len(named), showlegend=False, hovermode="closest"))
    figure.update_yaxes(autorange="reversed", showgrid=False, separatethousands=False)
    figure.update_xaxes(
        title_text=say("{unit}/year", unit=unit),
        showgrid=True,
        gridcolor=GRID,
        separatethousands=True,
        exponentformat="none",
        rangemode="tozero",
        nticks=6,
    )
    return figure


def categories_table(costs: CostResult, currency: str) -> str:
    """Return the yearly cost by category: its range, and what it is per household and person."""
    return table(
        [
            Column(say("WASHCost category"), "wide"),
            Column(say("{currency}/year", currency=currency), "num"),
            Column(say("Low"), "num"),
            Column(say("High"), "num"),
            Column(say("{currency}/household/year", currency=currency), "num"),
            Column(say("{currency}/person/year", currency=currency), "num"),
        ],
        [
            (
                say(CATEGORIES[key][1]),
                *_year_cells(f"costs.yearly.{key}", value, costs.yearly_range[key], costs),
            )
            for key, value in costs.yearly_by_category.items()
        ],
        say(
            "Capital is spread over the period at {rate} a year. Low: all prices low and all "
            "lives long; high: the other way round",
            rate=percent(costs.discount_rate),
        ),
        (
            say("all"),
            *_year_cells("costs.yearly", costs.yearly_total, costs.yearly_total_range, costs),
        ),
    )


def _year_cells(
    key: str, value: float, ends: tuple[float, float], costs: CostResult
) -> tuple[Cell, ...]:
    return (
        why(key, number(value)),
        why(f"{key}.low", number(ends[0])),
        why(f"{key}.high", number(ends[1])),
        why(f"{key}.per_household", number(value / costs.households)),
        why(f"{key}.per_person", number(value / costs.persons)),
    )


def benefits_table(benefits: Benefits, currency: str, households: float) -> str:
    """Return the yearly benefit of productive water by use."""
    return table(
        [
            Column(say("Benefit of"), "key"),
            Column(say("{currency}/year", currency=currency), "num"),
            Column(say("{currency}/household/year", currency=currency), "num"),
        ],
        [
            (
                use_cell(use),
                why(f"benefits.{use}", number(value)),
                why(f"benefits.{use}.per_household", number(value / households)),
            )
            for use, value in benefits.by_use.items()
        ],
        say(
            "What productive water brings where it is met: margins, and the "
            "published value of a litre where there is none; {low_year} to "
            "{high_year} {currency}/year",
            low_year=money(benefits.low_year),
            high_year=money(benefits.high_year),
            currency=currency,
        ),
        (
            say("all"),
            why("benefits.total", number(benefits.total_year)),
            why("benefits.total.per_household", number(benefits.total_year / households)),
        ),
    )


def items_table(costs: CostResult, currency: str) -> str:
    """Return the bill of quantities."""
    rows: list[tuple[str | Cell, ...]] = [
        (
            told(item.name),
            why(f"costs.items.{item.name}.quantity", number(item.quantity)),
            told(item.unit),
            why(f"costs.items.{item.name}.unit_cost", number(item.unit_cost)),
            why(f"costs.items.{item.name}", number(item.amount)),
            why(f"costs.items.{item.name}.low", number(item.amount_range[0])),
            why(f"costs.items.{item.name}.high", number(item.amount_range[1])),
            why(f"costs.items.{item.name}.life", number(item.life_years)),
            basis_cell(item.origin.basis),
        )
        for item in costs.items
    ]
    rows.append(
        (
            say("software: studies, training"),
            *("", "", ""),
            why("costs.software", number(costs.capital_software)),
            *("", "", "", ""),
        )
    )
    return table(
        [
            Column(say("Item"), "wide"),
            Column(say("Quantity"), "num"),
            Column(say("Unit"), "key"),
            Column(say("Unit cost, {currency}", currency=currency), "num"),
            Column(say("Amount, {currency}", currency=currency), "num"),
            Column(say("Low"), "num"),
            Column(say("High"), "num"),
            Column(say("Life, years"), "num"),
            Column(say("Basis"), "key"),
        ],
        rows,
        say("Capital cost, prices of {year}", year=costs.price_year)
        if costs.price_year
        else say("Capital cost"),
        (
            say("all"),
            *("", "", ""),
            why("costs.capital", number(costs.capital_total)),
            why("costs.capital.low", number(costs.capital_range[0])),
            why("costs.capital.high", number(costs.capital_range[1])),
            *("", ""),
        ),
    )
