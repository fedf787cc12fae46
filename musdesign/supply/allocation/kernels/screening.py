"""The screening rule: uses by priority, each along its paths in a fixed order, compiled.

Faster than the exact rule and never better for the first priority of a day: a fixed order drains
one store while another overflows, and spends a plant's capacity on whoever comes first.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from musdesign.supply.allocation.kernels.books import (
    RUN_SUMS,
    close_run,
    use_books,
    water_books,
)
from musdesign.supply.allocation.kernels.exact import FEASIBLE, SHORT, store_loss
from musdesign.supply.allocation.kernels.tracing import note_spill, trace_day


@njit(cache=True, nogil=True)
def _send(p, most, table, water, room, flow):
    """Send water along a path, as much as is there, fits and is wanted; return what arrives."""
    origin, _, links, gain, arriving, limit, _ = table
    amount = min(most / arriving[p], water[origin[p]])
    for c in range(links.shape[1]):
        if links[p, c] < 0:
            break
        if limit[p, c] >= 0:
            amount = min(amount, room[limit[p, c]] / gain[p, c])
    if amount <= 0.0:
        return 0.0
    water[origin[p]] -= amount
    for c in range(links.shape[1]):
        if links[p, c] < 0:
            break
        flow[links[p, c]] += amount * gain[p, c]
        if limit[p, c] >= 0:
            room[limit[p, c]] -= amount * gain[p, c]
    return amount * arriving[p]


@njit(cache=True, nogil=True)
def run(series, calendar, constant, tables, stores_data, tracing, sums, daily):
    """Run one scenario; the sums and days are written where they are given.  Return 0."""
    available, demand, depth, caps, limits, _, returns_from, return_part = series
    month_of, year_begins = calendar
    n_links, scale = constant
    serving, filling, limit_row = tables
    initial, store_numbers, _, feeders = stores_data
    use_sums, use_month, link_month, source_month, store_month, store_sums, causes = sums
    day_met, day_level, day_flow, day_loss = daily
    sources, stores, uses = available.shape[0], depth.shape[0], demand.shape[0]
    tolerance = FEASIBLE * scale
    natural, given, loss = np.zeros(sources), np.zeros(sources), np.zeros(stores)
    wanted, met, missing = np.zeros(uses), np.zeros(uses), np.zeros(uses)
    level, capacity = initial.copy(), store_numbers[:, 0].copy()
    water, room, flow = np.zeros(sources + stores), np.zeros(limit_row.size), np.zeros(n_links)
    spilt, runs = np.zeros((stores, 2)), np.zeros((uses, RUN_SUMS))
    for t in range(month_of.size):
        month = month_of[t]
        flow[:] = 0.0
        for i in range(sources):
            natural[i] = available[i, t]
            if returns_from[i] >= 0:
                natural[i] += return_part[i] * met[returns_from[i]]
            given[i] = min(natural[i], caps[i, t])
            water[i] = given[i]
        for s in range(stores):
            loss[s] = store_loss(level[s], depth, t, s, store_numbers)
            water[sources + s] = min(level[s] - loss[s], capacity[s])
        for k in range(room.size):
            room[k] = limits[k, t]
        for u in range(uses):
            wanted[u] = demand[u, t]
            missing[u] = wanted[u]
        for p in range(serving[0].size):
            u = serving[1][p]
            if missing[u] > 0.0:
                missing[u] -= _send(p, missing[u], serving, water, room, flow)
        for p in range(filling[0].size):
            s, through = filling[1][p], filling[6][p]
            if through >= 0 and water[sources + through] < capacity[through] - tolerance:
                continue
            space = capacity[s] - water[sources + s]
            if space > 0.0:
                water[sources + s] += _send(p, space, filling, water, room, flow)
        any_missing = False
        for u in range(uses):
            if missing[u] <= SHORT * max(1.0, wanted[u]):
                missing[u] = 0.0
            met[u] = wanted[u] - missing[u]
            any_missing = any_missing or missing[u] > 0.0
        for s in range(stores):
            level[s] = water[sources + s]
        use_books(month, year_begins[t], wanted, missing, use_sums, use_month, runs)
        store_books = (source_month, store_month, store_sums)
        water_books(month, natural, given, water, loss, level, capacity, tolerance, store_books)
        for k in range(n_links):
            link_month[month, k] += flow[k]
        note_spill(t > 0 and year_begins[t], water, level, capacity, feeders, spilt, tolerance)
        if any_missing:
            day = (t, month, water, natural, level, missing)
            trace_day(day, room, series, tracing, spilt, causes, tolerance)
        if day_met.shape[0] > 0:
            day_met[t] = met
            day_level[t] = level
            day_loss[t] = loss
            day_flow[t] = flow
    for u in range(uses):
        close_run(u, runs, use_sums)
    return 0
