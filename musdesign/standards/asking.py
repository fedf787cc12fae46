"""Ask a rule book: which values hold under given conditions, on a given day."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from musdesign.errors import DataError, Problem, UnitError, did_you_mean
from musdesign.standards.loading import available, load_standard
from musdesign.standards.model import Answer, Rule, Standard
from musdesign.standards.vocabulary import canonical, unit_of, word
from musdesign.units import parse, parse_number

Match = Literal["yes", "no", "unknown"]


@dataclass(frozen=True, slots=True)
class RecipeValues:
    """What an instrument prescribes for sizing; None where it is silent."""

    net_allocation: float | None = None
    losses: float | None = None
    max_day_factor: float | None = None
    peak_hour_factor: float | None = None
    peak_base: Literal["max_day", "mean"] = "max_day"
    loss_convention: Literal["on_gross", "added_to_net", "included"] = "on_gross"
    design_period: float | None = None
    storage_fraction: float | None = None
    min_pressure: float | None = None
    max_static: float | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)


def ask(
    country_or_id: str,
    parameter: str,
    conditions: Mapping[str, Any] | None = None,
    as_of: dt.date | None = None,
) -> list[Answer]:
    """Return what an instrument, or all of a country, say about a parameter.

    Args:
        country_or_id: ISO code of three letters, or the id of an instrument.
        parameter: canonical name or one of its other spellings.
        conditions: by name, numbers or texts such as "800 m".  A rule whose condition is not given
            is answered with that condition under ``conditions_unknown``.  A ``date`` among them
            is the day of the law.
        as_of: day of the law; None: all that is on file and not superseded.

    Raises:
        DataError: an unknown country, instrument, parameter or condition.
    """
    known = available()
    given = normal(conditions or {})
    as_of = law_day(given, as_of)
    if country_or_id in known:
        chosen = [load_standard(country_or_id)]
    else:
        every = [load_standard(name) for name in known]
        chosen = [s for s in every if s.country == country_or_id.upper()]
        if not chosen:
            names = {*known, *(s.country for s in every)}
            raise DataError(
                Problem(
                    f"no standard '{country_or_id}' is on file",
                    cure=did_you_mean(country_or_id, names),
                )
            )
        if as_of is None:
            chosen = [s for s in chosen if s.in_force_to is None and not s.superseded_by]
    name = canonical(parameter, "parameter")
    # a question with one population means it for the horizon as well
    if "population" in given:
        given.setdefault("design_population", given["population"])
    return [answer for standard in chosen for answer in answers(standard, name, given, as_of)]


def answers(
    standard: Standard, parameter: str, given: Mapping[str, Any], as_of: dt.date | None
) -> list[Answer]:
    """Return the answers of one instrument to canonical names."""
    found = []
    facts = with_classes(standard, given)
    for rule in standard.rules:
        if rule.parameter != parameter or not in_force(standard, rule, as_of):
            continue
        match, unknown = matches(rule.when or {}, facts)
        if match != "no":
            found.append(answer_of(standard, rule, unknown))
    return found


def answer_of(standard: Standard, rule: Rule, unknown: Iterable[str] = ()) -> Answer:
    """Return a rule as an answer."""
    return Answer(
        rule.value, rule.low, rule.high, rule.text, rule.unit, rule.bound, standard.id,
        rule.clause, rule.basis, rule.in_force_from, rule.in_force_to, rule.source, rule.base,
        rule.convention, tuple(unknown),
    )  # fmt: skip


def recipe_values(
    standard: Standard, conditions: Mapping[str, Any], as_of: dt.date | None = None
) -> RecipeValues:
    """Return what the instrument prescribes for sizing under known conditions.

    An allocation with a ceiling or a range counts at its high end, one with a floor at the floor.
    """
    given = normal(conditions)
    as_of = law_day(given, as_of)
    used: dict[str, Answer] = {}

    def first(key: str, parameter: str) -> Answer | None:
        for answer in answers(standard, parameter, given, as_of):
            if not answer.conditions_unknown and _number(answer) is not None:
                used[key] = answer
                return answer
        return None

    def number(key: str, parameter: str) -> float | None:
        answer = first(key, parameter)
        return _number(answer) if answer is not None else None

    net = number("net_allocation", "net_domestic_allocation")
    losses = first("losses", "losses")
    peak = first("peak_hour_factor", "peak_hour_factor")
    return RecipeValues(
        net_allocation=net,
        losses=_number(losses) if losses else None,
        max_day_factor=number("max_day_factor", "max_day_factor"),
        peak_hour_factor=_number(peak) if peak else None,
        peak_base="mean" if peak is not None and peak.base == "mean" else "max_day",
        loss_convention=cast(
            "Literal['on_gross', 'added_to_net', 'included']",
            (losses.convention if losses else "") or "on_gross",
        ),
        design_period=number("design_period", "design_period"),
        storage_fraction=number("storage_fraction", "storage_fraction"),
        min_pressure=number("min_pressure", "min_residual_pressure"),
        max_static=number("max_static", "max_static_pressure"),
        answers=used,
    )


def normal(conditions: Mapping[str, Any]) -> dict[str, Any]:
    """Return conditions by canonical name, quantities in canonical units.

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
            name = canonical(spelling, "condition")
            if name in result:
                problems.append(Problem(f"{name} is given twice", path=spelling))
            elif value is not None:
                result[name] = condition_value(name, value)
        except DataError as error:
            problems += [problem.located(path=spelling) for problem in error.problems]
    if problems:
        raise DataError(problems)
    return result


def condition_value(spelling: str, value: Any) -> Any:
    """Return the value of a condition as rules read it: a number in the unit, a known word, a day.

    Raises:
        DataError: an unknown name, unit or word, or a number that is none.

    >>> condition_value("altitude", "0.8 km"), condition_value("service_level", "House connection")
    (800.0, 'house connection')
    """
    name = canonical(spelling, "condition")
    if name == "date":
        return day(value)
    if isinstance(value, str):
        if unit_of(name) == "text":
            return word(name, value)
        value = _in_unit(name, value, unit_of(name))
    if isinstance(value, float) and not math.isfinite(value):
        raise DataError(Problem(f"{value} is not a number", path=name, cure="leave it out"))
    return value


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
    """Return a day given as a date or as text.

    >>> day("2017-06-17")
    datetime.date(2017, 6, 17)
    """
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise DataError(Problem(f"'{value}' is not a day", cure="write YYYY-MM-DD")) from None


def _in_unit(name: str, value: str, unit: str) -> float:
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
        levels = [*found, *([facts[derived.condition]] if derived.condition in facts else [])]
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
        if name not in facts or facts[name] is None:
            unknown.append(name)
        elif not _holds(wanted, facts[name]):
            return "no", ()
    return ("unknown", tuple(unknown)) if unknown else ("yes", ())


def _holds(wanted: Any, value: Any) -> bool:
    if isinstance(wanted, list):
        return any(_holds(item, value) for item in wanted)
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


def _number(answer: Answer) -> float | None:
    """Return the number a design would take: the value, else the high end, else the low one."""
    for number in (answer.value, answer.high, answer.low):
        if number is not None:
            return number
    return None
