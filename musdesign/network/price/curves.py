"""Least cost as a curve: against how much water is allotted, and against head at the source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from musdesign.errors import CalculationError, Problem
from musdesign.network.optimum import optimise
from musdesign.network.optimum.convex import Piece, bends
from musdesign.network.optimum.prepare import make_ready
from musdesign.network.optimum.tree_engine import solve_tree
from musdesign.network.problem import SizingNode, SizingProblem


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Least cost, and its bound, when every draw is multiplied by ``factor``."""

    factor: float
    day_m3: float
    cost: float
    lower_bound: float
    feasible: bool


def allocation_curve(
    problem: SizingProblem,
    factors: Sequence[float],
    scaled: Callable[[float], SizingProblem] | None = None,
) -> tuple[CurvePoint, ...]:
    """Return the least cost at each multiple of the allocation; each point is solved anew.

    Points that no design reaches cost nan.

    Args:
        problem: the network.
        factors: multiples of its draws.
        scaled: the network at a multiple, where peaks do not grow in proportion; every draw,
            volume and given flow is multiplied where it is left out.

    Raises:
        CalculationError: a factor that is not above zero.
    """
    if not all(factor > 0 for factor in factors):
        raise CalculationError(Problem("a factor must be above zero", "factors"))
    found = []
    for factor in factors:
        more = scale_draws(problem, factor) if scaled is None else scaled(factor)
        design = optimise(more, explain=False)
        good = design.feasible
        found.append(
            CurvePoint(
                factor,
                sum(node.volume_m3 for node in more.nodes),
                design.cost if good else float("nan"),
                design.lower_bound if good else float("nan"),
                good,
            )
        )
    return tuple(found)


def scale_draws(problem: SizingProblem, factor: float) -> SizingProblem:
    """Return the problem with every draw, volume and given flow multiplied."""

    def node(given: SizingNode) -> SizingNode:
        return replace(
            given,
            demands_lps=tuple(factor * q for q in given.demands_lps),
            day_m3=None if given.day_m3 is None else factor * given.day_m3,
        )

    links = tuple(
        link
        if link.flows_lps is None
        else replace(link, flows_lps=tuple(factor * q for q in link.flows_lps))
        for link in problem.links
    )
    return replace(problem, nodes=tuple(node(n) for n in problem.nodes), links=links)


def source_head_curve(
    problem: SizingProblem, most_m: float = 100.0
) -> tuple[tuple[float, float], ...]:
    """Return (water level of the source in m, least cost) at every bend of the exact curve.

    One run of the tree engine, with the source raised by ``most_m``, gives the cost at every
    level up to there; between the points the curve is straight.

    Raises:
        MusdesignError: all mistakes of the network at once; more than one load case.
    """
    if len(problem.loads) > 1:
        raise CalculationError(
            Problem("the curve of head takes one load case", "loads", cure="give one load case")
        )
    nodes = tuple(
        replace(n, head_m=n.level_m + most_m) if n.kind == "source" else n for n in problem.nodes
    )
    ready = make_ready(replace(problem, nodes=nodes))
    solved = solve_tree(ready)
    top = solved.head_m
    by_link: dict[int, list[Piece]] = {}
    for j in ready.children[ready.tree.source]:
        state = solved.states.by_link[j]
        by_link[j] = [p for mode, z in state for p in solved.links[j, mode, z].pieces]
    if not all(by_link.values()):
        return ()
    heads = sorted({x for pieces in by_link.values() for x in bends(pieces) if x <= top})
    points: list[tuple[float, float]] = []
    for head in [*heads, top]:
        cost = sum(min((p.at(head) for p in pieces), default=np.inf) for pieces in by_link.values())
        if np.isfinite(cost) and (not points or head - points[-1][0] > 1e-9):
            points.append((head, float(cost)))
    return tuple(points)
