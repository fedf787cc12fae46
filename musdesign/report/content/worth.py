"""Tables of worth: benchmarks, recovery, gains and who has them, returns, who pays, who can."""

from __future__ import annotations

from collections.abc import Sequence

from musdesign.finance import Returns
from musdesign.flow import DesignResult
from musdesign.flow.worth import who_gains
from musdesign.i18n import Language, mark
from musdesign.report.bases import BASES
from musdesign.report.content.model import Row, Table
from musdesign.report.worth import steps

_BESIDE = {"below": mark("below"), "within": mark("within"), "above": mark("above")}
RUNGS = {
    "operation": mark("operation"),
    "operation and renewal": mark("operation and renewal"),
    "with direct support": mark("with direct support"),
    "full life-cycle": mark("full life-cycle"),
}
LABELS = tuple(
    mark(label)
    for label in (
        "low benefits",
        "middle benefits",
        "high benefits",
        "low benefits, high costs",
        "high benefits, low costs",
    )
)
"""Cases of the returns, as results name them."""


def benchmarks(result: DesignResult, lang: Language) -> Table | None:
    """Return the scheme's cost of a person beside the published ranges."""
    _ = lang.text
    if result.costs is None or not result.costs.benchmarks:
        return None
    found = result.costs.benchmarks
    rows = tuple(
        (
            _(b.name),
            b.value,
            b.low_now,
            b.high_now,
            _(_BESIDE[b.beside]),
            f"{lang.number(b.low)}–{lang.number(b.high)} ({b.year})",
            _(BASES[b.basis]),
        )
        for b in found
    )
    year = str(found[0].price_year)
    columns = (
        _("cost of a person, US$"),
        _("this scheme"),
        _("published, low"),
        _("published, high"),
        _("this scheme is"),
        _("as published (year)"),
        _("basis"),
    )
    words = _(
        "WASHCost ranges hold for basic service of about 20 litres a person and day. They are "
        "brought to dollars of {year} by the consumer prices of the United States; the scheme is "
        "converted at {rate} {currency} to the dollar.",
        year=year,
        rate=lang.number(found[0].exchange_rate),
        currency=result.currency,
    )
    widths = (3, 1, 1, 1, 1.1, 1.4, 1)
    return Table("benchmarks", _("Cost beside published ranges"), columns, rows, (), words, widths)


def recovery(result: DesignResult, lang: Language) -> Table | None:
    """Return the cost recovery of each tariff, rung by rung."""
    _ = lang.text
    if result.costs is None or not result.tariffs:
        return None
    rows: list[Row] = []
    for tariff in result.tariffs:
        for rung, cost in result.costs.rungs.items():
            part = tariff.cost_recovery.get(rung)
            rows.append(
                (
                    lang.told(tariff.title),
                    _(RUNGS[rung]),
                    cost,
                    tariff.revenue_year,
                    None if part is None else 100.0 * part,
                )
            )
    currency = result.currency
    columns = (
        _("tariff"),
        _("cost to be covered"),
        _("cost, {currency}/year", currency=currency),
        _("revenue, {currency}/year", currency=currency),
        _("recovered, %"),
    )
    bulk = [sale for sale in result.tariffs[0].bulk if sale.revenue_year > 0]
    words = ""
    if bulk:
        words = _(
            "Revenue holds {amount} {currency} of bulk sales before collection.",
            amount=lang.number(sum(sale.revenue_year for sale in bulk)),
            currency=currency,
        )
    live = ((4, "100*D{row}/C{row}"),)
    widths = (3, 2, 1.4, 1.4, 1)
    return Table("recovery", _("Cost recovery"), columns, tuple(rows), (), words, widths, live)


