"""The dual simplex with bounded variables that re-solves a small programme day after day.

minimise c x subject to A x = b, 0 <= x <= u, all u finite, A starting with a unit matrix (one slack
a row).  Only b and u change between days.  The basis of the day before stays dual feasible, because
a variable outside the basis is put to the bound that the sign of its reduced cost asks for; a few
pivots then repair what the new b and u broke, and none are needed when nothing broke.  Long steps
flip bounds on the way.  (Koberstein, The dual simplex method, 2005, describes the method; its text
was not read for this.)

The tableau is kept transposed, ``columns[j]`` being column j of B^-1 A, so that updates run along
memory; entries of a network without losses stay exact integers.
"""

from __future__ import annotations

import numpy as np

from musdesign.supply.allocation.kernels import compiled

PIVOT = 1e-9
ZERO = 1e-12
MOST_PIVOTS = 2000


@compiled
def reset(matrix, cost, columns, reduced, basis, row_of):
    """Start from the basis of the slacks."""
    n, m = matrix.shape
    for j in range(n):
        value = cost[j]
        for r in range(m):
            columns[j, r] = matrix[j, r]
            value -= cost[r] * matrix[j, r]
        reduced[j] = value
        row_of[j] = -1
    for r in range(m):
        basis[r] = r
        row_of[r] = r
        reduced[r] = 0.0


@compiled
def _pivot(columns, reduced, basis, row_of, r, q):
    n, m = columns.shape
    pivot = columns[q, r]
    d = reduced[q]
    for j in range(n):
        entry = columns[j, r]
        if entry != 0.0 and j != q:
            factor = entry / pivot
            for i in range(m):
                value = columns[j, i] - factor * columns[q, i]
                columns[j, i] = 0.0 if abs(value) < ZERO else value
            columns[j, r] = factor
            reduced[j] -= d * factor
    for i in range(m):
        columns[q, i] = 0.0
    columns[q, r] = 1.0
    reduced[q] = 0.0
    row_of[basis[r]] = -1
    basis[r] = q
    row_of[q] = r


@compiled
def _values(columns, row_of, upper, at_upper, rhs, x_basic):
    """Set the values of the basic variables: B^-1 (b - what stands at its upper bound)."""
    n, m = columns.shape
    for i in range(m):
        x_basic[i] = 0.0
    for j in range(n):
        weight = rhs[j] if j < m else 0.0
        if at_upper[j]:
            weight -= upper[j]
        if weight != 0.0:
            for i in range(m):
                x_basic[i] += columns[j, i] * weight


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
def solve(columns, reduced, basis, row_of, upper, at_upper, rhs, x_basic, tolerance):
    """Solve for the right sides and bounds of a day; return the pivots, or -1 without success."""
    n = upper.size
    for j in range(n):
        at_upper[j] = row_of[j] < 0 and reduced[j] < -ZERO
    for pivots in range(MOST_PIVOTS):
        _values(columns, row_of, upper, at_upper, rhs, x_basic)
        row, worst, direction = _leaving(basis, upper, x_basic, tolerance)
        if row < 0:
            return pivots
        q = _entering(columns, reduced, row_of, upper, at_upper, row, direction, worst)
        if q < 0:
            return -1
        at_upper[basis[row]] = direction < 0.0
        at_upper[q] = False
        _pivot(columns, reduced, basis, row_of, row, q)
    return -1
