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
from musdesign.demand.radiation import FAO56
from musdesign.demand.values import Months, Values, twelve
from musdesign.errors import CalculationError, Problem
from musdesign.trace import formula

MISSING_WIND_M_S = 2.0


@dataclass(frozen=True, slots=True)
class EtoResult:
    """Reference evapotranspiration by month, the climate it used, and the rules applied."""

    eto_mm_day: Months
    rules: tuple[str, ...]
    solar_mj_m2_day: Months
    vapour_pressure_kpa: Months
    wind_m_s: Months


@formula("P", "101.3 * ((293 - 0.0065 * altitude_m) / 293) ^ 5.26", "kPa", f"{FAO56}, eq. 7")
def air_pressure(altitude_m: Values) -> Values:
    """Return the mean atmospheric pressure in kPa at an altitude (eq. 7)."""
    return cast("Values", 101.3 * ((293.0 - 0.0065 * altitude_m) / 293.0) ** 5.26)


@formula("gamma", "0.000665 * pressure_kpa", "kPa/degC", f"{FAO56}, eq. 8")
def psychrometric_constant(pressure_kpa: Values) -> Values:
    """Return the psychrometric constant in kPa/degC (eq. 8)."""
    return 0.665e-3 * pressure_kpa


@formula(
    "e0", "0.6108 * exp(17.27 * temperature_c / (temperature_c + 237.3))", "kPa",
    f"{FAO56}, eq. 11",
)  # fmt: skip
def saturation_vapour_pressure(temperature_c: Values) -> Values:
    """Return the saturation vapour pressure in kPa at an air temperature (eq. 11)."""
    return cast("Values", 0.6108 * np.exp(17.27 * temperature_c / (temperature_c + 237.3)))


def mean_saturation_vapour_pressure(tmin_c: Values, tmax_c: Values) -> Values:
    """Return the mean of the saturation vapour pressures at both temperatures, kPa (eq. 12)."""
    return 0.5 * (saturation_vapour_pressure(tmin_c) + saturation_vapour_pressure(tmax_c))


@formula(
    "Delta",
    "4098 * 0.6108 * exp(17.27 * temperature_c / (temperature_c + 237.3))"
    " / (temperature_c + 237.3) ^ 2",
    "kPa/degC",
    f"{FAO56}, eq. 13",
)
def vapour_pressure_slope(temperature_c: Values) -> Values:
    """Return the slope of the saturation vapour pressure curve in kPa/degC (eq. 13)."""
    pressure = saturation_vapour_pressure(temperature_c)
    return 4098.0 * pressure / (temperature_c + 237.3) ** 2


def vapour_pressure_from_rh_range(
    tmin_c: Values, tmax_c: Values, rh_min_pct: Values, rh_max_pct: Values
) -> Values:
    """Return the actual vapour pressure in kPa from daily extremes of humidity (eq. 17)."""
    return 0.5 * (
        saturation_vapour_pressure(tmin_c) * rh_max_pct / 100.0
        + saturation_vapour_pressure(tmax_c) * rh_min_pct / 100.0
    )


def vapour_pressure_from_rh_mean(tmin_c: Values, tmax_c: Values, rh_mean_pct: Values) -> Values:
    """Return the actual vapour pressure in kPa from the mean relative humidity (eq. 19)."""
    return rh_mean_pct / 100.0 * mean_saturation_vapour_pressure(tmin_c, tmax_c)


def vapour_pressure_from_tdew(dew_point_c: Values) -> Values:
    """Return the actual vapour pressure in kPa at the dew point (eq. 14).

    With no humidity at all the night's minimum stands for the dew point (eq. 48).
    """
    return saturation_vapour_pressure(dew_point_c)


