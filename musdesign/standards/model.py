"""National rules as dated, cited data: an instrument, its rules, its rights and its tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from musdesign.provenance import Basis
from musdesign.standards.quotations import Quotation

Bound = Literal[
    "floor", "ceiling", "range", "target", "recommended_max", "recommended", "fixed", "factor",
    "fraction", "multiplier", "default", "reference", "threshold", "rounding", "block_upper",
    "definition", "formula", "classification", "method", "obligation", "permission", "exemption",
    "prohibition", "priority", "right", "principle", "scope", "version",
]  # fmt: skip
BOUNDS: tuple[str, ...] = get_args(Bound)
Verdict = Literal["meets", "breaks", "not_applicable", "cannot_tell"]
STANCES = ("silent", "allocated", "included", "prohibited", "unknown")
KINDS = ("standard", "law", "regulation", "policy", "guideline", "plan", "reference")


@dataclass(frozen=True, slots=True)
class Slide:
    """A value that moves with a condition: straight lines between the points, flat beyond them."""

    by: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Growth:
    """A value that grows by the year: value x (1 + rate)^years, or + rate x years.

    ``low`` and ``high`` are the least and the most yearly rate, as fractions.
    """

    low: float
    high: float
    method: Literal["geometric", "arithmetic"]


@dataclass(frozen=True, slots=True)
class LocalFirst:
    """Local data come before the rule: ``data`` is the condition that tells of them ("yes").

    Where they exist the rule falls away, or with ``caps`` stays as their ceiling.
    """

    data: str
    caps: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One value of one clause: what it bounds, under which conditions, and where it was read.

    ``when`` holds conditions by canonical name: a value, a list of values, or a band with the keys
    gt, gte, lt, lte.  ``base`` is what a factor multiplies, ``convention`` how losses are counted.
    Rules of one instrument with the same ``either`` are alternatives: one of them met is enough;
    those with the same ``bundle`` must all be met.  ``formula`` is an expression in canonical
    names, each in its canonical unit; ``parts`` are several of which the larger (or the smaller,
    see ``chosen``) counts.  ``written`` keeps the words of the text where its unit was converted.
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
    title: str = ""
    original_title: str = ""
    quotation: Quotation | None = None
    """The clause in the words of its text; what it says in our words is ``text``."""
    strict: bool = False
    """A limit that must not be reached itself ("less than")."""
    bundle: str = ""
    parts: tuple[str, ...] = ()
    chosen: str = ""
    """``larger`` or ``smaller`` of the parts."""
    slide: Slide | None = None
    interpolate: str = ""
    """Condition along whose band a value within the range may be interpolated."""
    justification: str = ""
    """What a value in the upper part of the range must be justified with."""
    local_first: LocalFirst | None = None
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    grows: Growth | None = None
    steps: tuple[float, ...] = ()
    """Standard sizes to which a rounding rule rounds up."""
    multiple: float | None = None
    """Step whose multiples a rounding rule rounds up to."""
    population_share: float | None = None
    """Part of the people, in %, that a target is for; the value is then no design value."""
    by_year: int | None = None
    written: str = ""
    misquotes: tuple[str, ...] = ()
    boundary_reading: str = ""
    """How the edge of a band was read where the text leaves it open."""
    gap: str = ""
    """Why the bands beside this one leave something out."""
    line: int | None = None

    @property
    def numeric(self) -> bool:
        """Tell whether the rule holds a number that a design can be checked against."""
        numbers = (self.value, self.low, self.high, self.slide, self.multiple)
        return any(item is not None for item in numbers) or bool(self.parts or self.steps)


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
class LivestockUnits:
    """How an instrument turns animals into its own livestock units."""

    name: str
    per_animal: Mapping[str, float]
    """Livestock units of one animal, by kind."""
    clause: str
    basis: Basis
    source: str


@dataclass(frozen=True, slots=True)
class Right:
    """What a law asks of a use of water: nothing, a registration, a permit, a concession.

    ``uses`` are the uses of a scheme it speaks of (empty: every use); ``limit`` the most that the
    right covers, in ``unit`` of ``limit_of``.  ``kind`` is one of RIGHTS.
    """

    clause: str
    kind: str
    uses: tuple[str, ...]
    when: Mapping[str, Any]
    text: str
    basis: Basis
    source: str
    excludes: tuple[str, ...] = ()
    limit: float | None = None
    limit_of: str = ""
    unit: str = ""
    beyond: str = ""
    """Right needed above the limit."""
    charge: str = ""
    needs: tuple[str, ...] = ()
    title: str = ""
    original_title: str = ""
    quotation: Quotation | None = None
    note: str = ""
    in_force_from: dt.date | None = None
    in_force_to: dt.date | None = None
    line: int | None = None


RIGHTS = (
    "by_law", "exempt", "registration", "authorisation", "permit", "licence", "concession",
    "general_authorisation", "prohibited", "undetermined",
)  # fmt: skip
USES = (
    "domestic", "livestock", "garden", "enterprise", "institution", "bulk", "pond", "ecological",
    "industry", "energy", "recreation", "other",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Priority:
    """The order in which uses are served, the first rank first; ``when`` tells in which case."""

    clause: str
    order: tuple[tuple[str, ...], ...]
    words: tuple[str, ...]
    when: Mapping[str, Any]
    text: str
    basis: Basis
    source: str
    changeable_by: str = ""
    title: str = ""
    original_title: str = ""
    in_force_from: dt.date | None = None
    in_force_to: dt.date | None = None
    quotation: Quotation | None = None


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
    kind: str = "standard"
    draft: bool = False
    issuer_short: str = ""
    original_issuer: str = ""
    amends: tuple[str, ...] = ()
    amended_by: tuple[str, ...] = ()
    scope: Mapping[str, Any] = field(default_factory=dict)
    """Conditions outside which no rule of the instrument applies."""
    scope_text: str = ""
    definitions: Mapping[str, str] = field(default_factory=dict)
    livestock_units: LivestockUnits | None = None
    rights: tuple[Right, ...] = ()
    priorities: tuple[Priority, ...] = ()
    source: str = ""
    basis: Basis = "unverified"
    note: str = ""
    licence: str = ""
    """What is known of the copyright in the text."""

    @property
    def label(self) -> str:
        """Return how the instrument is cited: issuer, number, year."""
        return self.cited(self.issuer_short or self.issuer) or self.name

    def cited(self, issuer: str) -> str:
        """Return how the instrument is cited under a name of its issuer; empty without a number.

        An issuer alone would name none of its instruments.
        """
        number = self.number
        if not number:
            return ""
        if self.year and str(self.year) not in number:
            number = f"{number}/{self.year}"
        return " ".join(part for part in (issuer, number) if part)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an instrument says about a parameter under given conditions.

    A sliding factor has its value at the population given and the ends of its slide in ``low`` and
    ``high``; ``suggested`` is the value that the text lets a designer interpolate in a range.
    """

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
    parameter: str = ""
    title: str = ""
    original_title: str = ""
    suggested: float | None = None
    written: str = ""
    formula: str = ""
    note: str = ""
    strict: bool = False
    population_share: float | None = None
    by_year: int | None = None
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    when: Mapping[str, Any] | None = None
    draft: bool = False
    quotation: Quotation | None = None


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
    title: str = ""
    missing: tuple[str, ...] = ()
    """What would have to be known for a verdict."""
    either: str = ""
    bundle: str = ""
    text: str = ""
    """What the clause says, in our words."""
    quotation: Quotation | None = None
    """The clause in the words of its text."""
    when: Mapping[str, Any] | None = None
    """The conditions under which the clause says it."""
    ends: tuple[float | None, float | None] | None = None
    """Both ends of a range, of which ``limit`` is the nearer one."""
