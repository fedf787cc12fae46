"""The result that users see for a network with loops or several sources."""

from __future__ import annotations

import numpy as np

from musdesign.network.optimum.loop_pipes import Laid, PipeLayer
from musdesign.network.optimum.loop_search import search
from musdesign.network.optimum.loops import Looped, make_looped
from musdesign.network.problem import SizingProblem
from musdesign.network.result import LoadState, NetworkDesign, Segment, SizedLink, SizedNode

_METHOD = "search over the flows of loops and sources with a linear programme of pipes inside"


def by_search(problem: SizingProblem, time_limit_s: float) -> NetworkDesign:
    """Return the cheapest design found, an upper bound.

    ``lower_bound`` is what the cheapest pipe would cost in every link: proven, and far.  A link
    in which water runs from ``end`` to ``start`` has a flow and a head loss below zero.

    Raises:
        MusdesignError: all mistakes of the network at once.
    """
    looped = make_looped(problem)
    laid = search(looped, time_limit_s)
    bound = cheapest(looped)
    feasible = laid.missing_m <= 1e-4
    reasons = () if feasible else _reasons(looped, laid)
    laying = sum(
        (problem.laying_per_m if link.laying_per_m is None else link.laying_per_m) * link.length_m
        for link in problem.links
    )
    return NetworkDesign(
        feasible=feasible,
        reasons=reasons,
        cost=laid.cost,
        pipe_cost=laid.cost - laying,
        laying_cost=laying,
        lower_bound=min(bound, laid.cost),
        gap=max(0.0, (laid.cost - bound) / laid.cost) if laid.cost > 0 else 0.0,
        links=_links(looped, laid),
        nodes=_nodes(looped, laid),
        head_loss=problem.head_loss,
        source_lps=float(looped.total_lps.max()),
        method=_METHOD,
        exact=False,
        loads=tuple(
            LoadState(
                load.id,
                tuple(laid.flows_lps[k].tolist()),
                tuple(laid.losses_m[k].tolist()),
                tuple(laid.heads_m[k].tolist()),
            )
            for k, load in enumerate(problem.loads)
        ),
        currency=problem.currency,
    )


def cheapest(looped: Looped) -> float:
    """Return what the cheapest pipe strong enough would cost in every link."""
    layer = PipeLayer(looped)
    return float(np.where(layer.fixed_ok, layer.costs, np.inf).min(axis=1).sum())


def _reasons(looped: Looped, laid: Laid) -> tuple[str, ...]:
    found = []
    for n, node in enumerate(looped.problem.nodes):
        if n in looped.sources:
            continue
        missing = node.elevation_m + node.min_pressure_m - float(laid.heads_m[:, n].min())
        if missing > 1e-4:
            found.append((missing, f"node {node.id}: {missing:.1f} m of head are missing"))
    found.sort(reverse=True)
    texts = tuple(text for _, text in found)
    return texts or ("no flows were found that keep every limit",)


def _links(looped: Looped, laid: Laid) -> tuple[SizedLink, ...]:
    problem = looped.problem
    layer = PipeLayer(looped)
    level = max(problem.nodes[n].level_m for n in looped.sources)
    found = []
    for i, link in enumerate(problem.links):
        worst = int(np.abs(laid.losses_m[:, i]).argmax())
        ends = (looped.start[i], looped.end[i])
        low = min(problem.nodes[n].elevation_m for n in ends)
        if link.lowest_ground_m is not None:
            low = min(low, link.lowest_ground_m)
        used = np.flatnonzero(laid.shares[i] > 1e-9).tolist()
        used.sort(key=lambda j: -problem.pipes[j].bore_mm)
        segments = []
        for j in used:
            pipe, share = problem.pipes[j], float(laid.shares[i, j])
            segments.append(
                Segment(
                    pipe.key,
                    pipe.bore_mm,
                    pipe.label,
                    pipe.series,
                    share * link.length_m,
                    share * float(layer.costs[i, j]),
                    pipe.roughness_mm,
                    pipe.hazen_williams_c,
                    pipe.working_head_m,
                )
            )
        found.append(
            SizedLink(
                link.id,
                link.start,
                link.end,
                link.length_m,
                float(laid.flows_lps[worst, i]),
                tuple(segments),
                float(laid.losses_m[worst, i]),
                float(laid.speeds_m_s[:, i].max()),
                sum(segment.cost for segment in segments),
                level - low,
                float(laid.heads_m[worst, ends[0]]),
                float(laid.heads_m[worst, ends[1]]),
                0.0,
                link.valve_drop_m,
            )
        )
    return tuple(found)


def _nodes(looped: Looped, laid: Laid) -> tuple[SizedNode, ...]:
    problem = looped.problem
    level = max(problem.nodes[n].level_m for n in looped.sources)
    found = []
    for n, node in enumerate(problem.nodes):
        head = float(laid.heads_m[:, n].min())
        source = n in looped.sources
        drawn = 0.0 if source else max(node.demand_lps(k) for k in range(len(problem.loads)))
        found.append(
            SizedNode(
                node.id,
                node.elevation_m,
                node.kind,
                head,
                head - node.elevation_m,
                level - node.elevation_m,
                drawn,
                0.0 if source else node.min_pressure_m,
            )
        )
    return tuple(found)
