"""The ladder of service: which level of water service each group of households reaches."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import plotly.graph_objects as go
import streamlit as st

from musdesign.demand.ladder import Rung, ladder
from musdesign.flow import DesignResult
from musdesign.scenario import Scenario
from musdesign.ui.parts import Cell, Column, basis_cell, heading, note, table, why
from musdesign.ui.theme import AFTER, BEFORE, CHART_CONFIG, INK, layout
from musdesign.ui.view import View
from musdesign.ui.words import cited, number, say, told


def show(view: View) -> None:
    """Show the level of each group, in the futures that could be computed."""
    result = view.result
    rungs = rungs_of(result.scenario)
    st.html(heading(say("How far up the ladder of water services each group gets")))
    st.html(
        note(
            say(
                "Net water of all uses that arrives, and the walk to it: the worse of the two "
                "decides."
            )
        )
    )
    if not result.service:
        st.info(say("No group's service could be judged."))
        return
    unplanned = result.unplanned
    st.plotly_chart(
        ladder_figure(result, unplanned, rungs),
        config=CHART_CONFIG,
        key="ladder-figure",
        alt=say(
            "Bars of the water that arrives at each group, against the rungs of the ladder; the "
            "table below has the numbers."
        ),
    )
    st.html(ladder_table(result, unplanned))
    with view.still("rungs", say("A threshold of the ladder: no input of the scheme moves it.")):
        st.html(rungs_table(rungs))


def rungs_table(rungs: Sequence[Rung]) -> str:
    """Return the thresholds of the rungs with where they come from."""
    how = say("threshold as the ladder prints it")

    def cell(value: float | None, rung: Rung) -> Cell:
        return Cell("–" if value is None else number(value), source=rung.origin.source)

    return table(
        [
            Column(say("Level"), "clause"),
            Column(say("From, L/person/day"), "num", how),
            Column(say("Within, m"), "num", how),
            Column(say("Round trip up to, minutes"), "num", how),
            Column(say("Basis"), "key"),
            Column(say("Source"), "wide"),
        ],
        [
            (
                told(rung.name),
                cell(rung.min_l_person_day, rung),
                cell(rung.max_distance_m, rung),
                cell(rung.max_minutes, rung),
                basis_cell(rung.origin.basis),
                cited(rung.origin.source),
            )
            for rung in rungs
        ],
        say("Rungs of the ladder"),
        stacked=True,
    )


def rungs_of(scenario: Scenario) -> tuple[Rung, ...]:
    """Return the rungs that the scenario is judged by, the lowest first."""
    chosen = scenario.service_ladder
    if isinstance(chosen, str):
        return ladder(chosen)
    return tuple(Rung(r.name, r.least, r.distance, r.round_trip) for r in chosen)


def ladder_figure(
    result: DesignResult, unplanned: DesignResult | None, rungs: Sequence[Rung]
) -> go.Figure:
    """Return what arrives at each group as bars, with the rungs as lines, L/person/day."""
    figure = go.Figure()
    # names are a person's own text: a chart would read markup in them
    groups = [escape(part.group) for part in result.service]
    shown = [(say("multiple use"), result, AFTER)]
    if unplanned is not None and unplanned.service:
        shown.append((say("norm's design, real need"), unplanned, BEFORE))
    for name, future, colour in shown:
        values = {escape(part.group): part.l_person_day for part in future.service}
        figure.add_bar(
            x=groups,
            y=[values.get(group) for group in groups],
            name=name,
            marker_color=colour,
            hovertemplate="%{y:,.0f} L<extra>" + name + "</extra>",
        )
    most = max((part.l_person_day for part in result.service), default=0.0)
    last = 0.0
    for rung in rungs:
        least = rung.min_l_person_day
        if not 0 < least <= 1.3 * most:
            continue
        figure.add_hline(y=least, line={"color": INK, "width": 1, "dash": "dot"})
        # names that would lie on one another are left to the table
        if least - last >= 0.07 * most:
            figure.add_annotation(
                x=1, xref="paper", xanchor="right", y=least, yanchor="bottom", showarrow=False,
                text=told(rung.name), font={"size": 11}, bgcolor="rgba(255,255,255,.85)",
            )  # fmt: skip
            last = least
    figure.update_layout(layout(say("L/person/day"), barmode="group"))
    return figure


def ladder_table(result: DesignResult, unplanned: DesignResult | None) -> str:
    """Return needed and arriving water, distance and level by group."""
    top = rungs_of(result.scenario)[-1].name
    beside = {part.group: part.level for part in unplanned.service} if unplanned else {}
    rows: list[tuple[str | Cell, ...]] = [
        (
            part.group,
            why(f"service.{part.group}.needed", number(part.needed_l_person_day)),
            why(f"service.{part.group}.gets", number(part.l_person_day)),
            why(f"service.{part.group}.walk", _access(part.distance_m, part.round_trip_minutes)),
            told(part.level),
            told(part.held_back_by) if part.level != top else "–",
            told(beside.get(part.group, "–")),
        )
        for part in result.service
    ]
    return table(
        [
            Column(say("Group"), "wide"),
            Column(say("Needs, L/person/day"), "num"),
            Column(say("Gets, L/person/day"), "num"),
            Column(say("Walk"), "key"),
            Column(say("Level"), "clause"),
            Column(say("Held back by"), "clause"),
            Column(say("Level under the norm's design"), "clause"),
        ],
        rows,
        say("Service level by group of households"),
        stacked=True,
    )


def _access(distance_m: float | None, minutes: float | None) -> str:
    if minutes is not None:
        return say("{minutes} minutes and back", minutes=number(minutes))
    if distance_m is None:
        return say("not given")
    return say("at home") if distance_m == 0 else f"{number(distance_m)} m"
