"""The tree engine and HiGHS, two models of the same problem written apart, on random trees."""

import math

import network_published as published
import pytest
from network_random import KINDS, random_problem

from musdesign.network import optimise

AMOUNT = {"pipes": 220, "tanks": 220, "tanks and pumps": 60, "breaks and classes": 220}


@pytest.mark.parametrize("kind", KINDS)
def test_the_tree_engine_and_highs_find_the_same_cost(kind):
    designs = 0
    for seed in range(AMOUNT[kind]):
        problem = random_problem(seed, kind, most=9)
        tree, milp = (
            optimise(problem, engine=engine, explain=False) for engine in ("tree", "milp")
        )
        assert tree.feasible == milp.feasible, seed
        if not tree.feasible:
            continue
        designs += 1
        assert tree.cost == pytest.approx(milp.cost, rel=1e-6), seed
        assert tree.lower_bound <= milp.cost * (1 + 1e-6)
        assert tree.gap <= 1e-6
        assert milp.gap <= 1e-5  # the solver's own tolerance on whole numbers
        for design in (tree, milp):
            assert all(node.shortfall_m == 0 for node in design.nodes), seed
    assert designs >= AMOUNT[kind] / 2


@pytest.mark.slow
def test_they_agree_on_two_hundred_schemes_with_tanks_and_pumps():
    designs = 0
    for seed in range(1000, 1280):
        problem = random_problem(seed, "tanks and pumps", most=8)
        tree, milp = (
            optimise(problem, engine=engine, explain=False) for engine in ("tree", "milp")
        )
        assert tree.feasible == milp.feasible, seed
        if tree.feasible:
            designs += 1
            assert tree.cost == pytest.approx(milp.cost, rel=1e-6), seed
    assert designs >= 200


@pytest.mark.parametrize(
    ("problem", "cost"),
    [
        (published.sample(), 13_048_236.71),
        (published.sample_with_tanks(), 23_542_697.97),
        (published.sample_with_pumps(), 21_143_862.23),
    ],
    ids=["pipes", "tanks", "tanks and pumps"],
)
def test_highs_finds_the_published_optimum_too(problem, cost):
    design = optimise(problem, engine="milp")
    assert design.cost == pytest.approx(cost, rel=1e-6)
    assert design.lower_bound == pytest.approx(cost, rel=1e-6)


def test_one_diameter_a_link_costs_more_and_is_found_by_both():
    problem = published.sample()
    tree = optimise(problem, engine="tree", both=True)
    milp = optimise(problem, engine="milp", both=True)
    assert tree.single_cost == pytest.approx(milp.single_cost, rel=1e-6)
    assert tree.single_cost > tree.cost
    assert math.isclose(tree.single_lower_bound, tree.single_cost, rel_tol=1e-6)
