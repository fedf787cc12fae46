"""Tariffs that no other beats in everything: cost recovery, affordability, targeting and more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from musdesign.errors import CalculationError
from musdesign.finance.effects.incidence import Schedules, effects
from musdesign.finance.effects.population import Population
from musdesign.finance.effects.search import ClassForm, Demands, FoundTariff, search


@dataclass(frozen=True, slots=True)
class Option:
    """A tariff with its five marks; ``best`` where no other is at least as good in all of them."""

    form: str
    recovery: float
    headcount: float
    omega: float
    revenue_elasticity: float
    """Stability: percent of revenue lost per percent of use; less is steadier."""
    prices: int
    """Simplicity: how many numbers a customer must know."""
    tariff: FoundTariff
    best: bool = False


def usual_forms(
    classes: Sequence[str], bounds_m3: Sequence[float]
) -> Mapping[str, tuple[ClassForm, ...]]:
    """Return the forms that boards choose between, all classes alike."""
    first = tuple(bounds_m3[:1])
    endless = (0.0, np.inf)
    forms: dict[str, tuple[tuple[float, ...], tuple[float, float], tuple[float, float]]] = {
        "flat fee": ((), endless, (0.0, 0.0)),
        "one price": ((), (0.0, 0.0), endless),
        "fixed charge and one price": ((), endless, endless),
    }
    if first:
        forms["lifeline and one price"] = (first, (0.0, 0.0), endless)
        forms["fixed charge, lifeline and one price"] = (first, endless, endless)
    if len(bounds_m3) > 1:
        forms["rising blocks"] = (tuple(bounds_m3), (0.0, 0.0), endless)
        forms["fixed charge and rising blocks"] = (tuple(bounds_m3), endless, endless)
    return {
        name: tuple(ClassForm(c, bounds, fixed, prices) for c in classes)
        for name, (bounds, fixed, prices) in forms.items()
    }


def front(
    people: Population,
    forms: Mapping[str, Sequence[ClassForm]],
    demands: Demands,
    present: Schedules,
    *,
    cost_year: float,
    cost_m3: float,
    shares: Sequence[float] = (0.6, 0.8, 1.0),
) -> tuple[Option, ...]:
    """Return the tariff of least gap for each form and share of the cost, the front marked.

    Within a form and a share the gap is proven least at fixed volumes; the front is that of the
    options compared, not of all tariffs.
    """
    options = []
    for form, classes in forms.items():
        for share in shares:
            aim = replace(demands, revenue_year=share * cost_year)
            try:
                found = search(people, classes, aim, present)
            except CalculationError:
                continue
            known = effects(
                form,
                people,
                found.schedules,
                rungs={"cost": cost_year},
                cost_m3=cost_m3,
                threshold=demands.threshold,
                collection=demands.collection,
            )
            charged = {
                name: int(found.fixed[name] > 0) + len({*found.prices[name]} - {0.0})
                for name in found.prices
            }
            options.append(
                Option(
                    form,
                    known.recovery["cost"] or 0.0,
                    known.affordability.headcount,
                    known.targeting.omega,
                    known.revenue_elasticity,
                    max(charged.values()),
                    found,
                )
            )
    marks = [_marks(option) for option in options]
    return tuple(
        replace(
            option,
            best=not any(_beats(other, marks[i]) for j, other in enumerate(marks) if j != i),
        )
        for i, option in enumerate(options)
    )


def _marks(option: Option) -> tuple[float, ...]:
    """Return the five marks, more being better in each."""
    omega = option.omega if np.isfinite(option.omega) else 0.0
    return (
        round(min(option.recovery, 1.0), 6),
        -round(option.headcount, 6),
        round(omega, 6),
        -round(option.revenue_elasticity, 6),
        -float(option.prices),
    )


def _beats(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return all(a >= b for a, b in zip(one, other, strict=True)) and one != other
