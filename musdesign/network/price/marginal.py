"""What one more cubic metre a day, and one more metre of head, cost at each node."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from musdesign.network.head_loss import Floats
from musdesign.network.optimum import optimise
from musdesign.network.optimum.losses import pipe_losses
from musdesign.network.optimum.milp import programme
from musdesign.network.optimum.milp_reading import read_plan
from musdesign.network.optimum.plan import Plan
from musdesign.network.optimum.prepare import Ready, make_ready
from musdesign.network.problem import SizingNode, SizingProblem

_STEP_M3 = 0.01
_STEP_M = 0.01


@dataclass(frozen=True, slots=True)
class NodePrice:
    """Cost of one more m3/day drawn, and of one more metre of least pressure, at a node.

    A m3/day more raises the node's draw in each load case in its own proportion (24 hours of
    even flow where none is drawn yet).
    """

    node: str
    per_m3_day: float
    per_m: float


def node_prices(problem: SizingProblem) -> tuple[NodePrice, ...]:
    """Return the marginal costs at every node below the source.

    Pipes alone: from the dual prices of the linear programme, and the rise of head loss with
    flow in the pipes chosen (envelope theorem).  With tanks, pumps or breaks, or one diameter a
    link, each node is solved again with a little more, and the difference taken.  Where several
    designs cost the same, duals are those of one of them.

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
    along = np.zeros((ready.loads, len(problem.nodes)))
    for i in tree.order:
        begin = tree.start[i]
        above = 0.0 if problem.nodes[begin].holds_surface else along[:, begin]
        along[:, tree.end[i]] = above + per_lps[:, i]
    found = []
    for n, node in enumerate(problem.nodes):
        if n == tree.source:
            continue
        rise = np.array(lps_per_m3(node, ready.loads))
        passed_on = 0.0 if node.holds_surface else prices[:, list(ready.children[n])].sum()
        per_m = float(prices[:, tree.inlet[n]].sum() - passed_on)
        found.append(NodePrice(node.id, float((along[:, n] * rise).sum()), max(0.0, per_m)))
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
        rise = lps_per_m3(node, len(problem.loads))
        more = tuple(node.demand_lps(k) + _STEP_M3 * rise[k] for k in range(len(problem.loads)))
        wetter = replace(node, demands_lps=more, day_m3=node.volume_m3 + _STEP_M3)
        higher = replace(node, min_pressure_m=node.min_pressure_m + _STEP_M)
        found.append(
            NodePrice(
                node.id,
                _difference(problem, n, wetter, base.cost) / _STEP_M3,
                _difference(problem, n, higher, base.cost) / _STEP_M,
            )
        )
    return tuple(found)


def _difference(problem: SizingProblem, n: int, node: SizingNode, cost: float) -> float:
    nodes = (*problem.nodes[:n], node, *problem.nodes[n + 1 :])
    design = optimise(replace(problem, nodes=nodes), explain=False)
    return max(0.0, design.cost - cost) if design.feasible else math.inf
