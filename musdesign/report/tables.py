"""A result in a terminal: what an engineer reads from top to bottom."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.text import Text

from musdesign.flow import DesignResult
from musdesign.report import build_up, daily, quoting, tariff_study, treatments, water, works, worth
from musdesign.report.console import cell, console, heading, lines, mark, percent, table
from musdesign.standards import Check
from musdesign.study.compare import Comparison, compare


def show(result: DesignResult, part: str) -> None:
    """Print the design, or the part of it that one command asks for."""
    parts: dict[str, Sequence[Callable[[DesignResult], None]]] = {
        "design": (
            water.headline,
            water.needs,
            water.balance,
            water.storage,
            works.pipes,
            works.costs,
            worth.returns,
            verdicts,
            bills,
            tariff_study.effects,
            futures,
            register,
        ),
        "demand": (
            water.headline,
            water.needs,
            build_up.households,
            build_up.months,
            build_up.hours,
            water.service,
            water.recipe,
        ),
        "supply": (
            water.headline,
            water.balance,
            daily.reliability,
            treatments.show,
            water.sources,
            water.storage,
        ),
        "network": (water.headline, works.pipes, works.laid),
        "cost": (water.headline, works.costs, works.cost_items, worth.worth),
        "bills": (water.headline, bills, bill_lines, tariff_study.effects),
        "check": (water.headline, verdicts),
    }
    for section in parts[part]:
        section(result)
    for stage, reason in result.skipped.items():
        console().print(f"no {stage}: {reason}", style="yellow")


def verdicts(result: DesignResult) -> None:
    """Print what each clause allows and where the design meets or breaks it."""
    if not result.checks:
        return
    heading("What the standards say of this design")
    for standard in dict.fromkeys(check.standard for check in result.checks):
        _of_standard(standard, [c for c in result.checks if c.standard == standard])


def _of_standard(standard: str, checks: list[Check]) -> None:
    console().print(f"{standard.replace('+', ', amended by ')}", style="bold")
    grid = table("clause", "parameter", "bound", "limit", "design", "verdict", "basis")
    # a clause of another scope is worth a look where it was compared all the same
    compared = [c for c in checks if c.value is not None or (c.bound == "bundle" and not c.missing)]
    for check in sorted(compared, key=lambda c: c.verdict != "breaks"):
        if check.verdict == "not_applicable" and check.value is None:
            continue
        unit = "" if check.unit == "-" else check.unit
        grid.add_row(
            check.clause,
            _name(check),
            check.bound.replace("_", " "),
            f"{cell(check.limit)} {unit}".strip(),
            cell(check.value),
            verdict(check),
            mark(check.basis),
        )
    if grid.row_count:
        console().print(grid)
    lines("note", dict.fromkeys(f"{c.clause}: {c.note}" for c in compared if c.note))
    quoting.show((c.clause, c.quotation) for c in compared)
    unknown: dict[str, list[str]] = {}
    for check in checks:
        if check.verdict == "cannot_tell" and check.value is None:
            wanted = ", ".join(check.missing).replace("_", " ") or check.note
            unknown.setdefault(wanted, []).append(f"{_name(check)} ({check.clause})")
    for wanted, clauses in unknown.items():
        told = "; ".join(dict.fromkeys(clauses))
        console().print(f"? cannot tell, not known: {wanted}: {told}", style="yellow")
    count = sum(c.verdict == "not_applicable" and c.value is None for c in checks)
    if count:
        console().print(f"- {count} more clauses do not apply here", style="dim")


def _name(check: Check) -> str:
    name = check.parameter.replace("_", " ")
    return f"{name} ({check.reading})" if check.reading else name


def verdict(check: Check) -> Text:
    """Return a verdict as words with a sign, so that colour is never alone."""
    sign, style = {
        "meets": ("+", "green"),
        "breaks": ("x", "red"),
        "cannot_tell": ("?", "yellow"),
        "not_applicable": ("-", "dim"),
    }[check.verdict]
    text = f"{sign} {check.verdict.replace('_', ' ')}"
    if check.verdict == "breaks" and check.excess is not None:
        text += f" by {cell(abs(check.excess))}"
    return Text(text, style)


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
        for sale in found.bulk:
            paid = "pays nothing: give it a tariff_class, or the board a bulk_price"
            if sale.revenue_year > 0:
                paid = f"pays {cell(sale.revenue_year)} a year"
            bought = f"{sale.buyer}, {cell(sale.volume_m3_year)} m3 a year"
            console().print(f"{found.name}: bulk user {bought}, {paid}")
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


def show_comparison(comparison: Comparison) -> None:
    """Print designs side by side."""
    grid = table("figure", "unit", *comparison.columns)
    for row in comparison.rows:
        grid.add_row(row.name, row.unit, *("" if v is None else cell(v) for v in row.values))
    console().print(grid)
