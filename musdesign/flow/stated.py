"""What a scenario says about where its own values come from."""

from __future__ import annotations

from musdesign.provenance import Assumption
from musdesign.scenario import Scenario

AS_IN_THE_SCENARIO = "as in the scenario"
"""What the register says in place of a value that the person wrote: the scenario has it."""


def stated(scenario: Scenario) -> tuple[Assumption, ...]:
    """Return the register lines that the scenario states about its own values."""
    return tuple(
        Assumption(
            entry.path,
            AS_IN_THE_SCENARIO,
            "",
            f"assumed: {entry.assumed}" if entry.assumed else entry.source,
            entry.basis,
            assumed=bool(entry.assumed),
        )
        for entry in scenario.provenance
    )
