"""Know a column of a climate table by its header: which variable, in which unit.

``tmin_c``, ``T min (°C)``, ``wind [km/day]``, ``rain_mm`` and ``lluvia (mm)`` are all understood.
A column of a known variable without a unit is refused: a wind of 120 may be km/day or a typing
error.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from musdesign.errors import Problem, did_you_mean

_C = {"c": (1.0, 0.0), "degc": (1.0, 0.0), "celsius": (1.0, 0.0), "f": (5 / 9, -160 / 9),
      "degf": (5 / 9, -160 / 9), "k": (1.0, -273.15)}  # fmt: skip
_PERCENT = {"%": (1.0, 0.0), "percent": (1.0, 0.0), "pct": (1.0, 0.0)}
_MM = {"mm": (1.0, 0.0), "mm/day": (1.0, 0.0), "mm/month": (1.0, 0.0), "in": (25.4, 0.0)}
_KPA = {"kpa": (1.0, 0.0), "hpa": (0.1, 0.0), "mbar": (0.1, 0.0), "mb": (0.1, 0.0)}
_WIND = {"m/s": (1.0, 0.0), "km/day": (1 / 86.4, 0.0), "km/d": (1 / 86.4, 0.0),
         "km/h": (1 / 3.6, 0.0), "knots": (0.514444, 0.0)}  # fmt: skip
_HOURS = {"h": (1.0, 0.0), "hours": (1.0, 0.0), "hour": (1.0, 0.0), "h/day": (1.0, 0.0),
          "horas": (1.0, 0.0), "hours/day": (1.0, 0.0)}  # fmt: skip
_RADIATION = {"mj/m2/day": (1.0, 0.0), "mj/m2/d": (1.0, 0.0), "mj/m2": (1.0, 0.0),
              "w/m2": (0.0864, 0.0), "kwh/m2/day": (3.6, 0.0), "kwh/m2/d": (3.6, 0.0),
              "kwh/m2": (3.6, 0.0), "cal/cm2/day": (0.041868, 0.0),
              "langley": (0.04184, 0.0)}  # fmt: skip
_ETO = {"mm/day": (1.0, 0.0), "mm/d": (1.0, 0.0)}
_DAYS = {"days": (1.0, 0.0), "d": (1.0, 0.0), "dias": (1.0, 0.0), "days/month": (1.0, 0.0)}

# variable -> units as factor and offset to ours, and the names it goes by
KNOWN: Mapping[str, tuple[Mapping[str, tuple[float, float]], tuple[str, ...]]] = {
    "temperature_min_c": (_C, ("temperature_min", "tmin", "t_min", "min_temperature", "min_temp",
                               "minimum_temperature", "temp_min", "tn", "t2m_min",
                               "temperatura_minima", "temp_minima")),
    "temperature_max_c": (_C, ("temperature_max", "tmax", "t_max", "max_temperature", "max_temp",
                               "maximum_temperature", "temp_max", "tx", "t2m_max",
                               "temperatura_maxima", "temp_maxima")),
    "temperature_mean_c": (_C, ("temperature_mean", "tmean", "t_mean", "mean_temperature", "tavg",
                                "temperature", "t2m", "temperatura_media", "temperatura")),
    "humidity_percent": (_PERCENT, ("humidity", "rh", "rh_mean", "rhmean", "relative_humidity",
                                    "mean_humidity", "rh2m", "humedad", "humedad_relativa", "hr")),
    "humidity_min_percent": (_PERCENT, ("humidity_min", "rhmin", "rh_min", "humedad_minima")),
    "humidity_max_percent": (_PERCENT, ("humidity_max", "rhmax", "rh_max", "humedad_maxima")),
    "dew_point_c": (_C, ("dew_point", "tdew", "t_dew", "dewpoint", "t2mdew", "punto_de_rocio")),
    "vapour_pressure_kpa": (_KPA, ("vapour_pressure", "vapor_pressure", "ea",
                                   "presion_de_vapor")),
    "pressure_kpa": (_KPA, ("pressure", "air_pressure", "ps", "presion")),
    "wind_m_s": (_WIND, ("wind", "wind_speed", "wind_2m", "u2", "ws2m", "viento",
                         "velocidad_del_viento")),
    "sunshine_hours": (_HOURS, ("sunshine", "sun", "sunshine_duration", "bright_sunshine",
                                "brillo_solar", "insolacion", "horas_de_sol")),
    "radiation_mj_m2_day": (_RADIATION, ("radiation", "solar_radiation", "solar", "rs", "srad",
                                         "allsky_sfc_sw_dwn", "radiacion", "radiacion_solar")),
    "rain_mm": (_MM, ("rain", "rainfall", "precipitation", "precip", "prcp", "prectotcorr",
                      "lluvia", "precipitacion")),
    "rain_days": (_DAYS, ("rain_days", "wet_days", "rainy_days", "dias_de_lluvia")),
    "effective_rain_mm": (_MM, ("effective_rain", "effective_rainfall", "lluvia_efectiva")),
    "eto_mm_day": (_ETO, ("eto", "et0", "reference_evapotranspiration",
                          "evapotranspiracion_de_referencia")),
}  # fmt: skip
TIME: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "fecha", "datum"),
    "year": ("year", "ano", "yyyy", "yr"),
    "month": ("month", "mes", "mm", "mo"),
    "day": ("day", "dia", "dd", "dy"),
}
_BY_NAME = {name: variable for variable, (_, names) in KNOWN.items() for name in names}
_BY_TIME = {name: part for part, names in TIME.items() for name in names}


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds: a variable with its conversion, or a part of the date."""

    name: str
    factor: float = 1.0
    offset: float = 0.0
    unit: str = ""


