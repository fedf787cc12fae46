"""The screening rule: uses by priority, each along its paths in a fixed order, compiled.

Never better than the exact rule for the first priority of a day: a fixed order drains one store
while another overflows, and spends a plant's capacity on whoever comes first.  A fixed order asks
no questions, so many scenarios go through it at once: every step is done for up to :data:`LANES`
scenarios side by side, without branches, and the processor does several at a time.  Rows of the
work space are nodes, its columns the scenarios.
"""

from __future__ import annotations

from musdesign.supply.allocation.kernels import compiled
from musdesign.supply.allocation.kernels.books import (
    DEFICIT_SUM,
    EMPTY_DAYS,
    FINAL,
    FULL_DAYS,
    LOWEST,
    day_books,
    lanes_books,
)
from musdesign.supply.allocation.kernels.exact import FEASIBLE, SHORT
from musdesign.supply.allocation.kernels.tracing import note_spill, trace_day

LANES = 32
"""The most scenarios side by side: more leave the processor's nearest memory."""
BLOCK = 32
"""Days that are read at once from series that lie day by day."""


@compiled
def _read_days(series, first, days):
    """Turn days of series, (nodes, scenarios, days), into (BLOCK, nodes, scenarios)."""
    for i in range(series.shape[0]):
        for j in range(series.shape[1]):
            for d in range(min(BLOCK, series.shape[2] - first)):
                days[d, i, j] = series[i, j, first + d]


@compiled
def _copy(source, target):
    for j in range(target.size):
        target[j] = source[j]


@compiled
def _least(amount, water, factor):
    """Lower an amount to what there is, times a factor."""
    for j in range(amount.size):
        value = water[j] * factor
        amount[j] = value if value < amount[j] else amount[j]


@compiled
def _move(amount, giver, factor):
    """Take an amount, times a factor, away."""
    for j in range(amount.size):
        giver[j] -= amount[j] * factor


@compiled
def _add(amount, taker, factor):
    """Add an amount, times a factor."""
    for j in range(amount.size):
        taker[j] += amount[j] * factor


@compiled
def _start(amount, water, wanted, per_arriving):
    """Set the amount that leaves: what is wanted at the other end, at most what there is."""
    for j in range(amount.size):
        value = wanted[j] * per_arriving
        value = water[j] if water[j] < value else value
        amount[j] = value if value > 0.0 else 0.0


@compiled
def _start_fill(amount, water, held, capacity, per_arriving):
    """Set the amount that leaves for a store: its space, at most what there is."""
    for j in range(amount.size):
        value = (capacity - held[j]) * per_arriving
        value = water[j] if water[j] < value else value
        amount[j] = value if value > 0.0 else 0.0


@compiled
def _close_unless_full(amount, water, full):
    """Send nothing where the store on the way is not full."""
    for j in range(amount.size):
        amount[j] = amount[j] if water[j] >= full else 0.0


@compiled
def _give(natural, water, source_natural, source_given, available, cap, returned, part):
    """Set what a source gives, and enter it."""
    for j in range(natural.size):
        value = available[j] + part * returned[j]
        natural[j] = value
        source_natural[j] += value
        value = value if value < cap else cap
        water[j] = value
        source_given[j] += value


@compiled
def _losses(level, loss, water, depth, numbers):
    """Take evaporation and seepage from a store; the rest is its water of the day."""
    capacity, empty, full, fraction, seepage = (
        numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]
    )  # fmt: skip
    slope = (full - empty) / capacity if capacity > 0.0 else 0.0
    base = empty if capacity > 0.0 else full
    for j in range(level.size):
        volume = level[j]
        surface = depth[j] * (base + slope * volume)
        value = (surface if surface > 0.0 else 0.0) + fraction * volume + seepage
        value = value if value < volume else volume
        loss[j] = value
        left = volume - value
        water[j] = left if left < capacity else capacity


@compiled
def _store_books(water, level, loss, capacity, tolerance, loss_month, sums):
    """Set the volume at the day's end, and enter it and the loss."""
    lowest, full, empty, final = sums[LOWEST], sums[FULL_DAYS], sums[EMPTY_DAYS], sums[FINAL]
    almost = capacity - tolerance
    for j in range(level.size):
        volume = water[j]
        level[j] = volume
        final[j] = volume
        loss_month[j] += loss[j]
        lowest[j] = volume if volume < lowest[j] else lowest[j]
        full[j] += 1.0 if volume >= almost else 0.0
        empty[j] += 1.0 if volume <= tolerance else 0.0


