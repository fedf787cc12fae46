"""The result that users see, from a plan: pipes by link, heads by node, what is built."""

from __future__ import annotations

import numpy as np

from musdesign.network.optimum.heads import (
    Heads,
    heads_of,
    plan_cost,
    pump_cost,
    rows_of,
    served_m3,
)
from musdesign.network.optimum.link_values import set_devices
from musdesign.network.optimum.plan import Plan
from musdesign.network.optimum.prepare import Ready, static_by_link
from musdesign.network.result import (
    LoadState,
    NetworkDesign,
    Segment,
    SizedBreak,
    SizedLink,
    SizedNode,
    SizedPump,
    SizedTank,
)


def build(
    ready: Ready,
    plan: Plan,
    lower_bound: float,
    method: str,
    *,
    exact: bool = True,
    reasons: tuple[str, ...] = (),
) -> NetworkDesign:
    """Return the design of a plan with its cost, bound and gap."""
    heads = heads_of(ready, plan)
    cost = plan_cost(ready, plan)
    laying = _laying(ready, plan)
    tanks, pumps, breaks = _tanks(ready, plan), _pumps(ready, plan), _breaks(ready, plan, heads)
    others = (
        sum(tank.cost for tank in tanks)
        + sum(pump.cost for pump in pumps)
        + sum(device.cost for device in breaks)
    )
    bound = min(lower_bound, cost)
    source = ready.tree.source
    return NetworkDesign(
        feasible=not reasons,
        reasons=reasons,
        cost=cost,
        pipe_cost=cost - laying - others,
        laying_cost=laying,
        lower_bound=bound,
        gap=(cost - bound) / cost if cost > 0 else 0.0,
        links=_links(ready, plan, heads),
        nodes=_nodes(ready, plan, heads),
        head_loss=ready.problem.head_loss,
        source_lps=float(
            sum(ready.flows_lps[rows_of(ready, plan, j), j].max() for j in ready.children[source])
        ),
        method=method,
        exact=exact,
        tanks=tanks,
        pumps=pumps,
        breaks=breaks,
        loads=_loads(ready, heads),
        currency=ready.problem.currency,
    )


def _laying(ready: Ready, plan: Plan) -> float:
    problem = ready.problem
    total = 0.0
    for i, link in enumerate(problem.links):
        per_m = problem.laying_per_m if link.laying_per_m is None else link.laying_per_m
        new = sum(w for j, w in plan.shares[i].items() if ready.options[i].pipe[j] >= 0)
        total += per_m * link.length_m * new
    return total


def _links(ready: Ready, plan: Plan, heads: Heads) -> tuple[SizedLink, ...]:
    problem = ready.problem
    statics = static_by_link(ready, heads.surface_m.tolist()).tolist()
    losses, starts = heads.loss_m.T.tolist(), heads.start_m.T.tolist()
    lifts, flows = heads.lift_m.T.tolist(), ready.flows_lps.T.tolist()
    found = []
    for i, link in enumerate(problem.links):
        rows = rows_of(ready, plan, i)
        worst = max(rows, key=losses[i].__getitem__)
        shares, options = plan.shares[i], ready.options[i]
        start, lift, loss = starts[i][worst], lifts[i][worst], losses[i][worst]
        taken, _ = set_devices(ready, i, worst)
        set_pump = max(0.0, link.valve_drop_m - taken)
        found.append(
            SizedLink(
                link.id,
                link.start,
                link.end,
                link.length_m,
                flows[i][worst],
                _segments(ready, i, shares),
                loss,
                float(max(options.speed_m_s[r, j] for r in rows for j in shares)),
                sum(float(options.cost[j]) * w for j, w in shares.items()),
                statics[i],
                start,
                start + lift - taken - loss,
                lift + set_pump,
                link.valve_drop_m,
                i in plan.filling,
            )
        )
    return tuple(found)


def _segments(ready: Ready, i: int, shares: dict[int, float]) -> tuple[Segment, ...]:
    problem, options = ready.problem, ready.options[i]
    link = problem.links[i]
    found = []
    if link.existing is not None:
        old = link.existing
        found.append(
            Segment(
                "",
                old.bore_mm,
                old.label,
                "",
                link.length_m,
                0.0,
                old.roughness_mm,
                old.hazen_williams_c,
                old.working_head_m,
                existing=True,
            )
        )
    columns = [j for j in shares if options.pipe[j] >= 0]
    for j in sorted(columns, key=lambda j: -problem.pipes[options.pipe[j]].bore_mm):
        pipe = problem.pipes[options.pipe[j]]
        found.append(
            Segment(
                pipe.key,
                pipe.bore_mm,
                pipe.label,
                pipe.series,
                shares[j] * link.length_m,
                shares[j] * float(options.cost[j]),
                pipe.roughness_mm,
                pipe.hazen_williams_c,
                pipe.working_head_m,
                parallel=options.parallel,
            )
        )
    return tuple(found)


