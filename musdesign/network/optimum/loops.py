"""Networks with loops or several sources: their spanning tree, chords and flows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from musdesign.errors import MusdesignError, Problem
from musdesign.network.head_loss import Floats
from musdesign.network.optimum.checks import mistakes
from musdesign.network.optimum.prepare import plain
from musdesign.network.problem import SizingProblem


@dataclass(frozen=True, slots=True, eq=False)
class Looped:
    """A connected network.  Flows are those of no flow in the chords plus the chords' own.

    ``base_lps`` (loads x links) carries every draw from the first source along a spanning tree;
    ``chords`` (links x unknowns) holds what one L/s more in each unknown adds to each link: first
    the links that close loops, then the other sources, one set for each load case.
    """

    problem: SizingProblem
    start: tuple[int, ...]
    end: tuple[int, ...]
    sources: tuple[int, ...]
    total_lps: Floats
    """By load, what all nodes draw."""
    base_lps: Floats
    chords: Floats
    most_lps: tuple[float, ...]
    """By unknown, the largest flow worth a look."""
    one_way: tuple[bool, ...]
    """By unknown, whether its flow cannot be negative (a source)."""

    @property
    def unknowns(self) -> int:
        """Return the number of unknown flows of one load case."""
        return len(self.most_lps)

    def flows(self, unknowns: Floats) -> Floats:
        """Return flows, loads x links, from unknowns of shape loads x unknowns."""
        return np.asarray(self.base_lps + unknowns @ self.chords.T)


def is_looped(problem: SizingProblem) -> bool:
    """Return whether a problem needs the search: more links than a tree has, or more sources."""
    sources = sum(node.kind == "source" for node in problem.nodes)
    return sources > 1 or (sources == 1 and len(problem.links) > len(problem.nodes) - 1)


def make_looped(problem: SizingProblem) -> Looped:
    """Check a network with loops or several sources.

    Raises:
        MusdesignError: all mistakes at once; devices that the search does not take.
    """
    problems = [*mistakes(problem), *_not_taken(problem), *_of_graph(problem)]
    if problems:
        raise MusdesignError(problems)
    number = {node.id: n for n, node in enumerate(problem.nodes)}
    start = tuple(number[link.start] for link in problem.links)
    end = tuple(number[link.end] for link in problem.links)
    sources = tuple(n for n, node in enumerate(problem.nodes) if node.kind == "source")
    ends = list(zip(start, end, strict=True))
    inlet, order = _spanning(problem, start, end, sources[0])
    lost = [node.id for n, node in enumerate(problem.nodes) if n not in inlet and n != sources[0]]
    if lost:
        raise MusdesignError(
            [Problem(f"node {name} is not connected to the source", "nodes") for name in lost]
        )
    tree = set(inlet.values())
    outside = [i for i in range(len(problem.links)) if i not in tree]
    draws = np.array(
        [
            [0.0 if n in sources else node.demand_lps(k) for n, node in enumerate(problem.nodes)]
            for k in range(len(problem.loads))
        ]
    )
    base = _carried(draws, ends, inlet, order)
    count = len(problem.nodes)
    columns, most, one_way = [], [], []
    total = float(draws.sum(axis=1).max())
    for i in outside:
        moved = np.zeros((1, count))
        moved[0, start[i]] += 1.0
        moved[0, end[i]] -= 1.0
        column = _carried(moved, ends, inlet, order)[0]
        column[i] = 1.0
        columns.append(column)
        most.append(total)
        one_way.append(False)
    for n in sources[1:]:
        moved = np.zeros((1, count))
        moved[0, n] = -1.0
        columns.append(_carried(moved, ends, inlet, order)[0])
        limit = problem.nodes[n].max_lps
        most.append(total if limit is None else min(total, limit))
        one_way.append(True)
    return Looped(
        problem,
        start,
        end,
        sources,
        draws.sum(axis=1),
        base,
        np.array(columns).T.reshape(len(problem.links), len(columns)),
        tuple(most),
        tuple(one_way),
    )


def _of_graph(problem: SizingProblem) -> list[Problem]:
    """Return what the tree's own check would say, but for loops, directions and sources."""
    from musdesign.network.model import make_tree

    try:
        make_tree(*plain(problem))
    except MusdesignError as error:
        allowed = ("closes a loop", "drawn against the flow", "a tree has one source")
        return [p for p in error.problems if not any(text in p.what for text in allowed)]
    return []


def _not_taken(problem: SizingProblem) -> list[Problem]:
    found = []
    for name, given in (
        ("tanks to be sited", problem.tanks is not None),
        ("breaks of pressure", bool(problem.breaks)),
        ("pumps", problem.pumps is not None),
        ("a tank inside the network", any(node.kind == "tank" for node in problem.nodes)),
        (
            "a break-pressure tank",
            any(node.kind == "break_pressure_tank" for node in problem.nodes),
        ),
        ("one diameter a link", not problem.split),
    ):
        if given:
            found.append(
                Problem(
                    f"{name} cannot be sized together with loops or several sources",
                    "links",
                    why="the search over flows in loops takes pipes alone",
                    cure="open the loops, or leave this out",
                )
            )
    return found


def _spanning(
    problem: SizingProblem, start: tuple[int, ...], end: tuple[int, ...], source: int
) -> tuple[dict[int, int], list[int]]:
    """Return the link into each node and the nodes downstream, along shortest ways by length."""
    import heapq

    touching: dict[int, list[int]] = {}
    for i in range(len(problem.links)):
        touching.setdefault(start[i], []).append(i)
        touching.setdefault(end[i], []).append(i)
    far = {source: 0.0}
    inlet: dict[int, int] = {}
    order: list[int] = []
    queue = [(0.0, source)]
    while queue:
        distance, n = heapq.heappop(queue)
        if distance > far[n]:
            continue
        order.append(n)
        for i in touching.get(n, ()):
            other = end[i] if start[i] == n else start[i]
            reach = distance + problem.links[i].length_m
            if reach < far.get(other, math.inf):
                far[other] = reach
                inlet[other] = i
                heapq.heappush(queue, (reach, other))
    return inlet, order


def _carried(
    draws: Floats,
    ends: Sequence[tuple[int, int]],
    inlet: dict[int, int],
    order: list[int],
) -> Floats:
    """Return the flows along the tree that bring every draw from the source, rows x links."""
    need = draws.copy()
    flows = np.zeros((len(draws), len(ends)))
    for n in reversed(order):
        i = inlet.get(n)
        if i is None:
            continue
        start, end = ends[i]
        flows[:, i] = need[:, n] if end == n else -need[:, n]
        need[:, start if end == n else end] += need[:, n]
    return flows
