"""Read a plain table of climate: twelve months, months of several years, or days.

The header names each variable with its unit (``tmin_c``, ``rain (mm)``, ``wind [km/day]``).  Time
is a column ``date`` (2024-01-31), or ``year``, ``month`` and ``day``, or ``month`` and ``day`` of
one year that is not told, or ``month`` alone.  Lines
before the header may tell the station: ``# station: Palmira``, ``# latitude: 3.5``,
``# altitude: 1001``.

Columns are parted by commas, semicolons or tabs.  A decimal comma is read where semicolons or tabs
part the columns, as spreadsheets of that custom write; in a comma-separated file it is refused,
because ``1,5`` may be one number or two.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from musdesign.library.climate.cells import (
    Sheet,
    Site,
    cell_number,
    decimal_comma,
    site_of,
    split_cells,
    whole_number,
)
from musdesign.library.climate.columns import Column, column_of, time_part
from musdesign.library.climate.files import Mistakes, read_text
from musdesign.library.climate.model import (
    Array,
    ClimateRecord,
    Dates,
    check_values,
    gap_notes,
    mean_months,
)
from musdesign.units import MONTH_DAYS, MONTH_NAMES

_SPANISH = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
MONTH_WORDS: Mapping[str, int] = {
    word: number
    for words in (tuple(name.lower() for name in MONTH_NAMES), _SPANISH)
    for number, word in enumerate(words, 1)
}


def read_table(path: Path, *, columns: Mapping[str, str] | None = None) -> ClimateRecord:
    """Return the record of a comma-, semicolon- or tab-separated table.

    Args:
        path: the file.
        columns: what its own headers mean, such as ``{"Tn": "tmin (C)"}``.

    Raises:
        DataError: every mistake of the file (the first twenty, the others counted).
    """
    text, notes = read_text(path)
    mistakes = Mistakes(str(path))
    told = list(notes)
    sheet = split_cells(text, mistakes)
    mistakes.raise_any()
    times, kept = _headers(sheet.header, columns or {}, told, mistakes)
    mistakes.raise_any()
    comma = decimal_comma(sheet, list(kept), mistakes)
    mistakes.raise_any()
    cells = {
        column.name: np.array(
            [cell_number(row[at], comma, line, mistakes) for line, row in sheet.rows]
        )
        * column.factor
        + column.offset
        for at, column in kept.items()
    }
    units = {column.name: column.unit for column in kept.values()}
    place = site_of(sheet.site, mistakes)
    lines = [line for line, _ in sheet.rows]
    if "date" in times or {"month", "day"} <= set(times):
        dates = _dates(sheet, times, mistakes)
        mistakes.raise_any()
        return _daily(path, cells, units, dates, lines, place, told, mistakes)
    return _monthly(
        path, cells, units, _months(sheet, times, mistakes), lines, place, told, mistakes
    )


def _headers(
    header: list[str], columns: Mapping[str, str], told: list[str], mistakes: Mistakes
) -> tuple[dict[str, int], dict[int, Column]]:
    times: dict[str, int] = {}
    kept: dict[int, Column] = {}
    absent = [name for name in columns if name not in header]
    for name in absent:
        mistakes.add(f"there is no column '{name}'", line=1, why="the mapping names it")
    for at, name in enumerate(header):
        meant = columns.get(name, name)
        if part := time_part(meant):
            if part in times:
                mistakes.add(f"two columns tell the {part}", path=f"column '{name}'")
            times[part] = at
            continue
        found = column_of(meant)
        if found is None:
            told.append(f"column '{name}' is not used")
        elif isinstance(found, Column):
            if any(found.name == other.name for other in kept.values()):
                mistakes.add(f"two columns hold {found.name}", path=f"column '{name}'")
            kept[at] = found
        else:
            mistakes.extend([found])
    if not kept and not mistakes.found:
        mistakes.add(
            "no column is a climate variable known here",
            cure="write a header such as 'date,tmin_c,tmax_c,rain_mm'",
        )
    if not times:
        mistakes.add(
            "no column tells the time", cure="add a column date (2024-01-31), or month (1 to 12)"
        )
    elif not ({"date", "month"} & set(times)):
        mistakes.add("no column tells the month", cure="add a column month (1 to 12) or date")
    return times, kept


def _dates(sheet: Sheet, times: Mapping[str, int], mistakes: Mistakes) -> list[dt.date]:
    dates: list[dt.date] = []
    seen: set[dt.date] = set()
    year = "" if "year" in times or "date" in times else _year_of(sheet, times)
    for line, row in sheet.rows:
        try:
            if "date" in times:
                shown = row[times["date"]]
                day = _date(shown)
            else:
                parts = [year or row[times["year"]], row[times["month"]], row[times["day"]]]
                shown = "-".join(parts)
                day = dt.date(*(whole_number(part) for part in parts))
        except ValueError:
            mistakes.add(
                f"'{shown[:30]}' is not a day",
                line=line,
                why="01/02/2024 is two days to two readers",
                cure="write days as 2024-01-31 or 20240131",
            )
            continue
        if day in seen:
            cure = "add a column year, or keep one year" if year else "keep one of the two"
            mistakes.add(f"{day} stands twice", line=line, cure=cure)
        seen.add(day)
        dates.append(day)
    return dates


def _year_of(sheet: Sheet, times: Mapping[str, int]) -> str:
    """Return a year for days told without one: a leap year where there is a 29 February."""
    leap = any(
        whole_number(row[times["month"]]) == 2 and whole_number(row[times["day"]]) == 29
        for _, row in sheet.rows
    )
    return "2000" if leap else "2001"


def _date(text: str) -> dt.date:
    """Read year, month, day; a time of midnight after it is let stand."""
    bare = re.sub(r"[T ]00:00(?::00)?(?:\.0+)?Z?$", "", text)
    if not re.fullmatch(r"\d{4}([-/.]?)\d{1,2}\1\d{1,2}", bare) or (
        bare.isdigit() and len(bare) != 8
    ):
        raise ValueError(text)
    if bare.isdigit():
        return dt.date(int(bare[:4]), int(bare[4:6]), int(bare[6:]))
    return dt.date(*(int(part) for part in re.split(r"[-/.]", bare)))


def _months(sheet: Sheet, times: Mapping[str, int], mistakes: Mistakes) -> list[tuple[int, int]]:
    """Return year (0 where none is told) and month of each row."""
    months: list[tuple[int, int]] = []
    for line, row in sheet.rows:
        cell = row[times["month"]].lower().rstrip(".")
        month = whole_number(cell) or MONTH_WORDS.get(cell[:3], 0)
        year = whole_number(row[times["year"]]) if "year" in times else 0
        if not 1 <= month <= 12:
            mistakes.add(f"'{row[times['month']][:30]}' is not a month", line=line, cure="1 to 12")
        elif (year, month) in months[-24:]:
            mistakes.add(f"{MONTH_NAMES[month - 1]} stands twice", line=line)
        months.append((year, month))
    absent = set(range(1, 13)) - {month for _, month in months}
    if absent and not mistakes.found:
        names = ", ".join(MONTH_NAMES[month - 1] for month in sorted(absent))
        mistakes.add(f"the year is not whole: no {names}", cure="give all twelve months")
    mistakes.raise_any()
    return months


def _daily(
    path: Path, cells: dict[str, Array], units: Mapping[str, str], days: list[dt.date],
    lines: list[int], place: Site, told: list[str], mistakes: Mistakes,
) -> ClimateRecord:  # fmt: skip
    for name, unit in units.items():
        if unit in {"mm/month", "days/month"}:
            mistakes.add(
                f"{name} is in {unit} in a table of days", cure="give the rain of each day in mm"
            )
    places = [(f"on {day}", line) for day, line in zip(days, lines, strict=True)]
    mistakes.extend(check_values(cells, list(places), daily=True))
    mistakes.raise_any()
    dates = np.array(days, dtype="datetime64[D]")
    order = np.argsort(dates, kind="stable")
    dates = dates[order]
    daily = {name: values[order] for name, values in cells.items()}
    absent = int((dates[-1] - dates[0]).astype(int)) + 1 - dates.size
    if absent:
        told.append(f"{absent} days between {dates[0]} and {dates[-1]} are not in the file")
    told += gap_notes(daily, "days")
    return _record(path, place, told, dates=dates, daily=daily)


def _monthly(
    path: Path, cells: dict[str, Array], units: Mapping[str, str], months: list[tuple[int, int]],
    lines: list[int], place: Site, told: list[str], mistakes: Mistakes,
) -> ClimateRecord:  # fmt: skip
    lengths = np.array([_length(year, month) for year, month in months], dtype=float)
    for name, unit in units.items():
        if unit == "mm/day" and name in {"rain_mm", "effective_rain_mm"}:
            cells[name] = cells[name] * lengths
            told.append(f"{name} converted from mm/day")
    places = [
        (f"in {MONTH_NAMES[m - 1]}", line) for (_, m), line in zip(months, lines, strict=True)
    ]
    mistakes.extend(check_values(cells, list(places), daily=False))
    mistakes.raise_any()
    of_month = np.array([month - 1 for _, month in months])
    monthly = {name: mean_months(values, of_month) for name, values in cells.items()}
    years = {year for year, _ in months}
    if len(years) > 1:
        told.append(f"mean of the months of {min(years)} to {max(years)}, {len(years)} years")
    for name, values in cells.items():
        if gaps := int(np.isnan(values).sum()):
            told.append(f"{name}: {gaps} of {values.size} months missing")
    return _record(path, place, told, monthly=monthly)


def _length(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1] if year else MONTH_DAYS[month - 1]


def _record(
    path: Path, place: Site, told: list[str], *, monthly: Mapping[str, Array] | None = None,
    dates: Dates | None = None, daily: Mapping[str, Array] | None = None,
) -> ClimateRecord:  # fmt: skip
    station = place.station or path.stem
    return ClimateRecord(
        source=place.source or f"the user's table {path.name}",
        station=station,
        latitude_deg=place.latitude_deg,
        longitude_deg=place.longitude_deg,
        altitude_m=place.altitude_m,
        monthly=monthly or {},
        dates=np.empty(0, dtype="datetime64[D]") if dates is None else dates,
        daily=daily or {},
        notes=tuple(dict.fromkeys(told)),
        file=str(path),
    )
