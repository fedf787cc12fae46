"""Reference evapotranspiration by FAO-56 Penman-Monteith, its missing-data rules, Hargreaves.

Equation numbers are those of Allen, Pereira, Raes and Smith, 1998, FAO Irrigation and Drainage
Paper 56.  Pressures are in kPa, temperatures in degrees Celsius, radiation in MJ/m2/day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import ArrayLike

from musdesign.demand import radiation as rad
from musdesign.demand.missing_weather import (
    MISSING_WIND_M_S,
    Given,
    Weather,
    check,
    complete,
)
from musdesign.demand.radiation import FAO56
from musdesign.demand.values import Months, Values, twelve
from musdesign.demand.vapour import (
    air_pressure,
    mean_saturation_vapour_pressure,
    psychrometric_constant,
    saturation_vapour_pressure,
    vapour_pressure_from_rh_max,
    vapour_pressure_from_rh_mean,
    vapour_pressure_from_rh_range,
    vapour_pressure_from_tdew,
    vapour_pressure_slope,
    wind_at_2m,
)
from musdesign.trace import formula

__all__ = [
    "MISSING_WIND_M_S",
    "EtoResult",
    "air_pressure",
    "daily_eto",
    "eto_from_weather",
    "hargreaves",
    "mean_saturation_vapour_pressure",
    "monthly_eto",
    "penman_monteith",
    "psychrometric_constant",
    "saturation_vapour_pressure",
    "soil_heat_flux_month",
    "soil_heat_flux_month_so_far",
    "vapour_pressure_from_rh_max",
    "vapour_pressure_from_rh_mean",
    "vapour_pressure_from_rh_range",
    "vapour_pressure_from_tdew",
    "vapour_pressure_slope",
    "wind_at_2m",
]


@dataclass(frozen=True, slots=True)
class EtoResult:
    """Reference evapotranspiration by month or day, the climate it used, the rules applied.

    The wind is that at 2 m.
    """

    eto_mm_day: Months
    rules: tuple[str, ...]
    solar_mj_m2_day: Months
    vapour_pressure_kpa: Months
    wind_m_s: Months


@formula("G", "0.07 * (next_month_c - previous_month_c)", "MJ/m2/day", f"{FAO56}, eq. 43")
def soil_heat_flux_month(previous_month_c: Values, next_month_c: Values) -> Values:
    """Return the monthly soil heat flux from the mean temperatures around the month (eq. 43)."""
    return 0.07 * (next_month_c - previous_month_c)


@formula("G", "0.14 * (this_month_c - previous_month_c)", "MJ/m2/day", f"{FAO56}, eq. 44")
def soil_heat_flux_month_so_far(previous_month_c: Values, this_month_c: Values) -> Values:
    """Return the monthly soil heat flux while the next month is not known yet (eq. 44)."""
    return 0.14 * (this_month_c - previous_month_c)


@formula(
    "ETo",
    "(0.408 * slope_kpa_c * (net_radiation_mj - soil_heat_mj)"
    " + gamma_kpa_c * 900 / (mean_c + 273) * wind_2m_m_s * max(0, es_kpa - ea_kpa))"
    " / (slope_kpa_c + gamma_kpa_c * (1 + 0.34 * wind_2m_m_s))",
    "mm/day",
    f"{FAO56}, eq. 6",
)
def penman_monteith(
    *,
    slope_kpa_c: Values,
    net_radiation_mj: Values,
    soil_heat_mj: Values,
    gamma_kpa_c: Values,
    mean_c: Values,
    wind_2m_m_s: Values,
    es_kpa: Values,
    ea_kpa: Values,
) -> Values:
    """Return the evapotranspiration of the grass reference in mm/day (eq. 6).

    A vapour pressure above saturation counts as saturated air.
    """
    energy = 0.408 * slope_kpa_c * (net_radiation_mj - soil_heat_mj)
    air = gamma_kpa_c * 900.0 / (mean_c + 273.0) * wind_2m_m_s * np.maximum(0.0, es_kpa - ea_kpa)
    return cast("Values", (energy + air) / (slope_kpa_c + gamma_kpa_c * (1.0 + 0.34 * wind_2m_m_s)))


@formula(
    "ETo", "0.0023 * (0.5 * (tmax_c + tmin_c) + 17.8) * sqrt(tmax_c - tmin_c) * 0.408 * ra_mj",
    "mm/day", f"{FAO56}, eq. 52",
)  # fmt: skip
def hargreaves(tmin_c: Values, tmax_c: Values, ra_mj: Values) -> Values:
    """Return reference evapotranspiration in mm/day from temperature alone (eq. 52)."""
    mean_c = 0.5 * (tmax_c + tmin_c)
    return cast("Values", 0.0023 * (mean_c + 17.8) * np.sqrt(tmax_c - tmin_c) * 0.408 * ra_mj)


def daily_eto(
    latitude_deg: Values,
    altitude_m: Values,
    day_of_year: Values,
    *,
    tmin_c: Values,
    tmax_c: Values,
    ea_kpa: Values,
    wind_2m_m_s: Values,
    solar_mj: Values,
    soil_heat_mj: Values = 0.0,
    stefan_boltzmann_mj_k4: float = rad.STEFAN_BOLTZMANN_FAO56,
) -> Values:
    """Return the grass reference evapotranspiration in mm/day, never negative (eq. 6).

    All arguments broadcast.  The soil heat flux of a single day is nil (eq. 42).  With
    ``stefan_boltzmann_mj_k4`` = ``radiation.STEFAN_BOLTZMANN_ASCE`` the long-wave radiation uses
    the constant that ASCE's standard and its programs round to; the result then differs by up to
    0.0013 mm/day.
    """
    mean_c = 0.5 * (tmin_c + tmax_c)
    ra = rad.extraterrestrial_radiation(latitude_deg, day_of_year)
    rso = rad.clear_sky_radiation(ra, altitude_m)
    longwave = rad.net_longwave(
        tmax_c, tmin_c, ea_kpa, solar_mj, rso, stefan_boltzmann_mj_k4=stefan_boltzmann_mj_k4
    )
    eto = penman_monteith(
        slope_kpa_c=vapour_pressure_slope(mean_c),
        net_radiation_mj=rad.net_radiation(solar_mj, longwave),
        soil_heat_mj=soil_heat_mj,
        gamma_kpa_c=psychrometric_constant(air_pressure(altitude_m)),
        mean_c=mean_c,
        wind_2m_m_s=wind_2m_m_s,
        es_kpa=mean_saturation_vapour_pressure(tmin_c, tmax_c),
        ea_kpa=ea_kpa,
    )
    return cast("Values", np.maximum(eto, 0.0))


def eto_from_weather(
    latitude_deg: Values,
    altitude_m: Values,
    day_of_year: Values,
    tmin_c: ArrayLike,
    tmax_c: ArrayLike,
    *,
    humidity_pct: ArrayLike | None = None,
    humidity_min_pct: ArrayLike | None = None,
    humidity_max_pct: ArrayLike | None = None,
    dew_point_c: ArrayLike | None = None,
    vapour_pressure_kpa: ArrayLike | None = None,
    wind_m_s: ArrayLike | None = None,
    wind_height_m: float = 2.0,
    sunshine_h: ArrayLike | None = None,
    solar_mj: ArrayLike | None = None,
    krs: float = rad.KRS_INTERIOR,
    dew_below_minimum_c: float = 0.0,
    stefan_boltzmann_mj_k4: float = rad.STEFAN_BOLTZMANN_FAO56,
) -> EtoResult:
    """Return daily reference evapotranspiration from what a station measured, mm/day.

    Whole variables may be missing, or single days (not a number); FAO-56's rules stand in and
    ``rules`` names each with the number of days it served.  A day without a temperature has no
    figure.  All arguments broadcast, days last.

    Args:
        latitude_deg: decimal degrees, south negative.
        altitude_m: above the sea.
        day_of_year: 1 to 366.
        tmin_c: lowest temperature of the day.
        tmax_c: highest temperature of the day.
        humidity_pct: mean relative humidity.
        humidity_min_pct: lowest relative humidity, with the highest.
        humidity_max_pct: highest relative humidity; alone, where the lowest is not trusted.
        dew_point_c: mean dew point, preferred to humidity.
        vapour_pressure_kpa: actual vapour pressure, preferred to all.
        wind_m_s: mean wind at ``wind_height_m``.
        wind_height_m: height of the anemometer above grass.
        sunshine_h: bright sunshine in hours.
        solar_mj: solar radiation in MJ/m2/day, preferred to sunshine.
        krs: 0.16 in the interior, 0.19 near a coast; used with temperature alone.
        dew_below_minimum_c: how far the dew point lies below the minimum temperature where no
            humidity is known: 0, or 2 to 3 in arid places (annex 6).
        stefan_boltzmann_mj_k4: see :func:`daily_eto`.

    Raises:
        CalculationError: a maximum below its minimum, values out of range.

    >>> day = eto_from_weather(50.8, 100.0, 187, 12.3, 21.5, humidity_min_pct=63,
    ...     humidity_max_pct=84, wind_m_s=10 / 3.6, wind_height_m=10.0, sunshine_h=9.25)
    >>> print(round(float(day.eto_mm_day), 2))  # Uccle, 6 July, FAO-56 example 18 (3.9)
    3.88
    """
    given = Given.of(
        tmin_c,
        tmax_c,
        {
            "humidity_pct": humidity_pct,
            "humidity_min_pct": humidity_min_pct,
            "humidity_max_pct": humidity_max_pct,
            "dew_point_c": dew_point_c,
            "vapour_pressure_kpa": vapour_pressure_kpa,
            "wind_m_s": wind_m_s,
            "sunshine_h": sunshine_h,
            "solar_mj": solar_mj,
        },
    )
    check(latitude_deg, altitude_m, given, "day")
    weather = complete(
        given, latitude_deg, altitude_m, day_of_year, wind_height_m=wind_height_m, krs=krs,
        dew_below_minimum_c=dew_below_minimum_c,
    )  # fmt: skip
    eto = daily_eto(
        latitude_deg, altitude_m, day_of_year, tmin_c=given.tmin_c, tmax_c=given.tmax_c,
        ea_kpa=weather.vapour_pressure_kpa, wind_2m_m_s=weather.wind_2m_m_s,
        solar_mj=weather.solar_mj, stefan_boltzmann_mj_k4=stefan_boltzmann_mj_k4,
    )  # fmt: skip
    return _result(eto, weather)


def monthly_eto(
    latitude_deg: float,
    altitude_m: float,
    tmin_c: ArrayLike,
    tmax_c: ArrayLike,
    *,
    humidity_pct: ArrayLike | None = None,
    vapour_pressure_kpa: ArrayLike | None = None,
    wind_m_s: ArrayLike | None = None,
    sunshine_h: ArrayLike | None = None,
    solar_mj: ArrayLike | None = None,
    krs: float = rad.KRS_INTERIOR,
    dew_point_c: ArrayLike | None = None,
    wind_height_m: float = 2.0,
    dew_below_minimum_c: float = 0.0,
) -> EtoResult:
    """Return reference evapotranspiration of the twelve months of a mean year, mm/day.

    Each month is computed for its 15th day; the soil heat flux follows from the months before and
    after (eq. 43), December before January.  What is missing follows FAO-56's rules, and
    ``rules`` names each rule used.

    Args:
        latitude_deg: decimal degrees, south negative.
        altitude_m: above the sea.
        tmin_c: mean daily minimum by month, (12,).
        tmax_c: mean daily maximum by month, (12,).
        humidity_pct: mean relative humidity; without it the dew point is the minimum temperature.
        vapour_pressure_kpa: actual vapour pressure, preferred to humidity.
        wind_m_s: wind at ``wind_height_m``; 2 m/s at 2 m without it.
        sunshine_h: bright sunshine in hours a day.
        solar_mj: solar radiation in MJ/m2/day, preferred to sunshine; without either the
            temperature range stands for it.
        krs: 0.16 in the interior, 0.19 near a coast; used with temperature alone.
        dew_point_c: mean dew point, preferred to humidity.
        wind_height_m: height of the anemometer above grass.
        dew_below_minimum_c: see :func:`eto_from_weather`.

    Raises:
        CalculationError: wrong number of months, a maximum below its minimum, values out of range.
    """
    given = Given.of(
        twelve(tmin_c, "tmin_c"),
        twelve(tmax_c, "tmax_c"),
        {
            name: None if values is None else twelve(values, name)
            for name, values in (
                ("humidity_pct", humidity_pct),
                ("dew_point_c", dew_point_c),
                ("vapour_pressure_kpa", vapour_pressure_kpa),
                ("wind_m_s", wind_m_s),
                ("sunshine_h", sunshine_h),
                ("solar_mj", solar_mj),
            )
        },
    )
    check(latitude_deg, altitude_m, given, "month")
    weather = complete(
        given, latitude_deg, altitude_m, rad.MID_MONTH_DAYS, wind_height_m=wind_height_m, krs=krs,
        dew_below_minimum_c=dew_below_minimum_c,
    )  # fmt: skip
    mean_c = 0.5 * (given.tmin_c + given.tmax_c)
    eto = daily_eto(
        latitude_deg, altitude_m, rad.MID_MONTH_DAYS, tmin_c=given.tmin_c, tmax_c=given.tmax_c,
        ea_kpa=weather.vapour_pressure_kpa, wind_2m_m_s=weather.wind_2m_m_s,
        solar_mj=weather.solar_mj,
        soil_heat_mj=soil_heat_flux_month(
            np.roll(mean_c, 1, axis=-1), np.roll(mean_c, -1, axis=-1)
        ),
    )  # fmt: skip
    return _result(eto, weather)


def _result(eto_mm_day: Values, weather: Weather) -> EtoResult:
    return EtoResult(
        np.asarray(eto_mm_day, dtype=float),
        weather.rules,
        weather.solar_mj,
        weather.vapour_pressure_kpa,
        weather.wind_2m_m_s,
    )
