"""The linear programme of one day, in plain arrays; both the kernel and the oracle read it.

Rows: sources, stores, uses, treatments, limits (treatment capacities and draws of stores).
Columns: one slack a row, the links, the further carry-over classes and reserves of stores, the
further steps of unmet demand.  The slack of a source is water left there, that of a store its
lowest-valued carry-over class, that of a use its first step of unmet demand, that of a treatment
nothing, that of a limit what is not used of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musdesign.supply.allocation.links import Link, links
from musdesign.supply.allocation.network import Network
from musdesign.supply.allocation.policy import CarryOver, Weights, weights

Array = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Programme:
    """The constant part of the daily programme.

    Attributes:
        links: in the order of their columns.
        matrix: A transposed, (columns, rows), beginning with a unit matrix.
        cost: of each column.
        link_0: first column of a link.
        carry: columns of each store's carry-over, the first to spill first, the reserves last,
            (stores, most classes), -1 where there is none.
        unmet: columns of each use's unmet demand, (uses, most steps), -1 where there is none.
        step_share: the part of demand in each step, (uses, most steps).
        reserve_m3: of each carry-over column by month, 0 for classes, (12, stores, most classes).
        limit_row: row of each treatment's capacity, then of each store's draw; -1 for none.
        overflow: column of each store's overflow link, -1 for none.
        transfer_m3: upper bound of each link that the network states; infinite else.
        weights: the ladder.
    """

    links: tuple[Link, ...]
    matrix: Array
    cost: Array
    link_0: int
    carry: Index
    unmet: Index
    step_share: Array
    reserve_m3: Array
    limit_row: Index
    overflow: Index
    transfer_m3: Array
    weights: Weights

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        return int(self.matrix.shape[1])


def programme(network: Network, carry: CarryOver) -> Programme:
    """Build the daily programme of a network."""
    found = links(network)
    ladder = weights(network, found, carry)
    sources, stores, uses = len(network.sources), len(network.stores), len(network.uses)
    plants = network.treatments
    row = {node.name: i for i, node in enumerate(network.nodes)}
    limit_row = np.full(len(plants) + stores, -1, dtype=np.int64)
    rows = len(row)
    for i, limited in enumerate(
        [*(np.max(p.capacity_m3_day) for p in plants), *(s.draw_m3_day for s in network.stores)]
    ):
        if limited is not None and np.isfinite(limited):
            limit_row[i] = rows
            rows += 1
    classes = ladder.carry.shape[1]
    reserves = [len(s.reserves) for s in network.stores]
    steps = _steps(network, carry)
    width = classes + max(reserves, default=0)
    carry_columns = np.full((stores, width), -1, dtype=np.int64)
    unmet_columns = np.full((uses, max(steps, default=1)), -1, dtype=np.int64)
    columns: list[tuple[float, dict[int, float]]] = [(0.0, {r: 1.0}) for r in range(rows)]
    for link in found:
        columns.append((float(ladder.link[len(columns) - rows]), {}))
        entries = columns[-1][1]
        _link_entries(link, entries, row, network, limit_row)
    reserve_m3 = np.zeros((12, stores, width))
    for s in range(stores):
        r = sources + s
        columns[r] = (-float(ladder.carry[s, 0]), {r: 1.0})
        carry_columns[s, 0] = r
        values = [*ladder.carry[s, 1:], *ladder.reserve[s]]
        for k, value in enumerate(values, start=1):
            carry_columns[s, k] = len(columns)
            columns.append((-float(value), {r: 1.0}))
            if k >= classes:
                reserve_m3[:, s, k] = network.stores[s].reserves[k - classes].volume_m3
    for u in range(uses):
        r = sources + stores + u
        columns[r] = (float(ladder.unmet[u]), {r: 1.0})
        unmet_columns[u, 0] = r
        for k in range(1, steps[u]):
            unmet_columns[u, k] = len(columns)
            columns.append((float(ladder.unmet[u] + k * ladder.step), {r: 1.0}))
    matrix = np.zeros((len(columns), rows))
    for j, (_, entries) in enumerate(columns):
        for r, value in entries.items():
            matrix[j, r] = value
    share = np.where(unmet_columns >= 0, 1.0 / np.array(steps, dtype=float).reshape(-1, 1), 0.0)
    return Programme(
        found,
        matrix,
        np.array([value for value, _ in columns]) + _ties(len(columns), rows),
        rows,
        carry_columns,
        unmet_columns,
        share,
        reserve_m3,
        limit_row,
        _overflow_columns(network, found, rows),
        _transfer_bounds(network, found),
        ladder,
    )


def _ties(columns: int, rows: int) -> Array:
    """Return the little by which columns of equal cost differ.

    So a day has one optimum, whatever basis the search for it begins with.  Drawn numbers, always
    the same, never add up to each other; a path's cost is at most 1, so 1e-5 is less than any price
    difference that means something.  What is left unused (the slacks) costs nothing.
    """
    more = 1e-5 * np.random.default_rng(1).random(columns)
    return np.where(np.arange(columns) < rows, 0.0, more)


def _steps(network: Network, carry: CarryOver) -> list[int]:
    """A use alone in its priority needs one step; several share a shortage in more."""
    shared = [use.priority for use in network.uses]
    return [max(1, carry.shortage_steps) if shared.count(p) > 1 else 1 for p in shared]


def _link_entries(
    link: Link, entries: dict[int, float], row: dict[str, int], network: Network, limit_row: Index
) -> None:
    plants = {plant.name: i for i, plant in enumerate(network.treatments)}
    stores = {store.name: i for i, store in enumerate(network.stores)}
    entries[row[link.giver]] = 1.0
    if link.kind == "treat":
        i = plants[link.taker]
        entries[row[link.taker]] = -(1.0 - network.treatments[i].loss)
        if limit_row[i] >= 0:
            entries[int(limit_row[i])] = 1.0
    else:
        into_use = link.kind == "serve"
        entries[row[link.taker]] = 1.0 if into_use else -1.0
    if link.giver in stores and link.kind != "overflow":
        r = int(limit_row[len(plants) + stores[link.giver]])
        if r >= 0:
            entries[r] = 1.0


def _overflow_columns(network: Network, found: tuple[Link, ...], first: int) -> Index:
    column = {link.giver: first + k for k, link in enumerate(found) if link.kind == "overflow"}
    return np.array([column.get(store.name, -1) for store in network.stores], dtype=np.int64)


def _transfer_bounds(network: Network, found: tuple[Link, ...]) -> Array:
    bound = {store.name: store.transfer_m3_day for store in network.stores}
    return np.array(
        [bound[link.giver] if link.kind == "transfer" else np.inf for link in found], dtype=float
    )
