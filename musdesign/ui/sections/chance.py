"""How far the need may lie from the single figure: bands over many draws."""

from __future__ import annotations

import json

import plotly.graph_objects as go
import streamlit as st

from musdesign import flow
from musdesign.demand.needs import Demand
from musdesign.demand.sampled import Band, SampledDemand, bands, month_bands
from musdesign.flow import Scheme
from musdesign.flow.once import Kept
from musdesign.provenance import Assumption
from musdesign.study.explain.inputs import title_of
from musdesign.study.sample import sample_demand
from musdesign.ui import jobs
from musdesign.ui.changes import Changes
from musdesign.ui.hows import BAND
from musdesign.ui.opening import Case, moved
from musdesign.ui.parts import Cell, Column, bullets, heading, note, table
from musdesign.ui.theme import AFTER, CHART_CONFIG, INK, layout, number
from musdesign.ui.view import View
from musdesign.ui.words import localised, months, say, told

Register = tuple[Assumption, ...]
# the same draws for whoever asks for the same case with the same changes
_samples: Kept[tuple[SampledDemand, Register]] = Kept(8)
DRAWS = (200, 1000, 5000)
SEED = 1


def show(view: View) -> None:
    """Show the bands of the need by month and figure by figure."""
    draws = st.segmented_control(
        say("Draws"),
        DRAWS,
        default=DRAWS[1],
        format_func=lambda n: localised(f"{n:,}"),
        key="chance-draws",
    )
    view.later(say("Chance"), lambda: _drawn(view, draws or DRAWS[1]))


def _drawn(view: View, draws: int) -> None:
    with st.spinner(say("Drawing {count} years …", count=localised(f"{draws:,}"))):
        found, register = jobs.done(lambda: _sampled(view.case, view.changes, draws))
    drawn = [told(title_of(view.scheme, item.name)) for item in view.scheme.file.chances]
    if drawn:
        st.html(
            note(say("Drawn, each by itself: {drawn}. Days vary as well.", drawn=", ".join(drawn)))
        )
    else:
        st.html(
            note(
                say(
                    "No quantity of this scenario is a range, so only the days vary. Write "
                    "any quantity as {low: 4, mode: 5, high: 6} in the file to see what it "
                    "does."
                )
            )
        )
    single = view.result.demand
    by_month = month_bands("gross", found.by_month_m3_day)
    st.html(heading(say("Mean day of each month, gross")))
    st.plotly_chart(
        months_figure(by_month, [float(v) for v in single.by_month_m3_day]),
        config=CHART_CONFIG,
        key="chance-months",
        alt=say(
            "Bands of the need by month; the middle of the largest month is {quantiles} m3/day.",
            quantiles=number(max(band.quantiles[0.5] for band in by_month)),
        ),
    )
    st.html(heading(say("Figures of the design year")))
    with view.study(
        "chance",
        _redrawn,
        form=say(
            "Moved with {count} draws of the same seed, so that the figures differ a little from "
            "those above.",
            count=DRAWS[0],
        )
        if draws != DRAWS[0]
        else "",
    ):
        st.html(bands_table(bands(found), _alone(single)))
    st.html(
        note(
            say(
                "Single run, largest day: {max_day_method}.",
                max_day_method=told(single.max_day_method),
            )
        )
    )
    st.html(
        note(
            say(
                "Draws, largest day: {max_day_method}. Seed {SEED}.",
                max_day_method=told(found.max_day_method),
                SEED=SEED,
            )
        )
    )
    noise = [
        f"{told(line.name)} = {line.value}: {line.source} ({say(line.basis)})"
        for line in register
        if line.name.startswith("week to week")
    ]
    if noise:
        st.html(bullets(noise))


def _redrawn(scheme: Scheme) -> list[str]:
    drawn, _ = sample_demand(scheme, DRAWS[0], SEED)
    single = flow.design_until(scheme, "demand").demand
    return [bands_table(bands(drawn), _alone(single))]


def _alone(single: Demand) -> dict[str, float]:
    """Return the figures of the single run by the names of the bands."""
    return {
        "population": single.population,
        "per_person": single.per_person_l_day,
        **single.by_use_m3_day,
        "losses": single.losses_m3_day,
        "mean_day": single.mean_day_m3,
        "max_day": single.max_day_m3,
        "peak_hour": single.peak_hour_lps,
    }


def _sampled(case: Case, made: Changes, draws: int) -> tuple[SampledDemand, Register]:
    key = (case, json.dumps(made), draws)
    return _samples.get(key, lambda: sample_demand(moved(case, made), draws, SEED))


def months_figure(by_month: list[Band], single: list[float]) -> go.Figure:
    """Return the bands by month with the single run as a line, m3/day."""
    figure = go.Figure()
    names = months()
    for low, high, shade, name in (
        (0.05, 0.95, 0.18, say("5 to 95 %")),
        (0.25, 0.75, 0.35, say("25 to 75 %")),
    ):
        figure.add_bar(
            x=names,
            y=[band.quantiles[high] - band.quantiles[low] for band in by_month],
            base=[band.quantiles[low] for band in by_month],
            name=name,
            marker_color=AFTER,
            opacity=shade,
            hovertemplate=say(
                "{name}: %{{base:,.0f}} to %{{customdata:,.0f}}<extra></extra>", name=name
            ),
            customdata=[band.quantiles[high] for band in by_month],
        )
    figure.add_scatter(
        x=names,
        y=single,
        name=say("single run"),
        mode="markers",
        marker={"color": INK, "symbol": "line-ew", "size": 16, "line": {"width": 2}},
        hovertemplate=say("single run: %{y:,.1f}<extra></extra>"),
    )
    figure.update_layout(layout(say("m3/day"), barmode="overlay"))
    # twelve names do not fit side by side on a phone: without an angle they turn where they must
    figure.update_xaxes(tickangle=None)
    return figure


def bands_table(found: list[Band], single: dict[str, float]) -> str:
    """Return each figure: the single run, then the quantiles of the draws."""
    levels = list(found[0].quantiles)
    rows: list[tuple[str | Cell, ...]] = [
        (
            f"{told(band.name.replace('_', ' '))}, {told(band.unit)}",
            number(single.get(band.name)),
            *(number(band.quantiles[level]) for level in levels),
        )
        for band in found
    ]
    return table(
        [
            Column(say("Figure"), "key"),
            Column(
                say("Single run"),
                "num",
                say("the design with every quantity at its middle value"),
            ),
            *(Column(localised(f"{100 * level:g} %"), "num", say(BAND)) for level in levels),
        ],
        rows,
        say("A share of the draws lies below each figure; uses net at the tap"),
    )
