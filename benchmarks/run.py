"""Time the budgets of the project and print a table: ``python benchmarks/run.py``."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from musdesign import finance, flow, standards
from musdesign.flow import cache
from musdesign.report.document import document

CASE = "la-palma-tres-puertas"
RUNS = 9


def median_s(work: Callable[[], object]) -> float:
    """Return the median time of several runs after one that warms up."""
    work()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def cpu_s(*arguments: str) -> float:
    """Return the median processor time of a command as a whole process."""
    times = []
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(times)


def warm_design() -> None:
    """Design the first case from its file with nothing kept."""
    cache.clear()
    flow.design(flow.load(CASE))


def one_changed() -> Callable[[], object]:
    """Return a design with one input moved, everything else kept."""
    herds = iter(range(1, 1000))
    return lambda: flow.design(
        flow.load(CASE, {"households[1].uses.livestock.dairy_cow": 6 + next(herds) / 100})
    )


def rows() -> list[tuple[str, float, float | None]]:
    """Return what is timed, its seconds, and its budget where one was agreed."""
    scheme = flow.load(CASE)
    result = flow.design(scheme)
    instruments = [standards.load_standard(name) for name in standards.available()]
    tariff = finance.load_tariff("ke-kirinyaga-2015")
    volumes = np.linspace(0, 400, 1_000_000)
    assert result.network is not None
    return [
        ("design, warm, nothing kept", median_s(warm_design), 0.3),
        ("design after one changed input", median_s(one_changed()), 0.15),
        ("musdesign --help, processor time", cpu_s("-m", "musdesign", "--help"), 0.3),
        ("read and check the scenario file", median_s(lambda: flow.load(CASE)), None),
        ("result as JSON document", median_s(lambda: document(result)), None),
        (
            "one scheme against all instruments",
            median_s(lambda: check_all(result, instruments)),
            None,
        ),
        (
            "a million bills of six blocks",
            median_s(lambda: finance.totals(tariff, "Residential", volumes)),
            None,
        ),
    ]


def check_all(result: flow.DesignResult, instruments: list[standards.Standard]) -> int:
    """Check one scheme against every instrument on file."""
    from musdesign.flow.basis import conditions

    known = {"net_domestic_allocation": 120.0, "net_total_allocation": 260.0, "losses": 25.0}
    given = conditions(result.scenario)
    return sum(len(standards.check(item, known, given)) for item in instruments)


def main() -> None:
    """Print the table."""
    print(f"{'what':<42}{'seconds':>10}{'budget':>10}{'of budget':>11}")
    for name, seconds, budget in rows():
        limit = "" if budget is None else f"{budget:g}"
        part = "" if budget is None else f"{100 * seconds / budget:.0f} %"
        print(f"{name:<42}{seconds:>10.3f}{limit:>10}{part:>11}")


if __name__ == "__main__":
    main()
