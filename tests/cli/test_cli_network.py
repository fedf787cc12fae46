"""The commands of network files as a user meets them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import jsonschema
import pytest

from tests import commands

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "network"))
from network_files import INP, JALTANTRA_DEVICES, OWN, TOPOGRAPHY  # noqa: E402


def run(*arguments, cwd):
    return commands.run("network", *arguments, cwd=cwd)


@pytest.fixture
def folder(tmp_path):
    for name, text in (("d.xml", JALTANTRA_DEVICES), ("a.inp", INP), ("a.tpo", TOPOGRAPHY),
                       ("a.yaml", OWN)):  # fmt: skip
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_size_prints_the_promised_keys(folder):
    found = run("size", "d.xml", "--format", "json", "--head-loss", "jaltantra", cwd=folder)
    assert found.returncode == 0, found.stderr
    data = json.loads(found.stdout)
    assert data["head_loss"] == "jaltantra"
    assert {"cost", "lower_bound", "gap", "tanks", "pumps", "break_pressure_tanks"} <= set(data)
    link = data["links"][0]
    assert {"id", "segments", "flow_lps", "headloss_m"} <= set(link)
    assert {"diameter_mm", "pressure_class", "length_m", "cost"} <= set(link["segments"][0])
    assert {"id", "head_m", "pressure_m", "static_m"} <= set(data["nodes"][0])
    parts = sum(s["cost"] for k in data["links"] for s in k["segments"])
    parts += sum(row["cost"] for row in data["tanks"] + data["pumps"])
    assert parts == pytest.approx(data["cost"], rel=1e-9)
    assert data["week"]["agrees"]


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (("size", "a.yaml"), "network"),
        (("check", "a.inp"), "network-check"),
        (("taps", "a.tpo", "--draws", "50"), "network-taps"),
    ],
)
def test_answers_fit_their_published_schema(folder, arguments, kind):
    from musdesign.report.document import schemas

    found = run(*arguments, "--format", "json", cwd=folder)
    jsonschema.validate(json.loads(found.stdout), schemas()[kind]())


def test_size_writes_tables_pictures_and_files_that_the_engine_takes(folder):
    found = run("size", "a.yaml", "--out", "out", cwd=folder)
    assert found.returncode == 0, found.stderr
    names = {path.name for path in (folder / "out").iterdir()}
    assert {"result.json", "plan.svg", "profile-01.svg", "bill_of_quantities.csv", "pipes.csv",
            "network.inp", "week.inp"} <= names  # fmt: skip
    for name in ("plan.svg", "profile-01.svg"):
        text = (folder / "out" / name).read_text(encoding="utf-8")
        assert text.startswith("<svg")
        assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
    assert run("check", "out/week.inp", "--min-pressure", "1 m", cwd=folder).returncode == 0


def test_an_infeasible_network_is_a_result_that_says_why(folder):
    found = run("size", "a.yaml", "--min-pressure", "70 m", "--format", "json", cwd=folder)
    assert found.returncode == 0, found.stderr
    data = json.loads(found.stdout)
    assert not data["feasible"]
    assert any("village" in reason for reason in data["reasons"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("size", "missing.xml"), "there is no file"),
        (("size", "a.inp", "--head-loss", "manning"), "did you mean|known:"),
        (("size", "a.inp", "--min-pressure", "10"), "has no unit"),
        (("size", "a.inp", "--catalogue", "nothing"), "unknown pipe catalogue"),
        (("size", "a.inp", "--max-velocity", "-1 m/s"), "out of range"),
        (("check", "a.yaml"), "no EPANET network"),
        (("taps", "a.tpo", "--draws", "0"), "0 draws"),
        (("taps", "a.tpo", "--open", "2"), "cannot be"),
        (("taps", "a.inp", "--stored"), "holds no design"),
        (("load-factor", "--taps", "0"), "no load factor"),
    ],
)
def test_wrong_input_ends_with_a_message_and_code_two(folder, arguments, words):
    import re

    found = run(*arguments, cwd=folder)
    assert found.returncode == 2
    assert re.search(words, found.stderr)


def test_a_file_that_breaks_a_limit_ends_with_code_one(folder):
    assert run("check", "a.inp", cwd=folder).returncode == 0
    found = run("check", "a.inp", "--min-pressure", "40 m", "--format", "json", cwd=folder)
    assert found.returncode == 1
    data = json.loads(found.stdout)
    assert not data["passed"]
    assert data["findings"][0]["limit"] == 40


def test_taps_and_load_factors_answer_in_numbers(folder):
    found = run("taps", "a.tpo", "--draws", "200", "--format", "json", cwd=folder)
    assert found.returncode == 0, found.stderr
    data = json.loads(found.stdout)
    assert data["draws"] == 200
    assert data["worst"] in {tap["node"] for tap in data["taps"]}
    assert len(data["orifices"]) == len(data["taps"]) == 3
    found = run("load-factor", "--taps", "6", "--format", "json", cwd=folder)
    data = json.loads(found.stdout)
    assert (round(data["guide"], 2), round(data["code"], 2)) == (2.61, 3.08)


def test_a_scenario_is_still_shown_by_the_bare_command_and_sized_too():
    found = run("scenarios/ido-jalala.yaml", "--format", "json", cwd=ROOT)
    assert found.returncode == 0, found.stderr
    shown = json.loads(found.stdout)["network"]
    found = run("size", "ido-jalala", "--format", "json", cwd=ROOT)
    data = json.loads(found.stdout)
    assert data["cost"] == pytest.approx(shown["cost"])
    assert data["week"]["hours"] == 168
