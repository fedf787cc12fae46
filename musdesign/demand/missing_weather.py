"""Complete a weather record by FAO-56's rules for missing data, and say which were used.

A whole variable may be missing, or single days of it (not a number).  Chapter 3 of Allen et al.
1998, FAO Irrigation and Drainage Paper 56, orders what stands for what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musdesign.demand import radiation as rad
from musdesign.demand import vapour
from musdesign.errors import CalculationError, Problem

Array = NDArray[np.float64]

MISSING_WIND_M_S = 2.0

# what each variable may lie between, and the unit to give it in
LIMITS: Mapping[str, tuple[float, float, str]] = {
    "humidity_pct": (0.0, 100.0, "per cent"),
    "humidity_max_pct": (0.0, 100.0, "per cent"),
    "humidity_min_pct": (0.0, 100.0, "per cent"),
    "vapour_pressure_kpa": (0.0, 12.0, "kPa"),
    "dew_point_c": (-90.0, 60.0, "degrees Celsius"),
    "wind_m_s": (0.0, 60.0, "m/s"),
    "sunshine_h": (0.0, 24.0, "hours a day"),
    "solar_mj": (0.0, 50.0, "MJ/m2/day"),
}


@dataclass(frozen=True, slots=True)
class Given:
    """What was measured, each variable an array or None; single gaps are not a number."""

    tmin_c: Array
    tmax_c: Array
    other: Mapping[str, Array] = field(default_factory=dict)

    @classmethod
    def of(
        cls, tmin_c: ArrayLike, tmax_c: ArrayLike, other: Mapping[str, ArrayLike | None]
    ) -> Given:
        """Take the variables that are given, as arrays."""
        kept = {k: np.asarray(v, dtype=float) for k, v in other.items() if v is not None}
        return cls(np.asarray(tmin_c, dtype=float), np.asarray(tmax_c, dtype=float), kept)


@dataclass(frozen=True, slots=True)
class Weather:
    """What Penman-Monteith needs beside temperature, and the rules that supplied it."""

    vapour_pressure_kpa: Array
    wind_2m_m_s: Array
    solar_mj: Array
    rules: tuple[str, ...]


Layer = tuple[str, Callable[[], Array | float] | None]


def complete(
    given: Given,
    latitude_deg: ArrayLike,
    altitude_m: ArrayLike,
    day_of_year: ArrayLike,
    *,
    wind_height_m: float = 2.0,
    krs: float = rad.KRS_INTERIOR,
    dew_below_minimum_c: float = 0.0,
) -> Weather:
    """Return vapour pressure, wind at 2 m and solar radiation of every day, by the best rule.

    Vapour pressure from itself, the dew point (eq. 14), both extremes of humidity (eq. 17), the
    highest (eq. 18), the mean (eq. 19), or the minimum temperature as dew point (eq. 48), which
    in an arid place lies ``dew_below_minimum_c`` above the dew point (2 to 3 degrees, annex 6).
    Wind from itself, brought to 2 m (eq. 47), or 2 m/s.  Radiation from itself, sunshine (eq. 35),
    or the temperature range (eq. 50), at most that of a clear sky (eq. 37).
    """
    latitude, altitude, day = (
        np.asarray(value, dtype=float) for value in (latitude_deg, altitude_m, day_of_year)
    )
    low, high, other = given.tmin_c, given.tmax_c, given.other
    arrays = (low, high, latitude, altitude, day, *other.values())
    shape = np.broadcast_shapes(*(array.shape for array in arrays))
    rules: list[str] = []
    ea = _first(shape, _humidity(given, dew_below_minimum_c), rules)
    solar = _first(shape, _radiation(given, latitude, altitude, day, krs), rules)
    moved = f"wind brought from {wind_height_m:g} m to 2 m (FAO-56 eq. 47)"
    wind = _first(
        shape,
        [
            (
                "" if wind_height_m == 2.0 else moved,
                _with(other, lambda w: _to_2m(w, wind_height_m), "wind_m_s"),
            ),
            (
                "wind of 2 m/s, none given (FAO-56 chapter 3, missing wind speed data)",
                lambda: MISSING_WIND_M_S,
            ),
        ],
        rules,
    )
    gaps = int(np.isnan(np.broadcast_to(low + high, shape)).sum())
    if gaps:
        rules.append(f"no figure for {gaps} of {int(np.prod(shape))} without a temperature")
    return Weather(ea, wind, solar, tuple(rules))


def check(latitude_deg: ArrayLike, altitude_m: ArrayLike, given: Given, step: str) -> None:
    """Refuse what cannot be: all the mistakes at once.

    Raises:
        CalculationError: a place off the Earth, a maximum below its minimum, values out of range.
    """
    latitude, altitude = np.asarray(latitude_deg), np.asarray(altitude_m)
    problems = []
    wrong = latitude[~((latitude >= -90.0) & (latitude <= 90.0))]
    if wrong.size:
        problems.append(Problem(f"a latitude of {wrong.flat[0]:g} does not exist"))
    wrong = altitude[~((altitude >= -500.0) & (altitude <= 9000.0))]
    if wrong.size:
        problems.append(Problem(f"an altitude of {wrong.flat[0]:g} m is not on land"))
    below = np.asarray(given.tmax_c < given.tmin_c)
    if np.any(below):
        place = int(np.argmax(below.any(axis=tuple(range(below.ndim - 1))))) + 1
        problems.append(
            Problem(
                f"{step} {place} has a maximum temperature below its minimum",
                cure="tmin_c comes before tmax_c",
            )
        )
    for name, values in given.other.items():
        least, most, unit = LIMITS[name]
        if np.any((values < least) | (values > most)):
            problems.append(
                Problem(f"{name} is outside {least:g} to {most:g}", cure=f"give it in {unit}")
            )
    if problems:
        raise CalculationError(problems)


def _humidity(given: Given, dew_below_minimum_c: float) -> list[Layer]:
    low, high, other = given.tmin_c, given.tmax_c, given.other
    driest = f" less {dew_below_minimum_c:g} degrees" if dew_below_minimum_c else ""
    return [
        ("", _with(other, lambda ea: ea, "vapour_pressure_kpa")),
        (
            "vapour pressure from the dew point (FAO-56 eq. 14)",
            _with(other, lambda dew: _array(vapour.vapour_pressure_from_tdew(dew)), "dew_point_c"),
        ),
        (
            "vapour pressure from both extremes of humidity (FAO-56 eq. 17)",
            _with(
                other,
                lambda least, most: _array(
                    vapour.vapour_pressure_from_rh_range(low, high, least, most)
                ),
                "humidity_min_pct",
                "humidity_max_pct",
            ),
        ),
        (
            "vapour pressure from the highest humidity (FAO-56 eq. 18)",
            _with(
                other,
                lambda most: _array(vapour.vapour_pressure_from_rh_max(low, most)),
                "humidity_max_pct",
            ),
        ),
        (
            "vapour pressure from the mean humidity (FAO-56 eq. 19)",
            _with(
                other,
                lambda mean: _array(vapour.vapour_pressure_from_rh_mean(low, high, mean)),
                "humidity_pct",
            ),
        ),
        (
            f"vapour pressure with the minimum temperature{driest} as dew point (FAO-56 eq. 48)",
            lambda: _array(vapour.vapour_pressure_from_tdew(low - dew_below_minimum_c)),
        ),
    ]


def _radiation(
    given: Given, latitude: Array, altitude: Array, day: Array, krs: float
) -> list[Layer]:
    def from_sunshine(hours: Array) -> Array:
        ra = rad.extraterrestrial_radiation(latitude, day)
        daylight = rad.daylight_hours(latitude, day)
        return _array(rad.solar_from_sunshine(ra, hours, daylight))

    def from_temperature() -> Array:
        ra = rad.extraterrestrial_radiation(latitude, day)
        # the ground cannot receive more than under a cloudless sky
        clear = rad.clear_sky_radiation(ra, altitude)
        by_range = rad.solar_from_temperature(ra, given.tmax_c, given.tmin_c, krs)
        return _array(np.minimum(by_range, clear))

    return [
        ("", _with(given.other, lambda solar: solar, "solar_mj")),
        (
            "solar radiation from sunshine with a = 0.25 and b = 0.50 (FAO-56 eq. 35)",
            _with(given.other, from_sunshine, "sunshine_h"),
        ),
        (
            f"solar radiation from the temperature range, krs = {krs:g} (FAO-56 eq. 50)",
            from_temperature,
        ),
    ]


def _with(
    other: Mapping[str, Array], rule: Callable[..., Array], *names: str
) -> Callable[[], Array] | None:
    """Return the rule bound to its measured variables, or None where one is not given."""
    if any(name not in other for name in names):
        return None
    return lambda: rule(*(other[name] for name in names))


def _first(shape: tuple[int, ...], layers: Iterable[Layer], rules: list[str]) -> Array:
    """Return for each day what the first rule that has a figure gives."""
    found = np.full(shape, np.nan)
    open_ = np.ones(shape, dtype=bool)
    for text, rule in layers:
        if rule is None:
            continue
        values = np.broadcast_to(np.asarray(rule(), dtype=float), shape)
        fresh = open_ & ~np.isnan(values)
        count = int(fresh.sum())
        if not count:
            continue
        found = np.where(fresh, values, found)
        open_ &= ~fresh
        if text:
            rules.append(text + (f", for {count} of {open_.size}" if count < open_.size else ""))
        if not open_.any():
            break
    return found


def _to_2m(wind: Array, height_m: float) -> Array:
    return wind if height_m == 2.0 else _array(vapour.wind_at_2m(wind, height_m))


def _array(values: object) -> Array:
    return np.asarray(values, dtype=float)
