"""Days of rain and temperature made from monthly normals: a Markov chain and gamma depths.

Every item of a year (a day's chance, its depth) has its own random number, keyed by seed and
scenario, so that a result never depends on how many scenarios run beside it or on threads.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musdesign.errors import CalculationError, Problem
from musdesign.trace import formula
from musdesign.units import MONTH_DAYS

Array = NDArray[np.float64]
MONTH_LENGTHS = np.array(MONTH_DAYS, dtype=float)
MONTH_OF_DAY = np.repeat(np.arange(12), MONTH_DAYS)
GAMMA_SHAPE = 0.75
"""Shape of the depth of rain on a wet day where the user gives none."""
METHOD = (
    "two-state Markov chain, p(wet after dry) = 0.75 f and p(wet after wet) = 0.25 + 0.75 f of the "
    "month's share of wet days f, gamma depths"
)
TEMPERATURE_MEMORY = 0.6
"""Correlation of a made day's departure from the normal temperature with the day before's."""
SOURCE = "Geng et al. 1986 (the two chances, no text read); gamma depths as in Richardson 1981"


@dataclass(frozen=True, slots=True)
class Weather:
    """Days of one or more scenarios of weather, (scenarios, days), years of 365 days."""

    rain_mm: Array
    temperature_c: Array
    """Mean of the day."""
    reference_et_mm: Array
    month_of_day: NDArray[np.int64]
    start: str | None = None
    """Date of the first day; None: years of 365 days from 1 January."""
    notes: tuple[str, ...] = ()
    sun_share: Array | None = None
    """Radiation of each day over the month's normal, where a record tells it."""

    @property
    def days(self) -> int:
        """Return the length of the record."""
        return int(self.rain_mm.shape[1])

    @property
    def years(self) -> float:
        """Return the length of the record in years."""
        return self.days / 365.25 if self.start else self.days / 365.0


def wet_chances(wet_days_month: ArrayLike) -> tuple[Array, Array]:
    """Return the chances of a wet day after a dry and after a wet one, by month.

    Formula: f = wet days / days; p01 = 0.75 f, p11 = 0.25 + p01; in the long run
    p01 / (1 - p11 + p01) = f.

    >>> after_dry, after_wet = wet_chances([15.5] + [0.0] * 11)
    >>> float(after_dry[0]), float(after_wet[0])
    (0.375, 0.625)
    """
    share = np.clip(np.asarray(wet_days_month, dtype=float) / MONTH_LENGTHS, 0.0, 1.0)
    after_dry = 0.75 * share
    return after_dry, np.where(share > 0, 0.25 + after_dry, 0.0)


def generate(
    rain_mm_month: ArrayLike,
    wet_days_month: ArrayLike,
    years: int,
    scenarios: int = 1,
    *,
    seed: int = 1,
    gamma_shape: float = GAMMA_SHAPE,
    temperature_c_month: ArrayLike | None = None,
    reference_et_mm_day: ArrayLike | None = None,
    temperature_spread_c: float = 0.0,
) -> Weather:
    """Return weather of several scenarios from monthly normals.

    Depth of a wet day: gamma of shape ``gamma_shape`` and the mean depth of the month's wet days.
    Temperature: the normal and a first-order autoregressive departure.  Reference
    evapotranspiration follows the day's temperature as in :func:`day_et_mm`.

    Args:
        rain_mm_month: (12,).
        wet_days_month: days with rain, (12,); a month with rain and none of them is refused.
        years: of each scenario.
        scenarios: how many.
        seed: the same seed gives the same weather, scenario by scenario.
        gamma_shape: of the depths; 1 is exponential.
        temperature_c_month: mean temperature, (12,).
        reference_et_mm_day: (12,).
        temperature_spread_c: standard deviation of a day's mean about the month's.

    Raises:
        CalculationError: normals that are negative, missing or do not fit together.

    Source: Richardson 1981 (structure, temperature with it); Geng et al. 1986 (chances from the
    wet days alone).
    """
    rain = np.asarray(rain_mm_month, dtype=float)
    wet_days = np.asarray(wet_days_month, dtype=float)
    _check(rain, wet_days, years, scenarios, gamma_shape)
    after_dry, after_wet = wet_chances(wet_days)
    mean_depth = np.divide(rain, wet_days, out=np.zeros(12), where=wet_days > 0)
    month = np.tile(MONTH_OF_DAY, years)
    depth = np.empty((scenarios, month.size))
    for k in range(scenarios):
        rng = np.random.default_rng([seed, k])
        chances = rng.random(month.size)
        amounts = rng.standard_gamma(gamma_shape, month.size) / gamma_shape
        wet = _chain(chances, after_dry[month], after_wet[month])
        depth[k] = np.where(wet, amounts * mean_depth[month], 0.0)
    normal = _normals(temperature_c_month)[month]
    temperature = np.broadcast_to(normal, depth.shape)
    if temperature_spread_c > 0:
        away = [_departures(month.size, seed, k) for k in range(scenarios)]
        temperature = normal + temperature_spread_c * np.array(away)
    return Weather(
        depth,
        temperature,
        day_et_mm(_normals(reference_et_mm_day)[month], normal, temperature),
        month,
        None,
        (
            f"weather of {scenarios} x {years} years made from monthly normals: {METHOD}",
            *(
                [f"temperatures scatter by {temperature_spread_c:g} degC about the normals"]
                if temperature_spread_c > 0
                else []
            ),
        ),
    )


