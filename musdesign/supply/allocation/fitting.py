"""Fit the exact rule to a network by simulating its record: carry-over classes and reserves.

A day's optimum serves every use it can today.  Where a store also feeds better uses that run dry
later, the last uses should be held back in time.  Each store keeps, in each month, a multiple of
what its better uses will lack until it refills.  The multiples, the classes and the order of stores
within a class are those that leave least unmet over the record, weighed by priority
(parameterisation, simulation, optimisation, as for reservoirs in Koutsoyiannis and Economou 2003,
whose text was not read for this).  They are fitted to a record: judge them on scenarios that were
not used.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from musdesign.supply.allocation.foresight import priority_weights
from musdesign.supply.allocation.network import Network, Reserve
from musdesign.supply.allocation.policy import CarryOver
from musdesign.supply.allocation.prepare import Prepared, prepare
from musdesign.supply.allocation.simulate import simulate
from musdesign.units import MONTH_DAYS

Array = NDArray[np.float64]
MULTIPLES = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
ROUNDS = 2
MOST_ORDERED = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """A reserve that may be kept: in which store, for which priority, how much at multiple 1."""

    store: str
    priority: int
    need_m3: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A network with the reserves, and the carry-over, that leave least unmet.

    Attributes:
        network: with its reserves.
        carry: to be given to :func:`simulate` with it.
        multiples: (store, priority, multiple) of each reserve that is kept.
        before, after: unmet volumes weighed by priority, the last weighing 1, means of scenarios.
    """

    network: Network
    carry: CarryOver
    multiples: tuple[tuple[str, int, float], ...]
    before: float
    after: float


def fitted(network: Network, *, threads: int | None = None) -> Fitted:
    """Return the reserves and carry-over that leave least unmet over the network's own record.

    Reserves already stated are replaced.  Coordinate search: about 20 simulations for the classes
    and 8 to 16 for each reserve.

    Raises:
        CalculationError: mistakes in the network.
    """
    bare = replace(network, stores=[replace(store, reserves=()) for store in network.stores])
    weight = priority_weights(tuple(use.priority for use in network.uses))

    def unmet(trial: Network, carry: CarryOver) -> float:
        result = simulate(trial, carry=carry, threads=threads, trace=False)
        return float((result.record.unmet_m3 @ weight).mean())

    carry = CarryOver()
    before = best = unmet(bare, carry)
    choices = list(_choices(prepare(bare, carry)))
    multiples = [0.0] * len(choices)
    for trial in _carries(network):
        value = unmet(bare, trial)
        if value < best - 1e-9:
            best, carry = value, trial
    for _ in range(ROUNDS if choices else 0):
        start = best
        for k in range(len(choices)):
            for multiple in MULTIPLES:
                if multiple != multiples[k]:
                    changed = [*multiples[:k], multiple, *multiples[k + 1 :]]
                    value = unmet(_applied(bare, choices, changed), carry)
                    if value < best - 1e-9:
                        best, multiples = value, changed
        if best >= start - 1e-9:
            break
    kept = tuple(
        (choice.store, choice.priority, multiple)
        for choice, multiple in zip(choices, multiples, strict=True)
        if multiple > 0.0
    )
    return Fitted(
        network=_applied(bare, choices, multiples),
        carry=carry,
        multiples=kept,
        before=before,
        after=best,
    )


def _carries(network: Network) -> Iterator[CarryOver]:
    """Give classes short, long and none, each with every order of few stores."""
    names = [store.name for store in network.stores]
    orders: list[tuple[str, ...]] = [()]
    if 1 < len(names) <= MOST_ORDERED:
        orders += list(itertools.permutations(names))
    else:
        orders += [(name,) for name in names if len(names) > 1]
    for days in ((2.0, 7.0), (2.0, 7.0, 21.0, 60.0), ()):
        for order in orders:
            yield CarryOver(within_days=days, draw_first=order)


def _choices(ready: Prepared) -> Iterator[Choice]:
    """Give each store's reserve for each priority but the last that it serves."""
    network, ways = ready.network, ready.reach
    sources = len(network.sources)
    reaches = ways.direct | ways.treated
    demand = ready.demand_m3_day
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
    [30.5, 45.5, 61.0, 31.0]
    """
    lack = (np.asarray(demand_m3_day) - inflow_m3_day) * np.array(MONTH_DAYS)
    need = np.zeros(12)
    later = 0.0
    for month in [*range(11, -1, -1), *range(11, -1, -1)]:
        later = max(0.0, later + lack[month])
        need[month] = later
    return need


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
