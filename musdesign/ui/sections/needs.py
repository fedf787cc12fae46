"""Needs by use: through the year, through the largest day, and as a table."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from musdesign import flow
from musdesign.demand.needs import Demand
from musdesign.demand.recipe import RecipeDesign
from musdesign.flow import Scheme
from musdesign.ui.parts import Cell, Column, heading, note, table, use_cell, why
from musdesign.ui.theme import CHART_CONFIG, INK, USE_COLOURS, layout, number, percent
from musdesign.ui.view import View
from musdesign.ui.words import months, say, told


def show(view: View) -> None:
    """Show the build-up of the need."""
    demand = view.result.demand
    st.html(heading(say("Mean day of each month by use")))
    st.plotly_chart(
        months_figure(demand),
        config=CHART_CONFIG,
        key="needs-months",
        alt=say(
            "Stacked bars of the mean day's need by month and use, {range}.", range=_range(demand)
        ),
    )
    st.html(uses_table(demand))
    st.html(heading(say("Hours of the largest day")))
    st.plotly_chart(
        hours_figure(demand),
        config=CHART_CONFIG,
        key="needs-hours",
        alt=say(
            "Flow by hour of the largest day; the peak is {peak_hour_lps} L/s at hour {peak_hour}.",
            peak_hour_lps=number(demand.peak_hour_lps),
            peak_hour=demand.peak_hour,
        ),
    )
    st.html(
        note(
            say(
                "Largest day: {max_day_method}. Losses included.",
                max_day_method=told(demand.max_day_method),
            )
        )
    )
    recipe = view.result.recipe
    if recipe is not None:
        st.html(heading(say("Beside it: the norm's own recipe")))
        with view.study("recipe", _recipe_redrawn, first=r"^losses|factor|domestic|count|size"):
            st.html(recipe_table(demand, recipe))


def _recipe_redrawn(scheme: Scheme) -> list[str]:
    result = flow.design(scheme, with_futures=False)
    return [] if result.recipe is None else [recipe_table(result.demand, result.recipe)]


def months_figure(demand: Demand) -> go.Figure:
    """Return the needs by month, m3/day, stacked by use, losses on top."""
    figure = go.Figure()
    net = sum(demand.by_use_by_month.values())
    parts = {**demand.by_use_by_month, "losses": demand.by_month_m3_day - net}
    for use, values in parts.items():
        if float(abs(values).max()) > 0:
            figure.add_bar(
                x=months(),
                y=[round(float(value), 3) for value in values],
                name=say(use),
                marker_color=USE_COLOURS[use],
                hovertemplate=say("%{y:,.1f} m3/day"),
            )
    figure.update_layout(layout(say("m3/day"), barmode="stack"))
    return figure


def hours_figure(demand: Demand) -> go.Figure:
    """Return the flow by hour of the largest day, L/s."""
    figure = go.Figure()
    figure.add_bar(
        x=list(range(24)),
        y=[round(float(value), 4) for value in demand.max_day_hourly_lps],
        marker_color=INK,
        opacity=0.65,
        hovertemplate=say("%{x} h: %{y:.2f} L/s<extra></extra>"),
    )
    figure.update_layout(layout("L/s", 260, showlegend=False, bargap=0.15, hovermode="closest"))
    figure.update_xaxes(title_text=say("hour of the day (0 is midnight to one)"), dtick=3)
    return figure


def uses_table(demand: Demand) -> str:
    """Return the table of uses: mean day, share, litres per person."""
    rows: list[tuple[str | Cell, ...]] = []
    for use, volume in demand.by_use_m3_day.items():
        rows.append(
            (
                use_cell(use),
                why(f"demand.net.{use}", number(volume)),
                why(f"demand.net.{use}.share", percent(volume / demand.mean_day_m3))
                if demand.mean_day_m3
                else "–",
                why(f"demand.net.{use}.per_person", number(1000.0 * volume / demand.population)),
            )
        )
    rows.append(
        (
            use_cell("losses"),
            why("demand.losses", number(demand.losses_m3_day)),
            why("demand.losses.share", percent(demand.losses_m3_day / demand.mean_day_m3))
            if demand.mean_day_m3
            else "–",
            "–",
        )
    )
    return table(
        [
            Column(say("Use"), "key"),
            Column(say("Mean day, m3"), "num"),
            Column(say("Share"), "num"),
            Column(say("L/person/day"), "num"),
        ],
        rows,
        say("Net at the tap; losses on the way are their own line"),
        (
            say("all"),
            why("demand.mean_day", number(demand.mean_day_m3)),
            "100 %",
            why("demand.per_person", number(demand.per_person_l_day)),
        ),
    )


def recipe_table(demand: Demand, recipe: RecipeDesign) -> str:
    """Return the design's figures beside those of the norm's recipe."""
    return table(
        [
            Column(say("Figure"), "wide"),
            Column(say("This design"), "num"),
            Column(say("Norm's recipe"), "num"),
        ],
        [
            (
                say("Mean day, m3"),
                why("demand.mean_day", number(demand.mean_day_m3)),
                why("recipe.mean_day", number(recipe.mean_day_m3)),
            ),
            (
                say("Largest day, m3"),
                why("demand.max_day", number(demand.max_day_m3)),
                why("recipe.max_day", number(recipe.max_day_m3)),
            ),
            (
                say("Peak hour, L/s"),
                why("demand.peak_hour", number(demand.peak_hour_lps)),
                why("recipe.peak_hour", number(recipe.peak_hour_lps)),
            ),
        ],
        say("The recipe counts domestic use only: allocation, losses and its peak factors"),
    )


def _range(demand: Demand) -> str:
    low, high = float(demand.by_month_m3_day.min()), float(demand.by_month_m3_day.max())
    return say("from {low} to {high} m3/day", low=number(low), high=number(high))
