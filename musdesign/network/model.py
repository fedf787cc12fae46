"""The tree of a gravity scheme: its nodes and links, their order, and what each pipe carries."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from musdesign.errors import MusdesignError, Problem, did_you_mean
from musdesign.network.head_loss import Floats

Kind = Literal["source", "tank", "break_pressure_tank", "junction"]
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Node:
    """A point of the network.

    ``elevation_m`` is the ground, or the water level of a source or tank.  ``peak_lps`` is what
    leaves the pipes here in the peak hour, ``max_day_lps`` the mean of the largest day.
    ``relief_lps`` is by how much the pipe above carries less than what the pipes below and the
    draw here need each at its own peak, since their peaks do not fall together.
    ``min_pressure_m`` replaces the common minimum where it is given.
    """

    id: str
    elevation_m: float
    kind: Kind = "junction"
    peak_lps: float = 0.0
    max_day_lps: float = 0.0
    min_pressure_m: float | None = None
    relief_lps: float = 0.0

    @property
    def holds_surface(self) -> bool:
        """Return whether water stands open to the air here (source, tank)."""
        return self.kind != "junction"


@dataclass(frozen=True, slots=True)
class Link:
    """A pipe from the upstream node ``start`` to ``end``.

    ``lowest_ground_m`` is the lowest ground on the way, where it lies below both ends.
    """

    id: str
    start: str
    end: str
    length_m: float
    lowest_ground_m: float | None = None


@dataclass(frozen=True, slots=True)
class Tree:
    """A checked tree.  Links are numbered as given, nodes too.

    ``order`` lists links downstream; ``start`` and ``end`` hold node numbers by link; ``inlet``
    the link into a node (-1 at the source); ``surface`` by link the node of the free surface
    upstream, which sets its static head.
    """

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    order: tuple[int, ...]
    start: tuple[int, ...]
    end: tuple[int, ...]
    inlet: tuple[int, ...]
    surface: tuple[int, ...]

    @property
    def source(self) -> int:
        """Return the number of the source node."""
        return self.inlet.index(-1)

    def static_m(self) -> Floats:
        """Return by link the free surface upstream less the lowest ground of the reach, m."""
        heads = []
        for i, link in enumerate(self.links):
            grounds = [self.nodes[self.start[i]].elevation_m, self.nodes[self.end[i]].elevation_m]
            if link.lowest_ground_m is not None:
                grounds.append(link.lowest_ground_m)
            heads.append(self.nodes[self.surface[i]].elevation_m - min(grounds))
        return np.array(heads)


def make_tree(nodes: Sequence[Node], links: Sequence[Link]) -> Tree:
    """Check a network and return it in order.

    Raises:
        MusdesignError: with all problems at once: unknown, repeated or unconnected nodes, loops,
            no source or several, a pipe drawn against the flow, lengths or figures that cannot be.

    >>> tree = make_tree([Node("S", 50.0, "source"), Node("A", 20.0)], [Link("p", "S", "A", 100.0)])
    >>> tree.static_m().tolist()
    [30.0]
    """
    problems = [*_figures(nodes, links), *_names(nodes, links)]
    sources = [i for i, node in enumerate(nodes) if node.kind == "source"]
    if len(sources) != 1:
        found = ", ".join(nodes[i].id for i in sources) if sources else "none"
        problems.append(
            Problem(
                f"a tree has one source, and {len(sources)} were found: {found}",
                "nodes",
                cure="give one node the kind source, and draw other intakes as junctions above it"
                if sources
                else "give the spring or intake the kind source",
            )
        )
    number = {node.id: i for i, node in enumerate(nodes)}
    ends = [(number.get(link.start, -1), number.get(link.end, -1)) for link in links]
    loops = list(_loops(nodes, links, ends))
    order, inlet = _walk(len(nodes), ends, sources)
    # In a loop the direction of flow is open, so it is judged only where there is none.
    problems += loops or _directions(nodes, links, ends, order, inlet)
    if sources:
        problems += [
            Problem(f"node {node.id} is not connected to the source", f"nodes[{i}]")
            for i, node in enumerate(nodes)
            if inlet[i] is None and i not in sources
        ]
    if problems:
        raise MusdesignError(problems)

    surface = [0] * len(links)
    for i in order:
        start = ends[i][0]
        feeding = inlet[start]
        above = nodes[start].holds_surface or feeding is None
        surface[i] = start if above or feeding is None else surface[feeding]
    return Tree(
        tuple(nodes),
        tuple(links),
        tuple(order),
        tuple(start for start, _ in ends),
        tuple(end for _, end in ends),
        tuple(-1 if i is None else i for i in inlet),
        tuple(surface),
    )


def link_flows_lps(tree: Tree, nodes: Sequence[Node] | None = None) -> Floats:
    """Return the design flow of each link, L/s.

    A pipe carries the peak hour of everything below it as far as the next tank; into a tank it
    carries the largest day of everything below the tank, filled over 24 hours.  A
    break-pressure tank holds no water back.

    Args:
        tree: the network.
        nodes: the same nodes with other demands; those of the tree where left out.

    >>> nodes = [Node("S", 90.0, "source"), Node("T", 60.0, "tank"), Node("A", 20.0, "junction",
    ...     peak_lps=3.0, max_day_lps=1.0)]
    >>> links = [Link("main", "S", "T", 500.0), Link("street", "T", "A", 300.0)]
    >>> link_flows_lps(make_tree(nodes, links)).tolist()
    [1.0, 3.0]
    """
    nodes = tree.nodes if nodes is None else nodes
    day = [node.max_day_lps for node in nodes]
    below = [node.peak_lps - node.relief_lps for node in nodes]
    flows = np.zeros(len(tree.links))
    for i in reversed(tree.order):
        start, end = tree.start[i], tree.end[i]
        flows[i] = day[end] if nodes[end].kind == "tank" else below[end]
        day[start] += day[end]
        below[start] += flows[i]
    return flows


def _figures(nodes: Sequence[Node], links: Sequence[Link]) -> Iterator[Problem]:
    for i, node in enumerate(nodes):
        if not math.isfinite(node.elevation_m):
            yield Problem(f"node {node.id} has no elevation", f"nodes[{i}].elevation")
        if node.kind not in KINDS:
            yield Problem(
                f"unknown kind of node '{node.kind}'",
                f"nodes[{i}].kind",
                cure=did_you_mean(node.kind, KINDS),
            )
        figures = (node.peak_lps, node.max_day_lps, node.relief_lps)
        if not all(0 <= value < math.inf for value in figures):
            yield Problem(f"the demand of node {node.id} must not be negative", f"nodes[{i}]")
    for i, link in enumerate(links):
        if not 0 < link.length_m < math.inf:
            yield Problem(
                f"the length of link {link.id} is {link.length_m:g} m",
                f"links[{i}].length",
                cure="give a length above zero",
            )


def _names(nodes: Sequence[Node], links: Sequence[Link]) -> Iterator[Problem]:
    known = {node.id for node in nodes}
    for what, ids in (
        ("nodes", [node.id for node in nodes]),
        ("links", [link.id for link in links]),
    ):
        seen: set[str] = set()
        for i, name in enumerate(ids):
            if name in seen:
                yield Problem(f"the id '{name}' stands twice", f"{what}[{i}].id")
            seen.add(name)
    for i, link in enumerate(links):
        for end, name in (("from", link.start), ("to", link.end)):
            if name not in known:
                yield Problem(
                    f"unknown node '{name}'",
                    f"links[{i}].{end}",
                    cure=did_you_mean(name, known),
                )


def _loops(
    nodes: Sequence[Node], links: Sequence[Link], ends: Sequence[tuple[int, int]]
) -> Iterator[Problem]:
    group = list(range(len(nodes)))

    def top(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    for i, (start, end) in enumerate(ends):
        if start < 0 or end < 0:
            continue
        if top(start) == top(end):
            yield Problem(
                f"link {links[i].id} closes a loop at node {nodes[end].id}",
                f"links[{i}]",
                why="a tree feeds each node by one pipe",
                cure="leave out one link of the loop",
            )
        else:
            group[top(start)] = top(end)


def _walk(
    count: int, ends: Sequence[tuple[int, int]], sources: Sequence[int]
) -> tuple[list[int], list[int | None]]:
    """Walk from the sources whichever way the links are drawn: their order, the link into each."""
    touching: list[list[int]] = [[] for _ in range(count)]
    for i, (start, end) in enumerate(ends):
        if start >= 0 and end >= 0 and start != end:
            touching[start].append(i)
            touching[end].append(i)
    inlet: list[int | None] = [None] * count
    order: list[int] = []
    seen = set(sources)
    queue = list(sources)
    for node in queue:
        for i in touching[node]:
            start, end = ends[i]
            other = end if start == node else start
            if other not in seen:
                seen.add(other)
                inlet[other] = i
                order.append(i)
                queue.append(other)
    return order, inlet


def _directions(
    nodes: Sequence[Node],
    links: Sequence[Link],
    ends: Sequence[tuple[int, int]],
    order: Sequence[int],
    inlet: Sequence[int | None],
) -> Iterator[Problem]:
    for i in sorted(order):
        start, end = ends[i]
        if inlet[end] != i:
            yield Problem(
                f"link {links[i].id} is drawn against the flow, which runs from "
                f"{nodes[end].id} to {nodes[start].id}",
                f"links[{i}]",
                cure="swap its two ends",
            )
