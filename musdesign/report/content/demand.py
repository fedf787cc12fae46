"""Tables of people and needs."""

from __future__ import annotations

from musdesign.flow import DesignResult
from musdesign.i18n import Language
from musdesign.report.content.model import MONTHS, USES, Row, Table


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
        words=_("Largest day: {method}.").format(method=lang.told(demand.max_day_method)),
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
