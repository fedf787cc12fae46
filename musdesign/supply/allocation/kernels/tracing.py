"""Give every unmet litre to one thing that binds (compiled).

In this order, each cause taking what it can explain, and each litre of water explaining one litre
(what lies in a store for many days explains its shortage once):

1. reserve: water that a store keeps for better priorities;
2. treatment: water left at its source or store because the treatments on its way to the use are
   full, as far as right and pump would have let it come; several full ones alike share it, for
   more of each would help as much;
3. pump: water that the source gives and the right allows, or the store holds, and the pump does
   not lift;
4. right: water that the source gives and the right does not allow;
5. tank: water that a full store serving the use has let go by, at most as much again as it holds:
   what a store of twice the volume would have carried to the day.  A small tank is so not blamed
   for a dry season that a spring does not carry;
6. quality: water left of a tier that will not do;
7. source: the rest, at the source (of those that can reach the use; if none can, the first of a
   wrong tier) that is farthest below its mean.
"""

from __future__ import annotations

from musdesign.supply.allocation.kernels import compiled

KEPT, UNPUMPED, UNALLOWED, LEFT, BELOW = 0, 1, 2, 3, 4
POOLS = 5
SPILT, TOLD = 0, 1


@compiled
def note_spill(idle, level, capacity, feeders, memory, tolerance):
    """Remember what full stores let go by, at most their volume; each litre at one store.

    Args:
        idle: water left at each source (further entries are not read).
        level: of each store.
        capacity: of each store.
        feeders: which source reaches which store, (stores, sources).
        memory: of each store what it let go by and what of its water has explained a shortage.
        tolerance: what counts as nothing, m3.
    """
    stores, sources = feeders.shape
    for s in range(stores):
        memory[s, TOLD] = min(memory[s, TOLD], level[s])
    for i in range(sources):
        left = idle[i]
        for s in range(stores):
            if left > tolerance and feeders[s, i] and level[s] >= capacity[s] - tolerance:
                part = min(left, capacity[s] - memory[s, SPILT])
                memory[s, SPILT] += part
                left -= part


@compiled
def _take(missing, pool, which, k, sources, causes, u, column, month):
    """Explain what can be explained by one pool; return what is left to explain."""
    part = min(missing, pool[which, k])
    if part > 0.0:
        if k >= sources:
            # what lies in a store is one water, however it is asked for
            for row in (KEPT, UNPUMPED, LEFT):
                pool[row, k] = max(0.0, pool[row, k] - part)
        else:
            pool[which, k] -= part
        causes[month, u, column] += part
        missing -= part
    return missing


@compiled
def _fill_pools(
    t, idle, natural, level, room, caps, right, mean, memory, pool, tol
):  # fmt: skip
    """Set what is left that may explain: rows of the pool, by source and store."""
    sources, stores = natural.size, level.size
    plants = room.size - stores
    for i in range(sources):
        allowed = min(natural[i], right[i, t])
        pool[LEFT, i] = idle[i]
        pool[KEPT, i] = 0.0
        pool[UNALLOWED, i] = natural[i] - allowed
        pool[UNPUMPED, i] = max(0.0, allowed - caps[i, t])
        pool[BELOW, i] = mean[i] - natural[i]
    for s in range(stores):
        pumped_out = room[plants + s] <= tol
        fresh = max(0.0, level[s] - memory[s, TOLD])
        pool[LEFT, sources + s] = fresh
        pool[KEPT, sources + s] = 0.0 if pumped_out else fresh
        pool[UNPUMPED, sources + s] = fresh if pumped_out else 0.0


@compiled
def _binds(k, u, p, plant_of, plant_for, room, tol):
    """Tell whether a full treatment stands between a source or store and a use."""
    return plant_of[k, p] and plant_for[p, u] and room[p] <= tol


