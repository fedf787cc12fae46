"""Bills: exact line by line, and by the million as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musdesign.errors import CalculationError, Problem
from musdesign.finance.tariff import Tariff, TariffClass
from musdesign.trace import formula


@dataclass(frozen=True, slots=True)
class BillLine:
    """A line: quantity times price."""

    label: str
    quantity: float
    unit: str
    price: float
    amount: float


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill; its lines sum to the total."""

    tariff: str
    class_name: str
    volume_m3: float
    total: float
    lines: tuple[BillLine, ...]


def split_blocks(volume: float, bounds: Sequence[float]) -> tuple[float, ...]:
    """Return the parts of a volume that fall between increasing bounds, the last above them all.

    Raises:
        CalculationError: a negative volume, or bounds out of order.

    >>> split_blocks(40, [13, 26])
    (13.0, 13.0, 14.0)
    """
    edges = [0.0, *bounds, float("inf")]
    if volume < 0:
        raise CalculationError(f"a volume of {volume:g} m3 is negative")
    if any(upper <= lower for lower, upper in pairwise(edges)):
        raise CalculationError("block bounds must increase")
    return tuple(float(max(0.0, min(volume, upper) - lower)) for lower, upper in pairwise(edges))


def bill(tariff: Tariff, class_name: str, volume_m3: float) -> Bill:
    """Return the bill of one month, each line exact before rounding (rational arithmetic).

    Raises:
        MusdesignError: unknown class, or a volume that is negative or not a number.
    """
    rates = tariff.class_named(class_name)
    _check(volume_m3)
    lines: list[tuple[str, Fraction, str, float]] = []
    if rates.fixed_per_month:
        lines.append(("fixed charge", Fraction(1), "month", rates.fixed_per_month))
    lower, volume = Fraction(0), _exact(volume_m3)
    for index, block in enumerate(rates.blocks):
        upper = volume if block.upto_m3 is None else min(volume, _exact(block.upto_m3))
        part = max(Fraction(0), upper - lower)
        if part > 0:
            label = block.label or _range(rates, index)
            lines.append((label, part, "m3", block.price_per_m3))
        if block.upto_m3 is not None:
            lower = _exact(block.upto_m3)
    amounts = [quantity * _exact(price) for _, quantity, _, price in lines]
    total = sum(amounts, Fraction(0))
    shown = [
        BillLine(label, float(quantity), unit, price, float(amount))
        for (label, quantity, unit, price), amount in zip(lines, amounts, strict=True)
    ]
    least = _exact(rates.minimum_bill)
    if total < least:
        shown.append(
            BillLine(
                "up to the minimum bill", 1.0, "month", float(least - total), float(least - total)
            )
        )
        total = least
    return Bill(tariff.id, class_name, volume_m3, float(total), tuple(shown))


def totals(tariff: Tariff, class_name: str, volumes_m3: ArrayLike) -> NDArray[np.float64]:
    """Return the monthly bills of many volumes, same shape.

    Formula: max(minimum, fixed + sum over blocks of price * volume within the block).

    Raises:
        MusdesignError: unknown class, or a volume that is negative or not a number.
    """
    rates = tariff.class_named(class_name)
    volumes = np.asarray(volumes_m3, dtype=float)
    if volumes.size:
        _check(float(volumes.min()))
        _check(float(volumes.max()))
    amount = np.full(volumes.shape, rates.fixed_per_month)
    lower = 0.0
    for block in rates.blocks:
        upper = np.inf if block.upto_m3 is None else block.upto_m3
        amount += block.price_per_m3 * np.clip(volumes - lower, 0.0, upper - lower)
        lower = upper
    return np.asarray(np.maximum(amount, rates.minimum_bill), dtype=float)


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


def _exact(value: float) -> Fraction:
    """Return the decimal number that was written, not its binary neighbour."""
    return Fraction(repr(float(value)))


def _above_zero(value: float, what: str) -> None:
    if not value > 0:
        raise CalculationError(f"{value:g} {what}: costs cannot be spread over none")


def _check(volume_m3: float) -> None:
    if not 0 <= volume_m3 < float("inf"):
        raise CalculationError(
            Problem(f"a volume of {volume_m3:g} m3 cannot be billed", cure="give it as 0 or more")
        )


def _range(rates: TariffClass, index: int) -> str:
    bounds = (0.0, *rates.bounds_m3)
    if index + 1 < len(bounds):
        return f"{bounds[index]:g} to {bounds[index + 1]:g} m3"
    return f"above {bounds[index]:g} m3" if bounds[index] else "use"
