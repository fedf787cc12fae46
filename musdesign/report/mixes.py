"""Mixes of works as plain data and in a terminal."""

from __future__ import annotations

from typing import Any

from musdesign.report.console import cell, console, heading, lines, percent, table
from musdesign.study.mix import Mix, MixSearch


def document(found: MixSearch) -> dict[str, Any]:
    """Return a search as plain data."""
    return {
        "currency": found.currency,
        "measure": found.measure,
        "targets": dict(found.targets),
        "mixes": [_mix(mix) for mix in found.mixes],
        "largest": _mix(found.largest),
        "combinations": found.combinations,
        "simulated": found.simulated,
        "complete": found.complete,
        "notes": list(found.notes),
    }


def show(found: MixSearch) -> None:
    """Print the mixes, the cheapest first."""
    heading(
        "Mixes that reach "
        + ", ".join(f"{use} {percent(target)}" for use, target in found.targets.items())
        + f" ({found.measure})"
    )
    shown = found.mixes or (found.largest,)
    uses = list(shown[0].reliability)
    grid = table(*shown[0].values, f"{found.currency}/year", f"capital {found.currency}", *uses)
    for mix in shown:
        grid.add_row(
            *(str(value) for value in mix.values.values()),
            cell(mix.yearly_cost),
            cell(mix.capital),
            *(percent(mix.reliability[use]) for use in uses),
        )
    console().print(grid)
    console().print(f"{found.simulated} simulations for {found.combinations} combinations")
    for use, gap in found.largest.short.items() if not found.mixes else ():
        console().print(f"{use} stays {percent(gap)} below its target")
    lines("note", found.notes)


def _mix(mix: Mix) -> dict[str, Any]:
    return {
        "values": dict(mix.values),
        "yearly_cost": mix.yearly_cost,
        "capital": mix.capital,
        "reliability": dict(mix.reliability),
        "reaches": mix.reaches,
        "short": dict(mix.short),
    }
