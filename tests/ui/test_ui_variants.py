"""Variants and decisions are saved, compared and reopened through the page."""

from __future__ import annotations

import pytest

from musdesign.ui.link import PARAMETER, decode
from musdesign.ui.start import WORKSPACE_VARIABLE
from musdesign.workspace import open_store
from tests.ui.opened import page, words
from tests.ui.test_ui_page import control, errors

ALONE = "one-person-on-this-machine-alone"


@pytest.fixture
def app(tmp_path, monkeypatch):
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(tmp_path))
    return page("compare", case="ifa-daba").run()


def save(app, name: str):
    control(app.text_input, "Name of this variant").set_value(name)
    return control(app.button, "Save this variant").click().run()


def test_a_saved_variant_stands_beside_another_and_reopens(app, tmp_path):
    save(app, "as it is")
    slider = control(app.slider, "Domestic allocation")
    slider.set_value(slider.value + 60).run()
    save(app, "more water")
    assert not errors(app)
    app.run()
    assert "as it is" in words(app)
    assert "more water" in words(app)
    kept = {v.name: v for v in open_store(tmp_path).variants(ALONE)}
    assert kept["more water"].figures["Mean day, m3"] > kept["as it is"].figures["Mean day, m3"]
    control(app.button, "Open more water").click().run()
    state = decode("".join(app.query_params[PARAMETER]))
    assert state.case == "ifa-daba"
    assert dict(state.changes) == dict(kept["more water"].changes)
    save(app, "once more")
    again = {v.name: v for v in open_store(tmp_path).variants(ALONE)}["once more"]
    assert again.figures == kept["more water"].figures


def test_a_variant_without_a_name_is_refused_in_words(app):
    save(app, "  ")
    assert any("name" in text for text in errors(app))


def test_a_decision_is_on_record_with_who_when_and_why(app, tmp_path):
    control(app.text_input, "Who decided").set_value("water board")
    control(app.text_input, "What").set_value("garden area 200 m2")
    control(app.text_input, "Why").set_value("measured on the visit")
    control(app.button, "Record the decision").click().run()
    assert "garden area 200 m2" in words(app)
    (decision,) = open_store(tmp_path).decisions(ALONE)
    assert (decision.made_by, decision.why) == ("water board", "measured on the visit")


def test_without_a_workspace_the_page_says_how_to_get_one(monkeypatch):
    monkeypatch.delenv(WORKSPACE_VARIABLE, raising=False)
    test = page("compare", case="ifa-daba").run()
    assert any("musdesign serve" in item.value for item in test.info)
