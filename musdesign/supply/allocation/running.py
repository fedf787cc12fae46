"""Hand the arrays of a network to the compiled kernels, scenarios shared among threads."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from musdesign.errors import CalculationError, Problem
from musdesign.supply.allocation.outcome import Sums
from musdesign.supply.allocation.paths import Paths
from musdesign.supply.allocation.prepare import Prepared

Array = NDArray[np.float64]
Item = TypeVar("Item")
LEAST_BASES, MOST_BASES, KEPT_NUMBERS = 16, 1024, 500_000
"""How many bases of the exact rule are kept, and how many numbers of their tableaus (4 MB)."""
LEAST_LANES = 8
"""Scenarios side by side below which a second thread is not worth it."""


class Common(NamedTuple):
    """What is the same in every scenario and for both rules, in the kernels' order."""

    series: tuple[Array, ...]
    calendar: tuple[Any, ...]
    stores: tuple[Any, ...]
    tracing: tuple[Any, ...]


def run_exact(ready: Prepared, sums: Sums, workers: int, *, trace: bool) -> None:
    """Run the exact rule, a scenario at a time, and write the sums.

    Raises:
        CalculationError: a day's programme is not solved.
    """
    # late: numba takes its time
    from musdesign.supply.allocation.kernels import without_stale
    from musdesign.supply.allocation.kernels.exact import run

    run = without_stale(run)
    common, built = _common(ready), ready.programme
    first, links = built.link_0, len(built.links)
    bound = np.zeros(built.cost.size)
    bound[first : first + links] = np.minimum(built.transfer_m3, ready.scale)
    constant = (built.matrix, built.cost, bound, first, links, ready.scale, trace)
    tables = (built.carry, built.unmet, built.step_share, ready.widths, built.limit_row)

    def one(scenario: int) -> int:
        own = (ready.available(scenario), ready.demand(scenario), ready.depth(scenario))
        return int(
            run(
                (*own, *common.series),
                common.calendar,
                constant,
                tables,
                common.stores,
                common.tracing,
                sums.of(scenario),
                sums.days_of(scenario),
                _exact_work(ready),
            )
        )

    for scenario, code in enumerate(_shared(one, range(ready.scenarios), workers)):
        if code < 0:
            raise CalculationError(
                Problem(
                    f"day {-code} of scenario {scenario + 1} could not be allocated",
                    why="numbers of very different size leave the programme without a solution",
                    cure="give flows and capacities as they are, not as placeholders",
                )
            )


