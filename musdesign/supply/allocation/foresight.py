"""The bound: the whole record allocated at once, knowing every day to come.

One linear programme over all days.  Nobody can operate a scheme so; no rule that sees only the
present can leave less unmet, weighed by priority.  Stores end as empty as they like, as in any rule
that does not know when the record ends.

A long record is cut into parts whose stores begin full: whatever the whole programme does in a part
is allowed there too, so the sum of the parts is a bound as well.  Cut where the rule's own stores
are full it is hardly lower, and a part in which the rule leaves nothing unmet needs no programme.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musdesign.errors import CalculationError, Problem
from musdesign.solver import quiet_solver
from musdesign.supply.allocation.network import Network
from musdesign.supply.allocation.policy import CarryOver
from musdesign.supply.allocation.prepare import Prepared, prepare
from musdesign.supply.allocation.results import Simulation

Array = NDArray[np.float64]
Index = NDArray[np.int64]
LEAST_PART_DAYS, MOST_PART_DAYS = 30, 1096
"""Days of a part of the record; beyond the most it is cut where the stores are fullest."""
SEARCHED_DAYS = 366
FULL = 0.999
STEP = 10.0
"""Weight of a priority over the next one: a litre of the better use is worth ten of the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foresight:
    """What perfect foresight would leave unmet.

    Attributes:
        scenario: which scenario.
        uses: names.
        priorities: of the uses.
        demand_m3: over the record, (uses,).
        unmet_m3: over the record, (uses,).
        weighted_unmet_m3: the bound itself: unmet volumes weighed by priority, the last weighing 1.
        parts: into which the record was cut, each with full stores to begin with.
    """

    scenario: int
    uses: tuple[str, ...]
    priorities: tuple[int, ...]
    demand_m3: Array
    unmet_m3: Array
    weighted_unmet_m3: float
    parts: int = 1

    @property
    def weight(self) -> Array:
        """Return the weight of each use."""
        return priority_weights(self.priorities)

    def distance(self, result: Simulation) -> Array:
        """Return how much more a rule leaves unmet, as a part of each use's demand, (uses,).

        Below 0 where the rule serves a use better than foresight does, to a better use's cost.
        """
        unmet = result.record.unmet_m3[self.scenario] - self.unmet_m3
        return np.where(self.demand_m3 > 0.0, unmet / np.maximum(self.demand_m3, 1e-12), 0.0)

    def weighted_distance(self, result: Simulation) -> float:
        """Return how much more a rule leaves unmet, weighed by priority, as a part of demand.

        Never below 0 but for rounding.
        """
        more = float(self.weight @ result.record.unmet_m3[self.scenario]) - self.weighted_unmet_m3
        return more / float(self.weight @ self.demand_m3) if self.demand_m3.any() else 0.0


def priority_weights(priorities: tuple[int, ...]) -> Array:
    """Return the weight of each use: 1 for the last priority, ten times more for each before it."""
    levels = sorted(set(priorities), reverse=True)
    return np.array([STEP ** levels.index(p) for p in priorities])


def foresight(network: Network, *, scenario: int = 0, days: int | None = None) -> Foresight:
    """Return the bound for one scenario.

    Args:
        network: as for :func:`musdesign.supply.allocation.simulate`.
        scenario: which scenario.
        days: the first days only; None: all.

    Raises:
        CalculationError: mistakes in the network; a programme that is not solved.
    """
    ready = prepare(network, CarryOver())
    horizon = ready.days if days is None else min(days, ready.days)
    return _told(ready, scenario, horizon, _unmet(ready, scenario, 0, horizon), 1)


def foresight_in_parts(network: Network, result: Simulation, *, scenario: int = 0) -> Foresight:
    """Return a bound for one scenario, never above :func:`foresight`'s and found sooner.

    Args:
        network: as for :func:`musdesign.supply.allocation.simulate`.
        result: of a rule, with its days (``daily=True``); says where to cut.
        scenario: which scenario.

    Raises:
        CalculationError: mistakes in the network; a result without its days; a programme that is
            not solved.
    """
    if result.daily is None:
        raise CalculationError(
            Problem(
                "the simulation kept no days, so it cannot tell where to cut the record",
                cure="simulate with daily=True",
            )
        )
    ready = prepare(network, CarryOver())
    lacking = (ready.demand(scenario) - result.daily.met_m3[scenario].T).sum(axis=0) > 1e-9
    capacity = np.array([store.capacity_m3 for store in network.stores])
    level = result.daily.level_m3[scenario][:, capacity > 0.0] / capacity[capacity > 0.0]
    cuts = parts(level.min(axis=1) if level.size else np.ones(ready.days))
    unmet = np.zeros(len(network.uses))
    for begin, end in pairwise(cuts):
        if lacking[begin:end].any():
            unmet += _unmet(ready, scenario, begin, end)
    return _told(ready, scenario, ready.days, unmet, len(cuts) - 1)


