"""What is proven of a compiled tariff, not sampled: total, non-negative, monotone, continuous.

Where a property does not hold, the volumes at which it fails are listed.  Also its inverse (from a
bill to the volumes that give it), its marginal and its average price.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import isqrt
from typing import Literal

from musdesign.errors import CalculationError, Problem
from musdesign.finance.tariffs.formulas import plain
from musdesign.finance.tariffs.piecewise import ZERO, Piecewise, Poly, value

Fault = Literal["notch", "falling", "negative"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a property fails: at ``start`` (a notch), or from ``start`` to ``end``."""

    fault: Fault
    start: Fraction
    end: Fraction | None
    by: Fraction
    """Size of a jump; marginal price where a bill falls; the lowest amount where it is negative."""

    def describe(self, unit: str, currency: str) -> str:
        """Return the failure in words."""
        at, size = plain(self.start), plain(self.by)
        if self.fault == "notch":
            turn = "jumps by" if self.by > 0 else "falls by"
            return f"the bill {turn} {plain(abs(self.by))} {currency} at {at} {unit}"
        span = f"from {at} {unit}" + (f" to {plain(self.end)} {unit}" if self.end else " on")
        if self.fault == "falling":
            return f"the bill falls as use rises, {span} ({size} {currency}/{unit} and below)"
        return f"the bill is below 0, {span} (down to {size} {currency})"


@dataclass(frozen=True, slots=True)
class Proof:
    """Properties of a bill as a function of volume, with every place at which one fails."""

    degree: int
    total: bool
    """It has a bill at every volume of 0 or more (always so once it compiles)."""
    non_negative: bool
    monotone: bool
    """It never falls as use rises."""
    continuous: bool
    linear: bool
    """It is a straight line between bounds."""
    places: tuple[Place, ...]


def prove(bill: Piecewise) -> Proof:
    """Return what holds of a bill at all volumes of 0 or more.

    >>> from musdesign.finance.tariffs.piecewise import part
    >>> prove(part(Fraction(6), None)).monotone
    True
    """
    places = [*_jumps(bill), *_falls(bill), *_below_zero(bill)]
    kinds = {place.fault for place in places}
    falling_jump = any(place.fault == "notch" and place.by < 0 for place in places)
    return Proof(
        bill.degree,
        True,
        "negative" not in kinds,
        "falling" not in kinds and not falling_jump,
        "notch" not in kinds,
        bill.degree <= 1,
        tuple(sorted(places, key=lambda place: (place.start, place.fault))),
    )


def _jumps(bill: Piecewise) -> list[Place]:
    found = []
    for i, at in enumerate(bill.breaks):
        levels = [bill.left(i), bill.at[i], bill.right(i)]
        steps = [b - a for a, b in pairwise(levels) if b != a]
        found += [Place("notch", at, None, step) for step in steps]
    return found


def _falls(bill: Piecewise) -> list[Place]:
    found: list[Place] = []
    for start, end, poly in pieces(bill):
        slope = derivative(poly)
        lowest = _lowest(slope, start, end)
        if lowest is None or lowest < 0:
            by = lowest if lowest is not None else slope[-1] if slope else ZERO
            found.append(Place("falling", start, end, by))
    return _merged(found)


def _below_zero(bill: Piecewise) -> list[Place]:
    found = [Place("negative", b, b, v) for b, v in zip(bill.breaks, bill.at, strict=True) if v < 0]
    for start, end, poly in pieces(bill):
        lowest = _lowest(poly, start, end)
        if lowest is None or lowest < 0:
            found.append(Place("negative", start, end, lowest if lowest is not None else ZERO))
    return _merged(sorted(found, key=lambda place: place.start))


def _merged(places: list[Place]) -> list[Place]:
    found: list[Place] = []
    for place in places:
        last = found[-1] if found else None
        if last is not None and last.fault == place.fault and last.end == place.start:
            found[-1] = Place(last.fault, last.start, place.end, min(last.by, place.by))
        else:
            found.append(place)
    return found