def income(result: DesignResult, lang: Language) -> Table | None:
    """Return the income of productive water by group and item."""
    _ = lang.text
    if result.benefits is None or not result.benefits.lines:
        return None
    rows = tuple(
        (
            line.group,
            lang.told(line.item.replace("_", " ")),
            line.quantity,
            lang.told(line.unit),
            100.0 * line.share_due_to_water,
            line.low_year,
            line.middle_year,
            line.high_year,
            _(BASES[line.basis]),
        )
        for line in result.benefits.lines
    )
    columns = (
        _("group"),
        _("what"),
        _("quantity"),
        _("unit"),
        _("due to water, %"),
        _("low"),
        _("middle"),
        _("high"),
        _("basis"),
    )
    words = _(
        "{currency} a year. The yield that irrigation adds follows FAO-33; animals and businesses "
        "count their margin times the part of their need that is met. Lines in L/day have no "
        "margin on file and count the published value of a litre.",
        currency=result.currency,
    )
    widths = (1.9, 1.6, 0.9, 1, 0.8, 1.5, 1.5, 1.5, 1.1)
    return Table("income", _("Income from the water"), columns, rows, (5, 6, 7), words, widths)


def gainers(result: DesignResult, lang: Language) -> Table | None:
    """Return who gains: each group's household beside its bill and income."""
    _ = lang.text
    found = who_gains(result)
    if not found:
        return None
    rows = tuple(
        (
            gain.group,
            gain.households,
            gain.low_year,
            gain.middle_year,
            gain.high_year,
            None if gain.share_of_gains is None else 100.0 * gain.share_of_gains,
            100.0 * gain.share_of_households,
            gain.bill_year,
            gain.net_year,
        )
        for gain in found
    )
    columns = (
        _("group"),
        _("households"),
        _("low"),
        _("middle"),
        _("high"),
        _("of all gains, %"),
        _("of all households, %"),
        _("bill"),
        _("gain less bill"),
    )
    words = _("{currency} a household and year.", currency=result.currency)
    if result.tariffs:
        words += " " + _("Bills of the tariff {tariff}.", tariff=lang.told(result.tariffs[0].title))
    live = ((8, "D{row}-H{row}"),) if all(g.bill_year is not None for g in found) else ()
    widths = (2, 1.1, 1.2, 1.2, 1.2, 0.9, 1.2, 1.1, 1.2)
    return Table("gainers", _("Who gains"), columns, rows, (), words, widths, live)


def ladder_steps(result: DesignResult, lang: Language) -> Table | None:
    """Return the income of each step of the multiple-use ladder."""
    _ = lang.text
    if result.benefits is None:
        return None
    found = steps(result)
    rows = tuple(
        (_(s.rung), s.from_l_person_day, s.to_l_person_day, s.low_year, s.high_year) for s in found
    )
    if not rows:
        return None
    columns = (
        _("step to"),
        _("from, L/person/day"),
        _("to, L/person/day"),
        _("low, {currency}/person/year", currency=result.currency),
        _("high, {currency}/person/year", currency=result.currency),
    )
    words = _("By the published income of one more litre a person and day, US$ 0.5 to 1 a year.")
    widths = (2.4, 1.2, 1.2, 1.6, 1.6)
    return Table("ladder", _("Steps of the ladder"), columns, rows, (), words, widths)


def returns(result: DesignResult, lang: Language) -> Table | None:
    """Return net present value, ratio, internal rate and payback."""
    _ = lang.text
    if not result.returns:
        return None
    words = _(
        "{currency}. Capital at the start, gains growing with the households; the payback is not "
        "discounted.",
        currency=result.currency,
    )
    return _returns("returns", _("Is it worth it"), result.returns, words, lang)


def added(result: DesignResult, lang: Language) -> Table | None:
    """Return what the design adds over the norm's works run under the same need."""
    _ = lang.text
    if not result.added:
        return None
    words = _(
        "{currency}. Differences from the works of the norm, run under the same need: more capital "
        "and upkeep, and the income of the water that arrives only here.",
        currency=result.currency,
    )
    return _returns("added", _("What multiple use adds"), result.added, words, lang)


