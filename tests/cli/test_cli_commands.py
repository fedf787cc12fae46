"""The command line as a user meets it: answers, exit codes, messages, no traceback."""

import json
import os
import subprocess
import sys

import jsonschema
import pytest

from tests.commands import ROOT, data, run

LA_PALMA = "scenarios/la-palma-tres-puertas.yaml"


def process(*arguments, cwd=ROOT):
    """Run a command in a process of its own, as a user's shell does."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "140"}
    found = subprocess.run(
        [sys.executable, "-m", "musdesign", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in found.stderr, found.stderr
    return found


def test_the_first_command_of_the_readme_shows_the_whole_answer():
    found = process("design", LA_PALMA)
    assert found.returncode == 0, found.stderr
    for part in (
        "Needs in the design year",
        "Sources against needs",
        "Storage",
        "Pipes at least cost",
        "per household",
        "What the standards say",
        "Bills",
        "Three futures",
        "Assumptions",
        "EPANET agrees",
        "unverified",
    ):
        assert part in found.stdout


def test_json_is_one_object_that_fits_the_published_schema():
    result = data("design", LA_PALMA)
    schema = json.loads(run("schema", "result").stdout)
    jsonschema.Draft202012Validator(schema).validate(result)
    assert {
        "demand",
        "supply",
        "storage",
        "network",
        "checks",
        "costs",
        "tariffs",
        "assumptions",
        "standard_design",
        "unplanned",
        "currency",
        "design_year",
    } <= set(result)
    assert {
        "mean_day_m3",
        "max_day_m3",
        "peak_hour_lps",
        "per_person_l_day",
        "by_use_m3_day",
        "by_month_m3_day",
    } <= set(result["demand"])
    assert {
        "standard",
        "clause",
        "parameter",
        "verdict",
        "value",
        "limit",
        "unit",
        "bound",
        "basis",
    } <= set(result["checks"][0])
    assert {"name", "bills", "cost_recovery"} <= set(result["tariffs"][0])
    assert result["currency"] == "COP"
    assert result["design_year"] == 2051


def test_the_schema_of_the_scenario_is_json_schema():
    jsonschema.Draft202012Validator.check_schema(json.loads(run("schema", "scenario").stdout))
    assert run("schema", "nonsense").returncode == 2


def test_set_moves_the_answer():
    before = data("demand", LA_PALMA)["demand"]
    after = data("demand", LA_PALMA, "--set", "households[1].uses.livestock.dairy_cow=12")["demand"]
    assert after["by_use_m3_day"]["livestock"] > before["by_use_m3_day"]["livestock"]
    assert after["mean_day_m3"] > before["mean_day_m3"]


@pytest.mark.parametrize("command", ["demand", "supply", "network", "cost", "bills"])
def test_each_stage_has_its_table_and_its_json(command):
    assert run(command, "caico-alto").stdout.strip()
    assert data(command, "caico-alto")["currency"] == "BOB"


def test_ten_mistakes_give_ten_messages_with_their_lines_and_exit_code_2():
    found = process("design", "tests/cli/bad-scenario.yaml")
    assert found.returncode == 2
    assert found.stdout == ""
    messages = found.stderr.strip().splitlines()
    expected = {
        4: "unknown standard", 11: "11 values where 12", 19: "unknown key 'hause'", 21: "no unit",
        23: "did you mean 'tomato'", 24: "out of range", 26: "duplicate key", 28: "needs flow",
        29: "comma", 34: "elevation is missing",
    }  # fmt: skip
    assert len(messages) == len(expected) == 10, found.stderr
    for message, (line, words) in zip(messages, sorted(expected.items()), strict=True):
        assert message.startswith(f"tests/cli/bad-scenario.yaml:{line}: ")
        assert words in message


@pytest.mark.parametrize(
    "arguments",
    [
        ("design", "nowhere.yaml"), ("design", "la-palma-tres-puerta"), ("design", LA_PALMA, "--set", "losses"),
        ("design", LA_PALMA, "--set", "losses=lots"), ("design", LA_PALMA, "--set", "households[9].size=4"),
        ("design", LA_PALMA, "--set", "losses=1,5 %"), ("design", LA_PALMA, "--set", "[=4"),
        ("design", LA_PALMA, "--format", "xml"), ("check", LA_PALMA, "--standard", "co-mvct"),
        ("check", LA_PALMA, "--as-of", "yesterday"), ("tariff", "bill", "co-marinilla-2016", "--usage", "18"),
        ("tariff", "bill", "co-marinilla-2016", "--usage", "-3 m3", "--class", "E1"),
        ("tariff", "bill", "co-marinilla-2016", "--usage", "18 m3"), ("standards", "show", "xx"),
        ("standards", "ask", "COL", "--parameter", "nonsense"), ("explain", LA_PALMA, "nothing"),
        ("sweep", LA_PALMA, "losses", "lots"), ("design", "README.md"), ("design", "tests"),
    ],
)  # fmt: skip
def test_a_users_mistake_is_one_clear_message_and_exit_code_2(arguments):
    found = run(*arguments)
    assert found.returncode == 2, found.stdout + found.stderr
    assert found.stderr.strip()


def test_check_exits_1_where_a_requested_standard_is_broken_and_0_where_it_is_met():
    broken = run("check", LA_PALMA, "--standard", "co-mavdt-2320-2009")
    assert broken.returncode == 1
    assert "breaks by" in broken.stdout
    assert run("check", "ido-jalala", "--standard", "et-gtp2-2015").returncode == 0


def test_a_bill_is_shown_line_by_line():
    # published prices of May 2016: 2,993.46 + 11 x 926.07 + 7 x 1,322.96
    assert (
        "22,440.95"
        in run("tariff", "bill", "co-marinilla-2016", "--class", "E1", "--usage", "18 m3").stdout
    )
    assert data("tariff", "bill", "co-marinilla-2016", "--class", "E1", "--usage", "18,0 m3")[
        "total"
    ] == pytest.approx(22440.95)


def test_standards_are_listed_shown_and_asked():
    assert "co-mvct-0330-2017" in run("standards", "list").stdout
    assert "Art. 43" in run("standards", "show", "co-mvct-0330-2017").stdout
    answers = data(
        "standards",
        "ask",
        "COL",
        "--parameter",
        "net_domestic_allocation",
        "--set",
        "altitude=800 m",
        "--set",
        "population=2000",
        "--as-of",
        "2010-01-01",
    )
    assert [a["value"] for a in answers] == [100.0]
    assert {
        "value",
        "low",
        "high",
        "text",
        "unit",
        "bound",
        "instrument",
        "clause",
        "basis",
        "in_force_from",
        "in_force_to",
    } <= set(answers[0])


def test_out_writes_the_result_the_tables_and_the_epanet_file(tmp_path):
    assert run("design", "caico-alto", "--out", str(tmp_path / "new")).returncode == 0
    names = {path.name for path in (tmp_path / "new").iterdir()}
    assert {
        "result.json",
        "network.inp",
        "assumptions.csv",
        "checks.csv",
        "needs.csv",
        "pipes.csv",
    } <= names
    assert (
        json.loads((tmp_path / "new" / "result.json").read_text(encoding="utf-8"))["name"]
        == "Caico Alto"
    )


def test_futures_and_sweeps_stand_side_by_side():
    assert "norm's design, real need" in run("compare", LA_PALMA).stdout
    rows = data(
        "sweep", LA_PALMA, "households[0].uses.domestic.rate", "80 L/person/day", "160 L/person/day"
    )["rows"]
    need = next(row for row in rows if row["name"] == "mean day")["values"]
    assert need[0] < need[1]


def test_explain_shows_formula_inputs_and_source():
    assert "demand.peak_hour" in run("explain", LA_PALMA).stdout
    text = run("explain", LA_PALMA, "population").stdout
    assert "population * (1 + rate) ^ years" in text
    assert "source:" in text


def test_the_command_works_from_another_folder(tmp_path):
    assert process("design", "ifa-daba", cwd=tmp_path).returncode == 0
    assert list(tmp_path.iterdir()) == []
