"""Livestock units: herds in the unit that a country's rule defines, and back."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from musdesign.demand.values import Values
from musdesign.errors import CalculationError, DataError, Problem, did_you_mean
from musdesign.library.tables import Row, table
from musdesign.provenance import Origin


def unit_systems() -> dict[str, str]:
    """Return the livestock units known, each with its country.

    >>> unit_systems()["tanzania"]
    'Tanzania'
    """
    rows = table("livestock_units").values()
    return {row.text("system"): row.cells.get("country", "") for row in rows}


def livestock_units(heads: Mapping[str, Values], system: str = "tanzania") -> Values:
    """Return a herd in livestock units of one country's rule.

    Args:
        heads: number of heads by animal, each a float or an array.
        system: whose rule (see :func:`unit_systems`).

    Raises:
        DataError: unknown system, or an animal for which it defines no unit.
        CalculationError: a negative number of heads.

    >>> livestock_units({"cattle": 1, "donkey": 2, "goat": 5, "poultry": 30})
    4.0
    """
    known = _rows(system)
    problems = [_missing(name, system, known) for name in heads if name not in known]
    if problems:
        raise DataError(problems)
    if any(np.any(np.asarray(count) < 0) for count in heads.values()):
        raise CalculationError("a number of animals is negative")
    total: Values = 0.0
    for name, count in heads.items():
        total = total + count / _heads_per_unit(known[name])
    return total


def heads_from_units(units: Values, animal: str, system: str = "tanzania") -> Values:
    """Return how many heads of one animal make a number of livestock units.

    Raises:
        DataError: unknown system, or an animal for which it defines no unit.
        CalculationError: a negative number of units.

    >>> heads_from_units(2, "goat")
    10.0
    """
    known = _rows(system)
    if animal not in known:
        raise DataError(_missing(animal, system, known))
    if np.any(np.asarray(units) < 0):
        raise CalculationError("a number of livestock units is negative")
    return units * _heads_per_unit(known[animal])


def unit_l_day(system: str = "tanzania") -> tuple[float, Origin]:
    """Return the daily water of one livestock unit in litres, where the rule gives it.

    Raises:
        DataError: unknown system, or one that defines no water.
    """
    row = next(iter(_rows(system).values()))
    return row.number("l_unit_day"), row.origin


def _rows(system: str) -> dict[str, Row]:
    rows = table("livestock_units").values()
    found = {row.text("animal"): row for row in rows if row.text("system") == system}
    if not found:
        systems = {row.text("system") for row in rows}
        raise DataError(
            Problem(f"unknown livestock unit '{system}'", cure=did_you_mean(system, systems))
        )
    return found


def _missing(animal: str, system: str, known: Mapping[str, Row]) -> Problem:
    rows = table("livestock_units").values()
    others = sorted(row.text("system") for row in rows if row.text("animal") == animal)
    cure = did_you_mean(animal, known, most=20)
    if others:
        cure += f"; '{animal}' has one in {', '.join(others)}"
    country = unit_systems()[system]
    place = f" ({country})" if country else ""
    return Problem(f"'{animal}' has no livestock unit in {system}{place}", cure=cure)


def _heads_per_unit(row: Row) -> float:
    """Return the heads in one unit; a rule states either that or the units of one head."""
    if row.cells.get("units_per_head"):
        return 1.0 / row.number("units_per_head")
    return row.number("heads_per_unit")
