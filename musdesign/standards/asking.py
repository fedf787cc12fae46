"""Ask a rule book: which values hold under given conditions, on a given day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, cast

from musdesign.errors import DataError, Problem, did_you_mean
from musdesign.standards.conditions import in_force, law_day, matches, normal, with_classes
from musdesign.standards.countries import NAMES, code_of
from musdesign.standards.formulas import computed, grown, number, rounded_up, slid
from musdesign.standards.loading import available, load_all, load_country, load_standard
from musdesign.standards.model import Answer, Rule, Standard
from musdesign.standards.vocabulary import asked, canonical, unit_of

YEARS = "years_after_base"


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
    allocation_growth: float | None = None
    """Yearly growth of the allocation itself, as a fraction; the allocation here is grown by it."""
    min_pressure: float | None = None
    max_static: float | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)


def ask(
    country_or_id: str,
    parameter: str,
    conditions: Mapping[str, Any] | None = None,
    as_of: dt.date | None = None,
    *,
    drafts: bool = False,
) -> list[Answer]:
    """Return what an instrument, or all of a country, say about a parameter.

    Args:
        country_or_id: country by ISO code of three letters or by name (INT for international
            texts), or an instrument by its id or its issuer, number and year.
        parameter: canonical name or one of its other spellings.
        conditions: by name, numbers or texts such as "800 m", or a band of them.  A rule whose
            condition is not given is answered with that condition under ``conditions_unknown``.
            A ``date`` among them is the day of the law.  A parameter may stand here for formulas.
        as_of: day of the law; None: all that is on file and not superseded.
        drafts: take drafts of a country in too; an instrument asked by id is answered anyway.

    Raises:
        DataError: an unknown country, instrument, parameter or condition.
    """
    given = normal(conditions or {})
    as_of = law_day(given, as_of)
    chosen = instruments(country_or_id, as_of, drafts=drafts)
    question = asked(parameter)
    for name, word in question.conditions.items():
        given.setdefault(name, word)
    # a question with one population means it for the horizon as well, and the other way round
    for one, other in (("population", "design_population"), ("design_population", "population")):
        if one in given:
            given.setdefault(other, given[one])
    found = _of_each(chosen, question.parameters, given, as_of)
    if not found and as_of is None:
        # nothing in force speaks of it: drafts and the texts that did, each with its last day
        rest = instruments(country_or_id, dt.date.max, drafts=True)
        found = _of_each(rest, question.parameters, given, None)
    return found


def _of_each(
    chosen: Iterable[Standard],
    names: Iterable[str],
    given: Mapping[str, Any],
    as_of: dt.date | None,
) -> list[Answer]:
    found = [
        answer
        for name in names
        for standard in chosen
        for answer in answers(standard, name, given, as_of)
    ]
    # what holds for certain first
    return sorted(found, key=lambda answer: bool(answer.conditions_unknown))


def instruments(
    country_or_id: str, as_of: dt.date | None = None, *, drafts: bool = False
) -> list[Standard]:
    """Return the instruments that a country, an id or a citation means.

    Raises:
        DataError: nothing of that name is on file, or a citation that two issuers share.
    """
    known = available()
    if country_or_id in known:
        return [load_standard(country_or_id)]
    chosen = list(load_country(code_of(country_or_id)))
    if chosen:
        if as_of is None:
            chosen = [s for s in chosen if s.in_force_to is None and not s.superseded_by]
        return [standard for standard in chosen if drafts or not standard.draft]
    every = load_all()
    cited = [s for s in every if _cites(country_or_id, s)]
    if len(cited) > 1:
        labels = " and ".join(f"{s.label} ({s.id})" for s in cited)
        raise DataError(
            Problem(f"'{country_or_id}' may be {labels}", cure="name the issuer or give the id")
        )
    if cited:
        return cited
    names = {*known, *(s.country for s in every), *(NAMES.get(s.country, "") for s in every)}
    raise DataError(
        Problem(
            f"no standard '{country_or_id}' is on file", cure=did_you_mean(country_or_id, names)
        )
    )


def _cites(text: str, standard: Standard) -> bool:
    """Tell whether a text such as "CRA 844/2018" or "844/2018" means an instrument."""
    match = re.fullmatch(r"(.*?)\s*0*(\d+)\s*(?:/|of|de)\s*(\d{4})", text.strip(), re.I)
    found = re.findall(r"\d+", standard.number)
    if not match or not found or standard.year != int(match[3]):
        return False
    issuer = match[1].lower().strip()
    names = f"{standard.issuer_short} {standard.issuer} {standard.number} {standard.id}".lower()
    return found[-1].lstrip("0") == match[2] and (not issuer or issuer in names)


def answers_of(
    standard: Standard,
    parameter: str,
    conditions: Mapping[str, Any],
    as_of: dt.date | None = None,
) -> list[Answer]:
    """Return the answers of one instrument, as it is on file or amended.

    Raises:
        DataError: an unknown name, or an unreadable condition.
    """
    given = normal(conditions)
    as_of = law_day(given, as_of)
    return answers(standard, canonical(parameter, "parameter"), given, as_of)


def answers(
    standard: Standard, parameter: str, given: Mapping[str, Any], as_of: dt.date | None
) -> list[Answer]:
    """Return the answers of one instrument to canonical names."""
    return list(_answers(standard, parameter, with_classes(standard, given), as_of))


def _answers(
    standard: Standard, parameter: str, facts: Mapping[str, Any], as_of: dt.date | None
) -> Iterator[Answer]:
    beyond, unknown_scope = matches(standard.scope, facts)
    if beyond == "no":
        return
    for rule in standard.rules:
        if rule.parameter != parameter or not in_force(standard, rule, as_of):
            continue
        match, unknown = matches(rule.when or {}, facts)
        stated = settled(rule, facts)
        if match == "no" or stated is None:
            continue
        yield _worked_out(standard, stated, (*unknown_scope, *unknown), facts, as_of)


def settled(rule: Rule, facts: Mapping[str, Any]) -> Rule | None:
    """Return a rule as it stands beside local data: itself, their ceiling, or None."""
    if rule.local_first is None or facts.get(rule.local_first.data) != "yes":
        return rule
    if not rule.local_first.caps:
        return None
    top = rule.value if rule.value is not None else rule.high
    note = "local data come first; the rule stays as their ceiling"
    return replace(rule, bound="ceiling", value=top, low=None, high=None, note=note)


def _worked_out(
    standard: Standard,
    rule: Rule,
    unknown: tuple[str, ...],
    facts: Mapping[str, Any],
    as_of: dt.date | None,
) -> Answer:
    """Return a rule as an answer, with what its slide, formula or sizes give in this case."""
    answer = answer_of(standard, rule, unknown)
    answer = limits_here(answer, rule, facts, values_of_others(standard, facts, as_of))
    here = number(facts.get(rule.interpolate)) if rule.interpolate else None
    if here is not None and rule.low is not None and rule.high is not None:
        band = (rule.when or {})[rule.interpolate]
        first = next(float(v) for k, v in band.items() if k in {"gt", "gte"})
        last = next(float(v) for k, v in band.items() if k in {"lt", "lte"})
        part = min(1.0, max(0.0, (here - first) / (last - first)))
        answer = replace(answer, suggested=rule.low + part * (rule.high - rule.low))
    return answer


def limits_here(answer: Answer, rule: Rule, facts: Mapping[str, Any], find: Any) -> Answer:
    """Return an answer with the numbers that follow from the facts of the case."""
    if rule.slide is not None:
        ends = [value for _, value in rule.slide.points]
        at = number(facts.get(rule.slide.by))
        answer = replace(answer, low=min(ends), high=max(ends),
                         value=None if at is None else slid(rule.slide, at))  # fmt: skip
        if at is None:
            answer = _lacking(answer, (rule.slide.by,))
    if rule.formula or rule.parts:
        value, missing, part = computed(rule, facts, find)
        if part:
            smaller = rule.chosen == "smaller"
            low, high = (answer.low, value) if smaller else (value, answer.high)
            answer = replace(answer, low=low, high=high)
        else:
            answer = replace(answer, value=value)
        answer = _lacking(answer, missing)
    if rule.bound == "rounding":
        wanted = number(facts.get(rule.parameter))
        least, most = (rule.steps[0], rule.steps[-1]) if rule.steps else (None, None)
        answer = (
            replace(answer, value=rule.multiple, low=least, high=most)
            if wanted is None
            else replace(answer, value=rounded_up(rule, wanted))
        )
    years = number(facts.get(YEARS))
    if rule.grows is not None and years is not None:
        answer = _grown(answer, rule, years)
    return answer


def _grown(answer: Answer, rule: Rule, years: float) -> Answer:
    assert rule.grows is not None
    low, high, method = rule.grows.low, rule.grows.high, rule.grows.method
    least = answer.value if answer.value is not None else answer.low
    most = answer.value if answer.value is not None else answer.high
    ends = (
        None if least is None else grown(least, low, years, method),
        None if most is None else grown(most, high, years, method),
    )
    if ends[0] is not None and ends[0] == ends[1]:
        return replace(answer, value=ends[0])
    return replace(answer, value=None, low=ends[0], high=ends[1])


def _lacking(answer: Answer, names: tuple[str, ...]) -> Answer:
    return replace(
        answer, conditions_unknown=tuple(dict.fromkeys((*answer.conditions_unknown, *names)))
    )


def values_of_others(standard: Standard, facts: Mapping[str, Any], as_of: dt.date | None) -> Any:
    """Return a search for what another clause of the instrument gives for a name."""

    def find(name: str) -> float | None:
        for answer in _answers(standard, name, facts, as_of):
            if not answer.conditions_unknown and number_of(answer) is not None:
                return number_of(answer)
        return None

    return find


def answer_of(standard: Standard, rule: Rule, unknown: Iterable[str] = ()) -> Answer:
    """Return a rule as an answer."""
    return Answer(
        rule.value, rule.low, rule.high, rule.text, rule.unit, rule.bound, standard.id,
        rule.clause, rule.basis, rule.in_force_from, rule.in_force_to, rule.source, rule.base,
        rule.convention, tuple(unknown), rule.parameter, rule.title, rule.original_title, None,
        rule.written, rule.formula or f" {rule.chosen} of ".join(rule.parts), _notes(rule),
        rule.strict, rule.population_share, rule.by_year, rule.includes, rule.excludes,
        rule.when, standard.draft, rule.quotation,
    )  # fmt: skip


def _notes(rule: Rule) -> str:
    """Return the remarks of a rule in one line."""
    local = ""
    if rule.local_first is not None:
        local = "local data come first, the rule is their " + (
            "ceiling" if rule.local_first.caps else "stand-in"
        )
    upper = f"the upper part needs {rule.justification}" if rule.justification else ""
    wrong = f"misquoted elsewhere: {', '.join(rule.misquotes)}" if rule.misquotes else ""
    edge = f"reading of the edge: {rule.boundary_reading}" if rule.boundary_reading else ""
    return "; ".join(part for part in (rule.note, local, upper, edge, wrong) if part)


def recipe_values(
    standard: Standard,
    conditions: Mapping[str, Any],
    as_of: dt.date | None = None,
    years: float | None = None,
) -> RecipeValues:
    """Return what the instrument prescribes for sizing under known conditions.

    An allocation with a ceiling or a range counts at its high end, one with a floor at the floor.
    Where the instrument lets the allocation itself grow (Bolivia), it is that after ``years``, at
    the high end of the rate: D = D0 (1 + d)^t.
    """
    given = normal(conditions)
    if years is not None:
        given.setdefault(YEARS, years)
    as_of = law_day(given, as_of)
    used: dict[str, Answer] = {}

    def first(key: str, parameter: str) -> Answer | None:
        for answer in answers(standard, parameter, given, as_of):
            if not answer.conditions_unknown and number_of(answer) is not None:
                used[key] = answer
                return answer
        return None

    def amount(key: str, parameter: str) -> float | None:
        answer = first(key, parameter)
        return number_of(answer) if answer is not None else None

    net = amount("net_allocation", "net_domestic_allocation")
    growth = amount("allocation_growth", "allocation_growth_rate")
    if growth is not None:
        growth /= 100.0 if unit_of("allocation_growth_rate").startswith("%") else 1.0
        # a rule that grows by itself has done so already
        itself = any(r.grows for r in standard.rules if r.parameter == "net_domestic_allocation")
        if net is not None and years is not None and not itself:
            net = grown(net, growth, years, "geometric")
    losses = first("losses", "losses")
    peak = first("peak_hour_factor", "peak_hour_factor")
    return RecipeValues(
        net_allocation=net,
        losses=number_of(losses) if losses else None,
        max_day_factor=amount("max_day_factor", "max_day_factor"),
        peak_hour_factor=number_of(peak) if peak else None,
        peak_base="mean" if peak is not None and peak.base.startswith("mean") else "max_day",
        loss_convention=cast(
            "Literal['on_gross', 'added_to_net', 'included']",
            (losses.convention if losses else "") or "on_gross",
        ),
        design_period=amount("design_period", "design_period"),
        allocation_growth=growth,
        storage_fraction=amount("storage_fraction", "storage_fraction"),
        min_pressure=amount("min_pressure", "min_residual_pressure"),
        max_static=amount("max_static", "max_static_pressure"),
        answers=used,
    )


def number_of(answer: Answer) -> float | None:
    """Return the number a design would take: the value, else the high end, else the low one."""
    for found in (answer.value, answer.high, answer.low):
        if found is not None:
            return found
    return None
