"""Reference evapotranspiration of a place, given in the scenario or computed from its normals."""

from __future__ import annotations

import numpy as np

from musdesign.demand.radiation import KRS_COAST, KRS_INTERIOR
from musdesign.demand.reference_et import monthly_eto
from musdesign.demand.values import Months
from musdesign.provenance import Assumption, Origin
from musdesign.scenario.models import Climate, Location
from musdesign.trace import note_method


def reference_et(location: Location) -> tuple[Months, tuple[Assumption, ...]]:
    """Return reference evapotranspiration by month, given or computed, with the rules used."""
    climate: Climate = location.climate
    station = Origin(climate.source, "primary")
    told = tuple(Assumption.of("climate file", note, "-", station) for note in climate.notes)
    if climate.reference_evapotranspiration is not None:
        return np.array(climate.reference_evapotranspiration), told
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
    note_method(
        "reference_evapotranspiration",
        found.eto_mm_day,
        "mm/day",
        "Penman-Monteith for the 15th of each month; " + "; ".join(found.rules),
        source="Allen et al. 1998, FAO Irrigation and Drainage Paper 56",
    )
    origin = Origin("Allen et al. 1998, FAO-56, rules for missing data", "secondary", "1998")
    rules = tuple(Assumption.of("climate: missing data", rule, "-", origin) for rule in found.rules)
    return found.eto_mm_day, (*told, *rules)
