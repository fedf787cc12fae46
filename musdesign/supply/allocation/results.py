"""What a simulation of many days and scenarios returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Rule = Literal["exact", "screening"]
CAUSES = ("source", "tank", "pump", "right", "treatment", "quality", "reserve")
"""What can bind; see docs/supply-allocation.md for how each unmet litre is given to one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UseRecord:
    """Sums and events of each use in each scenario, (scenarios, uses) unless said otherwise.

    Attributes:
        demand_m3: over the record.
        met_m3: over the record.
        days_with_demand: days on which something is wanted.
        failed_days: days on which something is missing.
        events: runs of failed days; days without demand between failed days do not end a run.
        longest_failure_days: failed days of the longest run.
        worst_ratio_sum: over the events, the largest daily deficit as a share of that day's demand.
        event_deficit_sum_m3: over the events, the whole deficit.
        largest_event_deficit_m3: of one event.
        failed_years: years with a failed day.
        years: years begun.
        demand_by_month_m3: (scenarios, uses, 12).
        met_by_month_m3: (scenarios, uses, 12).
    """

    demand_m3: Array
    met_m3: Array
    days_with_demand: Array
    failed_days: Array
    events: Array
    longest_failure_days: Array
    worst_ratio_sum: Array
    event_deficit_sum_m3: Array
    largest_event_deficit_m3: Array
    failed_years: Array
    years: int
    demand_by_month_m3: Array
    met_by_month_m3: Array

    @property
    def unmet_m3(self) -> Array:
        """Return what is missing over the record, (scenarios, uses)."""
        return np.maximum(self.demand_m3 - self.met_m3, 0.0)

    @property
    def unmet_by_month_m3(self) -> Array:
        """Return what is missing by month of the year, (scenarios, uses, 12)."""
        return np.maximum(self.demand_by_month_m3 - self.met_by_month_m3, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """The days of a simulation, m3: kept only when asked for.

    Attributes:
        met_m3: (scenarios, days, uses).
        level_m3: volume at the end of each day, (scenarios, days, stores).
        flow_m3: along each link of ``Simulation.links``, (scenarios, days, links).
        loss_m3: evaporation and seepage, (scenarios, days, stores).
    """

    met_m3: Array
    level_m3: Array
    flow_m3: Array
    loss_m3: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """The allocation of every day in every scenario.

    Attributes:
        rule: which rule allocated.
        days: length of the record.
        scenarios: how many.
        sources, treatments, stores, uses: names, in the order of the arrays.
        links: (from, to) of each link, in the order of the arrays.
        record: sums and events of each use.
        flow_by_month_m3: what leaves the first end of each link, (scenarios, links, 12).
        available_by_month_m3: natural yield of each source, (scenarios, sources, 12).
        taken_by_month_m3: what is taken of it, (scenarios, sources, 12).
        loss_by_month_m3: evaporation and seepage of each store, (scenarios, stores, 12).
        initial_m3, final_m3: volumes of the stores, (scenarios, stores).
        lowest_m3: the lowest volume of each store at a day's end, (scenarios, stores).
        full_days, empty_days: days that each store ends full or empty, (scenarios, stores).
        unmet_by_cause_m3: each unmet litre by what binds, (scenarios, uses, binders, 12).
        binders: (cause, node) of each binder, the cause one of :data:`CAUSES`.
        served_by_m3: water of each origin (source, and the stores' initial volume as the last
            entry) in each use, (scenarios, sources + 1, uses); what passes a store or treatment
            is shared in the proportions in which it came there over the record.
        cost: of all water moved, in the currency of the network, (scenarios,).
        largest_imbalance_m3: the largest error of any node's balance on any day.
        daily: the days, when asked for.
    """

    rule: Rule
    days: int
    scenarios: int
    sources: tuple[str, ...]
    treatments: tuple[str, ...]
    stores: tuple[str, ...]
    uses: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    record: UseRecord
    flow_by_month_m3: Array
    available_by_month_m3: Array
    taken_by_month_m3: Array
    loss_by_month_m3: Array
    initial_m3: Array
    final_m3: Array
    lowest_m3: Array
    full_days: Array
    empty_days: Array
    unmet_by_cause_m3: Array
    binders: tuple[tuple[str, str], ...]
    served_by_m3: Array
    cost: Array
    largest_imbalance_m3: float
    daily: Daily | None = None
