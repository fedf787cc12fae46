"""The money and bills sections, run without a browser."""

from __future__ import annotations

import html
import re

from streamlit.testing.v1 import AppTest

from musdesign.ui.start import app_file

CASE = "la-palma-tres-puertas"


def opened(section):
    test = AppTest.from_file(str(app_file()), default_timeout=60)
    test.session_state["case"] = CASE
    test.session_state["section"] = section
    return test.run()


def words(app) -> str:
    bodies = " ".join(item.proto.body for item in app.get("html"))
    return html.unescape(re.sub(r"<[^>]+>", " ", bodies))


def test_money_tells_income_returns_and_who_pays():
    app = opened("Money")
    assert not app.exception
    text = words(app)
    for said in ("pig colombia", "Net present value", "Internal rate", "Who pays", "In kind"):
        assert said in text


def test_bills_show_the_blocks_of_the_allowance_and_the_alternative():
    app = opened("Bills")
    assert not app.exception
    text = words(app)
    # W22: 40 m3 at 1,400 m
    assert "13 m3 basic, 13 m3 complementary, 14 m3 sumptuary" in text
    assert "13 / 13 / 14" in text
    assert "brings the same" in text
    assert "Omega" in text


def test_the_search_runs_when_it_is_asked_for():
    app = opened("Bills")
    toggle = next(item for item in app.toggle if item.label.startswith("Search"))
    assert "no tariff of this form is below" not in words(app)
    toggle.set_value(True).run()
    assert not app.exception
    assert "no tariff of this form is below" in words(app)