def run_screening(
    ready: Prepared, ways: Paths, sums: Sums, workers: int, *, trace: bool,
    weight: Array | None = None, most_m3: float = np.inf,
) -> bool:  # fmt: skip
    """Run the screening rule, several scenarios side by side, and write the sums.

    Return whether it reached the end: it stops where scenarios together miss more than
    ``most_m3``, each use by its ``weight``.
    """
    # late: numba takes its time
    from musdesign.supply.allocation.kernels import without_stale
    from musdesign.supply.allocation.kernels.screening import LANES, run

    run = without_stale(run)
    common = _common(ready)
    tables = (tuple(ways.serving), tuple(ways.filling))
    series = _series(ready)
    weight = np.zeros(len(ready.network.uses)) if weight is None else weight

    def some(here: slice) -> int:
        many = here.stop - here.start
        lanes = sums.lanes(many)
        own = tuple(_beside(given, here, ready.days) for given in series)
        code = run(
            (*own, *common.series),
            common.calendar,
            (ready.scale, trace, weight, most_m3),
            tables,
            common.stores,
            common.tracing,
            (*lanes, sums.cause[here]),
            tuple(array[here] for array in sums.daily),
            _screening_work(ready, ways, many),
        )
        sums.enter(here, lanes)
        return int(code)

    chunks = -(-ready.scenarios // LANES)
    chunks = max(chunks, min(workers, ready.scenarios // LEAST_LANES))
    ends = np.linspace(0, ready.scenarios, chunks + 1).astype(int).tolist()
    return not any(_shared(some, [slice(a, b) for a, b in itertools.pairwise(ends)], workers))


def _shared(work: Callable[[Item], int], items: Sequence[Item], workers: int) -> list[int]:
    if min(workers, len(items)) <= 1:
        return [work(item) for item in items]
    with ThreadPoolExecutor(min(workers, len(items))) as pool:
        return list(pool.map(work, items))


def _series(ready: Prepared) -> tuple[list[Array], ...]:
    network = ready.network
    return (
        [np.atleast_2d(np.asarray(s.available_m3_day, dtype=float)) for s in network.sources],
        [np.atleast_2d(np.asarray(u.demand_m3_day, dtype=float)) for u in network.uses],
        [np.atleast_2d(np.asarray(s.loss_depth_m_day, dtype=float)) for s in network.stores],
    )


def _beside(series: list[Array], here: slice, days: int) -> Array:
    """Return some scenarios of several series, (series, scenarios, days); no days if all are 0."""
    many = here.stop - here.start
    out = np.zeros((len(series), many, days if any(array.any() for array in series) else 0))
    if out.size:
        for row, array in zip(out, series, strict=True):
            row[:] = array[here] if array.shape[0] > 1 else array
    return out


def _common(ready: Prepared) -> Common:
    network, reached = ready.network, ready.reach
    uses = [use.name for use in network.uses]
    returns_from = [uses.index(s.returns_from) if s.returns_from else -1 for s in network.sources]
    order = np.argsort([use.priority for use in network.uses], kind="stable")
    return Common(
        (
            ready.caps,
            np.minimum(ready.limits, ready.scale),
            ready.right,
            np.array(returns_from, dtype=np.int64),
            np.array([s.return_fraction for s in network.sources], dtype=float),
        ),
        (ready.month, ready.year_begins),
        (ready.initial, ready.store_numbers, ready.programme.overflow, reached.feeders),
        (
            order.astype(np.int64),
            reached.direct,
            reached.treated,
            reached.dirty,
            ready.yield_m3_day.mean(axis=1),
            reached.plant_of,
            reached.plant_for,
        ),
    )


def _exact_work(ready: Prepared) -> tuple[tuple[Any, ...], ...]:
    """Return the work space of one run: the kernels allocate nothing."""
    network = ready.network
    sources, stores, uses = len(network.sources), len(network.stores), len(network.uses)
    n, m = ready.programme.matrix.shape
    by_node = (sources, sources, uses, uses, uses, stores, stores, stores)
    return (
        (
            *(np.zeros(size) for size in by_node),
            np.zeros(len(network.treatments) + stores),
            np.zeros((stores, 2)),
            np.zeros((uses, 4)),
            np.zeros((6, sources + stores)),
        ),
        (
            np.zeros(n),
            np.zeros(n, dtype=np.bool_),
            np.zeros(m),
            np.zeros(m),
            np.zeros(n),
            np.zeros(stores, dtype=np.bool_),
        ),
        _kept_bases(n, m),
    )


def _kept_bases(n: int, m: int) -> tuple[Any, ...]:
    """Return the memory of bases: tableaus, reduced costs, members, rows, keys, places, state."""
    many = int(min(MOST_BASES, max(LEAST_BASES, KEPT_NUMBERS // (n * m))))
    keys = np.random.default_rng(0).integers(0, 2**63, n, dtype=np.uint64)
    return (
        np.zeros((many, n, m)),
        np.zeros((many, n)),
        np.zeros((many, m), dtype=np.int64),
        np.zeros((many, n), dtype=np.int64),
        np.zeros(many, dtype=np.uint64),
        np.zeros(4 * many, dtype=np.int64),
        keys,
        np.zeros(2, dtype=np.int64),
    )


def _screening_work(ready: Prepared, ways: Paths, lanes: int) -> tuple[tuple[Any, ...], ...]:
    """Return the work space of scenarios side by side."""
    from musdesign.supply.allocation.kernels.screening import BLOCK

    network = ready.network
    sources, stores, uses = len(network.sources), len(network.stores), len(network.uses)
    limits, today = len(network.treatments) + stores, len(ways.on_link)
    rows = (sources, uses, uses, stores, stores, limits, sources + stores, today)
    return (
        (
            *(np.zeros((size, lanes)) for size in rows),
            np.zeros((uses, 4, lanes)),
        ),
        (
            *(np.zeros((BLOCK, size, lanes)) for size in (sources, uses, stores)),
            np.zeros((lanes, stores, 2)),
        ),
        tuple(np.zeros(n) for n in (stores, sources, stores, uses, limits, sources + stores)),
        (np.zeros(uses), np.zeros(stores), np.zeros(today), np.zeros((6, sources + stores))),
    )
