"""What the water brings and whether the scheme is worth it, as parts of the money section."""

from __future__ import annotations

from collections.abc import Sequence

from musdesign.finance import Benefits, Funding, Returns
from musdesign.ui.parts import Column, basis_cell, table, use_cell
from musdesign.ui.theme import number, percent


def income_table(benefits: Benefits, currency: str) -> str:
    """Return the income by group and item, low to high."""
    low, _, high = benefits.screening_year or (0.0, 0.0, 0.0)
    return table(
        [
            Column("Household group", "wide"),
            Column("Use", "key"),
            Column("What", "key"),
            Column("Quantity", "num"),
            Column("Unit", "key"),
            Column("Due to water", "num"),
            Column("Low", "num"),
            Column("Middle", "num"),
            Column("High", "num"),
            Column("Basis", "key"),
        ],
        [
            (
                line.group,
                use_cell(line.use),
                line.item.replace("_", " "),
                number(line.quantity),
                line.unit,
                percent(line.share_due_to_water),
                number(line.low_year),
                number(line.middle_year),
                number(line.high_year),
                basis_cell(line.basis),
            )
            for line in benefits.lines
        ],
        f"Income by what the water serves, {currency}/year (a litre's published value alone: "
        f"{number(low)} to {number(high)})",
        tall=True,
    )


def returns_table(returns: Sequence[Returns], currency: str) -> str:
    """Return net present value, ratio, internal rate and payback."""
    return table(
        [
            Column("Case", "wide"),
            Column("Discount rate", "num"),
            Column(f"Net present value, {currency}", "num"),
            Column("Benefits over costs", "num"),
            Column("Internal rate", "num"),
            Column("Payback, years", "num"),
        ],
        [
            (
                found.label,
                percent(found.discount_rate),
                number(found.net_present_value),
                number(found.benefit_cost_ratio),
                percent(found.internal_rate),
                number(found.payback_years),
            )
            for found in returns
        ],
        "Is it worth it: capital at the start, benefits growing with the households",
    )


def funding_table(funding: Sequence[Funding], currency: str) -> str:
    """Return who pays the life-cycle cost under each tariff."""
    return table(
        [
            Column("Tariff", "wide"),
            Column("Cost", "num"),
            Column("Tariffs", "num"),
            Column("Taxes", "num"),
            Column("Transfers", "num"),
            Column("In kind", "num"),
            Column("Nobody", "num"),
            Column("Bill and labour of a household a month", "num"),
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
        f"Who pays the life-cycle cost, {currency}/year",
    )
