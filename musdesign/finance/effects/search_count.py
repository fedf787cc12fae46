"""The prices under which fewest households pay more than they can: a mixed-integer programme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from musdesign.errors import CalculationError, Problem
from musdesign.finance.effects.incidence import Schedules
from musdesign.finance.effects.population import Population
from musdesign.finance.effects.programme import solve
from musdesign.finance.effects.search import (
    ClassForm,
    Demands,
    FoundTariff,
    TariffModel,
    search,
)


def search_fewest(
    people: Population,
    forms: Sequence[ClassForm],
    demands: Demands,
    present: Schedules,
    time_limit_s: float = 20.0,
) -> FoundTariff:
    """Return the tariff with fewest households above the threshold, with proven bound and gap.

    minimise sum_i w_i z_i with B_i <= t Y_i + M_i z_i, z_i 0 or 1, and the demands of
    :func:`musdesign.finance.effects.search.search`.  M_i is what the caps on rises allow of the
    bill, or what the highest price in question would make of it.  A household that can never be
    above, or never below, is decided beforehand.

    Raises:
        CalculationError: no tariff meets the demands, or none was found in the time.
    """
    start = search(people, forms, demands, present)
    model = TariffModel.of(people, forms, demands, present)
    problem = model.base(model.size, whole=True)
    n = model.columns
    ceiling = _highest(start, model)
    for form in model.forms:
        at = model.starts[form.name]
        for column in range(at, at + 2 + len(form.bounds_m3)):
            problem.upper[column] = min(problem.upper[column], ceiling)
    for i, (columns, values) in enumerate(model.entries):
        line = demands.threshold * people.income_month[i] / model.unit
        most = float(problem.upper[columns] @ values)
        if demands.most_rise is not None:
            most = min(most, (1 + demands.most_rise) * model.bills[i] / model.unit)
        if most <= line:
            problem.upper[n + i] = 0.0
            continue
        problem.row([*columns, n + i], [*values, line - most], -np.inf, line)
    total = float(people.weight.sum())
    problem.cost[n:] = people.weight / total
    best = solve(problem, time_limit_s)
    if best is None:
        raise CalculationError(Problem("no tariff of this form covers the cost within the caps"))
    bound = best.bound * total
    return model.found(best.x, "mixed-integer programme", bound, best.gap)


def _highest(start: FoundTariff, model: TariffModel) -> float:
    """Return the largest charge worth a look: ten times the largest of the linear programme."""
    charges = [*start.fixed.values(), *(p for prices in start.prices.values() for p in prices)]
    return max(10.0 * max(charges) / model.unit, 10.0)


def with_volumes(people: Population, month_m3: np.ndarray) -> Population:
    """Return the households with other volumes; the house keeps its part where it can."""
    house = np.minimum(people.domestic_m3, month_m3.mean(axis=1))
    return replace(people, month_m3=month_m3, domestic_m3=house)
