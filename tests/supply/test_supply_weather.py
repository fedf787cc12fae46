"""Weather made from normals: what it keeps, and that it does not depend on company."""

import numpy as np
import pytest

from musdesign.errors import CalculationError
from musdesign.supply.ponds import catchment_runoff_m3, surface_loss_m
from musdesign.supply.weather import from_record, generate, wet_chances, wetness
from musdesign.units import MONTH_DAYS

RAIN = [31, 25, 58, 119, 351, 705, 986, 903, 550, 160, 6, 0]
WET = [3, 3, 5, 9, 18, 22, 27, 26, 20, 8, 1, 0]


def test_generated_months_have_the_rain_and_wet_days_of_the_normals():
    weather = generate(RAIN, WET, 30, 20, seed=5)
    for month in range(12):
        days = weather.rain_mm[:, weather.month_of_day == month]
        assert days.sum() / 600 == pytest.approx(RAIN[month], rel=0.12, abs=1.5)
        assert (days > 0).sum() / 600 == pytest.approx(WET[month], rel=0.08, abs=0.2)


def test_the_chain_settles_at_the_share_of_wet_days():
    after_dry, after_wet = wet_chances(WET)
    share = np.array(WET) / MONTH_DAYS
    wet = share > 0
    assert (after_dry / (1 - after_wet + after_dry))[wet] == pytest.approx(share[wet])


def test_a_wet_day_is_likelier_after_a_wet_day():
    weather = generate([100] * 12, [10] * 12, 100, seed=2)
    wet = weather.rain_mm[0] > 0
    assert wet[1:][wet[:-1]].mean() > wet[1:][~wet[:-1]].mean() + 0.15


def test_a_scenario_does_not_depend_on_how_many_are_made():
    one = generate(RAIN, WET, 3, 1, seed=7)
    many = generate(RAIN, WET, 3, 4, seed=7)
    assert np.array_equal(one.rain_mm[0], many.rain_mm[0])
    assert not np.array_equal(many.rain_mm[0], many.rain_mm[1])


@pytest.mark.parametrize(
    ("rain", "wet", "years", "message"),
    [
        ([10] * 11, WET, 1, "twelve months"),
        ([10] * 12, [0] * 12, 1, "no day with rain"),
        ([-1] * 12, WET, 1, "at least 0"),
        (RAIN, WET, 0, "0 years"),
    ],
)
def test_normals_that_make_no_weather_are_refused(rain, wet, years, message):
    if wet is WET and rain != RAIN:
        wet = [1] * 12
    with pytest.raises(CalculationError, match=message):
        generate(rain, wet if message != "0 years" else [1] * 12, years)


def test_a_spring_follows_the_rain_with_its_memory_and_keeps_the_months_mean():
    weather = generate(RAIN, [max(w, 1) for w in WET], 60, seed=3)
    ratio = wetness(weather.rain_mm, weather.month_of_day, 0.015)
    for month in range(12):
        assert ratio[:, weather.month_of_day == month].mean() == pytest.approx(1.0)
    # a long memory varies less than a short one, and no rain at all leaves the normal flow
    short = wetness(weather.rain_mm, weather.month_of_day, 0.1)
    assert ratio.std() < short.std()
    assert np.all(wetness(np.zeros((1, 10)), np.zeros(10, dtype=int), 0.015) == 1.0)


def test_a_dry_spell_recedes_at_maillets_rate():
    rain = np.zeros((1, 365))
    rain[0, :30] = 10.0
    month = np.zeros(365, dtype=int)  # one month: the ratio is to one mean
    ratio = wetness(rain, month, 0.02)[0]
    assert ratio[200] / ratio[100] == pytest.approx(np.exp(-0.02 * 100))


def test_a_record_keeps_its_days():
    dates = np.arange("2020-02-28", "2020-03-02", dtype="datetime64[D]")
    weather = from_record(dates, [1, 2, 3], temperature_c_month=range(12))
    assert weather.month_of_day.tolist() == [1, 1, 2]
    assert weather.temperature_c[0].tolist() == [1, 1, 2]


def test_pond_inflow_and_loss_by_hand():
    assert catchment_runoff_m3(10_000, 25.0, 0.2, 5.0) == pytest.approx(40)
    assert surface_loss_m([5.0, 5.0], [0.0, 9.0], 2.0) == pytest.approx([0.007, 0.0])


def test_made_temperatures_scatter_about_the_normals_with_memory_and_leave_the_rain_alone():
    normals = np.arange(12, 24, dtype=float)
    plain = generate(RAIN, WET, 40, 2, seed=5, temperature_c_month=normals)
    moved = generate(
        RAIN, WET, 40, 2, seed=5, temperature_c_month=normals, reference_et_mm_day=[4.0] * 12,
        temperature_spread_c=2.0,
    )  # fmt: skip
    assert np.array_equal(plain.rain_mm, moved.rain_mm)
    away = moved.temperature_c - normals[moved.month_of_day]
    assert away.mean() == pytest.approx(0.0, abs=0.1)
    assert away.std() == pytest.approx(2.0, rel=0.03)
    assert np.corrcoef(away[0][1:], away[0][:-1])[0, 1] == pytest.approx(0.6, abs=0.03)
    # Hargreaves: 4 mm at 12 degC are 4 x 39.8 / 29.8 at 22 degC
    days = np.flatnonzero(moved.month_of_day == 0)
    expected = 4.0 * (moved.temperature_c[0, days] + 17.8) / 29.8
    assert moved.reference_et_mm[0, days] == pytest.approx(expected)


def test_temperatures_of_a_record_stand_in_place_of_the_normals():
    dates = np.arange("2020-01-01", "2020-01-03", dtype="datetime64[D]")
    weather = from_record(
        dates, [0, 0], [20.0] * 12, [4.0] * 12,
        temperature_c=[20.0, 25.0], range_c=[10.0, 40.0], range_c_month=[10.0] * 12,
    )  # fmt: skip
    assert weather.temperature_c.tolist() == [[20.0, 25.0]]
    # a day of four times the range has twice the evapotranspiration, by the root
    assert weather.reference_et_mm[0] == pytest.approx([4.0, 4.0 * 2.0 * 42.8 / 37.8])
