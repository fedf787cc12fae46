"""Hand demand and sources to the supply room, and size the tanks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from musdesign.demand.needs import Demand, stack
from musdesign.flow.result import StoredVolume
from musdesign.library.tables import lookup
from musdesign.provenance import Assumption
from musdesign.scenario.models import Climate, Scenario
from musdesign.scenario.works import USES, Source, Tank
from musdesign.supply.balance import Supply, UseNeed, balance, rain_day_count
from musdesign.supply.pumping import Duty, Inflow, all_day, inflow
from musdesign.supply.sources import (
    Roof,
    SourceYield,
    limited,
    pumped_m3_day,
    roof_runoff_m3,
    stream_m3_day,
)
from musdesign.supply.storage import TankStage, tank_chain
from musdesign.trace import note, note_method
from musdesign.units import MONTH_DAYS

COMMUNITY_TANK = "community"


def supply(
    sources: Sequence[Source], climate: Climate, demand: Demand, households: float
) -> tuple[Supply, tuple[Assumption, ...]]:
    """Return the balance of the mean year: every use's gross need against every source."""
    register: list[Assumption] = []
    needs = gross_needs(demand)
    yields, roofs = [], []
    for index, source in enumerate(sources):
        name = source.called(index)
        if source.kind == "roof":
            roofs.append(_roof(source, name, households, register))
        else:
            yields.append(_yield(source, name))
    rain_days = climate.rain_days
    if rain_days is None and roofs:
        row = lookup("rainwater", "rain_per_rain_day")
        register.append(Assumption.of("rain per rain day", row.number("value"), "mm", row.origin))
        rain_days = tuple(rain_day_count(climate.rain, row.number("value")))
    found = balance(needs, yields, roofs, rain_mm_month=climate.rain, rain_days_month=rain_days)
    for service in found.by_use:
        note_method(
            f"supply.{service.use}.reliability",
            service.volumetric_reliability,
            "-",
            "volume met over volume needed in a mean year, day by day, uses in their priority",
            inputs={"met_m3": service.met_m3_year, "needed_m3": service.demand_m3_year},
            checks=tuple(line for line in found.binding if line.startswith(f"{service.use}:")),
        )
    return found, tuple(register)


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


def _yield(source: Source, name: str) -> SourceYield:
    if source.kind == "purchase":
        month = np.full(12, source.limit)
    elif source.kind in {"borehole", "well"} and source.pump_hours is not None:
        month = note(
            f"supply.{name}.yield",
            pumped_m3_day,
            rate_lps=np.array(source.flow),
            hours_day=source.pump_hours,
        )
    else:
        month = note(
            f"supply.{name}.yield",
            stream_m3_day,
            flow_lps=np.array(source.flow),
            ecological_fraction=source.ecological_flow / 100.0,
        )
    cost = source.cost.amount if source.cost else 0.0
    serves = tuple(source.serves) if source.serves is not None else None
    return SourceYield(
        name, source.kind, source.quality, limited(month, source.limit), serves, cost
    )


def _roof(source: Source, name: str, households: float, register: list[Assumption]) -> Roof:
    coefficient = source.runoff_coefficient
    if coefficient is None:
        row = lookup("rainwater", "runoff_coefficient")
        coefficient = row.number("value")
        register.append(Assumption.of("roof runoff coefficient", coefficient, "-", row.origin))
    assert source.area is not None
    assert source.tank is not None
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
    return Roof(name, area, coefficient, source.tank * households, source.quality, serves, cost)


def inflow_of_day(
    sources: Sequence[Source], tanks: Sequence[Tank], balance: Supply | None
) -> tuple[Inflow, tuple[Assumption, ...]]:
    """Return when in the day the water of the piped sources comes, and what was assumed.

    Each source counts by what it gives, in a mean year, to the uses that the tanks serve (without
    a balance all alike); the roofs fill the households' own tanks.
    """
    served = {use for tank in tanks for use in (tank.serves or USES)} or set(USES)
    given = {source.name: source for source in balance.by_source} if balance else {}
    register: list[Assumption] = []
    duties = []
    for index, source in enumerate(sources):
        if source.kind == "roof" or source.pump_hours == 0.0:
            continue
        found = given.get(source.called(index))
        part = sum(found.by_use_m3.get(use, 0.0) for use in served) if found else 1.0
        if source.pump_hours is None or source.kind == "purchase":
            duties.append(Duty(part))
            continue
        start = source.pump_start
        if start is None:
            row = lookup("network_limits", "pump_midpoint")
            start = (row.number("value") - source.pump_hours / 2.0) % 24.0
            register.append(
                Assumption.of(f"{source.called(index)}: pumping starts at", start, "h", row.origin)
            )
        duties.append(Duty(part, source.pump_hours, start))
    shape = inflow(duties)
    return shape, () if shape.even else tuple(register)


