"""The rule of blocks: how much falls into each, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any, Protocol

from musdesign.errors import CalculationError, Problem
from musdesign.expr import parse
from musdesign.finance.tariffs import piecewise as pw
from musdesign.finance.tariffs.formulas import Operand, as_function, evaluate, plain
from musdesign.finance.tariffs.model import Block, Blocks, BlockTable, Per, Table, Tariff, Value
from musdesign.finance.tariffs.piecewise import ZERO, Piecewise


class Facts(Protocol):
    """What blocks ask of the customer whom they bill."""

    tariff: Tariff

    def lookup(self, name: str) -> Operand:
        """Return a name's value."""

    def value(self, value: Value) -> Operand:
        """Return a value, which may depend on the volume."""

    def number(self, value: Value) -> Fraction:
        """Return a value that may not depend on the volume."""

    def times(self, per: Per) -> Fraction:
        """Return how often a price of this period counts in a bill."""

    def row(self, table: Table | BlockTable) -> Any:
        """Return the row of a table that fits the customer."""


@dataclass(frozen=True, slots=True)
class BlockPart:
    """What one block charges: quantity within it, price (None for a flat amount) and amount."""

    label: str
    quantity: Piecewise
    unit: str
    price: Fraction | None
    amount: Piecewise
    named: bool


def block_parts(rule: Blocks, customer: Facts, name: str) -> list[BlockPart]:
    """Return what each block charges, as functions of the volume.

    Raises:
        MusdesignError: facts are missing, or the blocks of this customer are out of order.
    """
    quantity = as_function(evaluate(parse(rule.of), customer.lookup))
    start, end = (None if v is None else customer.number(v) for v in rule.between)
    if start is not None or end is not None:
        quantity = pw.clipped(quantity, start or ZERO, end)
    blocks = customer.row(rule.blocks) if isinstance(rule.blocks, BlockTable) else rule.blocks
    times = customer.times(rule.price_per)
    unit = customer.tariff.unit if rule.of == "volume" else rule.unit or rule.of
    found, lower = [], ZERO
    for block, upper in zip(blocks, _bounds(rule, blocks, customer, name), strict=True):
        label = block.label or _range(lower, upper, unit, name)
        found.append(_part(rule, block, customer, quantity, (lower, upper), label, unit, times))
        lower = upper if upper is not None else lower
    return found


def amount_of(rule: Blocks, customer: Facts, name: str = "blocks") -> Piecewise:
    """Return what all blocks charge together."""
    amounts = (part.amount for part in block_parts(rule, customer, name))
    return reduce(lambda a, b: a + b, amounts, pw.flat(ZERO))


def _part(
    rule: Blocks, block: Block, customer: Facts, quantity: Piecewise,
    between: tuple[Fraction, Fraction | None], label: str, unit: str, times: Fraction,
) -> BlockPart:  # fmt: skip
    lower, upper = between
    inside = (
        pw.clipped(quantity, lower, upper)
        if rule.mode == "each"
        else quantity * _reached(quantity, lower, upper, rule)
    )
    named = bool(block.label)
    if block.amount is not None:
        flat = customer.number(block.amount) * times
        amount = _reached(quantity, lower, upper, rule).times(flat)
        return BlockPart(label, inside, unit, None, amount, named)
    assert block.price is not None
    price = as_function(customer.value(block.price)).times(times)
    shown = price.constant
    return BlockPart(label, inside, unit, shown, inside * price, named)


def _reached(
    quantity: Piecewise, lower: Fraction, upper: Fraction | None, rule: Blocks
) -> Piecewise:
    """Return 1 where the quantity reaches a block (``each``: or is beyond it)."""
    last = upper if rule.mode == "all" else None
    own = rule.owns_bound
    if quantity == pw.identity():
        return pw.inside(lower if lower else None, last, owns_upper=own)
    holds = pw.flat(pw.ONE)
    if lower:
        edge = pw.signs(quantity - pw.flat(lower))
        holds = pw.mapped(edge, lambda s: Fraction(s > 0 if own else s >= 0))
    if last is not None:
        edge = pw.signs(quantity - pw.flat(last))
        holds = holds * pw.mapped(edge, lambda s: Fraction(s <= 0 if own else s < 0))
    return holds


def _bounds(
    rule: Blocks, blocks: tuple[Block, ...], customer: Facts, name: str
) -> list[Fraction | None]:
    scale = customer.times(rule.per)
    if rule.scale is not None:
        scale *= customer.number(rule.scale)
    if scale < 0:
        raise CalculationError(f"the blocks of '{name}' are scaled by {plain(scale)}")
    found: list[Fraction | None] = []
    last = ZERO
    for block in blocks:
        if block.upto is None:
            found.append(None)
            continue
        bound = customer.number(block.upto) * scale
        if rule.lifted:
            bound = max(bound, last)
        if bound < last:
            raise CalculationError(
                Problem(
                    f"the blocks of '{name}' are out of order for this customer",
                    why=f"the bound {plain(bound)} comes after {plain(last)}",
                )
            )
        found.append(bound)
        last = bound
    return found


def _range(lower: Fraction, upper: Fraction | None, unit: str, name: str) -> str:
    if upper is not None:
        return f"{plain(lower)} to {plain(upper)} {unit}"
    return f"above {plain(lower)} {unit}" if lower else name
