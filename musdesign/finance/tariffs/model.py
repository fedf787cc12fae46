"""A tariff as data: what its file says, number by number, each with its source.

A tariff holds classes of customers; a class holds charges in order.  Every number may be fixed,
looked up by attributes of the customer (meter size, zone, month), or worked out by a formula.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from musdesign.errors import MusdesignError, Problem, did_you_mean
from musdesign.finance.tariffs.model_values import (
    Block,
    Blocks,
    BlockTable,
    Condition,
    Formula,
    Number,
    Per,
    Scalar,
    Table,
    Text,
    Value,
    exact,
    number,
)
from musdesign.finance.tariffs.terms import Terms
from musdesign.provenance import Basis


@dataclass(frozen=True, slots=True)
class Fixed:
    """An amount whatever the volume; negative for a rebate."""

    amount: Value
    per: Per = "month"


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage of other charges: tax, adder, discount, subsidy, contribution.

    ``of`` names charges, or one block as ``charge.block``; empty: everything before it.  ``most``
    caps the amount (in size).
    """

    percent: Value
    of: tuple[str, ...] = ()
    most: Value | None = None


@dataclass(frozen=True, slots=True)
class AtLeast:
    """What is missing up to a minimum of the charges ``of`` (empty: everything before it)."""

    amount: Value
    of: tuple[str, ...] = ()
    per: Per = "month"


@dataclass(frozen=True, slots=True)
class AtMost:
    """What is taken off above a maximum of the charges ``of`` (empty: everything before it)."""

    amount: Value
    of: tuple[str, ...] = ()
    per: Per = "month"


@dataclass(frozen=True, slots=True)
class Worked:
    """An amount by a formula of ``volume`` and attributes: the way out for what has no name."""

    formula: Formula
    per: Per = "bill"


Rule = Fixed | Blocks | Share | AtLeast | AtMost | Worked


@dataclass(frozen=True, slots=True)
class Charge:
    """One charge of a class: a rule, when it applies, what it replaces, and where it comes from."""

    name: str
    rule: Rule
    when: tuple[Condition, ...] = ()
    replaces: tuple[str, ...] = ()
    purpose: str = ""
    note: str = ""
    source: str = ""
    basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class TariffClass:
    """What customers of a class pay."""

    name: str
    charges: tuple[Charge, ...]
    minimum_volume: Value | None = None
    """Consumption billed at least (in the unit of the tariff, a bill)."""
    defines: Mapping[str, Value] = field(default_factory=dict)
    """Names of this class alone; they come before those of the tariff."""
    note: str = ""
    source: str = ""
    basis: Basis | None = None

    @property
    def main_blocks(self) -> Blocks | None:
        """Return the first charge by blocks of the volume, None where there is none."""
        found = (c.rule for c in self.charges if isinstance(c.rule, Blocks))
        return next((rule for rule in found if rule.of == "volume"), None)

    @property
    def bounds_m3(self) -> tuple[float, ...]:
        """Return the bounds of the main blocks that are plain numbers."""
        rule = self.main_blocks
        plain = rule is not None and isinstance(rule.blocks, tuple)
        uptos = [block.upto for block in rule.blocks] if plain else []  # type: ignore[union-attr]
        return tuple(float(upto.value) for upto in uptos if isinstance(upto, Number))


@dataclass(frozen=True, slots=True)
class Attribute:
    """A fact of the customer that the tariff asks for."""

    name: str
    choices: tuple[str, ...] = ()
    default: Scalar | None = None
    unit: str = ""
    least: Fraction | None = None
    most: Fraction | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Customers that meet the conditions belong to a class."""

    class_name: str
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Rounding:
    """To what coin, how, and whether line by line or on the total."""

    to: Fraction = Fraction(1, 100)
    half: Literal["up", "even", "down"] = "up"
    where: Literal["total", "line", "none"] = "none"


@dataclass(frozen=True, slots=True)
class Billing:
    """How often bills are made: months in a bill, and days where the file states them."""

    months: Fraction = Fraction(1)
    days: Fraction | None = None

    @property
    def days_in_bill(self) -> Fraction:
        """Return the days of a bill: as stated, else 365/12 a month."""
        return self.days if self.days is not None else self.months * Fraction(365, 12)

    @property
    def word(self) -> str:
        """Return the bill in a word."""
        return {1: "month", 12: "year"}.get(int(self.months), "bill")


@dataclass(frozen=True, slots=True)
class Tariff:
    """A tariff with its classes."""

    id: str
    name: str
    country: str
    currency: str
    year: int | None
    source: str
    basis: Basis
    classes: Mapping[str, TariffClass]
    note: str = ""
    file: str = ""
    unit: str = "m3"
    billing: Billing = Billing()
    rounding: Rounding = Rounding()
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    defines: Mapping[str, Value] = field(default_factory=dict)
    assign: tuple[Assignment, ...] = ()
    effective_from: dt.date | None = None
    effective_to: dt.date | None = None
    supersedes: str = ""
    price_date: dt.date | None = None
    tax_included: bool | None = None
    terms: Terms = field(default_factory=Terms)

    def class_named(self, name: str) -> TariffClass:
        """Return a class, its name spelled with or without capital letters and signs.

        Raises:
            MusdesignError: the tariff has no such class; the message names the nearest.
        """
        if name in self.classes:
            return self.classes[name]
        near = [own for own in self.classes if _squeezed(own) == _squeezed(name)]
        if len(near) != 1:
            raise MusdesignError(
                Problem(
                    f"the tariff '{self.id}' has no class '{name}'",
                    cure=did_you_mean(name, self.classes),
                )
            )
        return self.classes[near[0]]


def _squeezed(name: str) -> str:
    """Return a name without signs and capital letters, as people tell classes apart."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def only_class(tariff: Tariff) -> str:
    """Return the class of a tariff that has one.

    Raises:
        MusdesignError: it has several; one must be named.
    """
    if len(tariff.classes) == 1:
        return next(iter(tariff.classes))
    raise MusdesignError(
        Problem(
            f"the tariff '{tariff.id}' has {len(tariff.classes)} classes and none was named",
            cure=f"name one of {', '.join(tariff.classes)}",
        )
    )


def simple_class(
    name: str,
    fixed_per_month: float,
    blocks: tuple[tuple[float | None, float] | tuple[float | None, float, str], ...],
    minimum_bill: float = 0.0,
) -> TariffClass:
    """Return the commonest class: a monthly charge, blocks of the monthly volume, a minimum bill.

    >>> simple_class("home", 10, ((6, 0, "included"), (None, 2.5))).bounds_m3
    (6.0,)
    """
    charges = []
    if fixed_per_month:
        charges.append(Charge("fixed charge", Fixed(number(fixed_per_month))))
    made = tuple(
        Block(
            None if item[0] is None else number(item[0]),
            number(item[1]),
            item[2] if len(item) > 2 else "",
        )
        for item in blocks
    )
    charges.append(Charge("use", Blocks(made, per="month")))
    if minimum_bill:
        charges.append(Charge("up to the minimum bill", AtLeast(number(minimum_bill))))
    return TariffClass(name, tuple(charges))


__all__ = [
    "Assignment", "AtLeast", "AtMost", "Attribute", "Billing", "Block", "BlockTable", "Blocks",
    "Charge", "Condition", "Fixed", "Formula", "Number", "Per", "Rounding", "Rule", "Scalar",
    "Share", "Table", "Tariff", "TariffClass", "Terms", "Text", "Value", "Worked", "exact",
    "number", "only_class", "simple_class",
]  # fmt: skip
