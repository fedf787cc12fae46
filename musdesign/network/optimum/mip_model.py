"""A mixed-integer linear programme, gathered row by row and solved by HiGHS."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from musdesign.errors import CalculationError
from musdesign.network.head_loss import Floats
from musdesign.solver import quiet_solver

INF = math.inf


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """Values of the columns, cost, proven bound and the duals of the rows (of an LP alone)."""

    found: bool
    infeasible: bool
    values: Floats
    cost: float
    bound: float
    duals: Floats


class Model:
    """Columns and rows of a programme to be minimised."""

    def __init__(self) -> None:
        """Start empty."""
        self.costs: list[float] = []
        self.lower: list[float] = []
        self.upper: list[float] = []
        self.whole: list[int] = []
        self.row_lower: list[float] = []
        self.row_upper: list[float] = []
        self.starts: list[int] = [0]
        self.index: list[int] = []
        self.value: list[float] = []

    def column(
        self, cost: float = 0.0, lower: float = 0.0, upper: float = INF, *, whole: bool = False
    ) -> int:
        """Add a column and return its number."""
        number = len(self.costs)
        self.costs.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        if whole:
            self.whole.append(number)
        return number

    def binary(self, cost: float = 0.0) -> int:
        """Add a column that is 0 or 1."""
        return self.column(cost, 0.0, 1.0, whole=True)

    def row(self, terms: Iterable[tuple[int, float]], lower: float, upper: float) -> int:
        """Add lower <= sum of value x column <= upper and return the number of the row."""
        for column, value in terms:
            if value:
                self.index.append(column)
                self.value.append(value)
        self.starts.append(len(self.index))
        self.row_lower.append(lower)
        self.row_upper.append(upper)
        return len(self.row_lower) - 1

    def equal(self, terms: Iterable[tuple[int, float]], right: float) -> int:
        """Add an equation."""
        return self.row(terms, right, right)

    def most(self, terms: Iterable[tuple[int, float]], right: float) -> int:
        """Add an upper bound."""
        return self.row(terms, -INF, right)

    def least(self, terms: Iterable[tuple[int, float]], right: float) -> int:
        """Add a lower bound."""
        return self.row(terms, right, INF)

    def solve(self, *, gap: float, time_limit_s: float) -> Answer:
        """Return the best solution found.

        Raises:
            CalculationError: the solver broke down.
        """
        import highspy

        costs = np.array(self.costs)
        scale = float(np.abs(costs[costs != 0]).mean()) if costs.any() else 1.0
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(costs), len(self.row_lower)
        lp.col_cost_ = costs / scale
        lp.col_lower_, lp.col_upper_ = np.array(self.lower), np.array(self.upper)
        lp.row_lower_, lp.row_upper_ = np.array(self.row_lower), np.array(self.row_upper)
        if self.whole:
            kinds = [highspy.HighsVarType.kContinuous] * len(costs)
            for column in self.whole:
                kinds[column] = highspy.HighsVarType.kInteger
            lp.integrality_ = kinds
        matrix = lp.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_ = np.array(self.starts)
        matrix.index_ = np.array(self.index, dtype=np.int32)
        matrix.value_ = np.array(self.value)
        solver = quiet_solver()
        for option, value in (
            ("primal_feasibility_tolerance", 1e-9),
            ("dual_feasibility_tolerance", 1e-9),
            ("mip_feasibility_tolerance", 1e-9),
            ("mip_rel_gap", gap),
            ("mip_abs_gap", 1e-9),
            ("time_limit", max(0.1, time_limit_s)),
        ):
            solver.setOptionValue(option, value)
        solver.passModel(lp)
        solver.run()
        return self._answer(solver, scale)

    def _answer(self, solver: Any, scale: float) -> Answer:
        import highspy

        status = solver.getModelStatus()
        info = solver.getInfo()
        states = highspy.HighsModelStatus
        if status in {states.kInfeasible, states.kUnboundedOrInfeasible}:
            return Answer(False, True, np.empty(0), INF, INF, np.empty(0))
        limited = status in {states.kTimeLimit, states.kIterationLimit, states.kInterrupt}
        if status != states.kOptimal and not limited:
            raise CalculationError(
                f"the pipe sizes could not be solved: {solver.modelStatusToString(status)}"
            )
        bound = float(info.mip_dual_bound if self.whole else info.objective_function_value) * scale
        if limited and not self.whole:
            bound = 0.0
        feasible = info.primal_solution_status == 2
        if not feasible:
            return Answer(False, False, np.empty(0), INF, bound, np.empty(0))
        solution = solver.getSolution()
        values = np.array(solution.col_value)
        cost = float(np.array(self.costs) @ values)
        duals = np.array(solution.row_dual) * scale
        return Answer(True, False, values, cost, bound, duals)
