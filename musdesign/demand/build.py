"""From a scenario to the needs of its design year: every use of every group, with its register.

Households and the units of institutions grow with the population; what one household owns stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from musdesign import units
from musdesign.demand import enterprises, gardens, livestock, patterns, population
from musdesign.demand.climate import reference_et
from musdesign.demand.counting import counted
from musdesign.demand.domestic import domestic_m3_day
from musdesign.demand.needs import Demand, UseDemand, stack
from musdesign.demand.values import Months
from musdesign.errors import MusdesignError, Problem
from musdesign.library.tables import lookup
from musdesign.provenance import Assumption, Origin, register
from musdesign.scenario.models import Enterprise, HouseholdGroup, Institution, Scenario
from musdesign.trace import note, note_method

RAIN_METHOD = "usda_scs"
_RAIN_SOURCE = "USDA Soil Conservation Service method as in FAO CROPWAT"
_QUALITY = {
    "domestic": "domestic",
    "institutions": "domestic",
    "livestock": "livestock",
    "gardens": "irrigation",
}


@dataclass(frozen=True, slots=True)
class DesignBasis:
    """What the norm or the user decides about demand, with where each value comes from."""

    loss_fraction: float
    max_day_factor: float
    peak_hour_factor: float | None
    """Peak hour over mean hour of domestic use; the hourly pattern's own where None."""
    register: tuple[Assumption, ...] = ()


@dataclass(frozen=True, slots=True)
class Needs:
    """The demand of the design year with the people behind it and what was assumed."""

    demand: Demand
    population: float
    households: float
    growth_factor: float
    eto_mm_day: tuple[float, ...]
    assumptions: tuple[Assumption, ...]


@dataclass(slots=True)
class _Builder:
    """Collects uses, assumptions and mistakes while the sections are gone through."""

    scenario: Scenario
    basis: DesignBasis
    growth: float
    eto: Months
    uses: list[UseDemand] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def assume(self, name: str, value: object, unit: str, origin: Origin) -> None:
        self.assumptions.append(Assumption.of(name, value, unit, origin))

    def factor(self, key: str) -> float:
        row = lookup("daily_factors", key)
        self.assume(f"{key} max-day factor", row.number("factor"), "-", row.origin)
        return row.number("factor")

    def pattern(self, key: str) -> patterns.Hours:
        found = patterns.pattern(key)
        self.assume(f"hourly pattern: {key}", key, "24 shares of the day", found.origin)
        return found.hourly

    def domestic_pattern(self, key: str = "domestic") -> patterns.Hours:
        """Return the hours of people's use, with the peak factor that the user or norm gives."""
        hourly = self.pattern(key)
        if self.basis.peak_hour_factor is None:
            return hourly
        try:
            return patterns.stretch(hourly, self.basis.peak_hour_factor)
        except MusdesignError as error:
            where = "peaks.peak_hour_factor"
            raise MusdesignError([p.located(path=where) for p in error.problems]) from None

    def add(
        self,
        use: str,
        group: str,
        item: str,
        month_m3_day: Months,
        factor: float,
        hourly: patterns.Hours,
        quality: str = "",
    ) -> None:
        priority = self.scenario.priorities.index(use) + 1  # type: ignore[arg-type]
        self.uses.append(
            UseDemand(
                use, group, item, month_m3_day, factor, hourly, priority, quality or _QUALITY[use]
            )
        )

    def attempt(self, path: str, work: Callable[[], None]) -> None:
        """Do one section; a mistake in it is kept with its path and the others still run."""
        try:
            work()
        except MusdesignError as error:
            self.problems += [problem.located(path=path) for problem in error.problems]


