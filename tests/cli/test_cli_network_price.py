"""The price of multiple use as a user meets it."""

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from musdesign.cli import app
from musdesign.errors import MusdesignError

sys.path.insert(0, str(Path(__file__).parents[1] / "network"))
from network_files import OWN


def priced(folder, name, text, *arguments):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    found = CliRunner().invoke(app, ["network", "price", str(path), "--format", "json", *arguments])
    if found.exception and not isinstance(found.exception, SystemExit):
        raise found.exception
    assert found.exit_code == 0
    return json.loads(found.stdout)


def test_price_gives_curve_marginal_costs_and_shares_that_add_up(tmp_path):
    data = priced(tmp_path, "a.yaml", OWN, "--from", "0.5", "--to", "1", "--points", "3")
    costs = [point["cost"] for point in data["curve"]]
    assert costs == sorted(costs)
    assert {point["id"] for point in data["nodes"]} == {"fork", "village", "plots"}
    assert all(point["per_m3_day"] >= 0 and point["per_m"] >= 0 for point in data["nodes"])
    assert {share["use"] for share in data["shares"]} == {"taps", "irrigation"}
    total = sum(share["share"] for share in data["shares"])
    assert total == pytest.approx(costs[-1], rel=1e-5)


def test_a_curve_of_no_points_is_refused(tmp_path):
    with pytest.raises(MusdesignError, match="no curve of 1 points"):
        priced(tmp_path, "a.yaml", OWN, "--points", "1")


def test_price_of_a_scenario_shares_the_cost_among_its_uses():
    found = CliRunner().invoke(
        app, ["network", "price", "bushbuckridge-village", "--points", "2", "--format", "json"]
    )
    assert found.exit_code == 0
    data = json.loads(found.stdout)
    assert data["shared_by"] == "use"
    assert {share["use"] for share in data["shares"]} >= {"domestic", "livestock", "gardens"}
    assert sum(s["share"] for s in data["shares"]) == pytest.approx(data["cost"], rel=1e-6)
    shown = CliRunner().invoke(app, ["network", "price", "bushbuckridge-village", "--points", "2"])
    assert "fair shares by use" in shown.stdout


def test_size_of_a_scheme_with_several_ways_of_use_is_run_for_a_week():
    found = CliRunner().invoke(app, ["network", "size", "four-hamlets", "--format", "json"])
    assert found.exit_code == 0
    data = json.loads(found.stdout)
    assert data["loads"] == [
        "taps", "irrigation turn 1", "irrigation turn 2", "irrigation turn 3", "night filling",
    ]  # fmt: skip
    assert data["feasible"]
    assert data["single_diameter_cost"] > data["cost"]
    assert data["verification"]["agrees"]
    assert data["week"]["agrees"]
    assert {p["fitting"] for p in data["profile"]} >= {"air valve", "washout"}
    assert len({s["pressure_class"] for link in data["links"] for s in link["segments"]}) > 1
