"""Heads, flows and costs of a plan, computed anew from its decisions and nothing else.

Every engine's plan is priced and checked here, so that a cost is never an engine's word alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from musdesign.network.head_loss import Floats
from musdesign.network.optimum.link_values import hours, set_devices
from musdesign.network.optimum.plan import Plan
from musdesign.network.optimum.prepare import Ready

_TOLERANCE_M = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class Heads:
    """Heads of a plan.  Rows are the load cases, then filling.

    ``start_m`` is the head at the upper end of each link before pump and valve, ``arriving_m``
    that of the water that arrives at each node (its level at the source); ``surface_m`` the
    free surface upstream of each link.  A pipe that leads to tanks is computed in the filling row
    alone, any other in all the load cases; what does not apply is not a number.
    """

    start_m: Floats
    arriving_m: Floats
    loss_m: Floats
    lift_m: Floats
    surface_m: Floats


def heads_of(ready: Ready, plan: Plan) -> Heads:
    """Return the heads of a plan in every row of flows."""
    problem, tree = ready.problem, ready.tree
    rows, count = ready.loads + 1, len(problem.links)
    start = np.full((rows, count), np.nan)
    loss, lift = np.full((rows, count), np.nan), np.zeros((rows, count))
    arriving = np.full((rows, len(problem.nodes)), np.nan)
    arriving[:, tree.source] = ready.level_m[tree.source]
    surface = np.zeros(count)
    for i in tree.order:
        begin, end = tree.start[i], tree.end[i]
        level = level_below(ready, plan, begin, i)
        surface[i] = surface[tree.inlet[begin]] if level is None else level
        options = ready.options[i]
        for r in rows_of(ready, plan, i):
            at = arriving[r, begin] if level is None else level
            loss[r, i] = sum(options.loss_m[r, j] * w for j, w in plan.shares[i].items())
            pump = plan.pumps.get(i)
            lift[r, i] = pump.heads_m.get(r, 0.0) if pump else 0.0
            start[r, i] = at
            taken = set_devices(ready, i, r)[0]
            arriving[r, end] = at + lift[r, i] - taken - loss[r, i]
    return Heads(start, arriving, loss, lift, surface)


def rows_of(ready: Ready, plan: Plan, i: int) -> list[int]:
    """Return the rows of flows that run through a link."""
    return [ready.filling] if i in plan.filling else list(range(ready.loads))


def level_below(ready: Ready, plan: Plan, node: int, link: int) -> float | None:
    """Return the level of the free surface that feeds a link at its upper node (None for none)."""
    if ready.problem.nodes[node].holds_surface:
        return float(ready.level_m[node])
    ground = ready.problem.nodes[node].elevation_m
    if link in _fed(plan, node):
        return ground + plan.tanks[node].height_m
    if node in plan.breaks:
        return ground + ready.problem.breaks[plan.breaks[node]].outlet_m
    return None


def _fed(plan: Plan, node: int) -> frozenset[int]:
    tank = plan.tanks.get(node)
    return tank.feeds if tank else frozenset()


def needed_m(ready: Ready, plan: Plan, node: int) -> float:
    """Return the least head of the water that arrives at a node."""
    need = float(ready.need_m[node])
    tank = plan.tanks.get(node)
    if tank is not None:
        need += tank.height_m
    if node in plan.breaks:
        device = ready.problem.breaks[plan.breaks[node]]
        ground = ready.problem.nodes[node].elevation_m
        need = max(need, ground + device.outlet_m + device.inlet_m)
    return need


def shortfalls(ready: Ready, plan: Plan, heads: Heads) -> dict[int, float]:
    """Return by node how much head is missing, m, where any is."""
    found = {}
    for n in range(len(ready.problem.nodes)):
        if n == ready.tree.source:
            continue
        arriving = heads.arriving_m[:, n]
        lowest = float(np.nanmin(arriving))
        missing = needed_m(ready, plan, n) - lowest
        if missing > _TOLERANCE_M:
            found[n] = missing
    return found


def served_m3(ready: Ready, plan: Plan, node: int) -> float:
    """Return the volume of the day that a tank serves."""
    feeds = _fed(plan, node)
    return float(ready.volume_m3[node] + sum(ready.below_m3[i] for i in feeds))


def plan_cost(ready: Ready, plan: Plan) -> float:
    """Return the cost of a plan from its decisions."""
    problem = ready.problem
    total = 0.0
    for i, shares in plan.shares.items():
        total += sum(float(ready.options[i].cost[j]) * w for j, w in shares.items())
        row = rows_of(ready, plan, i)[0]
        total += set_devices(ready, i, row)[1]
    total += sum(pump_cost(ready, plan, i)[0] + pump_cost(ready, plan, i)[1] for i in plan.pumps)
    for n, tank in plan.tanks.items():
        assert problem.tanks is not None
        volume = problem.tanks.capacity_factor * served_m3(ready, plan, n)
        total += problem.tanks.cost(volume) + problem.tanks.height_cost_per_m * tank.height_m
    return total + sum(problem.breaks[k].cost for k in plan.breaks.values())


def pump_cost(ready: Ready, plan: Plan, i: int) -> tuple[float, float, float]:
    """Return capital, energy at present value and power (kW) of the pump on a link.

    Capital follows the greatest power of all rows, energy each row's power by its hours.
    """
    pump = plan.pumps[i]
    assert ready.problem.pumps is not None
    source = ready.problem.pumps.sources[pump.source]
    power = {
        r: source.kw_per_m(float(ready.flows_lps[r, i])) * head for r, head in pump.heads_m.items()
    }
    rated = max(power.values())
    capital = source.fixed_cost + source.capital_per_kw * rated
    energy = sum(source.energy_per_kw(hours(ready, r)) * kw for r, kw in power.items())
    return capital, energy, rated