def estimate(scenario: Scenario, basis: DesignBasis) -> Needs:
    """Return the needs of the design year.

    Raises:
        MusdesignError: every value that cannot be used, each with its path in the scenario.
    """
    base = sum(group.count * group.size for group in scenario.households)
    people = design_population(scenario)
    horizon = scenario.horizon
    note(
        "population",
        population_formula(horizon.growth.method),
        population=base,
        rate=horizon.growth.rate,
        years=horizon.design_period,
    )
    growth = people / base
    eto, climate_register = reference_et(scenario.location)
    builder = _Builder(scenario, basis, growth, eto)
    for index, group in enumerate(scenario.households):
        _household(builder, group, f"households[{index}]")
    for index, institution in enumerate(scenario.institutions):
        path = f"institutions[{index}]"
        builder.attempt(path, partial(_institution, builder, institution, path))
    if builder.problems:
        raise MusdesignError(builder.problems)
    demand = stack(builder.uses, basis.loss_fraction, people)
    _explain(demand)
    households = sum(group.count for group in scenario.households) * growth
    return Needs(
        demand,
        people,
        households,
        growth,
        tuple(map(float, eto)),
        register(basis.register, climate_register, builder.assumptions),
    )


def design_population(scenario: Scenario) -> float:
    """Return the persons at the end of the design period.

    Raises:
        MusdesignError: the growth leads nowhere (placed at ``horizon.growth``).
    """
    base = sum(group.count * group.size for group in scenario.households)
    horizon = scenario.horizon
    try:
        people = population.project(
            horizon.growth.method, base, horizon.growth.rate, horizon.design_period
        )
    except MusdesignError as error:
        raise MusdesignError([p.located(path="horizon.growth") for p in error.problems]) from None
    if people <= 0:
        raise MusdesignError(
            Problem(
                f"this growth leaves {people:g} people at the end of the design period",
                "horizon.growth",
                cure="give a rate that leaves people to be served",
            )
        )
    return people


def population_formula(method: str) -> Callable[..., float]:
    """Return the declared formula of a growth method."""
    return getattr(population, method)  # type: ignore[no-any-return]


def _household(builder: _Builder, group: HouseholdGroup, path: str) -> None:
    count = group.count * builder.growth
    name = group.group
    factor = builder.basis.max_day_factor
    domestic = note(
        f"demand.{name}.domestic",
        domestic_m3_day,
        persons=count * group.size,
        rate_l_person_day=group.uses.domestic.rate,
    )
    builder.add(
        "domestic", name, "domestic", np.full(12, domestic), factor, builder.domestic_pattern()
    )
    for kind in group.uses.livestock:
        builder.attempt(
            f"{path}.uses.livestock.{kind}", partial(_herd, builder, group, kind, count)
        )
    for index in range(len(group.uses.gardens)):
        builder.attempt(
            f"{path}.uses.gardens[{index}]", partial(_garden, builder, group, index, count)
        )
    for index in range(len(group.uses.enterprises)):
        where = f"{path}.uses.enterprises[{index}]"
        builder.attempt(where, partial(_enterprise, builder, group, index, count, where))


def _herd(builder: _Builder, group: HouseholdGroup, kind: str, count: float) -> None:
    herd = group.uses.livestock[kind]
    rate = herd.rate
    if rate is None:
        animal = livestock.animal(kind)
        rate = animal.l_head_day
        builder.assume(f"livestock rate: {kind}", rate, "L/head/day", animal.origin)
    volume = note(
        f"demand.{group.group}.livestock.{kind}",
        livestock.herd_m3_day,
        heads=count * herd.head,
        rate_l_head_day=rate,
    )
    builder.add(
        "livestock",
        group.group,
        kind,
        np.full(12, volume),
        builder.factor("livestock"),
        builder.pattern("livestock"),
    )


def _garden(builder: _Builder, group: HouseholdGroup, index: int, count: float) -> None:
    plot = group.uses.gardens[index]
    crop = gardens.crop(plot.crop)
    method = lookup("irrigation_methods", plot.method)
    builder.assume(f"crop coefficient: {plot.crop}", crop.kc_mid, "-", crop.origin)
    builder.assume(
        f"application efficiency: {plot.method}", method.number("efficiency"), "-", method.origin
    )
    builder.assume("effective rain", RAIN_METHOD, "method", Origin(_RAIN_SOURCE, "unverified"))
    area = plot.area * count * plot.share / 100.0
    # a small plot holds beds of every age, so its mid-season coefficient stands for all months
    need = gardens.garden_demand(
        area,
        crop.kc_mid,
        builder.eto,
        builder.scenario.location.climate.rain,
        method.number("efficiency"),
        months=plot.months,
        rain_method=RAIN_METHOD,
    )
    note(
        f"demand.{group.group}.gardens.{plot.crop}",
        gardens.gross_irrigation_m3_day,
        area_m2=area,
        net_mm_day=need.net_mm_day,
        efficiency=method.number("efficiency"),
    )
    builder.add(
        "gardens",
        group.group,
        plot.crop,
        need.gross_m3_day,
        builder.factor("garden"),
        builder.pattern(plot.pattern),
    )


