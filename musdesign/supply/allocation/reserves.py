"""Reserves that stores may keep for their better uses: how much in each month, from little to all.

Two families, of which the fitting takes the better.  The first keeps multiples of what the better
uses lack in a mean year; the second keeps, by month, quantiles of what they lacked in the years of
the record until the sources gave more than they need.  Where water of one priority counts ten times
that of the next, holding one more litre pays as long as it is needed in one year of ten: the best
reserve lies near the 90 % quantile.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from musdesign.supply.allocation.network import Network, Reserve
from musdesign.supply.allocation.prepare import Prepared
from musdesign.units import MONTH_DAYS

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
MULTIPLES = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
STEPS = ((0.5, 0.0), (0.5, 0.5), (0.5, 1.0), (0.75, 1.0), (0.9, 1.0), (1.0, 1.0), (1.0, 1.5),
         (1.0, 2.5))  # fmt: skip
"""Quantiles of what lacked in the years of the record, and multiples of them."""
MOST_HELD = 2.0
"""What lacks counts up to so many times the store: other stores may hold a part."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A reserve that may be kept.

    Attributes:
        store: in which store.
        priority: the last that may use it.
        volume_m3: by step of the search, the first nothing, (steps, 12).
    """

    store: str
    priority: int
    volume_m3: Array


@dataclass(frozen=True, slots=True)
class Family:
    """Reserves of one kind, and the steps at which their search begins."""

    choices: tuple[Choice, ...]
    guesses: tuple[int, ...]

    def groups(self) -> list[tuple[int, ...]]:
        """Return what is changed together: each priority in all stores, then each reserve.

        A reserve in one store alone draws down better water that serves the same use.
        """
        levels = sorted({choice.priority for choice in self.choices})
        together = [
            tuple(k for k, c in enumerate(self.choices) if c.priority == level) for level in levels
        ]
        return [*(g for g in together if len(g) > 1), *((k,) for k in range(len(self.choices)))]

    def applied(self, bare: Network, steps: Sequence[int]) -> Network:
        """Return the network with reserves: the better priorities' first, none beyond the rest."""
        reserves: dict[str, list[Reserve]] = {}
        held = {store.name: np.zeros(12) for store in bare.stores}
        capacity = {store.name: store.capacity_m3 for store in bare.stores}
        for choice, step in zip(self.choices, steps, strict=True):
            top = np.minimum(choice.volume_m3[step], capacity[choice.store])
            if top.any():
                more = np.maximum(0.0, top - held[choice.store])
                held[choice.store] += more
                reserves.setdefault(choice.store, []).append(
                    Reserve(volume_m3=tuple(more.tolist()), priority=choice.priority)
                )
        stores = [replace(s, reserves=tuple(reserves.get(s.name, ()))) for s in bare.stores]
        return replace(bare, stores=stores)


def families(ready: Prepared) -> tuple[Family, ...]:
    """Return both families of reserves that a network may keep."""
    kept = list(_kept(ready))
    return (
        Family(tuple(_of_mean_year(ready, *k) for k in kept), (3, 2, 5)),
        Family(tuple(_of_record(ready, *k) for k in kept), (4, 2, 6)),
    )


def _kept(ready: Prepared) -> Iterator[tuple[int, int, list[int], Flags]]:
    """Give each store, each priority but the last that it serves, those uses and their sources."""
    network, sources = ready.network, len(ready.network.sources)
    reaches = ready.reach.direct | ready.reach.treated
    for s in range(len(network.stores)):
        served = [u for u in range(len(network.uses)) if reaches[sources + s, u]]
        levels = sorted({network.uses[u].priority for u in served})
        for level in levels[:-1]:
            better = [u for u in served if network.uses[u].priority <= level]
            yield s, level, better, np.asarray(reaches[:sources, better].any(axis=1))


def _of_mean_year(
    ready: Prepared, store: int, level: int, better: list[int], givers: Flags
) -> Choice:
    """Return multiples of what the better uses of a store lack in a mean year."""
    here = ready.network.stores[store]
    demand = ready.demand_m3_day[better].sum(axis=0)
    need = lacking_until_refilled(demand, ready.yield_m3_day[givers].sum(axis=0))
    if need.max() <= 0.0:
        # nothing lacks in a mean year: a month of the demand stands for the dry years
        need = demand * 30.0
    need = np.minimum(need, here.capacity_m3)
    return Choice(here.name, level, np.outer(MULTIPLES, need))


def _of_record(ready: Prepared, store: int, level: int, better: list[int], givers: Flags) -> Choice:
    """Return quantiles of what lacked in the record's years.

    Counted against what the sources of the store's better uses give is all that others of the same
    priorities need of these sources.
    """
    network, sources = ready.network, len(ready.network.sources)
    reaches = (ready.reach.direct | ready.reach.treated)[:sources]
    here = network.stores[store]
    rivals = [
        u
        for u, use in enumerate(network.uses)
        if use.priority <= level and reaches[givers, u].any()
    ]
    lack = np.array(
        [
            ready.demand(k)[rivals].sum(axis=0)
            - np.minimum(ready.available(k), ready.caps)[givers].sum(axis=0)
            for k in range(ready.scenarios)
        ]
    )
    need = lacking_until_full(lack, MOST_HELD * here.capacity_m3)
    months = [need[:, ready.month == m] for m in range(12)]
    steps = [
        [multiple * np.quantile(days if days.size else need, q) for days in months]
        for q, multiple in STEPS
    ]
    return Choice(here.name, level, np.array(steps))


def lacking_until_full(lack_m3_day: Array, most_m3: float) -> Array:
    """Return what each day must hold at its beginning to last until more comes than is needed.

    The sequent peak run backwards over the record, held at the most.

    Args:
        lack_m3_day: need less inflow, (scenarios, days).
        most_m3: the most that counts.

    >>> lacking_until_full(np.array([[1.0, 1.0, -3.0, 2.0, 2.0]]), 3.0).tolist()
    [[2.0, 1.0, 0.0, 3.0, 2.0]]
    """
    need = np.zeros_like(lack_m3_day)
    later = np.zeros(len(lack_m3_day))
    for day in range(lack_m3_day.shape[1] - 1, -1, -1):
        later = np.clip(later + lack_m3_day[:, day], 0.0, most_m3)
        need[:, day] = later
    return need


def lacking_until_refilled(demand_m3_day: Array, inflow_m3_day: Array) -> Array:
    """Return what each month must hold at its beginning to last until inflow exceeds demand, (12,).

    The sequent peak of a mean year run backwards, two cycles.

    >>> lacking_until_refilled(np.full(12, 1.0), np.r_[np.full(10, 1.5), 0.0, 0.0]).tolist()[8:]
    [30.5, 45.5, 61.0, 31.0]
    """
    lack = (np.asarray(demand_m3_day) - inflow_m3_day) * np.array(MONTH_DAYS)
    need = np.zeros(12)
    later = 0.0
    for month in [*range(11, -1, -1), *range(11, -1, -1)]:
        later = max(0.0, later + lack[month])
        need[month] = later
    return need
