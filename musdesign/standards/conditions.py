"""What is known of a case, by canonical names, and whether the conditions of a rule hold in it."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from typing import Any, Literal

from musdesign.errors import DataError, Problem, UnitError
from musdesign.standards.bands import meet
from musdesign.standards.model import Rule, Standard
from musdesign.standards.vocabulary import (
    canonical,
    condition_of,
    unit_of,
    vocabulary,
    word,
)
from musdesign.units import parse, parse_number

Match = Literal["yes", "no", "unknown"]
_BAND = {"gt", "gte", "lt", "lte"}


def normal(conditions: Mapping[str, Any]) -> dict[str, Any]:
    """Return conditions by canonical name, quantities in canonical units; remarks are left out.

    Raises:
        DataError: an unknown name, a condition given twice, an unreadable quantity, or a word
            that the condition does not have (a misspelt one would let every rule pass by).

    >>> normal({"mean_altitude_masl": "800 m"})
    {'altitude': 800.0}
    """
    result: dict[str, Any] = {}
    problems: list[Problem] = []
    for spelling, value in conditions.items():
        try:
            name = condition_of(spelling, value)
            if value is None or vocabulary()[name].kind == "remark":
                continue
            found = condition_value(name, value)
            if result.setdefault(name, found) != found:
                problems.append(Problem(f"{name} is given twice", path=spelling))
        except DataError as error:
            problems += [problem.located(path=spelling) for problem in error.problems]
    if problems:
        raise DataError(problems)
    return result


def condition_value(spelling: str, value: Any) -> Any:
    """Return the value of a condition as rules read it: a number in the unit, a known word, a day.

    A band (the keys gt, gte, lt, lte), two ends of one ([501, 2000], null where open) or a list of
    words asks for whatever may hold somewhere in it.

    Raises:
        DataError: an unknown name, unit or word, or a number that is none.

    >>> condition_value("altitude", "0.8 km"), condition_value("service_level", "House connection")
    (800.0, 'house connection')
    >>> condition_value("population", [None, 2500])
    {'lte': 2500.0}
    """
    name = canonical(spelling, "condition")
    if name == "date":
        return day(value)
    text = unit_of(name) == "text"
    if isinstance(value, list | tuple):
        if not text and len(value) == 2:
            ends = zip(("gte", "lte"), value, strict=True)
            value = {key: end for key, end in ends if end is not None}
        else:
            return [condition_value(name, item) for item in value]
    if isinstance(value, dict):
        if text or not value.keys() <= _BAND:
            raise DataError(Problem(f"{name} cannot be {value}", path=name, cure="give one value"))
        return {key: condition_value(name, limit) for key, limit in value.items()}
    if isinstance(value, bool) and text:
        return word(name, "yes" if value else "no")
    if isinstance(value, str):
        if text:
            return word(name, value)
        value = _in_unit(name, value, unit_of(name))
    if isinstance(value, float) and not math.isfinite(value):
        raise DataError(Problem(f"{value} is not a number", path=name, cure="leave it out"))
    return float(value) if isinstance(value, int) and not text else value


def law_day(given: dict[str, Any], as_of: dt.date | None) -> dt.date | None:
    """Take the condition ``date`` out and return the day of the law, given one way or the other.

    >>> law_day({"date": day("2017-06-17")}, None)
    datetime.date(2017, 6, 17)
    """
    found = given.pop("date", None)
    as_of = None if as_of is None else day(as_of)
    if found is not None and as_of not in {None, found}:
        raise DataError(
            Problem(f"two days of the law: {found} and {as_of}", path="date", cure="give one")
        )
    return found or as_of


def day(value: Any) -> dt.date:
    """Return a day given as a date or as text; a year alone means its last day.

    >>> day("2017-06-17"), day("before 2016")
    (datetime.date(2017, 6, 17), datetime.date(2015, 12, 31))
    """
    if isinstance(value, dt.date):
        return value
    loose = re.fullmatch(r"(before )?(\d{4})\b(?![-\d]).*", str(value).strip())
    if loose:
        return dt.date(int(loose[2]) - (1 if loose[1] else 0), 12, 31)
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise DataError(Problem(f"'{value}' is not a day", cure="write YYYY-MM-DD")) from None


def _in_unit(name: str, value: str, unit: str) -> float:
    # the edge of a band as tables word it: "up to 2000 (as the source has it)"
    value = re.sub(r"^\s*(up to|at most|hasta)\s+|\s*\(.*\)\s*$", "", value)
    try:
        bare = re.fullmatch(r"[+-]?[\d.,]+", value.strip())
        return parse_number(value) if bare or unit == "-" else parse(value, unit)
    except UnitError as error:
        raise DataError([problem.located(path=name) for problem in error.problems]) from None


def with_classes(standard: Standard, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return conditions with the classes that the instrument derives from them.

    The highest of the class given and those derived counts.  A class marked optional can only
    raise another: alone it does not settle the class (the other may be higher still).
    """
    facts = dict(given)
    for derived in standard.classes:
        if derived.optional and derived.condition not in facts:
            continue
        found = [
            name for name, band in derived.bands
            if matches({derived.of: band}, facts)[0] == "yes"
        ]  # fmt: skip
        stated = facts.get(derived.condition)
        levels = [*found, *(stated if isinstance(stated, list) else [stated] if stated else [])]
        if levels:
            order = list(derived.order)
            ranks = [order.index(level) if level in order else -1 for level in levels]
            facts[derived.condition] = levels[ranks.index(max(ranks))]
    return facts


def in_force(standard: Standard, rule: Rule, as_of: dt.date | None) -> bool:
    """Tell whether a rule holds on a day; without a day, whether its instrument still has it.

    A repealed instrument is then read as it stood, a clause replaced in a living one is not.
    """
    if as_of is None:
        return rule.in_force_to is None or standard.in_force_to is not None
    starts = rule.in_force_from is None or rule.in_force_from <= as_of
    return starts and (rule.in_force_to is None or as_of < rule.in_force_to)


def matches(when: Mapping[str, Any], facts: Mapping[str, Any]) -> tuple[Match, tuple[str, ...]]:
    """Tell whether conditions hold, and which of them are not known."""
    unknown = []
    for name, wanted in when.items():
        value = facts.get(name)
        if value is None:
            unknown.append(name)
        elif not holds(wanted, value):
            return "no", ()
    return ("unknown", tuple(unknown)) if unknown else ("yes", ())


def holds(wanted: Any, value: Any) -> bool:
    """Tell whether what a rule asks for holds for a value, or somewhere in a band of values.

    >>> holds({"lte": 2000}, 2000.0), holds("valles", "llanos"), holds({"gt": 500}, {"lte": 600.0})
    (True, False, True)
    """
    if isinstance(value, list | dict):
        return meet(wanted, value)
    if isinstance(wanted, list):
        return any(holds(item, value) for item in wanted)
    number = _as_number(value)
    if not isinstance(wanted, dict):
        if number is not None and _as_number(wanted) is not None:
            return number == _as_number(wanted)
        return str(wanted).strip().lower() == str(value).strip().lower()
    if number is None:
        return False
    tests = {
        "gt": number.__gt__, "gte": number.__ge__, "lt": number.__lt__, "lte": number.__le__,
    }  # fmt: skip
    return all(tests[key](float(limit)) for key, limit in wanted.items())


def _as_number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
