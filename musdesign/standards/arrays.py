"""Verdicts on many schemes at once: the rules of :mod:`musdesign.standards.checking` over arrays.

Facts and conditions are arrays, one entry a scheme (or one value for all).  A number that is not
known is NaN, a word that is not known is empty.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musdesign.expr import parse
from musdesign.standards.asking import YEARS
from musdesign.standards.checking import (
    ALLOCATION,
    NOT_JUDGED,
    OTHER_LOSSES,
    READINGS,
    SAID,
    TOLERANCE,
    sides,
)
from musdesign.standards.conditions import in_force
from musdesign.standards.model import Rule, Standard
from musdesign.standards.vocabulary import canonical, unit_of, whole_vocabulary

MEETS, BREAKS, NOT_APPLICABLE, CANNOT_TELL = range(4)
VERDICTS = ("meets", "breaks", "not_applicable", "cannot_tell")
Array = NDArray[Any]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ManyChecks:
    """Verdicts of an instrument on many schemes.

    ``verdict`` holds one row a clause and reading, (rows, schemes), in the codes of VERDICTS;
    ``excess`` the design's value less the limit, NaN where there is none.
    """

    standard: str
    rules: tuple[Rule, ...]
    readings: tuple[str, ...]
    verdict: NDArray[np.int8]
    excess: Floats

    def broken(self) -> Flags:
        """Return which schemes break any clause, (schemes,)."""
        found: Flags = (self.verdict == BREAKS).any(axis=0)
        return found

    def share(self, verdict: str) -> Floats:
        """Return for each row the part of the schemes with a verdict, (rows,)."""
        found: Floats = (self.verdict == VERDICTS.index(verdict)).mean(axis=1)
        return found


def check_many(
    standard: Standard,
    facts: Mapping[str, Any],
    conditions: Mapping[str, Any],
    as_of: dt.date | None = None,
) -> ManyChecks:
    """Return the verdict of each numeric clause on each of many schemes.

    Args:
        standard: the instrument.
        facts: by parameter name, arrays in canonical units, (schemes,), or one number.
        conditions: by condition name, arrays of numbers in canonical units or of words.
        as_of: day of the law.

    Raises:
        DataError: an unknown name.
        ValueError: arrays of different lengths.
    """
    case = _Case.of(standard, facts, conditions, as_of)
    rows = [
        row
        for rule in standard.rules
        if (rule.numeric or rule.formula) and rule.bound not in SAID
        for row in _rule(case, rule)
    ]
    verdict = np.array([row.verdict for row in rows], dtype=np.int8).reshape(len(rows), case.size)
    excess = np.array([row.excess for row in rows], dtype=float).reshape(len(rows), case.size)
    rules = tuple(row.rule for row in rows)
    _alternatives(rules, verdict)
    _scope(case, verdict)
    for item in standard.may_yield_to:
        begun = as_of is None or item.since is None or as_of >= item.since
        if begun:
            yes, _ = case.matches(item.when)
            verdict[(verdict == BREAKS) & yes] = CANNOT_TELL
            break
    return ManyChecks(standard.id, rules, tuple(row.reading for row in rows), verdict, excess)


@dataclass(frozen=True, slots=True)
class _Row:
    rule: Rule
    reading: str
    verdict: NDArray[np.int8]
    excess: Floats


@dataclass(frozen=True, slots=True)
class _Case:
    """Many designs as rules see them."""

    standard: Standard
    facts: Mapping[str, Floats]
    known: Mapping[str, Array]
    as_of: dt.date | None
    size: int

    @classmethod
    def of(
        cls,
        standard: Standard,
        facts: Mapping[str, Any],
        conditions: Mapping[str, Any],
        as_of: dt.date | None,
    ) -> _Case:
        numbers = {canonical(k, "parameter"): np.asarray(v, dtype=float) for k, v in facts.items()}
        given: dict[str, Array] = {}
        for spelling, value in conditions.items():
            name = canonical(spelling, "condition")
            kind = str if unit_of(name) == "text" else float
            given[name] = np.asarray(value, dtype=kind)
        size = int(np.broadcast(*numbers.values(), *given.values(), np.zeros(1)).size)
        numbers = {name: np.broadcast_to(value, size) for name, value in numbers.items()}
        given = {name: np.broadcast_to(value, size) for name, value in given.items()}
        return cls(standard, numbers, _classes(standard, numbers | given, size), as_of, size)

    def number(self, name: str) -> Floats:
        """Return a fact, or NaN where it is not known."""
        found = self.facts.get(name)
        if found is None:
            found = np.full(self.size, np.nan)
        text = whole_vocabulary().relations.get(name)
        if text is None or not np.isnan(found).any():
            return found
        related = _evaluated(text, {n: self.facts.get(n) for n in parse(text).names}, self.size)
        return np.where(np.isnan(found), related, found)

    def matches(self, when: Mapping[str, Any]) -> tuple[Flags, Flags]:
        """Return where conditions hold for certain, and where some of them are not known."""
        return _matches(when, self.known, self.size)

    def named(self, name: str, seen: tuple[str, ...] = ()) -> Floats:
        """Return a name of a formula: a fact or condition, else what another clause gives."""
        known = self.known.get(name)
        found = np.full(self.size, np.nan)
        if known is not None and known.dtype.kind == "f":
            found = known.astype(float)
        if name in seen:
            return found
        for rule in self.standard.rules:
            if not np.isnan(found).any():
                break
            if rule.parameter != name or not in_force(self.standard, rule, self.as_of):
                continue
            yes, unknown = self.matches(rule.when or {})
            here, missing, _ = self.limits(rule, (*seen, name))
            top = next((n for n in (here.value, here.high, here.low) if n is not None), None)
            if top is None:
                continue
            fits = yes & ~unknown & ~missing & np.isnan(found)
            found = np.where(fits, top, found)
        return found

    def limits(self, rule: Rule, seen: tuple[str, ...] = ()) -> tuple[Rule, Flags, Flags]:
        """Return a rule with arrays for numbers, where none is known, and where only in part."""
        nothing = np.zeros(self.size, dtype=bool)
        value: Any = rule.value
        low: Any = rule.low
        high: Any = rule.high
        missing, partly = nothing, nothing
        if rule.slide is not None:
            at = self.named(rule.slide.by, seen)
            points = np.array(rule.slide.points)
            value, low, high = np.interp(at, points[:, 0], points[:, 1]), None, None
            value = np.where(np.isnan(at), np.nan, value)
            missing = np.isnan(at)
        texts = rule.parts or ((rule.formula,) if rule.formula else ())
        if texts:
            parts = np.array([
                _evaluated(text, {n: self.named(n, seen) for n in parse(text).names}, self.size)
                for text in texts
            ])  # fmt: skip
            known = ~np.isnan(parts)
            filled = np.where(known, parts, np.inf if rule.chosen == "smaller" else -np.inf)
            best = filled.min(axis=0) if rule.chosen == "smaller" else filled.max(axis=0)
            missing = ~known.any(axis=0)
            partly = known.any(axis=0) & ~known.all(axis=0)
            value = np.where(missing, np.nan, best)
        if rule.grows is not None and YEARS in self.known:
            value, low, high = _grown(rule, value, low, high, self.known[YEARS].astype(float))
        return replace(rule, value=value, low=low, high=high), missing, partly


def _grown(rule: Rule, value: Any, low: Any, high: Any, years: Floats) -> tuple[Any, Any, Any]:
    assert rule.grows is not None
    rates = (rule.grows.low, rule.grows.high)
    if rule.grows.method == "geometric":
        factors = [(1.0 + rate) ** years for rate in rates]
    else:
        factors = [1.0 + rate * years for rate in rates]
    factors = [np.where(np.isnan(years), 1.0, factor) for factor in factors]
    if value is not None:
        if rates[0] == rates[1]:
            return value * factors[0], None, None
        return None, value * factors[0], value * factors[1]
    return (None, None if low is None else low * factors[0],
            None if high is None else high * factors[1])  # fmt: skip


def _rule(case: _Case, rule: Rule) -> Iterator[_Row]:
    size = case.size
    blank = np.full(size, np.nan)
    silent = case.standard.productive_use_stance in {"silent", "unknown"}
    twice = rule.parameter == ALLOCATION and silent
    readings = READINGS if twice else (("", rule.parameter),)
    out = (
        not in_force(case.standard, rule, case.as_of)
        or rule.bound in NOT_JUDGED
        or rule.convention in OTHER_LOSSES
    )
    if out:
        for reading, _ in readings:
            yield _Row(rule, reading, np.full(size, NOT_APPLICABLE, dtype=np.int8), blank)
        return
    inside, scope_open = case.matches(case.standard.scope)
    yes, unknown = case.matches(rule.when or {})
    applies, open_ = inside & yes, (inside | scope_open) & (yes | unknown) & (scope_open | unknown)
    here, missing, partly = case.limits(rule)
    local = _local(case, rule)
    for reading, name in readings:
        value = _value(case, rule, name)
        low: Any
        high: Any
        low, high = sides(here)
        if rule.local_first is not None and rule.local_first.caps:
            top = here.value if here.value is not None else here.high
            low = np.where(local, -np.inf, -np.inf if low is None else low)
            high = np.where(local, np.inf if top is None else top, np.inf if high is None else high)
        verdict, excess = _compared(rule, value, low, high)
        told = ~np.isnan(value) & ~missing
        verdict = np.where(told, verdict, CANNOT_TELL)
        verdict = np.where(told & partly & (verdict == MEETS), CANNOT_TELL, verdict)
        verdict = np.where(applies, verdict, np.where(open_, CANNOT_TELL, NOT_APPLICABLE))
        if rule.local_first is not None and not rule.local_first.caps:
            verdict = np.where(local & applies, NOT_APPLICABLE, verdict)
        excess = np.where(told & applies, excess, np.nan)
        yield _Row(rule, reading, verdict.astype(np.int8), excess)


def _local(case: _Case, rule: Rule) -> Flags:
    if rule.local_first is None or rule.local_first.data not in case.known:
        return np.zeros(case.size, dtype=bool)
    found: Flags = case.known[rule.local_first.data] == "yes"
    return found


def _value(case: _Case, rule: Rule, name: str) -> Floats:
    """Return the designs' values on the base of the rule."""
    if rule.unit != unit_of(rule.parameter):
        return np.full(case.size, np.nan)
    value = case.number(name)
    if name == "peak_hour_factor" and rule.base.startswith("mean"):
        return value * case.number("max_day_factor")
    return value


