"""How far the day's rule is from knowing every day to come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musdesign.supply.allocation import Network, Simulation
from musdesign.supply.allocation.foresight import Foresight

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bound:
    """How far the day's rule is from knowing every day to come: the programme over all days."""

    days: int
    """Of the first draw of the weather, from its first day on."""
    more_unmet: Mapping[str, float]
    """By use: what the rule leaves unmet beyond the programme, as a part of the use's need; below 0
    where it serves a use better, at the cost of another."""
    weighted: float
    """The same of all uses, weighed by priority; never below 0."""
    parts: int = 1
    """Into which the days were cut, each with full stores to begin with: the distance is then an
    upper bound."""

    @property
    def farthest(self) -> tuple[str, float]:
        """Return the use farthest from foresight, and how far."""
        use, more = max(self.more_unmet.items(), key=lambda item: item[1])
        return use, max(0.0, more)


def bound_of(network: Network, found: Simulation, best: Foresight) -> Bound:
    """Return the distance of a simulation to foresight over the same days, by kind of use.

    Args:
        network: simulated.
        found: of the network.
        best: the programme over the same days.
    """
    more = found.record.unmet_m3[best.scenario] - best.unmet_m3
    return Bound(
        found.days,
        _by_kind(network, more, best.demand_m3),
        best.weighted_distance(found),
        best.parts,
    )


def gap_of(network: Network, found: Simulation, exact: Simulation) -> dict[str, float]:
    """Return by kind of use what a rule leaves unmet beyond another, as a part of the need."""
    more = (found.record.unmet_m3 - exact.record.unmet_m3).sum(axis=0)
    return _by_kind(network, more, exact.record.demand_m3.sum(axis=0))


def _by_kind(network: Network, volume_m3: Array, demand_m3: Array) -> dict[str, float]:
    kinds: dict[str, list[int]] = {}
    for u, use in enumerate(network.uses):
        kinds.setdefault(use.use or use.name, []).append(u)
    wanted = {kind: float(demand_m3[rows].sum()) for kind, rows in kinds.items()}
    return {
        kind: float(volume_m3[rows].sum()) / wanted[kind] if wanted[kind] > 0 else 0.0
        for kind, rows in kinds.items()
    }


def first_days(network: Network, days: int) -> Network:
    """Return a network with the first days of its first draw alone."""

    def cut(values: Any) -> Any:
        array = np.asarray(values, dtype=float)
        if array.ndim == 0:
            return values
        return (array[0] if array.ndim == 2 else array)[:days]

    def limit(values: Any) -> Any:
        return None if values is None else cut(values)

    return replace(
        network,
        sources=[
            replace(
                source,
                available_m3_day=cut(source.available_m3_day),
                right_m3_day=limit(source.right_m3_day),
                pump_m3_day=limit(source.pump_m3_day),
            )
            for source in network.sources
        ],
        uses=[replace(use, demand_m3_day=cut(use.demand_m3_day)) for use in network.uses],
        stores=[
            replace(store, loss_depth_m_day=cut(store.loss_depth_m_day)) for store in network.stores
        ],
        treatments=[
            replace(plant, capacity_m3_day=cut(plant.capacity_m3_day))
            for plant in network.treatments
        ],
    )
