"""Normals and whole years of a daily series, and which months are too short to count."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musdesign.errors import DataError
from musdesign.library.climate import ClimateRecord, daily_years, monthly_normals
from musdesign.units import MONTH_DAYS


def _record(first, last, **daily):
    dates = np.arange(first, last, dtype="datetime64[D]")
    return ClimateRecord(
        "x",
        dates=dates,
        daily={k: np.broadcast_to(v, dates.shape).copy() for k, v in daily.items()},
    )


def test_means_are_averaged_and_rain_is_summed():
    record = _record("2021-01-01", "2022-01-01", rain_mm=2.0, temperature_min_c=11.0)
    normals = monthly_normals(record).monthly
    np.testing.assert_allclose(normals["rain_mm"], 2.0 * np.array(MONTH_DAYS))
    np.testing.assert_allclose(normals["temperature_min_c"], 11.0)


def test_each_year_weighs_the_same_whatever_its_gaps():
    record = _record("2021-01-01", "2023-01-01", temperature_min_c=10.0)
    january_2022 = (record.dates >= np.datetime64("2022-01-01")) & (
        record.dates < np.datetime64("2022-02-01")
    )
    record.daily["temperature_min_c"][january_2022] = 20.0
    record.daily["temperature_min_c"][np.flatnonzero(january_2022)[::4]] = np.nan  # 8 days
    assert monthly_normals(record).monthly["temperature_min_c"][0] == pytest.approx(15.0)


@pytest.mark.parametrize(
    ("gaps", "counts"),
    [
        (range(0, 20, 2), True),  # 10 single days
        (range(0, 22, 2), False),  # 11 single days
        (range(4), True),
        (range(5), False),  # 5 in a row
    ],
)
def test_a_month_with_too_many_gaps_does_not_count(gaps, counts):
    # eleven days, or five in a row: the limits of WMO-No. 1203 as noted in the module
    record = _record("2021-01-01", "2023-01-01", temperature_min_c=10.0)
    record.daily["temperature_min_c"][:31] = 40.0
    record.daily["temperature_min_c"][list(gaps)] = np.nan
    normals = monthly_normals(record)
    assert normals.monthly["temperature_min_c"][0] == (25.0 if counts else 10.0)
    assert any("do not count" in note for note in normals.notes) != counts


def test_a_month_of_rain_needs_every_day():
    record = _record("2021-01-01", "2023-01-01", rain_mm=1.0)
    record.daily["rain_mm"][3] = np.nan
    normals = monthly_normals(record)
    assert normals.monthly["rain_mm"][0] == 31.0  # of 2022 alone
    assert any("rain_mm: 1 of 24" in note for note in normals.notes)


def test_a_month_absent_from_the_file_is_a_gap_too():
    record = _record("2021-01-01", "2023-01-01", rain_mm=1.0)
    kept = record.dates.astype("datetime64[M]") != np.datetime64("2021-06")
    short = ClimateRecord("x", dates=record.dates[kept], daily={"rain_mm": np.ones(kept.sum())})
    normals = monthly_normals(short)
    assert normals.monthly["rain_mm"][5] == 30.0
    assert any("1 of 24" in note for note in normals.notes)


def test_temperature_and_rain_must_have_all_months_and_others_are_left_out():
    record = _record("2021-01-01", "2021-12-01", rain_mm=1.0, wind_m_s=2.0)
    with pytest.raises(DataError, match="rain_mm has no Dec"):
        monthly_normals(record)
    record = _record("2021-01-01", "2022-01-01", rain_mm=1.0, wind_m_s=2.0)
    record.daily["wind_m_s"][:60] = np.nan
    normals = monthly_normals(record)
    assert set(normals.monthly) == {"rain_mm"}
    assert "wind_m_s has no Jan, Feb with enough days: left out of the normals" in normals.notes


def test_a_record_of_months_stays_as_it_is():
    record = ClimateRecord("x", monthly={"rain_mm": np.ones(12)})
    assert monthly_normals(record) is record


def test_whole_years_have_365_days_and_keep_their_rain():
    record = _record("2023-06-01", "2025-03-01", rain_mm=1.0, temperature_min_c=0.0)
    leap = record.dates == np.datetime64("2024-02-29")
    record.daily["rain_mm"][leap] = 50.0
    record.daily["temperature_min_c"][leap] = 30.0
    years = daily_years(record, ["rain_mm", "temperature_min_c"])
    assert years.years == (2024,)
    assert years.values["rain_mm"].shape == (1, 365)
    assert years.values["rain_mm"].sum() == 365 + 50.0
    assert years.values["rain_mm"][0, 58] == 51.0  # 28 February
    assert years.values["temperature_min_c"].max() == 0.0
    assert sum("left out" in note for note in years.notes) == 2
    assert any("29 February" in note for note in years.notes)


def test_without_a_whole_year_or_the_variable_there_are_no_years():
    record = _record("2023-06-01", "2024-06-01", rain_mm=1.0)
    with pytest.raises(DataError, match="no calendar year is whole"):
        daily_years(record, ["rain_mm"])
    with pytest.raises(DataError, match="no daily wind_m_s"):
        daily_years(record, ["wind_m_s"])


@given(st.integers(0, 2**32 - 1))
def test_normals_of_whole_years_conserve_the_rain(seed):
    record = _record("2021-01-01", "2025-01-01", rain_mm=0.0)
    rain = np.random.default_rng(seed).gamma(0.3, 10.0, record.dates.size)
    record.daily["rain_mm"][:] = rain
    assert monthly_normals(record).monthly["rain_mm"].sum() == pytest.approx(rain.sum() / 4)
    assert daily_years(record, ["rain_mm"]).values["rain_mm"].sum() == pytest.approx(rain.sum())
