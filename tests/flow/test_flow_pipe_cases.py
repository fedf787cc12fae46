"""Load cases of a scheme: taps by their pulses, turns of irrigation, filling at night."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from test_flow_pipe_loads import placed

import musdesign as mus
from musdesign.errors import MusdesignError
from musdesign.flow.pipe_cases import hour_loads
from musdesign.flow.turns import turn_of_nodes

CASE = "la-palma-tres-puertas"
TURNS = {"number": 3, "hours": "12 hour/day"}


def cases(changes):
    scheme = mus.load(CASE, {**placed(), **changes})
    result = mus.design(scheme, with_futures=False)
    assert result.network is not None, result.skipped
    return result, hour_loads(scheme.scenario.network, result.demand)


def test_the_turns_of_a_day_bring_all_the_water_of_the_plots():
    result, loads = cases({"network.turns": TURNS})
    gardens = [p for p in result.demand.uses if p.use == "gardens"]
    gross = 1 - result.demand.loss_fraction
    day = sum(float(np.max(p.month_m3_day * p.daily_factor)) for p in gardens) / gross
    without = hour_loads(
        mus.load(CASE, {**placed(), "network.turns": TURNS}).scenario.network,
        replace(result.demand, uses=tuple(gardens)),
    )
    brought = sum(
        draws[k] * 3.6 * without.hours[k]
        for draws in without.draws_lps.values()
        for k in range(len(without.names))
    )
    assert brought == pytest.approx(day, rel=1e-9)
    assert [name for name in loads.names if "turn" in name] == [
        f"irrigation turn {k}" for k in (1, 2, 3)
    ]


def test_irrigation_in_turns_costs_less_than_all_plots_at_their_own_hour():
    all_at_once, _ = cases({})
    turns, _ = cases({"network.turns": TURNS})
    assert turns.network.feasible
    assert turns.network.cost < all_at_once.network.cost
    assert turns.verification.max_pressure_difference_m < 0.01


def test_a_node_keeps_the_turn_that_is_given():
    section = mus.load(CASE, {**placed(), "network.turns": TURNS}).scenario.network
    volumes = {node.id: node.households for node in section.nodes}
    free = turn_of_nodes(section, volumes)
    assert set(free.values()) == {1, 2, 3}
    loads = [sum(v for n, v in volumes.items() if free.get(n) == k) for k in (1, 2, 3)]
    assert max(loads) < 0.5 * sum(loads)
    at = next(i for i, node in enumerate(section.nodes) if node.id == "farms-1")
    other = free["farms-1"] % 3 + 1
    given = mus.load(
        CASE, {**placed(), "network.turns": TURNS, f"network.nodes[{at}].turn": other}
    ).scenario.network
    assert turn_of_nodes(given, volumes)["farms-1"] == other


def test_filling_at_night_takes_the_use_out_of_the_day():
    _, plain = cases({})
    night = {"uses": ["livestock", "gardens"], "hours": "8 hour/day"}
    result, loads = cases({"network.night_filling": night})
    assert loads.names[-1] == "night filling"
    assert loads.hours[-1] == 8.0
    most = max(sum(draws[:-1]) for draws in loads.draws_lps.values())
    assert most < max(sum(draws) for draws in plain.draws_lps.values())
    parts = [p for p in result.demand.uses if p.use in night["uses"]]
    day = sum(float(np.max(p.month_m3_day * p.daily_factor)) for p in parts)
    day /= 1 - result.demand.loss_fraction
    assert sum(draws[-1] for draws in loads.draws_lps.values()) >= day / (3.6 * 8) * 0.999


def test_pulses_of_groups_give_each_pipe_the_peak_of_its_own_mixture():
    pattern, _ = cases({})
    result, _ = cases({"peaks.connections": "pulses"})
    assert [state.load for state in result.network.loads] == ["taps"]
    assert result.verification.max_flow_difference_lps < 1e-3
    flow = {link.id: link.flow_lps for link in result.network.links}
    alike = {link.id: link.flow_lps for link in pattern.network.links}
    ends = {link.start for link in result.network.links}
    kinds = {node.id: node.kind for node in result.network.nodes}
    for link in result.network.links:
        if kinds[link.end] != "tank":
            assert flow[link.id] >= alike[link.id] * 0.98  # never below the hourly pattern
        below = [k for k in result.network.links if k.start == link.end]
        if kinds[link.end] == "junction" and below:
            assert flow[link.id] >= max(flow[k.id] for k in below) * 0.999
        if link.end not in ends:
            assert flow[link.id] > 0
    # peaks do not fall together: the pipe above carries less than those below it side by side
    fork = [k for k in result.network.links if k.start == "j1"]
    above = next(k for k in result.network.links if k.end == "j1")
    assert len(fork) > 1
    assert flow[above.id] < sum(flow[k.id] for k in fork)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"network.turns": {"number": 0, "hours": "12 hour/day"}}, "number"),
        ({"network.turns": {"number": 3, "hours": "30 hour/day"}}, "hours"),
        ({"network.nodes[3].turn": 2}, "turn that there is not"),
        (
            {
                "network.turns": TURNS,
                "network.night_filling": {"uses": ["gardens"], "hours": "8 hour/day"},
            },
            "in turns and filled at night",
        ),
    ],
)
def test_turns_that_cannot_be_are_refused(changes, told):
    with pytest.raises(MusdesignError, match=told):
        mus.load(CASE, changes)
