"""Figures of the water: what each source gives, how well each use is served, the tanks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from musdesign.flow import DesignResult
from musdesign.study.explain.making import Given, made, summed, told, where_true
from musdesign.supply.balance import SourceUse, UseService
from musdesign.trace import Step
from musdesign.units import MONTH_DAYS

_DAY_BY_DAY = "day by day, uses in their priority, each source as far as it goes"


def water(result: DesignResult) -> Iterator[Step]:
    """Yield the figures of the mean year and of the tanks."""
    yield from _tanks(result)
    if result.supply is None:
        return
    unmet = np.array([use.unmet_by_month_m3 for use in result.supply.by_use], dtype=float)
    by_month = unmet.sum(axis=0) if unmet.size else np.zeros(12)
    met = int((unmet <= 1e-6).all(axis=0).sum()) if unmet.size else 12
    yield told(
        "supply.months_met",
        met,
        "months of 12",
        "months of the mean year in which no use misses water",
        {"missing_by_month_m3": Given(by_month, "m3/month")},
    )
    for use in result.supply.by_use:
        yield from _use(result, use)
    for source in result.supply.by_source:
        yield from _source(source)


def _use(result: DesignResult, use: UseService) -> Iterator[Step]:
    name = f"supply.{use.use}"
    needed = Given(use.demand_m3_year, "m3/year", f"{name}.needed")
    net = result.demand.by_use_m3_day.get(use.use, 0.0)
    yield where_true(
        made(
            f"{name}.needed",
            use.demand_m3_year,
            "m3/year",
            "N = days * net_m3_day / (1 - loss_fraction)",
            days=Given(365.0, "d/year"),
            net_m3_day=Given(net, "m3/day", f"demand.net.{use.use}"),
            loss_fraction=Given(result.demand.loss_fraction, "-", "losses"),
        ),
        "need of the year at the source, losses included",
    )
    yield told(
        f"{name}.met",
        use.met_m3_year,
        "m3/year",
        _DAY_BY_DAY,
        {"met_by_month_m3": Given(use.met_by_month_m3, "m3/month")},
    )
    yield made(
        f"{name}.unmet",
        use.unmet_m3_year,
        "m3/year",
        "U = max(0, needed_m3_year - met_m3_year)",
        needed_m3_year=needed,
        met_m3_year=Given(use.met_m3_year, "m3/year", f"{name}.met"),
    )
    yield (
        made(
            f"{name}.volume_met",
            use.volumetric_reliability,
            "-",
            "R = met_m3_year / needed_m3_year",
            "Volumetric reliability (Hashimoto et al. 1982, by name)",
            met_m3_year=Given(use.met_m3_year, "m3/year", f"{name}.met"),
            needed_m3_year=needed,
        )
        if use.demand_m3_year > 0
        else told(f"{name}.volume_met", use.volumetric_reliability, "-", "nothing is needed")
    )
    yield told(
        f"{name}.days_met",
        use.time_reliability,
        "-",
        "days without a shortage over all days",
    )
    yield told(
        f"{name}.months_met",
        use.months_fully_met,
        "months of 12",
        "months in which nothing is missing",
        {"unmet_by_month_m3": Given(use.unmet_by_month_m3, "m3/month", f"{name}.unmet")},
    )


def _source(source: SourceUse) -> Iterator[Step]:
    name = f"supply.{source.name}"
    days = np.array(MONTH_DAYS)
    yield summed(
        f"{name}.available",
        source.available_m3_year,
        "m3/year",
        {f"month {i + 1}": float(v) for i, v in enumerate(source.available_by_month_m3)},
        "sum of the months: what the source could give, after ecological flow and limits",
    )
    yield told(
        f"{name}.least",
        float(min(np.asarray(source.available_by_month_m3) / days)),
        "m3/day",
        "smallest of the months' mean days",
        {"available_m3_day": Given(source.available_by_month_m3 / days, "m3/day", f"{name}.yield")},
    )
    yield summed(
        f"{name}.used",
        source.used_m3_year,
        "m3/year",
        {f"month {i + 1}": float(v) for i, v in enumerate(source.used_by_month_m3)},
        "sum of the months: what the uses take from it, " + _DAY_BY_DAY,
    )
    if source.available_m3_year:
        yield made(
            f"{name}.share",
            source.used_m3_year / source.available_m3_year,
            "-",
            "s = used_m3_year / available_m3_year",
            used_m3_year=Given(source.used_m3_year, "m3/year", f"{name}.used"),
            available_m3_year=Given(source.available_m3_year, "m3/year", f"{name}.available"),
        )


def _tanks(result: DesignResult) -> Iterator[Step]:
    tanks = {f"storage.{t.name}.volume": t.volume_m3 for t in result.storage if t.count == 1}
    if tanks:
        how = "sum of the community's tanks; those of households are left out"
        yield summed("storage.total", sum(tanks.values()), "m3", tanks, how)
    sources = {source.called(i): i for i, source in enumerate(result.scenario.sources)}
    for tank in result.storage:
        name = f"storage.{tank.name}"
        if tank.balancing_m3 is not None:
            yield told(
                f"{name}.balancing",
                tank.balancing_m3,
                "m3",
                "largest less smallest of the summed inflow less draw over the largest day",
                {"max_day_m3": Given(result.demand.max_day_m3, "m3/day", "demand.max_day")},
                "Rippl mass curve of a repeating day",
            )
        if tank.name in sources and tank.count != 1:
            path = f"sources[{sources[tank.name]}].tank"
            yield made(
                f"{name}.volume",
                tank.volume_m3,
                "m3",
                "V = tank_m3 * households",
                tank_m3=Given(tank.volume_m3 / tank.count, "m3", path),
                households=Given(tank.count, "households", f"{name}.count"),
            )
        yield told(
            f"{name}.count",
            tank.count,
            "tanks",
            "one for the community" if tank.count == 1 else "one for each household",
        )
