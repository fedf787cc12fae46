"""Water per person, per head and per m2 as measured: non-negative least squares, bootstrapped.

``use = Σ rate_i · driver_i`` over households, no rate below zero.  The intervals are percentiles
over samples of the households drawn again with replacement (Efron and Tibshirani 1993, An
Introduction to the Bootstrap, chapter 9: pairs), so a household's months stay together.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from musdesign.errors import CalculationError, Problem

MOST_DRIVERS = 8
FEWEST_OWNERS = 5
DRAWS = 2000


@dataclass(frozen=True, slots=True)
class Rate:
    """One calibrated rate with its bootstrap interval."""

    driver: str
    rate_l_day: float
    """L/day for one of the driver (person, head, m2)."""
    low: float
    high: float
    sd: float
    """Standard deviation over the draws."""
    owners: int
    """Households that have any of it."""
    at_zero: float
    """Share of the draws in which the rate is held at zero: near 1 the data say nothing of it."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Calibrated rates, their fit, and the part of use that is not the persons'."""

    rates: tuple[Rate, ...]
    base_l_household_day: Rate | None
    """What a household uses beside its drivers, where asked for."""
    n: int
    r2: float
    """Part of the variance between households explained."""
    productive_share: float
    """Use of all drivers but the persons and the base, of all fitted use."""
    productive_low: float
    productive_high: float
    correlation: np.ndarray
    """Of the rates over the draws, base first where there is one: a high one means that the two
    cannot be told apart."""
    confidence: float
    seed: int
    draws: int
    notes: tuple[str, ...] = ()


def nonnegative_least_squares(gram: np.ndarray, cross: np.ndarray) -> np.ndarray:
    """Return the rates >= 0 that fit best, for many draws at once.

    The best fit with no rate below zero is the free fit on the drivers whose rate is above zero;
    all 2^k choices of those are tried, and of those without a negative rate the best is kept
    (Lawson and Hanson 1974, Solving Least Squares Problems, chapter 23, gives the conditions).

    Args:
        gram: (..., k, k) products of the drivers, X'X.
        cross: (..., k) products with the response, X'y.

    Returns:
        (..., k) rates.

    Raises:
        CalculationError: more than eight drivers.

    >>> nonnegative_least_squares(np.eye(2), np.array([3.0, -1.0]))
    array([3., 0.])
    """
    k = cross.shape[-1]
    if k > MOST_DRIVERS:
        what = f"{k} drivers are too many to calibrate at once"
        raise CalculationError(Problem(what, why=f"at most {MOST_DRIVERS}"))
    size = np.sqrt(np.maximum(np.diagonal(gram, axis1=-2, axis2=-1), 1e-300))
    g = gram / (size[..., :, None] * size[..., None, :])
    c = cross / size
    best = np.zeros(c.shape)
    gain = np.zeros(c.shape[:-1])
    for count in range(1, k + 1):
        for chosen in itertools.combinations(range(k), count):
            pick = list(chosen)
            part = g[..., pick, :][..., :, pick]
            # draws in which the chosen drivers are tied are left to smaller choices
            tied = np.linalg.eigvalsh(part)[..., 0] < 1e-10
            safe = np.where(tied[..., None, None], np.eye(count), part)
            rate = np.linalg.solve(safe, c[..., pick, None])[..., 0]
            fit = np.sum(rate * c[..., pick], axis=-1)
            better = ~tied & np.all(rate >= 0.0, axis=-1) & (fit > gain)
            gain = np.where(better, fit, gain)
            full = np.zeros(c.shape)
            full[..., pick] = rate
            best = np.where(better[..., None], full, best)
    result: np.ndarray = best / size
    return result


