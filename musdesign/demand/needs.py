"""Stack every use over months, days and hours, and add the losses once.

Each use brings its own daily factor and hourly pattern, so a household's peak factors never
multiply a garden's water.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from musdesign.demand.values import Months, Values
from musdesign.errors import CalculationError, Problem
from musdesign.provenance import Assumption
from musdesign.trace import formula
from musdesign.units import MONTH_DAYS, MONTH_NAMES

Hours = NDArray[np.float64]
_DAYS = np.array(MONTH_DAYS, dtype=float)
MAX_DAY_METHOD = (
    "the largest month's mean day of each use times that use's daily factor, losses added; "
    "the largest days of all uses are taken to fall together"
)


@dataclass(frozen=True, slots=True)
class UseDemand:
    """One use of one group: net water at the tap in the design year.

    ``month_m3_day`` is the mean day of each month, (12,); ``daily_factor`` the largest day of a
    month over that month's mean day; ``hourly`` the shares of the day, (24,); ``priority`` 1 is
    served first; ``quality`` the quality the use needs; ``households`` those of its group, 0 for
    a place that is no household.

    In runs of many draws ``month_m3_day`` is (n, 12) and other figures are (n, 1).
    """

    use: str
    group: str
    item: str
    month_m3_day: Months
    daily_factor: float
    hourly: Hours
    priority: int
    quality: str
    households: Values = 0.0
    rests_on: tuple[Assumption, ...] = ()
    """Values behind it that the user did not enter."""

    @property
    def name(self) -> str:
        """Return the name under which the use is explained."""
        if self.use == "domestic":
            return f"demand.{self.group}.domestic"
        if self.use == "institutions" and self.item != "bulk user":
            return f"demand.institutions.{self.group}"
        if self.item == "bulk user":
            return f"demand.{self.group}.{self.use}"
        return f"demand.{self.group}.{self.use}.{self.item}"


@dataclass(frozen=True, slots=True)
class Demand:
    """The need of a whole scheme in the design year.

    Flows are gross (losses included) except ``per_person_l_day``, ``by_use_m3_day`` and
    ``by_use_by_month``, which are net at the tap; ``losses_m3_day`` closes the balance:
    sum(by_use_m3_day) + losses_m3_day = mean_day_m3.
    """

    uses: tuple[UseDemand, ...]
    loss_fraction: float
    population: float
    mean_day_m3: float
    max_day_m3: float
    max_day_month: int
    peak_hour_lps: float
    peak_hour: int
    peak_hour_month: int
    per_person_l_day: float
    by_use_m3_day: dict[str, float]
    losses_m3_day: float
    by_month_m3_day: Months
    by_use_by_month: dict[str, Months]
    max_day_hourly_lps: Hours
    max_day_method: str


@formula(
    "Q", "net_m3_day / (1 - loss_fraction)", "m3/day", "Losses as a share of the water produced"
)
def gross_m3_day(net_m3_day: Values, loss_fraction: Values) -> Values:
    """Return the water to be produced for a net need, losses being a share of production.

    >>> gross_m3_day(28.8, 0.25)
    38.4
    """
    return net_m3_day / (1.0 - loss_fraction)


@formula("q", "net_m3_day * 1000 / population", "L/person/day", "Volume balance")
def per_person_l_day(net_m3_day: Values, population: Values) -> Values:
    """Return net water of all uses in L/person/day.

    >>> per_person_l_day(28.8, 240)
    120.0
    """
    return net_m3_day * 1000.0 / population


def annual_mean(month_m3_day: Months) -> float:
    """Return the mean day of the year from the mean days of its months, weighted by their days.

    >>> annual_mean(np.ones(12))
    1.0
    """
    return float(month_m3_day @ _DAYS / _DAYS.sum())


def stack(uses: Sequence[UseDemand], loss_fraction: float, population: float) -> Demand:
    """Return the scheme's need from its uses.

    Largest day: over the months, the largest sum of month_m3_day * daily_factor, over
    1 - loss_fraction.  Peak hour: over months and hours, the largest stacked hour of such days.

    Args:
        uses: every use of every group.
        loss_fraction: losses as a share of the water produced, from 0 to below 1.
        population: persons in the design year.

    Raises:
        CalculationError: a use with wrong months, hours or factor, losses or population out of
            range; all of them at once.
    """
    _check(uses, loss_fraction, population)
    months = np.array([use.month_m3_day for use in uses], dtype=float).reshape(-1, 12)
    factors = np.array([use.daily_factor for use in uses], dtype=float)
    hours = np.array([use.hourly for use in uses], dtype=float).reshape(-1, 24)
    largest = months * factors[:, None]

    by_month = cast("Months", gross_m3_day(months.sum(axis=0), loss_fraction))
    max_day_by_month = cast("Months", gross_m3_day(largest.sum(axis=0), loss_fraction))
    hourly_lps = cast("Hours", gross_m3_day(largest.T @ hours, loss_fraction)) / 3.6
    max_month = int(np.argmax(max_day_by_month))
    peak_month, peak_hour = (int(i) for i in np.unravel_index(hourly_lps.argmax(), (12, 24)))

    by_use_by_month: dict[str, Months] = {}
    for use, values in zip(uses, months, strict=True):
        by_use_by_month[use.use] = by_use_by_month.get(use.use, np.zeros(12)) + values
    by_use = {use: annual_mean(values) for use, values in by_use_by_month.items()}
    net = annual_mean(months.sum(axis=0))
    mean = float(gross_m3_day(net, loss_fraction))
    return Demand(
        uses=tuple(uses),
        loss_fraction=loss_fraction,
        population=population,
        mean_day_m3=mean,
        max_day_m3=float(max_day_by_month[max_month]),
        max_day_month=max_month + 1,
        peak_hour_lps=float(hourly_lps[peak_month, peak_hour]),
        peak_hour=peak_hour,
        peak_hour_month=peak_month + 1,
        per_person_l_day=float(per_person_l_day(net, population)),
        by_use_m3_day=by_use,
        losses_m3_day=mean - net,
        by_month_m3_day=by_month,
        by_use_by_month=by_use_by_month,
        max_day_hourly_lps=hourly_lps[max_month],
        max_day_method=f"{MAX_DAY_METHOD} ({MONTH_NAMES[max_month]})",
    )


def _check(uses: Sequence[UseDemand], loss_fraction: float, population: float) -> None:
    problems = []
    if not 0 <= loss_fraction < 1:
        problems.append(
            Problem(f"losses of {loss_fraction:g} are impossible", cure="write 25 % as 0.25")
        )
    if not population > 0:
        problems.append(Problem(f"a population of {population:g} needs no scheme"))
    for use in uses:
        place = f"{use.group}.{use.use}.{use.item}"
        monthly, hourly = np.asarray(use.month_m3_day), np.asarray(use.hourly)
        if monthly.shape != (12,) or not np.all(np.isfinite(monthly)) or monthly.min() < 0:
            problems.append(Problem("needs twelve monthly volumes of at least 0", place))
        if not use.daily_factor >= 1:
            problems.append(
                Problem(
                    f"has a daily factor of {use.daily_factor:g}",
                    place,
                    why="the largest day of a month is never below its mean day",
                )
            )
        if hourly.shape != (24,) or hourly.min() < 0 or abs(float(hourly.sum()) - 1) > 1e-6:
            problems.append(Problem("needs 24 hourly shares that sum to 1", place))
    if problems:
        raise CalculationError(problems)
