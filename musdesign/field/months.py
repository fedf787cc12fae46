"""Spread the volumes between readings over calendar months."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from musdesign.field.readings import Interval
from musdesign.units import DAYS_PER_MONTH

COVERED = 0.8


@dataclass(frozen=True, slots=True)
class MonthlyUse:
    """Use of each household in each month, months last; NaN where it was not measured."""

    households: tuple[str, ...]
    months: tuple[str, ...]
    """Such as 2026-01."""
    use_m3_day: np.ndarray
    """(households, months) mean over the measured days of the month."""
    measured_days: np.ndarray
    """(households, months) days that readings cover, all of them."""
    volume_m3: np.ndarray
    """(households, months) volume measured in those days."""
    partial: int
    """Household-months with some measured days, but too few to stand for their month."""

    @property
    def use_m3_month(self) -> np.ndarray:
        """Return use for months of 365/12 days, so that long months do not pass for thirst."""
        return self.use_m3_day * DAYS_PER_MONTH

    def household_m3_day(self) -> np.ndarray:
        """Return the mean use of each household over the months it was measured in."""
        known = np.isfinite(self.use_m3_day)
        days = np.where(known, self.measured_days, 0.0)
        volume = np.where(known, self.volume_m3, 0.0)
        total = days.sum(axis=1)
        result: np.ndarray = np.divide(
            volume.sum(axis=1), total, out=np.full(len(total), np.nan), where=total > 0
        )
        return result


def monthly(steps: Sequence[Interval], covered: float = COVERED) -> MonthlyUse:
    """Spread each interval evenly over its days and gather the days by month.

    Args:
        steps: intervals of all households.
        covered: share of a month's days that must be measured for it to count.

    Returns:
        Use by household and month; ``volume_m3`` sums to the volume of all intervals.

    >>> day = dt.date(2026, 1, 16)
    >>> use = monthly([Interval("a", day, dt.date(2026, 2, 15), 30.0)], covered=0.5)
    >>> use.months, use.measured_days.tolist(), use.volume_m3.tolist()
    (('2026-01', '2026-02'), [[16.0, 14.0]], [[16.0, 14.0]])
    """
    households = sorted({step.household for step in steps})
    months = _months(steps)
    row = {name: i for i, name in enumerate(households)}
    column = {month: i for i, month in enumerate(months)}
    days = np.zeros((len(households), len(months)))
    volume = np.zeros_like(days)
    for step in steps:
        at = step.start
        while at < step.end:
            end = min(step.end, _after(at))
            place = row[step.household], column[(at.year, at.month)]
            days[place] += (end - at).days
            volume[place] += step.m3 * (end - at).days / step.days
            at = end
    lengths = np.array([calendar.monthrange(*month)[1] for month in months], dtype=float)
    enough = days >= covered * lengths
    use = np.full(days.shape, np.nan)
    use[enough] = volume[enough] / days[enough]
    return MonthlyUse(
        tuple(households), tuple(f"{year}-{month:02d}" for year, month in months), use, days,
        volume, int(np.sum((days > 0) & ~enough)),
    )  # fmt: skip


def _after(day: dt.date) -> dt.date:
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def _months(steps: Sequence[Interval]) -> list[tuple[int, int]]:
    """Return every month from the first reading to the last."""
    if not steps:
        return []
    at = min(step.start for step in steps).replace(day=1)
    last = max(step.end for step in steps) - dt.timedelta(days=1)
    found = []
    while at <= last:
        found.append((at.year, at.month))
        at = _after(at)
    return found
