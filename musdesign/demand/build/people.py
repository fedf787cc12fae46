"""Who is served in a year of the horizon: persons and households of each group."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from musdesign.demand import population
from musdesign.demand.values import Values
from musdesign.errors import MusdesignError, Problem
from musdesign.scenario.models import HouseholdGroup, Scenario
from musdesign.scenario.uses import Growth
from musdesign.trace import note, note_method


@dataclass(frozen=True, slots=True)
class GroupPeople:
    """A group's households and persons in a year; ``growth`` is over the base year's."""

    group: str
    households: Values
    persons: Values
    growth: Values


def people(scenario: Scenario, years: float | None = None) -> tuple[GroupPeople, ...]:
    """Return each group's people ``years`` after the base year; the design year by default.

    A group grows by its own rate, or else by the horizon's.

    Raises:
        MusdesignError: growth that leads nowhere, each placed at its path.
    """
    horizon = scenario.horizon
    after = horizon.design_period if years is None else years
    problems: list[Problem] = []
    found = []
    factors: dict[int, Values] = {}
    for index, group in enumerate(scenario.households):
        growth = group.growth or horizon.growth
        where = f"households[{index}].growth" if group.growth else "horizon.growth"
        base = group.count * group.size
        if id(growth) not in factors:
            try:
                factors[id(growth)] = _factor(growth, after, where)
            except MusdesignError as error:
                problems += error.problems
                factors[id(growth)] = 1.0
        factor = factors[id(growth)]
        found.append(GroupPeople(group.group, group.count * factor, base * factor, factor))
    if problems:
        raise MusdesignError(problems)
    _explain(scenario, after)
    return tuple(found)


def design_population(scenario: Scenario) -> float:
    """Return the persons at the end of the design period.

    Raises:
        MusdesignError: growth that leads nowhere.
    """
    return float(sum_of(group.persons for group in people(scenario)))


def sum_of(values: Iterable[Values]) -> Values:
    """Return the sum of values that may be arrays of draws."""
    total: Values = 0.0
    for value in values:
        total = total + value
    return total


def _factor(growth: Growth, years: float, where: str) -> Values:
    try:
        factor = population.project(growth.method, 1.0, growth.rate, years)
    except MusdesignError as error:
        raise MusdesignError([p.located(path=where) for p in error.problems]) from None
    if np.any(np.asarray(factor) <= 0):
        raise MusdesignError(
            Problem(
                "this growth leaves nobody at the end of the design period",
                where,
                cure="give a rate that leaves people to be served",
            )
        )
    return factor


def _explain(scenario: Scenario, years: float) -> None:
    """Trace the persons of the year, and of each group that grows by its own rate."""

    def base(groups: list[HouseholdGroup]) -> Values:
        return sum_of(group.count * group.size for group in groups)

    horizon = scenario.horizon
    common = [group for group in scenario.households if group.growth is None]
    own = [group for group in scenario.households if group.growth is not None]
    if common:
        note(
            "population" if not own else "population.others",
            formula_of(horizon.growth.method),
            population=base(common),
            rate=horizon.growth.rate,
            years=years,
        )
    for group in own:
        assert group.growth is not None
        note(
            f"population.{group.group}",
            formula_of(group.growth.method),
            population=group.count * group.size,
            rate=group.growth.rate,
            years=years,
        )
    if own:
        total = sum_of(
            group.count
            * group.size
            * population.project(
                (group.growth or horizon.growth).method,
                1.0,
                (group.growth or horizon.growth).rate,
                years,
            )
            for group in scenario.households
        )
        note_method("population", total, "persons", "sum of the groups, each by its own growth")


def formula_of(method: str) -> Callable[..., Values]:
    """Return the declared formula of a growth method."""
    return getattr(population, method)  # type: ignore[no-any-return]
