"""Hand needs, incomes and costs to the study of what a tariff does."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from musdesign import finance
from musdesign.demand.build import Needs
from musdesign.errors import CalculationError, MusdesignError, Problem
from musdesign.finance import regulators
from musdesign.finance.effects.incidence import Change, Effects, changes, effects
from musdesign.finance.effects.population import Group, Population, Spread, draw
from musdesign.finance.effects.reform import (
    Alternative,
    Penalty,
    allowed,
    one_price_above,
    penalties,
)
from musdesign.finance.effects.schedule import Schedule, averaged, schedule_of, shared
from musdesign.finance.effects.search_response import Tastes
from musdesign.finance.regulators import Finding
from musdesign.flow.customers import bulk_sales, class_of, customer_facts, months_billed, registered
from musdesign.library.tables import lookup
from musdesign.provenance import Assumption
from musdesign.scenario.models import Scenario
from musdesign.supply.balance import Supply


@dataclass(frozen=True, slots=True)
class TariffCase:
    """A tariff with its schedules by class, and the households that pay by it."""

    id: str
    title: str
    currency: str
    schedules: Mapping[str, Schedule]
    people: Population


@dataclass(frozen=True, slots=True)
class LegalBlocks:
    """An allowance in the basic, complementary and sumptuary blocks of a domestic tariff rule."""

    volume_m3: float
    bounds_m3: tuple[float, float]
    parts_m3: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TariffEffects:
    """What one tariff does, and how it falls on the house's water and on productive water.

    ``alternative`` charges one price above the first block and brings the same revenue;
    ``alternative_changes`` says who wins and loses by it, ``against_first`` who does by this tariff
    against the first of the scenario.
    """

    case: TariffCase
    effects: Effects
    penalties: tuple[Penalty, ...]
    alternative: Alternative | None
    alternative_effects: Effects | None
    alternative_penalties: tuple[Penalty, ...]
    alternative_changes: tuple[Change, ...]
    against_first: tuple[Change, ...]
    findings: tuple[Finding, ...] = ()
    """What the regulator of the country asks of it."""
    legal_blocks: LegalBlocks | None = None


def spread_of(scenario: Scenario) -> tuple[Spread, tuple[Assumption, ...]]:
    """Return how households differ: the scenario's word, else the library's."""
    study = scenario.tariff_study
    values, lines = _settings(
        {name: getattr(study, name) for name in ("income_cv", "use_cv", "correlation")}
    )
    return Spread(**values, seed=study.seed, per_group=study.draws), lines


def tastes_of(scenario: Scenario) -> tuple[Tastes, tuple[Assumption, ...]]:
    """Return how households answer to prices."""
    study = scenario.tariff_study
    values, lines = _settings(
        {
            "price_elasticity": study.price_elasticity,
            "price_elasticity_productive": study.productive_elasticity,
            "income_elasticity": study.income_elasticity,
            "shin_k": study.shin_k,
            "least_share": None if study.least_share is None else study.least_share / 100.0,
        }
    )
    productive = values.pop("price_elasticity_productive")
    return Tastes(**values, perception=study.perception, productive_elasticity=productive), lines


def thresholds_of(scenario: Scenario) -> tuple[float, float, tuple[Assumption, ...]]:
    """Return the affordability threshold and the part of the households called poor."""
    study = scenario.tariff_study
    given = {
        "affordability_threshold": None if study.threshold is None else study.threshold / 100.0,
        "poor_share": None if study.poor_share is None else study.poor_share / 100.0,
    }
    values, lines = _settings(given)
    return values["affordability_threshold"], values["poor_share"], lines


def _settings(
    given: Mapping[str, float | None],
) -> tuple[dict[str, float], tuple[Assumption, ...]]:
    values, lines = {}, []
    for name, own in given.items():
        if own is not None:
            values[name] = own
            continue
        row = lookup("tariff_study", name)
        values[name] = row.number("value")
        lines.append(Assumption.of(row.text("name"), values[name], row.text("unit"), row.origin))
    return values, tuple(lines)


def groups(
    scenario: Scenario, needs: Needs, supply: Supply | None, tariff: finance.Tariff
) -> tuple[Group, ...]:
    """Return the household groups as customers of a tariff.

    Raises:
        CalculationError: groups without an income.
    """
    missing = [
        Problem(
            f"'{group.group}' has no income",
            f"households[{i}].income",
            why="who can afford what cannot be told",
            cure=f"write income: 1000 {scenario.currency}/month",
        )
        for i, group in enumerate(scenario.households)
        if group.income is None or group.income.amount <= 0
    ]
    if missing:
        raise CalculationError(missing)
    found = []
    for group in scenario.households:
        assert group.income is not None
        by_use = months_billed(group.group, needs, supply, registered(scenario))
        total = tuple(float(month) for month in np.sum(list(by_use.values()), axis=0))
        found.append(
            Group(
                group.group,
                needs.households_of(group.group),
                class_of(group, tariff),
                total,
                tuple(by_use.get("domestic", (0.0,) * 12)),
                group.income.amount,
                group.size,
                tuple((use, float(np.mean(months))) for use, months in by_use.items()),
            )
        )
    return tuple(found)


def case(
    scenario: Scenario, needs: Needs, supply: Supply | None, tariff: finance.Tariff
) -> tuple[TariffCase, tuple[Assumption, ...]]:
    """Return a tariff with the households drawn for it.

    Where a tariff asks facts of the customer (persons, altitude, animals, ...) the bill of a class
    differs between groups: the class is then split, and its parts are named after the groups.
    """
    spread, lines = spread_of(scenario)
    found = groups(scenario, needs, supply, tariff)
    altitude = scenario.location.altitude
    by_group = [
        shared(
            group_schedule(tariff, own.class_name, customer_facts(group, altitude)),
            group.households_per_connection,
        )
        for own, group in zip(found, scenario.households, strict=True)
    ]
    schedules: dict[str, Schedule] = {}
    for own, schedule in zip(found, by_group, strict=True):
        schedules.setdefault(own.class_name, schedule)
    split = {
        own.class_name
        for own, schedule in zip(found, by_group, strict=True)
        if schedules[own.class_name] != schedule
    }
    renamed = tuple(
        replace(own, class_name=f"{own.class_name} ({own.name})")
        if own.class_name in split
        else own
        for own in found
    )
    people = draw(renamed, spread)
    schedules = dict(zip((own.class_name for own in renamed), by_group, strict=True))
    return TariffCase(tariff.id, tariff.name, tariff.currency, schedules, people), lines


def group_schedule(
    tariff: finance.Tariff, class_name: str, facts: Mapping[str, object]
) -> Schedule:
    """Return the month's bill of a group's households; of a tariff with seasons the mean month's.

    Raises:
        MusdesignError: facts that the tariff asks for and the scenario does not tell.
    """
    first = finance.compile_tariff(tariff, class_name, {"month": Fraction(1), **facts})
    if "month" not in first.used:
        return schedule_of(first)
    return averaged(
        [
            schedule_of(finance.compile_tariff(tariff, class_name, {**facts, "month": Fraction(m)}))
            for m in range(1, 13)
        ]
    )


def cost_per_m3(people: Population, rungs: Mapping[str, float], bulk_m3: float = 0.0) -> float:
    """Return the full yearly cost over the m3 billed to households and in bulk."""
    sold = 12.0 * float(people.weight @ people.mean_m3) + bulk_m3
    return max(rungs.values(), default=0.0) / sold if sold > 0 else 0.0


def study(
    scenario: Scenario,
    needs: Needs,
    supply: Supply | None,
    tariffs: Sequence[finance.Tariff],
    rungs: Mapping[str, float],
) -> tuple[tuple[TariffEffects, ...], tuple[Assumption, ...]]:
    """Return what each tariff of the scenario does to its households."""
    threshold, poor, lines = thresholds_of(scenario)
    register = list(lines)
    cases = []
    for tariff in tariffs:
        made, lines = case(scenario, needs, supply, tariff)
        register += lines
        cases.append(made)
    found = []
    for tariff, made in zip(tariffs, cases, strict=True):
        people = made.people
        shown = people.groups
        if scenario.tariff_study.allowance is not None:
            shown = (*shown, *allowed(shown, scenario.tariff_study.allowance))
        collected = scenario.costs.collection_rate / 100.0
        sales = [s for s in bulk_sales(scenario, needs, supply, tariff) if s.revenue_year > 0]
        settings = {
            "rungs": rungs,
            "cost_m3": cost_per_m3(people, rungs, sum(sale.volume_m3_year for sale in sales)),
            "threshold": threshold,
            "poor_share": poor,
            "collection": collected,
            "other_revenue_year": collected * sum(sale.revenue_year for sale in sales),
        }
        own = effects(made.id, people, made.schedules, **settings)  # type: ignore[arg-type]
        other, others = None, None
        beside: tuple[Penalty, ...] = ()
        moved: tuple[Change, ...] = ()
        with contextlib.suppress(CalculationError):  # nobody above the first block
            other = one_price_above(people, made.schedules)
        if other is not None:
            name = f"{made.id}, one price above the first block"
            others = effects(name, people, other.schedules, **settings)  # type: ignore[arg-type]
            beside = penalties(shown, other.schedules)
            moved = changes(people, made.schedules, other.schedules)
        found.append(
            TariffEffects(
                made,
                own,
                penalties(shown, made.schedules),
                other,
                others,
                beside,
                moved,
                _against(cases[0], made),
                findings_of(scenario, tariff, own.recovery),
                legal_blocks(scenario),
            )
        )
    return tuple(found), tuple(register)


def legal_blocks(scenario: Scenario) -> LegalBlocks | None:
    """Return how an allowance falls into the blocks of the country's rule, None without both."""
    place, volume = scenario.location, scenario.tariff_study.allowance
    bounds = regulators.basic_blocks(place.country, place.altitude)
    if bounds is None or volume is None:
        return None
    return LegalBlocks(volume, bounds, finance.split_blocks(volume, bounds))


