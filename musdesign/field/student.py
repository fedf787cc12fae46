"""Student's t and Fisher's F by the regularised incomplete beta function.

The incomplete beta is summed as a continued fraction by the modified Lentz method (Abramowitz and
Stegun, Handbook of Mathematical Functions, 26.5.8 for the fraction, 26.7.1 and 26.6.2 for t and F).
"""

from __future__ import annotations

import math

from musdesign.errors import CalculationError, Problem

_TINY = 1e-300
_CLOSE = 1e-15


def incomplete_beta(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b), 0 <= x <= 1, a, b > 0.

    Raises:
        CalculationError: an argument is outside its range.

    >>> round(incomplete_beta(0.5, 2.0, 2.0), 12)
    0.5
    """
    if not (0.0 <= x <= 1.0 and a > 0.0 and b > 0.0):
        raise CalculationError(Problem(f"incomplete beta of {x:g}, {a:g}, {b:g} is not defined"))
    if x in {0.0, 1.0}:
        return x
    log_front = (
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    front = math.exp(log_front)
    # the fraction converges quickly on this side of the mean only
    if x < (a + 1.0) / (a + b + 2.0):
        return front * _fraction(x, a, b) / a
    return 1.0 - front * _fraction(1.0 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1.0 - (a + b) * x / (a + 1.0)
    d = 1.0 / (d if abs(d) > _TINY else _TINY)
    value = d
    for m in range(1, 10_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1.0 + term * d
            d = 1.0 / (d if abs(d) > _TINY else _TINY)
            c = 1.0 + term / c
            c = c if abs(c) > _TINY else _TINY
            value *= d * c
        if abs(d * c - 1.0) < _CLOSE:
            return value
    raise CalculationError(Problem("the incomplete beta function did not converge"))


def two_sided_p(t: float, degrees: float) -> float:
    """Return the chance of a Student t at least this far from zero.

    Source: Abramowitz and Stegun 26.7.1: p = I(df / (df + t²); df/2, 1/2).

    >>> round(two_sided_p(2.228138852, 10), 9)
    0.05
    """
    if math.isinf(t):
        return 0.0
    square = t * t
    if square < degrees:  # near zero the other tail keeps the digits
        return 1.0 - incomplete_beta(square / (degrees + square), 0.5, degrees / 2.0)
    return incomplete_beta(degrees / (degrees + square), degrees / 2.0, 0.5)


def t_quantile(confidence: float, degrees: float) -> float:
    """Return the t within which a share ``confidence`` of Student's distribution lies.

    >>> round(t_quantile(0.90, 10), 6)
    1.812461
    """
    if not (0.0 < confidence < 1.0 and degrees > 0.0):
        raise CalculationError(Problem(f"no t for {confidence:g} and {degrees:g} degrees"))
    low, high = 0.0, 1.0
    while 1.0 - two_sided_p(high, degrees) < confidence:
        high *= 2.0
    while high - low > 1e-14 * high:
        middle = (low + high) / 2.0
        if 1.0 - two_sided_p(middle, degrees) < confidence:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


def f_p(f: float, above: float, below: float) -> float:
    """Return the chance of an F at least as large, with its two degrees of freedom.

    Source: Abramowitz and Stegun 26.6.2: p = I(df2 / (df2 + df1·F); df2/2, df1/2).

    >>> round(f_p(4.964603, 1, 10), 6)
    0.05
    """
    if math.isinf(f):
        return 0.0
    part = above * max(f, 0.0)
    if part < below:
        return 1.0 - incomplete_beta(part / (below + part), above / 2.0, below / 2.0)
    return incomplete_beta(below / (below + part), below / 2.0, above / 2.0)
