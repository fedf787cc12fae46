"""Pressure, humidity and wind for reference evapotranspiration, as FAO-56 has them.

Equation numbers are those of Allen, Pereira, Raes and Smith, 1998, FAO Irrigation and Drainage
Paper 56.  Pressures are in kPa, temperatures in degrees Celsius; every function takes floats or
arrays that broadcast.
"""

from __future__ import annotations

from typing import cast

import numpy as np

from musdesign.demand.radiation import FAO56
from musdesign.demand.values import Values
from musdesign.trace import formula


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


def vapour_pressure_from_rh_max(tmin_c: Values, rh_max_pct: Values) -> Values:
    """Return the actual vapour pressure in kPa from the highest humidity of the day (eq. 18).

    For instruments that read low humidity badly.
    """
    return saturation_vapour_pressure(tmin_c) * rh_max_pct / 100.0


def wind_at_2m(wind_m_s: Values, height_m: Values) -> Values:
    """Return the wind at 2 m from that at another height, u2 = uz 4.87/ln(67.8 z - 5.42) (eq. 47).

    >>> print(round(float(wind_at_2m(3.2, 10.0)), 1))  # FAO-56, example 14
    2.4
    """
    return cast("Values", wind_m_s * 4.87 / np.log(67.8 * height_m - 5.42))
