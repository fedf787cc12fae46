"""A month's bill as a piecewise linear function of volume: what every study of effects works on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musdesign.errors import CalculationError, Problem
from musdesign.finance.tariffs import Compiled
from musdesign.finance.tariffs.volumes import M3_PER_UNIT

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Schedule:
    """A bill by volume: base_j + price_j (q - lower_j) on piece j, lower_j < q <= lower_j+1.

    ``lower_m3`` starts at 0 and increases; the last piece has no end.  A bound belongs to the
    piece below it.  Where ``base`` is not the end of the piece below, the bill jumps there.
    """

    lower_m3: tuple[float, ...]
    base: tuple[float, ...]
    price: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse pieces that are no function of every volume."""
        sizes = {len(self.lower_m3), len(self.base), len(self.price)}
        if len(sizes) != 1 or not self.lower_m3 or self.lower_m3[0] != 0.0:
            raise CalculationError("a schedule needs pieces of one length that start at 0 m3")
        if any(not low < high for low, high in pairwise(self.lower_m3)):
            raise CalculationError("the pieces of a schedule must increase")
        if not np.isfinite([*self.lower_m3, *self.base, *self.price]).all():
            raise CalculationError("a schedule holds numbers only")

    def piece(self, volume_m3: ArrayLike) -> NDArray[np.int64]:
        """Return the piece of each volume."""
        volumes = np.asarray(volume_m3, dtype=float)
        found = np.searchsorted(np.asarray(self.lower_m3), volumes, side="left") - 1
        return np.maximum(found, 0).astype(np.int64)

    def bill(self, volume_m3: ArrayLike) -> Floats:
        """Return the bill of each volume, same shape.

        >>> Schedule((0.0, 10.0), (5.0, 25.0), (2.0, 3.0)).bill([0, 10, 12]).tolist()
        [5.0, 25.0, 31.0]
        """
        volumes = np.asarray(volume_m3, dtype=float)
        if volumes.size and not (volumes.min() >= 0 and volumes.max() < np.inf):
            raise CalculationError(
                Problem("a volume that is negative or no number cannot be billed")
            )
        at = self.piece(volumes)
        lower, base, price = (np.asarray(v) for v in (self.lower_m3, self.base, self.price))
        return np.asarray(base[at] + price[at] * (volumes - lower[at]), dtype=float)

    def marginal(self, volume_m3: ArrayLike) -> Floats:
        """Return the price of the last m3."""
        return np.asarray(np.asarray(self.price)[self.piece(volume_m3)], dtype=float)

    def average(self, volume_m3: ArrayLike) -> Floats:
        """Return the bill per m3 (nan at no use)."""
        volumes = np.asarray(volume_m3, dtype=float)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(volumes > 0, self.bill(volumes) / volumes, np.nan)

    def difference(self, volume_m3: ArrayLike) -> Floats:
        """Return Nordin's difference D(q) = bill - marginal price x q."""
        volumes = np.asarray(volume_m3, dtype=float)
        return np.asarray(self.bill(volumes) - self.marginal(volumes) * volumes, dtype=float)

    @property
    def upper_m3(self) -> tuple[float, ...]:
        """Return the ends of the pieces; the last has none."""
        return (*self.lower_m3[1:], float("inf"))

    @property
    def jumps(self) -> tuple[tuple[float, float], ...]:
        """Return the notches: volume and how much the bill leaps there."""
        found = []
        for j in range(1, len(self.lower_m3)):
            width = self.lower_m3[j] - self.lower_m3[j - 1]
            leap = self.base[j] - (self.base[j - 1] + self.price[j - 1] * width)
            if abs(leap) > 1e-9 * max(1.0, abs(self.base[j])):
                found.append((self.lower_m3[j], leap))
        return tuple(found)

    @property
    def convex(self) -> bool:
        """Return whether prices never fall and the bill never leaps: one best use, then."""
        return not self.jumps and all(a <= b + 1e-12 for a, b in pairwise(self.price))

    @property
    def first_price(self) -> float:
        """Return the first price above 0, or 0 where no use is priced."""
        return next((price for price in self.price if price > 0), 0.0)


