"""The irrigation of a plot over a soil: rain on its days, the bucket, what the tap must give."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from musdesign.demand.crop_calendar import MONTH_OF_DAY, Calendar, Days, by_month
from musdesign.demand.gardens import GardenDemand, gross_irrigation_m3_day
from musdesign.demand.soil_bucket import bucket_year
from musdesign.demand.values import Months, Values, twelve
from musdesign.errors import CalculationError, Problem
from musdesign.units import MONTH_DAYS

_DAYS = np.array(MONTH_DAYS, dtype=float)


def rain_on_days(rain_mm_month: ArrayLike, rain_days_month: ArrayLike) -> Days:
    """Return the rain of each day of a year whose rainy days lie evenly in their month.

    A month with rain has at least one such day; draws of rain (n, 12) fall on the same days.

    Args:
        rain_mm_month: rain by month, (12,) or (n, 12).
        rain_days_month: days with rain, (12,).

    >>> float(rain_on_days([31.0] * 12, [4.0] * 12)[:31].sum())
    31.0
    """
    rain = twelve(rain_mm_month, "rain_mm_month")
    wanted = twelve(rain_days_month, "rain_days_month")
    counts = np.clip(np.round(wanted), 1.0, _DAYS).astype(int)
    falls = np.zeros(MONTH_OF_DAY.size)
    first = 0
    for count, length in zip(counts, MONTH_DAYS, strict=True):
        days = first + ((np.arange(count) + 0.5) * length / count).astype(int)
        falls[days] = 1.0 / count
        first += length
    return np.asarray(rain[..., MONTH_OF_DAY] * falls, dtype=float)


def bucket_demand(
    area_m2: Values,
    year: Calendar,
    eto_mm_day: ArrayLike,
    rain_mm_month: ArrayLike,
    rain_days_month: ArrayLike,
    total_mm: Values,
    depletion: Values,
    efficiency: float,
    *,
    fallow_kc: Values = 0.0,
    deficit: Values = 0.0,
) -> GardenDemand:
    """Return a plot's water by month from its soil bucket, as a mean day of each month.

    Plots of a village are not irrigated on the same morning, so the mean day of the month is what
    the scheme sees; the effective rain of the result is the rain less what drained away.

    Args:
        area_m2: irrigated area, a number or draws (n, 1).
        year: which coefficient holds on which day.
        eto_mm_day: reference evapotranspiration by month, (12,) or (n, 12).
        rain_mm_month: rain totals, likewise.
        rain_days_month: days with rain, (12,).
        total_mm: TAW of the root zone, mm.
        depletion: p of the table.
        efficiency: field application efficiency, above 0 to 1.
        fallow_kc: coefficient of the bare soil between crops.
        deficit: part of each irrigation left out on purpose, from 0 to below 1.

    Raises:
        CalculationError: values out of range.
    """
    if not np.all(np.asarray(area_m2) >= 0) or not 0 < efficiency <= 1:
        raise CalculationError(
            Problem(
                "an area below 0, or an application efficiency that is none",
                cure="give a fraction above 0 and up to 1, such as 0.9 for drip",
            )
        )
    eto = twelve(eto_mm_day, "eto_mm_day")[..., MONTH_OF_DAY]
    rain = rain_on_days(rain_mm_month, rain_days_month)
    found = bucket_year(
        year.kc, year.grown, eto, rain, total_mm, depletion, fallow_kc=fallow_kc, deficit=deficit
    )
    net: Months = by_month(found.irrigation_mm) / _DAYS
    gross = gross_irrigation_m3_day(area_m2, net, efficiency)
    useful = by_month(rain) - by_month(found.drainage_mm)
    return GardenDemand(by_month(found.crop_mm) / _DAYS, useful, net, np.asarray(gross))
