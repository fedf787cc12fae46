"""A click on a number of the quick answer tells why it is what it is, and what moves it most."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from musdesign.i18n import mark
from musdesign.study.quick import QuickAnswer, QuickInputs
from musdesign.study.quick_why import (
    MISSING,
    MONTHS,
    NEED,
    SPRING,
    TANK,
    quick_movers,
    quick_steps,
)
from musdesign.ui import asking, explaining, moving
from musdesign.ui.opening import Case, scheme
from musdesign.ui.parts import heading, note
from musdesign.ui.view import View
from musdesign.ui.words import say

NAME = "quick-question.yaml"
WITHOUT_GARDENS = "without_gardens"
DOMESTIC_ONLY = "domestic_only"
INPUTS: Mapping[str, str] = {
    "households": mark("Households"),
    "persons": mark("Persons in each"),
    "domestic_l_person_day": mark("Domestic use"),
    "cattle": mark("Cattle in all"),
    "gardens": mark("Gardens in all"),
    "garden_m2": mark("Each garden"),
    "spring_lps": mark("The spring gives"),
}
"""The seven figures as they are called where they are asked."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A number of the answer: its title, its figure, and the uses that its question leaves out."""

    title: str
    key: str
    without: tuple[str, ...] = ()


NUMBERS: Mapping[str, _Asked] = {
    MONTHS: _Asked(mark("Months fully met"), MONTHS),
    WITHOUT_GARDENS: _Asked(mark("Months fully met without the gardens"), MONTHS, ("gardens",)),
    DOMESTIC_ONLY: _Asked(
        mark("Months fully met with domestic use alone"), MONTHS, ("gardens", "cattle")
    ),
    NEED: _Asked(mark("Need of the largest month"), NEED),
    SPRING: _Asked(mark("What the spring gives"), SPRING),
    MISSING: _Asked(mark("Water missing in a year"), MISSING),
    TANK: _Asked(mark("Community storage"), TANK),
}
"""The numbers of the answer that a click explains, by what their buttons carry."""

# signs of nobody's text: a sentence is translated and escaped before its buttons are put in
_OPEN, _BETWEEN, _CLOSE = "\ue000", "\ue001", "\ue002"
_BUTTON = re.compile(f"{_OPEN}([^{_BETWEEN}]*){_BETWEEN}([^{_CLOSE}]*){_CLOSE}")


def asked(key: str, text: object) -> str:
    """Return a number for a sentence, marked as one that a click explains."""
    return f"{_OPEN}{key}{_BETWEEN}{text}{_CLOSE}"


def with_buttons(body: str) -> str:
    """Return escaped HTML with its marked numbers as buttons.

    >>> with_buttons(f"gives {asked('quick.spring', '26')} m3")
    'gives <button type="button" class="mus-why" data-why="quick.spring">26</button> m3'
    """
    return _BUTTON.sub(r'<button type="button" class="mus-why" data-why="\1">\2</button>', body)


def listen(inputs: QuickInputs, ask: Callable[[QuickInputs], QuickAnswer]) -> None:
    """Wait for a click on a number of the answer, and open its explanation."""
    key, _ = asking.heard("quick-why")
    if key in NUMBERS:
        title = say(NUMBERS[key].title)
        view, figure, moves = explained(inputs, key, ask)
        explaining.dialog(view, figure, title, moves)


def explained(
    inputs: QuickInputs, key: str, ask: Callable[[QuickInputs], QuickAnswer]
) -> tuple[View, str, explaining.Moves]:
    """Return the view that explains a number, the key of its figure, and what shows its movers."""
    number = NUMBERS[key]
    left_out: dict[str, Any] = dict.fromkeys(number.without, 0.0)
    question = replace(inputs, **left_out)
    answer = ask(question)
    case = Case(NAME, answer.scenario, None)
    view = View("start", case, scheme(case), answer.result, answer.result, {}, None)
    view.offer(quick_steps(question, answer).values())

    def moves(_: View, figure: str, place: str) -> None:
        st.html(heading(say("What moves it most")))
        text = say("Moving each input …")
        bar = st.progress(0.0, text)
        titles = {field: say(title) for field, title in INPUTS.items()}
        try:
            found = quick_movers(
                question, figure, ask, titles, lambda done: bar.progress(done, text)
            )
        finally:
            bar.empty()
        if found.movers:
            moving.show_movers(found, place)
        else:
            st.html(note(say("No input moves it within its range.")))

    return view, number.key, moves
