"""Money through the year: harvest and bills, wet seasons, meters, shared taps, bulk buyers."""

from __future__ import annotations

from functools import lru_cache

import plotly.graph_objects as go
import streamlit as st

from musdesign.flow import DesignResult
from musdesign.study.board import BoardStudy, board_study
from musdesign.study.tariffs import studied_result
from musdesign.ui.parts import Column, bullets, heading, note, table
from musdesign.ui.theme import AFTER, BEFORE, CHART_CONFIG, UNMET, layout, number, percent
from musdesign.ui.view import View
from musdesign.ui.words import say
from musdesign.units import MONTH_NAMES


def show(view: View) -> None:
    """Show each tariff's cash by month, its wet-season risk, and what meters and sharing do."""
    if not view.result.tariff_effects:
        _ = view.skipped("tariffs") or view.skipped("tariff_effects")
        return
    currency = view.result.currency
    studies = [
        (part.case.title, _study(_Held(view.result), part.case.id))
        for part in view.result.tariff_effects
    ]
    st.html(heading(say("When it rains: revenue risk")))
    st.html(risk_table(studies, currency))
    months = ", ".join(say(MONTH_NAMES[month - 1]) for month in studies[0][1].wet_months)
    st.html(
        note(
            say(
                "In the wet months ({months}) part of the water beyond the house comes from "
                "elsewhere. The reserve is what carries the running of the scheme through 95 "
                "years of 100.",
                months=months,
            )
        )
    )
    title, first = studies[0]
    st.html(heading(say("When the harvest is sold: {tariff}", tariff=title)))
    st.plotly_chart(
        cash_figure(first, currency),
        config=CHART_CONFIG,
        key="cash-months",
        alt=say(
            "Bars of what is billed and paid in each month; {share} of the bills are paid.",
            share=percent(first.collection.collected),
        ),
    )
    st.html(bullets(_lines(first, currency)))
    st.html(heading(say("Households that share a meter")))
    st.html(shared_table(first, currency))


class _Held:
    """A result as a key of its own: results are not compared by content here."""

    def __init__(self, result: DesignResult) -> None:
        self.result = result

    def __hash__(self) -> int:
        return id(self.result)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.result is self.result


@lru_cache(maxsize=32)
def _study(held: _Held, tariff: str) -> BoardStudy:
    return board_study(studied_result(held.result, tariff))


def risk_table(studies: list[tuple[str, BoardStudy]], currency: str) -> str:
    """Return the revenue of a mean and of a bad year, and the reserve, by tariff."""
    return table(
        [
            Column(say("Tariff"), "wide"),
            Column(say("All water sold, {currency} a year", currency=currency), "num"),
            Column(say("Mean year"), "num"),
            Column(say("One year of twenty"), "num"),
            Column(say("Varies by"), "num"),
            Column(say("Reserve, {currency}", currency=currency), "num"),
            Column(say("Months of running"), "num"),
        ],
        [
            (
                title,
                number(found.risk.full_use_year),
                number(found.risk.mean_year),
                number(found.risk.p5_year),
                percent(found.risk.variation),
                number(found.risk.reserve),
                number(found.risk.reserve_months),
            )
            for title, found in studies
        ],
        say("Revenue over years with wet seasons of different strength"),
    )


def cash_figure(found: BoardStudy, currency: str) -> go.Figure:
    """Return what is billed, paid and owed by month."""
    months = [say(name)[:3] for name in MONTH_NAMES]
    figure = go.Figure()
    figure.add_bar(x=months, y=found.collection.due_month, name=say("billed"), marker_color=BEFORE)
    figure.add_bar(x=months, y=found.collection.paid_month, name=say("paid"), marker_color=AFTER)
    figure.add_scatter(
        x=months,
        y=found.collection.arrears_month,
        name=say("owed"),
        mode="lines+markers",
        line={"color": UNMET},
    )
    figure.update_layout(layout(say("{currency} a month", currency=currency), barmode="group"))
    return figure


def _lines(found: BoardStudy, currency: str) -> list[str]:
    cash, balance, best = found.collection, found.balance, found.best_meter_age
    lines = [
        say(
            "{share} of the bills are paid within the year's course; {lost} {currency} a year "
            "are given up. The cash box needs {reserve} {currency} ({months} months of running).",
            share=percent(cash.collected),
            lost=number(cash.given_up_year),
            reserve=number(cash.reserve),
            months=number(cash.reserve_months),
            currency=currency,
        ),
        say(
            "Of {produced} m3 a year {billed} are billed, {slow} pass meters unseen, {free} are "
            "used without a bill and {lost} are lost.",
            produced=number(balance.produced_m3),
            billed=number(balance.billed_m3),
            slow=number(balance.unregistered_m3),
            free=number(balance.unbilled_m3),
            lost=number(balance.lost_m3),
        ),
        say(
            "Meters are cheapest replaced every {years} years.",
            years=number(best.life_years),
        ),
    ]
    lines += [
        say(
            "{buyer} buys {volume} m3 a year for {revenue} {currency}: {share} of what running "
            "costs for that water.",
            buyer=sale.buyer,
            volume=number(sale.volume_m3_year),
            revenue=number(sale.revenue_year),
            share=percent(sale.covers_operation),
            currency=currency,
        )
        for sale in found.bulk
    ]
    return lines


def shared_table(found: BoardStudy, currency: str) -> str:
    """Return each household's part of a bill alone and with others behind one meter."""
    return table(
        [
            Column(say("Household group"), "wide"),
            Column(say("Alone"), "num"),
            Column(say("Two"), "num"),
            Column(say("Four"), "num"),
            Column(say("Six"), "num"),
            Column(say("Six, blocks times six"), "num"),
        ],
        [
            (
                name,
                number(rows[0].bill_alone),
                *(number(rows[i].bill_each) for i in (1, 3, 5)),
                number(rows[5].bill_each_scaled),
            )
            for name, rows in found.shared
        ],
        say("Bill of a month of each household, {currency}", currency=currency),
    )
