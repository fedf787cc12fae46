"""Draw why a figure is what it is: formula with its numbers, sources, and what moves it most."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from musdesign.study.explain import HEADLINES, Explanation, Term, explain
from musdesign.study.explain.explaining import figure_text
from musdesign.study.explain.inputs import title_of
from musdesign.ui import moving
from musdesign.ui.messages import messages
from musdesign.ui.parts import Cell, Column, basis_cell, heading, label, note, table
from musdesign.ui.view import View
from musdesign.ui.words import cited, localised, plural, say, told

Moves = Callable[[View, str, str], None]
"""Shows what moves a figure of a view at a place."""


def draw(
    view: View, key: str, place: str, *, first: bool = True, moves: Moves = moving.show
) -> None:
    """Draw the explanation of a figure; ``place`` tells apart the same figure shown twice.

    A term that is a figure itself can be followed; the ``first`` one tells what ``moves`` it too.

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
        chosen = st.pills(
            say("Go on to"), further, format_func=figure_label, key=f"further-{place}-{key}"
        )
        if chosen:
            st.html(heading(figure_name(str(chosen))))
            draw(view, str(chosen), f"{place}.{key}", first=False)
    if first:
        moves(view, key, place)


def formula(found: Explanation) -> str:
    """Return the value, its formula and the formula with its numbers, as HTML."""
    # what a cell shows is in the visitor's form already
    own = isinstance(found.value, str)
    value = found.value if own else localised(figure_text(found.value))
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
        parts.append(say("see {figures}", figures=", ".join(map(figure_name, term.figures))))
    if term.places:
        parts.append(say("in the scenario at {places}", places=", ".join(term.places[:3])))
    if term.source:
        parts.append(f"{cited(term.source)} ({term.date})" if term.date else cited(term.source))
    return "; ".join(parts) or say("no source is stated")


def figure_name(key: str) -> str:
    """Return how people call a figure: its title, else the words of its key.

    >>> figure_name("demand.max_day"), figure_name("demand.net.domestic")
    ('Largest day', 'demand · net · domestic')
    """
    if key in HEADLINES:
        return say(HEADLINES[key])
    return " · ".join(told(part.replace("_", " ")) for part in key.split("."))


def figure_label(key: str) -> str:
    """Return the name of a figure for a control."""
    return label(figure_name(key))


def dialog(view: View, key: str, title: str = "", moves: Moves = moving.show) -> None:
    """Open the explanation of a figure over the page."""
    title = figure_name(key) if key in HEADLINES or not title else title

    def show() -> None:
        with messages(title):
            draw(view, key, "dialog", moves=moves)

    # the title names the dialog for readers of the screen too
    st.dialog(label(title), width="large")(show)()
