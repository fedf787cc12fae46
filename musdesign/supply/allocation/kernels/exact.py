"""The exact rule: a minimum-cost flow every day, warm-started from the day before, compiled.

One call runs one scenario.  The kernel releases the GIL and is not parallel inside.
"""

from __future__ import annotations

from musdesign.supply.allocation.kernels import compiled
from musdesign.supply.allocation.kernels.books import (
    day_books,
    use_books,
    water_books,
)
from musdesign.supply.allocation.kernels.simplex import HERE, reset, solve
from musdesign.supply.allocation.kernels.tracing import note_spill, trace_day

SHORT = 1e-9
FEASIBLE = 1e-11
CHECK_DAYS = 64


@compiled
def morning(
    t, available, caps, returns_from, return_part, met, natural, given,
    depth, store_numbers, level, capacity, loss,
):  # fmt: skip
    """Set what sources give, and take evaporation and seepage from the stores."""
    for i in range(natural.size):
        natural[i] = available[i, t]
        if returns_from[i] >= 0:
            natural[i] += return_part[i] * met[returns_from[i]]
        given[i] = min(natural[i], caps[i, t])
    for s in range(level.size):
        volume = level[s]
        area = store_numbers[s, 2]
        if capacity[s] > 0.0:
            area = store_numbers[s, 1] + (area - store_numbers[s, 1]) * volume / capacity[s]
        loss[s] = min(
            volume,
            max(0.0, depth[s, t] * area) + store_numbers[s, 3] * volume + store_numbers[s, 4],
        )
        level[s] = min(volume - loss[s], capacity[s])


@compiled
def _bounds(
    t, month, wanted, given, level, upper, rhs, carry, unmet, share, widths, limit_row, limits
):  # fmt: skip
    """Set the day's right sides and upper bounds."""
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


@compiled
def _read(x, row_of, at_upper, upper, x_basic):
    """Set every variable from the basis and the bounds."""
    for j in range(x.size):
        if row_of[j] >= 0:
            x[j] = max(0.0, x_basic[row_of[j]])
        elif at_upper[j]:
            x[j] = upper[j]
        else:
            x[j] = 0.0


@compiled
def _open_overflows(x, carry, overflow, feeders, level, capacity, held, upper, rhs, tol, big):
    """Open the overflow of stores that end the day full while water is left for them.

    A store so opened is held full, so that it overflows and is not drained.  Return whether one
    was opened: the day is then solved again, and further stores may thereby become full.
    """
    sources, opened = feeders.shape[1], False
    for s in range(level.size):
        if overflow[s] >= 0 and not held[s] and capacity[s] > 0.0:
            kept, left = 0.0, 0.0
            for k in range(carry.shape[1]):
                if carry[s, k] >= 0:
                    kept += x[carry[s, k]]
            for i in range(sources):
                if feeders[s, i]:
                    left += x[i]
            if kept >= capacity[s] - tol and left > tol:
                opened = True
                held[s] = True
                upper[overflow[s]] = big
                rhs[sources + s] = level[s] - capacity[s]
                for k in range(carry.shape[1]):
                    if carry[s, k] >= 0:
                        upper[carry[s, k]] = 0.0
    return opened


@compiled
def _outcome(x, carry, unmet, wanted, level, capacity, held, met, missing):
    """Set what each use got and missed and what each store holds; tell whether any missed."""
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


@compiled
def _residual(matrix, x, rhs):
    """Return the largest error of any row."""
    n, m = matrix.shape
    worst = 0.0
    for r in range(m):
        value = -rhs[r]
        for j in range(n):
            value += matrix[j, r] * x[j]
        worst = max(worst, abs(value))
    return worst


@compiled
def run(series, calendar, constant, tables, stores_data, tracing, sums, daily, work):
    """Run one scenario; the sums and days are written where they are given.

    Returns:
        The pivots made, or minus the day (from 1) on which the programme could not be solved.
    """
    available, demand, depth, caps, limits, right, returns_from, return_part = series
    month_of, year_begins = calendar
    matrix, cost, bound, first_link, n_links, scale, tracing_on = constant
    carry, unmet, share, widths, limit_row = tables
    initial, store_numbers, overflow, feeders = stores_data
    use_sums, use_month, link_month, source_month, store_month, store_sums, causes = sums
    order, direct, treated, dirty, mean, plant_of, plant_for = tracing
    stores, uses = depth.shape[0], demand.shape[0]
    n = matrix.shape[0]
    tolerance = FEASIBLE * scale
    upper, at_upper, rhs, x_basic, x, held = work[1]
    kept = work[2]
    row_of, state = kept[3], kept[7]
    natural, given, wanted, met, missing, level, loss, capacity, room, spilt, runs, pool = work[0]
    some_overflow, pivots = False, 0
    for s in range(stores):
        level[s], capacity[s] = initial[s], store_numbers[s, 0]
        some_overflow = some_overflow or overflow[s] >= 0
    for j in range(n):
        upper[j] = bound[j]
    reset(matrix, cost, kept)
    for t in range(month_of.size):
        month = month_of[t]
        morning(
            t, available, caps, returns_from, return_part, met, natural, given,
            depth, store_numbers, level, capacity, loss,
        )  # fmt: skip
        for u in range(uses):
            wanted[u] = demand[u, t]
        renewed = False
        while True:
            _bounds(
                t, month, wanted, given, level, upper, rhs,
                carry, unmet, share, widths, limit_row, limits,
            )  # fmt: skip
            if some_overflow:
                for s in range(stores):
                    held[s] = False
                    if overflow[s] >= 0:
                        upper[overflow[s]] = 0.0
            done = 0
            while done >= 0:
                done = solve(kept, upper, at_upper, rhs, x_basic, tolerance)
                pivots += max(done, 0)
                _read(x, row_of[state[HERE]], at_upper, upper, x_basic)
                if not some_overflow or not _open_overflows(
                    x, carry, overflow, feeders, level, capacity, held, upper, rhs,
                    tolerance, scale,
                ):  # fmt: skip
                    break
            sound = done >= 0 and (t % CHECK_DAYS != 0 or _residual(matrix, x, rhs) <= tolerance)
            if sound or renewed:
                break
            # rounding has grown: begin again from the slacks
            reset(matrix, cost, kept)
            renewed = True
        if done < 0:
            return -(t + 1)
        any_missing = _outcome(x, carry, unmet, wanted, level, capacity, held, met, missing)
        use_books(month, year_begins[t], wanted, missing, use_sums, use_month, runs)
        water_books(
            month, natural, given, x, loss, level, capacity, tolerance,
            source_month, store_month, store_sums,
        )  # fmt: skip
        for k in range(n_links):
            link_month[month, k] += x[first_link + k]
        if tracing_on:
            note_spill(x, level, capacity, feeders, spilt, tolerance)
        if any_missing and tracing_on:
            for k in range(room.size):
                room[k] = x[limit_row[k]] if limit_row[k] >= 0 else scale
            trace_day(
                t, month, x, natural, level, missing, room, caps, right,
                order, direct, treated, dirty, mean, plant_of, plant_for, spilt, causes, pool,
                tolerance,
            )  # fmt: skip
        if daily[0].shape[0] > 0:
            day_books(t, met, level, loss, x, first_link, n_links, daily)
    return pivots