def parts(full: Array) -> list[int]:
    """Return the days at which a record is cut, its first and the day after its last included.

    Args:
        full: how full the emptiest store is at the end of each day, 0 to 1, (days,).

    >>> parts(np.where(np.arange(800) == 99, 1.0, 0.2))
    [0, 100, 800]
    >>> parts(np.zeros(2000))
    [0, 1095, 2000]
    """
    days, cuts = len(full), [0]
    while days - cuts[-1] > LEAST_PART_DAYS:
        begin = cuts[-1] + LEAST_PART_DAYS
        ahead = full[begin - 1 : min(days, cuts[-1] + MOST_PART_DAYS) - 1]
        there = np.flatnonzero(ahead >= FULL)
        if there.size == 0 and days - cuts[-1] <= MOST_PART_DAYS:
            break
        if there.size == 0:
            there = np.array([ahead.size - 1 - ahead[::-1][:SEARCHED_DAYS].argmax()])
        cuts.append(begin + int(there[0]))
    return [*cuts, days]


def _told(ready: Prepared, scenario: int, days: int, unmet: Array, count: int) -> Foresight:
    priorities = tuple(use.priority for use in ready.network.uses)
    return Foresight(
        scenario=scenario,
        uses=tuple(use.name for use in ready.network.uses),
        priorities=priorities,
        demand_m3=ready.demand(scenario)[:, :days].sum(axis=1),
        unmet_m3=unmet,
        weighted_unmet_m3=float(priority_weights(priorities) @ unmet),
        parts=count,
    )


def _unmet(ready: Prepared, scenario: int, begin: int, end: int) -> Array:
    """Return what the programme over some days leaves unmet, (uses,)."""
    import highspy

    model, unmet_columns = _model(ready, scenario, begin, end)
    solver = quiet_solver()
    solver.passModel(model)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise CalculationError(
            Problem(
                "the programme with perfect foresight was not solved",
                why=solver.modelStatusToString(solver.getModelStatus()),
                cure="ask for fewer days",
            )
        )
    values = np.asarray(solver.getSolution().col_value)
    return np.asarray(np.maximum(values[unmet_columns], 0.0).sum(axis=1))


@dataclass(slots=True)
class _Entries:
    """Rows, columns and values of the matrix, in blocks of days."""

    row: list[Index]
    column: list[Index]
    value: list[Array]

    def add(self, row: Index, column: Index, value: Array | float) -> None:
        """Add entries of many days."""
        self.row.append(row)
        self.column.append(column)
        self.value.append(np.broadcast_to(np.asarray(value, dtype=float), row.shape))


