"""Draw why a figure is what it is: formula with its numbers, sources, and what moves it most."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from html import escape

import plotly.graph_objects as go
import streamlit as st

from musdesign.errors import MusdesignError
from musdesign.report.explained import movers_csv
from musdesign.study.explain import HEADLINES, Explanation, Mover, Movers, Term, explain, movers
from musdesign.study.explain.explaining import figure_text
from musdesign.study.explain.inputs import title_of
from musdesign.ui.messages import messages
from musdesign.ui.parts import Cell, Column, basis_cell, heading, label, note, table
from musdesign.ui.theme import AFTER, BEFORE, CHART_CONFIG, INK, layout
from musdesign.ui.view import View
from musdesign.ui.words import cited, localised, number, plural, say, told

MOST_BARS = 8


def draw(view: View, key: str, place: str, *, first: bool = True) -> None:
    """Draw the explanation of a figure; ``place`` tells apart the same figure shown twice.

    A term that is a figure itself can be followed; the ``first`` one tells what moves it as well.

    Raises:
        MusdesignError: there is no figure of that key.
    """
    found = explain(view.result, key, view.told)
    st.html(formula(found))
    if found.terms:
        st.html(terms_table(found.terms))
    remarks = [told(check) for check in found.checks]
    if found.source:
        remarks.append(say("Formula or method: {source}", source=cited(found.source)))
    if found.unverified:
        remarks.append(
            plural(
                "Rests on {count} unverified number: {names}",
                "Rests on {count} unverified numbers: {names}",
                len(found.unverified),
                names="; ".join(title_of(view.scheme, name) for name in found.unverified[:6])
                + (" …" if len(found.unverified) > 6 else ""),
            )
        )
    for remark in remarks:
        st.html(note(remark))
    further = list(dict.fromkeys(name for term in found.terms for name in term.figures))
    if further:
        # a pill would read a person's own names as markup
        chosen = st.pills(say("Go on to"), further, format_func=label, key=f"further-{place}-{key}")
        if chosen:
            st.html(heading(str(chosen)))
            draw(view, str(chosen), f"{place}.{key}", first=False)
    if first and found.number is not None:
        moving(view, key, place)


def formula(found: Explanation) -> str:
    """Return the value, its formula and the formula with its numbers, as HTML."""
    value = localised(figure_text(found.value))
    unit = f" <small>{escape(told(found.unit))}</small>" if found.unit not in {"", "-"} else ""
    lines = [f'<p class="mus-why-value">{escape(value)}{unit}</p>']
    if found.formula:
        lines.append(
            f'<p class="mus-formula">{escape(found.symbol)} = {escape(written(found.formula))}</p>'
            f'<p class="mus-formula">{escape(found.symbol)} = '
            f"{escape(written(localised(found.filled)))} "
            f"= <strong>{escape(value)}</strong></p>"
        )
    if found.method:
        lines.append(f'<p class="mus-note">{escape(told(found.method))}</p>')
    return "".join(lines)


_SIGNS = {" * ": " × ", " - ": " − ", " ^ 2": "²", " ^ 3": "³"}


def written(formula: str) -> str:
    """Return a formula with the signs that people write.

    >>> written("4 * q / (3.141592653589793 * d ^ 2)")
    '4 × q / (π × d²)'
    """
    for sign, shown in _SIGNS.items():
        formula = formula.replace(sign, shown)
    return re.sub(r"\b3[.,]14159\d*", "π", formula)


def terms_table(terms: Sequence[Term]) -> str:
    """Return the terms of a formula with where each comes from."""
    return table(
        [
            Column(say("Term"), "words"),
            Column(say("Value"), "num"),
            Column(say("Unit")),
            Column(say("Basis"), "key"),
            Column(say("Where it comes from"), "wide"),
        ],
        [
            (
                told(term.name.replace("_", " ")),
                _value_cell(term),
                told(term.unit.removesuffix("-")),
                basis_cell(term.basis) if term.basis else "",
                _origin(term),
            )
            for term in terms
        ],
        say("The numbers in the formula"),
        stacked=True,
    )


def _value_cell(term: Term) -> Cell:
    text = localised(figure_text(term.value))
    return Cell(text, "" if len(text) < 16 else "words")


def _origin(term: Term) -> str:
    parts = []
    if term.figures:
        parts.append(say("see {figures}", figures=", ".join(term.figures)))
    if term.places:
        parts.append(say("in the scenario at {places}", places=", ".join(term.places[:3])))
    if term.source:
        parts.append(f"{cited(term.source)} ({term.date})" if term.date else cited(term.source))
    return "; ".join(parts) or say("no source is stated")


def moving(view: View, key: str, place: str) -> None:
    """Show what moves the figure most: in a dialog when the rest stands, else when asked for."""
    st.html(heading(say("What moves it most")))
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
            name=shown[0].title,
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
                mover.title,
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
    return "<br>".join(escape(line) for line in textwrap.wrap(mover.title, 26)[:3])


def dialog(view: View, key: str, title: str = "") -> None:
    """Open the explanation of a figure over the page."""
    title = say(HEADLINES[key]) if key in HEADLINES else title or key

    def show() -> None:
        with messages(title):
            draw(view, key, "dialog")

    # the title names the dialog for readers of the screen too
    st.dialog(label(title), width="large")(show)()
