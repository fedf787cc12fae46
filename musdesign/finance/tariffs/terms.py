"""What a tariff declares around the compiled bill: fees, late payment, estimates, labour, indices.

These depend on events, history or other people, not on the volume of one bill; they stand beside
the function of volume as steps of their own, so that what is proven of the function stays true.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from musdesign.finance.tariffs.model_values import Condition, Value
from musdesign.provenance import Basis


@dataclass(frozen=True, slots=True)
class Instalments:
    """A fee paid in equal parts, the interest on what is owed."""

    number: int
    percent_per_month: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Fee:
    """An amount charged once, at an event: connection, reconnection, meter test, deposit."""

    name: str
    amount: Value
    event: str
    when: tuple[Condition, ...] = ()
    instalments: Instalments | None = None
    returned: bool = False
    """A deposit, given back when the contract ends."""
    waived_when: tuple[Condition, ...] = ()
    source: str = ""
    basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class Late:
    """Interest on bills paid late: simple or compound by whole months, after days of grace."""

    percent_per_month: Fraction
    grace_days: int = 0
    kind: Literal["simple", "compound"] = "simple"
    most_percent: Fraction | None = None
    fee: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Estimate:
    """The volume billed without a reading: the mean of the last bills, and a least volume."""

    mean_of: int = 3
    least: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Prepaid:
    """Volume sold in steps (a jerrycan, a litre) for money paid before."""

    step: Fraction


@dataclass(frozen=True, slots=True)
class Labour:
    """Work that members owe, what a day may be paid off with, and the fine for a missed one."""

    days_per_year: Value
    per: Literal["household", "share", "person"] = "household"
    cash_out: Value | None = None
    fine: Value | None = None


@dataclass(frozen=True, slots=True)
class Indexation:
    """How amounts of money move with time: a steady percentage, an index, or a set path.

    ``charges`` names what moves (empty: everything).
    """

    percent: Fraction | None = None
    every_months: int = 12
    start: dt.date | None = None
    values: Mapping[dt.date, Fraction] = field(default_factory=dict)
    """Index (or percentage of the listed prices) from each date on."""
    base: Fraction = Fraction(100)
    charges: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Resale:
    """The most that customers of some classes may charge when they sell the water on."""

    most: Fraction
    unit: str
    classes: tuple[str, ...]


PayFirst = Literal["oldest", "fees", "interest", "newest"]


@dataclass(frozen=True, slots=True)
class Terms:
    """All terms of a tariff."""

    fees: tuple[Fee, ...] = ()
    late: Late | None = None
    pay_order: tuple[PayFirst, ...] = ("fees", "interest", "oldest")
    estimate: Estimate | None = None
    prepaid: Prepaid | None = None
    labour: Labour | None = None
    indexation: tuple[Indexation, ...] = ()
    resale: Resale | None = None
