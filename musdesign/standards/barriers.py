"""Which clauses stand in the way of a scheme's multiple use, and the least change of each.

The least change is the nearest one that turns the verdict: a ceiling raised to the design's own
value, a floor lowered to it, an unclear text read as speaking of domestic use alone.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from musdesign.provenance import Basis
from musdesign.standards.checking import READINGS
from musdesign.standards.model import Check, Rule, Standard
from musdesign.standards.quotations import Quotation
from musdesign.units import show

_ALL_USE = READINGS[1][0]


@dataclass(frozen=True, slots=True)
class Barrier:
    """A clause that a scheme breaks, and the least change that would let it pass.

    ``because_of_multiple_use`` tells that the same scheme for people alone would meet the clause.
    ``other_way`` is a change of words that would do as well.
    """

    standard: str
    clause: str
    parameter: str
    reading: str
    verdict: str
    bound: str
    unit: str
    limit: float | None
    value: float | None
    by_how_much: float | None
    percent: float | None
    new_limit: float | None
    change: str
    other_way: str
    because_of_multiple_use: bool
    basis: Basis
    note: str
    quotation: Quotation | None = None


def barriers(
    standard: Standard, checks: Sequence[Check], domestic_only: Sequence[Check] = ()
) -> tuple[Barrier, ...]:
    """Return the clauses in the way of a scheme, the ones that its multiple use runs into first.

    Args:
        standard: the instrument.
        checks: verdicts on the scheme with all its uses.
        domestic_only: verdicts on the same place served for domestic use alone; a clause that it
            meets is in the way of the multiple use and not of the scheme as such.
    """
    met = {(c.clause, c.parameter, c.bound) for c in domestic_only if c.verdict == "meets"}
    found = []
    for check in checks:
        held_back = check.verdict == "cannot_tell" and check.excess not in {None, 0.0}
        if check.standard != standard.id or check.bound == "bundle":
            continue
        if check.verdict != "breaks" and not (held_back and against(check)):
            continue
        because = (
            check.reading == _ALL_USE or (check.clause, check.parameter, check.bound) in met
        ) and not _domestic_breaks(check, checks)
        found.append(_barrier(check, because=because))
    return tuple(sorted(found, key=lambda item: not item.because_of_multiple_use))


def _domestic_breaks(check: Check, checks: Sequence[Check]) -> bool:
    """Tell whether domestic use alone breaks the clause as well."""
    return any(
        c.clause == check.clause and c.parameter == check.parameter and c.verdict == "breaks"
        and c.reading == READINGS[0][0] and c.limit == check.limit
        for c in checks
    )  # fmt: skip


def against(check: Check) -> bool:
    """Tell whether an undecided verdict would be a breach by this text alone."""
    return "by this text alone a breach" in check.note


def urgency(check: Check) -> int:
    """Return where a verdict stands: breaches first, decided ones before those without a number.

    A breach by this text alone, held back for a rule that was not read, comes before what is met.
    """
    if check.verdict == "cannot_tell":
        return 1 if against(check) else 3
    return {"breaks": 0, "meets": 2}.get(check.verdict, 4)


def _barrier(check: Check, *, because: bool) -> Barrier:
    limit, value = check.limit, check.value
    new = None if value is None else enough(value, up=(check.excess or 0.0) > 0)
    change = other = ""
    percent = None
    if value is not None and limit is not None and new is not None:
        verb = "raise" if new > limit else "lower"
        unit = "" if check.unit == "-" else f" {check.unit}"
        what = check.bound.replace("_", " ")
        if check.bound in {"range", "factor"}:
            what = f"{'high' if new > limit else 'low'} end of the {what}"
        change = f"{verb} the {what} from {show(limit, 4)} to {new:g}{unit}"
        percent = 100.0 * (new - limit) / limit if limit else None
    if check.reading == _ALL_USE:
        other = (
            "say that the number bounds domestic use alone and that livestock, gardens and small "
            "enterprises are counted beside it"
        )
    elif check.bound in {"recommended", "recommended_max", "target"}:
        other = "it is a recommendation: give the reasons for going beyond it"
    return Barrier(
        check.standard, check.clause, check.parameter, check.reading, check.verdict, check.bound,
        check.unit, limit, value, check.excess, percent, new, change, other, because, check.basis,
        check.note, check.quotation,
    )  # fmt: skip


def enough(value: float, *, up: bool) -> float:
    """Return the nearest number of four figures that is not short of a value.

    >>> enough(172.3456, up=True), enough(0.271828, up=False)
    (172.4, 0.2718)
    """
    if value == 0:
        return 0.0
    step = 10.0 ** (math.floor(math.log10(abs(value))) - 3)
    count = math.ceil(value / step - 1e-9) if up else math.floor(value / step + 1e-9)
    return float(f"{count * step:.6g}")


def least_amendment(standard: Standard, found: Sequence[Barrier], name: str = "") -> str:
    """Return an amendment file that makes the least change of each clause, or nothing.

    It can be saved, edited and applied: ``musdesign check SCENARIO --amend FILE``.
    """
    lines = []
    for rule, key, item in _once_each(standard, found):
        lines += [
            f"  - clause: {json.dumps(item.clause, ensure_ascii=False)}",
            f"    parameter: {item.parameter}",
            *(
                [f"    when: {json.dumps(_plain(rule.when), ensure_ascii=False)}"]
                if rule.when
                else []
            ),
            f"    set: {{{key}: {item.new_limit!r}, unit: {json.dumps(rule.unit)}}}",
            f"    why: {json.dumps(_reason(item), ensure_ascii=False)}",
        ]
    if not lines:
        return ""
    title = name or f"Least changes of {standard.id}"
    head = [
        "schema: 1",
        f"name: {json.dumps(title, ensure_ascii=False)}",
        "why: the least changes that would let the scheme pass with all its uses",
        f"standards: [{standard.id}]",
        "changes:",
    ]
    return "\n".join([*head, *lines]) + "\n"


def _once_each(standard: Standard, found: Sequence[Barrier]) -> list[tuple[Rule, str, Barrier]]:
    """Return each side of each rule once, with the change that lets every reading pass."""
    furthest: dict[tuple[int, str], tuple[Rule, str, Barrier]] = {}
    for item in found:
        rule = _rule_of(standard, item)
        if rule is None or item.new_limit is None or item.limit is None:
            continue
        place = (id(rule), _key(rule, item))
        before = furthest.get(place)
        if before is None or _size(item) > _size(before[2]):
            furthest[place] = (rule, place[1], item)
    return list(furthest.values())


def _size(item: Barrier) -> float:
    return abs((item.new_limit or 0.0) - (item.limit or 0.0))


def _rule_of(standard: Standard, item: Barrier) -> Rule | None:
    """Return the rule that a barrier was found in."""
    for rule in standard.rules:
        numbers = {rule.value, rule.low, rule.high}
        same = (rule.clause, rule.parameter, rule.bound) == (
            item.clause,
            item.parameter,
            item.bound,
        )
        if same and item.limit in numbers:
            return rule
    return None


def _key(rule: Rule, item: Barrier) -> str:
    if rule.value is not None:
        return "value"
    return "high" if item.limit == rule.high else "low"


def _reason(item: Barrier) -> str:
    unit = "" if item.unit == "-" else f" {item.unit}"
    use = "all household use" if item.reading == _ALL_USE else item.parameter.replace("_", " ")
    return f"{use} of the scheme is {show(item.value or 0.0, 4)}{unit}"


def _plain(when: Any) -> Any:
    return {key: dict(value) if isinstance(value, dict) else value for key, value in when.items()}
