"""Time the allocation of each day's water beside pywr: ``python benchmarks/allocation.py``.

The network is ``hillside`` of the tests: 4 sources, 3 stores, 5 uses, 30 years.  pywr solves the
same kind of programme every day.  It needs an environment of its own, as
tests/oracles/pywr/README.md tells: where ``PYWR_PYTHON`` names its interpreter it is timed here and
now, else its recorded seconds stand.  A thousand scenarios are ten times a hundred drawn ones.
Processor time is told, because the clock depends on what else a machine does; what runs on two
threads is told per core.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from timing import Timing, cpu_s

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "supply"))

from allocation_networks import NAMES, network

from musdesign.supply.allocation import Simulation, simulate
from musdesign.supply.allocation.fitting import fitted
from musdesign.supply.allocation.foresight import Foresight, foresight

# 2026-11-27, pywr 1.31.1 with glpk, one core of two of an AMD EPYC virtual machine shared with
# other work, Python 3.11: 61.1 s of processor time (211 s by the clock) for 100 scenarios of 30
# years; 100 scenarios in 25 to 32 s were measured on a quieter day on another network of this size.
PYWR_CPU_S = 61.1
HUNDRED = 100
ORACLE = Path(__file__).parents[1] / "tests" / "oracles" / "pywr"
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


def pywr_cpu_s() -> tuple[float, str]:
    """Return pywr's processor time for a hundred scenarios, and whether it was timed now."""
    interpreter = os.environ.get("PYWR_PYTHON")
    if not interpreter:
        return PYWR_CPU_S, "pywr, recorded 2026-11-27"
    with tempfile.TemporaryDirectory() as folder:
        export = [sys.executable, str(ORACLE / "export.py"), folder, str(HUNDRED), "hillside"]
        subprocess.run(export, check=True)
        run = [interpreter, str(ORACLE / "run_pywr.py"), folder, "--time"]
        told = subprocess.run(run, check=True, capture_output=True, text=True).stdout
    return float(told.split("s,")[1].split()[0]), "pywr, timed just now"


def rows() -> list[Timing]:
    """Return what is timed."""
    pywr, peer = pywr_cpu_s()
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
            f"exact, 100 scenarios, processor time (peer: {peer})",
            exact,
            pywr / 10.0,
            pywr,
        ),
        Timing(
            "exact, 100 scenarios with what binds, processor time (peer: the same)",
            processor_s(lambda: simulate(hundred, threads=1)),
            pywr / 10.0,
            pywr,
        ),
        Timing(
            "exact, 1,000 scenarios on two cores, processor time of each",
            processor_s(lambda: [simulate(hundred, threads=2, trace=False) for _ in range(10)], 2)
            / 2.0,
            20.0,
            5.0 * pywr,
        ),
        Timing(
            "screening, 1,000 scenarios on two cores, processor time of each",
            processor_s(
                lambda: [simulate(hundred, threads=2, rule="screening") for _ in range(10)], 2
            )
            / 2.0,
            2.0,
            5.0 * pywr,
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
        Timing(
            "the same, with more people than the water carries",
            processor_s(lambda: fitted(network("hillside", crowded=True), threads=1), 1),
        ),
    ]
    return out + [_gap(name, crowded=crowded) for crowded in (False, True) for name in NAMES]


def _gap(name: str, *, crowded: bool = False) -> Timing:
    """Time the perfect-foresight programme and tell the distances to it."""
    net = network(name, years=10, crowded=crowded)
    start = time.process_time()
    bound = foresight(net)
    seconds = time.process_time() - start
    fit = fitted(net)
    rules = {
        "fitted": fit.simulate(),
        "exact": simulate(net),
        "screening": simulate(net, rule="screening"),
    }
    far = ", ".join(f"{rule} {_far(bound, found)}" for rule, found in rules.items())
    kind = "crowded " if crowded else ""
    return Timing(f"perfect foresight, {kind}{name}, 10 years; distance: {far}", seconds)


def _far(bound: Foresight, found: Simulation) -> str:
    """Tell the largest distance of a use and that of all, weighed by priority."""
    distance = bound.distance(found)
    worst = int(distance.argmax())
    all_of_them = 100 * bound.weighted_distance(found)
    return f"{100 * distance[worst]:.2f} % of {bound.uses[worst]} ({all_of_them:.2g} % of all)"


def compile_s() -> float:
    """Return the processor time of a first start, with nothing kept."""
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
