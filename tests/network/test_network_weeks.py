"""Designs as EPANET files over days, in the real engine; and files of users as they stand."""

from __future__ import annotations

import pytest
from network_files import INP, JALTANTRA_DEVICES, OWN

from musdesign.errors import MusdesignError
from musdesign.flow.network_file import open_network, size_network, usage_of
from musdesign.network.epanet import run_hours
from musdesign.network.epanet.check import check_inp
from musdesign.network.epanet.periods import Usage, day_of_loads, tank_rows, write_periods
from musdesign.network.epanet.week import run_design
from musdesign.network.files import Wishes


def sized(folder, name, text, **wishes):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return size_network(open_network(path, Wishes(**wishes)), both=False)


def sections(text):
    found, rows = {}, []
    for line in text.splitlines():
        if line.startswith("["):
            rows = found.setdefault(line.strip("[]"), [])
        elif line.split(";")[0].strip():
            rows.append(line.split(";")[0].split())
    return found


@pytest.mark.parametrize("head_loss", ["darcy-weisbach", "hazen-williams", "jaltantra"])
def test_tanks_pumps_and_valves_of_a_design_run_for_a_week(tmp_path, head_loss):
    found = sized(tmp_path, "a.xml", JALTANTRA_DEVICES, head_loss=head_loss)
    assert found.design.tanks
    assert found.day.hours == 24
    assert found.week.hours == 168
    for check in (found.day, found.week):
        assert check.agrees
        assert check.compared > 0
        assert all(tank.empty_hours == 0 and tank.repeats for tank in check.tanks)
    assert any("holds water above its bottom" in text for text in found.week.explained)


def test_the_file_over_days_holds_patterns_tanks_valves_and_controls(tmp_path):
    found = sized(tmp_path, "a.xml", JALTANTRA_DEVICES)
    file = sections(write_periods(found.design, usage_of(found.opened), hours=168))
    (tank,) = file["TANKS"]
    volume = 3.14159265 / 4 * float(tank[5]) ** 2 * 2.0
    assert volume == pytest.approx(found.design.tanks[0].volume_m3, rel=1e-6)
    assert sum(float(v) == 1 for row in file["PATTERNS"] for v in row[1:]) == 6  # hours of use
    assert {row[4] for row in file["VALVES"]} == {"FCV", "GPV"}
    assert [row[2] for row in file["CONTROLS"]] == ["CLOSED", file["VALVES"][1][5], "CLOSED"]


def test_a_tank_starts_with_what_a_day_needs_to_come_round(tmp_path):
    found = sized(tmp_path, "a.xml", JALTANTRA_DEVICES)
    usage = usage_of(found.opened)
    (row,) = tank_rows(found.design, usage)
    # Filled in 12 hours and used up in the first six of them: half the day's volume must be there.
    assert row.start_m3 == pytest.approx(found.design.tanks[0].served_m3 / 2, rel=1e-6)


def test_a_tank_that_is_too_small_is_found_empty(tmp_path):
    found = sized(tmp_path, "a.xml", JALTANTRA_DEVICES)
    design = found.design
    small = [t.__class__(t.node, 0.3 * t.volume_m3, t.height_m, t.level_m, t.cost, t.feeds,
                         t.served_m3) for t in design.tanks]  # fmt: skip
    from dataclasses import replace

    check = run_design(replace(design, tanks=tuple(small)), usage_of(found.opened))
    assert check.tanks[0].empty_hours > 0


def test_each_load_of_several_agrees_with_the_engine(tmp_path):
    found = sized(tmp_path, "a.yaml", OWN)
    assert len(found.design.loads) == 2
    assert found.verification.max_pressure_difference_m < 0.01
    assert found.week.max_difference_m < 0.01
    usage = usage_of(found.opened)
    assert usage.now(6) == [0]
    assert usage.now(10) == [1]
    assert usage.now(20) == []


def test_loads_that_need_more_than_a_day_are_shortened_alike():
    usage = day_of_loads([24.0, 24.0])
    assert [sum(row) for row in usage.hours] == [12, 12]
    assert all(a + b == 1 for a, b in zip(*usage.hours, strict=True))


def test_a_day_of_hourly_shares_is_compared_in_its_peak_hour(tmp_path):
    found = sized(tmp_path, "a.inp", INP)
    shares = tuple(1.0 if hour == 7 else 0.5 for hour in range(24))
    check = run_design(found.design, Usage((shares,)), minor_k={"b": 2.5})
    assert check.compared == 2 * 7
    assert check.agrees
    low = {row.node: row.at_hour % 24 for row in check.nodes}
    assert low == {"F": 7.0, "E": 7.0}


