"""What a report holds, as plain tables: the report prints them, the workbook fills them.

Each function takes a result and the reader's language and returns one table, or None where the
stage behind it did not run.  Numbers stay numbers; whoever shows them writes them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from musdesign.flow import DesignResult
from musdesign.i18n import Language, mark
from musdesign.units import MONTH_DAYS

Cell = str | float | None
Row = tuple[Cell, ...]

MONTHS = tuple(
    mark(name)
    for name in ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
)
USES = {
    "domestic": mark("domestic"),
    "institutions": mark("institutions"),
    "livestock": mark("livestock"),
    "enterprises": mark("enterprises"),
    "gardens": mark("gardens"),
}
VERDICTS = {
    "meets": mark("meets"),
    "breaks": mark("breaks"),
    "cannot_tell": mark("cannot tell"),
    "not_applicable": mark("does not apply"),
}
TERMS = tuple(
    mark(term)
    for term in (
        "house connection",
        "yard tap",
        "public tap",
        "well or handpump",
        "junction",
        "tank",
        "source",
        "break pressure tank",
        "spring",
        "stream",
        "borehole",
        "well",
        "roof",
        "utility",
        "opex",
        "capmanex",
        "direct support",
        "indirect support",
        "capital repayment",
        "cost of capital",
        "net domestic allocation",
        "gross domestic allocation",
        "max day factor",
        "peak hour factor",
        "design period",
        "min residual pressure",
        "max static pressure",
        "storage fraction",
        "fire flow",
        "velocity",
    )
)
"""Words that data holds and a report shows: services, kinds of nodes and sources, categories."""
BASES = {
    "primary": mark("primary"),
    "secondary": mark("secondary"),
    "unverified": mark("unverified"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name for sheets and files, its title, its columns and rows.

    ``summed`` are the columns whose sum stands below; ``words`` is a note on how to read it.
    ``emphasis`` is the column of a verdict or basis, which is printed so that it is seen.
    """

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    summed: tuple[int, ...] = ()
    words: str = ""
    widths: tuple[float, ...] = ()
    """Shares of the width of a page; equal where left out."""

    def total(self, column: int) -> float:
        """Return the sum of the numbers of a column."""
        cells = (row[column] for row in self.rows)
        return float(sum(cell for cell in cells if isinstance(cell, int | float)))


def people(result: DesignResult, lang: Language) -> Table | None:
    """Return the groups of households of the base year, and those of the design year together."""
    _ = lang.text
    rows: list[Row] = [
        (g.group, g.count, g.size, g.count * g.size, _(g.service))
        for g in result.scenario.households
    ]
    return Table(
        "people",
        _("Households of the base year"),
        (_("group"), _("households"), _("persons each"), _("persons"), _("service")),
        tuple(rows),
        (1, 3),
        _("In the design year {year}: {people} persons in {households} households.").format(
            year=result.design_year,
            people=lang.number(result.population),
            households=lang.number(result.households),
        ),
        (3, 1, 1, 1, 1.5),
    )


def needs(result: DesignResult, lang: Language) -> Table | None:
    """Return the need of each use on the mean day."""
    _ = lang.text
    demand = result.demand
    rows: list[Row] = [
        (_(USES.get(use, use)), volume, 1000.0 * volume / result.population)
        for use, volume in demand.by_use_m3_day.items()
    ]
    rows.append(
        (_("losses"), demand.losses_m3_day, 1000.0 * demand.losses_m3_day / result.population)
    )
    return Table(
        "needs",
        _("Needs of the mean day in the design year"),
        (_("use"), _("m3/day"), _("L/person/day")),
        tuple(rows),
        (1, 2),
        _("Net at the tap; losses are their own line, so that the sum is what is produced."),
        (3, 1, 1),
    )


def peaks(result: DesignResult, lang: Language) -> Table | None:
    """Return mean day, largest day and peak hour beside the norm's own recipe."""
    _ = lang.text
    demand, norm = result.demand, result.recipe
    rows: tuple[Row, ...] = (
        (_("mean day, m3"), demand.mean_day_m3, norm.mean_day_m3 if norm else None),
        (_("largest day, m3"), demand.max_day_m3, norm.max_day_m3 if norm else None),
        (_("peak hour, L/s"), demand.peak_hour_lps, norm.peak_hour_lps if norm else None),
    )
    return Table(
        "peaks",
        _("Design flows, losses included"),
        (_("figure"), _("this design"), _("the norm's recipe")),
        rows,
        words=_("Largest day: {method}.").format(method=_(demand.max_day_method)),
        widths=(3, 1, 1),
    )


