"""What is typed into a tariff's table and refused stays, wherever the person goes meanwhile."""

from __future__ import annotations

import pytest

from musdesign.ui import tariff_drafts
from musdesign.ui.link import PARAMETER, State, encode
from musdesign.ui.opening import shipped
from tests.ui.opened import page
from tests.ui.test_ui_page import errors

CASE = "la-palma-tres-puertas"
TARIFF = "co-rural-domestic"


def laid(app):
    return app.session_state[f"tariff-laid-{shipped(CASE).token}-{TARIFF}-en"]


def type_into(app, row, text):
    names = {"edited_rows": {row: {"COP": text}}, "added_rows": [], "deleted_rows": []}
    app.session_state[laid(app).key] = names
    return app.run()


@pytest.fixture
def app():
    return page("tariffs", "Tariffs", case=CASE).run()


def elsewhere_and_back(app):
    app.session_state["tariffs.section"] = "Bills"
    app.run()
    app.session_state["tariffs.section"] = "Tariffs"
    return app.run()


def test_a_refused_price_is_told_and_laid_out_again(app):
    type_into(app, 1, "1,500")
    assert any("row 2" in text and "thousands" in text for text in errors(app))
    assert "edits" not in app.session_state
    elsewhere_and_back(app)
    assert laid(app).texts[1][3] == "1,500"
    assert any("row 2" in text for text in errors(app))
    # mended, it counts, and nothing is left waiting
    type_into(app, 1, "400,5")
    assert not errors(app)
    rates = app.session_state["edits"][CASE]["tariff_edits"][TARIFF]["E1"]
    assert rates["blocks"][0]["price"] == "400.5 COP/m3"
    assert app.session_state["tariff-drafts"] == {}


def test_a_row_written_otherwise_but_meaning_the_same_changes_nothing(app):
    type_into(app, 1, "355.260")
    assert not errors(app)
    assert "edits" not in app.session_state


def test_a_link_brings_the_draft_and_strange_ones_are_left_out():
    case = shipped(CASE)
    rows = [["E1", "a month", "", "x"], ["E1", "each m3", "", "5"]]
    strange = {"a": "rows", "b": [["E1"]], "c": [[1, 2, 3, 4]], "d": [["", "", "", "y" * 500]]}
    state = State(CASE, left={"tariffs": {TARIFF: rows, **strange}})
    app = page("tariffs", "Tariffs")
    app.query_params[PARAMETER] = encode(state)
    app.run()
    kept = app.session_state["tariff-drafts"]
    assert list(kept) == [(case.token, TARIFF)]
    assert any("row 1" in text and "'x' is not a number" in text for text in errors(app))
    assert tariff_drafts.Draft(tuple(tuple(row) for row in rows)).typed == tuple(laid(app).texts)
