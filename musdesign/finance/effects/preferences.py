"""What a household wants: constant-elasticity demand, the utility behind it, its calibration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from musdesign.errors import CalculationError, Problem
from musdesign.finance.effects.schedule import Floats, Schedule


@dataclass(frozen=True, slots=True)
class Household:
    """Tastes and incomes of households, arrays of one length.

    Demand q = A P^price_elasticity Y^income_elasticity, between the least use that is taken at any
    price and the most that is taken at none.
    """

    scale: Floats
    income: Floats
    price_elasticity: float
    income_elasticity: float
    least_m3: Floats
    most_m3: Floats
    today_m3: Floats
    """Where a household starts: of several rests the nearest to it is taken."""

    def __post_init__(self) -> None:
        """Refuse tastes under which nothing can be solved."""
        problems = []
        if not -20 < self.price_elasticity < 0:
            problems.append(
                Problem(
                    f"a price elasticity of {self.price_elasticity:g}",
                    why="a household that buys more at a higher price cannot be solved",
                    cure="write it below 0, such as -0.3",
                )
            )
        if not 0 <= self.income_elasticity < 5:
            problems.append(
                Problem(f"an income elasticity of {self.income_elasticity:g}", cure="0 to 5")
            )
        if not (np.all(self.income > 0) and np.all(self.scale > 0)):
            problems.append(Problem("households need an income and a use above 0"))
        if not np.all((self.least_m3 >= 0) & (self.least_m3 <= self.most_m3)):
            problems.append(Problem("the least use lies between 0 and the most"))
        if problems:
            raise CalculationError(problems)

    @property
    def size(self) -> int:
        """Return the number of households."""
        return len(self.income)


def demanded(who: Household, price: Floats, income: Floats) -> Floats:
    """Return the use at one price: A P^e Y^n, without end at no price (0 without income)."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        wish = (
            who.scale
            * np.where(price > 0, price, 0.0) ** who.price_elasticity
            * np.maximum(income, 0.0) ** who.income_elasticity
        )
    return np.where(price > 0, wish, np.inf)


def utility(who: Household, volume_m3: Floats, rest: Floats) -> Floats:
    """Return the utility of using a volume with ``rest`` of the income left for all else.

    The bundle is the one chosen at the price p at which A p^e (rest + p q)^n = q; its worth is
    V = -A p^(1+e) / (1+e) + y^(1-n) / (1-n) with y = rest + p q (logarithms where e = -1 or n = 1).
    Not a number where nothing is left; volumes may be (candidates, households).
    """
    price = shadow_price(who, volume_m3, rest)
    income = rest + price * volume_m3
    e, n = who.price_elasticity, who.income_elasticity
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        water = np.log(price) if abs(1 + e) < 1e-9 else price ** (1 + e) / (1 + e)
        other = np.log(income) if abs(1 - n) < 1e-9 else income ** (1 - n) / (1 - n)
        worth = -who.scale * water + other
    return np.where((rest > 0) & (volume_m3 > 0), worth, _without_water(who, volume_m3, rest))


def shadow_price(who: Household, volume_m3: Floats, rest: Floats) -> Floats:
    """Return the price at which a household with ``rest`` left would choose the volume."""
    e, n = who.price_elasticity, who.income_elasticity
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if n == 0:
            return np.asarray((volume_m3 / who.scale) ** (1 / e))
        target = np.log(volume_m3 / who.scale)
        log_rest = np.log(rest)
        # Newton on z = ln p of  e z + n ln(rest + e^z q) = ln(q / A), which falls with z wherever
        # the water's share of the budget times n stays below -e (the Slutsky condition)
        z = (target - n * log_rest) / e
        for _ in range(60):
            spent = np.exp(np.clip(z, -700, 700)) * volume_m3
            error = e * z + n * np.log(rest + spent) - target
            slope = e + n * spent / (rest + spent)
            z = z - np.clip(error / np.minimum(slope, 0.05 * e), -2.0, 2.0)
        return np.asarray(np.exp(np.clip(z, -700, 700)))


