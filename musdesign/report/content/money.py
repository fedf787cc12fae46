"""Tables of costs and bills."""

from __future__ import annotations

from musdesign.flow import DesignResult
from musdesign.i18n import Language
from musdesign.report.bases import BASES
from musdesign.report.content.model import Row, Table


def costs(result: DesignResult, lang: Language) -> Table | None:
    """Return the lines of the capital cost."""
    _ = lang.text
    if result.costs is None:
        return None
    rows: tuple[Row, ...] = tuple(
        (
            lang.told(line.name),
            line.quantity,
            lang.told(line.unit),
            line.unit_cost,
            line.amount,
            *line.amount_range,
            line.life_years,
            _(BASES[line.origin.basis]),
        )
        for line in result.costs.items
    )
    # without it the sum below would be that of the hardware alone
    soft = result.costs.capital_software
    ends = (
        end - sum(line.amount_range[i] for line in result.costs.items)
        for i, end in enumerate(result.costs.capital_range)
    )
    if soft:
        rows += ((_("software: studies, training"), 1.0, "", soft, soft, *ends, None, ""),)
    columns = (
        _("item"),
        _("quantity"),
        _("unit"),
        _("unit cost"),
        _("amount, {currency}", currency=result.currency),
        _("low"),
        _("high"),
        _("life, years"),
        _("basis"),
    )
    year = result.costs.price_year
    words = _("Prices of {year}.").format(year=year) if year else ""
    widths = (2.5, 0.9, 0.9, 1.2, 1.7, 1.7, 1.7, 0.7, 1.1)
    live = ((4, "B{row}*D{row}"),)
    return Table("costs", _("Capital cost"), columns, rows, (4, 5, 6), words, widths, live)


def yearly(result: DesignResult, lang: Language) -> Table | None:
    """Return the yearly cost by WASHCost category: in all, per household and person, its range."""
    _ = lang.text
    found = result.costs
    if found is None:
        return None
    rows = tuple(
        (
            _(name.replace("_", " ")),
            amount,
            *found.yearly_range[name],
            amount / found.households,
            amount / found.persons,
        )
        for name, amount in found.yearly_by_category.items()
    )
    currency = result.currency
    columns = (
        _("category"),
        _("{currency}/year", currency=currency),
        _("low"),
        _("high"),
        _("{currency}/household/year", currency=currency),
        _("{currency}/person/year", currency=currency),
    )
    words = _(
        "Capital is spread over the period at {rate} % a year. Low: every price at the low end of "
        "its range and every life long; high: the other way round.",
        rate=lang.number(100 * found.discount_rate),
    )
    live = ((4, f"B{{row}}/{found.households!r}"), (5, f"B{{row}}/{found.persons!r}"))
    return Table(
        "yearly",
        _("Life-cycle cost of a year"),
        columns,
        rows,
        (1, 2, 3, 4, 5),
        words,
        (2.4, 1.5, 1.3, 1.5, 1.4, 1.4),
        live,
    )


def bills(result: DesignResult, lang: Language) -> Table | None:
    """Return each group's bill under each tariff."""
    _ = lang.text
    rows = tuple(
        (
            lang.told(tariff.title),
            bill.group,
            bill.households,
            bill.volume_m3_month,
            bill.bill_month,
            None if bill.share_of_income is None else 100.0 * bill.share_of_income,
        )
        for tariff in result.tariffs
        for bill in tariff.bills
    )
    if not rows:
        return None
    columns = (
        _("tariff"),
        _("group"),
        _("households"),
        _("use, m3/month"),
        _("bill, {currency}/month").format(currency=result.currency),
        _("share of income, %"),
    )
    return Table("bills", _("Bills of a mean month"), columns, rows, (), "", (2.5, 2, 1, 1, 1.3, 1))


def productive_price(result: DesignResult, lang: Language) -> Table | None:
    """Return how each tariff falls on productive water, and the alternative that costs as much."""
    _ = lang.text
    rows: list[Row] = []
    words: list[str] = []
    for found in result.tariff_effects:
        currency = found.case.currency
        for part in found.penalties:
            rows.append(
                (
                    lang.told(found.case.title),
                    part.group,
                    part.use_m3,
                    " / ".join(lang.number(m3) for m3 in part.block_m3),
                    part.domestic_per_m3,
                    part.productive_per_m3 if part.productive_m3 > 0 else None,
                )
            )
        other = found.alternative
        if other is not None and any(part.productive_m3 > 0 for part in found.penalties):
            words.append(
                _(
                    "{tariff}: one price of {price} {currency}/m3 above the first block would "
                    "bring the same {revenue} a year.",
                    tariff=lang.told(found.case.title),
                    price=lang.number(other.price_above),
                    currency=currency,
                    revenue=lang.number(other.revenue_year),
                )
            )
        blocks = found.legal_blocks
        if blocks is not None:
            parts = " / ".join(lang.number(m3) for m3 in blocks.parts_m3)
            sentence = _(
                "{volume} m3 a month fall {parts} m3 into the basic, complementary and sumptuary "
                "blocks of the domestic rule.",
                volume=lang.number(blocks.volume_m3),
                parts=parts,
            )
            if sentence not in words:
                words.insert(0, sentence)
    if not rows:
        return None
    columns = (
        _("tariff"),
        _("group"),
        _("use, m3/month"),
        _("m3 by block"),
        _("house pays, per m3"),
        _("productive water pays, per m3"),
    )
    title, widths = _("How the tariff falls on productive water"), (2.2, 2.0, 1.0, 1.6, 1.1, 1.3)
    return Table("productive", title, columns, tuple(rows), (), " ".join(words), widths)
