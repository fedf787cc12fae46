"""How much of each store lies in which carry-over class in each month."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from musdesign.supply.allocation.network import Network
from musdesign.supply.allocation.policy import CarryOver
from musdesign.supply.allocation.programme import Programme
from musdesign.units import MONTH_DAYS

Array = NDArray[np.float64]


def expected_inflow_m3(monthly_m3_day: Array, days: Sequence[float]) -> Array:
    """Return the mean inflow within so many days from the middle of each month, (12, days).

    >>> expected_inflow_m3(np.ones(12), [2.0, 400.0])[0].tolist()
    [2.0, 400.0]
    """
    year = np.repeat(monthly_m3_day, MONTH_DAYS)
    middle = np.cumsum([0, *MONTH_DAYS[:-1]]) + np.array(MONTH_DAYS) // 2
    whole = float(year.sum())
    upto = np.concatenate([[0.0], np.cumsum(np.tile(year, 2))])
    ahead = np.asarray(days, dtype=float)
    turns, rest = np.divmod(ahead, 365.0)
    at = middle[:, None] + rest[None, :]
    here = np.interp(at, np.arange(upto.size), upto)
    return np.asarray(here - upto[middle][:, None] + turns * whole, dtype=float)


def widths(network: Network, built: Programme, carry: CarryOver, inflow_m3_day: Array) -> Array:
    """Return the volume of each carry-over class of each store by month, (12, stores, classes).

    Args:
        network: the network.
        built: its daily programme.
        carry: the classes.
        inflow_m3_day: what may be expected to flow into each store, (stores, 12).
    """
    classes = len(carry.within_days) + 1
    out = np.zeros((12, len(network.stores), built.carry.shape[1]))
    for s, store in enumerate(network.stores):
        reserved = built.reserve_m3[:, s].sum(axis=1)
        free = store.capacity_m3 - reserved
        filled = np.minimum(expected_inflow_m3(inflow_m3_day[s], carry.within_days), free[:, None])
        upto = np.hstack([np.zeros((12, 1)), filled, free[:, None]])
        out[:, s, :classes] = np.diff(upto, axis=1)
        out[:, s, classes:] = built.reserve_m3[:, s, classes:]
    return out
