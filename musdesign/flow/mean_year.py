"""Hand demand and sources to the balance of the mean year."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from musdesign.demand.build import Needs
from musdesign.demand.needs import Demand, annual_mean
from musdesign.demand.ponds import open_water_factor
from musdesign.flow.yields import FlowRecord, natural
from musdesign.library.tables import lookup
from musdesign.provenance import Assumption
from musdesign.scenario.models import Climate, Scenario
from musdesign.scenario.sources import Source, TreatmentTrain
from musdesign.supply.balance import Supply, UseNeed, balance, rain_day_count
from musdesign.supply.sources import (
    Months,
    Roof,
    SourceYield,
    limited,
    pumped_m3_day,
    roof_runoff_m3,
    stream_m3_day,
)
from musdesign.supply.treatment import Train, train
from musdesign.trace import note, note_method


def supply(
    scenario: Scenario, needs: Needs, records: Mapping[str, FlowRecord]
) -> tuple[Supply, tuple[str, ...], tuple[Assumption, ...]]:
    """Return the balance of the mean year, what its reader should know, and what was assumed.

    Every use's gross need stands against every source.

    Raises:
        MusdesignError: flows, gaugings or rules that do not fit together.
    """
    register: list[Assumption] = []
    notes: list[str] = []
    climate = scenario.location.climate
    uses = dual_needs(gross_needs(needs.demand), scenario, needs)
    yields: list[SourceYield] = []
    roofs: list[Roof] = []
    for index, source in enumerate(scenario.sources):
        name = source.called(index)
        if source.kind == "roof":
            roofs.append(_roof(source, name, needs.households, register))
        elif source.kind == "pond":
            roofs.append(_pond(source, name, needs, register))
        else:
            path = f"sources[{index}]"
            yields.append(_yield(source, name, path, climate, needs, records, register, notes))
    for section in scenario.treatment:
        yields = _treated(yields, section, worst_turbidity(scenario, section), register, notes)
    rain_days = rain_days_of(climate, register) if roofs else climate.rain_days
    year = balance(uses, yields, roofs, rain_mm_month=climate.rain, rain_days_month=rain_days)
    for service in year.by_use:
        note_method(
            f"supply.{service.use}.reliability",
            service.volumetric_reliability,
            "-",
            "volume met over volume needed in a mean year, day by day, uses in their priority",
            inputs={"met_m3": service.met_m3_year, "needed_m3": service.demand_m3_year},
            checks=tuple(line for line in year.binding if line.startswith(f"{service.use}:")),
        )
    return year, tuple(notes), tuple(register)


def gross_needs(demand: Demand) -> list[UseNeed]:
    """Return each use's need at the source, net over 1 - losses, its qualities apart."""
    gross = 1.0 / (1.0 - demand.loss_fraction)
    needs: dict[tuple[str, str], UseNeed] = {}
    for part in demand.uses:
        key = (part.use, part.quality)
        before = needs[key].month_m3_day if key in needs else np.zeros(12)
        total = before + part.month_m3_day * gross
        needs[key] = UseNeed(part.use, part.priority, part.quality, total)
    return list(needs.values())


def dual_needs(uses: list[UseNeed], scenario: Scenario, needs: Needs) -> list[UseNeed]:
    """Return the needs with drinking and cooking water apart where the scheme is a dual supply."""
    if scenario.dual_supply is None:
        return uses
    wanted = scenario.dual_supply * needs.population / 1000.0 / (1.0 - needs.demand.loss_fraction)
    found: list[UseNeed] = []
    for use in uses:
        if use.use != "domestic":
            found.append(use)
            continue
        drinking = np.minimum(use.month_m3_day, wanted)
        found.append(UseNeed(use.use, use.priority, "drinking", drinking))
        found.append(UseNeed(use.use, use.priority, use.quality, use.month_m3_day - drinking))
    return found


def rain_days_of(climate: Climate, register: list[Assumption]) -> tuple[float, ...]:
    """Return the days with rain of each month, the user's or by the depth of a mean rain day."""
    if climate.rain_days is not None:
        return climate.rain_days
    row = lookup("rainwater", "rain_per_rain_day")
    register.append(Assumption.of("rain per rain day", row.number("value"), "mm", row.origin))
    return tuple(rain_day_count(climate.rain, row.number("value")))


def _yield(
    source: Source, name: str, path: str, climate: Climate, needs: Needs,
    records: Mapping[str, FlowRecord], register: list[Assumption], notes: list[str],
) -> SourceYield:  # fmt: skip
    cost = source.cost.amount if source.cost else 0.0
    serves = tuple(source.serves) if source.serves is not None else None
    month: Months
    if source.kind == "purchase":
        month = np.full(12, source.limit)
    elif source.kind == "greywater":
        month = greywater_share(source, register) * _domestic_net(needs)
    elif source.kind in {"borehole", "well"} and source.flow and source.pump_hours is not None:
        month = note(
            f"supply.{name}.yield",
            pumped_m3_day,
            rate_lps=np.array(source.flow),
            hours_day=source.pump_hours,
        )
    elif _plain(source):
        month = note(
            f"supply.{name}.yield",
            stream_m3_day,
            flow_lps=np.array(source.flow),
            ecological_fraction=source.ecological_flow / 100.0,
        )
    else:
        found = natural(source, name, path, climate, needs.eto_mm_day, records)
        register += found.register
        notes += found.warnings
        month = note_method(
            f"supply.{name}.yield",
            found.month_m3_day,
            "m3/day",
            "natural flow or tested yield, less what stays in the stream, within the pump's hours",
            inputs={"flow_lps": found.month_lps, "kept_lps": found.kept_lps},
        )
    return SourceYield(
        name, source.kind, source.quality, limited(month, source.limit), serves, cost
    )