def calibrate(
    use_l_day: np.ndarray,
    drivers: Mapping[str, np.ndarray],
    *,
    domestic: Sequence[str] = ("persons",),
    base: bool = False,
    confidence: float = 0.90,
    draws: int = DRAWS,
    seed: int = 1,
) -> Calibration:
    """Calibrate the rates of drivers from the measured use of households.

    Args:
        use_l_day: (n,) mean use of each household, NaN where unknown.
        drivers: (n,) each, such as persons, dairy_cow (head) and garden_area (m2); a household
            with any of them missing is left out and counted in the notes.
        domestic: the drivers whose use is domestic; all others are productive.
        base: also fit a constant per household (domestic too).
        confidence: of the intervals.
        draws: samples of the bootstrap.
        seed: of its random numbers.

    Raises:
        CalculationError: too few households, a driver that fewer than five have, or drivers that
            are sums of each other.
    """
    names = list(drivers)
    x = np.column_stack([np.asarray(values, dtype=float) for values in drivers.values()])
    known = np.isfinite(use_l_day) & np.all(np.isfinite(x), axis=1)
    y, x = np.asarray(use_l_day, dtype=float)[known], x[known]
    notes = []
    if left := int(np.sum(~known)):
        notes.append(f"{left} households without a use or a driver are left out")
    if base:
        names, x = ["base", *names], np.column_stack([np.ones(len(y)), x])
    _check(y, x, names)
    n = len(y)
    products, responses = x[:, :, None] * x[:, None, :], x * y[:, None]
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(n, np.full(n, 1.0 / n), size=draws).astype(float)
    gram = np.tensordot(counts, products, axes=1)
    sampled = nonnegative_least_squares(gram, counts @ responses)
    rate = nonnegative_least_squares(x.T @ x, x.T @ y)
    # a draw in which nobody has the thing says nothing of its rate
    seen = np.diagonal(gram, axis1=-2, axis2=-1) > 0
    draws_of = np.where(seen, sampled, np.nan)
    tail = (1.0 - confidence) / 2.0
    low, high = np.nanquantile(draws_of, [tail, 1.0 - tail], axis=0)
    rates = [
        Rate(
            name, float(rate[i]), float(low[i]), float(high[i]), float(np.nanstd(draws_of[:, i])),
            int(np.sum(x[:, i] > 0)), float(np.nanmean(draws_of[:, i] == 0.0)),
        )
        for i, name in enumerate(names)
    ]  # fmt: skip
    home = np.array([name in {*domestic, "base"} for name in names])
    shares = _productive(sampled, counts @ x, home)
    fitted = x @ rate
    r2 = 1.0 - float(np.sum((y - fitted) ** 2) / np.sum((y - y.mean()) ** 2))
    idle = [r.driver for r in rates if r.at_zero > 0.5]
    if idle:
        notes.append(f"the measurements say nothing of {', '.join(idle)}: the rate is held at zero")
    with np.errstate(invalid="ignore", divide="ignore"):
        correlation = np.nan_to_num(np.atleast_2d(np.corrcoef(sampled, rowvar=False)))
    notes += _tied(names, correlation)
    ends = np.quantile(shares, [tail, 1.0 - tail])
    return Calibration(
        tuple(rates[base:]), rates[0] if base else None, n, r2,
        float(_productive(rate, x.sum(axis=0), home)), float(ends[0]), float(ends[1]),
        correlation, confidence, seed, draws, tuple(notes),
    )  # fmt: skip


def _productive(rates: np.ndarray, totals: np.ndarray, home: np.ndarray) -> np.ndarray:
    volumes = rates * totals
    whole = np.sum(volumes, axis=-1)
    part = np.sum(np.where(home, 0.0, volumes), axis=-1)
    share: np.ndarray = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
    return share


def _check(y: np.ndarray, x: np.ndarray, names: Sequence[str]) -> None:
    n, k = x.shape
    problems = []
    if n < 3 * k + 3:
        problems.append(
            Problem(
                f"{n} households with meter and answers are too few for {k} rates",
                why=f"at least {3 * k + 3} are needed",
                cure="calibrate fewer rates, or measure more households",
            )
        )
    for i, name in enumerate(names):
        owners = int(np.sum(x[:, i] > 0))
        if owners < FEWEST_OWNERS:
            problems.append(
                Problem(
                    f"{owners} of the measured households have any {name}",
                    why=f"at least {FEWEST_OWNERS} are needed to calibrate its rate",
                    cure="leave it out",
                )
            )
    if not problems and n:
        size = np.sqrt(np.sum(x * x, axis=0))
        values, vectors = np.linalg.eigh((x / size).T @ (x / size))
        if values[0] < 1e-10:
            tied = [name for i, name in enumerate(names) if abs(vectors[i, 0]) > 0.05]
            what = f"{', '.join(tied)} are sums of each other"
            problems.append(Problem(what, cure="leave one of them out"))
    if problems:
        raise CalculationError(problems)


def _tied(names: Sequence[str], correlation: np.ndarray) -> list[str]:
    return [
        f"{names[i]} and {names[j]} cannot be told apart well "
        f"(their rates move against each other, correlation {correlation[i, j]:.2f})"
        for i, j in itertools.combinations(range(len(names)), 2)
        if correlation[i, j] < -0.8
    ]
