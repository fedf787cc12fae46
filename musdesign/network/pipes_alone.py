"""Pipes alone on a tree of fixed surfaces, by the merging of slopes, with prices that prove it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musdesign.network.head_loss import Floats
from musdesign.network.model import Tree
from musdesign.network.optimum.convex import Piece, add, constant, convolve

_SAME_M = 1e-9


@dataclass(frozen=True, slots=True)
class Solution:
    """Share of each pipe in each link, links x pipes, and the price of a metre of head by node."""

    shares: Floats
    head_prices: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Link:
    """Choices of a link on its hull: numbers of pipes, losses, widths and slopes."""

    pipes: NDArray[np.int_]
    losses: Floats
    widths: Floats
    slopes: Floats


def solve(
    tree: Tree, choices: Sequence[Sequence[int]], losses_m: Floats, costs: Floats, budgets_m: Floats
) -> Solution:
    """Return the cheapest shares of pipe in every link.

    minimise    sum(cost_ij x_ij)
    subject to  sum_j x_ij = 1                            for every link i
                y_end = y_start + sum_j loss_ij x_ij      for every link i (y_start = 0 below a
                                                          free surface)
                0 <= y_n <= budget_n,  x >= 0

    The least cost below a node as a function of the head there is convex and piecewise linear:
    links merge the slopes of their choices with those below, junctions add.

    Args:
        tree: the network.
        choices: by link, the pipes on the lower hull of cost against loss, the least loss first.
        losses_m: head lost when the whole link is of one pipe, links x pipes, m.
        costs: cost when the whole link is of one pipe, links x pipes.
        budgets_m: by node, head that may be lost below the free surface upstream, m (attainable).

    Source: dynamic programming on a tree; the split-pipe problem of Karmeli, Gadish and Meyers
        (1968).
    """
    links = [_link(losses_m[i], costs[i], choices[i]) for i in range(len(tree.links))]
    below: dict[int, Piece] = {}
    above: dict[int, Piece] = {}
    leaving: list[list[int]] = [[] for _ in tree.nodes]
    for i in tree.order:
        leaving[tree.start[i]].append(i)
    for i in reversed(tree.order):
        end, link = tree.end[i], links[i]
        value = constant(-float(budgets_m[end]), 0.0)
        if not tree.nodes[end].holds_surface:
            for j in leaving[end]:
                value = add(value, above[j])
        below[i] = value
        last = float(costs[i, link.pipes[-1]])
        above[i] = convolve(value, link.widths, link.slopes, float(link.losses[0]), last)
    return _traced(tree, links, leaving, below, above, losses_m.shape)


def _link(losses: Floats, costs: Floats, pipes: Sequence[int]) -> _Link:
    chosen = np.asarray(pipes, dtype=int)
    loss, cost = losses[chosen], costs[chosen]
    widths = loss[1:] - loss[:-1]
    return _Link(chosen, loss, widths, (cost[1:] - cost[:-1]) / widths)


def _traced(
    tree: Tree,
    links: Sequence[_Link],
    leaving: Sequence[Sequence[int]],
    below: dict[int, Piece],
    above: dict[int, Piece],
    shape: tuple[int, ...],
) -> Solution:
    """Walk downstream: how much head each link takes, and what a metre of it is worth."""
    shares, prices = np.zeros(shape), np.zeros(len(tree.nodes))
    heads, worth = np.zeros(len(tree.nodes)), np.zeros(len(tree.links))
    for i in tree.order:
        start, end, link = tree.start[i], tree.end[i], links[i]
        if tree.nodes[start].holds_surface or tree.inlet[start] < 0:
            worth[i] = -_right(above[i], 0.0)
            heads[start] = 0.0
        lost = _taken(link, below[i], float(heads[start]))
        _mix(shares[i], link, lost)
        heads[end] = heads[start] - lost
        if tree.nodes[end].holds_surface:
            prices[end] = worth[i]
            continue
        rest = worth[i]
        for j in leaving[end]:
            worth[j] = -_right(above[j], float(heads[end]))
            rest -= worth[j]
        for j in leaving[end]:  # at a bend a metre is worth as much as the stretch before it
            more = min(max(0.0, rest), _left(above[j], float(heads[end])) - worth[j])
            worth[j] += more
            rest -= more
        prices[end] = max(0.0, rest)
    return Solution(shares, prices)


def _right(piece: Piece, head: float) -> float:
    k = int(piece.x.searchsorted(head + _SAME_M, side="right"))
    return float(piece.s[k - 1]) if 0 < k < len(piece.x) else 0.0


def _left(piece: Piece, head: float) -> float:
    """Return the worth of a metre just below a head, infinite at the start."""
    k = int(piece.x.searchsorted(head - _SAME_M, side="left"))
    if k == 0:
        return math.inf
    return -float(piece.s[k - 1]) if k < len(piece.x) else 0.0


def _taken(link: _Link, below: Piece, head: float) -> float:
    """Return what the link loses: of all stretches the steepest take head first."""
    first = float(link.losses[0])
    if not len(link.slopes):
        return first
    steeper = below.x[below.s.searchsorted(link.slopes, side="right")] - below.x[0]
    left = head - first - below.start - steeper - np.cumsum(link.widths) + link.widths
    return first + float(np.minimum(np.maximum(left, 0.0), link.widths).sum())


def _mix(shares: Floats, link: _Link, lost: float) -> None:
    k = int(link.losses.searchsorted(lost))
    if k in {0, len(link.losses)}:
        shares[link.pipes[min(k, len(link.losses) - 1)]] = 1.0
        return
    low, high = float(link.losses[k - 1]), float(link.losses[k])
    part = (lost - low) / (high - low)
    part = 0.0 if part < 1e-9 else 1.0 if part > 1 - 1e-9 else part
    shares[link.pipes[k - 1]] = 1 - part
    shares[link.pipes[k]] = part


def proven_bound(
    tree: Tree,
    allowed: NDArray[np.bool_],
    losses_m: Floats,
    costs: Floats,
    budgets_m: Floats,
    head_prices: Floats,
) -> float:
    """Return a cost below which no design lies, for any prices of head that are not negative.

    bound = sum_i min_j (cost_ij + loss_ij P_i) - sum_n p_n budget_n, where P_i is the sum of the
    prices p of the nodes below link i as far as the next free surfaces.  It holds whatever the
    solver did, since each pipe of the catalogue is looked at.

    Source: Lagrangian duality of the linear programme above.
    """
    prices = np.array(head_prices, dtype=float)
    carried = np.zeros(len(tree.links))
    below = prices.copy()
    for i in reversed(tree.order):  # a free surface passes no price up
        carried[i] = below[tree.end[i]]
        if not tree.nodes[tree.start[i]].holds_surface:
            below[tree.start[i]] += carried[i]
    priced = np.where(allowed, costs + losses_m * carried[:, None], np.inf)
    fed = np.array(tree.inlet) >= 0
    return float(priced.min(axis=1).sum() - (prices[fed] * budgets_m[fed]).sum())
