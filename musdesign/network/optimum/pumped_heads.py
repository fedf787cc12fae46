"""Pipes strong enough for the heads that pumps give, which the engines do not foresee.

The engines choose classes by the free surface upstream.  Where a pump lifts the water above it,
the pipes that its head would burst are struck out and the network is solved again; the lower
bound stays that of the first solution, so the gap says what the repair may have cost.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from musdesign.network.optimum.heads import heads_of
from musdesign.network.optimum.plan import Plan
from musdesign.network.optimum.prepare import Ready

_ROUNDS = 12


def strong_enough(
    ready: Ready,
    found: tuple[Plan, float],
    attempt: Callable[[Ready], tuple[Plan, float] | None],
) -> tuple[Ready, tuple[Plan, float]] | None:
    """Return the problem and a plan whose pipes bear every head, None where none was found."""
    plan, bound = found
    for _ in range(_ROUNDS):
        burst = _burst(ready, plan)
        if not burst:
            return ready, (plan, bound)
        options = list(ready.options)
        for i, head in burst.items():
            strength = np.where(options[i].strength_m < head, -math.inf, options[i].strength_m)
            options[i] = replace(options[i], strength_m=strength)
        ready = replace(ready, options=tuple(options))
        again = attempt(ready)
        if again is None:
            return None
        plan = again[0]
    return None


def _burst(ready: Ready, plan: Plan) -> dict[int, float]:
    """Return the links with a pipe too weak for its highest head in any row, and that head."""
    heads = heads_of(ready, plan)
    found = {}
    for i, shares in plan.shares.items():
        added = max(0.0, -ready.problem.links[i].valve_drop_m)
        top = float(np.nanmax(heads.start_m[:, i] + heads.lift_m[:, i])) + added
        if top > min(float(ready.options[i].strength_m[j]) for j in shares) + 1e-6:
            found[i] = top
    return found
