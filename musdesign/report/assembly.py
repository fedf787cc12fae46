"""The sheet for the users' assembly: who would pay what, in plain words, on one page.

The first tariff of a scheme is what holds today; beside it stands the one that is proposed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from musdesign import notation
from musdesign.errors import MusdesignError, Problem
from musdesign.finance import TariffResult
from musdesign.finance.effects.schedule import Schedule
from musdesign.flow import DesignResult
from musdesign.flow.tariff_edits import PROPOSED
from musdesign.flow.tariff_effects import TariffEffects
from musdesign.i18n import Language, language, mark
from musdesign.report import typeset
from musdesign.report.content import Table

RUNGS = {
    "operation": mark("running the scheme"),
    "operation and renewal": mark("running it and renewing its parts"),
    "with direct support": mark("and the support it gets"),
    "full life-cycle": mark("and the works themselves"),
}
"""What each rung of cost recovery means to people who pay."""
VOLUMES_M3 = (0, 5, 10, 15, 20, 30, 40, 60)
"""Uses whose bills stand on the sheet, m3 a month."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the sheet says, ready to be shown on a screen or printed."""

    title: str
    place: str
    sentences: tuple[str, ...]
    tables: tuple[Table, ...]
    productive: tuple[str, ...]
    remarks: tuple[str, ...]


def assembly_report(result: DesignResult, lang: str = "en", day: dt.date | None = None) -> bytes:
    """Return the sheet as PDF.

    Raises:
        MusdesignError: an unknown language, or a scheme without bills.
    """
    day = day or dt.date.today()
    known = language(lang)
    return typeset.compile_pdf(source(sheet(result, known, day), known), day)


def now_and_then(
    result: DesignResult, proposed: str = PROPOSED
) -> tuple[TariffResult, TariffResult | None]:
    """Return the tariff that holds and the one proposed: the named one, or else the second.

    Raises:
        MusdesignError: the scheme has no bills; the reason is told.
    """
    if not result.tariffs:
        raise MusdesignError(Problem("there are no bills", why=result.skipped.get("tariffs", "")))
    now, *others = result.tariffs
    named = [tariff for tariff in others if tariff.name == proposed]
    return now, next(iter(named or others), None)


def sheet(result: DesignResult, lang: Language, day: dt.date, proposed: str = PROPOSED) -> Sheet:
    """Return the words and tables of the sheet."""
    _ = lang.text
    now, new = now_and_then(result, proposed)
    effects = {part.case.id: part for part in result.tariff_effects}
    place = ", ".join(p for p in (result.scenario.location.place, lang.date(day)) if p)
    tables = [bills_table(now, new, lang)]
    schedules = _schedules(now, new, effects)
    if schedules:
        tables += [charges_table(schedules, now.currency, lang)]
        tables += [ladder_table(schedules, now.currency, lang)]
    tables += [recovery_table(now, new, lang)]
    return Sheet(
        _("What water costs in {name}", name=result.name),
        place,
        tuple(_summary(now, new, effects, lang)),
        tuple(tables),
        tuple(_productive(effects.get(now.name), result, lang)),
        tuple(_remarks(result, lang)),
    )


def _summary(
    now: TariffResult,
    new: TariffResult | None,
    effects: Mapping[str, TariffEffects],
    lang: Language,
) -> list[str]:
    _, currency = lang.text, now.currency
    cover = now.cost_recovery.get("operation")
    lines = [
        _(
            "With the tariff of today all households together pay {revenue} {currency} a year.",
            revenue=lang.number(now.revenue_year),
            currency=currency,
        )
    ]
    if cover is not None:
        lines.append(_covers(cover, lang))
    if new is None:
        return lines
    lines.append(
        _(
            "With “{tariff}” they would pay {revenue} {currency} a year.",
            tariff=lang.told(new.title),
            revenue=lang.number(new.revenue_year),
            currency=currency,
        )
    )
    part = effects.get(new.name)
    if part is not None and part.against_first:
        everyone = part.against_first[-1]
        lines.append(
            _(
                "Of about {all} households {winners} would pay less than today and {losers} more.",
                all=lang.number(round(everyone.households)),
                winners=lang.number(round(everyone.winners)),
                losers=lang.number(round(everyone.losers)),
            )
        )
    return lines


def _covers(cover: float, lang: Language) -> str:
    _ = lang.text
    share = lang.number(100.0 * cover)
    if cover >= 1.0:
        return _("That covers what running the scheme costs ({share} % of it).", share=share)
    return _("That does not cover what running the scheme costs: only {share} % of it.",
             share=share)  # fmt: skip


