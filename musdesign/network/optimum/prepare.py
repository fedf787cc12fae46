"""A sizing problem made ready for the engines: the tree, the flows, what each link may be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musdesign.errors import MusdesignError
from musdesign.network.head_loss import Floats
from musdesign.network.model import Link, Node, Tree, make_tree
from musdesign.network.optimum.checks import mistakes
from musdesign.network.optimum.losses import parallel_losses, pipe_losses
from musdesign.network.problem import SizingLink, SizingNode, SizingProblem

Bools = NDArray[np.bool_]
TOLERANCE_M = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Options:
    """What a link may be: one column for each choice.

    ``finite``: one choice for the whole link; otherwise any mix of them by length.  ``pipe`` is
    the number in the catalogue, -1 for the existing pipe alone.  ``loss_m`` and ``speed_m_s``
    hold a row for each load case and, last, one for filling tanks; ``ok`` says where the limits
    are kept.  ``strength_m`` is the highest free surface that the choice bears.
    """

    finite: bool
    pipe: tuple[int, ...]
    cost: Floats
    strength_m: Floats
    loss_m: Floats
    speed_m_s: Floats
    ok: Bools
    parallel: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """The problem in numbers.  Rows of ``flows_lps`` are the load cases, then filling."""

    problem: SizingProblem
    tree: Tree
    flows_lps: Floats
    options: tuple[Options, ...]
    children: tuple[tuple[int, ...], ...]
    """By node, the links that leave it."""
    need_m: Floats
    """By node, least head of the arriving water."""
    ceiling_m: Floats
    """By node, the highest free surface that its pressure limit allows."""
    level_m: Floats
    """By node, the level of the free surface there (the ground at junctions)."""
    volume_m3: Floats
    """By node, the volume of its own day."""
    below_m3: Floats
    """By link, the volume of the day of all that lies below."""

    @property
    def loads(self) -> int:
        """Return the number of load cases."""
        return len(self.problem.loads)

    @property
    def filling(self) -> int:
        """Return the row of the hours in which tanks fill."""
        return self.loads


def make_ready(problem: SizingProblem) -> Ready:
    """Check a problem and return it ready to be solved.

    Raises:
        MusdesignError: all mistakes at once.
    """
    problems = [*mistakes(problem)]
    tree: Tree | None = None
    try:
        tree = make_tree(*plain(problem))
    except MusdesignError as error:
        problems += error.problems
    if problems or tree is None:
        raise MusdesignError(problems)
    return ready(problem, tree, tree_flows(problem, tree))


def plain(problem: SizingProblem) -> tuple[list[Node], list[Link]]:
    """Return nodes and links as the tree checks them."""
    nodes = [
        Node(n.id, n.level_m, n.kind, n.demand_lps(0), n.volume_m3 / 86.4, n.min_pressure_m)
        for n in problem.nodes
    ]
    links = [Link(k.id, k.start, k.end, k.length_m, k.lowest_ground_m) for k in problem.links]
    return nodes, links


def ready(problem: SizingProblem, tree: Tree, flows_lps: Floats) -> Ready:
    """Return a problem on a tree with the flows of its links."""
    nodes = problem.nodes
    children: list[list[int]] = [[] for _ in nodes]
    for i in tree.order:
        children[tree.start[i]].append(i)
    below = np.zeros(len(problem.links))
    volume = np.array([node.volume_m3 for node in nodes])
    carried = volume.copy()
    for i in reversed(tree.order):
        below[i] = carried[tree.end[i]]
        carried[tree.start[i]] += below[i]
    level = np.array([node.level_m for node in nodes])
    need = np.array([_need(node) for node in nodes])
    need[tree.source] = -math.inf
    ceiling = np.array(
        [
            math.inf
            if node.max_pressure_m is None or node.holds_surface
            else node.elevation_m + node.max_pressure_m
            for node in nodes
        ]
    )
    return Ready(
        problem,
        tree,
        flows_lps,
        options_of(problem, tree, flows_lps),
        tuple(tuple(links) for links in children),
        need,
        ceiling,
        level,
        volume,
        below,
    )


def _need(node: SizingNode) -> float:
    base = node.level_m if node.holds_surface else node.elevation_m
    return base + node.min_pressure_m


def tree_flows(problem: SizingProblem, tree: Tree) -> Floats:
    """Return the flow of each link in each load case and, last, while tanks fill, L/s.

    A link carries the draws below it as far as the next tank; into a tank runs the volume of the
    day below it in the hours of filling.  Flows given with a link stand instead.
    """
    count = len(problem.loads)
    nodes, links = problem.nodes, problem.links
    draws = np.array([[node.demand_lps(k) for node in nodes] for k in range(count)])
    carried = np.array([node.volume_m3 for node in nodes])
    fills = np.array([load.fills_tanks for load in problem.loads], dtype=float)
    flows = np.zeros((count + 1, len(links)))
    per_m3 = 1 / (3.6 * problem.fill_hours)
    for i in reversed(tree.order):
        start, end = tree.start[i], tree.end[i]
        given = links[i].flows_lps
        if given is not None:
            flows[:count, i] = given
        elif nodes[end].kind == "tank":
            flows[:count, i] = carried[end] * per_m3 * fills
        else:
            flows[:count, i] = draws[:, end]
        flows[count, i] = carried[end] * per_m3
        carried[start] += carried[end]
        draws[:, start] += flows[:count, i]
    return flows


def options_of(problem: SizingProblem, tree: Tree, flows_lps: Floats) -> tuple[Options, ...]:
    """Return by link what it may be."""
    pipes, links = problem.pipes, problem.links
    lengths = np.array([link.length_m for link in links])
    minors = np.array([link.minor_loss_k for link in links])
    unit, speed = pipe_losses(problem, flows_lps, minors / lengths)
    working = np.array([pipe.working_head_m for pipe in pipes]) - problem.limits.surge_m
    low = lowest_ground(problem, tree.start, tree.end)
    laying = np.array(
        [problem.laying_per_m if k.laying_per_m is None else k.laying_per_m for k in links]
    )
    cost = lengths[:, None] * (np.array([pipe.cost_per_m for pipe in pipes]) + laying[:, None])
    strength = working + low[:, None] + TOLERANCE_M
    loss = np.round(lengths[:, None] * unit, 12)  # a picometre apart is the same
    ok = within_limits(problem, flows_lps, unit, speed)
    by_key = {pipe.key: j for j, pipe in enumerate(pipes)}
    numbers = tuple(range(len(pipes)))
    every = np.arange(len(pipes))
    found = []
    for i, link in enumerate(links):
        chosen = every if link.pipes is None else np.array([by_key[key] for key in link.pipes])
        if link.existing is not None:
            priced, bears = cost[i, chosen], working[chosen]
            found.append(
                _existing(problem, link, flows_lps[:, i], chosen, priced, bears, float(low[i]))
            )
        elif link.pipes is None:
            found.append(
                Options(
                    not problem.split,
                    numbers,
                    cost[i],
                    strength[i],
                    loss[:, i],
                    speed[:, i],
                    ok[:, i],
                )
            )
        else:
            found.append(
                Options(
                    not problem.split,
                    tuple(chosen.tolist()),
                    cost[i, chosen],
                    strength[i, chosen],
                    loss[:, i, chosen],
                    speed[:, i, chosen],
                    ok[:, i, chosen],
                )
            )
    return tuple(found)


def lowest_ground(problem: SizingProblem, start: Sequence[int], end: Sequence[int]) -> Floats:
    """Return by link the lowest ground of its two ends and of the way between, m."""
    ground = np.array([node.elevation_m for node in problem.nodes])
    between = np.array(
        [math.inf if k.lowest_ground_m is None else k.lowest_ground_m for k in problem.links]
    )
    ends = np.minimum(ground[np.array(start)], ground[np.array(end)])
    return np.asarray(np.minimum(ends, between))


def _existing(
    problem: SizingProblem,
    link: SizingLink,
    flows: Floats,
    chosen: NDArray[np.int_],
    cost: Floats,
    working: Floats,
    low: float,
) -> Options:
    old = link.existing
    assert old is not None
    beside = [problem.pipes[j] for j in chosen] if old.parallel_allowed else []
    loss, speed = parallel_losses(problem, link, flows, beside)
    bears = np.concatenate(([old.working_head_m - problem.limits.surge_m], working))
    bears = np.minimum(bears, bears[0])[: len(beside) + 1]
    ok = np.ones(loss.shape, dtype=bool)
    if beside:
        limits = problem.limits
        steep = 1000 * loss / link.length_m
        if limits.max_loss_m_km is not None:
            ok &= steep <= limits.max_loss_m_km * (1 + 1e-9)
        if limits.max_velocity_m_s is not None:
            ok &= speed <= limits.max_velocity_m_s * (1 + 1e-9)
    return Options(
        True,
        (-1, *(chosen.tolist() if beside else ())),
        np.concatenate(([0.0], cost))[: len(beside) + 1],
        bears + low + TOLERANCE_M,
        loss,
        speed,
        ok,
        parallel=True,
    )


def within_limits(problem: SizingProblem, flows: Floats, unit: Floats, speed: Floats) -> Bools:
    """Return where flow and loss keep the limits, rows x links x pipes."""
    limits = problem.limits
    ok = np.ones(unit.shape, dtype=bool)
    runs = (flows > 0)[:, :, None]
    for figure, least, most in (
        (speed, limits.min_velocity_m_s, limits.max_velocity_m_s),
        (1000 * unit, limits.min_loss_m_km, limits.max_loss_m_km),
    ):
        if most is not None:
            ok &= figure <= most * (1 + 1e-9)
        if least is not None:
            ok &= ~runs | (figure >= least * (1 - 1e-9))
    return ok


def static_by_link(ready: Ready, surface_m: Sequence[float]) -> Floats:
    """Return by link the free surface upstream less the lowest ground of the reach, m."""
    low = lowest_ground(ready.problem, ready.tree.start, ready.tree.end)
    return np.asarray(np.asarray(surface_m) - low)
