"""Water for animals: litres a head and day, drinking by temperature, livestock units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from musdesign.demand.values import Months, Values
from musdesign.errors import CalculationError, DataError, Problem, did_you_mean
from musdesign.library.tables import lookup, table
from musdesign.provenance import Origin
from musdesign.trace import formula

DRINKING_TEMPERATURES_C = (15.0, 25.0, 35.0)


@dataclass(frozen=True, slots=True)
class Drinking:
    """Drinking water of one class of animal at 15, 25 and 35 degrees Celsius, L/head/day."""

    key: str
    l_head_day: tuple[float, float, float]
    origin: Origin


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
    )


def drinking_class(key: str) -> Drinking:
    """Return the published drinking water of one class of animal.

    Raises:
        DataError: an unknown class.
    """
    row = lookup("livestock_drinking", key)
    points = (row.number("l_15c"), row.number("l_25c"), row.number("l_35c"))
    return Drinking(key, points, row.origin)


def drinking_l_head_day(temperature_c: ArrayLike, points: tuple[float, float, float]) -> Months:
    """Return drinking water in L/head/day at an air temperature, same shape as the temperature.

    Straight lines join the published points at 15, 25 and 35 degrees Celsius; outside them the
    end points hold, because nothing was published there.

    >>> drinking_l_head_day([10.0, 20.0, 35.0], (8.7, 12.9, 20.1))
    array([ 8.7, 10.8, 20.1])
    """
    temperatures = np.asarray(temperature_c, dtype=float)
    return np.asarray(np.interp(temperatures, DRINKING_TEMPERATURES_C, points), dtype=float)


@formula("Q", "heads * rate_l_head_day / 1000", "m3/day", "Volume balance")
def herd_m3_day(heads: Values, rate_l_head_day: Values) -> Values:
    """Return a herd's water in m3/day.

    >>> herd_m3_day(270, 25)
    6.75
    """
    return heads * rate_l_head_day / 1000.0


def livestock_units(heads: Mapping[str, float], system: str = "tanzania") -> float:
    """Return a herd in livestock units of one country's rule.

    Raises:
        DataError: unknown system, or an animal for which it defines no unit.
        CalculationError: a negative number of heads.

    >>> livestock_units({"cattle": 1, "donkey": 2, "goat": 5, "poultry": 30})
    4.0
    """
    rows = table("livestock_units")
    systems = {row.text("system") for row in rows.values()}
    if system not in systems:
        raise DataError(
            Problem(f"unknown livestock unit '{system}'", cure=did_you_mean(system, systems))
        )
    known = {row.text("animal"): row for row in rows.values() if row.text("system") == system}
    problems = [
        Problem(f"'{name}' has no livestock unit in {system}", cure=did_you_mean(name, known))
        for name in heads
        if name not in known
    ]
    if problems:
        raise DataError(problems)
    if min(heads.values(), default=0.0) < 0:
        raise CalculationError("a number of animals is negative")
    return sum(count / known[name].number("heads_per_unit") for name, count in heads.items())


def unit_l_day(system: str = "tanzania") -> tuple[float, Origin]:
    """Return the daily water of one livestock unit in litres, where the rule gives it.

    Raises:
        DataError: unknown system, or one that defines no water.
    """
    for row in table("livestock_units").values():
        if row.text("system") == system:
            return row.number("l_unit_day"), row.origin
    raise DataError(Problem(f"unknown livestock unit '{system}'"))
