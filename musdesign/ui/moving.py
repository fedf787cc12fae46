"""Draw what moves a figure most: a tornado, a table and a file, filled in when the rest stands."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from musdesign.errors import MusdesignError
from musdesign.flow import Scheme
from musdesign.report.explained import movers_csv
from musdesign.study.explain import Mover, Movers, StudyPass, moved_by, movers, study_pass
from musdesign.study.explain.inputs import title_of
from musdesign.ui import jobs
from musdesign.ui.parts import Column, heading, note, table
from musdesign.ui.studies import Study
from musdesign.ui.theme import AFTER, BEFORE, CHART_CONFIG, INK, layout
from musdesign.ui.view import View
from musdesign.ui.words import current, number, plural, say, speaking, told

MOST_BARS = 8
AT_ONCE_S = 8.0
"""Time that the inputs of a study may take without being asked for."""
ASKED_S = 90.0
"""Time after which a pass that was asked for stops, to be gone on with."""


def show(view: View, key: str, place: str) -> None:
    """Show what moves the figure most: in a dialog when the rest stands, else when asked for."""
    st.html(heading(say("What moves it most")))
    if key in view.telling.places:
        _of_study(*view.telling.places[key], place)
        return
    opened = f"moving.{place}.{key}"
    if (
        place != "dialog"
        and not st.session_state.get(opened)
        and not st.button(say("Move each input within its range"), key=f"move-{place}-{key}")
    ):
        st.html(
            note(
                say(
                    "Each input alone goes to the ends of its stated range, else 10 % to either "
                    "side, and the design is made anew: a few seconds."
                )
            )
        )
        return
    st.session_state[opened] = True
    # each step of the bar is where a visitor who closes the dialog is heard
    text = say("Moving each input …")
    bar = st.progress(0.0, text)
    try:
        found = movers(view.scheme, key, progress=lambda done: bar.progress(done, text))
    except MusdesignError:
        st.html(note(say("It comes from figures above; follow them to see what moves those.")))
        return
    finally:
        bar.empty()
    if not found.movers:
        st.html(note(say("No input moves it within its range.")))
        return
    show_movers(found, place)


def _of_study(study: Study, at: str, unit: str, place: str) -> None:
    """Show what moves a number of a study: at once where it is soon there, else when asked for."""
    scheme = study.scheme
    if study.still or scheme is None:
        st.html(note(study.still or say("No input moves it within its range.")))
        return
    language = current()

    def figures(changes: Mapping[str, Any]) -> Mapping[str, float]:
        with speaking(language):
            return study.figures(changes)

    # made in a thread: a visitor who closes the dialog is heard meanwhile
    text = say("Moving each input …")
    bar = st.progress(0.0, text)
    whose = f"{study.name} · {language.code}"
    try:
        found = jobs.done(
            lambda: study_pass(scheme, whose, figures, study.first, study.by, study.once_s)
        )
        found.go_on(
            lambda changes: jobs.done(lambda: figures(changes)),
            AT_ONCE_S,
            whole_s=AT_ONCE_S,
            progress=lambda done: bar.progress(done, text),
        )
        bar.empty()
        _asked_on(study, found, figures, f"{place}-{study.name}-{at}")
        moved = moved_by(scheme, found, at, unit)
    except MusdesignError as error:
        reason = "; ".join(told(problem.what) for problem in error.problems)
        st.html(note(say("What moves it could not be computed: {reason}", reason=reason)))
        return
    finally:
        bar.empty()
    if moved.movers:
        show_movers(moved, place)
    elif found.ends:
        st.html(note(say("None of the inputs moved so far moves it within its range.")))
    st.html(note(_taken(scheme, found)))
    if study.form:
        st.html(note(study.form))


def _asked_on(
    study: Study,
    found: StudyPass,
    figures: Callable[[Mapping[str, Any]], Mapping[str, float]],
    key: str,
) -> None:
    """Offer to move the inputs that are left, with the time that it will take, and move them."""
    if not found.waiting:
        return
    seconds = number(max(1.0, found.expected_s), 2)
    place = st.empty()
    if not place.button(
        say("Compute what moves it (about {seconds} seconds)", seconds=seconds), key=f"on-{key}"
    ):
        return
    place.empty()
    text = say("Moving each input …")
    bar = st.progress(0.0, text)
    found.go_on(
        lambda changes: jobs.done(lambda: figures(changes)),
        ASKED_S,
        progress=lambda done: bar.progress(done, text),
    )
    bar.empty()
    if found.waiting:
        st.html(note(say("The time was up; open the number again to go on.")))


def _taken(scheme: Scheme, found: StudyPass) -> str:
    """Return in words for which inputs the study was made anew, and for which it was not."""
    waiting = {item.name for item in found.waiting}
    done = [told(title_of(scheme, item.name)) for item in found.chosen if item.name not in waiting]
    lines = [
        say(
            "The study was made anew for {count} inputs: {names}.",
            count=len(done),
            names="; ".join(done),
        )
        if done
        else say("The study was made anew for no input yet.")
    ]
    if waiting:
        lines.append(say("{count} are left.", count=len(waiting)))
    if found.others:
        lines.append(
            say(
                "Taken first are those of the study itself, then those that move the mean day's "
                "need most; {count} others of the scheme were not tried.",
                count=found.others,
            )
        )
    return " ".join(lines)


def show_movers(found: Movers, place: str) -> None:
    """Draw what moves a figure: a tornado, the table, and the file."""
    shown = found.movers[:MOST_BARS]
    st.plotly_chart(
        tornado(found, shown),
        config=CHART_CONFIG,
        key=f"tornado-{place}-{found.key}",
        alt=say(
            "Bars of how far each input moves the figure; {name} moves it most, from {low} to "
            "{high}.",
            name=told(shown[0].title),
            low=number(shown[0].low),
            high=number(shown[0].high),
        ),
    )
    st.html(movers_table(found, shown))
    refused = [f"{name}: {told(why)}" for name, why in found.refused.items()]
    st.html(
        note(
            plural(
                "{count} input moves it, {still} do not.",
                "{count} inputs move it, {still} do not.",
                len(found.movers),
                still=found.still,
            )
            + (" " + say("Not moved: {names}.", names="; ".join(refused)) if refused else "")
        )
    )
    st.download_button(
        say("What moves it (CSV)"),
        lambda: movers_csv(found),
        "what-moves-it.csv",
        "text/csv",
        on_click="ignore",
        key=f"download-movers-{place}-{found.key}",
    )


def tornado(found: Movers, shown: Sequence[Mover]) -> go.Figure:
    """Return the figure at both ends of each input's range, the longest bar on top."""
    figure = go.Figure()
    names = [_name(mover) for mover in shown]
    for title, colour, values in (
        (say("input at its low end"), BEFORE, [mover.low for mover in shown]),
        (say("input at its high end"), AFTER, [mover.high for mover in shown]),
    ):
        figure.add_bar(
            y=names,
            x=[value - found.value for value in values],
            base=found.value,
            orientation="h",
            name=title,
            marker_color=colour,
            customdata=values,
            hovertemplate="%{customdata:,.4g} " + found.unit + "<extra>" + title + "</extra>",
        )
    figure.add_vline(x=found.value, line={"color": INK, "width": 1})
    height = 110 + 40 * len(shown)
    figure.update_layout(layout("", height, barmode="overlay", hovermode="closest", bargap=0.3))
    figure.update_layout(
        yaxis={"autorange": "reversed", "automargin": True, "tickfont": {"size": 11},
               "showgrid": False, "rangemode": "normal"},
        xaxis={"rangemode": "normal", "showgrid": True, "nticks": 5, "tickangle": 0},
    )  # fmt: skip
    return figure


def movers_table(found: Movers, shown: Sequence[Mover]) -> str:
    """Return the inputs that move a figure with their ranges."""
    whose = {"scenario": say("stated"), "library": say("library"), "10 %": "± 10 %",
             "1 degC": "± 1 °C"}  # fmt: skip
    return table(
        [
            Column(say("Input"), "wide"),
            Column(say("From"), "num"),
            Column(say("To"), "num"),
            Column(say("Unit")),
            Column(say("Range"), "key"),
            Column(say("Figure at low end"), "num"),
            Column(say("Figure at high end"), "num"),
        ],
        [
            (
                told(mover.title),
                number(mover.input.low, 4),
                number(mover.input.high, 4),
                told(mover.input.unit),
                whose.get(mover.input.range, mover.input.range),
                number(mover.low, 4),
                number(mover.high, 4),
            )
            for mover in shown
        ],
        say("One input at a time; {unit}", unit=told(found.unit) or "-"),
        stacked=True,
    )


def _name(mover: Mover) -> str:
    # names are a person's own text: a chart would read markup in them
    return "<br>".join(escape(line) for line in textwrap.wrap(told(mover.title), 26)[:3])
