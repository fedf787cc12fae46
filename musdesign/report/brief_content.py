"""What a brief for policy people says: the question, the futures, three numbers, what blocks it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from musdesign import __version__
from musdesign.flow import DesignResult, Scheme
from musdesign.i18n import Language, mark
from musdesign.report.naming import law_label
from musdesign.report.quoting import cited
from musdesign.standards import Standard
from musdesign.standards.barriers import Barrier
from musdesign.standards.countries import name_of
from musdesign.standards.quotations import Quotation
from musdesign.study import laws
from musdesign.study.compare import compare
from musdesign.study.explain import explain

FUTURES = {
    "multiple use": mark("all uses, by design"),
    "norm": mark("domestic only, by the norm"),
    "unplanned": mark("domestic only by design, all uses in fact"),
}
_ROWS = {
    "water need per person": mark("water need per person"),
    "domestic need met": mark("domestic need met"),
    "livestock need met": mark("livestock need met"),
    "gardens need met": mark("gardens need met"),
    "capital per household": mark("capital per household"),
    "life-cycle cost": mark("life-cycle cost"),
    "benefit of productive water": mark("benefit of productive water"),
    "mean household bill": mark("mean household bill"),
}
_KEYS = {
    "water need per person": "demand.per_person",
    "domestic need met": "supply.domestic.reliability",
    "livestock need met": "supply.livestock.reliability",
    "gardens need met": "supply.gardens.reliability",
    "capital per household": "costs.per_household",
    "life-cycle cost": "costs.yearly",
    "mean household bill": "bills",
}
_MOST_BARRIERS = 3
_ALWAYS_UNVERIFIED = ("benefit of productive water",)


@dataclass(frozen=True, slots=True)
class BigNumber:
    """One of the three numbers, with what it means."""

    value: str
    unit: str
    words: str
    unverified: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of each future, as text."""

    name: str
    values: tuple[str, ...]
    unverified: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """What arrives in one future, by use in L/person/day, of the need."""

    name: str
    parts: tuple[tuple[str, float], ...]
    total: float


