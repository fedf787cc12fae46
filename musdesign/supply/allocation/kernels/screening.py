"""The screening rule: uses by priority, each along its paths in a fixed order, compiled.

Faster than the exact rule and never better for the first priority of a day: a fixed order drains
one store while another overflows, and spends a plant's capacity on whoever comes first.
"""

from __future__ import annotations

from musdesign.supply.allocation.kernels import compiled
from musdesign.supply.allocation.kernels.books import (
    close_run,
    day_books,
    use_books,
    water_books,
)
from musdesign.supply.allocation.kernels.exact import FEASIBLE, SHORT, morning
from musdesign.supply.allocation.kernels.tracing import note_spill, trace_day


@compiled
def _send(p, most, origin, per_arriving, limit, per_gain, gain, length, water, room):
    """Send water along a path, as much as is there, fits and is wanted; return what leaves."""
    amount = water[origin[p]]
    if amount > 0.0:
        amount = min(amount, most * per_arriving[p])
        for c in range(length[p]):
            amount = min(amount, room[limit[p, c]] * per_gain[p, c])
        water[origin[p]] -= amount
        for c in range(length[p]):
            room[limit[p, c]] -= amount * gain[p, c]
    return amount


@compiled
def run(series, calendar, constant, tables, stores_data, tracing, sums, daily, work):
    """Run one scenario; the sums and days are written where they are given.  Return 0.

    In place of flows along links it sums what leaves along each path, (12, paths).
    """
    available, demand, depth, caps, limits, _, returns_from, return_part = series
    month_of, year_begins = calendar
    scale, tracing_on = constant
    serving, filling = tables
    origin, target, arriving, per_arriving, limit, gain, per_gain, length, _, after = serving
    from_f, to_f, part_f, per_f, limit_f, gain_f, per_gain_f, length_f, full_f, _ = filling
    order, direct, treated, dirty, mean, plant_of = tracing
    right = series[5]
    initial, store_numbers, _, feeders = stores_data
    use_sums, use_month, sent, source_month, store_month, store_sums, causes = sums
    sources, stores, uses = available.shape[0], depth.shape[0], demand.shape[0]
    tolerance = FEASIBLE * scale
    natural, given, wanted, met, missing, level, loss, capacity, room, spilt, runs, pool = work[0]
    water, today = work[1]
    for s in range(stores):
        level[s], capacity[s] = initial[s], store_numbers[s, 0]
    paths = origin.size
    for t in range(month_of.size):
        month = month_of[t]
        morning(
            t, available, caps, returns_from, return_part, met, natural, given,
            depth, store_numbers, level, capacity, loss,
        )  # fmt: skip
        for i in range(sources):
            water[i] = given[i]
        for s in range(stores):
            water[sources + s] = level[s]
        for k in range(room.size):
            room[k] = limits[k, t]
        for u in range(uses):
            wanted[u] = demand[u, t]
            missing[u] = wanted[u]
        for k in range(today.size):
            today[k] = 0.0
        p = 0
        while p < paths:
            u = target[p]
            if missing[u] <= 0.0:
                p = after[p]
                continue
            amount = _send(
                p, missing[u], origin, per_arriving, limit, per_gain, gain, length, water, room
            )
            today[p] += amount
            missing[u] -= amount * arriving[p]
            p += 1
        for p in range(from_f.size):
            s, through = sources + to_f[p], full_f[p]
            if through >= 0 and water[sources + through] < capacity[through] - tolerance:
                continue
            space = capacity[to_f[p]] - water[s]
            if space > 0.0:
                amount = _send(
                    p, space, from_f, per_f, limit_f, per_gain_f, gain_f, length_f, water, room
                )
                today[paths + p] += amount
                water[s] += amount * part_f[p]
        for k in range(today.size):
            sent[month, k] += today[k]
        any_missing = False
        for u in range(uses):
            if missing[u] <= SHORT * max(1.0, wanted[u]):
                missing[u] = 0.0
            met[u] = wanted[u] - missing[u]
            any_missing = any_missing or missing[u] > 0.0
        for s in range(stores):
            level[s] = water[sources + s]
        use_books(month, year_begins[t], wanted, missing, use_sums, use_month, runs)
        water_books(
            month, natural, given, water, loss, level, capacity, tolerance,
            source_month, store_month, store_sums,
        )  # fmt: skip
        if tracing_on:
            note_spill(water, level, capacity, feeders, spilt, tolerance)
        if any_missing and tracing_on:
            trace_day(
                t, month, water, natural, level, missing, room, caps, right,
                order, direct, treated, dirty, mean, plant_of, spilt, causes, pool, tolerance,
            )  # fmt: skip
        if daily[0].shape[0] > 0:
            day_books(t, met, level, loss, today, 0, today.size, daily)
    for u in range(uses):
        close_run(u, runs, use_sums)
    return 0
