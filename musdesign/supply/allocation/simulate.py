"""Run a network through every day of every scenario."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, get_args

import numpy as np

from musdesign.errors import CalculationError, Problem
from musdesign.supply.allocation.network import Network
from musdesign.supply.allocation.outcome import Sums, simulation
from musdesign.supply.allocation.paths import Paths, paths
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
    if rule == "screening":
        # it knows no value of stored water
        carry = CarryOver(within_days=())
    ready = prepare(network, carry or CarryOver())
    ways = paths(network, ready.programme, order) if rule == "screening" else None
    columns = len(ready.programme.links) if ways is None else len(ways.on_link)
    sums = Sums.empty(ready, columns, daily=daily)
    workers = max(1, min(threads or os.cpu_count() or 1, ready.scenarios))
    arguments = _arguments(ready, ways, trace=rule == "exact" if trace is None else trace)
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
                _work(ready, ways),
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
    return simulation(ready, rule, sums, None if ways is None else ways.on_link)


def _kernel(rule: Rule) -> Any:
    """Import a kernel late: numba takes its time."""
    if rule not in get_args(Rule):
        raise CalculationError(Problem(f"unknown rule '{rule}'", cure="known: exact, screening"))
    from musdesign.supply.allocation.kernels import without_stale

    if rule == "exact":
        from musdesign.supply.allocation.kernels.exact import run

        return without_stale(run)
    from musdesign.supply.allocation.kernels.screening import run as screen

    return without_stale(screen)


def _work(ready: Prepared, ways: Paths | None) -> tuple[tuple[Any, ...], ...]:
    """Return the work space of one run: the kernels allocate nothing."""
    network = ready.network
    sources, stores, uses = len(network.sources), len(network.stores), len(network.uses)
    n, m = ready.programme.matrix.shape
    by_node = (sources, sources, uses, uses, uses, stores, stores, stores)
    common = (
        *(np.zeros(size) for size in by_node),
        np.zeros(len(network.treatments) + stores),
        np.zeros((stores, 2)),
        np.zeros((uses, 4)),
        np.zeros((6, sources + stores)),
    )
    if ways is not None:
        return common, (np.zeros(sources + stores), np.zeros(len(ways.on_link)))
    return common, (
        np.zeros((n, m)),
        np.zeros(n),
        np.zeros(m, dtype=np.int64),
        np.zeros(n, dtype=np.int64),
        np.zeros(n),
        np.zeros(n, dtype=np.bool_),
        np.zeros(m),
        np.zeros(m),
        np.zeros(n),
        np.zeros(stores, dtype=np.bool_),
    )


def _arguments(ready: Prepared, ways: Paths | None, *, trace: bool) -> dict[str, Any]:
    """Return the arguments of a kernel that are the same in every scenario."""
    network, built, reached = ready.network, ready.programme, ready.reach
    uses = [use.name for use in network.uses]
    returns_from = [uses.index(s.returns_from) if s.returns_from else -1 for s in network.sources]
    first, links = built.link_0, len(built.links)
    bound = np.zeros(built.cost.size)
    bound[first : first + links] = np.minimum(built.transfer_m3, ready.scale)
    constant: tuple[Any, ...] = (built.matrix, built.cost, bound, first, links, ready.scale, trace)
    tables: tuple[Any, ...] = (
        built.carry,
        built.unmet,
        built.step_share,
        ready.widths,
        built.limit_row,
    )
    if ways is not None:
        constant = (ready.scale, trace)
        tables = (tuple(ways.serving), tuple(ways.filling))
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
        "stores": (ready.initial, ready.store_numbers, built.overflow, reached.feeders),
        "tracing": (
            order.astype(np.int64),
            reached.direct,
            reached.treated,
            reached.dirty,
            ready.yield_m3_day.mean(axis=1),
            reached.plant_of,
        ),
    }
