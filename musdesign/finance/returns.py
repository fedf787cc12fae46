"""Is it worth it: net present value, benefit-cost ratio, internal rate of return, payback."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from musdesign.errors import CalculationError
from musdesign.money import present_value


@dataclass(frozen=True, slots=True)
class Returns:
    """Returns under one level of benefits and one discount rate.

    ``internal_rate`` is None where no rate between -99 % and 1,000 % balances the flows or where
    several do; ``payback_years`` counts from the works, undiscounted, None where it never comes.
    """

    label: str
    discount_rate: float
    benefits_year: float
    """Of the last year."""
    present_benefits: float
    present_costs: float
    net_present_value: float
    benefit_cost_ratio: float | None
    internal_rate: float | None
    payback_years: float | None


def returns(
    label: str,
    *,
    capital: float,
    recurrent_year: Sequence[float],
    benefits_year: Sequence[float],
    rate: float,
) -> Returns:
    """Return what a scheme is worth.

    Capital is spent at year 0; recurrent costs and benefits fall at the ends of years 1, 2, ...

    Raises:
        CalculationError: no years, or costs and benefits of unlike length.
    """
    if len(recurrent_year) != len(benefits_year) or not benefits_year:
        raise CalculationError("costs and benefits are needed for the same years, at least one")
    gains = np.array([0.0, *benefits_year])
    costs = np.array([capital, *recurrent_year])
    net = gains - costs
    benefit, cost = present_value(rate, gains), present_value(rate, costs)
    return Returns(
        label,
        rate,
        float(benefits_year[-1]),
        benefit,
        cost,
        benefit - cost,
        benefit / cost if cost > 0 else None,
        internal_rate(net),
        payback(net),
    )


def internal_rate(net: Sequence[float] | np.ndarray) -> float | None:
    """Return the only rate at which the flows are worth nothing, None where none or several are.

    >>> round(internal_rate([-100, 60, 60]), 6)
    0.130662
    """
    flows = np.asarray(net, dtype=float)
    rates = np.concatenate([np.linspace(-0.95, 1.0, 400), np.geomspace(1.0, 10.0, 60)[1:]])
    # present_value() at every rate at once
    worth = ((1.0 + rates)[:, None] ** -np.arange(flows.size)) @ flows
    signs = np.sign(worth)
    change = np.flatnonzero(signs[:-1] * signs[1:] < 0)
    if len(change) != 1:
        return None
    low, high = float(rates[change[0]]), float(rates[change[0] + 1])
    return _root(lambda r: present_value(r, flows), low, high)


def payback(net: Sequence[float] | np.ndarray) -> float | None:
    """Return the years until the sum of the flows is no longer negative, within a year by a line.

    >>> payback([-100, 40, 40, 40])
    2.5
    """
    flows = np.asarray(net, dtype=float)
    total = np.cumsum(flows)
    for year in range(1, len(total)):
        if total[year] >= 0 and (total[year:] >= 0).all():
            before = float(total[year - 1])
            return year - 1 + (-before / float(flows[year]) if before < 0 else 0.0)
    return None


def growing(value_last: float, years: int, first_share: float) -> tuple[float, ...]:
    """Return a yearly value that grows evenly in per cent to its last, from a share of it.

    >>> [round(v, 6) for v in growing(100.0, 2, 0.25)]
    [50.0, 100.0]
    """
    if not (years >= 1 and first_share > 0):
        raise CalculationError("at least one year, and a share above 0, are needed")
    return tuple(value_last * first_share ** (1.0 - year / years) for year in range(1, years + 1))


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    above = function(low) > 0
    for _ in range(100):
        middle = 0.5 * (low + high)
        if (function(middle) > 0) == above:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)
