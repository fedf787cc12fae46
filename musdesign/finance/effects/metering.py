"""Meters that under-register, lost against unbilled water, shared taps and bulk buyers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from musdesign.errors import CalculationError, Problem
from musdesign.finance.effects.incidence import Schedules, schedule_for
from musdesign.finance.effects.population import Population
from musdesign.finance.effects.schedule import Schedule
from musdesign.money import annuity_factor


@dataclass(frozen=True, slots=True)
class WaterBalance:
    """Where the produced water goes in a year, m3, by the terms of the IWA's water balance.

    System input = authorised consumption (billed: revenue water; unbilled) + water losses
    (apparent: meters that under-register and unauthorised use; real: leakage and overflow).  All
    but the billed water is non-revenue water.  Real losses are worth what they cost to produce
    (``lost_value``); water that is used and not billed, the mean price (``unbilled_value``).
    """

    produced_m3: float
    """System input volume."""
    billed_m3: float
    """Billed authorised consumption of households, as their meters register it."""
    unregistered_m3: float
    """Used by customers and not seen by their meters: customer metering inaccuracies."""
    unbilled_m3: float
    """Unbilled authorised consumption: schools, fire, the board itself."""
    lost_m3: float
    """Real losses."""
    lost_value: float
    unbilled_value: float
    bulk_m3: float = 0.0
    """Billed authorised consumption of bulk users."""
    unauthorised_m3: float = 0.0
    """Taken without leave."""

    @property
    def revenue_water_m3(self) -> float:
        """Return billed authorised consumption."""
        return self.billed_m3 + self.bulk_m3

    @property
    def authorised_m3(self) -> float:
        """Return authorised consumption, as it is billed or estimated."""
        return self.revenue_water_m3 + self.unbilled_m3

    @property
    def apparent_losses_m3(self) -> float:
        """Return metering inaccuracies and unauthorised consumption."""
        return self.unregistered_m3 + self.unauthorised_m3

    @property
    def water_losses_m3(self) -> float:
        """Return apparent and real losses."""
        return self.apparent_losses_m3 + self.lost_m3

    @property
    def non_revenue_m3(self) -> float:
        """Return system input less revenue water."""
        return self.unbilled_m3 + self.water_losses_m3

    @property
    def non_revenue_share(self) -> float:
        """Return the part of the production that brings no revenue."""
        return self.non_revenue_m3 / self.produced_m3 if self.produced_m3 else 0.0

    def totals(self) -> dict[str, float]:
        """Return the sums of the balance by name."""
        names = (
            "authorised_m3", "revenue_water_m3", "apparent_losses_m3", "water_losses_m3",
            "non_revenue_m3", "non_revenue_share",
        )  # fmt: skip
        return {name: float(getattr(self, name)) for name in names}


def water_balance(
    *,
    produced_m3: float,
    used_by_customers_m3: float,
    unbilled_m3: float,
    accuracy: float,
    production_cost_m3: float,
    mean_price_m3: float,
    bulk_m3: float = 0.0,
    unauthorised_m3: float = 0.0,
) -> WaterBalance:
    """Return the balance: produced = billed + bulk + unregistered + unbilled + unauthorised + lost.

    ``bulk_m3`` is what bulk users take; their meters register it as well as the others do.

    Raises:
        CalculationError: more used than produced, or an accuracy outside 0 to 1.

    Source: the water balance of the International Water Association, by name.
    """
    taken = used_by_customers_m3 + bulk_m3
    lost = produced_m3 - taken - unbilled_m3 - unauthorised_m3
    if lost < -1e-6 * max(produced_m3, 1.0) or not 0 < accuracy <= 1:
        raise CalculationError(
            Problem(
                "more water is used than produced, or the accuracy is not 0 to 1",
                why="what is taken without leave is a part of the losses, and no more than them",
            )
        )
    billed, bulk = used_by_customers_m3 * accuracy, bulk_m3 * accuracy
    unregistered = taken - billed - bulk
    real = max(lost, 0.0)
    return WaterBalance(
        produced_m3,
        billed,
        unregistered,
        unbilled_m3,
        real,
        real * production_cost_m3,
        (unregistered + unbilled_m3 + unauthorised_m3) * mean_price_m3,
        bulk,
        unauthorised_m3,
    )


def mean_accuracy(new: float, decline_year: float, life_years: float) -> float:
    """Return the mean accuracy of meters of all ages up to their replacement.

    >>> round(mean_accuracy(0.98, 0.01, 10.0), 6)
    0.93
    """
    if not (0 < new <= 1 and decline_year >= 0 and life_years > 0):
        raise CalculationError("an accuracy up to 1, a decline of 0 or more and a life are needed")
    return max(0.0, new - decline_year * life_years / 2.0)


def revenue_registered(people: Population, schedules: Schedules, accuracy: float) -> float:
    """Return the yearly bills of what meters register."""
    total = 0.0
    for name in people.classes:
        at = people.in_class(name)
        bills = schedule_for(schedules, name).bill(people.month_m3[at] * accuracy).mean(axis=1)
        total += 12.0 * float(people.weight[at] @ bills)
    return total


@dataclass(frozen=True, slots=True)
class MeterAge:
    """Replacing meters every so many years: money a year for all of them."""

    life_years: int
    meters_year: float
    revenue_lost_year: float

    @property
    def total_year(self) -> float:
        """Return meters and lost revenue together."""
        return self.meters_year + self.revenue_lost_year


def replacement_ages(
    people: Population,
    schedules: Schedules,
    *,
    meter_cost: float,
    new: float,
    decline_year: float,
    rate: float,
    longest: int = 25,
) -> tuple[MeterAge, ...]:
    """Return each replacement age with its yearly cost: a meter's annuity and the revenue lost."""
    full = revenue_registered(people, schedules, 1.0)
    count = float(people.weight.sum())
    return tuple(
        MeterAge(
            life,
            count * meter_cost * annuity_factor(rate, life),
            full
            - revenue_registered(people, schedules, mean_accuracy(new, decline_year, float(life))),
        )
        for life in range(1, longest + 1)
    )


