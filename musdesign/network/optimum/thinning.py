"""The tree engine within a time limit: fewer pieces at first, each cut counted in the bound."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from musdesign.network.head_loss import Floats
from musdesign.network.optimum.convex import Piece
from musdesign.network.optimum.prepare import Ready
from musdesign.network.optimum.tree_engine import OutOfTimeError, Solved, solve_tree

_COARSE = (1e-2, 1e-3, 1e-4, 1e-5)
_EXACT_SHARE = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Bounded:
    """The cheapest value found and the best bound of all runs."""

    cost: float
    bound: float
    parts: tuple[Piece, ...]
    head_m: float


def solve_in_time(
    ready: Ready, gap: float, deadline: float, *, load: int = 0, try_exact: bool = True
) -> Bounded | None:
    """Return the best value known at the deadline with its bound (None where there is none).

    The exact run gets a quarter of the time.  Where that is not enough, runs follow that drop
    pieces of little use: each drop raises a value function by a known amount, the sum of which,
    taken along the worst path, is the distance between cost and bound.
    """
    now = time.perf_counter()
    if try_exact:
        soon = now + _EXACT_SHARE * (deadline - now)
        try:
            return _bounded(solve_tree(ready, load=load, deadline=soon))
        except OutOfTimeError:
            pass
    best: Bounded | None = None
    scale: float | None = None
    for share in _COARSE:
        if scale is None:
            scale = _rough_cost(ready)
        slack = share * scale / (2 * len(ready.problem.links))
        try:
            found = _bounded(solve_tree(ready, load=load, slack=slack, deadline=deadline))
        except OutOfTimeError:
            break
        if best is None:
            best = found
        else:
            lead = found if found.cost < best.cost else best
            best = Bounded(lead.cost, max(found.bound, best.bound), lead.parts, lead.head_m)
        scale = best.cost
        if not math.isfinite(best.cost) or best.cost - best.bound <= gap * best.cost:
            break
    return best


def _bounded(solved: Solved) -> Bounded:
    return Bounded(solved.cost, solved.cost - solved.rose, solved.parts, solved.head_m)


def _rough_cost(ready: Ready) -> float:
    """Return the cost of the middle choice in each link: a scale, and no more."""
    costs: list[Floats] = [options.cost for options in ready.options]
    return float(sum(sorted(cost)[len(cost) // 2] for cost in costs if len(cost))) or 1.0
