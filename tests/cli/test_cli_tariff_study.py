"""The commands of a tariff study, as a user runs them."""

import json

import pytest
from typer.testing import CliRunner

from musdesign.cli import app
from musdesign.errors import MusdesignError

CASE = "la-palma-tres-puertas"
FEW = ["--set", "tariff_study.draws=40"]


def run(*words):
    return CliRunner().invoke(app, ["tariff", *words, *FEW])


def found(*words):
    answer = run(*words, "--format", "json")
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


def test_incidence_shows_groups_fifths_uses_and_the_alternative():
    result = found("incidence", CASE)
    first = result["tariffs"][0]
    assert first["name"] == "co-rural-domestic"
    assert len(first["effects"]["quintiles"]) == 5
    paid = {use["use"]: use["paid_per_m3"] for use in first["effects"]["uses"]}
    assert paid["livestock"] > paid["domestic"]
    other = first["alternative"]
    assert other["revenue_year"] == pytest.approx(first["effects"]["revenue_year"])
    # W22: La Palma's 40 m3 at 1,400 m
    blocks = {"basic": 13, "complementary": 13, "sumptuary": 14}
    assert first["allowance_blocks_m3"] == blocks
    assert [p["block_m3"] for p in first["penalties"] if "40 m3" in p["group"]] == [
        [13, 13, 14]
    ] * 2
    assert any(rule["verdict"] == "keeps" for rule in first["rules"])
    smallholder = first["penalties"][0]
    assert smallholder["block_m3"][:2] == [13, 13]
    assert sum(smallholder["block_m3"]) == pytest.approx(smallholder["use_m3_month"])


def test_respond_runs_the_chosen_elasticity_and_the_ends_of_the_range():
    result = found("respond", CASE, "--to", "co-rural-multiple-use", "--elasticity=-0.4")
    rows = result["responses"]
    assert [row["price_elasticity"] for row in rows] == [-0.4, -0.3, -0.6]
    assert rows[0]["use_before_m3_year"] == rows[1]["use_before_m3_year"]


def test_search_covers_the_revenue_within_the_rise_and_says_what_it_costs():
    result = found("search", CASE, "--revenue", "present", "--max-rise", "20 %")
    assert result["found"]["revenue_year"] == pytest.approx(result["revenue_target_year"], rel=1e-6)
    assert result["found"]["gap_month"] == pytest.approx(result["found"]["bound"], rel=1e-5)
    assert all(row["largest_rise"] <= 0.2001 for row in result["changes"])
    assert result["found"]["duals"][0]["gap_month"] >= 0
    assert result["effects"]["affordability"]["gap_month"] <= (
        result["present"]["affordability"]["gap_month"] + 1e-6
    )


def test_search_compares_forms():
    options = found("search", CASE, "--rung", "operation", "--pareto")["options"]
    assert any(option["unbeaten"] for option in options)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("search", CASE, "--blocks", "13,26"), "13"),
        (("search", CASE, "--blocks", "26 13"), "rising"),
        (("search", CASE, "--rung", "operations"), "did you mean 'operation'"),
        (("search", CASE, "--rung", "operation", "--revenue", "present"), "give one"),
        (("search", CASE, "--max-rise", "20"), "--max-rise"),
        (("search", CASE, "--revenue", "5 KES/year"), "KES"),
        (("search", CASE, "--max-rise", "10 %"), "can be covered"),
        (("search", CASE, "--objective", "gini", "--revenue", "present"), "gap or headcount"),
        (("respond", CASE, "--to", "co-rural"), "did you mean"),
        (("respond", CASE, "--to", "co-rural-multiple-use", "--elasticity", "0.3"), "elasticity"),
        (("incidence", "valle-del-cauca-household"), "no tariff"),
    ],
)
def test_a_mistake_gets_one_clear_message(words, told):
    answer = run(*words)
    assert isinstance(answer.exception, MusdesignError), answer.output
    assert told in str(answer.exception)


def test_tables_are_printed():
    for words in (("incidence", CASE), ("search", CASE, "--revenue", "present", "--pareto"),
                  ("respond", CASE, "--to", "co-rural-multiple-use"),
                  ("search", CASE, "--revenue", "present")):  # fmt: skip
        answer = run(*words)
        assert answer.exit_code == 0, answer.output


def test_a_board_sees_cash_risk_water_meters_sharing_and_the_way():
    result = found("board", CASE, "--to", "co-rural-multiple-use", "--max-rise", "10 %")
    assert len(result["collection"]["due_month"]) == 12
    balance = result["balance"]
    parts = ("billed_m3", "unregistered_m3", "unbilled_m3", "lost_m3")
    assert sum(balance[p] for p in parts) == pytest.approx(balance["produced_m3"])
    assert result["way"][-1]["share"] == pytest.approx(1.0)
    assert all(year["largest_rise"] <= 0.1 + 1e-9 for year in result["way"])
    assert run("board", CASE).exit_code == 0


def test_rules_are_shown_and_a_tariff_is_held_against_them():
    def plain(*words):
        return CliRunner().invoke(app, ["tariff", *words])

    rules = json.loads(plain("rules", "col", "--year", "2027", "--format", "json").stdout)
    assert any(rule["instrument"] == "CRA 1038 of 2026" for rule in rules)
    assert plain("check", "co-marinilla-2016", "--altitude", "2100 m").exit_code == 0
    # the basic block of 11 m3 holds above 2,000 m alone
    assert plain("check", "co-marinilla-2016", "--altitude", "1400 m").exit_code == 1


def test_legal_caps_are_kept_and_where_none_are_on_file_that_is_told():
    result = found("search", CASE, "--revenue", "present", "--legal")["found"]
    full = result["prices_per_m3"]["E4"]
    assert result["prices_per_m3"]["E1"][0] >= 0.3 * full[0] - 1e-6
    assert result["prices_per_m3"]["E1"][2] == pytest.approx(full[2])
    answer = run("search", "nepal-two-tank", "--revenue", "present", "--legal")
    assert "no legal caps" in str(answer.exception)


def test_the_goals_of_the_scenario_count_where_no_option_says_otherwise():
    goals = (
        "tariff_study.goals={bring: as today, share: 95 %, most_rise: 30 %, "
        "block_ends: [20 m3/month], fixed_charge: false}"
    )
    own = found("search", CASE, "--set", goals)
    asked = found("search", CASE, "--revenue", "present", "--share", "95 %", "--max-rise", "30 %",
                  "--blocks", "20", "--no-fixed-charge")  # fmt: skip
    assert own["found"] == asked["found"]
    other = found("search", CASE, "--set", goals, "--share", "90 %", "--fixed-charge")
    assert other["revenue_target_year"] == pytest.approx(own["revenue_target_year"] * 90 / 95)
