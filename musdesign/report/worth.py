"""What a scheme brings and whether it is worth it: in a terminal and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from musdesign.demand.ladder import ladder
from musdesign.finance import LadderStep, Returns, ladder_steps
from musdesign.finance.benefits import litre_value
from musdesign.flow import DesignResult
from musdesign.flow.works_costs import money_stated
from musdesign.flow.worth import who_gains
from musdesign.report.console import cell, console, heading, percent, table
from musdesign.report.schema_money import (
    BenefitsPart,
    FundingPart,
    GroupGainPart,
    IncomePart,
    LadderStepPart,
    ReturnsPart,
)
from musdesign.study.explain.making import Given, made, told
from musdesign.trace import Step


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
        by_group_household_year=by_group(result),
        groups=group_parts(result),
        lines=[IncomePart(**asdict(line)) for line in gains.lines],
    )


def returns_parts(result: DesignResult) -> list[ReturnsPart]:
    """Return the returns as plain data."""
    return [ReturnsPart(**asdict(found)) for found in result.returns]


def added_parts(result: DesignResult) -> list[ReturnsPart]:
    """Return what the design adds over the norm's works as plain data."""
    return [ReturnsPart(**asdict(found)) for found in result.added]


def funding_parts(result: DesignResult) -> list[FundingPart]:
    """Return who pays as plain data."""
    return [FundingPart(**asdict(found)) for found in result.funding]


def ladder_parts(result: DesignResult) -> list[LadderStepPart]:
    """Return the steps of the ladder as plain data."""
    return [LadderStepPart(**asdict(step)) for step in steps(result)]


def steps(result: DesignResult) -> tuple[LadderStep, ...]:
    """Return what each step of the multiple-use ladder brings."""
    rungs = [(rung.name, rung.min_l_person_day) for rung in ladder("mus")]
    return ladder_steps(
        rungs,
        result.currency,
        result.scenario.costs.price_year,
        money_stated(result.scenario),
    )


def explained_steps(result: DesignResult) -> Iterator[Step]:
    """Yield why each number of the ladder's steps is what it is."""
    money = money_stated(result.scenario)
    litre = litre_value(result.currency, result.scenario.costs.price_year, money)
    each, rung = f"{result.currency}/person/year", "L/person/day"
    for step in steps(result):
        name = f"ladder.{step.rung}"
        start = Given(step.from_l_person_day, rung, f"{name}.from")
        end = Given(step.to_l_person_day, rung, f"{name}.to")
        how = "the rung below, or what counts as domestic where that is more"
        yield told(f"{name}.from", start.value, rung, how)
        yield told(f"{name}.to", end.value, rung, "least water of this rung of the ladder")
        for level, value, price in (
            ("low", step.low_year, litre.low),
            ("high", step.high_year, litre.high),
        ):
            yield made(
                f"{name}.{level}",
                value,
                each,
                "I = (to_l_person_day - from_l_person_day) * income_per_litre",
                f"{litre.origin.source} ({litre.origin.basis})",
                to_l_person_day=end,
                from_l_person_day=start,
                income_per_litre=Given(price, f"{each} per L/person/day"),
            )


def by_group(result: DesignResult) -> dict[str, float]:
    """Return the mean household's income of each group that has one."""
    return {g.group: g.middle_year for g in who_gains(result) if g.high_year}


def group_parts(result: DesignResult) -> list[GroupGainPart]:
    """Return who gains as plain data."""
    return [
        GroupGainPart(
            **asdict(gain), net_year=gain.net_year, gain_over_income=gain.gain_over_income
        )
        for gain in who_gains(result)
    ]


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
        _who_gains(result)
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


def _who_gains(result: DesignResult) -> None:
    grid = table(
        "group", "households", "low", "middle", "high", "of all gains", "of all households",
        "bill", "gain less bill", "gain over income",
    )  # fmt: skip
    for gain in who_gains(result):
        grid.add_row(
            gain.group,
            cell(gain.households),
            cell(gain.low_year),
            cell(gain.middle_year),
            cell(gain.high_year),
            "" if gain.share_of_gains is None else percent(gain.share_of_gains),
            percent(gain.share_of_households),
            "" if gain.bill_year is None else cell(gain.bill_year),
            cell(gain.net_year),
            "" if gain.gain_over_income is None else percent(gain.gain_over_income),
        )
    heading(f"Who gains, {result.currency} a household and year")
    console().print(grid)


def returns(result: DesignResult) -> None:
    """Print net present value, ratio, internal rate and payback."""
    if result.returns:
        heading(f"Is it worth it, {result.currency}")
        _returns(result.returns)
    if result.added:
        heading(f"What it adds over the norm's works under the same need, {result.currency}")
        _returns(result.added)


def _returns(rows: Sequence[Returns]) -> None:
    grid = table("item", "rate", "net present value", "benefit/cost", "internal rate", "payback")
    for found in rows:
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
