"""Least-cost pipes of a looped network whose flows are given: a linear programme.

With the flows fixed, head loss is linear in the lengths of pipe laid, so the cheapest lengths that
keep every head equal along all ways, and every pressure above its least, are a linear programme.
A missing metre of head costs much but is allowed, so that any flows have a value.

Source: E. Alperovits and U. Shamir (1977), Design of optimal water distribution systems, Water
Resources Research 13(6), for fixed flows within a search over the flows of loops.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from musdesign.errors import CalculationError
from musdesign.network.head_loss import Floats
from musdesign.network.optimum.loops import Looped
from musdesign.network.optimum.losses import pipe_losses
from musdesign.network.optimum.prepare import TOLERANCE_M, within_limits
from musdesign.solver import quiet_solver

_MOST_LOSS_M = 2000.0
"""A pipe that would lose more over its link is not worth a look."""


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """Shares of pipe by link, heads by load and node, cost of the pipes, and missing head."""

    value: float
    cost: float
    missing_m: float
    shares: Floats
    heads_m: Floats
    flows_lps: Floats
    losses_m: Floats
    speeds_m_s: Floats


class PipeLayer:
    """The programme, kept between calls: only losses and limits change with the flows."""

    def __init__(self, looped: Looped) -> None:
        """Write what does not change."""
        import highspy

        problem = looped.problem
        self.looped = looped
        self.loads, self.links = len(problem.loads), len(problem.links)
        self.pipes, self.nodes = len(problem.pipes), len(problem.nodes)
        self.lengths = np.array([link.length_m for link in problem.links])
        self.minors = np.array([link.minor_loss_k for link in problem.links]) / self.lengths
        self.drops = np.array([link.valve_drop_m for link in problem.links])
        prices = np.array([pipe.cost_per_m for pipe in problem.pipes])
        laying = np.array(
            [
                problem.laying_per_m if link.laying_per_m is None else link.laying_per_m
                for link in problem.links
            ]
        )
        self.costs = self.lengths[:, None] * (prices + laying[:, None])
        self.scale = float(self.costs.mean())
        self.fixed_ok = self._allowed()
        self.penalty = 50 * float(self.costs.max()) / self.scale
        self.solver = quiet_solver()
        for option, value in (("solver", "simplex"), ("presolve", "off")):
            self.solver.setOptionValue(option, value)
        self.lp = highspy.HighsLp()
        self.basis: Any = None
        self._shape()

    def _allowed(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Return which pipe is named for a link and bears the highest source."""
        problem = self.looped.problem
        level = max(problem.nodes[n].level_m for n in self.looped.sources)
        working = np.array([pipe.working_head_m for pipe in problem.pipes])
        ok = np.ones((self.links, self.pipes), dtype=bool)
        for i, link in enumerate(problem.links):
            ends = (self.looped.start[i], self.looped.end[i])
            low = min(problem.nodes[n].elevation_m for n in ends)
            if link.lowest_ground_m is not None:
                low = min(low, link.lowest_ground_m)
            ok[i] = working >= level - low + problem.limits.surge_m - TOLERANCE_M
            if link.pipes is not None:
                ok[i] &= [pipe.key in link.pipes for pipe in problem.pipes]
        return ok

    def _shape(self) -> None:
        """Write the programme.

        Columns: shares, heads, missing heads, gaps in loops.  Rows: links, head losses, heads.
        """
        import highspy

        problem, lp = self.looped.problem, self.lp
        shares = self.links * self.pipes
        heads = self.loads * self.nodes
        gaps = 2 * self.links * self.loads
        self.last = heads + gaps
        lp.num_col_ = shares + heads + self.last
        lp.num_row_ = self.links * (1 + self.loads) + heads
        lp.col_cost_ = np.concatenate(
            (self.costs.ravel() / self.scale, np.zeros(heads), np.full(self.last, self.penalty))
        )
        need = np.array([node.elevation_m + node.min_pressure_m for node in problem.nodes])
        level = np.array([node.level_m for node in problem.nodes])
        fixed = np.zeros(self.nodes, dtype=bool)
        fixed[list(self.looped.sources)] = True
        low, high = np.where(fixed, level, -np.inf), np.where(fixed, level, np.inf)
        lows = np.tile(low, self.loads)
        lp.col_lower_ = np.concatenate((np.zeros(shares), lows, np.zeros(self.last)))
        self.head_upper = np.tile(high, self.loads)
        least = np.where(fixed, -np.inf, need)
        flat = np.zeros(self.links * self.loads)
        drops = np.tile(self.drops, self.loads)
        leasts = np.tile(least, self.loads)
        lp.row_lower_ = np.concatenate((np.ones(self.links), flat + drops, leasts))
        lp.row_upper_ = np.concatenate((np.ones(self.links), flat + drops, np.full(heads, np.inf)))
        link_of = np.repeat(np.arange(self.links), self.pipes)
        rows, columns, values = [link_of], [np.arange(shares)], [np.ones(shares)]
        start, end = np.array(self.looped.start), np.array(self.looped.end)
        every = np.arange(self.links)
        for k in range(self.loads):
            base = self.links * (1 + k)
            rows += [base + link_of, base + every, base + every]
            columns += [np.arange(shares), shares + k * self.nodes + start]
            columns += [shares + k * self.nodes + end]
            values += [np.zeros(shares), np.ones(self.links), -np.ones(self.links)]
        under = self.links * (1 + self.loads) + np.arange(heads)
        rows += [under, under]
        columns += [shares + np.arange(heads), shares + heads + np.arange(heads)]
        values += [np.ones(heads), np.ones(heads)]
        losing = self.links + np.arange(self.links * self.loads)
        gap = shares + 2 * heads + np.arange(gaps)
        rows += [losing, losing]
        columns += [gap[: gaps // 2], gap[gaps // 2 :]]
        values += [np.ones(gaps // 2), -np.ones(gaps // 2)]
        row, column = np.concatenate(rows), np.concatenate(columns)
        self.order = np.lexsort((column, row))
        self.values = np.concatenate(values)
        matrix = lp.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_ = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=lp.num_row_))))
        matrix.index_ = column[self.order].astype(np.int32)

    def lay(self, unknowns: Floats) -> Laid:
        """Return the cheapest pipes for unknown flows, loads x unknowns."""
        problem = self.looped.problem
        flows = self.looped.flows(unknowns)
        unit, speed = pipe_losses(problem, np.abs(flows), self.minors)
        ok = self.fixed_ok & within_limits(problem, np.abs(flows), unit, speed).all(axis=0)
        ok &= (unit * self.lengths[:, None]).max(axis=0) <= _MOST_LOSS_M
        none = np.asarray(~ok.any(axis=1))
        if none.any():  # the limit is missed: take the pipe that loses least, and pay for it
            ok[none] = self.fixed_ok[none] & (unit[:, none].max(axis=0) <= _least(unit, self, none))
        loss = np.sign(flows)[:, :, None] * unit * self.lengths[None, :, None]
        at = self.links * self.pipes
        for k in range(self.loads):
            self.values[at : at + self.links * self.pipes] = -loss[k].ravel()
            at += self.links * (self.pipes + 2)
        lp = self.lp
        lp.a_matrix_.value_ = self.values[self.order]
        lp.col_upper_ = np.concatenate(
            (np.where(ok, 1.0, 0.0).ravel(), self.head_upper, np.full(self.last, np.inf))
        )
        self._solve()
        found = np.asarray(self.solver.getSolution().col_value)
        shares = found[: self.links * self.pipes].reshape(self.links, self.pipes)
        missing = float(found[-self.last :].sum())
        cost = float((self.costs * shares).sum())
        over = self._over(unknowns) + int(none.sum())
        value = cost + (self.penalty * (missing + over)) * self.scale
        return Laid(
            value,
            cost,
            missing + over,
            shares,
            found[self.links * self.pipes : -self.last].reshape(self.loads, self.nodes),
            flows,
            (loss * shares).sum(axis=2),
            np.where(shares > 0, speed, 0.0).max(axis=2),
        )

    def _solve(self) -> None:
        """Solve from the last basis; from none where that fails."""
        import highspy

        optimal = highspy.HighsModelStatus.kOptimal
        for basis in (self.basis, None):
            self.solver.passModel(self.lp)
            if basis is not None:
                self.solver.setBasis(basis)
            self.solver.run()
            if self.solver.getModelStatus() == optimal:
                self.basis = self.solver.getBasis()
                return
        status = self.solver.modelStatusToString(self.solver.getModelStatus())
        raise CalculationError(f"the pipes of the loops could not be solved: {status}")

    def _over(self, unknowns: Floats) -> float:
        """Return by how much the first source gives more than it can, L/s."""
        looped = self.looped
        most = looped.problem.nodes[looped.sources[0]].max_lps
        if most is None:
            return 0.0
        others = [u for u, one in enumerate(looped.one_way) if one]
        given = looped.total_lps - unknowns[:, others].sum(axis=1)
        return float(np.maximum(given - most, 0.0).sum())


def _least(unit: Floats, layer: PipeLayer, none: np.ndarray[Any, np.dtype[np.bool_]]) -> Floats:
    open_ = np.where(layer.fixed_ok[none], unit[:, none].max(axis=0), np.inf)
    return np.asarray(open_.min(axis=1, keepdims=True))
