"""Least-cost pipe sizes of a tree: which pipes, what head is left, and what binds."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musdesign.errors import CalculationError, Problem
from musdesign.network.analyse import sized_nodes
from musdesign.network.catalogue import Pipe
from musdesign.network.head_loss import Floats, HeadLoss, unit_head_loss, velocity_m_s
from musdesign.network.model import Link, Node, Tree, link_flows_lps, make_tree
from musdesign.network.pipes_alone import proven_bound, solve
from musdesign.network.result import NetworkDesign, Segment, SizedLink

_TOLERANCE_M = 1e-6


def size(
    nodes: Sequence[Node],
    links: Sequence[Link],
    pipes: Sequence[Pipe],
    *,
    min_pressure_m: float,
    head_loss: HeadLoss = "darcy-weisbach",
    through_pressure_m: float = 0.0,
    inlet_head_m: float = 0.0,
    laying_per_m: float = 0.0,
    surge_m: float = 0.0,
    max_velocity_m_s: float | None = None,
    max_loss_m_km: float | None = None,
) -> NetworkDesign:
    """Return the cheapest pipes that keep every minimum pressure; a link may hold two sizes.

    A pipe may be laid on a link if its working head is at least the static head there (free
    surface upstream less the lowest ground of the reach) plus ``surge_m``.

    Args:
        nodes: the points, with their demands in L/s.
        links: the pipes to be sized, each drawn downstream.
        pipes: the priced catalogue.
        min_pressure_m: pressure to be kept where water is drawn, m of head above the ground.
        head_loss: friction formula.
        through_pressure_m: pressure to be kept at junctions where none is drawn.
        inlet_head_m: head to be left above the level of a tank that is filled.
        laying_per_m: cost of trench and laying per metre, whatever the pipe.
        surge_m: allowance for water hammer added to the static head.
        max_velocity_m_s: fastest flow allowed; None for no limit.
        max_loss_m_km: largest friction loss allowed, m of head per km; None for no limit.

    Raises:
        MusdesignError: all mistakes of the network at once; a catalogue that is empty or unpriced.

    Source: split-pipe linear programme on a tree, with its Lagrangian bound (see ``pipes_alone``).
    """
    if not pipes:
        raise CalculationError(Problem("the catalogue holds no pipe", cure="widen its limits"))
    if not all(math.isfinite(pipe.cost_per_m) for pipe in pipes):
        raise CalculationError(
            Problem("the pipes have no price", cure="price them with with_prices(...)")
        )
    tree = make_tree(nodes, links)
    flows = link_flows_lps(tree)
    lengths = np.array([link.length_m for link in links])
    bores = np.array([pipe.bore_mm for pipe in pipes])
    per_m = unit_head_loss(
        flows[:, None],
        bores,
        method=head_loss,
        roughness_mm=[pipe.roughness_mm for pipe in pipes],
        hazen_williams_c=[pipe.hazen_williams_c for pipe in pipes],
    )
    # a picometre apart is the same
    losses = np.round(lengths[:, None] * per_m, 12)
    prices = np.array([pipe.cost_per_m for pipe in pipes])
    costs = lengths[:, None] * (prices + laying_per_m)
    speeds = velocity_m_s(flows[:, None], bores)

    reasons: list[str] = []
    allowed = _strong(tree, pipes, surge_m, reasons)
    steepness = 1000 * losses / lengths[:, None]
    for name, unit, figures, limit in (
        ("velocity", "m/s", speeds, max_velocity_m_s),
        ("friction loss", "m/km", steepness, max_loss_m_km),
    ):
        if limit is not None:
            allowed = _within(tree, allowed, figures, limit, name, unit, reasons)
    minima = {
        node.id: _minimum(node, min_pressure_m, through_pressure_m, inlet_head_m) for node in nodes
    }
    budgets = _budgets(tree, minima)
    least = _lost(tree, np.where(allowed, losses, np.inf).min(axis=1))
    reasons += _missing(tree, budgets, least, float(bores[allowed.any(axis=0)].max()))
    budgets = np.maximum(budgets, least)

    choices = [_useful(losses[i], costs[i], allowed[i]) for i in range(len(links))]
    found = solve(tree, choices, losses, costs, budgets)
    bound = proven_bound(tree, allowed, losses, costs, budgets, found.head_prices)
    headlosses = (found.shares * losses).sum(axis=1)
    cost = float((found.shares * costs).sum())
    laying = float(lengths.sum() * laying_per_m)
    plan = _Plan(tree, pipes, flows, found.shares, headlosses, speeds, costs)
    return NetworkDesign(
        feasible=not reasons,
        reasons=tuple(reasons),
        cost=cost,
        pipe_cost=cost - laying,
        laying_cost=laying,
        lower_bound=bound,
        gap=max(0.0, (cost - bound) / cost) if cost > 0 else 0.0,
        links=tuple(plan.link(i) for i in range(len(links))),
        nodes=sized_nodes(tree, nodes, flows, headlosses, minima),
        head_loss=head_loss,
        source_lps=float(sum(flows[i] for i in tree.order if tree.start[i] == tree.source)),
    )


def _minimum(node: Node, taps_m: float, through_m: float, inlet_m: float) -> float:
    if node.kind == "source":
        return 0.0
    if node.min_pressure_m is not None:
        return node.min_pressure_m
    if node.holds_surface:
        return inlet_m
    return taps_m if node.peak_lps > 0 else through_m


def _strong(
    tree: Tree, pipes: Sequence[Pipe], surge_m: float, reasons: list[str]
) -> NDArray[np.bool_]:
    """Return which pipe bears the static head of which link; where none does, the strongest."""
    working = np.array([pipe.working_head_m for pipe in pipes])
    static = tree.static_m()
    allowed = np.asarray(working >= static[:, None] + surge_m - _TOLERANCE_M)
    strongest = float(working.max())
    for i in np.flatnonzero(~allowed.any(axis=1)):
        allowed[i] = working == strongest
        reasons.append(_too_weak(tree, int(i), float(static[i]) + surge_m, strongest - surge_m))
    return allowed


def _within(
    tree: Tree,
    allowed: NDArray[np.bool_],
    figures: Floats,
    limit: float,
    name: str,
    unit: str,
    reasons: list[str],
) -> NDArray[np.bool_]:
    """Return which allowed pipes keep a limit; where none does, the one that misses it least."""
    kept = allowed & (figures <= limit * (1 + 1e-9))
    for i in np.flatnonzero(~kept.any(axis=1)):
        least = float(figures[i][allowed[i]].min())
        kept[i] = allowed[i] & (figures[i] <= least)
        reasons.append(
            f"link {tree.links[i].id}: the {name} is {least:.2f} {unit} even in the largest pipe, "
            f"where at most {limit:.2f} {unit} is allowed"
        )
    return kept


def _too_weak(tree: Tree, i: int, needed_m: float, strongest_m: float) -> str:
    surface = tree.nodes[tree.surface[i]]
    static = float(tree.static_m()[i])
    lowest = surface.elevation_m - static
    text = (
        f"link {tree.links[i].id}: no pipe is strong enough for the {needed_m:.0f} m that stand "
        f"on it below {surface.id} (the strongest bears {strongest_m:.0f} m)"
    )
    if strongest_m <= 0:
        return text
    count = math.ceil(static / strongest_m) - 1
    if count == 1:
        return (
            f"{text}; a break-pressure tank with its water between "
            f"{surface.elevation_m - strongest_m:.0f} and {lowest + strongest_m:.0f} m above sea "
            "level would cure it"
        )
    return f"{text}; at least {count} break-pressure tanks in a row would be needed"


def _budgets(tree: Tree, minima: dict[str, float]) -> Floats:
    """Return by node the head that may be lost below the free surface upstream, m."""
    budgets = np.zeros(len(tree.nodes))
    for n, node in enumerate(tree.nodes):
        if tree.inlet[n] >= 0:
            level = tree.nodes[tree.surface[tree.inlet[n]]].elevation_m
            budgets[n] = level - node.elevation_m - minima[node.id]
    return budgets


def _lost(tree: Tree, headlosses_m: Floats) -> Floats:
    """Return by node the head lost since the free surface upstream, m."""
    lost = np.zeros(len(tree.nodes))
    for i in tree.order:
        start = tree.start[i]
        before = 0.0 if tree.nodes[start].holds_surface else lost[start]
        lost[tree.end[i]] = before + headlosses_m[i]
    return lost


def _missing(tree: Tree, budgets: Floats, least: Floats, largest_mm: float) -> Iterator[str]:
    """Say which nodes cannot be served even with the largest pipes, the worst first."""
    gaps = least - budgets
    for n in np.argsort(-gaps, kind="stable"):
        if gaps[n] <= _TOLERANCE_M:
            return
        node = tree.nodes[n]
        level = tree.nodes[tree.surface[tree.inlet[n]]]
        where = f"node {node.id}: {gaps[n]:.1f} m of head are missing"
        fall = level.elevation_m - node.elevation_m
        if budgets[n] < 0:
            yield (
                f"{where}, for it lies {_height(fall)} the water of {level.id}, and no pipe can "
                "help: take a higher source or tank, a lower point, or a pump"
            )
        else:
            yield (
                f"{where} even with the largest pipes that may be laid (bore {largest_mm:.0f} mm) "
                f"all the way from {level.id}"
            )


def _height(fall_m: float) -> str:
    return f"only {fall_m:.1f} m below" if fall_m >= 0 else f"{-fall_m:.1f} m above"


def _useful(losses: Floats, costs: Floats, allowed: NDArray[np.bool_]) -> list[int]:
    """Return the pipes on the lower hull of cost against head loss; no other can be in an optimum.

    The first has the least loss (and the least cost among equals), the last the least cost.
    """
    hull: list[int] = []
    for j in sorted(np.flatnonzero(allowed).tolist(), key=lambda j: (losses[j], costs[j])):
        if hull and costs[j] >= costs[hull[-1]]:
            continue
        while len(hull) > 1 and _above(losses, costs, hull[-2], hull[-1], j):
            hull.pop()
        hull.append(j)
    return hull


def _above(losses: Floats, costs: Floats, a: int, b: int, c: int) -> bool:
    """Return whether pipe b costs as much as, or more than, a mix of a and c of equal loss."""
    return bool(
        (costs[a] - costs[b]) * (losses[c] - losses[a])
        <= (costs[a] - costs[c]) * (losses[b] - losses[a])
    )


@dataclass(frozen=True, slots=True)
class _Plan:
    tree: Tree
    pipes: Sequence[Pipe]
    flows_lps: Floats
    shares: Floats
    headlosses_m: Floats
    speeds: Floats
    costs: Floats

    def link(self, i: int) -> SizedLink:
        link = self.tree.links[i]
        used = sorted(
            np.flatnonzero(self.shares[i] > 0).tolist(), key=lambda j: -self.pipes[j].bore_mm
        )
        return SizedLink(
            link.id,
            link.start,
            link.end,
            link.length_m,
            float(self.flows_lps[i]),
            tuple(self._segment(i, j) for j in used),
            float(self.headlosses_m[i]),
            float(self.speeds[i, used].max()),
            float((self.shares[i] * self.costs[i]).sum()),
            float(self.tree.static_m()[i]),
        )

    def _segment(self, i: int, j: int) -> Segment:
        pipe, share = self.pipes[j], float(self.shares[i, j])
        return Segment(
            pipe.key,
            pipe.bore_mm,
            pipe.label,
            pipe.series,
            share * self.tree.links[i].length_m,
            share * float(self.costs[i, j]),
            pipe.roughness_mm,
            pipe.hazen_williams_c,
            pipe.working_head_m,
        )
