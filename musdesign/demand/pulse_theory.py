"""What Poisson theory says of the flow of a step: mean, variance, skewness, correlation.

Pulses of independent duration and flow that begin as a Poisson process add up to a flow whose
cumulants are known exactly (Campbell's theorem): that of order k is the rate of pulses times
E[I^k] times the integral, over all starts, of E[overlap with the step ^k].  They hold at a steady
rate; in an hour of the pattern, after the first pulses of the hour before have ended.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from musdesign.demand.pulses import STEP_S, TapUse
from musdesign.demand.values import Values
from musdesign.trace import formula

_PRP = (
    "Poisson rectangular pulses, after Buchberger and Wu 1995, Journal of Hydraulic Engineering "
    "121(3):232-246"
)


@formula("Q", "need_m3_day * share_of_hour / 3.6", "L/s", _PRP)
def step_mean_lps(need_m3_day: Values, share_of_hour: Values) -> Values:
    """Return the expected flow in an hour: its share of the day's need over an hour.

    >>> round(step_mean_lps(8.64, 0.125), 6)
    0.3
    """
    return need_m3_day * share_of_hour / 3.6


def step_cumulant(mean_lps: Values, use: TapUse, order: int, step_s: float = STEP_S) -> Values:
    """Return a cumulant of the mean flow of a step, (L/s)^order, at a steady rate of pulses.

    With pulses at rate r (mean flow / mean volume), duration D, flow I and step T it is
    r E[I^k] E[m^k M - m^(k+1) (k-1)/(k+1)] / T^k, m the smaller and M the larger of D and T.
    Order 1 is the mean, 2 the variance, 3 the third central moment.  For a short step the variance
    is that of the flow itself, r E[I²] E[D].

    >>> use = TapUse("x", 60.0, "exponential", 0.1, "constant", 0.1)
    >>> round(step_cumulant(0.3, use, 2, 1e-3), 4)
    0.03
    """
    rate = mean_lps / use.volume_l
    return rate * _flow_moment(use, order) * _overlap(use, order, step_s) / step_s**order


def step_variance(mean_lps: Values, use: TapUse, step_s: float = STEP_S) -> Values:
    """Return the variance of the mean flow of a step, (L/s)²: :func:`step_cumulant` of order 2."""
    return step_cumulant(mean_lps, use, 2, step_s)


def step_correlation(use: TapUse, step_s: float = STEP_S) -> float:
    """Return the correlation of the mean flows of two steps that follow each other.

    The variance of a step twice as long says it: 2 Var(2T) / Var(T) - 1.

    >>> use = TapUse("x", 60.0, "constant", 0.1, "constant", 0.1)
    >>> round(step_correlation(use, 60.0), 6)
    0.25
    """
    return _overlap(use, 2, 2.0 * step_s) / (2.0 * _overlap(use, 2, step_s)) - 1.0


def _flow_moment(use: TapUse, order: int) -> float:
    low, high = use.flow_low_lps, use.flow_max_lps
    if use.flow_law == "constant":
        return use.flow_lps**order
    # (high^(k+1) - low^(k+1)) / ((k+1) (high - low)) without its division
    return sum(low**i * high ** (order - i) for i in range(order + 1)) / (order + 1)


def _overlap(use: TapUse, order: int, step_s: float) -> float:
    """Return E over durations of the integral over starts of (overlap with the step)^order."""
    t, weight = step_s, (order - 1.0) / (order + 1.0)
    if use.duration_law == "constant":
        short, long = min(use.duration_s, t), max(use.duration_s, t)
        return short**order * long - weight * short ** (order + 1)
    below = t * _moment_below(use, order, t) - weight * _moment_below(use, order + 1, t)
    longer = use.duration_s - _moment_below(use, 1, t)
    share = 1.0 - _moment_below(use, 0, t)
    return below + t**order * longer - weight * t ** (order + 1) * share


def _moment_below(use: TapUse, power: int, limit: float) -> float:
    """Return E[D^power; D < limit] of an exponential or lognormal duration."""
    if use.duration_law == "lognormal":
        sd = use.log_sd
        middle = math.log(use.duration_s) - sd**2 / 2.0
        z = (math.log(limit) - middle - power * sd**2) / sd
        return math.exp(power * middle + (power * sd) ** 2 / 2.0) * NormalDist().cdf(z)
    x, terms = limit / use.duration_s, np.arange(1.0, 60.0)
    if x < 1.0:
        # lower incomplete gamma function by its series, which keeps its digits at small x
        series = x**power * math.exp(-x) * np.cumprod(x / (power + terms)).sum()
        return use.duration_s**power * float(series)
    upper = math.exp(-x) * sum(x**i / math.factorial(i) for i in range(power + 1))
    return use.duration_s**power * math.factorial(power) * (1.0 - upper)
