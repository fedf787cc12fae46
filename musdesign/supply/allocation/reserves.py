"""Reserves of stores for the better uses, found by simulating the record.

A day's optimum serves every use it can today.  Where a store also feeds better uses that run dry
later, the last uses should be held back in time.  Each store keeps, in each month, a multiple of
what its better uses will lack until it refills; the multiples are those that leave least unmet over
the record, weighed by priority (parameterisation, simulation, optimisation, as for reservoirs in
Koutsoyiannis and Economou 2003, whose text was not read for this).  They are fitted to a record:
judge them on scenarios that were not used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from musdesign.supply.allocation.foresight import priority_weights
from musdesign.supply.allocation.network import Network, Reserve
from musdesign.supply.allocation.policy import CarryOver
from musdesign.supply.allocation.prepare import Prepared, prepare
from musdesign.supply.allocation.results import Simulation
from musdesign.supply.allocation.simulate import simulate
from musdesign.units import MONTH_DAYS

Array = NDArray[np.float64]
MULTIPLES = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Choice:
    """A reserve that may be kept: in which store, for which priority, how much at multiple 1."""

    store: str
    priority: int
    need_m3: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserved:
    """A network with the reserves that leave least unmet.

    Attributes:
        network: with its reserves.
        multiples: (store, priority, multiple) of each reserve that is kept.
        before, after: unmet volumes weighed by priority, the last weighing 1, means of scenarios.
    """

    network: Network
    multiples: tuple[tuple[str, int, float], ...]
    before: float
    after: float


def with_reserves(
    network: Network, *, carry: CarryOver | None = None, threads: int | None = None
) -> Reserved:
    """Return the network with the reserves that leave least unmet over its own record.

    Reserves already stated are replaced.  Coordinate search: about 20 simulations a reserve.

    Raises:
        CalculationError: mistakes in the network.
    """
    bare = replace(network, stores=[replace(store, reserves=()) for store in network.stores])
    ready = prepare(bare, carry or CarryOver())
    choices = list(_choices(ready))
    found = [0.0] * len(choices)
    weight = priority_weights(tuple(use.priority for use in network.uses))

    def unmet(multiples: Sequence[float]) -> float:
        result = simulate(
            _applied(bare, choices, multiples), carry=carry, threads=threads, trace=False
        )
        return _weighted(result, weight)

    before = best = unmet(found)
    for _ in range(ROUNDS if choices else 0):
        start = best
        for k in range(len(choices)):
            for multiple in MULTIPLES:
                trial = [*found[:k], multiple, *found[k + 1 :]]
                value = unmet(trial) if multiple != found[k] else best
                if value < best - 1e-9:
                    best, found = value, trial
        if best >= start - 1e-9:
            break
    kept = tuple(
        (choice.store, choice.priority, multiple)
        for choice, multiple in zip(choices, found, strict=True)
        if multiple > 0.0
    )
    return Reserved(
        network=_applied(bare, choices, found), multiples=kept, before=before, after=best
    )


def _weighted(result: Simulation, weight: Array) -> float:
    return float((result.record.unmet_m3 @ weight).mean())


def _choices(ready: Prepared) -> Iterator[Choice]:
    """Give each store's reserve for each priority but the last that it serves."""
    network, ways = ready.network, ready.reach
    sources = len(network.sources)
    reaches = ways.direct | ways.treated
    demand = _monthly_demand(ready)
    for s, store in enumerate(network.stores):
        served = [u for u in range(len(network.uses)) if reaches[sources + s, u]]
        levels = sorted({network.uses[u].priority for u in served})
        for level in levels[:-1]:
            better = [u for u in served if network.uses[u].priority <= level]
            givers = reaches[:sources, better].any(axis=1)
            inflow = ready.yield_m3_day[givers].sum(axis=0)
            need = lacking_until_refilled(demand[better].sum(axis=0), inflow)
            if need.max() <= 0.0:
                # nothing lacks in a mean year: a month of the demand stands for the dry years
                need = demand[better].sum(axis=0) * 30.0
            yield Choice(store.name, level, np.minimum(need, store.capacity_m3))


def lacking_until_refilled(demand_m3_day: Array, inflow_m3_day: Array) -> Array:
    """Return what each month must hold at its beginning to last until inflow exceeds demand, (12,).

    The sequent peak of a mean year run backwards, two cycles.

    >>> lacking_until_refilled(np.full(12, 1.0), np.r_[np.full(10, 1.5), 0.0, 0.0]).tolist()[8:]
    [30.0, 46.0, 61.0, 31.0]
    """
    lack = (np.asarray(demand_m3_day) - inflow_m3_day) * np.array(MONTH_DAYS)
    need = np.zeros(12)
    later = 0.0
    for month in [*range(11, -1, -1), *range(11, -1, -1)]:
        later = max(0.0, later + lack[month])
        need[month] = later
    return need


def _monthly_demand(ready: Prepared) -> Array:
    """Return the mean demand of each use by month over all scenarios, (uses, 12)."""
    count = np.maximum(np.bincount(ready.month, minlength=12), 1)
    rows = []
    for use in ready.network.uses:
        demand = np.asarray(use.demand_m3_day, dtype=float)
        mean = demand if demand.ndim == 1 else demand.mean(axis=0)
        rows.append(np.bincount(ready.month, weights=mean, minlength=12) / count)
    return np.array(rows)


def _applied(bare: Network, choices: Sequence[Choice], multiples: Sequence[float]) -> Network:
    """Return the network with reserves: the better priorities' first, none beyond what is left."""
    reserves: dict[str, list[Reserve]] = {}
    held = {store.name: np.zeros(12) for store in bare.stores}
    capacity = {store.name: store.capacity_m3 for store in bare.stores}
    for choice, multiple in zip(choices, multiples, strict=True):
        if multiple > 0.0:
            top = np.minimum(choice.need_m3 * multiple, capacity[choice.store])
            more = np.maximum(0.0, top - held[choice.store])
            held[choice.store] += more
            reserves.setdefault(choice.store, []).append(
                Reserve(volume_m3=tuple(more.tolist()), priority=choice.priority)
            )
    stores = [replace(s, reserves=tuple(reserves.get(s.name, ()))) for s in bare.stores]
    return replace(bare, stores=stores)
