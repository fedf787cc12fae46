"""The dual simplex with bounded variables that re-solves a small programme day after day.

minimise c x subject to A x = b, 0 <= x <= u, all u finite, A starting with a unit matrix (one slack
a row).  Only b and u change between days.  The basis of the day before stays dual feasible, because
a variable outside the basis is put to the bound that the sign of its reduced cost asks for; a few
pivots then repair what the new b and u broke, and none are needed when nothing broke.  Long steps
flip bounds on the way.  (Koberstein, The dual simplex method, 2005, describes the method; its text
was not read for this.)

A record comes back to the same few hundred bases again and again, so the tableau of every basis is
kept once it was made, found by a key (the exclusive or of a random number for each of its members),
and a pivot to a basis seen before costs a look-up.

The tableau is kept transposed, ``columns[j]`` being column j of B^-1 A, so that updates run along
memory; entries of a network without losses stay exact integers.
"""

from __future__ import annotations

import numpy as np

from musdesign.supply.allocation.kernels import compiled

PIVOT = 1e-9
ZERO = 1e-12
MOST_PIVOTS = 2000
HERE, COUNT = 0, 1
"""The number of the present basis, and how many are kept."""


@compiled
def _place(key, keys, places):
    """Return where a key stands in the table of places, or the free place where it would."""
    at = key % places.size
    while places[at] >= 0 and keys[places[at]] != key:
        at = (at + 1) % places.size
    return at


@compiled
def reset(matrix, cost, kept):
    """Forget every basis and start from that of the slacks, number 0."""
    columns, reduced, basis, row_of, keys, places, numbers, state = kept
    n, m = matrix.shape
    for at in range(places.size):
        places[at] = -1
    key = numbers[0] ^ numbers[0]
    for j in range(n):
        value = cost[j]
        for r in range(m):
            columns[0, j, r] = matrix[j, r]
            value -= cost[r] * matrix[j, r]
        reduced[0, j] = value
        row_of[0, j] = -1
    for r in range(m):
        basis[0, r] = r
        row_of[0, r] = r
        reduced[0, r] = 0.0
        key ^= numbers[r]
    keys[0] = key
    places[_place(key, keys, places)] = 0
    state[HERE], state[COUNT] = 0, 1


@compiled
def _begin_anew(kept):
    """Forget every basis but the present one, which becomes number 0."""
    columns, reduced, basis, row_of, keys, places, _, state = kept
    here = state[HERE]
    for at in range(places.size):
        places[at] = -1
    if here != 0:
        n, m = columns.shape[1:]
        for j in range(n):
            for i in range(m):
                columns[0, j, i] = columns[here, j, i]
            reduced[0, j], row_of[0, j] = reduced[here, j], row_of[here, j]
        for i in range(m):
            basis[0, i] = basis[here, i]
        keys[0] = keys[here]
    places[_place(keys[0], keys, places)] = 0
    state[HERE], state[COUNT] = 0, 1


@compiled
def _pivot(kept, r, q):
    """Go to the basis in which a variable stands in a row, making its tableau if it is new."""
    columns, reduced, basis, row_of, keys, places, numbers, state = kept
    here = state[HERE]
    key = keys[here] ^ numbers[q] ^ numbers[basis[here, r]]
    at = _place(key, keys, places)
    if places[at] >= 0:
        state[HERE] = places[at]
        return
    if state[COUNT] == keys.size:
        _begin_anew(kept)
        here = 0
        at = _place(key, keys, places)
    new = state[COUNT]
    keys[new], places[at] = key, new
    state[HERE], state[COUNT] = new, new + 1
    old, own = columns[here], columns[new]
    n, m = old.shape
    pivot = old[q, r]
    d = reduced[here, q]
    entering = old[q]
    for j in range(n):
        entry = old[j, r]
        source, target = old[j], own[j]
        if entry != 0.0 and j != q:
            factor = entry / pivot
            for i in range(m):
                value = source[i] - factor * entering[i]
                target[i] = 0.0 if abs(value) < ZERO else value
            target[r] = factor
            reduced[new, j] = reduced[here, j] - d * factor
        else:
            for i in range(m):
                target[i] = source[i]
            reduced[new, j] = reduced[here, j]
        row_of[new, j] = row_of[here, j]
    for i in range(m):
        own[q, i] = 0.0
        basis[new, i] = basis[here, i]
    own[q, r] = 1.0
    reduced[new, q] = 0.0
    row_of[new, basis[here, r]] = -1
    basis[new, r] = q
    row_of[new, q] = r


@compiled
def _values(columns, upper, at_upper, rhs, x_basic):
    """Set the values of the basic variables: B^-1 (b - what stands at its upper bound)."""
    n, m = columns.shape
    for i in range(m):
        x_basic[i] = 0.0
    for j in range(n):
        weight = rhs[j] if j < m else 0.0
        if at_upper[j]:
            weight -= upper[j]
        if weight != 0.0:
            column = columns[j]
            for i in range(m):
                x_basic[i] += column[i] * weight


@compiled
def _leaving(basis, upper, x_basic, tolerance):
    """Return the row farthest outside its bounds, by how much, and the direction home."""
    worst, row, direction = tolerance, -1, 0.0
    for i in range(x_basic.size):
        value = x_basic[i]
        if -value > worst:
            worst, row, direction = -value, i, 1.0
        elif value - upper[basis[i]] > worst:
            worst, row, direction = value - upper[basis[i]], i, -1.0
    return row, worst, direction


@compiled
def _entering(columns, reduced, row_of, upper, at_upper, row, direction, left):
    """Return the variable that enters, flipping bounds on the way; -1 if there is none."""
    n = upper.size
    last = -1
    while True:
        best, size, q = np.inf, 0.0, -1
        for j in range(n):
            entry = columns[j, row] * direction
            if entry == 0.0 or row_of[j] >= 0 or upper[j] <= 0.0:
                continue
            if (at_upper[j] and entry > PIVOT) or (not at_upper[j] and entry < -PIVOT):
                entry = abs(entry)
                ratio = abs(reduced[j]) / entry
                if ratio < best or (ratio == best and entry > size):
                    best, size, q = ratio, entry, j
        if q < 0 and last >= 0:
            # only rounding is left over: the last one flipped enters after all
            at_upper[last] = not at_upper[last]
            return last
        if q < 0 or upper[q] * size >= left:
            return q
        left -= upper[q] * size
        at_upper[q] = not at_upper[q]
        last = q


@compiled
def solve(kept, upper, at_upper, rhs, x_basic, tolerance):
    """Solve for the right sides and bounds of a day; return the pivots, or -1 without success."""
    columns, reduced, basis, row_of, _, _, _, state = kept
    here = state[HERE]
    for j in range(upper.size):
        at_upper[j] = row_of[here, j] < 0 and reduced[here, j] < -ZERO
    for pivots in range(MOST_PIVOTS):
        here = state[HERE]
        _values(columns[here], upper, at_upper, rhs, x_basic)
        row, worst, direction = _leaving(basis[here], upper, x_basic, tolerance)
        if row < 0:
            return pivots
        q = _entering(
            columns[here], reduced[here], row_of[here], upper, at_upper, row, direction, worst
        )
        if q < 0:
            return -1
        at_upper[basis[here, row]] = direction < 0.0
        at_upper[q] = False
        _pivot(kept, row, q)
    return -1
