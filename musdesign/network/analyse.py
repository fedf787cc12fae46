"""Heads and pressures of given pipes: of the design itself, and of the same pipes in other use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from musdesign.errors import MusdesignError, Problem
from musdesign.network.head_loss import Floats, unit_head_loss
from musdesign.network.model import Link, Node, Tree, link_flows_lps, make_tree
from musdesign.network.result import NetworkDesign, SizedNode


def sized_nodes(
    tree: Tree,
    nodes: Sequence[Node],
    flows_lps: Floats,
    headlosses_m: Floats,
    minima_m: Mapping[str, float],
) -> tuple[SizedNode, ...]:
    """Return the heads that follow from the head loss of each link.

    head_end = head_start - headloss, where a free surface starts again at its own level.  The
    demand of a tank is what flows into it.
    """
    heads = np.array([node.elevation_m for node in nodes])
    for i in tree.order:
        start = tree.start[i]
        above = nodes[start].elevation_m if nodes[start].holds_surface else heads[start]
        heads[tree.end[i]] = above - headlosses_m[i]
    sized = []
    for n, node in enumerate(nodes):
        inlet = tree.inlet[n]
        level = nodes[tree.surface[inlet]].elevation_m if inlet >= 0 else node.elevation_m
        inflow = float(flows_lps[inlet]) if inlet >= 0 else 0.0
        sized.append(
            SizedNode(
                node.id,
                node.elevation_m,
                node.kind,
                float(heads[n]),
                float(heads[n]) - node.elevation_m,
                level - node.elevation_m,
                inflow if node.holds_surface else node.peak_lps,
                minima_m[node.id],
                0.0 if node.holds_surface else node.relief_lps,
            )
        )
    return tuple(sized)


def analyse(nodes: Sequence[Node], design: NetworkDesign) -> tuple[SizedNode, ...]:
    """Return the heads of a design's pipes under other demands, by the design's own formula.

    Demands are taken as drawn whatever the pressure: a negative pressure means that the water
    does not arrive (see :func:`carried_share` for how much does).

    Raises:
        MusdesignError: the nodes are not those of the design.
    """
    state = _State.of(nodes, design)
    return state.sized(1.0)


def carried_share(nodes: Sequence[Node], design: NetworkDesign) -> float:
    """Return the largest share (0 to 1) of all these demands at which every minimum is kept.

    All demands are cut alike; the share is found by bisection to 1e-6, since head loss grows
    with flow.

    Raises:
        MusdesignError: the nodes are not those of the design.
    """
    state = _State.of(nodes, design)
    low, high = 0.0, 1.0
    if state.kept(high):
        return high
    if not state.kept(low):
        return low
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if state.kept(middle) else (low, middle)
    return low


@dataclass(frozen=True, slots=True)
class _State:
    tree: Tree
    nodes: tuple[Node, ...]
    flows_lps: Floats
    design: NetworkDesign
    minima_m: dict[str, float]

    @classmethod
    def of(cls, nodes: Sequence[Node], design: NetworkDesign) -> _State:
        by_id = {node.id: node for node in nodes}
        known = {node.id for node in design.nodes}
        if set(by_id) != known:
            other = ", ".join(sorted(set(by_id) ^ known))
            raise MusdesignError(
                Problem(f"the nodes are not those of the design: {other}", "nodes")
            )
        ordered = tuple(by_id[node.id] for node in design.nodes)
        tree = make_tree(
            ordered, [Link(link.id, link.start, link.end, link.length_m) for link in design.links]
        )
        minima = {node.id: node.min_pressure_m for node in design.nodes}
        return cls(tree, ordered, link_flows_lps(tree), design, minima)

    def sized(self, share: float) -> tuple[SizedNode, ...]:
        """Return the nodes when all flows are multiplied by a share."""
        design = self.design
        link_of = [i for i, link in enumerate(design.links) for _ in link.segments]
        pieces = [piece for link in design.links for piece in link.segments]
        losses = np.array([piece.length_m for piece in pieces]) * unit_head_loss(
            share * self.flows_lps[link_of],
            [piece.diameter_mm for piece in pieces],
            method=design.head_loss,
            roughness_mm=[piece.roughness_mm for piece in pieces],
            hazen_williams_c=[piece.hazen_williams_c for piece in pieces],
        )
        headlosses = np.zeros(len(design.links))
        np.add.at(headlosses, link_of, losses)
        return sized_nodes(self.tree, self.nodes, self.flows_lps, headlosses, self.minima_m)

    def kept(self, share: float) -> bool:
        """Return whether every minimum is kept at a share of all flows."""
        return all(node.shortfall_m == 0 for node in self.sized(share))
