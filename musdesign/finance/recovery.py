"""What a tariff does: bills by household group, revenue, and the costs it covers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from musdesign.errors import CalculationError
from musdesign.finance.tariffs import Bill, Tariff
from musdesign.finance.tariffs.months import mean_month_bill, month_bills


@dataclass(frozen=True, slots=True)
class Customer:
    """Households that use and pay alike: m3 in each month, (12,), per household."""

    group: str
    households: float
    class_name: str
    month_m3: tuple[float, ...]
    income_month: float | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    """What else tariffs may ask: persons, meter size, altitude."""


@dataclass(frozen=True, slots=True)
class GroupBill:
    """The bill of a group's household: mean of twelve months, and the lines of a mean month."""

    group: str
    households: float
    class_name: str
    volume_m3_month: float
    bill_month: float
    share_of_income: float | None
    lines: Bill


@dataclass(frozen=True, slots=True)
class TariffResult:
    """Bills, revenue and cost recovery (revenue over yearly cost, by rung) under one tariff."""

    name: str
    title: str
    currency: str
    bills: tuple[GroupBill, ...]
    revenue_year: float
    cost_recovery: Mapping[str, float | None]


def apply_tariff(
    tariff: Tariff,
    customers: Sequence[Customer],
    rungs: Mapping[str, float],
    collection_fraction: float = 1.0,
) -> TariffResult:
    """Return what each group pays and what the revenue covers.

    Revenue = sum of households x twelve monthly bills x collected fraction.  Recovery of a rung =
    revenue / its yearly cost (None where that cost is nil).

    Raises:
        MusdesignError: an unknown class, a negative volume or number of households, not twelve
            months, a collection outside 0 to 1.
    """
    if not 0 <= collection_fraction <= 1:
        raise CalculationError("the collected part of bills lies between 0 and 100 %")
    parts = []
    for customer in customers:
        months = np.asarray(customer.month_m3, dtype=float)
        if months.shape != (12,) or not 0 <= customer.households < float("inf"):
            raise CalculationError(
                f"'{customer.group}': bills need the use of twelve months and a number of "
                f"households, not {months.size} months of {customer.households:g} households"
            )
        mean_bill = float(month_bills(tariff, customer.class_name, months, customer.facts).mean())
        volume = float(months.mean())
        share = mean_bill / customer.income_month if customer.income_month else None
        parts.append(
            GroupBill(
                customer.group,
                customer.households,
                customer.class_name,
                volume,
                mean_bill,
                share,
                mean_month_bill(tariff, customer.class_name, months, customer.facts),
            )
        )
    revenue = sum(12.0 * part.households * part.bill_month for part in parts) * collection_fraction
    recovery = {name: revenue / cost if cost > 0 else None for name, cost in rungs.items()}
    return TariffResult(tariff.id, tariff.name, tariff.currency, tuple(parts), revenue, recovery)
