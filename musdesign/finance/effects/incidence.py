"""Who pays what, what it covers and whom it favours, over drawn households."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from musdesign.errors import CalculationError, Problem, did_you_mean
from musdesign.finance.effects.equity import (
    Affordability,
    Targeting,
    affordability,
    concentration,
    gini,
    kakwani,
    quintiles,
    targeting,
)
from musdesign.finance.effects.population import Population
from musdesign.finance.effects.schedule import Floats, Schedule

Schedules = Mapping[str, Schedule]


@dataclass(frozen=True, slots=True)
class Row:
    """Means of a part of the households: a group or a fifth of the people by income."""

    name: str
    households: float
    income_month: float
    use_m3_month: float
    bill_month: float
    share_of_income: float
    price_per_m3: float
    subsidy_month: float
    headcount: float
    """Share of these households whose bill is above the threshold."""
    gap_month: float = 0.0
    """What their bills take above the threshold, all together."""


@dataclass(frozen=True, slots=True)
class UseShare:
    """What the house and the productive uses take, pay and cost a month, all households."""

    use: str
    volume_m3_month: float
    paid_month: float
    cost_month: float

    @property
    def paid_per_m3(self) -> float:
        """Return the mean price of a m3."""
        return self.paid_month / self.volume_m3_month if self.volume_m3_month else 0.0

    @property
    def balance_month(self) -> float:
        """Return what the use pays above its cost: what it gives to the others."""
        return self.paid_month - self.cost_month


@dataclass(frozen=True, slots=True)
class Effects:
    """What one tariff does to the drawn households."""

    name: str
    revenue_year: float
    """Collected from households."""
    recovery: Mapping[str, float | None]
    """With what bulk users pay."""
    fixed_share: float
    """Part of the revenue that does not hang on volumes."""
    revenue_elasticity: float
    """Percent of revenue lost where every use falls by 1 %."""
    affordability: Affordability
    targeting: Targeting
    gini_income: float
    gini_use: float
    gini_bill: float
    concentration_bill: float
    kakwani: float
    groups: tuple[Row, ...]
    quintiles: tuple[Row, ...]
    uses: tuple[UseShare, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Who wins and who loses when one tariff takes the place of another."""

    name: str
    households: float
    winners: float
    losers: float
    mean_change_month: float
    largest_rise: float
    """Largest rise of a bill over the bill before."""


def monthly_bills(people: Population, schedules: Schedules) -> Floats:
    """Return each household's mean bill of the twelve months, each month billed by itself.

    Raises:
        CalculationError: a class of the households that the tariff lacks.
    """
    bills = np.zeros(len(people.weight))
    for name in people.classes:
        at = people.in_class(name)
        bills[at] = schedule_for(schedules, name).bill(people.month_m3[at]).mean(axis=1)
    return bills


def schedule_for(schedules: Schedules, name: str) -> Schedule:
    """Return the schedule of a class."""
    if name not in schedules:
        raise CalculationError(
            Problem(f"the tariff has no class '{name}'", cure=did_you_mean(name, schedules))
        )
    return schedules[name]


def effects(
    name: str,
    people: Population,
    schedules: Schedules,
    *,
    rungs: Mapping[str, float],
    cost_m3: float,
    threshold: float = 0.05,
    poor_share: float = 0.4,
    collection: float = 1.0,
    other_revenue_year: float = 0.0,
) -> Effects:
    """Return what a tariff does.

    Subsidy of a household = max(cost of its water - bill, 0) with one cost per m3.  The poor are
    the ``poor_share`` of households of least income.

    Args:
        name: of the tariff.
        people: drawn households.
        schedules: by class.
        rungs: yearly costs that a tariff may be asked to cover.
        cost_m3: cost of supplying a m3, for subsidies.
        threshold: share of income above which a bill is called unaffordable.
        poor_share: part of the households called poor.
        collection: part of the bills that is paid.
        other_revenue_year: collected from bulk users, which covers costs beside the households.
    """
    if not (cost_m3 >= 0 and 0 < poor_share < 1 and 0 <= collection <= 1):
        raise CalculationError("a cost, a poor share within 0 to 1 and a collection are needed")
    bills = monthly_bills(people, schedules)
    weights, income, use = people.weight, people.income_month, people.mean_m3
    cost = cost_m3 * use
    subsidy = np.maximum(cost - bills, 0.0)
    poor = _poorest(income, weights, poor_share)
    revenue = 12.0 * float(weights @ bills) * collection
    fifth = quintiles(income, weights)
    everything = _Means(people, bills, subsidy, threshold)
    return Effects(
        name,
        revenue,
        {
            rung: (revenue + other_revenue_year) / value if value > 0 else None
            for rung, value in rungs.items()
        },
        _fixed_share(people, schedules, bills),
        _revenue_elasticity(people, schedules, bills),
        affordability(bills, income, weights, threshold),
        targeting(subsidy, cost, poor, weights),
        gini(income, weights),
        gini(use, weights),
        gini(bills, weights),
        concentration(bills, weights, income),
        kakwani(bills, income, weights),
        tuple(everything.row(g.name, people.group == i) for i, g in enumerate(people.groups)),
        tuple(everything.row(f"fifth {i + 1}", fifth == i) for i in range(5)),
        use_shares(people, schedules, bills, cost_m3),
    )


