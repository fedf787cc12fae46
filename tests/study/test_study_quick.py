"""The quick question answers what an arithmetic on paper says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musdesign import flow
from musdesign.errors import MusdesignError
from musdesign.study.quick import QuickInputs, quick, quick_scenario

PLACE = "ifa-daba"


def test_a_spring_that_gives_the_need_carries_it_all_year_and_one_that_does_not_never():
    # 100 households x 5 persons x 50 L = 25 m3/day net and no other use; whatever the losses,
    # a spring of 2.9 L/s (250 m3/day) carries that and one of 0.2 L/s (17.3 m3/day) does not
    plain = {
        "households": 100,
        "persons": 5,
        "domestic_l_person_day": 50,
        "cattle": 0,
        "gardens": 0,
    }
    assert quick(QuickInputs(PLACE, **plain, spring_lps=2.9)).months_met == 12
    short = quick(QuickInputs(PLACE, **plain, spring_lps=0.2))
    assert short.months_met == 0
    assert short.need_m3_day >= 25.0
    assert short.spring_m3_day == pytest.approx(17.28)


def test_gardens_miss_water_before_people_and_only_in_months_without_rain():
    answer = quick(QuickInputs(PLACE, spring_lps=0.4))
    assert 0 < answer.months_met < 12
    assert answer.domestic_only == 12
    rain = flow.load(PLACE).scenario.location.climate.rain
    wettest = max(range(12), key=lambda month: rain[month])
    assert wettest + 1 not in answer.short_months


@settings(deadline=None, max_examples=12)
@given(st.floats(0.05, 2.0), st.floats(1.0, 3.0))
def test_more_water_or_fewer_uses_never_carry_fewer_months(spring, factor):
    few = quick(QuickInputs(PLACE, spring_lps=spring))
    more = quick(QuickInputs(PLACE, spring_lps=spring * factor))
    assert few.months_met <= more.months_met
    assert few.months_met <= few.without_gardens <= few.domestic_only


def test_the_scenario_behind_the_answer_opens_like_any_other():
    inputs = QuickInputs(PLACE)
    result = flow.design(flow.load_text(quick_scenario(inputs)))
    assert result.demand.mean_day_m3 == pytest.approx(quick(inputs).result.demand.mean_day_m3)


@pytest.mark.parametrize("place", sorted(flow.cases()))
def test_every_shipped_place_can_be_asked(place):
    assert 0 <= quick(QuickInputs(place)).months_met <= 12


def test_every_figure_that_cannot_be_is_named_at_once():
    with pytest.raises(MusdesignError) as caught:
        quick(QuickInputs("nowhere", households=0, spring_lps=-1, cattle=-5))
    assert {problem.path for problem in caught.value.problems} == {
        "case",
        "households",
        "spring_lps",
        "cattle",
    }
