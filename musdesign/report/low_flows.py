"""Low flows of a record and recessions of gaugings as plain data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from musdesign.errors import CalculationError, Problem
from musdesign.library.flow_table import FlowTable, read_flows, whole_days
from musdesign.supply import abstraction, low_flow


def record(
    file: Path, days: int, years: float, exceeded_percent: float, rule: str | None
) -> dict[str, Any]:
    """Return the low flows of a daily record, L/s.

    Raises:
        MusdesignError: gaps, too short a record, unknown rule or unit.
    """
    if not 1 <= days <= 365:
        raise CalculationError(Problem(f"a mean of {days} days", cure="1 to 365, usually 7"))
    table = _flows(file)
    flow = whole_days(table, "flow", "L/s")
    assert table.dates is not None
    found: dict[str, Any] = {
        "days": int(flow.size),
        "mean_lps": float(flow.mean()),
        f"q{exceeded_percent:g}_lps": low_flow.exceeded_flow(flow, exceeded_percent / 100.0),
        "by_month_lps": _plain(low_flow.month_means(table.dates, flow)),
    }
    notes: list[str] = []
    minima = low_flow.yearly_minima(table.dates, flow, days)
    found["years"] = int(minima.size)
    found[f"{days}q{years:g}_lps"] = low_flow.log_pearson3(minima, years)
    if minima.size < 10:
        notes.append(f"{minima.size} whole years: ten and more are usual for a return period")
    if rule is not None:
        kept = abstraction.ecological_flow(rule, table.dates, flow)
        taken = abstraction.above_kept_m3_day(flow, kept.month_lps[_months(table)])
        found["ecological_rule"] = rule
        found["kept_by_month_lps"] = _plain(kept.month_lps)
        found["mean_left_to_take_m3_day"] = float(taken.mean())
        notes += [*kept.warnings, f"{kept.origin.source} ({kept.origin.basis})"]
    return found | {"notes": notes}


def recession(file: Path) -> dict[str, Any]:
    """Return Maillet's recession through dry-season gaugings.

    Raises:
        MusdesignError: fewer than two gaugings, or flows that do not fall.
    """
    table = _flows(file)
    assert table.dates is not None
    day = (table.dates - table.dates[0]).astype(int)
    fit = low_flow.fit_recession(day, table.in_unit("flow", "L/s"))
    notes = [] if fit.gaugings > 2 else ["two gaugings fit any recession: gauge a third time"]
    if not 0.001 <= fit.k_per_day <= 0.1:
        notes.append("a recession outside 0.001 to 0.1 per day is unusual for a spring")
    return {
        "q0_lps": fit.q0_lps,
        "first_gauging": str(table.dates[0]),
        "recession_per_day": fit.k_per_day,
        "half_life_days": fit.half_life_days,
        "r_squared": fit.r_squared,
        "gaugings": fit.gaugings,
        "notes": notes,
    }


def _flows(file: Path) -> FlowTable:
    table = read_flows(file, needed=("date", "flow"))
    if not table.units.get("flow"):
        raise CalculationError(
            Problem("the column flow has no unit", file=str(file), cure="write flow_lps")
        )
    return table


def _months(table: FlowTable) -> np.ndarray:
    assert table.dates is not None
    return np.asarray(table.dates.astype("datetime64[M]").astype(int) % 12)


def _plain(values: np.ndarray) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in values]
