"""The crops of a year on one plot, day by day: which coefficient holds when.

A year has 365 days, day 0 is 1 January; a season that passes New Year goes on in January.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musdesign.demand.crops import Stages
from musdesign.demand.values import Months, Values, month_mask
from musdesign.errors import CalculationError, Problem
from musdesign.units import MONTH_DAYS

Days = NDArray[np.float64]
YEAR_DAYS = 365
MONTH_OF_DAY = np.repeat(np.arange(12), MONTH_DAYS)
_DAYS = np.array(MONTH_DAYS, dtype=float)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A plot's year: the coefficient of each day and whether a crop stands, (365,) or (n, 365)."""

    kc: Days
    grown: Days

    @property
    def kc_by_month(self) -> Months:
        """Return the mean coefficient of the days with a crop, 0 in a month without."""
        days = by_month(self.grown)
        total = by_month(self.kc * self.grown)
        return np.asarray(np.where(days > 0, total / np.maximum(days, 1.0), 0.0), dtype=float)

    @property
    def grown_by_month(self) -> Months:
        """Return the share of each month in which a crop stands."""
        return np.asarray(by_month(self.grown) / _DAYS, dtype=float)


def day_of(month_day: str) -> int:
    """Return the day of the year of a date such as ``03-15``, 1 January being 0.

    Raises:
        CalculationError: no such day in a year of 365.

    >>> day_of("01-01"), day_of("12-31")
    (0, 364)
    """
    try:
        # 2023 has no 29 February, like the years here
        return dt.date.fromisoformat(f"2023-{month_day}").timetuple().tm_yday - 1
    except ValueError:
        raise CalculationError(
            Problem(
                f"'{month_day}' is no day of a year of 365",
                cure="write month and day as 03-15",
            )
        ) from None


def season_kc(kc_ini: Values, kc_mid: Values, kc_end: Values, lengths: Stages) -> Days:
    """Return the coefficient of each day of a season: FAO-56's curve, (days,) or (n, days).

    Flat at the start, a straight line to mid-season, flat, a straight line to the end (FAO-56
    chapter 6), taken at the middle of each day.

    Raises:
        CalculationError: a season of no days or of more than a year.
    """
    season = round(lengths.total_days)
    parts = (lengths.ini_days, lengths.dev_days, lengths.mid_days, lengths.late_days)
    if not 0 < season <= YEAR_DAYS or min(parts) < 0:
        raise CalculationError(
            Problem(
                f"a season of {season} days does not fit a year",
                cure="treat the crop as perennial, with one Kc",
            )
        )
    corners = np.cumsum([0.0, *parts])
    days = np.arange(season) + 0.5
    # how much of the initial, mid-season and end coefficient holds on each day
    shares = [
        np.interp(days, corners, ends)
        for ends in ([1, 1, 0, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 0, 1])
    ]
    return np.asarray(
        sum(
            np.asarray(kc, dtype=float) * share
            for kc, share in zip((kc_ini, kc_mid, kc_end), shares, strict=True)
        )
    )


def planted(starts: Sequence[int], season: Days) -> Calendar:
    """Return a year in which a crop is planted on each of some days.

    Args:
        starts: days of the year, 1 January being 0.
        season: coefficients of the season's days, (days,) or (n, days).

    Raises:
        CalculationError: a crop is planted while the one before still stands.
    """
    length = season.shape[-1]
    kc = np.zeros((*season.shape[:-1], YEAR_DAYS))
    grown = np.zeros(YEAR_DAYS)
    for start in starts:
        days = (start + np.arange(length)) % YEAR_DAYS
        if grown[days].any():
            raise CalculationError(
                Problem(
                    "two crops of the plot overlap",
                    why=f"each stands {length} days, and one is planted before another is over",
                    cure="move the planting dates apart, or part the plot in two",
                )
            )
        kc[..., days] = season
        grown[days] = 1.0
    return Calendar(kc, grown)


def beds_of_every_age(kc: Values, months: Sequence[int] | None) -> Calendar:
    """Return a year in which beds of every age stand: one coefficient in the months named."""
    grown = month_mask(months)[MONTH_OF_DAY]
    return Calendar(np.asarray(kc, dtype=float) * grown, grown)


def by_month(days: Days) -> Months:
    """Return the sum of each month of daily values, (..., 365) to (..., 12).

    >>> print(by_month(np.ones(365))[:2])
    [31. 28.]
    """
    edges = np.concatenate([[0], np.cumsum(MONTH_DAYS)[:-1]])
    return np.asarray(np.add.reduceat(days, edges, axis=-1), dtype=float)
