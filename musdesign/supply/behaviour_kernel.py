"""The compiled loop of :mod:`musdesign.supply.behaviour`; imported only when a tank is run."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from musdesign.supply.compiling import compiled

_MET = 1e-9


@compiled
def run_tanks(
    inflow: NDArray[np.float64],
    demand: NDArray[np.float64],
    volumes: NDArray[np.float64],
    level: NDArray[np.float64],
    after_spillage: bool,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Run tanks over a record; return the levels at its end and, of each tank (row), the sums.

    The sums are supplied, spilled, steps met in full, and the longest run of steps not met.
    ``demand`` is (t or 1, n or 1): steps by tanks.
    """
    steps, count = inflow.size, volumes.size
    ends = level.copy()
    sums = np.zeros((count, 4))
    for k in range(count):
        column = k if demand.shape[1] > 1 else 0
        volume, water = volumes[k], level[k]
        supplied, spilled, met, longest, failing = 0.0, 0.0, 0, 0, 0
        for t in range(steps):
            want = demand[t if demand.shape[0] > 1 else 0, column]
            held = water + inflow[t]
            drawn = min(want, water if after_spillage else held)
            left = held - drawn
            water = min(left, volume - drawn if after_spillage else volume)
            supplied += drawn
            spilled += left - water
            if drawn >= want - _MET * max(want, 1e-12):
                met += 1
                failing = 0
            else:
                failing += 1
                longest = max(longest, failing)
        ends[k] = water
        sums[k, 0], sums[k, 1], sums[k, 2], sums[k, 3] = supplied, spilled, met, longest
    return ends, sums
