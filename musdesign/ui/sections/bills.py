"""Who pays what: bills by household group under each tariff, and what they recover."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from musdesign.finance import TariffResult
from musdesign.ui.parts import Column, heading, table, why
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
            "Bars of the monthly bill of each household group under each tariff: {spans}.",
            spans="; ".join(
                f"{told(tariff.title)} {_span(tariff)} {currency}" for tariff in tariffs
            ),
        ),
    )
    for tariff in tariffs:
        st.html(bills_table(tariff, currency))
    st.html(heading(say("What the bills cover")))
    st.plotly_chart(
        recovery_figure(list(view.result.tariffs)),
        config=CHART_CONFIG,
        key="bills-recovery",
        alt=say("Bars of the part of each rung of cost that the bills cover, by tariff."),
    )
    st.html(recovery_table(tariffs, currency))


def bills_figure(tariffs: list[TariffResult], currency: str) -> go.Figure:
    """Return the bills side by side, one bar a tariff, in the order of the scenario."""
    figure = go.Figure()
    colours = [BEFORE, AFTER, "#7d6aa8", "#c9a227"]
    for i, tariff in enumerate(tariffs):
        figure.add_bar(
            x=[wrapped(bill.group, 14) for bill in tariff.bills],
            y=[round(bill.bill_month, 2) for bill in tariff.bills],
            name=told(tariff.title),
            marker_color=colours[i % len(colours)],
            hovertemplate="%{y:,.0f} " + currency,
        )
    figure.update_layout(layout(say("{currency} a month", currency=currency), barmode="group"))
    figure.update_layout(**below(name for bars in figure.data for name in bars.x))
    return figure


def recovery_figure(tariffs: list[TariffResult]) -> go.Figure:
    """Return what each tariff covers of each rung, with a line where all is covered."""
    figure = go.Figure()
    colours = [BEFORE, AFTER, "#7d6aa8", "#c9a227"]
    for i, tariff in enumerate(tariffs):
        rungs = {rung: share for rung, share in tariff.cost_recovery.items() if share is not None}
        figure.add_bar(
            x=[wrapped(told(rung)) for rung in rungs],
            y=[100.0 * share for share in rungs.values()],
            name=told(tariff.title),
            marker_color=colours[i % len(colours)],
            hovertemplate="%{y:.0f} %",
        )
    figure.add_hline(y=100.0, line={"color": "#1d2733", "dash": "dash", "width": 1})
    figure.update_layout(layout(say("covered, %"), barmode="group"))
    figure.update_layout(**below(name for bars in figure.data for name in bars.x))
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
                why(f"bills.{tariff.name}.{bill.group}.households", count(bill.households)),
                why(f"bills.{tariff.name}.{bill.group}.use", number(bill.volume_m3_month)),
                why(f"bills.{tariff.name}.{bill.group}", number(bill.bill_month)),
                why(
                    f"bills.{tariff.name}.{bill.group}.share_of_income",
                    percent(bill.share_of_income),
                ),
            )
            for bill in tariff.bills
        ],
        say("{tariff}: bills of a mean month", tariff=told(tariff.title)),
    )


def recovery_table(tariffs: list[TariffResult], currency: str) -> str:
    """Return what each tariff brings and which costs that covers."""
    rungs = list(dict.fromkeys(rung for tariff in tariffs for rung in tariff.cost_recovery))
    return table(
        [
            Column(say("Tariff"), "wide"),
            Column(say("Revenue, {currency}/year", currency=currency), "num"),
            *(Column(_capital(told(rung)), "num") for rung in rungs),
        ],
        [
            (
                told(tariff.title),
                why(f"bills.{tariff.name}.revenue", number(tariff.revenue_year)),
                *(
                    why(
                        f"bills.{tariff.name}.covers.{rung}",
                        percent(tariff.cost_recovery.get(rung)),
                    )
                    for rung in rungs
                ),
            )
            for tariff in tariffs
        ],
        say("Cost recovery: revenue as a share of the yearly cost of each rung"),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _span(tariff: TariffResult) -> str:
    bills = [bill.bill_month for bill in tariff.bills]
    if not bills:
        return "–"
    return say("{low} to {high}", low=number(min(bills)), high=number(max(bills)))
