"""Verdicts: a design's facts against the clauses of an instrument."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from musdesign.errors import DataError, MusdesignError, Problem
from musdesign.standards.conditions import in_force, law_day, matches, normal, with_classes
from musdesign.standards.model import Check, Rule, Standard, YieldsTo
from musdesign.standards.vocabulary import canonical, unit_of
from musdesign.units import parse, show

_TOLERANCE = 1e-9
_ALLOCATION = "net_domestic_allocation"
_READINGS = (
    ("domestic use alone", "net_domestic_allocation"),
    ("all household use", "net_total_allocation"),
)
_NOTHING_TO_MEET = {"definition", "classification", "formula"}
# a design's losses are a part of what is produced; these percentages are of something else
_OTHER_LOSSES = {
    "added_to_net": "its percentage is added to the net need, not a part of what is produced",
    "included": "its allocations hold the losses already",
}
_ADVICE = {"target", "recommended_max"}


def check(
    standard: Standard,
    facts: Mapping[str, float | str | None],
    conditions: Mapping[str, Any],
    as_of: dt.date | None = None,
) -> tuple[Check, ...]:
    """Return the verdict of each numeric clause on a design.

    A ceiling is broken above its number, a floor below it; a factor, fixed value or fraction is
    compared as a ceiling or floor according to what it protects (see ``_side``).  Where the text is
    silent on productive use an allocation is read twice: domestic use alone, and all household use.
    What cannot be judged says what is missing.  A design's peak hour factor is over its largest
    day and its losses are a part of what is produced; rules on another base are brought to it or
    do not apply.

    Args:
        standard: the instrument.
        facts: by parameter name, numbers in canonical units or texts such as "30 %"; None, absent
            or not a number where unknown.
        conditions: by name, see :func:`musdesign.standards.ask`.
        as_of: day of the law.

    Raises:
        DataError: an unknown parameter, condition or word, or an unreadable quantity.
    """
    stated = normal_facts(facts)
    given = normal(conditions)
    as_of = law_day(given, as_of)
    known = with_classes(standard, given)
    checks = [
        found
        for rule in standard.rules
        if rule.numeric and rule.bound not in _NOTHING_TO_MEET
        for found in _rule(standard, rule, stated, known, as_of)
    ]
    checks = _alternatives(standard, _scope(standard, checks, known))
    narrower = [item for item in standard.may_yield_to if _may_govern(item, known, as_of)]
    if narrower:
        checks = [_yielded(found, narrower[0]) for found in checks]
    return tuple(checks)


def normal_facts(facts: Mapping[str, float | str | None]) -> dict[str, float | None]:
    """Return facts by canonical name in canonical units; what is not a number is not known.

    Raises:
        DataError: an unknown parameter, one given twice, or an unreadable quantity.

    >>> normal_facts({"technical_loss_max": "30 %", "max_day_factor": float("nan")})
    {'losses': 30.0, 'max_day_factor': None}
    """
    result: dict[str, float | None] = {}
    problems: list[Problem] = []
    for spelling, value in facts.items():
        try:
            name = canonical(spelling, "parameter")
            if name in result:
                problems.append(Problem(f"{name} is given twice", path=spelling))
            number = parse(value, unit_of(name)) if isinstance(value, str) else value
            result[name] = None if number is None or math.isnan(number) else float(number)
        except MusdesignError as error:
            problems += [problem.located(path=spelling) for problem in error.problems]
    if problems:
        raise DataError(problems)
    return result


def _rule(
    standard: Standard,
    rule: Rule,
    facts: Mapping[str, float | None],
    known: Mapping[str, Any],
    as_of: dt.date | None,
) -> Iterator[Check]:
    blank = Check(
        standard.id, rule.clause, rule.parameter, "cannot_tell", None, _limit(rule, None),
        rule.unit, rule.bound, rule.basis, note=rule.note, source=rule.source,
        in_force_from=rule.in_force_from, in_force_to=rule.in_force_to,
    )  # fmt: skip
    if as_of is None and rule.in_force_to is not None:
        blank = replace(blank, note=_joined(f"in force until {rule.in_force_to}", blank.note))
    if not in_force(standard, rule, as_of):
        day = f"not in force on {as_of}" if as_of else ""
        yield replace(blank, verdict="not_applicable", note=_joined(day, blank.note))
        return
    if rule.bound == "block_upper":
        yield replace(blank, verdict="not_applicable", note="a block of the tariff")
        return
    if rule.convention in _OTHER_LOSSES:
        yield replace(blank, verdict="not_applicable", note=_OTHER_LOSSES[rule.convention])
        return
    match, unknown = matches(rule.when or {}, known)
    if match == "no":
        yield replace(blank, verdict="not_applicable", note="its conditions are not those here")
        return
    if match == "unknown":
        yield replace(blank, note=f"not known: {', '.join(unknown)}")
        return
    readings: tuple[tuple[str, str], ...] = (("", rule.parameter),)
    if rule.parameter == _ALLOCATION and standard.productive_use_stance in {"silent", "unknown"}:
        readings = _READINGS
    for reading, name in readings:
        value, missing = _fact(rule, name, facts)
        if value is None:
            note = f"the design has no {missing.replace('_', ' ')}"
            yield replace(blank, reading=reading, note=note)
        else:
            yield _compared(replace(blank, reading=reading), rule, value)


def _fact(rule: Rule, name: str, facts: Mapping[str, float | None]) -> tuple[float | None, str]:
    """Return a design's value on the base of the rule, or None and the name of what is missing."""
    value = facts.get(name)
    if value is None or name != "peak_hour_factor" or rule.base != "mean":
        return value, name
    # a design's peak hour is over its largest day, this rule's is over the mean day
    largest = facts.get("max_day_factor")
    return (None, "max_day_factor") if largest is None else (value * largest, name)


