"""State a design's facts by the canonical names of the rules, and have standards judge them."""

from __future__ import annotations

import datetime as dt

from musdesign import standards
from musdesign.demand.build import DesignBasis, Needs
from musdesign.flow.basis import conditions
from musdesign.flow.result import Checks, StoredVolume
from musdesign.network import NetworkDesign
from musdesign.scenario.models import Scenario
from musdesign.supply.balance import Supply


def facts(
    scenario: Scenario,
    needs: Needs,
    basis: DesignBasis,
    supply: Supply | None,
    storage: tuple[StoredVolume, ...],
    network: NetworkDesign | None,
) -> dict[str, float | None]:
    """Return what rules may ask about a design; None where it has no such thing."""
    demand, largest = needs.demand, needs.demand.max_day_m3
    community = sum(tank.volume_m3 for tank in storage if tank.count == 1)
    domestic = demand.by_use_m3_day.get("domestic", 0.0)
    net = sum(demand.by_use_m3_day.values())
    distances = [group.distance for group in scenario.households if group.distance is not None]
    found: dict[str, float | None] = {
        "net_domestic_allocation": 1000.0 * domestic / needs.population,
        "net_total_allocation": 1000.0 * net / needs.population,
        "gross_domestic_allocation": 1000.0
        * domestic
        / needs.population
        / (1.0 - basis.loss_fraction),
        "household_allocation": net / needs.households * 365.0 / 12.0,
        "losses": 100.0 * basis.loss_fraction,
        "max_day_factor": basis.max_day_factor,
        "peak_hour_factor": basis.peak_hour_factor,
        "design_period": scenario.horizon.design_period,
        "growth_rate": 100.0 * scenario.horizon.growth.rate,
        "storage_volume": community if storage else None,
        "storage_fraction": community / largest if storage and largest else None,
        "max_distance": max(distances) if distances else None,
    }
    if network is not None:
        taps = [node for node in network.nodes if node.demand_lps > 0 and node.kind == "junction"]
        found["min_residual_pressure"] = min((n.pressure_m for n in taps), default=None)
        found["max_static_pressure"] = max((n.static_m for n in taps), default=None)
        found["velocity"] = max((link.velocity_m_s for link in network.links), default=None)
    if supply is not None and supply.by_source and demand.max_day_m3 > 0:
        least = min(
            sum(float(s.available_by_month_m3[m]) for s in supply.by_source) / days
            for m, days in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31))
        )
        found["source_yield_ratio"] = least / demand.max_day_m3
    return found


def judge(
    scenario: Scenario,
    known: dict[str, float | None],
    instruments: tuple[standards.Standard, ...],
    as_of: dt.date | None,
) -> Checks:
    """Return the verdict of every clause of every instrument."""
    given = conditions(scenario)
    return Checks(
        tuple(
            check
            for instrument in instruments
            for check in standards.check(instrument, known, given, as_of)
        )
    )