def spending_worth(who: Household, price: float, worth: Floats) -> Floats:
    """Return the income that gives a utility at one price: money that compares two tariffs.

    The change of it between tariffs is the equivalent variation, positive for who gains.
    """
    e, n = who.price_elasticity, who.income_elasticity
    water = np.log(price) if abs(1 + e) < 1e-9 else price ** (1 + e) / (1 + e)
    other = worth + who.scale * water
    with np.errstate(invalid="ignore", over="ignore"):
        if abs(1 - n) < 1e-9:
            return np.asarray(np.exp(other))
        return np.asarray((other * (1 - n)) ** (1 / (1 - n)))


def calibrated(
    tariff: Schedule,
    volume_m3: ArrayLike,
    income: ArrayLike,
    *,
    price_elasticity: float,
    income_elasticity: float = 0.0,
    perception: str = "marginal",
    shin_k: float = 0.0,
    least_share: float = 0.0,
    most_share: float = 3.0,
) -> Household:
    """Return households whose use under the present tariff is the one observed.

    A = q0 / (P0^e Y0^n) at the price P0 that they go by and the income left after Nordin's
    difference (marginal) or as it is (perceived prices).  Who uses water at no price is satisfied
    there: the first price above 0 takes the place of P0, and more than q0 is never used.

    Args:
        tariff: the present tariff.
        volume_m3: use of a month today.
        income: of a month.
        price_elasticity: below 0.
        income_elasticity: 0 or more.
        perception: the price gone by.
        shin_k: Shin's k.
        least_share: part of today's use that is taken at any price.
        most_share: times today's use that is never exceeded.

    Raises:
        CalculationError: no use, no income, a tariff without any price, or tastes that no household
            can have.
    """
    q = np.atleast_1d(np.asarray(volume_m3, dtype=float))
    y = np.atleast_1d(np.asarray(income, dtype=float))
    if q.shape != y.shape or not (np.all(q > 0) and np.all(y > 0)):
        raise CalculationError("each household needs a use and an income above 0")
    k = {"marginal": 0.0, "average": 1.0}.get(perception, shin_k)
    marginal, average = tariff.marginal(q), tariff.average(q)
    with np.errstate(divide="ignore", invalid="ignore"):
        price = average if k == 1 else np.where(marginal > 0, marginal ** (1 - k) * average**k, 0)
    free = ~(price > 0)
    if free.any() and tariff.first_price <= 0:
        raise CalculationError(
            Problem(
                "the present tariff prices no use at all",
                why="nothing can be said of how use answers to a price",
                cure="give the demand at a price instead, or study bills at fixed volumes",
            )
        )
    price = np.where(free, tariff.first_price, price)
    known = y - tariff.difference(q) if k == 0 and perception == "marginal" else y
    left = np.where(free, y, known)
    if not np.all(left > 0):
        raise CalculationError("an income that does not cover the fixed part of the bill")
    if np.any(income_elasticity * price * q / left >= -price_elasticity):
        raise CalculationError(
            Problem(
                "income elasticity times the water's share of income reaches the price elasticity",
                why="no household can have such tastes (the Slutsky condition)",
                cure="use a smaller income elasticity",
            )
        )
    scale = q / (price**price_elasticity * left**income_elasticity)
    most = np.where(free, q, most_share * q)
    return Household(scale, y, price_elasticity, income_elasticity, least_share * q, most, q)


def _without_water(who: Household, volume_m3: Floats, rest: Floats) -> Floats:
    """Return the worth of no water: the limit at an endless price, which is finite where e < -1."""
    e, n = who.price_elasticity, who.income_elasticity
    if e >= -1:
        return np.full(np.broadcast(volume_m3, rest).shape, -np.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        other = np.log(rest) if abs(1 - n) < 1e-9 else rest ** (1 - n) / (1 - n)
    return np.where((volume_m3 == 0) & (rest > 0), other, -np.inf)
