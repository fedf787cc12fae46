"""Where use answers the price that the use itself gives: average price and Shin's mixture."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from math import inf, log

import numpy as np

from musdesign.finance.effects.preferences import Household
from musdesign.finance.effects.schedule import Floats, Schedule


def perceived_rest(
    tariff: Schedule, who: Household, k: float
) -> tuple[Floats, tuple[tuple[float, ...], ...], np.ndarray]:
    """Return each household's rest, its further rests, and whether it stays at a bound.

    A rest solves ln q = ln A + e ln P(q) + n ln Y with P = MP^(1-k) (B/q)^k.  On a piece the
    difference g of both sides changes its slope at most once (where |e| k times the fixed part of
    the bill is the whole bill), so each piece has at most two rests, found between its ends and
    that point by bisection.  Where g is above 0 on the left of a bound and below 0 on its right,
    no use answers its price and the household stays at the bound.  Of several rests the one
    nearest to today's use is taken, and the others are told.
    """
    chosen, others, held = [], [], []
    for i in range(who.size):
        rests, bounds = _rests(tariff, who, i, k)
        low, high = float(who.least_m3[i]), float(who.most_m3[i])
        found = sorted({round(min(max(q, low), high), 12) for q in (*rests, *bounds)})
        if not found:
            # wanting more everywhere ends at the most, wanting less everywhere at the least
            found = [high if _gap(tariff, who, i, k, high) > 0 else low]
        start = min(max(float(who.today_m3[i]), low), high)
        best = min(found, key=lambda q: abs(log(max(q, 1e-12) / max(start, 1e-12))))
        chosen.append(best)
        others.append(tuple(q for q in found if q != best))
        held.append(any(abs(best - b) < 1e-9 * max(1.0, b) for b in tariff.lower_m3[1:]))
    return np.array(chosen), tuple(others), np.array(held, dtype=bool)


def _gap(tariff: Schedule, who: Household, i: int, k: float, q: float) -> float:
    piece = int(tariff.piece(q))
    return _on_piece(tariff, who, i, k, piece, q)


def _on_piece(tariff: Schedule, who: Household, i: int, k: float, j: int, q: float) -> float:
    """Return how far (in logarithms) the wish at the price of q exceeds q, on one piece."""
    marginal = tariff.price[j]
    bill = tariff.base[j] + marginal * (q - tariff.lower_m3[j])
    if (k < 1 and marginal <= 0) or (k > 0 and bill / q <= 0):
        return inf
    price = (1 - k) * log(marginal) if k < 1 else 0.0
    if k > 0:
        price += k * log(bill / q)
    income = who.income_elasticity * log(who.income[i])
    return log(who.scale[i]) + who.price_elasticity * price + income - log(q)


def _rests(tariff: Schedule, who: Household, i: int, k: float) -> tuple[list[float], list[float]]:
    """Return the rests inside pieces, and the bounds at which a household stays."""
    rests, bounds = [], []
    most, least = float(who.most_m3[i]), max(float(who.least_m3[i]), 1e-9)
    last_right: float | None = None
    for j, (low, high) in enumerate(zip(tariff.lower_m3, tariff.upper_m3, strict=True)):
        left, right = max(low, least), min(high, most)
        if not left < right:
            continue
        start = left * (1 + 1e-12)
        points = [start, *_turn(tariff, who, j, k, left, right), right]
        values = [_on_piece(tariff, who, i, k, j, q) for q in points]
        if last_right is not None and last_right > 0 and values[0] < 0:
            bounds.append(left)
        for (a, fa), (b, fb) in pairwise(zip(points, values, strict=True)):
            if fa == 0 or fa * fb < 0:
                rests.append(_bisect(partial(_on_piece, tariff, who, i, k, j), a, b))
        if values[-1] == 0:
            rests.append(right)
        last_right = values[-1]
    if last_right is not None and last_right > 0:
        bounds.append(most)
    return rests, bounds


def _turn(
    tariff: Schedule, who: Household, j: int, k: float, left: float, right: float
) -> list[float]:
    """Return where the slope of the gap changes sign within a piece: |e| k D / (D + p q) = 1."""
    fixed = tariff.base[j] - tariff.price[j] * tariff.lower_m3[j]
    pull = -who.price_elasticity * k
    if pull <= 1 or tariff.price[j] <= 0 or fixed <= 0:
        return []
    at = fixed * (pull - 1) / tariff.price[j]
    return [at] if left < at < right else []


def _bisect(function: Callable[[float], float], low: float, high: float) -> float:
    """Return the root between two volumes of opposite sign, to the last digits."""
    if function(low) == 0:
        return low
    rising = function(high) > 0
    for _ in range(200):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        if (function(middle) > 0) == rising:
            high = middle
        else:
            low = middle
    return 0.5 * (low + high)