def _nodes(ready: Ready, plan: Plan, heads: Heads) -> tuple[SizedNode, ...]:
    tree = ready.tree
    found = []
    least = np.nanmin(heads.arriving_m, axis=0).tolist()
    for n, node in enumerate(ready.problem.nodes):
        lowest = least[n]
        inlet = tree.inlet[n]
        surface = ready.level_m[n] if inlet < 0 else heads.surface_m[inlet]
        base = node.level_m if node.holds_surface and inlet >= 0 else node.elevation_m
        drawn = max(node.demand_lps(k) for k in range(ready.loads))
        if node.kind == "tank":
            drawn = float(ready.flows_lps[rows_of(ready, plan, inlet), inlet].max())
        built = plan.breaks.get(n)
        device = None if built is None else ready.problem.breaks[built]
        opened = device is not None and device.kind == "break_pressure_tank"
        found.append(
            SizedNode(
                node.id,
                base,
                "break_pressure_tank" if opened else node.kind,
                lowest,
                lowest - base,
                float(surface) - base,
                drawn,
                0.0 if inlet < 0 else node.min_pressure_m,
            )
        )
    return tuple(found)


def _tanks(ready: Ready, plan: Plan) -> tuple[SizedTank, ...]:
    options, nodes = ready.problem.tanks, ready.problem.nodes
    found = []
    for n in sorted(plan.tanks):
        assert options is not None
        tank, served = plan.tanks[n], served_m3(ready, plan, n)
        volume = options.capacity_factor * served
        found.append(
            SizedTank(
                nodes[n].id,
                volume,
                tank.height_m,
                nodes[n].elevation_m + tank.height_m,
                options.cost(volume) + options.height_cost_per_m * tank.height_m,
                tuple(ready.problem.links[i].id for i in sorted(tank.feeds)),
                served,
            )
        )
    return tuple(found)


def _pumps(ready: Ready, plan: Plan) -> tuple[SizedPump, ...]:
    problem = ready.problem
    found = []
    for i in sorted(plan.pumps):
        capital, energy, power = pump_cost(ready, plan, i)
        pump = plan.pumps[i]
        row = max(pump.heads_m, key=lambda r: pump.heads_m[r])
        assert problem.pumps is not None
        found.append(
            SizedPump(
                problem.links[i].id,
                pump.heads_m[row],
                float(ready.flows_lps[row, i]),
                power,
                problem.pumps.sources[pump.source].kind,
                capital,
                energy,
            )
        )
    for i, link in enumerate(problem.links):
        if link.pump_kw is None or problem.pumps is None:
            continue
        row = rows_of(ready, plan, i)[0]
        taken, cost = set_devices(ready, i, row)
        source = problem.pumps.sources[0]
        capital = min(cost, source.fixed_cost + source.capital_per_kw * link.pump_kw)
        found.append(
            SizedPump(
                link.id,
                link.valve_drop_m - taken,
                float(ready.flows_lps[row, i]),
                link.pump_kw,
                source.kind,
                capital,
                cost - capital,
            )
        )
    return tuple(found)


def _breaks(ready: Ready, plan: Plan, heads: Heads) -> tuple[SizedBreak, ...]:
    problem = ready.problem
    return tuple(
        SizedBreak(
            problem.nodes[n].id,
            problem.breaks[k].kind,
            problem.nodes[n].elevation_m + problem.breaks[k].outlet_m,
            float(np.nanmin(heads.arriving_m[:, n])),
            problem.breaks[k].cost,
        )
        for n, k in sorted(plan.breaks.items())
    )


def _loads(ready: Ready, heads: Heads) -> tuple[LoadState, ...]:
    names = [load.id for load in ready.problem.loads]
    if ready.problem.tanks is not None:
        names.append("filling")
    return tuple(
        LoadState(
            name,
            tuple(ready.flows_lps[r].tolist()),
            tuple(heads.loss_m[r].tolist()),
            tuple(heads.arriving_m[r].tolist()),
        )
        for r, name in enumerate(names)
    )
