"""Daily records with gaps, unsorted dates, duplicated days, wrong units, zeros, one day, 200 years."""

import datetime as dt

import numpy as np
import pytest

from musdesign.errors import DataError
from musdesign.library.climate import read_climate
from musdesign.library.climate.daily import whole_record


def read(tmp_path, text, **options):
    path = tmp_path / "rain.csv"
    path.write_text(text, encoding="utf-8")
    return whole_record(read_climate(path), **options)


def days(start, values):
    first = dt.date.fromisoformat(start)
    rows = [f"{first + dt.timedelta(i)},{v}" for i, v in enumerate(values)]
    return "date,rain_mm\n" + "\n".join(rows) + "\n"


def test_unsorted_dates_are_sorted(tmp_path):
    got = read(tmp_path, "date,rain_mm\n2020-01-03,3\n2020-01-01,1\n2020-01-02,2\n")
    assert got.values["rain_mm"].tolist() == [1, 2, 3]


def test_a_duplicated_day_is_refused_with_its_line(tmp_path):
    with pytest.raises(DataError, match=r":4: 2020-01-02 stands twice"):
        read(tmp_path, "date,rain_mm\n2020-01-01,1\n2020-01-02,2\n2020-01-02,2\n")


def test_gaps_are_refused_unless_a_way_to_fill_them_is_chosen(tmp_path):
    text = "date,rain_mm\n2019-01-01,9\n2019-01-02,5\n2020-01-01,1\n2020-01-02,\n2020-01-03,3\n"
    with pytest.raises(DataError, match=r"364 of 368 days .* are missing, from 2019-01-03"):
        read(tmp_path, text)
    zero = read(tmp_path, text, gaps="zero")
    assert zero.values["rain_mm"].sum() == 18
    assert zero.filled == 364
    assert "taken as 0" in zero.notes[-2]
    with pytest.raises(DataError, match="missing in every year"):
        read(tmp_path, text, gaps="other_years")


def test_a_gap_takes_the_same_day_of_the_next_year_that_has_it(tmp_path):
    year = np.arange(366.0) / 100
    values = [
        *(f"{v:g}" for v in year),
        *("" if i == 40 else f"{v:g}" for i, v in enumerate(year[:365])),
    ]
    got = read(tmp_path, days("2020-01-01", values), gaps="other_years")
    assert got.values["rain_mm"][366 + 40] == 0.40  # 10 February
    assert got.filled == 1


def test_a_record_without_years_is_one_year(tmp_path):
    rows = [dt.date(2000, 1, 1) + dt.timedelta(i) for i in range(366)]
    text = "month,day,PRCP_mm\n" + "".join(f"{d.month},{d.day},1.5\n" for d in rows)
    got = read(tmp_path, text)
    assert got.dates.size == 366
    with pytest.raises(DataError, match="stands twice"):
        read(tmp_path, text + "1,1,2.0\n")


def test_rain_in_inches_is_converted_and_without_a_unit_refused(tmp_path):
    got = read(tmp_path, "date,rain (in)\n2020-01-01,1\n2020-01-02,0\n")
    assert got.values["rain_mm"].tolist() == [25.4, 0]
    with pytest.raises(DataError, match="no unit"):
        read(tmp_path, "date,rain\n2020-01-01,1\n")


def test_tenths_of_a_millimetre_are_noticed(tmp_path):
    with pytest.raises(DataError, match="tenths of a millimetre"):
        read(tmp_path, days("2020-01-01", [55] * 366))


def test_a_record_without_rain_is_answered_and_said(tmp_path):
    got = read(tmp_path, days("2020-01-01", [0] * 400))
    assert got.values["rain_mm"].sum() == 0
    assert "never rains" in got.notes[0]


def test_one_day_is_a_record_and_two_hundred_years_are_one(tmp_path):
    assert "1 days, less than a year" in read(tmp_path, days("2020-01-01", [3])).notes[0]
    long = read(tmp_path, days("1800-01-01", [3] * 73048))
    assert long.years == pytest.approx(200, abs=0.1)
    assert long.notes == ()


def test_months_alone_say_nothing_of_days(tmp_path):
    text = "month,rain_mm\n" + "".join(f"{m},50\n" for m in range(1, 13))
    with pytest.raises(DataError, match="holds no days"):
        read(tmp_path, text)
