"""The calculation report: what an engineer signs, every figure with its formula and its source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np

from musdesign import notation
from musdesign.expr import parse
from musdesign.flow import DesignResult
from musdesign.i18n import Language, language, mark
from musdesign.report import typeset
from musdesign.report.content.board import cash, reserve, water_balance
from musdesign.report.content.days import binding, groups, reliability, served, unmet
from musdesign.report.content.demand import build_up, months, needs, peaks, people
from musdesign.report.content.money import bills, costs, productive_price, yearly
from musdesign.report.content.network_price import price_at_nodes, price_of_uses
from musdesign.report.content.water import service, sources, storage
from musdesign.report.content.works import (
    bill_of_quantities,
    checks,
    nodes,
    pipes,
    quotations,
    register,
)
from musdesign.report.content.worth import (
    added,
    affordability,
    benchmarks,
    funding,
    gainers,
    income,
    ladder_steps,
    recovery,
    returns,
)
from musdesign.report.naming import labelled
from musdesign.report.pictures import months_svg, network_pictures
from musdesign.standards.countries import name_of
from musdesign.trace import Step

_COSTS = (costs, yearly, benchmarks)
_WORTH = (income, gainers, ladder_steps, returns, added)
_TARIFFS = (bills, productive_price, recovery, funding, affordability)
_BOARD = (water_balance, cash, reserve)
_CHAPTERS = (
    (mark("People"), (people,)),
    (mark("Needs"), (needs, peaks, months, build_up)),
    (
        mark("Sources and storage"),
        (service, reliability, unmet, binding, groups, served, sources, storage),
    ),
    (mark("Network"), (pipes, bill_of_quantities, nodes, price_of_uses, price_at_nodes)),
    (mark("Standards"), (checks, quotations)),
    (mark("Costs"), _COSTS),
    (mark("Gains and returns"), _WORTH),
    (mark("Tariffs: who pays, who can"), _TARIFFS),
    (mark("For the water board"), _BOARD),
)


def _monthly(result: DesignResult, lang: Language) -> list[tuple[str, str]]:
    title = lang.text("Needs of each month and what the sources can give, m3/day")
    return [(title, months_svg(result, lang))]


def _none(result: DesignResult, lang: Language) -> list[tuple[str, str]]:
    del result, lang
    return []


_PICTURES: dict[str, Callable[[DesignResult, Language], list[tuple[str, str]]]] = {
    "Needs": _monthly,
    "Network": network_pictures,
}


def calculation_report(result: DesignResult, lang: str = "en", day: dt.date | None = None) -> bytes:
    """Return the calculation report as PDF.

    Args:
        result: the design.
        lang: code of the language.
        day: date printed on the report; today where left out.

    Raises:
        MusdesignError: an unknown language.
    """
    day = day or dt.date.today()
    return typeset.compile_pdf(calculation_source(result, language(lang), day), day)


def calculation_source(result: DesignResult, lang: Language, day: dt.date) -> str:
    """Return the report as typst source."""
    _ = lang.text
    parts = [
        typeset.page(f"{result.name}: {_('calculation report')}", lang),
        _title(result, lang, day),
    ]
    for title, makers in _CHAPTERS:
        tables = [found for make in makers if (found := make(result, lang)) is not None]
        if tables:
            parts.append(typeset.heading(_(title)))
            parts += [
                typeset.picture(svg, name)
                for name, svg in _PICTURES.get(title, _none)(result, lang)
            ]
            parts += [typeset.table(found, lang) for found in tables]
    skipped = [
        f"{lang.told(name.replace('_', ' '))}: {lang.told(why)}"
        for name, why in result.skipped.items()
    ]
    remarks = [*map(lang.told, result.notes), *skipped]
    if remarks:
        parts.append(typeset.heading(_("Remarks")))
        parts += [typeset.paragraph(line) for line in remarks]
    parts.append(typeset.heading(_("Formulas with their numbers")))
    parts += [_step(step, lang) for step in result.steps]
    lines = register(result, lang)
    if lines is not None:
        parts.append(typeset.table(lines, lang))
    return "\n".join(parts)


def _title(result: DesignResult, lang: Language, day: dt.date) -> str:
    _ = lang.text
    quoted = notation.quoted
    scenario = result.scenario
    country = lang.told(name_of(scenario.location.country)) if scenario.location.country else ""
    place = ", ".join(p for p in (scenario.location.place, country) if p)
    unverified = sum(line.basis == "unverified" for line in result.assumptions)
    lines = [
        f"{place} · {_('design year {year}', year=result.design_year)} · {lang.date(day)}",
        _("Standard: {name}", name=labelled(scenario.standard or "", lang) or _("none")),
        _(
            "{count} of the {all} numbers behind this design that the user did not enter are "
            "unverified; they are listed at the end.",
            count=unverified,
            all=len(result.assumptions),
        ),
    ]
    figures = _key_figures(result, lang)
    cells = "".join(
        f"[#text(8.5pt, fill: luma(70), {quoted(name)}) \\ #text(13pt, weight: 600, "
        f"{quoted(value)}) #text(8.5pt, {quoted(unit)})], "
        for name, value, unit in figures
    )
    return (
        f"#text(20pt, weight: 600, {quoted(result.name)})\n\n"
        f"#text(12pt, {quoted(_('Calculation report'))})\n\n"
        + "".join(typeset.paragraph(line) for line in lines)
        + f"#v(.4em)\n#grid(columns: (1fr, 1fr, 1fr), gutter: 1em, {cells})\n#v(.6em)\n"
    )


def _key_figures(result: DesignResult, lang: Language) -> list[tuple[str, str, str]]:
    _ = lang.text
    demand, costs = result.demand, result.costs
    tanks = sum(tank.volume_m3 for tank in result.storage if tank.count == 1)
    figures = [
        (_("Need per person"), lang.number(demand.per_person_l_day), _("L/day")),
        (_("Mean day"), lang.number(demand.mean_day_m3), "m3"),
        (_("Largest day"), lang.number(demand.max_day_m3), "m3"),
        (_("Peak hour"), lang.number(demand.peak_hour_lps), "L/s"),
        (_("Community storage"), lang.number(tanks or None), "m3"),
    ]
    if costs is not None:
        figures.append(
            (_("Capital per household"), lang.number(costs.per_household), result.currency)
        )
    return figures


def _step(step: Step, lang: Language) -> str:
    """Return one number with its formula, its numbers in place, its method and its source."""
    _ = lang.text
    quoted = notation.quoted
    value = f"{_figure(step.value, lang)} {lang.told(step.unit)}".strip()
    head = f"#strong({quoted(step.name)}) #h(.4em) #{quoted('= ' + value)}\n"
    lines = []
    if step.expression:
        expression = parse(step.expression)
        filled = notation.typst(expression, {k: _short(v, lang) for k, v in step.inputs.items()})
        head += f"$ {quoted(step.symbol)} = {notation.typst(expression)} = {filled} $\n"
    else:
        head += "\\\n"
    if step.method:
        lines.append(typeset.note(f"{_('method')}: {lang.told(step.method)}"))
    lines += [typeset.note(f"{_('check')}: {lang.told(check)}") for check in step.checks]
    if step.source:
        lines.append(typeset.note(f"{_('source')}: {lang.source(step.source)}"))
    return f"#block(breakable: false, below: 1.1em)[\n{head}" + " \\\n".join(lines) + "\n]\n"


def _figure(value: Any, lang: Language) -> str:
    if isinstance(value, str):
        return value
    array = np.asarray(value)
    if array.dtype.kind not in "fiub":
        return str(value)
    if array.ndim == 0:
        return lang.number(float(array), 4)
    return "; ".join(lang.number(float(item)) for item in array.ravel()[:12])


def _short(value: Any, lang: Language) -> str:
    """Return a number for a formula; of twelve months the first and the last stand for all."""
    array = np.asarray(value)
    if array.dtype.kind not in "fiub" or array.ndim == 0:
        return _figure(value, lang)
    flat = array.ravel()
    if np.ptp(flat) == 0:
        return lang.number(float(flat[0]), 4)
    return f"[{lang.number(float(flat[0]))} … {lang.number(float(flat[-1]))}]"