@dataclass(frozen=True, slots=True)
class Block:
    """A clause in the way, told in the reader's language, and its own words where on file."""

    told: str
    quotation: Quotation | None = None
    cited: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief, its words in the reader's language."""

    title: str
    place: str
    question: str
    answer: str
    numbers: tuple[BigNumber, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    bars: tuple[Bar, ...]
    need: float
    chart_title: str
    source_line: str
    blocks: tuple[Block, ...]
    blocks_note: str
    notes: tuple[str, ...]
    link: str
    command: str
    citation: str
    unverified_note: str


def brief_of(
    scheme: Scheme,
    result: DesignResult,
    lang: Language,
    day: dt.date,
    link: str = "",
    command: str = "",
) -> Brief:
    """Return what the brief of a design says.

    Args:
        scheme: the scheme, with its standards.
        result: its design, with the other futures.
        lang: language of the reader.
        day: date of the brief.
        link: address that reopens exactly this.
        command: the same on the command line.
    """
    _ = lang.text
    location = result.scenario.location
    country = lang.told(name_of(location.country)) if location.country else ""
    place = ", ".join(part for part in (location.place, country) if part)
    name = lang.told(result.name)
    unverified = sum(line.basis == "unverified" for line in result.assumptions)
    rows = _rows(result, lang)
    return Brief(
        name,
        f"{place} · {_('design year {year}', year=result.design_year)} · {lang.date(day)}",
        _(
            "What changes in {place} if water is planned for every use that families make of it, "
            "and not for drinking and washing alone?",
            place=name,
        ),
        _answer(result, lang),
        _numbers(result, lang),
        tuple(_(FUTURES.get(future.kind, future.kind)) for future in result.futures),
        rows,
        tuple(_bar(future, lang) for future in result.futures if future.supply is not None),
        result.demand.per_person_l_day,
        _("Water that arrives, L/person/day"),
        _(
            "Source: computed by musdesign {version} from the scenario '{name}'; need of all uses "
            "{need} L/person/day, net, in a mean year.",
            version=__version__,
            name=name,
            need=lang.number(result.demand.per_person_l_day),
        ),
        *_blocks(scheme, result, lang),
        _notes(result, lang),
        link,
        command,
        _(
            "musdesign {version} ({year}): {name}. Brief of {date}; scenario {fingerprint}.",
            version=__version__,
            year=day.year,
            name=name,
            date=lang.date(day),
            fingerprint=fingerprint(result),
        ),
        _(
            "† rests on at least one number that was read in no source: {count} of the {all} "
            "numbers behind this design that the user did not enter are such. The calculation "
            "report lists them.",
            count=unverified,
            all=len(result.assumptions),
        ),
    )


def fingerprint(result: DesignResult) -> str:
    """Return twelve characters that differ wherever the scenario does."""
    return hashlib.sha256(result.scenario.model_dump_json().encode()).hexdigest()[:12]


def _answer(result: DesignResult, lang: Language) -> str:
    _ = lang.text
    norm = result.standard_design
    if norm is None:
        return _(
            "Planned for every use, a person needs {need} L a day. No norm with an allocation is "
            "named, so the domestic-only design could not be set beside it.",
            need=lang.number(result.demand.per_person_l_day),
        )
    return _(
        "Planned for every use, a person needs {need} L a day; the norm's own design gives "
        "{norm} L for domestic use alone.",
        need=lang.number(result.demand.per_person_l_day),
        norm=lang.number(norm.demand.per_person_l_day),
    )


def _numbers(result: DesignResult, lang: Language) -> tuple[BigNumber, ...]:
    _ = lang.text
    found = []
    met = _met(result.unplanned, "domestic")
    if met is not None:
        found.append(
            BigNumber(
                f"{lang.number(100.0 * met)} %",
                "",
                _(
                    "of the domestic need is met where animals and gardens drink from a system "
                    "that was built for homes alone"
                ),
                _unverified(result, "demand.per_person"),
            )
        )
    else:
        found.append(
            BigNumber(
                lang.number(result.demand.per_person_l_day),
                _("L/person/day"),
                _("of water is needed for all uses"),
                _unverified(result, "demand.per_person"),
            )
        )
    norm, costs = result.standard_design, result.costs
    if norm is not None and norm.costs is not None and costs is not None:
        more = costs.per_household - norm.costs.per_household
        words = (
            _("more capital for each household than the domestic-only design of the norm")
            if more >= 0
            else _("less capital for each household than the domestic-only design of the norm")
        )
        found.append(BigNumber(money(abs(more), lang), result.currency, words, unverified=True))
    elif costs is not None:
        words = _("of capital for each household")
        found.append(
            BigNumber(money(costs.per_household, lang), result.currency, words, unverified=True)
        )
    if result.benefits is not None and result.benefits.total_year > 0:
        before = norm.benefits.total_year if norm is not None and norm.benefits else 0.0
        gain = (result.benefits.total_year - before) / result.households
        words = _("a year for each household is what the productive water may bring")
        found.append(BigNumber(money(gain, lang), result.currency, words, unverified=True))
    return tuple(found[:3])


def money(value: float | None, lang: Language) -> str:
    """Return an amount for reading, to three figures."""
    if value is None:
        return "–"
    if abs(value) >= 1e9:
        return lang.text("{value} thousand million", value=lang.number(value / 1e9))
    if abs(value) >= 1e6:
        return lang.text("{value} million", value=lang.number(value / 1e6))
    return lang.number(float(f"{value:.3g}"), 3)


def _rows(result: DesignResult, lang: Language) -> tuple[Row, ...]:
    found = []
    for row in compare(*result.futures).rows:
        if row.name not in _ROWS:
            continue
        is_money = row.unit.startswith(result.currency)
        values = tuple(
            money(value, lang) if is_money else lang.number(value) for value in row.values
        )
        key = _KEYS.get(row.name, "")
        unverified = row.name in _ALWAYS_UNVERIFIED or _unverified(result, key)
        found.append(
            Row(f"{lang.text(_ROWS[row.name])}, {lang.told(row.unit)}", values, unverified)
        )
    return tuple(found)


def _unverified(result: DesignResult, key: str) -> bool:
    """Tell whether a figure rests on a number that was read in no source."""
    if key.startswith("costs.") and result.costs is not None:
        return any(line.basis == "unverified" for line in result.costs.assumptions)
    if key.startswith("supply."):
        key = "demand.mean_day"
    if key.startswith("bills"):
        bases = {line.name: line.basis for line in result.assumptions}
        return bases.get(f"tariff: {result.tariffs[0].name}") == "unverified"
    return bool(key) and bool(explain(result, key).unverified)


def _met(result: DesignResult | None, use: str) -> float | None:
    if result is None or result.supply is None:
        return None
    return next((s.volumetric_reliability for s in result.supply.by_use if s.use == use), None)


def _bar(result: DesignResult, lang: Language) -> Bar:
    people = result.demand.population
    parts = tuple(
        (use, 1000.0 * value * (_met(result, use) or 0.0) / people)
        for use, value in result.demand.by_use_m3_day.items()
        if value > 0
    )
    name = lang.text(FUTURES.get(result.kind, result.kind))
    return Bar(name, parts, sum(value for _, value in parts))


def _blocks(scheme: Scheme, result: DesignResult, lang: Language) -> tuple[tuple[Block, ...], str]:
    _ = lang.text
    law = scheme.standard
    if law is None:
        return (), _("No standard is named, so no clause was judged.")
    found = laws.in_the_way(result, law)
    if not found:
        return (), _("No clause of {law} stands in the way.", law=law_label(law, lang))
    # a clause that is read twice is quoted once
    first: dict[Quotation | None, Barrier] = {}
    for item in found:
        first.setdefault(item.quotation, item)
    lines = tuple(
        _block(item, law, lang, quotes=first[item.quotation] is item)
        for item in found[:_MOST_BARRIERS]
    )
    more = len(found) - len(lines)
    note = _(
        "A clause is told with the nearest number that would let the design pass; the text of the "
        "law governs, and whether it was read is told by its basis."
    )
    if more:
        note += " " + _("{count} more clauses are in the full report.", count=more)
    return lines, note


def _block(item: Barrier, law: Standard, lang: Language, *, quotes: bool) -> Block:
    told = _barrier(item, law, lang)
    if item.quotation is None or not quotes:
        return Block(told)
    return Block(told, item.quotation, cited(item.quotation, lang))


def _barrier(item: Barrier, law: Standard, lang: Language) -> str:
    _ = lang.text
    name = lang.told(item.parameter.replace("_", " "))
    unit = "" if item.unit == "-" else f" {lang.told(item.unit)}"
    basis = lang.told(item.basis)
    why = (
        _("only because of its productive uses")
        if item.because_of_multiple_use
        else _("as would domestic use alone")
    )
    verdict = _("breaks it") if item.verdict == "breaks" else _("would break it by its text alone")
    text = _(
        "{law}, {clause} ({basis}): {name} is limited to {limit}{unit}; the design has "
        "{value}{unit} and {verdict}, {why}.",
        law=law_label(law, lang),
        clause=lang.told(item.clause),
        basis=basis,
        name=name + (f" ({lang.told(item.reading)})" if item.reading else ""),
        limit=lang.number(item.limit),
        value=lang.number(item.value),
        unit=unit,
        verdict=verdict,
        why=why,
    )
    if item.new_limit is not None and item.limit is not None:
        text += " " + _(
            "Smallest change: {value}{unit}.", value=lang.number(item.new_limit, 4), unit=unit
        )
    if item.other_way:
        text += " " + _("Or: {other}.", other=lang.told(item.other_way))
    return text


def _notes(result: DesignResult, lang: Language) -> tuple[str, ...]:
    lines: Sequence[str] = result.notes[:2]
    return tuple(lang.told(line) for line in lines)