def _compared(blank: Check, rule: Rule, value: float) -> Check:
    low, high = _sides(rule)
    slack = _TOLERANCE * max(1.0, abs(value))
    if high is not None and value > high + slack:
        return _broken(blank, rule, value, high)
    if low is not None and value < low - slack:
        return _broken(blank, rule, value, low)
    note = blank.note
    if low is not None and high is None and rule.parameter == _ALLOCATION and value > low + slack:
        short = f"public provision falls short of the need by {show(value - low)}"
        note = _joined(f"{short} {rule.unit}", note)
    return replace(blank, verdict="meets", value=value, limit=_limit(rule, value), note=note,
                   excess=value - (high if high is not None else low or 0.0))  # fmt: skip


def _broken(blank: Check, rule: Rule, value: float, limit: float) -> Check:
    verb = "lower it to at most" if value > limit else "raise it to at least"
    note = blank.note
    if rule.bound in _ADVICE:
        note = _joined("a recommendation, not an obligation", note)
    return replace(
        blank, verdict="breaks", value=value, limit=limit, excess=value - limit, note=note,
        cure=f"{verb} {show(limit)} {rule.unit}, or change the clause",
    )  # fmt: skip


def _sides(rule: Rule) -> tuple[float | None, float | None]:
    """Return the least and the most that a rule allows."""
    if rule.bound == "range":
        return rule.low, rule.high
    number = rule.value if rule.value is not None else rule.high
    if rule.bound in {"ceiling", "recommended_max"}:
        return None, number
    if rule.bound == "factor":
        # a peak factor is stated as the most that may be assumed, a range as both ends
        return (rule.low, rule.high) if rule.value is None else (None, rule.value)
    if rule.bound == "fixed":
        return number, number
    return (rule.value if rule.value is not None else rule.low), None


def _limit(rule: Rule, value: float | None) -> float | None:
    low, high = _sides(rule)
    if low is not None and high is not None and value is not None:
        return high if abs(value - high) <= abs(value - low) else low
    return high if high is not None else low


def _scope(standard: Standard, checks: list[Check], known: Mapping[str, Any]) -> list[Check]:
    """Return verdicts as not applicable where the text is written for the other kind of area."""
    area = str(known.get("area") or "")
    if not area or standard.area in {"any", area}:
        return checks
    note = f"written for {standard.area} areas, the scheme is {area}"
    words = {"meets": "compared all the same it would be met", "breaks": "compared all the same it "
             "would be broken"}  # fmt: skip
    return [
        replace(found, verdict="not_applicable", cure="",
                note=_joined(note, words.get(found.verdict, ""), found.note))
        for found in checks
    ]  # fmt: skip


def _alternatives(standard: Standard, checks: list[Check]) -> list[Check]:
    """Return a clause that is not met as not applicable where its stated alternative is met."""
    either = {(r.clause, r.parameter): r.either for r in standard.rules if r.either}
    met = {
        either[found.clause, found.parameter]: found
        for found in checks
        if found.verdict == "meets" and (found.clause, found.parameter) in either
    }
    result = []
    for found in checks:
        other = met.get(either.get((found.clause, found.parameter), ""))
        if other and found.verdict in {"breaks", "cannot_tell"}:
            name = other.parameter.replace("_", " ")
            note = f"the clause is met by its alternative, {name} of {show(other.limit or 0.0)}"
            note = _joined(f"{note} {other.unit}", found.note)
            result.append(replace(found, verdict="not_applicable", note=note, cure=""))
        else:
            result.append(found)
    return result


def _joined(*notes: str) -> str:
    return "; ".join(note for note in notes if note)


def _may_govern(item: YieldsTo, known: Mapping[str, Any], as_of: dt.date | None) -> bool:
    begun = as_of is None or item.since is None or as_of >= item.since
    return begun and matches(item.when, known)[0] == "yes"


def _yielded(found: Check, item: YieldsTo) -> Check:
    """Return a breach as undecided where an instrument that was not read may govern instead.

    What is met stays met by this text, and says that the other one may govern.
    """
    if found.verdict == "meets":
        note = f"met by this text alone; {item.standard} may govern instead"
        return replace(found, note=_joined(found.note, note))
    if found.verdict != "breaks":
        return found
    excess = abs(found.excess or 0.0)
    side = "above" if (found.excess or 0.0) > 0 else "below"
    note = (
        f"by this text alone a breach, {show(excess)} {found.unit} {side} its limit; but "
        f"{item.standard} may govern instead: {item.why}"
    )
    return replace(found, verdict="cannot_tell", note=_joined(note, found.note))
