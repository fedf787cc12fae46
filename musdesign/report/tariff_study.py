"""What a tariff does, in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from musdesign.finance.effects.incidence import Change, Effects
from musdesign.finance.effects.pareto import Option
from musdesign.finance.effects.reform import Penalty
from musdesign.finance.effects.search import FoundTariff
from musdesign.finance.regulators import Finding, Rule
from musdesign.flow import DesignResult
from musdesign.flow.tariff_effects import TariffEffects
from musdesign.report.console import cell, console, heading, mark, percent, table
from musdesign.report.tariff_parts import BLOCKS
from musdesign.study.tariffs import Response


def effects(result: DesignResult) -> None:
    """Print how each tariff falls on productive water, whom it hurts, and the alternative."""
    if not result.tariff_effects:
        return
    sentence = allowance_sentence(result.tariff_effects[0], result.scenario.location.altitude)
    if sentence:
        heading("The allowance in the blocks of the domestic rule")
        console().print(sentence)
    for found in result.tariff_effects:
        productive(found)
        rules([finding for finding in found.findings if finding.verdict == "breaks"])
    affordable(result.tariff_effects)


def allowance_sentence(found: TariffEffects, altitude_m: float) -> str:
    """Return how the stated allowance falls into the legal blocks, empty where none is stated."""
    blocks = found.legal_blocks
    if blocks is None:
        return ""
    parts = ", ".join(
        f"{cell(m3)} m3 {name}" for name, m3 in zip(BLOCKS, blocks.parts_m3, strict=True)
    )
    return (
        f"{cell(blocks.volume_m3)} m3 a month at {altitude_m:,.0f} m: {parts}. The rule takes what "
        "is above the basic block for comfort and luxury, whatever it earns"
    )


def productive(found: TariffEffects) -> None:
    """Print the blocks into which each group's water falls, and what the productive part pays."""
    heading(f"{found.case.title}: how it falls on productive water")
    penalties(found.penalties, found.case.currency)
    other, beside = found.alternative, found.alternative_penalties
    if other is None or not any(p.productive_m3 > 0 for p in found.penalties):
        return
    groups = found.case.people.groups
    # rows of an allowance stand below those of the groups and are nobody's
    before = _mean_price(found.penalties[: len(groups)], groups)
    after = _mean_price(beside[: len(groups)], groups)
    everyone = found.alternative_changes[-1]
    console().print(
        f"productive water pays {cell(before)} {found.case.currency}/m3 on average; one price of "
        f"{cell(other.price_above)} above the first block brings the same "
        f"{cell(other.revenue_year)} a year and charges it {cell(after)}: "
        f"{cell(everyone.winners)} households pay less, {cell(everyone.losers)} more"
    )


def rules(found: Sequence[Finding]) -> None:
    """Print what the regulator asks of a tariff."""
    if not found:
        return
    grid = table("instrument", "parameter", "group", "verdict", "value", "basis")
    for finding in found:
        grid.add_row(
            finding.rule.instrument,
            finding.rule.parameter.replace("_", " "),
            finding.class_name,
            finding.verdict,
            finding.told,
            mark(finding.rule.basis),
        )
    console().print(grid)


def rule_list(found: Sequence[Rule]) -> None:
    """Print a country's rules on file."""
    grid = table("instrument", "parameter", "group", "value", "in force", "basis")
    for rule in found:
        grid.add_row(
            rule.instrument,
            rule.parameter.replace("_", " "),
            rule.who,
            f"{rule.value:g} {rule.unit.strip('-')}".strip(),
            f"{rule.from_year or '?'} to {rule.to_year or 'now'}",
            mark(rule.basis),
        )
    console().print(grid)
    for rule in found:
        if rule.note:
            console().print(f"{rule.parameter.replace('_', ' ')} {rule.who}: {rule.note}")


def penalties(found: Sequence[Penalty], currency: str) -> None:
    """Print the blocks of each group's mean household."""
    grid = table(
        "group",
        "m3/month",
        "of it house",
        "m3 by block",
        f"{currency}/m3 by block",
        "house pays /m3",
        "productive pays /m3",
    )
    for part in found:
        grid.add_row(
            part.group,
            cell(part.use_m3),
            cell(part.domestic_m3),
            " / ".join(cell(m3) for m3 in part.block_m3),
            " / ".join(cell(price) for price in part.block_price),
            cell(part.domestic_per_m3),
            cell(part.productive_per_m3) if part.productive_m3 > 0 else "",
        )
    console().print(grid)


def affordable(found: Sequence[TariffEffects]) -> None:
    """Print affordability, targeting and steadiness of each tariff."""
    first = found[0]
    spread = first.case.people.spread
    heading(
        f"Who can afford it ({len(first.case.people.weight)} drawn households, correlation of "
        f"income and use {spread.correlation:g})"
    )
    marks([part.effects for part in found])
    for part in found[1:]:
        if part.against_first:
            console().print(f"{part.case.id} instead of {first.case.id}:")
            winners(part.against_first, part.case.currency)


def marks(found: Sequence[Effects]) -> None:
    """Print one line a tariff."""
    grid = table(
        "tariff",
        "share of income",
        "above threshold",
        "gap a month",
        "omega",
        "fixed share",
        "revenue per % use",
    )
    for part in found:
        line = part.affordability
        grid.add_row(
            part.name,
            percent(line.mean_share),
            f"{percent(line.headcount)} (> {percent(line.threshold)})",
            cell(line.gap_month),
            f"{part.targeting.omega:.2f}" if part.targeting.subsidy_month > 0 else "no subsidy",
            percent(part.fixed_share),
            f"{part.revenue_elasticity:.2f} %",
        )
    console().print(grid)