def storage(
    given: Sequence[Tank],
    demand: Demand,
    least_m3: float | None,
    balance: Supply | None,
    shape: Inflow | None = None,
) -> tuple[StoredVolume, ...]:
    """Return the community tanks, sized on the largest day, filled when the water comes.

    ``shape`` gives the inflow by hour: in the hours of pumping, evenly over the day without it.

    A single tank is sized as if the sources gave that day; of tanks in a chain the first takes
    what they do give in that month, and the next only what is left.

    ``least_m3`` is the standard's least volume, kept by the first tank that the program sizes.
    """
    tanks = given or [Tank(name=COMMUNITY_TANK)]
    chain = _chain(tanks)
    served: set[str] = set()
    stages = []
    for tank in chain:
        uses = [
            part
            for part in demand.uses
            if part.use not in served and (tank.serves is None or part.use in tank.serves)
        ]
        stages.append((tank, uses))
        served |= {part.use for part in uses}
    hourly = [_hourly_m3(uses, demand, demand.max_day_month) for _, uses in stages]
    need_m3 = sum(float(hours.sum()) for hours in hourly)
    if len(stages) > 1 and balance is not None:
        need_m3 = min(need_m3, _given_m3_day(balance, demand.max_day_month))
    shape = shape or all_day()
    hours_text = "inflow over 24 hours" if shape.even else "inflow in the hours of pumping"
    needed = tank_chain(
        need_m3 * shape.share_hour,
        [TankStage(t.name, hours) for (t, _), hours in zip(stages, hourly, strict=True)],
    )
    volumes = []
    for position, ((tank, uses), service) in enumerate(zip(stages, needed, strict=True)):
        volume = service.volume_m3
        if position == 0 and least_m3 is not None:
            volume = max(volume, least_m3)
        if tank.volume is not None:
            volume = tank.volume
        note_method(
            f"storage.{tank.name}.volume",
            volume,
            "m3",
            "stated in the scenario"
            if tank.volume is not None
            else "the larger of the day's mass "
            f"curve (largest day, {hours_text}) and the standard's least volume",
            source="Rippl mass curve of a repeating day",
            inputs={"mass_curve_m3": service.volume_m3, "standard_m3": least_m3 or 0.0},
        )
        names = tuple(sorted({part.use for part in uses}))
        volumes.append(
            StoredVolume(
                tank.name,
                volume,
                service.volume_m3,
                tank.volume is not None,
                1.0,
                tank.material,
                names,
                float(service.overflow_m3_hour.sum()),
            )
        )
    return tuple(volumes)


def _given_m3_day(balance: Supply, month: int) -> float:
    """Return what the sources other than roofs give on a day of a month."""
    given = sum(
        float(source.available_by_month_m3[month - 1])
        for source in balance.by_source
        if source.kind != "roof"
    )
    return given / MONTH_DAYS[month - 1]


def household_tanks(scenario: Scenario, households: float) -> tuple[StoredVolume, ...]:
    """Return the rainwater tanks of the households, all of a source together."""
    return tuple(
        StoredVolume(
            source.called(index),
            source.tank * households,
            None,
            True,
            households,
            "plastic",
        )
        for index, source in enumerate(scenario.sources)
        if source.kind == "roof" and source.tank
    )


def _chain(tanks: Sequence[Tank]) -> list[Tank]:
    """Return tanks upstream first: those that nothing overflows into, then what they feed."""
    fed = {tank.overflow_to for tank in tanks}
    order = [tank for tank in tanks if tank.name not in fed]
    for tank in order:
        order += [t for t in tanks if t.name == tank.overflow_to and t not in order]
    return order + [tank for tank in tanks if tank not in order]


def _hourly_m3(uses: Sequence[object], demand: Demand, month: int) -> np.ndarray:
    """Return the gross hourly draw of some uses on the largest day."""
    hours = np.zeros(24)
    for part in demand.uses:
        if any(part is use for use in uses):
            hours += part.month_m3_day[month - 1] * part.daily_factor * part.hourly
    return hours / (1.0 - demand.loss_fraction)


def carried(demand: Demand, serves: Sequence[str] | None) -> Demand:
    """Return the demand of the uses that the pipes carry."""
    if serves is None or {part.use for part in demand.uses} <= set(serves):
        return demand
    uses = [part for part in demand.uses if part.use in serves]
    return stack(uses, demand.loss_fraction, demand.population)
