"""Sensitivities: what moves a figure most, and how wide the figures may lie."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from musdesign.demand.sampled import Band
from musdesign.flow import Scheme
from musdesign.flow.cache import fingerprint
from musdesign.report.comparison import bands_csv
from musdesign.study.explain import HEADLINES, figure_names
from musdesign.study.explain.inputs import title_of
from musdesign.study.sample import SampledDesign, sample_design
from musdesign.ui import moving
from musdesign.ui.hows import BAND
from musdesign.ui.parts import Column, heading, note, table
from musdesign.ui.studies import NEED_AND_COST
from musdesign.ui.theme import AFTER, CHART_CONFIG, INK, layout
from musdesign.ui.view import View
from musdesign.ui.words import number, say, told

DRAWS = (50, 100, 200)
SEED = 1
_KEPT = "sensitivity-bands"


def show(view: View) -> None:
    """Show the tornado of a figure, and the bands of all of them."""
    _tornado(view)
    _bands(view)


def _tornado(view: View) -> None:
    st.html(heading(say("One input at a time")))
    names = figure_names(view.result)
    chosen = st.selectbox(
        say("Figure"),
        names,
        format_func=lambda key: f"{say(HEADLINES[key])} · {key}" if key in HEADLINES else key,
        key="sensitivity-figure",
    )
    moving.show(view, chosen or names[0], "sensitivity")


def _bands(view: View) -> None:
    st.html(heading(say("All ranges at once")))
    drawn = [chance.name for chance in view.scheme.file.chances]
    if not drawn:
        st.html(
            note(
                say(
                    "No quantity of this scenario is a range, so there is nothing to draw. Write "
                    "any quantity as {low: 4, mode: 5, high: 6} in the file."
                )
            )
        )
        return
    names = ", ".join(told(title_of(view.scheme, path)) for path in drawn)
    st.html(note(say("Drawn, each by itself: {names}.", names=names)))
    draws = st.segmented_control(
        say("Designs drawn"), DRAWS, default=DRAWS[0], required=True, key="sensitivity-draws"
    )
    key = fingerprint("bands", view.scheme.scenario, view.scheme.file.data, drawn, draws).hex()
    kept: tuple[str, SampledDesign] | None = st.session_state.get(_KEPT)
    if kept is None or kept[0] != key:
        if not st.button(say("Draw and design"), key="sensitivity-run"):
            return
        view.later(say("All ranges at once"), lambda: _draw(view, key, int(draws or DRAWS[0])))
        return
    _shown(view, kept[1])


def _draw(view: View, key: str, draws: int) -> None:
    with st.spinner(say("Designing each draw …")):
        found = sample_design(view.scheme, draws, SEED)
    st.session_state[_KEPT] = (key, found)
    _shown(view, found)


def _shown(view: View, found: SampledDesign) -> None:
    st.plotly_chart(
        bands_figure(moving_bands(found)),
        config=CHART_CONFIG,
        key="sensitivity-chart",
        alt=say("Bands of each figure in per cent of its middle; the table has the numbers."),
    )
    with view.study("bands", _redrawn, by=NEED_AND_COST):
        st.html(bands_table(found))
    failed = "; ".join(f"{told(stage)}: {count}" for stage, count in found.infeasible.items())
    if failed:
        st.html(note(say("Draws in which a stage could not be run: {failed}.", failed=failed)))
    st.download_button(
        say("Bands (CSV)"),
        bands_csv(found),
        "bands.csv",
        "text/csv",
        on_click="ignore",
        key="download-bands",
    )


def _redrawn(scheme: Scheme) -> list[str]:
    return [bands_table(sample_design(scheme, DRAWS[0], SEED))]


def moving_bands(found: SampledDesign) -> list[Band]:
    """Return the bands that have a width and a middle to compare it with."""
    return [
        band
        for band in found.bands
        if band.quantiles[0.5] and band.quantiles[0.95] - band.quantiles[0.05] > 1e-9
    ]


def bands_figure(bands: list[Band]) -> go.Figure:
    """Return 5 to 95 and 25 to 75 per cent of the draws, in per cent of the middle."""
    figure = go.Figure()
    names = [told(band.name) for band in bands]
    for low, high, shade, title in (
        (0.05, 0.95, 0.25, say("5 to 95 %")),
        (0.25, 0.75, 0.6, say("25 to 75 %")),
    ):
        base = [100.0 * (b.quantiles[low] / b.quantiles[0.5] - 1.0) for b in bands]
        ends = [100.0 * (b.quantiles[high] / b.quantiles[0.5] - 1.0) for b in bands]
        figure.add_bar(
            y=names,
            x=[end - start for start, end in zip(base, ends, strict=True)],
            base=base,
            orientation="h",
            name=title,
            marker_color=AFTER,
            opacity=shade,
            customdata=ends,
            hovertemplate="%{base:+.1f} to %{customdata:+.1f} %<extra></extra>",
        )
    figure.add_vline(x=0, line={"color": INK, "width": 1})
    height = 110 + 30 * len(bands)
    figure.update_layout(layout("", height, barmode="overlay", hovermode="closest", bargap=0.3))
    figure.update_layout(
        yaxis={"autorange": "reversed", "automargin": True, "showgrid": False,
               "tickfont": {"size": 11}},
        xaxis={"ticksuffix": " %", "showgrid": True, "nticks": 6, "tickangle": 0},
    )  # fmt: skip
    return figure


def bands_table(found: SampledDesign) -> str:
    """Return each figure's quantiles over the draws."""
    levels = list(found.bands[0].quantiles) if found.bands else []
    return table(
        [
            Column(say("Figure"), "wide"),
            *(Column(f"{100 * level:g} %", "num", say(BAND)) for level in levels),
        ],
        [
            (
                f"{told(band.name)}, {band.unit}",
                *(number(band.quantiles[level]) for level in levels),
            )
            for band in found.bands
        ],
        say("A share of the {count} designs lies below each figure", count=found.draws),
        stacked=True,
    )
