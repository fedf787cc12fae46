"""The best fixed order of sources over a record: what no rule of ours may be worse than.

A fixed order serves uses by priority, each from the first source of the order that has water for
it, then from the next: the screening rule.  Every order of a few sources is tried on the whole
record; a run stops as soon as it misses more than the best found.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from musdesign.supply.allocation.outcome import Sums
from musdesign.supply.allocation.paths import paths
from musdesign.supply.allocation.prepare import Prepared
from musdesign.supply.allocation.running import run_screening

Array = NDArray[np.float64]
Order = tuple[str, ...]
MOST_PERMUTED = 5
"""Sources of which every order is tried, their stores after them."""
MOST_MIXED = 4
"""Sources and stores together of which every order is tried."""
SEARCHED_SCENARIOS, SEARCHED_DAYS = 2, 1826
"""The part of the record on which the search by exchanges runs."""


@dataclass(frozen=True, slots=True)
class FixedOrder:
    """A fixed order of sources and stores.

    Attributes:
        order: those that come first; stores not named follow, the least over-qualified first.
        unmet_m3: weighed by priority, mean of the scenarios.
    """

    order: Order
    unmet_m3: float


def best_order(
    ready: Prepared, weight: Array, most_m3: float, threads: int | None = None
) -> FixedOrder | None:
    """Return the fixed order that leaves least unmet, None where none leaves less than the most.

    Tried on every scenario: the order that the screening rule has by itself; every order of up to
    :data:`MOST_PERMUTED` sources that serve, with the stores after them; every order of sources and
    stores together where they are at most :data:`MOST_MIXED`; otherwise the order to which a search
    comes that exchanges neighbours, on the first scenarios and years.

    Args:
        ready: the network's record; its carry-over and reserves do not matter.
        weight: of each use's unmet water, (uses,).
        most_m3: unmet water to be beaten, mean of the scenarios.
        threads: among which scenarios are shared.
    """
    found = None
    for order in dict.fromkeys(_orders(ready, weight, threads)):
        value = unmet_of(ready, order, weight, most_m3, threads)
        if value < most_m3:
            found, most_m3 = FixedOrder(order, value), value
    return found


def unmet_of(
    ready: Prepared, order: Order, weight: Array, most_m3: float = np.inf,
    threads: int | None = None,
) -> float:  # fmt: skip
    """Return what a fixed order leaves unmet, weighed, a mean of scenarios; inf above the most."""
    ways = paths(ready.network, ready.programme, order)
    sums = Sums.empty(ready, len(ways.on_link), daily=False)
    workers = max(1, threads or os.cpu_count() or 1)
    ended = run_screening(
        ready, ways, sums, workers, trace=False, weight=weight, most_m3=most_m3 * ready.scenarios
    )
    if not ended:
        return float(np.inf)
    months = sums.use_month.sum(axis=2)
    return float((np.maximum(months[:, 0] - months[:, 1], 0.0) @ weight).mean())


def _orders(ready: Prepared, weight: Array, threads: int | None) -> Iterator[Order]:
    """Give the orders to be tried on every scenario."""
    network = ready.network
    # those with a way to a use, be it through a tank
    begins = set(paths(network, ready.programme).serving.origin.tolist())
    many = len(network.sources)
    sources = [item.name for k, item in enumerate(network.sources) if k in begins]
    stores = [item.name for k, item in enumerate(network.stores, many) if k in begins]
    yield ()
    if len(sources) <= MOST_PERMUTED:
        yield from itertools.permutations(sources)
    if len(sources) + len(stores) <= MOST_MIXED:
        yield from itertools.permutations((*sources, *stores))
    else:
        # the calendar tells how many days are run
        few = replace(
            ready,
            scenarios=min(ready.scenarios, SEARCHED_SCENARIOS),
            month=ready.month[:SEARCHED_DAYS],
        )
        yield _exchanged(few, (*sources, *stores), weight, threads)


def _exchanged(ready: Prepared, order: Order, weight: Array, threads: int | None) -> Order:
    """Return an order that no exchange of neighbours betters."""
    best = unmet_of(ready, order, weight, threads=threads)
    idle = 0
    while idle < len(order) - 1:
        for k in range(len(order) - 1):
            changed = (*order[:k], order[k + 1], order[k], *order[k + 2 :])
            value = unmet_of(ready, changed, weight, best, threads)
            if value < best:
                best, order, idle = value, changed, 0
            else:
                idle += 1
            if idle >= len(order) - 1:
                break
    return order