def _model(ready: Prepared, scenario: int, begin: int, end: int) -> tuple[Any, Index]:
    """Return the programme of some days and the columns of unmet demand, (uses, days).

    Columns of each day: links, volumes at the day's end, unmet demands.  Rows of each day: sources
    (at most what is given), stores, uses, treatments, limits.  Days that are not the record's first
    begin with full stores and all that the day before could return.
    """
    import highspy

    network, built = ready.network, ready.programme
    sources, stores, uses = len(network.sources), len(network.stores), len(network.uses)
    links = len(built.links)
    width = links + stores + uses
    rows = built.rows
    days, span = end - begin, slice(begin, end)
    when = np.arange(days, dtype=np.int64)
    entries = _Entries([], [], [])
    for k in range(links):
        for r in np.flatnonzero(built.matrix[built.link_0 + k]):
            entries.add(when * rows + r, when * width + k, built.matrix[built.link_0 + k, r])
    available, demand = ready.available(scenario)[:, span], ready.demand(scenario)[:, span]
    lower = np.zeros((days, rows))
    upper = np.zeros((days, rows))
    given = np.minimum(available, ready.caps[:, span])
    upper[:, :sources] = given.T
    lower[:, :sources] = -np.inf
    keep = _kept(ready, scenario, span)
    initial = ready.store_numbers[:, 0] if begin else ready.initial
    for s in range(stores):
        entries.add(when * rows + sources + s, when * width + links + s, 1.0)
        later = when[1:]
        entries.add(later * rows + sources + s, (later - 1) * width + links + s, -keep[s, 1:])
        lower[0, sources + s] = upper[0, sources + s] = keep[s, 0] * initial[s]
        if begin:
            # full at most: less is allowed too, so that what the whole programme does fits
            lower[0, sources + s] = -np.inf
    for u in range(uses):
        row = sources + stores + u
        entries.add(when * rows + row, when * width + links + stores + u, 1.0)
        lower[:, row] = upper[:, row] = demand[u]
    before = ready.demand(scenario)[:, begin - 1] if begin else np.zeros(uses)
    _returns(ready, entries, width, rows, np.column_stack((before, demand)), upper)
    for r in built.limit_row[built.limit_row >= 0]:
        i = int(np.flatnonzero(built.limit_row == r)[0])
        lower[:, r], upper[:, r] = -np.inf, ready.limits[i, span]
    ceiling = np.full((days, width), np.inf)
    ceiling[:, :links] = built.transfer_m3
    ceiling[:, links : links + stores] = ready.store_numbers[:, 0]
    ceiling[:, links + stores :] = demand.T
    cost = np.zeros((days, width))
    cost[:, links + stores :] = priority_weights(tuple(u.priority for u in network.uses))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = days * width, days * rows
    lp.col_cost_ = cost.ravel()
    lp.col_lower_ = np.zeros(days * width)
    lp.col_upper_ = ceiling.ravel()
    lp.row_lower_, lp.row_upper_ = lower.ravel(), upper.ravel()
    _fill_matrix(lp, entries)
    unmet = (when * width)[None, :] + links + stores + np.arange(uses)[:, None]
    return lp, unmet


def _kept(ready: Prepared, scenario: int, span: slice) -> Array:
    """Return the part of yesterday's volume that each store still holds, (stores, days).

    The true loss, min(V, a V + c), is concave in V: the chord from empty to full lies below it, so
    the bound stays a bound.  Without constant parts the chord is the loss itself.
    """
    depth = np.maximum(ready.depth(scenario)[:, span], 0.0)
    capacity, _, full, fraction, seepage = ready.store_numbers.T[:, :, None]
    at_full = np.minimum(capacity, depth * full + fraction * capacity + seepage)
    return np.asarray(1.0 - np.where(capacity > 0.0, at_full / np.maximum(capacity, 1e-12), 0.0))


def _returns(
    ready: Prepared,
    entries: _Entries,
    width: int,
    rows: int,
    demand: Array,
    upper: Array,
) -> None:
    """Feed a source by what a use got the day before.

    What is taken and its part of the unmet are at most what is given and its part of the need.
    ``demand`` begins with the day before the first.
    """
    names = [use.name for use in ready.network.uses]
    links, stores = len(ready.programme.links), len(ready.network.stores)
    later = np.arange(1, len(upper), dtype=np.int64)
    for i, source in enumerate(ready.network.sources):
        if source.returns_from is None or source.return_fraction == 0.0:
            continue
        u = names.index(source.returns_from)
        entries.add(
            later * rows + i, (later - 1) * width + links + stores + u, source.return_fraction
        )
        # a right or pump on such a source is left out: the bound then lies a little lower
        upper[:, i] += source.return_fraction * demand[u, :-1]


def _fill_matrix(lp: Any, entries: _Entries) -> None:
    import highspy

    row = np.concatenate(entries.row).astype(np.int64)
    column = np.concatenate(entries.column).astype(np.int64)
    value = np.concatenate(entries.value)
    order = np.lexsort((row, column))
    start = np.searchsorted(column[order], np.arange(lp.num_col_ + 1))
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = start.astype(np.int32)
    lp.a_matrix_.index_ = row[order].astype(np.int32)
    lp.a_matrix_.value_ = value[order]
