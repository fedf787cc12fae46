"""State a design's facts by the canonical names of the rules, and have standards judge them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from musdesign import standards
from musdesign.demand.build import DesignBasis, Needs
from musdesign.finance import TariffResult
from musdesign.flow.basis import conditions
from musdesign.flow.result import Checks
from musdesign.flow.stored import StoredVolume
from musdesign.network import NetworkDesign
from musdesign.scenario.models import Scenario
from musdesign.supply.balance import Supply
from musdesign.units import DAYS_PER_YEAR, MONTH_DAYS

Facts = Mapping[str, float | None]


def facts(
    scenario: Scenario,
    needs: Needs,
    basis: DesignBasis,
    supply: Supply | None,
    storage: tuple[StoredVolume, ...],
    network: NetworkDesign | None,
    tariffs: Sequence[TariffResult] = (),
) -> dict[str, float | None]:
    """Return what rules may ask about a design; None where it has no such thing."""
    demand, people = needs.demand, needs.population
    uses = demand.by_use_m3_day
    domestic = uses.get("domestic", 0.0)
    net = sum(uses.values())
    gross = 1.0 / (1.0 - basis.loss_fraction)
    distances = [group.distance for group in scenario.households if group.distance is not None]
    trips = [group.round_trip for group in scenario.households if group.round_trip is not None]
    found: dict[str, float | None] = {
        "net_domestic_allocation": 1000.0 * domestic / people,
        "net_total_allocation": 1000.0 * net / people,
        "gross_domestic_allocation": 1000.0 * domestic / people * gross,
        "livestock_allowance": 1000.0 * uses.get("livestock", 0.0) / people,
        "garden_allowance": 1000.0 * uses.get("gardens", 0.0) / people,
        "household_allocation": net / needs.households * DAYS_PER_YEAR / 12.0,
        "losses": 100.0 * basis.loss_fraction,
        "max_day_factor": basis.max_day_factor,
        "peak_hour_factor": basis.peak_hour_factor,
        "design_period": scenario.horizon.design_period,
        "growth_rate": 100.0 * scenario.horizon.growth.rate,
        "max_distance": max(distances) if distances else None,
        "round_trip_time": max(trips) if trips else None,
    }
    if domestic > 0:
        found["livestock_share_max"] = 100.0 * uses.get("livestock", 0.0) / domestic
    return (
        found
        | _storage(storage, demand.mean_day_m3, demand.max_day_m3)
        | (_network(network) if network is not None else {})
        | (_supply(supply, demand.max_day_m3, people) if supply is not None else {})
        | _money(tariffs)
    )


def _storage(
    storage: tuple[StoredVolume, ...], mean_day_m3: float, max_day_m3: float
) -> dict[str, float | None]:
    if not storage:
        return {"storage_volume": None}
    community = sum(tank.volume_m3 for tank in storage if tank.count == 1)
    return {
        "storage_volume": community,
        "storage_fraction": community / max_day_m3 if max_day_m3 else None,
        "storage_fraction_of_mean_day": community / mean_day_m3 if mean_day_m3 else None,
    }


def _network(network: NetworkDesign) -> dict[str, float | None]:
    taps = [node for node in network.nodes if node.demand_lps > 0 and node.kind == "junction"]
    return {
        "min_residual_pressure": min((n.pressure_m for n in taps), default=None),
        "max_static_pressure": max((n.static_m for n in taps), default=None),
        "max_dynamic_pressure": max((n.pressure_m for n in taps), default=None),
        "velocity": max((link.velocity_m_s for link in network.links), default=None),
    }


def _supply(supply: Supply, max_day_m3: float, people: float) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    if supply.by_source and max_day_m3 > 0:
        least = min(
            sum(float(s.available_by_month_m3[m]) for s in supply.by_source) / days
            for m, days in enumerate(MONTH_DAYS)
        )
        found["source_yield_ratio"] = least / max_day_m3
        found["source_yield_per_person"] = 1000.0 * least / people
    served = next((use for use in supply.by_use if use.use == "domestic"), None)
    if served is not None:
        found["assurance_of_supply"] = 100.0 * served.time_reliability
        found["max_interruption"] = DAYS_PER_YEAR * (1.0 - served.time_reliability)
    return found


def _money(tariffs: Sequence[TariffResult]) -> dict[str, float | None]:
    # the first tariff is the one in use; its revenue against every cost of the service
    if not tariffs:
        return {}
    rungs = list(tariffs[0].cost_recovery.values())
    last = rungs[-1] if rungs else None
    return {"cost_recovery": None if last is None else 100.0 * last}


def known_conditions(
    scenario: Scenario, needs: Needs, storage: tuple[StoredVolume, ...]
) -> dict[str, Any]:
    """Return the conditions that rules may ask for, those of the finished design among them."""
    demand = needs.demand
    balancing = [t.balancing_m3 for t in storage if t.count == 1 and t.balancing_m3 is not None]
    found: dict[str, Any] = {
        "mean_day_volume": demand.mean_day_m3,
        "max_day_volume": demand.max_day_m3,
        **({"balancing_volume": sum(balancing)} if balancing else {}),
        "dwellings": needs.households,
    }
    return found | conditions(scenario)


def judge(
    known: Facts,
    given: Mapping[str, Any],
    instruments: Sequence[standards.Standard],
    as_of: dt.date | None,
) -> Checks:
    """Return the verdict of every clause of every instrument."""
    return Checks(
        tuple(
            check
            for instrument in instruments
            for check in standards.check(instrument, known, given, as_of)
        )
    )
