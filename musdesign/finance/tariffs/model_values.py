"""Values of a tariff: numbers, tables, formulas, blocks and conditions, each as its file says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from musdesign.expr import Expression
from musdesign.provenance import Basis

Scalar = str | Fraction | bool
"""What a customer's attribute may be."""

Per = Literal["day", "month", "year", "bill"]
"""The time over which an amount is charged or a bound holds; ``bill``: once in each bill."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number as written (decimals exact), with its own source where it is not the tariff's."""

    value: Fraction
    source: str = ""
    basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression of ``volume``, attributes and defined names."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class Text:
    """A word, as the answer of a table (a season, a zone).

    ``or_fact``: a fact of the customer by this name stands in its place where there is one.
    """

    text: str
    or_fact: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Values by one or more attributes; keys compare as text.

    ``default`` answers where no row does; without it such a customer is an error.
    """

    by: tuple[str, ...]
    rows: Mapping[tuple[str, ...], Value]
    default: Value | None = None


@dataclass(frozen=True, slots=True)
class BlockTable:
    """Lists of blocks by attributes, where their number differs too."""

    by: tuple[str, ...]
    rows: Mapping[tuple[str, ...], tuple[Block, ...]]
    default: tuple[Block, ...] | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """What an attribute must be: one of some words, or a number within bounds."""

    attribute: str
    one_of: tuple[str, ...] = ()
    least: Fraction | None = None
    most: Fraction | None = None
    above: Fraction | None = None
    below: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Volume up to a bound at a price, or for a flat amount.

    ``upto`` None: no bound.  The bound belongs to the block.  Either ``price`` (per unit) or
    ``amount`` (for the block as a whole) is given.
    """

    upto: Value | None
    price: Value | None
    label: str = ""
    amount: Value | None = None


@dataclass(frozen=True, slots=True)
class Blocks:
    """Prices by blocks of the volume, or of another quantity ``of`` the customer.

    ``mode``: ``each``: every unit at the price of its own block (increasing, decreasing, mixed);
    ``all``: all units at the price of the block that the volume reaches (a notch).  ``per``: the
    time for which bounds are written.  ``scale`` multiplies every bound (persons, dwellings).
    ``between``: only the part of the volume between two bounds counts (split meters).
    """

    blocks: tuple[Block, ...] | BlockTable
    of: str = "volume"
    mode: Literal["each", "all"] = "each"
    per: Per = "bill"
    price_per: Per = "bill"
    scale: Value | None = None
    between: tuple[Value | None, Value | None] = (None, None)
    owns_bound: bool = True
    """Whether a bound belongs to the block below it (it shows only at notches)."""
    unit: str = ""
    """What ``of`` is counted in, where it is not the volume: head, plot, turn."""
    lifted: bool = False
    """Bounds that fall below the one before are lifted to it; else that is a mistake."""


Value = Number | Formula | Text | Table | Blocks
"""A number of a tariff; ``Blocks`` as a value is the amount that they charge."""


def exact(value: float | int | str | Fraction) -> Fraction:
    """Return the decimal number that was written, not its binary neighbour.

    >>> exact(0.1)
    Fraction(1, 10)
    """
    return value if isinstance(value, Fraction) else Fraction(repr(value).strip("'"))


def number(value: float | int | str | Fraction) -> Number:
    """Return a plain number of a tariff."""
    return Number(exact(value))
