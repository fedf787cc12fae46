"""Laws on the command line: ask, compare, amend, screen, rights, barriers, the norm's design."""

import json

import pytest

from tests.commands import data, run

LA_PALMA = "la-palma-tres-puertas"
AMENDMENT = """\
schema: 1
name: Allocation for multiple use
why: families grow food and keep animals
changes:
  - clause: Art. 43
    parameter: net_domestic_allocation
    scale: 2.5
    why: gardens and animals
"""


def test_a_question_is_answered_with_everything_that_the_rule_is_known_by():
    # Resolution 2320 of 2009, table 9: 100 L/person/day up to 1,000 m at low complexity
    (found,) = data("standards", "ask", "COL", "--parameter", "allocation", "--set", "altitude=800 m",
                    "--set", "population=2000", "--as-of", "2010-01-01")  # fmt: skip
    keys = ("value", "low", "high", "unit", "bound", "in_force_from", "in_force_to")
    assert [found[key] for key in keys] == [
        100, None, None, "L/person/day", "ceiling", "2009-11-27", "2017-06-17",
    ]  # fmt: skip
    assert {"text", "instrument", "clause", "basis"} <= found.keys()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["standards", "ask", "COL", "--parameter", "net_alocation"], "did you mean"),
        (["standards", "ask", "COL", "--parameter", "k1", "--set", "altitide=5"], "did you mean"),
        (["standards", "ask", "Atlantis", "--parameter", "k1"], "no standard 'Atlantis'"),
        (["standards", "ask", "COL", "--parameter", "k1", "--set", "altitude=5 kg"], "altitude"),
        (["standards", "ask", "COL", "--parameter", "k1", "--as-of", "yesterday"], "YYYY-MM-DD"),
        (["standards", "ask", "COL", "--parameter", "k1", "--basis", "sure"], "primary, secondary"),
        (["standards", "show", "COL"], "instruments"),
        (["standards", "diff", "co-mvct-0330-2017"], "two instruments"),
        (["standards", "diff", "co-mvct-0330-2017", "--amend", "nowhere.yaml"], "no amendment"),
        (["check", LA_PALMA, "--standard", "co-mvct-0330-2016"], "did you mean"),
        (["check", LA_PALMA, "--basis", "sure"], "primary, secondary"),
        (["standards", "barriers", "zimbabwe-village"], "names no standard"),
    ],
)
def test_a_mistaken_question_gets_one_clear_message(arguments, words):
    found = run(*arguments)
    assert found.returncode == 2
    assert words in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1


def test_a_broken_standard_ends_with_code_one_and_its_amended_clause_is_met(tmp_path):
    path = tmp_path / "amendment.yaml"
    path.write_text(AMENDMENT, encoding="utf-8")
    urban = ["--set", "location.area=urban"]
    broken = data("check", LA_PALMA, "--standard", "MVCT 0330/2017", *urban, code=1)
    limit = {
        c["reading"]: c
        for c in broken["checks"]
        if c["parameter"] == "net_domestic_allocation" and c["value"]
    }
    assert limit["all household use"]["verdict"] == "breaks"
    assert limit["all household use"]["unit"] == "L/person/day"
    arguments = ["--standard", "co-mvct-0330-2017", "--amend", str(path), *urban]
    amended = json.loads(run("check", LA_PALMA, *arguments, "--format", "json").stdout)
    assert amended["amended"][0]["before"] == "ceiling 140 L/person/day"
    rows = [
        c for c in amended["checks"] if c["parameter"] == "net_domestic_allocation" and c["value"]
    ]
    assert {c["verdict"] for c in rows} == {"meets"}
    assert {c["basis"] for c in rows} == {"unverified"}


def test_a_basis_keeps_only_what_was_read_so_well():
    every = data("check", LA_PALMA, "--standard", "co-mvct-0330-2017")["checks"]
    primary = data("check", LA_PALMA, "--standard", "co-mvct-0330-2017", "--basis", "primary")[
        "checks"
    ]
    assert {c["basis"] for c in primary} <= {"primary"}
    assert len(primary) == sum(c["basis"] == "primary" for c in every)


