"""Water for gardens: crop evapotranspiration less effective rain, over application efficiency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, cast, get_args

import numpy as np
from numpy.typing import ArrayLike

from musdesign.demand.crop_calendar import planted, season_kc
from musdesign.demand.crops import Crop, Stages, crop, stages
from musdesign.demand.values import Months, Values, month_mask, twelve
from musdesign.errors import CalculationError, Problem, did_you_mean
from musdesign.trace import formula
from musdesign.units import MONTH_DAYS

__all__ = [
    "RAIN_METHODS",
    "Crop",
    "GardenDemand",
    "RainMethod",
    "Stages",
    "crop",
    "effective_rain",
    "garden_demand",
    "gross_irrigation_m3_day",
    "net_irrigation_mm_day",
    "seasonal_kc",
    "stages",
]

RainMethod = Literal["usda_scs", "fao_aglw", "fao_tm3"]
RAIN_METHODS: tuple[str, ...] = get_args(RainMethod)
_DAYS = np.array(MONTH_DAYS, dtype=float)


@dataclass(frozen=True, slots=True)
class GardenDemand:
    """A garden's water by month: crop need, effective rain, need in the soil, need at the tap."""

    crop_mm_day: Months
    effective_rain_mm_month: Months
    net_mm_day: Months
    gross_m3_day: Months


@formula(
    "Pe",
    "if(rain_mm <= 250, rain_mm * (125 - 0.2 * rain_mm) / 125, 125 + 0.1 * rain_mm)",
    "mm/month",
    "USDA Soil Conservation Service method as in FAO CROPWAT",
)
def effective_rain_usda_scs(rain_mm: Values) -> Values:
    """Return effective rain in mm/month by the USDA SCS rule of CROPWAT."""
    low = rain_mm * (125.0 - 0.2 * rain_mm) / 125.0
    return cast("Values", np.where(np.asarray(rain_mm) <= 250.0, low, 125.0 + 0.1 * rain_mm))


@formula(
    "Pe",
    "max(0, 0.6 * rain_mm - 10, 0.8 * rain_mm - 24)",
    "mm/month",
    "FAO/AGLW dependable rain (80 %)",
)
def effective_rain_fao_aglw(rain_mm: Values) -> Values:
    """Return dependable effective rain in mm/month: 0.6 P - 10 to 70 mm, 0.8 P - 24 above."""
    return cast("Values", np.maximum(0.0, np.maximum(0.6 * rain_mm - 10.0, 0.8 * rain_mm - 24.0)))


@formula(
    "Pe",
    "max(0, 0.6 * rain_mm - 10, 0.8 * rain_mm - 25)",
    "mm/month",
    "Brouwer and Heibloem 1986, FAO Irrigation Water Management Training Manual 3, chapter 4",
)
def effective_rain_fao_tm3(rain_mm: Values) -> Values:
    """Return effective rain in mm/month: 0.6 P - 10 to 75 mm, 0.8 P - 25 above."""
    return cast("Values", np.maximum(0.0, np.maximum(0.6 * rain_mm - 10.0, 0.8 * rain_mm - 25.0)))


_EFFECTIVE_RAIN = {
    "usda_scs": effective_rain_usda_scs,
    "fao_aglw": effective_rain_fao_aglw,
    "fao_tm3": effective_rain_fao_tm3,
}


def effective_rain(method: str, rain_mm_month: ArrayLike) -> Months:
    """Return the effective part of monthly rain totals, in mm/month, same shape.

    Raises:
        CalculationError: unknown method or negative rain.

    >>> print(effective_rain("fao_aglw", [10, 70, 100]))
    [ 0. 32. 56.]
    """
    if method not in _EFFECTIVE_RAIN:
        raise CalculationError(
            Problem(
                f"unknown method of effective rain '{method}'",
                cure=did_you_mean(method, RAIN_METHODS),
            )
        )
    rain = np.asarray(rain_mm_month, dtype=float)
    if np.any(rain < 0):
        raise CalculationError("rain cannot be negative")
    return np.asarray(_EFFECTIVE_RAIN[method](rain), dtype=float)


