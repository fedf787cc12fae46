"""Pipes cut from commercial bars, beside the two designs that NeatWork stores."""

from dataclasses import replace

import network_neatwork as neatwork
import pytest
from network_random import random_problem

from musdesign.network import optimise
from musdesign.network.optimum.bars import in_bars, rounded
from musdesign.network.optimum.heads import heads_of, plan_cost, shortfalls
from musdesign.network.optimum.prepare import make_ready
from musdesign.network.optimum.trace_back import trace_back
from musdesign.network.optimum.tree_engine import solve_tree


@pytest.mark.parametrize(
    ("problem", "stored", "free"),
    [(neatwork.sample_network(), 227.25, 226.05), (neatwork.el_bihajua(), 10_724.116, 10_723.59)],
    ids=["sample network", "El Bihajua"],
)
def test_designs_are_no_dearer_than_those_of_neatwork_under_its_rules(problem, stored, free):
    cut = optimise(replace(problem, bar_length_m=6.0))
    assert cut.feasible
    assert cut.cost <= stored
    assert cut.gap <= 2e-5
    assert all(node.shortfall_m == 0 for node in cut.nodes)
    for link in cut.links:
        cuts = [piece.length_m for piece in link.segments if in_bars(piece.length_m, 6.0)[1] > 1e-5]
        assert len(cuts) <= 1
    assert optimise(problem).cost == pytest.approx(free, rel=2e-5)


def test_rounding_up_keeps_every_limit_and_costs_little():
    for seed in range(30):
        problem = replace(random_problem(seed, "pipes", most=25), bar_length_m=6.0)
        ready = make_ready(problem)
        solved = solve_tree(ready)
        if solved.cost == float("inf"):
            continue
        plan = rounded(ready, trace_back(ready, solved.parts, solved.head_m))
        assert not shortfalls(ready, plan, heads_of(ready, plan))
        assert solved.cost <= plan_cost(ready, plan) <= 1.03 * solved.cost
        for i, shares in plan.shares.items():
            length = problem.links[i].length_m
            rests = [share * length for share in shares.values()]
            assert sum(in_bars(part, 6.0)[1] > 1e-5 for part in rests) <= 1
