"""Charges per subscriber and per m3 in the form of the Colombian rule for small providers."""

from __future__ import annotations

import numpy as np

from musdesign.errors import CalculationError
from musdesign.trace import formula


@formula(
    "CF",
    "administration_month / subscribers",
    "currency/subscriber/month",
    "Colombia, CRA Resolution 825 of 2017, as carried in two public billing programs",
)
def fixed_charge(administration_month: float, subscribers: float) -> float:
    """Return the fixed charge: monthly administration cost over subscribers.

    >>> fixed_charge(2_100_000, 300)
    7000.0
    """
    _above_zero(subscribers, "subscribers")
    return administration_month / subscribers


@formula(
    "ASP",
    "max(supplied_m3_year - standard_loss_m3_month * 12 * subscribers, 1)",
    "m3/year",
    "Colombia, CRA Resolution 825 of 2017, as carried in two public billing programs",
)
def billable_m3_year(
    supplied_m3_year: float, subscribers: float, standard_loss_m3_month: float = 6.0
) -> float:
    """Return the volume over which costs are spread: supplied less the standard loss.

    >>> billable_m3_year(90_000, 300)
    68400.0
    """
    return float(np.maximum(supplied_m3_year - standard_loss_m3_month * 12.0 * subscribers, 1.0))


@formula(
    "CC",
    "(operation_year + investment_year + environment_year) / billable_m3",
    "currency/m3",
    "Colombia, CRA Resolution 825 of 2017, as carried in two public billing programs",
)
def consumption_charge(
    operation_year: float, investment_year: float, environment_year: float, billable_m3: float
) -> float:
    """Return the charge per m3.

    >>> round(consumption_charge(30e6, 18e6, 0.6e6, 68_400), 2)
    710.53
    """
    _above_zero(billable_m3, "m3 billed a year")
    return (operation_year + investment_year + environment_year) / billable_m3


def _above_zero(value: float, what: str) -> None:
    if not value > 0:
        raise CalculationError(f"{value:g} {what}: costs cannot be spread over none")
