"""Make monthly normals and whole years of a daily series."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from musdesign.errors import DataError, Problem, did_you_mean
from musdesign.library.climate.model import VARIABLES, Array, ClimateRecord
from musdesign.units import MONTH_NAMES

# a month with more gaps has no mean: 10 days in all, 4 in a row; a total may miss no day.  After
# WMO's guidelines on climate normals (WMO-No. 1203, 2017); their text was not read
MOST_MISSING_DAYS = 10
MOST_MISSING_IN_A_ROW = 4
# without these no design is possible, so a month without them is refused and not left out
NEEDED = ("temperature_min_c", "temperature_max_c", "rain_mm")


@dataclass(frozen=True, slots=True)
class DailyYears:
    """Whole years of 365 days: ``values`` holds (years, 365) arrays by variable."""

    years: tuple[int, ...]
    values: Mapping[str, Array]
    notes: tuple[str, ...] = ()


def monthly_normals(record: ClimateRecord) -> ClimateRecord:
    """Return the record with the normals of its daily series as ``monthly``.

    Each month of each year is averaged (totals are summed), then the years are averaged, so that a
    year with gaps weighs like the others.  A month of a year with more than 10 days missing, or
    more than 4 in a row, has no mean; a total needs every day.  A variable that lacks a month
    altogether is left out and said; temperature and rain are needed.  A record without a daily
    series is returned as it is.

    Raises:
        DataError: temperature or rain lacks a month.

    >>> dates = np.arange("2023-01-01", "2025-01-01", dtype="datetime64[D]")
    >>> rain = ClimateRecord("x", dates=dates, daily={"rain_mm": np.ones(dates.size)})
    >>> print(monthly_normals(rain).monthly["rain_mm"][:3])  # 28 and 29 days of February
    [31.  28.5 31. ]
    """
    if not record.dates.size:
        return record
    months = record.dates.astype("datetime64[M]")
    first = months.min()
    steps = (months - first).astype(int)
    every = first + np.arange(steps.max() + 1)
    of_year = every.astype(int) % 12
    lengths = ((every + 1).astype("datetime64[D]") - every.astype("datetime64[D]")).astype(int)
    notes = list(record.notes)
    normals: dict[str, Array] = {}
    problems: list[Problem] = []
    for name, values in record.daily.items():
        by_month = _by_month(record, values, steps, lengths, total=VARIABLES[name].total)
        usable = ~np.isnan(by_month)
        years = np.bincount(of_year[usable], minlength=12)
        lacking = [MONTH_NAMES[i] for i in np.flatnonzero(years == 0)]
        if lacking:
            why = f"{name} has no {', '.join(lacking)} with enough days"
            if name in NEEDED:
                problems.append(
                    Problem(why, file=record.file, cure="give a longer series, or monthly normals")
                )
            notes.append(f"{why}: left out of the normals")
            continue
        sums = np.bincount(of_year[usable], weights=by_month[usable], minlength=12)
        normals[name] = sums / years
        if (dropped := int((~usable).sum())) > 0:
            notes.append(
                f"{name}: {dropped} of {usable.size} months have too few days and do not count"
            )
    if problems:
        raise DataError(problems)
    notes.append(f"normals of {record.dates[0]} to {record.dates[-1]}")
    return replace(record, monthly={**record.monthly, **normals}, notes=tuple(notes))


def daily_years(record: ClimateRecord, names: Iterable[str]) -> DailyYears:
    """Return the whole calendar years of some variables as rows of 365 days.

    A year in which a variable lacks a day is left out and said.  29 February is dropped; its
    rain goes to the 28th, so that the year keeps its total.

    Raises:
        DataError: a variable is not in the daily series, or no year is whole.
    """
    wanted = tuple(dict.fromkeys(names))
    absent = [name for name in wanted if name not in record.daily]
    if absent or not wanted:
        raise DataError(
            Problem(f"no daily {name}", file=record.file, cure=did_you_mean(name, record.daily))
            for name in absent or ("series",)
        )
    years = record.dates.astype("datetime64[Y]").astype(int) + 1970
    notes: list[str] = []
    kept: list[int] = []
    rows: dict[str, list[Array]] = {name: [] for name in wanted}
    for year in np.unique(years):
        start = np.datetime64(f"{year:04d}-01-01", "D")
        length = int((np.datetime64(f"{year + 1:04d}-01-01", "D") - start).astype(int))
        inside = years == year
        day = (record.dates[inside] - start).astype(int)
        filled = {}
        for name in wanted:
            values = np.full(length, np.nan)
            values[day] = record.daily[name][inside]
            filled[name] = values
        short = {name: int(np.isnan(values).sum()) for name, values in filled.items()}
        if any(short.values()):
            worst = max(short, key=lambda name: short[name])
            notes.append(f"{year} is left out: {worst} lacks {short[worst]} of {length} days")
            continue
        kept.append(int(year))
        for name, values in filled.items():
            rows[name].append(_without_leap_day(values, total=VARIABLES[name].total))
    if not kept:
        raise DataError(
            Problem(
                "no calendar year is whole",
                file=record.file,
                why="; ".join(notes[:3]),
                cure="give at least one year without gaps, from 1 January to 31 December",
            )
        )
    if any(_leap(year) for year in kept):
        notes.append("29 February is dropped; totals of that day go to the 28th")
    return DailyYears(tuple(kept), {name: np.array(rows[name]) for name in wanted}, tuple(notes))


def _by_month(
    record: ClimateRecord, values: Array, steps: Array, lengths: Array, *, total: bool
) -> Array:
    """Return the mean or total of each month of the series, not a number where gaps forbid."""
    size = lengths.size
    known = ~np.isnan(values)
    count = np.bincount(steps[known], minlength=size)
    sums = np.bincount(steps[known], weights=values[known], minlength=size)
    if total:
        return np.where(count == lengths, sums, np.nan)
    present = np.zeros((size, 31), dtype=bool)
    day = (record.dates - record.dates.astype("datetime64[M]").astype("datetime64[D]")).astype(int)
    present[steps[known], day[known]] = True
    run = np.zeros(size, dtype=int)
    longest = np.zeros(size, dtype=int)
    for i in range(31):
        run = np.where(present[:, i] | (i >= lengths), 0, run + 1)
        longest = np.maximum(longest, run)
    enough = (lengths - count <= MOST_MISSING_DAYS) & (longest <= MOST_MISSING_IN_A_ROW)
    usable = enough & (count > 0)
    return np.asarray(np.divide(sums, count, out=np.full(size, np.nan), where=usable))


def _without_leap_day(values: Array, *, total: bool) -> Array:
    if values.size == 365:
        return values
    kept = np.delete(values, 59)
    if total:
        kept[58] += values[59]
    return kept


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
