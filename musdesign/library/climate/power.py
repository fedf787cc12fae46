"""Read NASA POWER's point files in JSON: daily, monthly and climatology.

The layout is that of the POWER services version 2 (GeoJSON feature with ``parameters`` for the
units and ``header.fill_value``).  Units depend on the community asked for (radiation is in MJ for
agroclimatology, in kW-hr for renewable energy), so they are read from the file and converted.
Monthly files end each year with a thirteenth value, the annual one.  In monthly and climatology
files ``T2M_MAX`` and ``T2M_MIN`` are the extremes of the month, not the means of daily extremes;
those are ``T2M_MAX_AVG`` and ``T2M_MIN_AVG`` (NASA POWER, Methodology, Data processing).
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from musdesign.library.climate.files import FILLS, Mistakes, read_text
from musdesign.library.climate.model import (
    Array,
    ClimateRecord,
    check_values,
    gap_notes,
    mean_months,
)
from musdesign.library.climate.power_json import (
    MONTH_KEYS,
    Place,
    fill_of,
    parse_json,
    place_of,
    series_of,
    step_of,
    told_of_header,
    units_of,
)
from musdesign.units import MONTH_DAYS

SOURCE = "NASA Langley Research Center, Prediction of Worldwide Energy Resource (POWER) Project"
NEEDED = "T2M_MAX, T2M_MIN, RH2M, WS2M, ALLSKY_SFC_SW_DWN, PRECTOTCORR"
# wind 10 m above grass to 2 m: 4.87 / ln(67.8 * 10 - 5.42), FAO-56 eq. 47
WIND_10M_TO_2M = 4.87 / float(np.log(67.8 * 10.0 - 5.42))

CELSIUS = {"C": (1.0, 0.0), "degC": (1.0, 0.0), "K": (1.0, -273.15), "F": (5 / 9, -160 / 9)}
WIND = {"m/s": (1.0, 0.0)}
PER_CENT = {"%": (1.0, 0.0)}
RAIN_RATE = {"mm/day": (1.0, 0.0), "in/day": (25.4, 0.0)}
# parameter -> variable, accepted units as factor and offset to ours
PARAMETERS: Mapping[str, tuple[str, Mapping[str, tuple[float, float]]]] = {
    "T2M_MAX": ("temperature_max_c", CELSIUS),
    "T2M_MIN": ("temperature_min_c", CELSIUS),
    "T2M_MAX_AVG": ("temperature_max_c", CELSIUS),
    "T2M_MIN_AVG": ("temperature_min_c", CELSIUS),
    "T2M": ("temperature_mean_c", CELSIUS),
    "T2MDEW": ("dew_point_c", CELSIUS),
    "RH2M": ("humidity_percent", PER_CENT),
    "WS2M": ("wind_m_s", WIND),
    "WS10M": ("wind_m_s", {"m/s": (WIND_10M_TO_2M, 0.0)}),
    "ALLSKY_SFC_SW_DWN": (
        "radiation_mj_m2_day",
        {
            "MJ/m^2/day": (1.0, 0.0),
            "kW-hr/m^2/day": (3.6, 0.0),
            "kWh/m^2/day": (3.6, 0.0),
            "W/m^2": (0.0864, 0.0),
        },
    ),
    "PRECTOTCORR": ("rain_mm", RAIN_RATE),
    "PRECTOTCORR_SUM": (
        "rain_mm",
        {"mm": (1.0, 0.0), "mm/month": (1.0, 0.0), "in": (25.4, 0.0), "in/month": (25.4, 0.0)},
    ),
    "PRECTOT": ("rain_mm", RAIN_RATE),
    "PS": ("pressure_kpa", {"kPa": (1.0, 0.0), "hPa": (0.1, 0.0)}),
}
# where several parameters give one variable, the first is taken
PREFERRED = (
    "T2M_MAX_AVG",
    "T2M_MIN_AVG",
    "T2M_MAX",
    "T2M_MIN",
    "WS2M",
    "WS10M",
    "PRECTOTCORR_SUM",
    "PRECTOTCORR",
    "PRECTOT",
)
EXTREMES = ("T2M_MAX", "T2M_MIN")


def read_power(path: Path) -> ClimateRecord:
    """Return the record of a NASA POWER point file in JSON.

    A daily file gives a daily series; a monthly one its years' mean months; a climatology its
    months.  The altitude is the mean of POWER's grid cell, which in hills is not the site's.

    Raises:
        DataError: every mistake of the file.
    """
    text, notes = read_text(path)
    mistakes = Mistakes(str(path))
    data = parse_json(text, str(path))
    series = series_of(data, mistakes)
    mistakes.raise_any()
    step = step_of(series, mistakes)
    units = units_of(data)
    fills = FILLS | {fill_of(data)}
    values: dict[str, dict[str, float]] = {}
    told = list(notes)
    for name in sorted(series, key=_rank):
        if name not in PARAMETERS:
            told.append(f"parameter {name} is not used")
            continue
        if step != "daily" and name in EXTREMES:
            _extreme(name, series, told, mistakes)
            continue
        variable, known = PARAMETERS[name]
        if variable in values:
            told.append(f"parameter {name} is not used: {variable} comes from a better one")
            continue
        scale = _scale(name, units.get(name, ""), known, mistakes)
        if scale is None:
            continue
        _say_conversion(name, units[name], scale, told)
        values[variable] = _converted(name, series[name], fills, scale, mistakes)
        if variable == "rain_mm" and step != "daily" and not name.endswith("_SUM"):
            values[variable] = _month_totals(values[variable])
    mistakes.raise_any()
    if not values:
        mistakes.add(
            "none of its parameters is a climate variable known here", cure=f"ask {NEEDED}"
        )
    mistakes.raise_any()
    place = place_of(data, told, mistakes)
    told += told_of_header(data, step)
    if step == "daily":
        return _daily(path, values, place, told, mistakes)
    return _monthly(path, values, place, told, mistakes)


def _rank(name: str) -> tuple[int, str]:
    return (PREFERRED.index(name) if name in PREFERRED else len(PREFERRED), name)


def _extreme(name: str, series: Mapping[str, Any], told: list[str], mistakes: Mistakes) -> None:
    mean = f"{name}_AVG"
    if mean in series:
        told.append(f"parameter {name} is not used: {mean} is the mean of the days")
        return
    mistakes.add(
        f"{name} of a monthly file is the extreme of the month",
        path=f"properties.parameter.{name}",
        why="evapotranspiration needs the mean of the daily extremes",
        cure=f"ask for {mean}, or download the daily data",
    )


def _scale(
    name: str, unit: str, known: Mapping[str, tuple[float, float]], mistakes: Mistakes
) -> tuple[float, float] | None:
    if unit in known:
        return known[unit]
    mistakes.add(
        f"the unit of {name} is '{unit}'" if unit else f"the unit of {name} is not told",
        path=f"parameters.{name}.units",
        why="units differ between NASA POWER's communities",
        cure=f"{name} is read in {' or '.join(known)}",
    )
    return None


def _say_conversion(name: str, unit: str, scale: tuple[float, float], told: list[str]) -> None:
    if name == "WS10M":
        told.append("wind of 10 m brought to 2 m (FAO-56 eq. 47)")
    elif scale != (1.0, 0.0):
        told.append(f"{name} converted from {unit}")


def _converted(
    name: str,
    values: Mapping[str, Any],
    fills: frozenset[float],
    scale: tuple[float, float],
    mistakes: Mistakes,
) -> dict[str, float]:
    found = {}
    for key, value in values.items():
        if _annual(key):
            continue
        if value is None:
            found[key] = float("nan")
        elif isinstance(value, bool) or not isinstance(value, int | float):
            shown = str(value)[:20]
            mistakes.add(f"'{shown}' is not a number", path=f"properties.parameter.{name}.{key}")
        else:
            number = float(value) if abs(value) < 1e15 else float("inf")
            missing = number in fills or number != number  # noqa: PLR0124  # not a number
            found[key] = float("nan") if missing else number * scale[0] + scale[1]
    return found


def _annual(key: str) -> bool:
    """Tell the annual value, which must not be taken for a month."""
    return key == "ANN" or (len(key) == 6 and key.endswith("13"))


def _month_totals(rates: Mapping[str, float]) -> dict[str, float]:
    """Return totals by month from mean rates by day."""
    return {key: rate * _days(key) for key, rate in rates.items()}


def _days(key: str) -> int:
    if key in MONTH_KEYS:
        return MONTH_DAYS[MONTH_KEYS.index(key)]
    year, month = int(key[:4]), int(key[4:])
    if not (1 <= month <= 12 and year >= 1):
        return 0
    return calendar.monthrange(year, month)[1]


def _daily(
    path: Path,
    values: Mapping[str, Mapping[str, float]],
    place: Place,
    told: list[str],
    mistakes: Mistakes,
) -> ClimateRecord:
    days: dict[str, dt.date] = {}
    for key in sorted({key for found in values.values() for key in found}):
        try:
            days[key] = dt.date(int(key[:4]), int(key[4:6]), int(key[6:]))
        except ValueError:
            mistakes.add(f"{key} is not a day", path="properties.parameter")
    daily = {name: _array(found, list(days)) for name, found in values.items()}
    places: list[tuple[str, int | None]] = [(f"on {day}", None) for day in days.values()]
    mistakes.extend(check_values(daily, places, daily=True))
    mistakes.raise_any()
    dates = np.array(list(days.values()), dtype="datetime64[D]")
    absent = int((dates[-1] - dates[0]).astype(int)) + 1 - dates.size if dates.size else 0
    if absent:
        told.append(f"{absent} days between {dates[0]} and {dates[-1]} are not in the file")
    told += gap_notes(daily, "days")
    return _record(path, place, told, "daily data", dates=dates, daily=daily)


def _monthly(
    path: Path,
    values: Mapping[str, Mapping[str, float]],
    place: Place,
    told: list[str],
    mistakes: Mistakes,
) -> ClimateRecord:
    keys = sorted({key for found in values.values() for key in found})
    if keys and keys[0] not in MONTH_KEYS:
        for key in keys:
            if not 1 <= int(key[4:]) <= 12:
                mistakes.add(f"{key} is not a month", path="properties.parameter")
        mistakes.raise_any()
        years = sorted({key[:4] for key in keys})
        told.append(f"mean of the months of {years[0]} to {years[-1]}, {len(years)} years")
    places: list[tuple[str, int | None]] = [(f"in {key}", None) for key in keys]
    every = {name: _array(found, keys) for name, found in values.items()}
    mistakes.extend(check_values(every, places, daily=False))
    mistakes.raise_any()
    of_month = np.array(
        [MONTH_KEYS.index(key) if key in MONTH_KEYS else int(key[4:]) - 1 for key in keys]
    )
    monthly = {name: mean_months(array, of_month) for name, array in every.items()}
    for name, array in every.items():
        if gaps := int(np.isnan(array).sum()):
            told.append(f"{name}: {gaps} of {array.size} months missing")
    return _record(path, place, told, "monthly data", monthly=monthly)


def _array(found: Mapping[str, float], keys: list[str]) -> Array:
    return np.array([found.get(key, float("nan")) for key in keys], dtype=float)


def _record(
    path: Path,
    place: Place,
    told: list[str],
    what: str,
    **values: Any,
) -> ClimateRecord:
    latitude, longitude, altitude = place
    where = "" if latitude is None else f" at {latitude:g}, {longitude:g}"
    return ClimateRecord(
        source=f"{SOURCE}, {what}{where}",
        station=f"NASA POWER{where}",
        latitude_deg=latitude,
        longitude_deg=longitude,
        altitude_m=altitude,
        notes=tuple(dict.fromkeys(told)),
        file=str(path),
        **values,
    )
