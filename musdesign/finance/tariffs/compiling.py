"""Compile a tariff for one customer into exact functions of the volume, line by line."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce

from musdesign.errors import MusdesignError, Problem
from musdesign.expr import Call, Name
from musdesign.expr import Number as Literal
from musdesign.finance.tariffs import piecewise as pw
from musdesign.finance.tariffs.block_rule import block_parts
from musdesign.finance.tariffs.customer import Customer, facts_of
from musdesign.finance.tariffs.formulas import as_function
from musdesign.finance.tariffs.model import (
    AtLeast,
    AtMost,
    Blocks,
    Charge,
    Fixed,
    Share,
    Tariff,
    TariffClass,
    Worked,
    exact,
)
from musdesign.finance.tariffs.piecewise import ZERO, Piecewise

MOST_KEPT = 256
"""Compiled classes kept: the same customers are billed in every future of a scheme."""
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class CompiledLine:
    """One line of every bill: its amount, and its quantity, as functions of the volume."""

    charge: str
    label: str
    amount: Piecewise
    quantity: Piecewise
    unit: str
    price: Fraction | None
    """Price per unit, None where the amount is no quantity times a price."""
    key: str = ""
    """Name by which other charges reach it: ``charge.block``."""
    purpose: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A class of a tariff for one customer: total and lines as functions of the volume."""

    tariff: Tariff
    class_name: str
    total: Piecewise
    lines: tuple[CompiledLine, ...]
    facts: Mapping[str, object] = field(default_factory=dict)
    used: frozenset[str] = frozenset()


_kept: OrderedDict[tuple[int, str, str, Fraction | None], Compiled] = OrderedDict()


def compile_tariff(
    tariff: Tariff,
    class_name: str,
    facts: Mapping[str, object] | None = None,
    *,
    at: Fraction | None = None,
) -> Compiled:
    """Return the exact bill, before rounding, as a function of the volume of one bill.

    With ``at`` the functions hold at that volume alone; this bills formulas that are no piecewise
    polynomial too.

    Raises:
        MusdesignError: an unknown class; every fact that is missing; a formula that is no
            piecewise polynomial of volume.
    """
    rates = tariff.class_named(class_name)
    given = dict(facts or {})
    key = (id(tariff), class_name, repr(sorted(given.items(), key=lambda item: item[0])), at)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    compiled = _compiled(tariff, class_name, rates, given, at)
    with _lock:
        # the entry holds the tariff, so that its id is no other tariff's
        _kept[key] = compiled
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return compiled


def _compiled(
    tariff: Tariff,
    class_name: str,
    rates: TariffClass,
    facts: Mapping[str, object],
    at: Fraction | None,
) -> Compiled:
    customer = Customer(tariff, facts_of(facts), {**tariff.defines, **rates.defines})
    if at is not None:
        customer.volume = pw.flat(at)
    if rates.minimum_volume is not None:
        least = customer.number(rates.minimum_volume)
        customer.volume = pw.larger(customer.volume, pw.flat(least))
    lines = _lines(rates, customer)
    total = reduce(lambda a, b: a + b, (line.amount for line in lines), pw.flat(ZERO))
    return Compiled(tariff, class_name, total, tuple(lines), facts, frozenset(customer.used))


def _lines(rates: TariffClass, customer: Customer) -> list[CompiledLine]:
    problems: list[Problem] = []
    applies: dict[str, Piecewise] = {}
    for charge in rates.charges:
        try:
            applies[charge.name] = _applies(charge, customer)
        except MusdesignError as error:
            problems += error.problems
    for charge in rates.charges:
        for name in charge.replaces:
            if name in applies and charge.name in applies:
                applies[name] = applies[name] * (pw.flat(pw.ONE) - applies[charge.name])
    lines: list[CompiledLine] = []
    for charge in rates.charges:
        mask = applies.get(charge.name)
        if mask is None or mask.constant == 0:
            continue
        try:
            found = _of(charge, customer, lines)
        except MusdesignError as error:
            problems += [_named(problem, charge) for problem in error.problems]
            continue
        lines += found if mask.constant == 1 else [_masked(line, mask) for line in found]
    if problems:
        raise MusdesignError(list(dict.fromkeys(problems)))
    return lines


def _named(problem: Problem, charge: Charge) -> Problem:
    return problem if problem.path or problem.cure else problem.located(path=charge.name)


