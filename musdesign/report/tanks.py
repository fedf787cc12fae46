"""Tanks of a table, as plain data and in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np

from musdesign import units
from musdesign.errors import CalculationError, Problem, UnitError
from musdesign.library.climate import read_climate
from musdesign.library.climate.daily import GAPS, Gaps, whole_record
from musdesign.library.flow_table import FlowTable, read_flows
from musdesign.library.tables import lookup
from musdesign.report.console import cell, console, heading, lines, percent, table
from musdesign.supply import behaviour
from musdesign.supply.day_curve import Period, constant, day_tank, periods
from musdesign.supply.roofs import roof_inflow_m3
from musdesign.supply.storage import sequent_peak

_UNITLESS = "the file names no unit: figures are in the file's own unit"


def day_curve(
    file: Path | None, day: str | None, demand: str | None, inflow: str, supply: str | None,
    scale: bool,
) -> dict[str, Any]:  # fmt: skip
    """Return the balancing tank of a day told by a table, or by periods.

    Raises:
        MusdesignError: nothing to size for, a day that does not balance, unreadable periods.
    """
    day_m3 = None if day is None else volume_m3(day)
    if file is not None:
        come, drawn, notes = _day_of_table(file, day_m3)
        if come is None:
            total = sum(p.volume_m3 for p in drawn)
            come = _inflow(inflow, volume_m3(supply) if supply else total)
    elif demand is not None and day_m3 is not None:
        drawn, notes = periods(demand, day_m3), []
        come = _inflow(inflow, volume_m3(supply) if supply else day_m3)
    else:
        raise CalculationError(
            Problem(
                "there is nothing to size a tank for",
                cure='give a file, or --day "2160 m3" and --demand "5-7 25%, 7-5 75%"',
            )
        )
    found = day_tank(come, drawn, scale_inflow=scale)
    if abs(found.scaled - 1.0) > 1e-9:
        notes.append(f"the inflow was multiplied by {found.scaled:.4g} to balance the day")
    drawn_m3_day = float(found.demand_m3.sum())
    return {
        "storage_m3": found.volume_m3,
        "demand_m3_day": float(found.demand_m3.sum()),
        "inflow_m3_day": float(found.inflow_m3.sum()),
        "share_of_day": found.volume_m3 / drawn_m3_day if drawn_m3_day > 0 else 0.0,
        "fullest_hour": found.fullest_h,
        "emptiest_hour": found.emptiest_h,
        "steps": [
            {
                "from_hour": float(start),
                "to_hour": float(end),
                "inflow_m3": float(come_m3),
                "demand_m3": float(drawn_m3),
                "level_m3": float(level),
            }
            for start, end, come_m3, drawn_m3, level in zip(
                found.edges_h[:-1],
                found.edges_h[1:],
                found.inflow_m3,
                found.demand_m3,
                found.level_m3,
                strict=True,
            )
        ],
        "notes": notes,
    }


def sequent(file: Path, demand: str | None, cycles: int) -> dict[str, Any]:
    """Return the storage by the sequent peak of a table."""
    if not 1 <= cycles <= 20:
        raise CalculationError(Problem(f"{cycles} passes", cure="write --cycles 2"))
    inflow, want, notes = _in_and_out(file, demand)
    volume = sequent_peak(inflow, want, cycles)
    if cycles == 1:
        notes.append("one pass understates a shortage that spans the end of the record")
    return {
        "storage_m3": volume,
        "cycles": cycles,
        "steps": int(inflow.size),
        "inflow_m3": float(inflow.sum()),
        "demand_m3": float(np.broadcast_to(want, inflow.shape).sum()),
        "notes": notes,
    }


def simulated(
    file: Path, tanks: Sequence[str], demand: str | None, rule: str, warm_up: int
) -> dict[str, Any]:
    """Return what tanks do over a table of inflow and demand."""
    inflow, want, notes = _in_and_out(file, demand)
    volumes = [volume_m3(text) for text in tanks]
    return _behaviour(inflow, want, volumes, rule, warm_up, inflow.size) | {"notes": notes}


def reliability_surface(
    file: Path, tanks: Sequence[str], yields: Sequence[str], rule: str, warm_up: int
) -> dict[str, Any]:
    """Return the storage-reliability-yield surface of a table's inflow."""
    flows = read_flows(file, needed=("inflow",))
    inflow = flows.in_unit("inflow", "m3")
    shape = flows.columns.get("demand", np.ones_like(inflow))
    found = behaviour.surface(
        inflow,
        shape,
        [volume_m3(text) for text in tanks],
        [volume_m3(text) for text in yields],
        rule=cast("behaviour.Rule", rule),
        warm_up=warm_up,
    )
    return {
        "storage_m3": found.volume_m3.tolist(),
        "yield_m3": found.yield_m3.tolist(),
        "volumetric_reliability": found.volumetric.tolist(),
        "time_reliability": found.time.tolist(),
        "notes": [] if flows.has_units else [_UNITLESS],
    }


