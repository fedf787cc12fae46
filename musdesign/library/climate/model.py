"""What every climate file becomes: one record, each variable with its unit in its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from musdesign.errors import Problem

Array = NDArray[np.float64]
Dates = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Variable:
    """What a variable is, and between what it may lie by the month and by the day."""

    text: str
    least: float
    most_month: float
    most_day: float
    total: bool = False
    """A total of the month or day, not a mean."""


# bounds no station on Earth passes: a value beyond them is in another unit, or mistyped
VARIABLES: Mapping[str, Variable] = MappingProxyType(
    {
        "temperature_min_c": Variable("lowest temperature of the day", -80.0, 45.0, 50.0),
        "temperature_max_c": Variable("highest temperature of the day", -75.0, 55.0, 60.0),
        "temperature_mean_c": Variable("mean temperature", -80.0, 50.0, 55.0),
        "humidity_percent": Variable("mean relative humidity", 0.0, 100.0, 100.0),
        "humidity_min_percent": Variable("lowest relative humidity", 0.0, 100.0, 100.0),
        "humidity_max_percent": Variable("highest relative humidity", 0.0, 100.0, 100.0),
        "dew_point_c": Variable("dew point", -80.0, 40.0, 40.0),
        "vapour_pressure_kpa": Variable("actual vapour pressure", 0.0, 6.0, 6.0),
        "pressure_kpa": Variable("air pressure", 40.0, 110.0, 110.0),
        "wind_m_s": Variable("wind at 2 m", 0.0, 30.0, 60.0),
        "sunshine_hours": Variable("bright sunshine of a day", 0.0, 24.0, 24.0),
        "radiation_mj_m2_day": Variable("solar radiation", 0.0, 45.0, 45.0),
        "rain_mm": Variable("rain", 0.0, 4000.0, 2000.0, total=True),
        "rain_days": Variable("days with rain", 0.0, 31.0, 1.0, total=True),
        "effective_rain_mm": Variable("effective rain", 0.0, 4000.0, 2000.0, total=True),
        "eto_mm_day": Variable("reference evapotranspiration", 0.0, 20.0, 25.0),
    }
)


@dataclass(frozen=True, slots=True)
class ClimateRecord:
    """A station's climate: monthly normals, a daily series, or both.

    ``monthly`` holds (12,) arrays, January first; totals such as ``rain_mm`` are of the month.
    ``daily`` holds (n,) arrays beside ``dates``; totals are of the day.  What is missing is not a
    number, and ``missing`` counts it.
    """

    source: str
    """Program or service and station, to be cited."""
    station: str = ""
    latitude_deg: float | None = None
    longitude_deg: float | None = None
    altitude_m: float | None = None
    monthly: Mapping[str, Array] = field(default_factory=dict)
    dates: Dates = field(default_factory=lambda: np.empty(0, dtype="datetime64[D]"))
    daily: Mapping[str, Array] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    """What a reader of a result should know: conversions, gaps, what was left out."""
    file: str = ""

    @property
    def missing(self) -> dict[str, int]:
        """Return how many values of each variable are missing, the variables with gaps only."""
        gaps: dict[str, int] = {}
        for values in (self.monthly, self.daily):
            for name, array in values.items():
                count = int(np.isnan(array).sum())
                if count:
                    gaps[name] = gaps.get(name, 0) + count
        return gaps

    @property
    def day_of_year(self) -> Array:
        """Return the day of the year of each date, 1 to 366.

        >>> dates = np.array(["2024-02-29", "2024-12-31"], dtype="datetime64[D]")
        >>> ClimateRecord("x", dates=dates).day_of_year
        array([ 60., 366.])
        """
        first = self.dates.astype("datetime64[Y]").astype("datetime64[D]")
        return np.asarray((self.dates - first).astype(float) + 1.0)


def gap_notes(values: Mapping[str, Array], step: str) -> Iterator[str]:
    """Say of each variable with gaps how many of its values are missing."""
    for name, array in values.items():
        count = int(np.isnan(array).sum())
        if count:
            yield f"{name}: {count} of {array.size} {step} missing"


def check_values(
    values: Mapping[str, Array], places: list[tuple[str, int | None]], *, daily: bool
) -> Iterator[Problem]:
    """Find what cannot be: values out of bounds, a maximum below its minimum.

    Args:
        values: arrays by variable.
        places: how each value is called in a message (a month, a date), and its line.
        daily: whether the values are of days.
    """
    for name, array in values.items():
        rule = VARIABLES[name]
        most = rule.most_day if daily else rule.most_month
        for i in np.flatnonzero((array < rule.least) | (array > most)):
            where, line = places[i]
            yield Problem(
                f"{name} is {array[i]:g} {where}",
                line=line,
                why=f"the {rule.text} lies between {rule.least:g} and {most:g}",
                cure="look for another unit, a shifted column or a typing error",
            )
    low, high = values.get("temperature_min_c"), values.get("temperature_max_c")
    if low is not None and high is not None:
        for i in np.flatnonzero(high < low):
            where, line = places[i]
            yield Problem(
                f"the highest temperature {high[i]:g} is below the lowest {low[i]:g} {where}",
                line=line,
                cure="the columns may be swapped",
            )


def mean_months(values: Array, of_month: Array) -> Array:
    """Return the mean of each of the twelve months over the years, gaps left out."""
    known = ~np.isnan(values)
    count = np.bincount(of_month[known], minlength=12)
    total = np.bincount(of_month[known], weights=values[known], minlength=12)
    return np.asarray(np.divide(total, count, out=np.full(12, np.nan), where=count > 0))
