"""Linear and mixed-integer programmes, solved by HiGHS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from musdesign.errors import CalculationError
from musdesign.finance.effects.schedule import Floats
from musdesign.solver import quiet_solver


@dataclass(slots=True)
class Programme:
    """Minimise cost x with row_lower <= A x <= row_upper and bounds on x; rows by their entries."""

    cost: Floats
    lower: Floats
    upper: Floats
    whole: np.ndarray | None = None
    """Which columns hold whole numbers."""
    columns: list[np.ndarray] = field(default_factory=list)
    values: list[Floats] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)

    def row(self, columns: Sequence[int] | np.ndarray, values: Any, low: float, high: float) -> int:
        """Add a row; return its number."""
        self.columns.append(np.asarray(columns, dtype=np.int32))
        self.values.append(np.asarray(values, dtype=float))
        self.row_lower.append(low)
        self.row_upper.append(high)
        return len(self.row_lower) - 1


@dataclass(frozen=True, slots=True)
class Optimum:
    """An optimum; ``bound`` is proven and ``gap`` is relative to the value (0 for a linear one).

    A row's dual is what the value rises by when its binding side rises by 1.
    """

    x: Floats
    value: float
    row_dual: Floats
    column_dual: Floats
    bound: float
    gap: float


def solve(problem: Programme, time_limit_s: float = 30.0) -> Optimum | None:
    """Return the optimum, or None where no point satisfies the rows.

    Raises:
        CalculationError: unbounded, or the solver gave up before it found any point.
    """
    import highspy

    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(problem.cost), len(problem.row_lower)
    model.col_cost_ = problem.cost
    model.col_lower_, model.col_upper_ = problem.lower, problem.upper
    model.row_lower_ = np.asarray(problem.row_lower)
    model.row_upper_ = np.asarray(problem.row_upper)
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = np.concatenate([[0], np.cumsum([len(c) for c in problem.columns])]).astype(
        np.int32
    )
    matrix.index_ = np.concatenate(problem.columns) if problem.columns else np.array([], np.int32)
    matrix.value_ = np.concatenate(problem.values) if problem.values else np.array([])
    if problem.whole is not None:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[int(flag)] for flag in problem.whole]
    solver = quiet_solver()
    solver.setOptionValue("parallel", "off")  # the number of threads is shared with other solvers
    solver.setOptionValue("time_limit", time_limit_s)
    solver.passModel(model)
    solver.run()
    return _read(solver, problem.whole is not None)


def _read(solver: Any, mixed: bool) -> Optimum | None:
    import highspy

    status = solver.getModelStatus()
    states = highspy.HighsModelStatus
    if status in {states.kInfeasible, states.kUnboundedOrInfeasible}:
        return None
    info, found = solver.getInfo(), solver.getSolution()
    timed_out = status == states.kTimeLimit and mixed and info.primal_solution_status == 2
    if status != states.kOptimal and not timed_out:
        raise CalculationError(
            f"the tariff could not be solved: {solver.modelStatusToString(status)}"
        )
    value = float(info.objective_function_value)
    bound = float(info.mip_dual_bound) if mixed else value
    gap = abs(value - bound) / max(abs(value), 1e-9) if mixed else 0.0
    return Optimum(
        np.asarray(found.col_value, dtype=float),
        value,
        np.asarray(found.row_dual, dtype=float),
        np.asarray(found.col_dual, dtype=float),
        bound,
        gap,
    )
