"""Reference evapotranspiration of a place, given in the scenario or computed from its normals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from musdesign.demand.radiation import (
    KRS_COAST,
    KRS_INTERIOR,
    MID_MONTH_DAYS,
    extraterrestrial_radiation,
)
from musdesign.demand.reference_et import (
    EtoResult,
    hargreaves,
    monthly_eto,
    saturation_vapour_pressure,
)
from musdesign.demand.values import Months
from musdesign.provenance import Assumption, Origin
from musdesign.scenario.models import Climate, Location
from musdesign.trace import note_method


@dataclass(frozen=True, slots=True)
class Air:
    """Wind at 2 m and the least humidity of the day by month, and how they were come by."""

    wind_m_s: Months
    rh_min_percent: Months
    how: str


def reference_et(location: Location) -> tuple[Months, Air, tuple[Assumption, ...]]:
    """Return reference evapotranspiration by month, the air beside it, and the rules used."""
    climate: Climate = location.climate
    found = monthly_eto(
        location.latitude,
        location.altitude,
        climate.temperature_min,
        climate.temperature_max,
        humidity_pct=climate.humidity,
        dew_point_c=climate.dew_point,
        wind_m_s=climate.wind,
        sunshine_h=climate.sunshine,
        solar_mj=climate.solar,
        krs=KRS_COAST if climate.coastal else KRS_INTERIOR,
    )
    station = Origin(climate.source, "secondary")
    told = tuple(Assumption.of("climate file", note, "-", station) for note in climate.notes)
    air = _air(climate, found)
    if climate.reference_evapotranspiration is not None:
        return np.array(climate.reference_evapotranspiration), air, told
    if climate.method == "hargreaves":
        return _hargreaves(location), air, told
    note_method(
        "reference_evapotranspiration",
        found.eto_mm_day,
        "mm/day",
        "Penman-Monteith for the 15th of each month; " + "; ".join(found.rules),
        source="Allen et al. 1998, FAO Irrigation and Drainage Paper 56",
    )
    origin = Origin("Allen et al. 1998, FAO-56, rules for missing data", "secondary", "1998")
    rules = tuple(Assumption.of("climate: missing data", rule, "-", origin) for rule in found.rules)
    return found.eto_mm_day, air, (*told, *rules)


def _hargreaves(location: Location) -> Months:
    climate = location.climate
    low, high = np.asarray(climate.temperature_min), np.asarray(climate.temperature_max)
    radiation = extraterrestrial_radiation(location.latitude, MID_MONTH_DAYS)
    return note_method(
        "reference_evapotranspiration",
        np.asarray(hargreaves(low, high, radiation), dtype=float),
        "mm/day",
        "Hargreaves from temperature alone, for the 15th of each month",
        source="Allen et al. 1998, FAO Irrigation and Drainage Paper 56, eq. 52",
    )


def _air(climate: Climate, found: EtoResult) -> Air:
    """Return wind and least humidity; the least humidity is that of the warmest hour (eq. 64)."""
    warmest = saturation_vapour_pressure(np.asarray(climate.temperature_max, dtype=float))
    least = np.clip(100.0 * np.asarray(found.vapour_pressure_kpa) / warmest, 0.0, 100.0)
    missing = [
        name
        for name, given in (
            ("wind", climate.wind is not None),
            ("humidity", climate.humidity is not None or climate.dew_point is not None),
        )
        if not given
    ]
    how = f"{' and '.join(missing)} by the rules for missing data" if missing else "as measured"
    return Air(np.asarray(found.wind_m_s, dtype=float), least, how)
