"""What a link does to the value function: head lost for a price, pumps and set valves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musdesign.network.head_loss import Floats
from musdesign.network.optimum.convex import Piece, convolve, pumped, shifted
from musdesign.network.optimum.prepare import Options, Ready


def strongest(options: Options, row: int, surface_m: float) -> NDArray[np.int_]:
    """Return the choices that keep the limits and bear the free surface."""
    return np.flatnonzero(options.ok[row] & (options.strength_m >= surface_m))


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


def staircase(losses: Floats, costs: Floats) -> list[int]:
    """Return the choices that none other beats in both loss and cost, the least loss first."""
    kept: list[int] = []
    for j in np.lexsort((costs, losses)).tolist():
        if not kept or costs[j] < costs[kept[-1]]:
            kept.append(j)
    return kept


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
        "allowed",
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

    def __init__(self, ready: Ready, i: int, row: int, allowed: NDArray[np.int_]) -> None:
        """Choose among the allowed columns."""
        options = ready.options[i]
        losses, costs = options.loss_m[row, allowed], options.cost[allowed]
        self.link = i
        self.allowed = allowed
        self.row = row
        self.finite = options.finite
        best = staircase(losses, costs) if options.finite else hull(losses, costs)
        self.index = allowed[best]
        self.losses, self.costs = losses[best], costs[best]
        self.widths = self.losses[1:] - self.losses[:-1]
        self.slopes = (self.costs[1:] - self.costs[:-1]) / self.widths
        self.moved_m, self.moved_cost = set_devices(ready, i, row)
        self.pumps = lifts(ready, i, row)

    @property
    def possible(self) -> bool:
        """Return whether the link may be of anything at all."""
        return len(self.index) > 0


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
