"""What the water brings and whether the scheme is worth it, as parts of the money section."""

from __future__ import annotations

from collections.abc import Sequence

from musdesign.finance import Benefits, CostResult, Returns
from musdesign.flow import DesignResult
from musdesign.flow.worth import who_gains
from musdesign.i18n import mark
from musdesign.report.worth import steps
from musdesign.study.explain import line_key
from musdesign.ui.parts import Column, basis_cell, table, use_cell, why
from musdesign.ui.theme import number, percent
from musdesign.ui.words import say, told

_MILLIONS_FROM = 1e7


def income_table(benefits: Benefits, currency: str) -> str:
    """Return the income by group and item, low to high."""
    low, _, high = benefits.screening_year or (0.0, 0.0, 0.0)
    largest = max((line.high_year for line in benefits.lines), default=0.0)
    scale, unit = 1.0, currency
    if largest >= _MILLIONS_FROM:
        # nine digits in three columns do not fit beside the names
        scale, unit = 1e6, say("million {currency}", currency=currency)
    return table(
        [
            Column(say("Household group"), "wide"),
            Column(say("Use"), "key"),
            Column(say("What")),
            Column(say("Quantity"), "num"),
            Column(say("Due to water"), "num"),
            Column(say("Low"), "num"),
            Column(say("Middle"), "num"),
            Column(say("High"), "num"),
            Column(say("Basis"), "key"),
        ],
        [
            (
                line.group,
                use_cell(line.use),
                told(line.item.replace("_", " ")),
                why(f"{line_key(line)}.quantity", f"{number(line.quantity)} {told(line.unit)}"),
                why(f"{line_key(line)}.share", percent(line.share_due_to_water)),
                why(f"{line_key(line)}.low", number(line.low_year / scale)),
                why(line_key(line), number(line.middle_year / scale)),
                why(f"{line_key(line)}.high", number(line.high_year / scale)),
                basis_cell(line.basis),
            )
            for line in benefits.lines
        ],
        say(
            "Income by what the water serves, {currency}/year (a litre's published "
            "value alone: {low} to {high})",
            currency=unit,
            low=number(low / scale),
            high=number(high / scale),
        ),
        tall=True,
    )


_BESIDE = {"below": mark("below"), "within": mark("within"), "above": mark("above")}


def benchmarks_table(costs: CostResult) -> str:
    """Return the scheme's cost of a person beside the published ranges."""
    found = costs.benchmarks
    return table(
        [
            Column(say("Cost of a person, US$"), "wide"),
            Column(say("This scheme"), "num"),
            Column(say("Published, low"), "num"),
            Column(say("Published, high"), "num"),
            Column(say("This scheme is"), "key"),
            Column(say("As published (year)"), "key"),
            Column(say("Basis"), "key"),
        ],
        [
            (
                told(b.name),
                why(f"costs.benchmarks.{b.key}", number(b.value)),
                why(f"costs.benchmarks.{b.key}.low", number(b.low_now)),
                why(f"costs.benchmarks.{b.key}.high", number(b.high_now)),
                say(_BESIDE[b.beside]),
                f"{number(b.low)}–{number(b.high)} ({b.year})",
                basis_cell(b.basis),
            )
            for b in found
        ],
        say(
            "Beside the ranges of WASHCost for basic service of about 20 litres a person and day, "
            "in dollars of {year} ({rate} {currency} to the dollar)",
            year=found[0].price_year,
            rate=number(found[0].exchange_rate),
            currency=costs.currency,
        ),
    )


def gainers_table(result: DesignResult) -> str:
    """Return who gains: each group's household beside its bill and income."""
    return table(
        [
            Column(say("Household group"), "wide"),
            Column(say("Households"), "num"),
            Column(say("Low"), "num"),
            Column(say("Middle"), "num"),
            Column(say("High"), "num"),
            Column(say("Of all gains"), "num"),
            Column(say("Of all households"), "num"),
            Column(say("Bill"), "num"),
            Column(say("Gain less bill"), "num"),
            Column(say("Gain over income"), "num"),
        ],
        [
            (
                gain.group,
                why(f"gains.{gain.group}.households", number(gain.households)),
                why(f"gains.{gain.group}.low", number(gain.low_year)),
                why(f"gains.{gain.group}.middle", number(gain.middle_year)),
                why(f"gains.{gain.group}.high", number(gain.high_year)),
                why(f"gains.{gain.group}.share_of_gains", percent(gain.share_of_gains)),
                why(f"gains.{gain.group}.share_of_households", percent(gain.share_of_households)),
                why(f"gains.{gain.group}.bill", number(gain.bill_year)),
                why(f"gains.{gain.group}.net", number(gain.net_year)),
                why(f"gains.{gain.group}.over_income", percent(gain.gain_over_income)),
            )
            for gain in who_gains(result)
        ],
        say("Who gains, {currency} a household and year", currency=result.currency),
    )


