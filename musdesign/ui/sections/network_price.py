"""The price of multiple use: cost against allocation, marginal costs, and shares of the uses."""

from __future__ import annotations

import math

import plotly.graph_objects as go
import streamlit as st

from musdesign import flow
from musdesign.flow import Scheme
from musdesign.flow.network_price import NetworkPrice, price_of_design
from musdesign.report.content.model import USES
from musdesign.ui import jobs
from musdesign.ui.parts import Column, note, table
from musdesign.ui.theme import AFTER, CHART_CONFIG, FAINT, layout, money
from musdesign.ui.view import View
from musdesign.ui.words import number, say


def show(view: View) -> None:
    """Offer the prices, and show them where they are asked for."""
    jobs.asked_for(
        view,
        say("Price of multiple use"),
        say("What more water, more head and each use cost the pipes"),
        say("The network is sized anew for each group of uses and each allocation."),
        "network-price",
        lambda: _priced(view),
    )


def _priced(view: View) -> None:
    with st.spinner(say("Sizing the pipes again …")):
        found = jobs.done(lambda: price_of_design(view.result))
    st.plotly_chart(
        curve_figure(found),
        config=CHART_CONFIG,
        key="network-price-curve",
        alt=say(
            "Least cost of the pipes from {low} to {high} times the allocation.",
            low=number(found.curve[0].factor),
            high=number(found.curve[-1].factor),
        ),
    )
    with view.study("price of multiple use", _redrawn, first=r"unit cost|network"):
        for shown in _tables(found):
            st.html(shown)
    for text in found.notes:
        st.html(note(text))


def _redrawn(scheme: Scheme) -> list[str]:
    return _tables(price_of_design(flow.design_until(scheme, "network")))


def _tables(found: NetworkPrice) -> list[str]:
    return [*([uses_table(found)] if found.uses else []), nodes_table(found)]


def curve_figure(found: NetworkPrice) -> go.Figure:
    """Return the curve of least cost against the allocation."""
    good = [point for point in found.curve if point.feasible]
    figure = go.Figure()
    figure.add_scatter(
        x=[point.factor for point in good],
        y=[point.cost for point in good],
        mode="lines+markers",
        line={"color": AFTER},
        name=say("least cost"),
        customdata=[point.day_m3 for point in good],
        hovertemplate="%{x:.2f} × · %{customdata:,.0f} m3/day · %{y:,.0f}<extra></extra>",
        showlegend=False,
    )
    figure.add_vline(x=1.0, line={"color": FAINT, "dash": "dot"})
    figure.update_layout(layout("", 300))
    figure.update_xaxes(title_text=say("times the allocation of the scheme"))
    figure.update_yaxes(title_text=found.currency, rangemode="tozero")
    return figure


def uses_table(found: NetworkPrice) -> str:
    """Return the costs of each use and its fair shares."""
    return table(
        [
            Column(say("Use"), "key"),
            Column(
                say("Added to the first"),
                "num",
                say(
                    "least cost of the pipes for the first use and this one less that for the "
                    "first alone"
                ),
            ),
            Column(
                say("Saved if left out"),
                "num",
                say("least cost of the pipes for all uses less that without this use"),
            ),
            Column(
                say("Pipes for it alone"),
                "num",
                say("least cost of pipes that carry this use alone"),
            ),
            Column(
                say("Share by separable cost"),
                "num",
                say(
                    "what leaving it out would save, and of the rest of the joint cost its part "
                    "by what it would pay alone less that"
                ),
            ),
            Column(
                say("Share by Shapley"),
                "num",
                say("mean of what the use adds to the cost over all orders in which uses can come"),
            ),
        ],
        [
            (
                say(USES.get(use.name, use.name)),
                money(use.extra),
                money(use.separable),
                money(use.alone),
                money(use.share),
                money(use.shapley),
            )
            for use in found.uses
        ],
        say("What each use costs the pipes, {currency}", currency=found.currency),
        total=(
            say("together"),
            "",
            "",
            "",
            money(sum(use.share for use in found.uses)),
            money(sum(use.shapley for use in found.uses)),
        ),
    )


def nodes_table(found: NetworkPrice) -> str:
    """Return what one more m3 a day and one more metre of head cost at each node."""
    return table(
        [
            Column(say("Node"), "key"),
            Column(
                say("One more m3/day"),
                "num",
                say(
                    "dual price of the node's water, or the difference of least costs over the "
                    "step beside it"
                ),
            ),
            Column(
                say("One more metre of head"),
                "num",
                say(
                    "dual price of the node's least head, or the difference of least costs over "
                    "the step beside it"
                ),
            ),
            Column(say("From"), "key"),
        ],
        [
            (
                price.node,
                _finite(price.per_m3_day),
                _finite(price.per_m),
                say("dual price")
                if price.manner == "dual price"
                else say(
                    "difference over {water} m3/day and {head} m",
                    water=number(price.step_m3_day),
                    head=number(price.step_m),
                ),
            )
            for price in found.nodes
        ],
        say("Marginal costs at each node, {currency}", currency=found.currency),
        tall=True,
    )


def _finite(value: float) -> str:
    return money(value) if math.isfinite(value) else say("no design")