def _enterprise(
    builder: _Builder, group: HouseholdGroup, index: int, count: float, path: str
) -> None:
    entry = group.uses.enterprises[index]
    kind = enterprises.enterprise(entry.kind)
    unit = kind.driver.split()[0]
    yearly = kind.period == "year"
    rate = kind.rate_l_unit
    if entry.rate is not None:
        rate = counted(entry.rate, f"L/{unit}" + ("" if yearly else "/day"), unit, f"{path}.rate")
    elif rate is None:
        raise MusdesignError(
            Problem(
                f"no water rate is published for '{entry.kind}'",
                f"{path}.kind",
                cure=f"give your own: rate: 5 L/{unit}{'' if yearly else '/day'}",
            )
        )
    else:
        builder.assume(
            f"enterprise rate: {entry.kind}",
            rate,
            f"L/{kind.driver}" + ("" if yearly else "/day"),
            kind.origin,
        )
    wanted = f"{unit}/year" if yearly else unit
    output = counted(entry.output, wanted, unit, f"{path}.output") * count * entry.share / 100.0
    name = f"demand.{group.group}.enterprises.{entry.kind}"
    if yearly:
        share = _peak_share(builder, entry)
        month, factor = enterprises.harvest_demand(output, rate, entry.months, share)
        note(name, enterprises.processing_m3_year, annual_output=output, rate_l_unit=rate)
    else:
        month, factor = enterprises.daily_demand(output, rate, entry.months)
        note_method(
            name,
            month,
            "m3/day",
            "units times litres per unit and day, in season",
            inputs={"units": output, "rate_l_unit_day": rate},
        )
        factor = max(factor, builder.factor("enterprise"))
    builder.add(
        "enterprises",
        group.group,
        entry.kind,
        month,
        factor,
        builder.pattern(kind.pattern),
        kind.quality,
    )


def _peak_share(builder: _Builder, entry: Enterprise) -> float | None:
    """Return the share of a year's output handled on the busiest day, the user's first."""
    if entry.peak_day_share is not None:
        return entry.peak_day_share / 100.0
    if not entry.kind.startswith("coffee"):
        return None
    row = lookup("daily_factors", "coffee_peak_day_share")
    season_days = sum(units.MONTH_DAYS[month - 1] for month in entry.months or range(1, 13))
    if row.number("factor") < 1.0 / season_days:
        # a harvest this short is busier than the usual busiest day on every day of it
        return None
    builder.assume(
        "coffee: share of the crop on the busiest day", row.number("factor"), "-", row.origin
    )
    return row.number("factor")


def _institution(builder: _Builder, institution: Institution, path: str) -> None:
    row = lookup("institutions", institution.kind)
    unit = row.text("driver").split()[0]
    if institution.rate is not None:
        rate = counted(institution.rate, f"L/{unit}/day", unit, f"{path}.rate")
    else:
        rate = row.number("l_unit_day")
        builder.assume(f"institution rate: {institution.kind}", rate, f"L/{unit}/day", row.origin)
    size = institution.units * builder.growth
    name = institution.name or institution.kind
    volume = np.full(12, size * rate / units.LITRES_PER_M3)
    note_method(
        f"demand.institutions.{name}",
        volume,
        "m3/day",
        "units times litres a unit",
        inputs={"units": size, "rate_l_unit_day": rate},
    )
    builder.add(
        "institutions",
        name,
        institution.kind,
        volume,
        builder.factor("institution"),
        builder.pattern(row.text("pattern")),
    )


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