def test_a_users_file_is_run_as_it_stands(tmp_path):
    path = tmp_path / "a.inp"
    path.write_text(INP)
    found = check_inp(path)
    run = run_hours(INP)
    assert found.hours == 24
    assert found.head_loss == "D-W"
    # Its own diameters, not ours.
    assert {link.id: link.diameter_mm for link in found.links} == {"a": 50.0, "b": 40.0}
    node = next(node for node in found.nodes if node.id == "E")
    assert node.min_pressure_m == pytest.approx(run.pressures_m[:, run.node("E")].min())
    assert node.min_at_hour == 2.0  # the third step of the pattern draws most
    assert node.demand_lps == pytest.approx(1.0)


def test_limits_that_a_file_breaks_are_told_with_place_hour_and_figure(tmp_path):
    path = tmp_path / "a.inp"
    path.write_text(INP)
    assert check_inp(path).passed
    found = check_inp(path, min_pressure_m=30.0, max_pressure_m=55.0, max_velocity_m_s=1.0)
    assert not found.passed
    told = {(item.where, item.what) for item in found.findings}
    assert ("link a", "the water runs too fast") in told
    assert ("node E", "the pressure is above the largest") in told
    assert all(item.limit in {30.0, 55.0, 1.0} for item in found.findings)


def test_negative_pressures_break_a_check_without_being_asked(tmp_path):
    path = tmp_path / "a.inp"
    path.write_text(INP.replace("F 60 1 day", "F 60 9 day"))
    found = check_inp(path)
    assert not found.passed
    assert any("negative" in item.what and item.severity == "breaks" for item in found.findings)


def test_a_file_of_one_state_is_run_for_a_day_and_says_so(tmp_path):
    path = tmp_path / "a.inp"
    path.write_text(INP.replace("DURATION 24:00", "DURATION 0"))
    found = check_inp(path)
    assert found.hours == 24
    assert "24 hours" in found.notes[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[TITLE]\nnothing\n", "no EPANET network"),
        (INP.replace("a F R 500", "a F Z 500"), "EPANET refuses"),
    ],
)
def test_a_file_that_cannot_be_run_says_why(tmp_path, text, words):
    path = tmp_path / "a.inp"
    path.write_text(text)
    with pytest.raises(MusdesignError, match=words):
        check_inp(path)


def test_us_units_of_a_file_are_told_in_metres(tmp_path):
    path = tmp_path / "a.inp"
    path.write_text(INP.replace("UNITS LPS", "UNITS GPM"))
    found = check_inp(path)
    node = next(node for node in found.nodes if node.id == "F")
    assert node.elevation_m == pytest.approx(60 * 0.3048)
    assert node.demand_lps == pytest.approx(2 * 0.0630902, rel=1e-4)
    assert found.links[0].diameter_mm == pytest.approx(50 * 25.4)


@pytest.mark.parametrize(
    "more",
    [
        "[RESERVOIRS]\nQ 95\n[PIPES]\nc E Q 200 40 0.01 0 Open\n",
        "[PIPES]\nc E R 900 40 0.01 0 Open\n",
    ],
)
def test_loops_and_second_sources_drawn_against_the_flow_agree_with_the_engine(tmp_path, more):
    text = INP.replace("[PATTERNS]", more + "[PATTERNS]").replace(
        " 0.0015 2.5 Open", " 0.0015 0 Open"
    )
    found = sized(tmp_path, "a.inp", text)
    assert not found.design.exact
    assert found.verification.max_pressure_difference_m < 0.02


_FILLING_INP = """[JUNCTIONS]
J 0 0
F 0 0
[RESERVOIRS]
R {level}
[TANKS]
T 10 1 0 2 4 0
[PIPES]
P R J 100 100 150 0 Open
Q F T 10 100 150 0 Open
[VALVES]
V J F 100 FCV 2 0
[TIMES]
Duration 24:00
[OPTIONS]
Units LPS
Headloss H-W
[END]
"""


@pytest.mark.parametrize(("level", "warned"), [(40.0, False), (10.8, True)])
def test_a_valve_stopped_by_a_full_tank_is_no_warning_and_one_short_of_head_is(level, warned):
    # At 40 m the tank fills and the valve stops; water at 10.8 m cannot enter the tank at 11 m.
    run = run_hours(_FILLING_INP.format(level=level))
    full = float(run.volumes_m3.max())
    assert (full == pytest.approx(2 * 3.14159 * 4, rel=1e-3)) is not warned
    assert ("valves cannot deliver the flow or pressure" in run.warnings) is warned
