"""Every way of water from a source or store to a use or store, in the fixed order of screening."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from musdesign.supply.allocation.links import Link
from musdesign.supply.allocation.network import Network
from musdesign.supply.allocation.programme import Programme

MOST_LINKS = 6
Index = NDArray[np.int64]
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Path:
    """A way of water: its links, and the part of the water that arrives."""

    links: tuple[int, ...]
    tiers_over: int
    cost_per_m3: float
    gains: tuple[float, ...]


class PathTable(NamedTuple):
    """Paths in the order in which they are tried, as arrays.

    Attributes:
        origin: source or store (after the sources), (paths,).
        target: use or store, (paths,).
        arriving: part that arrives, (paths,).
        per_arriving: its reciprocal.
        limit: treatments, then draws of stores, that count the water, (paths, 2 MOST_LINKS).
        gain: of the water that each of them counts per water that leaves the origin.
        per_gain: its reciprocal.
        limits: how many limits a path has, (paths,).
        overflowing: the store that must be full for the path, -1 for none, (paths,).
        after: the first path to another target, (paths,).
    """

    origin: Index
    target: Index
    arriving: Array
    per_arriving: Array
    limit: Index
    gain: Array
    per_gain: Array
    limits: Index
    overflowing: Index
    after: Index


@dataclass(frozen=True, slots=True)
class Paths:
    """The paths of a network, and what water leaving along each puts on each link.

    Attributes:
        serving: to uses.
        filling: to stores.
        on_link: water on each link per water along each path, serving first, (paths, links).
    """

    serving: PathTable
    filling: PathTable
    on_link: Array


def paths(network: Network, built: Programme, order: Sequence[str] = ()) -> Paths:
    """Return the paths of a network, water of the sources and stores in ``order`` first."""
    serve, fill = _serving(network, built, order), _filling(network, built)
    on_link = np.zeros((len(serve) + len(fill), len(built.links)))
    for row, way in enumerate([*serve, *fill]):
        on_link[row, list(way.links)] = way.gains
    return Paths(
        _table(network, built, serve, [use.name for use in network.uses]),
        _table(network, built, fill, [store.name for store in network.stores]),
        on_link,
    )


def _serving(network: Network, built: Programme, first: Sequence[str]) -> list[Path]:
    """Return the paths to uses: by priority, sources before stores, then fitness, then cost."""
    order = sorted(network.uses, key=lambda use: use.priority)
    chosen: list[Path] = []
    for use in order:
        ways = [
            way
            for way in _ways(network, built.links)
            if built.links[way.links[-1]].taker == use.name
            # what overflows is known only when the stores are filled: it serves the next day
            and not any(built.links[k].kind == "overflow" for k in way.links)
        ]
        sources = {source.name for source in network.sources}

        def rank(way: Path, sources: set[str] = sources) -> tuple[int, bool, int, float, int]:
            giver = built.links[way.links[0]].giver
            place = first.index(giver) if giver in first else len(first)
            return (place, giver not in sources, way.tiers_over, way.cost_per_m3, len(way.links))

        chosen += _without_detours(sorted(ways, key=rank), built)
    return chosen


def _without_detours(ways: Sequence[Path], built: Programme) -> list[Path]:
    """Leave out ways from the same origin through the same treatments as an earlier one."""
    kept: dict[tuple[str, ...], Path] = {}
    for way in ways:
        ends = [built.links[k] for k in way.links]
        plants = tuple(link.taker for link in ends if link.kind == "treat")
        limited = any(link.kind in {"transfer", "overflow"} for link in ends)
        key = (ends[0].giver, *plants, *(link.giver for link in ends[1:] if limited))
        kept.setdefault(key, way)
    return list(kept.values())


def _filling(network: Network, built: Programme) -> list[Path]:
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
    return ways


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
    limit = np.zeros((many, 2 * MOST_LINKS), dtype=np.int64)
    limits = np.zeros(many, dtype=np.int64)
    gain = np.ones((many, 2 * MOST_LINKS))
    overflowing = np.full(many, -1, dtype=np.int64)
    for row, way in enumerate(ways):
        for k, part in zip(way.links, way.gains, strict=True):
            link = built.links[k]
            counted = [plants.index(link.taker)] if link.taker in plants else []
            if link.giver in stores and link.kind != "overflow":
                counted.append(len(plants) + stores.index(link.giver))
            for found in counted:
                if built.limit_row[found] >= 0:
                    limit[row, limits[row]] = found
                    gain[row, limits[row]] = part
                    limits[row] += 1
            if link.kind == "overflow":
                overflowing[row] = stores.index(link.giver)
    ends = [(built.links[way.links[0]].giver, built.links[way.links[-1]].taker) for way in ways]
    arriving = np.array([way.gains[-1] for way in ways], dtype=float)
    return PathTable(
        np.array([nodes.index(giver) for giver, _ in ends], dtype=np.int64),
        np.array([targets.index(taker) for _, taker in ends], dtype=np.int64),
        arriving,
        1.0 / arriving,
        limit,
        gain,
        1.0 / gain,
        limits,
        overflowing,
        _after([taker for _, taker in ends]),
    )


def _after(targets: Sequence[str]) -> Index:
    out = np.full(len(targets), len(targets), dtype=np.int64)
    for row in range(len(targets) - 2, -1, -1):
        out[row] = out[row + 1] if targets[row] == targets[row + 1] else row + 1
    return out
