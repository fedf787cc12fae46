"""Water for animals: drinking by temperature and milk, service water, herds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from musdesign.demand.livestock_units import livestock_units, unit_l_day
from musdesign.demand.milk import middle, milk_points, murphy_l_head_day
from musdesign.demand.values import Months, Values
from musdesign.demand.watering import (
    SEASONS,
    herd_peak_lps,
    peak_rate_l_head_h,
    seasonal_l_head_day,
)
from musdesign.errors import CalculationError, DataError, Problem, did_you_mean
from musdesign.library.tables import lookup, table
from musdesign.provenance import Origin
from musdesign.trace import formula
from musdesign.units import DAYS_PER_YEAR, MONTH_DAYS

__all__ = [
    "DRINKING_TEMPERATURES_C",
    "SEASONS",
    "Animal",
    "Drinking",
    "LivestockRate",
    "Service",
    "animal",
    "daily_l_head",
    "drinking_class",
    "drinking_l_head_day",
    "herd_m3_day",
    "herd_peak_lps",
    "livestock_units",
    "milk_points",
    "murphy_l_head_day",
    "peak_rate_l_head_h",
    "seasonal_l_head_day",
    "service_water",
    "temperature_index",
    "unit_l_day",
]

DRINKING_TEMPERATURES_C = (15.0, 25.0, 35.0)
NO_SERVICE = "none"
_DAYS = np.array(MONTH_DAYS, dtype=float)


@dataclass(frozen=True, slots=True)
class Drinking:
    """Drinking water of one class of animal at 15, 25 and 35 degrees Celsius, L/head/day.

    ``milk_l_day`` is the milk of that class in L/day, None where the table names none.
    """

    key: str
    l_head_day: tuple[float, float, float]
    origin: Origin
    milk_l_day: float | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Animal:
    """Default water of an animal, L/head/day, and its drinking class where one applies.

    The default holds drinking and, where its row says so, service water; the temperature points
    hold drinking water alone.
    """

    key: str
    name: str
    l_head_day: float
    includes_service: bool
    drinking: Drinking | None
    origin: Origin
    service_class: str = ""
    milk_model: str = ""
    pattern: str = "livestock"
    """The hourly pattern of its watering."""


@dataclass(frozen=True, slots=True)
class Service:
    """Water for cleaning and processing around one animal in a system of keeping, L/head/day."""

    kind: str
    system: str
    l_head_day: float
    origin: Origin


@dataclass(frozen=True, slots=True)
class LivestockRate:
    """Water of one head: what it drinks and what is used around it, L/head/day.

    ``drinking_l_head_day`` has the shape of the temperature and milk given; where
    ``includes_service`` it is a published total that cannot be parted, and the service is 0.
    """

    drinking_l_head_day: Values
    service_l_head_day: float
    includes_service: bool
    origins: tuple[Origin, ...]
    notes: tuple[str, ...]

    @property
    def l_head_day(self) -> Values:
        """Return drinking and service water together."""
        return self.drinking_l_head_day + self.service_l_head_day

    @property
    def note(self) -> str:
        """Return the notes as one sentence."""
        return "; ".join(self.notes)


def animal(key: str) -> Animal:
    """Return an animal of the library.

    Raises:
        DataError: an unknown animal; the message names the nearest.

    >>> animal("dairy_cow").l_head_day
    64.0
    """
    row = lookup("livestock", key)
    kind = row.text("drinking_class")
    return Animal(
        key,
        row.text("name"),
        row.number("l_head_day"),
        row.text("includes_service") == "yes",
        drinking_class(kind) if kind else None,
        row.origin,
        # a user's own table may have been written before these columns were
        row.cells.get("service_class", ""),
        row.cells.get("milk_model", ""),
        row.cells.get("pattern") or "livestock",
    )


def drinking_class(key: str) -> Drinking:
    """Return the published drinking water of one class of animal.

    Raises:
        DataError: an unknown class.
    """
    row = lookup("livestock_drinking", key)
    points = (row.number("l_15c"), row.number("l_25c"), row.number("l_35c"))
    milk = row.optional("class_milk_l_day") if "class_milk_l_day" in row.cells else None
    return Drinking(key, points, row.origin, milk, row.text("name"))


def drinking_l_head_day(temperature_c: ArrayLike, points: tuple[float, float, float]) -> Months:
    """Return drinking water in L/head/day at an air temperature, same shape as the temperature.

    Straight lines join the published points at 15, 25 and 35 degrees Celsius; outside them the
    end points hold, because nothing was published there.

    >>> drinking_l_head_day([10.0, 20.0, 35.0], (8.7, 12.9, 20.1))
    array([ 8.7, 10.8, 20.1])
    """
    temperatures = np.asarray(temperature_c, dtype=float)
    return np.asarray(np.interp(temperatures, DRINKING_TEMPERATURES_C, points), dtype=float)


def service_water(kind: str, system: str = "grazing") -> Service | None:
    """Return the service water around an animal, or None where none was published for it.

    Args:
        kind: an animal of the library.
        system: ``grazing`` or ``industrial``; for dairy cows also ``parlour``, the cleaning of a
            milking parlour; ``none`` for no service water.

    Raises:
        DataError: an unknown animal, or a system that is known for none or not for this one.

    >>> service_water("sow", "industrial").l_head_day
    125.0
    """
    found = animal(kind)
    rows = table("livestock_service").values()
    systems = {row.text("system") for row in rows}
    if system != NO_SERVICE and system not in systems:
        raise DataError(
            Problem(
                f"unknown system of keeping animals '{system}'",
                cure=did_you_mean(system, {*systems, NO_SERVICE}),
            )
        )
    known = {row.text("system"): row for row in rows if row.text("class") == found.service_class}
    if system == NO_SERVICE or not known:
        return None
    if system not in known:
        raise DataError(
            Problem(
                f"no service water is published for '{kind}' in the system '{system}'",
                cure=f"take one of {', '.join(sorted(known))}, or give your own rate",
            )
        )
    row = known[system]
    return Service(kind, system, row.number("l_head_day"), row.origin)


def daily_l_head(
    kind: str,
    temperature_c: ArrayLike | None = None,
    milk_l_day: ArrayLike | None = None,
    *,
    system: str = "grazing",
) -> LivestockRate:
    """Return the water of one head: drinking by temperature and milk, and service water.

    Drinking follows the published points of the animal's class; where none exist its published
    figure stands in every month, and the notes say so.  Milk: for local cattle the class's points
    plus the litres per litre of milk above that class's own; for dairy cows the published points
    by milk yield, which are tied to no temperature.

    Args:
        kind: an animal of the library.
        temperature_c: mean air temperature, any shape (months last); None: the published figure.
        milk_l_day: litres of milk a head and day, broadcast against the temperature.
        system: ``grazing``, ``industrial``, ``parlour`` (dairy) or ``none``.

    Raises:
        DataError: unknown animal or system, or no published response to milk.
        CalculationError: a temperature or yield that is not a number, or a negative yield.

    >>> rate = daily_l_head("sheep", [15.0, 25.0, 35.0])
    >>> rate.drinking_l_head_day, rate.service_l_head_day
    (array([ 8.7, 12.9, 20.1]), 5.0)
    """
    found = animal(kind)
    extra = service_water(kind, system)
    notes: list[str] = []
    origins: list[Origin] = []
    temperature = None if temperature_c is None else _finite(temperature_c, "temperature")
    drinking: Values
    parted = True
    if milk_l_day is not None:
        milk = _finite(milk_l_day, "milk yield")
        if np.any(milk < 0):
            raise CalculationError("a milk yield is negative")
        drinking = _milking(found, temperature, milk, origins, notes)
    elif temperature is not None and found.drinking is not None:
        drinking = _by_temperature(found.drinking, temperature, origins, notes)
    else:
        parted = not found.includes_service
        origins.append(found.origin)
        drinking = found.l_head_day
        if temperature is not None:
            drinking = np.full(temperature.shape, found.l_head_day)
            notes.append(f"no response to temperature is published for '{kind}'")
    service = 0.0
    if parted:
        if extra is not None:
            service = extra.l_head_day
            origins.append(extra.origin)
        elif system != NO_SERVICE:
            notes.append(f"no service water is published for '{kind}'")
    else:
        notes.append("one published figure for drinking and service water together")
    plain = float(drinking) if np.ndim(drinking) == 0 else drinking
    return LivestockRate(plain, service, not parted, tuple(origins), tuple(notes))


def temperature_index(kind: str, temperature_c: ArrayLike) -> Months:
    """Return an animal's water in each month over its mean of the year, (12,) or (n, 12).

    The published points give the shape alone: times the user's own rate, or the library's, the
    index moves water between the months and keeps the year's volume.  It is 1 throughout where
    no response to temperature was published.

    Args:
        kind: an animal of the library.
        temperature_c: mean air temperature of the months, January first, months last.

    Raises:
        DataError: an unknown animal.
        CalculationError: not twelve months, or a temperature that is not a number.

    >>> temperature_index("donkey", [20.0] * 12).max()
    np.float64(1.0)
    """
    found = animal(kind)
    temperature = _finite(temperature_c, "temperature")
    if temperature.shape[-1:] != (12,):
        raise CalculationError(
            Problem("an index by temperature needs twelve months", cure="give 12 temperatures")
        )
    if found.drinking is None:
        return np.ones(temperature.shape)
    water = drinking_l_head_day(temperature, found.drinking.l_head_day)
    mean = (water * _DAYS).sum(axis=-1, keepdims=True) / DAYS_PER_YEAR
    return np.asarray(water / mean, dtype=float)


@formula("Q", "heads * rate_l_head_day / 1000", "m3/day", "Volume balance")
def herd_m3_day(heads: Values, rate_l_head_day: Values) -> Values:
    """Return a herd's water in m3/day.

    >>> herd_m3_day(270, 25)
    6.75
    """
    return heads * rate_l_head_day / 1000.0


def _by_temperature(
    drinking: Drinking, temperature_c: Months, origins: list[Origin], notes: list[str]
) -> Months:
    low, _, high = DRINKING_TEMPERATURES_C
    if np.any((temperature_c < low) | (temperature_c > high)):
        notes.append(
            f"temperatures outside {low:g} to {high:g} degC take the nearest published point"
        )
    origins.append(drinking.origin)
    notes.insert(0, f"drinking of the class '{drinking.name}'")
    return drinking_l_head_day(temperature_c, drinking.l_head_day)


def _milking(
    found: Animal,
    temperature_c: Months | None,
    milk_l_day: Months,
    origins: list[Origin],
    notes: list[str],
) -> Values:
    """Return drinking water at a milk yield, by the model named in the animal's row."""
    if found.milk_model == "ontario":
        points, origin = milk_points()
        density = lookup("milk_water", "milk_density")
        origins += [origin, density.origin]
        milk_kg = milk_l_day * density.number("value")
        yields, water = zip(*points, strict=True)
        if np.any((milk_kg < yields[0]) | (milk_kg > yields[-1])):
            notes.append(
                f"yields outside {yields[0]:g} to {yields[-1]:g} kg a day take the nearest "
                "published point; for a low-yielding local cow take 'cattle'"
            )
        drinking = np.asarray(np.interp(milk_kg, yields, water), dtype=float)
        if temperature_c is not None:
            notes.append("the published water by milk yield is tied to no temperature")
            drinking = drinking + np.zeros_like(temperature_c)
        return drinking
    if found.milk_model == "per_litre" and found.drinking and found.drinking.milk_l_day is not None:
        if temperature_c is None:
            raise CalculationError(
                Problem(
                    f"the water of '{found.key}' by milk needs a temperature",
                    cure="give the air temperature",
                )
            )
        row = lookup("milk_water", "per_litre")
        base = _by_temperature(found.drinking, temperature_c, origins, notes)
        origins.append(row.origin)
        return base + middle(row) * (milk_l_day - found.drinking.milk_l_day)
    known = [row.key for row in table("livestock").values() if row.cells.get("milk_model")]
    raise DataError(
        Problem(
            f"no response of water to milk is published for '{found.key}'",
            cure=f"leave the milk out, or take one of {', '.join(sorted(known))}",
        )
    )


def _finite(values: ArrayLike, what: str) -> Months:
    array = np.asarray(values, dtype=float)
    if not np.all(np.isfinite(array)):
        raise CalculationError(f"a {what} is not a number")
    return array
