"""Irrigation by a soil bucket: the root zone's water day by day, refilled before the crop suffers.

The zone holds TAW = available water x root depth; a crop takes the share p of it without loss
(RAW = p TAW, FAO-56 eq. 82-84) and less beyond (Ks, eq. 84).  It is irrigated on the morning of
the day on which its depletion has reached RAW.  Rain and irrigation beyond the zone drain away.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from musdesign.demand.crop_calendar import YEAR_DAYS, Days
from musdesign.demand.values import Values
from musdesign.errors import CalculationError, Problem
from musdesign.trace import formula

_FAO56 = "Allen et al. 1998, FAO Irrigation and Drainage Paper 56"
_MOST_YEARS = 8
_MEAN_OF_YEARS = 12
_SAME_MM = 1e-9


@dataclass(frozen=True, slots=True)
class BucketYear:
    """A year of the root zone that repeats itself, mm a day, (365,) or (n, 365).

    Depletion rises by crop + drainage - rain - irrigation on every day, from ``start_mm`` on the
    first.  Where no year repeats another it is the mean of several, and so are its figures.
    """

    irrigation_mm: Days
    crop_mm: Days
    drainage_mm: Days
    depletion_mm: Days
    """At the end of each day."""
    stress: Days
    """Ks: what the crop takes over what it would take from a wet soil."""
    start_mm: Days
    """Depletion at the beginning of the first day."""
    years: int
    """Years that were run."""


@formula("TAW", "available_mm_m * root_depth_m", "mm", f"{_FAO56}, eq. 82")
def total_available_mm(available_mm_m: Values, root_depth_m: Values) -> Values:
    """Return the water that a root zone can give a crop in all, mm.

    >>> total_available_mm(140.0, 0.8)
    112.0
    """
    return available_mm_m * root_depth_m


@formula(
    "p", "min(0.8, max(0.1, depletion + 0.04 * (5 - crop_mm_day)))", "-", f"{_FAO56}, Table 22"
)
def depletion_share(depletion: Values, crop_mm_day: Values) -> Values:
    """Return the share p of TAW that a crop takes without loss, at its evapotranspiration.

    >>> round(float(depletion_share(0.5, 8.0)), 2), round(float(depletion_share(0.5, 2.0)), 2)
    (0.38, 0.62)
    """
    return np.clip(depletion + 0.04 * (5.0 - crop_mm_day), 0.1, 0.8)


@formula(
    "Ks",
    "min(1, max(0, (total_mm - depletion_mm) / ((1 - share) * total_mm)))",
    "-",
    f"{_FAO56}, eq. 84",
)
def stress_coefficient(total_mm: Values, depletion_mm: Values, share: Values) -> Values:
    """Return what a crop takes over what it would take from a wet soil.

    >>> float(stress_coefficient(100.0, 75.0, 0.5))
    0.5
    """
    return np.clip((total_mm - depletion_mm) / ((1.0 - share) * total_mm), 0.0, 1.0)


def bucket_year(
    kc: ArrayLike,
    watered: ArrayLike,
    eto_mm_day: ArrayLike,
    rain_mm_day: ArrayLike,
    total_mm: Values,
    depletion: Values,
    *,
    fallow_kc: Values = 0.0,
    deficit: Values = 0.0,
) -> BucketYear:
    """Return the year of a root zone, run until it repeats itself.

    Args:
        kc: coefficient of each day, (365,) or (n, 365); 0 where no crop stands.
        watered: 1 on days with a crop that is irrigated, 0 on the others, (365,).
        eto_mm_day: reference evapotranspiration of each day, likewise.
        rain_mm_day: rain of each day, likewise.
        total_mm: TAW, a number or (n, 1).
        depletion: p of the table, a number or (n, 1).
        fallow_kc: coefficient of the bare soil between crops.
        deficit: part left out on purpose of each irrigation that the crop would need, from 0 to
            below 1: the crop then takes less, and its stress says by how much.

    Raises:
        CalculationError: values that cannot be, all at once.
    """
    coefficient, eto, rain = (
        np.asarray(values, dtype=float) for values in (kc, eto_mm_day, rain_mm_day)
    )
    total, share = np.asarray(total_mm, dtype=float), np.asarray(depletion, dtype=float)
    open_days = np.asarray(watered, dtype=float)
    _check(coefficient, eto, rain, open_days, total, share, np.asarray(deficit, dtype=float))
    crop = np.where(open_days > 0, coefficient, fallow_kc) * eto
    shape = np.broadcast_shapes(crop.shape, rain.shape, (*total.shape[:-1], YEAR_DAYS))
    crop, rain = np.broadcast_to(crop, shape), np.broadcast_to(rain, shape)
    taw = np.broadcast_to(total, (*shape[:-1], 1))[..., 0]
    p = depletion_share(np.broadcast_to(share, (*shape[:-1], 1)), crop)
    zone = _Zone(crop, rain, open_days, taw, np.asarray(p))
    found = _until_it_repeats(zone, None)
    if not np.any(deficit):
        return found
    kept = 1.0 - np.broadcast_to(np.asarray(deficit, dtype=float), (*shape[:-1], 1))
    return _until_it_repeats(zone, found.irrigation_mm * kept)


@dataclass(frozen=True, slots=True)
class _Zone:
    """What drives the root zone: crop use from a wet soil, rain, days with a crop, TAW and p."""

    crop: Days
    rain: Days
    watered: Days
    taw: Days
    share: Days


def _until_it_repeats(zone: _Zone, schedule: Days | None) -> BucketYear:
    """Return the year that follows itself; irrigated as needed, or by a schedule."""
    out = [np.empty(zone.crop.shape) for _ in range(5)]
    start = np.zeros(zone.crop.shape[:-1])
    for years in range(1, _MOST_YEARS + 1):
        end = _one_year(zone, schedule, start, out)
        if np.all(np.abs(end - start) <= _SAME_MM):
            return BucketYear(out[0], out[1], out[2], out[3], out[4], start, years)
        start = end
    # refills of lumps may never fall on the same days again: the mean of some years is taken
    total, begun = [np.zeros(zone.crop.shape) for _ in range(5)], np.zeros(start.shape)
    for _ in range(_MEAN_OF_YEARS):
        begun += start
        start = _one_year(zone, schedule, start, out)
        total = [sums + values for sums, values in zip(total, out, strict=True)]
    gift, used, drained, depleted, stress = (sums / _MEAN_OF_YEARS for sums in total)
    begun /= _MEAN_OF_YEARS
    years = _MOST_YEARS + _MEAN_OF_YEARS
    return BucketYear(gift, used, drained, depleted, stress, begun, years)


def _one_year(zone: _Zone, schedule: Days | None, start: Days, out: list[Days]) -> Days:
    """Fill a year of irrigation, use, drainage, depletion and stress; return the last depletion."""
    irrigation, used, drained, depleted, stress = out
    crop, rain, taw = zone.crop, zone.rain, zone.taw
    empty = np.asarray(start, dtype=float)
    for day in range(YEAR_DAYS):
        share = zone.share[..., day]
        if schedule is None:
            due = (zone.watered[day] > 0) & (empty >= share * taw - 1e-12)
            water = np.where(due, empty, 0.0)
        else:
            water = schedule[..., day]
        ks = stress_coefficient(taw, np.maximum(empty - water, 0.0), share)
        # no crop takes more than the zone holds and the day brings
        take = np.minimum(ks * crop[..., day], taw - empty + water + rain[..., day])
        after = empty - water - rain[..., day] + take
        drain = np.maximum(-after, 0.0)
        empty = after + drain
        irrigation[..., day], used[..., day], drained[..., day] = water, take, drain
        depleted[..., day], stress[..., day] = empty, ks
    return empty


def _check(
    kc: Days, eto: Days, rain: Days, watered: Days, total: Days, share: Days, deficit: Days
) -> None:
    problems = []
    for name, values in (("kc", kc), ("evapotranspiration", eto), ("rain", rain)):
        if values.shape[-1] != YEAR_DAYS or not np.all(np.isfinite(values) & (values >= 0)):
            problems.append(Problem(f"{name} needs 365 days of at least 0"))
    if watered.shape != (YEAR_DAYS,):
        problems.append(Problem("the days with a crop need 365 values"))
    if not np.all((total > 0) & np.isfinite(total)):
        problems.append(Problem("the root zone holds no water", cure="give depth and soil"))
    if not np.all((share > 0) & (share < 1)):
        problems.append(Problem("the depletion share lies between 0 and 1"))
    if not np.all((deficit >= 0) & (deficit < 1)):
        problems.append(Problem("a deficit lies from 0 to below 1", cure="write 20 % as 0.2"))
    if problems:
        raise CalculationError(problems)
