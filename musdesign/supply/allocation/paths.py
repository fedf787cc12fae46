"""Every way of water from a source or store to a use or store, in the fixed order of screening."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musdesign.supply.allocation.links import Link
from musdesign.supply.allocation.network import Network
from musdesign.supply.allocation.programme import Programme

MOST_LINKS = 6
Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Path:
    """A way of water: its links, and the part of the water that arrives."""

    links: tuple[int, ...]
    tiers_over: int
    cost_per_m3: float
    gains: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PathTable:
    """Paths in the order in which they are tried, as arrays.

    Attributes:
        origin: source or store (after the sources), (paths,).
        target: use or store, (paths,).
        links: columns of its links, -1 after the last, (paths, MOST_LINKS).
        gain: of the water that enters each link per water that leaves the origin.
        arriving: part that arrives, (paths,).
        limit: limit that each link's water counts against, -1 for none, (paths, MOST_LINKS).
        overflowing: the store that must be full for the path, -1 for none, (paths,).
    """

    origin: Index
    target: Index
    links: Index
    gain: NDArray[np.float64]
    arriving: NDArray[np.float64]
    limit: Index
    overflowing: Index


def serving(network: Network, built: Programme) -> PathTable:
    """Return the paths to uses: by priority, sources before stores, then fitness, then cost."""
    names = [use.name for use in network.uses]
    order = sorted(network.uses, key=lambda use: use.priority)
    chosen: list[Path] = []
    for use in order:
        ways = [
            way
            for way in _ways(network, built.links)
            if built.links[way.links[-1]].taker == use.name
        ]
        sources = {source.name for source in network.sources}

        def rank(way: Path, sources: set[str] = sources) -> tuple[bool, int, float, int]:
            first = built.links[way.links[0]].giver
            return (first not in sources, way.tiers_over, way.cost_per_m3, len(way.links))

        chosen += sorted(ways, key=rank)
    return _table(network, built, chosen, names)


def filling(network: Network, built: Programme) -> PathTable:
    """Return the paths to stores: the least over-qualified water first, then the cheapest."""
    stores = [store.name for store in network.stores]
    sources = {source.name for source in network.sources}
    ways = [
        way
        for way in _ways(network, built.links)
        if built.links[way.links[-1]].taker in stores
        and (
            built.links[way.links[0]].giver in sources
            or built.links[way.links[0]].kind in {"transfer", "treat"}
        )
    ]
    ways.sort(
        key=lambda way: (
            built.links[way.links[0]].giver not in sources,
            any(built.links[k].kind == "overflow" for k in way.links),
            way.tiers_over,
            way.cost_per_m3,
            len(way.links),
        )
    )
    return _table(network, built, ways, stores)


def _ways(network: Network, links: Sequence[Link]) -> Iterator[Path]:
    keep = {plant.name: 1.0 - plant.loss for plant in network.treatments}

    def extend(way: Path, seen: frozenset[str]) -> Iterator[Path]:
        yield way
        here = links[way.links[-1]].taker
        if len(way.links) >= MOST_LINKS:
            return
        for k, link in enumerate(links):
            if link.giver == here and link.taker not in seen:
                longer = Path(
                    (*way.links, k),
                    way.tiers_over + link.tiers_over,
                    way.cost_per_m3 + link.cost_per_m3,
                    (*way.gains, way.gains[-1] * keep.get(here, 1.0)),
                )
                yield from extend(longer, seen | {link.taker})

    plants = set(keep)
    for k, link in enumerate(links):
        if link.giver not in plants and link.kind != "overflow":
            start = Path((k,), link.tiers_over, link.cost_per_m3, (1.0,))
            yield from extend(start, frozenset({link.giver, link.taker}))


def _table(
    network: Network, built: Programme, ways: Sequence[Path], targets: Sequence[str]
) -> PathTable:
    nodes = [source.name for source in network.sources]
    nodes += [store.name for store in network.stores]
    plants = [plant.name for plant in network.treatments]
    stores = [store.name for store in network.stores]
    many = len(ways)
    index = np.full((many, MOST_LINKS), -1, dtype=np.int64)
    limit = np.full((many, MOST_LINKS), -1, dtype=np.int64)
    gain = np.zeros((many, MOST_LINKS))
    overflowing = np.full(many, -1, dtype=np.int64)
    for row, way in enumerate(ways):
        for column, k in enumerate(way.links):
            link = built.links[k]
            index[row, column] = k
            gain[row, column] = way.gains[column]
            if link.taker in plants:
                limit[row, column] = plants.index(link.taker)
            elif link.giver in stores and link.kind != "overflow":
                limit[row, column] = len(plants) + stores.index(link.giver)
            if link.kind == "overflow":
                overflowing[row] = stores.index(link.giver)
    ends = [(built.links[way.links[0]].giver, built.links[way.links[-1]].taker) for way in ways]
    return PathTable(
        np.array([nodes.index(giver) for giver, _ in ends], dtype=np.int64),
        np.array([targets.index(taker) for _, taker in ends], dtype=np.int64),
        index,
        gain,
        np.array([way.gains[-1] for way in ways], dtype=float),
        limit,
        overflowing,
    )
