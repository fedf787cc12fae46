"""Which drivers matter: ordinary least squares with what a reader needs to judge it.

Columns are centred and scaled before a QR decomposition, so that incomes in millions beside herds
of three lose no digits.  Standard errors are the classical ones and, because water use spreads more
among large users, the HC3 ones of MacKinnon and White (1985).  Relative importance is that of
Lindeman, Merenda and Gold (1980): each driver's gain in R² averaged over all orders.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from musdesign.errors import CalculationError, Problem
from musdesign.field.student import f_p, t_quantile, two_sided_p

MOST_FOR_IMPORTANCE = 8
_COLLINEAR = 1e-8  # least singular value of the scaled drivers over the largest
_ROWS_PER_DRIVER = 2


@dataclass(frozen=True, slots=True)
class Driver:
    """One driver of a regression; the constant has no vif, standardised or importance."""

    name: str
    coefficient: float
    standard_error: float
    t: float
    p: float
    low: float
    high: float
    robust_error: float
    """HC3 standard error."""
    robust_p: float
    standardised: float | None = None
    """Change of the response, in its standard deviations, for one of the driver's."""
    vif: float | None = None
    """Variance inflation: how much the other drivers blur this one (1 not at all)."""
    importance: float | None = None
    """Part of R² that is this driver's (LMG); the parts sum to R²."""


@dataclass(frozen=True, slots=True)
class Regression:
    """A regression: its drivers, the constant first, and how well they explain the response."""

    response: str
    drivers: tuple[Driver, ...]
    n: int
    r2: float
    adjusted_r2: float
    residual_sd: float
    f: float
    f_p: float
    degrees: int
    confidence: float
    notes: tuple[str, ...] = ()


def regress(
    response: np.ndarray,
    drivers: np.ndarray,
    names: Sequence[str],
    *,
    response_name: str = "response",
    confidence: float = 0.90,
) -> Regression:
    """Explain a response by drivers: ``y = b0 + Σ bi·xi``.

    Args:
        response: (n,).
        drivers: (n, k), no column constant.
        names: of the k drivers.
        response_name: for the table.
        confidence: of the intervals of the coefficients (classical errors, Student).

    Raises:
        CalculationError: too few rows (at least 2k + 3 are asked for), a
            driver that never varies, or drivers that are sums of each other; they are named.

    >>> x = np.arange(8.0)
    >>> found = regress(2 * x + np.tile([1.0, -1.0], 4), x[:, None], ["cows"])
    >>> found.drivers[1].name, round(found.drivers[1].coefficient, 4)
    ('cows', 1.9048)
    """
    y, x = np.asarray(response, dtype=float), np.asarray(drivers, dtype=float)
    n, k = x.shape
    _check(y, x, names)
    middle, scale = x.mean(axis=0), x.std(axis=0, ddof=1)
    z = (x - middle) / scale
    y_middle, y_scale = float(y.mean()), float(y.std(ddof=1))
    v = (y - y_middle) / y_scale
    q, r = np.linalg.qr(z)
    beta = np.linalg.solve(r, q.T @ v)
    # one step of refinement wins back the digits that near-collinear drivers cost
    beta = beta + np.linalg.solve(r, q.T @ (v - z @ beta))
    residual = v - z @ beta
    degrees = n - k - 1
    sse, sst = float(residual @ residual), float(v @ v)
    inverse = np.linalg.inv(r)
    spread = inverse @ inverse.T
    leverage = 1.0 / n + np.sum(q * q, axis=1)
    weights = (residual / np.maximum(1.0 - leverage, 1e-12)) ** 2
    # the constant is y's mean less the drivers' means: its variance adds that of the mean
    slope = y_scale / scale
    back = middle / scale
    classical_error = np.sqrt(np.diag(spread) * sse / degrees)
    influence = spread @ z.T  # what each household adds to each coefficient
    rows = np.vstack([1.0 / n - back @ influence, influence])
    robust_error = np.sqrt(np.maximum(rows**2 @ weights, 0.0))
    constant_error = math.sqrt(sse / degrees * (1.0 / n + float(back @ spread @ back)))
    coefficients = np.concatenate([[y_middle - float(slope * beta @ middle)], slope * beta])
    errors = np.concatenate([[constant_error * y_scale], slope * classical_error])
    robust_errors = np.concatenate([[robust_error[0] * y_scale], slope * robust_error[1:]])
    r2 = 1.0 - sse / sst
    gains = importance(z, v) if k <= MOST_FOR_IMPORTANCE else None
    vif = np.diag(spread) * np.sum(z * z, axis=0)
    reach = t_quantile(confidence, degrees)
    found = []
    for i, name in enumerate(("constant", *names)):
        b, e, h = float(coefficients[i]), float(errors[i]), float(robust_errors[i])
        t = b / e if e > 0 else math.copysign(math.inf, b)
        robust_t = b / h if h > 0 else math.copysign(math.inf, b)
        found.append(
            Driver(
                name,
                b,
                e,
                t,
                two_sided_p(t, degrees),
                b - reach * e,
                b + reach * e,
                h,
                two_sided_p(robust_t, degrees),
                float(beta[i - 1]) if i else None,
                float(vif[i - 1]) if i else None,
                float(gains[i - 1]) if i and gains is not None else None,
            )
        )
    f = (r2 / k) / ((1.0 - r2) / degrees) if r2 < 1.0 else math.inf
    return Regression(
        response_name, tuple(found), n, r2, 1.0 - (1.0 - r2) * (n - 1) / degrees,
        math.sqrt(sse / degrees) * y_scale, f, f_p(f, k, degrees), degrees, confidence,
        tuple(_notes(found, n, k)),
    )  # fmt: skip


