"""Who pays the life-cycle cost: tariffs, taxes and transfers, and users in kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from musdesign.errors import CalculationError
from musdesign.trace import formula


@dataclass(frozen=True, slots=True)
class Gift:
    """Labour that users give: days of a household, what a day is worth, once or every year."""

    what: str
    days_household: float
    cash_value_day: float
    every_year: bool


@dataclass(frozen=True, slots=True)
class Funding:
    """The yearly life-cycle cost by who pays it, all in money a year.

    What is given once for the works counts with the annuity of the capital.  ``uncovered`` is what
    nobody pays; below 0 the sources bring more than the cost.
    """

    tariff: str
    cost_year: float
    tariffs_year: float
    taxes_year: float
    transfers_year: float
    in_kind_year: float
    uncovered_year: float
    in_kind_days_household_year: float
    """Labour days a household gives in a year, the works spread over the period."""
    burden_household_month: float
    """Mean bill and labour of a household together, in money a month."""


@formula("K", "days * cash_value * households", "currency", "Labour days at their cash-out value")
def in_kind_value(days: float, cash_value: float, households: float) -> float:
    """Return the value of labour given.

    >>> in_kind_value(12.0, 40.0, 10.0)
    4800.0
    """
    return days * cash_value * households


def fund(
    tariff: str,
    *,
    cost_year: float,
    capital: float,
    annuity: float,
    years: float,
    households: float,
    revenue_year: float,
    taxes_year: float = 0.0,
    transfers_year: float = 0.0,
    works_taxes: float = 0.0,
    works_transfers: float = 0.0,
    gifts: Sequence[Gift] = (),
) -> Funding:
    """Return who pays the life-cycle cost under a tariff.

    Args:
        tariff: its name.
        cost_year: yearly life-cycle cost, capital as an annuity.
        capital: cost of the works.
        annuity: yearly payment that repays 1 of capital.
        years: over which the works are spread.
        households: that pay and work.
        revenue_year: tariffs paid.
        taxes_year: public money a year.
        transfers_year: donors' money a year.
        works_taxes: part of the capital from public budgets.
        works_transfers: part of the capital from donors.
        gifts: labour of the users.

    Raises:
        CalculationError: no households or years, or parts above the whole.

    Source: the "3 Ts" of the OECD, and WASHCost (IRC), by name.
    """
    if not (households > 0 and years > 0 and 0 <= works_taxes + works_transfers <= 1):
        raise CalculationError("households, years, and parts of the works up to 1 are needed")
    taxes = taxes_year + works_taxes * capital * annuity
    transfers = transfers_year + works_transfers * capital * annuity
    in_kind = days = 0.0
    for gift in gifts:
        value = in_kind_value(gift.days_household, gift.cash_value_day, households)
        in_kind += value if gift.every_year else value * annuity
        days += gift.days_household if gift.every_year else gift.days_household / years
    covered = revenue_year + taxes + transfers + in_kind
    return Funding(
        tariff,
        cost_year,
        revenue_year,
        taxes,
        transfers,
        in_kind,
        cost_year - covered,
        days,
        (revenue_year + in_kind) / households / 12.0,
    )
