"""What a simulation of days tells: service by use and group, sources, stores, causes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musdesign.demand.build import Needs
from musdesign.flow.daily.bound import Bound, gap_of
from musdesign.flow.daily.prepared import Prepared
from musdesign.supply.allocation import Simulation
from musdesign.supply.balance import SourceUse, Supply, UseService
from musdesign.supply.quality import Effluent, effluents
from musdesign.units import MONTH_DAYS, MONTH_NAMES

Array = NDArray[np.float64]
STORED = "stored at the start"
DEFINITIONS: Mapping[str, str] = {
    "volumetric": "volume met over volume needed, over the whole record",
    "time": "share of the days with a need on which it is met in full",
    "annual": "share of the years without a failed day",
    "resilience": "runs of failed days over failed days (Hashimoto: chance that a failed day is "
    "followed by a day met)",
    "vulnerability": "mean over the runs of failed days of the largest day's deficit as a share of "
    "that day's need",
    "gini_l_person_day": "half the mean difference in litres met between two persons, over the "
    "mean of all: 0 where all groups get the same",
    "least_over_mean_share_met": "share of its need that the group served worst gets, over the "
    "mean share of all persons",
    "longest failure": "failed days of the longest run, one still running at the end included",
}
_TOLD = 0.005
"""Causes of less than this share of what a use misses are listed, not told in words."""
_WORDS = {
    "source": "the yield of",
    "tank": "the volume of",
    "pump": "the pump of",
    "right": "the water right of",
    "treatment": "the capacity of",
    "quality": "no water of its quality:",
    "reserve": "the water kept in",
}


@dataclass(frozen=True, slots=True)
class UseOutcome:
    """How well a use is served; where several groups have it, of the group served worst.

    Volumes are of all groups and of a mean year.
    """

    use: str
    demand_m3_year: float
    met_m3_year: float
    volumetric: float
    time: float
    annual: float
    resilience: float
    vulnerability: float
    longest_failure_days: int
    unmet_by_month_m3: Array
    met_by_month_m3: Array


@dataclass(frozen=True, slots=True)
class GroupOutcome:
    """What a household group gets of all uses together."""

    group: str
    persons: float
    needed_l_person_day: float
    met_l_person_day: float
    share_met: float


@dataclass(frozen=True, slots=True)
class StoreOutcome:
    """How a store fares: shares of the days on which it ends full or empty."""

    name: str
    capacity_m3: float
    lowest_m3: float
    full_share: float
    empty_share: float
    loss_m3_year: float


@dataclass(frozen=True, slots=True)
class Cause:
    """Unmet water of a use that one thing binds."""

    use: str
    cause: str
    node: str
    m3_year: float
    share: float
    worst_month: int

    @property
    def text(self) -> str:
        """Return it as a sentence."""
        what = f"{_WORDS[self.cause]} {self.node}".strip()
        return (
            f"{self.use}: {_volume(self.m3_year)} m3 a year missing ({100 * self.share:.0f} % of "
            f"what is missing) for {what}, most in {MONTH_NAMES[self.worst_month - 1]}"
        )


def _volume(m3: float) -> str:
    """Return a volume with three figures and no powers of ten."""
    return f"{m3:,.0f}" if m3 >= 100 else f"{m3:.3g}"


@dataclass(frozen=True, slots=True)
class DailySupply:
    """The supply of a scheme over the days of its weather; figures are means over all scenarios."""

    rule: str
    days: int
    scenarios: int
    years: float
    weather: tuple[str, ...]
    by_use: tuple[UseOutcome, ...]
    by_group: tuple[GroupOutcome, ...]
    fairness: Mapping[str, float]
    """Gini coefficient of the litres per person, and least over mean share met."""
    by_store: tuple[StoreOutcome, ...]
    served: Mapping[str, Mapping[str, float]]
    """m3/year by source and use."""
    causes: tuple[Cause, ...]
    effluents: tuple[Effluent, ...]
    warnings: tuple[str, ...]
    largest_imbalance_m3: float
    bound: Bound | None
    gap: Mapping[str, float] | None
    """By use, what the screening rule leaves unmet beyond the exact one, as a part of its need."""
    mean_year: Supply
    """The same as a mean year, for the stages that know months alone."""


def outcome(
    ready: Prepared,
    found: Simulation,
    needs: Needs,
    bound: Bound | None = None,
    exact: Simulation | None = None,
) -> DailySupply:
    """Return what a simulation tells of a scheme, with its gap to that of the exact rule."""
    years = ready.weather.years
    kinds = [use.use or use.name for use in ready.network.uses]
    uses = list(dict.fromkeys(kinds))
    rows = {use: [i for i, kind in enumerate(kinds) if kind == use] for use in uses}
    by_use = tuple(_use(use, rows[use], found, years) for use in uses)
    causes = tuple(sorted(_causes(uses, rows, found, years), key=lambda c: -c.m3_year))
    served = _served(ready, found, uses, rows, years)
    groups = _groups(ready, found, needs, years)
    net = {u.use: u.met_m3_year * (1.0 - needs.demand.loss_fraction) for u in by_use}
    waste, _ = effluents(net, _coffee(needs, net.get("enterprises", 0.0)))
    return DailySupply(
        found.rule,
        found.days,
        found.scenarios,
        years,
        ready.weather.notes,
        by_use,
        groups,
        _fairness(groups),
        _stores(ready, found, years),
        served,
        causes,
        waste,
        ready.warnings,
        found.largest_imbalance_m3,
        bound,
        None if exact is None else gap_of(ready.network, found, exact),
        _mean_year(ready, found, by_use, causes, served, years),
    )


def _use(use: str, rows: Sequence[int], found: Simulation, years: float) -> UseOutcome:
    record = found.record
    demand, met = record.demand_m3[:, rows], record.met_m3[:, rows]
    wanted, failed = record.days_with_demand[:, rows].sum(0), record.failed_days[:, rows].sum(0)
    events = record.events[:, rows].sum(0)
    time = 1.0 - np.divide(failed, wanted, out=np.zeros(len(rows)), where=wanted > 0)
    annual = 1.0 - record.failed_years[:, rows].mean(0) / max(record.years, 1)
    resilience = np.divide(events, failed, out=np.ones(len(rows)), where=failed > 0)
    worst = record.worst_ratio_sum[:, rows].sum(0)
    vulnerable = np.divide(worst, events, out=np.zeros(len(rows)), where=events > 0)
    total = float(demand.sum())
    span = years * found.scenarios
    return UseOutcome(
        use,
        total / span,
        float(met.sum()) / span,
        float(met.sum()) / total if total > 0 else 1.0,
        float(time.min()),
        float(annual.min()),
        float(resilience.min()),
        float(vulnerable.max()),
        int(record.longest_failure_days[:, rows].max()),
        record.unmet_by_month_m3[:, rows].sum((0, 1)) / span,
        record.met_by_month_m3[:, rows].sum((0, 1)) / span,
    )


def _causes(
    uses: Sequence[str], rows: Mapping[str, Sequence[int]], found: Simulation, years: float
) -> list[Cause]:
    causes: list[Cause] = []
    span = years * found.scenarios
    for use in uses:
        months = found.unmet_by_cause_m3[:, rows[use]].sum((0, 1)) / span
        total = float(months.sum())
        if total <= 1e-6:
            continue
        for (cause, node), by_month in zip(found.binders, months, strict=True):
            volume = float(by_month.sum())
            if volume > 1e-9 * total:
                causes.append(
                    Cause(use, cause, node, volume, volume / total, int(by_month.argmax()) + 1)
                )
    return causes


def _served(
    ready: Prepared, found: Simulation, uses: Sequence[str], rows: Mapping[str, Sequence[int]],
    years: float,
) -> dict[str, dict[str, float]]:  # fmt: skip
    span = years * found.scenarios
    volumes = found.served_by_m3.sum(0) / span
    served: dict[str, dict[str, float]] = {
        origin: dict.fromkeys(uses, 0.0) for origin in ready.kinds
    }
    for i, name in enumerate((*found.sources, STORED)):
        origin = ready.origins.get(name, name)
        target = served.setdefault(origin, dict.fromkeys(uses, 0.0))
        for use in uses:
            target[use] += float(volumes[i, rows[use]].sum())
    if sum(served[STORED].values()) < 1e-9:
        del served[STORED]
    return served


def _groups(
    ready: Prepared, found: Simulation, needs: Needs, years: float
) -> tuple[GroupOutcome, ...]:
    net = 1000.0 * (1.0 - needs.demand.loss_fraction) / (years * 365.25 * found.scenarios)
    if ready.weather.start is None:
        net *= 365.25 / 365.0
    groups = []
    for people in needs.groups:
        rows = [i for i, use in enumerate(ready.network.uses) if use.group == people.group]
        persons = float(np.asarray(people.persons))
        if not rows or persons <= 0:
            continue
        needed = float(found.record.demand_m3[:, rows].sum()) * net / persons
        met = float(found.record.met_m3[:, rows].sum()) * net / persons
        share = met / needed if needed > 0 else 1.0
        groups.append(GroupOutcome(people.group, persons, needed, met, share))
    return tuple(groups)


def _fairness(groups: Sequence[GroupOutcome]) -> dict[str, float]:
    """Return the Gini coefficient of litres per person and the least over the mean share met."""
    if not groups:
        return {}
    persons = np.array([group.persons for group in groups])
    litres = np.array([group.met_l_person_day for group in groups])
    shares = np.array([group.share_met for group in groups])
    weight = persons / persons.sum()
    mean = float(weight @ litres)
    gini = 0.0
    if mean > 0:
        apart = np.abs(litres[:, None] - litres[None, :])
        gini = float(weight @ apart @ weight) / (2.0 * mean)
    average = float(weight @ shares)
    return {
        "gini_l_person_day": gini,
        "least_over_mean_share_met": float(shares.min()) / average if average > 0 else 1.0,
    }


def _stores(ready: Prepared, found: Simulation, years: float) -> tuple[StoreOutcome, ...]:
    span = years * found.scenarios
    days = found.days * found.scenarios
    return tuple(
        StoreOutcome(
            store.name,
            store.capacity_m3,
            float(found.lowest_m3[:, i].min()),
            float(found.full_days[:, i].sum()) / days,
            float(found.empty_days[:, i].sum()) / days,
            float(found.loss_by_month_m3[:, i].sum()) / span,
        )
        for i, store in enumerate(ready.network.stores)
    )


def _coffee(needs: Needs, enterprises_m3: float) -> float:
    """Return the coffee mills' part of the enterprises' water, by what they need in a year."""
    days = np.array(MONTH_DAYS, dtype=float)
    year = [
        (part.item, float(part.month_m3_day @ days))
        for part in needs.demand.uses
        if part.use == "enterprises"
    ]
    total = sum(volume for _, volume in year)
    mills = sum(volume for item, volume in year if "coffee" in item)
    return enterprises_m3 * mills / total if total > 0 else 0.0


def _mean_year(
    ready: Prepared, found: Simulation, by_use: Sequence[UseOutcome], causes: Sequence[Cause],
    served: Mapping[str, Mapping[str, float]], years: float,
) -> Supply:  # fmt: skip
    span = years * found.scenarios
    services = tuple(
        UseService(
            use.use,
            use.demand_m3_year,
            use.met_m3_year,
            max(0.0, use.demand_m3_year - use.met_m3_year),
            use.volumetric,
            use.time,
            use.unmet_by_month_m3,
            use.met_by_month_m3,
        )
        for use in by_use
    )
    available = found.available_by_month_m3.sum(0) / span
    taken = found.taken_by_month_m3.sum(0) / span
    sources = []
    for origin, kind in ready.kinds.items():
        rows = [i for i, name in enumerate(found.sources) if ready.origins[name] == origin]
        sources.append(
            SourceUse(
                origin,
                kind,
                float(available[rows].sum()),
                float(taken[rows].sum()),
                dict(served[origin]),
                available[rows].sum(0),
                taken[rows].sum(0),
            )
        )
    note = (
        f"every day of {years:.4g} years"
        + (f" in {found.scenarios} draws of the weather" if found.scenarios > 1 else "")
        + ": figures of a year are means"
    )
    return Supply(
        services, tuple(sources), tuple(cause.text for cause in causes if cause.share > _TOLD), note
    )
