"""Tables of pipes, verdicts and the register."""

from __future__ import annotations

from musdesign.flow import DesignResult
from musdesign.i18n import Language
from musdesign.report.bases import BASES
from musdesign.report.content.model import VERDICTS, Table
from musdesign.report.quantities import quantities
from musdesign.standards.quotations import distinct


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
        widths=(1, 1.3, 1.3, 2.1, 1, 1, 1, 1.2, 1, 1.5),
    )


def bill_of_quantities(result: DesignResult, lang: Language) -> Table | None:
    """Return the pipes by size and class, and what else the network is built of."""
    _ = lang.text
    if result.network is None:
        return None
    rows = tuple(
        (lang.told(part.item), lang.told(part.kind), part.quantity, lang.told(part.unit), part.cost)
        for part in quantities(result.network)
    )
    return Table(
        "quantities",
        _("Bill of quantities of the network"),
        (
            _("item"),
            _("kind"),
            _("quantity"),
            _("unit"),
            _("cost, {currency}").format(currency=result.currency),
        ),
        rows,
        (4,),
        widths=(2.5, 2, 1, 1, 1.5),
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
    return Table("nodes", _("Heads and pressures in the design hour"), columns, rows)


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
            lang.told(check.clause),
            lang.told(check.parameter.replace("_", " ")),
            check.value,
            check.limit,
            lang.told(check.unit),
            _(BASES[check.basis]),
            lang.told(check.cure or check.note),
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


def quotations(result: DesignResult, lang: Language) -> Table | None:
    """Return the clauses that apply in the words of their own text, where these are on file."""
    from musdesign.report.quoting import cited, printed

    _ = lang.text
    applying = [check for check in result.checks if check.verdict != "not_applicable"]
    found = distinct((f"{c.standard}, {c.clause}", c.quotation) for c in applying)
    if not found:
        return None
    rows = tuple((clause, printed(words, lang), cited(words, lang)) for clause, words in found)
    columns = (_("clause"), _("words of its text"), _("where and how well they were read"))
    left = len({(c.standard, c.clause) for c in applying if c.quotation is None})
    note = _(
        "Of {count} more clauses that apply the words are not on file; what is told of them above "
        "is in our words.",
        count=left,
    )
    title = _("The clauses in the words of their texts")
    return Table("clause_texts", title, columns, rows, (), note if left else "", (1.2, 3, 2))


def register(result: DesignResult, lang: Language) -> Table | None:
    """Return every number that the user did not enter, the unverified ones first."""
    _ = lang.text
    order = {"unverified": 0, "secondary": 1, "primary": 2}
    found = sorted(result.assumptions, key=lambda line: order[line.basis])
    rows = tuple(
        (
            lang.told(line.name),
            line.value if isinstance(line.value, int | float) else lang.told(str(line.value)),
            lang.told(line.unit),
            _(BASES[line.basis]),
            lang.source(line.source),
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
