"""Curves of cost, marginal costs, and shares of cost among uses."""

import math
from dataclasses import replace

import network_published as published
import pytest
from network_random import random_problem

from musdesign.network import optimise
from musdesign.network.price import (
    Use,
    allocation_curve,
    node_prices,
    share_costs,
    source_head_curve,
)


def sample_without_the_old_pipe():
    problem = published.sample()
    return replace(problem, links=tuple(replace(link, existing=None) for link in problem.links))


def with_node(problem, name, **changes):
    return replace(
        problem,
        nodes=tuple(replace(n, **changes) if n.id == name else n for n in problem.nodes),
    )


def test_each_point_of_the_curve_is_the_least_cost_at_that_allocation():
    problem = sample_without_the_old_pipe()
    points = allocation_curve(problem, [0.5, 0.75, 1.0])
    assert points[-1].cost == pytest.approx(optimise(problem, engine="milp").cost, rel=1e-6)
    assert [p.cost for p in points] == sorted(p.cost for p in points)
    assert points[0].day_m3 == pytest.approx(0.5 * points[-1].day_m3)


def test_a_point_that_no_design_reaches_says_so():
    (point,) = allocation_curve(sample_without_the_old_pipe(), [9.0])
    assert not point.feasible
    assert point.cost != point.cost


@pytest.mark.parametrize("problem", [published.sample(), sample_without_the_old_pipe()])
def test_the_curve_of_the_source_head_meets_designs_between_its_bends(problem):
    curve = source_head_curve(problem, 20.0)
    (low, dear), (high, cheap) = curve[0], curve[-1]
    assert dear > cheap
    source = problem.nodes[0]
    for head in (low + 0.01, 530.0, 537.3):
        design = optimise(with_node(problem, source.id, head_m=head), engine="milp")
        k = next(k for k, (x, _) in enumerate(curve) if x >= head)
        (x0, y0), (x1, y1) = curve[k - 1], curve[k]
        assert design.cost == pytest.approx(y0 + (y1 - y0) * (head - x0) / (x1 - x0), rel=1e-6)
    assert not optimise(with_node(problem, source.id, head_m=low - 0.01), explain=False).feasible
    assert high == pytest.approx(550.0)


def test_marginal_costs_by_duals_are_those_of_a_design_with_a_little_more():
    problem = sample_without_the_old_pipe()
    base = optimise(problem)
    for price in node_prices(problem):
        node = next(n for n in problem.nodes if n.id == price.node)
        if not node.volume_m3:  # links 5 and 6 carry the same: several designs cost the same
            continue
        step = 1e-3
        rise = node.demands_lps[0] / node.volume_m3 if node.volume_m3 else 1 / 86.4
        wetter = with_node(
            problem,
            node.id,
            demands_lps=(node.demands_lps[0] + step * rise,),
            day_m3=node.volume_m3 + step,
        )
        higher = with_node(problem, node.id, min_pressure_m=node.min_pressure_m + step)
        for more, each in ((wetter, price.per_m3_day), (higher, price.per_m)):
            assert (optimise(more).cost - base.cost) / step == pytest.approx(each, rel=2e-3, abs=1)


def test_marginal_costs_with_several_loads_are_those_of_a_design_with_a_little_more():
    problem = next(
        p
        for p in (random_problem(seed, "pipes", loads=3) for seed in range(20))
        if not any(link.existing for link in p.links) and optimise(p, explain=False).feasible
    )
    base = optimise(problem).cost
    for price in node_prices(problem):
        node = next(n for n in problem.nodes if n.id == price.node)
        if not any(node.demands_lps):
            continue
        more = tuple(q * (1 + 1e-4) for q in node.demands_lps)
        design = optimise(with_node(problem, node.id, demands_lps=more))
        each = (design.cost - base) / (1e-4 * node.volume_m3)
        assert each == pytest.approx(price.per_m3_day, rel=0.02, abs=0.1)


def test_marginal_costs_with_tanks_are_given_at_every_node():
    problem = published.sample_with_tanks()
    prices = node_prices(problem)
    assert [p.node for p in prices] == [n.id for n in problem.nodes if n.kind != "source"]
    assert all(p.per_m3_day > 0 for p in prices)


def uses():
    nodes = published.MEAN_LPS
    home = {name: (2 * mean,) for name, mean in nodes.items()}
    garden = {name: (2 * mean,) for name, mean in nodes.items() if name in {"3", "7"}}
    cattle = {"6": (1.0,), "2": (0.6,)}
    return [Use("homes", home), Use("gardens", garden), Use("cattle", cattle)]


def test_shares_add_up_to_the_cost_of_all_uses_together():
    problem = sample_without_the_old_pipe()
    shares = share_costs(problem, uses())
    draws = {
        name: sum(use.demands_lps.get(name, (0.0,))[0] for use in uses())
        for name in published.MEAN_LPS
    }
    together = replace(
        problem,
        nodes=tuple(
            replace(n, demands_lps=(draws[n.id],)) if n.id in draws else n for n in problem.nodes
        ),
    )
    joint = optimise(together).cost
    assert sum(s.share for s in shares) == pytest.approx(joint, rel=1e-6)
    assert sum(s.shapley for s in shares) == pytest.approx(joint, rel=1e-6)
    for s in shares:
        assert s.separable - 1e-3 <= s.share <= s.alone + 1e-3
    assert shares[0].extra == 0
    assert shares[1].extra > 0


def test_a_use_with_no_benefit_left_pays_its_separable_cost_alone():
    homes, gardens, cattle = uses()
    shares = share_costs(
        sample_without_the_old_pipe(), [homes, replace(gardens, benefit=0.0), cattle]
    )
    assert shares[1].share == pytest.approx(shares[1].separable)


def test_a_whole_link_choice_names_the_step_that_asks_for_other_pipes():
    problem = replace(sample_without_the_old_pipe(), split=False)
    base = optimise(problem).cost
    prices = node_prices(problem)
    assert all(price.manner == "difference" for price in prices)
    assert any(price.per_m3_day > 0 for price in prices)
    for price in prices:
        node = next(n for n in problem.nodes if n.id == price.node)
        if price.per_m == 0 or math.isinf(price.per_m):
            continue
        higher = with_node(problem, node.id, min_pressure_m=node.min_pressure_m + price.step_m)
        assert optimise(higher).cost - base == pytest.approx(price.per_m * price.step_m, rel=1e-6)
        if price.step_m > 1:  # a smaller step asks for nothing
            less = with_node(
                problem, node.id, min_pressure_m=node.min_pressure_m + price.step_m / 2
            )
            assert optimise(less).cost == pytest.approx(base, rel=1e-9)
