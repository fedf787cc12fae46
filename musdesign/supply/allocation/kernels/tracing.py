"""Give every unmet litre to one thing that binds (compiled).

In this order, each cause taking what it can explain, and each litre of water explaining one litre:

1. reserve: water that a store keeps for better priorities;
2. pump: water that the source gives and the right allows, or the store holds, and the pump does
   not lift;
3. right: water that the source gives and the right does not allow;
4. treatment: water left at its source or store because the treatments on its way are full;
5. tank: water that a full store that serves the use let go by in this year or the last one;
6. quality: water left of a tier that will not do;
7. source: the rest, at the source (of those that can reach the use) that is farthest below its
   mean.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def note_spill(new_year, idle, level, capacity, feeders, spilt, tolerance):
    """Remember what full stores let go by, this year and the one before."""
    for s in range(level.size):
        if new_year:
            spilt[s, 1] = spilt[s, 0]
            spilt[s, 0] = 0.0
        if capacity[s] > 0.0 and level[s] >= capacity[s] - tolerance:
            for i in range(idle.size):
                if feeders[s, i]:
                    spilt[s, 0] += idle[i]


@njit(cache=True, nogil=True)
def _take(missing, pool, k, causes, u, column, month):
    """Explain what can be explained by one pool; return what is left to explain."""
    part = min(missing, pool[k])
    if part > 0.0:
        pool[k] -= part
        causes[month, u, column] += part
    return missing - part


@njit(cache=True, nogil=True)
def trace(month, missing, order, pools, reach, spilt, causes):
    """Give the day's unmet water to causes.

    Args:
        month: of the year.
        missing: of each use, (uses,).
        order: uses by priority.
        pools: water that explains: kept (stores), unpumped (sources and stores), unallowed
            (sources), raw (sources and stores: left behind full treatments), plant (treatment of
            each raw pool), left (sources and stores), below (sources: how far below the mean).
        reach: (direct, treated, dirty): which source or store reaches which use, by any way
            without treatment, only by treatments, or not because of its tier.
        spilt: memory of :func:`note_spill`.
        causes: (months, uses, binders), added to.
    """
    kept, unpumped, unallowed, raw, plant, left, below = pools
    direct, treated, dirty = reach
    stores, sources = kept.size, unallowed.size
    nodes = sources + stores
    pump_0 = 1 + sources
    right_0 = pump_0 + nodes
    tank_0 = right_0 + sources
    reserve_0 = tank_0 + stores
    plant_0 = reserve_0 + stores
    quality_0 = causes.shape[2] - nodes
    for u in order:
        rest = missing[u]
        if rest <= 0.0:
            continue
        for s in range(stores):
            if direct[sources + s, u]:
                rest = _take(rest, kept, s, causes, u, reserve_0 + s, month)
        for k in range(nodes):
            if direct[k, u] or treated[k, u]:
                rest = _take(rest, unpumped, k, causes, u, pump_0 + k, month)
        for i in range(sources):
            if direct[i, u] or treated[i, u]:
                rest = _take(rest, unallowed, i, causes, u, right_0 + i, month)
        for k in range(nodes):
            if treated[k, u] and plant[k] >= 0:
                before = rest
                rest = _take(rest, raw, k, causes, u, plant_0 + plant[k], month)
                left[k] = max(0.0, left[k] - (before - rest))
        for s in range(stores):
            if direct[sources + s, u] or treated[sources + s, u]:
                for year in range(2):
                    part = min(rest, spilt[s, year])
                    spilt[s, year] -= part
                    rest -= part
                    causes[month, u, tank_0 + s] += part
        for k in range(nodes):
            if dirty[k, u]:
                rest = _take(rest, left, k, causes, u, quality_0 + k, month)
        if rest > 0.0:
            column, farthest = 0, -1e300
            for i in range(sources):
                if (direct[i, u] or treated[i, u]) and below[i] > farthest:
                    column, farthest = 1 + i, below[i]
            if column == 0:
                for k in range(nodes):
                    if dirty[k, u]:
                        column = quality_0 + k
                        break
            causes[month, u, column] += rest


@njit(cache=True, nogil=True)
def trace_day(day, room, series, tracing, spilt, causes, tol):
    """Gather what the day left behind and give the unmet litres to what binds."""
    t, month, idle, natural, level, missing = day
    caps, right = series[3], series[5]
    order, direct, treated, dirty, mean, plant_of = tracing
    sources, stores = natural.size, level.size
    plants = room.size - stores
    nodes = sources + stores
    kept, unpumped, unallowed = np.zeros(stores), np.zeros(nodes), np.zeros(sources)
    raw, plant, left = np.zeros(nodes), np.full(nodes, -1), np.zeros(nodes)
    below = np.zeros(sources)
    for i in range(sources):
        left[i] = idle[i]
        allowed = min(natural[i], right[i, t])
        unallowed[i] = natural[i] - allowed
        unpumped[i] = max(0.0, allowed - caps[i, t])
        below[i] = mean[i] - natural[i]
    for s in range(stores):
        left[sources + s] = level[s]
        if room[plants + s] <= tol:
            unpumped[sources + s] = level[s]
        else:
            kept[s] = level[s]
    for k in range(nodes):
        raw[k] = left[k]
        for p in range(plants):
            if plant_of[k, p] and room[p] <= tol:
                plant[k] = p
    pools = (kept, unpumped, unallowed, raw, plant, left, below)
    trace(month, missing, order, pools, (direct, treated, dirty), spilt, causes)
