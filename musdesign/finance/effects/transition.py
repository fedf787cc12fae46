"""From the present tariff to another over years, no bill rising faster than agreed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from musdesign.errors import CalculationError, Problem
from musdesign.finance.effects.incidence import Schedules, monthly_bills
from musdesign.finance.effects.population import Population
from musdesign.finance.effects.schedule import Schedule


@dataclass(frozen=True, slots=True)
class PathYear:
    """One year of the path: how far towards the new tariff, and what it brings."""

    year: int
    share: float
    """0 the present tariff, 1 the new one: charges lie in between by this share."""
    schedules: Schedules
    revenue_year: float
    largest_rise: float
    headcount: float


def blended(one: Schedule, two: Schedule, share: float) -> Schedule:
    """Return the tariff between two: each bill is (1 - share) of one's and share of the other's.

    >>> blocks = Schedule((0.0, 5.0), (0.0, 10.0), (2.0, 4.0))
    >>> blended(Schedule((0.0,), (10.0,), (1.0,)), blocks, 0.5)
    Schedule(lower_m3=(0.0, 5.0), base=(5.0, 12.5), price=(1.5, 2.5))
    """
    lower = tuple(sorted({*one.lower_m3, *two.lower_m3}))

    def at(tariff: Schedule, low: float) -> tuple[float, float]:
        j = max(i for i, start in enumerate(tariff.lower_m3) if start <= low)
        price = tariff.price[j]
        return tariff.base[j] + price * (low - tariff.lower_m3[j]), price

    pairs = [(at(one, low), at(two, low)) for low in lower]
    return Schedule(
        lower,
        tuple((1 - share) * a[0] + share * b[0] for a, b in pairs),
        tuple((1 - share) * a[1] + share * b[1] for a, b in pairs),
    )


def path(
    people: Population,
    present: Schedules,
    new: Schedules,
    *,
    most_rise: float,
    years: int = 20,
    threshold: float = 0.05,
    collection: float = 1.0,
    first_year: int = 1,
) -> tuple[PathYear, ...]:
    """Return the years from the present tariff to the new one, as fast as the cap allows.

    Each year's charges lie between the two by a share that is as large as it can be while no
    household's bill rises by more than ``most_rise`` over the year before.  Bills are a straight
    line of the share, so that it is exact.  The path ends when the new tariff is reached, or after
    ``years``.

    Raises:
        CalculationError: no rise allowed, no years, or a bill that rises from nothing.
    """
    if not (most_rise > 0 and years >= 1):
        raise CalculationError("a largest rise above 0 and at least one year are needed")
    old, target = monthly_bills(people, present), monthly_bills(people, new)
    step = target - old
    rising = step > 1e-9 * np.maximum(target, 1e-12)
    if (rising & (old <= 0)).any():
        raise CalculationError(
            Problem(
                "a bill rises from nothing",
                why="no yearly rise in per cent leads there",
                cure="begin with a tariff that charges everybody something",
            )
        )
    found = []
    share, before = 0.0, old
    for number in range(years):
        if share >= 1.0:
            break
        room = most_rise * before[rising] / step[rising] if rising.any() else np.array([1.0])
        share = min(1.0, share + float(room.min()))
        bills = old + share * step
        found.append(
            PathYear(
                first_year + number,
                share,
                {name: blended(present[name], new[name], share) for name in people.classes},
                12.0 * collection * float(people.weight @ bills),
                float((bills / before - 1.0).max()) if (before > 0).all() else 0.0,
                float(people.weight @ (bills > threshold * people.income_month))
                / float(people.weight.sum()),
            )
        )
        before = bills
    return tuple(found)
