"""What a link does to the value function: head lost for a price, pumps and set valves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musdesign.network.head_loss import Floats
from musdesign.network.optimum.convex import Piece, convolve, pumped, shifted
from musdesign.network.optimum.prepare import Bools, Ready


def hull(losses: Floats, costs: Floats) -> list[int]:
    """Return the choices on the lower hull of cost against loss, the least loss first.

    >>> hull(np.array([1.0, 2.0, 3.0, 4.0]), np.array([10.0, 9.0, 4.0, 4.0]))
    [0, 2]
    """
    loss, cost = losses.tolist(), costs.tolist()
    order = sorted(range(len(loss)), key=lambda j: (loss[j], cost[j]))
    kept: list[int] = []
    for j in order:
        if kept and cost[j] >= cost[kept[-1]]:
            continue
        while len(kept) > 1:
            a, b = kept[-2], kept[-1]
            if (cost[a] - cost[b]) * (loss[j] - loss[a]) <= (cost[a] - cost[j]) * (
                loss[b] - loss[a]
            ):
                kept.pop()
            else:
                break
        kept.append(j)
    return kept


def hulls(losses: Floats, costs: Floats, allowed: Bools) -> list[NDArray[np.int_]]:
    """Return by row the choices on the lower hull of cost against loss, the least loss first.

    All rows are wrapped at once: from the choice of least loss on, the next is always that to
    which the cost falls most steeply.

    >>> loss, cost = np.array([[1.0, 2.0, 3.0, 4.0]]), np.array([[10.0, 9.0, 4.0, 4.0]])
    >>> hulls(loss, cost, np.ones((1, 4), dtype=bool))[0].tolist()
    [0, 2]
    """
    loss = np.where(allowed, losses, np.inf)
    cost = np.where(allowed, costs, np.inf)
    rows = np.flatnonzero(allowed.any(axis=1))
    loss, cost = loss[rows], cost[rows]
    least = loss.min(axis=1, keepdims=True) if len(rows) else loss[:, :0]
    at = np.where(loss == least, cost, np.inf).argmin(axis=1)
    found: list[list[int]] = [[] for _ in losses]
    while len(rows):
        for row, j in zip(rows.tolist(), at.tolist(), strict=True):
            found[row].append(j)
        every = np.arange(len(rows))
        fall = cost - cost[every, at][:, None]
        slope = np.full_like(fall, np.inf)
        np.divide(fall, loss - loss[every, at][:, None], out=slope, where=fall < 0)
        steepest = slope.min(axis=1)
        at = np.where(slope == steepest[:, None], loss, -np.inf).argmax(axis=1)
        on = np.isfinite(steepest)
        rows, at, loss, cost = rows[on], at[on], loss[on], cost[on]
    return [np.array(row, dtype=np.intp) for row in found]


def staircases(losses: Floats, costs: Floats, allowed: Bools) -> list[NDArray[np.int_]]:
    """Return by row the choices that none other beats in both loss and cost, least loss first."""
    found = []
    for loss, cost, mask in zip(losses, costs, allowed, strict=True):
        kept: list[int] = []
        for j in np.lexsort((cost, loss)).tolist():
            if mask[j] and (not kept or cost[j] < cost[kept[-1]]):
                kept.append(j)
        found.append(np.array(kept, dtype=np.intp))
    return found


@dataclass(frozen=True, slots=True)
class Lift:
    """A pump that may stand on a link: its price and range of lift."""

    source: int
    price_per_m: float
    fixed: float
    least_m: float
    most_m: float


class LinkChoice:
    """A link in one state: the choices worth a look, and the head that devices add or take."""

    __slots__ = (
        "costs",
        "finite",
        "index",
        "link",
        "losses",
        "moved_cost",
        "moved_m",
        "pumps",
        "row",
        "slopes",
        "widths",
    )

    def __init__(self, ready: Ready, i: int, row: int, index: NDArray[np.int_]) -> None:
        """Hold the columns worth a look, the least loss first."""
        options = ready.options[i]
        self.link = i
        self.row = row
        self.finite = options.finite
        self.index = index
        self.losses, self.costs = options.loss_m[row, index], options.cost[index]
        self.widths = self.losses[1:] - self.losses[:-1]
        self.slopes = (self.costs[1:] - self.costs[:-1]) / self.widths
        self.moved_m, self.moved_cost = set_devices(ready, i, row)
        self.pumps = lifts(ready, i, row)

    @property
    def possible(self) -> bool:
        """Return whether the link may be of anything at all."""
        return len(self.index) > 0


def link_choices(
    ready: Ready, wanted: Sequence[tuple[int, int, float]]
) -> dict[tuple[int, int, float], LinkChoice]:
    """Return what each link may be in each state (link, row of flows, free surface upstream).

    Kept are the choices that keep the limits and bear the surface; states in which these are the
    same share one answer.
    """
    groups: dict[tuple[bool, int], list[tuple[int, int, float]]] = {}
    for state in wanted:
        options = ready.options[state[0]]
        groups.setdefault((options.finite, len(options.cost)), []).append(state)
    found: dict[tuple[int, int, float], LinkChoice] = {}
    for (finite, _), states in groups.items():
        surfaces = np.array([surface for _, _, surface in states])
        strength = np.array([ready.options[i].strength_m for i, _, _ in states])
        allowed = np.array([ready.options[i].ok[row] for i, row, _ in states])
        allowed &= strength >= surfaces[:, None]
        first: dict[tuple[int, int, bytes], int] = {}
        same = [
            first.setdefault((i, row, mask.tobytes()), k)
            for k, ((i, row, _), mask) in enumerate(zip(states, allowed, strict=True))
        ]
        once = list(first.values())
        losses = np.array([ready.options[states[k][0]].loss_m[states[k][1]] for k in once])
        costs = np.array([ready.options[states[k][0]].cost for k in once])
        best = (staircases if finite else hulls)(losses, costs, allowed[once])
        made = {
            k: LinkChoice(ready, *states[k][:2], index) for k, index in zip(once, best, strict=True)
        }
        found.update({state: made[k] for state, k in zip(states, same, strict=True)})
    return found


def hours(ready: Ready, row: int) -> float:
    """Return for how long a row of flows lasts a day."""
    problem = ready.problem
    return problem.fill_hours if row == ready.filling else problem.loads[row].hours_day


def set_devices(ready: Ready, i: int, row: int) -> tuple[float, float]:
    """Return the head that set valves take less what set pumps add, and the cost of the pumps."""
    link = ready.problem.links[i]
    taken, cost = link.valve_drop_m, 0.0
    flow = float(ready.flows_lps[row, i])
    if link.pump_kw is not None and ready.problem.pumps is not None and flow > 0:
        source = ready.problem.pumps.sources[0]
        taken -= link.pump_kw / source.kw_per_m(flow)
        cost = source.fixed_cost + link.pump_kw * source.cost_per_kw(hours(ready, row))
    return taken, cost


def lifts(ready: Ready, i: int, row: int) -> tuple[Lift, ...]:
    """Return the pumps that may stand on a link."""
    link, pumps = ready.problem.links[i], ready.problem.pumps
    flow = float(ready.flows_lps[row, i])
    if pumps is None or not link.pump_allowed or link.pump_kw is not None or flow <= 0:
        return ()
    found = []
    for k, source in enumerate(pumps.sources):
        per_m = source.kw_per_m(flow)
        price = source.cost_per_kw(hours(ready, row)) * per_m
        found.append(Lift(k, price, source.fixed_cost, pumps.min_kw / per_m, pumps.max_kw / per_m))
    return tuple(found)


def link_pieces(choice: LinkChoice, below: Sequence[Piece]) -> list[Piece]:
    """Return the value at the upper end of a link from that at its lower end."""
    found: list[Piece] = []
    moved, extra = choice.moved_m, choice.moved_cost
    for piece in below:
        if choice.finite:
            for k in range(len(choice.index)):
                made = shifted(
                    piece, float(choice.losses[k]) + moved, float(choice.costs[k]) + extra
                )
                made.made = ("option", choice, piece, k)
                found.append(made)
        else:
            made = convolve(
                piece,
                choice.widths,
                choice.slopes,
                float(choice.losses[0]) + moved,
                float(choice.costs[-1]) + extra,
            )
            made.made = ("pipe", choice, piece)
            found.append(made)
    for base in list(found):
        for lift in choice.pumps:
            lifted = pumped(base, lift.price_per_m, lift.fixed, lift.least_m, lift.most_m)
            if lifted is not None:
                lifted.made = ("pump", choice, base, lift)
                found.append(lifted)
    return found
