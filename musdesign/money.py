"""Time value of money: annuity, present value, replacement chains; years and price levels."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from musdesign.errors import CalculationError


def annuity_factor(rate: float, years: float) -> float:
    """Return the constant yearly payment that repays 1 over ``years`` at ``rate``.

    Formula: r / (1 - (1 + r)^-n); 1/n where r = 0.

    Args:
        rate: discount rate per year as a fraction (0.09 for 9 %), above -1.
        years: number of years, above 0.

    Raises:
        CalculationError: rate at or below -1, or no years.

    Source: standard capital recovery factor, e.g. Park, Contemporary Engineering Economics.

    >>> round(annuity_factor(0.08, 20), 6)
    0.101852
    >>> annuity_factor(0.0, 25)
    0.04
    """
    _check(rate, years)
    if abs(rate) < 1e-12:
        return 1.0 / years
    return float(rate / -np.expm1(-years * np.log1p(rate)))


def present_value(rate: float, flows: ArrayLike) -> float:
    """Return the value today of flows at the ends of years 0, 1, 2, ...

    Formula: sum of flow_t / (1 + r)^t.

    >>> round(present_value(0.10, [0, 110, 121]), 6)
    200.0
    """
    if rate <= -1:
        raise CalculationError(f"the discount rate {rate:g} must be above -1")
    values = np.asarray(flows, dtype=float)
    return float(np.sum(values * (1.0 + rate) ** -np.arange(values.size)))


def present_value_of_annuity(rate: float, years: float) -> float:
    """Return the value today of 1 paid at the end of each of ``years`` years.

    >>> present_value_of_annuity(0.0, 20)
    20.0
    """
    return 1.0 / annuity_factor(rate, years)


def _check(rate: float, years: float) -> None:
    if rate <= -1:
        raise CalculationError(f"the discount rate {rate:g} must be above -1")
    if years <= 0:
        raise CalculationError(f"{years:g} years: the number of years must be above 0")