def _compared(rule: Rule, value: Floats, low: Any, high: Any) -> tuple[Array, Floats]:
    if rule.bound == "rounding":
        size = _sized(rule, value)
        fits = np.abs(size - value) <= 1e-6 * np.maximum(1.0, np.abs(size))
        return np.where(fits, MEETS, BREAKS), value - size
    slack = TOLERANCE * np.maximum(1.0, np.abs(value))
    above = -slack if rule.strict else slack
    nothing = np.zeros(value.shape, dtype=bool)
    over = nothing if high is None else value > high + above
    under = nothing if low is None else (value < low - above) & ~over
    limit = high if high is not None else 0.0 if low is None else low
    excess = value - limit
    if high is not None and low is not None:
        # the nearer end of a range is its limit
        excess = np.where(np.abs(value - high) <= np.abs(value - low), excess, value - low)
    return np.where(over | under, BREAKS, MEETS), excess


def _sized(rule: Rule, value: Floats) -> Floats:
    slack = 1e-9 * np.maximum(1.0, np.abs(value))
    if rule.multiple:
        return np.ceil((value - slack) / rule.multiple) * rule.multiple
    steps = np.array(rule.steps)
    place = np.searchsorted(steps, value - slack)
    found: Floats = steps[np.minimum(place, len(steps) - 1)]
    return found


