"""Crops: coefficients, growth stages, roots and soils of the library, and Kc by climate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from musdesign.demand.values import Values
from musdesign.errors import CalculationError, Problem
from musdesign.library.tables import lookup
from musdesign.provenance import Origin
from musdesign.trace import formula

_FAO56 = "Allen et al. 1998, FAO Irrigation and Drainage Paper 56"
# below this a crop that dries in the field is not adjusted at its end (FAO-56, eq. 65)
_DRYING_KC_END = 0.45
WIND_LIMITS_M_S = (1.0, 6.0)
HUMIDITY_LIMITS_PERCENT = (20.0, 80.0)
HEIGHT_LIMITS_M = (0.1, 10.0)


@dataclass(frozen=True, slots=True)
class Crop:
    """Crop coefficients of FAO-56 Table 12; ``perennial`` crops stand all year.

    ``height_m`` is None, and ``roots`` empty, where the tables give none.
    """

    key: str
    name: str
    kc_ini: float
    kc_mid: float
    kc_end: float
    perennial: bool
    origin: Origin
    height_m: float | None = None
    roots: str = ""


@dataclass(frozen=True, slots=True)
class Stages:
    """Lengths of the four growth stages in days: initial, development, mid-season, late."""

    ini_days: float
    dev_days: float
    mid_days: float
    late_days: float

    @property
    def total_days(self) -> float:
        """Return the length of the season."""
        return self.ini_days + self.dev_days + self.mid_days + self.late_days


@dataclass(frozen=True, slots=True)
class Roots:
    """Depth of the roots and the share of the water they can take before the crop suffers.

    ``shallow_m`` is meant for irrigation, ``deep_m`` for rain-fed crops; ``depletion`` is p at
    5 mm of crop evapotranspiration a day.
    """

    shallow_m: float
    deep_m: float
    depletion: float
    origin: Origin


@dataclass(frozen=True, slots=True)
class SoilKind:
    """Water that a soil holds between field capacity and wilting point, mm in a metre."""

    low_mm_m: float
    high_mm_m: float
    origin: Origin

    @property
    def available_mm_m(self) -> float:
        """Return the middle of the range."""
        return (self.low_mm_m + self.high_mm_m) / 2.0


def crop(key: str) -> Crop:
    """Return a crop of the library.

    Raises:
        DataError: an unknown crop (the message names the nearest), or one whose coefficients were
            not all printed.

    >>> crop("tomato").kc_mid
    1.15
    """
    row = lookup("crops", key)
    return Crop(
        key,
        row.text("name"),
        row.number("kc_ini"),
        row.number("kc_mid"),
        row.number("kc_end"),
        row.text("perennial") == "yes",
        row.origin,
        row.optional("height_m"),
        row.text("roots"),
    )


def stages(key: str) -> tuple[Stages, Origin]:
    """Return the stage lengths of one named regional row, e.g. ``tomato/mediterranean_apr_may``.

    Raises:
        DataError: an unknown row, or one whose lengths depend on frost or cutting.
    """
    row = lookup("crop_stages", key)
    lengths = (row.number(f"{stage}_days") for stage in ("ini", "dev", "mid", "late"))
    return Stages(*lengths), row.origin


def roots(key: str) -> Roots:
    """Return the root depth and depletion share of a row of FAO-56 Table 22.

    Raises:
        DataError: an unknown row.

    >>> roots("tomato").deep_m
    1.5
    """
    row = lookup("root_depths", key)
    return Roots(row.number("shallow_m"), row.number("deep_m"), row.number("depletion"), row.origin)


def soil_kind(key: str) -> SoilKind:
    """Return the available water of a soil by its texture.

    Raises:
        DataError: an unknown soil.

    >>> soil_kind("loam").available_mm_m
    155.0
    """
    row = lookup("soils", key)
    return SoilKind(row.number("low_mm_m"), row.number("high_mm_m"), row.origin)


@formula(
    "Kc",
    "kc_table + (0.04 * (wind_2m_m_s - 2) - 0.004 * (rh_min_percent - 45)) * (height_m / 3) ^ 0.3",
    "-",
    f"{_FAO56}, eq. 62 and 65",
)
def adjusted_kc(
    kc_table: Values, wind_2m_m_s: Values, rh_min_percent: Values, height_m: Values
) -> Values:
    """Return a coefficient of Table 12 at the wind and humidity of the place.

    The table holds for 2 m/s and a least humidity of 45 %.

    >>> round(adjusted_kc(1.20, 1.3, 75.0, 2.0), 2), round(adjusted_kc(1.20, 4.6, 44.0, 2.0), 2)
    (1.07, 1.3)
    """
    climate = 0.04 * (wind_2m_m_s - 2.0) - 0.004 * (rh_min_percent - 45.0)
    return cast("Values", kc_table + climate * (height_m / 3.0) ** 0.3)


def in_climate(
    found: Crop, wind_2m_m_s: Values, rh_min_percent: Values, height_m: float | None = None
) -> tuple[Values, Values, str]:
    """Return mid-season and end coefficients of a crop in a climate, and what was held at a limit.

    Wind, humidity and height are held within the limits for which FAO-56 gives the adjustment; an
    end coefficient below 0.45 stays, since such a crop dries in the field.

    Args:
        found: the crop.
        wind_2m_m_s: mean wind at 2 m over the stage, a number or draws.
        rh_min_percent: mean of the least relative humidity of the days, likewise.
        height_m: height of the crop; the table's where None.

    Raises:
        CalculationError: no height is known, or a climate that cannot be.
    """
    height = found.height_m if height_m is None else height_m
    if height is None:
        raise CalculationError(
            Problem(
                f"'{found.key}' has no height in the table",
                why="the adjustment by climate needs one",
                cure="take a crop of its own row, or leave the adjustment out",
            )
        )
    wind, humidity = np.asarray(wind_2m_m_s, dtype=float), np.asarray(rh_min_percent, dtype=float)
    if not (np.all(wind >= 0) and np.all((humidity >= 0) & (humidity <= 100)) and height > 0):
        raise CalculationError("wind, humidity or height of the crop is out of range")
    held = []
    for name, values, (low, high) in (
        ("wind", wind, WIND_LIMITS_M_S),
        ("least humidity", humidity, HUMIDITY_LIMITS_PERCENT),
        ("height", np.asarray(height), HEIGHT_LIMITS_M),
    ):
        if np.any((values < low) | (values > high)):
            held.append(f"{name} held within {low:g} to {high:g}")
    within = (
        np.clip(wind, *WIND_LIMITS_M_S),
        np.clip(humidity, *HUMIDITY_LIMITS_PERCENT),
        float(np.clip(height, *HEIGHT_LIMITS_M)),
    )
    mid = np.maximum(adjusted_kc(found.kc_mid, *within), 0.0)
    end: Values = found.kc_end
    if found.kc_end >= _DRYING_KC_END:
        end = _plain(np.maximum(adjusted_kc(found.kc_end, *within), 0.0))
    return _plain(mid), end, "; ".join(held)


def _plain(values: Values) -> Values:
    return float(values) if np.ndim(values) == 0 else values
