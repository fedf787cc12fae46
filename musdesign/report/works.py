"""Pipes and costs in a terminal."""

from __future__ import annotations

from musdesign.flow import DesignResult
from musdesign.report.console import cell, console, heading, lines, mark, table
from musdesign.report.pipe_tables import show_links, show_nodes


def pipes(result: DesignResult) -> None:
    """Print the length and cost of each pipe, the pressures, and EPANET's word."""
    network = result.network
    if network is None:
        return
    heading("Pipes at least cost")
    totals: dict[str, list[float]] = {}
    for link in network.links:
        for segment in link.segments:
            total = totals.setdefault(segment.label, [segment.diameter_mm, 0.0, 0.0])
            total[1] += segment.length_m
            total[2] += segment.cost
    grid = table("pipe", "bore mm", "length m", f"supply {result.currency}")
    for label, (bore, length, cost) in sorted(totals.items(), key=lambda item: -item[1][0]):
        grid.add_row(label, f"{bore:.1f}", cell(length), cell(cost))
    grid.add_row("trench and laying", "", cell(network.length_m), cell(network.laying_cost))
    console().print(grid)
    taps = [node for node in network.nodes if node.demand_lps > 0 and node.kind == "junction"]
    if taps:
        low = min(taps, key=lambda node: node.pressure_m)
        high = max(taps, key=lambda node: node.static_m)
        console().print(
            f"cost {cell(network.cost)} {result.currency} (proven within "
            f"{100 * network.gap:.2g} %); least pressure {low.pressure_m:.1f} m at {low.id}; "
            f"highest static {high.static_m:.1f} m at {high.id}"
        )
    if result.verification is not None:
        console().print(
            f"EPANET agrees within {result.verification.max_pressure_difference_m:.3f} m"
        )
    lines("not feasible", network.reasons if not network.feasible else ())


def laid(result: DesignResult) -> None:
    """Print each link with its pipes, and each node with its heads."""
    if result.network is not None:
        show_links(result.network)
        show_nodes(result.network)


def costs(result: DesignResult) -> None:
    """Print the life-cycle cost in the WASHCost categories."""
    found = result.costs
    if found is None:
        return
    heading(f"Cost, {result.currency}" + (f" of {found.price_year}" if found.price_year else ""))
    console().print(
        f"capital {cell(found.capital_total)} ({_span(found.capital_range)}) = "
        f"{cell(found.per_household)} per household = {cell(found.per_person)} per person"
    )
    grid = table("each year", result.currency, "low to high", "per household", "per person")
    for name, amount in found.yearly_by_category.items():
        grid.add_row(
            name.replace("_", " "),
            cell(amount),
            _span(found.yearly_range[name]),
            cell(amount / found.households),
            cell(amount / found.persons),
        )
    grid.add_row(
        "life-cycle cost",
        cell(found.yearly_total),
        _span(found.yearly_total_range),
        cell(found.yearly_total / found.households),
        cell(found.yearly_total / found.persons),
    )
    console().print(grid)
    _benchmarks(result)
    if result.benefits is not None:
        gains = result.benefits
        console().print(
            f"income from productive water about {cell(gains.total_year)} a year "
            f"({cell(gains.low_year)} to {cell(gains.high_year)}), {gains.origin.basis}"
        )
    lines("note", found.notes)


def _span(ends: tuple[float, float]) -> str:
    return f"{cell(ends[0])} to {cell(ends[1])}"


def _benchmarks(result: DesignResult) -> None:
    """Print the cost of a person beside the published ranges."""
    found = result.costs.benchmarks if result.costs is not None else ()
    if not found:
        return
    grid = table(f"a person, US$ of {found[0].price_year}", "here", "published", "", "basis")
    for row in found:
        grid.add_row(
            row.name,
            f"{row.value:.3g}",
            f"{row.low_now:.3g} to {row.high_now:.3g}",
            row.beside,
            mark(row.basis),
        )
    console().print(grid)


def cost_items(result: DesignResult) -> None:
    """Print the lines of the capital cost."""
    if result.costs is None:
        return
    grid = table("item", "quantity", "unit", "unit cost", "amount", "life years", "basis")
    for line in result.costs.items:
        life = "" if line.life_years is None else f"{line.life_years:g}"
        grid.add_row(
            line.name,
            cell(line.quantity),
            line.unit,
            cell(line.unit_cost),
            cell(line.amount),
            life,
            mark(line.origin.basis),
        )
    if result.costs.capital_software:
        soft = cell(result.costs.capital_software)
        grid.add_row("software: studies, training", "", "", "", soft, "", "")
    console().print(grid)
