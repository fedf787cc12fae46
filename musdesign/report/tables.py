"""A result in a terminal: what an engineer reads from top to bottom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from musdesign.finance import Bill, Tariff
from musdesign.flow import DesignResult
from musdesign.report.console import cell, console, heading, lines, mark, percent, table
from musdesign.standards import Check
from musdesign.study.compare import Comparison, compare
from musdesign.units import MONTH_DAYS, MONTH_NAMES

MONTHS = list(MONTH_NAMES)


def show(result: DesignResult, part: str) -> None:
    """Print the design, or the part of it that one command asks for."""
    parts: dict[str, Sequence[Callable[[DesignResult], None]]] = {
        "design": (
            headline,
            needs,
            balance,
            storage,
            pipes,
            costs,
            verdicts,
            bills,
            futures,
            register,
        ),
        "demand": (headline, needs, build_up, recipe, hours),
        "supply": (headline, balance, sources, storage),
        "network": (headline, pipes, segments, nodes),
        "cost": (headline, costs, cost_items),
        "bills": (headline, bills, bill_lines),
        "check": (headline, verdicts),
    }
    for section in parts[part]:
        section(result)
    skipped(result, parts[part])


def headline(result: DesignResult) -> None:
    """Print the name of the scheme and its people."""
    place = result.scenario.location.place
    horizon = result.scenario.horizon
    console().print(f"\n[bold]{result.name}[/bold]  {place}")
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


def build_up(result: DesignResult) -> None:
    """Print each use of each group by month, net, as an engineer checks it by hand."""
    heading("Build-up: net m3 on a mean day of each month")
    grid = table("group", "use", "item", *MONTHS, "day factor")
    for part in result.demand.uses:
        months = [cell(float(v)) for v in part.month_m3_day]
        grid.add_row(part.group, part.use, part.item, *months, f"{part.daily_factor:.2f}")
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


def hours(result: DesignResult) -> None:
    """Print the hours of the largest day."""
    heading("Largest day by hour, gross L/s")
    values = [cell(float(v)) for v in result.demand.max_day_hourly_lps]
    for start in (0, 12):
        grid = table(*(f"{hour} h" for hour in range(start, start + 12)))
        grid.add_row(*values[start : start + 12])
        console().print(grid)


def balance(result: DesignResult) -> None:
    """Print sources against needs month by month, and how well each use is served."""
    supply = result.supply
    if supply is None:
        return
    heading("Sources against needs, m3/day of a mean year")
    grid = table("", *MONTHS)
    grid.add_row("need, gross", *(cell(float(v)) for v in result.demand.by_month_m3_day))
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


def segments(result: DesignResult) -> None:
    """Print each link with its pipes."""
    if result.network is None:
        return
    heading("Links")
    grid = table("link", "from", "to", "L/s", "m/s", "loss m", "static m", "pipes")
    for link in result.network.links:
        laid = "; ".join(f"{cell(s.length_m)} m {s.label}" for s in link.segments)
        grid.add_row(
            link.id,
            link.start,
            link.end,
            cell(link.flow_lps),
            f"{link.velocity_m_s:.2f}",
            f"{link.headloss_m:.2f}",
            f"{link.static_m:.1f}",
            laid,
        )
    console().print(grid)


def nodes(result: DesignResult) -> None:
    """Print each node with its heads."""
    if result.network is None:
        return
    heading("Nodes")
    grid = table("node", "kind", "elevation m", "L/s", "head m", "pressure m", "static m")
    for node in result.network.nodes:
        grid.add_row(
            node.id,
            node.kind,
            f"{node.elevation_m:.1f}",
            cell(node.demand_lps),
            f"{node.head_m:.2f}",
            f"{node.pressure_m:.2f}",
            f"{node.static_m:.1f}",
        )
    console().print(grid)


def costs(result: DesignResult) -> None:
    """Print the life-cycle cost in the WASHCost categories."""
    found = result.costs
    if found is None:
        return
    heading(f"Cost, {result.currency}" + (f" of {found.price_year}" if found.price_year else ""))
    console().print(
        f"capital {cell(found.capital_total)} = {cell(found.per_household)} per household = "
        f"{cell(found.per_person)} per person"
    )
    grid = table("each year", result.currency, "per household")
    for name, amount in found.yearly_by_category.items():
        grid.add_row(name.replace("_", " "), cell(amount), cell(amount / result.households))
    grid.add_row(
        "life-cycle cost", cell(found.yearly_total), cell(found.yearly_total / result.households)
    )
    console().print(grid)
    if result.benefits is not None:
        gains = result.benefits
        console().print(
            f"income from productive water about {cell(gains.total_year)} a year "
            f"({cell(gains.low_year)} to {cell(gains.high_year)}), unverified"
        )
    lines("note", found.notes)


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
    console().print(grid)


def verdicts(result: DesignResult) -> None:
    """Print what each clause allows and where the design meets or breaks it."""
    if not result.checks:
        return
    heading("What the standards say of this design")
    grid = table("standard, clause", "parameter", "bound", "limit", "design", "verdict", "basis")
    for check in result.checks:
        if check.verdict == "not_applicable":
            continue
        name = check.parameter.replace("_", " ")
        if check.reading:
            name += f" ({check.reading})"
        grid.add_row(
            f"{check.standard}, {check.clause}",
            name,
            check.bound.replace("_", " "),
            f"{cell(check.limit)} {check.unit}".strip(),
            cell(check.value),
            verdict(check),
            mark(check.basis),
        )
    console().print(grid)
    notes = [
        f"{c.standard}, {c.clause}: {c.note}"
        for c in result.checks
        if c.note and c.verdict != "not_applicable"
    ]
    lines("note", dict.fromkeys(notes))
    count = sum(check.verdict == "not_applicable" for check in result.checks)
    if count:
        console().print(f"{count} clauses do not apply here")


def verdict(check: Check) -> str:
    """Return a verdict as words with a sign, so that colour is never alone."""
    signs = {
        "meets": "[green]+ meets[/green]",
        "breaks": "[red]x breaks[/red]",
        "cannot_tell": "[yellow]? cannot tell[/yellow]",
        "not_applicable": "not applicable",
    }
    text = signs[check.verdict]
    if check.verdict == "breaks" and check.excess is not None:
        text += f" by {cell(abs(check.excess))}"
    return text


def bills(result: DesignResult) -> None:
    """Print each group's bill under each tariff, and what costs are covered."""
    if not result.tariffs:
        return
    heading(f"Bills, {result.currency} a month")
    grid = table("group", "m3/month", *(found.name for found in result.tariffs), "of income")
    for rows in zip(*(found.bills for found in result.tariffs), strict=True):
        shares = [percent(r.share_of_income) for r in rows if r.share_of_income is not None]
        grid.add_row(
            rows[0].group,
            cell(rows[0].volume_m3_month),
            *(cell(row.bill_month) for row in rows),
            " / ".join(shares),
        )
    console().print(grid)
    for found in result.tariffs:
        rungs = [
            f"{rung} {percent(share)}"
            for rung, share in found.cost_recovery.items()
            if share is not None
        ]
        console().print(f"{found.name} covers: {', '.join(rungs) or 'cost not known'}")