def wind_at_2m(wind_m_s: Values, height_m: Values) -> Values:
    """Return the wind at 2 m from that at another height, u2 = uz 4.87/ln(67.8 z - 5.42) (eq. 47).

    >>> print(round(float(wind_at_2m(3.2, 10.0)), 1))  # FAO-56, example 14
    2.4
    """
    return cast("Values", wind_m_s * 4.87 / np.log(67.8 * height_m - 5.42))


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
        wind_m_s: wind at 2 m; 2 m/s without it.
        sunshine_h: bright sunshine in hours a day.
        solar_mj: solar radiation in MJ/m2/day, preferred to sunshine; without either the
            temperature range stands for it.
        krs: 0.16 in the interior, 0.19 near a coast; used with temperature alone.

    Raises:
        CalculationError: wrong number of months, a maximum below its minimum, values out of range.
    """
    low, high = twelve(tmin_c, "tmin_c"), twelve(tmax_c, "tmax_c")
    given = {
        name: None if values is None else twelve(values, name)
        for name, values in (
            ("humidity_pct", humidity_pct),
            ("vapour_pressure_kpa", vapour_pressure_kpa),
            ("wind_m_s", wind_m_s),
            ("sunshine_h", sunshine_h),
            ("solar_mj", solar_mj),
        )
    }
    _check(latitude_deg, altitude_m, low, high, given)
    ra = cast("Months", rad.extraterrestrial_radiation(latitude_deg, rad.MID_MONTH_DAYS))
    solar, solar_rule = given["solar_mj"], ""
    if solar is None and given["sunshine_h"] is not None:
        daylight = rad.daylight_hours(latitude_deg, rad.MID_MONTH_DAYS)
        solar = cast("Months", rad.solar_from_sunshine(ra, given["sunshine_h"], daylight))
        solar_rule = "solar radiation from sunshine with a = 0.25 and b = 0.50 (FAO-56 eq. 35)"
    if solar is None:
        # the ground cannot receive more than under a cloudless sky
        clear = rad.clear_sky_radiation(ra, altitude_m)
        solar = np.minimum(rad.solar_from_temperature(ra, high, low, krs), clear)
        solar_rule = f"solar radiation from the temperature range, krs = {krs:g} (FAO-56 eq. 50)"
    ea, ea_rule = _vapour_pressure(low, high, given)
    wind, wind_rule = given["wind_m_s"], ""
    if wind is None:
        wind = np.full(12, MISSING_WIND_M_S)
        wind_rule = "wind of 2 m/s, none given (FAO-56 chapter 3, missing wind speed data)"
    mean_c = 0.5 * (low + high)
    heat = soil_heat_flux_month(np.roll(mean_c, 1), np.roll(mean_c, -1))
    eto = daily_eto(
        latitude_deg,
        altitude_m,
        rad.MID_MONTH_DAYS,
        tmin_c=low,
        tmax_c=high,
        ea_kpa=ea,
        wind_2m_m_s=wind,
        solar_mj=solar,
        soil_heat_mj=heat,
    )
    rules = tuple(rule for rule in (ea_rule, solar_rule, wind_rule) if rule)
    return EtoResult(cast("Months", eto), rules, solar, ea, wind)


def _vapour_pressure(
    low: Months, high: Months, given: dict[str, Months | None]
) -> tuple[Months, str]:
    if given["vapour_pressure_kpa"] is not None:
        return given["vapour_pressure_kpa"], ""
    if given["humidity_pct"] is not None:
        ea = vapour_pressure_from_rh_mean(low, high, given["humidity_pct"])
        return cast("Months", ea), "vapour pressure from the mean humidity (FAO-56 eq. 19)"
    ea = vapour_pressure_from_tdew(low)
    rule = "vapour pressure with the minimum temperature as dew point (FAO-56 eq. 48)"
    return cast("Months", ea), rule


def _check(
    latitude_deg: float,
    altitude_m: float,
    low: Months,
    high: Months,
    given: dict[str, Months | None],
) -> None:
    problems = []
    if not -90.0 <= latitude_deg <= 90.0:
        problems.append(Problem(f"a latitude of {latitude_deg:g} does not exist"))
    if not -500.0 <= altitude_m <= 9000.0:
        problems.append(Problem(f"an altitude of {altitude_m:g} m is not on land"))
    if np.any(high < low):
        month = int(np.argmax(high < low)) + 1
        problems.append(
            Problem(
                f"month {month} has a maximum temperature below its minimum",
                cure="tmin_c comes before tmax_c",
            )
        )
    limits = {
        "humidity_pct": (0.0, 100.0, "per cent"),
        "vapour_pressure_kpa": (0.0, 12.0, "kPa"),
        "wind_m_s": (0.0, 60.0, "m/s at 2 m"),
        "sunshine_h": (0.0, 24.0, "hours a day"),
        "solar_mj": (0.0, 50.0, "MJ/m2/day"),
    }
    for name, (least, most, unit) in limits.items():
        values = given[name]
        if values is not None and (values.min() < least or values.max() > most):
            problems.append(
                Problem(f"{name} is outside {least:g} to {most:g}", cure=f"give it in {unit}")
            )
    if problems:
        raise CalculationError(problems)
