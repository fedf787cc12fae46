"""Goals of the search for a tariff are read, kept with the scenario and started from there."""

from __future__ import annotations

import pytest

from musdesign import flow
from musdesign.errors import ScenarioError
from musdesign.scenario.saving import changed_text
from musdesign.ui.sections.goals import Goals, starting, written
from tests.ui.opened import page, words
from tests.ui.test_ui_page import control, errors

CASE = "la-palma-tres-puertas"


def test_goals_travel_with_the_scenario_and_start_the_form_again():
    app = page("tariffs", "Meet your goals", case=CASE).run()
    app.text_input(key="goal-share").set_value("99,5")
    app.text_input(key="goal-rise").set_value("30")
    app.text_input(key="goal-blocks").set_value("13 26")
    app.checkbox(key="goal-few").set_value(True)
    control(app.button, "Look for prices").click().run()
    assert not app.exception
    assert not errors(app)
    assert "Tariff found" in words(app)
    made = app.session_state["edits"][CASE]
    text = flow.cases()[CASE].read_text(encoding="utf-8")
    saved = changed_text(text, made)
    assert "# what the redesign allowed for all uses together" in saved
    goals = flow.load_text(saved).scenario.tariff_study.goals
    assert (goals.share, goals.most_rise, goals.block_ends) == (99.5, 30, [13, 26])
    again = starting(goals)
    assert (again.share, again.most_rise, again.blocks) == ("99.5", "30", "13 26")
    assert again.headcount
    assert again.rung == Goals("").rung


def test_all_that_cannot_be_read_is_told_at_once_and_stays_as_it_was_typed():
    app = page("tariffs", "Meet your goals", case=CASE).run()
    app.text_input(key="goal-share").set_value("1,500")
    app.text_input(key="goal-rise").set_value("much")
    app.text_input(key="goal-blocks").set_value("26 13")
    control(app.button, "Look for prices").click().run()
    assert not app.exception
    assert len(errors(app)) == 3
    assert app.text_input(key="goal-share").value == "1,500"
    assert "edits" not in app.session_state


def test_goals_of_a_file_are_held_to_their_form():
    changes = {"tariff_study.goals": {"bring": "everything", "share": "0 %", "block_ends": ["3"]}}
    with pytest.raises(ScenarioError) as caught:
        flow.load(CASE, changes)
    assert len(caught.value.problems) == 3


def test_goals_written_and_read_are_the_same():
    goals = Goals("", "operation", "80", "", "10 20", headcount=False, fixed=False, legal=True)
    scheme = flow.load(CASE, {"tariff_study.goals": written(goals)})
    assert starting(scheme.scenario.tariff_study.goals) == goals
