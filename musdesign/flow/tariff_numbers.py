"""The plain numbers of tariffs by their place, to be changed one at a time.

A study that moves a price leaves the rest of the tariff's file as it is: its labels, taxes,
minimum, period and unit.  Numbers looked up by facts of the customer and formulas are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from musdesign import finance
from musdesign.finance.tariffs.model import (
    AtLeast,
    AtMost,
    Blocks,
    Charge,
    Fixed,
    Number,
    Rule,
    Share,
    Tariff,
    exact,
)

Part = Literal["amount", "percent", "price", "upto"]
_PREFIX = "tariff "
_MOST = 1e15


@dataclass(frozen=True, slots=True)
class TariffNumber:
    """A plain number of a charge: the amount, the percentage, or the price or end of a block."""

    tariff: str
    class_name: str
    charge: int
    block: int | None
    part: Part
    value: float

    @property
    def key(self) -> str:
        """Return the place by which :func:`with_numbers` knows it."""
        block = "" if self.block is None else f" block {self.block + 1}"
        charge = f"charge {self.charge + 1}{block} {self.part}"
        return f"{_PREFIX}{self.tariff}: {self.class_name}: {charge}"


def numbers_of(tariff: Tariff) -> Iterator[TariffNumber]:
    """Yield the plain numbers of a tariff's classes."""
    for name, own in tariff.classes.items():
        for i, charge in enumerate(own.charges):
            for block, part, value in _plain(charge.rule):
                yield TariffNumber(tariff.id, name, i, block, part, float(value.value))


def with_numbers(
    tariffs: Sequence[finance.Tariff], values: Mapping[str, float]
) -> tuple[finance.Tariff, ...]:
    """Return tariffs with other numbers at some places, each of which one of them has."""
    return tuple(_with(tariff, values) for tariff in tariffs)


def numbers_in(tariffs: Sequence[finance.Tariff], changes: Mapping[str, Any]) -> dict[str, float]:
    """Return the changes that give a number of these tariffs another value.

    Changes come from links too: what is no place of a tariff, or no number, is none of them.
    """
    if not any(place.startswith(_PREFIX) for place in changes):
        return {}
    known = {item.key for tariff in tariffs for item in numbers_of(tariff)}
    return {
        place: float(value)
        for place, value in changes.items()
        if place in known
        and isinstance(value, int | float)
        and not isinstance(value, bool)
        and abs(value) < _MOST
    }


def _with(tariff: Tariff, values: Mapping[str, float]) -> Tariff:
    classes = dict(tariff.classes)
    for item in numbers_of(tariff):
        if item.key in values:
            own = classes[item.class_name]
            charges = list(own.charges)
            charges[item.charge] = _charge(charges[item.charge], item, values[item.key])
            classes[item.class_name] = replace(own, charges=tuple(charges))
    return tariff if classes == tariff.classes else replace(tariff, classes=classes)


def _plain(rule: Rule) -> Iterator[tuple[int | None, Part, Number]]:
    if isinstance(rule, Fixed | AtLeast | AtMost) and isinstance(rule.amount, Number):
        yield None, "amount", rule.amount
    if isinstance(rule, Share) and isinstance(rule.percent, Number):
        yield None, "percent", rule.percent
    if isinstance(rule, Blocks) and isinstance(rule.blocks, tuple):
        for i, block in enumerate(rule.blocks):
            if isinstance(block.price, Number):
                yield i, "price", block.price
            if isinstance(block.amount, Number):
                yield i, "amount", block.amount
            if isinstance(block.upto, Number):
                yield i, "upto", block.upto


def _charge(charge: Charge, item: TariffNumber, value: float) -> Charge:
    rule = charge.rule
    if item.block is not None:
        assert isinstance(rule, Blocks)
        assert isinstance(rule.blocks, tuple)
        blocks = list(rule.blocks)
        old = getattr(blocks[item.block], item.part)
        new = {item.part: replace(old, value=exact(value))}
        blocks[item.block] = replace(blocks[item.block], **new)
        return replace(charge, rule=replace(rule, blocks=tuple(blocks)))
    old = getattr(rule, item.part)
    return replace(charge, rule=replace(rule, **{item.part: replace(old, value=exact(value))}))
