"""National rules as dated, cited data: an instrument and its rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from musdesign.provenance import Basis

Bound = Literal[
    "floor", "ceiling", "range", "target", "recommended_max", "fixed", "factor", "fraction",
    "block_upper", "definition", "formula", "classification",
]  # fmt: skip
BOUNDS: tuple[str, ...] = get_args(Bound)
Verdict = Literal["meets", "breaks", "not_applicable", "cannot_tell"]
STANCES = ("silent", "allocated", "included", "prohibited", "unknown")


@dataclass(frozen=True, slots=True)
class Rule:
    """One value of one clause: what it bounds, under which conditions, and where it was read.

    ``when`` holds conditions by canonical name: a value, a list of values, or a band with the keys
    gt, gte, lt, lte.  ``base`` is what a factor multiplies, ``convention`` how losses are counted.
    Rules of one instrument with the same ``either`` are alternatives: one of them met is enough.
    ``formula`` is an expression in canonical names, each in its canonical unit.
    """

    clause: str
    parameter: str
    bound: Bound
    unit: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    text: str = ""
    when: Mapping[str, Any] | None = None
    base: str = ""
    convention: str = ""
    source: str = ""
    basis: Basis = "unverified"
    note: str = ""
    in_force_from: dt.date | None = None
    in_force_to: dt.date | None = None
    either: str = ""
    formula: str = ""

    @property
    def numeric(self) -> bool:
        """Tell whether the rule holds a number that a design can be checked against."""
        return any(number is not None for number in (self.value, self.low, self.high))


@dataclass(frozen=True, slots=True)
class ClassRule:
    """A derived condition: bands of another condition, each giving a class (RAS complexity).

    An ``optional`` one can raise a class found otherwise and does not settle it alone.
    """

    condition: str
    of: str
    bands: tuple[tuple[str, Mapping[str, Any]], ...]
    clause: str
    basis: Basis
    source: str
    order: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class YieldsTo:
    """An instrument of narrower scope that may govern instead, though its numbers were not read."""

    standard: str
    when: Mapping[str, Any]
    since: dt.date | None
    why: str


@dataclass(frozen=True, slots=True)
class Standard:
    """An instrument with its rules."""

    id: str
    country: str
    name: str
    original_name: str
    language: str
    issuer: str
    number: str
    year: int | None
    status: str
    in_force_from: dt.date | None
    in_force_to: dt.date | None
    superseded_by: str
    area: str
    productive_use_stance: str
    productive_use_text: str
    rules: tuple[Rule, ...]
    classes: tuple[ClassRule, ...] = ()
    may_yield_to: tuple[YieldsTo, ...] = ()
    file: str = ""
    supersedes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What an instrument says about a parameter under given conditions."""

    value: float | None
    low: float | None
    high: float | None
    text: str
    unit: str
    bound: str
    instrument: str
    clause: str
    basis: Basis
    in_force_from: dt.date | None
    in_force_to: dt.date | None
    source: str
    base: str = ""
    convention: str = ""
    conditions_unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict of one clause on a design.

    ``excess`` is value less limit, in the unit of the clause; ``reading`` tells two readings of a
    text that is silent on productive use apart.
    """

    standard: str
    clause: str
    parameter: str
    verdict: Verdict
    value: float | None
    limit: float | None
    unit: str
    bound: str
    basis: Basis
    excess: float | None = None
    reading: str = ""
    note: str = ""
    cure: str = ""
    source: str = ""
    in_force_from: dt.date | None = None
    in_force_to: dt.date | None = None
