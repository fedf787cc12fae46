"""Plain tables of climate: headers with units, decimal commas, dates, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from climate_files import PEN_HEADER, PEN_MONTHS, daily_power
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from musdesign.errors import DataError
from musdesign.library.climate import read_climate
from musdesign.library.climate.columns import Column, column_of
from musdesign.library.climate.model import VARIABLES

DAILY = """\
# station: Vereda El Naranjal
# latitude: 4.97
# altitude: 1381 m
date,tmin_c,tmax_c,wind (km/day),rain_mm,observer
2024-02-28,16.1,27.0,86.4,0.0,JP
2024-02-29,16.4,26.2,43.2,12.5,JP
2024-03-01,,26.0,-99.9,3.0,
"""


def _write(tmp_path, text, name="x.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def _problems(path, **keywords):
    with pytest.raises(DataError) as caught:
        read_climate(path, **keywords)
    return caught.value.problems


def test_a_table_of_days_is_read_with_its_station(tmp_path):
    record = read_climate(_write(tmp_path, DAILY))
    assert record.station == "Vereda El Naranjal"
    assert (record.latitude_deg, record.altitude_m) == (4.97, 1381.0)
    assert [str(day) for day in record.dates] == ["2024-02-28", "2024-02-29", "2024-03-01"]
    np.testing.assert_allclose(record.daily["wind_m_s"], [1.0, 0.5, np.nan])
    np.testing.assert_allclose(record.daily["rain_mm"], [0.0, 12.5, 3.0])
    assert record.missing == {"temperature_min_c": 1, "wind_m_s": 1}
    assert "column 'observer' is not used" in record.notes


def test_days_out_of_order_are_put_in_order(tmp_path):
    lines = DAILY.splitlines()
    text = "\n".join([*lines[:4], lines[6], lines[4], lines[5]])
    record = read_climate(_write(tmp_path, text))
    assert record.daily["rain_mm"].tolist() == [0.0, 12.5, 3.0]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_the_encodings_of_spreadsheets_are_read(tmp_path, encoding):
    text = "fecha;temperatura mínima (°C);temperatura máxima (°C)\n2024-01-01;11,5;22,5\n"
    record = read_climate(_write(tmp_path, text, encoding=encoding))
    assert record.daily["temperature_min_c"][0] == 11.5
    assert any("Windows-1252" in note for note in record.notes) == (encoding == "latin-1")


MONTHS = "month,tmin_c,tmax_c,rain_mm\n" + "".join(
    f"{month},10.5,24.5,{10 * month}\n" for month in range(1, 13)
)


def test_a_table_of_twelve_months_is_read(tmp_path):
    record = read_climate(_write(tmp_path, MONTHS))
    assert record.dates.size == 0
    assert record.monthly["rain_mm"].tolist() == [10.0 * month for month in range(1, 13)]


def test_months_are_known_by_name_in_english_and_spanish(tmp_path):
    names = ["enero", "Feb", "marzo", "abril", "May", "junio", "July", "agosto", "Sept.", "octubre",
             "nov", "diciembre"]  # fmt: skip
    text = "mes\tlluvia (mm)\n" + "".join(f"{name}\t{i}\n" for i, name in enumerate(names))
    record = read_climate(_write(tmp_path, text, "x.tsv"))
    assert record.monthly["rain_mm"].tolist() == list(range(12))


def test_months_of_several_years_are_averaged(tmp_path):
    text = "year,month,rain_mm\n" + "".join(
        f"{year},{month},{month + year - 2000}\n" for year in (2000, 2002) for month in range(1, 13)
    )
    record = read_climate(_write(tmp_path, text))
    assert record.monthly["rain_mm"].tolist() == [month + 1.0 for month in range(1, 13)]
    assert any("2000 to 2002, 2 years" in note for note in record.notes)


def test_rain_by_the_day_in_a_table_of_months_becomes_a_total(tmp_path):
    record = read_climate(_write(tmp_path, MONTHS.replace("rain_mm", "rain (mm/day)")))
    assert record.monthly["rain_mm"][1] == 20.0 * 28


def test_headers_of_ones_own_are_named_by_a_mapping(tmp_path):
    text = "date,Tn,Tx\n2024-01-01,10,20\n"
    record = read_climate(_write(tmp_path, text), columns={"Tn": "tmin (C)", "Tx": "tmax (C)"})
    assert record.daily["temperature_max_c"][0] == 20.0
    problems = _problems(_write(tmp_path, text), columns={"Tmin": "tmin (C)"})
    assert any("no column 'Tmin'" in problem.what for problem in problems)


@pytest.mark.parametrize(
    ("header", "variable", "value", "expected"),
    [
        # definitions of the units: 1 knot 1,852 m/h, 32 degF 0 degC, 1 cal 4.1868 J, 1 Ly 41.84 kJ/m2
        ("wind [km/h]", "wind_m_s", 3.6, 1.0),
        ("wind_km_day", "wind_m_s", 86.4, 1.0),
        ("u2 (m s-1)", "wind_m_s", 2.0, 2.0),
        ("wind speed (knots)", "wind_m_s", 1.0, 1852 / 3600),
        ("tmax_f", "temperature_max_c", 212.0, 100.0),
        ("Tmin (K)", "temperature_min_c", 273.15, 0.0),
        ("T max (°C)", "temperature_max_c", 21.0, 21.0),
        ("rs (MJ m-2 d-1)", "radiation_mj_m2_day", 20.0, 20.0),
        ("Solar radiation [W/m²]", "radiation_mj_m2_day", 100.0, 8.64),
        ("radiation_kwh_m2_day", "radiation_mj_m2_day", 5.0, 18.0),
        ("srad (cal/cm2/day)", "radiation_mj_m2_day", 500.0, 20.934),
        ("pressure_hpa", "pressure_kpa", 1013.0, 101.3),
        ("RH mean (%)", "humidity_percent", 70.0, 70.0),
        ("humidity_percent", "humidity_percent", 70.0, 70.0),
        ("brillo solar (horas)", "sunshine_hours", 5.0, 5.0),
        ("precip (in)", "rain_mm", 1.0, 25.4),
        ("eto_mm_day", "eto_mm_day", 4.0, 4.0),
        ("rain_days", "rain_days", 9.0, 9.0),
    ],
)
def test_a_header_tells_variable_and_unit(header, variable, value, expected):
    column = column_of(header)
    assert isinstance(column, Column)
    assert column.name == variable
    assert value * column.factor + column.offset == pytest.approx(expected, rel=1e-5)


def test_each_variable_is_known_by_its_own_name():
    for name in VARIABLES:
        column = column_of(name)
        assert isinstance(column, Column)
        assert (column.name, column.factor, column.offset) == (name, 1.0, 0.0)


@pytest.mark.parametrize("header", ["tmin", "wind", "rain (furlongs)", "radiation_w", "tmim_c"])
def test_a_header_without_a_known_unit_or_mistyped_is_refused(tmp_path, header):
    problems = _problems(_write(tmp_path, f"date,{header},tmax_c\n2024-01-01,1,2\n"))
    assert len(problems) == 1
    assert problems[0].cure


@pytest.mark.parametrize(
    ("text", "told", "cure"),
    [
        ("date,tmin_c,tmax_c\n2024-01-01,10,5,20,5\n", "5 cells where the header has 3",
         "semicolons"),
        ('date,tmin_c\n2024-01-01,"10,5"\n', "'10,5' has a comma", "semicolons"),
        ("date;rain_mm\n2024-01-01;1,200\n", "decimal number or thousands", "without thousands"),
        ("date;rain_mm;tmin_c\n2024-01-01;1,2;3.5\n", "'1,2' has a comma", "decimal points"),
        ("date,rain_mm\n01/02/2024,1\n", "'01/02/2024' is not a day", "2024-01-31"),
        ("date,rain_mm\n2023-02-29,1\n", "'2023-02-29' is not a day", ""),
        ("date,rain_mm\n2024-01-01,1\n2024-01-01,2\n", "2024-01-01 stands twice", ""),
        ("date,rain_mm\n2024-01-01,trace\n", "'trace' is not a number", "empty"),
        ("date,rain_mm\n2024-01-01,-3\n", "rain_mm is -3", "unit"),
        ("date,tmin_c,tmax_c\n2024-01-01,20,10\n", "below the lowest", "swapped"),
        ("date,rain (mm/month)\n2024-01-01,90\n", "mm/month in a table of days", "each day"),
        ("date,rain_mm\n", "a header and no rows", ""),
        ("date,colour\n2024-01-01,red\n", "no column is a climate variable", "tmin_c"),
        ("rain_mm,tmin_c\n1,2\n", "no column tells the time", "date"),
        ("year,rain_mm\n2024,2\n", "no column tells the month", "month"),
        ("month,rain_mm\n1,2\n2,3\n", "no Mar, Apr", "twelve"),
        ("month,rain_mm\n13,2\n", "'13' is not a month", "1 to 12"),
        ("date,rain_mm,precip_mm\n2024-01-01,1,1\n", "two columns hold rain_mm", ""),
        ("date,fecha,rain_mm\n2024-01-01,2024-01-01,1\n", "two columns tell the date", ""),
        ("just words\nand more words\n", "not a header", "date,tmin_c"),
        ('date,rain_mm\n2024-01-01,"1\n', "cannot be parted", ""),
        (",,,\n,,\n", "a header and no rows", ""),
        ("# latitude: 95\ndate,rain_mm\n2024-01-01,1\n", "latitude '95'", "decimal degrees"),
    ],
)  # fmt: skip
def test_a_table_that_can_be_misread_is_refused_with_reason_and_cure(tmp_path, text, told, cure):
    problems = _problems(_write(tmp_path, text))
    found = [problem for problem in problems if told in problem.what]
    assert found, problems
    assert cure in found[0].cure


def test_all_mistakes_of_a_table_are_told_at_once_with_their_lines(tmp_path):
    text = "date,tmin_c,tmax_c\n2024-01-01,10,x\n2024-13-01,10,20\n2024-01-03,y,20\n"
    problems = _problems(_write(tmp_path, text))
    assert sorted(problem.line for problem in problems) == [2, 3, 4]


def test_semicolons_with_decimal_commas_are_read(tmp_path):
    # 1,200 is 1.2 where other cells show that the comma marks decimals
    text = "date;rain_mm;tmin_c\n2024-01-01;1,200;-3,5\n2024-01-02;0;4\n"
    record = read_climate(_write(tmp_path, text))
    assert record.daily["rain_mm"].tolist() == [1.2, 0.0]
    assert record.daily["temperature_min_c"].tolist() == [-3.5, 4.0]


@pytest.mark.parametrize(
    "raw",
    [b"", b"  \n ", b"PK\x03\x04rest", b"\x00\x01\x02", b"\xff\xfe\x00\xd8", b"%PDF-1.7"],
    ids=["empty", "blank", "workbook", "binary", "broken utf-16", "pdf"],
)
@pytest.mark.parametrize("name", ["x.csv", "x.json", "x.cli", "x.pen"])
def test_a_file_that_is_no_text_is_refused_without_a_traceback(tmp_path, raw, name):
    path = tmp_path / name
    path.write_bytes(raw)
    (problem,) = _problems(path)
    assert problem.file.endswith(name)


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path):
    assert "cannot be read" in _problems(tmp_path / "absent.csv")[0].what
    assert "cannot be read" in _problems(tmp_path)[0].what


SEEDS = {
    "x.csv": DAILY,
    "m.csv": MONTHS,
    "x.pen": PEN_HEADER + PEN_MONTHS,
    "x.json": None,
}


@pytest.mark.parametrize("name", SEEDS)
@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused_and_never_breaks(tmp_path, name, data):
    import datetime as dt
    import json

    text = SEEDS[name] or json.dumps(daily_power(dt.date(2024, 2, 27), 4))
    at = data.draw(st.integers(0, len(text)))
    until = data.draw(st.integers(at, min(len(text), at + 40)))
    put = data.draw(
        st.text(max_size=6) | st.sampled_from(['"', "\n", ";", ",", "-999", "1e999", "²"])
    )
    (tmp_path / name).write_text(text[:at] + put + text[until:], encoding="utf-8")
    try:
        record = read_climate(tmp_path / name)
    except DataError as error:
        told = [str(problem) for problem in error.problems]
    else:
        told = ["read"]
        for values in (*record.monthly.values(), *record.daily.values()):
            assert not np.isinf(values).any()
    assert told
    assert all(told)
