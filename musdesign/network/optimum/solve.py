"""Pick the engine for a problem and return the design with its bound."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from musdesign.errors import CalculationError, Problem
from musdesign.network.optimum.bars import MOST_LINKS, rounded
from musdesign.network.optimum.building import build
from musdesign.network.optimum.heads import plan_cost
from musdesign.network.optimum.loop_building import by_search
from musdesign.network.optimum.loops import is_looped
from musdesign.network.optimum.milp import programme
from musdesign.network.optimum.milp_reading import read_plan
from musdesign.network.optimum.plan import Plan
from musdesign.network.optimum.prepare import Ready, make_ready
from musdesign.network.optimum.pumped_heads import strong_enough
from musdesign.network.optimum.relax import Trial, relaxations
from musdesign.network.optimum.relax import explain as why_not
from musdesign.network.optimum.thinning import solve_in_time
from musdesign.network.optimum.trace_back import trace_back
from musdesign.network.optimum.tree_engine import MOST_CHILDREN
from musdesign.network.problem import SizingProblem
from musdesign.network.result import NetworkDesign

Engine = Literal["auto", "tree", "milp", "search"]
Attempt = Callable[[Ready, float, float], tuple[Plan, float] | None]


def optimise(
    problem: SizingProblem,
    *,
    engine: Engine = "auto",
    gap: float = 1e-6,
    time_limit_s: float = 60.0,
    both: bool = False,
    explain: bool = True,
) -> NetworkDesign:
    """Return the least-cost design of a network with its lower bound and gap.

    Args:
        problem: what is to be sized.
        engine: ``tree`` (one load case), ``milp`` (HiGHS, any number), ``search`` (several
            sources and loops, an upper bound), or ``auto``.
        gap: relative gap at which to stop.
        time_limit_s: time after which the best design so far is returned with its gap.
        explain: where there is no design, look for what makes it so and what would help.
        both: also the least cost with one diameter a link (``single_cost``).

    Raises:
        MusdesignError: all mistakes of the network at once; an engine that does not fit.
    """
    if engine == "search" or (engine == "auto" and is_looped(problem)):
        return by_search(problem, time_limit_s)
    design = _solved(make_ready(problem), engine, gap, time_limit_s, explain)
    if both and problem.split and design.feasible:
        alone = replace(problem, split=False)
        single = optimise(alone, engine=engine, gap=gap, time_limit_s=time_limit_s, explain=False)
        if single.feasible:
            design = replace(design, single_cost=single.cost, single_lower_bound=single.lower_bound)
    return design


def _solved(
    ready: Ready, engine: Engine, gap: float, time_limit_s: float, explained: bool
) -> NetworkDesign:
    if engine == "tree" and ready.loads > 1:
        raise CalculationError(
            Problem(
                f"the tree engine takes one load case, and {ready.loads} are given",
                "loads",
                cure="take the engine milp",
            )
        )
    attempt: Attempt = tree_plan
    name = "tree engine"
    if engine == "milp" or (engine == "auto" and not _suits_tree(ready)):
        attempt, name = milp_plan, "HiGHS (LP or MILP)"
    found = attempt(ready, gap, time_limit_s)
    if found is not None and ready.problem.bar_length_m is not None and ready.problem.split:
        return _in_bars(ready, found, gap, time_limit_s)
    if found is not None and ready.problem.pumps is not None:
        strong = strong_enough(ready, found, lambda r: attempt(r, gap, time_limit_s))
        if strong is None:
            return without_design(
                ready, ("no pipe is strong enough for the heads that the pumps would give",)
            )
        ready, found = strong
    if found is not None:
        return build(ready, *found, name)
    if not explained:
        return without_design(ready, ("no design keeps every limit",))
    return impossible(ready, lambda r: attempt(r, 1e-4, time_limit_s), time_limit_s)


def _in_bars(
    ready: Ready, found: tuple[Plan, float], gap: float, time_limit_s: float
) -> NetworkDesign:
    """Return the design cut from whole bars: rounded up, or solved anew where small enough."""
    plan, bound = rounded(ready, found[0]), found[1]
    name = "lengths rounded up to whole bars"
    if len(ready.problem.links) <= MOST_LINKS:
        written = programme(ready, bars=True)
        if written is not None:
            answer = written.model.solve(gap=max(gap, 1e-5), time_limit_s=time_limit_s)
            bound = max(bound, answer.bound) if answer.found else bound
            if answer.found and answer.cost < plan_cost(ready, plan):
                plan, name = read_plan(written, answer), "HiGHS (MILP in whole bars)"
    return build(ready, plan, bound, name)


def _suits_tree(ready: Ready) -> bool:
    if ready.loads > 1:
        return False
    widest = max(len(links) for links in ready.children)
    return ready.problem.tanks is None or widest <= MOST_CHILDREN


def tree_plan(ready: Ready, gap: float, time_limit_s: float) -> tuple[Plan, float] | None:
    """Return the plan and bound of the tree engine, None where there is no design."""
    solved = solve_in_time(ready, gap, time.perf_counter() + time_limit_s)
    if solved is None:
        return milp_plan(ready, gap, time_limit_s)
    if not math.isfinite(solved.cost):
        return None
    return trace_back(ready, solved.parts, solved.head_m), solved.bound


def milp_plan(ready: Ready, gap: float, time_limit_s: float) -> tuple[Plan, float] | None:
    """Return the plan and bound of HiGHS, None where there is no design.

    Raises:
        CalculationError: none was found in time, though there may be one.
    """
    written = programme(ready)
    if written is None:
        return None
    aim = gap if gap >= 1e-4 else 0.1 * gap
    answer = written.model.solve(gap=aim, time_limit_s=time_limit_s)
    if answer.infeasible:
        return None
    if not answer.found:
        raise CalculationError(
            Problem(
                f"no design was found in {time_limit_s:g} s",
                cure="give more time, fewer candidate pipes or fewer sites",
            )
        )
    return read_plan(written, answer), answer.bound


def impossible(ready: Ready, attempt: Trial, time_limit_s: float) -> NetworkDesign:
    """Return why there is no design, the pipes that miss the limits least, and what would help."""
    deadline = time.perf_counter() + time_limit_s
    why = why_not(ready, attempt)
    helps = relaxations(ready, attempt, deadline, why.short)
    if why.plan is not None and why.relaxed is not None:
        nearest = build(why.relaxed, why.plan, why.bound, "limits eased", reasons=why.reasons)
        return replace(nearest, relaxations=helps)
    return replace(without_design(ready, why.reasons), relaxations=helps)


def without_design(ready: Ready, reasons: tuple[str, ...]) -> NetworkDesign:
    """Return that there is no design, and why."""
    return NetworkDesign(
        feasible=False,
        reasons=reasons,
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
