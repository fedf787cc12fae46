"""A scenario takes its climate from a station's file beside it."""

from __future__ import annotations

import pytest

from musdesign import flow
from musdesign.errors import ScenarioError

STATION = """month,tmin (C),tmax (C),rain (mm),humidity (%),wind (m/s),sunshine (h)
1,14,26,40,70,1.5,6
2,14,26,50,70,1.5,6
3,15,27,90,75,1.4,5
4,15,26,140,80,1.2,5
5,15,26,150,80,1.2,5
6,14,26,60,75,1.4,6
7,14,27,30,68,1.8,7
8,14,27,35,67,1.9,7
9,14,27,70,72,1.6,6
10,14,25,150,80,1.2,5
11,14,25,140,80,1.2,5
12,14,25,80,76,1.3,5
"""


@pytest.fixture
def case(tmp_path):
    """Return a copy of a shipped case whose climate is a file beside it."""
    text = flow.find("la-palma-tres-puertas").read_text(encoding="utf-8")
    head, rest = text.split("  climate:\n", 1)
    tail = rest.split("\nstandard:", 1)[1]
    (tmp_path / "scheme.yaml").write_text(
        f"{head}  climate: {{file: station.csv, source: our own gauge}}\n\nstandard:{tail}",
        encoding="utf-8",
    )
    (tmp_path / "station.csv").write_text(STATION, encoding="utf-8")
    return tmp_path


def test_the_station_s_months_become_the_scenario_s(case):
    climate = flow.load(case / "scheme.yaml").scenario.location.climate
    assert climate.rain[3] == 140
    assert climate.temperature_max[6] == 27
    assert climate.sunshine == (6, 6, 5, 5, 5, 6, 7, 7, 6, 5, 5, 5)
    assert climate.source == "our own gauge"


def test_what_the_scenario_writes_itself_stays(case):
    changes = {"location.climate.rain": "100 mm/month"}
    climate = flow.load(case / "scheme.yaml", changes).scenario.location.climate
    assert climate.rain == (100,) * 12
    assert climate.temperature_max[6] == 27


def test_a_mistake_in_the_station_s_file_is_told_at_its_line(case):
    path = case / "station.csv"
    path.write_text(STATION.replace("7,14,27,30", "7,14,12,30"), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        flow.load(case / "scheme.yaml")
    (problem,) = caught.value.problems
    assert problem.file.endswith("station.csv")
    assert "below the lowest" in problem.what


def test_a_missing_station_is_one_message(case):
    (case / "station.csv").unlink()
    with pytest.raises(ScenarioError) as caught:
        flow.load(case / "scheme.yaml")
    assert len(caught.value.problems) == 1
    assert "station.csv" in str(caught.value)


def test_a_scenario_that_came_as_text_opens_no_files(case):
    text = (case / "scheme.yaml").read_text(encoding="utf-8").split("\nprovenance:")[0]
    with pytest.raises(ScenarioError, match="came as text") as caught:
        flow.load_text(text)
    assert len(caught.value.problems) == 1


def test_solar_radiation_and_the_coast_move_evapotranspiration(case):
    def eto(**changes):
        named = {f"location.climate.{key}": value for key, value in changes.items()}
        scheme = flow.load("la-palma-tres-puertas", named)
        ((_, needs),) = flow.needs_of_years(scheme, [0.0])
        return sum(needs.eto_mm_day)

    # FAO-56 eq. 50: kRs is 0.19 near a coast and 0.16 in the interior, so more sun is estimated
    assert eto(coastal=True) > eto()
    assert eto(solar="12 MJ/m2/day") < eto(solar="22 MJ/m2/day")
