"""Write small climate files for tests: the layouts are real, the numbers invented."""

from __future__ import annotations

import calendar
import datetime as dt
import json
from pathlib import Path
from typing import Any

# an invented highland station; columns as in CLIMWAT 2.0: highest and lowest temperature (degC),
# humidity (%), wind (km/day), sunshine (h), radiation (MJ/m2/day), reference ET (mm/day)
PEN_MONTHS = """\
      24.1      11.2      71.0     112.3      5.90     17.64      3.51
      24.6      11.6      70.0     121.0      5.80     18.11      3.74
      24.4      12.0      74.0     103.7      5.20     17.70      3.53
      23.6      12.3      79.0      86.4      4.60     16.43      3.12
      23.0      12.0      81.0      86.4      4.50     15.61      2.90
      22.6      11.1      79.0      95.0      5.00     15.87      2.93
      22.7      10.5      75.0     112.3      5.60     16.85      3.19
      23.3      10.6      72.0     121.0      5.50     17.24      3.39
      23.5      10.9      73.0     112.3      5.00     16.92      3.35
      23.1      11.4      78.0      95.0      4.70     16.26      3.09
      22.9      11.6      80.0      86.4      4.90     16.05      2.96
      23.3      11.4      76.0      95.0      5.60     16.85      3.19
"""
RAIN = (61.0, 74.0, 118.0, 167.0, 152.0, 80.0, 44.0, 52.0, 96.0, 171.0, 148.0, 82.0)
PEN_HEADER = '"Location 1","ALTO VERDE",1850,2.45,"N.L.",-76.6," 01"\n'
MONTHS_ETO = [line.split()[6] for line in PEN_MONTHS.splitlines()]


def cli_text(eto: list[str] | None = None) -> str:
    """Return a ``.cli``: ET, rain and effective rain, parted by blanks and tabs."""
    rows = zip(eto or MONTHS_ETO, RAIN, strict=True)
    months = "".join(f"{e:>10}\t{rain:10.2f}\t{0.8 * rain:10.2f}\n" for e, rain in rows)
    return '"ALTO VERDE",""," 4",0,0,0,0,0,0,0\n' + months


def write_pair(folder: Path, pen: str | None = None, cli: str | None = None) -> Path:
    """Write a CLIMWAT pair and return the path of the ``.cli``."""
    (folder / "ALTO.pen").write_text(PEN_HEADER + PEN_MONTHS if pen is None else pen)
    (folder / "ALTO.cli").write_text(cli_text() if cli is None else cli)
    return folder / "ALTO.cli"


def power(
    values: dict[str, dict[str, Any]], units: dict[str, str], **header: Any
) -> dict[str, Any]:
    """Return a NASA POWER point in the layout of version 2 of its services."""
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [-76.6, 2.45, 1632.4]},
        "properties": {"parameter": values},
        "header": {
            "title": "NASA/POWER Source Native Resolution Daily Data",
            "api": {"version": "v2.9.7", "name": "POWER Daily API"},
            "sources": ["SYN1DEG", "MERRA2"],
            "fill_value": -999.0,
            "time_standard": "LST",
            **header,
        },
        "messages": [],
        "parameters": {
            name: {"units": unit, "longname": f"longname of {name}"} for name, unit in units.items()
        },
        "times": {"data": 0.4, "process": 0.02},
    }


DAILY_UNITS = {
    "T2M_MAX": "C",
    "T2M_MIN": "C",
    "RH2M": "%",
    "WS2M": "m/s",
    "ALLSKY_SFC_SW_DWN": "MJ/m^2/day",
    "PRECTOTCORR": "mm/day",
}


def daily_power(first: dt.date, days: int) -> dict[str, Any]:
    """Return a daily POWER file with plain values."""
    keys = [(first + dt.timedelta(days=i)).strftime("%Y%m%d") for i in range(days)]
    plain = {
        "T2M_MAX": 24.0,
        "T2M_MIN": 12.0,
        "RH2M": 75.0,
        "WS2M": 1.2,
        "ALLSKY_SFC_SW_DWN": 17.0,
        "PRECTOTCORR": 3.0,
    }
    values = {name: dict.fromkeys(keys, value) for name, value in plain.items()}
    return power(values, DAILY_UNITS)


def month_keys(first_year: int, years: int) -> list[str]:
    """Return POWER's monthly keys, each year with its thirteenth for the annual value."""
    return [
        f"{year}{month:02d}" for year in range(first_year, first_year + years)
        for month in range(1, 14)
    ]  # fmt: skip


def days_in(key: str) -> int:
    """Return the days of a POWER month."""
    return calendar.monthrange(int(key[:4]), int(key[4:]))[1]


def write_json(folder: Path, data: Any, name: str = "power.json") -> Path:
    """Write a JSON file and return its path."""
    path = folder / name
    path.write_text(json.dumps(data))
    return path
