"""The solver of linear and mixed-integer programmes (HiGHS), as every room uses it."""

from __future__ import annotations

import functools
from typing import Any


def quiet_solver() -> Any:
    """Return a HiGHS solver that prints nothing and runs on one thread.

    The plain one logs a banner while it is being made, which would stand in the middle of a JSON
    object.  HiGHS keeps one scheduler for the whole process: a model that asks for another number
    of threads than the first one did is not solved at all, so all ask for one.
    """
    solver = _solver_class()()
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("parallel", "off")
    return solver


@functools.cache
def _solver_class() -> Any:
    import highspy

    class Quiet(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802  # the library's own name
            self.setOptionValue("output_flag", False)

    return Quiet