@dataclass(frozen=True, slots=True)
class Shared:
    """Households on one meter: what each pays for its water, alone and together."""

    households: int
    bill_alone: float
    bill_each: float
    bill_each_scaled: float
    """With the bounds of the blocks times the number of households."""


def shared_tap(tariff: Schedule, use_m3: float, most: int = 6) -> tuple[Shared, ...]:
    """Return what households that share a meter pay each: rising blocks punish sharing.

    >>> from musdesign.finance.effects.schedule import from_blocks
    >>> [round(s.bill_each, 2) for s in shared_tap(from_blocks(0, [10], [1, 3]), 10.0, 3)]
    [10.0, 20.0, 23.33]
    """
    alone = float(tariff.bill(use_m3))
    found = []
    for n in range(1, most + 1):
        together = float(tariff.bill(n * use_m3))
        wide = Schedule(
            tuple(low * n for low in tariff.lower_m3),
            tuple(base + (n - 1) * (base - tariff.base[0]) for base in tariff.base),
            tariff.price,
        )
        found.append(Shared(n, alone, together / n, float(wide.bill(n * use_m3)) / n))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class BulkSale:
    """Water sold in bulk: what it brings beside what it costs, and what may be asked on resale."""

    buyer: str
    volume_m3_year: float
    price_m3: float
    revenue_year: float
    covers_operation: float | None
    """Price over the operating cost of a m3."""
    covers_full: float | None
    """Price over the full cost of a m3."""


def bulk_sales(
    buyers: Sequence[tuple[str, float, float]], operation_m3: float, full_m3: float
) -> tuple[BulkSale, ...]:
    """Return sales to bulk buyers (name, m3 a year, what a m3 brings) beside the cost of a m3."""
    if (
        not all(price >= 0 for _, _, price in buyers)
        or not np.isfinite([operation_m3, full_m3]).all()
    ):
        raise CalculationError("a price of 0 or more and costs are needed")
    return tuple(
        BulkSale(
            name,
            volume,
            price,
            volume * price,
            price / operation_m3 if operation_m3 > 0 else None,
            price / full_m3 if full_m3 > 0 else None,
        )
        for name, volume, price in buyers
    )
