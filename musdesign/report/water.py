"""Needs, sources and tanks in a terminal."""

from __future__ import annotations

from musdesign.flow import DesignResult
from musdesign.report.console import MONTHS, cell, console, heading, lines, percent, table
from musdesign.units import MONTH_DAYS


def headline(result: DesignResult) -> None:
    """Print the name of the scheme and its people."""
    place = result.scenario.location.place
    horizon = result.scenario.horizon
    heading(f"{result.name}  {place}")
    console().print(
        f"{cell(result.population)} people in {cell(result.households)} households in "
        f"{result.design_year} (base year {horizon.base_year}, {horizon.growth.method} growth of "
        f"{100 * horizon.growth.rate:g} % a year)"
    )


def needs(result: DesignResult) -> None:
    """Print needs by use, the mean and largest day and the peak hour."""
    demand = result.demand
    heading("Needs in the design year")
    grid = table("use", "net m3/day", "L/person/day", "share")
    net = sum(demand.by_use_m3_day.values())
    for use, volume in sorted(demand.by_use_m3_day.items(), key=lambda item: -item[1]):
        share = percent(volume / net if net else 0.0)
        grid.add_row(use, cell(volume), cell(1000 * volume / result.population), share)
    grid.add_row("losses", cell(demand.losses_m3_day), "", "", end_section=True)
    grid.add_row("mean day, gross", cell(demand.mean_day_m3), "", "")
    grid.add_row(
        "largest day, gross", cell(demand.max_day_m3), "", MONTHS[demand.max_day_month - 1]
    )
    console().print(grid)
    console().print(
        f"{cell(demand.per_person_l_day)} L/person/day net of all uses; peak hour "
        f"{cell(demand.peak_hour_lps)} L/s at {demand.peak_hour}-{demand.peak_hour + 1} h"
    )


def service(result: DesignResult) -> None:
    """Print the service level of each group: quantity and access, the worse of the two."""
    heading("Service level (quantity and distance together)")
    grid = table("group", "L/person/day", "distance m", "level", "by quantity", "by access")
    for part in result.service:
        grid.add_row(
            part.group,
            cell(part.l_person_day),
            cell(part.distance_m),
            part.level,
            part.by_quantity,
            part.by_access or "not known",
        )
    console().print(grid)


def recipe(result: DesignResult) -> None:
    """Print the standard's own recipe beside the need."""
    if result.recipe is None:
        return
    norm = result.recipe
    heading(f"The norm's recipe ({result.scenario.standard})")
    console().print(
        f"{cell(norm.population)} people x {cell(norm.gross_l_person_day)} L/person/day gross "
        f"({cell(norm.net_l_person_day)} net) = {cell(norm.mean_day_lps)} L/s; largest day "
        f"{cell(norm.max_day_lps)} L/s; peak hour {cell(norm.peak_hour_lps)} L/s"
    )


def balance(result: DesignResult) -> None:
    """Print sources against needs month by month, and how well each use is served."""
    supply = result.supply
    if supply is None:
        return
    heading(f"Sources against needs, m3/day ({supply.note})")
    grid = table("", *MONTHS)
    need = [
        sum(float(s.met_by_month_m3[m] + s.unmet_by_month_m3[m]) for s in supply.by_use)
        / MONTH_DAYS[m]
        for m in range(12)
    ]
    grid.add_row("need, gross", *(cell(v) for v in need))
    for source in supply.by_source:
        days = zip(source.available_by_month_m3, MONTH_DAYS, strict=True)
        grid.add_row(source.name, *(cell(float(v) / d) for v, d in days))
    met = [
        sum(float(s.met_by_month_m3[m]) for s in supply.by_use) / MONTH_DAYS[m] for m in range(12)
    ]
    grid.add_row("met", *(cell(v) for v in met))
    console().print(grid)
    grid = table("use", "met", "days in full", "unmet m3/year")
    for service in supply.by_use:
        grid.add_row(
            service.use,
            percent(service.volumetric_reliability),
            percent(service.time_reliability),
            cell(service.unmet_m3_year),
        )
    console().print(grid)
    lines("what binds", supply.binding)


def sources(result: DesignResult) -> None:
    """Print what is taken from each source for which use."""
    if result.supply is None:
        return
    heading("Sources, m3/year")
    uses = [service.use for service in result.supply.by_use]
    grid = table("source", "kind", "available", "used", *uses)
    for source in result.supply.by_source:
        grid.add_row(
            source.name,
            source.kind,
            cell(source.available_m3_year),
            cell(source.used_m3_year),
            *(cell(source.by_use_m3[use]) for use in uses),
        )
    console().print(grid)


def storage(result: DesignResult) -> None:
    """Print the tanks."""
    if not result.storage:
        return
    heading("Storage")
    grid = table("tank", "volume m3", "mass curve m3", "serves")
    for tank in result.storage:
        name = f"{tank.name} ({cell(tank.count)} household tanks)" if tank.count > 1 else tank.name
        needed = "" if tank.balancing_m3 is None else cell(tank.balancing_m3)
        volume = cell(tank.volume_m3) + (" (given)" if tank.given else "")
        grid.add_row(name, volume, needed, ", ".join(tank.serves))
    console().print(grid)
