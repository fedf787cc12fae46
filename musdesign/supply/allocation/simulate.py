"""Run a network through every day of every scenario."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple
from typing import Any

import numpy as np

from musdesign.errors import CalculationError, Problem
from musdesign.supply.allocation.network import Network
from musdesign.supply.allocation.outcome import Sums, binders, simulation
from musdesign.supply.allocation.paths import filling, serving
from musdesign.supply.allocation.policy import CarryOver
from musdesign.supply.allocation.prepare import Prepared, prepare
from musdesign.supply.allocation.results import Rule, Simulation


def simulate(
    network: Network,
    *,
    rule: Rule = "exact",
    carry: CarryOver | None = None,
    threads: int | None = None,
    daily: bool = False,
) -> Simulation:
    """Return the allocation of every day in every scenario.

    Args:
        network: what there is; all its mistakes are told at once.
        rule: ``exact``, the day's minimum-cost flow; or ``screening``, a fixed order of links,
            faster and worse.
        carry: how the value of stored water falls with its level; None: the default classes.
        threads: Python threads among which scenarios are shared; None: one per core.  The result
            does not depend on it.
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
    ready = prepare(network, carry or CarryOver())
    sums = Sums.empty(ready, len(binders(network)), daily=daily)
    workers = max(1, min(threads or os.cpu_count() or 1, ready.scenarios))
    arguments = _arguments(ready, rule)
    run = _kernel(rule)

    def one(scenario: int) -> int:
        series = (
            ready.available(scenario),
            ready.demand(scenario),
            ready.depth(scenario),
            *arguments["series"],
        )
        return int(
            run(
                series,
                arguments["calendar"],
                arguments["constant"],
                arguments["tables"],
                arguments["stores"],
                arguments["tracing"],
                sums.of(scenario),
                sums.days_of(scenario),
            )
        )

    if workers == 1:
        codes = [one(scenario) for scenario in range(ready.scenarios)]
    else:
        with ThreadPoolExecutor(workers) as pool:
            codes = list(pool.map(one, range(ready.scenarios)))
    for scenario, code in enumerate(codes):
        if code < 0:
            raise CalculationError(
                Problem(
                    f"day {-code} of scenario {scenario + 1} could not be allocated",
                    why="numbers of very different size leave the programme without a solution",
                    cure="give flows and capacities as they are, not as placeholders",
                )
            )
    return simulation(ready, rule, sums)


def _kernel(rule: Rule) -> Any:
    """Import a kernel late: numba takes its time."""
    if rule == "exact":
        from musdesign.supply.allocation.kernels.exact import run

        return run
    if rule == "screening":
        from musdesign.supply.allocation.kernels.screening import run as screen

        return screen
    raise CalculationError(Problem(f"unknown rule '{rule}'", cure="known: exact, screening"))


def _arguments(ready: Prepared, rule: Rule) -> dict[str, Any]:
    """Return the arguments of a kernel that are the same in every scenario."""
    network, built, ways = ready.network, ready.programme, ready.reach
    uses = [use.name for use in network.uses]
    returns_from = [uses.index(s.returns_from) if s.returns_from else -1 for s in network.sources]
    first, links = built.link_0, len(built.links)
    bound = np.zeros(built.cost.size)
    bound[first : first + links] = np.minimum(built.transfer_m3, ready.scale)
    constant: tuple[Any, ...] = (built.matrix, built.cost, bound, first, links, ready.scale)
    tables: tuple[Any, ...] = (
        built.carry,
        built.unmet,
        built.step_share,
        ready.widths,
        built.limit_row,
    )
    if rule == "screening":
        constant = (links, ready.scale)
        tables = (
            astuple(serving(network, built)),
            astuple(filling(network, built)),
            built.limit_row,
        )
    order = np.argsort([use.priority for use in network.uses], kind="stable")
    return {
        "series": (
            ready.caps,
            np.minimum(ready.limits, ready.scale),
            ready.right,
            np.array(returns_from, dtype=np.int64),
            np.array([s.return_fraction for s in network.sources], dtype=float),
        ),
        "calendar": (ready.month, ready.year_begins),
        "constant": constant,
        "tables": tables,
        "stores": (ready.initial, ready.store_numbers, built.overflow, ways.feeders),
        "tracing": (
            order.astype(np.int64),
            ways.direct,
            ways.treated,
            ways.dirty,
            ready.mean_m3_day,
            ways.plant_of,
        ),
    }
