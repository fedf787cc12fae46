"""The flow of irrigation taps, opened at will or by turns, in a terminal and as plain data."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from musdesign.demand import simultaneity as sim
from musdesign.errors import CalculationError, Problem
from musdesign.library.tables import lookup
from musdesign.report.console import cell, console, heading, table


def taps(
    count: int,
    flow_lps: float,
    need_m3_day: float,
    hours_day: float,
    quality: float | None,
    interval_days: int,
) -> dict[str, Any]:
    """Return how many taps run at once, and their flow, by each method.

    Raises:
        CalculationError: taps that cannot give their need in the hours, or values out of range.
    """
    problems = [
        Problem(f"{name} must be above 0", cure=cure)
        for name, value, cure in (
            ("the number of taps", count, "write --count 40"),
            ("the flow of a tap", flow_lps, 'write --flow "0.2 L/s"'),
            ("the hours of a day", hours_day, 'write --hours "10 hour/day"'),
        )
        if not value > 0
    ]
    if need_m3_day < 0 or hours_day > 24:
        problems.append(Problem("the need is below 0, or a day has more than 24 hours"))
    if problems:
        raise CalculationError(problems)
    chance = float(np.asarray(sim.opening_probability(need_m3_day, flow_lps, hours_day)))
    working = lookup("simultaneity_limits", "operating_quality")
    asked = working.number("value") if quality is None else quality
    demand = sim.on_demand_flow([count], [flow_lps], [chance], asked)
    clement = sim.on_demand_flow([count], [flow_lps], [chance], asked, least_mean_taps=0.0)
    exact = int(np.asarray(sim.binomial_quantile(count, min(chance, 1.0), asked)))
    turns = sim.turns(count, need_m3_day, flow_lps, hours_day, interval_days)
    return {
        "taps": count,
        "chance_open": chance,
        "quality": asked,
        "quality_basis": "given" if quality is not None else working.origin.basis,
        "clement_lps": float(np.max(clement.flow_lps)),
        "binomial_taps": exact,
        "binomial_lps": exact * flow_lps,
        "design_lps": float(np.max(demand.flow_lps)),
        "design_by": "Clément's first formula" if np.all(demand.by_clement) else "binomial",
        "note": demand.note,
        "turns": math.floor(float(turns.turns)),
        "hours_each": float(turns.hours_each),
        "taps_per_turn": int(turns.taps_per_turn),
        "turns_lps": float(turns.flow_lps),
    }


def show(found: Mapping[str, Any]) -> None:
    """Print the flows side by side."""
    heading(f"{found['taps']} taps, each open with the chance {found['chance_open']:.3f}")
    grid = table("item", "taps at once", "L/s")
    grid.add_row("on demand, Clément's first formula", "", cell(found["clement_lps"]))
    grid.add_row(
        "on demand, binomial quantile", str(found["binomial_taps"]), cell(found["binomial_lps"])
    )
    grid.add_row(f"to design for ({found['design_by']})", "", cell(found["design_lps"]))
    grid.add_row(
        f"by turns: {found['turns']} turns of {cell(found['hours_each'])} h",
        str(found["taps_per_turn"]),
        cell(found["turns_lps"]),
    )
    console().print(grid)
    console().print(
        f"operating quality {100 * found['quality']:g} % ({found['quality_basis']})"
        + (f"; {found['note']}" if found["note"] else "")
    )