def ladder_table(result: DesignResult) -> str:
    """Return the income of each step of the multiple-use ladder."""
    return table(
        [
            Column(say("Step to"), "wide"),
            Column(say("From, L/person/day"), "num"),
            Column(say("To, L/person/day"), "num"),
            Column(say("Low"), "num"),
            Column(say("High"), "num"),
            Column(say("Groups that reach it"), "wide"),
        ],
        [
            (
                told(step.rung),
                why(f"ladder.{step.rung}.from", number(step.from_l_person_day)),
                why(f"ladder.{step.rung}.to", number(step.to_l_person_day)),
                why(f"ladder.{step.rung}.low", number(step.low_year)),
                why(f"ladder.{step.rung}.high", number(step.high_year)),
                ", ".join(part.group for part in result.service if part.level == step.rung) or "–",
            )
            for step in steps(result)
        ],
        say(
            "Steps of the multiple-use ladder, {currency} a person and year, by the published "
            "income of one more litre a day",
            currency=result.currency,
        ),
    )


def added_table(added: Sequence[Returns], currency: str) -> str:
    """Return what the design adds over the norm's works run under the same need."""
    return _returns(
        added,
        "added",
        currency,
        say("What multiple use adds over the works of the norm under the same need"),
    )


def returns_table(returns: Sequence[Returns], currency: str) -> str:
    """Return net present value, ratio, internal rate and payback."""
    return _returns(
        returns,
        "returns",
        currency,
        say("Is it worth it: capital at the start, benefits growing with the households"),
    )


def _returns(returns: Sequence[Returns], key: str, currency: str, caption: str) -> str:
    return table(
        [
            Column(say("Case"), "wide"),
            Column(say("Discount rate"), "num"),
            Column(say("Net present value, {currency}", currency=currency), "num"),
            Column(say("Benefits over costs"), "num"),
            Column(say("Internal rate"), "num"),
            Column(say("Payback, years"), "num"),
        ],
        [
            (
                told(found.label),
                why(f"{key}.{found.label}.rate", percent(found.discount_rate)),
                why(f"{key}.{found.label}", number(found.net_present_value)),
                why(f"{key}.{found.label}.ratio", number(found.benefit_cost_ratio)),
                why(f"{key}.{found.label}.internal", percent(found.internal_rate)),
                why(f"{key}.{found.label}.payback", number(found.payback_years)),
            )
            for found in returns
        ],
        caption,
    )


def funding_table(result: DesignResult) -> str:
    """Return who pays the life-cycle cost under each tariff."""
    titles = {tariff.name: told(tariff.title) for tariff in result.tariffs}
    return table(
        [
            Column(say("Tariff"), "wide"),
            Column(say("Cost"), "num"),
            Column(say("Tariffs"), "num"),
            Column(say("Taxes"), "num"),
            Column(say("Transfers"), "num"),
            Column(say("In kind"), "num"),
            Column(say("Nobody"), "num"),
            Column(say("Bill and labour of a household a month"), "num"),
        ],
        [
            (
                titles.get(found.tariff, found.tariff),
                why(f"funding.{found.tariff}.cost", number(found.cost_year)),
                why(f"funding.{found.tariff}.tariffs", number(found.tariffs_year)),
                why(f"funding.{found.tariff}.taxes", number(found.taxes_year)),
                why(f"funding.{found.tariff}.transfers", number(found.transfers_year)),
                why(f"funding.{found.tariff}.in_kind", number(found.in_kind_year)),
                why(f"funding.{found.tariff}.uncovered", number(found.uncovered_year)),
                why(f"funding.{found.tariff}.burden", number(found.burden_household_month)),
            )
            for found in result.funding
        ],
        say("Who pays the life-cycle cost, {currency}/year", currency=result.currency),
    )
