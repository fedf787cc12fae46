"""What wet seasons do to revenue: years are drawn in which use leaves the scheme when it rains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from musdesign.errors import CalculationError
from musdesign.finance.effects.collection import largest_deficit
from musdesign.finance.effects.incidence import Schedules, schedule_for
from musdesign.finance.effects.population import Population


@dataclass(frozen=True, slots=True)
class RevenueRisk:
    """Revenue over drawn years, and the reserve that carries the operation through them."""

    mean_year: float
    full_use_year: float
    """Revenue of a year in which nobody turns to other sources."""
    variation: float
    """Standard deviation over mean."""
    p5_year: float
    """Revenue that is missed in one year of twenty."""
    reserve: float
    """Largest cumulative deficit against the operation, not exceeded in 95 % of the years."""
    reserve_months: float
    """That reserve in months of mean operation."""


def revenue_risk(
    people: Population,
    schedules: Schedules,
    *,
    wet_months: Sequence[int],
    share: tuple[float, float, float],
    cost_month: float,
    collection: float = 1.0,
    draws: int = 400,
    seed: int = 1,
) -> RevenueRisk:
    """Return the revenue over years with wet seasons of different strength.

    In each drawn year all wet months keep one share of the use beyond the house, triangular between
    ``share`` (low, most likely, high); water of the house stays.  Bills of a share are read off
    between eleven shares that are billed exactly.

    Raises:
        CalculationError: shares out of order or outside 0 to 1, or months that are none.

    Source: rural Kenyan vending points sell 5 to 10 times less in the rains (FundiFix 2023).
    """
    low, mode, high = share
    if not 0 <= low <= mode <= high <= 1 or not all(1 <= m <= 12 for m in wet_months):
        raise CalculationError("shares between 0 and 1 in order, and months of 1 to 12, are needed")
    grid = np.linspace(0.0, 1.0, 11)
    monthly = np.array([_months(people, schedules, wet_months, s) for s in grid]) * collection
    if low == high:
        drawn = np.full(draws, low)
    else:
        drawn = np.random.default_rng([seed, 7]).triangular(low, mode, high, draws)
    years = np.array([[np.interp(s, grid, monthly[:, m]) for m in range(12)] for s in drawn])
    revenue = years.sum(axis=1)
    deficits = np.array([largest_deficit(year - cost_month) for year in years])
    reserve = float(np.quantile(deficits, 0.95))
    mean = float(revenue.mean())
    return RevenueRisk(
        mean,
        float(monthly[-1].sum()),
        float(revenue.std()) / mean if mean > 0 else 0.0,
        float(np.quantile(revenue, 0.05)),
        reserve,
        reserve / cost_month if cost_month > 0 else 0.0,
    )


def _months(
    people: Population, schedules: Schedules, wet_months: Sequence[int], share: float
) -> np.ndarray:
    """Return the bills of each month when wet months keep a share of the use beyond the house."""
    use = people.month_m3.copy()
    wet = [m - 1 for m in wet_months]
    house = np.minimum(use[:, wet], people.domestic_m3[:, None])
    use[:, wet] = house + share * (use[:, wet] - house)
    total = np.zeros(12)
    for name in people.classes:
        at = people.in_class(name)
        total += people.weight[at] @ schedule_for(schedules, name).bill(use[at])
    return total
