"""Daily evapotranspiration from what a station measured: every rule for missing data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musdesign.demand import radiation as rad
from musdesign.demand import reference_et as et
from musdesign.demand.record_eto import daily_eto_of, monthly_eto_of
from musdesign.errors import CalculationError
from musdesign.library.climate import ClimateRecord

# Uccle, 6 July, FAO-56 example 18; Lyon, July, example 20
UCCLE = {
    "latitude_deg": 50.8,
    "altitude_m": 100.0,
    "day_of_year": 187,
    "tmin_c": 12.3,
    "tmax_c": 21.5,
}
LYON = {
    "latitude_deg": 45.72,
    "altitude_m": 200.0,
    "day_of_year": 196,
    "tmin_c": 14.8,
    "tmax_c": 26.6,
}
# FAO-56 example 18: ea 1.409 kPa, Rs 22.07 MJ/m2/day, u2 2.078 m/s, ETo 3.88 mm/day
UCCLE_EA, UCCLE_RS, UCCLE_U2 = 1.409, 22.07, 2.078


def test_example_18_follows_from_its_own_measurements():
    found = et.eto_from_weather(
        **UCCLE, humidity_min_pct=63, humidity_max_pct=84, wind_m_s=10 / 3.6, wind_height_m=10.0,
        sunshine_h=9.25,
    )  # fmt: skip
    assert float(found.vapour_pressure_kpa) == pytest.approx(UCCLE_EA, abs=0.001)
    assert float(found.solar_mj_m2_day) == pytest.approx(UCCLE_RS, abs=0.03)
    assert float(found.wind_m_s) == pytest.approx(UCCLE_U2, abs=0.002)
    assert float(found.eto_mm_day) == pytest.approx(3.88, abs=0.006)
    assert len(found.rules) == 3


def test_example_20_follows_from_temperatures_alone():
    found = et.eto_from_weather(**LYON)
    assert float(found.solar_mj_m2_day) == pytest.approx(22.29, abs=0.03)
    assert float(found.eto_mm_day) == pytest.approx(4.56, abs=0.01)
    assert [rule.split("eq. ")[-1].rstrip(")") for rule in found.rules[:2]] == ["48", "50"]


E0 = et.saturation_vapour_pressure


@pytest.mark.parametrize(
    ("humidity", "expected_kpa", "equation"),
    [
        ({"vapour_pressure_kpa": 1.3}, 1.3, ""),
        ({"dew_point_c": 11.0}, 0.6108 * np.exp(17.27 * 11 / (11 + 237.3)), "eq. 14"),
        ({"humidity_min_pct": 60, "humidity_max_pct": 90}, 0.45 * E0(12.3) + 0.3 * E0(21.5),
         "eq. 17"),
        ({"humidity_max_pct": 90}, 0.9 * E0(12.3), "eq. 18"),
        ({"humidity_pct": 70}, 0.7 * (E0(12.3) + E0(21.5)) / 2, "eq. 19"),
        ({}, E0(12.3), "eq. 48"),
        ({"dew_below_minimum_c": 2.0}, E0(10.3), "less 2 degrees"),
    ],
)  # fmt: skip
def test_vapour_pressure_follows_the_best_measurement(humidity, expected_kpa, equation):
    found = et.eto_from_weather(**UCCLE, **humidity, wind_m_s=2.0, solar_mj=20.0)
    assert float(found.vapour_pressure_kpa) == pytest.approx(expected_kpa)
    assert equation in " ".join(found.rules)
    assert len(found.rules) == bool(equation)


def test_a_better_measurement_of_humidity_goes_before_a_worse_one():
    every = {"humidity_pct": 1, "humidity_min_pct": 1, "humidity_max_pct": 1, "dew_point_c": 11.0}
    found = et.eto_from_weather(**UCCLE, **every)
    assert float(found.vapour_pressure_kpa) == pytest.approx(float(E0(11.0)))


@pytest.mark.parametrize(("krs", "share"), [(rad.KRS_INTERIOR, 0.16), (rad.KRS_COAST, 0.19)])
def test_radiation_from_the_temperature_range_by_coast_or_interior(krs, share):
    # FAO-56 eq. 50, at most eq. 37
    ra = float(rad.extraterrestrial_radiation(50.8, 187))
    found = et.eto_from_weather(**UCCLE, krs=krs)
    assert float(found.solar_mj_m2_day) == pytest.approx(share * np.sqrt(21.5 - 12.3) * ra)
    wide = et.eto_from_weather(**{**UCCLE, "tmax_c": 42.0}, krs=krs)
    assert float(wide.solar_mj_m2_day) == pytest.approx((0.75 + 2e-5 * 100) * ra)


def test_single_missing_days_are_filled_and_counted_and_the_others_left_alone():
    days = np.arange(180, 190)
    wind = np.full(10, 3.0)
    wind[2] = np.nan
    solar = np.full(10, 20.0)
    solar[[4, 5]] = np.nan
    sunshine = np.full(10, np.nan)
    sunshine[4] = 8.0
    place = {"latitude_deg": 10.0, "altitude_m": 500.0, "day_of_year": days,
             "tmin_c": np.full(10, 15.0), "tmax_c": 27.0}  # fmt: skip
    found = et.eto_from_weather(**place, humidity_pct=60, wind_m_s=wind, solar_mj=solar,
                                sunshine_h=sunshine)  # fmt: skip
    whole = et.eto_from_weather(**place, humidity_pct=60, wind_m_s=3.0, solar_mj=20.0)
    same = [0, 1, 3, 6, 7, 8, 9]
    np.testing.assert_allclose(found.eto_mm_day[same], whole.eto_mm_day[same])
    assert found.wind_m_s[2] == et.MISSING_WIND_M_S
    ra, light = (f(10.0, days) for f in (rad.extraterrestrial_radiation, rad.daylight_hours))
    assert found.solar_mj_m2_day[4] == pytest.approx((0.25 + 0.5 * 8.0 / light[4]) * ra[4])
    assert found.solar_mj_m2_day[5] == pytest.approx(0.16 * np.sqrt(12.0) * ra[5])
    assert [rule for rule in found.rules if ", for 1 of 10" in rule] == list(found.rules[1:])


def test_a_day_without_temperature_has_no_figure_and_is_counted():
    found = et.eto_from_weather(5.0, 100.0, np.arange(1, 4), [20.0, np.nan, 20.0], 30.0,
                                wind_m_s=2.0, solar_mj=18.0, vapour_pressure_kpa=2.0)  # fmt: skip
    assert np.isnan(found.eto_mm_day).tolist() == [False, True, False]
    assert found.rules == ("no figure for 1 of 3 without a temperature",)


def test_arrays_of_any_shape_broadcast_with_days_last():
    altitude = np.array([[[0.0]], [[1000.0]]])
    low = np.array([[10.0], [12.0], [14.0]]) * np.ones(365)
    found = et.eto_from_weather(5.0, altitude, np.arange(1.0, 366.0), low, 25.0, humidity_pct=70)
    assert found.eto_mm_day.shape == (2, 3, 365)
    one = et.eto_from_weather(5.0, 1000.0, 42.0, 14.0, 25.0, humidity_pct=70)
    assert found.eto_mm_day[1, 2, 41] == pytest.approx(float(one.eto_mm_day))


def test_all_impossible_measurements_are_refused_at_once():
    with pytest.raises(CalculationError) as caught:
        et.eto_from_weather(91.0, 99999.0, 1, [10.0, 30.0], 20.0, humidity_pct=[50, 101],
                            wind_m_s=-1.0, solar_mj=400.0)  # fmt: skip
    told = [problem.what for problem in caught.value.problems]
    assert len(told) == 6
    assert "day 2 has a maximum temperature below its minimum" in told


@given(
    st.floats(-60, 60), st.integers(1, 366), st.floats(-5, 30), st.floats(0, 20),
    st.floats(0, 100), st.floats(0, 8),
)  # fmt: skip
def test_evapotranspiration_is_never_negative_nor_beyond_the_sun(lat, day, low, spread, rh, wind):
    found = et.eto_from_weather(lat, 500.0, day, low, low + spread, humidity_pct=rh, wind_m_s=wind)
    assert 0.0 <= float(found.eto_mm_day) < 30.0


DATES = np.arange("2023-01-01", "2024-01-01", dtype="datetime64[D]")


def test_the_days_of_a_record_are_those_of_its_columns():
    record = ClimateRecord(
        "x", latitude_deg=5.0, altitude_m=1000.0, dates=DATES,
        daily={
            "temperature_min_c": np.full(365, 14.0), "temperature_max_c": np.full(365, 25.0),
            "humidity_percent": np.full(365, 70.0), "wind_m_s": np.full(365, 1.5),
            "radiation_mj_m2_day": np.full(365, 17.0), "rain_mm": np.zeros(365),
        },
    )  # fmt: skip
    direct = et.eto_from_weather(5.0, 1000.0, np.arange(1, 366), 14.0, 25.0, humidity_pct=70.0,
                                 wind_m_s=1.5, solar_mj=17.0)  # fmt: skip
    np.testing.assert_allclose(daily_eto_of(record).eto_mm_day, direct.eto_mm_day)
    higher = daily_eto_of(record, altitude_m=2000.0)
    assert not np.allclose(higher.eto_mm_day, direct.eto_mm_day)


# Bangkok, April of FAO-56's example 17, in every month (soil heat flux nil)
BANGKOK = {
    "temperature_min_c": np.full(12, 25.6), "temperature_max_c": np.full(12, 34.8),
    "vapour_pressure_kpa": np.full(12, 2.85), "wind_m_s": np.full(12, 2.0),
    "sunshine_hours": np.full(12, 8.5),
}  # fmt: skip


def test_the_months_of_a_record_reproduce_example_17():
    record = ClimateRecord("x", latitude_deg=13.7333, altitude_m=2.0, monthly=BANGKOK)
    # 5.72 mm/day with G = 0.14; without it more by 0.408 * slope * G over the denominator
    expected = 5.72 + 0.408 * 0.246 * 0.14 / (0.246 + 0.0674 * 1.68)
    assert monthly_eto_of(record).eto_mm_day[3] == pytest.approx(expected, abs=0.01)


def test_a_variable_that_lacks_a_month_is_left_to_the_rules_in_all_months():
    wind = np.full(12, 5.0)
    wind[7] = np.nan
    record = ClimateRecord(
        "x", latitude_deg=13.7, altitude_m=2.0, monthly={**BANGKOK, "wind_m_s": wind}
    )
    found = monthly_eto_of(record)
    assert set(found.wind_m_s) == {2.0}
    assert found.rules[0] == "wind_m_s lacks 1 months and is not used"


def test_what_a_record_lacks_for_evapotranspiration_is_named():
    with pytest.raises(CalculationError) as caught:
        monthly_eto_of(ClimateRecord("x", monthly=BANGKOK))
    assert [problem.what.split(" for ")[0] for problem in caught.value.problems] == [
        "no latitude", "no altitude",
    ]  # fmt: skip
    rain_only = ClimateRecord(
        "x", latitude_deg=1.0, altitude_m=1.0, monthly={"rain_mm": np.ones(12)}
    )
    with pytest.raises(CalculationError, match="no monthly temperature_min_c"):
        monthly_eto_of(rain_only)
    with pytest.raises(CalculationError, match="no daily temperature_min_c"):
        daily_eto_of(rain_only)
