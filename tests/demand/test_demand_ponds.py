from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musdesign.demand import ponds
from musdesign.errors import CalculationError, DataError

DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def test_the_make_up_of_a_carp_pond_in_bhubaneswar():
    # Sharma et al. 2013: 1,498 mm evaporation and 1,183 mm seepage a year, 7.3 mm/day together;
    # 1 ha without rain therefore takes 26,810 m3 a year
    seepage, origin = ponds.seepage_mm_day("bhubaneswar")
    assert seepage == pytest.approx(1183 / 365, abs=0.005)
    assert origin.basis == "primary"
    pond = ponds.pond_water(1e4, 1.5, 1498 / 365, 0.0, 1183 / 365, evaporation_factor=1.0)
    assert pond.need_m3_month.sum() == pytest.approx(26_810)
    assert pond.need_m3_day == pytest.approx(np.full(12, 73.45), abs=0.01)


def test_open_water_evaporates_a_little_more_than_the_reference_crop():
    # FAO-56 Table 12: 1.05 for open water under 2 m deep or in the tropics
    assert ponds.open_water_factor()[0] == 1.05
    pond = ponds.pond_water(1000, 1, 4.0, 0.0, 0.0)
    assert pond.makeup_m3_month == pytest.approx(1.05 * 4.0 * DAYS)


@pytest.mark.parametrize(
    ("soil", "low", "high"),
    # Aquaculture Engineering: sand 25-250, loam 8-20, clay 1.25-10 mm/day
    [("sand", 25, 250), ("loam", 8, 20), ("clay", 1.25, 10)],
)
def test_seepage_by_soil(soil, low, high):
    assert ponds.seepage_mm_day(soil, "low")[0] == low
    assert ponds.seepage_mm_day(soil, "high")[0] == high
    assert ponds.seepage_mm_day(soil)[0] == pytest.approx((low + high) / 2)


def test_a_filling_is_area_times_depth_in_its_days():
    # 200 m2 of 1.2 m: 240 m3; begun on 1 February and lasting 35 days, 28 of them in February
    pond = ponds.pond_water(200, 1.2, 0, 0, 0, fills=[2], fill_days=35)
    assert pond.fill_m3_month[1] == pytest.approx(240 * 28 / 35)
    assert pond.fill_m3_month[2] == pytest.approx(240 * 7 / 35)
    assert pond.fill_m3_day == pytest.approx(240 / 35)
    # two fillings a year, one running over the new year
    pond = ponds.pond_water(200, 1.2, 0, 0, 0, fills=[6, 12], fill_days=62)
    assert pond.fill_m3_month.sum() == pytest.approx(480)
    assert pond.fill_m3_month[0] == pytest.approx(120)


def test_rain_beyond_the_losses_runs_over():
    # April: 30 days x (1 x 4 + 2) = 180 mm lost, 250 mm of rain: 70 mm over 1,000 m2 run over
    pond = ponds.pond_water(1000, 1, 4.0, np.full(12, 250.0), 2.0, evaporation_factor=1.0)
    assert pond.overflow_m3_month[3] == pytest.approx(70.0)
    assert pond.need_m3_month[3] == 0.0


def test_an_empty_pond_loses_nothing():
    pond = ponds.pond_water(1000, 1, 4.0, 20.0, 2.0, months=[5, 6])
    assert np.flatnonzero(pond.need_m3_month).tolist() == [4, 5]
    assert np.flatnonzero(pond.evaporation_m3_month).tolist() == [4, 5]


def test_an_exchange_flows_through():
    # a tenth of 1,000 m3 a day
    pond = ponds.pond_water(1000, 1, 0, 0, 0, exchange_share_day=0.1)
    assert pond.need_m3_day == pytest.approx(np.full(12, 100.0))


def test_draws_keep_the_months_last():
    area = np.array([[100.0], [200.0], [400.0]])
    pond = ponds.pond_water(area, 1.0, np.full((3, 12), 5.0), 30.0, 10.0, fills=[1])
    assert pond.need_m3_month.shape == (3, 12)
    assert pond.need_m3_month[2] == pytest.approx(4 * pond.need_m3_month[0])
    assert pond.fill_m3_day.shape == (3, 1)


def test_what_cannot_be_is_refused():
    with pytest.raises(CalculationError, match="area is negative"):
        ponds.pond_water(-1, 1, 4, 0, 0)
    with pytest.raises(CalculationError, match="rain is negative or not a number"):
        ponds.pond_water(1, 1, 4, np.nan, 0)
    with pytest.raises(CalculationError, match="month 13 does not exist"):
        ponds.pond_water(1, 1, 4, 0, 0, fills=[13])
    with pytest.raises(CalculationError, match=r"filling of 0\.5 days"):
        ponds.pond_water(1, 1, 4, 0, 0, fills=[1], fill_days=0.5)
    with pytest.raises(DataError, match="did you mean 'clay'"):
        ponds.seepage_mm_day("clayy")
    with pytest.raises(DataError, match="unknown level"):
        ponds.seepage_mm_day("clay", "middle")


monthly = st.lists(st.floats(0, 15), min_size=12, max_size=12)


@given(
    area=st.floats(1, 1e5),
    depth=st.floats(0.1, 3),
    eto=monthly,
    rain=st.lists(st.floats(0, 600), min_size=12, max_size=12),
    seepage=st.floats(0, 250),
    factor=st.floats(0.5, 1.3),
    fills=st.lists(st.integers(1, 12), max_size=3),
    fill_days=st.floats(1, 200),
    exchange=st.floats(0, 0.2),
)
def test_the_pond_s_water_balances(
    area, depth, eto, rain, seepage, factor, fills, fill_days, exchange
):
    pond = ponds.pond_water(
        area, depth, eto, rain, seepage, fills=fills, fill_days=fill_days,
        evaporation_factor=factor, exchange_share_day=exchange,
    )  # fmt: skip
    gained = pond.makeup_m3_month + pond.rain_m3_month
    lost = pond.evaporation_m3_month + pond.seepage_m3_month + pond.overflow_m3_month
    assert gained == pytest.approx(lost, rel=1e-9, abs=1e-6 * area)
    assert np.all(pond.need_m3_month >= 0)
    # nothing is made up while the pond runs over
    assert np.all(pond.makeup_m3_month * pond.overflow_m3_month == 0)
    assert pond.drained_m3_year[0] == pytest.approx(len(fills) * area * depth)
