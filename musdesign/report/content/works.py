"""Tables of pipes, verdicts and the register."""

from __future__ import annotations

from musdesign.flow import DesignResult
from musdesign.flow.stated import AS_IN_THE_SCENARIO
from musdesign.i18n import Language
from musdesign.provenance import Assumption
from musdesign.report.bases import BASES
from musdesign.report.content.model import VERDICTS, Table
from musdesign.report.naming import labelled
from musdesign.report.quantities import quantities
from musdesign.scenario import Scenario
from musdesign.standards import Check
from musdesign.standards.barriers import urgency
from musdesign.standards.quotations import distinct
from musdesign.study.explain.inputs import title_in


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
    # the scheme's own norm before those it is compared with, in the order of the scenario
    laws = list(dict.fromkeys(check.standard for check in result.checks))
    own = result.scenario.standard
    found = sorted(
        (check for check in result.checks if check.verdict != "not_applicable"),
        key=lambda check: (check.standard != own, laws.index(check.standard), urgency(check)),
    )
    if not found:
        return None
    rows = tuple(
        (
            _(VERDICTS[check.verdict]),
            labelled(check.standard, lang),
            lang.told(check.clause),
            lang.told(check.parameter.replace("_", " "))
            + (f" ({lang.told(check.reading)})" if check.reading else ""),
            check.value,
            check.limit,
            lang.told(check.unit),
            _(BASES[check.basis]),
            _remarks(check, lang),
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
    widths = (1.1, 1.6, 1.1, 1.6, 0.7, 0.8, 1.1, 1.2, 3)
    return Table("checks", _("Verdicts clause by clause"), columns, rows, (), words, widths)


def _remarks(check: Check, lang: Language) -> str:
    """Return what would cure a breach; of an open verdict also why it is open."""
    note = lang.told(labelled(check.note, lang)) if check.verdict != "breaks" else ""
    return "; ".join(part for part in (note, lang.told(check.cure)) if part)


def quotations(result: DesignResult, lang: Language) -> Table | None:
    """Return the clauses that apply in the words of their own text, where these are on file."""
    from musdesign.report.quoting import cited, printed

    _ = lang.text
    applying = [check for check in result.checks if check.verdict != "not_applicable"]
    found = distinct((f"{labelled(c.standard, lang)}, {c.clause}", c.quotation) for c in applying)
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


def register_name(line: Assumption, scenario: Scenario, lang: Language) -> str:
    """Return a line's name: a value of the scenario by its group or source, not by its path."""
    if line.value != AS_IN_THE_SCENARIO:
        return lang.told(line.name)
    own, glue, rest = title_in(scenario, line.name).rpartition(": ")
    return f"{own}{glue}{lang.told(rest)}"


def register(result: DesignResult, lang: Language) -> Table | None:
    """Return every number that the user did not enter, the unverified ones first."""
    _ = lang.text
    order = {"unverified": 0, "secondary": 1, "primary": 2}
    found = sorted(result.assumptions, key=lambda line: order[line.basis])
    rows = tuple(
        (
            register_name(line, result.scenario, lang),
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