def months(result: DesignResult, lang: Language) -> Table | None:
    """Return the mean day of each month by use."""
    _ = lang.text
    demand = result.demand
    net = sum(demand.by_use_by_month.values())
    parts = {
        **{_(USES.get(use, use)): values for use, values in demand.by_use_by_month.items()},
        _("losses"): demand.by_month_m3_day - net,
    }
    rows: tuple[Row, ...] = tuple(
        (name, *(float(v) for v in values)) for name, values in parts.items()
    )
    return Table(
        "months",
        _("Mean day of each month, m3/day"),
        (_("use"), *(_(month) for month in MONTHS)),
        rows,
        tuple(range(1, 13)),
        widths=(2, *([1.0] * 12)),
    )


def hours(result: DesignResult, lang: Language) -> Table | None:
    """Return the hours of the largest day."""
    _ = lang.text
    flows = result.demand.max_day_hourly_lps
    rows = tuple((f"{h}-{h + 1}", float(flows[h])) for h in range(24))
    return Table("hours", _("Hours of the largest day"), (_("hour"), _("L/s")), rows)


def build_up(result: DesignResult, lang: Language) -> Table | None:
    """Return each use of each group on the mean day."""
    from musdesign.demand.needs import annual_mean

    _ = lang.text
    rows = tuple(
        (
            use.group,
            _(USES.get(use.use, use.use)),
            use.item.replace("_", " "),
            annual_mean(use.month_m3_day),
            float(use.daily_factor),
        )
        for use in result.demand.uses
    )
    columns = (_("group"), _("use"), _("what"), _("m3/day"), _("largest day over mean day"))
    return Table(
        "build_up", _("Build-up by group and use"), columns, rows, (3,), "", (2, 2, 2, 1, 1)
    )


def service(result: DesignResult, lang: Language) -> Table | None:
    """Return how well each use is served over the year."""
    _ = lang.text
    supply = result.supply
    if supply is None:
        return None
    rows = tuple(
        (
            _(USES.get(item.use, item.use)),
            item.demand_m3_year,
            item.met_m3_year,
            100.0 * item.volumetric_reliability,
            100.0 * item.time_reliability,
        )
        for item in supply.by_use
    )
    columns = (
        _("use"),
        _("need, m3/year"),
        _("met, m3/year"),
        _("volume met, %"),
        _("days in full, %"),
    )
    words = " ".join(f"{line}." for line in supply.binding)
    return Table("service", _("How well each use is served"), columns, rows, (1, 2), words)


def sources(result: DesignResult, lang: Language) -> Table | None:
    """Return what each source gives and what is taken from it."""
    _ = lang.text
    if result.supply is None:
        return None
    rows: tuple[Row, ...] = tuple(
        (
            item.name,
            _(item.kind),
            *(float(v) / d for v, d in zip(item.available_by_month_m3, MONTH_DAYS, strict=True)),
        )
        for item in result.supply.by_source
    )
    return Table(
        "sources",
        _("What the sources can give, m3 on a mean day of each month"),
        (_("source"), _("kind"), *(_(month) for month in MONTHS)),
        rows,
        tuple(range(2, 14)),
        widths=(2.4, 1.4, *([1.0] * 12)),
    )


def storage(result: DesignResult, lang: Language) -> Table | None:
    """Return the tanks."""
    _ = lang.text
    if not result.storage:
        return None
    rows = tuple(
        (
            tank.name,
            tank.count,
            tank.volume_m3,
            tank.balancing_m3,
            _("given") if tank.given else _("sized"),
        )
        for tank in result.storage
    )
    columns = (
        _("tank"),
        _("number"),
        _("volume, m3"),
        _("of the day's mass curve, m3"),
        _("volume is"),
    )
    return Table("storage", _("Storage"), columns, rows, widths=(2, 1, 1, 1.3, 1))


def pipes(result: DesignResult, lang: Language) -> Table | None:
    """Return the pipes of each link."""
    _ = lang.text
    if result.network is None:
        return None
    rows = tuple(
        (
            link.id,
            link.start,
            link.end,
            segment.label,
            segment.diameter_mm,
            segment.length_m,
            link.flow_lps,
            link.velocity_m_s,
            link.static_m,
            segment.cost,
        )
        for link in result.network.links
        for segment in link.segments
    )
    return Table(
        "pipes",
        _("Pipes at least cost"),
        (
            _("link"),
            _("from"),
            _("to"),
            _("pipe"),
            _("bore, mm"),
            _("length, m"),
            _("flow, L/s"),
            _("velocity, m/s"),
            _("static head, m"),
            _("cost, {currency}").format(currency=result.currency),
        ),
        rows,
        (5, 9),
        widths=(1, 1.3, 1.3, 2.2, 1, 1, 1, 1, 1, 1.6),
    )