def rows(found: Effects, currency: str) -> None:
    """Print groups and fifths, and what uses pay beside what they cost."""
    heading(f"{found.name}: who pays what, {currency} a month")
    grid = table(
        "group", "households", "income", "m3", "bill", "of income", "/m3", "subsidy", "above"
    )
    for row in (*found.groups, *found.quintiles):
        grid.add_row(
            row.name,
            cell(row.households),
            cell(row.income_month),
            cell(row.use_m3_month),
            cell(row.bill_month),
            percent(row.share_of_income),
            cell(row.price_per_m3),
            cell(row.subsidy_month),
            percent(row.headcount),
        )
    console().print(grid)
    grid = table("use", "m3/month", "pays", "costs", "pays /m3", "gives (+) or takes (-)")
    for use in found.uses:
        grid.add_row(
            use.use,
            cell(use.volume_m3_month),
            cell(use.paid_month),
            cell(use.cost_month),
            cell(use.paid_per_m3),
            cell(use.balance_month),
        )
    console().print(grid)
    console().print(
        f"Gini: income {found.gini_income:.3f}, use {found.gini_use:.3f}, bills "
        f"{found.gini_bill:.3f}; Kakwani {found.kakwani:.3f} (below 0: regressive)"
    )


def winners(found: Sequence[Change], currency: str) -> None:
    """Print winners and losers."""
    grid = table("group", "households", "pay less", "pay more", f"mean change {currency}", "most")
    for row in found:
        most = percent(row.largest_rise) if row.largest_rise < 1e6 else "from nothing"
        grid.add_row(
            row.name,
            cell(row.households),
            cell(row.winners),
            cell(row.losers),
            cell(row.mean_change_month),
            most,
        )
    console().print(grid)


def found_tariff(found: FoundTariff, currency: str, cost_year: float) -> None:
    """Print a tariff found by search with its proof and dual prices."""
    heading(f"Tariff found, {currency}: {found.method}")
    grid = table("group", "fixed/month", "blocks m3", "prices /m3")
    for name in found.fixed:
        bounds = [cell(bound) for bound in found.bounds_m3[name]]
        grid.add_row(
            name,
            cell(found.fixed[name]),
            " / ".join([*(f"to {bound}" for bound in bounds), "above" if bounds else "all"]),
            " / ".join(cell(price) for price in found.prices[name]),
        )
    console().print(grid)
    covered = percent(found.revenue_year / cost_year) if cost_year else ""
    console().print(
        f"revenue {cell(found.revenue_year)} a year ({covered} of the cost); gap "
        f"{cell(found.gap_month)} a month; {cell(found.households_above)} households above"
    )
    if found.converged is None:
        console().print(
            f"proven: none is below {cell(found.bound)} (gap of the solver {100 * found.gap:.2g} %)"
        )
    else:
        state = "settled" if found.converged else "did not settle"
        console().print(f"a local best: {len(found.iterations)} rounds, {state}")
    for dual in found.duals:
        sign = "+" if dual.gap_month > 0 else ""
        more = cell(dual.gap_month + 0.0)  # a gap of -0.0 is none
        console().print(f"{dual.demand}: gap {sign}{more} {currency} a month")


def responses(present: str, new: str, found: Sequence[Response], currency: str) -> None:
    """Print how use and revenue answer to a new tariff."""
    heading(f"{new} instead of {present}")
    grid = table(
        "elasticity",
        "m3/year before",
        "after",
        f"revenue {currency}/year before",
        "at the old use",
        "after",
        "above threshold",
        "at a bound",
        "several answers",
    )
    for part in found:
        grid.add_row(
            f"{part.label} {part.price_elasticity:g}"
            + (
                f", productive {part.productive_elasticity:g}" if part.productive_elasticity else ""
            ),
            cell(part.use_before_m3_year),
            cell(part.use_after_m3_year),
            cell(part.revenue_before_year),
            cell(part.revenue_at_old_use_year),
            cell(part.revenue_after_year),
            percent(part.after.affordability.headcount),
            str(part.at_bound),
            str(part.several),
        )
    console().print(grid)


def bearers(found: Effects, currency: str) -> None:
    """Print who bears the gap, for whom a point of cost recovery is dear."""
    total = sum(row.gap_month for row in found.groups)
    if total <= 0:
        return
    parts = [
        f"{row.name} {percent(row.gap_month / total)} ({percent(row.headcount)} of them above)"
        for row in (*found.groups, *found.quintiles)
        if row.gap_month > 0
    ]
    console().print(f"the gap of {cell(total)} {currency} a month is borne by: {'; '.join(parts)}")


def options(found: Sequence[Option]) -> None:
    """Print the compared forms; the front is marked."""
    heading("Forms compared (* no other is at least as good in everything)")
    grid = table(
        "item", "covers", "above threshold", "omega", "revenue per % use", "numbers to know"
    )
    for option in found:
        grid.add_row(
            f"{'* ' if option.best else '  '}{option.form}",
            percent(option.recovery),
            percent(option.headcount),
            f"{option.omega:.2f}" if option.omega == option.omega else "no subsidy",
            f"{option.revenue_elasticity:.2f} %",
            str(option.prices),
        )
    console().print(grid)


def _mean_price(found: Sequence[Penalty], groups: Sequence[object]) -> float:
    households = [float(getattr(group, "households", 0.0)) for group in groups]
    pairs = list(zip(found, households, strict=True))
    volume = sum(part.productive_m3 * number for part, number in pairs)
    paid = sum(part.paid_productive * number for part, number in pairs)
    return paid / volume if volume else 0.0
