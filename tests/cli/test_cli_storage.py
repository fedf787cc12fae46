"""Tanks and lifts from the command line, as an engineer would ask."""

import json

import pytest
from typer.testing import CliRunner

from musdesign.cli import app
from musdesign.errors import MusdesignError


def run(*words):
    got = CliRunner().invoke(app, [*words, "--format", "json"], catch_exceptions=True)
    if got.exception is not None and not isinstance(got.exception, SystemExit):
        raise got.exception
    return json.loads(got.stdout)


def test_a_day_in_words(tmp_path):
    day = "5-7 25%,7-12 30%,12-17 15%,17-19 20%,19-5 10%"
    found = run("storage", "daycurve", "--day", "2160 m3", "--demand", day)
    assert found["storage_m3"] == pytest.approx(684)
    path = tmp_path / "day.csv"
    path.write_text("from,to,demand (%)\n5,7,25\n7,12,30\n12,17,15\n17,19,20\n19,5,10\n")
    assert run("storage", "daycurve", str(path), "--day", "2160 m3") == found


def test_a_table_of_equal_steps_with_its_trap(tmp_path):
    path = tmp_path / "blocks.csv"
    rows = "".join(f"{v}\n" for v in [0.48, 0.87, 1.33, 1.00, 0.82, 0.54])
    path.write_text("demand (ML)\n" + rows)
    assert run("storage", "daycurve", str(path))["storage_m3"] == pytest.approx(680)
    path.write_text(
        "inflow,demand\n" + "28,21.5\n28,25.5\n28,35.8\n28,48\n28,35\n28,30\n28,25\n28,25\n"
    )
    with pytest.raises(MusdesignError, match="does not balance"):
        run("storage", "daycurve", str(path))
    assert run("storage", "daycurve", str(path), "--scale")["storage_m3"] == pytest.approx(
        26.6, abs=0.05
    )
    path.write_text("demand\n" + "21.5\n25.5\n35.8\n48\n35\n30\n25\n25\n")
    assert run("storage", "daycurve", str(path))["storage_m3"] == pytest.approx(26.6, abs=0.05)
    # a day of another volume than its parts is not silently taken as theirs
    for wrong in (["--day", "224 m3"], ["--supply", "224 m3"]):
        with pytest.raises(MusdesignError, match=r"sums to 245.8|does not balance"):
            run("storage", "daycurve", str(path), *wrong)


def test_sequent_peak_of_a_table(tmp_path):
    path = tmp_path / "flows.csv"
    path.write_text("inflow\n" + "\n".join(map(str, [1, 3, 3, 5, 8, 6, 7, 2, 1])) + "\n")
    assert run("storage", "sequent-peak", str(path), "--demand", "3.5")["storage_m3"] == 7.5
    path.write_text("date,flow\n" + "".join(f"2020-01-0{k},{v}\n" for k, v in enumerate([1, 3], 1)))
    assert run("storage", "sequent-peak", str(path), "--demand", "2")["storage_m3"] == 1
    path.write_text("inflow,demand\n12,10\n8,10\n6,10\n15,10\n10,10\n")
    assert run("storage", "sequent-peak", str(path), "--cycles", "1")["storage_m3"] == 6


def test_rainwater_and_surface(tmp_path):
    rain = tmp_path / "rain.csv"
    rain.write_text("date,rain_mm\n2020-01-01,10\n2020-01-02,0\n2020-01-03,0\n2020-01-04,5\n")
    found = run(
        "storage", "rainwater", str(rain), "--roof", "100 m2", "--runoff", "0.8", "--filter", "0.9",
        "--users", "4", "--rate", "50 L/person/day", "--tank", "600 L", "--tank", "1 m3",
        "--warm-up", "0",
    )  # fmt: skip
    # 720 L and 360 L run off; 200 L a day are wanted: 200, 200, 200, then 200 of what is left
    assert [tank["supplied_l"] for tank in found["tanks"]] == pytest.approx([800, 800])
    assert found["demand_l"] == pytest.approx(800)
    flows = tmp_path / "flows.csv"
    flows.write_text("inflow\n2\n0\n2\n0\n")
    grid = run("storage", "surface", str(flows), "--tank", "0", "--tank", "1", "--yield", "1")
    assert grid["volumetric_reliability"] == [[0.5], [1.0]]


def test_rams_and_pumps():
    ram = run("lift", "ram", "--want", "2400 L/day", "--yield", "117", "--fall", "10 m", "--lift",
              "23 m", "--yield-lift", "80 m")  # fmt: skip
    assert ram["drive_l_min"] == pytest.approx(20.5, abs=0.05)
    assert "arithmetic only" in ram["notes"][0]
    assert run("lift", "hand-pumps", "--users", "600")["users_per_pump"] <= 500
    sun = run(
        "lift", "sun", "--power", "1.2 kW", "--head", "40 m", "--sun", "5", "--need", "10 m3/day"
    )
    assert sun["tank_for_sunless_days_m3"] == 20


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("inflow,demand\n1,x\n", "not a number"),
        ("inflow,demand\n1,-2\n", "demand is -2"),
        ("inflow,demand\n1\n", "1 cells where the header has 2"),
        ("water,use\n1,2\n", "no column 'inflow'"),
        ("inflow,demand\n", "no rows"),
        ("inflow,inflow\n1,2\n", "two columns hold the inflow"),
    ],
)
def test_bad_tables_are_told(tmp_path, text, message):
    path = tmp_path / "bad.csv"
    path.write_text(text)
    with pytest.raises(MusdesignError, match=message):
        run("storage", "sequent-peak", str(path))
