"""Tables of the supply day by day: reliability, what is missing, who gets what, what binds."""

from __future__ import annotations

from musdesign.flow import DesignResult
from musdesign.i18n import Language, mark
from musdesign.report.content.model import MONTHS, USES, Row, Table

CAUSES = {
    "source": mark("yield of the source"),
    "tank": mark("volume of the tank"),
    "pump": mark("pump"),
    "right": mark("water right"),
    "treatment": mark("capacity of the treatment"),
    "quality": mark("quality of the water"),
    "reserve": mark("water kept for better uses"),
}


def reliability(result: DesignResult, lang: Language) -> Table | None:
    """Return the measures of reliability by use over the days simulated."""
    _ = lang.text
    found = result.daily
    if found is None:
        return None
    rows: tuple[Row, ...] = tuple(
        (
            _(USES.get(use.use, use.use)),
            100.0 * use.volumetric,
            100.0 * use.time,
            100.0 * use.annual,
            use.resilience,
            100.0 * use.vulnerability,
            float(use.longest_failure_days),
        )
        for use in found.by_use
    )
    words = _(
        "Every day of {years} years in {draws} draws of the weather. Volume: met over needed. "
        "Days: those with a need that are met in full. Years: those without a failed day. "
        "Resilience: runs of failed days over failed days. Vulnerability: mean over the "
        "runs of the worst day's deficit. Where several groups have a use, the group served "
        "worst counts.",
        years=lang.number(found.years),
        draws=found.scenarios,
    )
    if found.bound is not None:
        worst = max(found.bound.more_unmet.values(), default=0.0)
        words += " " + _(
            "Knowing every day to come would leave less unmet by at most {percent} % of a use's "
            "need (first {days} days).",
            percent=lang.number(100.0 * max(worst, 0.0)),
            days=found.bound.days,
        )
    columns = (
        _("use"),
        _("volume, %"),
        _("days, %"),
        _("years, %"),
        _("resilience"),
        _("vulnerability, %"),
        _("longest failure, days"),
    )
    title = _("How reliably each use is served, day by day")
    return Table("reliability", title, columns, rows, words=words)


def unmet(result: DesignResult, lang: Language) -> Table | None:
    """Return what each use misses in each month of a mean year."""
    _ = lang.text
    found = result.daily
    if found is None:
        return None
    rows: tuple[Row, ...] = tuple(
        (_(USES.get(use.use, use.use)), *(float(v) for v in use.unmet_by_month_m3))
        for use in found.by_use
        if use.unmet_by_month_m3.sum() > 1e-6
    )
    if not rows:
        return None
    return Table(
        "unmet",
        _("What is missing, m3 in each month of a mean year"),
        (_("use"), *(_(month) for month in MONTHS)),
        rows,
        tuple(range(1, 13)),
        widths=(1.6, *([1.0] * 12)),
    )


def binding(result: DesignResult, lang: Language) -> Table | None:
    """Return to what the missing water is due."""
    _ = lang.text
    found = result.daily
    if found is None or not found.causes:
        return None
    rows: tuple[Row, ...] = tuple(
        (
            _(USES.get(cause.use, cause.use)),
            _(CAUSES[cause.cause]),
            cause.node,
            cause.m3_year,
            100.0 * cause.share,
            _(MONTHS[cause.worst_month - 1]),
        )
        for cause in found.causes
    )
    columns = (
        _("use"), _("what binds"), _("where"), _("missing, m3/year"), _("share, %"), _("most in"),
    )  # fmt: skip
    return Table("binding", _("What binds"), columns, rows, widths=(1.2, 1.6, 2, 1, 0.8, 0.8))


def served(result: DesignResult, lang: Language) -> Table | None:
    """Return how much of each use's water comes from each source."""
    _ = lang.text
    found = result.daily
    if found is None or not found.served:
        return None
    uses = [use.use for use in found.by_use]
    rows: tuple[Row, ...] = tuple(
        (source, *(float(by_use.get(use, 0.0)) for use in uses))
        for source, by_use in found.served.items()
    )
    columns = (_("source"), *(_(USES.get(use, use)) for use in uses))
    title = _("Which source serves which use, m3 a year")
    return Table("served", title, columns, rows, tuple(range(1, len(columns))))


def groups(result: DesignResult, lang: Language) -> Table | None:
    """Return what each household group gets, and how evenly."""
    _ = lang.text
    found = result.daily
    if found is None or not found.by_group:
        return None
    rows: tuple[Row, ...] = tuple(
        (
            group.group,
            group.persons,
            group.needed_l_person_day,
            group.met_l_person_day,
            100.0 * group.share_met,
        )
        for group in found.by_group
    )
    words = ""
    if len(found.by_group) > 1:
        words = _(
            "Gini coefficient of litres per person: {gini}; the group served worst has {share} % "
            "of the mean share met.",
            gini=lang.number(found.fairness["gini_l_person_day"]),
            share=lang.number(100.0 * found.fairness["least_over_mean_share_met"]),
        )
    columns = (
        _("group"),
        _("people"),
        _("needs, L/person/day"),
        _("gets, L/person/day"),
        _("share met, %"),
    )
    title = _("What each group of households gets")
    return Table("groups", title, columns, rows, words=words)
