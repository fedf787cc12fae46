"""Divide the nodes of a network into turns of irrigation that spread the water over its pipes."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np

from musdesign.scenario.works import Network

_LOSS_POWER = 1.852
MOST_SWAPPED = 60
"""Nodes with plots above which only moves to another turn are tried."""
_LEAST_GAIN = 1e-9


def turn_of_nodes(section: Network, volumes_m3: Mapping[str, float]) -> dict[str, int]:
    """Return by node with plots its turn, from 1 on.

    Turns that the user gives stand.  The other nodes follow, the largest first, each in the turn
    in which it raises the friction of the pipes on its way least, the pipes weighed by their
    length and by the power 1.852 of their flow; of equal turns the one with least water.  Then
    nodes move to another turn, or two change places, as long as that lowers the friction.  Mostly
    the best division (tests try all of small networks), not proved the best.

    Args:
        section: the network with its turns.
        volumes_m3: water of the plots by node on the largest day.
    """
    assert section.turns is not None
    count = section.turns.number
    ways = _ways(section)
    place = {link.id: k for k, link in enumerate(section.links)}
    length = np.array([link.length for link in section.links], dtype=float)
    pipes = {node: np.array([place[k] for k in way], dtype=int) for node, way in ways.items()}
    carried = np.zeros((count, len(length)))

    def rise(turn: int, node: str, sign: float = 1.0) -> float:
        before = carried[turn, pipes[node]]
        after = np.maximum(before + sign * volumes_m3[node], 0.0)
        return float(length[pipes[node]] @ (after**_LOSS_POWER - before**_LOSS_POWER))

    def put(turn: int, node: str, sign: float = 1.0) -> None:
        carried[turn, pipes[node]] = np.maximum(
            carried[turn, pipes[node]] + sign * volumes_m3[node], 0.0
        )

    given = {node.id: node.turn for node in section.nodes if node.turn is not None}
    plots = [name for name, volume in volumes_m3.items() if volume > 0]
    total, found = [0.0] * count, dict[str, int]()
    for name in sorted(plots, key=lambda n: (n not in given, -volumes_m3[n])):
        own = given.get(name)
        turn = (
            own - 1
            if own is not None
            else min(range(count), key=lambda t: (rise(t, name), total[t], t))
        )
        found[name] = turn
        total[turn] += volumes_m3[name]
        put(turn, name)
    free = [name for name in plots if name not in given]

    def moved(names: Sequence[str], turns: Sequence[int]) -> bool:
        """Move nodes to turns if that lowers the friction; tell whether it did."""
        change = 0.0
        for name in names:
            change += rise(found[name], name, -1.0)
            put(found[name], name, -1.0)
        for name, turn in zip(names, turns, strict=True):
            change += rise(turn, name)
            put(turn, name)
        better = change < -_LEAST_GAIN * float(length @ (carried**_LOSS_POWER).sum(axis=0))
        for name, turn in zip(names, turns, strict=True):
            if better:
                found[name] = turn
            else:
                put(turn, name, -1.0)
        if not better:
            for name in names:
                put(found[name], name)
        return better

    pairs = list(itertools.combinations(free, 2)) if len(free) <= MOST_SWAPPED else []
    going = count > 1
    while going:
        tried = [moved([a], [t]) for a in free for t in range(count) if t != found[a]]
        tried += [moved([a, b], [found[b], found[a]]) for a, b in pairs if found[a] != found[b]]
        going = any(tried)
    return {name: turn + 1 for name, turn in found.items()}


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