def _matches(when: Mapping[str, Any], known: Mapping[str, Array], size: int) -> tuple[Flags, Flags]:
    yes, unknown = np.ones(size, dtype=bool), np.zeros(size, dtype=bool)
    no = np.zeros(size, dtype=bool)
    for name, wanted in when.items():
        values = known.get(name)
        if values is None:
            unknown = np.ones(size, dtype=bool)
            continue
        absent = np.isnan(values) if values.dtype.kind == "f" else values == ""
        fits = _fits(wanted, values)
        no |= ~fits & ~absent
        unknown |= absent
    return yes & ~no & ~unknown, unknown & ~no


def _fits(wanted: Any, values: Array) -> Flags:
    if isinstance(wanted, list):
        found = np.zeros(values.shape, dtype=bool)
        for item in wanted:
            found |= _fits(item, values)
        return found
    if not isinstance(wanted, Mapping):
        if values.dtype.kind == "f":
            return np.asarray(values == float(wanted), dtype=bool)
        return np.asarray(values == str(wanted), dtype=bool)
    found = np.ones(values.shape, dtype=bool)
    tests = {"gt": np.greater, "gte": np.greater_equal, "lt": np.less, "lte": np.less_equal}
    for key, limit in wanted.items():
        found &= tests[key](values, float(limit))
    return found


