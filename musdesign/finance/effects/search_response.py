"""Households answer to the tariff that is sought: rounds of search and response to a local best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from musdesign.finance.effects.incidence import Schedules, monthly_bills, schedule_for
from musdesign.finance.effects.population import Population
from musdesign.finance.effects.preferences import Household, calibrated
from musdesign.finance.effects.respond import Perception, respond
from musdesign.finance.effects.schedule import Floats
from musdesign.finance.effects.search import ClassForm, Demands, FoundTariff, search
from musdesign.finance.effects.search_count import with_volumes


@dataclass(frozen=True, slots=True)
class Tastes:
    """How households answer to price."""

    price_elasticity: float = -0.3
    income_elasticity: float = 0.1
    perception: Perception = "average"
    shin_k: float = 0.5
    least_share: float = 0.25
    """Part of today's use taken at any price."""
    most_share: float = 3.0


@dataclass(frozen=True, slots=True)
class Answers:
    """All households after they answered to a tariff."""

    people: Population
    use_before_m3: Floats
    use_after_m3: Floats
    several: int
    """Households with more than one answer."""
    at_bound: int
    """Households that stay at a bound of a block."""


def answer(people: Population, present: Schedules, new: Schedules, tastes: Tastes) -> Answers:
    """Return the households with the use that answers a new tariff.

    Tastes are calibrated on today's mean month under the present tariff; each month of a household
    changes by the ratio of its mean month.
    """
    return answered(people, calibrate(people, present, tastes), new, tastes)


def calibrate(people: Population, present: Schedules, tastes: Tastes) -> Mapping[str, Household]:
    """Return the tastes of each class's households under the present tariff."""
    found = {}
    for name in people.classes:
        at = people.in_class(name)
        found[name] = calibrated(
            schedule_for(present, name),
            people.mean_m3[at],
            people.income_month[at],
            price_elasticity=tastes.price_elasticity,
            income_elasticity=tastes.income_elasticity,
            perception=tastes.perception,
            shin_k=tastes.shin_k,
            least_share=tastes.least_share,
            most_share=tastes.most_share,
        )
    return found


def answered(
    people: Population, known: Mapping[str, Household], new: Schedules, tastes: Tastes
) -> Answers:
    """Return the answers of households whose tastes are known."""
    before = people.mean_m3
    after = before.copy()
    several = at_bound = 0
    for name, who in known.items():
        at = people.in_class(name)
        found = respond(schedule_for(new, name), who, tastes.perception, tastes.shin_k)
        after[at] = found.volume_m3
        several += found.several
        at_bound += int(found.at_bound.sum())
    months = people.month_m3 * (after / before)[:, None]
    return Answers(with_volumes(people, months), before, after, several, at_bound)


def search_with_response(
    people: Population,
    forms: Sequence[ClassForm],
    demands: Demands,
    present: Schedules,
    tastes: Tastes,
    rounds: int = 25,
) -> FoundTariff:
    """Return a local best: the tariff of least gap at the volumes that households use under it.

    Each round solves the linear programme at volumes that move towards the households' answers by
    shrinking steps, and lets the households answer.  Rounds end when neither prices nor volumes
    move by more than one in a thousand.  Returned is the round of least gap among those whose
    revenue, at the volumes that answer it, is within one in a thousand of the target (or of most
    revenue where none is); nothing proves that no other tariff does better.  Caps on a bill's rise
    compare bills at the same volumes, before and after.

    Raises:
        CalculationError: no tariff meets the demands at some round's volumes.
    """
    known = calibrate(people, present, tastes)
    volumes, converged = people.month_m3, False
    found = search(people, forms, demands, present)
    tried: list[tuple[float, float, FoundTariff, Population]] = []
    for number in range(rounds):
        after = answered(people, known, found.schedules, tastes).people
        bills = monthly_bills(after, found.schedules)
        tried.append((_revenue(after, bills, demands), _gap(after, bills, demands), found, after))
        step = 1.0 / (1.0 + 0.35 * number)
        moved = np.abs(after.month_m3 - volumes).sum() / max(float(volumes.sum()), 1e-12)
        volumes = volumes + step * (after.month_m3 - volumes)
        last = _charges(found)
        found = search(with_volumes(people, volumes), forms, demands, present)
        change = np.abs(_charges(found) - last).max() / max(float(np.abs(last).max()), 1e-12)
        if moved < 1e-3 and change < 1e-3:
            converged = True
            break
    enough = [entry for entry in tried if entry[0] >= (1 - 1e-3) * demands.revenue_year]
    best = (
        min(enough, key=lambda entry: entry[1])
        if enough
        else max(tried, key=lambda entry: entry[0])
    )
    revenue, gap, tariff, after = best
    bills = monthly_bills(after, tariff.schedules)
    over = bills - demands.threshold * after.income_month
    return replace(
        tariff,
        revenue_year=revenue,
        gap_month=gap,
        households_above=float(after.weight @ (over > 1e-7 * np.maximum(bills, 1e-9))),
        volumes="answering the tariff: a local best",
        method="linear programme in rounds with the households' response",
        iterations=tuple((entry[0], entry[1]) for entry in tried),
        converged=converged,
    )


def _charges(found: FoundTariff) -> Floats:
    return np.array([*found.fixed.values(), *(p for ps in found.prices.values() for p in ps)])


def _revenue(people: Population, bills: Floats, demands: Demands) -> float:
    return 12.0 * demands.collection * float(people.weight @ bills)


def _gap(people: Population, bills: Floats, demands: Demands) -> float:
    over = bills - demands.threshold * people.income_month
    return float(people.weight @ np.maximum(over, 0.0))
