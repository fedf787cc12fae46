"""The needs of every day: by use, household group and quality, gardens by the day's rain."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from musdesign.demand.build import DesignBasis, Needs, uses_of_year
from musdesign.demand.needs import UseDemand
from musdesign.demand.soil_days import watering_share
from musdesign.flow.daily.animals import by_temperature
from musdesign.library.tables import lookup
from musdesign.provenance import Assumption
from musdesign.scenario import Scenario
from musdesign.scenario.sources import WeatherDays
from musdesign.supply.allocation import Use
from musdesign.supply.weather import Weather

Array = NDArray[np.float64]
_WEEK = 7


def daily_uses(
    scenario: Scenario, needs: Needs, basis: DesignBasis, years: float, weather: Weather
) -> tuple[list[Use], tuple[Assumption, ...], tuple[str, ...]]:
    """Return the uses of the network with their gross demand of each day.

    Domestic water, institutions and enterprises need the mean day of the month; animals follow
    the day's temperature; gardens need what the soil and the rain of the days before do not give of
    the day's evapotranspiration; households at wells and handpumps, and animals, may draw less in
    wet weeks.

    Args:
        scenario: as written.
        needs: of the design year.
        basis: losses and factors.
        years: after the base year.
        weather: of the simulation.

    Raises:
        MusdesignError: values that cannot be used.
    """
    register: list[Assumption] = []
    notes: list[str] = []
    section = scenario.weather or WeatherDays()
    gross = 1.0 / (1.0 - needs.demand.loss_fraction)
    share = _garden_share(section, weather, register)
    dry = _without_rain(scenario, basis, years)
    less = _rain_switch(scenario, section, weather)
    climate = scenario.location.climate
    normal = (np.asarray(climate.temperature_min) + np.asarray(climate.temperature_max)) / 2.0
    drinks = by_temperature(scenario, weather, normal)
    pools = 1.0 - section.animals_rain_switch / 100.0 * _wet_week(weather)
    usual = np.asarray(needs.eto_mm_day, dtype=float)[weather.month_of_day]
    thirst = weather.reference_et_mm / np.where(usual > 0.0, usual, 1.0)
    persons = {part.group: float(part.persons) for part in needs.groups}
    drinking = (scenario.dual_supply or 0.0) / 1000.0
    found: dict[tuple[str, str, str], Array] = {}
    order: dict[tuple[str, str, str], int] = {}
    for part in needs.demand.uses:
        if part.use == "gardens":
            days = share * thirst * dry.get(part.name, part.month_m3_day)[weather.month_of_day]
        else:
            days = part.month_m3_day[weather.month_of_day]
            if part.use == "domestic" and part.group in less:
                days = days * less[part.group]
            if part.use == "livestock":
                days = days * drinks.get((part.group, part.item), 1.0)
                if section.animals_rain_switch > 0:
                    days = days * pools
        days = days * gross
        pieces = [(part.quality, days)]
        if part.use == "domestic" and drinking > 0:
            drunk = np.minimum(days, drinking * persons.get(part.group, 0.0) * gross)
            pieces = [("drinking", drunk), (part.quality, days - drunk)]
        for quality, volume in pieces:
            key = (part.use, part.group, quality)
            found[key] = found[key] + volume if key in found else volume
            first = quality == "drinking" and drinking > 0 and part.use == "domestic"
            order[key] = 2 * part.priority - int(first)
    if drinking > 0:
        notes.append(
            f"dual supply: {scenario.dual_supply:g} L/person/day of drinking quality are served "
            "first, the rest of the domestic water of domestic quality"
        )
    return (
        [
            Use(
                name=use_name(use, group, quality),
                quality=quality,
                priority=order[use, group, quality],
                demand_m3_day=_thin(days),
                use=use,
                group=group,
                persons=persons.get(group, 0.0),
            )
            for (use, group, quality), days in found.items()
        ],
        tuple(register),
        tuple(notes),
    )


def use_name(use: str, group: str, quality: str) -> str:
    """Return the name of a use in the network.

    >>> use_name("domestic", "farmers", "drinking")
    'domestic, farmers (drinking)'
    """
    return f"{use}, {group} ({quality})"


def _thin(days: Array) -> Array:
    """Return (days,) where all scenarios are alike."""
    return days[0] if days.ndim == 2 and days.shape[0] == 1 else days


def _without_rain(scenario: Scenario, basis: DesignBasis, years: float) -> dict[str, Array]:
    """Return each garden's net need by month if it never rained, m3/day."""
    if not any(group.uses.gardens for group in scenario.households):
        return {}
    climate = scenario.location.climate.model_copy(
        update={"rain": (0.0,) * 12, "rain_days": (0.0,) * 12}
    )
    location = scenario.location.model_copy(update={"climate": climate})
    parched = scenario.model_copy(update={"location": location})
    parts: Sequence[UseDemand] = uses_of_year(parched, basis, years).uses
    return {
        part.name: np.asarray(part.month_m3_day, dtype=float)
        for part in parts
        if part.use == "gardens"
    }


def _garden_share(section: WeatherDays, weather: Weather, register: list[Assumption]) -> Array:
    store = section.soil_store
    if store is None:
        row = lookup("water_quality", "garden_soil_store")
        store = row.number("value")
        register.append(Assumption.of(row.text("name"), store, "mm", row.origin))
    row = lookup("water_quality", "garden_crop_use")
    register.append(Assumption.of(row.text("name"), row.number("value"), "-", row.origin))
    return watering_share(weather.rain_mm, weather.reference_et_mm * row.number("value"), store)


def _rain_switch(scenario: Scenario, section: WeatherDays, weather: Weather) -> dict[str, Array]:
    """Return by how much households at wells and handpumps draw less in wet weeks."""
    if section.rain_switch <= 0:
        return {}
    groups = [g.group for g in scenario.households if g.service == "well or handpump"]
    return dict.fromkeys(groups, 1.0 - section.rain_switch / 100.0 * _wet_week(weather))


def _wet_week(weather: Weather) -> Array:
    """Return the share of wet days among the seven up to each day, (scenarios, days)."""
    wet = (weather.rain_mm > 1.0).astype(float)
    sums = np.cumsum(np.pad(wet, ((0, 0), (_WEEK, 0))), axis=1)
    return np.asarray((sums[:, _WEEK:] - sums[:, :-_WEEK]) / _WEEK)