def from_blocks(
    fixed: float, bounds_m3: Sequence[float], prices: Sequence[float], minimum: float = 0.0
) -> Schedule:
    """Return the schedule of a fixed charge, blocks and a least bill.

    >>> from_blocks(0.0, [], [10.0], minimum=50.0)
    Schedule(lower_m3=(0.0, 5.0), base=(50.0, 50.0), price=(0.0, 10.0))
    """
    if len(prices) != len(bounds_m3) + 1:
        raise CalculationError(f"{len(bounds_m3)} bounds need {len(bounds_m3) + 1} prices")
    lower, base = [0.0], [float(fixed)]
    for bound, price in zip(bounds_m3, prices, strict=False):
        base.append(base[-1] + price * (bound - lower[-1]))
        lower.append(float(bound))
    plain = Schedule(tuple(lower), tuple(base), tuple(float(price) for price in prices))
    return _at_least(plain, minimum) if minimum > plain.base[0] else plain


def schedule_of(compiled: Compiled) -> Schedule:
    """Return the schedule of a month of a compiled class, in m3 and money a month.

    A bill of several months is spread over them.  Rounding is left out.  At a notch the bound is
    taken to belong to the block below it.

    Raises:
        CalculationError: a bill that is no straight line of the volume somewhere.
    """
    total, tariff = compiled.total, compiled.tariff
    if total.degree > 1:
        raise CalculationError(
            Problem(
                f"the bill of '{compiled.class_name}' rises with a power of the volume",
                why="how use answers is solved for prices by blocks",
            )
        )
    months = float(tariff.billing.months)
    unit = float(M3_PER_UNIT[tariff.unit])
    pieces = list(zip(total.breaks, total.polys, strict=True))
    lower = [float(at) * unit / months for at, _ in pieces]
    base = [float(total.right(i)) / months for i in range(len(pieces))]
    price = [float(poly[1]) / unit if len(poly) > 1 else 0.0 for _, poly in pieces]
    return Schedule(tuple(lower), tuple(base), tuple(price))


def averaged(schedules: Sequence[Schedule]) -> Schedule:
    """Return the mean of several schedules of one customer, such as those of twelve months.

    For a household whose use does not change it is the mean month's bill exactly.

    >>> averaged([from_blocks(0.0, [10.0], [1.0, 3.0]), from_blocks(2.0, [], [1.0])])
    Schedule(lower_m3=(0.0, 10.0), base=(1.0, 11.0), price=(1.0, 2.0))
    """
    first = schedules[0]
    if all(one == first for one in schedules):
        return first
    lower = sorted({low for one in schedules for low in one.lower_m3})
    base, price = np.zeros(len(lower)), np.zeros(len(lower))
    for one in schedules:
        at = np.searchsorted(np.asarray(one.lower_m3), np.asarray(lower), side="right") - 1
        slope = np.asarray(one.price)[at]
        start = np.asarray(one.lower_m3)[at]
        base += np.asarray(one.base)[at] + slope * (np.asarray(lower) - start)
        price += slope
    n = len(schedules)
    return Schedule(tuple(lower), tuple((base / n).tolist()), tuple((price / n).tolist()))


def _at_least(plain: Schedule, minimum: float) -> Schedule:
    """Return the larger of a rising schedule and a least bill."""
    lower, base, price = [0.0], [float(minimum)], [0.0]
    for low, high, start, slope in zip(
        plain.lower_m3, plain.upper_m3, plain.base, plain.price, strict=True
    ):
        end = start + slope * (high - low) if high < np.inf else (np.inf if slope > 0 else start)
        if end <= minimum:
            continue
        at = low if start >= minimum else low + (minimum - start) / slope
        if at == lower[-1]:
            lower.pop(), base.pop(), price.pop()
        lower.append(at)
        base.append(max(start, minimum))
        price.append(slope)
    return Schedule(tuple(lower), tuple(base), tuple(price))


def shared(schedule: Schedule, households: float) -> Schedule:
    """Return what each of several households on one meter pays for its own part of the volume.

    Formula: b(q) = B(n q) / n: bounds and fixed charges fall to their n-th part, prices stay.

    Raises:
        CalculationError: less than one household.

    >>> shared(Schedule((0.0, 10.0), (6.0, 16.0), (1.0, 3.0)), 2).bill([5.0, 10.0]).tolist()
    [8.0, 23.0]
    """
    if not 1 <= households < float("inf"):
        raise CalculationError("a meter serves one household or more")
    if households == 1:
        return schedule
    return Schedule(
        tuple(low / households for low in schedule.lower_m3),
        tuple(base / households for base in schedule.base),
        schedule.price,
    )
