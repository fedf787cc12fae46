"""Time tap pulses beside pysimdeum: ``python benchmarks/pulses.py``.

pysimdeum simulates end uses in steps of a second from the presence of each person, we draw pulses
and add them up by the minute: ours is the simpler problem, and the table says so.  Where pysimdeum
is installed it is timed with a few houses and scaled to a thousand; else the figure recorded here
stands, with its date and machine.
"""

from __future__ import annotations

import importlib.util
import time
import warnings

import numpy as np
from timing import Timing, median_s

from musdesign.demand import patterns, pulses
from musdesign.demand.connection_peaks import TapDemand, peak_by_connections

HOUSES = 1000
LIVE_HOUSES = 30
# mean of pysimdeum's houses in the Netherlands: 129 L/person/day in houses of about 2.1 persons
HOUSE_M3_DAY = 0.27
# 2026-11-24, one core of two of an AMD EPYC virtual machine, Python 3.11, pysimdeum 1.0.1 with
# pandas 2.1.4, numpy 1.26.4, xarray 2023.12 (it fails with pandas 3): houses built, peopled,
# furnished and simulated for a day, 100 of them in 6.61 s and 30 in 1.49 s (the machine was
# shared); scaled to 1,000 the smaller is 49.5 s.  Another machine took 129.5 s for 1,000.
RECORDED_S = 49.5
RECORDED = "recorded 2026-11-24, 30 houses scaled"


def peer_s() -> tuple[float, str]:
    """Return pysimdeum's seconds for a thousand houses and a day, and how they were got."""
    if importlib.util.find_spec("pysimdeum") is None:
        return RECORDED_S, RECORDED
    from pysimdeum.core.house import Property
    from pysimdeum.core.statistics import Statistics

    numbers = Statistics()

    def house() -> None:
        built = Property(statistics=numbers).built_house()
        built.populate_house()
        built.furnish_house()
        for user in built.users:
            user.compute_presence(statistics=numbers)
        built.simulate(num_patterns=1)

    with warnings.catch_warnings():
        # it calls parts of pandas that are to be removed
        warnings.simplefilter("ignore")
        try:
            house()
            start = time.perf_counter()
            for _ in range(LIVE_HOUSES):
                house()
        except (ValueError, TypeError, AttributeError, KeyError):
            return RECORDED_S, f"{RECORDED}; the installed one fails"
    return (time.perf_counter() - start) * HOUSES / LIVE_HOUSES, f"live, {LIVE_HOUSES} scaled"


def rows() -> list[Timing]:
    """Return what is timed."""
    hourly = patterns.pattern("domestic").hourly
    use = pulses.tap_use("house_tap")
    need = np.full(HOUSES, HOUSE_M3_DAY)
    peer, how = peer_s()
    budget = peer / 1000.0
    against = f"1-min pulses; peer: pysimdeum, 1-s end uses, {how}"
    return [
        Timing(
            f"1,000 houses, 1 day, summed ({against})",
            median_s(lambda: pulses.simulate(need, hourly, use, seed=1)),
            budget,
            peer,
        ),
        Timing(
            f"1,000 houses, 1 day, each kept ({against})",
            median_s(lambda: pulses.simulate(need, hourly, use, seed=1, per_house=True)),
            budget,
            peer,
        ),
        Timing(
            "10,000 houses, 1 day, summed",
            median_s(lambda: pulses.simulate(np.tile(need, 10), hourly, use, seed=1)),
            None,
            None,
        ),
        Timing(
            "peak factor for 1 to 10,000 connections",
            median_s(lambda: peak_by_connections([TapDemand(HOUSE_M3_DAY, hourly, use)])),
            None,
            None,
        ),
    ]


if __name__ == "__main__":
    from timing import show

    show(rows())
