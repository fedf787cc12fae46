"""Sources against needs: month by month, reliability by use, and what binds."""

from __future__ import annotations

from contextlib import nullcontext

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray

from musdesign import flow
from musdesign.flow import DesignResult
from musdesign.study.explain import steps
from musdesign.supply.balance import Supply
from musdesign.ui import jobs
from musdesign.ui.parts import Column, bullets, heading, note, table, use_cell, why
from musdesign.ui.sections import daily
from musdesign.ui.theme import (
    CHART_CONFIG,
    FAINT,
    INK,
    UNMET,
    layout,
    number,
    percent,
    source_colours,
)
from musdesign.ui.view import Later, View
from musdesign.ui.words import months, say, told
from musdesign.units import MONTH_DAYS


def show(view: View) -> None:
    """Show the balance of the mean year or of every day, and the tanks."""
    result = view.result
    if result.supply is None:
        view.skipped("supply")
        return
    weather = view.scheme.scenario.weather is not None
    if not weather and st.toggle(
        say("Simulate every day of many years"),
        help=say("Weather is made from the monthly normals; a mean year hides dry years."),
        key="sources-daily",
    ):
        view.later(say("Sources"), lambda: _daily(view))
    else:
        _balance(view, result)
    view.skipped("daily")
    view.skipped("storage")


def _daily(view: View) -> None:
    with st.spinner(say("Simulating every day …")):
        result = jobs.done(
            lambda: flow.design(view.scheme, with_futures=False, daily=True), days=True
        )
    _balance(view, result)


def _balance(view: View, result: DesignResult) -> None:
    supply = result.supply
    assert supply is not None
    if result is not view.result:
        view.offer(steps(result).values())
    st.html(heading(say("What is taken from each source, and what is missing")))
    st.plotly_chart(
        balance_figure(supply),
        config=CHART_CONFIG,
        key="sources-balance",
        alt=say(
            "Stacked bars by month of water taken from each source and of water "
            "missing; {unmet_m3_year} m3 are missing in the year.",
            unmet_m3_year=number(supply.unmet_m3_year),
        ),
    )
    if supply.binding:
        st.html(heading(say("What binds")))
        st.html(bullets(map(told, supply.binding)))
    # the days asked for here are a study: the design itself counts with a mean year
    asked = view.scheme.scenario.weather is None
    with view.study("days", _days_redrawn) if asked else nullcontext():
        distance = daily.show(result)
    if result.daily is None:
        st.html(services_table(supply))
    st.html(sources_table(supply))
    if result.storage:
        st.html(_tanks(result))
    if distance is not None:
        view.pending.append(
            Later(distance, say("Sources"), lambda: st.html(note(_distance_text(view.scheme))))
        )


def _days_redrawn(scheme: flow.Scheme) -> list[str]:
    return daily.tables(flow.design(scheme, with_futures=False, daily=True))


def _distance_text(shown: flow.Scheme) -> str:
    return daily.distance_text(jobs.done(lambda: flow.distance(shown)))


def balance_figure(supply: Supply) -> go.Figure:
    """Return the mean day of each month by source, what is missing, and what there would be."""
    figure = go.Figure()
    colours = source_colours([source.name for source in supply.by_source])
    for source in supply.by_source:
        figure.add_bar(
            x=months(),
            y=_per_day(source.used_by_month_m3),
            name=source.name,
            marker_color=colours[source.name],
            hovertemplate=say("%{y:,.1f} m3/day"),
        )
    missing = _missing(supply) if supply.by_use else [0.0]
    if max(missing) > 0:
        # a bar of no height would still draw its outline
        short = [month for month in range(12) if missing[month] > 0]
        figure.add_bar(
            x=[months()[month] for month in short],
            y=[missing[month] for month in short],
            name=say("missing"),
            marker={
                "color": "#ffffff",
                "line": {"color": UNMET, "width": 1},
                "pattern": {"shape": "/", "fgcolor": UNMET, "size": 6},
            },
            hovertemplate=say("%{y:,.1f} m3/day"),
        )
    if supply.by_source:
        figure.add_scatter(
            x=months(),
            y=_available(supply),
            name=say("all sources could give"),
            mode="lines+markers",
            line={"color": FAINT, "dash": "dot", "width": 2},
            marker={"size": 5},
            hovertemplate=say("%{y:,.1f} m3/day"),
        )
    figure.update_layout(layout(say("m3/day"), 350, barmode="stack"))
    if supply.by_source and supply.by_use:
        _keep_scale(figure, supply)
    return figure


