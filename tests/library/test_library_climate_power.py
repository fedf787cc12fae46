"""NASA POWER files in JSON: units, fills, the thirteenth month, and files that cannot be used."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pytest
from climate_files import daily_power, days_in, month_keys, power, write_json

from musdesign.errors import DataError
from musdesign.library.climate import read_climate


def _problems(path):
    with pytest.raises(DataError) as caught:
        read_climate(path)
    return caught.value.problems


def test_a_daily_file_becomes_a_series_with_dates_place_and_source(tmp_path):
    record = read_climate(write_json(tmp_path, daily_power(dt.date(2024, 2, 27), 4)))
    assert [str(day) for day in record.dates] == [
        "2024-02-27", "2024-02-28", "2024-02-29", "2024-03-01",
    ]  # fmt: skip
    assert record.day_of_year.tolist() == [58, 59, 60, 61]
    assert set(record.daily) == {
        "temperature_max_c", "temperature_min_c", "humidity_percent", "wind_m_s",
        "radiation_mj_m2_day", "rain_mm",
    }  # fmt: skip
    assert (record.latitude_deg, record.longitude_deg, record.altitude_m) == (2.45, -76.6, 1632.4)
    assert "NASA" in record.source
    assert any("grid cell" in note for note in record.notes)


@pytest.mark.parametrize(
    ("unit", "expected"),
    # 1 kWh = 3.6 MJ; 1 W/m2 for a day = 86,400 J/m2
    [("MJ/m^2/day", 5.0), ("kW-hr/m^2/day", 18.0), ("W/m^2", 0.432)],
)
def test_radiation_is_converted_from_the_unit_the_file_tells(tmp_path, unit, expected):
    data = power({"ALLSKY_SFC_SW_DWN": {"20240101": 5.0}}, {"ALLSKY_SFC_SW_DWN": unit})
    record = read_climate(write_json(tmp_path, data))
    assert record.daily["radiation_mj_m2_day"][0] == pytest.approx(expected)
    assert any(unit in note for note in record.notes) == (unit != "MJ/m^2/day")


def test_a_unit_not_expected_or_not_told_is_refused(tmp_path):
    values = {"ALLSKY_SFC_SW_DWN": {"20240101": 5.0}, "T2M_MAX": {"20240101": 25.0}}
    problems = _problems(write_json(tmp_path, power(values, {"T2M_MAX": "R"})))
    assert {problem.what for problem in problems} == {
        "the unit of T2M_MAX is 'R'",
        "the unit of ALLSKY_SFC_SW_DWN is not told",
    }
    assert all("communities" in problem.why for problem in problems)


def test_fill_values_are_missing_and_counted_by_variable(tmp_path):
    data = daily_power(dt.date(2024, 1, 1), 10)
    data["properties"]["parameter"]["WS2M"]["20240104"] = -999.0
    data["properties"]["parameter"]["WS2M"]["20240105"] = None
    record = read_climate(write_json(tmp_path, data))
    assert record.missing == {"wind_m_s": 2}
    assert "wind_m_s: 2 of 10 days missing" in record.notes
    assert np.isnan(record.daily["wind_m_s"][3])


def test_the_fill_value_is_the_one_the_header_tells(tmp_path):
    data = power({"RH2M": {"20240101": -77.0}}, {"RH2M": "%"}, fill_value=-77)
    assert read_climate(write_json(tmp_path, data)).missing == {"humidity_percent": 1}


def test_the_annual_value_is_never_taken_for_a_month(tmp_path):
    keys = month_keys(2001, 2)
    rh = {key: 99.0 if key.endswith("13") else float(key[4:]) + 40 for key in keys}
    record = read_climate(write_json(tmp_path, power({"RH2M": rh}, {"RH2M": "%"})))
    np.testing.assert_allclose(record.monthly["humidity_percent"], np.arange(1, 13) + 40.0)
    assert any("2001 to 2002, 2 years" in note for note in record.notes)


def test_monthly_rain_by_the_day_becomes_the_total_of_the_month(tmp_path):
    keys = month_keys(2003, 2)  # 2004 has 29 days in February
    data = power({"PRECTOTCORR": dict.fromkeys(keys, 2.0)}, {"PRECTOTCORR": "mm/day"})
    rain = read_climate(write_json(tmp_path, data)).monthly["rain_mm"]
    expected = [np.mean([2.0 * days_in(f"{y}{m:02d}") for y in (2003, 2004)]) for m in range(1, 13)]
    np.testing.assert_allclose(rain, expected)
    assert rain[1] == 57.0


def test_the_extremes_of_a_month_are_not_taken_for_means_of_days(tmp_path):
    # NASA POWER, Methodology, Data processing: T2M_MAX keeps the extreme value, T2M_MAX_AVG is
    # the average of the daily value
    keys = month_keys(2001, 1)
    extremes = {"T2M_MAX": dict.fromkeys(keys, 33.0), "T2M_MIN": dict.fromkeys(keys, 3.0)}
    units = dict.fromkeys((*extremes, "T2M_MAX_AVG", "T2M_MIN_AVG"), "C")
    problems = _problems(write_json(tmp_path, power(extremes, units)))
    assert [problem.path.split(".")[-1] for problem in problems] == ["T2M_MAX", "T2M_MIN"]
    assert "T2M_MAX_AVG" in problems[0].cure
    means = {"T2M_MAX_AVG": dict.fromkeys(keys, 24.0), "T2M_MIN_AVG": dict.fromkeys(keys, 12.0)}
    record = read_climate(write_json(tmp_path, power(extremes | means, units)))
    assert set(record.monthly["temperature_max_c"]) == {24.0}
    assert set(record.monthly["temperature_min_c"]) == {12.0}


def test_a_climatology_is_read_by_its_month_names(tmp_path):
    names = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
    rain = dict(zip([*names, "ANN"], [*range(12), 99], strict=True))
    data = power({"PRECTOTCORR": rain}, {"PRECTOTCORR": "mm/day"}, range="2001 - 2020")
    record = read_climate(write_json(tmp_path, data))
    assert record.monthly["rain_mm"][1] == 28.0
    assert record.monthly["rain_mm"][11] == 11 * 31
    assert "climatology of 2001 - 2020" in record.notes


def test_wind_at_ten_metres_serves_only_without_that_at_two(tmp_path):
    # FAO-56 example 14: 3.2 m/s at 10 m is 2.4 m/s at 2 m
    values = {"WS10M": {"20240101": 3.2}}
    record = read_climate(write_json(tmp_path, power(values, {"WS10M": "m/s"})))
    assert record.daily["wind_m_s"][0] == pytest.approx(2.4, abs=0.05)
    assert any("eq. 47" in note for note in record.notes)
    both = power(values | {"WS2M": {"20240101": 1.0}}, {"WS10M": "m/s", "WS2M": "m/s"})
    record = read_climate(write_json(tmp_path, both))
    assert record.daily["wind_m_s"][0] == 1.0
    assert any("WS10M is not used" in note for note in record.notes)


def test_missing_days_within_the_series_are_counted(tmp_path):
    data = daily_power(dt.date(2024, 1, 1), 10)
    for values in data["properties"]["parameter"].values():
        del values["20240105"]
    record = read_climate(write_json(tmp_path, data))
    assert any("1 days between 2024-01-01 and 2024-01-10" in note for note in record.notes)


def test_days_of_universal_time_are_said(tmp_path):
    data = daily_power(dt.date(2024, 1, 1), 1)
    data["header"]["time_standard"] = "UTC"
    record = read_climate(write_json(tmp_path, data))
    assert any("universal time" in note for note in record.notes)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda d: d["properties"]["parameter"]["RH2M"].update({"20240102": 140.0}),
         "humidity_percent is 140"),
        (lambda d: d["properties"]["parameter"]["RH2M"].update({"20240102": "wet"}), "'wet'"),
        (lambda d: d["properties"]["parameter"]["RH2M"].update({"20240230": 50.0}),
         "20240230 is not a day"),
        (lambda d: d["properties"]["parameter"]["RH2M"].update({"202401": 50.0}),
         "neither days, months nor"),
        (lambda d: d["properties"]["parameter"]["T2M_MAX"].update({"20240102": 5.0}),
         "below the lowest"),
        (lambda d: d["properties"].update(parameter={}), "no properties.parameter"),
        (lambda d: d["properties"]["parameter"].update(RH2M=[]), "no values by date"),
        (lambda d: d["geometry"].update(coordinates=[400.0, 95.0]), "do not exist"),
        (lambda d: d["properties"].update(parameter={"QV2M": {"20240101": 9.0}}),
         "none of its parameters"),
    ],
)  # fmt: skip
def test_a_spoilt_file_is_refused_with_key_and_reason(tmp_path, change, told):
    data = daily_power(dt.date(2024, 1, 1), 3)
    change(data)
    problems = _problems(write_json(tmp_path, data))
    assert any(told in problem.what for problem in problems), problems


def test_a_refusal_of_the_service_is_shown(tmp_path):
    # what the API answers with status 422
    data = {"header": "The POWER Daily API failed", "messages": ["FOO is incorrect."]}
    (problem,) = _problems(write_json(tmp_path, data))
    assert "refused" in problem.what
    assert problem.why == "FOO is incorrect."


def test_a_grid_of_cells_is_refused(tmp_path):
    data = {"type": "FeatureCollection", "features": [{}, {}]}
    (problem,) = _problems(write_json(tmp_path, data))
    assert "2 grid cells" in problem.what


@pytest.mark.parametrize("text", ["{", '{"a": 1, "a": 2}', "[" * 100_000, "[1, 2]", "null", '"x"'])
def test_what_is_no_power_file_is_refused_without_a_traceback(tmp_path, text):
    path = tmp_path / "x.json"
    path.write_text(text)
    assert _problems(path)


def test_powers_own_csv_is_told_apart(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("-BEGIN HEADER-\nNASA/POWER\n-END HEADER-\nYEAR,DOY,T2M\n")
    (problem,) = _problems(path)
    assert "NASA POWER's CSV" in problem.what
    assert "JSON" in problem.cure


def test_only_twenty_of_many_like_mistakes_are_shown(tmp_path):
    data = daily_power(dt.date(2024, 1, 1), 300)
    data["properties"]["parameter"]["RH2M"] = dict.fromkeys(
        data["properties"]["parameter"]["RH2M"], 7500.0
    )
    problems = _problems(write_json(tmp_path, data))
    assert len(problems) == 20
    assert "and 280 more" in problems[-1].why


def test_a_byte_order_mark_does_no_harm(tmp_path):
    path = tmp_path / "x.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(daily_power(dt.date(2024, 1, 1), 2)).encode())
    assert read_climate(path).dates.size == 2
