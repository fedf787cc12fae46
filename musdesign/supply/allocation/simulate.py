"""Run a network through every day of every scenario."""

from __future__ import annotations

from musdesign.supply.allocation.network import Network
from musdesign.supply.allocation.results import Rule, Simulation


def simulate(
    network: Network,
    *,
    rule: Rule = "exact",
    threads: int | None = None,
    daily: bool = False,
) -> Simulation:
    """Return the allocation of every day in every scenario.

    Args:
        network: what there is; all its mistakes are told at once.
        rule: ``exact``, the day's minimum-cost flow; or ``screening``, a fixed order of links,
            faster and worse.
        threads: Python threads among which scenarios are shared; None: one per core.  The result
            does not depend on it.
        daily: keep the days of flows and levels (memory: scenarios x days x links x 8 bytes).

    Raises:
        CalculationError: names that do not exist or occur twice, arrays of other lengths, numbers
            that are not finite or below 0, a store filled by water worse than its own quality.
    """
    raise NotImplementedError("the kernel lands shortly")
