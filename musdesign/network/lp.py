"""The linear programme of least-cost pipe sizes on a tree, solved by HiGHS."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musdesign.errors import CalculationError
from musdesign.network.head_loss import Floats
from musdesign.network.model import Tree


@dataclass(frozen=True, slots=True)
class Solution:
    """Share of each pipe in each link, links x pipes, and the price of a metre of head by node."""

    shares: Floats
    head_prices: Floats


def solve(
    tree: Tree, choices: Sequence[Sequence[int]], losses_m: Floats, costs: Floats, budgets_m: Floats
) -> Solution:
    """Return the cheapest shares of pipe in every link.

    minimise    sum(cost_ij x_ij)
    subject to  sum_j x_ij = 1                            for every link i
                y_end = y_start + sum_j loss_ij x_ij      for every link i (y_start = 0 below a
                                                          free surface)
                0 <= y_n <= budget_n,  x >= 0

    Args:
        tree: the network.
        choices: by link, the pipes worth considering.
        losses_m: head lost when the whole link is of one pipe, links x pipes, m.
        costs: cost when the whole link is of one pipe, links x pipes.
        budgets_m: by node, head that may be lost below the free surface upstream, m.

    Raises:
        CalculationError: the solver found no optimum (the budgets must be attainable).

    Source: the split-pipe formulation of Karmeli, Gadish and Meyers (1968).
    """
    import highspy

    count_links, count_nodes = len(tree.links), len(tree.nodes)
    link_of = np.repeat(np.arange(count_links), [len(pipes) for pipes in choices])
    pipe_of = np.concatenate([np.asarray(pipes, dtype=int) for pipes in choices])
    count_pipes = len(link_of)
    scale = float(costs[link_of, pipe_of].mean()) or 1.0

    # Columns: one per link and pipe, then the head lost at each node.  Rows: shares, then heads.
    feeding = np.array(tree.inlet)
    start = np.array(tree.start)
    passes = ~np.array([tree.nodes[i].holds_surface for i in tree.start], dtype=bool)
    rows = np.concatenate(
        [
            link_of,
            count_links + link_of,
            count_links + feeding[feeding >= 0],
            count_links + np.flatnonzero(passes),
        ]
    )
    columns = np.concatenate(
        [
            np.arange(count_pipes),
            np.arange(count_pipes),
            count_pipes + np.flatnonzero(feeding >= 0),
            count_pipes + start[passes],
        ]
    )
    values = np.concatenate(
        [
            np.ones(count_pipes),
            -losses_m[link_of, pipe_of],
            np.ones(int((feeding >= 0).sum())),
            -np.ones(int(passes.sum())),
        ]
    )
    by_column = np.argsort(columns, kind="stable")
    total = count_pipes + count_nodes
    upper = np.where(feeding >= 0, budgets_m, 0.0)

    problem = highspy.HighsLp()
    problem.num_col_ = total
    problem.num_row_ = 2 * count_links
    problem.col_cost_ = np.concatenate([costs[link_of, pipe_of] / scale, np.zeros(count_nodes)])
    problem.col_lower_ = np.zeros(total)
    problem.col_upper_ = np.concatenate([np.full(count_pipes, np.inf), upper])
    right = np.concatenate([np.ones(count_links), np.zeros(count_links)])
    problem.row_lower_ = right
    problem.row_upper_ = right
    matrix = problem.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kColwise
    matrix.start_ = np.concatenate([[0], np.cumsum(np.bincount(columns, minlength=total))])
    matrix.index_ = rows[by_column]
    matrix.value_ = values[by_column]

    solver = _solver()
    solver.passModel(problem)
    solver.run()
    status = solver.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        raise CalculationError(
            f"the pipe sizes could not be solved: {solver.modelStatusToString(status)}"
        )
    found = solver.getSolution()
    shares = np.zeros(losses_m.shape)
    shares[link_of, pipe_of] = np.clip(np.asarray(found.col_value)[:count_pipes], 0, None)
    shares[shares < 1e-9] = 0.0
    shares /= shares.sum(axis=1, keepdims=True)
    prices = np.clip(-np.asarray(found.col_dual)[count_pipes:] * scale, 0, None)
    return Solution(shares, np.where(feeding >= 0, prices, 0.0))


@functools.cache
def _quiet_solver() -> Any:
    import highspy

    class Quiet(highspy.Highs):
        """A solver that prints nothing: the plain one logs a banner while it is being made."""

        def enableCallbacks(self) -> None:  # noqa: N802  # the library's own name
            self.setOptionValue("output_flag", False)

    return Quiet


def _solver() -> Any:
    solver = _quiet_solver()()
    for option, value in (
        ("parallel", "off"),
        ("solver", "simplex"),
        ("presolve", "off"),
        ("primal_feasibility_tolerance", 1e-9),
        ("dual_feasibility_tolerance", 1e-9),
    ):
        solver.setOptionValue(option, value)
    return solver


def proven_bound(
    tree: Tree,
    allowed: NDArray[np.bool_],
    losses_m: Floats,
    costs: Floats,
    budgets_m: Floats,
    head_prices: Floats,
) -> float:
    """Return a cost below which no design lies, for any prices of head that are not negative.

    bound = sum_i min_j (cost_ij + loss_ij P_i) - sum_n p_n budget_n, where P_i is the sum of the
    prices p of the nodes below link i as far as the next free surfaces.  It holds whatever the
    solver did, since each pipe of the catalogue is looked at.

    Source: Lagrangian duality of the linear programme above.
    """
    prices = np.array(head_prices, dtype=float)
    carried = np.zeros(len(tree.links))
    below = prices.copy()
    for i in reversed(tree.order):  # a free surface passes no price up
        carried[i] = below[tree.end[i]]
        if not tree.nodes[tree.start[i]].holds_surface:
            below[tree.start[i]] += carried[i]
    priced = np.where(allowed, costs + losses_m * carried[:, None], np.inf)
    fed = np.array(tree.inlet) >= 0
    return float(priced.min(axis=1).sum() - (prices[fed] * budgets_m[fed]).sum())
