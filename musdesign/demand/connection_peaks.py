"""The peak flow of one connection, of ten, of thousands: what a pipe must carry.

A tap that is open gives many times a household's mean flow; a thousand households together hardly
pass the peak hour of their pattern.  For few connections days of pulses are simulated; for many
the flow of a step has its mean, variance and skewness from Poisson theory, and the busiest step of
the day the distribution of the largest of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musdesign.demand import pulse_theory
from musdesign.demand.patterns import Hours, check_pattern
from musdesign.demand.pulses import Numbers, TapUse, per_group_lps, simulate
from musdesign.errors import CalculationError, Problem
from musdesign.library.tables import lookup
from musdesign.units import SECONDS_PER_DAY

NUMBERS: tuple[int, ...] = (1, 2, 3, 5, 7, 10, 20, 30, 50, 100, 200, 300, 500, 1000, 3000, 10_000)

# below this many pulses a day the busiest step is simulated; there, over the uses of the library,
# theory is 4 % below to 10 % above the simulated quantile 0.95, and nearer with more pulses
_SIMULATED_PULSES = 2000.0
# a mixture with many small pulses is simulated no further than this, for speed
_MOST_PULSES = 4000.0
_CHUNK_PULSES = 500_000


@dataclass(frozen=True, slots=True)
class TapDemand:
    """One use of one connection: its need on the design day, hourly pattern, and kind of draw."""

    need_m3_day: float
    hourly: ArrayLike
    use: TapUse


@dataclass(frozen=True, slots=True, eq=False)
class ConnectionPeaks:
    """Peak flow by number of connections, at a named quantile and interval.

    ``flows_lps`` is the mean flow of the busiest interval of the day that only a share
    1 - ``quality`` of such days exceeds; ``factors`` is that over the mean flow of the day.
    ``pattern_factor`` is the hourly pattern's own peak, which very many connections tend to.
    ``meeting`` is theory over simulation at the largest number simulated (1 where none was).
    """

    numbers: Numbers
    factors: Numbers
    flows_lps: Numbers
    simulated: NDArray[np.bool_]
    need_m3_day: float
    pattern_factor: float
    quality: float
    interval_s: float
    days: int
    meeting: float

    def factor(self, connections: ArrayLike, need_m3_day: ArrayLike | None = None) -> Numbers:
        """Return the peak factor for numbers of connections of a mean need.

        Only the number of pulses matters: connections with half the need count half.  Between the
        numbers worked out the factor is a power of the number; beyond the last its excess over
        the pattern's falls with the square root of the number; below the first (less than one
        connection's need) the flow of the first stands.  No connection or need gives 0.
        """
        need = self.need_m3_day if need_m3_day is None else need_m3_day
        many = np.asarray(connections, dtype=float) * np.asarray(need, dtype=float)
        if np.any(many < 0) or not np.all(np.isfinite(many)):
            raise CalculationError(Problem("connections and their needs must be at least 0"))
        some = np.maximum(many / self.need_m3_day, 1e-300)
        inside = np.exp(np.interp(np.log(some), np.log(self.numbers), np.log(self.factors)))
        excess = self.factors[-1] - self.pattern_factor
        beyond = self.pattern_factor + excess * np.sqrt(self.numbers[-1] / some)
        found = np.where(some > self.numbers[-1], beyond, inside)
        found = np.where(some < self.numbers[0], self.factors[0] * self.numbers[0] / some, found)
        return np.asarray(np.where(many > 0, found, 0.0), dtype=float)

    def flow_lps(self, connections: ArrayLike, need_m3_day: ArrayLike | None = None) -> Numbers:
        """Return the peak flow to size pipes for, one for each number of connections.

        Args:
            connections: connections downstream of each pipe.
            need_m3_day: mean need of one of them on the design day, else that of the table; the
                mixture of uses stays that of the table.
        """
        need = self.need_m3_day if need_m3_day is None else need_m3_day
        mean = np.asarray(connections, dtype=float) * np.asarray(need, dtype=float) / 86.4
        return np.asarray(mean * self.factor(connections, need_m3_day), dtype=float)


def peak_by_connections(
    demands: Sequence[TapDemand],
    numbers: Sequence[int] = NUMBERS,
    *,
    seed: int = 1,
    quality: float | None = None,
    interval_s: float | None = None,
    days: int = 500,
) -> ConnectionPeaks:
    """Return the peak flow by number of equal connections, each with one or several uses.

    Few connections: ``days`` days of pulses, the largest number drawn once and smaller ones by
    leaving pulses out at random (which leaves a Poisson process), so that more connections never
    give less.  Many: the mean flow of an interval has the mean, variance and skewness of
    :mod:`musdesign.demand.pulse_theory` in a Pearson III distribution (by Wilson and Hilferty's
    cube root), and the busiest one of the day is below x with the chance that all are.  Neighbours
    are alike: of the n intervals of an hour, n sqrt(1 - their correlation) count as independent, a
    working rule checked against the simulation.  At last factors are kept from rising and flows
    from falling with the number, upwards.

    Args:
        demands: uses of one connection on the design day.
        numbers: connections to work it out for, rising from at least 1.
        seed: key of the random numbers.
        quality: share of design days whose busiest interval is no larger, else the library's.
        interval_s: interval over which the flow is averaged, which divides an hour, else the
            library's (a minute).
        days: days simulated, at least 100; 0 takes theory for every number, at once, up to a
            quarter too large at the quantile 0.95 where a day has a hundred pulses.

    Raises:
        CalculationError: no need, or values outside the ranges above.
    """
    s = _working("peak_quality") if quality is None else float(quality)
    step = _working("peak_interval_s") if interval_s is None else float(interval_s)
    many = np.asarray(numbers, dtype=float)
    used = [d for d in demands if d.need_m3_day > 0]
    _check(demands, used, many, s, step, days)
    hourly = [check_pattern(d.hourly) for d in used]
    need = float(sum(d.need_m3_day for d in used))
    theory = np.array([_theory_lps(used, hourly, n, s, step) for n in many])
    simulated = many * _pulses_day(used, step) < _SIMULATED_PULSES
    simulated &= many * sum(d.need_m3_day * 1000 / d.use.volume_l for d in used) < _MOST_PULSES
    flow, meeting = theory.copy(), 1.0
    simulated &= days > 0
    if simulated.any():
        flow[simulated] = _simulated_lps(used, hourly, many[simulated], s, step, seed, days)
        last = int(np.flatnonzero(simulated)[-1])
        # where the taps stay shut on most days the peak is nothing, and no ratio says anything
        meeting = float(theory[last] / flow[last]) if flow[last] > 0 else 1.0
    mean = many * need / 86.4
    together = np.sum([d.need_m3_day * h for d, h in zip(used, hourly, strict=True)], axis=0)
    own = 24.0 * float(together.max()) / need
    factor = np.maximum.accumulate(np.maximum(flow / mean, own)[::-1])[::-1]
    flow = np.maximum.accumulate(factor * mean)
    return ConnectionPeaks(many, flow / mean, flow, simulated, need, own, s, step, days, meeting)


def _working(key: str) -> float:
    return lookup("simultaneity_limits", key).number("value")


def _check(
    demands: Sequence[TapDemand],
    used: Sequence[TapDemand],
    many: Numbers,
    quality: float,
    step: float,
    days: int,
) -> None:
    problems = []
    if not used or not all(0 <= d.need_m3_day < math.inf for d in demands):
        problems.append(Problem("a connection needs water: uses of at least 0 m3/day, one above"))
    if many.ndim != 1 or many.size == 0 or many[0] < 1 or np.any(np.diff(many) <= 0):
        problems.append(Problem("numbers of connections must rise, from at least 1"))
    if not 0.5 <= quality < 1:
        problems.append(
            Problem(
                "the quality of a peak must lie between 0.5 and 1", cure="give for instance 0.95"
            )
        )
    if not 1 <= step <= 3600 or abs(3600 / step - round(3600 / step)) > 1e-9:
        problems.append(Problem(f"an interval of {step:g} s does not divide the hour"))
    if days and (days < 100 or days * (1 - quality) < 2):
        problems.append(
            Problem(
                f"{days} days are too few for the quantile {quality:g}",
                cure=f"simulate at least {max(100, math.ceil(2 / (1 - min(quality, 0.999999))))}",
            )
        )
    if problems:
        raise CalculationError(problems)


def _pulses_day(used: Sequence[TapDemand], step: float) -> float:
    """Return the pulses a day of one connection, those counted that make the flow vary."""
    variance = np.array([pulse_theory.step_variance(d.need_m3_day, d.use, step) for d in used])
    pulses = np.array([d.need_m3_day * 1000.0 / d.use.volume_l for d in used])
    return float(variance.sum() / (variance / pulses).sum())


def _simulated_lps(
    used: Sequence[TapDemand],
    hourly: Sequence[Hours],
    many: Numbers,
    quality: float,
    step: float,
    seed: int,
    days: int,
) -> Numbers:
    """Return the quantile of the busiest step for each number of connections."""
    most = float(many[-1])
    pulses = most * sum(d.need_m3_day * 1000.0 / d.use.volume_l for d in used)
    chunk = max(1, min(days, int(_CHUNK_PULSES / max(pulses, SECONDS_PER_DAY / step))))
    busiest = np.empty((many.size, days))
    for first in range(0, days, chunk):
        size = min(chunk, days - first)
        # a day is drawn as a "house" with the need of all connections
        drawn = [
            simulate(
                np.full(size, demand.need_m3_day * most), hours, demand.use,
                seed=seed, item=f"peaks/{place}/{first}", conserve="none", step_s=SECONDS_PER_DAY,
            )
            for place, (demand, hours) in enumerate(zip(used, hourly, strict=True))
        ]  # fmt: skip
        # each pulse belongs to every number of connections from its own one up
        owners = [
            np.searchsorted(
                many / most, np.random.default_rng([seed, place, first, 1]).random(day.start_s.size)
            )
            for place, day in enumerate(drawn)
        ]
        flow = np.zeros((size, round(SECONDS_PER_DAY / step)))
        for at in range(many.size):
            for day, owner in zip(drawn, owners, strict=True):
                new = np.flatnonzero(owner == at)
                flow += per_group_lps(
                    day.start_s[new], day.duration_s[new], day.flow_lps[new], day.house[new],
                    size, step,
                )  # fmt: skip
            busiest[at, first : first + size] = flow.max(axis=1)
    return np.asarray(np.quantile(busiest, quality, axis=1), dtype=float)


def _theory_lps(
    used: Sequence[TapDemand], hourly: Sequence[Hours], number: float, quality: float, step: float
) -> float:
    """Return the flow that the busiest step of the day stays below with the chance ``quality``."""
    cumulants = np.zeros((3, 24))
    neighbour = np.zeros(24)
    for demand, hours in zip(used, hourly, strict=True):
        mean = pulse_theory.step_mean_lps(number * demand.need_m3_day, hours)
        each = [pulse_theory.step_cumulant(mean, demand.use, order, step) for order in (1, 2, 3)]
        cumulants += np.array(each)
        neighbour += each[1] * pulse_theory.step_correlation(demand.use, step)
    busy = cumulants[0] > 0
    (mean, variance, third), covariance = cumulants[:, busy], neighbour[busy]
    sd = np.sqrt(variance)
    skew = third / variance**1.5
    independent = 3600.0 / step * np.sqrt(np.maximum(1.0 - covariance / variance, 0.0))
    wanted = math.log(quality)
    low = float(mean.max())
    high = low + float(sd.max())
    while _log_chance(high, mean, sd, skew, independent) < wanted:
        low, high = high, high + 2.0 * (high - low)
    while high - low > 1e-9 * high:
        middle = (low + high) / 2.0
        if _log_chance(middle, mean, sd, skew, independent) < wanted:
            low = middle
        else:
            high = middle
    return high


def _log_chance(
    flow: float, mean: Numbers, sd: Numbers, skew: Numbers, independent: Numbers
) -> float:
    """Return the logarithm of the chance that no step of the day exceeds a flow above each mean."""
    cube_root = np.expm1(np.log1p(skew / 2.0 * (flow - mean) / sd) / 3.0)
    z = 6.0 / skew * cube_root + skew / 6.0
    above = np.array([0.5 * math.erfc(value / math.sqrt(2.0)) for value in z])
    return float(independent @ np.log1p(-np.minimum(above, 1.0 - 1e-16)))
