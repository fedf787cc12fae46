"""Exact piecewise polynomials of a volume: the form into which every tariff compiles.

A function on volumes q >= 0 is held by its breaks (the first is 0), its value at each break, and a
polynomial on each open interval between breaks, the last without end.  Coefficients are rational
numbers, so sums, products, larger-of and comparisons are exact, and a jump at a break (a notch)
keeps the side to which the break itself belongs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest
from math import isqrt

from musdesign.errors import CalculationError, Problem

Poly = tuple[Fraction, ...]
"""Coefficients, constant first, without zeros at the end (no coefficient: zero)."""

ZERO = Fraction(0)
ONE = Fraction(1)
MAX_DEGREE = 6


@dataclass(frozen=True, slots=True)
class Piecewise:
    """A function of volume: ``at[i]`` holds at ``breaks[i]``, ``polys[i]`` right above it."""

    breaks: tuple[Fraction, ...]
    at: tuple[Fraction, ...]
    polys: tuple[Poly, ...]

    def __call__(self, volume: Fraction) -> Fraction:
        """Return the value at a volume of 0 or more."""
        index = bisect_left(self.breaks, volume)
        if index < len(self.breaks) and self.breaks[index] == volume:
            return self.at[index]
        return value(self.polys[max(index - 1, 0)], volume)

    @property
    def degree(self) -> int:
        """Return the highest power of volume anywhere (0 for a constant)."""
        return max(max(len(poly) for poly in self.polys) - 1, 0)

    @property
    def constant(self) -> Fraction | None:
        """Return the value where it is the same everywhere, else None."""
        found = {*self.at, *(poly[0] if poly else ZERO for poly in self.polys)}
        return found.pop() if len(found) == 1 and self.degree == 0 else None

    def left(self, index: int) -> Fraction:
        """Return the limit from below at a break (its own value at the first)."""
        if index == 0:
            return self.at[0]
        return value(self.polys[index - 1], self.breaks[index])

    def right(self, index: int) -> Fraction:
        """Return the limit from above at a break."""
        return value(self.polys[index], self.breaks[index])

    def __add__(self, other: Piecewise) -> Piecewise:
        return join(self, other, lambda a, b: a + b, add)

    def __sub__(self, other: Piecewise) -> Piecewise:
        return join(self, other, lambda a, b: a - b, lambda a, b: add(a, scaled(b, -ONE)))

    def __mul__(self, other: Piecewise) -> Piecewise:
        return join(self, other, lambda a, b: a * b, multiply)

    def times(self, factor: Fraction) -> Piecewise:
        """Return the function times a number."""
        return Piecewise(
            self.breaks,
            tuple(v * factor for v in self.at),
            tuple(scaled(p, factor) for p in self.polys),
        )

    def divided(self, other: Piecewise) -> Piecewise:
        """Return the quotient by a function that is constant on each piece.

        Raises:
            CalculationError: a divisor that varies with volume, or that is 0 somewhere.
        """
        if other.degree > 0:
            raise CalculationError("a charge divided by the volume is no polynomial of it")
        if any(not v for v in other.at) or any(not p for p in other.polys):
            raise CalculationError("a division by 0")
        turned = Piecewise(
            other.breaks, tuple(1 / v for v in other.at), tuple((1 / p[0],) for p in other.polys)
        )
        return self * turned


def value(poly: Poly, volume: Fraction) -> Fraction:
    """Return a polynomial's value (Horner).

    >>> value((Fraction(5), Fraction(2)), Fraction(3))
    Fraction(11, 1)
    """
    total = ZERO
    for coefficient in reversed(poly):
        total = total * volume + coefficient
    return total


def trimmed(coefficients: Iterable[Fraction]) -> Poly:
    """Return coefficients without zeros at the end."""
    found = list(coefficients)
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def add(one: Poly, two: Poly) -> Poly:
    """Return the sum of two polynomials."""
    return trimmed(a + b for a, b in zip_longest(one, two, fillvalue=ZERO))


def scaled(poly: Poly, factor: Fraction) -> Poly:
    """Return a polynomial times a number."""
    return trimmed(c * factor for c in poly)


def multiply(one: Poly, two: Poly) -> Poly:
    """Return the product of two polynomials.

    Raises:
        CalculationError: its degree is above what any tariff can mean.
    """
    if not one or not two:
        return ()
    if len(one) + len(two) - 2 > MAX_DEGREE:
        raise CalculationError(f"a charge with the volume to a power above {MAX_DEGREE}")
    found = [ZERO] * (len(one) + len(two) - 1)
    for i, a in enumerate(one):
        for j, b in enumerate(two):
            found[i + j] += a * b
    return trimmed(found)


def flat(amount: Fraction) -> Piecewise:
    """Return the function that is the same everywhere.

    >>> flat(Fraction(7))(Fraction(100))
    Fraction(7, 1)
    """
    return Piecewise((ZERO,), (amount,), (trimmed((amount,)),))


def identity() -> Piecewise:
    """Return the volume itself."""
    return Piecewise((ZERO,), (ZERO,), ((ZERO, ONE),))


def part(lower: Fraction, upper: Fraction | None) -> Piecewise:
    """Return how much of the volume lies between two bounds.

    >>> [int(part(Fraction(6), Fraction(20))(Fraction(q))) for q in (0, 6, 10, 20, 50)]
    [0, 0, 4, 14, 14]
    """
    lower = max(lower, ZERO)
    if upper is not None and upper <= lower:
        return flat(ZERO)
    breaks, at, polys = [ZERO], [ZERO], [trimmed((-lower, ONE)) if not lower else ()]
    if lower:
        breaks, at, polys = [ZERO, lower], [ZERO, ZERO], [(), trimmed((-lower, ONE))]
    if upper is not None:
        breaks.append(upper)
        at.append(upper - lower)
        polys.append(trimmed((upper - lower,)))
    return Piecewise(tuple(breaks), tuple(at), tuple(polys))


def inside(lower: Fraction | None, upper: Fraction | None, *, owns_upper: bool = True) -> Piecewise:
    """Return 1 for volumes above ``lower`` and up to ``upper``, else 0; without ``lower`` from 0.

    The upper bound is inside and the lower is not; the other way round without ``owns_upper``.

    >>> [int(inside(Fraction(3), Fraction(6))(Fraction(q))) for q in (0, 3, 4, 6, 7)]
    [0, 0, 1, 1, 0]
    """
    below = flat(ZERO) if lower is None else _up_to(lower, own=owns_upper)
    whole = flat(ONE) if upper is None else _up_to(upper, own=owns_upper)
    return larger(whole - below, flat(ZERO))


def _up_to(bound: Fraction, *, own: bool) -> Piecewise:
    if bound < 0:
        return flat(ZERO)
    mark = ONE if own else ZERO
    if bound == 0:
        return Piecewise((ZERO,), (mark,), ((),))
    return Piecewise((ZERO, bound), (ONE, mark), ((ONE,), ()))


def clipped(quantity: Piecewise, lower: Fraction, upper: Fraction | None) -> Piecewise:
    """Return how much of a quantity lies between two bounds.

    >>> clipped(flat(Fraction(9)), Fraction(5), Fraction(7)).constant
    Fraction(2, 1)
    """
    if quantity == identity():
        return part(lower, upper)
    over = larger(quantity - flat(lower), flat(ZERO))
    return over if upper is None else smaller(over, flat(max(upper - lower, ZERO)))


def join(
    one: Piecewise,
    two: Piecewise,
    number: Callable[[Fraction, Fraction], Fraction],
    poly: Callable[[Poly, Poly], Poly],
) -> Piecewise:
    """Return a function of two others, worked out piece by piece."""
    breaks = tuple(sorted({*one.breaks, *two.breaks}))
    at = tuple(number(one(b), two(b)) for b in breaks)
    polys = tuple(poly(_above(one, b), _above(two, b)) for b in breaks)
    return simplified(Piecewise(breaks, at, polys))


def simplified(function: Piecewise) -> Piecewise:
    """Return the function without breaks at which nothing changes."""
    keep = [0]
    for i in range(1, len(function.breaks)):
        same = function.polys[i] == function.polys[i - 1]
        if not (same and function.at[i] == function.left(i)):
            keep.append(i)
    if len(keep) == len(function.breaks):
        return function
    return Piecewise(
        tuple(function.breaks[i] for i in keep),
        tuple(function.at[i] for i in keep),
        tuple(function.polys[i] for i in keep),
    )


def signs(function: Piecewise) -> Piecewise:
    """Return -1, 0 or 1: the sign of a function of volume.

    Raises:
        CalculationError: it changes sign at a volume that is no rational number.
    """
    breaks: list[Fraction] = []
    at: list[Fraction] = []
    polys: list[Poly] = []
    for i, start in enumerate(function.breaks):
        poly = function.polys[i]
        end = function.breaks[i + 1] if i + 1 < len(function.breaks) else None
        edges = [start, *_roots_inside(poly, start, end)]
        for edge, after in zip(edges, [*edges[1:], end], strict=True):
            breaks.append(edge)
            at.append(_sign(function.at[i]) if edge == start else ZERO)
            polys.append(trimmed((_sign(value(poly, _between(edge, after))),)))
    return simplified(Piecewise(tuple(breaks), tuple(at), tuple(polys)))


def choose(condition: Piecewise, yes: Piecewise, no: Piecewise) -> Piecewise:
    """Return ``yes`` where the condition is not 0 and ``no`` elsewhere."""
    mask = signs(condition)
    one = mask * mask
    return one * yes + (flat(ONE) - one) * no


def larger(one: Piecewise, two: Piecewise) -> Piecewise:
    """Return the larger of two functions at each volume."""
    return choose(above(one, two), one, two)


def smaller(one: Piecewise, two: Piecewise) -> Piecewise:
    """Return the smaller of two functions at each volume."""
    return choose(above(one, two), two, one)


def above(one: Piecewise, two: Piecewise) -> Piecewise:
    """Return 1 where the first function is above the second, else 0."""
    return mapped(signs(one - two), lambda sign: ONE if sign > 0 else ZERO)


def mapped(function: Piecewise, change: Callable[[Fraction], Fraction]) -> Piecewise:
    """Return a function of a function that is constant on each piece.

    Raises:
        CalculationError: it varies with volume inside a piece.
    """
    if function.degree > 0:
        raise CalculationError(
            Problem(
                "a rounding of the volume inside a formula has endless steps",
                cure="declare the rounding of the volume beside the charges",
            )
        )
    polys = tuple(trimmed((change(p[0] if p else ZERO),)) for p in function.polys)
    return simplified(Piecewise(function.breaks, tuple(change(v) for v in function.at), polys))


def _above(function: Piecewise, start: Fraction) -> Poly:
    index = bisect_left(function.breaks, start)
    if index == len(function.breaks) or function.breaks[index] != start:
        index -= 1
    return function.polys[index]


def _sign(number: Fraction) -> Fraction:
    return ONE if number > 0 else -ONE if number < 0 else ZERO


def _between(start: Fraction, end: Fraction | None) -> Fraction:
    return start + 1 if end is None else (start + end) / 2


def _roots_inside(poly: Poly, start: Fraction, end: Fraction | None) -> list[Fraction]:
    """Return where a polynomial changes sign inside an interval."""
    if len(poly) < 2 or all(c >= 0 for c in poly) or all(c <= 0 for c in poly):
        return []  # no sign change at volumes above 0
    if len(poly) > 3:
        raise CalculationError("a third power of the volume is compared; squares can be")
    roots = [-poly[0] / poly[1]] if len(poly) == 2 else _of_square(poly)
    return sorted(r for r in set(roots) if r > start and (end is None or r < end))


def _of_square(poly: Poly) -> list[Fraction]:
    c, b, a = poly
    under = b * b - 4 * a * c
    if under < 0:
        return []
    top, bottom = isqrt(under.numerator), isqrt(under.denominator)
    if top * top != under.numerator or bottom * bottom != under.denominator:
        raise CalculationError("a square of the volume is compared at a root that is irrational")
    root = Fraction(top, bottom)
    return [(-b - root) / (2 * a), (-b + root) / (2 * a)]
