"""Tables of sources and tanks."""

from __future__ import annotations

from musdesign.flow import DesignResult
from musdesign.i18n import Language
from musdesign.report.content.model import MONTHS, USES, Row, Table
from musdesign.units import MONTH_DAYS


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
    # the days have a table of their own for it
    words = "" if result.daily else " ".join(f"{lang.told(line)}." for line in supply.binding)
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
