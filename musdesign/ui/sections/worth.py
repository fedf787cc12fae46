"""What the water brings and whether the scheme is worth it, as parts of the money section."""

from __future__ import annotations

from collections.abc import Sequence

from musdesign.finance import Benefits, Funding, Returns
from musdesign.ui.parts import Column, basis_cell, table, use_cell
from musdesign.ui.theme import number, percent
from musdesign.ui.words import say, told


def income_table(benefits: Benefits, currency: str) -> str:
    """Return the income by group and item, low to high."""
    low, _, high = benefits.screening_year or (0.0, 0.0, 0.0)
    return table(
        [
            Column(say("Household group"), "wide"),
            Column(say("Use"), "key"),
            Column(say("What"), "key"),
            Column(say("Quantity"), "num"),
            Column(say("Unit"), "key"),
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
                number(line.quantity),
                told(line.unit),
                percent(line.share_due_to_water),
                number(line.low_year),
                number(line.middle_year),
                number(line.high_year),
                basis_cell(line.basis),
            )
            for line in benefits.lines
        ],
        say(
            "Income by what the water serves, {currency}/year (a litre's published "
            "value alone: {low} to {high})",
            currency=currency,
            low=number(low),
            high=number(high),
        ),
        tall=True,
    )


def returns_table(returns: Sequence[Returns], currency: str) -> str:
    """Return net present value, ratio, internal rate and payback."""
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
                percent(found.discount_rate),
                number(found.net_present_value),
                number(found.benefit_cost_ratio),
                percent(found.internal_rate),
                number(found.payback_years),
            )
            for found in returns
        ],
        say("Is it worth it: capital at the start, benefits growing with the households"),
    )


def funding_table(funding: Sequence[Funding], currency: str) -> str:
    """Return who pays the life-cycle cost under each tariff."""
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
                found.tariff,
                number(found.cost_year),
                number(found.tariffs_year),
                number(found.taxes_year),
                number(found.transfers_year),
                number(found.in_kind_year),
                number(found.uncovered_year),
                number(found.burden_household_month),
            )
            for found in funding
        ],
        say("Who pays the life-cycle cost, {currency}/year", currency=currency),
    )