def _applies(charge: Charge, customer: Customer) -> Piecewise:
    holds = pw.flat(pw.ONE)
    for condition in charge.when:
        holds = holds * customer.meets(condition)
    return holds


def _masked(line: CompiledLine, mask: Piecewise) -> CompiledLine:
    return CompiledLine(
        line.charge, line.label, line.amount * mask, line.quantity * mask, line.unit, line.price,
        line.key, line.purpose, line.source,
    )  # fmt: skip


def _of(charge: Charge, customer: Customer, before: list[CompiledLine]) -> list[CompiledLine]:
    rule = charge.rule
    if isinstance(rule, Blocks):
        return _blocks(charge, rule, customer)
    if isinstance(rule, Fixed):
        amount, times = customer.number(rule.amount), customer.times(rule.per)
        unit = customer.tariff.billing.word if rule.per == "bill" else rule.per
        return [_line(charge, pw.flat(amount * times), pw.flat(times), unit, amount)]
    if isinstance(rule, Worked):
        detailed = _defined_blocks(rule, customer)
        if detailed is not None and rule.per == "bill":
            return _blocks(charge, detailed[0], customer, detailed[1])
        times = customer.times(rule.per)
        amount_of = as_function(customer.value(rule.formula)).times(times)
        return [_line(charge, amount_of, pw.flat(pw.ONE), "", None)]
    return [_on_others(charge, rule, customer, before)]


def _on_others(
    charge: Charge,
    rule: Share | AtLeast | AtMost,
    customer: Customer,
    before: list[CompiledLine],
) -> CompiledLine:
    base = _base(charge, rule.of, before)
    if isinstance(rule, Share):
        return _share(charge, rule, base, customer)
    limit = pw.flat(customer.number(rule.amount) * customer.times(rule.per))
    pick = pw.larger if isinstance(rule, AtLeast) else pw.smaller
    return _line(charge, pick(limit - base, pw.flat(ZERO)), pw.flat(pw.ONE), "", None)


def _share(charge: Charge, rule: Share, base: Piecewise, customer: Customer) -> CompiledLine:
    percent = customer.number(rule.percent)
    amount = base.times(percent / 100)
    if rule.most is not None:
        most = pw.flat(customer.number(rule.most))
        if percent < 0:
            amount = pw.larger(amount, most.times(Fraction(-1)))
        else:
            amount = pw.smaller(amount, most)
        return _line(charge, amount, base, customer.tariff.currency, None)
    return _line(charge, amount, base, customer.tariff.currency, percent / 100)


def _base(charge: Charge, of: tuple[str, ...], before: list[CompiledLine]) -> Piecewise:
    chosen = [
        line for line in before if not of or line.charge in of or (line.key and line.key in of)
    ]
    return reduce(lambda a, b: a + b, (line.amount for line in chosen), pw.flat(ZERO))


def _line(
    charge: Charge, amount: Piecewise, quantity: Piecewise, unit: str, price: Fraction | None,
    label: str = "", key: str = "",
) -> CompiledLine:  # fmt: skip
    return CompiledLine(
        charge.name, label or charge.name, amount, quantity, unit, price, key, charge.purpose,
        charge.source,
    )  # fmt: skip


def _defined_blocks(rule: Worked, customer: Customer) -> tuple[Blocks, Fraction] | None:
    """Return the blocks that a formula names, alone or times a number, so that each gets a line."""
    root, factor = rule.formula.expression.root, pw.ONE
    if isinstance(root, Call) and root.function == "*" and isinstance(root.arguments[0], Literal):
        factor, root = exact(root.arguments[0].value), root.arguments[1]
    if not isinstance(root, Name) or root.name in customer.facts:
        return None
    found = customer.defines.get(root.name)
    return (found, factor) if isinstance(found, Blocks) else None


def _blocks(
    charge: Charge, rule: Blocks, customer: Customer, factor: Fraction = pw.ONE
) -> list[CompiledLine]:
    found = []
    for part in block_parts(rule, customer, charge.name):
        key = f"{charge.name}.{part.label}" if part.named else ""
        price = None if part.price is None else part.price * factor
        amount = part.amount.times(factor)
        found.append(_line(charge, amount, part.quantity, part.unit, price, part.label, key))
    return found
