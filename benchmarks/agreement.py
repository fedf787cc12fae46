"""Compare the costs of both engines on random trees: ``python benchmarks/run.py agreement``.

Of each kind 200 trees of 10 to 30 nodes that have a design are sized by the tree engine and by
HiGHS.  A tree without a design counts for nothing but that both engines must say so; a tree that
HiGHS has not closed to 1e-6 in its time is told apart.  ``python benchmarks/agreement.py 1000``
takes more of each kind.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from timing import Timing, show
from trees import PUMPS, TANKS, tree

from musdesign.errors import CalculationError
from musdesign.network import NetworkDesign, SizingProblem, optimise

HIGHS_LIMIT_S = 20.0
MOST_DIFFERENCE = 1e-6

KINDS: dict[str, Callable[[int, int], SizingProblem]] = {
    "pipes": lambda n, s: steep(tree(n, s), s),
    "tanks": lambda n, s: steep(tree(n, s, tanks=TANKS), s),
    "tanks and pumps": lambda n, s: steep(tree(min(n, 14), s, tanks=TANKS, pumps=PUMPS), s),
    "pressure breaks and classes": lambda n, s: steep(tree(n, s, hilly=True), s),
}


def steep(problem: SizingProblem, seed: int) -> SizingProblem:
    """Return a tree whose source stands lower in two of three cases: heads then bind."""
    source = problem.nodes[0]
    level = source.level_m - (0.0, 60.0, 120.0)[seed % 3] * (not problem.breaks)
    return replace(problem, nodes=(replace(source, head_m=level), *problem.nodes[1:]))


@dataclass(slots=True)
class Tally:
    """What the comparison of one kind of tree came to."""

    designs: int = 0
    without: int = 0
    open: int = 0
    worst: float = 0.0
    ours_s: float = 0.0
    theirs_s: float = 0.0


def compared(kind: str, wanted: int) -> Tally:
    """Size trees until so many of them have a design that both engines prove."""
    tally = Tally()
    for seed in range(10 * wanted):
        problem = KINDS[kind](10 + seed % 21, seed)
        start = time.process_time()
        ours = optimise(problem, engine="tree", explain=False)
        middle = time.process_time()
        try:
            theirs = optimise(problem, engine="milp", explain=False, time_limit_s=HIGHS_LIMIT_S)
        except CalculationError:
            tally.open += 1
            continue
        if ours.feasible != theirs.feasible:
            raise SystemExit(f"{kind} {seed}: one engine has a design and the other has not")
        if not ours.feasible:
            tally.without += 1
            continue
        tally.ours_s += middle - start
        tally.theirs_s += time.process_time() - middle
        _tell(tally, ours, theirs)
        if tally.designs == wanted:
            break
    if tally.designs < wanted or tally.worst > MOST_DIFFERENCE:
        raise SystemExit(f"{kind}: {tally}")
    return tally


def _tell(tally: Tally, ours: NetworkDesign, theirs: NetworkDesign) -> None:
    if theirs.gap > MOST_DIFFERENCE:
        tally.open += 1
        return
    tally.designs += 1
    tally.worst = max(tally.worst, abs(ours.cost / theirs.cost - 1))


def rows(each: int = 200) -> list[Timing]:
    """Return one line for each kind: counts, the worst difference, seconds of both engines."""
    found = []
    for kind in KINDS:
        tally = compared(kind, each)
        text = (
            f"{kind}: {tally.designs} trees with a design, largest relative difference of cost "
            f"{tally.worst:.1e} ({tally.without} without a design by both, {tally.open} that "
            "HiGHS left open)"
        )
        found.append(Timing(text, tally.ours_s, None, tally.theirs_s))
    return found


if __name__ == "__main__":
    show(rows(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
