"""Tariffs in time: which is in force, indices, and a change in the middle of a bill."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from musdesign.errors import CalculationError, MusdesignError, Problem
from musdesign.expr import Call, Expression
from musdesign.expr import Number as Literal
from musdesign.finance.tariffs.billing import Bill, bill_of
from musdesign.finance.tariffs.compiling import compile_tariff
from musdesign.finance.tariffs.model import (
    AtLeast,
    AtMost,
    Blocks,
    BlockTable,
    Charge,
    Fixed,
    Formula,
    Number,
    Rule,
    Share,
    Table,
    Tariff,
    Value,
    Worked,
)
from musdesign.finance.tariffs.piecewise import ONE, ZERO
from musdesign.finance.tariffs.terms import Indexation


def in_force(tariffs: Sequence[Tariff], on: dt.date) -> Tariff:
    """Return the tariff that holds on a date: begun, not ended, not superseded.

    Raises:
        MusdesignError: none holds, or several do.
    """
    held = [
        t
        for t in tariffs
        if (t.effective_from is None or t.effective_from <= on)
        and (t.effective_to is None or on <= t.effective_to)
    ]
    gone = {t.supersedes for t in held}
    found = [t for t in held if t.id not in gone]
    if len(found) == 1:
        return found[0]
    names = ", ".join(t.id for t in found) or "none of them"
    cure = "give effective: {from:, to:} or supersedes:"
    raise MusdesignError(Problem(f"on {on} {names} is in force", cure=cure))


def index_factor(rule: Indexation, on: dt.date) -> Fraction:
    """Return by what amounts have grown on a date.

    A percentage compounds at each step after ``start``; of an index the last value published by
    then counts, over its base.

    >>> rule = Indexation(percent=Fraction(5), start=dt.date(2024, 7, 1))
    >>> [float(index_factor(rule, dt.date(y, 7, 1))) for y in (2023, 2024, 2025)]
    [1.0, 1.05, 1.1025]
    """
    if rule.percent is not None:
        if rule.start is None or on < rule.start:
            return ONE
        months = (on.year - rule.start.year) * 12 + on.month - rule.start.month
        months -= on.day < rule.start.day
        return (1 + rule.percent / 100) ** (months // rule.every_months + 1)
    dates = [date for date in rule.values if date <= on]
    return rule.values[max(dates)] / rule.base if dates else ONE


def indexed(tariff: Tariff, on: dt.date) -> Tariff:
    """Return the tariff with its amounts as they stand on a date."""
    factors: dict[str, Fraction] = {}
    names = {charge.name for rates in tariff.classes.values() for charge in rates.charges}
    for rule in tariff.terms.indexation:
        factor = index_factor(rule, on)
        for name in rule.charges or names:
            factors[name] = factors.get(name, ONE) * factor
    classes = {
        name: replace(
            rates,
            charges=tuple(times(charge, factors.get(charge.name, ONE)) for charge in rates.charges),
        )
        for name, rates in tariff.classes.items()
    }
    return replace(tariff, classes=classes)


def times(charge: Charge, factor: Fraction) -> Charge:
    """Return a charge with its money (not its volumes or percentages) times a factor."""
    if factor == 1:
        return charge
    return replace(charge, rule=_rule(charge.rule, lambda value: _times(value, factor)))


def _rule(rule: Rule, change: Callable[[Value], Value]) -> Rule:
    if isinstance(rule, Fixed | AtLeast | AtMost):
        return replace(rule, amount=change(rule.amount))
    if isinstance(rule, Share):
        return replace(rule, most=None if rule.most is None else change(rule.most))
    if isinstance(rule, Worked):
        changed = change(rule.formula)
        assert isinstance(changed, Formula)
        return replace(rule, formula=changed)
    return _money_of(rule, change)


def _money_of(rule: Blocks, change: Callable[[Value], Value]) -> Blocks:
    def changed(blocks: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(
            replace(
                block,  # type: ignore[type-var]
                price=None if block.price is None else change(block.price),  # type: ignore[attr-defined]
                amount=None if block.amount is None else change(block.amount),  # type: ignore[attr-defined]
            )
            for block in blocks
        )

    if isinstance(rule.blocks, BlockTable):
        rows = {key: changed(row) for key, row in rule.blocks.rows.items()}
        default = None if rule.blocks.default is None else changed(rule.blocks.default)
        return replace(rule, blocks=replace(rule.blocks, rows=rows, default=default))  # type: ignore[arg-type]
    return replace(rule, blocks=changed(rule.blocks))  # type: ignore[arg-type]


def _times(value: Value, factor: Fraction) -> Value:
    if isinstance(value, Number):
        return replace(value, value=value.value * factor)
    if isinstance(value, Table):
        rows = {key: _times(row, factor) for key, row in value.rows.items()}
        default = None if value.default is None else _times(value.default, factor)
        return replace(value, rows=rows, default=default)
    if isinstance(value, Blocks):
        return _money_of(value, lambda inner: _times(inner, factor))
    if isinstance(value, Formula):
        ratio = Call("/", (Literal(float(factor.numerator)), Literal(float(factor.denominator))))
        root = Call("*", (ratio, value.expression.root))
        return Formula(Expression(Expression("", root).filled({}), root))
    return value


@dataclass(frozen=True, slots=True)
class SplitBill:
    """A bill over a change of tariff: one part for each tariff, by days."""

    parts: tuple[tuple[dt.date, dt.date, Bill], ...]
    total: Fraction


def split_bill(
    tariffs: Sequence[Tariff],
    class_name: str,
    volume: Fraction,
    start: dt.date,
    end: dt.date,
    facts: Mapping[str, object] | None = None,
) -> SplitBill:
    """Return a bill from ``start`` to ``end`` (this day not counted) over changes of tariff.

    Volume, fixed amounts and block bounds are shared out by days: each tariff bills the whole
    volume, and its part of the days counts.

    Raises:
        CalculationError: the bill covers no day.
        MusdesignError: a day on which no tariff, or several, hold.
    """
    days = (end - start).days
    if days < 1:
        raise CalculationError(f"a bill from {start} to {end} covers no day")
    runs: list[tuple[dt.date, dt.date, Tariff]] = []
    for day in (start + dt.timedelta(n) for n in range(days)):
        held = in_force(tariffs, day)
        after = day + dt.timedelta(1)
        if runs and runs[-1][2] is held:
            runs[-1] = (runs[-1][0], after, held)
        else:
            runs.append((day, after, held))
    parts = []
    for first, last, tariff in runs:
        given = {**(facts or {}), "days_in_bill": Fraction(days)}
        whole = bill_of(compile_tariff(tariff, class_name, given, at=volume), volume)
        parts.append((first, last, part_of(whole, Fraction((last - first).days, days))))
    return SplitBill(tuple(parts), sum((bill.exact for _, _, bill in parts), ZERO))


def part_of(bill: Bill, share: Fraction) -> Bill:
    """Return a share of a bill, line by line."""
    if share == 1:
        return bill
    lines = tuple(
        replace(
            line,
            quantity=line.quantity * float(share),
            amount=float(line.exact * share),
            exact=line.exact * share,
        )
        for line in bill.lines
    )
    exact = bill.exact * share
    return replace(
        bill,
        lines=lines,
        total=float(exact),
        exact=exact,
        volume=bill.volume * float(share),
        volume_m3=bill.volume_m3 * float(share),
    )
