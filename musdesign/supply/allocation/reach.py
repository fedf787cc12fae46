"""Which water can reach which use, and through what: for carry-over and for what binds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musdesign.supply.allocation.links import Link
from musdesign.supply.allocation.network import Network, Source, Store, Use
from musdesign.supply.sources import TIERS

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Reach:
    """Flags of sources and stores (nodes, in this order) against uses, stores and treatments.

    What lies in a store does not reach the uses that live on its overflow: it leaves only when the
    store is full, and is then its sources' water.

    Attributes:
        direct: reaches the use without a treatment, (nodes, uses).
        treated: reaches it, but only through treatments, (nodes, uses).
        dirty: does not reach it, but would if its tier were good enough, (nodes, uses).
        feeders: the source reaches the store, (stores, sources).
        plant_of: the treatment takes from the node, perhaps through stores, (nodes, treatments).
        plant_for: its water comes to the use, perhaps through stores, (treatments, uses).
    """

    direct: Flags
    treated: Flags
    dirty: Flags
    feeders: Flags
    plant_of: Flags
    plant_for: Flags


def reach(network: Network, links: Sequence[Link]) -> Reach:
    """Return what reaches what in a network."""
    nodes: list[Source | Store] = [*network.sources, *network.stores]
    plants = {plant.name for plant in network.treatments}
    names = [node.name for node in nodes]
    after: dict[str, list[str]] = {}
    held: dict[str, list[str]] = {}
    for link in links:
        after.setdefault(link.giver, []).append(link.taker)
        if link.kind != "overflow":
            held.setdefault(link.giver, []).append(link.taker)
    ways = {node.name: held if isinstance(node, Store) else after for node in nodes}
    clean = {name: _all_after(name, way, plants) for name, way in ways.items()}
    every = {name: _all_after(name, way, set()) for name, way in ways.items()}
    uses = network.uses
    direct = np.array([[u.name in clean[n] for u in uses] for n in names], dtype=np.bool_)
    anyway = np.array([[u.name in every[n] for u in uses] for n in names], dtype=np.bool_)
    dirty = np.array([[_too_dirty(node, use, network) for use in uses] for node in nodes], bool)
    shape = (len(nodes), len(uses))
    return Reach(
        direct.reshape(shape),
        (anyway & ~direct).reshape(shape),
        (dirty.reshape(shape) & ~anyway.reshape(shape)),
        np.array(
            [[s.name in every[i.name] for i in network.sources] for s in network.stores], dtype=bool
        ).reshape(len(network.stores), len(network.sources)),
        np.array(
            [[p.name in every[n] for p in network.treatments] for n in names], dtype=bool
        ).reshape(len(nodes), len(network.treatments)),
        np.array(
            [
                [u.name in _all_after(p.name, after, set()) for u in uses]
                for p in network.treatments
            ],
            dtype=bool,
        ).reshape(len(network.treatments), len(uses)),
    )


def _too_dirty(node: Source | Store, use: Use, network: Network) -> bool:
    """Tell whether only its tier keeps a node, or a store that it fills, from a use."""
    if isinstance(node, Source) and any(
        _too_dirty(store, use, network) for store in network.stores if store.name in node.fills
    ):
        return True
    worse = TIERS.index(node.quality) > TIERS.index(use.quality)
    return worse and (node.serves is None or use.name in node.serves)


def _all_after(name: str, after: dict[str, list[str]], closed: set[str]) -> set[str]:
    """Return every node that water of a node can come to without passing closed ones."""
    seen: set[str] = set()
    todo = list(after.get(name, ()))
    while todo:
        here = todo.pop()
        if here not in seen and here not in closed:
            seen.add(here)
            todo += after.get(here, ())
    return seen
