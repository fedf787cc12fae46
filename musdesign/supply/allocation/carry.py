"""How much of each store lies in which carry-over class in each month.

A space rule: the part of a store that inflow would probably fill within a few days is worth little,
because kept water would spill.  "Probably" is a high quantile of the inflow summed over these days,
so a bursty roof is drawn down before a steady spring of the same mean.  What the better uses of the
store need in these days is taken off: a store that they draw down does not spill, and water that
the last use draws from it is missing to them later.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from musdesign.supply.allocation.network import Network
from musdesign.supply.allocation.policy import CarryOver
from musdesign.supply.allocation.programme import Programme

Array = NDArray[np.float64]
Likely = dict[tuple[int, tuple[float, ...], float, bool], Array]
MOST_SCENARIOS = 5
"""Scenarios from which inflows are judged: the first ones, whatever their number."""


def likely_inflow_m3(
    inflow_m3_day: Array, month: NDArray[np.int64], days: Sequence[float], quantile: float
) -> Array:
    """Return a quantile of the inflow summed over so many days, by month of their start.

    Args:
        inflow_m3_day: (scenarios, days); below 0 where more is drawn than comes.
        month: of each day, 0 January, (days,).
        days: lengths of the sums.
        quantile: 0 to 1.

    Returns:
        m3, at least 0, (12, lengths); a month without days gets the quantile of the record.

    >>> sums = likely_inflow_m3(np.ones((1, 365)), np.zeros(365, dtype=int), [2.0, 7.0], 0.9)
    >>> sums[0].tolist(), sums[11].tolist()
    ([2.0, 7.0], [2.0, 7.0])
    """
    record = inflow_m3_day.shape[1]
    upto = np.zeros((inflow_m3_day.shape[0], record + 1))
    np.cumsum(inflow_m3_day, axis=1, out=upto[:, 1:])
    out = np.zeros((12, len(days)))
    for k, length in enumerate(days):
        span = max(1, min(round(length), record))
        sums = (upto[:, span:] - upto[:, :-span]) * (length / span)
        begins = month[: sums.shape[1]]
        whole = float(np.quantile(sums, quantile))
        for m in range(12):
            here = sums[:, begins == m]
            out[m, k] = np.quantile(here, quantile) if here.size else whole
    return np.asarray(np.maximum(np.maximum.accumulate(out, axis=1), 0.0), dtype=float)


def widths(
    network: Network,
    built: Programme,
    carry: CarryOver,
    inflow_m3_day: Sequence[Array],
    better_m3_day: Sequence[Array],
    month: NDArray[np.int64],
    known: Likely,
) -> Array:
    """Return the volume of each carry-over class of each store by month, (12, stores, classes).

    Args:
        network: the network.
        built: its daily programme.
        carry: the classes.
        inflow_m3_day: what can flow into each store, (scenarios, days) each.
        better_m3_day: what the better uses of each store need, (scenarios or 1, days) each.
        month: of each day.
        known: likely inflows by store and rule; what is missing is added.
    """
    classes = len(carry.within_days) + 1
    out = np.zeros((12, len(network.stores), built.carry.shape[1]))
    for s, store in enumerate(network.stores):
        free = store.capacity_m3 - built.reserve_m3[:, s].sum(axis=1)
        days = carry.within_days
        filled = np.zeros((12, 0))
        if days:
            key = (s, days, carry.quantile, carry.beyond_better)
            if key not in known:
                taken = better_m3_day[s] if carry.beyond_better else 0.0
                left = inflow_m3_day[s] - taken
                known[key] = likely_inflow_m3(left, month, days, carry.quantile)
            filled = known[key]
        filled = np.minimum(filled, free[:, None])
        upto = np.hstack([np.zeros((12, 1)), filled, free[:, None]])
        out[:, s, :classes] = np.diff(upto, axis=1)
        out[:, s, classes:] = built.reserve_m3[:, s, classes:]
    return out
