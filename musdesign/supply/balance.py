"""The daily balance of a mean year: who gets what from which source, and what binds.

Every day of a month has that month's mean need and yield; rain falls on evenly spaced days.  Uses
are served in order of priority; each takes first from the source least over-qualified for it, then
the cheapest, then the largest.  With quality tiers that contain one another this order is the best
one for a day.  The year is run twice, so that roof tanks start as they end.  A mean year hides dry
years: reliabilities are of the mean year and no more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musdesign.supply.roofs import roof_inflow_m3
from musdesign.supply.sources import Months, Roof, SourceYield, may_serve, roof_runoff_m3, tier
from musdesign.units import MONTH_DAYS, MONTH_NAMES

_DAYS = np.array(MONTH_DAYS)
_MONTH_OF_DAY = np.repeat(np.arange(12), MONTH_DAYS)
MEAN_YEAR = "mean year, all days of a month alike: dry years and single large days are not shown"
_SHORT = 1e-9


@dataclass(frozen=True, slots=True)
class UseNeed:
    """A use's gross need at the source, m3 on a mean day of each month, (12,)."""

    use: str
    priority: int
    quality: str
    month_m3_day: Months


@dataclass(frozen=True, slots=True)
class UseService:
    """How well a use is served over the mean year."""

    use: str
    demand_m3_year: float
    met_m3_year: float
    unmet_m3_year: float
    volumetric_reliability: float
    time_reliability: float
    unmet_by_month_m3: Months
    met_by_month_m3: Months

    @property
    def months_fully_met(self) -> int:
        """Return in how many months nothing is missing."""
        return int(np.count_nonzero(self.unmet_by_month_m3 <= 1e-6))


@dataclass(frozen=True, slots=True)
class SourceUse:
    """What a source gives and what is taken from it over the mean year."""

    name: str
    kind: str
    available_m3_year: float
    used_m3_year: float
    by_use_m3: Mapping[str, float]
    available_by_month_m3: Months
    used_by_month_m3: Months


@dataclass(frozen=True, slots=True)
class Supply:
    """The balance of a mean year."""

    by_use: tuple[UseService, ...]
    by_source: tuple[SourceUse, ...]
    binding: tuple[str, ...]
    note: str = MEAN_YEAR

    @property
    def unmet_m3_year(self) -> float:
        """Return what all uses miss in the year."""
        return sum(service.unmet_m3_year for service in self.by_use)


@dataclass(slots=True)
class _Books:
    """Taken volumes by source, use and day."""

    taken: NDArray[np.float64]
    available: NDArray[np.float64]


def balance(
    needs: Sequence[UseNeed],
    sources: Sequence[SourceYield],
    roofs: Sequence[Roof] = (),
    *,
    rain_mm_month: ArrayLike | None = None,
    rain_days_month: ArrayLike | None = None,
) -> Supply:
    """Return the balance of the mean year.

    Args:
        needs: each use, once for every quality it needs; the result adds up a use's qualities.
        sources: with their yields by month.
        roofs: with their tanks; they need the rain.
        rain_mm_month: rain by month, (12,).
        rain_days_month: days with rain in each month, (12,).
    """
    order = sorted(range(len(needs)), key=lambda i: needs[i].priority)
    demand = np.array([need.month_m3_day for need in needs], dtype=float).reshape(-1, 12)
    choices = [_choices(need, sources, roofs) for need in needs]
    if roofs:
        rain = _daily_rain(rain_mm_month, rain_days_month)
        runoff = np.array([_runoff_m3(roof, rain) for roof in roofs])
        losses = np.array([_loss_m3(roof, rain) for roof in roofs])
        books = _by_day(order, choices, demand, sources, roofs, runoff, losses)
    else:
        books = _by_month(order, choices, demand, sources)
    return _account(needs, [*sources, *roofs], demand, books)


def rain_day_count(rain_mm_month: ArrayLike, mm_per_rain_day: float) -> Months:
    """Return the number of rain days in each month at a mean depth, at least one with any rain.

    >>> print(rain_day_count([0, 5, 100] + [0] * 9, 10)[:3])
    [ 0.  1. 10.]
    """
    rain = np.asarray(rain_mm_month, dtype=float)
    days = np.clip(np.ceil(rain / mm_per_rain_day), 0, _DAYS)
    return np.where(rain > 0, np.maximum(days, 1), 0.0)


