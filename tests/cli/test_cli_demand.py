"""The commands that show the need, its chance, and the reference data behind it."""

from __future__ import annotations

import numpy as np
import pytest

from tests.commands import data, run

CASE = "la-palma-tres-puertas"


@pytest.fixture(scope="module")
def demand():
    return data("demand", CASE, "--draws", "300", "--seed", "4")


def test_the_lines_of_the_build_up_sum_to_the_whole_in_every_month_and_hour(demand):
    lines = demand["demand"]["build_up"]
    months = np.sum([line["by_month_m3_day"] for line in lines], axis=0)
    hours = np.sum([line["by_hour_largest_day_lps"] for line in lines], axis=0)
    assert months / 0.75 == pytest.approx(demand["demand"]["by_month_m3_day"])
    assert hours / 0.75 == pytest.approx(demand["demand"]["hourly_max_day_lps"])


def test_a_line_follows_from_one_household_by_hand(demand):
    line = next(x for x in demand["demand"]["build_up"] if x["item"] == "pig_colombia")
    # 180 households grown by 1.2 % for 25 years, three pigs of 18 L a day each
    households = 180 * 1.012**25
    assert line["households"] == pytest.approx(households)
    assert line["per_household_l_day"] == pytest.approx(3 * 18)
    assert line["mean_day_m3"] == pytest.approx(households * 3 * 18 / 1000)


def test_every_line_explains_itself_with_formula_inputs_and_source(demand):
    for line in demand["demand"]["build_up"]:
        assert line["formula"].splitlines()[0].startswith(line["name"]), line["name"]
        assert line["rests_on"], line["name"]
        assert all(
            text.endswith(("primary)", "secondary)", "unverified)")) for text in line["rests_on"]
        )


def test_the_years_run_from_the_base_year_to_the_design_year(demand):
    years = demand["years"]
    assert (years[0]["year"], years[-1]["year"]) == (2026, 2051)
    assert years[0]["population"] == pytest.approx(180 * 5 + 70 * 5.1 + 114 * 5)
    assert years[-1]["mean_day_m3"] == pytest.approx(demand["demand"]["mean_day_m3"])


def test_draws_give_bands_and_say_what_the_largest_day_is(demand):
    sample = demand["sample"]
    assert (sample["draws"], sample["seed"], sample["drawn"]) == (300, 4, ["households[0].size"])
    assert "95th-percentile day" in sample["method"]
    assert "largest month" in demand["demand"]["max_day_method"]
    assert len(sample["by_month"]) == 12
    assert {band["name"] for band in sample["bands"]} >= {"max_day", "peak_hour", "livestock"}


def test_the_table_shows_household_use_month_hour_and_why():
    text = run("demand", CASE).stdout
    for words in (
        "from one household to its group",
        "net m3 on a mean day of each month",
        "largest day by hour",
        "Service level",
        "Through the horizon",
        "Q = persons * rate_l_person_day / 1000",
    ):
        assert words in text


def test_a_whole_design_is_sampled():
    found = data("sample", CASE, "--draws", "4")
    capital = next(band for band in found["bands"] if band["name"] == "capital")
    assert capital["quantiles"]["0.05"] <= capital["mean"] <= capital["quantiles"]["0.95"]


@pytest.mark.parametrize("draws", ["-3", "0.5", "many", "99999999"])
def test_an_impossible_number_of_draws_is_a_message(draws):
    found = run("sample", CASE, "--draws", draws)
    assert found.returncode == 2
    assert "Traceback" not in found.stderr


def test_reference_tables_are_listed_with_their_basis():
    tables = {row["table"]: row for row in data("library")}
    assert tables["enterprises"]["unverified"] > 0
    coffee = data("library", "enterprises", "--find", "ecomill")
    assert [row["key"] for row in coffee] == ["coffee_wet_mill_ecological"]
    wrong = run("library", "enterprise")
    assert wrong.returncode == 2
    assert "did you mean 'enterprises'" in wrong.stderr


def test_a_station_is_shown_with_its_evapotranspiration(tmp_path):
    # FAO-56 example 17, Bangkok in April: 13.73 N, 2 m, 25.6-34.8 degC, vapour pressure 2.85 kPa,
    # wind 2 m/s, sunshine 8.5 h: ETo 5.72 mm/day with the soil heat of a rise from March
    rows = ["month,tmin (C),tmax (C),rain (mm),wind (m/s),sunshine (h),ea (kPa)"]
    rows += [f"{m},25.6,34.8,50,2,8.5,2.85" for m in range(1, 13)]
    path = tmp_path / "bangkok.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    found = data("climate", str(path), "--latitude", "13.7333", "--altitude", "2")
    # here the months are alike, so no heat enters the soil: the example without its G of 0.14
    assert found["months"]["eto_by_month_mm_day"][3] == pytest.approx(5.76, abs=0.06)
    missing = run("climate", str(path))
    assert missing.returncode == 2
    assert "latitude" in missing.stderr


def test_the_worked_survey_of_the_docs_becomes_groups(tmp_path):
    out = tmp_path / "groups.yaml"
    found = run(
        "field", "survey", "docs/field-data/survey.csv", "--mapping", "docs/field-data/survey.yaml",
        "--households", "300", "--out", str(out),
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    assert "households:" in out.read_text(encoding="utf-8")
