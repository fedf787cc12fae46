"""Time the allocation of each day's water beside pywr: ``python benchmarks/allocation.py``.

The network is ``hillside`` of the tests: 4 sources, 3 stores, 5 uses, 30 years.  pywr solves the
same kind of programme every day; its seconds were recorded (tests/oracles/pywr/README.md tells
how), because it needs an environment of its own.  A thousand scenarios are ten times a hundred
drawn ones.  Processor time is told, because the clock depends on what else a machine does; what
runs on two threads is told per core.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from timing import Timing, cpu_s

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "supply"))

from allocation_networks import NAMES, network

from musdesign.supply.allocation import simulate
from musdesign.supply.allocation.fitting import fitted
from musdesign.supply.allocation.foresight import foresight

# 2026-11-27, pywr 1.31.1 with glpk, one core of two of an AMD EPYC virtual machine shared with
# other work, Python 3.11: 61.1 s of processor time (211 s by the clock) for 100 scenarios of 30
# years; 100 scenarios in 25 to 32 s were measured on a quieter day on another network of this size.
PYWR_CPU_S = 61.1
HUNDRED = 100
START = (
    "import sys; sys.path.insert(0, 'tests/supply'); from allocation_networks import network;"
    "from musdesign.supply.allocation import simulate; simulate(network('hillside', years=1))"
)


def processor_s(work: object, runs: int = 3) -> float:
    """Return the least processor time of several runs, all threads together."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()  # type: ignore[operator]
        times.append(time.process_time() - start)
    return min(times)


def rows() -> list[Timing]:
    """Return what is timed."""
    one = network("hillside")
    hundred = network("hillside", scenarios=HUNDRED)
    simulate(one)
    simulate(one, rule="screening")
    exact = processor_s(lambda: simulate(hundred, threads=1, trace=False))
    out = [
        Timing(
            "exact, 1 scenario, 30 years, with what binds, processor time",
            processor_s(lambda: simulate(one, threads=1), 9),
            0.1,
        ),
        Timing(
            "exact, 100 scenarios, processor time (peer: pywr, recorded 2026-11-27)",
            exact,
            PYWR_CPU_S / 10.0,
            PYWR_CPU_S,
        ),
        Timing(
            "exact, 100 scenarios with what binds, processor time (peer: the same)",
            processor_s(lambda: simulate(hundred, threads=1)),
            PYWR_CPU_S / 10.0,
            PYWR_CPU_S,
        ),
        Timing(
            "exact, 1,000 scenarios on two cores, processor time of each",
            processor_s(lambda: [simulate(hundred, threads=2, trace=False) for _ in range(10)], 2)
            / 2.0,
            20.0,
            5.0 * PYWR_CPU_S,
        ),
        Timing(
            "screening, 1,000 scenarios on two cores, processor time of each",
            processor_s(
                lambda: [simulate(hundred, threads=2, rule="screening") for _ in range(10)], 2
            )
            / 2.0,
            2.0,
            5.0 * PYWR_CPU_S,
        ),
        Timing(
            "start, import and 1 year, compiled code kept, processor time",
            cpu_s("-c", START, runs=3),
            1.0,
        ),
        Timing(
            "fitting carry-over and reserves, 1 scenario, processor time",
            processor_s(lambda: fitted(one, threads=1), 1),
        ),
    ]
    return out + [_gap(name) for name in NAMES]


def _gap(name: str) -> Timing:
    """Time the perfect-foresight programme and tell the distances to it."""
    net = network(name, years=10)
    start = time.process_time()
    bound = foresight(net)
    seconds = time.process_time() - start
    exact = simulate(net)
    screened = simulate(net, rule="screening")
    return Timing(
        f"perfect foresight, {name}, 10 years; largest distance of a use: exact "
        f"{100 * bound.distance(exact).max():.2f} %, screening "
        f"{100 * bound.distance(screened).max():.2f} % of its demand",
        seconds,
    )


def compile_s() -> float:
    """Return the processor time of a first start, with nothing kept."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-c", START],
            check=True,
            env={**os.environ, "NUMBA_CACHE_DIR": folder},
        )
        return time.perf_counter() - start


if __name__ == "__main__":
    from timing import show

    show(rows())
    print(f"first start of all, compiling: {compile_s():.1f} s")
