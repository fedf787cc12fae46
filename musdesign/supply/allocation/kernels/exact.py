"""The exact rule: a minimum-cost flow every day, warm-started from the day before, compiled.

One call runs one scenario.  The kernel releases the GIL and is not parallel inside.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from musdesign.supply.allocation.kernels.books import RUN_SUMS, close_run, use_books, water_books
from musdesign.supply.allocation.kernels.simplex import reset, solve
from musdesign.supply.allocation.kernels.tracing import note_spill, trace_day

SHORT = 1e-9
FEASIBLE = 1e-11
CHECK_DAYS = 64


@njit(cache=True, nogil=True)
def store_loss(volume, depth, t, s, store_numbers):
    """Return the day's evaporation and seepage of a store that begins with a volume."""
    capacity, empty, full, fraction, seepage = store_numbers[s]
    area = full if capacity <= 0.0 else empty + (full - empty) * volume / capacity
    return min(volume, max(0.0, depth[s, t] * area) + fraction * volume + seepage)


@njit(cache=True, nogil=True)
def _bounds(t, month, wanted, given, level, upper, rhs, tables, limits):
    """Set the day's right sides and upper bounds."""
    carry, unmet, share, widths, limit_row = tables
    sources, stores, uses = given.size, level.size, wanted.size
    for i in range(sources):
        rhs[i] = given[i]
        upper[i] = given[i]
    for s in range(stores):
        rhs[sources + s] = level[s]
        for k in range(carry.shape[1]):
            if carry[s, k] >= 0:
                upper[carry[s, k]] = widths[month, s, k]
    for u in range(uses):
        rhs[sources + stores + u] = wanted[u]
        for k in range(unmet.shape[1]):
            if unmet[u, k] >= 0:
                upper[unmet[u, k]] = wanted[u] * share[u, k]
    for i in range(limit_row.size):
        if limit_row[i] >= 0:
            rhs[limit_row[i]] = limits[i, t]
            upper[limit_row[i]] = limits[i, t]


@njit(cache=True, nogil=True)
def _overflow(work, tables, stores_data, level, held, tolerance, big):
    """Open the overflow of stores that end the day full while water is left for them.

    A store so opened is held full, so that it overflows and is not drained; then the day is solved
    again.  Stores that thereby become full follow.
    """
    columns, reduced, basis, row_of, upper, at_upper, rhs, x_basic = work
    carry = tables[0]
    _, store_numbers, overflow, feeders = stores_data
    sources, stores = feeders.shape[1], level.size
    while True:
        opened = False
        for s in range(stores):
            capacity = store_numbers[s, 0]
            if overflow[s] < 0 or held[s] or capacity <= 0.0:
                continue
            kept = 0.0
            for k in range(carry.shape[1]):
                if carry[s, k] >= 0:
                    kept += _value(carry[s, k], row_of, at_upper, upper, x_basic)
            left = 0.0
            for i in range(sources):
                if feeders[s, i]:
                    left += _value(i, row_of, at_upper, upper, x_basic)
            if kept >= capacity - tolerance and left > tolerance:
                opened = True
                held[s] = True
                upper[overflow[s]] = big
                rhs[sources + s] = level[s] - capacity
                for k in range(carry.shape[1]):
                    if carry[s, k] >= 0:
                        upper[carry[s, k]] = 0.0
        if not opened:
            return 0
        if solve(columns, reduced, basis, row_of, upper, at_upper, rhs, x_basic, tolerance) < 0:
            return -1


@njit(cache=True, nogil=True)
def _value(j, row_of, at_upper, upper, x_basic):
    if row_of[j] >= 0:
        return max(0.0, x_basic[row_of[j]])
    return upper[j] if at_upper[j] else 0.0


@njit(cache=True, nogil=True)
def _residual(matrix, x, rhs):
    n, m = matrix.shape
    worst = 0.0
    for r in range(m):
        value = -rhs[r]
        for j in range(n):
            value += matrix[j, r] * x[j]
        worst = max(worst, abs(value))
    return worst


@njit(cache=True, nogil=True)
def _solve_day(work, tables, stores_data, level, held, tolerance, big):
    """Solve a day, with its overflows; return -1 without success."""
    columns, reduced, basis, row_of, upper, at_upper, rhs, x_basic = work
    overflow = stores_data[2]
    any_overflow = False
    for s in range(overflow.size):
        held[s] = False
        if overflow[s] >= 0:
            any_overflow = True
            upper[overflow[s]] = 0.0
    done = solve(columns, reduced, basis, row_of, upper, at_upper, rhs, x_basic, tolerance)
    if done >= 0 and any_overflow:
        done = _overflow(work, tables, stores_data, level, held, tolerance, big)
    return done


