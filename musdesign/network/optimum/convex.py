"""Convex, falling, piecewise-linear functions of head: the arithmetic of the tree engine.

A :class:`Piece` is one such function: infinite left of its first head, flat right of its last.
A value function of the engine is the minimum of a list of pieces.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musdesign.network.head_loss import Floats

_SAME_HEAD_M = 1e-11
_LOOKED_AT = 6
"""With how many others a piece is compared before all are laid over each other."""


class Piece:
    """Slopes ``s`` (below zero, rising) between the heads ``x``, and cost ``y`` from the last on.

    The cost is kept at the flat end, for near the first heads slopes can be so steep that a
    rounded head would spoil it.

    ``made`` tells how the piece came about, for the design to be recovered.
    """

    __slots__ = ("made", "s", "x", "y")

    def __init__(self, x: Floats, s: Floats, y: float, made: Any = None) -> None:
        """Hold the arrays as they are; ``x`` is one longer than ``s``."""
        self.x = x
        self.s = s
        self.y = y
        self.made = made

    @property
    def start(self) -> float:
        """Return the least head at which the piece is finite."""
        return float(self.x[0])

    def heights(self) -> Floats:
        """Return the cost at each of the heads ``x``."""
        rise = np.empty(len(self.x))
        rise[-1] = self.y
        falls = (self.x[1:] - self.x[:-1]) * self.s
        rise[:-1] = self.y - falls[::-1].cumsum()[::-1]
        return rise

    def at(self, head: float) -> float:
        """Return the cost at a head (infinite below the start)."""
        x = self.x
        if head < x[0] - 1e-7:
            return float("inf")
        k = int(x.searchsorted(head))
        if k == len(x):
            return self.y
        if k == 0:
            return self.y - float((x[1:] - x[:-1]) @ self.s)
        total = self.y - float((x[k + 1 :] - x[k:-1]) @ self.s[k:])
        return total - (float(x[k]) - head) * float(self.s[k - 1])

    def slope(self, head: float) -> float:
        """Return the price of a metre of head just above it (zero or less)."""
        k = int(np.searchsorted(self.x, head, side="right"))
        if k == 0:
            return float(self.s[0]) if len(self.s) else 0.0
        return float(self.s[k - 1]) if k < len(self.x) else 0.0


def constant(start: float, cost: float, made: Any = None) -> Piece:
    """Return a piece of one cost from a head on."""
    return Piece(np.array([start]), _NONE, cost, made)


_NONE: Floats = np.empty(0)


def convolve(piece: Piece, widths: Floats, slopes: Floats, loss: float, cost: float) -> Piece:
    """Return min over the loss of a link of its cost and the piece at the head that is left.

    The link loses ``loss`` at least, falls by ``slopes`` over ``widths`` and costs ``cost`` then:
    slopes of both are merged, which is the infimal convolution of convex functions.
    """
    x0 = float(piece.x[0]) + loss
    if not len(slopes):
        return Piece(piece.x + loss, piece.s, piece.y + cost)
    if not len(piece.s):
        x = np.empty(len(slopes) + 1)
        x[0] = 0.0
        widths.cumsum(out=x[1:])
        x += x0
        return Piece(x, slopes, piece.y + cost)
    # both are sorted, and a link has few slopes: they are set in between those of the piece
    own = piece.s.searchsorted(slopes, side="right")
    own += np.arange(len(slopes))
    s = np.empty(len(piece.s) + len(slopes))
    theirs = np.ones(len(s), dtype=bool)
    theirs[own] = False
    s[own] = slopes
    s[theirs] = piece.s
    wide = np.empty(len(s))
    wide[own] = widths
    wide[theirs] = piece.x[1:] - piece.x[:-1]
    x = np.empty(len(s) + 1)
    x[0] = x0
    wide.cumsum(out=x[1:])
    x[1:] += x0
    return Piece(x, s, piece.y + cost)


def shifted(piece: Piece, head: float, cost: float) -> Piece:
    """Return the piece moved to the right and up."""
    return Piece(piece.x + head, piece.s, piece.y + cost)


def from_head(piece: Piece, head: float) -> Piece:
    """Return the piece where the head is at least so much."""
    x = piece.x
    if head <= x[0]:
        return piece
    k = int(x.searchsorted(head, side="right"))
    if k == len(x):
        return Piece(np.array([head]), _NONE, piece.y, piece.made)
    cut = x[k - 1 :].copy()
    cut[0] = head
    return Piece(cut, piece.s[k - 1 :], piece.y, piece.made)


def up_to(piece: Piece, head: float) -> Piece:
    """Return the piece made flat above a head: more head is there, and is not used."""
    x = piece.x
    if head >= x[-1]:
        return piece
    if head <= x[0]:
        return Piece(x[:1], _NONE, piece.at(float(x[0])), piece.made)
    k = int(x.searchsorted(head))
    return Piece(np.concatenate((x[:k], [head])), piece.s[:k], piece.at(head), piece.made)


def add(first: Piece, second: Piece) -> Piece:
    """Return the sum of two pieces."""
    start = max(first.start, second.start)
    first, second = from_head(first, start), from_head(second, start)
    if not len(first.s):
        return Piece(second.x, second.s, first.y + second.y)
    if not len(second.s):
        return Piece(first.x, first.s, first.y + second.y)
    x = np.concatenate((first.x, second.x[1:]))
    x.sort()
    apart = np.empty(len(x), dtype=bool)
    apart[0] = True
    np.greater(x[1:] - x[:-1], _SAME_HEAD_M, out=apart[1:])
    x = x[apart]
    left = x[:-1]
    s = _slopes(first, left) + _slopes(second, left)
    return Piece(x, s, first.y + second.y)


def _slopes(piece: Piece, heads: Floats) -> Floats:
    """Return the slope just right of each head."""
    padded = np.append(piece.s, 0.0)
    k = piece.x.searchsorted(heads + _SAME_HEAD_M, side="right") - 1
    return np.asarray(padded[k])


def pumped(
    piece: Piece, price_per_m: float, fixed: float, least_m: float, most_m: float
) -> Piece | None:
    """Return the least cost with a pump that adds from ``least_m`` to ``most_m`` of head.

    W(h) = fixed + min over p of price p + V(h + p).  Slopes steeper than the price are worth
    pumping for; the others stay, moved left by the least lift.
    """
    if most_m < least_m:
        return None
    k = int(np.searchsorted(piece.s, -price_per_m))
    x = np.concatenate((piece.x[: k + 1] - most_m, piece.x[k:] - least_m))
    s = np.concatenate((piece.s[:k], [-price_per_m], piece.s[k:]))
    return Piece(x, s, piece.y + fixed + price_per_m * least_m)


def with_slope(piece: Piece, price_per_m: float, ground: float) -> Piece:
    """Return the least over t up to each head of piece(t) + price * (t - ground)."""
    if price_per_m == 0:
        return piece
    k = int(np.searchsorted(piece.s, -price_per_m))
    end = float(piece.x[k])
    cost = piece.at(end) + price_per_m * (end - ground)
    return Piece(piece.x[: k + 1], piece.s[:k] + price_per_m, cost, piece.made)


def prune(pieces: Sequence[Piece], slack: float = 0.0) -> tuple[list[Piece], float]:
    """Return the pieces that are needed for the minimum of all, and by how much it rose at most.

    A piece is kept if it lies below the others somewhere by more than ``slack``, and cut to where
    it does, between heads at which the minimum is known to be straight.
    """
    kept = not_plainly_beaten(pieces)
    if len(kept) <= 1:
        return kept, 0.0
    if len(kept) == 2 and not all(len(piece.s) for piece in kept):
        return _beside_a_constant(kept), 0.0
    grid = _heads(kept)
    values = np.array([_values(p, grid) for p in kept])
    floor = 1e-12 * max(1.0, float(np.abs(values[np.isfinite(values)]).max()))
    heads, table = _with_crossings(grid, values, floor)
    before = table.min(axis=0)
    alive = _needed(table, floor)
    if slack > 0:
        alive = _thinned(table, alive, slack)
    rose = float((table[alive].min(axis=0) - before).max()) if slack > 0 else 0.0
    chosen = np.flatnonzero(alive)
    if slack > 0 and len(chosen) > 1:  # crossings of those that stay
        heads2, table2 = _with_crossings(grid, values[chosen], floor)
        full = np.array([_values(p, heads2) for p in kept]).min(axis=0)
        rose = max(rose, float((table2.min(axis=0) - full).max()))
        heads, table = heads2, table2
    else:
        table = table[chosen]
    return _trimmed([kept[i] for i in chosen], heads, table, floor), max(0.0, rose)


def bends(pieces: Sequence[Piece]) -> list[float]:
    """Return the heads between which the minimum of the pieces is straight."""
    heads = _heads(pieces)
    values = np.array([_values(p, heads) for p in pieces])
    floor = 1e-12 * max(1.0, float(np.abs(values[np.isfinite(values)]).max()))
    heads, _ = _with_crossings(heads, values, floor)
    return [float(head) for head in heads]


def _beside_a_constant(pair: list[Piece]) -> list[Piece]:
    """Return two pieces, one of them flat: the other is of use up to its start, or everywhere."""
    flat, other = pair if not len(pair[0].s) else pair[::-1]
    if other.start < flat.start and other.y >= flat.y:
        return [up_to(other, flat.start), flat]
    return pair


def not_plainly_beaten(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces less those that another undercuts already at their first head."""
    if len(pieces) <= 1:
        return list(pieces)
    kept: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: p.x[0]):
        lowest = piece.y
        start = float(piece.x[0])
        for other in kept[-_LOOKED_AT:]:
            # no cost of the other is below its last, which is quickly asked
            if other.y <= lowest and other.at(start) <= lowest:
                break
        else:
            kept.append(piece)
    return kept


