"""Radiation for reference evapotranspiration, as FAO-56 has it, daily or monthly means.

Equation numbers are those of Allen, Pereira, Raes and Smith, 1998, Crop evapotranspiration,
FAO Irrigation and Drainage Paper 56.  All fluxes are in MJ/m2/day; every function takes floats or
arrays that broadcast.
"""

from __future__ import annotations

from typing import cast

import numpy as np

from musdesign.demand.values import Values
from musdesign.trace import formula

FAO56 = "Allen et al. 1998, FAO Irrigation and Drainage Paper 56"
SOLAR_CONSTANT_MJ_M2_MIN = 0.0820
# FAO-56 prints 4.903e-9 MJ/K4/m2/day (eq. 39); ASCE 2005 rounds to 4.901e-9
STEFAN_BOLTZMANN_FAO56 = 4.903e-9
STEFAN_BOLTZMANN_ASCE = 4.901e-9
STEFAN_BOLTZMANN_MJ_K4_M2_DAY = STEFAN_BOLTZMANN_FAO56
# the 15th of each month, the day FAO-56's monthly examples use
MID_MONTH_DAYS = np.array([15, 46, 74, 105, 135, 166, 196, 227, 258, 288, 319, 349], dtype=float)
KRS_INTERIOR = 0.16
KRS_COAST = 0.19


def solar_declination(day_of_year: Values) -> Values:
    """Return the solar declination in rad (eq. 24)."""
    return cast("Values", 0.409 * np.sin(2.0 * np.pi * day_of_year / 365.0 - 1.39))


def sunset_hour_angle(latitude_deg: Values, day_of_year: Values) -> Values:
    """Return the sunset hour angle in rad (eq. 25); 0 in polar night, pi under midnight sun."""
    tangents = np.tan(np.radians(latitude_deg)) * np.tan(solar_declination(day_of_year))
    return cast("Values", np.arccos(np.clip(-tangents, -1.0, 1.0)))


def extraterrestrial_radiation(latitude_deg: Values, day_of_year: Values) -> Values:
    """Return the daily radiation at the top of the atmosphere, Ra (eq. 21, 23).

    Args:
        latitude_deg: decimal degrees, south negative.
        day_of_year: 1 to 366.

    >>> print(round(float(extraterrestrial_radiation(-20.0, 246)), 1))  # FAO-56, example 8
    32.2
    """
    latitude = np.radians(latitude_deg)
    declination = solar_declination(day_of_year)
    angle = sunset_hour_angle(latitude_deg, day_of_year)
    distance = 1.0 + 0.033 * np.cos(2.0 * np.pi * day_of_year / 365.0)
    path = angle * np.sin(latitude) * np.sin(declination)
    path = path + np.cos(latitude) * np.cos(declination) * np.sin(angle)
    return cast("Values", 24.0 * 60.0 / np.pi * SOLAR_CONSTANT_MJ_M2_MIN * distance * path)


def daylight_hours(latitude_deg: Values, day_of_year: Values) -> Values:
    """Return the longest possible sunshine, N = 24/pi times the sunset hour angle (eq. 34)."""
    return 24.0 / np.pi * sunset_hour_angle(latitude_deg, day_of_year)


def solar_from_sunshine(
    ra_mj: Values, sunshine_h: Values, daylight_h: Values, a: float = 0.25, b: float = 0.50
) -> Values:
    """Return solar radiation from hours of sunshine, Rs = (a + b n/N) Ra (eq. 35, Angstrom).

    The default coefficients are FAO-56's where none were calibrated.  More sunshine than daylight
    (rounded records) counts as a clear day.
    """
    share = np.divide(
        np.asarray(sunshine_h, dtype=float),
        daylight_h,
        out=np.zeros(np.broadcast(sunshine_h, daylight_h).shape),
        where=np.asarray(daylight_h) > 0,
    )
    return cast("Values", (a + b * np.clip(share, 0.0, 1.0)) * ra_mj)


@formula("Rs", "krs * sqrt(tmax_c - tmin_c) * ra_mj", "MJ/m2/day", f"{FAO56}, eq. 50")
def solar_from_temperature(
    ra_mj: Values, tmax_c: Values, tmin_c: Values, krs: Values = KRS_INTERIOR
) -> Values:
    """Return solar radiation from the daily temperature range (eq. 50, Hargreaves).

    ``krs`` is 0.16 in the interior and 0.19 near a coast (FAO-56 chapter 3).
    """
    return cast("Values", krs * np.sqrt(tmax_c - tmin_c) * ra_mj)


@formula("Rso", "(0.75 + 0.00002 * altitude_m) * ra_mj", "MJ/m2/day", f"{FAO56}, eq. 37")
def clear_sky_radiation(ra_mj: Values, altitude_m: Values) -> Values:
    """Return the solar radiation of a cloudless day, Rso (eq. 37)."""
    return (0.75 + 2e-5 * altitude_m) * ra_mj


def net_longwave(
    tmax_c: Values,
    tmin_c: Values,
    ea_kpa: Values,
    rs_mj: Values,
    rso_mj: Values,
    *,
    stefan_boltzmann_mj_k4: float = STEFAN_BOLTZMANN_FAO56,
) -> Values:
    """Return the net outgoing long-wave radiation, Rnl (eq. 39; Rs/Rso at most 1).

    FAO-56 rounds the constant of Stefan and Boltzmann to 4.903e-9 MJ/K4/m2/day, ASCE's standard
    of 2005 to 4.901e-9: a part in 2,450, worth up to 0.0013 mm/day of evapotranspiration under
    dry, clear, warm skies.

    >>> print(round(float(net_longwave(25.1, 19.1, 2.1, 14.5, 18.8)), 1))  # FAO-56, example 11
    3.5
    """
    clear = np.divide(
        np.asarray(rs_mj, dtype=float),
        rso_mj,
        out=np.ones(np.broadcast(rs_mj, rso_mj).shape),
        where=np.asarray(rso_mj) > 0,
    )
    cloud = 1.35 * np.minimum(clear, 1.0) - 0.35
    body = 0.5 * ((tmax_c + 273.16) ** 4 + (tmin_c + 273.16) ** 4)
    humid = 0.34 - 0.14 * np.sqrt(ea_kpa)
    return cast("Values", stefan_boltzmann_mj_k4 * body * humid * cloud)


@formula("Rn", "0.77 * rs_mj - rnl_mj", "MJ/m2/day", f"{FAO56}, eq. 38 and 40")
def net_radiation(rs_mj: Values, rnl_mj: Values) -> Values:
    """Return the net radiation of grass (albedo 0.23), Rn = 0.77 Rs - Rnl (eq. 38, 40)."""
    return 0.77 * rs_mj - rnl_mj
