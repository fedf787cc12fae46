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
    """What else tariffs may ask: persons, meter size, altitude; of all who share the meter."""
    sharing: float = 1.0
    """Households on one meter: they pay its bill in equal parts."""


@dataclass(frozen=True, slots=True)
class BulkSale:
    """Water sold in bulk in a year, at a price or by a class of the tariff."""

    buyer: str
    class_name: str
    """Class of the tariff; empty where a price was agreed."""
    volume_m3_year: float
    revenue_year: float

    @property
    def price_m3(self) -> float:
        """Return what a m3 brings."""
        return self.revenue_year / self.volume_m3_year if self.volume_m3_year > 0 else 0.0


@dataclass(frozen=True, slots=True)
class GroupBill:
    """The bill of a group's household: mean of twelve months, and the lines of a mean month.

    Of a shared meter the lines are those of the whole bill.
    """

    group: str
    households: float
    class_name: str
    volume_m3_month: float
    bill_month: float
    share_of_income: float | None
    lines: Bill


@dataclass(frozen=True, slots=True)
class TariffResult:
    """Bills, revenue and cost recovery (revenue over yearly cost, by rung) under one tariff.

    ``revenue_year`` is what is collected from households and bulk users together.
    """

    name: str
    title: str
    currency: str
    bills: tuple[GroupBill, ...]
    revenue_year: float
    cost_recovery: Mapping[str, float | None]
    billed_year: float = 0.0
    """What is billed, collected or not."""
    bulk: tuple[BulkSale, ...] = ()


def apply_tariff(
    tariff: Tariff,
    customers: Sequence[Customer],
    rungs: Mapping[str, float],
    collection_fraction: float = 1.0,
    bulk: Sequence[BulkSale] = (),
) -> TariffResult:
    """Return what each group pays and what the revenue covers.

    Revenue = (sum of households x twelve monthly bills, and bulk sales) x collected fraction.
    Recovery of a rung = revenue / its yearly cost (None where that cost is nil).  Households that
    share a meter are billed together, and each pays its part: rising blocks punish sharing.

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
        if not 1 <= customer.sharing < float("inf"):
            raise CalculationError(f"'{customer.group}': a meter serves one household or more")
        metered = months * customer.sharing
        whole = month_bills(tariff, customer.class_name, metered, customer.facts)
        mean_bill = float(whole.mean()) / customer.sharing
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
                mean_month_bill(tariff, customer.class_name, metered, customer.facts),
            )
        )
    billed = sum(12.0 * part.households * part.bill_month for part in parts)
    billed += sum(sale.revenue_year for sale in bulk)
    revenue = billed * collection_fraction
    recovery = {name: revenue / cost if cost > 0 else None for name, cost in rungs.items()}
    return TariffResult(
        tariff.id,
        tariff.name,
        tariff.currency,
        tuple(parts),
        revenue,
        recovery,
        billed,
        tuple(bulk),
    )
