"""What measured use says: its spread, the part above an allocation, the productive part.

All intervals come from households drawn again with replacement (pairs bootstrap, Efron and
Tibshirani 1993, An Introduction to the Bootstrap): the months of one household are not
independent of each other, the households are.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from musdesign.errors import CalculationError, Problem
from musdesign.units import DAYS_PER_MONTH, LITRES_PER_M3

QUANTILES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
FEWEST = 5
DRAWS = 2000


@dataclass(frozen=True, slots=True)
class Band:
    """A value with its bootstrap interval; the ends are NaN for fewer than five households."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Distribution:
    """How measured use is spread, m3 in a month of 365/12 days."""

    households: int
    household_months: int
    mean: Band
    """Mean of the households' means."""
    cv_between: float
    """Coefficient of variation between the households' means (n - 1)."""
    cv_months: float
    """Coefficient of variation over all household-months."""
    quantiles: tuple[tuple[float, float], ...]
    """Of the households' means."""
    month_quantiles: tuple[tuple[float, float], ...]
    """Of the household-months."""
    by_month: tuple[tuple[str, float, int], ...]
    """Month, mean use, households measured."""
    l_person_day: Band | None
    """All water over all persons, where persons are known."""


@dataclass(frozen=True, slots=True)
class Exceedance:
    """Measured use against an allocation (all values 0 to 1)."""

    allocation: str
    mean_m3_month: float
    """Allocation of the households measured, m3 a month, mean."""
    ratio: Band
    """Mean measured use over mean allocation: above 1 the design is too small."""
    households: Band
    """Share of households whose mean use is above their allocation."""
    household_months: float
    """Share of household-months above it."""
    volume: Band
    """Share of the volume that is above it, over household-months."""
    used_above: float
    """Share of the volume that is used by households above it."""


@dataclass(frozen=True, slots=True)
class ProductiveShare:
    """An estimate of the part of measured use that is productive, by a named method."""

    method: str
    share: Band
    households: int
    note: str


def resampled(
    n: int,
    statistic: Callable[[np.ndarray], np.ndarray],
    *,
    confidence: float = 0.90,
    draws: int = DRAWS,
    seed: int = 1,
    strata: np.ndarray | None = None,
) -> Band:
    """Return a statistic with its bootstrap interval.

    Args:
        n: households.
        statistic: takes weights (..., n), how often each household was drawn, and returns (...).
        confidence: of the interval.
        draws: samples.
        seed: of the random numbers.
        strata: (n,) labels; each stratum keeps its number of households.
    """
    value = float(statistic(np.ones(n)))
    if n < FEWEST:
        return Band(value, float("nan"), float("nan"))
    rng = np.random.default_rng(seed)
    labels = np.zeros(n) if strata is None else strata
    counts = np.zeros((draws, n))
    for label in np.unique(labels):
        own = np.flatnonzero(labels == label)
        counts[:, own] = rng.multinomial(len(own), np.full(len(own), 1.0 / len(own)), size=draws)
    tail = (1.0 - confidence) / 2.0
    low, high = np.nanquantile(statistic(counts), [tail, 1.0 - tail])
    return Band(value, float(low), float(high))


def distribution(
    use_m3_month: np.ndarray,
    household_m3_day: np.ndarray,
    months: Sequence[str],
    persons: np.ndarray | None = None,
    *,
    confidence: float = 0.90,
    seed: int = 1,
) -> Distribution:
    """Return the spread of measured use.

    Args:
        use_m3_month: (households, months), NaN where not measured.
        household_m3_day: (households,) mean of each, NaN where never measured.
        months: names of the months.
        persons: (households,), NaN where unknown.
        confidence: of the intervals.
        seed: of the bootstrap.

    Raises:
        CalculationError: no household-month was measured.
    """
    known = np.isfinite(household_m3_day)
    cells = use_m3_month[np.isfinite(use_m3_month)]
    if not np.any(known):
        raise CalculationError(
            Problem(
                "no household is measured over a whole month",
                cure="read the meters over more than a month",
            )
        )
    own = household_m3_day[known] * DAYS_PER_MONTH
    average = resampled(len(own), lambda w: _mean(w, own), confidence=confidence, seed=seed)
    counted = np.isfinite(use_m3_month).sum(axis=0)
    sums = np.nansum(use_m3_month, axis=0)
    by_month = [
        (name, float(total / count), int(count))
        for name, total, count in zip(months, sums, counted, strict=True)
        if count
    ]
    per_person = None
    if persons is not None and np.any(np.isfinite(persons) & known):
        both = np.isfinite(persons) & known
        litres, people = household_m3_day[both] * LITRES_PER_M3, persons[both]
        per_person = resampled(
            len(people), lambda w: _ratio(w, litres, people), confidence=confidence, seed=seed
        )
    return Distribution(
        len(own), len(cells), average, _cv(own), _cv(cells), _quantiles(own), _quantiles(cells),
        tuple(by_month), per_person,
    )  # fmt: skip


