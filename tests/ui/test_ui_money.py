"""The money and bills sections, run without a browser."""

from __future__ import annotations

from tests.ui.opened import page, words
from tests.ui.test_ui_page import control, errors

CASE = "la-palma-tres-puertas"


def test_money_tells_income_returns_and_who_pays():
    app = page("design", "Money", case=CASE).run()
    assert not app.exception
    text = words(app)
    for said in ("pig colombia", "Net present value", "Internal rate", "Who pays", "In kind"):
        assert said in text
    for said in ("Who gains", "Steps of the multiple-use ladder", "What multiple use adds",
                 "Beside the ranges of WASHCost", "low benefits, high costs"):  # fmt: skip
        assert said in text


def test_productive_water_shows_the_blocks_of_the_allowance_and_the_alternative():
    app = page("tariffs", "Productive water", case=CASE).run()
    assert not app.exception
    text = words(app)
    # W22: 40 m3 at 1,400 m
    assert "13 m3 basic, 13 m3 complementary, 14 m3 sumptuary" in text
    assert "13 / 13 / 14" in text
    assert "brings the same" in text


def test_every_section_of_the_tariffs_page_says_its_part():
    said = {
        "Bills": "Cost recovery",
        "Tariffs": "What you change counts on every page",
        "Winners and losers": "favours the poor",
        "Meet your goals": "A tariff that meets your goals",
        "Cash and risk": "One year of twenty",
        "For the assembly": "What a month of so many m3 costs",
    }
    for section, word in said.items():
        app = page("tariffs", section, case=CASE).run()
        assert not app.exception
        assert word in words(app), section


def test_the_search_runs_when_it_is_asked_for_and_its_prices_can_be_proposed():
    app = page("tariffs", "Meet your goals", case=CASE).run()
    assert "Proven" not in words(app)
    next(b for b in app.button if b.label == "Look for prices").click().run()
    assert not app.exception
    assert "Proven: no tariff of this form" in words(app)
    assert "One more point of the cost covered" in words(app)
    next(b for b in app.button if b.label == "Propose these prices").click().run()
    assert not app.exception
    edits = app.session_state["edits"][CASE]["tariff_edits"]
    assert set(edits["proposed"]) == {"E1", "E2"}


def test_goals_are_read_with_a_decimal_comma_or_refused():
    app = page("tariffs", "Meet your goals", case=CASE).run()
    rise = next(i for i in app.text_input if i.label.startswith("no bill may rise"))
    rise.set_value("1,300")
    next(b for b in app.button if b.label == "Look for prices").click().run()
    assert any("thousands" in error.value for error in app.error)
    rise = next(i for i in app.text_input if i.label.startswith("no bill may rise"))
    rise.set_value("12,5")
    next(b for b in app.button if b.label == "Look for prices").click().run()
    assert "12.5 %" in words(app)  # the largest rise of any bill


def test_a_proposal_starts_as_the_tariff_of_today_and_can_be_taken_back():
    app = page("tariffs", "Tariffs", case=CASE).run()
    next(b for b in app.button if b.label.startswith("Propose a tariff")).click().run()
    assert not app.exception
    assert "Proposed: Proposed tariff" in words(app)
    next(b for b in app.button if b.label.startswith("Back to the tariffs")).click().run()
    assert "Proposed: Proposed tariff" not in words(app)


def test_a_case_without_a_tariff_says_so_in_every_section():
    for section in ("Bills", "Winners and losers", "Meet your goals", "Cash and risk",
                    "For the assembly"):  # fmt: skip
        app = page("tariffs", section, case="zimbabwe-village").run()
        assert not app.exception
        assert any("names no tariff" in info.value for info in app.info), section


def test_the_way_to_another_tariff_is_shown_by_year_and_a_slow_one_says_how_far_it_gets():
    app = page("tariffs", "Meet your goals", case="la-palma-tres-puertas").run()
    assert not errors(app)
    assert "2027" in words(app)
    assert "is not reached" not in words(app)
    control(app.text_input, "Longest way").set_value("1").run()
    assert "is not reached" in words(app)
    control(app.text_input, "No bill may rise").set_value("-5").run()
    control(app.text_input, "Longest way").set_value("2,5").run()
    assert not app.exception
    told = " ".join(errors(app))
    assert "out of range" in told
    assert len(errors(app)) == 2, "both mistakes at once"


def test_cash_follows_the_tariff_shown_first_and_says_that_there_is_no_fund():
    app = page("tariffs", "Cash and risk", case="la-palma-tres-puertas").run()
    assert not errors(app)
    assert "nobody is given" in words(app)
    assert "Arrears through the harvest calendar" in words(app)
    before = words(app)
    radio = control(app.radio, "Tariff shown first")
    radio.set_value("co-rural-multiple-use").run()
    assert not errors(app)
    assert words(app) != before
