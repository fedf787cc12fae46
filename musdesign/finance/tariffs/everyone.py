"""What depends on all customers: cost shares, rebates, the subsidy fund, classes by rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from musdesign.errors import CalculationError, MusdesignError, Problem
from musdesign.finance.tariffs.billing import Bill, bill_of
from musdesign.finance.tariffs.compiling import compile_tariff
from musdesign.finance.tariffs.customer import Customer, facts_of
from musdesign.finance.tariffs.model import Tariff
from musdesign.finance.tariffs.piecewise import ZERO


@dataclass(frozen=True, slots=True)
class Account:
    """Customers that use and pay alike, ``number`` of them; the volume is one bill's."""

    class_name: str
    volume: Fraction
    number: Fraction = Fraction(1)
    facts: Mapping[str, object] = field(default_factory=dict)


def bill_everyone(
    tariff: Tariff, accounts: Sequence[Account], facts: Mapping[str, object] | None = None
) -> list[Bill]:
    """Return everyone's bill; ``all_volume`` and ``all_customers`` are what they add up to.

    The bills do not depend on the order of the accounts.

    Raises:
        MusdesignError: from billing any of them.
    """
    shared = {**sums(accounts), **(facts or {})}
    return [
        bill_of(compile_tariff(tariff, a.class_name, {**shared, **a.facts}, at=a.volume), a.volume)
        for a in accounts
    ]


def sums(accounts: Sequence[Account]) -> dict[str, Fraction]:
    """Return the facts that all customers make together."""
    return {
        "all_volume": sum((a.volume * a.number for a in accounts), ZERO),
        "all_customers": sum((a.number for a in accounts), ZERO),
    }


def equal_rebate(price: Fraction, accounts: Sequence[Account], revenue: Fraction) -> Fraction:
    """Return the rebate a customer that makes a uniform price bring in a given revenue.

    Formula: (price x all volume - revenue) / customers; below 0 it is a fixed charge.
    """
    total = sums(accounts)
    if not total["all_customers"]:
        raise CalculationError("a rebate cannot be shared among nobody")
    return (price * total["all_volume"] - revenue) / total["all_customers"]


@dataclass(frozen=True, slots=True)
class Fund:
    """A solidarity fund: what is given, what is paid in, and what somebody else must add."""

    subsidies: Fraction
    contributions: Fraction
    by_class: Mapping[str, Fraction]

    @property
    def missing(self) -> Fraction:
        """Return what the fund lacks (below 0: what is left over)."""
        return self.subsidies - self.contributions


def fund(tariff: Tariff, accounts: Sequence[Account]) -> Fund:
    """Return the balance of charges whose purpose is ``subsidy`` or ``contribution``.

    Raises:
        MusdesignError: from billing any account.
    """
    shared = sums(accounts)
    given, paid, by_class = ZERO, ZERO, dict.fromkeys((a.class_name for a in accounts), ZERO)
    for account in accounts:
        compiled = compile_tariff(
            tariff, account.class_name, {**shared, **account.facts}, at=account.volume
        )
        for line in compiled.lines:
            if line.purpose in {"subsidy", "contribution"}:
                amount = line.amount(account.volume) * account.number
                by_class[account.class_name] += amount
                given, paid = given - min(amount, ZERO), paid + max(amount, ZERO)
    return Fund(given, paid, by_class)


def class_of(tariff: Tariff, facts: Mapping[str, object]) -> str:
    """Return the class in which a customer falls: the first rule that holds.

    Raises:
        MusdesignError: no rule holds, or a fact is missing.
    """
    customer = Customer(tariff, facts_of(facts), tariff.defines)
    for rule in tariff.assign:
        if all(customer.meets(condition).constant == 1 for condition in rule.when):
            return rule.class_name
    known = ", ".join(f"{name} = {value}" for name, value in facts.items()) or "no facts"
    raise MusdesignError(
        Problem(
            f"the tariff '{tariff.id}' has no class for a customer with {known}",
            cure="end assign: with a rule without when:, or name the class",
        )
    )
