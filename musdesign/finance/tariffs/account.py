"""A customer's account through time: readings, fees, payments, interest, labour, top-ups.

What a tariff declares under ``terms`` is applied to dated events in the order of their dates.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from musdesign.errors import MusdesignError, Problem, did_you_mean
from musdesign.finance.tariffs.billing import bill_of
from musdesign.finance.tariffs.compiling import compile_tariff
from musdesign.finance.tariffs.ledger import (
    Debt,
    LabourYear,
    billed_volume,
    fees,
    interest_for,
    labour_year,
    late_months,
    pay,
    prepaid_volume,
)
from musdesign.finance.tariffs.model import Tariff
from musdesign.finance.tariffs.piecewise import ZERO
from musdesign.finance.tariffs.terms import Late

WHAT = ("reading", "payment", "fee", "labour", "bought off", "top-up")
"""Kinds of events; a reading without a number is estimated, a fee names its event."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: a volume read, money paid, a fee's event, days worked."""

    date: dt.date
    what: str
    number: Fraction | None = None
    word: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the statement; ``amount`` is owed (+) or paid (-), ``balance`` all that is owed."""

    date: dt.date
    what: str
    amount: Fraction
    balance: Fraction
    volume: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """An account at its last date."""

    entries: tuple[Entry, ...]
    owed: tuple[Debt, ...]
    credit: Fraction
    to_come: tuple[Debt, ...]
    """Instalments that fall due after the last date."""
    labour: LabourYear | None

    @property
    def balance(self) -> Fraction:
        """Return what is owed less what is left of payments."""
        return sum((debt.amount for debt in self.owed), ZERO) - self.credit


@dataclass(slots=True)
class _Account:
    tariff: Tariff
    class_name: str
    facts: Mapping[str, object]
    debts: list[Debt] = field(default_factory=list)
    to_come: list[Debt] = field(default_factory=list)
    billed: dict[tuple[str, dt.date], Fraction] = field(default_factory=dict)
    """What each bill was for before payments."""
    charged: dict[tuple[str, dt.date], tuple[int, Fraction]] = field(default_factory=dict)
    """Months for which interest was charged, and how much, by the bill that it is for."""
    credit: Fraction = ZERO
    history: list[Fraction] = field(default_factory=list)
    bought: Fraction = ZERO
    done: Fraction = ZERO
    bought_off: Fraction = ZERO
    entries: list[Entry] = field(default_factory=list)

    def note(
        self, date: dt.date, what: str, amount: Fraction, volume: Fraction | None = None
    ) -> None:
        balance = sum((debt.amount for debt in self.debts), ZERO) - self.credit
        self.entries.append(Entry(date, what, amount, balance, volume))

    def owe(self, debt: Debt, volume: Fraction | None = None) -> None:
        """Add a debt; what was paid too much before settles it first."""
        self.debts.append(debt)
        if debt.kind == "bill":
            self.billed[(debt.name, debt.since)] = debt.amount
        if self.credit:
            self.debts, self.credit = pay(self.debts, self.credit, self.tariff.terms.pay_order)
        self.note(debt.since, debt.name, debt.amount, volume)

    def until(self, date: dt.date) -> None:
        """Let instalments fall due, and charge interest on what is late."""
        due = [debt for debt in self.to_come if debt.since <= date]
        self.to_come = [debt for debt in self.to_come if debt.since > date]
        for debt in due:
            self.owe(debt)
        rule = self.tariff.terms.late
        if rule is None:
            return
        for debt in [d for d in self.debts if d.kind == "bill"]:
            self.late(debt, date, rule)

    def late(self, debt: Debt, date: dt.date, rule: Late) -> None:
        """Charge the interest of the months begun since it was last charged on a bill."""
        months = late_months(debt.since, date, rule)
        if months is None:
            return
        key, name = (debt.name, debt.since), f"interest on {debt.name}"
        since, before = self.charged.get(key, (0, ZERO))
        if not since and rule.fee:
            self.owe(Debt(f"late fee on {debt.name}", "fee", date, rule.fee))
        unpaid = sum((d.amount for d in self.debts if d.name == name), ZERO)
        more = interest_for(debt.amount, unpaid, months - since, rule)
        if rule.most_percent is not None:
            more = min(more, rule.most_percent / 100 * self.billed[key] - before)
        self.charged[key] = (months, before + more)
        if more > 0:
            self.owe(Debt(name, "interest", date, more))

    def take(self, event: Event) -> None:
        number = event.number
        if event.what == "reading":
            self.bill(event.date, number)
        elif event.what == "fee":
            self.fee(event.date, event.word)
        elif event.what == "payment":
            paid = _needed(number, event)
            self.debts, left = pay(self.debts, paid + self.credit, self.tariff.terms.pay_order)
            self.credit = left
            self.note(event.date, "payment", -paid)
        elif event.what == "top-up":
            compiled = compile_tariff(self.tariff, self.class_name, self.facts)
            volume = prepaid_volume(compiled, _needed(number, event), self.bought)
            self.bought += volume
            self.note(event.date, "top-up", ZERO, volume)
        elif event.what == "labour":
            self.done += _needed(number, event)
        else:
            self.bought_off += _needed(number, event)

    def bill(self, date: dt.date, reading: Fraction | None) -> None:
        volume = billed_volume(self.tariff, reading, self.history)
        # a rule for estimates says how the month is billed; use itself is what was read
        self.history.append(volume if reading is None else reading)
        facts = {"month": Fraction(date.month), **self.facts}
        found = bill_of(compile_tariff(self.tariff, self.class_name, facts, at=volume), volume)
        how = "bill" if reading is not None else "estimated bill"
        self.owe(Debt(f"{how} of {date:%Y-%m-%d}", "bill", date, Fraction(found.exact)), volume)

    def fee(self, date: dt.date, event: str) -> None:
        for line in fees(self.tariff, event, self.facts):
            for i, payment in enumerate(line.payments):
                name = line.name if len(line.payments) == 1 else f"{line.name} {i + 1}"
                when = months_after(date, i)
                debt = Debt(name, "fee", when, payment)
                if i == 0:
                    self.owe(debt)
                else:
                    self.to_come.append(debt)


def statement(
    tariff: Tariff,
    class_name: str,
    events: Sequence[Event],
    facts: Mapping[str, object] | None = None,
    *,
    until: dt.date | None = None,
    day_wage: Fraction = ZERO,
) -> Statement:
    """Return an account after its events, in the order of their dates.

    Interest is charged whenever something happens and at the end, for the months begun since it
    was last charged: on what was still owed of a bill in them and, where interest compounds, on its
    unpaid interest too; together at most the capped share of the bill.  Interest that is left once
    its bill is paid grows no more.

    Raises:
        MusdesignError: an event that is none, a number that is missing or negative, a fee that the
            tariff does not know; every such event is named.
    """
    problems = [problem for event in events for problem in _wrong(event)]
    if problems:
        raise MusdesignError(problems)
    account = _Account(tariff, class_name, dict(facts or {}))
    for event in sorted(events, key=lambda item: item.date):
        account.until(event.date)
        account.take(event)
    if until is not None:
        account.until(until)
    labour = None
    if tariff.terms.labour is not None:
        labour = labour_year(tariff, account.facts, account.done, account.bought_off, day_wage)
    return Statement(
        tuple(account.entries),
        tuple(account.debts),
        account.credit,
        tuple(sorted(account.to_come, key=lambda debt: debt.since)),
        labour,
    )


def months_after(date: dt.date, many: int) -> dt.date:
    """Return the same day some months later, the last of the month where it has no such day.

    >>> months_after(dt.date(2026, 1, 31), 1), months_after(dt.date(2026, 11, 15), 3)
    (datetime.date(2026, 2, 28), datetime.date(2027, 2, 15))
    """
    month = date.month - 1 + many
    year, month = date.year + month // 12, month % 12 + 1
    return dt.date(year, month, min(date.day, calendar.monthrange(year, month)[1]))


def _wrong(event: Event) -> list[Problem]:
    at = f"{event.date:%Y-%m-%d}"
    if event.what not in WHAT:
        return [Problem(f"'{event.what}' is no event", at, cure=did_you_mean(event.what, WHAT))]
    if event.what == "fee" and not event.word:
        return [Problem("a fee without its event", at, cure="write fee, connection")]
    if event.number is not None and event.number < 0:
        return [Problem(f"a {event.what} of {float(event.number):g}", at, cure="0 or more")]
    return []


def _needed(number: Fraction | None, event: Event) -> Fraction:
    if number is None:
        raise MusdesignError(Problem(f"a {event.what} without a number", f"{event.date:%Y-%m-%d}"))
    return number