def exceedance(
    use_m3_month: np.ndarray,
    household_m3_day: np.ndarray,
    allocation_m3_month: np.ndarray,
    allocation: str,
    *,
    confidence: float = 0.90,
    seed: int = 1,
) -> Exceedance:
    """Compare measured use with an allocation.

    Args:
        use_m3_month: (households, months), NaN where not measured.
        household_m3_day: (households,) mean of each.
        allocation_m3_month: (households,), NaN where unknown (persons missing).
        allocation: the allocation in words.
        confidence: of the intervals.
        seed: of the bootstrap.

    Raises:
        CalculationError: no measured household has an allocation.
    """
    known = np.isfinite(household_m3_day) & np.isfinite(allocation_m3_month)
    n = int(np.sum(known))
    if not n:
        raise CalculationError(
            Problem(
                f"no measured household can be held against {allocation}",
                why="an allocation per person needs the persons of each household",
            )
        )
    own, limit = household_m3_day[known] * DAYS_PER_MONTH, allocation_m3_month[known]
    # a use of exactly the allocation is within it, whatever the last digit of its conversion
    beyond = limit * (1 + 1e-9)
    cells = use_m3_month[known]
    measured = np.isfinite(cells)
    use = np.where(measured, cells, 0.0)
    above = np.where(measured, np.maximum(cells - limit[:, None], 0.0), 0.0).sum(axis=1)
    whole = use.sum(axis=1)
    over = (own > beyond).astype(float)
    options = {"confidence": confidence, "seed": seed}
    return Exceedance(
        allocation,
        float(limit.mean()),
        resampled(n, lambda w: _ratio(w, own, limit), **options),  # type: ignore[arg-type]
        resampled(n, lambda w: _mean(w, over), **options),  # type: ignore[arg-type]
        float(np.sum(measured & (use > beyond[:, None])) / np.sum(measured)),
        resampled(n, lambda w: _ratio(w, above, whole), **options),  # type: ignore[arg-type]
        float(np.sum(own * over) / np.sum(own)) if np.any(own > 0) else 0.0,
    )


@dataclass(frozen=True, slots=True)
class GroupUse:
    """Measured use of one household group beside its design."""

    group: str
    households: int
    measured_m3_month: Band
    design_m3_month: float | None
    """Of the design in the months that were measured; None where it does not know the group."""
    ratio: Band | None
    """Measured over design."""


def by_group(
    use_m3_day: np.ndarray,
    months: Sequence[str],
    groups: Sequence[str],
    design_m3_day: Mapping[str, np.ndarray] | None = None,
    *,
    confidence: float = 0.90,
    seed: int = 1,
) -> tuple[GroupUse, ...]:
    """Return the mean measured use of each group, beside the design of the same months.

    ``ratio = Σ measured / Σ design`` over the household-months measured, so that a dry season that
    was not metered does not count against the design.

    Args:
        use_m3_day: (households, months), NaN where not measured.
        months: such as 2026-01.
        groups: of each household; empty where it is unknown.
        design_m3_day: by group, (12,) mean day of a household in each month, January first.
        confidence: of the intervals.
        seed: of the bootstrap.
    """
    calendar = np.array([int(month[-2:]) - 1 for month in months], dtype=int)
    labels = np.array(groups, dtype=object)
    found = []
    for group in sorted(set(groups) - {""}):
        cells = use_m3_day[(labels == group) & np.any(np.isfinite(use_m3_day), axis=1)]
        if not len(cells):
            continue
        known = np.isfinite(cells)
        total = np.where(known, cells, 0.0).sum(axis=1) * DAYS_PER_MONTH
        count = known.sum(axis=1).astype(float)
        n, options = len(cells), {"confidence": confidence, "seed": seed}
        measured = resampled(n, functools.partial(_ratio, above=total, below=count), **options)  # type: ignore[arg-type]
        expected, ratio = None, None
        if design_m3_day is not None and group in design_m3_day:
            wanted = (known * design_m3_day[group][calendar]).sum(axis=1) * DAYS_PER_MONTH
            expected = float(wanted.sum() / count.sum())
            ratio = resampled(n, functools.partial(_ratio, above=total, below=wanted), **options)  # type: ignore[arg-type]
        found.append(GroupUse(group, n, measured, expected, ratio))
    return tuple(found)


