"""The field commands as a user meets them, on the example of the documentation."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from musdesign.cli import field
from musdesign.errors import MusdesignError
from musdesign.scenario import scenario_from_text
from tests import commands

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLE = DOCS / "field-data"


def run(*arguments):
    app = typer.Typer()
    app.callback()(lambda: None)
    field.register(app)
    return CliRunner().invoke(app, ["field", *map(str, arguments)])


def survey(*arguments):
    return run("survey", EXAMPLE / "survey.csv", "--mapping", EXAMPLE / "survey.yaml", *arguments)


def meters(*arguments):
    return run("meters", EXAMPLE / "meters.csv", "--mapping", EXAMPLE / "meters.yaml", *arguments)


def test_survey_shows_groups_and_writes_sections_that_a_scenario_takes(tmp_path):
    out = tmp_path / "groups.yaml"
    found = survey("--households", 364, "--out", out)
    assert found.exit_code == 0, found.output
    for part in ("80 households asked, standing for 364", "cattle keepers (yard tap)", "unverified !",
                 "Latin-1", "per owner"):  # fmt: skip
        assert part in found.output
    head = "schema: 1\nname: x\ncurrency: COP\n"
    problems = [str(p) for p in scenario_from_text(head + out.read_text("utf-8")).problems]
    # only what a survey does not hold is missing
    assert problems == [f"scenario:1: {key}: {key} is missing; the scenario needs it"
                        for key in ("location", "horizon")]  # fmt: skip


def test_survey_as_json_carries_numbers_intervals_and_the_yaml():
    found = survey("--households", 364, "--format", "json", "--ranges")
    data = json.loads(found.stdout)
    assert sum(group["count"] for group in data["groups"]) == pytest.approx(364)
    assert "{low: " in data["yaml"]
    assert data["groups"][0]["persons_per_household"]["standard_error"] > 0


def test_meters_show_every_part():
    found = meters("--allocation", "40 m3/household/month")
    assert found.exit_code == 0, found.output
    for part in ("Measured use", "Against 40 m3/household/month", "households above it",
                 "Productive part", "Calibrated rates", "L/head/day", "rollover", "stuck"):  # fmt: skip
        assert part in found.output


def test_meters_as_json_give_back_what_the_example_was_made_of():
    data = json.loads(meters("--format", "json").stdout)
    # the example was drawn with 42 L/head/day, 2.2 L/m2/day and 85 L/person/day, and 40 L/day for
    # each m3 of tank, which the rates of the mapping do not name and the persons' rate takes up
    rates = {rate["driver"]: rate for rate in data["calibration"]["rates"]}
    for name, true in {"dairy_cow": 42, "garden_area": 2.2}.items():
        assert rates[name]["low"] < true < rates[name]["high"]
    assert rates["persons"]["low"] > 85
    assert {issue["kind"] for issue in data["issues"]} == {"rollover", "stuck", "impossible", "gap"}
    assert data["allocation"] is None


def test_meters_stand_beside_the_groups_of_a_scenario():
    found = meters("--scenario", "la-palma-tres-puertas", "--format", "json")
    data = json.loads(found.stdout)
    # the scenario's village houses are those of the survey by name, its other groups are not
    ratios = {g["group"]: g["measured_over_design"] for g in data["groups"]}
    assert ratios["village houses"]["value"] > 0
    assert ratios["cattle keepers (yard tap)"] is None
    assert any("the design has no group 'cattle keepers" in note for note in data["notes"])


def test_drivers_say_in_words_what_explains_use():
    found = run("drivers", EXAMPLE / "survey.csv", "--mapping", EXAMPLE / "survey.yaml")
    assert found.exit_code == 0, found.output
    assert re.search(
        r"dairy_cow: \d+ % of them; one head more goes with [\d.]+ L/day more", found.output
    )
    assert "need not cause" in found.output
    data = json.loads(run("drivers", EXAMPLE / "survey.csv", "--mapping", EXAMPLE / "survey.yaml",
                          "--format", "json").stdout)  # fmt: skip
    parts = [d["importance"] for d in data["regression"]["drivers"][1:]]
    assert np.sum(parts) == pytest.approx(data["regression"]["r2"])


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (("--households", "3"), "fewer than the 80 asked"),
        (("--confidence", "90"), "a confidence of 90 is out of range"),
        (("--format", "xml"), "unknown format"),
        (("--out", EXAMPLE / "survey.csv"), "is one of the files read"),
        (("--out", EXAMPLE / "no" / "such.yaml"), "cannot write"),
    ],
)
def test_wrong_options_are_a_users_mistake(arguments, wanted):
    found = survey(*arguments)
    assert isinstance(found.exception, MusdesignError)
    assert wanted in str(found.exception)


def test_a_file_that_is_not_there_is_a_users_mistake():
    found = run("survey", "nowhere.csv", "--mapping", EXAMPLE / "survey.yaml")
    assert "cannot read 'nowhere.csv'" in str(found.exception)
    found = run("survey", EXAMPLE / "survey.csv", "--mapping", "nowhere.yaml")
    assert "cannot read 'nowhere.yaml'" in str(found.exception)


def test_mistakes_end_with_exit_code_2_and_one_line_each(tmp_path):
    text = (EXAMPLE / "survey.yaml").read_text(encoding="utf-8")
    form = tmp_path / "survey.yaml"
    form.write_text(text.replace("persons: personas", "persons: persona")
                    .replace("dairy_cow: vacas", "dairy_cow: baca"), encoding="utf-8")  # fmt: skip
    found = commands.run("field", "survey", EXAMPLE / "survey.csv", "--mapping", form)
    assert found.returncode == 2
    lines = found.stderr.strip().splitlines()
    assert len(lines) == 2, lines
    assert "did you mean 'personas'?" in lines[0]
    assert "did you mean 'vacas'?" in lines[1]


def test_every_mapping_of_the_documentation_is_the_one_that_runs():
    text = (DOCS / "field-data.md").read_text(encoding="utf-8")
    for name in ("survey.yaml", "meters.yaml"):
        assert (EXAMPLE / name).read_text(encoding="utf-8").strip() in text
