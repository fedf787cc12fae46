"""Three futures side by side: multiple use, the norm's design, and that design in real life."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from musdesign import flow
from musdesign.scenario.works import USES
from musdesign.study.compare import TITLES, Comparison, ComparisonRow, compare
from musdesign.ui.hows import FIGURE_OF_ITS_OWN
from musdesign.ui.parts import Column, heading, note, table
from musdesign.ui.studies import NEED_AND_COST
from musdesign.ui.theme import CHART_CONFIG, USE_COLOURS, below, layout, number, wrapped
from musdesign.ui.view import View
from musdesign.ui.words import say, told


def show(view: View) -> None:
    """Show the futures that could be computed."""
    futures = view.result.futures
    st.html(heading(say("The same place in three futures")))
    st.html(
        note(
            say(
                "Multiple use: this design. Norm, domestic only: what the national "
                "recipe gives. Norm's design, real need: that design when animals and "
                "gardens drink from it anyway."
            )
        )
    )
    if len(futures) == 1:
        if not view.skipped("standard_design"):
            st.info(say("The norm's design could not be computed: no standard with an allocation."))
        st.html(
            note(
                say(
                    "To compare, name a standard with an allocation in Edit, Place and climate; "
                    "Evidence for change lists those on file."
                )
            )
        )
        return
    found = compare(*futures)
    st.plotly_chart(
        met_figure(found),
        config=CHART_CONFIG,
        key="futures-met",
        alt=say("Bars of how much of the need of each use is met in each future; see the table."),
    )
    with view.study(
        "three futures",
        lambda scheme: [comparison_table(compare(*flow.design(scheme, effects=False).futures))],
        by=NEED_AND_COST,
    ):
        st.html(comparison_table(found))
    known = set(view.result.notes)
    for future in futures[1:]:
        remarks = [line for line in future.notes if line not in known]
        if remarks:
            title = told(TITLES.get(future.kind, future.kind))
            st.html(note(f"{title}: {'; '.join(map(told, remarks))}."))


def met_figure(comparison: Comparison) -> go.Figure:
    """Return how much of the need of each use is met in each future, per cent."""
    figure = go.Figure()
    titles = [wrapped(told(title), 14) for title in comparison.columns]
    shares = {row.name: row.values for row in comparison.rows}
    for use in USES:
        met = shares.get(f"{use} need met")
        if met is not None:
            figure.add_bar(
                x=titles,
                y=met,
                name=say(use),
                marker_color=USE_COLOURS[use],
                hovertemplate="%{y:,.1f} %",
            )
    figure.update_layout(layout(say("need met, %"), barmode="group"))
    figure.update_layout(**below(titles))
    figure.update_yaxes(range=[0, 105])
    return figure


def comparison_table(comparison: Comparison) -> str:
    """Return a comparison, one row a figure, one column a design."""
    return table(
        [
            Column(say("Figure")),
            *(Column(told(title), "num", say(FIGURE_OF_ITS_OWN)) for title in comparison.columns),
        ],
        [(_name(row), *(number(value) for value in row.values)) for row in comparison.rows],
        say("Designs side by side; a dash where a design does not have the figure"),
    )


def _name(row: ComparisonRow) -> str:
    # a figure that says what it counts needs no unit
    counted = row.name.startswith(f"{row.unit} ")
    return told(row.name) if counted else f"{told(row.name)}, {told(row.unit)}"
