"""The start page: three doors, the quick question, the cases."""

from __future__ import annotations

import pytest

from musdesign import flow
from musdesign.study.quick import QuickInputs, quick
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
