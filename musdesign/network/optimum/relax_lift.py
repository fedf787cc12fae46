"""What a node that stands too high could be given: a pump on its way, or less pressure there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from musdesign.network.optimum.prepare import Ready

MARGIN_M = 1e-3


def least(
    works: Callable[[float], bool], most: float, steps: int, *, doubling: bool = False
) -> float | None:
    """Return the least change that works, found by halving (None where none up to most does).

    With ``doubling`` the search starts small: a source raised too far breaks every pipe.
    """
    low, high = 0.0, most / 512 if doubling else most
    while not works(high):
        if high >= most:
            return None
        low, high = high, min(2 * high, most)
    for _ in range(steps):
        if high - low < MARGIN_M:
            break
        middle = (low + high) / 2
        low, high = (low, middle) if works(middle) else (middle, high)
    return high


def pump_link(given: Ready, short: Collection[int]) -> int | None:
    """Return the lowest link above all nodes that lack head where a pump may stand."""
    ways = [_way(given, n) for n in short]
    if not ways:
        return None
    for i in ways[0]:
        if given.problem.links[i].pump_allowed and all(i in way for way in ways):
            return i
    return None


def with_lift(given: Ready, link: int, metres: float) -> Ready:
    """Return the problem with a pump of so much head on a link.

    All below it is counted from a datum as much higher: least heads, ceilings, strength of pipes.
    """
    links, nodes = {link}, {given.tree.end[link]}
    stack = [] if _open(given, given.tree.end[link]) else [given.tree.end[link]]
    while stack:
        for i in given.children[stack.pop()]:
            end = given.tree.end[i]
            links.add(i)
            nodes.add(end)
            if not _open(given, end):
                stack.append(end)
    need, ceiling = given.need_m.copy(), given.ceiling_m.copy()
    need[list(nodes)] -= metres
    ceiling[list(nodes)] -= metres
    options = tuple(
        replace(one, strength_m=one.strength_m - metres) if i in links else one
        for i, one in enumerate(given.options)
    )
    return replace(given, need_m=need, ceiling_m=ceiling, options=options)


def less_there(given: Ready, short: Mapping[int, float]) -> Ready | None:
    """Return the problem with the least pressure lowered at the one node that lacks head.

    None where several lack head, or where it would have to fall below zero.
    """
    if len(short) != 1:
        return None
    (n, missing) = next(iter(short.items()))
    if missing + MARGIN_M > given.problem.nodes[n].min_pressure_m:
        return None
    need = given.need_m.copy()
    need[n] -= missing + MARGIN_M
    return replace(given, need_m=need)


def _way(given: Ready, node: int) -> list[int]:
    """Return the links above a node up to open water, the lowest first."""
    way = []
    here = node
    while (i := given.tree.inlet[here]) >= 0:
        way.append(i)
        here = given.tree.start[i]
        if _open(given, here):
            break
    return way


def _open(given: Ready, node: int) -> bool:
    return given.problem.nodes[node].holds_surface