def _plain(source: Source) -> bool:
    """Tell whether a source's flow is told by month and nothing else bears on it."""
    return bool(source.flow) and not (
        source.series
        or source.ecological_rule
        or source.solar_power
        or source.test
        or source.ram_fall
    )


def greywater_share(source: Source, register: list[Assumption]) -> float:
    """Return the part of the domestic water that comes back as greywater."""
    if source.fraction is not None:
        return source.fraction / 100.0
    row = lookup("water_quality", "greywater_collected")
    register.append(Assumption.of(row.text("name"), row.number("value"), "-", row.origin))
    return row.number("value")


def plant_of(section: TreatmentTrain, turbidity: float | None) -> Train:
    """Return what a treatment of the scenario reaches.

    Raises:
        MusdesignError: an unknown step, or values out of range.
    """
    return train(
        section.steps,
        section.capacity,
        hours_day=section.hours,
        turbidity_ntu=turbidity,
        dose_mg_l=section.dose,
        demand_mg_l=section.chlorine_demand,
        contact_minutes=section.contact,
        loss_fraction=None if section.loss is None else section.loss / 100.0,
    )


def worst_turbidity(scenario: Scenario, section: TreatmentTrain) -> float | None:
    """Return the turbidity of the cloudiest source of a treatment, None where none is known."""
    known = [s.turbidity for i, s in enumerate(scenario.sources) if s.called(i) in section.takes]
    return max((value for value in known if value is not None), default=None)


def _treated(
    yields: list[SourceYield], section: TreatmentTrain, turbidity: float | None,
    register: list[Assumption], notes: list[str],
) -> list[SourceYield]:  # fmt: skip
    """Return sources after a treatment: of the better tier, within its capacity together."""
    taken = [found for found in yields if found.name in section.takes]
    if not taken:
        return yields
    plant = plant_of(section, turbidity)
    register += plant.register
    notes += [f"{section.name}: {line}" for line in plant.warnings]
    raw = np.sum([found.month_m3_day for found in taken], axis=0)
    part = np.minimum(1.0, section.capacity / np.maximum(raw, 1e-12)) * (1.0 - plant.loss_fraction)
    cost = section.cost.amount if section.cost else 0.0
    notes += [
        f"{found.name}: all of it goes through {section.name} in the mean year; in the daily run "
        "raw water also serves what it is good for"
        for found in taken
    ]
    return [
        SourceYield(
            found.name, found.kind, plant.gives, found.month_m3_day * part, found.serves,
            found.cost_per_m3 + cost,
        )
        if found.name in section.takes
        else found
        for found in yields
    ]  # fmt: skip


def _roof(source: Source, name: str, households: float, register: list[Assumption]) -> Roof:
    coefficient = source.runoff_coefficient
    if coefficient is None:
        row = lookup("rainwater", "runoff_coefficient")
        coefficient = row.number("value")
        register.append(Assumption.of("roof runoff coefficient", coefficient, "-", row.origin))
    assert source.area is not None
    assert source.tank is not None
    coefficient *= source.filter / 100.0
    area = source.area * households
    note(
        f"supply.{name}.per_mm",
        roof_runoff_m3,
        area_m2=area,
        rain_mm=1.0,
        runoff_coefficient=coefficient,
    )
    serves = tuple(source.serves) if source.serves is not None else None
    cost = source.cost.amount if source.cost else 0.0
    return Roof(
        name,
        area,
        coefficient,
        source.tank * households,
        source.quality,
        serves,
        cost,
        initial_loss_mm=source.first_flush,
    )


def _pond(source: Source, name: str, needs: Needs, register: list[Assumption]) -> Roof:
    """Return a pond as the mean year knows it: a catchment with a store that loses water."""
    assert source.catchment is not None
    assert source.volume is not None
    assert source.surface is not None
    share = runoff_share(source, register)
    factor, origin = open_water_factor()
    register.append(Assumption.of("evaporation of open water over ETo", factor, "-", origin))
    return Roof(
        name,
        source.catchment,
        share,
        source.volume,
        source.quality,
        tuple(source.serves) if source.serves is not None else None,
        source.cost.amount if source.cost else 0.0,
        "pond",
        source.initial_loss,
        source.surface,
        float(factor) * np.array(needs.eto_mm_day) + source.seepage,
    )


def runoff_share(source: Source, register: list[Assumption]) -> float:
    """Return the part of the rain that runs off to a pond."""
    if source.runoff_coefficient is not None:
        return source.runoff_coefficient
    row = lookup("water_quality", "catchment_runoff")
    register.append(Assumption.of(row.text("name"), row.number("value"), "-", row.origin))
    return row.number("value")


def _domestic_net(needs: Needs) -> Months:
    months: Months = np.zeros(12)
    for part in needs.demand.uses:
        if part.use == "domestic":
            months = months + part.month_m3_day
    return months


def net_year_m3(demand: Demand, item: str = "") -> float:
    """Return the net water of a year, m3, of all uses or of the items that begin so."""
    return sum(
        365.0 * annual_mean(part.month_m3_day) for part in demand.uses if part.item.startswith(item)
    )
