"""What may flow where: the links of a network, from tiers and names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from musdesign.supply.allocation.network import Network, Source, Store, Treatment
from musdesign.supply.sources import TIERS, may_serve

Kind = Literal["serve", "fill", "treat", "transfer", "overflow"]


@dataclass(frozen=True, slots=True)
class Link:
    """A way of water from one node to another.

    Attributes:
        giver, taker: names of its ends.
        kind: what it does.
        cost_per_m3: of water that enters it.
        tiers_over: by how many tiers the water is better than needed.
    """

    giver: str
    taker: str
    kind: Kind
    cost_per_m3: float
    tiers_over: int


def links(network: Network) -> tuple[Link, ...]:
    """Return every link of a network.

    The cost of taking water from a source or store and of treating it stands on the link that
    leaves it, that of delivering it on the link that serves a use.
    """
    quality = {store.name: store.quality for store in network.stores}
    plants = {plant.name: plant for plant in network.treatments}
    found: list[Link] = []
    givers: tuple[Source | Store | Treatment, ...] = (
        *network.sources,
        *network.stores,
        *network.treatments,
    )
    for giver in givers:
        own = 0.0 if isinstance(giver, Treatment) else giver.cost_per_m3
        tier = _tier(giver)
        for use in network.uses:
            if may_serve(TIERS[tier], giver.serves, use.name, use.quality):
                over = TIERS.index(use.quality) - tier
                found.append(Link(giver.name, use.name, "serve", own + use.cost_per_m3, over))
        if not isinstance(giver, Store):
            for store in giver.fills:
                over = TIERS.index(quality[store]) - tier
                found.append(Link(giver.name, store, "fill", own, over))
        else:
            for store in giver.transfers_to:
                over = TIERS.index(quality[store]) - tier
                found.append(Link(giver.name, store, "transfer", own, over))
            if giver.overflow_to is not None:
                found.append(Link(giver.name, giver.overflow_to, "overflow", 0.0, 0))
        found += [
            Link(giver.name, plant.name, "treat", own + plant.cost_per_m3, 0)
            for plant in plants.values()
            if giver.name in plant.takes
        ]
    return tuple(found)


def _tier(giver: Source | Store | Treatment) -> int:
    return TIERS.index(giver.gives if isinstance(giver, Treatment) else giver.quality)
