"""Pipes cut from bars of one length: all pieces of a link are whole bars but one."""

from __future__ import annotations

import math

from musdesign.network.optimum.plan import Plan
from musdesign.network.optimum.prepare import Ready

MOST_LINKS = 150
"""Up to this size the lengths are solved as whole numbers; beyond it they are rounded."""

_SAME_M = 1e-6


def in_bars(length_m: float, bar_m: float) -> tuple[int, float]:
    """Return the whole bars in a length and what is left over.

    >>> in_bars(20.0, 6.0)
    (3, 2.0)
    """
    count = math.floor(length_m / bar_m + 1e-9)
    rest = length_m - count * bar_m
    return count, rest if rest > _SAME_M else 0.0


def rounded(ready: Ready, plan: Plan) -> Plan:
    """Return the plan with the pipes of less loss lengthened to whole bars.

    Every head stays as high as it was or rises, so the plan keeps every limit.  Where more than
    two pipes are mixed (several loads), the link is laid of the least of them that loses no more
    than the mix in any load: the one of least loss.
    """
    bar = ready.problem.bar_length_m
    if bar is None:
        return plan
    shares = dict(plan.shares)
    for i, mix in plan.shares.items():
        if len(mix) < 2:
            continue
        length = ready.problem.links[i].length_m
        losses = ready.options[i].loss_m[:, list(mix)].max(axis=0)
        order = [j for _, j in sorted(zip(losses.tolist(), mix, strict=True))]
        if len(mix) > 2:
            shares[i] = {order[0]: 1.0}
            continue
        wide, narrow = order
        long = _up(mix[wide] * length, length, bar)
        part = long / length
        shares[i] = {wide: 1.0} if part > 1 - 1e-9 else {wide: part, narrow: 1 - part}
    return Plan(shares, plan.filling, plan.pumps, plan.tanks, plan.breaks, plan.prices)


def _up(part_m: float, length_m: float, bar_m: float) -> float:
    """Return the least length not below a part that is whole bars, or leaves whole bars."""
    whole = math.ceil(part_m / bar_m - 1e-9) * bar_m
    left = math.floor((length_m - part_m) / bar_m + 1e-9) * bar_m
    return min(whole, length_m - left)