def rainwater(
    file: Path, roof: str, tanks: Sequence[str], users: float, rate: str, runoff: float | None,
    filter_: float, first_flush: str, rule: str, warm_up: int, gaps: str,
    reliability: float | None,
) -> dict[str, Any]:  # fmt: skip
    """Return what rainwater tanks give over a record of daily rain."""
    if gaps not in GAPS:
        raise CalculationError(Problem(f"unknown '{gaps}'", cure=f"write {', '.join(GAPS)}"))
    if not tanks and reliability is None:
        raise CalculationError(
            Problem("no tank is given", cure='write --tank "2000 L" or --reliability 0.95')
        )
    if not users >= 0:
        raise CalculationError(f"there cannot be {users:g} users")
    record = whole_record(read_climate(file), ("rain_mm",), cast("Gaps", gaps))
    notes = list(record.notes)
    if runoff is None:
        row = lookup("rainwater", "runoff_coefficient")
        runoff = row.number("value")
        notes.append(f"runoff coefficient {runoff:g}: {row.origin.source} ({row.origin.basis})")
    rain = record.values["rain_mm"]
    inflow = roof_inflow_m3(
        rain,
        units.parse(roof, "m2", decimal_comma=True),
        runoff,
        filter_fraction=filter_,
        first_flush_mm=units.parse(first_flush, "mm", decimal_comma=True),
    )
    need = users * units.parse(rate, "L/person/day", decimal_comma=True) / 1000.0
    volumes = [volume_m3(text) for text in tanks]
    if reliability is not None:
        smallest = behaviour.smallest_tank(
            inflow, need, reliability, rule=cast("behaviour.Rule", rule), warm_up=warm_up
        )
        if smallest is None:
            notes.append(f"no tank reaches {reliability:g}: the roof gives too little")
        else:
            volumes.append(smallest)
    found = _behaviour(inflow, need, volumes, rule, warm_up, rain.size)
    return {
        "days": int(rain.size),
        "rain_mm": float(rain.sum()),
        "longest_dry_spell_days": behaviour.longest_dry_spell(rain),
        "runoff_m3": float(inflow.sum()),
        "demand_l": float(need * rain.size * 1000.0),
        **found,
        "notes": notes,
    }


def dry_season(users: float, rate: str, days: float) -> dict[str, Any]:
    """Return the tank for the demand of a dry spell."""
    need = users * units.parse(rate, "L/person/day", decimal_comma=True) / 1000.0
    volume = behaviour.dry_season_tank_m3(need, days)
    return {
        "tank_l": round(volume * 1000.0, 9),
        "need_l_day": need * 1000.0,
        "days": days,
        "notes": ["sized by the demand alone: whether rain fills it is not asked"],
    }


def volume_m3(text: str) -> float:
    """Return a volume written with its unit, or a bare number of the file's own unit."""
    try:
        return units.parse_number(text, decimal_comma=True)
    except UnitError:
        return units.parse(text, "m3", decimal_comma=True)


def _behaviour(
    inflow: np.ndarray, need: Any, volumes: Sequence[float], rule: str, warm_up: int, steps: int
) -> dict[str, Any]:
    if not volumes:
        return {"rule": rule, "warm_up": warm_up, "tanks": []}
    found = behaviour.simulate(
        inflow, need, volumes, rule=cast("behaviour.Rule", rule), warm_up=warm_up
    )
    return {
        "rule": rule,
        "warm_up": warm_up,
        "steps": steps,
        "tanks": [
            {
                "tank_l": float(found.volume_m3[k] * 1000.0),
                "supplied_l": float(found.supplied_m3[k] * 1000.0),
                "volumetric_reliability": float(found.volumetric_reliability[k]),
                "time_reliability": float(found.time_reliability[k]),
                "spilled_l": float(found.spilled_m3[k] * 1000.0),
                "start_l": float(found.start_m3[k] * 1000.0),
                "end_l": float(found.end_m3[k] * 1000.0),
                "longest_failure_steps": int(found.longest_failure[k]),
            }
            for k in range(len(volumes))
        ],
        "balance_error_m3": found.balance_error_m3,
    }


