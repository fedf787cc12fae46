"""When in the day the water comes, and the tanks that this asks for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from musdesign.demand.needs import Demand, stack
from musdesign.flow.stored import StoredVolume
from musdesign.library.tables import lookup
from musdesign.provenance import Assumption
from musdesign.scenario.models import Scenario
from musdesign.scenario.works import USES, Source, Tank
from musdesign.supply.balance import Supply
from musdesign.supply.pumping import Duty, Inflow, all_day, inflow
from musdesign.supply.storage import TankStage, tank_chain
from musdesign.trace import note_method
from musdesign.units import MONTH_DAYS

COMMUNITY_TANK = "community"


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
        if source.kind in {"roof", "greywater"} or source.pump_hours == 0.0:
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
