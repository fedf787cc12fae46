"""Take the climate of a scenario from a station's file beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from musdesign.errors import MusdesignError, Problem
from musdesign.library.climate import ClimateRecord, monthly_normals, read_climate

# key of the scenario, its unit, and the variable of the station's record
_KEYS: Mapping[str, tuple[str, str]] = {
    "rain": ("mm/month", "rain_mm"),
    "rain_days": ("day/month", "rain_days"),
    "temperature_min": ("degC", "temperature_min_c"),
    "temperature_max": ("degC", "temperature_max_c"),
    "humidity": ("%", "humidity_percent"),
    "dew_point": ("degC", "dew_point_c"),
    "wind": ("m/s", "wind_m_s"),
    "sunshine": ("hour/day", "sunshine_hours"),
    "solar": ("MJ/m2/day", "radiation_mj_m2_day"),
    "reference_evapotranspiration": ("mm/day", "eto_mm_day"),
}


def with_station(data: dict[str, Any], folder: Path | None) -> tuple[dict[str, Any], list[Problem]]:
    """Return a scenario's data with what its climate file gives; the user's own values stay.

    The file's normals stand under ``location.climate``; latitude and altitude are taken from the
    station where the location leaves them out.

    Args:
        data: the scenario as plain data.
        folder: where the scenario lies; None where it came as text alone.
    """
    location = data.get("location")
    climate = location.get("climate") if isinstance(location, dict) else None
    name = climate.get("file") if isinstance(climate, dict) else None
    if not isinstance(location, dict) or not isinstance(climate, dict) or not isinstance(name, str):
        return data, []
    if folder is None:
        why = "the scenario came as text, so nothing lies beside it"
        cure = "write the months under location.climate"
        return data, [Problem(f"the climate file '{name}' cannot be opened", why=why, cure=cure)]
    try:
        record = monthly_normals(read_climate(folder / name))
    except MusdesignError as error:
        return data, list(error.problems)
    found = {**_section(record), **climate}
    place = {**_place(record), **location, "climate": found}
    return {**data, "location": place}, []


def _section(record: ClimateRecord) -> dict[str, Any]:
    found: dict[str, Any] = {"source": record.source, "notes": list(record.notes)}
    for key, (unit, name) in _KEYS.items():
        values = record.monthly.get(name)
        if values is not None and np.all(np.isfinite(values)):
            found[key] = {"monthly": [float(value) for value in values], "unit": unit}
    return found


def _place(record: ClimateRecord) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if record.latitude_deg is not None:
        found["latitude"] = record.latitude_deg
    if record.altitude_m is not None:
        found["altitude"] = f"{record.altitude_m:g} m"
    return found