def _classes(standard: Standard, known: Mapping[str, Array], size: int) -> dict[str, Array]:
    """Return what is known with the classes that the instrument derives: the highest counts."""
    facts = dict(known)
    for derived in standard.classes:
        order = list(derived.order)
        before = facts.get(derived.condition)
        rank = np.full(size, -1)
        if before is not None:
            for i, level in enumerate(order):
                rank = np.where(before == level, i, rank)
        settled = rank >= 0
        if derived.optional and before is None:
            continue
        for name, band in derived.bands:
            fits, _ = _matches({derived.of: band}, facts, size)
            if derived.optional:
                fits &= settled
            rank = np.where(fits, np.maximum(rank, order.index(name)), rank)
        names = np.array([*order, ""])
        fresh = names[rank]
        # a class that the order does not have stays as it was given
        facts[derived.condition] = fresh if before is None else np.where(rank < 0, before, fresh)
    return facts


def _evaluated(text: str, given: Mapping[str, Floats | None], size: int) -> Floats:
    """Return a formula where all its names are known, NaN elsewhere."""
    found = np.full(size, np.nan)
    arrays = {name: value for name, value in given.items() if value is not None}
    if len(arrays) < len(given):
        return found
    known = np.ones(size, dtype=bool)
    for value in arrays.values():
        known &= np.isfinite(value)
    if known.any():
        inside = {name: value[known] for name, value in arrays.items()}
        with np.errstate(all="ignore"):
            result = np.asarray(parse(text).evaluate(inside), dtype=float)
        found[known] = np.where(np.isfinite(result), result, np.nan)
    return found


def _alternatives(rules: tuple[Rule, ...], verdict: NDArray[np.int8]) -> None:
    """Set clauses that are not met as not applicable where a stated alternative is met."""
    for label in dict.fromkeys(rule.either for rule in rules if rule.either):
        rows = [i for i, rule in enumerate(rules) if rule.either == label]
        met = (verdict[rows] == MEETS).any(axis=0)
        for i in rows:
            spared = met & ((verdict[i] == BREAKS) | (verdict[i] == CANNOT_TELL))
            verdict[i, spared] = NOT_APPLICABLE


def _scope(case: _Case, verdict: NDArray[np.int8]) -> None:
    """Set every verdict as not applicable where the text is for the other kind of area."""
    area = case.known.get("area")
    if area is not None and case.standard.area != "any":
        verdict[:, (area != case.standard.area) & (area != "")] = NOT_APPLICABLE
