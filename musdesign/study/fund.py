"""The subsidy fund of a scheme: who is given what by the tariff's lines, and who pays it in."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from musdesign.finance import Tariff
from musdesign.finance.tariffs.everyone import Account, bill_everyone, fund
from musdesign.flow.customers import customer_facts
from musdesign.scenario.models import HouseholdGroup
from musdesign.study.tariffs import Studied

_LITRE = 3


@dataclass(frozen=True, slots=True)
class FundStudy:
    """A year of a tariff's subsidies and contributions, in its currency.

    ``by_class`` is paid in (+) or given (-) by class; ``missing`` must come from elsewhere, and
    below 0 it is left over.
    """

    tariff: str
    speaks: bool
    """Whether the tariff has lines whose purpose is a subsidy or a contribution."""
    billed_year: float
    subsidies_year: float
    contributions_year: float
    by_class: tuple[tuple[str, float, float], ...]
    """Class, households, and what they pay in (+) or are given (-)."""

    @property
    def missing_year(self) -> float:
        """Return what the fund lacks in a year."""
        return self.subsidies_year - self.contributions_year


def fund_study(of: Studied, tariff: Tariff) -> FundStudy:
    """Return the balance of a tariff's subsidies and contributions over the year of a scheme.

    Each month everybody is billed together, at what meters register (to the litre); the year is
    their sum.

    Raises:
        MusdesignError: from billing any group.
    """
    groups = {group.group: group for group in of.result.scenario.households}
    altitude = of.result.scenario.location.altitude
    given = paid = billed = Fraction(0)
    by_class: dict[str, Fraction] = {}
    number: dict[str, float] = {}
    for part in of.case.people.groups:
        number[part.class_name] = number.get(part.class_name, 0.0) + part.households
    for month in range(12):
        accounts = [
            _account(groups[part.name], part.class_name, part.month_m3[month], part.households,
                     altitude)
            for part in of.case.people.groups
        ]  # fmt: skip
        found = fund(tariff, accounts)
        given, paid = given + found.subsidies, paid + found.contributions
        for name, amount in found.by_class.items():
            by_class[name] = by_class.get(name, Fraction(0)) + amount
        billed += sum(
            (account.number * Fraction(str(bill.total)) for account, bill in
             zip(accounts, bill_everyone(tariff, accounts), strict=True)),
            Fraction(0),
        )  # fmt: skip
    return FundStudy(
        tariff.id,
        bool(given or paid),
        float(billed),
        float(given),
        float(paid),
        tuple((name, number.get(name, 0.0), float(amount)) for name, amount in by_class.items()),
    )


def _account(
    group: HouseholdGroup, class_name: str, month_m3: float, households: float, altitude_m: float
) -> Account:
    """Return the meters of a group as one account; who shares one is billed together."""
    many = group.households_per_connection
    return Account(
        class_name,
        Fraction(str(round(month_m3 * many, _LITRE))),
        Fraction(str(round(households / many, 6))),
        customer_facts(group, altitude_m),
    )