def findings_of(
    scenario: Scenario,
    tariff: finance.Tariff,
    recovery: Mapping[str, float | None] | None = None,
) -> tuple[Finding, ...]:
    """Return the regulator's rules in force in the base year, held against all classes."""
    place = scenario.location
    if place.country not in regulators.countries():
        return ()
    schedules = {}
    for name in tariff.classes:
        # a class that asks for more facts of the customer is no one schedule
        with contextlib.suppress(MusdesignError):
            schedules[name] = group_schedule(tariff, name, {"altitude": place.altitude})
    return regulators.check(
        place.country,
        schedules,
        altitude_m=place.altitude,
        year=scenario.horizon.base_year,
        terms=tariff.terms,
        recovery=recovery,
    )


def _against(first: TariffCase, made: TariffCase) -> tuple[Change, ...]:
    """Return who wins and loses against the first tariff; each household keeps its own classes."""
    if made is first:
        return ()
    classes = [group.class_name for group in first.people.groups]
    if classes == [group.class_name for group in made.people.groups]:
        return changes(first.people, first.schedules, made.schedules)
    # the same households under names of classes that hold in both tariffs
    names = [group.name for group in first.people.groups]
    people = with_classes(first.people, names)
    before = {n: first.schedules[c] for n, c in zip(names, classes, strict=True)}
    after = {group.name: made.schedules[group.class_name] for group in made.people.groups}
    return changes(people, before, after)


def with_classes(people: Population, names: Sequence[str]) -> Population:
    """Return the households under other names of classes, one for each group."""
    renamed = tuple(
        replace(group, class_name=name) for group, name in zip(people.groups, names, strict=True)
    )
    return replace(people, groups=renamed)
