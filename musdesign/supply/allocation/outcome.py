"""From the kernel's sums to a :class:`Simulation`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musdesign.supply.allocation.network import Network
from musdesign.supply.allocation.prepare import Prepared
from musdesign.supply.allocation.results import Daily, Rule, Simulation, UseRecord

Array = NDArray[np.float64]
_USE_SUMS, _STORE_SUMS = 8, 4


def binders(network: Network) -> tuple[tuple[str, str], ...]:
    """Return (cause, node) of each column of unmet water by cause."""
    sources = [s.name for s in network.sources]
    stores = [s.name for s in network.stores]
    return (
        ("source", ""),
        *(("source", name) for name in sources),
        *(("pump", name) for name in (*sources, *stores)),
        *(("right", name) for name in sources),
        *(("tank", name) for name in stores),
        *(("reserve", name) for name in stores),
        *(("treatment", plant.name) for plant in network.treatments),
        *(("quality", name) for name in (*sources, *stores)),
    )


@dataclass(frozen=True, slots=True)
class Sums:
    """What the kernels write, the scenarios along the first axis."""

    use: Array
    use_month: Array
    link_month: Array
    source_month: Array
    store_month: Array
    store: Array
    cause: Array
    daily: tuple[Array, ...]

    @classmethod
    def empty(cls, ready: Prepared, columns: int, *, daily: bool) -> Sums:
        """Return sums at 0, with so many columns of links or paths."""
        network, many = ready.network, ready.scenarios
        sources, stores, uses = len(network.sources), len(network.stores), len(network.uses)
        causes = len(binders(network))
        store = np.zeros((many, stores, _STORE_SUMS))
        store[:, :, 0] = np.inf
        days = ready.days if daily else 0
        return cls(
            np.zeros((many, uses, _USE_SUMS)),
            np.zeros((many, 2, 12, uses)),
            np.zeros((many, 12, columns)),
            np.zeros((many, 2, 12, sources)),
            np.zeros((many, 12, stores)),
            store,
            np.zeros((many, 12, uses, causes)),
            tuple(np.zeros((many, days, width)) for width in (uses, stores, columns, stores)),
        )

    def of(self, scenario: int) -> tuple[Array, ...]:
        """Return the sums of one scenario, in the kernel's order."""
        return (
            self.use[scenario],
            self.use_month[scenario],
            self.link_month[scenario],
            self.source_month[scenario],
            self.store_month[scenario],
            self.store[scenario],
            self.cause[scenario],
        )

    def days_of(self, scenario: int) -> tuple[Array, ...]:
        """Return the days of one scenario, in the kernel's order."""
        return tuple(array[scenario] for array in self.daily)

    def lanes(self, lanes: int) -> tuple[Array, ...]:
        """Return sums of so many scenarios side by side, along the last axis, at their start."""
        first = (self.use, self.use_month, self.link_month, self.source_month, self.store_month)
        sums = [np.zeros((*array.shape[1:], lanes)) for array in first]
        store = np.zeros((self.store.shape[1], _STORE_SUMS, lanes))
        store[:, 0] = np.inf
        return (*sums, store)

    def enter(self, scenarios: slice, lanes: tuple[Array, ...]) -> None:
        """Write what ran side by side where it belongs."""
        whole = (self.use, self.use_month, self.link_month, self.source_month, self.store_month)
        for target, sums in zip((*whole, self.store), lanes, strict=True):
            target[scenarios] = np.moveaxis(sums, -1, 0)