def time_part(header: str) -> str:
    """Return date, year, month or day where a header names one, else nothing.

    >>> time_part("Fecha"), time_part("rain_mm")
    ('date', '')
    """
    return _BY_TIME.get(_plain(header).strip("_"), "")


def column_of(header: str) -> Column | Problem | None:
    """Return what a column holds, a problem with its header, or None where it is none of ours.

    >>> column_of("Wind (km/day)").name, round(column_of("wind_km_day").factor * 86.4, 6)
    ('wind_m_s', 1.0)
    >>> column_of("station code") is None
    True
    """
    name, unit = _parted(header)
    variable = _BY_NAME.get(name)
    if variable is None and not unit:
        for cut in range(len(name) - 1, 0, -1):
            if name[cut] == "_" and name[:cut] in _BY_NAME:
                variable, unit = _BY_NAME[name[:cut]], name[cut + 1 :]
                break
    if variable is None:
        return _mistyped(header, name)
    units = KNOWN[variable][0]
    wanted = _unit(unit)
    for known, (factor, offset) in units.items():
        if wanted == _unit(known):
            return Column(variable, factor, offset, known)
    if variable == "rain_days" and not unit:
        return Column(variable, unit="days")
    return Problem(
        f"the unit '{unit}' is not known" if unit else "the column has no unit",
        f"column '{header.strip()}'",
        why=f"it is taken for {variable}",
        cure=f"write '{name} ({next(iter(units))})'; known units: {', '.join(units)}",
    )


def _mistyped(header: str, name: str) -> Problem | None:
    stem = re.sub(r"_(?:c|mm|percent|m_s|h|hours|mj_m2_day|kpa|mm_day)$", "", name)
    if len(stem) < 4:
        return None
    guess = did_you_mean(stem, _BY_NAME)
    if not guess.startswith("did you mean"):
        return None
    near = guess.split("'")[1]
    # a long word nearly right is a typing error; other columns may be anything
    if abs(len(near) - len(stem)) > 2 or near[0] != stem[0] or len(set(near) - set(stem)) > 1:
        return None
    return Problem(
        "the column is not known",
        f"column '{header.strip()}'",
        why="left out unseen, a rule for missing data would stand in",
        cure=guess + ", or drop the column",
    )


def _parted(header: str) -> tuple[str, str]:
    match = re.fullmatch(r"\s*(.*?)\s*[(\[]\s*(.*?)\s*[)\]]\s*", header, re.S)
    return (_plain(match[1]), match[2]) if match else (_plain(header), "")


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.replace("%", " percent "))
    ascii_ = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "_", ascii_.lower()).strip("_")


def _unit(text: str) -> str:
    """Write a unit in one way: ``MJ m-2 d-1``, ``mj_m2_day`` and ``MJ/m²/day`` are one."""
    bare = text.lower().replace("°", "").replace("º", "").replace("²", "2").replace("⁻", "-")
    bare = bare.replace("¹", "1").replace("%", "percent").replace("^", "").replace("kw-hr", "kwh")
    bare = re.sub(r"([a-z])-(\d)", r"\1\2", bare)
    parts = [part for part in re.split(r"[\s/_.*·-]+|(?<=mj)(?=m2)", bare) if part]
    names = {"d": "day", "dia": "day", "d1": "day", "day1": "day", "s1": "s", "hr": "h",
             "deg": "", "month1": "month", "mes": "month", "pct": "percent"}  # fmt: skip
    return "/".join(name for name in (names.get(part, part) for part in parts) if name)
