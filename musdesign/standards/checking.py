"""Verdicts: a design's facts against the clauses of an instrument."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from musdesign.errors import DataError, MusdesignError, Problem
from musdesign.provenance import BASES
from musdesign.standards import gathering
from musdesign.standards.asking import answer_of, limits_here, settled, values_of_others
from musdesign.standards.conditions import in_force, law_day, matches, normal, with_classes
from musdesign.standards.formulas import related, rounded_up
from musdesign.standards.gathering import joined
from musdesign.standards.model import Check, Rule, Standard
from musdesign.standards.vocabulary import canonical, unit_of
from musdesign.units import parse, show

TOLERANCE = 1e-9
ALLOCATION = "net_domestic_allocation"
READINGS = (
    ("domestic use alone", "net_domestic_allocation"),
    ("all household use", "net_total_allocation"),
)
# kinds that say something and bound nothing
NOT_JUDGED = {
    "default": "it stands in where nothing better is known",
    "reference": "a figure, not a limit",
    "threshold": "a size at which something begins, not a limit",
    "multiplier": "a change to another value, not a limit",
    "block_upper": "a block of the tariff",
}
SAID = {
    "definition", "classification", "formula", "method", "obligation", "permission", "exemption",
    "prohibition", "priority", "right", "principle", "scope", "version",
}  # fmt: skip
# a design's losses are a part of what is produced; these percentages are of something else
OTHER_LOSSES = {
    "added_to_net": "its percentage is added to the net need, not a part of what is produced",
    "included": "its allocations hold the losses already",
}
_ADVICE = {"target", "recommended_max", "recommended"}


Maker = partial[Check]


@dataclass(frozen=True, slots=True)
class Case:
    """A design as rules see it: its facts, the conditions known, the day of the law."""

    facts: Mapping[str, float | None]
    known: Mapping[str, Any]
    as_of: dt.date | None


def check(
    standard: Standard,
    facts: Mapping[str, float | str | None],
    conditions: Mapping[str, Any],
    as_of: dt.date | None = None,
    *,
    basis: str = "any",
) -> tuple[Check, ...]:
    """Return the verdict of each numeric clause on a design.

    A ceiling is broken above its number, a floor below it; a factor, fixed value or fraction is
    compared as a ceiling or floor according to what it protects (see :func:`sides`).  Where the
    text is silent on productive use an allocation is read twice: domestic use alone, and all
    household use.  What cannot be judged says what is missing.  A design's peak hour factor is
    over its largest day and its losses are a part of what is produced; rules on another base are
    brought to it or do not apply.

    Args:
        standard: the instrument.
        facts: by parameter name, numbers in canonical units or texts such as "30 %"; None, absent
            or not a number where unknown.
        conditions: by name, see :func:`musdesign.standards.ask`.
        as_of: day of the law.
        basis: ``primary`` keeps the clauses read in the instrument itself, ``secondary`` those
            and the ones read in a text quoting it, ``any`` all.

    Raises:
        DataError: an unknown parameter, condition, word or basis, or an unreadable quantity.
    """
    given = normal(conditions)
    as_of = law_day(given, as_of)
    return check_case(standard, normal_facts(facts), given, as_of, basis=basis)


def check_case(
    standard: Standard,
    facts: Mapping[str, float | None],
    given: Mapping[str, Any],
    as_of: dt.date | None,
    *,
    basis: str = "any",
) -> tuple[Check, ...]:
    """Return the verdicts for facts and conditions that are in canonical names and units."""
    enough = trusted(basis)
    stated = {name: value for name, value in facts.items() if value is not None}
    case = Case(facts, with_classes(standard, stated | dict(given)), as_of)
    checks = [
        found
        for rule in standard.rules
        if rule.bound not in SAID and rule.basis in enough and (rule.numeric or rule.formula)
        for found in _rule(standard, rule, case)
    ]
    return gathering.gathered(standard, checks, case.known, as_of)


def trusted(basis: str) -> tuple[str, ...]:
    """Return the bases that a filter lets through.

    Raises:
        DataError: an unknown word.

    >>> trusted("secondary")
    ('primary', 'secondary')
    """
    words = {"any": BASES, "unverified": BASES, "primary": BASES[:1], "secondary": BASES[:2]}
    if basis not in words:
        raise DataError(Problem(f"unknown basis '{basis}'", cure="primary, secondary or any"))
    return words[basis]


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


def _rule(standard: Standard, rule: Rule, case: Case) -> Iterator[Check]:
    note = rule.note
    if case.as_of is None and rule.in_force_to is not None:
        note = joined(f"in force until {rule.in_force_to}", note)
    make = _maker(standard, rule)
    why = _why_not(standard, rule, case)
    if why:
        yield make(verdict="not_applicable", limit=limit_of(rule, None), note=why)
        return
    _, beyond = matches(standard.scope, case.known)
    _, unknown = matches(rule.when or {}, case.known)
    if beyond or unknown:
        missing = (*beyond, *unknown)
        yield _unknown(make, rule, missing)
        return
    here = settled(rule, case.known)
    if here is None:
        why = joined("local data come first, and the scheme has them", note)
        yield make(verdict="not_applicable", limit=limit_of(rule, None), note=why)
        return
    here, missing = _in_numbers(standard, here, case)
    if missing and (rule.slide is not None or not here.numeric):
        yield _unknown(make, rule, missing)
        return
    if rule.population_share is not None:
        by = f" by {rule.by_year}" if rule.by_year else ""
        share = f"a target for {show(rule.population_share)} % of the people{by}"
        note = joined(share, note)
    yield from _readings(standard, here, case, partial(make, note=note), missing)


def _maker(standard: Standard, rule: Rule) -> Maker:
    """Return what makes the verdicts of one rule; a check is made once and not copied."""
    return partial(
        Check, standard=standard.id, clause=rule.clause, parameter=rule.parameter, unit=rule.unit,
        bound=rule.bound, basis=rule.basis, source=rule.source, title=rule.title, value=None,
        in_force_from=rule.in_force_from, in_force_to=rule.in_force_to, either=rule.either,
        bundle=rule.bundle, text=rule.text, quotation=rule.quotation, when=rule.when,
        ends=(rule.low, rule.high) if rule.bound == "range" and rule.slide is None else None,
    )  # fmt: skip


def _unknown(make: Maker, rule: Rule, missing: tuple[str, ...]) -> Check:
    limit = limit_of(rule, None) if rule.value is not None or rule.low is not None else None
    note = f"not known: {', '.join(missing)}"
    return make(verdict="cannot_tell", limit=limit, note=note, missing=missing)


def _why_not(standard: Standard, rule: Rule, case: Case) -> str:
    """Return why a rule does not judge this case, or nothing."""
    if not in_force(standard, rule, case.as_of):
        day = f"not in force on {case.as_of}" if case.as_of else ""
        return joined(day, rule.note) or "no longer in force"
    if rule.bound in NOT_JUDGED:
        return NOT_JUDGED[rule.bound]
    if rule.convention in OTHER_LOSSES:
        return OTHER_LOSSES[rule.convention]
    if matches(standard.scope, case.known)[0] == "no":
        return joined("outside the scope of the instrument", standard.scope_text)
    if matches(rule.when or {}, case.known)[0] == "no":
        return "its conditions are not those here"
    return ""


def _in_numbers(standard: Standard, rule: Rule, case: Case) -> tuple[Rule, tuple[str, ...]]:
    """Return a rule with what its slide, growth or formula gives here, and what is not known."""
    if not (rule.slide or rule.formula or rule.parts or rule.grows):
        return rule, ()
    find = values_of_others(standard, case.known, case.as_of)
    answer = limits_here(answer_of(standard, rule), rule, case.known, find)
    low, high = answer.low, answer.high
    if rule.slide is not None and answer.value is not None:
        low = high = None
    known = replace(
        rule, value=answer.value, low=low, high=high, slide=None, formula="", parts=(), grows=None
    )
    return known, answer.conditions_unknown


def _readings(
    standard: Standard, rule: Rule, case: Case, make: Maker, partly: tuple[str, ...]
) -> Iterator[Check]:
    readings: tuple[tuple[str, str], ...] = (("", rule.parameter),)
    if rule.parameter == ALLOCATION and standard.productive_use_stance in {"silent", "unknown"}:
        readings = READINGS
    for reading, name in readings:
        value, missing = fact(rule, name, case.facts)
        if rule.unit != unit_of(rule.parameter):
            value, missing = None, f"{name} in {rule.unit}"
        if value is None:
            note = f"the design has no {missing.replace('_', ' ')}"
            note = joined(note, make.keywords["note"])
            yield make(verdict="cannot_tell", limit=limit_of(rule, None), reading=reading,
                       note=note, missing=(missing,))  # fmt: skip
            continue
        found = compared(partial(make, reading=reading), rule, value)
        if partly and found.verdict == "meets":
            # the least of a larger one is met; what is not known may ask for more
            note = joined(f"met as far as is known; not known: {', '.join(partly)}", found.note)
            found = replace(found, verdict="cannot_tell", note=note, missing=partly)
        yield found


def fact(rule: Rule, name: str, facts: Mapping[str, float | None]) -> tuple[float | None, str]:
    """Return a design's value on the base of the rule, or None and the name of what is missing."""
    value = facts.get(name)
    if value is None:
        value = related(name, facts)
    if value is None or name != "peak_hour_factor" or not rule.base.startswith("mean"):
        return value, name
    # a design's peak hour is over its largest day, this rule's is over the mean day
    largest = facts.get("max_day_factor")
    return (None, "max_day_factor") if largest is None else (value * largest, name)


