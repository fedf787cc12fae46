"""Random variation from day to day and week to week around the expected use.

Every noise multiplies an expected volume and has a mean of 1, so volumes stay in expectation.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from musdesign.errors import CalculationError, Problem
from musdesign.units import MONTH_DAYS

Noise = NDArray[np.float64]
YEAR_DAYS = 365
_WEEKS = 53
# the standard normal value that one day in a month (12 in 365) exceeds
_ONE_DAY_A_MONTH = 1.8401
LARGEST_RANDOM_FACTOR = 3.0
_MONTH_OF_DAY = np.repeat(np.arange(12), MONTH_DAYS)


def log_sd_of_factor(daily_factor: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Return the log standard deviation of days of which one a month exceeds the daily factor.

    A log-normal day of mean 1 exceeds f on one day in a month where exp(z s - s^2 / 2) = f with
    z = 1.84 (12 days in 365), so s = z - sqrt(z^2 - 2 ln f).

    >>> round(float(log_sd_of_factor(1.3)), 4)
    0.1486
    """
    log_factor = np.log(np.clip(daily_factor, 1.0, LARGEST_RANDOM_FACTOR))
    return np.asarray(_ONE_DAY_A_MONTH - np.sqrt(_ONE_DAY_A_MONTH**2 - 2.0 * log_factor))


def daily_noise(
    random: np.random.Generator, draws: int, log_sd: NDArray[np.float64] | float
) -> Noise:
    """Return independent log-normal days of mean 1, (draws, 365); ``log_sd`` a number or (n, 1)."""
    spread = np.asarray(log_sd, dtype=float)
    noise = random.standard_normal((draws, YEAR_DAYS))
    noise *= spread
    noise -= spread**2 / 2.0
    return np.asarray(np.exp(noise, out=noise), dtype=float)


def weekly_noise(
    random: np.random.Generator, draws: int, log_sd: float, autocorrelation: float
) -> Noise:
    """Return log-normal weeks of mean 1 that remember the week before, as days (draws, 365).

    ln x of a week is a stationary AR(1) series: x[t] = r x[t-1] + sqrt(1 - r^2) s e[t].

    Raises:
        CalculationError: a negative spread, or an autocorrelation that is not within -1 and 1.
    """
    if not (log_sd >= 0 and -1 < autocorrelation < 1):
        raise CalculationError(
            Problem(
                f"weekly variation of {log_sd:g} with autocorrelation {autocorrelation:g} "
                "is impossible",
                cure="give a spread of at least 0 and an autocorrelation between -1 and 1",
            )
        )
    weeks = random.standard_normal((draws, _WEEKS)) * log_sd
    step = math.sqrt(1.0 - autocorrelation**2)
    for week in range(1, _WEEKS):
        weeks[:, week] = autocorrelation * weeks[:, week - 1] + step * weeks[:, week]
    return np.repeat(np.exp(weeks - log_sd**2 / 2.0), 7, axis=1)[:, :YEAR_DAYS]


def busiest_days(
    random: np.random.Generator, draws: int, daily_factor: NDArray[np.float64] | float
) -> Noise:
    """Return days of mean 1 of which one in each month, at random, is the busiest, (draws, 365).

    That day has the daily factor f, the other d - 1 days of the month (d - f) / (d - 1): a
    harvest or market day, not chance weather.  A factor above the days of the month is held there.
    """
    factor = np.broadcast_to(np.asarray(daily_factor, dtype=float), (draws, 1))
    days = np.array(MONTH_DAYS, dtype=float)
    top = np.minimum(factor, days)
    noise = ((days - top) / (days - 1.0))[:, _MONTH_OF_DAY]
    first = np.concatenate([[0], np.cumsum(MONTH_DAYS)[:-1]])
    chosen = first + np.floor(random.random((draws, 12)) * days).astype(int)
    np.put_along_axis(noise, chosen, top, axis=1)
    return np.asarray(noise, dtype=float)


def days_of_months(month_values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a value for each day of the year from values by month, (..., 12) to (..., 365)."""
    return np.asarray(month_values[..., _MONTH_OF_DAY], dtype=float)
