"""The state of the app comes back as it was left: by link, by variant, after the way back."""

from __future__ import annotations

import sqlite3

import pytest

from musdesign.ui.link import PARAMETER, State, decode, encode
from musdesign.ui.start import WORKSPACE_VARIABLE
from musdesign.workspace import Variant, open_store
from tests.ui.opened import page, turn_to, words
from tests.ui.test_ui_page import control, errors, figures
from tests.ui.test_ui_tables import type_into

CASE = "la-palma-tres-puertas"
ALONE = "one-person-on-this-machine-alone"


def link_of(app) -> str:
    app.session_state["again"] = True
    app.run()
    (address,) = [item.value for item in app.code if f"?{PARAMETER}=" in item.value]
    return address.partition(f"?{PARAMETER}=")[2]


def reopened(parameter: str, path: str = "design"):
    app = page(path)
    app.query_params[PARAMETER] = parameter
    return app.run()


def test_a_link_reopens_sliders_typed_values_edits_drafts_and_switches_as_they_were_left():
    app = page("design", "Edit", case=CASE).run()
    type_into(app, "households", {"edited_rows": {1: {"count": "75"}}})
    control(app.slider, "Animals").set_value(2.0).run()
    control(app.text_input, "main intake").set_value("1,5").run()
    app.session_state["edit-part"] = "Sources and tanks"
    app.run()
    type_into(app, "sources", {"edited_rows": {0: {"ecological_flow": "much"}}})
    assert any("'much'" in text for text in errors(app))
    seen = figures(app)

    again = reopened(link_of(app))
    assert not again.exception
    assert control(again.slider, "Animals").value == 2.0
    assert control(again.text_input, "main intake").value == "1,5"
    assert again.session_state["edit-part"] == "Sources and tanks"
    assert any("'much'" in text for text in errors(again)), "the draft still says what is wrong"
    desk = again.session_state["desk"]
    table = next(item for item in desk.tables() if item.name == "sources")
    assert desk.rows(table)[0]["ecological_flow"] == "much"
    assert again.session_state["edits"][CASE] == {"households[1].count": 75}
    assert figures(again) == seen
    control(again.slider, "Animals").set_value(1.0).run()
    assert figures(again)["Mean day"] < seen["Mean day"], "the slider moves from where it was"


def test_a_link_reopens_an_amendment_that_is_being_written():
    app = page("evidence", "Change a clause", case=CASE).run()
    value = control(app.text_input, "New value")
    value.set_value(str(float(value.value) + 7)).run()
    control(app.text_input, "Why it should change").set_value("measured <b>use</b>").run()
    control(app.button, "Add to the amendment").click().run()
    assert "measured <b>use</b>" in words(app)
    again = reopened(link_of(app), "evidence")
    assert not errors(again)
    assert again.session_state["evidence.section"] == "Change a clause"
    assert "measured <b>use</b>" in words(again)


def test_an_old_link_with_its_values_alone_still_opens():
    app = reopened(encode(State(CASE, changes={"losses": "20 %"})))
    assert not errors(app)
    assert app.session_state["edits"][CASE] == {"losses": "20 %"}


@pytest.mark.parametrize(
    "left",
    [
        {"controls": {"herd": "much", "garden": 1e9, "allocation.120": [1], "typed.x": {"a": 1}}},
        {"controls": {"herd": True, "tariff": "nobody's", "period.25": -4}},
        {"controls": [], "drafts": [], "amendments": [], "settings": 5},
        {"drafts": {"Pipes": {"nodes": {"changed": {"-1": 4}}}, "nowhere": {}, "Sources": 5}},
        {"drafts": {"Sources and tanks": {"sources": {"added": ["x"], "removed": ["y"]}}}},
        {"amendments": {"edits": {"co": [{"clause": 5}], "x": 4}, "amendment.name": ["y"]}},
        {"settings": {"edit-part": "nowhere", "sources-daily": "yes", "case": "ifa-daba"}},
        {"settings": {"download-report": True, "back": True, "clauses-instruments": [{}]}},
    ],
)
def test_what_a_hostile_link_leaves_open_is_held_to_its_form(left):
    app = reopened(encode(State(CASE, left=left, view={"section": "Edit"})))
    assert not app.exception
    assert not errors(app)
    assert app.session_state["case"] == CASE


def test_the_way_back_can_be_undone_with_drafts_and_sliders():
    app = page("design", "Edit", case=CASE).run()
    before = figures(app)
    type_into(app, "households", {"edited_rows": {1: {"count": "75"}}})
    control(app.slider, "Animals").set_value(2.0).run()
    type_into(app, "households", {"edited_rows": {1: {"count": "75"}, 0: {"count": "1,500"}}})
    moved = figures(app)
    app.button(key="back").click().run()
    assert figures(app) == before
    assert not errors(app)
    app.button(key="bring-back").click().run()
    assert figures(app) == moved
    assert control(app.slider, "Animals").value == 2.0
    assert any("1,500" in text for text in errors(app))
    assert not [item for item in app.button if item.key == "bring-back"]


def test_a_draft_alone_is_worth_the_way_back():
    app = page("design", "Edit", case=CASE).run()
    assert app.button(key="back").disabled
    type_into(app, "households", {"edited_rows": {0: {"count": "many"}}})
    assert not app.button(key="back").disabled


def test_an_edited_tariff_leaves_the_edits_of_tables_standing():
    app = page("design", "Edit", case=CASE).run()
    type_into(app, "households", {"edited_rows": {1: {"count": "75"}}})
    turn_to(app, "tariffs")
    app.session_state["tariffs.section"] = "Tariffs"
    app.run()
    app.button(key="tariff-propose").click().run()
    assert not errors(app)
    made = app.session_state["edits"][CASE]
    assert made["households[1].count"] == 75
    assert "tariff_edits" in made
    app.button(key="tariff-back").click().run()
    assert app.session_state["edits"][CASE]["households[1].count"] == 75


def test_a_variant_opens_with_its_sliders_where_they_were(tmp_path, monkeypatch):
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(tmp_path))
    app = page("compare", case="ifa-daba").run()
    slider = control(app.slider, "Animals")
    slider.set_value(1.7).run()
    control(app.text_input, "Name of this variant").set_value("more animals")
    control(app.button, "Save this variant").click().run()
    control(app.slider, "Animals").set_value(1.0).run()
    app.run()
    control(app.button, "Open more animals").click().run()
    assert control(app.slider, "Animals").value == 1.7
    assert not app.session_state["edits"]["ifa-daba"]
    state = decode("".join(app.query_params[PARAMETER]))
    assert state.left["controls"]["herd"] == 1.7


def test_a_workspace_of_an_earlier_version_is_read_and_written(tmp_path):
    store = open_store(tmp_path)
    store.save_variant(ALONE, Variant("old", "ifa-daba", "", {"losses": "20 %"}, {}))
    with sqlite3.connect(store.file) as connection:
        connection.execute("ALTER TABLE variant DROP COLUMN state")
    connection.close()
    again = open_store(tmp_path)
    assert again.variants(ALONE)[0].state == {}
    again.save_variant(ALONE, Variant("new", "ifa-daba", "", {}, {}, state={"controls": {}}))
    assert again.variants(ALONE)[1].state == {"controls": {}}