def _choices(need: UseNeed, sources: Sequence[SourceYield], roofs: Sequence[Roof]) -> list[int]:
    """Return the sources a use may draw from: least over-qualified, cheapest, largest first."""
    everything: list[SourceYield | Roof] = [*sources, *roofs]
    fit = [
        i
        for i, source in enumerate(everything)
        if may_serve(source.quality, source.serves, need.use, need.quality)
    ]

    def rank(i: int) -> tuple[int, float, bool, float]:
        source = everything[i]
        size = -float(source.month_m3_day.sum()) if isinstance(source, SourceYield) else 0.0
        # a roof tank that is not drawn down spills the next rain, so it comes before the others
        return (-tier(source.quality), source.cost_per_m3, isinstance(source, SourceYield), size)

    return sorted(fit, key=rank)


def _by_month(
    order: list[int],
    choices: list[list[int]],
    demand: NDArray[np.float64],
    sources: Sequence[SourceYield],
) -> _Books:
    """Without stores all days of a month are alike: one day stands for it."""
    available = np.array([s.month_m3_day for s in sources], dtype=float).reshape(-1, 12)
    left = available.copy()
    taken = np.zeros((len(sources), len(demand), 12))
    for use in order:
        missing = demand[use].copy()
        for source in choices[use]:
            draw = np.minimum(missing, left[source])
            taken[source, use] += draw
            left[source] -= draw
            missing -= draw
    return _Books(taken[:, :, _MONTH_OF_DAY], available[:, _MONTH_OF_DAY])


def _by_day(
    order: list[int],
    choices: list[list[int]],
    demand: NDArray[np.float64],
    sources: Sequence[SourceYield],
    roofs: Sequence[Roof],
    runoff: NDArray[np.float64],
    losses: NDArray[np.float64],
) -> _Books:
    """With roof tanks the days follow one another; yield after spillage, tanks periodic.

    ``losses`` is what a full store loses in the morning, by store and day; a store that is not full
    loses in proportion to its volume.
    """
    fixed, stores = len(sources), len(roofs)
    monthly = [[float(v) for v in source.month_m3_day] for source in sources]
    volumes = [roof.tank_m3 for roof in roofs]
    needs = demand.tolist()
    inflow = runoff.tolist()
    lost = losses.tolist()
    months = _MONTH_OF_DAY.tolist()
    taken = np.zeros((fixed + stores, len(needs), 365))
    level = [0.0] * stores
    for last in (False, True):
        for day, month in enumerate(months):
            left = [values[month] for values in monthly]
            for k in range(stores):
                if lost[k][day] > 0.0 and volumes[k] > 0.0:
                    level[k] -= min(level[k], lost[k][day] * level[k] / volumes[k])
                level[k] = min(level[k] + inflow[k][day], volumes[k])
                left.append(level[k])
            for use in order:
                missing = needs[use][month]
                for source in choices[use]:
                    draw = min(missing, left[source])
                    if draw > 0.0:
                        left[source] -= draw
                        missing -= draw
                        if last:
                            taken[source, use, day] = draw
            level = left[fixed:]
    rivers = np.array(monthly, dtype=float).reshape(-1, 12)[:, _MONTH_OF_DAY]
    return _Books(taken, np.vstack([rivers, runoff]))


