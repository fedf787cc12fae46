"""Run a network through every day of every scenario."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from musdesign.errors import CalculationError, Problem
from musdesign.supply.allocation.network import Network
from musdesign.supply.allocation.outcome import Sums, simulation
from musdesign.supply.allocation.paths import paths
from musdesign.supply.allocation.policy import CarryOver
from musdesign.supply.allocation.prepare import Prepared, prepare
from musdesign.supply.allocation.results import Rule, Simulation
from musdesign.supply.allocation.running import run_exact, run_screening


def simulate(
    network: Network,
    *,
    rule: Rule = "exact",
    carry: CarryOver | None = None,
    threads: int | None = None,
    daily: bool = False,
    trace: bool | None = None,
    order: Sequence[str] = (),
) -> Simulation:
    """Return the allocation of every day in every scenario.

    Args:
        network: what there is; all its mistakes are told at once.
        rule: ``exact``, the day's minimum-cost flow; or ``screening``, a fixed order of links,
            faster and worse.
        carry: how the value of stored water falls with its level; None: the default classes.
        threads: Python threads among which scenarios are shared; None: one per core.  The result
            does not depend on it.
        trace: give each unmet litre to what binds; None: with the exact rule only.
        order: sources and stores that the screening rule tries first, in this order; by itself it
            takes sources before stores, the least over-qualified first, then the cheapest.
        daily: keep the days of flows and levels (memory: scenarios x days x links x 8 bytes).

    Raises:
        CalculationError: names that do not exist or occur twice, arrays of other lengths, numbers
            that are not finite or below 0, a store filled by water worse than its own quality.

    >>> from musdesign.supply.allocation import Source, Store, Use
    >>> spring = Source(name="spring", quality="drinking", available_m3_day=[3.0, 1.0, 1.0],
    ...                 fills=("tank",))
    >>> tank = Store(name="tank", quality="drinking", capacity_m3=1.0, initial_m3=0.0)
    >>> domestic = Use(name="domestic", quality="drinking", priority=1,
    ...                demand_m3_day=[2.0, 2.0, 2.0])
    >>> met = simulate(Network(sources=[spring], stores=[tank], uses=[domestic])).record.met_m3
    >>> met.tolist()
    [[5.0]]
    """
    if rule not in get_args(Rule):
        raise CalculationError(Problem(f"unknown rule '{rule}'", cure="known: exact, screening"))
    workers = max(1, threads or os.cpu_count() or 1)
    if rule == "exact":
        ready = prepare(network, carry or CarryOver())
        sums = Sums.empty(ready, len(ready.programme.links), daily=daily)
        run_exact(ready, sums, workers, trace=trace is not False)
        return simulation(ready, rule, sums, None)
    # it knows no value of stored water
    ready = prepare(network, CarryOver(within_days=()))
    ways = paths(network, ready.programme, order)
    sums = Sums.empty(ready, len(ways.on_link), daily=daily)
    run_screening(ready, ways, sums, workers, trace=bool(trace))
    return simulation(ready, rule, sums, ways.on_link)


def unmet_m3(ready: Prepared, threads: int | None = None) -> NDArray[np.float64]:
    """Return what the exact rule leaves unmet of each use and nothing else, (scenarios, uses)."""
    sums = Sums.empty(ready, len(ready.programme.links), daily=False)
    run_exact(ready, sums, max(1, threads or os.cpu_count() or 1), trace=False)
    months = sums.use_month.sum(axis=2)
    return np.asarray(np.maximum(months[:, 0] - months[:, 1], 0.0), dtype=float)
