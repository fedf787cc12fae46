"""How well each use and each group of households is served: definitions named, nothing mixed.

Reliability, resilience and vulnerability are those of Hashimoto, Loucks and Stedinger, Water
Resources Research 18(1), 14-20, 1982 (known from texts that quote it; it was not read for this).
Time is counted in days on which something is wanted.  A failure still running at the end of the
record counts as an event.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musdesign.supply.allocation.network import Network, Use
from musdesign.supply.allocation.results import Simulation

Array = NDArray[np.float64]

DEFINITIONS: Mapping[str, str] = {
    "volumetric_reliability": "water given / water wanted, over the record",
    "time_reliability": "days fully served / days on which water is wanted (Hashimoto's alpha)",
    "annual_reliability": "calendar years without a failed day / years begun",
    "resilience": "failure events / failed days: how likely a failed day is the last of its run "
    "(Hashimoto's gamma); 1 without failures",
    "vulnerability_ratio": "mean over the events of the largest daily deficit / that day's demand",
    "vulnerability_m3": "mean over the events of the whole deficit of an event",
    "largest_event_m3": "the largest deficit of one event",
    "longest_failure_days": "failed days of the longest event",
}
"""What each measure means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """The measures of :data:`DEFINITIONS` for each use in each scenario, (scenarios, uses)."""

    uses: tuple[str, ...]
    volumetric_reliability: Array
    time_reliability: Array
    annual_reliability: Array
    resilience: Array
    vulnerability_ratio: Array
    vulnerability_m3: Array
    largest_event_m3: Array
    longest_failure_days: Array


def reliability(result: Simulation) -> Reliability:
    """Return the measures of each use in each scenario.

    A use that wants nothing is fully reliable.
    """
    record = result.record
    wanted = record.demand_m3
    days, failed, events = record.days_with_demand, record.failed_days, record.events
    return Reliability(
        uses=result.uses,
        volumetric_reliability=_part(record.met_m3, wanted),
        time_reliability=1.0 - _part(failed, days, empty=0.0),
        annual_reliability=1.0 - record.failed_years / record.years,
        resilience=_part(events, failed),
        vulnerability_ratio=_part(record.worst_ratio_sum, events, empty=0.0),
        vulnerability_m3=_part(record.event_deficit_sum_m3, events, empty=0.0),
        largest_event_m3=record.largest_event_deficit_m3,
        longest_failure_days=record.longest_failure_days,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupService:
    """What one household group gets of one kind of use, or of all, mean of the scenarios.

    Attributes:
        group: its name.
        use: kind of use, or "all".
        demand_m3_day: mean.
        met_m3_day: mean.
        part_met: met / demand; 1 where nothing is wanted.
        litres_person_day: met per person; None where persons are not counted.
    """

    group: str
    use: str
    demand_m3_day: float
    met_m3_day: float
    part_met: float
    litres_person_day: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fairness:
    """How evenly one kind of use, or all, is served among the groups.

    Attributes:
        use: kind of use, or "all".
        gini: of the part met, each group weighing as many as its persons (or its demand, where
            persons are not counted); 0 all alike.
        worst_group: the group with the smallest part met.
        worst_part_met: its part.
        best_part_met: the largest part of any group.
    """

    use: str
    gini: float
    worst_group: str
    worst_part_met: float
    best_part_met: float


def by_group(network: Network, result: Simulation) -> tuple[GroupService, ...]:
    """Return what each group gets, by kind of use and in all; means over the scenarios."""
    kinds = list(dict.fromkeys(_kind(use) for use in network.uses))
    groups = list(dict.fromkeys(use.group for use in network.uses))
    demand = result.record.demand_m3.mean(axis=0) / result.days
    met = result.record.met_m3.mean(axis=0) / result.days
    rows = []
    for group in groups:
        for kind in [*kinds, "all"]:
            here = [
                k
                for k, use in enumerate(network.uses)
                if use.group == group and kind in {_kind(use), "all"}
            ]
            if here:
                wanted, given = float(demand[here].sum()), float(met[here].sum())
                persons = max(network.uses[k].persons for k in here)
                rows.append(
                    GroupService(
                        group=group,
                        use=kind,
                        demand_m3_day=wanted,
                        met_m3_day=given,
                        part_met=given / wanted if wanted > 0.0 else 1.0,
                        litres_person_day=1000.0 * given / persons if persons > 0.0 else None,
                    )
                )
    return tuple(rows)


def fairness(network: Network, result: Simulation) -> tuple[Fairness, ...]:
    """Return how evenly each kind of use is served among groups that want it."""
    rows = by_group(network, result)
    persons = {
        group: max(use.persons for use in network.uses if use.group == group)
        for group in {use.group for use in network.uses}
    }
    counted = all(value > 0.0 for value in persons.values())
    out = []
    for kind in dict.fromkeys(row.use for row in rows):
        here = [row for row in rows if row.use == kind and row.demand_m3_day > 0.0]
        if here:
            worst = min(here, key=lambda row: row.part_met)
            weight = [persons[r.group] if counted else r.demand_m3_day for r in here]
            out.append(
                Fairness(
                    use=kind,
                    gini=gini([row.part_met for row in here], weight),
                    worst_group=worst.group,
                    worst_part_met=worst.part_met,
                    best_part_met=max(row.part_met for row in here),
                )
            )
    return tuple(out)


def gini(values: Sequence[float], weights: Sequence[float]) -> float:
    """Return the Gini coefficient of values at least 0: half the mean difference over the mean.

    >>> gini([1.0, 1.0], [3.0, 5.0]), gini([0.0, 1.0], [1.0, 1.0])
    (0.0, 0.5)
    """
    x, w = np.asarray(values, dtype=float), np.asarray(weights, dtype=float)
    mean = float(x @ w) / float(w.sum()) if w.sum() > 0 else 0.0
    if mean <= 0.0:
        return 0.0
    differences = float(w @ np.abs(x[:, None] - x[None, :]) @ w)
    return differences / (2.0 * float(w.sum()) ** 2 * mean)


def _kind(use: Use) -> str:
    return use.use or use.name


def _part(top: Array, bottom: Array, *, empty: float = 1.0) -> Array:
    """Return top / bottom; ``empty`` where bottom is 0."""
    return np.where(bottom > 0.0, top / np.where(bottom > 0.0, bottom, 1.0), empty)