def changes(people: Population, before: Schedules, after: Schedules) -> tuple[Change, ...]:
    """Return winners and losers by group, then by fifth of income, then in all."""
    old, new = monthly_bills(people, before), monthly_bills(people, after)
    fifth = quintiles(people.income_month, people.weight)
    parts = [(g.name, people.group == i) for i, g in enumerate(people.groups)]
    parts += [(f"fifth {i + 1}", fifth == i) for i in range(5)]
    parts.append(("all", np.ones(len(old), dtype=bool)))
    step = 1e-6 * max(float(old.mean()), 1e-12)
    found = []
    for name, at in parts:
        if not at.any():
            continue
        w, delta = people.weight[at], new[at] - old[at]
        with np.errstate(divide="ignore", invalid="ignore"):
            rise = np.where(old[at] > 0, delta / old[at], np.where(delta > step, np.inf, 0.0))
        found.append(
            Change(
                name,
                float(w.sum()),
                float(w @ (delta < -step)),
                float(w @ (delta > step)),
                _or_nothing(float(w @ delta / w.sum()), step),
                float(rise.max()),
            )
        )
    return tuple(found)


def _or_nothing(value: float, step: float) -> float:
    """Return a sum of money, or 0 where it is what float arithmetic leaves of nothing."""
    return 0.0 if abs(value) < step else value


def use_shares(
    people: Population, schedules: Schedules, bills: Floats, cost_m3: float
) -> tuple[UseShare, ...]:
    """Return what the house and the productive uses pay beside what they cost.

    The house fills the lower blocks and pays the fixed charge; what is used beyond it is paid at
    the prices reached there.  Productive uses share that by their volumes.
    """
    house = np.minimum(people.domestic_m3, people.mean_m3)
    # each month's house use keeps its mean; the rest of the month is productive
    months = np.minimum(people.month_m3, house[:, None])
    of_house = np.zeros(len(bills))
    for name in people.classes:
        at = people.in_class(name)
        of_house[at] = schedule_for(schedules, name).bill(months[at]).mean(axis=1)
    w = people.weight
    volume = float(w @ months.mean(axis=1))
    total = float(w @ people.mean_m3)
    rest_paid = float(w @ (bills - of_house))
    found = [UseShare("domestic", volume, float(w @ of_house), cost_m3 * volume)]
    shares: dict[str, float] = {}
    for group in people.groups:
        for use, m3 in group.by_use_m3_month:
            if use != "domestic" and m3 > 0:
                shares[use] = shares.get(use, 0.0) + m3 * group.households
    known = sum(shares.values())
    names = shares if known > 0 else {"productive": 1.0}
    for use, m3 in names.items():
        share = m3 / (known or 1.0)
        found.append(
            UseShare(
                use, share * (total - volume), share * rest_paid, cost_m3 * share * (total - volume)
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Means:
    people: Population
    bills: Floats
    subsidy: Floats
    threshold: float

    def row(self, name: str, at: np.ndarray) -> Row:
        w = self.people.weight[at]
        total = float(w.sum())
        if total <= 0:
            return Row(name, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        income, bills = self.people.income_month[at], self.bills[at]
        use = float(w @ self.people.mean_m3[at])
        paid = float(w @ bills)
        return Row(
            name,
            total,
            float(w @ income / total),
            use / total,
            paid / total,
            float(w @ (bills / income) / total),
            paid / use if use else 0.0,
            float(w @ self.subsidy[at] / total),
            float(w @ (bills > self.threshold * income) / total),
            float(w @ np.maximum(bills - self.threshold * income, 0.0)),
        )


def _poorest(income: Floats, weights: Floats, share: float) -> np.ndarray:
    """Return the households of least income that make up a share of all."""
    order = np.argsort(income, kind="stable")
    middle = (np.cumsum(weights[order]) - weights[order] / 2) / weights.sum()
    poor = np.zeros(len(income), dtype=bool)
    poor[order] = middle < share
    return poor


def _fixed_share(people: Population, schedules: Schedules, bills: Floats) -> float:
    fixed = sum(
        float(people.weight[people.in_class(name)].sum()) * schedule_for(schedules, name).base[0]
        for name in people.classes
    )
    total = float(people.weight @ bills)
    return fixed / total if total > 0 else 0.0


def _revenue_elasticity(people: Population, schedules: Schedules, bills: Floats) -> float:
    """Return d ln R / d ln Q = sum(w MP q) / sum(w B)."""
    moved = 0.0
    for name in people.classes:
        at = people.in_class(name)
        months = people.month_m3[at]
        marginal = schedule_for(schedules, name).marginal(months)
        moved += float(people.weight[at] @ (marginal * months).mean(axis=1))
    total = float(people.weight @ bills)
    return moved / total if total > 0 else 0.0