def bills_table(now: TariffResult, new: TariffResult | None, lang: Language) -> Table:
    """Return the bill of each kind of household, today and as proposed."""
    _ = lang.text
    then = {bill.group: bill for bill in new.bills} if new is not None else {}
    rows = []
    for bill in now.bills:
        other = then.get(bill.group)
        change = None if other is None else other.bill_month - bill.bill_month
        share = (other or bill).share_of_income
        cells = (
            bill.group,
            lang.number(round(bill.households)),
            lang.number(bill.volume_m3_month),
            lang.number(bill.bill_month),
            *(() if other is None else (lang.number(other.bill_month), _signed(change, lang))),
            _percent(share, lang),
        )
        rows.append(cells)
    columns = (
        _("household"),
        _("how many"),
        _("uses, m3 a month"),
        _("pays now"),
        *((_("would pay"), _("change")) if new is not None else ()),
        _("of its income"),
    )
    title = _("The bill of a month by kind of household, {currency}", currency=now.currency)
    widths = (2.4, *(1.0 for _column in columns[1:]))
    return Table("assembly-bills", title, columns, tuple(rows), widths=widths)


def charges_table(
    schedules: Sequence[tuple[str, Schedule, Schedule | None]], currency: str, lang: Language
) -> Table:
    """Return what is charged in each class, today and as proposed."""
    _ = lang.text
    both = any(new is not None for _name, _now, new in schedules)
    rows = tuple(
        (name, _charges(now, lang), *((_charges(new, lang) if new else "–",) if both else ()))
        for name, now, new in schedules
    )
    columns = (_("class"), _("now"), *((_("proposed"),) if both else ()))
    title = _("What is charged, {currency}", currency=currency)
    return Table("assembly-charges", title, columns, rows, widths=(0.7, 3.0, 3.0)[: len(columns)])


def _charges(found: Schedule, lang: Language) -> str:
    _ = lang.text
    parts = []
    if found.base[0]:
        parts.append(_("{amount} a month", amount=lang.number(found.base[0])))
    for end, price in zip(found.upper_m3, found.price, strict=True):
        amount = lang.number(price)
        if end == float("inf"):
            more = len(found.price) > 1
            parts.append(
                _("{amount} for each m3 above", amount=amount)
                if more
                else _("{amount} for each m3", amount=amount)
            )
        else:
            parts.append(_("{amount} for each m3 up to {end}", amount=amount, end=lang.number(end)))
    return "; ".join(parts)


def ladder_table(
    schedules: Sequence[tuple[str, Schedule, Schedule | None]], currency: str, lang: Language
) -> Table:
    """Return the bills of round volumes in each class, today and as proposed."""
    _ = lang.text
    rows: list[tuple[str, ...]] = []
    for name, now, new in schedules:
        for when, schedule in ((_("now"), now), (_("proposed"), new)):
            if schedule is not None:
                bills = (lang.number(float(schedule.bill(float(v)))) for v in VOLUMES_M3)
                rows.append((f"{name}, {when}", *bills))
    columns = (_("class"), *(f"{volume} m3" for volume in VOLUMES_M3))
    title = _("What a month of so many m3 costs, {currency}", currency=currency)
    widths = (1.7, *(1.0 for _volume in VOLUMES_M3))
    return Table("assembly-ladder", title, columns, tuple(rows), widths=widths)


def recovery_table(now: TariffResult, new: TariffResult | None, lang: Language) -> Table:
    """Return what the bills cover, rung by rung."""
    _ = lang.text
    rows = tuple(
        (
            _(RUNGS.get(rung, rung)),
            _percent(share, lang),
            *((_percent(new.cost_recovery.get(rung), lang),) if new is not None else ()),
        )
        for rung, share in now.cost_recovery.items()
    )
    columns = (_("the bills cover of"), _("now"), *((_("proposed"),) if new is not None else ()))
    return Table("assembly-cover", _("What the bills cover"), columns, rows,
                 widths=(3.0, 1.0, 1.0)[: len(columns)])  # fmt: skip


def _productive(part: TariffEffects | None, result: DesignResult, lang: Language) -> list[str]:
    """Return how the tariff takes productive water, and what would cost as much."""
    _ = lang.text
    lines: list[str] = []
    if part is None:
        return lines
    blocks = part.legal_blocks
    if blocks is not None:
        basic, complementary, sumptuary = (lang.number(m3) for m3 in blocks.parts_m3)
        lines.append(
            _(
                "A household with animals and a plot that uses {volume} m3 a month is counted, at "
                "{altitude} m, as using {basic} m3 of basic, {complementary} m3 of complementary "
                "and {sumptuary} m3 of luxury water, though that water earns its living.",
                volume=lang.number(blocks.volume_m3),
                altitude=lang.number(result.scenario.location.altitude),
                basic=basic,
                complementary=complementary,
                sumptuary=sumptuary,
            )
        )
    earning = [penalty for penalty in part.penalties if penalty.productive_m3 > 0]
    if not earning or part.alternative is None:
        return lines
    dearest = max(earning, key=lambda penalty: penalty.productive_per_m3)
    currency = part.case.currency
    lines.append(
        _(
            "With the tariff of today the productive water of {group} costs {productive} "
            "{currency}/m3 and the water of the house {house}.",
            group=dearest.group,
            productive=lang.number(dearest.productive_per_m3),
            house=lang.number(dearest.domestic_per_m3),
            currency=currency,
        )
    )
    everyone = part.alternative_changes[-1]
    lines.append(
        _(
            "One price of {price} {currency}/m3 above the first block would bring in as much: "
            "{winners} households would pay less and {losers} more.",
            price=lang.number(part.alternative.price_above),
            currency=currency,
            winners=lang.number(round(everyone.winners)),
            losers=lang.number(round(everyone.losers)),
        )
    )
    return lines


