"""The service level of each group: quantity and distance together, the worse of the two."""

from __future__ import annotations

from collections.abc import Sequence

from musdesign.demand.build import Needs
from musdesign.demand.ladder import Rung, ServiceLevel, classify, ladder
from musdesign.demand.needs import annual_mean
from musdesign.flow.result import GroupService
from musdesign.provenance import Assumption
from musdesign.scenario.models import HouseholdGroup, Scenario
from musdesign.supply.balance import Supply

_AT_HOME = {"house connection", "yard tap"}


def service_levels(
    scenario: Scenario, needs: Needs, supply: Supply | None
) -> tuple[tuple[GroupService, ...], tuple[Assumption, ...]]:
    """Return each group's level on the scenario's ladder, and the rungs taken from the library."""
    rungs, lines = _rungs(scenario)
    met = {use.use: use.volumetric_reliability for use in supply.by_use} if supply else {}
    found = []
    for group, people in zip(scenario.households, needs.groups, strict=True):
        persons = float(people.persons)
        parts = [part for part in needs.demand.uses if part.group == group.group]
        litres = {part.name: 1000.0 * annual_mean(part.month_m3_day) / persons for part in parts}
        arrives = sum(litres[part.name] * met.get(part.use, 1.0) for part in parts)
        found.append(_level(group, sum(litres.values()), arrives, rungs))
    return tuple(found), lines


def _level(
    group: HouseholdGroup, needed: float, arrives: float, rungs: Sequence[Rung]
) -> GroupService:
    distance, minutes = group.distance, group.round_trip
    if distance is None and minutes is None and group.service in _AT_HOME:
        distance = 0.0
    known = distance is not None or minutes is not None
    reached: ServiceLevel = classify(arrives, distance if known else 0.0, minutes, rungs)
    return GroupService(
        group.group,
        needed,
        arrives,
        distance,
        minutes,
        str(reached.names),
        str(reached.quantity_names),
        str(reached.access_names) if known else None,
        str(reached.held_back_by) if known else "quantity (no distance or time is given)",
    )


def _rungs(scenario: Scenario) -> tuple[tuple[Rung, ...], tuple[Assumption, ...]]:
    chosen = scenario.service_ladder
    if isinstance(chosen, str):
        rungs = ladder(chosen)
        lines = tuple(
            Assumption.of(f"service ladder: {r.name}", r.min_l_person_day, "L/person/day", r.origin)
            for r in rungs[1:]
        )
        return rungs, lines
    return (
        tuple(Rung(r.name, r.least, r.distance, r.round_trip) for r in chosen),
        (),
    )