def bill_lines(result: DesignResult) -> None:
    """Print the lines of each bill."""
    for found in result.tariffs:
        heading(found.name)
        for part in found.bills:
            console().print(
                f"{part.group}: {cell(part.volume_m3_month)} m3, class {part.class_name}"
            )
            for line in part.lines.lines:
                console().print(
                    f"  {line.label}: {cell(line.quantity)} {line.unit} x "
                    f"{cell(line.price)} = {line.amount:,.2f}"
                )


def futures(result: DesignResult) -> None:
    """Print the three futures side by side."""
    if len(result.futures) > 1:
        heading("Three futures")
        show_comparison(compare(*result.futures))
        for future in result.futures[1:]:
            if future.supply is not None:
                lines(future.kind, future.supply.binding)
            if future.network is not None:
                lines(future.kind, future.network.reasons)


def register(result: DesignResult) -> None:
    """Print how many numbers were assumed, and the unverified ones by name."""
    heading("Assumptions")
    bases = [line.basis for line in result.assumptions]
    counts = ", ".join(f"{bases.count(b)} {b}" for b in ("primary", "secondary", "unverified"))
    console().print(
        f"{len(bases)} values that you did not enter: {counts} "
        "(--format json or --out lists them with sources)"
    )
    weak = [
        line.name for line in result.assumptions if line.basis == "unverified" and not line.assumed
    ]
    if weak:
        console().print(f"unverified: {', '.join(dict.fromkeys(weak))}", style="yellow")
    for text in dict.fromkeys(result.notes):
        console().print(f"note: {text}")


def skipped(result: DesignResult, shown: Iterable[Any]) -> None:
    """Print which stages did not run, and why."""
    del shown
    for stage, reason in result.skipped.items():
        console().print(f"[yellow]no {stage}[/yellow]: {reason}")


def show_comparison(comparison: Comparison) -> None:
    """Print designs side by side."""
    grid = table("figure", "unit", *comparison.columns)
    for row in comparison.rows:
        grid.add_row(row.name, row.unit, *("" if v is None else cell(v) for v in row.values))
    console().print(grid)


def show_bill(tariff: Tariff, found: Bill) -> None:
    """Print one bill line by line."""
    console().print(f"\n{tariff.name}, class {found.class_name}, {cell(found.volume_m3)} m3")
    grid = table("line", "quantity", "unit", "price", tariff.currency)
    for line in found.lines:
        grid.add_row(
            line.label, cell(line.quantity), line.unit, f"{line.price:,.2f}", f"{line.amount:,.2f}"
        )
    grid.add_row("total", "", "", "", f"{found.total:,.2f}")
    console().print(grid)
    console().print(f"source: {tariff.source} ({mark(tariff.basis)})")
