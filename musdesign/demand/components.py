"""Domestic water built from its components: drinking, cooking, hygiene, laundry, sanitation.

A component is a published range; where no typical figure was read, the middle of the range is
taken and the result says so.  A component without any figure waits for the user's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from musdesign.demand.values import Values
from musdesign.errors import DataError, MusdesignError, Problem, did_you_mean
from musdesign.library.tables import lookup, table
from musdesign.provenance import Origin
from musdesign.trace import formula

Level = Literal["low", "typical", "high"]
LEVELS: tuple[str, ...] = get_args(Level)


@dataclass(frozen=True, slots=True)
class Component:
    """One part of domestic water, L/person/day: a range, its typical figure, where it comes from.

    ``component`` is the part of the allocation that it fills (two rows of one part exclude each
    other); None marks what was not read.
    """

    key: str
    name: str
    component: str
    low: float | None
    typical: float | None
    high: float | None
    origin: Origin

    def rate(self, level: str = "typical") -> float | None:
        """Return the figure of a level, L/person/day; None where nothing was read.

        A missing typical figure is the middle of the range; a missing end is the typical figure.
        """
        if level == "low" and self.low is not None:
            return self.low
        if level == "high" and self.high is not None:
            return self.high
        if self.typical is not None or self.low is None or self.high is None:
            return self.typical
        return (self.low + self.high) / 2.0


@dataclass(frozen=True, slots=True)
class DomesticRate:
    """An allocation with its parts, L/person/day; the parts sum to the total."""

    total_l_person_day: Values
    parts_l_person_day: dict[str, Values]
    origins: dict[str, Origin]
    notes: tuple[str, ...]


def component(key: str) -> Component:
    """Return a component of the library.

    Raises:
        DataError: an unknown component; the message names the nearest.

    >>> component("laundry").rate("high")
    6.0
    """
    row = lookup("domestic_components", key)
    return Component(
        key,
        row.text("name"),
        row.text("component"),
        row.optional("low"),
        row.optional("typical"),
        row.optional("high"),
        row.origin,
    )


def component_set(name: str) -> tuple[str, ...]:
    """Return the components that one source gives together.

    Raises:
        DataError: an unknown set.

    >>> component_set("who_medium")
    ('drinking', 'cooking', 'hygiene', 'laundry')
    """
    rows = table("domestic_components").values()
    found = tuple(row.key for row in rows if row.text("set") == name)
    if not name or not found:
        sets = {row.text("set") for row in rows} - {""}
        raise DataError(
            Problem(f"unknown set of components '{name}'", cure=did_you_mean(name, sets))
        )
    return found


def components_rate(
    keys: Iterable[str], level: str = "typical", own: Mapping[str, Values] | None = None
) -> DomesticRate:
    """Return the domestic allocation of chosen components, with its parts.

    Args:
        keys: components of the library.
        level: ``low``, ``typical`` or ``high`` of each published range.
        own: the user's own figures in L/person/day by component, floats or arrays; they stand in
            place of the library's, and add a component that is not among ``keys``.

    Raises:
        MusdesignError: all at once: an unknown component or level, two that fill the same part
            (they would count twice), one without any figure, a negative figure.

    >>> rate = components_rate(component_set("who_medium"), own={"cleaning": 2.0})
    >>> rate.total_l_person_day, rate.parts_l_person_day["laundry"]
    (19.5, 5.0)
    """
    mine = dict(own or {})
    if level not in LEVELS:
        raise DataError(Problem(f"unknown level '{level}'", cure=did_you_mean(level, LEVELS)))
    problems: list[Problem] = []
    notes: list[str] = []
    parts: dict[str, Values] = {}
    origins: dict[str, Origin] = {}
    filled: dict[str, str] = {}
    for key in dict.fromkeys([*keys, *mine]):
        try:
            found = component(key)
        except MusdesignError as error:
            problems += error.problems
            continue
        if found.component in filled:
            problems.append(
                Problem(
                    f"'{key}' and '{filled[found.component]}' are both {found.component}",
                    why="the water would count twice",
                    cure="take one of them",
                )
            )
        filled[found.component] = key
        if key in mine:
            if not np.all(np.asarray(mine[key]) >= 0):
                problems.append(Problem(f"the rate of '{key}' is negative or not a number"))
            parts[key] = mine[key]
            continue
        rate = found.rate(level)
        if rate is None:
            problems.append(
                Problem(
                    f"no water rate is published for '{key}'",
                    why=found.origin.note,
                    cure="give your own figure in L/person/day",
                )
            )
            continue
        if level == "typical" and found.typical is None:
            notes.append(f"{found.name}: the middle of {found.low:g} to {found.high:g}")
        parts[key] = rate
        origins[key] = found.origin
    if problems:
        raise MusdesignError(problems)
    if "dishwashing" in parts and "cooking" in parts and "cooking" not in mine:
        notes.append("the published figure for cooking holds the washing of dishes already")
    return DomesticRate(sum(parts.values(), 0.0), parts, origins, tuple(notes))


@formula("q", "litres_per_flush * flushes_person_day", "L/person/day", "Volume balance")
def flush_l_person_day(litres_per_flush: Values, flushes_person_day: Values) -> Values:
    """Return the water of a flushed latrine in L/person/day from its flush and its use.

    >>> flush_l_person_day(2.5, 4)
    10.0
    """
    return litres_per_flush * flushes_person_day
