"""A daily record made whole: sorted, without gaps, and plausible, or refused with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from musdesign.errors import DataError, Problem
from musdesign.library.climate.model import Array, ClimateRecord, Dates

Gaps = Literal["refuse", "other_years", "zero"]
GAPS: tuple[str, ...] = ("refuse", "other_years", "zero")
WETTEST_YEAR_MM = 13_000.0
"""More than falls at the wettest places of the Earth in a mean year."""
_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class DailyRecord:
    """Days on end with the variables asked for, (n,) each, and what a reader should know."""

    source: str
    dates: Dates
    values: Mapping[str, Array]
    filled: int = 0
    notes: tuple[str, ...] = ()

    @property
    def years(self) -> float:
        """Return its length in years."""
        return self.dates.size / _YEAR


def whole_record(
    record: ClimateRecord, variables: tuple[str, ...] = ("rain_mm",), gaps: Gaps = "refuse"
) -> DailyRecord:
    """Return days on end of some variables of a record.

    Args:
        record: as a climate file gives it: sorted by date, each day once.
        variables: those that are needed.
        gaps: what is done where a day or a value is missing: ``refuse``, take the same day of the
            ``other_years`` (the next one after it that has it, so that dry and wet days stay), or
            ``zero``, which is for rain alone.

    Raises:
        DataError: no daily values, gaps that may not be filled, rain that cannot be in mm.
    """
    place = Path(record.file).name if record.file else record.source
    if not record.dates.size:
        raise DataError(
            Problem(
                "the file holds no days",
                file=record.file,
                why="twelve months say nothing of single days",
                cure="give a record with a column date, or let the days be generated",
            )
        )
    absent = [name for name in variables if name not in record.daily]
    if absent:
        raise DataError(
            Problem(f"the record has no {', '.join(absent)}", file=record.file, cure="add a column")
        )
    dates = np.arange(record.dates[0], record.dates[-1] + 1)
    at = (record.dates - record.dates[0]).astype(int)
    values: dict[str, Array] = {}
    filled, notes = 0, list(record.notes)
    problems: list[Problem] = []
    for name in variables:
        series = np.full(dates.size, np.nan)
        series[at] = record.daily[name]
        missing = np.flatnonzero(np.isnan(series))
        if missing.size and gaps == "refuse":
            problems.append(_gap_problem(name, dates, missing, record.file))
        elif missing.size:
            _fill(series, dates, missing, gaps)
            left = int(np.isnan(series).sum())
            if left:
                problems.append(
                    Problem(
                        f"{name}: {left} days are missing in every year",
                        file=record.file,
                        cure="give a longer record, or let gaps of rain be taken as dry (zero)",
                    )
                )
            filled += missing.size
            how = "taken as 0" if gaps == "zero" else "taken from the same day of other years"
            notes.append(f"{name}: {missing.size} of {dates.size} days were missing, {how}")
        values[name] = series
    if not problems and "rain_mm" in values:
        problems += _implausible(values["rain_mm"], record.file)
        notes += _remarks(values["rain_mm"])
    if problems:
        raise DataError(problems)
    return DailyRecord(f"{record.source or place}", dates, values, filled, tuple(notes))


def _gap_problem(name: str, dates: Dates, missing: np.ndarray, file: str) -> Problem:
    starts = [i for i in missing if i - 1 not in set(missing)] if missing.size < 5000 else missing
    shown = ", ".join(str(dates[i]) for i in list(starts)[:4])
    more = f" and {len(starts) - 4} more gaps" if len(starts) > 4 else ""
    return Problem(
        f"{name}: {missing.size} of {dates.size} days between {dates[0]} and {dates[-1]} are "
        f"missing, from {shown}{more}",
        file=file,
        why="a tank goes through every day",
        cure="fill them, or take them from other years (other_years) or as dry (zero)",
    )


def _fill(series: Array, dates: Dates, missing: np.ndarray, gaps: Gaps) -> None:
    if gaps == "zero":
        series[missing] = 0.0
        return
    months = dates.astype("datetime64[M]")
    day = (dates - months.astype("datetime64[D]")).astype(int)
    calendar = (months.astype(int) % 12) * 31 + day
    known = ~np.isnan(series)
    holders: dict[int, np.ndarray] = {}
    for i in missing:
        key = int(calendar[i])
        if key not in holders:
            holders[key] = np.flatnonzero(known & (calendar == key))
        found = holders[key]
        if not found.size and key == 31 + 28:  # 29 February: the day before will do
            found = np.flatnonzero(known & (calendar == key - 1))
        if found.size:
            series[i] = series[found[np.searchsorted(found, i) % found.size]]


def _implausible(rain: Array, file: str) -> list[Problem]:
    mean_year = float(rain.mean()) * _YEAR
    if rain.size >= 300 and mean_year > WETTEST_YEAR_MM:
        return [
            Problem(
                f"{mean_year:,.0f} mm of rain in a mean year",
                file=file,
                why="the wettest places have about 12,000 mm",
                cure="the column may be in tenths of a millimetre: divide it by 10",
            )
        ]
    return []


def _remarks(rain: Array) -> list[str]:
    if not rain.any():
        return ["it never rains in this record: every value is 0"]
    told = []
    if rain.size < 365:
        told.append(f"the record has {rain.size} days, less than a year: seasons are not covered")
    elif rain.size < 10 * 365:
        told.append(
            f"the record has {rain.size / _YEAR:.1f} years: dry years may not be among them"
        )
    if rain.size >= 300 and rain.max() < 2.0 and (rain > 0).sum() > 30:
        told.append(
            f"the largest day has {rain.max():g} mm: check that the column is not in cm or inches"
        )
    wet_day = float(rain[rain > 0].mean())
    if wet_day > 60.0:
        told.append(
            f"a day with rain has {wet_day:.0f} mm on average: check that the column is not in "
            "tenths of a millimetre"
        )
    return told
