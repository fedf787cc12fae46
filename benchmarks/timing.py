"""How things are timed: the median of several runs after one that warms up."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """What was timed, its seconds, its budget and a peer's seconds where there are any."""

    what: str
    seconds: float
    budget_s: float | None = None
    peer_s: float | None = None


def median_s(work: Callable[[], object], runs: int = 9) -> float:
    """Return the median time of several runs after one that warms up."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def cpu_s(*arguments: str, runs: int = 9) -> float:
    """Return the median processor time of a command as a whole process."""
    times = []
    for _ in range(runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(times)


def show(rows: list[Timing]) -> None:
    """Print the table."""
    print(f"{'seconds':>10}{'budget':>10}{'of it':>8}{'peer':>10}{'times':>8}  what")
    for row in rows:
        budget = "" if row.budget_s is None else f"{row.budget_s:.3g}"
        part = "" if row.budget_s is None else f"{100 * row.seconds / row.budget_s:.0f} %"
        peer = "" if row.peer_s is None else f"{row.peer_s:.3g}"
        times = "" if row.peer_s is None else f"{row.peer_s / row.seconds:,.2g}"
        print(f"{row.seconds:>10.4f}{budget:>10}{part:>8}{peer:>10}{times:>8}  {row.what}")
