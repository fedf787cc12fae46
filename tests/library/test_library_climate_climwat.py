"""CLIMWAT pairs: what they become, and what is told of a pair that cannot be used."""

from __future__ import annotations

import numpy as np
import pytest
from climate_files import PEN_HEADER, PEN_MONTHS, RAIN, cli_text, write_pair

from musdesign.errors import DataError
from musdesign.library.climate import read_climate


@pytest.mark.parametrize("ending", [".cli", ".pen"])
def test_a_pair_is_read_from_either_of_its_files(tmp_path, ending):
    record = read_climate(write_pair(tmp_path).with_suffix(ending))
    assert record.station == "ALTO VERDE"
    assert (record.latitude_deg, record.longitude_deg, record.altitude_m) == (2.45, -76.6, 1850.0)
    # order of columns: an exported CLIMWAT pair (R package fao56, inst/extdata/CLIMWAT_example)
    january = {name: float(values[0]) for name, values in record.monthly.items()}
    assert january == pytest.approx(
        {
            "temperature_max_c": 24.1,
            "temperature_min_c": 11.2,
            "humidity_percent": 71.0,
            "wind_m_s": 112.3 / 86.4,  # km/day
            "sunshine_hours": 5.9,
            "radiation_mj_m2_day": 17.64,
            "eto_mm_day": 3.51,
            "rain_mm": 61.0,
            "effective_rain_mm": 48.8,
        }
    )
    np.testing.assert_allclose(record.monthly["rain_mm"], RAIN)
    assert record.notes == ()
    assert record.missing == {}
    assert "CLIMWAT" in record.source
    assert "ALTO VERDE" in record.source


@pytest.mark.parametrize(
    ("latitude", "expected"),
    [('2.45,"S.L."', -2.45), ('-2.45,"S.L."', -2.45), ('2.45,"N.L."', 2.45)],
)
def test_the_side_of_the_equator_is_read_with_or_without_a_sign(tmp_path, latitude, expected):
    header = f'"Location 1","X",1850,{latitude},76.6,"W.L."\n'
    record = read_climate(write_pair(tmp_path, pen=header + PEN_MONTHS))
    assert record.latitude_deg == expected
    assert record.longitude_deg == -76.6


def test_a_lonely_file_says_what_it_lacks(tmp_path):
    pair = write_pair(tmp_path)
    pair.with_suffix(".pen").unlink()
    record = read_climate(pair)
    assert set(record.monthly) == {"eto_mm_day", "rain_mm", "effective_rain_mm"}
    assert record.latitude_deg is None
    assert "no ALTO.pen" in record.notes[0]
    write_pair(tmp_path).unlink()
    assert any("no ALTO.cli" in note for note in read_climate(tmp_path / "ALTO.pen").notes)


def test_endings_in_other_cases_are_one_pair(tmp_path):
    pair = write_pair(tmp_path)
    pair.rename(tmp_path / "Alto.CLI")
    assert "rain_mm" in read_climate(tmp_path / "ALTO.pen").monthly


def test_fill_values_are_missing_and_counted(tmp_path):
    record = read_climate(
        write_pair(tmp_path, pen=PEN_HEADER + PEN_MONTHS.replace("5.60", "-99.9"))
    )
    assert record.missing == {"sunshine_hours": 2}
    assert record.notes == ("sunshine_hours: 2 of 12 months missing",)


def test_a_name_in_latin_1_is_read_and_said(tmp_path):
    pair = write_pair(tmp_path)
    text = (PEN_HEADER + PEN_MONTHS).replace("ALTO VERDE", "POPAYÁN")
    pair.with_suffix(".pen").write_bytes(text.encode("latin-1"))
    record = read_climate(pair)
    assert record.station == "POPAYÁN"
    assert "Windows-1252" in record.notes[0]


def _problems(path):
    with pytest.raises(DataError) as caught:
        read_climate(path)
    return caught.value.problems


def test_all_mistakes_of_both_files_are_told_at_once(tmp_path):
    pen = PEN_HEADER + PEN_MONTHS.replace("24.1 ", "10.1 ").replace("121.0", "9121.0")
    cli = cli_text().replace("61.00", "many")
    problems = _problems(write_pair(tmp_path, pen, cli))
    assert len(problems) == 4  # January's temperatures, two winds, one word
    assert {problem.file.rsplit("/", 1)[-1] for problem in problems} == {"ALTO.pen", "ALTO.cli"}
    assert any("below the lowest" in problem.what and problem.line == 2 for problem in problems)
    assert any("wind_m_s" in problem.what and problem.line == 3 for problem in problems)
    assert any("'many' is not a number" in problem.what for problem in problems)


@pytest.mark.parametrize(
    ("pen", "told"),
    [
        (PEN_HEADER + "\n".join(PEN_MONTHS.splitlines()[:7]), "7 months where 12"),
        (PEN_HEADER + PEN_MONTHS[:200], "numbers where 7"),
        (PEN_HEADER + PEN_MONTHS.replace(".", ","), "decimal commas"),
        (PEN_HEADER, "0 months"),
        ('"Location 1","X",1850\n' + PEN_MONTHS, "3 parts, not 7"),
        (PEN_HEADER.replace("2.45", "95.0") + PEN_MONTHS, "latitude of 95"),
        (PEN_HEADER.replace("1850", "18500") + PEN_MONTHS, "18500 m is not on land"),
        (PEN_HEADER + PEN_MONTHS.replace("3.51", "4.51"), "different evapotranspiration in Jan"),
    ],
    ids=["seven months", "cut off", "decimal commas", "no months", "short header",
         "latitude", "altitude", "other station"],
)  # fmt: skip
def test_a_spoilt_pen_file_is_refused_with_its_reason(tmp_path, pen, told):
    problems = _problems(write_pair(tmp_path, pen))
    assert any(told in problem.what for problem in problems), problems
    assert all(problem.cure or problem.why or "latitude" in problem.what or "land" in problem.what
               for problem in problems)  # fmt: skip


def test_the_cli_of_another_program_is_refused_by_name(tmp_path):
    # WEPP, SWAT and 4C write .cli too
    path = tmp_path / "wepp.cli"
    path.write_text("5.30000\n   1   0   0\n  Station:  X\n")
    (problem,) = _problems(path)
    assert "not a .cli of FAO's CLIMWAT" in problem.what


def test_a_cropwat_8_file_is_told_apart(tmp_path):
    path = tmp_path / "x.PMM"
    path.write_text("CROPWAT 8.0 Climate data\n 0   6\n\nX\n-99.90\n")
    (problem,) = _problems(path)
    assert "CROPWAT 8" in problem.what
    assert "CLIMWAT" in problem.cure
