"""Programmes of different rooms are solved one after another in one process."""

from __future__ import annotations

import highspy
import numpy as np

from musdesign.solver import quiet_solver


def _solved(whole: bool) -> float:
    """Return the least cost of 3x + 2y where x + y >= 4.5, y <= 2."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = 2, 1
    lp.col_cost_ = np.array([3.0, 2.0])
    lp.col_lower_, lp.col_upper_ = np.zeros(2), np.array([np.inf, 2.0])
    lp.row_lower_, lp.row_upper_ = np.array([4.5]), np.array([np.inf])
    if whole:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * 2
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.array([0, 2])
    lp.a_matrix_.index_ = np.array([0, 1], dtype=np.int32)
    lp.a_matrix_.value_ = np.ones(2)
    solver = quiet_solver()
    solver.passModel(lp)
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(solver.getInfo().objective_function_value)


def test_linear_and_whole_programmes_follow_each_other(capfd):
    # by hand: y = 2, x = 2.5 gives 11.5; whole numbers need x = 3, which gives 13
    assert [_solved(whole) for whole in (False, True, False)] == [11.5, 13.0, 11.5]
    assert capfd.readouterr().out == ""
