"""A place that loses people is sized for the year in which it needs most."""

from __future__ import annotations

import pytest

from musdesign import flow

CASE = "caico-alto"


def test_a_shrinking_scheme_is_sized_for_the_people_of_today_and_says_so():
    today = flow.design(flow.load(CASE, {"horizon.growth.rate": "0 %/year"}), with_futures=False)
    less = flow.design(flow.load(CASE, {"horizon.growth.rate": "-3 %/year"}), with_futures=False)
    # the case has 45 dwellings with 225 inhabitants
    assert less.population == pytest.approx(225)
    assert less.demand.max_day_m3 == pytest.approx(today.demand.max_day_m3)
    assert less.design_year == less.scenario.horizon.base_year
    assert any("sized for the base year" in note for note in less.notes)


def test_a_growing_scheme_is_sized_for_its_design_year():
    result = flow.design(flow.load(CASE), with_futures=False)
    horizon = result.scenario.horizon
    assert result.design_year == horizon.base_year + horizon.design_period
    assert not any("shrinks" in note for note in result.notes)


def test_uptake_may_outgrow_the_loss_of_people():
    # plots of every tenth household become plots of all within ten years
    changes = {
        "horizon.growth.rate": "-0.5 %/year",
        "households[0].uses.gardens[0].share": "5 %",
        "households[0].uses.gardens[0].uptake": {"to": "100 %", "over": "10 years"},
        "households[0].uses.gardens[1].share": "5 %",
        "households[0].uses.gardens[1].uptake": {"to": "100 %", "over": "10 years"},
    }
    result = flow.design(flow.load(CASE, changes), with_futures=False)
    assert result.design_year > result.scenario.horizon.base_year
