"""Two instruments, or two versions of one, side by side, value by value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from musdesign.provenance import Basis
from musdesign.standards.amending import told
from musdesign.standards.bands import both
from musdesign.standards.conditions import in_force
from musdesign.standards.model import Rule, Standard
from musdesign.standards.quotations import Quotation

Status = Literal["same", "changed", "only in the first", "only in the second"]


@dataclass(frozen=True, slots=True)
class Side:
    """What one instrument says."""

    clause: str
    says: str
    value: float | None
    low: float | None
    high: float | None
    text: str
    unit: str
    bound: str
    basis: Basis
    quotation: Quotation | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One value under one condition in two instruments; ``change`` is second less first."""

    parameter: str
    when: Mapping[str, Any]
    first: Side | None
    second: Side | None
    status: Status
    change: float | None = None
    change_percent: float | None = None


def diff(first: Standard, second: Standard, as_of: dt.date | None = None) -> tuple[Difference, ...]:
    """Return two instruments side by side: every pair of rules that can hold in the same case.

    Rules of one parameter are paired by the kind of their bound where both have it; a band that
    the two cut differently is shown in the parts that they share.
    """
    ours = [rule for rule in first.rules if in_force(first, rule, as_of)]
    theirs = [rule for rule in second.rules if in_force(second, rule, as_of)]
    names = dict.fromkeys(rule.parameter for rule in (*ours, *theirs))
    rows: list[Difference] = []
    for name in names:
        rows += _of_one(
            [rule for rule in ours if rule.parameter == name],
            [rule for rule in theirs if rule.parameter == name],
        )
    return tuple(rows)


def _of_one(ours: Sequence[Rule], theirs: Sequence[Rule]) -> Iterator[Difference]:
    paired: set[int] = set()
    for one in ours:
        same_kind = _kin(one, theirs)
        paired |= {id(rule) for rule in theirs if rule in same_kind}
        for other in same_kind:
            yield _pair(one, other)
        if not same_kind:
            yield Difference(one.parameter, dict(one.when or {}), _side(one), None,
                             "only in the first")  # fmt: skip
    for rule in theirs:
        if id(rule) not in paired:
            yield Difference(rule.parameter, dict(rule.when or {}), None, _side(rule),
                             "only in the second")  # fmt: skip


def _kin(one: Rule, theirs: Sequence[Rule]) -> list[Rule]:
    """Return the rules that a rule is compared with: the likest of those that can hold with it."""
    if one in theirs:  # a rule that the other has word for word is no change of any other
        return [one]
    kin = [rule for rule in theirs if both(one, rule)]
    kin = [rule for rule in kin if rule.bound == one.bound] or kin
    kin = [rule for rule in kin if (rule.when or {}) == (one.when or {})] or kin
    return [rule for rule in kin if _said_alike(rule, one)] or kin


def _said_alike(one: Rule, other: Rule) -> bool:
    """Tell whether two rules say the same under the same conditions, be it by other clauses."""
    return (one.when or {}) == (other.when or {}) and told(one) == told(other)


def _pair(one: Rule, other: Rule) -> Difference:
    a, b = _side(one), _side(other)
    same = (a.value, a.low, a.high, a.bound, a.says) == (b.value, b.low, b.high, b.bound, b.says)
    change = percent = None
    before, after = _top(one), _top(other)
    if before is not None and after is not None and one.unit == other.unit:
        change = after - before
        percent = 100.0 * change / before if before else None
    when = _shared(one.when or {}, other.when or {})
    status: Status = "same" if same else "changed"
    return Difference(one.parameter, when, a, b, status, change, percent)


def _top(rule: Rule) -> float | None:
    return next((n for n in (rule.value, rule.high, rule.low) if n is not None), None)


def _side(rule: Rule) -> Side:
    return Side(rule.clause, told(rule), rule.value, rule.low, rule.high, rule.text, rule.unit,
                rule.bound, rule.basis, rule.quotation)  # fmt: skip


def _shared(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return the conditions under which both hold.

    >>> _shared({"altitude": {"gt": 1000}}, {"altitude": {"gte": 1000, "lte": 2000}})
    {'altitude': {'gt': 1000, 'lte': 2000}}
    """
    found: dict[str, Any] = {**one, **other}
    for name in one.keys() & other.keys():
        a, b = one[name], other[name]
        if isinstance(a, Mapping) and isinstance(b, Mapping):
            found[name] = _overlap(a, b)
        elif isinstance(a, list) and isinstance(b, list):
            found[name] = [item for item in a if item in b]
        else:
            found[name] = b if isinstance(a, list | Mapping) else a
    return found


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    lows = [(b[k], k == "gt", k) for b in (one, other) for k in ("gt", "gte") if k in b]
    highs = [(b[k], k != "lt", k) for b in (one, other) for k in ("lt", "lte") if k in b]
    if lows:
        limit, _, key = max(lows)
        found[key] = limit
    if highs:
        limit, _, key = min(highs)
        found[key] = limit
    return found