def productive_by_excess(
    household_m3_day: np.ndarray,
    persons: np.ndarray,
    need_l_person_day: float,
    *,
    confidence: float = 0.90,
    seed: int = 1,
) -> ProductiveShare:
    """Take what a household uses above the domestic need of its persons as productive.

    ``share = Σ max(0, use - need·persons) / Σ use``.  The need is declared, not measured; the
    household that uses less than it does not offset one that uses more, so even a village without
    productive use gets a share above zero by chance.
    """
    known = np.isfinite(household_m3_day) & np.isfinite(persons)
    use = household_m3_day[known] * LITRES_PER_M3
    above = np.maximum(use - need_l_person_day * persons[known], 0.0)
    band = resampled(len(use), lambda w: _ratio(w, above, use), confidence=confidence, seed=seed)
    return ProductiveShare(
        f"use above {need_l_person_day:g} L/person/day",
        band,
        len(use),
        "the need was declared, not measured; ordinary differences between houses count as excess",
    )


def productive_by_control(
    household_m3_day: np.ndarray,
    persons: np.ndarray,
    domestic_only: np.ndarray,
    *,
    confidence: float = 0.90,
    seed: int = 1,
) -> ProductiveShare:
    """Take the use per person of households without productive use as everybody's domestic use.

    ``share = 1 - (Σ use_c / Σ persons_c) · Σ persons / Σ use`` with c the domestic-only households
    and the other sums over all.  Where domestic-only households use less for other reasons
    (poorer, farther) the share comes out too high.

    Raises:
        CalculationError: fewer than five households of either kind.
    """
    known = np.isfinite(household_m3_day) & np.isfinite(persons)
    use, people, control = household_m3_day[known], persons[known], domestic_only[known]
    if np.sum(control) < FEWEST or np.sum(~control) < FEWEST:
        raise CalculationError(
            Problem(
                f"{int(np.sum(control))} measured households without productive use and "
                f"{int(np.sum(~control))} with it",
                why=f"at least {FEWEST} of each are needed to compare them",
            )
        )
    own = control.astype(float)

    def statistic(weight: np.ndarray) -> np.ndarray:
        rate = _ratio(weight * own, use, people)
        share: np.ndarray = 1.0 - rate / _ratio(weight, use, people)
        return share

    band = resampled(
        len(use), statistic, confidence=confidence, seed=seed, strata=control.astype(float)
    )
    return ProductiveShare(
        "difference with households without productive use",
        band,
        len(use),
        f"{int(np.sum(control))} domestic-only households; other differences between the two "
        "kinds of household are taken for productive use",
    )


def _mean(weight: np.ndarray, values: np.ndarray) -> np.ndarray:
    return _ratio(weight, values, np.ones(len(values)))


def _ratio(weight: np.ndarray, above: np.ndarray, below: np.ndarray) -> np.ndarray:
    whole = np.asarray(weight @ below, dtype=float)
    part = np.asarray(weight @ above, dtype=float)
    result: np.ndarray = np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
    return result


def _cv(values: np.ndarray) -> float:
    if len(values) < 2 or not values.mean() > 0:
        return float("nan")
    return float(values.std(ddof=1) / values.mean())


def _quantiles(values: np.ndarray) -> tuple[tuple[float, float], ...]:
    return tuple((q, float(np.quantile(values, q))) for q in QUANTILES)
