"""Variants and decisions are saved, compared and reopened through the page."""

from __future__ import annotations

import pytest

from musdesign import flow
from musdesign.report.comparison import decisions_csv
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
    assert control(app.slider, "Domestic allocation").value == slider.value
    save(app, "once more")
    again = {v.name: v for v in open_store(tmp_path).variants(ALONE)}["once more"]
    assert again.figures == kept["more water"].figures


def test_a_variant_without_a_name_is_refused_in_words(app):
    save(app, "  ")
    assert any("'Name of this variant' is empty" in text for text in errors(app))


def test_a_name_that_is_taken_is_said_and_a_tariff_is_compared_in_words(tmp_path, monkeypatch):
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(tmp_path))
    block = {"upto": "13 m3/month", "price": "400.5 COP/m3"}
    rates = {"fixed": "4000 COP/month", "blocks": [block, {"price": "1200 COP/m3"}]}
    edits = {"co-rural-domestic": {"E1": rates}}
    app = page("compare", case="la-palma-tres-puertas").run()
    app.session_state["edits"] = {"la-palma-tres-puertas": {"tariff_edits": edits}}
    save(app.run(), "dearer")
    assert [item.value for item in app.success] == ["Saved."]
    save(app, "dearer")
    assert "in place of" in app.success[0].value
    app.run()
    told = words(app)
    assert "class E1" in told
    assert "4,000 a month; 400.5 for each m3 up to 13; 1,200 for each m3 above" in told
    assert "co-rural-domestic" not in told.split("Take it with you")[0]


def test_variants_are_designed_side_by_side_and_what_differs_is_marked(app):
    save(app, "as it is")
    slider = control(app.slider, "Domestic allocation")
    slider.set_value(slider.value + 60).run()
    save(app, "<b>more</b>")
    app.run()
    assert not errors(app)
    first = flow.design(flow.load("ifa-daba"))
    told = words(app)
    assert "≠ mean day" in told
    assert f"{first.demand.mean_day_m3:.3g} " in told
    assert "as in the case" in told
    bodies = " ".join(item.proto.body for item in app.get("html"))
    assert "&lt;b&gt;more&lt;/b&gt;" in bodies
    assert [b for b in app.get("download_button") if "comparison" in b.proto.label]


def test_a_decision_is_on_record_with_who_when_and_why(tmp_path, monkeypatch):
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(tmp_path))
    app = page("compare", "Decisions", case="ifa-daba").run()
    control(app.text_input, "Who decided").set_value("water board")
    control(app.text_input, "What").set_value("garden area 200 m2")
    control(app.button, "Record the decision").click().run()
    assert any("'Why' is empty" in text for text in errors(app))
    assert control(app.text_input, "What").value == "garden area 200 m2"
    control(app.text_input, "Why").set_value("=measured on the <i>visit</i>")
    control(app.button, "Record the decision").click().run()
    assert not errors(app)
    assert "garden area 200 m2" in words(app)
    (decision,) = open_store(tmp_path).decisions(ALONE)
    assert (decision.made_by, decision.why) == ("water board", "=measured on the <i>visit</i>")
    assert "'=measured" in decisions_csv([decision])


def test_sensitivities_are_a_tornado_and_bands(app):
    test = page("compare", "Sensitivity", case="la-palma-tres-puertas").run()
    control(test.button, "Move each input").click().run()
    control(test.segmented_control, "Designs drawn").set_value(50).run()
    control(test.button, "Draw and design").click().run()
    assert not errors(test)
    assert not test.exception
    told = words(test)
    assert "One input at a time" in told
    assert "lies below each figure" in told
    labels = [b.proto.label for b in test.get("download_button")]
    assert "Bands (CSV)" in labels
    assert "What moves it (CSV)" in labels


def test_without_a_workspace_the_page_says_how_to_get_one(monkeypatch):
    monkeypatch.delenv(WORKSPACE_VARIABLE, raising=False)
    test = page("compare", case="ifa-daba").run()
    assert any("musdesign serve" in item.value for item in test.info)
