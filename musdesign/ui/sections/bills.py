"""Who pays what: bills by household group under each tariff, and what they recover."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from musdesign.finance import TariffResult
from musdesign.ui.parts import Column, heading, table
from musdesign.ui.sections import incidence, search
from musdesign.ui.theme import AFTER, BEFORE, CHART_CONFIG, layout, number, percent
from musdesign.ui.view import View
from musdesign.ui.words import say, told


def show(view: View) -> None:
    """Show bills and cost recovery, the chosen tariff first."""
    tariffs = list(view.result.tariffs)
    if not tariffs:
        if not view.skipped("tariffs"):
            st.info(say("The case names no tariff."))
        return
    tariffs.sort(key=lambda tariff: tariff.name != view.tariff)
    currency = view.result.currency
    st.html(heading(say("Bill of a month by household group")))
    st.plotly_chart(
        bills_figure(list(view.result.tariffs), currency),
        config=CHART_CONFIG,
        key="bills-groups",
        alt=say(
            "Bars of the monthly bill of each household group under each tariff: {value}.",
            value="; ".join(f"{tariff.title} {_span(tariff)} {currency}" for tariff in tariffs),
        ),
    )
    st.html(recovery_table(tariffs, currency))
    for tariff in tariffs:
        st.html(bills_table(tariff, currency))
    if view.result.tariff_effects:
        found = view.result.tariff_effects
        incidence.show(found, view.scheme.scenario.location.altitude)
        chosen = next((part for part in found if part.case.id == view.tariff), found[0])
        search.show(view.result, chosen)
    else:
        view.skipped("tariff_effects")


def bills_figure(tariffs: list[TariffResult], currency: str) -> go.Figure:
    """Return the bills side by side, one bar a tariff, in the order of the scenario."""
    figure = go.Figure()
    colours = [BEFORE, AFTER, "#7d6aa8", "#c9a227"]
    for i, tariff in enumerate(tariffs):
        figure.add_bar(
            x=[bill.group for bill in tariff.bills],
            y=[round(bill.bill_month, 2) for bill in tariff.bills],
            name=tariff.title,
            marker_color=colours[i % len(colours)],
            hovertemplate=say("%{{y:,.0f}} {currency}/month", currency=currency),
        )
    figure.update_layout(layout(say("{currency}/month", currency=currency), barmode="group"))
    return figure


def bills_table(tariff: TariffResult, currency: str) -> str:
    """Return the bill of each group under a tariff."""
    return table(
        [
            Column(say("Household group"), "wide"),
            Column(say("Class"), "key"),
            Column(say("Households"), "num"),
            Column(say("Use, m3/month"), "num"),
            Column(say("Bill, {currency}/month", currency=currency), "num"),
            Column(say("Share of income"), "num"),
        ],
        [
            (
                bill.group,
                bill.class_name or "–",
                number(bill.households),
                number(bill.volume_m3_month),
                number(bill.bill_month),
                percent(bill.share_of_income),
            )
            for bill in tariff.bills
        ],
        say("{title}: bills of a mean month", title=tariff.title),
    )


def recovery_table(tariffs: list[TariffResult], currency: str) -> str:
    """Return what each tariff brings and which costs that covers."""
    rungs = list(dict.fromkeys(rung for tariff in tariffs for rung in tariff.cost_recovery))
    return table(
        [
            Column(say("Tariff"), "wide"),
            Column(say("Revenue, {currency}/year", currency=currency), "num"),
            *(Column(told(rung).capitalize(), "num") for rung in rungs),
        ],
        [
            (
                tariff.title,
                number(tariff.revenue_year),
                *(percent(tariff.cost_recovery.get(rung)) for rung in rungs),
            )
            for tariff in tariffs
        ],
        say("Cost recovery: revenue as a share of the yearly cost of each rung"),
    )


def _span(tariff: TariffResult) -> str:
    bills = [bill.bill_month for bill in tariff.bills]
    if not bills:
        return say("no bills")
    return say("{low} to {high}", low=number(min(bills)), high=number(max(bills)))
