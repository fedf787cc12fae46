"""State who takes which water for what, by the names that water laws use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from musdesign.flow.result import DesignResult
from musdesign.scenario import Scenario
from musdesign.scenario.works import Source
from musdesign.standards.rights import Taking
from musdesign.units import DAYS_PER_YEAR, LITRES_PER_M3, SECONDS_PER_DAY

# a use of a scheme by the word of the laws
_WORDS = {
    "domestic": "domestic",
    "institutions": "institution",
    "livestock": "livestock",
    "enterprises": "enterprise",
    "gardens": "garden",
}
_WATER = {
    "spring": "natural channel",
    "stream": "natural channel",
    "borehole": "groundwater",
    "well": "groundwater",
    "roof": "rain",
}
_KIND = {
    "spring": "spring",
    "stream": "surface",
    "borehole": "groundwater",
    "well": "groundwater",
    "roof": "rain",
}
_AT_THE_SOURCE = "well or handpump"


def takings(result: DesignResult) -> list[Taking]:
    """Return each use of each source with its amounts; water that is bought is the seller's.

    Amounts are those of the design's balance, or without one all of the need.  What a scenario
    states under ``location.conditions`` comes before what is concluded here.
    """
    scenario = result.scenario
    found = []
    for index, source in enumerate(scenario.sources):
        if source.kind == "purchase":
            continue
        name = source.called(index)
        for use, amount in _amounts(result, name, source).items():
            found.append(
                Taking(name, _WORDS.get(use, "other"), _facts(result, source, use, amount))
            )
    return found


def _amounts(result: DesignResult, name: str, source: Source) -> Mapping[str, float | None]:
    """Return m3/day by use of one source; None where no balance says how much."""
    uses = [use for use, m3 in result.demand.by_use_m3_day.items() if m3 > 0]
    if result.supply is not None:
        own = next((s for s in result.supply.by_source if s.name == name), None)
        if own is not None:
            return {use: own.by_use_m3.get(use, 0.0) / DAYS_PER_YEAR for use in uses
                    if own.by_use_m3.get(use, 0.0) > 0}  # fmt: skip
    serves = source.serves or uses
    return {use: None for use in uses if use in serves}


def _facts(
    result: DesignResult, source: Source, use: str, amount_m3_day: float | None
) -> dict[str, Any]:
    scenario = result.scenario
    facts: dict[str, Any] = {
        "area": scenario.location.area,
        "altitude": scenario.location.altitude,
        "design_population": result.population,
        "source_kind": _KIND[source.kind],
        "water": _WATER[source.kind],
        "diverted": "yes" if _diverted(scenario, source) else "no",
        "means": "mechanical" if _pumped(scenario, source) else "manual",
        "collective": "no" if source.kind == "roof" else "yes",
        "scarcity": "no",
    }
    if use == "enterprises":
        facts["commercial_use"] = "yes"
    if use == "domestic":
        facts["commercial_use"] = "no"
    if amount_m3_day is not None:
        facts["abstraction"] = amount_m3_day
        facts["abstraction_rate"] = amount_m3_day * LITRES_PER_M3 / SECONDS_PER_DAY
        facts["household_abstraction"] = amount_m3_day * DAYS_PER_YEAR / result.households
        facts["person_abstraction"] = amount_m3_day * LITRES_PER_M3 / result.population
    return facts | _stated(scenario)


def _stated(scenario: Scenario) -> dict[str, Any]:
    from musdesign.standards.conditions import normal

    return normal(scenario.location.conditions)


def _diverted(scenario: Scenario, source: Source) -> bool:
    """Tell whether water leaves its channel or well by works: pipes, tanks, a pump."""
    if source.kind == "roof":
        return False
    at_source = all(group.service == _AT_THE_SOURCE for group in scenario.households)
    return scenario.network is not None or bool(scenario.storage) or not at_source


def _pumped(scenario: Scenario, source: Source) -> bool:
    if source.pump_hours is not None:
        return True
    at_source = all(group.service == _AT_THE_SOURCE for group in scenario.households)
    return source.kind == "borehole" and not at_source