def _returns(key: str, title: str, found: Sequence[Returns], words: str, lang: Language) -> Table:
    _ = lang.text
    rows = tuple(
        (
            label(r, lang),
            100.0 * r.discount_rate,
            r.present_benefits,
            r.present_costs,
            r.net_present_value,
            r.benefit_cost_ratio,
            None if r.internal_rate is None else 100.0 * r.internal_rate,
            _("never") if r.payback_years is None else r.payback_years,
        )
        for r in found
    )
    columns = (
        _("case"),
        _("discount rate, %"),
        _("present gains"),
        _("present costs"),
        _("net present value"),
        _("gains over costs"),
        _("internal rate, %"),
        _("payback, years"),
    )
    live = ((4, "C{row}-D{row}"), (5, "C{row}/D{row}"))
    return Table(key, title, columns, rows, (), words, (2.4, 1, 1.5, 1.5, 1.5, 1, 1, 1), live)


def label(found: Returns, lang: Language) -> str:
    """Return what a case of the returns is called in the reader's language."""
    known, at, rate = found.label.partition(" at ")
    if not at:
        return lang.text(known)
    return lang.text("{case} at {rate}", case=lang.text(known), rate=rate)


def funding(result: DesignResult, lang: Language) -> Table | None:
    """Return who pays the life-cycle cost: tariffs, taxes, transfers, and users in kind."""
    _ = lang.text
    if not result.funding:
        return None
    names = {tariff.name: lang.told(tariff.title) for tariff in result.tariffs}
    rows = tuple(
        (
            names.get(f.tariff, f.tariff),
            f.tariffs_year,
            f.taxes_year,
            f.transfers_year,
            f.in_kind_year,
            f.uncovered_year,
            f.cost_year,
            f.burden_household_month,
        )
        for f in result.funding
    )
    columns = (
        _("tariff"),
        _("tariffs"),
        _("taxes"),
        _("transfers"),
        _("in kind"),
        _("nobody"),
        _("cost of a year"),
        _("bill and labour of a household a month"),
    )
    words = _(
        "{currency} a year. Labour counts at its cash-out value; what is given for the works "
        "counts with the annuity of the capital. Below 0: the sources bring more than the cost.",
        currency=result.currency,
    )
    live = ((5, "G{row}-B{row}-C{row}-D{row}-E{row}"),)
    widths = (2.6, 1.3, 1.1, 1.1, 1.1, 1.3, 1.3, 1.2)
    return Table("funding", _("Who pays"), columns, rows, (), words, widths, live)


def affordability(result: DesignResult, lang: Language) -> Table | None:
    """Return who can pay: share of income, households above the threshold, the gap, equity."""
    _ = lang.text
    rows = tuple(
        (
            lang.told(found.case.title),
            100.0 * found.effects.affordability.mean_share,
            100.0 * found.effects.affordability.headcount,
            found.effects.affordability.households_above,
            found.effects.affordability.gap_month,
            found.effects.gini_bill,
            found.effects.kakwani,
            found.effects.targeting.omega,
        )
        for found in result.tariff_effects
    )
    if not rows:
        return None
    threshold = result.tariff_effects[0].effects.affordability.threshold
    columns = (
        _("tariff"),
        _("mean share of income, %"),
        _("above, %"),
        _("households above"),
        _("gap, {currency}/month", currency=result.currency),
        _("Gini of bills"),
        _("Kakwani"),
        _("omega"),
    )
    words = _(
        "Above: bills of more than {threshold} % of income, among households drawn from the "
        "groups. Omega: the poor's part of the subsidy over their part of the households.",
        threshold=lang.number(100.0 * threshold),
    )
    widths = (2.8, 1.1, 0.9, 1.1, 1.3, 0.9, 0.9, 0.9)
    return Table("affordability", _("Who can pay"), columns, rows, (), words, widths)