def nodes(result: DesignResult, lang: Language) -> Table | None:
    """Return heads and pressures of the network's nodes."""
    _ = lang.text
    if result.network is None:
        return None
    rows = tuple(
        (
            n.id,
            _(n.kind.replace("_", " ")),
            n.elevation_m,
            n.demand_lps,
            n.head_m,
            n.pressure_m,
            n.static_m,
        )
        for n in result.network.nodes
    )
    columns = (
        _("node"),
        _("kind"),
        _("elevation, m"),
        _("draw, L/s"),
        _("head, m"),
        _("pressure, m"),
        _("static pressure, m"),
    )
    return Table("nodes", _("Heads and pressures in the design hour"), columns, rows, (3,))


def checks(result: DesignResult, lang: Language) -> Table | None:
    """Return the verdict of each clause that applies."""
    _ = lang.text
    order = list(VERDICTS)
    found = sorted(
        (check for check in result.checks if check.verdict != "not_applicable"),
        key=lambda check: (check.standard, order.index(check.verdict)),
    )
    if not found:
        return None
    rows = tuple(
        (
            _(VERDICTS[check.verdict]),
            check.standard,
            check.clause,
            _(check.parameter.replace("_", " ")),
            check.value,
            check.limit,
            check.unit,
            _(BASES[check.basis]),
            check.cure or check.note,
        )
        for check in found
    )
    columns = (
        _("verdict"),
        _("instrument"),
        _("clause"),
        _("what"),
        _("design"),
        _("limit"),
        _("unit"),
        _("basis"),
        _("cure or note"),
    )
    words = _("The norm's own words govern; the basis says whether its text was read.")
    widths = (1.1, 1.7, 1.1, 1.6, 0.8, 0.8, 1.1, 1, 3)
    return Table("checks", _("Verdicts clause by clause"), columns, rows, (), words, widths)


def costs(result: DesignResult, lang: Language) -> Table | None:
    """Return the lines of the capital cost."""
    _ = lang.text
    if result.costs is None:
        return None
    rows = tuple(
        (
            line.name,
            line.quantity,
            line.unit,
            line.unit_cost,
            line.amount,
            line.life_years,
            _(BASES[line.origin.basis]),
        )
        for line in result.costs.items
    )
    columns = (
        _("item"),
        _("quantity"),
        _("unit"),
        _("unit cost"),
        _("amount, {currency}").format(currency=result.currency),
        _("life, years"),
        _("basis"),
    )
    year = result.costs.price_year
    words = _("Prices of {year}.").format(year=year) if year else ""
    widths = (3, 1, 1, 1.2, 1.5, 0.8, 1.1)
    return Table("costs", _("Capital cost"), columns, rows, (4,), words, widths)


def yearly(result: DesignResult, lang: Language) -> Table | None:
    """Return the yearly cost by WASHCost category."""
    _ = lang.text
    if result.costs is None:
        return None
    rows = tuple(
        (_(name.replace("_", " ")), amount, amount / result.households)
        for name, amount in result.costs.yearly_by_category.items()
    )
    currency = result.currency
    columns = (
        _("category"),
        _("{currency}/year").format(currency=currency),
        _("{currency}/household/year").format(currency=currency),
    )
    return Table("yearly", _("Life-cycle cost of a year"), columns, rows, (1, 2), "", (3, 1.5, 1.5))


def bills(result: DesignResult, lang: Language) -> Table | None:
    """Return each group's bill under each tariff."""
    _ = lang.text
    rows = tuple(
        (
            tariff.title,
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


def register(result: DesignResult, lang: Language) -> Table | None:
    """Return every number that the user did not enter, the unverified ones first."""
    _ = lang.text
    order = {"unverified": 0, "secondary": 1, "primary": 2}
    found = sorted(result.assumptions, key=lambda line: order[line.basis])
    rows = tuple(
        (
            line.name,
            line.value if isinstance(line.value, int | float) else str(line.value),
            line.unit,
            _(BASES[line.basis]),
            line.source,
            line.date,
        )
        for line in found
    )
    unverified = sum(line.basis == "unverified" for line in found)
    columns = (_("name"), _("value"), _("unit"), _("basis"), _("source"), _("date"))
    words = _(
        "{count} of {all} are unverified: replace them with your own where they matter."
    ).format(count=unverified, all=len(found))
    return Table(
        "register", _("Assumptions and sources"), columns, rows, (), words, (2.4, 1.2, 1, 1, 4, 0.8)
    )


TABLES: Sequence[Callable[[DesignResult, Language], Table | None]] = (
    people,
    needs,
    peaks,
    months,
    hours,
    build_up,
    service,
    sources,
    storage,
    pipes,
    nodes,
    checks,
    costs,
    yearly,
    bills,
    register,
)


def tables(result: DesignResult, lang: Language) -> list[Table]:
    """Return all tables of a result, in the order of a report."""
    return [found for make in TABLES if (found := make(result, lang)) is not None]
