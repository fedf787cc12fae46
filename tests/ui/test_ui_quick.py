"""The start page: three doors, the quick question, the cases."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from musdesign import flow
from musdesign.study.quick import QuickInputs, quick
from musdesign.study.quick_why import MONTHS, NEED, SPRING, TANK, quick_movers
from musdesign.ui.quick_why import DOMESTIC_ONLY, INPUTS, NUMBERS, WITHOUT_GARDENS
from tests.ui.opened import page, words

CASE = "la-palma-tres-puertas"


def field(app, label):
    return next(item for item in app.text_input if item.label.startswith(label))


@pytest.fixture
def start():
    return page("start").run()


def test_the_answer_is_one_sentence_with_the_months_of_the_study(start):
    answer = quick(QuickInputs(CASE))
    assert not start.exception
    assert (
        "Your spring carries domestic use, 40 head of cattle and 30 gardens in "
        f"{answer.months_met} of 12 months." in words(start)
    )


def test_a_smaller_spring_is_answered_at_once_with_what_fails(start):
    field(start, "The spring gives").set_value("0,3").run()
    answer = quick(QuickInputs(CASE, spring_lps=0.3))
    assert answer.months_met < 12
    shown = words(start)
    assert f"in {answer.months_met} of 12 months" in shown
    assert "Water is missing in" in shown
    assert f"Domestic use alone: {answer.domestic_only} of 12 months" in shown


@pytest.mark.parametrize("text", ["1,500", "much", "2 kg", ""])
def test_a_figure_that_cannot_be_read_is_a_message_not_an_answer(start, text):
    field(start, "The spring gives").set_value(text).run()
    assert not start.exception
    assert any("✗" in item.value for item in start.caption)
    assert "Your spring carries" not in words(start)


def test_a_figure_out_of_range_says_so(start):
    field(start, "Households").set_value("0").run()
    assert not start.exception
    assert any("out of range" in item.value for item in start.error)


def test_the_quick_answer_goes_on_as_a_scheme(start):
    field(start, "Cattle").set_value("60").run()
    start.button(key="quick-make").click().run()
    assert start.session_state["case"] == "quick-question.yaml"
    kept = start.session_state["opened-cases"]["quick-question.yaml"]
    scenario = flow.load_text(kept.text).scenario
    assert scenario.households[0].uses.livestock["cattle"].head * 60 == pytest.approx(60)


def test_every_shipped_case_has_a_card_with_a_line_and_a_way_in(start):
    shown = words(start)
    for name in flow.cases():
        scenario = flow.load(name).scenario
        assert scenario.description in shown
        assert scenario.name in start.button(key=f"open-case-{name}").label
    start.button(key="open-case-ifa-daba").click().run()
    assert start.session_state["case"] == "ifa-daba"
    assert not start.exception


def open_number(inputs: QuickInputs, key: str) -> AppTest:
    """Return the explanation of a number of the answer, as its dialog draws it."""

    def script(inputs, key):
        from musdesign.ui import explaining, quick_screen, quick_why

        view, figure, moves = quick_why.explained(inputs, key, quick_screen.answer_to)
        explaining.draw(view, figure, "dialog", moves=moves)

    return AppTest.from_function(script, args=(inputs, key), default_timeout=60.0).run()


def test_every_number_of_the_quick_answer_explains_itself(start):
    field(start, "The spring gives").set_value("0,3").run()
    inputs = QuickInputs(CASE, spring_lps=0.3)
    bodies = " ".join(item.proto.body for item in start.get("html"))
    keys = re.findall(r'data-why="([^"]*)"', bodies)
    assert set(keys) == set(NUMBERS)
    answer = quick(inputs)
    shown = {
        MONTHS: answer.months_met,
        WITHOUT_GARDENS: answer.without_gardens,
        DOMESTIC_ONLY: answer.domestic_only,
        NEED: answer.need_m3_day,
        SPRING: 0.3 * 86.4,
        TANK: answer.storage_m3,
    }
    for key in keys:
        opened = open_number(inputs, key)
        assert not opened.exception
        text = words(opened)
        assert "What moves it most" in text
        assert "unverified" in text
        if key in shown:
            drawn = " ".join(item.proto.body for item in opened.get("html"))
            value = re.search(r'mus-why-value">([\d.,]+)', drawn)
            assert value is not None
            assert float(value[1].replace(",", "")) == pytest.approx(shown[key], rel=1e-3)


def test_what_moves_a_number_is_the_quick_question_asked_with_that_figure_moved():
    inputs = QuickInputs(CASE, cattle=0.0, spring_lps=0.3)
    found = quick_movers(inputs, NEED, quick, INPUTS)
    by_field = {mover.input.name: mover for mover in found.movers}
    assert by_field.keys() == {
        "households", "persons", "domestic_l_person_day", "gardens", "garden_m2"
    }  # fmt: skip
    for name, low, high in (("persons", 4.5, 5.5), ("gardens", 27.0, 33.0)):
        mover = by_field[name]
        assert (mover.input.low, mover.input.high) == pytest.approx((low, high))
        for at, figure in ((low, mover.low), (high, mover.high)):
            assert figure == pytest.approx(quick(replace(inputs, **{name: at})).need_m3_day)
    # the spring does not move a need, nor do cattle that are not there
    assert found.still == 2


def test_a_figure_at_the_end_of_what_can_be_asked_is_told_as_not_moved():
    found = quick_movers(QuickInputs(CASE, persons=50.0), SPRING, quick, INPUTS)
    assert list(found.refused) == ["Persons in each"]
    assert [mover.input.name for mover in found.movers] == ["spring_lps"]
    assert found.movers[0].high == pytest.approx(1.1 * 0.5 * 86.4)
