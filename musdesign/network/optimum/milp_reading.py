"""The decisions that the columns of a solved programme hold."""

from __future__ import annotations

from musdesign.network.head_loss import Floats
from musdesign.network.optimum.milp import Columns, Programme
from musdesign.network.optimum.mip_model import Answer
from musdesign.network.optimum.plan import Plan, PumpPlan, TankPlan


def read_plan(written: Programme, answer: Answer) -> Plan:
    """Return the decisions of a solution."""
    columns, values = written.columns, answer.values
    plan = Plan()
    _read_pipes(plan, columns, values)
    _read_tanks(plan, columns, values, written.ready.tree.start)
    for (n, _, k), column in columns.devices.broken.items():
        if values[column] > 0.5:
            plan.breaks[n] = k
    lifts: dict[tuple[int, int], dict[int, float]] = {}
    for (i, r, k), column in columns.lift.items():
        if values[column] > 1e-7:
            lifts.setdefault((i, k), {})[r] = float(values[column])
    for (i, k), heads in lifts.items():
        plan.pumps[i] = PumpPlan(k, heads)
    return plan


def _read_pipes(plan: Plan, columns: Columns, values: Floats) -> None:
    raw: dict[int, dict[int, float]] = {}
    filled: dict[int, float] = {}
    for (i, state, j), column in columns.share.items():
        share = float(values[column])
        if share > 1e-9:
            shares = raw.setdefault(i, {})
            shares[j] = shares.get(j, 0.0) + share
            if state[0] == "fill":
                filled[i] = filled.get(i, 0.0) + share
    for i, shares in raw.items():
        total = sum(shares.values())
        plan.shares[i] = {j: share / total for j, share in shares.items()}
    plan.filling |= {i for i, share in filled.items() if share > 0.5}


def _read_tanks(plan: Plan, columns: Columns, values: Floats, starts: tuple[int, ...]) -> None:
    devices = columns.devices
    feeds: dict[int, set[int]] = {}
    for j, column in devices.fed.items():
        if values[column] > 0.5:
            feeds.setdefault(starts[j], set()).add(j)
    for n, column in devices.built.items():
        if values[column] > 0.5:
            height = max(0.0, float(values[devices.height[n]]))
            plan.tanks[n] = TankPlan(height, frozenset(feeds.get(n, ())))
