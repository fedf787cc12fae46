"""How many taps run at once: the binomial quantile, Clément's first formula, NeatWork, turns.

Each of N taps is open with probability p, independently of the others.  The number open then is
binomial; its quantile at the operating quality is the exact answer for equal taps, and Clément's
first formula is the normal approximation to it.  Irrigation by turns leaves nothing to chance:
the turns say how many run.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musdesign.demand.values import Values
from musdesign.errors import CalculationError, Problem
from musdesign.library.tables import lookup
from musdesign.trace import formula

Numbers = NDArray[np.float64]
LoadFactorMethod = Literal["guide", "code"]

_CELLS = 4_000_000
_SUPPORT = 20_000
_CLEMENT = (
    "Clément's first formula, d0 (N p + U sqrt(N p q)), as the summary of \"Calcul des débits dans "
    "les réseaux d'irrigation\" quotes it; several classes by the sums of means and variances"
)


@dataclass(frozen=True, slots=True)
class OnDemandFlow:
    """The flow of taps that people open when they want: one value for each pipe.

    ``by_clement`` says where Clément's formula holds and was used; elsewhere the flow is the exact
    quantile.  ``mean_lps`` and ``sd_lps`` are those of the flow at a moment of the usable hours.
    """

    flow_lps: Numbers
    mean_lps: Numbers
    sd_lps: Numbers
    mean_open: Numbers
    by_clement: NDArray[np.bool_]
    note: str


@dataclass(frozen=True, slots=True)
class Turns:
    """Irrigation by turns: how long each tap runs, how many turns, how many taps in each."""

    hours_each: Numbers
    turns: Numbers
    taps_per_turn: Numbers
    flow_lps: Numbers
    interval_days: float


@formula(
    "p",
    "1000 * need_m3_day / (3600 * hours_day * flow_lps)",
    "-",
    "share of the usable hours for which a tap must run: need over flow times time",
)
def opening_probability(need_m3_day: Values, flow_lps: Values, hours_day: Values) -> Values:
    """Return the chance that a tap is open at a moment of its usable hours (above 1: it cannot).

    Args:
        need_m3_day: the water one tap must give in its day.
        flow_lps: what it gives when open.
        hours_day: hours of the day in which it may be opened.

    >>> opening_probability(7.2, 0.5, 16)
    0.25
    """
    return 1000.0 * need_m3_day / (3600.0 * hours_day * flow_lps)


def binomial_quantile(count: ArrayLike, probability: ArrayLike, quality: ArrayLike) -> Numbers:
    """Return the smallest k with P(at most k of ``count`` taps are open) >= ``quality``.

    The arguments broadcast.  Probabilities come from their ratios P(k+1)/P(k), added as logarithms
    over a window of 9 standard deviations and 40 taps each side of the mean, outside which
    Bernstein's inequality leaves less than 1e-17.

    Raises:
        CalculationError: counts that are not whole numbers from 0, a probability outside 0 to 1,
            or a quality not between 0 and 1.

    >>> binomial_quantile(6, 0.4, [0.5, 0.9])
    array([2., 4.])
    """
    n, p, s = _taps(count, probability, quality)
    return _quantile(n, p, s)[0]


def neatwork_load_factor(
    count: ArrayLike,
    probability: ArrayLike,
    quality: ArrayLike,
    method: LoadFactorMethod = "guide",
) -> Numbers:
    """Return how many of a branch's taps to design for, as NeatWork does (not a whole number).

    ``guide``: the quantile of the number open given that at least one is, with straight lines
    between whole numbers, at least 1.  ``code``: the normal approximation N p + z sqrt(N p (1-p)),
    z at s (1 - (1-p)^N) + (1-p)^N, between 1 and N; NeatWork's stored designs follow it.

    Args:
        count: taps downstream, whole numbers from 1.
        probability: chance that a tap is open, above 0.
        quality: share s of the moments with open taps in which the flow suffices.
        method: ``guide`` or ``code``.

    Raises:
        CalculationError: as :func:`binomial_quantile`, no tap, or taps that never open.

    >>> float(neatwork_load_factor(6, 0.4, 0.7).round(2))
    2.61
    >>> float(neatwork_load_factor(6, 0.4, 0.7, "code").round(2))
    3.08
    """
    n, p, s = _taps(count, probability, quality)
    if np.any(n < 1) or np.any(p <= 0):
        raise CalculationError(Problem("a load factor needs a tap, and taps that may be open"))
    none = (1.0 - p) ** n
    target = np.minimum(s * (1.0 - none) + none, 1.0 - 1e-15)
    if method == "code":
        z = _normal_quantiles(target)
        return np.asarray(np.clip(n * p + z * np.sqrt(n * p * (1.0 - p)), 1.0, n), dtype=float)
    if method != "guide":
        raise CalculationError(
            Problem(f"unknown load factor '{method}'", cure="known: code, guide")
        )
    k, below, upto = _quantile(n, p, target)
    step = np.where(upto > below, upto - below, 1.0)
    return np.asarray(np.clip(k - 1.0 + (target - below) / step, 1.0, n), dtype=float)


@formula("Q", "mean_lps + u * sd_lps", "L/s", _CLEMENT)
def clement_lps(mean_lps: Values, sd_lps: Values, u: Values) -> Values:
    """Return Clément's design flow from the mean and standard deviation of the flow.

    >>> clement_lps(10.0, 2.0, 1.645)
    13.29
    """
    return mean_lps + u * sd_lps


def on_demand_flow(
    counts: ArrayLike,
    flows_lps: ArrayLike,
    probabilities: ArrayLike,
    quality: float | None = None,
    least_mean_taps: float | None = None,
) -> OnDemandFlow:
    """Return the flow to design for where taps of several classes are opened at will.

    With N taps of flow d open with probability p in each class, Clément's first formula is
    Q = sum N p d + U sqrt(sum N p (1-p) d²), U the normal quantile at the operating quality, and
    never more than all taps together.  It needs many taps: where any class has fewer than
    ``least_mean_taps`` open, or shut, on average, the exact quantile of the flow is used instead
    (an infinite limit makes all flows exact); it comes in whole taps, so that from the one to the
    other the flow may step by less than a tap.  Every pipe carries at least the largest tap on
    it, even one that is seldom open.  Classes that are never open do not count.

    Args:
        counts: taps downstream, whole numbers, classes last: (classes,) or (pipes, classes).
        flows_lps: flow of an open tap of each class.
        probabilities: chance that it is open (:func:`opening_probability`).
        quality: share of the time in which the flow suffices, else the library's working value.
        least_mean_taps: limit of the normal approximation, else the library's.

    Raises:
        CalculationError: as :func:`binomial_quantile`; a flow that is not above 0; a tap that
            would have to run longer than its hours.

    >>> float(on_demand_flow([100], [0.5], [0.25], 0.95).flow_lps.round(3))
    16.061
    >>> float(on_demand_flow([4], [0.5], [0.25], 0.95).flow_lps)
    1.5
    """
    limits = functools.partial(lookup, "simultaneity_limits")
    s = limits("operating_quality").number("value") if quality is None else float(quality)
    least = (
        limits("clement_mean_taps").number("value") if least_mean_taps is None else least_mean_taps
    )
    if np.any(np.asarray(probabilities, dtype=float) > 1.0):
        raise CalculationError(
            Problem(
                "a tap would have to run longer than its usable hours",
                why="its flow in those hours is less than its need",
                cure="allow more hours, a larger flow or more taps",
            )
        )
    n, p, _ = _taps(np.atleast_1d(counts), probabilities, s)
    d = np.broadcast_to(np.asarray(flows_lps, dtype=float), n.shape)
    if not np.all(d > 0) or not np.all(np.isfinite(d)):
        raise CalculationError(Problem("the flow of a tap must be above 0"))
    open_, shut = n * p, n * (1.0 - p)
    mean, sd = (open_ * d).sum(axis=-1), np.sqrt((open_ * (1.0 - p) * d**2).sum(axis=-1))
    valid = np.all((np.minimum(open_, shut) >= least) | (open_ == 0.0) | (shut == 0.0), axis=-1)
    by_clement = np.asarray(valid & (sd > 0.0), dtype=bool)
    flow = np.minimum(clement_lps(mean, sd, NormalDist().inv_cdf(s)), (n * d).sum(axis=-1))
    flow = np.where(by_clement, flow, 0.0)
    few_taps = ~by_clement & (sd > 0.0)
    if n.shape[-1] == 1:
        exact = binomial_quantile(n[..., 0], p[..., 0], s) * d[..., 0]
        flow = np.where(by_clement, flow, exact)
    elif not np.all(by_clement):
        asked = np.stack([n, d, p], axis=-2)[~by_clement]
        rows, back = np.unique(asked, axis=0, return_inverse=True)
        flow[~by_clement] = np.array([exact_flow_lps(row[0], row[1], row[2], s) for row in rows])[
            back.ravel()
        ]
    # a tap that is open less often than the quality allows for must not be left dry
    flow = np.maximum(flow, np.where(open_ > 0.0, d, 0.0).max(axis=-1))
    few = int(few_taps.sum())
    note = (
        f"{few} of {by_clement.size} flows have too few taps open or shut for Clément's formula "
        f"(on average below {least:g}); they are exact quantiles, at least one tap"
        if few
        else ""
    )
    return OnDemandFlow(flow, mean, sd, open_.sum(axis=-1), by_clement, note)


def exact_flow_lps(
    counts: ArrayLike, flows_lps: ArrayLike, probabilities: ArrayLike, quality: float
) -> float:
    """Return the smallest flow that taps of several classes exceed with chance <= 1 - quality.

    The binomial distributions of the classes are folded into that of the flow.  Where it has more
    than 20,000 different values they are rounded up to steps of 1/20,000 of all taps' flow.

    Args:
        counts: taps of each class, (classes,).
        flows_lps: flow of an open tap of each class, above 0.
        probabilities: chance that it is open.
        quality: between 0 and 1.

    >>> exact_flow_lps([1, 1], [0.2, 0.5], [0.5, 0.5], 0.75)
    0.5
    """
    n, p, _ = _taps(counts, probabilities, quality)
    d = np.broadcast_to(np.asarray(flows_lps, dtype=float), n.shape)
    step = float((n * d).sum()) / _SUPPORT
    value: Numbers = np.zeros(1)
    mass: Numbers = np.ones(1)
    for taps, flow, chance in zip(n.ravel(), d.ravel(), p.ravel(), strict=True):
        first, cumulative = _cumulative(np.array([taps]), np.array([chance]))
        share = np.diff(cumulative[0], prepend=0.0)
        kept = share > 0.0
        k = (first[0] + np.arange(share.size))[kept]
        sums = np.round((value[:, None] + k * flow).ravel(), 9)
        value, place = np.unique(sums, return_inverse=True)
        mass = np.asarray(
            np.bincount(place, weights=(mass[:, None] * share[kept]).ravel()), dtype=float
        )
        if value.size > _SUPPORT:
            value, place = np.unique(np.ceil(value / step - 1e-9) * step, return_inverse=True)
            mass = np.asarray(np.bincount(place, weights=mass), dtype=float)
    return float(value[np.searchsorted(np.cumsum(mass), quality - 1e-12)])


def turns(
    count: ArrayLike,
    need_m3_day: ArrayLike,
    flow_lps: ArrayLike,
    hours_day: ArrayLike,
    interval_days: float = 1.0,
) -> Turns:
    """Return how many taps run at once where irrigation goes by turns.

    A tap runs for t = need x interval / flow.  A day holds floor(hours / t) turns, and the
    interval as many as its days do; a turn longer than a day's hours goes on the next day.  The
    taps are spread evenly: ceil(count / turns) of them run at once.

    Args:
        count: taps, whole numbers.
        need_m3_day: the water one tap must give, mean of the interval.
        flow_lps: what it gives when open.
        hours_day: hours of irrigation in a day.
        interval_days: days from one watering to the next, whole.

    Raises:
        CalculationError: no taps, hours or flow, or a tap that cannot give its need in time.

    >>> result = turns(24, 3.6, 0.5, 8.0)
    >>> float(result.hours_each), float(result.turns), float(result.taps_per_turn)
    (2.0, 4.0, 6.0)
    """
    n, need, d, hours = np.broadcast_arrays(
        *(np.asarray(v, dtype=float) for v in (count, need_m3_day, flow_lps, hours_day))
    )
    problems = []
    if not np.all((n >= 0) & (n == np.floor(n))):
        problems.append(Problem("the number of taps must be a whole number from 0"))
    if not np.all(need >= 0):
        problems.append(Problem("a tap's need is below 0 or no number"))
    if not np.all(d > 0):
        problems.append(Problem("the flow of a tap must be above 0"))
    if not np.all((hours > 0) & (hours <= 24)):
        problems.append(Problem("the hours of irrigation must be above 0, up to 24"))
    if interval_days < 1 or interval_days != math.floor(interval_days):
        problems.append(Problem("the interval must be a whole number of days from 1"))
    if problems:
        raise CalculationError(problems)
    each = need * interval_days * 1000.0 / (3600.0 * d)
    if np.any(each > hours * interval_days * (1.0 + 1e-9)):
        raise CalculationError(
            Problem(
                "a tap cannot give its need in the hours of irrigation",
                cure="allow more hours, a larger flow or more taps",
            )
        )
    # a need of less than 4 microseconds of flow is none
    some = np.where(each > 1e-9, each, np.inf)
    # a hair is added because 8 / (8 / 3) must hold three turns, whatever rounding did
    daily = np.floor(hours / some + 1e-9) * interval_days
    long = np.floor(hours * interval_days / some + 1e-9)
    rounds = np.where(each > hours, long, daily)
    at_once = np.where(rounds > 0, np.ceil(n / np.maximum(rounds, 1.0)), 0.0)
    return Turns(each, rounds, at_once, at_once * d, float(interval_days))


def _taps(
    count: ArrayLike, probability: ArrayLike, quality: ArrayLike
) -> tuple[Numbers, Numbers, Numbers]:
    n, p, s = np.broadcast_arrays(
        *(np.asarray(v, dtype=float) for v in (count, probability, quality))
    )
    problems = []
    if not np.all((n >= 0) & (n == np.floor(n)) & np.isfinite(n)):
        problems.append(Problem("the number of taps must be a whole number from 0"))
    if not np.all((p >= 0) & (p <= 1)):
        problems.append(Problem("the chance that a tap is open must lie between 0 and 1"))
    if not np.all((s > 0) & (s < 1)):
        problems.append(
            Problem(
                "the operating quality must lie between 0 and 1",
                why="it is the share of the time in which the flow suffices",
                cure="give for instance 0.95",
            )
        )
    if problems:
        raise CalculationError(problems)
    return n, p, s


def _quantile(n: Numbers, p: Numbers, s: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return the quantile k, P(X <= k - 1) and P(X <= k), each of the shape given."""
    asked = np.stack([n.ravel(), p.ravel(), s.ravel()], axis=1)
    triples, back = np.unique(asked, axis=0, return_inverse=True)
    found = np.empty((len(triples), 3))
    width = int(2 * _half_width(triples[:, 0], triples[:, 1]).max(initial=0.0)) + 2
    rows = max(1, _CELLS // width)
    for start in range(0, len(triples), rows):
        part = triples[start : start + rows]
        first, cumulative = _cumulative(part[:, 0], part[:, 1])
        place = (cumulative < part[:, 2, None] - 1e-13).sum(axis=1)
        place = np.minimum(place, cumulative.shape[1] - 1)
        each = np.arange(len(part))
        below = np.where(place > 0, cumulative[each, place - 1], 0.0)
        found[start : start + rows] = np.stack(
            [np.minimum(first + place, part[:, 0]), below, cumulative[each, place]], axis=1
        )
    full = found[back.reshape(n.shape)]
    return full[..., 0], full[..., 1], full[..., 2]


def _half_width(n: Numbers, p: Numbers) -> Numbers:
    return np.asarray(np.minimum(n, np.ceil(9.0 * np.sqrt(n * p * (1.0 - p)) + 40.0)), dtype=float)


def _cumulative(n: Numbers, p: Numbers) -> tuple[Numbers, Numbers]:
    """Return each row's first k and P(X <= k) for the k from there on, (rows, width)."""
    half = _half_width(n, p)
    first = np.maximum(0.0, np.floor(n * p) - half)
    k = first[:, None] + np.arange(int(2 * half.max()) + 2)
    # a certain tap is brought a hair from certainty: its ratios stay finite, its answer the same
    chance = np.clip(p, 1e-300, 1.0 - 1e-16)
    with np.errstate(divide="ignore"):
        ratio = np.log(np.maximum(n[:, None] - k, 0.0)) - np.log(k + 1.0)
    ratio += (np.log(chance) - np.log1p(-chance))[:, None]
    logs = np.concatenate([np.zeros((len(n), 1)), np.cumsum(ratio[:, :-1], axis=1)], axis=1)
    mass = np.exp(logs - logs.max(axis=1, keepdims=True))
    return first, np.cumsum(mass, axis=1) / mass.sum(axis=1, keepdims=True)


def _normal_quantiles(share: Numbers) -> Numbers:
    different, back = np.unique(share, return_inverse=True)
    z = np.array([NormalDist().inv_cdf(float(value)) for value in different])
    return np.asarray(z[back.reshape(share.shape)], dtype=float)