def _lowest(poly: Poly, start: Fraction, end: Fraction | None) -> Fraction | None:
    """Return the lowest value of a polynomial on an interval, None where it has no bound below.

    For a square the exact vertex; above that a bound by intervals, refined by halving.
    """
    if len(poly) <= 1:
        return poly[0] if poly else ZERO
    if end is None and poly[-1] < 0:
        return None
    ends = [value(poly, start)] + ([value(poly, end)] if end is not None else [])
    if len(poly) == 2:
        return min(ends)
    if len(poly) == 3:
        vertex = -poly[1] / (2 * poly[2])
        if vertex > start and (end is None or vertex < end):
            ends.append(value(poly, vertex))
        return min(ends)
    if all(c >= 0 for c in poly[1:]):
        return value(poly, start)
    raise CalculationError("a third power of the volume with changing signs is not proven")


def pieces(bill: Piecewise) -> list[tuple[Fraction, Fraction | None, Poly]]:
    """Return the intervals between breaks with their polynomials."""
    ends: list[Fraction | None] = [*bill.breaks[1:], None]
    return list(zip(bill.breaks, ends, bill.polys, strict=True))


def derivative(poly: Poly) -> Poly:
    """Return the derivative of a polynomial."""
    return tuple(i * c for i, c in enumerate(poly) if i)


def marginal_price(bill: Piecewise, volume: Fraction) -> Fraction:
    """Return what the next drop costs, per unit (the slope right above a volume).

    >>> from musdesign.finance.tariffs.piecewise import part
    >>> int(marginal_price(part(Fraction(6), None), Fraction(6)))
    1
    """
    _check(volume)
    index = max(i for i, start in enumerate(bill.breaks) if start <= volume)
    return value(derivative(bill.polys[index]), volume)


def average_price(bill: Piecewise, volume: Fraction) -> Fraction:
    """Return the bill per unit of volume.

    Raises:
        CalculationError: at no volume.
    """
    _check(volume)
    if not volume:
        raise CalculationError("the average price of no water has no value")
    return bill(volume) / volume


@dataclass(frozen=True, slots=True)
class Volumes:
    """The volumes that give a bill: single ones, and ranges over which it does not change.

    ``exact`` is False where a root of a square was rounded.
    """

    points: tuple[Fraction, ...]
    ranges: tuple[tuple[Fraction, Fraction | None], ...]
    exact: bool = True


def volumes_of(bill: Piecewise, amount: Fraction) -> Volumes:
    """Return every volume whose bill is a given amount (none where it is jumped over).

    Raises:
        CalculationError: a third or higher power of the volume.

    >>> from musdesign.finance.tariffs.piecewise import part, flat
    >>> tariff = flat(Fraction(10)) + part(Fraction(6), None).times(Fraction(2))
    >>> volumes_of(tariff, Fraction(18)).points
    (Fraction(10, 1),)
    >>> [(int(a), int(b)) for a, b in volumes_of(tariff, Fraction(10)).ranges]
    [(0, 6)]
    """
    points = [b for b, v in zip(bill.breaks, bill.at, strict=True) if v == amount]
    ranges: list[tuple[Fraction, Fraction | None]] = []
    exact = True
    for start, end, poly in pieces(bill):
        less = tuple(c - amount if i == 0 else c for i, c in enumerate(poly or (ZERO,)))
        if not any(less):
            ranges.append((start, end))
            continue
        roots, rational = _roots(less)
        exact = exact and rational
        points += [r for r in roots if r > start and (end is None or r < end)]
    covered = [p for p in points if not any(a <= p and (b is None or p <= b) for a, b in ranges)]
    return Volumes(tuple(sorted(set(covered))), tuple(ranges), exact)


def _roots(poly: Poly) -> tuple[list[Fraction], bool]:
    while poly and not poly[-1]:
        poly = poly[:-1]
    if len(poly) < 2:
        return [], True
    if len(poly) == 2:
        return [-poly[0] / poly[1]], True
    if len(poly) > 3:
        raise CalculationError(
            Problem("a third power of the volume is not turned round", cure="bill it instead")
        )
    c, b, a = poly
    under = b * b - 4 * a * c
    if under < 0:
        return [], True
    root, rational = _square_root(under)
    return [(-b - root) / (2 * a), (-b + root) / (2 * a)], rational


def _square_root(number: Fraction) -> tuple[Fraction, bool]:
    top, bottom = isqrt(number.numerator), isqrt(number.denominator)
    if top * top == number.numerator and bottom * bottom == number.denominator:
        return Fraction(top, bottom), True
    scale = 10**12
    return Fraction(isqrt(int(number * scale * scale)), scale), False


def _check(volume: Fraction) -> None:
    if volume < 0:
        raise CalculationError(f"a volume of {plain(volume)} is negative")
