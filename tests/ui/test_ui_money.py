"""The money and bills sections, run without a browser."""

from __future__ import annotations

from tests.ui.opened import page, words

CASE = "la-palma-tres-puertas"


def test_money_tells_income_returns_and_who_pays():
    app = page("design", "Money", case=CASE).run()
    assert not app.exception
    text = words(app)
    for said in ("pig colombia", "Net present value", "Internal rate", "Who pays", "In kind"):
        assert said in text


def test_bills_show_the_blocks_of_the_allowance_and_the_alternative():
    app = page("tariffs", "Bills", case=CASE).run()
    assert not app.exception
    text = words(app)
    # W22: 40 m3 at 1,400 m
    assert "13 m3 basic, 13 m3 complementary, 14 m3 sumptuary" in text
    assert "13 / 13 / 14" in text
    assert "brings the same" in text
    assert "Omega" in text


def test_the_search_runs_when_it_is_asked_for():
    app = page("tariffs", "Bills", case=CASE).run()
    toggle = next(item for item in app.toggle if item.label.startswith("Search"))
    assert "no tariff of this form is below" not in words(app)
    toggle.set_value(True).run()
    assert not app.exception
    assert "no tariff of this form is below" in words(app)
