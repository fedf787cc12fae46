from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musdesign.demand import population as pop
from musdesign.errors import CalculationError


def test_arithmetic_growth_of_a_published_census():
    # UMSS Cochabamba lecture notes: 23,106 + 572.63 persons a year * 9 years = 28,260
    assert pop.project("arithmetic", 23106, 572.63 / 23106, 9) == pytest.approx(28260, abs=0.5)


@pytest.mark.parametrize(
    ("method", "expected"),
    # 1,000 persons at 2 % a year for 20 years, by hand: 1000*1.4; 1000*1.02^20; 1000*e^0.4;
    # 1000*240/160
    [("arithmetic", 1400.0), ("geometric", 1485.9), ("exponential", 1491.8), ("wappaus", 1500.0)],
)
def test_four_methods_for_one_thousand_persons(method, expected):
    assert pop.project(method, 1000, 0.02, 20) == pytest.approx(expected, abs=0.06)


@pytest.mark.parametrize(
    ("persons", "rounded_up"),
    [(30, 41), (42, 58), (90, 123), (24, 33), (120, 164), (12, 17), (54, 74)],
)
def test_kafalkada_nepal_grows_as_its_design_report_says(persons, rounded_up):
    # Kafalkada gravity scheme, Nepal: 1.35 % a year over 3 + 20 years, rounded up
    import math

    assert math.ceil(pop.project("geometric", persons, 0.0135, 23)) == rounded_up


def test_wappaus_ends_where_rate_times_years_reaches_two_hundred_per_cent():
    assert pop.project("wappaus", 100, 0.0199, 100) > 0
    for years in (100, 150):
        with pytest.raises(CalculationError, match="below 200"):
            pop.project("wappaus", 100, 0.02, years)


def test_a_misspelt_method_is_answered_with_the_nearest():
    with pytest.raises(CalculationError, match="did you mean 'geometric'"):
        pop.project("geometrical", 100, 0.02, 20)


def test_every_impossible_input_is_reported():
    with pytest.raises(CalculationError) as caught:
        pop.project("geometric", -5, -2.0, -1)
    assert len(caught.value.problems) == 3


@given(
    method=st.sampled_from(pop.METHODS),
    first=st.floats(10, 1e5),
    growth=st.floats(0.5, 3),
    years=st.floats(1, 40),
)
def test_the_rate_between_two_censuses_leads_back_to_the_second(method, first, growth, years):
    rate = pop.rate_between(method, first, growth * first, years)
    assert pop.project(method, first, rate, years) == pytest.approx(growth * first, rel=1e-9)


@given(rate=st.floats(0, 0.05), years=st.floats(0, 39))
def test_methods_keep_their_order_for_growing_places(rate, years):
    values = [pop.project(method, 1000, rate, years) for method in ("exponential", "wappaus")]
    assert values[1] >= values[0] - 1e-6
