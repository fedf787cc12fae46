"""The needs of a year of the horizon: every use of every group, with its register.

Households and the units of institutions grow with the population; what one household owns stays,
unless the scenario says how it changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from musdesign.demand.build.builder import Builder, DesignBasis
from musdesign.demand.build.household import household_uses
from musdesign.demand.build.people import GroupPeople, people, sum_of
from musdesign.demand.build.places import bulk_user, institution
from musdesign.demand.climate import reference_et
from musdesign.demand.needs import Demand, UseDemand, stack
from musdesign.demand.values import Months, Values
from musdesign.errors import MusdesignError
from musdesign.provenance import Assumption, register
from musdesign.scenario.models import Scenario
from musdesign.trace import note_method


@dataclass(frozen=True, slots=True)
class Needs:
    """The demand of a year with the people behind it and what was assumed."""

    demand: Demand
    population: float
    households: float
    growth_factor: float
    groups: tuple[GroupPeople, ...]
    eto_mm_day: tuple[float, ...]
    assumptions: tuple[Assumption, ...]

    def households_of(self, group: str) -> float:
        """Return the households of a group in the year."""
        return next(float(part.households) for part in self.groups if part.group == group)


@dataclass(frozen=True, slots=True)
class UsesOfYear:
    """The uses of a year before they are stacked; any figure may be an array of draws."""

    uses: tuple[UseDemand, ...]
    groups: tuple[GroupPeople, ...]
    population: Values
    eto_mm_day: Months
    assumptions: tuple[Assumption, ...]


def estimate(scenario: Scenario, basis: DesignBasis, years: float | None = None) -> Needs:
    """Return the needs ``years`` after the base year; of the design year where left out.

    Raises:
        MusdesignError: every value that cannot be used, each with its path in the scenario.
    """
    found = uses_of_year(scenario, basis, years)
    population = float(np.asarray(found.population))
    demand = stack(found.uses, float(np.asarray(basis.loss_fraction)), population)
    _explain(demand)
    base = sum(group.count * group.size for group in scenario.households)
    return Needs(
        demand,
        population,
        float(sum(float(np.asarray(group.households)) for group in found.groups)),
        population / base,
        found.groups,
        tuple(map(float, found.eto_mm_day)),
        found.assumptions,
    )


def uses_of_year(scenario: Scenario, basis: DesignBasis, years: float | None = None) -> UsesOfYear:
    """Return every use of a year with the people behind it.

    The same code serves one run and many draws: a scenario whose ranges were replaced by arrays
    (n, 1) gives months (n, 12).

    Raises:
        MusdesignError: every value that cannot be used, each with its path in the scenario.
    """
    after = scenario.horizon.design_period if years is None else years
    groups = people(scenario, after)
    persons = sum_of(group.persons for group in groups)
    base = sum_of(group.count * group.size for group in scenario.households)
    eto, air, climate_register = reference_et(scenario.location)
    climate = scenario.location.climate
    mean_c = (np.asarray(climate.temperature_min) + np.asarray(climate.temperature_max)) / 2.0
    builder = Builder(scenario, basis, after, eto, mean_c, air)
    for index, group in enumerate(scenario.households):
        household_uses(builder, group, groups[index], f"households[{index}]")
    growth = persons / base
    for index, place in enumerate(scenario.institutions):
        path = f"institutions[{index}]"
        builder.attempt(path, partial(institution, builder, place, growth, path))
    for index, user in enumerate(scenario.bulk_users):
        builder.attempt(f"bulk_users[{index}]", partial(bulk_user, builder, user, growth))
    if builder.problems:
        raise MusdesignError(builder.problems)
    lines = register(basis.register, climate_register, builder.assumptions)
    return UsesOfYear(tuple(builder.uses), groups, persons, eto, lines)


def _explain(demand: Demand) -> None:
    """Trace the figures an engineer looks for first."""
    net = sum(demand.by_use_m3_day.values())
    parts = " + ".join(f"{use} {value:.2f}" for use, value in demand.by_use_m3_day.items())
    note_method(
        "demand.mean_day",
        demand.mean_day_m3,
        "m3/day",
        "net uses over 1 - losses",
        inputs={"net_m3_day": net, "losses": demand.loss_fraction},
        checks=(f"{parts} + losses {demand.losses_m3_day:.2f} = {demand.mean_day_m3:.2f}",),
    )
    note_method("demand.max_day", demand.max_day_m3, "m3/day", demand.max_day_method)
    note_method(
        "demand.peak_hour",
        demand.peak_hour_lps,
        "L/s",
        "largest hour of the stacked hourly patterns on the largest days, losses added",
    )
