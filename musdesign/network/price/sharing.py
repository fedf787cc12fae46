"""What each use of a network costs, and fair shares of the cost of serving all together."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from musdesign.errors import CalculationError, Problem
from musdesign.network.optimum import optimise
from musdesign.network.problem import SizingProblem, TankOptions

_MOST_USES = 8


@dataclass(frozen=True, slots=True)
class Use:
    """A use of water: its draw by node in each load case (L/s), and its day by node (m3).

    ``benefit`` is what the use is worth at present value; the cost of the use alone where it is
    left out.
    """

    name: str
    demands_lps: Mapping[str, tuple[float, ...]]
    day_m3: Mapping[str, float] = field(default_factory=dict)
    benefit: float = math.inf


@dataclass(frozen=True, slots=True)
class UseCost:
    """The costs of one use.

    ``extra`` is what it adds to the first use alone, ``separable`` what leaving it out of all
    would save, ``alone`` a network for it alone.  ``share`` is its share of the joint cost by
    separable cost and remaining benefit; ``shapley`` that by the Shapley value.
    """

    name: str
    extra: float
    separable: float
    alone: float
    share: float
    shapley: float


def share_costs(problem: SizingProblem, uses: Sequence[Use]) -> tuple[UseCost, ...]:
    """Return the costs and fair shares of uses that draw from one network, the first the base.

    share = separable + remaining benefit / sum of remaining benefits * (joint cost - sum of
    separable costs), where remaining benefit = min(benefit, alone) - separable, not below 0.  The
    shares add up to the joint cost.  A group of uses needs no pipe to nodes that it does not draw
    from.  Every group of uses is sized at least cost.

    Args:
        problem: the network; its own draws are replaced by those of the uses.
        uses: at least two and at most eight.

    Raises:
        CalculationError: too few or too many uses, or a group that no design can serve.

    Source: separable costs, remaining benefits, the rule of river-basin practice in the United
        States since the 1950s [unverified]; L. S. Shapley (1953), A value for n-person games
        [unverified].
    """
    if not 2 <= len(uses) <= _MOST_USES:
        raise CalculationError(
            Problem(f"{len(uses)} uses are given", "uses", cure=f"give 2 to {_MOST_USES}")
        )
    names = [use.name for use in uses]

    def problem_of(group: Sequence[int]) -> SizingProblem:
        return served(problem, [uses[u] for u in group])

    return share_of_groups(names, problem_of, [use.benefit for use in uses])


def share_of_groups(
    names: Sequence[str],
    problem_of: Callable[[Sequence[int]], SizingProblem],
    benefits: Sequence[float] | None = None,
) -> tuple[UseCost, ...]:
    """Return the costs and fair shares of uses from the network of each group of them.

    As :func:`share_costs`, where the loads of a group are not the sum of those of its uses: other
    hours bind, and the peaks of taps do not add up.

    Args:
        names: the uses, the first of them the base.
        problem_of: the network that serves a group, given by the numbers of its uses.
        benefits: what each use is worth at present value; infinite where left out.
    """
    worth = benefits or [math.inf] * len(names)
    costs = _group_costs(names, problem_of)
    everyone = frozenset(range(len(names)))
    joint = costs[everyone]
    separable = [joint - costs[everyone - {u}] for u in everyone]
    alone = [costs[frozenset({u})] for u in everyone]
    remaining = [max(0.0, min(worth[u], alone[u]) - separable[u]) for u in everyone]
    rest, weight = joint - sum(separable), sum(remaining)
    parts = [r / weight if weight > 0 else 1 / len(names) for r in remaining]
    return tuple(
        UseCost(
            name,
            0.0 if u == 0 else costs[frozenset({0, u})] - costs[frozenset({0})],
            separable[u],
            alone[u],
            separable[u] + parts[u] * rest,
            _shapley(u, len(names), costs),
        )
        for u, name in enumerate(names)
    )


def _group_costs(
    names: Sequence[str], problem_of: Callable[[Sequence[int]], SizingProblem]
) -> dict[frozenset[int], float]:
    costs: dict[frozenset[int], float] = {frozenset(): 0.0}
    for size in range(1, len(names) + 1):
        for group in combinations(range(len(names)), size):
            some = problem_of(group)
            if not some.links:
                costs[frozenset(group)] = 0.0
                continue
            design = optimise(some)
            if not design.feasible:
                told = ", ".join(names[u] for u in group)
                raise CalculationError(
                    Problem(f"no design serves {told}", "uses", why=design.reason)
                )
            costs[frozenset(group)] = design.cost
    return costs


def _shapley(u: int, count: int, costs: Mapping[frozenset[int], float]) -> float:
    """Return the mean of what a use adds over all orders in which uses may join."""
    total = 0.0
    others = [v for v in range(count) if v != u]
    for size in range(count):
        weight = math.factorial(size) * math.factorial(count - size - 1) / math.factorial(count)
        for group in combinations(others, size):
            before = frozenset(group)
            total += weight * (costs[before | {u}] - costs[before])
    return total


def served(problem: SizingProblem, uses: Sequence[Use]) -> SizingProblem:
    """Return the network with the draws of these uses alone, without pipes that carry nothing."""
    loads = len(problem.loads)
    nodes = []
    for node in problem.nodes:
        draws = [use.demands_lps.get(node.id, ()) for use in uses]
        demands = tuple(
            sum((q[k] if len(q) > 1 else q[0]) for q in draws if q) for k in range(loads)
        )
        given = [use.day_m3[node.id] for use in uses if node.id in use.day_m3]
        day = sum(given) if given else (demands[0] * 86.4 if any(demands) else 0.0)
        nodes.append(replace(node, demands_lps=demands, day_m3=day))
    return without_dry_pipes(replace(problem, nodes=tuple(nodes)))


def without_dry_pipes(problem: SizingProblem) -> SizingProblem:
    """Return the network without the pipes below which nothing is drawn."""
    nodes = problem.nodes
    wanted = {n.id for n in nodes if n.kind != "source" and (any(n.demands_lps) or n.volume_m3 > 0)}
    into = {link.end: link for link in problem.links}
    kept: set[str] = set()
    for name in wanted:
        at: str | None = name
        while at is not None and at in into and into[at].id not in kept:
            kept.add(into[at].id)
            at = into[at].start
    links = tuple(link for link in problem.links if link.id in kept)
    ends = {link.end for link in links} | {link.start for link in links}
    return replace(
        problem,
        nodes=tuple(n for n in nodes if n.kind == "source" or n.id in ends),
        links=links,
        tanks=_sites_within(problem, ends),
        breaks=tuple(
            b if b.sites is None else replace(b, sites=tuple(s for s in b.sites if s in ends))
            for b in problem.breaks
        ),
    )


def _sites_within(problem: SizingProblem, ends: set[str]) -> TankOptions | None:
    tanks = problem.tanks
    if tanks is None:
        return None
    return replace(
        tanks,
        must=tuple(name for name in tanks.must if name in ends),
        must_not=tuple(name for name in tanks.must_not if name in ends),
    )
