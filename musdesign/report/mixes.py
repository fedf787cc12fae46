"""Mixes of works and surfaces of reliability as plain data and in a terminal."""

from __future__ import annotations

from typing import Any

from musdesign.flow.daily.surface import UseSurface
from musdesign.report.console import cell, console, heading, lines, percent, table
from musdesign.study.mix import Mix, MixSearch

SURFACE_RULE = (
    "each day's optimum, not fitted: stores hold nothing back, so a use may be served otherwise "
    "than by 'musdesign supply'; --fit fits each pair"
)
FITTED_RULE = "the rule fitted to each pair, as 'musdesign supply' fits it to the scheme"


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
    grid = table(
        *shown[0].values,
        f"{found.currency}/year",
        "of it energy, water, treatment",
        f"capital {found.currency}",
        *uses,
    )
    for mix in shown:
        grid.add_row(
            *(str(value) for value in mix.values.values()),
            cell(mix.yearly_cost),
            cell(
                sum(
                    value
                    for name, value in mix.running.items()
                    if name.startswith(("energy at ", "water of ", "treatment: "))
                )
            ),
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
        "running_by_purpose": dict(mix.running),
        "reliability": dict(mix.reliability),
        "reaches": mix.reaches,
        "short": dict(mix.short),
    }


def surface(found: UseSurface) -> dict[str, Any]:
    """Return a storage-reliability-yield surface of a use as plain data."""
    return {
        "store": found.store,
        "use": found.use,
        "rule": FITTED_RULE if found.fitted else SURFACE_RULE,
        "volume_m3": found.volume_m3.tolist(),
        "need_m3_day": found.need_m3_day.tolist(),
        "volumetric_reliability": found.volumetric.tolist(),
        "time_reliability": found.time.tolist(),
    }


def show_surface(found: UseSurface) -> None:
    """Print a storage-reliability-yield surface: volume met, and days in full."""
    heading(f"{found.use} by the volume of {found.store}: volume met (days in full)")
    needs = [f"{cell(need)} m3/day" for need in found.need_m3_day]
    grid = table("volume m3", *needs)
    for i, volume in enumerate(found.volume_m3):
        grid.add_row(
            cell(volume),
            *(
                f"{percent(found.volumetric[i, j])} ({percent(found.time[i, j])})"
                for j in range(len(needs))
            ),
        )
    console().print(grid)
    console().print(FITTED_RULE if found.fitted else SURFACE_RULE)
