"""Every number of every table of results tells how it came about, and what moves it or why not.

The sections are drawn without a browser, each by itself: what they draw is what is read.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
import streamlit as st

from musdesign import flow
from musdesign.study.explain import moved_by, steps, study_pass
from musdesign.ui.opening import Case, designed, scheme, shipped
from musdesign.ui.pages import PAGES
from musdesign.ui.studies import Study, Telling, value_in, within
from musdesign.ui.tabs import Section
from musdesign.ui.view import View
from tests.ui.drawing import section_drawn

_CELL = re.compile(r'<td class="(num[^"]*)" data-label="([^"]*)">(.*?)</td>', re.S)
# the terms of a formula are its explanation
_TERMS = re.compile(r"<caption><span>The numbers in the formula.*?</table>", re.S)
_KEY = re.compile(r'data-why="([^"]*)"')
# the whole is all of itself
PLAIN = {"100 %"}
# what is typed, and the terms of a formula, which are explained already
NOT_RESULTS = {"Edit", "Bring in", "Inputs", "Why this number"}
QUICK_CASES = {"la-palma-tres-puertas", "ifa-daba", "la-palma-allocation"}
CASES = [
    pytest.param(name, marks=[pytest.mark.slow] if name not in QUICK_CASES else [])
    for name in flow.cases()
]


def sections() -> Iterator[tuple[str, Section]]:
    """Yield every section of results once, with the page it stands on."""
    seen = set()
    for page in PAGES:
        for section in page.sections:
            if section.title not in {*NOT_RESULTS, *seen}:
                seen.add(section.title)
                yield page.path, section


@pytest.fixture
def drawn(monkeypatch):
    """Return what draws a section: everything on it that can be opened is open."""
    bodies: list[str] = []
    monkeypatch.setattr(st, "html", lambda body, **_: bodies.append(str(body)))

    def draw(view: View, section: Section, *, opened: bool) -> str:
        monkeypatch.setattr(st, "toggle", lambda *_, **__: opened)
        bodies.clear()
        assert not section_drawn(view, section).exception
        return _TERMS.sub("", " ".join(bodies))

    return draw


def seen(case: Case) -> View:
    made, result = scheme(case), designed(case, whole=True)
    tariff = made.tariffs[0].id if made.tariffs else None
    return View("design", case, made, result, result, {}, tariff)


@pytest.mark.parametrize("name", CASES)
def test_every_number_of_a_table_is_explained_and_tells_what_moves_it_or_why_nothing_does(
    drawn, name
):
    known = steps(designed(shipped(name), whole=True))
    for path, section in sections():
        view = seen(shipped(name))
        body = drawn(
            view, section, opened=name == "ifa-daba" and section.title != "Meet your goals"
        )
        for _, title, cell in _CELL.findall(body):
            assert "data-why" in cell or not re.search(r"\d", cell) or cell in PLAIN, (
                f"{path}, {section.title}: {title} {cell} tells nothing"
            )
        for key in map(html.unescape, _KEY.findall(body)):
            step = view.told.get(key) or known[key]
            assert step.method or step.expression or step.source, f"{section.title}: {key}"
            if key in view.telling.places:
                study, _, _ = view.telling.places[key]
                assert study.still or study.scheme is not None
            else:
                # a figure of the design itself is moved with it
                assert key in known, f"{section.title}: nothing tells what moves {key}"


def test_a_study_drawn_again_has_the_numbers_of_the_page_in_full(drawn):
    view = seen(shipped("ifa-daba"))
    studies: dict[str, tuple[Study, list[tuple[str, str]]]] = {}
    for _, section in sections():
        view.pending.clear()
        drawn(view, section, opened=section.title == "Network")
        for key, (study, place, _) in view.telling.places.items():
            shown = view.told.get(key)
            if study.scheme is not None and shown is not None:
                studies.setdefault(study.name, (study, []))[1].append((place, str(shown.value)))
    assert {"chance", "EPANET", "open taps", "price of multiple use"} <= studies.keys()
    for study, numbers in studies.values():
        again = study.figures({})
        for place, text in numbers:
            if " / " in text or "million" in text:
                continue
            decimals = re.search(r"\d(?:\.(\d+))?(?!.*\d)", text.split(" (")[0])
            half = 0.51 * 10.0 ** -len(decimals[1] or "") if decimals else 0.0
            written = pytest.approx(value_in(text), rel=0.006, abs=half)
            assert again[place] == written, f"{study.name}: {place}"


def test_what_moves_a_number_of_a_study_is_the_study_made_with_the_input_moved():
    view = seen(shipped("ifa-daba"))
    made = view.scheme

    def litres(changes) -> dict[str, float]:
        moved = flow.changed(made, changes) if changes else made
        return {"people": flow.design_until(moved, "demand").demand.population, "same": 1.0}

    begun = study_pass(made, "a study of people", litres, first="count", most=3)
    assert begun.chosen[0].name.endswith("count")
    assert len(begun.chosen) == 3
    # an estimate above the limit: nothing is begun that was not asked for
    begun.once_s = 50.0
    begun.go_on(litres, 10.0, whole_s=8.0)
    assert len(begun.waiting) == 3
    begun.go_on(litres, 60.0)
    assert not begun.waiting
    found = moved_by(made, begun, "people")
    first = next(mover for mover in found.movers if mover.input is begun.chosen[0])
    low, high = (litres(end)["people"] for end in first.input.ends)
    assert (first.low, first.high) == (low, high)
    assert [m.swing for m in found.movers] == sorted((m.swing for m in found.movers), reverse=True)
    assert not moved_by(made, begun, "same").movers
    # kept: whoever asks again is given the same pass
    assert study_pass(made, "a study of people", litres, first="count", most=3) is begun


def test_a_pass_that_was_left_goes_on_where_it_stopped():
    made = scheme(shipped("ifa-daba"))
    asked: list[str] = []

    def figures(changes) -> dict[str, float]:
        asked.extend(changes)
        return {"x": float(len(asked))}

    begun = study_pass(made, "a study that is left", figures, most=4)
    begun.go_on(figures, 0.0)
    assert len(begun.waiting) == 4
    begun.go_on(figures, 60.0)
    before = list(asked)
    begun.go_on(figures, 60.0)
    assert asked == before


def test_a_cell_keeps_its_place_when_the_numbers_of_its_caption_and_language_change():
    telling = Telling()
    study = Study("s")
    with within(study):
        first = telling.place("It brings 1.234,5 a year", "a", 1)
    again = Telling()
    with within(study):
        assert again.place("It brings 1234.5678 a year", "a", 1) == first
        assert again.place("It brings 9 a year", "a", 1) != first
