"""A solver that says nothing: its banner would stand in the middle of a JSON object."""

from __future__ import annotations

from typing import Any


def quiet_solver() -> Any:
    """Return a HiGHS solver that prints nothing, not even while it is being made."""
    import highspy

    class Quiet(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802  # the library's own name
            self.setOptionValue("output_flag", False)

    return Quiet()  # type: ignore[no-untyped-call]
