"""The need of a scheme in many draws at once: bands instead of single figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from musdesign.demand import variation
from musdesign.demand.needs import UseDemand, gross_m3_day, per_person_l_day
from musdesign.demand.values import Values
from musdesign.scenario.chance import generator
from musdesign.units import MONTH_DAYS, MONTH_NAMES

Draws = NDArray[np.float64]
_DAYS = np.array(MONTH_DAYS, dtype=float)
# the smallest day that at least 95 % of the year's days do not exceed
_RANK = int(np.ceil(0.95 * variation.YEAR_DAYS)) - 1
_CHUNK = 256
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
MAX_DAY_METHOD = (
    "the 95th-percentile day of the year of each draw, losses added; days vary by each use's "
    "daily factor and by the week"
)
PEAK_HOUR_METHOD = "the largest stacked hour of the 95th-percentile day of each draw"


@dataclass(frozen=True, slots=True)
class Weekly:
    """Noise from week to week: log standard deviation and correlation with the week before."""

    log_sd: float
    autocorrelation: float


@dataclass(frozen=True, slots=True)
class SampledDemand:
    """A scheme's need in n draws; arrays (n,) or by month (n, 12).

    Flows are gross except ``per_person_l_day``, ``by_use_m3_day`` and ``by_use_by_month``, which
    are net at the tap, as in the single run.
    """

    draws: int
    seed: int
    population: Draws
    mean_day_m3: Draws
    per_person_l_day: Draws
    losses_m3_day: Draws
    by_use_m3_day: dict[str, Draws]
    by_use_by_month: dict[str, Draws]
    by_month_m3_day: Draws
    max_day_m3: Draws | None = None
    peak_hour_lps: Draws | None = None
    max_day_method: str = MAX_DAY_METHOD


@dataclass(frozen=True, slots=True)
class Band:
    """How a result spreads over the draws."""

    name: str
    unit: str
    mean: float
    quantiles: Mapping[float, float]


def sample_months(
    uses: Sequence[UseDemand], loss_fraction: Values, population: Values, draws: int, seed: int
) -> SampledDemand:
    """Return every draw's need by use and month.

    Args:
        uses: uses whose figures may be arrays (n, 1) and months (n, 12).
        loss_fraction: losses as a share of production, a number or (n, 1).
        population: persons, a number or (n, 1).
        draws: n.
        seed: kept with the result.
    """
    by_use: dict[str, Draws] = {}
    for part in uses:
        months = np.broadcast_to(part.month_m3_day, (draws, 12))
        by_use[part.use] = by_use[part.use] + months if part.use in by_use else months
    net_months = sum(by_use.values(), np.zeros((draws, 12)))
    net = net_months @ _DAYS / _DAYS.sum()
    losses = _each(loss_fraction, draws)
    persons = _each(population, draws)
    mean = np.asarray(gross_m3_day(net, losses))
    return SampledDemand(
        draws,
        seed,
        persons,
        mean,
        np.asarray(per_person_l_day(net, persons)),
        mean - net,
        {use: months @ _DAYS / _DAYS.sum() for use, months in by_use.items()},
        by_use,
        np.asarray(gross_m3_day(net_months, losses[:, None])),
    )


def with_days(
    found: SampledDemand,
    uses: Sequence[UseDemand],
    loss_fraction: Values,
    weekly: Mapping[str, Weekly],
) -> SampledDemand:
    """Return the draws with their 95th-percentile day and its largest hour.

    All groups share the chance of a use (hot days are hot for everybody): log-normal days that
    exceed the use's daily factor on one day in a month.  A factor above 3 is a harvest's busiest
    day instead, one in each month, and each item has its own.  Weekly noise comes on top where
    ``weekly`` names the use's group.

    Args:
        found: what :func:`sample_months` gave.
        uses: the same uses.
        loss_fraction: losses as a share of production, a number or (n, 1).
        weekly: weekly noise by group; a group left out has none.
    """
    peaks_m3, peaks_lps = np.empty(found.draws), np.empty(found.draws)
    losses = _each(loss_fraction, found.draws)
    randoms = [generator(found.seed, f"days of {_chance_of(part)}") for part in uses]
    randoms_of_week = [generator(found.seed, f"weeks of {part.use}") for part in uses]
    for start in range(0, found.draws, _CHUNK):
        rows = slice(start, min(start + _CHUNK, found.draws))
        count = rows.stop - rows.start
        days = np.empty((len(uses), count, variation.YEAR_DAYS))
        for index, part in enumerate(uses):
            noise = _noise(randoms[index], count, _rows(part.daily_factor, rows))
            week = weekly.get(part.group)
            if week is not None and week.log_sd > 0:
                noise *= variation.weekly_noise(
                    randoms_of_week[index], count, week.log_sd, week.autocorrelation
                )
            months = _rows(np.asarray(part.month_m3_day), rows)
            np.multiply(variation.days_of_months(months), noise, out=days[index])
        total = days.sum(axis=0)
        day = np.argpartition(total, _RANK, axis=1)[:, _RANK]
        at = np.arange(count)
        gross = 1.0 / (1.0 - losses[rows])
        peaks_m3[rows] = total[at, day] * gross
        hours = np.zeros((count, 24))
        for index, part in enumerate(uses):
            hours += days[index, at, day][:, None] * _rows(np.asarray(part.hourly), rows)
        peaks_lps[rows] = hours.max(axis=1) * gross / 3.6
    return replace(found, max_day_m3=peaks_m3, peak_hour_lps=peaks_lps)


def bands(
    found: SampledDemand, levels: Sequence[float] = (0.05, 0.25, 0.5, 0.75, 0.95)
) -> list[Band]:
    """Return each figure of the need with its mean and quantiles over the draws."""
    figures: list[tuple[str, str, Draws]] = [
        ("population", "persons", found.population),
        ("per_person", "L/person/day", found.per_person_l_day),
        *((f"{use}", "m3/day", volume) for use, volume in found.by_use_m3_day.items()),
        ("losses", "m3/day", found.losses_m3_day),
        ("mean_day", "m3/day", found.mean_day_m3),
    ]
    if found.max_day_m3 is not None and found.peak_hour_lps is not None:
        figures += [
            ("max_day", "m3/day", found.max_day_m3),
            ("peak_hour", "L/s", found.peak_hour_lps),
        ]
    return [
        Band(name, unit, float(values.mean()), _quantiles(values, levels))
        for name, unit, values in figures
    ]


def month_bands(name: str, months: Draws, levels: Sequence[float] = LEVELS) -> list[Band]:
    """Return the band of each month of an array (n, 12), m3/day."""
    return [
        Band(
            f"{name}, {month}",
            "m3/day",
            float(months[:, index].mean()),
            _quantiles(months[:, index], levels),
        )
        for index, month in enumerate(MONTH_NAMES)
    ]


def _quantiles(values: Draws, levels: Sequence[float]) -> dict[float, float]:
    found = np.quantile(values, list(levels))
    return {level: float(value) for level, value in zip(levels, found, strict=True)}


def _chance_of(part: UseDemand) -> str:
    """Return what shares its random days: a whole use, or one item with busiest days."""
    return part.name if _is_harvest(part.daily_factor) else part.use


def _is_harvest(factor: Values) -> bool:
    return float(np.max(factor)) > variation.LARGEST_RANDOM_FACTOR


def _noise(random: np.random.Generator, count: int, factor: Draws) -> Draws:
    """Return the days of one use; a factor no weather explains is a busiest day."""
    if _is_harvest(factor):
        return variation.busiest_days(random, count, factor)
    return variation.daily_noise(random, count, variation.log_sd_of_factor(factor))


def _rows(values: Values, rows: slice) -> Draws:
    """Return the draws of a chunk of what may be one value for all draws."""
    array = np.asarray(values, dtype=float)
    return array[rows] if array.ndim == 2 and array.shape[0] > 1 else array


def _each(values: Values, draws: int) -> Draws:
    """Return one value for each draw, (n,)."""
    return np.broadcast_to(np.asarray(values, dtype=float).reshape(-1), (draws,))
