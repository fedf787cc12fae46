"""Money beside the bill: fees and instalments, late payment, arrears, prepayment, labour."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from musdesign.errors import CalculationError, MusdesignError, Problem, did_you_mean
from musdesign.finance.tariffs.compiling import Compiled
from musdesign.finance.tariffs.customer import Customer, facts_of
from musdesign.finance.tariffs.model import Rounding, Tariff
from musdesign.finance.tariffs.piecewise import ZERO
from musdesign.finance.tariffs.proofs import volumes_of
from musdesign.finance.tariffs.rounding import round_to
from musdesign.finance.tariffs.terms import Fee, Instalments, Late, PayFirst
from musdesign.finance.tariffs.volumes import M3_PER_UNIT


@dataclass(frozen=True, slots=True)
class FeeLine:
    """A fee that an event brings: its amount and the payments that settle it."""

    name: str
    amount: Fraction
    payments: tuple[Fraction, ...]
    returned: bool
    source: str


def fees(tariff: Tariff, event: str, facts: Mapping[str, object] | None = None) -> list[FeeLine]:
    """Return the fees of an event (connection, reconnection, meter test) for a customer.

    Raises:
        MusdesignError: the tariff knows no such event, or facts are missing.
    """
    known = {fee.event for fee in tariff.terms.fees}
    if event not in known:
        what = f"the tariff '{tariff.id}' has no fee for '{event}'"
        raise MusdesignError(Problem(what, cure=did_you_mean(event, known)))
    customer = Customer(tariff, facts_of(facts or {}), tariff.defines)
    found = []
    for fee in tariff.terms.fees:
        if fee.event != event or not _holds(customer, fee):
            continue
        amount = customer.number(fee.amount)
        found.append(
            FeeLine(fee.name, amount, payments(amount, fee.instalments, tariff.rounding),
                    fee.returned, fee.source or tariff.source)
        )  # fmt: skip
    return found


def _holds(customer: Customer, fee: Fee) -> bool:
    applies = all(customer.meets(condition).constant == 1 for condition in fee.when)
    waived = bool(fee.waived_when) and all(
        customer.meets(condition).constant == 1 for condition in fee.waived_when
    )
    return applies and not waived


def payments(
    amount: Fraction, plan: Instalments | None, rounding: Rounding | None = None
) -> tuple[Fraction, ...]:
    """Return equal monthly payments; the last one takes up what rounding left.

    Formula: payment = amount x r / (1 - (1 + r)^-n), amount / n without interest.

    >>> [float(p) for p in payments(Fraction(100), Instalments(3), Rounding(where="total"))]
    [33.33, 33.33, 33.34]
    """
    if plan is None:
        return (amount,)
    rate, many = plan.percent_per_month / 100, plan.number
    each = amount * rate / (1 - (1 + rate) ** -many) if rate else amount / many
    if rounding is None or rounding.where == "none":
        return (each,) * many
    each = round_to(each, rounding)
    owed = amount
    for _ in range(many - 1):
        owed = owed * (1 + rate) - each
    return (*((each,) * (many - 1)), round_to(owed * (1 + rate), rounding))


def late_interest(owed: Fraction, due: dt.date, paid: dt.date, rule: Late) -> Fraction:
    """Return what late payment adds: whole months begun after the days of grace.

    Formula: simple: owed x r x n; compound: owed x ((1 + r)^n - 1); at most the cap.

    >>> rule = Late(Fraction(2), grace_days=10)
    >>> int(late_interest(Fraction(100), dt.date(2026, 1, 1), dt.date(2026, 1, 11), rule))
    0
    >>> int(late_interest(Fraction(100), dt.date(2026, 1, 1), dt.date(2026, 2, 11), rule))
    4
    """
    grown = late_growth(due, paid, rule)
    return ZERO if grown is None or owed <= 0 else owed * grown + rule.fee


def late_growth(due: dt.date, paid: dt.date, rule: Late) -> Fraction | None:
    """Return the interest on 1 owed since a date, without the fee; None within the days of grace.

    >>> late_growth(dt.date(2026, 1, 1), dt.date(2026, 2, 11), Late(Fraction(2), grace_days=10))
    Fraction(1, 25)
    """
    months = late_months(due, paid, rule)
    if months is None:
        return None
    grown = interest_for(Fraction(1), ZERO, months, rule)
    return grown if rule.most_percent is None else min(grown, rule.most_percent / 100)


def late_months(due: dt.date, paid: dt.date, rule: Late) -> int | None:
    """Return the months begun since a debt fell due; None within the days of grace."""
    days = (paid - due).days
    return None if days <= rule.grace_days else math.ceil(Fraction(days) / Fraction(365, 12))


def interest_for(owed: Fraction, unpaid: Fraction, months: int, rule: Late) -> Fraction:
    """Return the interest of some months on a debt and, where it compounds, on unpaid interest.

    >>> interest_for(Fraction(100), Fraction(10), 2, Late(Fraction(10), kind="compound"))
    Fraction(231, 10)
    """
    rate = rule.percent_per_month / 100
    if rule.kind == "simple":
        return owed * rate * months
    return (owed + unpaid) * ((1 + rate) ** months - 1)


@dataclass(frozen=True, slots=True)
class Debt:
    """Something owed since a date."""

    name: str
    kind: str
    """``bill``, ``fee`` or ``interest``."""
    since: dt.date
    amount: Fraction


def pay(
    debts: Sequence[Debt], payment: Fraction, order: Sequence[PayFirst]
) -> tuple[list[Debt], Fraction]:
    """Return what is still owed after a payment, and what is left of the payment.

    Each word of ``order`` in turn takes its debts: fees, interest, then bills by age.

    Raises:
        CalculationError: a negative payment.
    """
    if payment < 0:
        raise CalculationError("a payment below 0")
    by_age = sorted(debts, key=lambda debt: debt.since)
    queue: list[Debt] = []
    for word in [*order, "oldest"]:
        kinds = {"fees": {"fee"}, "interest": {"interest"}}.get(word, {"bill", "fee", "interest"})
        chosen = [debt for debt in by_age if debt.kind in kinds and debt not in queue]
        queue += reversed(chosen) if word == "newest" else chosen
    left, owed = payment, {id(debt): debt.amount for debt in queue}
    for debt in queue:
        settled = min(left, debt.amount)
        owed[id(debt)] -= settled
        left -= settled
    rest = [
        Debt(debt.name, debt.kind, debt.since, owed[id(debt)]) for debt in by_age if owed[id(debt)]
    ]
    return rest, left


def billed_volume(
    tariff: Tariff, reading: Fraction | None, history: Sequence[Fraction]
) -> Fraction:
    """Return the volume to be billed: the reading, else the mean of the last bills; a least.

    Raises:
        CalculationError: no reading, and the tariff has no rule or not enough bills stand behind.
    """
    rule = tariff.terms.estimate
    if reading is None:
        if rule is None:
            raise CalculationError(f"no reading, and '{tariff.id}' has no rule for estimates")
        last = list(history)[-rule.mean_of :]
        if len(last) < rule.mean_of:
            raise CalculationError(
                f"an estimate needs the last {rule.mean_of} volumes; {len(last)} are known"
            )
        reading = sum(last, ZERO) / rule.mean_of
    return max(reading, rule.least) if rule is not None else reading


def rolling_mean(history: Sequence[Fraction], many: int) -> Fraction:
    """Return the mean of the last volumes, a budget by a customer's own past use.

    Raises:
        CalculationError: fewer are known.
    """
    last = list(history)[-many:]
    if len(last) < many:
        raise CalculationError(f"a mean over {many} bills needs as many; {len(last)} are known")
    return sum(last, ZERO) / many


def prepaid_volume(compiled: Compiled, paid: Fraction, used: Fraction = ZERO) -> Fraction:
    """Return the volume that money buys after ``used`` in the same period, in whole steps.

    Raises:
        CalculationError: the tariff sells nothing before, or its bill can fall.
    """
    rule = compiled.tariff.terms.prepaid
    if rule is None:
        raise CalculationError(f"'{compiled.tariff.id}' sells no water before it is used")
    reach = compiled.total(used) + paid
    low, high = ZERO, rule.step
    while compiled.total(used + high) <= reach:
        low, high = high, high * 2
        if high > 10**12:
            raise CalculationError("water without a price cannot be bought in steps")
    steps = [int(low / rule.step), int(high / rule.step)]
    while steps[1] - steps[0] > 1:
        middle = sum(steps) // 2
        fits = compiled.total(used + middle * rule.step) <= reach
        steps[0 if fits else 1] = middle
    return steps[0] * rule.step


def affordable_volumes(compiled: Compiled, amount: Fraction) -> tuple[Fraction, ...]:
    """Return the volumes whose bill is exactly an amount."""
    return volumes_of(compiled.total, amount).points


@dataclass(frozen=True, slots=True)
class LabourYear:
    """Work owed and done in a year, and the money that settles the rest."""

    days_owed: Fraction
    days_done: Fraction
    cash_out: Fraction
    fines: Fraction
    value: Fraction
    """Value of the days done at the wage given."""


def labour_year(
    tariff: Tariff,
    facts: Mapping[str, object],
    done: Fraction,
    bought_off: Fraction = ZERO,
    day_wage: Fraction = ZERO,
) -> LabourYear:
    """Return a member's labour ledger for a year; days neither done nor bought off are fined.

    Raises:
        CalculationError: the tariff asks for no labour, or a day cannot be bought off.
    """
    rule = tariff.terms.labour
    if rule is None:
        raise CalculationError(f"'{tariff.id}' asks for no labour")
    customer = Customer(tariff, facts_of(facts), tariff.defines)
    owed = customer.number(rule.days_per_year)
    if rule.per != "household":
        owed *= customer.number_of(f"{rule.per}s")
    if bought_off and rule.cash_out is None:
        raise CalculationError(f"'{tariff.id}' lets no day of labour be bought off")
    missed = max(owed - done - bought_off, ZERO)
    return LabourYear(
        owed,
        done,
        bought_off * customer.number(rule.cash_out) if rule.cash_out is not None else ZERO,
        missed * customer.number(rule.fine) if rule.fine is not None else ZERO,
        done * day_wage,
    )


def resale_margin(tariff: Tariff, class_name: str, compiled: Compiled) -> Fraction | None:
    """Return what a reseller may earn per unit at most (None where no cap is declared)."""
    rule = tariff.terms.resale
    if rule is None or class_name not in rule.classes:
        return None
    cap = rule.most / M3_PER_UNIT[rule.unit] * M3_PER_UNIT[tariff.unit]
    cost = compiled.total(Fraction(1000)) / 1000
    return cap - cost
