"""What a spring or stream gives in the dry season: recession, flow duration, low-flow quantiles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musdesign.errors import CalculationError, Problem
from musdesign.trace import formula
from musdesign.units import MONTH_DAYS

MONTH_OF_DAY = np.repeat(np.arange(12), MONTH_DAYS)
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Recession:
    """A fitted recession: flow on the day of the first gauging, coefficient, fit."""

    q0_lps: float
    k_per_day: float
    r_squared: float
    gaugings: int

    @property
    def half_life_days(self) -> float:
        """Return in how many days the flow halves."""
        return math.log(2.0) / self.k_per_day


@formula("Q", "q0_lps * exp(-k_per_day * days)", "L/s", "Maillet's recession of a spring")
def recession_flow_lps(q0_lps: ArrayLike, k_per_day: ArrayLike, days: ArrayLike) -> Array:
    """Return the flow so many days after it was ``q0``, without rain.

    >>> round(float(recession_flow_lps(1.0, 0.01, 100.0)), 4)
    0.3679
    """
    q0, k, time = (np.asarray(value, dtype=float) for value in (q0_lps, k_per_day, days))
    return np.asarray(q0 * np.exp(-k * time))


def fit_recession(days: ArrayLike, flow_lps: ArrayLike) -> Recession:
    """Return Maillet's recession through gaugings of one dry season, by least squares of the log.

    Args:
        days: day of each gauging, counted from any day.
        flow_lps: flow, L/s, above 0.

    Raises:
        CalculationError: fewer than two gaugings on different days, flows that are not above 0,
            or flows that do not fall.

    Source: Maillet 1905; the logarithm of the flow falls on a straight line.

    >>> fit = fit_recession([0, 50, 100], [2.0, 2.0 * math.exp(-0.5), 2.0 * math.exp(-1.0)])
    >>> round(fit.k_per_day, 6), round(fit.q0_lps, 6)
    (0.01, 2.0)
    """
    time = np.asarray(days, dtype=float)
    flow = np.asarray(flow_lps, dtype=float)
    if time.shape != flow.shape or np.unique(time).size < 2:
        raise CalculationError(
            Problem(
                "a recession needs gaugings on two days at least",
                cure="gauge the spring three times or more after the rains have ended",
            )
        )
    if not np.all((flow > 0) & np.isfinite(flow)):
        raise CalculationError("a gauged flow must be above 0 to fit a recession")
    order = np.argsort(time)
    time, logs = time[order] - time.min(), np.log(flow[order])
    slope, start = np.polyfit(time, logs, 1)
    if slope >= 0:
        raise CalculationError(
            Problem(
                "the gauged flow does not fall",
                why="a recession is fitted to days without rain",
                cure="leave out gaugings made during the rains",
            )
        )
    spread = float(((logs - logs.mean()) ** 2).sum())
    error = float(((logs - (start + slope * time)) ** 2).sum())
    return Recession(
        float(np.exp(start)), float(-slope), 1.0 - error / spread if spread else 1.0, time.size
    )


def recession_year_lps(fit: Recession, first_day: int, wet_month: ArrayLike) -> Array:
    """Return a year of daily flow from a dry-season recession, (365,).

    In dry months the flow recedes from the day of the first gauging on; in wet months it is taken
    as that of the first gauging, because what the rains bring above it was not gauged.

    Args:
        fit: of the gaugings.
        first_day: day of the year of the first gauging, 0 for 1 January.
        wet_month: months that refill the spring, (12,) of truth values.
    """
    wet = np.roll(np.asarray(wet_month, dtype=bool)[MONTH_OF_DAY], -first_day)
    since = np.zeros(365)
    for step in range(1, 365):
        since[step] = 0.0 if wet[step] else since[step - 1] + 1.0
    if wet.any():
        # the dry days before the first gauging lie before the recession that it begins
        since[int(np.flatnonzero(wet)[-1]) :] = 0.0
    flow: Array = np.roll(recession_flow_lps(fit.q0_lps, fit.k_per_day, since), first_day)
    return flow


def exceeded_flow(flow: ArrayLike, share: float) -> float:
    """Return the flow that is exceeded on a share of the days: Q95 for 0.95.

    The quantile of the empirical flow-duration curve, linear between the sorted days.

    >>> exceeded_flow([1, 2, 3, 4, 5], 0.75)
    2.0
    """
    values = np.asarray(flow, dtype=float)
    if not values.size or not 0.0 <= share <= 1.0:
        raise CalculationError("a flow-duration curve needs flows, and a share between 0 and 1")
    return float(np.quantile(values, 1.0 - share))


def yearly_minima(dates: NDArray[np.datetime64], flow: ArrayLike, days: int = 7) -> Array:
    """Return each whole calendar year's lowest mean of so many days on end.

    A mean belongs to the year of its last day; years of fewer than 360 means are left out.

    Raises:
        CalculationError: the record is shorter than a year, or its dates are not days on end.
    """
    values = np.asarray(flow, dtype=float)
    if values.size != dates.size or (
        values.size > 1 and not np.all(np.diff(dates).astype(int) == 1)
    ):
        raise CalculationError("low flows need a record of days on end")
    if values.size < days:
        raise CalculationError(f"the record is shorter than {days} days")
    sums = np.cumsum(np.insert(values, 0, 0.0))
    means = (sums[days:] - sums[:-days]) / days
    years = dates[days - 1 :].astype("datetime64[Y]")
    found = [
        means[years == year].min() for year in np.unique(years) if (years == year).sum() >= 358
    ]
    if not found:
        raise CalculationError("the record holds no whole calendar year")
    return np.array(found)


def log_pearson3(minima: ArrayLike, return_period: float) -> float:
    """Return the low flow that is not undercut but once in so many years.

    Formula: log10 Q = m + K s, K the quantile 1/T of the Pearson type III distribution with the
    sample skew; years without flow count by their share (conditional probability).

    Raises:
        CalculationError: fewer than three years, or a return period of not above 1.

    Source: log-Pearson III fitted by the moments of the logarithms, as for 7Q10.
    """
    values = np.asarray(minima, dtype=float)
    if values.size < 3 or not return_period > 1.0:
        raise CalculationError(
            Problem(
                f"{values.size} years are too few for a flow of a return period of "
                f"{return_period:g} years",
                cure="give three whole years at least; ten or more are usual",
            )
        )
    dry = float((values <= 0).mean())
    chance = 1.0 / return_period
    if chance <= dry:
        return 0.0
    logs = np.log10(values[values > 0])
    if logs.size < 3:
        return 0.0
    chance = (chance - dry) / (1.0 - dry)
    mean, spread = float(logs.mean()), float(logs.std(ddof=1))
    if spread < 1e-12:
        return float(10**mean)
    count = logs.size
    skew = count * float(((logs - mean) ** 3).sum()) / ((count - 1) * (count - 2) * spread**3)
    return float(10 ** (mean + spread * pearson3_quantile(chance, skew)))


def pearson3_quantile(chance: float, skew: float) -> float:
    """Return the standard Pearson III variate (mean 0, deviation 1) of a chance of being below.

    >>> round(pearson3_quantile(0.1, 0.0), 4)
    -1.2816
    """
    if abs(skew) < 0.02:
        # near the normal the gamma's shape is too large for its series: Cornish and Fisher's
        # expansion, whose error is of the third order in the skew
        from statistics import NormalDist

        z, k = NormalDist().inv_cdf(chance), skew / 6.0
        return z + (z**2 - 1.0) * k + (z**3 - 6.0 * z) * k**2 / 3.0
    shape = 4.0 / skew**2
    below = chance if skew > 0 else 1.0 - chance
    return (_gamma_quantile(below, shape) - shape) / math.sqrt(shape) * math.copysign(1.0, skew)


def low_flow(dates: NDArray[np.datetime64], flow: ArrayLike, days: int, years: float) -> float:
    """Return the lowest mean of ``days`` with a return period of ``years``: 7Q10 for 7 and 10."""
    return log_pearson3(yearly_minima(dates, flow, days), years)


def _gamma_quantile(chance: float, shape: float) -> float:
    """Return x with P(shape, x) = chance, by halving."""
    low, high = 0.0, shape + 10.0
    while _lower_gamma(shape, high) < chance:
        high *= 2.0
    for _ in range(200):
        middle = 0.5 * (low + high)
        if _lower_gamma(shape, middle) < chance:
            low = middle
        else:
            high = middle
        if high - low < 1e-13 * high:
            break
    return 0.5 * (low + high)


def _lower_gamma(shape: float, x: float) -> float:
    """Return the regularised lower incomplete gamma function, by series or continued fraction."""
    if x <= 0:
        return 0.0
    front = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    if x < shape + 1.0:
        term = total = 1.0 / shape
        n = shape
        while abs(term) > 1e-16 * abs(total):
            n += 1.0
            term *= x / n
            total += term
        return total * front
    # Lentz's continued fraction
    b = x + 1.0 - shape
    c, d = 1e300, 1.0 / b
    value = d
    for i in range(1, 100_000):
        a = -i * (i - shape)
        b += 2.0
        d = 1.0 / (a * d + b or 1e-300)
        c = b + a / c or 1e-300
        value *= d * c
        if abs(d * c - 1.0) < 1e-15:
            break
    return 1.0 - front * value


def month_means(dates: NDArray[np.datetime64], flow: ArrayLike) -> Array:
    """Return the mean flow of each month of the year over a record; NaN where none is there."""
    month = dates.astype("datetime64[M]").astype(int) % 12
    values = np.asarray(flow, dtype=float)
    count = np.bincount(month, minlength=12)
    sums = np.bincount(month, weights=values, minlength=12)
    return np.asarray(np.divide(sums, count, out=np.full(12, np.nan), where=count > 0))


def exceeded_by_month(dates: NDArray[np.datetime64], flow: ArrayLike, share: float) -> Array:
    """Return the flow exceeded on a share of the days of each month of the year."""
    month = dates.astype("datetime64[M]").astype(int) % 12
    values = np.asarray(flow, dtype=float)
    found: Sequence[float] = [
        exceeded_flow(values[month == m], share) if (month == m).any() else math.nan
        for m in range(12)
    ]
    return np.array(found)