@formula(
    "In",
    "max(0, kc * eto_mm_day - effective_rain_mm_day)",
    "mm/day",
    "Allen et al. 1998, FAO Irrigation and Drainage Paper 56 (ETc = Kc ETo), less effective rain",
)
def net_irrigation_mm_day(kc: Values, eto_mm_day: Values, effective_rain_mm_day: Values) -> Values:
    """Return the water a crop needs beside rain, in mm/day.

    >>> print(round(float(net_irrigation_mm_day(1.15, 4.4, 0.0)), 2))
    5.06
    """
    return cast("Values", np.maximum(0.0, kc * eto_mm_day - effective_rain_mm_day))


@formula(
    "Q",
    "area_m2 * net_mm_day / efficiency / 1000",
    "m3/day",
    "1 mm on 1 m2 is 1 L; gross need = net need over the field application efficiency",
)
def gross_irrigation_m3_day(area_m2: Values, net_mm_day: Values, efficiency: Values) -> Values:
    """Return what must leave the tap for a garden, in m3/day.

    >>> round(gross_irrigation_m3_day(100, 5.06, 0.90) * 1000, 1)
    562.2
    """
    return area_m2 * net_mm_day / efficiency / 1000.0


def seasonal_kc(
    kc_ini: float, kc_mid: float, kc_end: float, lengths: Stages, plant_month: int
) -> tuple[Months, Months]:
    """Return a crop's mean Kc by month and the share of each month in which it grows.

    Flat at the start, a straight line to mid-season, flat, a straight line to the end (FAO-56
    chapter 6); planted on the first of ``plant_month`` (1 to 12).

    Raises:
        CalculationError: a season of no days or of more than a year, or no such month.
    """
    month_mask([plant_month])
    first = sum(MONTH_DAYS[: plant_month - 1])
    year = planted([first], season_kc(kc_ini, kc_mid, kc_end, lengths))
    return year.kc_by_month, year.grown_by_month


def garden_demand(
    area_m2: Values,
    kc: ArrayLike,
    eto_mm_day: ArrayLike,
    rain_mm_month: ArrayLike,
    efficiency: float,
    *,
    months: Iterable[int] | None = None,
    grown_share: ArrayLike | None = None,
    rain_method: str = "usda_scs",
    deficit: Values = 0.0,
) -> GardenDemand:
    """Return a garden's water by month, as a mean day of each month.

    Q = area * share * max(0, Kc ETo - Pe/days) * (1 - deficit) / efficiency.

    Args:
        area_m2: irrigated area, a number or draws (n, 1); the series may be draws (n, 12).
        kc: crop coefficient, one or (12,).
        eto_mm_day: reference evapotranspiration, (12,).
        rain_mm_month: rain totals, (12,).
        efficiency: field application efficiency, above 0 to 1.
        months: months with the crop (1 = January), all year by default.
        grown_share: instead of ``months``, the share of each month with the crop, (12,).
        rain_method: ``usda_scs``, ``fao_aglw`` or ``fao_tm3``.
        deficit: part of the need left unmet on purpose, from 0 to below 1.

    Raises:
        CalculationError: values out of range; all of them at once.
    """
    coefficients, eto = twelve(kc, "kc"), twelve(eto_mm_day, "eto_mm_day")
    rain = twelve(rain_mm_month, "rain_mm_month")
    share = month_mask(months) if grown_share is None else twelve(grown_share, "grown_share")
    problems = []
    if not np.all(np.asarray(area_m2) >= 0):
        problems.append(Problem(f"an area of {float(np.min(area_m2)):g} m2 is negative"))
    if not 0 < efficiency <= 1:
        problems.append(
            Problem(
                f"an application efficiency of {efficiency:g} is impossible",
                cure="give a fraction above 0 and up to 1, such as 0.9 for drip",
            )
        )
    if coefficients.min() < 0 or eto.min() < 0:
        problems.append(Problem("a crop coefficient or evapotranspiration is negative"))
    if share.min() < 0 or share.max() > 1:
        problems.append(Problem("a share of a month lies outside 0 to 1"))
    if not np.all((np.asarray(deficit) >= 0) & (np.asarray(deficit) < 1)):
        problems.append(Problem("a deficit lies from 0 to below 1", cure="write 20 % as 0.2"))
    if problems:
        raise CalculationError(problems)
    useful = effective_rain(rain_method, rain)
    net = share * net_irrigation_mm_day(coefficients, eto, useful / _DAYS) * (1.0 - deficit)
    gross = gross_irrigation_m3_day(area_m2, net, efficiency)
    return GardenDemand(share * coefficients * eto, useful, net, cast("Months", gross))
