"""The design behind a value of the tree engine, recovered from the source downstream."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from musdesign.network.optimum.convex import Piece
from musdesign.network.optimum.link_values import Lift, LinkChoice
from musdesign.network.optimum.plan import Plan, PumpPlan, TankPlan
from musdesign.network.optimum.prepare import Ready


def trace_back(ready: Ready, parts: Sequence[Piece], head_m: float) -> Plan:
    """Return the decisions behind the pieces of the links that leave the source at a head."""
    plan = Plan()
    stack: list[tuple[Piece, float]] = [(part, head_m) for part in parts]
    while stack:
        piece, head = stack.pop()
        kind, *rest = piece.made
        if kind == "node":
            stack += [(part, head) for part in rest[1]]
        elif kind == "surface":
            level = float(ready.level_m[rest[0]])
            stack += [(part, level) for part in rest[1]]
        elif kind == "break":
            n, k, parts = rest
            plan.breaks[n] = k
            level = ready.problem.nodes[n].elevation_m + ready.problem.breaks[k].outlet_m
            stack += [(part, level) for part in parts]
        elif kind == "tank":
            _tank(ready, plan, stack, head, rest)
        else:
            _link(ready, plan, stack, piece, head)
    return plan


def _tank(
    ready: Ready, plan: Plan, stack: list[tuple[Piece, float]], head: float, rest: list[object]
) -> None:
    n, feeds, fed, past = rest
    assert isinstance(n, int)
    assert isinstance(feeds, tuple)
    assert isinstance(past, tuple)
    node = ready.problem.nodes[n]
    height = 0.0
    if fed is not None:
        assert isinstance(fed, tuple)
        most, parts = fed
        level = min(head - node.min_pressure_m, most)
        height = max(0.0, level - node.elevation_m)
        stack += [(part, level) for part in parts]
    plan.tanks[n] = TankPlan(height, frozenset(feeds))
    stack += [(part, head) for part in past]


def _link(
    ready: Ready, plan: Plan, stack: list[tuple[Piece, float]], piece: Piece, head: float
) -> None:
    kind, choice, base, *more = piece.made
    assert isinstance(choice, LinkChoice)
    i = choice.link
    plan.prices.setdefault(i, -piece.slope(head))
    if choice.row == ready.filling:
        plan.filling.add(i)
    if kind == "pump":
        lift = more[0]
        assert isinstance(lift, Lift)
        best = float(base.x[int(np.searchsorted(base.s, -lift.price_per_m))])
        lifted = min(max(best - head, lift.least_m), lift.most_m)
        plan.pumps[i] = PumpPlan(lift.source, {choice.row: lifted})
        stack.append((base, head + lifted))
        return
    if kind == "option":
        k = more[0]
        plan.shares[i] = {int(choice.index[k]): 1.0}
        stack.append((base, head - choice.moved_m - float(choice.losses[k])))
        return
    loss = _loss(choice, base, head)
    plan.shares[i] = mix(choice, loss)
    stack.append((base, head - choice.moved_m - loss))


def _loss(choice: LinkChoice, below: Piece, head: float) -> float:
    """Return how much head the link loses: what slopes steeper than the price at hand take."""
    first = float(choice.losses[0])
    if not len(choice.slopes):
        return first
    spare = head - choice.moved_m - first - below.start
    # head goes to the steeper slopes first; of equal ones the stretch below takes it first
    steeper = below.x[below.s.searchsorted(choice.slopes, side="right")] - below.x[0]
    left = spare - steeper
    total, before = first, 0.0
    for room, width in zip(left.tolist(), choice.widths.tolist(), strict=True):
        if room <= before:  # neither this stretch nor a flatter one gets any
            break
        total += min(room - before, width)
        before += width
    return total


def mix(choice: LinkChoice, loss: float) -> dict[int, float]:
    """Return the shares of the two neighbours on the hull that lose so much head."""
    k = int(np.searchsorted(choice.losses, loss))
    if k == 0 or k == len(choice.losses):
        return {int(choice.index[min(k, len(choice.losses) - 1)]): 1.0}
    low, high = float(choice.losses[k - 1]), float(choice.losses[k])
    share = (loss - low) / (high - low)
    if share < 1e-9:
        return {int(choice.index[k - 1]): 1.0}
    if share > 1 - 1e-9:
        return {int(choice.index[k]): 1.0}
    return {int(choice.index[k - 1]): 1 - share, int(choice.index[k]): share}