@compiled
def _take_treatment(
    missing, pool, k, sources, causes, u, plant_0, month, plant_of, plant_for, room, tol
):  # fmt: skip
    """Explain what is left behind full treatments; return what is left to explain."""
    count, first = 0, -1
    for p in range(plant_for.shape[0]):
        if _binds(k, u, p, plant_of, plant_for, room, tol):
            count += 1
            if first < 0:
                first = p
    if count == 0:
        return missing
    rest = _take(missing, pool, LEFT, k, sources, causes, u, plant_0 + first, month)
    if count > 1:
        causes[month, u, plant_0 + first] -= missing - rest
        for p in range(plant_for.shape[0]):
            if _binds(k, u, p, plant_of, plant_for, room, tol):
                causes[month, u, plant_0 + p] += (missing - rest) / count
    return rest


@compiled
def trace_day(
    t, month, idle, natural, level, missing, room, caps, right,
    order, direct, treated, dirty, mean, plant_of, plant_for, memory, causes, pool, tol,
):  # fmt: skip
    """Give the day's unmet water to causes.

    Args:
        t: the day.
        month: of the year.
        idle: water left at each source (further entries are not read).
        natural: yield of each source.
        level: of each store.
        missing: of each use.
        room: what is not used of the capacity of each treatment and of the draw of each store.
        caps: right and pump of each source, by day.
        right: of each source, by day.
        order: uses by priority.
        direct: which source or store reaches which use by any way without treatment.
        treated: which does only by treatments.
        dirty: which does not because of its tier.
        mean: yield of each source.
        plant_of: which treatment takes from which source or store.
        plant_for: which treatment's water comes to which use.
        memory: of :func:`note_spill`.
        causes: (months, uses, binders), added to.
        pool: work space, (POOLS, sources + stores).
        tol: what counts as nothing, m3.
    """
    _fill_pools(
        t, idle, natural, level, room, caps, right, mean, memory, pool, tol
    )  # fmt: skip
    sources, stores = natural.size, level.size
    nodes = sources + stores
    pump_0 = 1 + sources
    right_0 = pump_0 + nodes
    tank_0 = right_0 + sources
    reserve_0 = tank_0 + stores
    plant_0 = reserve_0 + stores
    quality_0 = causes.shape[2] - nodes
    for o in range(order.size):
        u = order[o]
        rest = missing[u]
        if rest <= 0.0:
            continue
        for s in range(stores):
            if direct[sources + s, u]:
                rest = _take(
                    rest, pool, KEPT, sources + s, sources, causes, u, reserve_0 + s, month
                )
        for k in range(nodes):
            # what is left at a source its right and pump did allow; a store's pump may bind first
            if treated[k, u] and (k < sources or pool[UNPUMPED, k] <= 0.0):
                rest = _take_treatment(
                    rest, pool, k, sources, causes, u, plant_0, month,
                    plant_of, plant_for, room, tol,
                )  # fmt: skip
        for k in range(nodes):
            if direct[k, u] or treated[k, u]:
                rest = _take(rest, pool, UNPUMPED, k, sources, causes, u, pump_0 + k, month)
        for i in range(sources):
            if direct[i, u] or treated[i, u]:
                rest = _take(rest, pool, UNALLOWED, i, sources, causes, u, right_0 + i, month)
        for s in range(stores):
            if direct[sources + s, u] or treated[sources + s, u]:
                part = min(rest, memory[s, SPILT])
                memory[s, SPILT] -= part
                rest -= part
                causes[month, u, tank_0 + s] += part
        for k in range(nodes):
            if dirty[k, u]:
                rest = _take(rest, pool, LEFT, k, sources, causes, u, quality_0 + k, month)
        if rest > 0.0:
            column, farthest = 0, -1e300
            for i in range(sources):
                if (direct[i, u] or treated[i, u]) and pool[BELOW, i] > farthest:
                    column, farthest = 1 + i, pool[BELOW, i]
            if column == 0:
                for i in range(sources):
                    if dirty[i, u]:
                        column = 1 + i
                        break
            causes[month, u, column] += rest
    for s in range(stores):
        memory[s, TOLD] += max(0.0, level[s] - memory[s, TOLD]) - pool[LEFT, sources + s]
