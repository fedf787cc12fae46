"""Several loads on one pipe, time limits with a certified gap, and the limits of every design."""

import math
from dataclasses import replace

import numpy as np
import pytest
from network_random import KINDS, pipes, random_problem

from musdesign.errors import MusdesignError
from musdesign.network import LoadCase, PowerSource, PumpOptions, optimise
from musdesign.network.optimum.prepare import make_ready
from musdesign.network.optimum.thinning import solve_in_time
from musdesign.network.optimum.tree_engine import solve_tree


def one_load(problem, k):
    return replace(
        problem,
        nodes=tuple(
            replace(n, demands_lps=n.demands_lps[k : k + 1], day_m3=n.volume_m3)
            for n in problem.nodes
        ),
        loads=(problem.loads[k],),
    )


def test_several_loads_cost_no_less_than_any_one_and_no_more_than_the_envelope():
    seen = 0
    for seed in range(40):
        problem = random_problem(seed, "pipes", loads=3)
        design = optimise(problem, explain=False)
        envelope = replace(
            problem,
            nodes=tuple(
                replace(n, demands_lps=(max(n.demands_lps, default=0.0),), day_m3=n.volume_m3)
                for n in problem.nodes
            ),
            loads=(LoadCase("all at their largest"),),
        )
        whole = optimise(envelope, explain=False)
        if not whole.feasible:
            continue
        seen += 1
        assert design.feasible
        assert design.cost <= whole.cost * (1 + 1e-7)
        for k in range(3):
            alone = optimise(one_load(problem, k), explain=False)
            assert alone.cost <= design.cost * (1 + 1e-7)
        for state in design.loads:
            for node, head in zip(problem.nodes[1:], state.heads_m[1:], strict=True):
                assert head >= node.elevation_m + node.min_pressure_m - 1e-4
    assert seen >= 20


def test_the_same_load_thrice_costs_what_it_costs_once():
    for seed in range(15):
        problem = random_problem(seed, "tanks", most=7)
        thrice = replace(problem, loads=tuple(LoadCase(f"{k}", 8.0) for k in range(3)))
        once, three = optimise(problem, explain=False), optimise(thrice, explain=False)
        assert once.feasible == three.feasible
        if once.feasible:
            assert three.cost == pytest.approx(once.cost, rel=1e-5)


def test_the_tree_engine_refuses_several_loads():
    with pytest.raises(MusdesignError, match="takes one load case, and 3 are given"):
        optimise(random_problem(1, "pipes", loads=3), engine="tree")


@pytest.mark.parametrize("kind", KINDS[1:])
def test_thinned_pieces_leave_a_bound_below_the_optimum(kind):
    for seed in range(25):
        ready = make_ready(random_problem(seed, kind, most=14))
        exact = solve_tree(ready)
        if not math.isfinite(exact.cost):
            continue
        coarse = solve_tree(ready, slack=0.01 * exact.cost)
        assert coarse.cost >= exact.cost * (1 - 1e-9)
        assert coarse.cost - coarse.rose <= exact.cost * (1 + 1e-9)


def test_a_run_out_of_its_time_still_gives_a_design_and_a_bound():
    ready, exact = next(
        (ready, solved)
        for seed in range(20)
        for ready in [make_ready(random_problem(seed, "tanks", count=14))]
        for solved in [solve_tree(ready)]
        if math.isfinite(solved.cost)
    )
    found = solve_in_time(ready, 0.05, math.inf, try_exact=False)
    assert found.bound <= exact.cost * (1 + 1e-9) <= found.cost * (1 + 2e-9)
    assert found.cost - found.bound <= 0.05 * found.cost


@pytest.mark.parametrize("kind", KINDS)
def test_every_design_keeps_its_limits(kind):
    for seed in range(300, 325):
        problem = random_problem(seed, kind)
        design = optimise(problem, explain=False)
        if not design.feasible:
            continue
        breaks = {b.node for b in design.breaks}
        for link in design.links:
            for piece in link.segments:
                if not piece.existing:
                    assert piece.working_head_m >= link.static_m - 1e-5
            assert (
                link.headloss_m <= problem.limits.max_loss_m_km * link.length_m / 1000 + 1e-6
                or (any(piece.existing for piece in link.segments))
            )
            alone = [p for p in link.segments if not (p.existing or p.parallel)]
            if alone:
                assert sum(p.length_m for p in alone) == pytest.approx(link.length_m)
        for node, given in zip(design.nodes, problem.nodes, strict=True):
            if given.max_pressure_m is not None and node.id not in breaks:
                assert node.static_m <= given.max_pressure_m + 1e-5
        whole = design.pipe_cost + design.laying_cost + design.tank_cost
        whole += design.pump_cost + design.break_cost
        assert whole == pytest.approx(design.cost)


def test_pipes_bear_the_head_of_the_pumps():
    grid = PowerSource("grid", 0.6, 300.0, 0.02, 9.0)
    seen = 0
    for seed in range(12):
        problem = random_problem(seed, "breaks and classes", most=8)
        nodes = tuple(
            replace(n, elevation_m=500 + (500 - n.elevation_m) / 2, max_pressure_m=None)
            for n in problem.nodes
        )
        nodes = (replace(nodes[0], elevation_m=500.0, head_m=500.0), *nodes[1:])
        up = replace(
            problem,
            nodes=nodes,
            breaks=(),
            pumps=PumpOptions((grid,)),
            pipes=pipes((40.0, 100.0, 160.0)),
        )
        design = optimise(up, explain=False)
        if not design.feasible or not design.pumps:
            continue
        seen += 1
        ground = {n.id: n.elevation_m for n in up.nodes}
        for link in design.links:
            top = link.start_head_m + link.pump_head_m
            low = min(ground[link.start], ground[link.end])
            for piece in link.segments:
                if not piece.existing:
                    assert piece.working_head_m >= top - low - 1e-5
        assert design.lower_bound <= design.cost
        assert np.isfinite(design.cost)
    assert seen >= 5