def _in_and_out(file: Path, demand: str | None) -> tuple[np.ndarray, Any, list[str]]:
    flows = read_flows(file, needed=("inflow",) if demand else ("inflow", "demand"))
    if demand and "demand" in flows.columns:
        raise CalculationError("the file has a column demand: leave --demand out")
    inflow = flows.in_unit("inflow", "m3")
    want = volume_m3(demand) if demand else flows.in_unit("demand", "m3")
    return inflow, want, [] if flows.has_units else [_UNITLESS]


def _inflow(text: str, day_m3: float) -> list[Period]:
    return periods(text, day_m3) if text else constant(day_m3)


def _day_of_table(
    file: Path, day_m3: float | None
) -> tuple[list[Period] | None, list[Period], list[str]]:
    flows = read_flows(file, needed=("demand",))
    notes = [] if flows.has_units else [_UNITLESS]
    count = flows.columns["demand"].size
    starts = flows.clock.get("from", np.arange(count) * 24.0 / count)
    ends = flows.clock.get("to", np.append(starts[1:], starts[0]) if count > 1 else starts)
    drawn = _column_periods(flows, "demand", day_m3, starts, ends)
    come = None
    if "inflow" in flows.columns:
        come = _column_periods(flows, "inflow", day_m3, starts, ends)
    return come, drawn, notes


def _column_periods(
    flows: FlowTable, name: str, day_m3: float | None, starts: np.ndarray, ends: np.ndarray
) -> list[Period]:
    if flows.units.get(name) == "%":
        if day_m3 is None:
            raise CalculationError(
                Problem(f"the {name} is in % of an unknown day", cure='write --day "2160 m3"')
            )
        values = flows.columns[name]
        if abs(values.sum() - 100.0) > 0.5:
            raise CalculationError(Problem(f"the {name} sums to {values.sum():g} %", cure="100 %"))
        values = values / 100.0 * day_m3
    else:
        values = flows.in_unit(name, "m3")
        if name == "demand" and day_m3 is not None and abs(values.sum() - day_m3) > 5e-3 * day_m3:
            raise CalculationError(
                Problem(
                    f"the demand sums to {values.sum():g} m3, the day to {day_m3:g} m3",
                    cure="leave --day out, or head the column 'demand (%)' if it holds shares",
                )
            )
    return [
        Period(float(start) % 24.0, float(end), float(value))
        for start, end, value in zip(starts, ends, values, strict=True)
    ]


def show_day_curve(found: Mapping[str, Any]) -> None:
    """Print the tank of a day and its level."""
    heading(f"Balancing tank of {cell(found['storage_m3'])} m3")
    grid = table("from", "to", "inflow m3", "demand m3", "level m3")
    for step in found["steps"]:
        grid.add_row(*(cell(value) for value in step.values()))
    console().print(grid)
    console().print(
        f"{percent(found['share_of_day'])} of the day's {cell(found['demand_m3_day'])} m3; "
        f"fullest at {cell(found['fullest_hour'])} h, emptiest at {cell(found['emptiest_hour'])} h"
    )
    lines("note", found["notes"])


def show_tanks(found: Mapping[str, Any]) -> None:
    """Print what each tank gives."""
    heading(f"Tanks, {found['rule'].upper()}, after {found['warm_up']} warm-up passes")
    grid = table("tank L", "supplied L", "volume met", "days met", "spilled L", "longest failure")
    for tank in found["tanks"]:
        grid.add_row(
            cell(tank["tank_l"]),
            f"{tank['supplied_l']:,.2f}",
            f"{100 * tank['volumetric_reliability']:.2f} %",
            f"{100 * tank['time_reliability']:.2f} %",
            cell(tank["spilled_l"]),
            str(tank["longest_failure_steps"]),
        )
    console().print(grid)
    lines("note", found["notes"])


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    return cell(value) if isinstance(value, int | float) else str(value)


def show_plain(found: Mapping[str, Any]) -> None:
    """Print figures with their names."""
    for name, value in found.items():
        if name == "notes":
            continue
        console().print(f"{name}: {_shown(value)}")
    lines("note", found["notes"])