def simulation(ready: Prepared, rule: Rule, sums: Sums, on_link: Array | None) -> Simulation:
    """Return the result of a run; what left along paths is put ``on_link``."""
    network, built = ready.network, ready.programme
    links = tuple((link.giver, link.taker) for link in built.links)
    link_month = sums.link_month if on_link is None else sums.link_month @ on_link
    flow = np.moveaxis(link_month, 1, 2)
    cost = flow.sum(axis=2) @ np.array([link.cost_per_m3 for link in built.links])
    initial = np.tile(ready.initial, (ready.scenarios, 1))
    record = _record(sums, int(ready.year_begins.sum()))
    nodes: dict[str, Any] = {
        "sources": tuple(s.name for s in network.sources),
        "treatments": tuple(t.name for t in network.treatments),
        "stores": tuple(s.name for s in network.stores),
        "uses": tuple(u.name for u in network.uses),
    }
    taken = np.moveaxis(sums.source_month[:, 1], 1, 2)
    loss = np.moveaxis(sums.store_month, 1, 2)
    final = sums.store[:, :, 3]
    total = flow.sum(axis=2)
    return Simulation(
        rule=rule,
        days=ready.days,
        scenarios=ready.scenarios,
        **nodes,
        links=links,
        record=record,
        flow_by_month_m3=flow,
        available_by_month_m3=np.moveaxis(sums.source_month[:, 0], 1, 2),
        taken_by_month_m3=taken,
        loss_by_month_m3=loss,
        initial_m3=initial,
        final_m3=final,
        lowest_m3=sums.store[:, :, 0],
        full_days=sums.store[:, :, 1],
        empty_days=sums.store[:, :, 2],
        unmet_by_cause_m3=np.moveaxis(sums.cause, 1, 3),
        binders=binders(network),
        served_by_m3=_served_by(network, links, total, initial),
        cost=cost,
        largest_imbalance_m3=_imbalance(
            network, links, total, taken, loss, final - initial, record
        ),
        daily=Daily(
            met_m3=sums.daily[0],
            level_m3=sums.daily[1],
            flow_m3=sums.daily[2] if on_link is None else sums.daily[2] @ on_link,
            loss_m3=sums.daily[3],
        )
        if sums.daily[0].shape[1]
        else None,
    )


def _record(sums: Sums, years: int) -> UseRecord:
    columns = np.moveaxis(sums.use, 2, 0)
    months = np.moveaxis(sums.use_month, 2, 3)
    return UseRecord(
        demand_m3=months[:, 0].sum(axis=2),
        met_m3=months[:, 1].sum(axis=2),
        days_with_demand=columns[0],
        failed_days=columns[1],
        events=columns[2],
        longest_failure_days=columns[3],
        worst_ratio_sum=columns[4],
        event_deficit_sum_m3=columns[5],
        largest_event_deficit_m3=columns[6],
        failed_years=columns[7],
        years=years,
        demand_by_month_m3=months[:, 0],
        met_by_month_m3=months[:, 1],
    )


def _imbalance(
    network: Network,
    links: tuple[tuple[str, str], ...],
    flow: Array,
    taken: Array,
    loss: Array,
    growth: Array,
    record: UseRecord,
) -> float:
    """Return the largest error of any node's balance over the record, m3."""
    names = [node.name for node in network.nodes]
    out = {name: np.zeros(flow.shape[0]) for name in names}
    into = {name: np.zeros(flow.shape[0]) for name in names}
    for k, (giver, taker) in enumerate(links):
        out[giver] += flow[:, k]
        into[taker] += flow[:, k]
    errors = [np.zeros(1)]
    for i, source in enumerate(network.sources):
        errors.append(taken[:, i].sum(axis=1) - out[source.name])
    for plant in network.treatments:
        errors.append(into[plant.name] * (1.0 - plant.loss) - out[plant.name])
    for s, store in enumerate(network.stores):
        change = into[store.name] - out[store.name] - loss[:, s].sum(axis=1)
        errors.append(change - growth[:, s])
    for u, use in enumerate(network.uses):
        errors.append(into[use.name] - record.met_m3[:, u])
    return float(max(np.abs(error).max() for error in errors))


def _served_by(
    network: Network, links: tuple[tuple[str, str], ...], flow: Array, initial: Array
) -> Array:
    """Return the water of each origin in each use, mixed in the record's proportions.

    The parts of the origins in every node p solve p (inflow + initial) = sum of inflows x their
    parts, one small linear system a scenario.
    """
    sources = [s.name for s in network.sources]
    middle = [s.name for s in network.stores] + [t.name for t in network.treatments]
    uses = [u.name for u in network.uses]
    many, origins = flow.shape[0], len(sources) + 1
    place = {name: i for i, name in enumerate(middle)}
    size = len(middle)
    system = np.zeros((many, size, size))
    right = np.zeros((many, size, origins))
    right[:, : len(network.stores), -1] = initial
    for k, (giver, taker) in enumerate(links):
        if taker not in place:
            continue
        if giver in place:
            system[:, place[taker], place[giver]] -= flow[:, k]
        else:
            right[:, place[taker], sources.index(giver)] += flow[:, k]
    total = right.sum(axis=2) - system.sum(axis=2)
    system[:, range(size), range(size)] += np.where(total > 0.0, total, 1.0)
    parts = np.linalg.solve(system, right) if size else right
    out = np.zeros((many, origins, len(uses)))
    for k, (giver, taker) in enumerate(links):
        if taker in uses:
            u = uses.index(taker)
            if giver in place:
                out[:, :, u] += flow[:, k, None] * parts[:, place[giver]]
            else:
                out[:, sources.index(giver), u] += flow[:, k]
    return out
