"""The tree engine and HiGHS, two models of the same problem written apart, on random trees."""

import math

import network_published as published
import numpy as np
import pytest
from network_random import KINDS, random_problem

from musdesign.network import optimise
from musdesign.network.optimum.link_values import hull, hulls

DESIGNS = 200
MOST_NODES = {"pipes": 9, "tanks": 6, "tanks and pumps": 5, "breaks and classes": 7}
LARGER = {"pipes": 40, "tanks": 20, "tanks and pumps": 8, "breaks and classes": 40}


def compared(kind, seeds, wanted, most):
    """Size schemes by both engines until so many have a design; return cost by seed."""
    found = {}
    for seed in seeds:
        problem = random_problem(seed, kind, most=most)
        tree, milp = (
            optimise(problem, engine=engine, explain=False) for engine in ("tree", "milp")
        )
        assert tree.feasible == milp.feasible, seed
        if not tree.feasible:
            continue
        found[seed] = tree.cost
        assert tree.cost == pytest.approx(milp.cost, rel=1e-6), seed
        assert tree.lower_bound <= milp.cost * (1 + 1e-6)
        assert tree.gap <= 1e-6
        assert milp.gap <= 1e-5  # the solver's own tolerance on whole numbers
        for design in (tree, milp):
            assert all(node.shortfall_m == 0 for node in design.nodes), seed
        if len(found) == wanted:
            break
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_the_tree_engine_and_highs_find_the_same_cost_of_two_hundred_schemes_each(kind):
    designs = compared(kind, range(500), DESIGNS, most=MOST_NODES[kind])
    assert len(designs) == DESIGNS  # of these with no design none counts
    assert len({round(cost, 3) for cost in designs.values()}) == DESIGNS


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_they_agree_on_larger_schemes_too(kind):
    assert len(compared(kind, range(1000, 1300), LARGER[kind], most=14)) == LARGER[kind]


@pytest.mark.parametrize("seed", range(40))
def test_the_hull_of_all_links_at_once_is_that_of_each(seed):
    rng = np.random.default_rng(seed)
    losses = rng.uniform(0.1, 50, (12, 9)).round(rng.integers(0, 4))
    costs = rng.uniform(1, 90, (12, 9)).round(rng.integers(0, 4))
    allowed = rng.random((12, 9)) < 0.7
    for i, found in enumerate(hulls(losses, costs, allowed)):
        columns = np.flatnonzero(allowed[i])
        alone = columns[hull(losses[i, columns], costs[i, columns])]
        # of choices that are the same in both figures either may stand
        assert losses[i, found].tolist() == losses[i, alone].tolist()
        assert costs[i, found].tolist() == costs[i, alone].tolist()


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