@compiled
def _send_all(table, water, missing, room, capacity, tolerance, today, first, serving):
    """Send water along every path in turn, to uses that miss it or to stores with space."""
    origin, to, arriving, per_arriving, limit, gain, per_gain, length, full, _ = table
    sources = water.shape[0] - capacity.size
    for p in range(origin.size):
        amount = today[first + p]
        giver = water[origin[p]]
        taker = missing[to[p]] if serving else water[sources + to[p]]
        if serving:
            _start(amount, giver, taker, per_arriving[p])
        else:
            _start_fill(amount, giver, taker, capacity[to[p]], per_arriving[p])
        for c in range(length[p]):
            _least(amount, room[limit[p, c]], per_gain[p, c])
        if full[p] >= 0:
            _close_unless_full(amount, water[sources + full[p]], capacity[full[p]] - tolerance)
        _move(amount, giver, 1.0)
        _move(amount, taker, arriving[p] if serving else -arriving[p])
        for c in range(length[p]):
            _move(amount, room[limit[p, c]], gain[p, c])


@compiled
def _is_hopeless(use_sums, weight, most):
    """Tell whether all scenarios together already miss more than the most, weighed."""
    total = 0.0
    for u in range(weight.size):
        missed = use_sums[u, DEFICIT_SUM]
        for j in range(missed.size):
            total += weight[u] * missed[j]
    return total > most


@compiled
def _lane(rows, j, out):
    """Copy one scenario out of rows."""
    for i in range(out.size):
        out[i] = rows[i, j]


@compiled
def run(series, calendar, constant, tables, stores_data, tracing, sums, daily, work):
    """Run scenarios side by side.  Return 0, or 1 where it stopped, missing more than the most.

    The sums are written where they are given, their last axis the scenarios (but causes).  In place
    of flows along links it sums what leaves along each path, (12, paths, scenarios).
    """
    available, demand, depth, caps, limits, right, returns_from, return_part = series
    month_of, year_begins = calendar
    scale, tracing_on, weight, most = constant
    serving, filling = tables
    order, direct, treated, dirty, mean, plant_of, plant_for = tracing
    initial, store_numbers, _, feeders = stores_data
    use_sums, use_month, sent, source_month, store_month, store_sums, causes = sums
    sources, stores, uses = available.shape[0], depth.shape[0], demand.shape[0]
    tolerance = FEASIBLE * scale
    natural, met, missing, level, loss, room, water, today, runs = work[0]
    given_days, wanted_days, depth_days, spilt = work[1]
    capacity, one_natural, one_level, one_missing, one_room, one_water = work[2]
    one_met, one_loss, one_today, pool = work[3]
    for s in range(stores):
        capacity[s] = store_numbers[s, 0]
        for j in range(level.shape[1]):
            level[s, j] = initial[s]
    paths = serving[0].size
    for t in range(month_of.size):
        month = month_of[t]
        d = t % BLOCK
        if d == 0:
            _read_days(available, t, given_days)
            _read_days(demand, t, wanted_days)
            _read_days(depth, t, depth_days)
        for i in range(sources):
            back = max(returns_from[i], 0)
            part = return_part[i] if returns_from[i] >= 0 else 0.0
            _give(
                natural[i], water[i], source_month[0, month, i], source_month[1, month, i],
                given_days[d, i], caps[i, t], met[back], part,
            )  # fmt: skip
        for s in range(stores):
            _losses(level[s], loss[s], water[sources + s], depth_days[d, s], store_numbers[s])
        for k in range(room.shape[0]):
            for j in range(room.shape[1]):
                room[k, j] = limits[k, t]
        for u in range(uses):
            _copy(wanted_days[d, u], missing[u])
        _send_all(serving, water, missing, room, capacity, tolerance, today, 0, True)
        _send_all(filling, water, missing, room, capacity, tolerance, today, paths, False)
        for k in range(today.shape[0]):
            _add(today[k], sent[month, k], 1.0)
        for u in range(uses):
            lanes_books(
                wanted_days[d, u], missing[u], met[u], SHORT, year_begins[t],
                use_sums[u], use_month[0, month, u], use_month[1, month, u], runs[u],
            )  # fmt: skip
        for i in range(sources):
            _move(water[i], source_month[1, month, i], 1.0)
        for s in range(stores):
            _store_books(
                water[sources + s], level[s], loss[s], capacity[s], tolerance,
                store_month[month, s], store_sums[s],
            )  # fmt: skip
        if tracing_on:
            for j in range(today.shape[1]):
                _lane(natural, j, one_natural)
                _lane(level, j, one_level)
                _lane(missing, j, one_missing)
                _lane(room, j, one_room)
                _lane(water, j, one_water)
                note_spill(one_water, one_level, capacity, feeders, spilt[j], tolerance)
                trace_day(
                    t, month, one_water, one_natural, one_level, one_missing, one_room, caps,
                    right, order, direct, treated, dirty, mean, plant_of, plant_for, spilt[j],
                    causes[j], pool, tolerance,
                )  # fmt: skip
        if daily[0].shape[1] > 0:
            for j in range(today.shape[1]):
                _lane(met, j, one_met)
                _lane(level, j, one_level)
                _lane(loss, j, one_loss)
                _lane(today, j, one_today)
                days = (daily[0][j], daily[1][j], daily[2][j], daily[3][j])
                day_books(t, one_met, one_level, one_loss, one_today, 0, one_today.size, days)
        if d == BLOCK - 1 and _is_hopeless(use_sums, weight, most):
            return 1
    return 0
