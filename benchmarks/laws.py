"""One scheme before every law on file, and 100,000 schemes before one law."""

from __future__ import annotations

import numpy as np
from timing import Timing, median_s

from musdesign import flow, standards
from musdesign.standards.arrays import check_many
from musdesign.study import laws

SCHEMES = 100_000
ALL_LAWS_BUDGET_S = 0.050
MANY_SCHEMES_BUDGET_S = 2.0


def schemes(count: int) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Return facts and conditions of plausible schemes, a tenth of each fact not known."""
    rng = np.random.default_rng(4)
    spans = {
        "net_domestic_allocation": (20, 200),
        "net_total_allocation": (20, 400),
        "household_allocation": (1, 60),
        "losses": (10, 45),
        "max_day_factor": (1, 1.8),
        "peak_hour_factor": (1, 3),
        "design_period": (10, 30),
        "storage_fraction": (0.1, 0.6),
        "storage_volume": (5, 300),
        "max_distance": (0, 1500),
        "source_yield_ratio": (0.5, 3),
        "min_residual_pressure": (1, 30),
        "max_static_pressure": (20, 90),
        "velocity": (0.1, 3),
    }
    facts = {name: rng.uniform(low, high, count) for name, (low, high) in spans.items()}
    for values in facts.values():
        values[rng.random(count) < 0.1] = np.nan
    conditions = {
        "altitude": rng.uniform(0, 3500, count),
        "population": rng.uniform(50, 20_000, count),
        "design_population": rng.uniform(50, 30_000, count),
        "area": rng.choice(["rural", "urban"], count),
        "zone": rng.choice(["altiplano", "valles", "llanos"], count),
        "service_level": rng.choice(["house connection", "yard tap", "public tap"], count),
    }
    return facts, conditions


def rows() -> list[Timing]:
    """Return both timings; the slowest instrument stands for all."""
    result = flow.design(flow.load("la-palma-tres-puertas"), with_futures=False)
    current = laws.current()
    facts, conditions = schemes(SCHEMES)
    slowest = max(current, key=lambda law: len(law.rules))
    colombia = standards.load_standard("co-mvct-0330-2017")
    one = median_s(lambda: laws.screen(result, current))
    listed = median_s(lambda: laws.screen(result))
    found = [
        Timing(f"one scheme before {len(current)} laws on file", one, ALL_LAWS_BUDGET_S),
        Timing("the same, with the list of laws made anew", listed, ALL_LAWS_BUDGET_S),
    ]
    for law in (colombia, slowest):
        seconds = median_s(lambda law=law: check_many(law, facts, conditions), runs=3)
        what = f"{SCHEMES:,} schemes before {law.id} ({len(law.rules)} rules)"
        found.append(Timing(what, seconds, MANY_SCHEMES_BUDGET_S))
    return found
