"""Pipes of a scheme for several loads: groups at nodes, hours of the day, and a survey."""

from __future__ import annotations

import pytest

import musdesign as mus
from musdesign.errors import MusdesignError
from musdesign.flow.pipe_cases import hour_loads

CASE = "la-palma-tres-puertas"
VILLAGE, FARMS = ("palma", "puertas"), ("farms",)


def placed():
    """Put villagers into the villages and farmers on the farms of the shipped scheme."""
    nodes = mus.load(CASE).scenario.network.nodes
    changes = {"households[0].uses.gardens[0].pattern": "garden_evening"}
    for i, node in enumerate(nodes):
        if node.households and node.id.startswith(VILLAGE):
            changes[f"network.nodes[{i}].groups"] = {"village houses": node.households}
        elif node.households and node.id.startswith(FARMS):
            half = node.households / 2
            changes[f"network.nodes[{i}].groups"] = {
                "coffee smallholders": half,
                "cattle keepers": half,
            }
    return changes


def test_each_pipe_carries_the_largest_of_its_own_hours():
    result = mus.design(mus.load(CASE, placed()), with_futures=False)
    assert result.network.feasible
    names = [load.load for load in result.network.loads]
    assert len(names) > 1  # farms and villages do not draw most in one hour
    for i, link in enumerate(result.network.links):
        assert abs(link.flow_lps) == pytest.approx(
            max(load.flows_lps[i] for load in result.network.loads), rel=1e-6
        )
    assert result.verification.max_pressure_difference_m < 0.01
    assert any("several ways of use" in note for note in result.notes)


def test_the_draws_of_all_nodes_make_the_peak_of_the_scheme():
    scheme = mus.load(CASE, placed())
    result = mus.design(scheme, with_futures=False)
    loads = hour_loads(scheme.scenario.network, result.demand)
    totals = [sum(draws[k] for draws in loads.draws_lps.values()) for k in range(len(loads.names))]
    assert max(totals) == pytest.approx(result.demand.peak_hour_lps, rel=1e-6)
    assert sum(loads.day_m3.values()) == pytest.approx(result.demand.max_day_m3, rel=1e-6)


def test_a_survey_with_a_hill_costs_more_and_keeps_the_hill_full():
    plain = mus.design(mus.load(CASE), with_futures=False)
    links = [link.id for link in mus.load(CASE).scenario.network.links]
    hill = {
        f"network.links[{links.index('p5')}].profile": [
            {"distance": "260 m", "elevation": "1530 m"}
        ]
    }
    found = mus.design(mus.load(CASE, hill), with_futures=False)
    assert found.network.feasible
    assert found.network.cost > plain.network.cost


def test_a_survey_below_the_grade_line_changes_nothing():
    plain = mus.design(mus.load(CASE), with_futures=False)
    links = [link.id for link in mus.load(CASE).scenario.network.links]
    change = {
        f"network.links[{links.index('p5')}].profile": [
            {"distance": "260 m", "elevation": "1500 m"}
        ]
    }
    found = mus.design(mus.load(CASE, change), with_futures=False)
    # One peak hour and the same limits: two engines, one cost.
    assert found.network.cost == pytest.approx(plain.network.cost, rel=1e-3)


def test_warm_water_takes_stronger_pipes():
    plain = mus.design(mus.load(CASE), with_futures=False)
    warm = mus.design(mus.load(CASE, {"network.water_temperature": "35 degC"}), with_futures=False)
    strength = [
        min(s.working_head_m for link in r.network.links for s in link.segments)
        for r in (plain, warm)
    ]
    assert strength[1] < strength[0]
    for link in warm.network.links:
        assert all(s.working_head_m >= link.static_m - 1e-6 for s in link.segments)


def test_unknown_groups_and_loose_survey_points_are_told():
    nodes = mus.load(CASE).scenario.network.nodes
    i = next(k for k, node in enumerate(nodes) if node.households)
    with pytest.raises(MusdesignError, match="did you mean 'village houses'"):
        mus.load(CASE, {f"network.nodes[{i}].groups": {"village house": 3}})
    with pytest.raises(MusdesignError, match="beyond the end"):
        mus.load(
            CASE,
            {"network.links[0].profile": [{"distance": "9000 m", "elevation": "1500 m"}]},
        )