def from_record(
    dates: NDArray[np.datetime64],
    rain_mm: ArrayLike,
    temperature_c_month: ArrayLike | None = None,
    reference_et_mm_day: ArrayLike | None = None,
    *,
    temperature_c: ArrayLike | None = None,
    range_c: ArrayLike | None = None,
    range_c_month: ArrayLike | None = None,
) -> Weather:
    """Return the weather of a daily record.

    Args:
        dates: days on end.
        rain_mm: of each day.
        temperature_c_month: normals, (12,).
        reference_et_mm_day: normals, (12,).
        temperature_c: mean of each day; None: the normals.
        range_c: highest less lowest temperature of each day; None: not known.
        range_c_month: its normals, (12,).
    """
    month = dates.astype("datetime64[M]").astype(int) % 12
    rain = np.asarray(rain_mm, dtype=float).reshape(1, -1)
    normal = _normals(temperature_c_month)[month]
    warm = normal if temperature_c is None else np.asarray(temperature_c, dtype=float)
    et = day_et_mm(_normals(reference_et_mm_day)[month], normal, warm)
    if range_c is not None and range_c_month is not None:
        usual = np.maximum(_normals(range_c_month)[month], 0.1)
        et = et * np.sqrt(np.maximum(np.asarray(range_c, dtype=float), 0.0) / usual)
    return Weather(
        rain,
        warm.reshape(1, -1),
        et.reshape(1, -1),
        month,
        str(dates[0]),
        (f"daily rain of {dates.size} days from {dates[0]} to {dates[-1]}",),
    )


@formula(
    "ET",
    "normal_et_mm * max(temperature_c + 17.8, 0) / max(normal_c + 17.8, 0.1)",
    "mm/day",
    "Hargreaves and Samani 1985 (FAO-56 equation 52): evapotranspiration goes with T + 17.8",
)
def day_et_mm(normal_et_mm: ArrayLike, normal_c: ArrayLike, temperature_c: ArrayLike) -> Array:
    """Return a day's reference evapotranspiration from the month's, by the day's temperature.

    >>> float(day_et_mm(4.0, 22.2, 26.2))
    4.4
    """
    et, usual, warm = (np.asarray(v, dtype=float) for v in (normal_et_mm, normal_c, temperature_c))
    return np.asarray(et * np.maximum(warm + 17.8, 0.0) / np.maximum(usual + 17.8, 0.1))


def _normals(months: ArrayLike | None) -> Array:
    return np.zeros(12) if months is None else np.asarray(months, dtype=float)


def _departures(days: int, seed: int, scenario: int) -> list[float]:
    """Return a standardised series with memory; rain has its own random numbers beside it."""
    shocks = np.random.default_rng([seed, scenario, 1]).standard_normal(days)
    fresh = float(np.sqrt(1.0 - TEMPERATURE_MEMORY**2))
    return list(accumulate(shocks.tolist(), lambda x, e: TEMPERATURE_MEMORY * x + fresh * e))


def wetness(rain_mm: Array, month_of_day: NDArray[np.int64], recession_day: float) -> Array:
    """Return how full a spring's ground is on each day over its mean for the month, (s, days).

    A linear store filled by the rain and emptied at Maillet's rate: X' = X exp(-k) + rain.  The
    ratio to the mean of the same month over the record turns a normal flow into that day's flow
    and keeps the month's mean.

    Args:
        rain_mm: (scenarios, days).
        month_of_day: 0 to 11, (days,).
        recession_day: Maillet's coefficient, 1/day.

    Raises:
        CalculationError: a coefficient that is not above 0.
    """
    if not 0.0 < recession_day <= 5.0:
        raise CalculationError(
            Problem(f"a recession of {recession_day:g} per day", cure="0.005 to 0.1 are usual")
        )
    keep = float(np.exp(-recession_day))
    rain = np.atleast_2d(rain_mm)
    if not rain.any():
        return np.ones_like(rain)
    filled = np.array([_filled(days, keep) for days in rain.tolist()])
    means = np.array(
        [
            filled[:, month_of_day == m].mean() if (month_of_day == m).any() else 1.0
            for m in range(12)
        ]
    )
    return np.asarray(filled / np.maximum(means, 1e-12)[month_of_day])


def _filled(rain: list[float], keep: float) -> list[float]:
    """Return the linear store on each day; the record goes round once, so it begins as it ends."""
    level = sum(rain) / len(rain) / (1.0 - keep)
    for depth in rain:
        level = level * keep + depth
    filled = []
    for depth in rain:
        level = level * keep + depth
        filled.append(level)
    return filled


def _chain(chances: Array, after_dry: Array, after_wet: Array) -> NDArray[np.bool_]:
    wet = np.zeros(chances.size, dtype=bool)
    state = False
    dry_next, wet_next = chances < after_dry, chances < after_wet
    both = dry_next & wet_next
    for day in range(chances.size):
        state = bool(both[day] or (wet_next[day] if state else dry_next[day]))
        wet[day] = state
    return wet


def _check(rain: Array, wet: Array, years: int, scenarios: int, shape: float) -> None:
    problems = []
    for name, values in (("rain", rain), ("wet days", wet)):
        if values.shape != (12,) or not np.all((values >= 0) & np.isfinite(values)):
            problems.append(Problem(f"the {name} needs twelve months of at least 0"))
    if not problems and np.any((rain > 0) & (wet <= 0)):
        problems.append(
            Problem("a month has rain and no day with rain", cure="give the days with rain")
        )
    if not 1 <= years <= 1000 or not 1 <= scenarios <= 10_000:
        problems.append(Problem(f"{scenarios} scenarios of {years} years", cure="give 1 to 1000"))
    if not 0.05 <= shape <= 20:
        problems.append(Problem(f"a gamma shape of {shape:g}", cure="0.5 to 1 are usual"))
    if problems:
        raise CalculationError(problems)
