"""Time least-cost sizing beside HiGHS: ``python benchmarks/run.py network``.

Seconds are processor seconds.  The peer is HiGHS on the same problem, to the same answer or to
its time limit; the text says where it has not proved one by then.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import replace

from timing import Timing
from trees import PUMPS, TANKS, tree

from musdesign.errors import CalculationError
from musdesign.network import (
    Limits,
    NetworkDesign,
    Pipe,
    SizingLink,
    SizingNode,
    SizingProblem,
    allocation_curve,
    optimise,
)

HIGHS_LIMIT_S = 20.0


def solved(problem: SizingProblem, **options: object) -> NetworkDesign:
    design = optimise(problem, explain=False, **options)  # type: ignore[arg-type]
    if not design.feasible:
        raise SystemExit("a benchmark has no design")
    return design


def cpu(work: Callable[[], object], runs: int = 5) -> float:
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def beside_highs(
    what: str, problem: SizingProblem, budget_s: float | None, runs: int = 5
) -> Timing:
    ours = cpu(lambda: solved(problem, engine="tree"), runs)
    start = time.process_time()
    try:
        milp = optimise(problem, engine="milp", explain=False, time_limit_s=HIGHS_LIMIT_S)
        open_ = f"; HiGHS stopped at a gap of {100 * milp.gap:.2f} %"
        proved = "" if milp.gap <= 1e-5 else open_
    except CalculationError:
        proved = f"; HiGHS found no design in {HIGHS_LIMIT_S:g} s"
    theirs = time.process_time() - start
    return Timing(f"{what}{proved}", ours, budget_s, theirs)


def ten_nodes() -> SizingProblem:
    """Return the shape of JalTantra's sample, all links new, larger pipes at made-up prices."""
    grounds = (505, 442, 477, 496, 464, 493, 390, 517, 509, 472)
    means = (0, 2.1, 0.8, 3.4, 1.75, 2.6, 1.8, 0, 0, 0)
    links = (
        (3, 5, 7345), (2, 6, 3491), (2, 4, 2442), (7, 3, 1943), (0, 7, 2686), (8, 2, 4808),
        (3, 8, 924), (9, 1, 4266), (4, 9, 485),
    )  # fmt: skip
    prices = {
        63: 116, 75: 172, 90: 231, 110: 340, 125: 461, 140: 576, 160: 750, 180: 945, 200: 1113,
        225: 1430, 250: 1762, 280: 2210, 315: 2794, 355: 3500, 400: 4400, 450: 5500,
    }  # fmt: skip
    nodes = tuple(
        SizingNode(
            str(n),
            float(ground),
            "junction" if n else "source",
            (2.0 * mean,),
            min_pressure_m=7.0 if n else 0.0,
            head_m=None if n else 530.0,
        )
        for n, (ground, mean) in enumerate(zip(grounds, means, strict=True))
    )
    return SizingProblem(
        nodes,
        tuple(SizingLink(f"{a}-{b}", str(a), str(b), float(m)) for a, b, m in links),
        tuple(
            Pipe(f"d{d}", f"{d} mm", "pipe", "", d, 1e9, 0.0015, 140.0, cost_per_m=price)
            for d, price in prices.items()
        ),
        "hazen-williams",
        limits=Limits(),
    )


def rows() -> list[Timing]:
    """Return what is timed."""
    factors = [0.5 + 0.06 * k for k in range(26)]
    three = tree(100, 0, loads=3)
    single, tanks = replace(three, split=False), tree(100, 1, loads=3, tanks=TANKS)
    found = [
        beside_highs("pipes of 1,000 nodes", tree(1000, 1), 0.2),
        beside_highs("200 nodes, tanks sited", tree(200, 0, tanks=TANKS), 1.0),
        beside_highs("200 nodes, tanks and pumps", tree(200, 0, tanks=TANKS, pumps=PUMPS), None, 1),
        beside_highs("200 nodes, pressure breaks and 3 classes", tree(200, 0, hilly=True), 0.5),
        Timing(
            "26 points of the curve of cost against allocation, 10 nodes",
            cpu(lambda: allocation_curve(ten_nodes(), factors), 5),
            0.3,
        ),
    ]
    for what, problem in (
        ("pipes", three),
        ("one diameter a link", single),
        ("tanks sited", tanks),
    ):
        start = time.process_time()
        design = solved(problem, gap=0.01)
        text = f"100 nodes, three loads, {what}: HiGHS to a gap of {100 * design.gap:.2f} %"
        found.append(Timing(text, time.process_time() - start, 10.0))
    for what, make in (
        ("bushy tree of 10,000 nodes", lambda: tree(10_000, 0, shape="bushy")),
        ("chain of 2,000 nodes", lambda: tree(2_000, 0, shape="chain")),
    ):
        found.append(_large(what, make))
    start = time.process_time()
    design = solved(tree(1000, 0, tanks=TANKS), time_limit_s=30.0)
    text = f"1,000 nodes with tanks, 30 s allowed: gap {design.gap:.1e}"
    found.append(Timing(text, time.process_time() - start, 30.0))
    return found


def _large(what: str, make: Callable[[], SizingProblem]) -> Timing:
    problem = make()
    start = time.process_time()
    solved(problem)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    return Timing(f"{what}, {peak:.2f} GB at most so far (budget 2 GB)", seconds)
