"""One day's problem stated as a linear programme, apart from the kernel's solver.

The oracle of the tests, and a way to ask about one day: the same matrix, costs and bounds, solved
by HiGHS.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musdesign.errors import CalculationError, Problem
from musdesign.solver import quiet_solver
from musdesign.supply.allocation.prepare import Prepared

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DayOptimum:
    """The optimum of one day: cost in the ladder's weights, unmet by use, end volumes."""

    cost: float
    unmet_m3: Array
    level_m3: Array


def day_bounds(
    ready: Prepared, scenario: int, day: int, level_m3: Array
) -> tuple[Array, Array, Array]:
    """Return right sides, upper bounds, and the day's losses for volumes of the evening before.

    Overflow links are closed: what overflows depends on the optimum, not the other way round.
    """
    built, network = ready.programme, ready.network
    sources, stores, uses = len(network.sources), len(network.stores), len(network.uses)
    given = np.minimum(ready.available(scenario)[:, day], ready.caps[:, day])
    demand = ready.demand(scenario)[:, day]
    depth = ready.depth(scenario)[:, day]
    capacity, empty, full, fraction, seepage = ready.store_numbers.T
    with np.errstate(invalid="ignore", divide="ignore"):
        area = np.where(capacity > 0.0, empty + (full - empty) * level_m3 / capacity, full)
    loss = np.minimum(level_m3, np.maximum(0.0, depth * area) + fraction * level_m3 + seepage)
    rhs = np.zeros(built.rows)
    upper = np.zeros(built.cost.size)
    rhs[:sources] = upper[:sources] = given
    rhs[sources : sources + stores] = level_m3 - loss
    rhs[sources + stores : sources + stores + uses] = demand
    upper[built.link_0 : built.link_0 + len(built.links)] = np.minimum(
        built.transfer_m3, ready.scale
    )
    upper[built.overflow[built.overflow >= 0]] = 0.0
    here = built.carry >= 0
    upper[built.carry[here]] = ready.widths[ready.month[day]][here]
    steps = built.unmet >= 0
    upper[built.unmet[steps]] = (demand[:, None] * built.step_share)[steps]
    for row, limit in zip(built.limit_row, ready.limits[:, day], strict=True):
        if row >= 0:
            rhs[row] = upper[row] = min(limit, ready.scale)
    return rhs, upper, loss


def solve_day(ready: Prepared, scenario: int, day: int, level_m3: Array) -> DayOptimum:
    """Return the optimum of one day, from the volumes of the evening before, without overflow.

    Raises:
        CalculationError: HiGHS finds no optimum.
    """
    import highspy

    built = ready.programme
    rhs, upper, _ = day_bounds(ready, scenario, day, level_m3)
    n, m = built.matrix.shape
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = n, m
    lp.col_cost_ = built.cost
    lp.col_lower_, lp.col_upper_ = np.zeros(n), upper
    lp.row_lower_ = lp.row_upper_ = rhs
    column, row = np.nonzero(built.matrix)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.searchsorted(column, np.arange(n + 1)).astype(np.int32)
    lp.a_matrix_.index_ = row.astype(np.int32)
    lp.a_matrix_.value_ = built.matrix[column, row]
    solver = quiet_solver()
    solver.passModel(lp)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise CalculationError(
            Problem("the day's programme was not solved", cure="check the network's numbers")
        )
    x = np.asarray(solver.getSolution().col_value)
    return day_outcome(ready, x)


def day_outcome(ready: Prepared, x: Array) -> DayOptimum:
    """Return cost, unmet demand and end volumes of a solution of the day's programme."""
    built = ready.programme
    unmet = np.where(built.unmet >= 0, x[built.unmet], 0.0).sum(axis=1)
    level = np.where(built.carry >= 0, x[built.carry], 0.0).sum(axis=1)
    return DayOptimum(float(built.cost @ x), unmet, level)


def cost_of(ready: Prepared, day: int, flow_m3: Array, level_m3: Array, unmet_m3: Array) -> float:
    """Return the cost of a day's flows, end volumes and unmet demand in the ladder's weights."""
    built = ready.programme
    cost = float(built.cost[built.link_0 : built.link_0 + len(built.links)] @ flow_m3)
    for s, volume in enumerate(level_m3):
        columns = [int(j) for j in built.carry[s] if j >= 0]
        widths = ready.widths[ready.month[day], s]
        left = float(volume)
        # the most valuable parts are filled first
        for j, width in sorted(
            zip(columns, widths, strict=False), key=lambda pair: built.cost[pair[0]]
        ):
            part = min(left, float(width))
            cost += float(built.cost[j]) * part
            left -= part
    for u, missing in enumerate(unmet_m3):
        left = float(missing)
        demand = float(ready.demand(0)[u, day])
        for j, share in zip(built.unmet[u], built.step_share[u], strict=True):
            if j >= 0:
                part = min(left, demand * float(share))
                cost += float(built.cost[j]) * part
                left -= part
    return cost
