"""Means and shares of a sample with what is not known about them.

A weighted mean is a ratio of two totals; its standard error is the linearised one (Cochran 1977,
Sampling Techniques, chapter 6, the ratio estimator; with equal weights it is s / √n).  The interval
of a mean is Student's, that of a share Wilson's (1927), which never leaves 0 to 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from musdesign.field.student import t_quantile

CONFIDENCE = 0.90


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean (or share) with its standard error and interval; both None for a single answer."""

    mean: float
    standard_error: float | None
    low: float | None
    high: float | None
    n: int
    """Answers."""
    missing: int
    """Households of the group without an answer."""
    confidence: float = CONFIDENCE


@dataclass(frozen=True, slots=True)
class Holding:
    """How many have a thing and how much: ``share.mean * per_owner.mean = per_household.mean``."""

    per_household: Estimate
    share: Estimate
    per_owner: Estimate | None
    """None where nobody has it."""


def mean(
    values: np.ndarray,
    weight: np.ndarray,
    *,
    sampled: float = 0.0,
    confidence: float = CONFIDENCE,
) -> Estimate | None:
    """Return the weighted mean of the answers; None where there is none.

    ``m = Σ(w·x) / Σw``; ``se = √(n/(n-1) · Σ(w·(x - m))²) / Σw · √(1 - f)``.

    Args:
        values: (n,) one per household, NaN where missing.
        weight: (n,) above 0.
        sampled: share f of all households that were asked (0 leaves the correction out).
        confidence: of the interval.

    >>> found = mean(np.array([2.0, 4.0, 6.0]), np.ones(3))
    >>> found.mean, round(found.standard_error, 4)
    (4.0, 1.1547)
    """
    answered = np.isfinite(values)
    x, w = values[answered], weight[answered]
    n = len(x)
    missing = len(values) - n
    if n == 0:
        return None
    middle = float(np.sum(w * x) / np.sum(w))
    if n == 1:
        return Estimate(middle, None, None, None, n, missing, confidence)
    spread = math.sqrt(n / (n - 1) * float(np.sum((w * (x - middle)) ** 2)))
    error = spread / float(np.sum(w)) * math.sqrt(1.0 - sampled)
    half = t_quantile(confidence, n - 1) * error
    return Estimate(middle, error, middle - half, middle + half, n, missing, confidence)


def share(
    holds: np.ndarray,
    weight: np.ndarray,
    *,
    sampled: float = 0.0,
    confidence: float = CONFIDENCE,
) -> Estimate | None:
    """Return the weighted share of households that have something (1, 0, NaN where missing).

    The interval is Wilson's for the number of answers that would give the same standard error by
    simple sampling; where all or none have it, for the effective number ``(Σw)²/Σw²``.
    """
    found = mean(holds, weight, sampled=sampled, confidence=confidence)
    if found is None or found.standard_error is None:
        return found
    w = weight[np.isfinite(holds)]
    p = found.mean
    if found.standard_error > 0.0:
        size = p * (1.0 - p) / found.standard_error**2
    else:
        size = float(np.sum(w)) ** 2 / float(np.sum(w**2)) / max(1.0 - sampled, 1e-12)
    z = NormalDist().inv_cdf(0.5 + confidence / 2.0)
    centre = (p + z * z / (2 * size)) / (1 + z * z / size)
    half = z / (1 + z * z / size) * math.sqrt(p * (1 - p) / size + z * z / (4 * size * size))
    low, high = max(0.0, centre - half), min(1.0, centre + half)
    return Estimate(p, found.standard_error, low, high, found.n, found.missing, confidence)


def holding(
    values: np.ndarray,
    weight: np.ndarray,
    *,
    sampled: float = 0.0,
    confidence: float = CONFIDENCE,
) -> Holding | None:
    """Return share of owners, mean per owner and mean per household of one asset."""
    owned = np.where(np.isfinite(values), (values > 0).astype(float), np.nan)
    total = mean(values, weight, sampled=sampled, confidence=confidence)
    owners = share(owned, weight, sampled=sampled, confidence=confidence)
    if total is None or owners is None:
        return None
    have = owned == 1.0
    each = mean(values[have], weight[have], sampled=sampled, confidence=confidence)
    return Holding(total, owners, each)
