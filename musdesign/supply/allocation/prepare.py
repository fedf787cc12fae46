"""A network as the arrays that the kernels read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musdesign.supply.allocation.calendar import months_of, year_begins
from musdesign.supply.allocation.carry import MOST_SCENARIOS, Likely, widths
from musdesign.supply.allocation.checking import check
from musdesign.supply.allocation.network import Network
from musdesign.supply.allocation.policy import CarryOver
from musdesign.supply.allocation.programme import Programme, programme
from musdesign.supply.allocation.reach import Reach, reach

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything about a network that is computed once.

    Attributes:
        network: as given.
        programme: of one day.
        reach: which water reaches which use.
        days, scenarios: of the record.
        month: of each day, 0 January.
        year_begins: whether a year begins with the day.
        widths: of the carry-over classes, (12, stores, classes).
        scale: an upper bound of every flow, m3/day.
        right, caps: right of each source, and the smaller of right and pump, (sources, days).
        limits: capacities of treatments and draws of stores, (treatments + stores, days).
        initial: volume of each store.
        store_numbers: capacity, area empty, area full, loss fraction, seepage, (stores, 5).
        yield_m3_day: mean of what each source can give by month, (sources, 12).
        demand_m3_day: mean demand of each use by month, (uses, 12).
        inflow_m3_day: what can flow into each store in the first scenarios, (scenarios, days) each.
        better_m3_day: what the better uses of each store need, likewise.
        likely: likely inflows that were computed, see :func:`widths`.
    """

    network: Network
    programme: Programme
    reach: Reach
    days: int
    scenarios: int
    month: NDArray[np.int64]
    year_begins: NDArray[np.bool_]
    widths: Array
    scale: float
    right: Array
    caps: Array
    limits: Array
    initial: Array
    store_numbers: Array
    yield_m3_day: Array
    demand_m3_day: Array
    inflow_m3_day: tuple[Array, ...]
    better_m3_day: tuple[Array, ...]
    likely: Likely

    def with_rule(self, network: Network, carry: CarryOver) -> Prepared:
        """Return the same with another carry-over or other reserves, which change nothing else."""
        built = programme(network, carry)
        return replace(
            self,
            network=network,
            programme=built,
            widths=widths(
                network,
                built,
                carry,
                self.inflow_m3_day,
                self.better_m3_day,
                self.month,
                self.likely,
            ),
        )

    def available(self, scenario: int) -> Array:
        """Return the natural yields in a scenario, (sources, days)."""
        return _stack([s.available_m3_day for s in self.network.sources], scenario, self.days)

    def demand(self, scenario: int) -> Array:
        """Return the demands in a scenario, (uses, days)."""
        return _stack([u.demand_m3_day for u in self.network.uses], scenario, self.days)

    def depth(self, scenario: int) -> Array:
        """Return the loss depths of the stores in a scenario, (stores, days)."""
        return _stack([s.loss_depth_m_day for s in self.network.stores], scenario, self.days)


def prepare(network: Network, carry: CarryOver) -> Prepared:
    """Check a network and turn it into arrays.

    Raises:
        CalculationError: with every mistake.
    """
    scenarios, days = check(network)
    built = programme(network, carry)
    ways = reach(network, built.links)
    month = months_of(days, network.start)
    infinite = np.inf
    right = _stack([_limit(s.right_m3_day) for s in network.sources], 0, days)
    pump = _stack([_limit(s.pump_m3_day) for s in network.sources], 0, days)
    caps = np.minimum(right, pump)
    limits = _stack(
        [p.capacity_m3_day for p in network.treatments]
        + [_limit(s.draw_m3_day) for s in network.stores],
        0,
        days,
    )
    given = zip(network.sources, caps, strict=True)
    yields = _monthly(month, [(s.available_m3_day, cap) for s, cap in given])
    demands = _monthly(month, [(u.demand_m3_day, np.inf) for u in network.uses])
    stores = network.stores
    top = sum(float(np.max(s.available_m3_day)) for s in network.sources)
    top += sum(float(np.max(u.demand_m3_day)) for u in network.uses)
    top += sum(s.capacity_m3 for s in stores)
    inflow = tuple(_inflow(network, caps, feeds) for feeds in ways.feeders)
    served = (ways.direct | ways.treated)[len(network.sources) :]
    better = tuple(_better(network, flags) for flags in served)
    likely: Likely = {}
    return Prepared(
        network,
        built,
        ways,
        days,
        scenarios,
        month,
        year_begins(days, network.start),
        widths(network, built, carry, inflow, better, month, likely),
        max(1.0, top) if top < infinite else 1e12,
        right,
        caps,
        limits,
        np.array(
            [s.capacity_m3 if s.initial_m3 is None else s.initial_m3 for s in stores], dtype=float
        ),
        np.array(
            [
                (
                    s.capacity_m3,
                    s.area_empty_m2,
                    s.area_full_m2,
                    s.loss_fraction_day,
                    s.seepage_m3_day,
                )
                for s in stores
            ],
            dtype=float,
        ).reshape(len(stores), 5),
        yields,
        demands,
        inflow,
        better,
        likely,
    )


def _limit(value: ArrayLike | None) -> ArrayLike:
    return np.inf if value is None else value


def _stack(series: Sequence[ArrayLike], scenario: int, days: int) -> Array:
    """Return one scenario of several series, each a number, (days,) or (scenarios, days)."""
    out = np.empty((len(series), days))
    for row, values in zip(out, series, strict=True):
        array = np.asarray(values, dtype=float)
        if array.ndim == 2:
            array = array[scenario if array.shape[0] > 1 else 0]
        row[:] = array
    return out


def _inflow(network: Network, caps: Array, feeds: NDArray[np.bool_]) -> Array:
    """Return what can flow into a store, of the first scenarios, (scenarios, days)."""
    total = np.zeros((1, caps.shape[1]))
    for source, cap, here in zip(network.sources, caps, feeds, strict=True):
        if here:
            given = np.atleast_2d(np.asarray(source.available_m3_day, dtype=float))
            total = total + np.minimum(given[:MOST_SCENARIOS], cap)
    return total


def _better(network: Network, served: NDArray[np.bool_]) -> Array:
    """Return what all uses of a store but those of its last priority need, (scenarios, days)."""
    uses = [use for use, here in zip(network.uses, served, strict=True) if here]
    last = max((use.priority for use in uses), default=0)
    total = np.zeros((1, 1))
    for use in uses:
        if use.priority < last:
            demand = np.atleast_2d(np.asarray(use.demand_m3_day, dtype=float))
            total = total + demand[:MOST_SCENARIOS]
    return total


def _monthly(month: NDArray[np.int64], series: Sequence[tuple[ArrayLike, Array | float]]) -> Array:
    """Return the mean of each series, at most its cap, by month over all scenarios, (series, 12).

    A month without days in a short record gets the mean of the record.
    """
    out = np.zeros((len(series), 12))
    count = np.bincount(month, minlength=12)
    for row, (values, cap) in zip(out, series, strict=True):
        held = np.minimum(np.asarray(values, dtype=float), cap)
        mean = held if held.ndim == 1 else held.mean(axis=0)
        total = np.bincount(month, weights=mean, minlength=12)
        row[:] = np.where(count > 0, total / np.maximum(count, 1), mean.mean())
    return out
