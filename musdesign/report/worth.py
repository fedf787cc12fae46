"""What a scheme brings and whether it is worth it: in a terminal and as plain data."""

from __future__ import annotations

from dataclasses import asdict

from musdesign.demand.ladder import ladder
from musdesign.finance import Benefits, LadderStep, ladder_steps
from musdesign.flow import DesignResult
from musdesign.report.console import cell, console, heading, percent, table
from musdesign.report.schema_money import (
    BenefitsPart,
    FundingPart,
    IncomePart,
    LadderStepPart,
    ReturnsPart,
)


def benefits_part(result: DesignResult) -> BenefitsPart | None:
    """Return the benefits as plain data."""
    gains = result.benefits
    if gains is None:
        return None
    return BenefitsPart(
        by_use_year=dict(gains.by_use),
        low_year=gains.low_year,
        middle_year=gains.total_year,
        high_year=gains.high_year,
        screening_year=list(gains.screening_year) if gains.screening_year else None,
        by_group_household_year=by_group(result, gains),
        lines=[IncomePart(**asdict(line)) for line in gains.lines],
    )


def returns_parts(result: DesignResult) -> list[ReturnsPart]:
    """Return the returns as plain data."""
    return [ReturnsPart(**asdict(found)) for found in result.returns]


def funding_parts(result: DesignResult) -> list[FundingPart]:
    """Return who pays as plain data."""
    return [FundingPart(**asdict(found)) for found in result.funding]


def ladder_parts(result: DesignResult) -> list[LadderStepPart]:
    """Return the steps of the ladder as plain data."""
    return [LadderStepPart(**asdict(step)) for step in steps(result)]


def steps(result: DesignResult) -> tuple[LadderStep, ...]:
    """Return what each step of the multiple-use ladder brings."""
    rungs = [(rung.name, rung.min_l_person_day) for rung in ladder("mus")]
    return ladder_steps(rungs, result.currency)


def by_group(result: DesignResult, gains: Benefits) -> dict[str, float]:
    """Return the mean household's income of each group."""
    found: dict[str, float] = {}
    for line in gains.lines:
        found[line.group] = found.get(line.group, 0.0) + line.middle_year
    households = {
        group.group: result.households * group.count / _count(result)
        for group in result.scenario.households
    }
    known = {bill.group: bill.households for tariff in result.tariffs for bill in tariff.bills}
    return {name: value / (known.get(name) or households[name]) for name, value in found.items()}


def worth(result: DesignResult) -> None:
    """Print income by item, the returns, and who pays."""
    gains = result.benefits
    if gains is not None and gains.lines:
        heading(f"What the water brings, {result.currency} a year")
        grid = table("group", "item", "quantity", "unit", "due to water", "low", "middle", "high")
        for line in gains.lines:
            grid.add_row(
                line.group,
                line.item.replace("_", " "),
                cell(line.quantity),
                line.unit,
                percent(line.share_due_to_water),
                cell(line.low_year),
                cell(line.middle_year),
                cell(line.high_year),
            )
        console().print(grid)
        for how in dict.fromkeys(line.method for line in gains.lines):
            console().print(f"method: {how}")
        each = "; ".join(f"{name} {cell(v)}" for name, v in by_group(result, gains).items())
        console().print(f"a household and year: {each}")
        climbing = "; ".join(
            f"{step.rung} ({step.from_l_person_day:g} to {step.to_l_person_day:g} L/person/day) "
            f"{cell(step.low_year)} to {cell(step.high_year)}"
            for step in steps(result)
        )
        console().print(f"steps of the multiple-use ladder, a person and year: {climbing}")
        if gains.screening_year is not None:
            low, _, high = gains.screening_year
            console().print(
                f"by the published value of a litre alone: {cell(low)} to {cell(high)} a year"
            )
    returns(result)
    funding(result)


def returns(result: DesignResult) -> None:
    """Print net present value, ratio, internal rate and payback."""
    if not result.returns:
        return
    heading(f"Is it worth it, {result.currency}")
    grid = table("item", "rate", "net present value", "benefit/cost", "internal rate", "payback")
    for found in result.returns:
        ratio = found.benefit_cost_ratio
        grid.add_row(
            found.label,
            percent(found.discount_rate),
            cell(found.net_present_value),
            "" if ratio is None else f"{ratio:.2f}",
            "none" if found.internal_rate is None else percent(found.internal_rate),
            "never" if found.payback_years is None else f"{found.payback_years:.1f} years",
        )
    console().print(grid)


def funding(result: DesignResult) -> None:
    """Print who pays the life-cycle cost."""
    if not result.funding:
        return
    heading(f"Who pays, {result.currency} a year")
    grid = table(
        "tariff", "cost", "tariffs", "taxes", "transfers", "in kind", "nobody", "burden/month"
    )
    for found in result.funding:
        grid.add_row(
            found.tariff,
            cell(found.cost_year),
            cell(found.tariffs_year),
            cell(found.taxes_year),
            cell(found.transfers_year),
            cell(found.in_kind_year),
            cell(found.uncovered_year),
            cell(found.burden_household_month),
        )
    console().print(grid)


def _count(result: DesignResult) -> float:
    return sum(group.count for group in result.scenario.households)