def _remarks(result: DesignResult, lang: Language) -> list[str]:
    _ = lang.text
    open_ = sum(line.basis == "unverified" for line in result.assumptions)
    lines = [
        _(
            "Bills are of the mean month of the design year {year}; costs and needs are "
            "calculated, and {count} of the numbers behind them are not verified.",
            year=result.design_year,
            count=open_,
        )
    ]
    lines += [
        _("{tariff}: {source}", tariff=lang.told(str(title)), source=lang.source(told))
        for title, told in (
            (line.value, line.source)
            for line in result.assumptions
            if line.name.startswith("tariff: ")
        )
    ]
    return lines


def _schedules(
    now: TariffResult, new: TariffResult | None, effects: Mapping[str, TariffEffects]
) -> list[tuple[str, Schedule, Schedule | None]]:
    """Return the classes that households pay by, with what they pay today and would pay."""
    first = effects.get(now.name)
    then = effects.get(new.name) if new is not None else None
    if first is None:
        return []
    found: dict[str, tuple[str, Schedule, Schedule | None]] = {}
    for i, group in enumerate(first.case.people.groups):
        other = None
        if then is not None:
            other = then.case.schedules[then.case.people.groups[i].class_name]
        name = group.class_name
        if name in found and found[name][2] != other:
            name = f"{name} ({group.name})"
        found[name] = (name, first.case.schedules[group.class_name], other)
    return list(found.values())


def _percent(share: float | None, lang: Language) -> str:
    return "–" if share is None else f"{lang.number(100.0 * share)} %"


def _signed(change: float | None, lang: Language) -> str:
    if change is None:
        return "–"
    if abs(change) < 0.5:
        return "0"
    return f"{'+' if change > 0 else '−'}{lang.number(abs(change))}"


_PAGE = """
#set document(title: {title}, author: "musdesign", date: none)
#set page(paper: "a4", margin: (x: 1.8cm, y: 1.5cm))
#set text(font: ("Libertinus Serif", "New Computer Modern"), size: 10.5pt, lang: {lang})
#set par(leading: .55em, spacing: .7em)
#show heading: it => block(above: 1em, below: .45em, text(11.5pt, it.body))
#show table: set text(9.5pt)
#set table(stroke: none, inset: (x: 4pt, y: 3pt))
#let note(body) = text(8pt, fill: luma(70), body)
"""


def source(found: Sheet, lang: Language) -> str:
    """Return the sheet as typst source; everything of the user's is a string literal."""
    _, quoted = lang.text, notation.quoted
    parts = [
        _PAGE.replace("{title}", quoted(found.title)).replace("{lang}", quoted(lang.code)),
        f'#text(17pt, weight: "bold", {quoted(found.title)})\n',
        typeset.note(f"{_('For the assembly of users')} · {found.place}"),
        typeset.paragraph(" ".join(found.sentences)),
        *(_table(table) for table in found.tables),
    ]
    if found.productive:
        parts.append(typeset.heading(_("Water that earns a living"), 2))
        parts.append(typeset.paragraph(" ".join(found.productive)))
    parts.append(typeset.heading(_("Decision of the assembly"), 2))
    line = " ".join(
        f"{word} ..............." for word in (_("For:"), _("Against:"), _("Abstained:"))
    )
    parts.append(typeset.paragraph(f"{line} {_('Date and signature:')} "
                                   "......................................"))  # fmt: skip
    parts += [typeset.note(line) + "#linebreak()\n" for line in found.remarks]
    return "\n".join(parts)


def _table(found: Table) -> str:
    quoted = notation.quoted
    widths = ", ".join(f"{width:g}fr" for width in found.widths)
    wordy = found.key == "assembly-charges"
    align = ", ".join("left" if i == 0 or wordy else "right" for i in range(len(found.columns)))
    head = "".join(f"[#strong({quoted(column)})], " for column in found.columns)
    rows = "".join(
        "".join(f"[#{quoted(str(cell))}], " for cell in row) + "\n" for row in found.rows
    )
    return (
        typeset.heading(found.title, 2)
        + f"#table(columns: ({widths},), align: ({align},),\ntable.hline(stroke: .7pt), "
        + f"table.header({head}table.hline(stroke: .4pt)),\n{rows}table.hline(stroke: .7pt))\n"
    )
