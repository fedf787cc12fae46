"""What one more cubic metre a day, and one more metre of head, cost at each node."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np

from musdesign.network.head_loss import Floats
from musdesign.network.optimum import optimise
from musdesign.network.optimum.losses import pipe_losses
from musdesign.network.optimum.milp import programme
from musdesign.network.optimum.milp_reading import read_plan
from musdesign.network.optimum.plan import Plan
from musdesign.network.optimum.prepare import Ready, make_ready
from musdesign.network.problem import SizingLink, SizingNode, SizingProblem

_MOST_DOUBLINGS = 6

Manner = Literal["dual price", "difference"]


@dataclass(frozen=True, slots=True)
class NodePrice:
    """Cost of one more m3/day drawn, and of one more metre of least pressure, at a node.

    A m3/day more raises the node's draw in each load case in its own proportion (24 hours of
    even flow where none is drawn yet).  Where peaks of pipes are given and not added up, the
    peak of each pipe on the way keeps its proportion to the water that it carries in a day.

    ``manner`` says where the figures come from: the dual price holds for a little more; the
    difference is the cost of so much more, ``step_m3_day`` and ``step_m``, over that much.
    """

    node: str
    per_m3_day: float
    per_m: float
    manner: Manner = "dual price"
    step_m3_day: float = 0.0
    step_m: float = 0.0


def node_prices(problem: SizingProblem) -> tuple[NodePrice, ...]:
    """Return the marginal costs at every node below the source.

    Pipes alone: from the dual prices of the linear programme, and the rise of head loss with
    flow in the pipes chosen (envelope theorem).  With tanks, pumps or breaks, or one diameter a
    link, each node is solved again with one m3/day and one metre more, and the difference taken;
    where that much more asks for no other pipe the step is doubled until it does, up to 64.  Where
    several designs cost the same, duals are those of one of them.

    Raises:
        MusdesignError: all mistakes of the network at once.
    """
    ready = make_ready(problem)
    convex = (
        problem.tanks is None
        and problem.pumps is None
        and not problem.breaks
        and not any(options.finite for options in ready.options)
    )
    return _by_duals(ready) if convex else _by_solving(problem)


def lps_per_m3(node: SizingNode, loads: int) -> tuple[float, ...]:
    """Return the L/s in each load case that a m3/day more brings at a node."""
    if node.volume_m3 > 0 and any(node.demands_lps):
        return tuple(node.demand_lps(k) / node.volume_m3 for k in range(loads))
    return (1 / 86.4,) * loads


def _by_duals(ready: Ready) -> tuple[NodePrice, ...]:
    problem, tree = ready.problem, ready.tree
    written = programme(ready)
    answer = None if written is None else written.model.solve(gap=1e-9, time_limit_s=60.0)
    if written is None or answer is None or not answer.found:
        return ()
    prices = np.zeros((ready.loads, len(problem.links)))
    for (i, r), row in written.loss_rows.items():
        if r < ready.loads:
            prices[r, i] = max(0.0, -float(answer.duals[row]))
    per_lps = prices * _loss_rise(ready, read_plan(written, answer))
    # by node: the price of a L/s more, and of a m3/day more where flows do not follow the draws:
    # in pipes whose peak is given, and in those that fill the tanks above
    along = np.zeros((ready.loads, len(problem.nodes)))
    given = np.zeros(len(problem.nodes))
    fills = np.array([case.fills_tanks for case in problem.loads]) / (3.6 * problem.fill_hours)
    for i in tree.order:
        begin, end = tree.start[i], tree.end[i]
        along[:, end], given[end] = along[:, begin], given[begin]
        if problem.links[i].flows_lps is None:
            along[:, end] += per_lps[:, i]
        elif ready.below_m3[i] > 0:
            peak = ready.flows_lps[: ready.loads, i] / ready.below_m3[i]
            given[end] += float(per_lps[:, i] @ peak)
        if problem.nodes[end].kind == "tank":
            given[end] += float(along[:, end] @ fills)
            along[:, end] = 0.0
    found = []
    for n, node in enumerate(problem.nodes):
        if n == tree.source:
            continue
        rise = np.array(lps_per_m3(node, ready.loads))
        passed_on = 0.0 if node.holds_surface else prices[:, list(ready.children[n])].sum()
        per_m = float(prices[:, tree.inlet[n]].sum() - passed_on)
        per_m3 = float((along[:, n] * rise).sum()) + float(given[n])
        found.append(NodePrice(node.id, per_m3, max(0.0, per_m)))
    return tuple(found)


def _loss_rise(ready: Ready, plan: Plan) -> Floats:
    """Return by load and link the rise of the loss with the flow, m per L/s."""
    problem = ready.problem
    flows = ready.flows_lps[: ready.loads]
    lengths = np.array([link.length_m for link in problem.links])
    minors = np.array([link.minor_loss_k for link in problem.links]) / lengths
    step = np.maximum(1e-6, 1e-5 * flows)
    high, _ = pipe_losses(problem, flows + step, minors)
    low, _ = pipe_losses(problem, np.maximum(flows - step, 0.0), minors)
    width = flows + step - np.maximum(flows - step, 0.0)
    shares = np.zeros((len(problem.links), len(problem.pipes)))
    for i, mix in plan.shares.items():
        for j, share in mix.items():
            shares[i, ready.options[i].pipe[j]] += share
    rise = (high - low) * shares[None, :, :]
    return np.asarray(lengths * rise.sum(axis=2) / width)


def _by_solving(problem: SizingProblem) -> tuple[NodePrice, ...]:
    base = optimise(problem, explain=False)
    if not base.feasible:
        return ()
    found = []
    for n, node in enumerate(problem.nodes):
        if node.kind == "source":
            continue
        water, step_m3 = _first_change(partial(wetter, problem, n), base.cost)
        head, step_m = _first_change(partial(_higher, problem, n), base.cost)
        found.append(NodePrice(node.id, water, head, "difference", step_m3, step_m))
    return tuple(found)


def _first_change(changed: Callable[[float], SizingProblem], cost: float) -> tuple[float, float]:
    """Return the rise of the cost by unit of the least step, from 1 on, that changes it."""
    step = 1.0
    for _ in range(_MOST_DOUBLINGS + 1):
        design = optimise(changed(step), explain=False)
        if not design.feasible:
            return math.inf, step
        rise = design.cost - cost
        if rise > 1e-9 * cost:
            return rise / step, step
        step *= 2
    return 0.0, step / 2


def wetter(problem: SizingProblem, n: int, more_m3_day: float) -> SizingProblem:
    """Return the problem with more water drawn at a node, m3/day, in its own proportion."""
    node, loads = problem.nodes[n], len(problem.loads)
    rise = lps_per_m3(node, loads)
    demands = tuple(node.demand_lps(k) + more_m3_day * rise[k] for k in range(loads))
    nodes = list(problem.nodes)
    nodes[n] = replace(node, demands_lps=demands, day_m3=node.volume_m3 + more_m3_day)
    return replace(problem, nodes=tuple(nodes), links=_given_peaks(problem, node.id, more_m3_day))


def _given_peaks(problem: SizingProblem, node: str, more_m3_day: float) -> tuple[SizingLink, ...]:
    """Return the links, those with given flows on the way to a node raised in proportion."""
    if all(link.flows_lps is None for link in problem.links):
        return problem.links
    into = {link.end: link for link in problem.links}
    kinds = {n.id: n.holds_surface for n in problem.nodes}
    way: set[str] = set()
    at = node
    while at in into and into[at].id not in way:
        way.add(into[at].id)
        at = into[at].start
        if kinds[at]:
            break
    below = _carried_m3(problem)
    return tuple(
        replace(
            link, flows_lps=tuple(q * (1 + more_m3_day / below[link.id]) for q in link.flows_lps)
        )
        if link.flows_lps is not None and link.id in way and below[link.id] > 0
        else link
        for link in problem.links
    )


def _carried_m3(problem: SizingProblem) -> dict[str, float]:
    ready = make_ready(problem)
    return {link.id: float(ready.below_m3[i]) for i, link in enumerate(problem.links)}


def _higher(problem: SizingProblem, n: int, more_m: float) -> SizingProblem:
    nodes = list(problem.nodes)
    nodes[n] = replace(nodes[n], min_pressure_m=nodes[n].min_pressure_m + more_m)
    return replace(problem, nodes=tuple(nodes))