def test_two_laws_are_compared_value_by_value_and_by_their_effect_on_a_scheme():
    found = data(
        "standards", "diff", "co-mavdt-2320-2009", "co-mvct-0330-2017", "--scenario", LA_PALMA
    )
    rows = [r for r in found["rows"] if r["parameter"] == "net_domestic_allocation"]
    assert {r["change"] for r in rows} >= {40, 30}
    figures = {row["name"]: row["values"] for row in found["effect"]["figures"]["rows"]}
    # the norm's own design follows its allocation (90 and 130), the need does not
    assert figures["water need per person"][:2] == [figures["water need per person"][0]] * 2
    assert figures["water need per person"][2:] == pytest.approx([90, 130])
    assert {
        "capital",
        "life-cycle cost",
        "mean household bill",
        "community storage",
    } <= figures.keys()
    assert any(v["first"] and v["second"] for v in found["effect"]["verdicts"])


def test_an_amended_law_changes_the_norms_own_design(tmp_path):
    path = tmp_path / "amendment.yaml"
    path.write_text(AMENDMENT, encoding="utf-8")
    found = data("standards", "norm", LA_PALMA, "--amend", str(path))
    rows = {row["name"]: row for row in found["rows"]}
    assert rows["net allocation"]["norm"] == 2.5 * 130
    before = {r["name"]: r for r in data("standards", "norm", LA_PALMA)["rows"]}
    assert rows["largest day"]["norm"] == pytest.approx(2.5 * before["largest day"]["norm"])
    assert rows["largest day"]["need"] == pytest.approx(before["largest day"]["need"])


def test_barriers_come_with_an_amendment_that_lets_the_scheme_pass(tmp_path):
    path = tmp_path / "least.yaml"
    urban = ["--set", "location.area=urban"]
    found = data("standards", "barriers", LA_PALMA, "--out", str(path), *urban)
    barriers = found["co-mvct-0330-2017"]["barriers"]
    barrier = barriers[0]
    assert (barrier["clause"], barrier["because_of_multiple_use"]) == ("Art. 43", True)
    assert barrier["new_limit"] == pytest.approx(barrier["value"], rel=1e-3)
    after = data("check", LA_PALMA, "--standard", "co-mvct-0330-2017", "--amend", str(path), *urban)
    assert not [c for c in after["checks"] if c["verdict"] == "breaks"]


def test_one_scheme_stands_before_every_law_in_force():
    found = data("standards", "screen", LA_PALMA)
    by_name = {item["instrument"]: item for item in found["instruments"]}
    assert "co-ras-2000" not in by_name
    assert len({item["country"] for item in found["instruments"]}) >= 8
    south_africa = by_name["za-gn22355-2001"]
    assert south_africa["meets"] >= 1
    then = data("standards", "screen", LA_PALMA, "--as-of", "2012-01-01")
    assert "co-mavdt-2320-2009" in {item["instrument"] for item in then["instruments"]}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["standards", "list", "--country", "Colombia"], "co-mvct-0330-2017"),
        (["standards", "show", "co-mvct-0330-2017"], "Resolución 0330 de 2017"),
        (["standards", "ask", "COL", "--parameter", "k1", "--set", "population=900"], "1.3"),
        (["standards", "diff", "co-mavdt-2320-2009", "co-mvct-0330-2017"], "+40 (+44 %)"),
        (["standards", "screen", LA_PALMA], "South Africa"),
        (["standards", "barriers", LA_PALMA], "least change"),
        (["standards", "rights", LA_PALMA], "Water rights"),
        (["standards", "norm", LA_PALMA], "net allocation"),
        (["standards", "amendments"], "what"),
    ],
)
def test_every_command_reads_well_in_a_terminal(arguments, words):
    found = run(*arguments)
    assert found.returncode == 0, found.stderr
    assert words in found.stdout


@pytest.mark.parametrize(
    ("day", "norm"),
    [
        ("2005-01-01", "co-ras-2000"),
        ("2012-01-01", "co-mavdt-2320-2009"),
        ("2020-01-01", "co-mvct-0330-2017"),
    ],
)
def test_a_country_stands_for_its_law_of_the_day(day, norm):
    # RAS 2000 until 2009-11-27, Resolution 2320 until 2017-06-17, then Resolution 0330
    found = run("check", LA_PALMA, "--standard", "COL", "--as-of", day, "--format", "json")
    rows = json.loads(found.stdout)["checks"]
    judged = {
        r["standard"] for r in rows if r["parameter"] == "net_domestic_allocation" and r["value"]
    }
    assert judged == {norm}
