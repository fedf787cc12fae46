"""Divide the nodes of a network into turns of irrigation that spread the water over its pipes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from musdesign.scenario.works import Network

_LOSS_POWER = 1.852


def turn_of_nodes(section: Network, volumes_m3: Mapping[str, float]) -> dict[str, int]:
    """Return by node with plots its turn, from 1 on.

    Turns that the user gives stand.  The other nodes follow, the largest first, each in the turn
    in which it raises the friction of the pipes on its way least, the pipes weighed by their
    length and by the power 1.852 of their flow; of equal turns the one with least water.  A good
    division, not proved the best.

    Args:
        section: the network with its turns.
        volumes_m3: water of the plots by node on the largest day.
    """
    assert section.turns is not None
    count = section.turns.number
    ways = _ways(section)
    length = {link.id: link.length for link in section.links}
    carried = [dict.fromkeys(length, 0.0) for _ in range(count)]
    total = [0.0] * count
    found: dict[str, int] = {}

    def rise(turn: int, node: str) -> float:
        before = np.array([carried[turn][k] for k in ways[node]])
        weight = np.array([length[k] for k in ways[node]])
        after = before + volumes_m3[node]
        return float(weight @ (after**_LOSS_POWER - before**_LOSS_POWER))

    given = {node.id: node.turn for node in section.nodes if node.turn is not None}
    plots = [name for name, volume in volumes_m3.items() if volume > 0]
    for name in sorted(plots, key=lambda n: (n not in given, -volumes_m3[n])):
        own = given.get(name)
        turn = (
            own - 1
            if own is not None
            else min(range(count), key=lambda t: (rise(t, name), total[t], t))
        )
        found[name] = turn + 1
        total[turn] += volumes_m3[name]
        for k in ways[name]:
            carried[turn][k] += volumes_m3[name]
    return found


def _ways(section: Network) -> dict[str, list[str]]:
    """Return by node the links from the last open water to it."""
    into = {link.end: link for link in section.links}
    kinds = {node.id: node.kind for node in section.nodes}
    found: dict[str, list[str]] = {}
    for node in section.nodes:
        way: list[str] = []
        at = node.id
        while at in into and len(way) <= len(section.links):
            way.append(into[at].id)
            at = into[at].start
            if kinds.get(at) == "tank":
                break
        found[node.id] = way
    return found
