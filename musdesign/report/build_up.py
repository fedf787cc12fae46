"""The build-up of the need, line by line: household, use, month, hour, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rich.table import Table

from musdesign.demand.livestock_units import livestock_units, unit_systems
from musdesign.demand.needs import UseDemand, annual_mean
from musdesign.demand.sampled import Band, SampledDemand
from musdesign.demand.sampled import bands as demand_bands
from musdesign.errors import MusdesignError
from musdesign.flow import DesignResult, Scheme
from musdesign.provenance import Assumption
from musdesign.report.console import MONTHS, cell, console, heading, lines, table
from musdesign.study.horizon import YearOfNeeds
from musdesign.study.sample import SampledDesign

# what a use's figure may be made from, each traced under its own name
_PARTS = ("share", "growth", "rate", "need")


@dataclass(frozen=True, slots=True)
class UseLine:
    """One use of one group in the design year, net at the tap."""

    name: str
    group: str
    use: str
    item: str
    households: float
    per_household_l_day: float | None
    mean_day_m3: float
    by_month_m3_day: list[float]
    daily_factor: float
    by_hour_largest_day_lps: list[float]
    quality: str
    priority: int
    formula: str
    rests_on: list[str]


def build_up(result: DesignResult) -> list[UseLine]:
    """Return a line for each use of each group, in the order of the scenario."""
    return [_line(result, part) for part in result.demand.uses]


def _line(result: DesignResult, part: UseDemand) -> UseLine:
    mean = annual_mean(part.month_m3_day)
    households = float(part.households)
    largest = part.month_m3_day[result.demand.max_day_month - 1] * part.daily_factor
    return UseLine(
        part.name,
        part.group,
        part.use,
        part.item,
        households,
        1000.0 * mean / households if households else None,
        mean,
        [float(value) for value in part.month_m3_day],
        float(part.daily_factor),
        [float(value) for value in largest * part.hourly / 3.6],
        part.quality,
        part.priority,
        _formula(result, part.name),
        [_told(line) for line in dict.fromkeys(part.rests_on)],
    )


def _formula(result: DesignResult, name: str) -> str:
    """Return how a number came about, after the numbers that it was made from."""
    known = set(result.names())
    parts = [f"{name}.{part}" for part in _PARTS]
    return "\n".join(result[step].explain() for step in (*parts, name) if step in known)


def _told(line: Assumption) -> str:
    value = cell(line.value) if isinstance(line.value, int | float) else str(line.value)
    return f"{line.name} = {value} {line.unit}: {line.source} ({line.basis})"


def households(result: DesignResult) -> None:
    """Print what one household of each group needs on the mean day, and the group with it."""
    heading("Build-up: from one household to its group, net on the mean day of the year")
    found = build_up(result)
    for group in dict.fromkeys(line.group for line in found):
        own = [line for line in found if line.group == group]
        number = own[0].households
        title = f"{group} ({cell(number)} households)" if number else group
        grid = table(title, "L/household/day", "m3/day", "day factor", "quality", "served as no.")
        for line in own:
            name = line.use if line.item == line.use else f"{line.use}: {line.item}"
            grid.add_row(
                name,
                cell(line.per_household_l_day),
                cell(line.mean_day_m3),
                f"{line.daily_factor:.2f}",
                line.quality,
                str(line.priority),
            )
        each = [line.per_household_l_day for line in own if line.per_household_l_day is not None]
        total = sum(line.mean_day_m3 for line in own)
        grid.add_row("all", cell(sum(each)) if each else "", cell(total), "", "", "")
        console().print(grid)
        units = _herd_in_units(result, group)
        if units:
            console().print(f"herd: {units}")
        console().print()


def _herd_in_units(result: DesignResult, name: str) -> str:
    """Return the animals of a household in the livestock units of each rule that knows them all."""
    group = next((g for g in result.scenario.households if g.group == name), None)
    if group is None or not group.uses.livestock:
        return ""
    heads = {kind: herd.head * herd.share / 100.0 for kind, herd in group.uses.livestock.items()}
    found = []
    for system, place in unit_systems().items():
        try:
            found.append(f"{cell(livestock_units(heads, system))} a household ({place})")
        except MusdesignError:
            continue
    return f"livestock units {', '.join(found)}" if found else ""


def months(result: DesignResult) -> None:
    """Print each use of each group by month, net, as an engineer checks it by hand."""
    heading("Build-up: net m3 on a mean day of each month")
    uses = result.demand.uses
    for group in dict.fromkeys(part.group for part in uses):
        grid = table(group, *MONTHS)
        for part in (use for use in uses if use.group == group):
            name = part.use if part.item == part.use else f"{part.use}: {part.item}"
            grid.add_row(name, *(cell(float(v)) for v in part.month_m3_day))
        console().print(grid)
        console().print()
    grid = table("all", *MONTHS)
    net = sum(result.demand.by_use_by_month.values(), np.zeros(12))
    grid.add_row("net", *(cell(float(v)) for v in net))
    gross = result.demand.by_month_m3_day
    grid.add_row("losses", *(cell(float(v)) for v in gross - net))
    grid.add_row("gross", *(cell(float(v)) for v in gross))
    console().print(grid)


def hours(result: DesignResult) -> None:
    """Print the hours of the largest day by use, net, and the gross sum."""
    month = MONTHS[result.demand.max_day_month - 1]
    heading(f"Build-up: largest day by hour, L/s ({month}; net by use, the sum gross)")
    by_use: dict[str, np.ndarray] = {}
    for line in build_up(result):
        values = np.array(line.by_hour_largest_day_lps)
        by_use[line.use] = by_use.get(line.use, np.zeros(24)) + values
    for start in (0, 12):
        grid = table("use", *(f"{hour} h" for hour in range(start, start + 12)))
        for use, values in by_use.items():
            grid.add_row(use, *(cell(float(v)) for v in values[start : start + 12]))
        gross = result.demand.max_day_hourly_lps[start : start + 12]
        grid.add_row("gross", *(cell(float(v)) for v in gross))
        console().print(grid)


def reasons(result: DesignResult) -> None:
    """Print the formula, inputs and sources of each line."""
    heading("Why: formula, inputs and source of each line")
    for line in build_up(result):
        console().print(line.formula)
        lines("  rests on", line.rests_on)
    for name in ("population", "demand.mean_day", "demand.max_day", "demand.peak_hour"):
        console().print(_formula(result, name))


def years(found: Sequence[YearOfNeeds]) -> None:
    """Print the need through the years of the horizon."""
    heading("Through the horizon: people and uptake")
    uses = list(found[-1].needs.demand.by_use_m3_day)
    grid = table("year", "people", "households", *uses, "mean day", "largest day", "peak hour L/s")
    for row in found:
        demand = row.needs.demand
        grid.add_row(
            str(row.year),
            cell(row.needs.population),
            cell(row.needs.households),
            *(cell(demand.by_use_m3_day.get(use, 0.0)) for use in uses),
            cell(demand.mean_day_m3),
            cell(demand.max_day_m3),
            cell(demand.peak_hour_lps),
        )
    console().print(grid)
    console().print("m3/day; uses net at the tap, mean and largest day gross")


def bands(scheme: Scheme, found: SampledDemand, register: Sequence[Assumption]) -> None:
    """Print the bands of the need over the draws, and what was drawn."""
    heading(f"Chance: {found.draws} draws, seed {found.seed}")
    console().print(_drawn([chance.name for chance in scheme.file.chances]))
    console().print(_band_table(demand_bands(found)))
    console().print(f"largest day: {found.max_day_method}")
    noise = [line for line in register if line.name.startswith("week to week")]
    lines("assumed", (_told(line) for line in noise))


def design_bands(found: SampledDesign) -> None:
    """Print the bands of every figure of a design."""
    heading(f"Chance: {found.draws} designs, seed {found.seed}")
    console().print(_drawn(found.drawn))
    console().print(_band_table(found.bands))
    for stage, count in found.infeasible.items():
        console().print(f"no {stage} in {count} of {found.draws} draws", style="yellow")


def _drawn(names: Sequence[str]) -> str:
    if not names:
        return "no quantity of the scenario is a range; write one as {low: , mode: , high: }"
    return f"drawn: {', '.join(names)}"


def _band_table(found: Sequence[Band]) -> Table:
    levels = list(found[0].quantiles) if found else []
    grid = table("figure", "unit", "mean", *(f"{100 * level:g} %" for level in levels))
    for band in found:
        grid.add_row(
            band.name.replace("_", " "),
            band.unit,
            cell(band.mean),
            *(cell(band.quantiles[level]) for level in levels),
        )
    return grid
