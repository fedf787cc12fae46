"""Open a NASA POWER file in JSON: values by date, units, place, what its header tells."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from musdesign.errors import DataError, Problem
from musdesign.library.climate.files import Mistakes
from musdesign.units import MONTH_NAMES

MONTH_KEYS = tuple(name.upper() for name in MONTH_NAMES)

Place = tuple[float | None, float | None, float | None]


def parse_json(text: str, file: str) -> Any:
    """Return the data of a JSON text.

    Raises:
        DataError: it is cut off or no JSON, or a key stands twice.
    """
    repeated: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            repeated.append(next(key for key in keys if keys.count(key) > 1))
        return found

    try:
        data = json.loads(text, object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise DataError(
            Problem(
                "the file is not complete JSON",
                file=file,
                line=line,
                why=error.msg.lower() if isinstance(error, json.JSONDecodeError) else "",
                cure="download it again from NASA POWER, format JSON",
            )
        ) from None
    if repeated:
        raise DataError(Problem(f"the key '{repeated[0]}' stands twice", file=file))
    return data


def series_of(data: Any, mistakes: Mistakes) -> dict[str, dict[str, Any]]:
    """Return the values by date of each parameter of a point."""
    if not isinstance(data, dict):
        data = {}
    messages, features = data.get("messages"), data.get("features")
    if isinstance(messages, list) and messages and "properties" not in data:
        said = "; ".join(str(item)[:200] for item in messages[:3])
        mistakes.add("NASA POWER refused the request", why=said, cure="mend it and ask again")
        return {}
    if isinstance(features, list):
        mistakes.add(
            f"the file holds {len(features)} grid cells",
            path="features",
            why="one station or point is needed",
            cure="ask NASA POWER for a single point",
        )
        return {}
    properties = data.get("properties")
    series = properties.get("parameter") if isinstance(properties, dict) else None
    if not isinstance(series, dict) or not series:
        mistakes.add(
            "the file has no properties.parameter",
            why="NASA POWER writes its values there",
            cure="download a point from NASA POWER, format JSON",
        )
        return {}
    for name, values in series.items():
        if not isinstance(values, dict) or not values:
            mistakes.add("no values by date", path=f"properties.parameter.{name}")
    return series


def step_of(series: Mapping[str, Mapping[str, Any]], mistakes: Mistakes) -> str:
    """Return how far apart the values are, told by their keys."""
    kinds = {_kind(key) for values in series.values() for key in values}
    if len(kinds) == 1 and (kind := kinds.pop()):
        return kind
    mistakes.add(
        "the keys of the values are neither days, months nor a climatology",
        path="properties.parameter",
        why="expected 20240131, 202401 or JAN",
        cure="download the daily, monthly or climatology data of a point",
    )
    mistakes.raise_any()
    return ""


def _kind(key: str) -> str:
    if key in MONTH_KEYS or key == "ANN":
        return "climatology"
    if key.isascii() and key.isdigit():
        return {8: "daily", 6: "monthly"}.get(len(key), "")
    return ""


def units_of(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the unit of each parameter that tells one."""
    told = data.get("parameters")
    if not isinstance(told, dict):
        return {}
    return {
        name: str(item["units"])
        for name, item in told.items()
        if isinstance(item, dict) and "units" in item
    }


def fill_of(data: Mapping[str, Any]) -> float:
    """Return what the file writes for a missing value."""
    header = data.get("header")
    fill = header.get("fill_value") if isinstance(header, dict) else None
    return float(fill) if isinstance(fill, int | float) else -999.0


def place_of(data: Mapping[str, Any], told: list[str], mistakes: Mistakes) -> Place:
    """Return latitude, longitude and altitude of the point."""
    geometry = data.get("geometry")
    found = geometry.get("coordinates") if isinstance(geometry, dict) else None
    numbers = [
        float(item)
        for item in (found if isinstance(found, list) else [])
        if isinstance(item, int | float) and not isinstance(item, bool)
    ]
    if len(numbers) not in {2, 3}:
        told.append("the file tells no coordinates")
        return None, None, None
    longitude, latitude = numbers[:2]
    if not (-90.0 <= latitude <= 90.0 and -180.0 <= longitude <= 360.0):
        mistakes.add(
            f"longitude {longitude:g} and latitude {latitude:g} do not exist",
            path="geometry.coordinates",
        )
    altitude = numbers[2] if len(numbers) == 3 and numbers[2] > -900.0 else None
    if altitude is not None:
        told.append(f"altitude {altitude:g} m is the mean of POWER's grid cell, not the site's")
    return latitude, longitude, altitude


def told_of_header(data: Mapping[str, Any], step: str) -> list[str]:
    """Return what the header tells that a reader of a result should know."""
    header = data.get("header")
    if not isinstance(header, dict):
        return []
    told = []
    if step == "daily" and str(header.get("time_standard", "LST")).upper() == "UTC":
        told.append("days are of universal time, not local: ask for LST")
    if step == "climatology" and isinstance(header.get("range"), str):
        told.append(f"climatology of {header['range'][:120]}")
    return told
