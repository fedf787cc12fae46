"""Measures of who bears and who gains: shares, Gini, concentration, affordability, targeting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from musdesign.errors import CalculationError
from musdesign.finance.effects.schedule import Floats


def gini(values: Floats, weights: Floats) -> float:
    """Return the Gini coefficient of weighted values at or above 0.

    >>> round(gini(np.array([1.0, 1.0]), np.array([1.0, 3.0])), 12)
    0.0
    >>> gini(np.array([0.0, 1.0]), np.array([1.0, 1.0]))
    0.5
    """
    return concentration(values, weights, values)


def concentration(values: Floats, weights: Floats, by: Floats) -> float:
    """Return the concentration coefficient of values over households ranked by something.

    Formula: 2 cov(x, rank) / mean x, with the rank at the middle of each weight: 1 where the last
    has all, -1 where the first has.  Equal ranks share their place.  0 where there is nothing.

    Source: Kakwani, Wagstaff and van Doorslaer 1997, by name.
    """
    share = weights / weights.sum()
    mean = float(share @ values)
    if mean == 0:
        return 0.0
    order = np.argsort(by, kind="stable")
    sorted_by, w = by[order], share[order]
    middle = np.cumsum(w) - w / 2
    _, place = np.unique(sorted_by, return_inverse=True)
    tied = np.bincount(place, w * middle) / np.bincount(place, w)
    rank = np.empty_like(middle)
    rank[order] = tied[place]
    return float(2.0 * (share @ (values * rank)) / mean - 1.0)


def quintiles(income: Floats, weights: Floats, parts: int = 5) -> np.ndarray:
    """Return the fifth of the people, poorest 0, to which each household belongs."""
    order = np.argsort(income, kind="stable")
    middle = np.cumsum(weights[order]) - weights[order] / 2
    found = np.empty(len(income), dtype=np.int64)
    found[order] = np.minimum((middle / weights.sum() * parts).astype(np.int64), parts - 1)
    return found


@dataclass(frozen=True, slots=True)
class Affordability:
    """Bills beside incomes at a threshold share of income.

    ``headcount`` is the share of households whose bill is above the threshold, ``gap_month`` the
    sum of what is above it, in money a month, ``excess_gini`` how unequally that sum is borne.
    """

    threshold: float
    mean_share: float
    headcount: float
    households_above: float
    gap_month: float
    excess_gini: float


def affordability(
    bill_month: Floats, income_month: Floats, weights: Floats, threshold: float
) -> Affordability:
    """Return the affordability of bills.

    Formula: share B/Y, headcount mean(B > tY), gap sum(w max(B - tY, 0)).

    Source: measures as in the literature reviewed in AQUA 72(8); no threshold is agreed upon,
    3 % and 5 % are commonly applied (Fankhauser and Tepic).
    """
    if not 0 < threshold < 1:
        raise CalculationError(
            f"a threshold of {threshold:g}: write a share of income, such as 0.03"
        )
    above = bill_month - threshold * income_month
    # a bill that a search has set to the threshold itself is not above it
    over = above > 1e-9 * np.maximum(bill_month, 1.0)
    excess = np.where(over, above, 0.0)
    total = float(weights.sum())
    return Affordability(
        threshold,
        float(weights @ (bill_month / income_month) / total),
        float(weights @ over / total),
        float(weights @ over),
        float(weights @ excess),
        gini(excess, weights) if over.any() else 0.0,
    )


@dataclass(frozen=True, slots=True)
class Targeting:
    """How well a subsidy reaches the poor: omega and its five factors.

    ``omega`` is the poor's share of the subsidy over their share of households; above 1 it favours
    them.  It is the product of how the poor stand to all in access, uptake among those with access,
    receipt among users, the rate of subsidy and the quantity used by those who receive.
    """

    omega: float
    access: float
    uptake: float
    receipt: float
    rate: float
    quantity: float
    subsidy_month: float
    poor_share: float


def targeting(
    subsidy: Floats,
    cost: Floats,
    poor: np.ndarray,
    weights: Floats,
    connected: np.ndarray | None = None,
    using: np.ndarray | None = None,
) -> Targeting:
    """Return omega with its decomposition.

    Formula: omega = (A_P/A)(U_P/U)(T_P/T)(R_P/R)(Q_P/Q), an identity in the means below.

    Args:
        subsidy: of each household a month, at or above 0.
        cost: what each household's water costs to supply a month (rate = subsidy / cost).
        poor: which households are poor.
        weights: households that each stands for.
        connected: who has access; all where left out.
        using: who of those uses water; all connected where left out.

    Source: Komives and others 2005 and 2007 (the decomposition by its abstract; formula not read).
    """
    everyone = np.ones(len(weights), dtype=bool)
    connected = everyone if connected is None else connected
    using = connected if using is None else using & connected
    receiving = (subsidy > 0) & using
    total, poor_total = float(weights @ subsidy), float(weights @ (subsidy * poor))
    households, poor_households = float(weights.sum()), float(weights @ poor)
    if total <= 0 or poor_households <= 0:
        nothing = float("nan")
        return Targeting(nothing, nothing, nothing, nothing, nothing, nothing, max(total, 0.0), 0.0)

    def ratio(part: np.ndarray, of: np.ndarray, weight: Floats = weights) -> float:
        whole = float(weight @ part) / float(weight @ of)
        among = float(weight @ (of * poor))
        return float(weight @ (part * poor)) / among / whole if among > 0 else 0.0

    return Targeting(
        (poor_total / total) / (poor_households / households),
        ratio(connected, everyone),
        ratio(using, connected),
        ratio(receiving, using),
        ratio(subsidy * receiving, cost * receiving),
        ratio(cost * receiving, receiving),
        total,
        poor_total / total,
    )


def kakwani(bill_month: Floats, income_month: Floats, weights: Floats) -> float:
    """Return Kakwani's index, concentration of bills less Gini of incomes: regressive below 0."""
    return concentration(bill_month, weights, income_month) - gini(income_month, weights)
