"""What is common to all pages: the case, its moves and edits, the language, the link."""

from __future__ import annotations

from musdesign.ui.link import PARAMETER, State, encode
from musdesign.ui.pages import PAGES
from tests.ui.opened import page, turn_to
from tests.ui.test_ui_page import control, figures
from tests.ui.test_ui_tables import type_into

CASE = "la-palma-tres-puertas"


def test_what_is_moved_and_edited_on_one_page_holds_on_all_and_on_the_way_back():
    app = page("design", "Edit", case=CASE).run()
    type_into(app, "households", {"edited_rows": {0: {"count": "200"}}})
    control(app.slider, "Animals").set_value(2.0).run()
    seen = figures(app)
    for path in ("tariffs", "start", "evidence", "design"):
        turn_to(app, path)
        assert not app.exception
        assert not app.error
    assert control(app.slider, "Animals").value == 2.0
    assert figures(app) == seen
    assert app.session_state["design.section"] == "Edit"


def test_a_case_chosen_on_start_is_open_on_every_page():
    app = page("start").run()
    app.button(key="open-case-ifa-daba").click().run()
    turn_to(app, "tariffs")
    assert app.session_state["case"] == "ifa-daba"
    assert control(app.selectbox, "Case").value == "ifa-daba"


def test_the_language_stays_when_the_page_changes():
    app = page("design", case=CASE).run()
    control(app.radio, "Language").set_value("es").run()
    turn_to(app, "evidence")
    assert app.session_state["language"] == "es"
    assert control(app.radio, "Idioma").value == "es"
    assert not app.error


def test_a_link_leads_to_its_page_wherever_it_is_opened():
    for spec in PAGES[1:]:
        app = page("start")
        app.query_params[PARAMETER] = encode(State("ifa-daba", view={"page": spec.path}))
        app.run()
        assert not app.exception
        assert not app.error
        assert app.session_state["case"] == "ifa-daba"


def test_a_link_to_a_page_or_section_that_is_not_there_opens_the_case_all_the_same():
    view = {"page": "nowhere", "section": "nothing", "language": "xx"}
    app = page("design")
    app.query_params[PARAMETER] = encode(State("ifa-daba", view=view))
    app.run()
    assert not app.exception
    assert not app.error
    assert app.session_state["case"] == "ifa-daba"
