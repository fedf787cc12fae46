"""Charges per subscriber and per m3 in the form of the Colombian rule for small providers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from musdesign.errors import CalculationError
from musdesign.finance.effects.schedule import Schedule, from_blocks
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


def strata_schedules(
    fixed_month: float, charge_m3: float, basic_m3: float, adjustments: Mapping[str, float]
) -> dict[str, Schedule]:
    """Return the monthly tariff of each stratum or class.

    B(q) = CF (1 + f) + CC [(1 + f) min(q, QB) + (1 + max(f, 0)) max(q - QB, 0)]: a subsidy (f below
    0) falls on the fixed charge and the basic block alone, a contribution on everything.

    Raises:
        CalculationError: an adjustment below -1, or charges or a basic block below 0.

    Source: Colombia, CRA Resolution 825 of 2017, as carried in two public billing programs.

    >>> round(float(strata_schedules(7000.0, 710.53, 13.0, {"E1": -0.5})["E1"].bill(18.0)), 1)
    11671.1
    """
    if not (fixed_month >= 0 and charge_m3 >= 0 and basic_m3 > 0):
        raise CalculationError("a fixed charge, a charge per m3 and a basic block are needed")
    wrong = {name: f for name, f in adjustments.items() if not -1 <= f < 100}
    if wrong:
        told = ", ".join(f"{name}: {f:g}" for name, f in wrong.items())
        raise CalculationError(f"{told}: write a subsidy of half as -0.5")
    return {
        name: from_blocks(
            fixed_month * (1 + f),
            [basic_m3],
            [charge_m3 * (1 + f), charge_m3 * (1 + max(f, 0.0))],
        )
        for name, f in adjustments.items()
    }


def solidarity_balance_month(
    households: Mapping[str, float],
    volumes_m3: Mapping[str, float],
    schedules: Mapping[str, Schedule],
    reference: Schedule,
) -> tuple[float, float]:
    """Return subsidies and contributions a month, beside the bill of the class of reference.

    What subsidies exceed contributions by is to come from the municipality's fund.

    Source: Law 142 of 1994, article 89, and Decree 1013 of 2005 (not read).
    """
    subsidies = contributions = 0.0
    for name, number in households.items():
        volume = volumes_m3[name]
        change = number * float(schedules[name].bill(volume) - reference.bill(volume))
        subsidies += max(-change, 0.0)
        contributions += max(change, 0.0)
    return subsidies, contributions