@njit(cache=True, nogil=True)
def run(series, calendar, constant, tables, stores_data, tracing, sums, daily):
    """Run one scenario; the sums and days are written where they are given.

    Returns:
        0, or minus the day (from 1) on which the programme could not be solved.
    """
    available, demand, depth, caps, limits, _, returns_from, return_part = series
    month_of, year_begins = calendar
    matrix, cost, bound, first_link, n_links, scale = constant
    initial, store_numbers, _, feeders = stores_data
    use_sums, use_month, link_month, source_month, store_month, store_sums, causes = sums
    day_met, day_level, day_flow, day_loss = daily
    sources, stores, uses = available.shape[0], depth.shape[0], demand.shape[0]
    n, m = matrix.shape
    tolerance = FEASIBLE * scale
    upper, rhs, x = bound.copy(), np.zeros(m), np.zeros(n)
    work = (
        np.empty((n, m)),
        np.empty(n),
        np.empty(m, np.int64),
        np.empty(n, np.int64),
        upper,
        np.zeros(n, np.bool_),
        rhs,
        np.zeros(m),
    )
    columns, reduced, basis, row_of, _, at_upper, _, x_basic = work
    level, held = initial.copy(), np.zeros(stores, np.bool_)
    natural, given = np.zeros(sources), np.zeros(sources)
    wanted, met, missing = np.zeros(uses), np.zeros(uses), np.zeros(uses)
    loss, capacity = np.zeros(stores), store_numbers[:, 0].copy()
    limit_row = tables[4]
    room = np.zeros(limit_row.size)
    spilt, runs = np.zeros((stores, 2)), np.zeros((uses, RUN_SUMS))
    reset(matrix, cost, columns, reduced, basis, row_of)
    for t in range(month_of.size):
        month = month_of[t]
        for i in range(sources):
            natural[i] = available[i, t]
            if returns_from[i] >= 0:
                natural[i] += return_part[i] * met[returns_from[i]]
            given[i] = min(natural[i], caps[i, t])
        for s in range(stores):
            loss[s] = store_loss(level[s], depth, t, s, store_numbers)
            level[s] = min(level[s] - loss[s], capacity[s])
        for u in range(uses):
            wanted[u] = demand[u, t]
        _bounds(t, month, wanted, given, level, upper, rhs, tables, limits)
        done = _solve_day(work, tables, stores_data, level, held, tolerance, scale)
        for j in range(n):
            x[j] = _value(j, row_of, at_upper, upper, x_basic)
        if done < 0 or (t % CHECK_DAYS == 0 and _residual(matrix, x, rhs) > tolerance):
            # rounding has grown: begin again from the slacks
            reset(matrix, cost, columns, reduced, basis, row_of)
            _bounds(t, month, wanted, given, level, upper, rhs, tables, limits)
            done = _solve_day(work, tables, stores_data, level, held, tolerance, scale)
            if done < 0:
                return -(t + 1)
            for j in range(n):
                x[j] = _value(j, row_of, at_upper, upper, x_basic)
        any_missing = _outcome(x, tables, wanted, level, capacity, held, met, missing, sources)
        use_books(month, year_begins[t], wanted, missing, use_sums, use_month, runs)
        water_books(
            month,
            natural,
            given,
            x,
            loss,
            level,
            capacity,
            tolerance,
            (source_month, store_month, store_sums),
        )
        for k in range(n_links):
            link_month[month, k] += x[first_link + k]
        note_spill(t > 0 and year_begins[t], x, level, capacity, feeders, spilt, tolerance)
        if any_missing:
            day = (t, month, x, natural, level, missing)
            for k in range(room.size):
                room[k] = x[limit_row[k]] if limit_row[k] >= 0 else scale
            trace_day(day, room, series, tracing, spilt, causes, tolerance)
        if day_met.shape[0] > 0:
            day_met[t] = met
            day_level[t] = level
            day_loss[t] = loss
            day_flow[t] = x[first_link : first_link + n_links]
    for u in range(uses):
        close_run(u, runs, use_sums)
    return 0


@njit(cache=True, nogil=True)
def _outcome(x, tables, wanted, level, capacity, held, met, missing, sources):
    """Set what each use got and missed and what each store holds; tell whether any missed."""
    carry, unmet, _, _, _ = tables
    any_missing = False
    for u in range(wanted.size):
        short = 0.0
        for k in range(unmet.shape[1]):
            if unmet[u, k] >= 0:
                short += x[unmet[u, k]]
        if short <= SHORT * max(1.0, wanted[u]):
            short = 0.0
        missing[u] = min(short, wanted[u])
        met[u] = wanted[u] - missing[u]
        any_missing = any_missing or missing[u] > 0.0
    for s in range(level.size):
        if held[s]:
            level[s] = capacity[s]
        else:
            level[s] = 0.0
            for k in range(carry.shape[1]):
                if carry[s, k] >= 0:
                    level[s] += x[carry[s, k]]
    return any_missing
