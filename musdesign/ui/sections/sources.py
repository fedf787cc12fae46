"""Sources against needs: month by month, reliability by use, and what binds."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray

from musdesign import flow
from musdesign.supply.balance import Supply
from musdesign.ui.parts import Column, bullets, heading, table, use_cell
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
from musdesign.ui.view import View
from musdesign.units import MONTH_DAYS, MONTH_NAMES


def show(view: View) -> None:
    """Show the balance of the mean year or of every day, and the tanks."""
    result = view.result
    if result.supply is None:
        view.skipped("supply")
        return
    if result.daily is None and st.toggle(
        "Simulate every day of many years",
        help="Weather is made from the monthly normals; a mean year hides dry years.",
        key="sources-daily",
    ):
        result = flow.design(view.scheme, with_futures=False, daily=True)
    supply = result.supply
    assert supply is not None
    st.html(heading("What is taken from each source, and what is missing"))
    st.plotly_chart(
        balance_figure(supply),
        config=CHART_CONFIG,
        key="sources-balance",
        alt="Stacked bars by month of water taken from each source and of water missing; "
        f"{number(supply.unmet_m3_year)} m3 are missing in the year.",
    )
    if supply.binding:
        st.html(heading("What binds"))
        st.html(bullets(supply.binding))
    daily.show(result)
    if result.daily is None:
        st.html(services_table(supply))
    st.html(sources_table(supply))
    if result.storage:
        st.html(_tanks(view))
    else:
        view.skipped("storage")


def balance_figure(supply: Supply) -> go.Figure:
    """Return the mean day of each month by source, what is missing, and what there would be."""
    figure = go.Figure()
    colours = source_colours([source.name for source in supply.by_source])
    for source in supply.by_source:
        figure.add_bar(
            x=list(MONTH_NAMES),
            y=_per_day(source.used_by_month_m3),
            name=source.name,
            marker_color=colours[source.name],
            hovertemplate="%{y:,.1f} m3/day",
        )
    missing = _missing(supply) if supply.by_use else [0.0]
    if max(missing) > 0:
        # a bar of no height would still draw its outline
        short = [month for month in range(12) if missing[month] > 0]
        figure.add_bar(
            x=[MONTH_NAMES[month] for month in short],
            y=[missing[month] for month in short],
            name="missing",
            marker={
                "color": "#ffffff",
                "line": {"color": UNMET, "width": 1},
                "pattern": {"shape": "/", "fgcolor": UNMET, "size": 6},
            },
            hovertemplate="%{y:,.1f} m3/day",
        )
    if supply.by_source:
        figure.add_scatter(
            x=list(MONTH_NAMES),
            y=_available(supply),
            name="all sources could give",
            mode="lines+markers",
            line={"color": FAINT, "dash": "dot", "width": 2},
            marker={"size": 5},
            hovertemplate="%{y:,.1f} m3/day",
        )
    figure.update_layout(layout("m3/day", 350, barmode="stack"))
    if supply.by_source and supply.by_use:
        _keep_scale(figure, supply)
    return figure


def services_table(supply: Supply) -> str:
    """Return how well each use is served."""
    return table(
        [
            Column("Use", "key"),
            Column("Need, m3/year", "num"),
            Column("Met, m3/year", "num"),
            Column("Missing, m3/year", "num"),
            Column("Volume met", "num"),
            Column("Days fully met", "num"),
            Column("Months fully met", "num"),
        ],
        [
            (
                use_cell(service.use),
                number(service.demand_m3_year),
                number(service.met_m3_year),
                number(service.unmet_m3_year),
                percent(service.volumetric_reliability),
                percent(service.time_reliability),
                f"{service.months_fully_met} of 12",
            )
            for service in supply.by_use
        ],
        "Reliability by use, losses included",
    )


def sources_table(supply: Supply) -> str:
    """Return what each source could give and gives."""
    return table(
        [
            Column("Source", "wide"),
            Column("Kind", "key"),
            Column("Could give, m3/year", "num"),
            Column("Least month, m3/day", "num"),
            Column("Taken, m3/year", "num"),
            Column("Taken", "num"),
        ],
        [
            (
                source.name,
                source.kind,
                number(source.available_m3_year),
                number(min(_per_day(source.available_by_month_m3))),
                number(source.used_m3_year),
                percent(
                    source.used_m3_year / source.available_m3_year
                    if source.available_m3_year
                    else None
                ),
            )
            for source in supply.by_source
        ],
        "Sources, after ecological flow and limits",
    )


def _tanks(view: View) -> str:
    return table(
        [
            Column("Tank", "wide"),
            Column("All together, m3", "num"),
            Column("Number", "num"),
            Column("The day's balance needs, m3", "num"),
            Column("Material", "key"),
            Column("Serves", "wide"),
        ],
        [
            (
                tank.name,
                number(tank.volume_m3) + (" (given)" if tank.given else ""),
                number(tank.count),
                number(tank.balancing_m3),
                tank.material or "–",
                ", ".join(tank.serves) or "all piped uses",
            )
            for tank in view.result.storage
        ],
        "Storage: community tanks, and the tanks of all households together",
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
        figure.add_annotation(
            text=f"the sources could give up to {number(could)} m3/day (off the scale)",
            x=0,
            y=1,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="top",
            showarrow=False,
            font={"color": INK, "size": 12},
        )