def compared(make: Maker, rule: Rule, value: float) -> Check:
    """Return the verdict on a value; ``make`` knows the rest of the check."""
    if rule.bound == "rounding":
        return _sized(make, rule, value)
    low, high = sides(rule)
    slack = TOLERANCE * max(1.0, abs(value))
    # a limit that must not be reached is broken at itself
    above = -slack if rule.strict else slack
    if high is not None and value > high + above:
        return _broken(make, rule, value, high)
    if low is not None and value < low - above:
        return _broken(make, rule, value, low)
    note = make.keywords["note"]
    if low is not None and high is None and rule.parameter == ALLOCATION and value > low + slack:
        short = f"public provision falls short of the need by {show(value - low)}"
        note = joined(f"{short} {rule.unit}", note)
    limit = limit_of(rule, value)
    return make(verdict="meets", value=value, limit=limit, note=note, excess=value - (limit or 0.0))


def _sized(make: Maker, rule: Rule, value: float) -> Check:
    size = rounded_up(rule, value)
    if abs(size - value) <= 1e-6 * max(1.0, abs(size)):
        return make(verdict="meets", value=value, limit=size, excess=0.0)
    cure = f"round it up to {show(size)} {rule.unit}, or change the clause"
    return make(verdict="breaks", value=value, limit=size, excess=value - size, cure=cure)


def _broken(make: Maker, rule: Rule, value: float, limit: float) -> Check:
    side = "at most" if value >= limit else "at least"
    if rule.strict:
        side = "below" if value >= limit else "above"
    verb = "lower it to" if value >= limit else "raise it to"
    note = make.keywords["note"]
    if rule.bound in _ADVICE:
        note = joined("a recommendation, not an obligation", note)
    cure = f"{verb} {side} {show(limit)} {rule.unit}, or change the clause"
    return make(verdict="breaks", value=value, limit=limit, excess=value - limit, note=note,
                cure=cure)  # fmt: skip


def sides(rule: Rule) -> tuple[float | None, float | None]:
    """Return the least and the most that a rule allows.

    A ceiling and a recommended maximum bound from above, a floor, a fraction and a target from
    below, a fixed value on both sides; a single factor is the most that may be assumed.
    """
    if rule.bound == "range" or (rule.value is None and rule.low is not None is not rule.high):
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


def limit_of(rule: Rule, value: float | None) -> float | None:
    """Return the side of a rule that a value is nearest to."""
    low, high = sides(rule)
    if low is not None and high is not None and value is not None:
        return high if abs(value - high) <= abs(value - low) else low
    return high if high is not None else low