def services_table(supply: Supply) -> str:
    """Return how well each use is served."""
    return table(
        [
            Column(say("Use"), "key"),
            Column(say("Need, m3/year"), "num"),
            Column(say("Met, m3/year"), "num"),
            Column(say("Missing, m3/year"), "num"),
            Column(say("Volume met"), "num"),
            Column(say("Days fully met"), "num"),
            Column(say("Months fully met"), "num"),
        ],
        [
            (
                use_cell(service.use),
                why(f"supply.{service.use}.needed", number(service.demand_m3_year)),
                why(f"supply.{service.use}.met", number(service.met_m3_year)),
                why(f"supply.{service.use}.unmet", number(service.unmet_m3_year)),
                why(f"supply.{service.use}.volume_met", percent(service.volumetric_reliability)),
                why(f"supply.{service.use}.days_met", percent(service.time_reliability)),
                why(
                    f"supply.{service.use}.months_met",
                    say("{months_fully_met} of 12", months_fully_met=service.months_fully_met),
                ),
            )
            for service in supply.by_use
        ],
        say("Reliability by use, losses included"),
    )


def sources_table(supply: Supply) -> str:
    """Return what each source could give and gives."""
    return table(
        [
            Column(say("Source"), "wide"),
            Column(say("Kind"), "key"),
            Column(say("Could give, m3/year"), "num"),
            Column(say("Least month, m3/day"), "num"),
            Column(say("Taken, m3/year"), "num"),
            Column(say("Taken"), "num"),
        ],
        [
            (
                source.name,
                told(source.kind),
                why(f"supply.{source.name}.available", number(source.available_m3_year)),
                why(
                    f"supply.{source.name}.least",
                    number(min(_per_day(source.available_by_month_m3))),
                ),
                why(f"supply.{source.name}.used", number(source.used_m3_year)),
                why(
                    f"supply.{source.name}.share",
                    percent(
                        source.used_m3_year / source.available_m3_year
                        if source.available_m3_year
                        else None
                    ),
                ),
            )
            for source in supply.by_source
        ],
        say("Sources, after ecological flow and limits"),
    )


def _tanks(result: DesignResult) -> str:
    return table(
        [
            Column(say("Tank"), "wide"),
            Column(say("All together, m3"), "num"),
            Column(say("Number"), "num"),
            Column(say("The day's balance needs, m3"), "num"),
            Column(say("Material"), "key"),
            Column(say("Serves"), "wide"),
        ],
        [
            (
                tank.name,
                why(
                    f"storage.{tank.name}.volume",
                    say("{volume} (given)", volume=number(tank.volume_m3))
                    if tank.given
                    else number(tank.volume_m3),
                ),
                why(f"storage.{tank.name}.count", number(tank.count)),
                why(f"storage.{tank.name}.balancing", number(tank.balancing_m3)),
                told(tank.material) if tank.material else "–",
                ", ".join(map(told, tank.serves)) or say("all piped uses"),
            )
            for tank in result.storage
        ],
        say("Storage: community tanks, and the tanks of all households together"),
    )


def _missing(supply: Supply) -> list[float]:
    return _per_day(np.sum([service.unmet_by_month_m3 for service in supply.by_use], axis=0))


def _available(supply: Supply) -> list[float]:
    return _per_day(np.sum([source.available_by_month_m3 for source in supply.by_source], axis=0))


def _per_day(month_m3: NDArray[np.float64]) -> list[float]:
    return [round(float(value), 3) for value in month_m3 / np.array(MONTH_DAYS)]


def _keep_scale(figure: go.Figure, supply: Supply) -> None:
    """Keep a source that gives far more than is needed from flattening the bars."""
    need = [service.unmet_by_month_m3 + service.met_by_month_m3 for service in supply.by_use]
    top = 2.2 * max(_per_day(np.sum(need, axis=0)))
    could = max(_available(supply))
    if could > top > 0:
        figure.update_yaxes(range=[0, top])
        figure.update_layout(margin_t=30)
        figure.add_annotation(
            text=say(
                "the sources could give up to {could} m3/day (off the scale)", could=number(could)
            ),
            x=0,
            y=1.01,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="bottom",
            showarrow=False,
            font={"color": INK, "size": 12},
        )
