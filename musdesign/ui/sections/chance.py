"""How far the need may lie from the single figure: bands over many draws."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from musdesign.demand.sampled import Band, bands, month_bands
from musdesign.study.sample import sample_demand
from musdesign.ui.parts import Cell, Column, bullets, heading, note, table
from musdesign.ui.theme import AFTER, CHART_CONFIG, INK, layout, number
from musdesign.ui.view import View
from musdesign.units import MONTH_NAMES

DRAWS = (200, 1000, 5000)
SEED = 1


def show(view: View) -> None:
    """Show the bands of the need by month and figure by figure."""
    draws = st.segmented_control(
        "Draws", DRAWS, default=DRAWS[1], format_func=lambda n: f"{n:,}", key="chance-draws"
    )
    found, register = sample_demand(view.scheme, draws or DRAWS[1], SEED)
    drawn = [chance.name for chance in view.scheme.file.chances]
    if drawn:
        st.html(note(f"Drawn, each by itself: {', '.join(drawn)}. Days vary as well."))
    else:
        st.html(
            note(
                "No quantity of this scenario is a range, so only the days vary. Write any "
                "quantity as {low: 4, mode: 5, high: 6} in the file to see what it does."
            )
        )
    single = view.result.demand
    months = month_bands("gross", found.by_month_m3_day)
    st.html(heading("Mean day of each month, gross"))
    st.plotly_chart(
        months_figure(months, [float(v) for v in single.by_month_m3_day]),
        config=CHART_CONFIG,
        key="chance-months",
        alt=f"Bands of the need by month; the middle of the largest month is "
        f"{number(max(band.quantiles[0.5] for band in months))} m3/day.",
    )
    st.html(heading("Figures of the design year"))
    alone = {
        "population": single.population,
        "per_person": single.per_person_l_day,
        **single.by_use_m3_day,
        "losses": single.losses_m3_day,
        "mean_day": single.mean_day_m3,
        "max_day": single.max_day_m3,
        "peak_hour": single.peak_hour_lps,
    }
    st.html(bands_table(bands(found), alone))
    st.html(note(f"Single run, largest day: {single.max_day_method}."))
    st.html(note(f"Draws, largest day: {found.max_day_method}. Seed {SEED}."))
    noise = [
        f"{line.name} = {line.value}: {line.source} ({line.basis})"
        for line in register
        if line.name.startswith("week to week")
    ]
    if noise:
        st.html(bullets(noise))


def months_figure(months: list[Band], single: list[float]) -> go.Figure:
    """Return the bands by month with the single run as a line, m3/day."""
    figure = go.Figure()
    names = list(MONTH_NAMES)
    for low, high, shade, name in (
        (0.05, 0.95, 0.18, "5 to 95 %"),
        (0.25, 0.75, 0.35, "25 to 75 %"),
    ):
        figure.add_bar(
            x=names,
            y=[band.quantiles[high] - band.quantiles[low] for band in months],
            base=[band.quantiles[low] for band in months],
            name=name,
            marker_color=AFTER,
            opacity=shade,
            hovertemplate=f"{name}: %{{base:,.0f}} to %{{customdata:,.0f}}<extra></extra>",
            customdata=[band.quantiles[high] for band in months],
        )
    figure.add_scatter(
        x=names,
        y=single,
        name="single run",
        mode="markers",
        marker={"color": INK, "symbol": "line-ew", "size": 16, "line": {"width": 2}},
        hovertemplate="single run: %{y:,.1f}<extra></extra>",
    )
    figure.update_layout(layout("m3/day", barmode="overlay"))
    return figure


def bands_table(found: list[Band], single: dict[str, float]) -> str:
    """Return each figure: the single run, then the quantiles of the draws."""
    levels = list(found[0].quantiles)
    rows: list[tuple[str | Cell, ...]] = [
        (
            f"{band.name.replace('_', ' ')}, {band.unit}",
            number(single.get(band.name)),
            *(number(band.quantiles[level]) for level in levels),
        )
        for band in found
    ]
    return table(
        [
            Column("Figure", "key"),
            Column("Single run", "num"),
            *(Column(f"{100 * level:g} %", "num") for level in levels),
        ],
        rows,
        "A share of the draws lies below each figure; uses net at the tap",
    )