def _check(y: np.ndarray, x: np.ndarray, names: Sequence[str]) -> None:
    n, k = x.shape
    need = _ROWS_PER_DRIVER * k + 3
    if n < need:
        raise CalculationError(
            Problem(
                f"{n} households are too few to tell {k} drivers apart",
                why=f"at least {need} with every answer are needed",
                cure="ask more households, or name fewer drivers",
            )
        )
    if not np.any(y != y[0]):
        raise CalculationError(Problem("the response is the same for all households"))
    still = [name for i, name in enumerate(names) if not np.any(x[:, i] != x[0, i])]
    if still:
        raise CalculationError(
            Problem(f"{', '.join(still)} is the same for all households", cure="leave it out")
        )
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    _, sizes, directions = np.linalg.svd(z, full_matrices=False)
    if sizes[-1] <= _COLLINEAR * sizes[0]:
        parts = np.abs(directions[-1])
        tied = [names[i] for i in range(k) if parts[i] > 0.05 * parts.max()]
        raise CalculationError(
            Problem(
                f"the drivers {', '.join(tied)} are sums of each other",
                why="what belongs to which cannot be told",
                cure="leave one of them out",
            )
        )


def _notes(found: Sequence[Driver], n: int, k: int) -> list[str]:
    notes = []
    blurred = [driver.name for driver in found if driver.vif is not None and driver.vif > 10]
    if blurred:
        notes.append(
            f"{', '.join(blurred)} move together (variance inflation above 10): "
            "their shares cannot be told apart well"
        )
    if n < 10 * k:
        notes.append(f"{n} households for {k} drivers: fewer than ten each, take it as a hint")
    return notes


def importance(z: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Return each driver's part of R², averaged over all orders of entry (LMG, Shapley).

    The parts are never negative and sum to R².

    Args:
        z: (n, k) centred drivers, k at most eight.
        v: (n,) centred response.
    """
    k = z.shape[1]
    cross, target, whole = z.T @ z, z.T @ v, float(v @ v)
    explained: dict[frozenset[int], float] = {frozenset(): 0.0}
    for size in range(1, k + 1):
        for chosen in itertools.combinations(range(k), size):
            pick = list(chosen)
            beta = np.linalg.solve(cross[np.ix_(pick, pick)], target[pick])
            explained[frozenset(chosen)] = float(beta @ target[pick]) / whole
    gains = np.zeros(k)
    for i in range(k):
        others = [j for j in range(k) if j != i]
        for size in range(k):
            weight = math.factorial(size) * math.factorial(k - size - 1) / math.factorial(k)
            for chosen in itertools.combinations(others, size):
                before = frozenset(chosen)
                gains[i] += weight * (explained[before | {i}] - explained[before])
    return gains
