"""Search over the flows of loops and of further sources, with the cheapest pipes inside.

Cost as a function of these flows is neither smooth nor convex: what is found is an upper bound.
Random starts (seeded, so that results repeat) are each walked down with the simplex of Nelder and
Mead (1965), the best ones from fresh simplexes again.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from musdesign.network.head_loss import Floats
from musdesign.network.optimum.loop_pipes import Laid, PipeLayer
from musdesign.network.optimum.loops import Looped

_PATIENCE = 20
"""Starts without a better cost after which the search ends."""


def search(looped: Looped, time_limit_s: float, *, seed: int = 1) -> Laid:
    """Return the cheapest pipes found for any flows."""
    layer = PipeLayer(looped)
    deadline = time.perf_counter() + time_limit_s
    loads, unknowns = len(looped.problem.loads), looped.unknowns
    most = np.tile(np.array(looped.most_lps), (loads, 1))
    one_way = np.tile(np.array(looped.one_way, dtype=bool), (loads, 1))
    best: Laid | None = None
    if not most.size:
        return layer.lay(most)

    def value(flat: Floats) -> float:
        nonlocal best
        x = flat.reshape(loads, unknowns)
        inside = np.where(one_way, np.clip(x, 0.0, most), np.clip(x, -most, most))
        laid = layer.lay(inside)
        if best is None or laid.value < best.value:
            best = laid
        outside = float(np.abs(x - inside).sum())
        return laid.value * (1 + outside / (1 + float(most.max())))

    rng = np.random.default_rng(seed)
    size = loads * unknowns
    start, idle = np.zeros(size), 0
    step = 0.25 * most.ravel()
    points: list[tuple[float, Floats]] = []
    while idle < _PATIENCE and time.perf_counter() < deadline:
        before = np.inf if best is None else best.value
        point, found = walk_down(value, start, step, deadline, 40 * size)
        points.append((found, point))
        points.sort(key=lambda pair: pair[0])
        if len(points) % 3 == 0:  # walk on from one of the best with a fresh small simplex
            pick = points[int(rng.integers(0, min(3, len(points))))][1]
            walk_down(value, pick, 0.03 * most.ravel(), deadline, 150 * size)
        assert best is not None
        idle = 0 if best.value < before * (1 - 1e-7) else idle + 1
        start = rng.uniform(np.where(one_way, 0.0, -0.5 * most), 0.5 * most).ravel()
    return layer.lay(np.zeros((loads, unknowns))) if best is None else best


def walk_down(
    value: Callable[[Floats], float], start: Floats, step: Floats, deadline: float, most: int
) -> tuple[Floats, float]:
    """Return a local least of a function by the simplex method of Nelder and Mead (1965).

    Ends after ``most`` values, at the deadline, or when the simplex has shrunk to 1e-6 of its
    first size.
    """
    size = len(start)
    if size == 0:
        return start, value(start)
    points = np.vstack([start, start + np.diag(step)])
    values = np.array([value(p) for p in points])
    used = size + 1
    while used < most and time.perf_counter() < deadline:
        order = np.argsort(values, kind="stable")
        points, values = points[order], values[order]
        if np.abs(points[1:] - points[0]).max() < 1e-6 * np.abs(step).max():
            break
        middle = points[:-1].mean(axis=0)
        mirrored = middle + (middle - points[-1])
        at = value(mirrored)
        used += 1
        if at < values[0]:
            further = middle + 2 * (middle - points[-1])
            there = value(further)
            used += 1
            points[-1], values[-1] = (further, there) if there < at else (mirrored, at)
        elif at < values[-2]:
            points[-1], values[-1] = mirrored, at
        else:
            inner = middle + (0.5 if at < values[-1] else -0.5) * (middle - points[-1])
            there = value(inner)
            used += 1
            if there < min(at, values[-1]):
                points[-1], values[-1] = inner, there
            else:
                points[1:] = points[0] + 0.5 * (points[1:] - points[0])
                values[1:] = [value(p) for p in points[1:]]
                used += size
    best = int(values.argmin())
    return points[best], float(values[best])
