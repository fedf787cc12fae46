"""Reference evapotranspiration of a climate record: by day, or by month of a mean year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from musdesign.demand import radiation as rad
from musdesign.demand.reference_et import EtoResult, eto_from_weather, monthly_eto
from musdesign.demand.values import Values
from musdesign.errors import CalculationError, Problem
from musdesign.library.climate import ClimateRecord

# what the monthly method can use beside temperature
BY_MONTH = (
    "humidity_percent",
    "dew_point_c",
    "vapour_pressure_kpa",
    "wind_m_s",
    "sunshine_hours",
    "radiation_mj_m2_day",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the record stands, with what the user's scenario says in its stead."""

    latitude_deg: float
    altitude_m: float


def place_of(
    record: ClimateRecord, latitude_deg: float | None = None, altitude_m: float | None = None
) -> Place:
    """Return latitude and altitude, the caller's before the file's.

    Raises:
        CalculationError: neither tells one of them.
    """
    latitude = record.latitude_deg if latitude_deg is None else latitude_deg
    altitude = record.altitude_m if altitude_m is None else altitude_m
    if latitude is None or altitude is None:
        lacking = [
            name
            for name, value in (("latitude", latitude), ("altitude", altitude))
            if value is None
        ]
        raise CalculationError(
            Problem(
                f"no {name} for the evapotranspiration of {record.station or 'the station'}",
                file=record.file,
                cure=f"give the {name} of the place in the scenario",
            )
            for name in lacking
        )
    return Place(latitude, altitude)


def daily_eto_of(
    record: ClimateRecord,
    *,
    latitude_deg: float | None = None,
    altitude_m: float | None = None,
    krs: float = rad.KRS_INTERIOR,
    dew_below_minimum_c: float = 0.0,
) -> EtoResult:
    """Return the evapotranspiration of each date of a record's daily series, mm/day (FAO-56).

    Raises:
        CalculationError: no daily temperatures, no place, or values that cannot be.
    """
    place = place_of(record, latitude_deg, altitude_m)
    low, high = _temperatures(record, record.daily, "daily")
    daily = record.daily.get
    return eto_from_weather(
        place.latitude_deg, place.altitude_m, record.day_of_year, low, high,
        humidity_pct=daily("humidity_percent"), humidity_min_pct=daily("humidity_min_percent"),
        humidity_max_pct=daily("humidity_max_percent"), dew_point_c=daily("dew_point_c"),
        vapour_pressure_kpa=daily("vapour_pressure_kpa"), wind_m_s=daily("wind_m_s"),
        sunshine_h=daily("sunshine_hours"), solar_mj=daily("radiation_mj_m2_day"),
        krs=krs, dew_below_minimum_c=dew_below_minimum_c,
    )  # fmt: skip


def monthly_eto_of(
    record: ClimateRecord,
    *,
    latitude_deg: float | None = None,
    altitude_m: float | None = None,
    krs: float = rad.KRS_INTERIOR,
    dew_below_minimum_c: float = 0.0,
) -> EtoResult:
    """Return the evapotranspiration of the twelve months of a record, mm/day (FAO-56).

    A variable that lacks a month is left to the rules for missing data in every month, and
    ``rules`` says so.  What the file itself gives as ``eto_mm_day`` is not looked at.

    Raises:
        CalculationError: no monthly temperatures, no place, or values that cannot be.
    """
    place = place_of(record, latitude_deg, altitude_m)
    low, high = _temperatures(record, record.monthly, "monthly")
    whole: dict[str, Values] = {}
    gaps = []
    for name in BY_MONTH:
        values = record.monthly.get(name)
        if values is None:
            continue
        if lacking := int(np.isnan(values).sum()):
            gaps.append(f"{name} lacks {lacking} months and is not used")
        else:
            whole[name] = values
    found = monthly_eto(
        place.latitude_deg, place.altitude_m, low, high,
        humidity_pct=whole.get("humidity_percent"), dew_point_c=whole.get("dew_point_c"),
        vapour_pressure_kpa=whole.get("vapour_pressure_kpa"), wind_m_s=whole.get("wind_m_s"),
        sunshine_h=whole.get("sunshine_hours"), solar_mj=whole.get("radiation_mj_m2_day"),
        krs=krs, dew_below_minimum_c=dew_below_minimum_c,
    )  # fmt: skip
    return EtoResult(
        found.eto_mm_day,
        (*gaps, *found.rules),
        found.solar_mj_m2_day,
        found.vapour_pressure_kpa,
        found.wind_m_s,
    )


def _temperatures(
    record: ClimateRecord, values: Mapping[str, Values], step: str
) -> tuple[Values, Values]:
    wanted = ("temperature_min_c", "temperature_max_c")
    absent = [name for name in wanted if name not in values]
    if absent:
        raise CalculationError(
            Problem(
                f"the record has no {step} {' and no '.join(absent)}",
                file=record.file,
                why="evapotranspiration is computed from both",
                cure="add the columns, or give reference_evapotranspiration",
            )
        )
    return values[wanted[0]], values[wanted[1]]