def _heads(pieces: Sequence[Piece]) -> Floats:
    """Return the heads between which every piece is straight.

    A piece that begins among the others is infinite before: the head just below its first one
    tells what is least until there.
    """
    starts = np.array([p.x[0] for p in pieces])
    before = np.nextafter(starts[starts > starts.min()], -np.inf)
    return np.unique(np.concatenate([*(p.x for p in pieces), before]))


def _values(piece: Piece, heads: Floats) -> Floats:
    out = np.interp(heads, piece.x, piece.heights())
    out[heads < piece.x[0]] = np.inf
    return np.asarray(out)


def _with_crossings(grid: Floats, values: Floats, floor: float) -> tuple[Floats, Floats]:
    """Return the heads with those where the least function changes, and all values there.

    Between two heads all functions are straight lines, so others can undercut the two that are
    least at the ends only where these cross.  Where one does, its crossings with both are looked
    for in turn, until none does.
    """
    for _ in range(len(values)):
        grid, values, undercut = _crossed(grid, values, floor)
        if not undercut:
            break
    return grid, values


def _crossed(grid: Floats, values: Floats, floor: float) -> tuple[Floats, Floats, bool]:
    """Return heads and values with the crossings of neighbours, and if others lie below one."""
    least = values.argmin(axis=0)
    turn = np.flatnonzero(least[:-1] != least[1:])
    if not len(turn):
        return grid, values, False
    b, c = least[turn], least[turn + 1]
    b0, b1 = values[b, turn], values[b, turn + 1]
    c0, c1 = values[c, turn], values[c, turn + 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (c0 - b0) / ((c0 - b0) - (c1 - b1))
    usable = np.isfinite(share) & (share > 0) & (share < 1)
    turn, share, b = turn[usable], share[usable], b[usable]
    if not len(turn):
        return grid, values, False
    with np.errstate(invalid="ignore"):
        between = values[:, turn] + (values[:, turn + 1] - values[:, turn]) * share
    between[~np.isfinite(values[:, turn])] = np.inf
    meet = between[b, np.arange(len(turn))]
    undercut = bool((between.min(axis=0) < meet - floor).any())
    heads = np.concatenate((grid, grid[turn] + share * (grid[turn + 1] - grid[turn])))
    order = np.argsort(heads, kind="stable")
    return heads[order], np.concatenate((values, between), axis=1)[:, order], undercut


def _needed(table: Floats, floor: float) -> NDArray[np.bool_]:
    """Return which functions are least somewhere; among equals the first."""
    alive = np.zeros(len(table), dtype=bool)
    low = table <= table.min(axis=0) + floor
    alive[low.argmax(axis=0)] = True
    return alive


def _thinned(table: Floats, alive: NDArray[np.bool_], slack: float) -> NDArray[np.bool_]:
    """Drop, the least useful first, what undercuts the others by no more than the slack."""
    alive = alive.copy()
    target = table.min(axis=0) + slack
    while alive.sum() > 1:
        index = np.flatnonzero(alive)
        part = np.sort(table[index], axis=0)[:2]
        least = table[index].argmin(axis=0)
        with np.errstate(invalid="ignore"):
            over = np.where(part[1] <= target, 0.0, part[1] - target)
        loss = np.zeros(len(index))
        np.maximum.at(loss, least, over)
        drop = int(loss.argmin())
        if loss[drop] > 0:
            break
        alive[index[drop]] = False
    return alive


def _trimmed(pieces: list[Piece], heads: Floats, table: Floats, floor: float) -> list[Piece]:
    """Cut each piece to the heads between which it is least."""
    if len(pieces) == 1:
        return pieces
    low = table <= table.min(axis=0) + floor
    out = []
    for piece, mask in zip(pieces, low, strict=True):
        where = np.flatnonzero(mask)
        if not len(where):
            continue
        last = where[-1]
        cut = from_head(piece, float(heads[where[0]]))
        out.append(cut if last == len(heads) - 1 else up_to(cut, float(heads[last])))
    return out