def _runoff_m3(roof: Roof, rain_mm: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what a roof gives after its first flush, or a catchment above its first loss, m3."""
    if roof.kind == "roof":
        return roof_inflow_m3(
            rain_mm, roof.area_m2, roof.runoff_coefficient, first_flush_mm=roof.initial_loss_mm
        )
    above = np.maximum(rain_mm - roof.initial_loss_mm, 0.0)
    return np.asarray(roof_runoff_m3(roof.area_m2, above, roof.runoff_coefficient))


def _loss_m3(roof: Roof, rain_mm: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what the surface of a full store loses on each day beyond the rain on it, m3."""
    depth = np.broadcast_to(np.asarray(roof.loss_mm_day, dtype=float), (12,))[_MONTH_OF_DAY]
    return np.asarray(roof.surface_m2 * np.maximum(depth - rain_mm, 0.0) / 1000.0)


def _daily_rain(
    rain_mm_month: ArrayLike | None, rain_days_month: ArrayLike | None
) -> NDArray[np.float64]:
    """Return the rain of each day, the month's rain on evenly spaced days."""
    rain = np.zeros(12) if rain_mm_month is None else np.asarray(rain_mm_month, dtype=float)
    count = np.where(rain > 0, 1, 0) if rain_days_month is None else np.asarray(rain_days_month)
    daily = np.zeros(365)
    start = 0
    for month, days in enumerate(MONTH_DAYS):
        wet = int(min(max(round(float(count[month])), 1 if rain[month] > 0 else 0), days))
        if wet:
            spots = start + np.floor((np.arange(wet) + 0.5) * days / wet).astype(int)
            daily[spots] = rain[month] / wet
        start += days
    return daily


def _account(
    needs: Sequence[UseNeed],
    sources: Sequence[SourceYield | Roof],
    demand: NDArray[np.float64],
    books: _Books,
) -> Supply:
    wanted = demand[:, _MONTH_OF_DAY]
    met = books.taken.sum(axis=0) if len(sources) else np.zeros_like(wanted)
    names = list(dict.fromkeys(need.use for need in needs))
    rows = {name: [i for i, need in enumerate(needs) if need.use == name] for name in names}
    services = [_service(name, wanted[rows[name]], met[rows[name]]) for name in names]
    uses = [
        SourceUse(
            source.name,
            source.kind,
            float(books.available[k].sum()),
            float(books.taken[k].sum()),
            {name: float(books.taken[k, rows[name]].sum()) for name in names},
            _monthly(books.available[k]),
            _monthly(books.taken[k].sum(axis=0)),
        )
        for k, source in enumerate(sources)
    ]
    short = _shortfall(wanted, met)
    return Supply(tuple(services), tuple(uses), _binding(needs, sources, short, uses))


def _service(use: str, wanted: NDArray[np.float64], met: NDArray[np.float64]) -> UseService:
    """Return the service of a use from the days of its qualities."""
    total, served = float(wanted.sum()), float(met.sum())
    short = _shortfall(wanted, met).sum(axis=0)
    return UseService(
        use,
        total,
        served,
        max(0.0, total - served),
        served / total if total > 0 else 1.0,
        float(np.mean(short == 0.0)),
        _monthly(short),
        _monthly(met.sum(axis=0)),
    )


def _shortfall(wanted: NDArray[np.float64], met: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what is missing on each day, rounding dust left out."""
    short = np.maximum(wanted - met, 0.0)
    short[short < _SHORT * np.maximum(wanted, 1.0)] = 0.0
    return short


def _binding(
    needs: Sequence[UseNeed],
    sources: Sequence[SourceYield | Roof],
    short: NDArray[np.float64],
    uses: Sequence[SourceUse],
) -> tuple[str, ...]:
    """Return for each use that misses water its worst month and the sources that run out."""
    lines = []
    for need, daily in zip(needs, short, strict=True):
        missing = _monthly(daily) / _DAYS
        month = int(np.argmax(missing))
        if missing[month] <= 1e-6:
            continue
        wanted = float(need.month_m3_day[month])
        fit = [
            use
            for source, use in zip(sources, uses, strict=True)
            if may_serve(source.quality, source.serves, need.use, need.quality)
        ]
        if not fit:
            lines.append(f"{need.use}: no source is of {need.quality} quality and may serve it")
            continue
        given = "; ".join(
            f"{use.name} gives {use.available_by_month_m3[month] / _DAYS[month]:,.1f} m3/day"
            for use in fit
        )
        lines.append(
            f"{need.use}: {missing[month]:,.1f} of {wanted:,.1f} m3/day missing in "
            f"{MONTH_NAMES[month]} ({given})"
        )
    return tuple(lines)


def _monthly(daily: NDArray[np.float64]) -> Months:
    return np.asarray(np.bincount(_MONTH_OF_DAY, weights=daily, minlength=12), dtype=float)
