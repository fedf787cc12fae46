"""The day of a tap: water drawn in rectangular pulses that begin as a Poisson process.

Each opening of a tap is one pulse of steady flow.  Pulses begin at random, more often in the busy
hours, run for a random time at a random flow within what the tap can give, and do not know of each
other (Buchberger and Wu 1995).  Measured homes vary more from day to day than this: the variance
of the daily number of pulses was found too high for a Poisson process (Buchberger and Wells 1996),
so the day's need itself should vary where days are compared.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, cast, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musdesign.demand.patterns import check_pattern
from musdesign.demand.values import Values
from musdesign.errors import CalculationError, Problem
from musdesign.library.tables import lookup
from musdesign.provenance import Origin
from musdesign.trace import formula
from musdesign.units import SECONDS_PER_DAY

Numbers = NDArray[np.float64]
DurationLaw = Literal["exponential", "lognormal", "constant"]
FlowLaw = Literal["uniform", "constant"]
Conserve = Literal["scheme", "house", "none"]

STEP_S = 60.0
_CELLS = 2_000_000
_MOST_PULSES = 20_000_000


@dataclass(frozen=True, slots=True)
class TapUse:
    """How a tap is used: laws and means of the duration and flow of one opening.

    ``duration_cv`` (standard deviation over mean) counts for the lognormal law alone: exponential
    is 1, constant 0.  A uniform flow lies between 2 ``flow_lps`` - ``flow_max_lps`` and
    ``flow_max_lps``.

    Raises:
        CalculationError: values that no tap can have, all of them named.
    """

    key: str
    duration_s: float
    duration_law: DurationLaw
    flow_lps: float
    flow_law: FlowLaw
    flow_max_lps: float
    duration_cv: float = 1.0
    origin: Origin | None = None

    def __post_init__(self) -> None:
        wrong = []
        if self.duration_law not in get_args(DurationLaw):
            wrong.append(f"unknown duration law '{self.duration_law}'")
        if self.flow_law not in get_args(FlowLaw):
            wrong.append(f"unknown flow law '{self.flow_law}'")
        if not 0.0 < self.duration_s <= SECONDS_PER_DAY:
            wrong.append("the mean duration must be above 0 s and at most a day")
        if not (self.duration_cv > 0.0 and math.isfinite(self.duration_cv)):
            wrong.append("the variation of the duration must be above 0")
        if not 0.0 < self.flow_lps <= self.flow_max_lps < math.inf:
            wrong.append("the mean flow must be above 0 and at most what the tap gives")
        elif self.flow_law == "uniform" and self.flow_max_lps > 2.0 * self.flow_lps * (1 + 1e-9):
            wrong.append("a uniform flow with this mean and maximum would fall below 0")
        if wrong:
            raise CalculationError([Problem(what, self.key) for what in wrong])

    @property
    def volume_l(self) -> float:
        """Mean volume of one pulse, duration and flow being independent."""
        return self.duration_s * self.flow_lps

    @property
    def flow_low_lps(self) -> float:
        """Least flow of a pulse."""
        return (
            2.0 * self.flow_lps - self.flow_max_lps
            if self.flow_law == "uniform"
            else (self.flow_lps)
        )

    @property
    def log_sd(self) -> float:
        """Standard deviation of the logarithm of a lognormal duration."""
        return math.sqrt(math.log1p(self.duration_cv**2))


@dataclass(frozen=True, slots=True, eq=False)
class PulseDay:
    """The pulses of a day and the flow that they add up to in each step.

    ``start_s`` from midnight; a pulse that runs past midnight goes on at the day's beginning.
    ``step_lps`` is the mean flow of each step; ``house_step_lps`` (houses, steps) where asked for.
    ``stretch`` is the factor that conservation put on the durations, one for each house.
    """

    start_s: Numbers
    duration_s: Numbers
    flow_lps: Numbers
    house: NDArray[np.intp]
    step_lps: Numbers
    house_step_lps: Numbers | None
    need_m3_day: Numbers
    stretch: Numbers
    step_s: float

    @property
    def volume_m3(self) -> float:
        """Volume of all pulses."""
        return float(self.duration_s @ self.flow_lps) / 1000.0

    @property
    def house_volume_m3(self) -> Numbers:
        """Volume of each house's pulses."""
        litres = np.bincount(self.house, self.duration_s * self.flow_lps, len(self.need_m3_day))
        return np.asarray(litres / 1000.0, dtype=float)


def tap_use(key: str) -> TapUse:
    """Return a use of taps from the library.

    Raises:
        DataError: an unknown key.

    >>> tap_use("standpipe").volume_l
    20.0
    """
    row = lookup("tap_uses", key)
    return TapUse(
        key,
        row.number("duration_s"),
        cast("DurationLaw", row.text("duration_law")),
        row.number("flow_lps"),
        cast("FlowLaw", row.text("flow_law")),
        row.number("flow_max_lps"),
        row.number("duration_cv"),
        row.origin,
    )


@formula("V", "persons * events_person_day * volume_l / 1000", "m3/day", "Volume balance")
def need_of_events_m3_day(persons: Values, events_person_day: Values, volume_l: Values) -> Values:
    """Return the daily need behind a number of tap openings a person.

    >>> need_of_events_m3_day(5, 10, 6.0)
    0.3
    """
    return persons * events_person_day * volume_l / 1000.0


def simulate(
    need_m3_day: ArrayLike,
    hourly: ArrayLike,
    use: TapUse,
    *,
    seed: int,
    item: int | str = 0,
    conserve: Conserve = "scheme",
    per_house: bool = False,
    step_s: float = STEP_S,
) -> PulseDay:
    """Return one day of pulses for a group of houses.

    House i has a Poisson number of pulses with mean need / mean volume of a pulse; they begin by
    the hourly pattern.  What conservation does with the drawn volumes:

    * ``scheme`` (default): one factor on all durations makes the day's total the total need
      exactly.  It tends to 1 with many pulses (its coefficient of variation is
      sqrt((1 + cv²)/pulses), cv that of a pulse's volume); only houses differ from their need.
    * ``house``: a factor for each house; every house has its need exactly.  A house of few pulses
      has durations stretched much, and its days differ less than the Poisson process says.
    * ``none``: the Poisson process itself; the volume is the need on average over many days only.

    Durations are stretched and not flows, so that no flow exceeds what the tap gives.  A house
    (or scheme) with a need and no pulse drawn gets one, where its volume is to be conserved.

    Args:
        need_m3_day: each house's need of that day, (houses,).
        hourly: share of the day in each hour, (24,).
        use: durations and flows.
        seed: with ``item`` the key of the random numbers: other items, threads or their order
            change nothing; another number of houses draws anew.
        item: what is drawn, for instance the group and use.
        conserve: see above.
        per_house: keep the flow of each house (houses x steps x 8 bytes).
        step_s: length of a step, which must divide the day.

    Raises:
        CalculationError: needs below 0, a bad pattern, an unknown conservation, a bad step, or
            more pulses than memory should hold.

    >>> day = simulate([0.5] * 100, [1 / 24] * 24, tap_use("yard_tap"), seed=1)
    >>> round(day.volume_m3, 9), round(float(day.step_lps.sum()) * 60 / 1000, 9)
    (50.0, 50.0)
    """
    need = np.atleast_1d(np.asarray(need_m3_day, dtype=float))
    shares = check_pattern(hourly)
    _check(need, conserve, step_s)
    if need.sum() * 1000.0 / use.volume_l > _MOST_PULSES:
        raise CalculationError(
            Problem(
                f"a day of more than {_MOST_PULSES:,.0f} pulses is not drawn",
                cure="draw fewer houses, or take the peak from theory",
            )
        )
    rng = _generator(seed, item)
    counts = rng.poisson(need * 1000.0 / use.volume_l)
    if conserve == "house":
        counts = np.maximum(counts, need > 0)
    elif conserve == "scheme" and need.sum() > 0 and not counts.any():
        counts[np.argmax(need)] = 1
    house = np.repeat(np.arange(need.size), counts)
    start = _starts(rng.random(house.size), shares)
    duration = _durations(rng, use, house.size)
    flow = np.full(house.size, use.flow_lps)
    if use.flow_law == "uniform":
        # 1 - random() lies in (0, 1]: a pulse without any flow would be none
        low = use.flow_low_lps
        flow = low + (use.flow_max_lps - low) * (1.0 - rng.random(house.size))
    stretch = _stretch(need, house, duration * flow, conserve)
    duration = duration * stretch[house]
    series = None
    if per_house:
        series = per_group_lps(start, duration, flow, house, need.size, step_s)
        total = series.sum(axis=0)
    else:
        nobody = np.zeros(house.size, dtype=np.intp)
        total = per_group_lps(start, duration, flow, nobody, 1, step_s)[0]
    return PulseDay(start, duration, flow, house, total, series, need, stretch, step_s)


def combine(days: Iterable[PulseDay]) -> PulseDay:
    """Return several uses of the same houses as one day: pulses side by side, flows added.

    Raises:
        CalculationError: no day, or days of other houses or steps.
    """
    parts = list(days)
    if not parts or any(
        part.need_m3_day.size != parts[0].need_m3_day.size or part.step_s != parts[0].step_s
        for part in parts
    ):
        raise CalculationError(Problem("days of pulses to combine need the same houses and steps"))
    house = np.concatenate([part.house for part in parts])
    order = np.argsort(house, kind="stable")
    kept = [part.house_step_lps for part in parts if part.house_step_lps is not None]
    need = np.sum([part.need_m3_day for part in parts], axis=0)
    return PulseDay(
        np.concatenate([part.start_s for part in parts])[order],
        np.concatenate([part.duration_s for part in parts])[order],
        np.concatenate([part.flow_lps for part in parts])[order],
        house[order],
        np.sum([part.step_lps for part in parts], axis=0),
        np.sum(kept, axis=0) if len(kept) == len(parts) else None,
        need,
        np.ones(need.size),
        parts[0].step_s,
    )


def per_group_lps(
    start_s: Numbers,
    duration_s: Numbers,
    flow_lps: Numbers,
    group: NDArray[np.intp],
    groups: int,
    step_s: float = STEP_S,
) -> Numbers:
    """Return the mean flow of each step, (groups, steps), each pulse by its overlap with the step.

    A running sum over the steps: the step cut by a pulse's start takes its part of the flow, the
    next one the rest, and an end takes both away again.  What runs past midnight goes on at the
    day's beginning.  ``group`` must be sorted.
    """
    steps = round(SECONDS_PER_DAY / step_s)
    out = np.empty((groups, steps))
    chunk = max(1, _CELLS // steps)
    firsts = range(0, groups, chunk)
    bounds = np.searchsorted(group, [*firsts, groups])
    for low, high, first in zip(bounds[:-1], bounds[1:], firsts, strict=True):
        size = min(chunk, groups - first)
        flow, duration = flow_lps[low:high], duration_s[low:high]
        row = group[low:high] - first
        end = start_s[low:high] + duration
        days = np.floor(end / SECONDS_PER_DAY)
        time = np.concatenate([start_s[low:high], end - days * SECONDS_PER_DAY]) / step_s
        step = np.minimum(time.astype(np.intp), steps - 1)
        signed = np.concatenate([flow, -flow])
        later = signed * (time - step)
        cell = np.tile(row * (steps + 1), 2) + step
        change = np.bincount(
            np.concatenate([cell, cell + 1]),
            np.concatenate([signed - later, later]),
            size * (steps + 1),
        ).reshape(size, steps + 1)
        # a pulse that runs on at midnight flows from the first step until its end takes it away
        change[:, 0] += np.bincount(row, flow * days, size)
        part = out[first : first + size]
        np.cumsum(change[:, :steps], axis=1, out=part)
        # the running sum leaves a rounding error of 1e-15 of the flow, which may lie below 0
        np.maximum(part, 0.0, out=part)
    return out


def _check(need: Numbers, conserve: str, step_s: float) -> None:
    problems = []
    if need.ndim != 1 or not np.all(need >= 0) or not np.all(np.isfinite(need)):
        problems.append(Problem("each house needs one need of at least 0 m3/day"))
    if conserve not in get_args(Conserve):
        problems.append(
            Problem(f"unknown conservation '{conserve}'", cure="known: house, none, scheme")
        )
    steps = SECONDS_PER_DAY / step_s if step_s > 0 else 0.0
    if steps < 1 or abs(steps - round(steps)) > 1e-9:
        problems.append(Problem(f"a step of {step_s:g} s does not divide the day"))
    if problems:
        raise CalculationError(problems)


def _generator(seed: int, item: int | str) -> np.random.Generator:
    key = item if isinstance(item, int) else int.from_bytes(b"\1" + item.encode(), "big")
    if seed < 0 or key < 0:
        raise CalculationError(Problem("the seed and item of random numbers must be at least 0"))
    return np.random.default_rng([seed, key])


def _starts(chance: Numbers, shares: Numbers) -> Numbers:
    """Return the start in seconds at which the pattern has given the ``chance`` of its water."""
    upto = np.cumsum(shares)
    hour = np.minimum(np.searchsorted(upto, chance * upto[-1], side="right"), 23)
    part = (chance * upto[-1] - (upto - shares)[hour]) / shares[hour]
    return np.asarray((hour + np.clip(part, 0.0, 1.0 - 1e-12)) * 3600.0, dtype=float)


def _durations(rng: np.random.Generator, use: TapUse, size: int) -> Numbers:
    if use.duration_law == "exponential":
        return np.asarray(rng.exponential(use.duration_s, size), dtype=float)
    if use.duration_law == "lognormal":
        middle = math.log(use.duration_s) - use.log_sd**2 / 2.0
        return np.asarray(rng.lognormal(middle, use.log_sd, size), dtype=float)
    return np.full(size, use.duration_s)


def _stretch(
    need: Numbers, house: NDArray[np.intp], litres: Numbers, conserve: Conserve
) -> Numbers:
    drawn = np.bincount(house, litres, need.size) / 1000.0
    if conserve == "house":
        return np.asarray(np.divide(need, drawn, out=np.ones(need.size), where=drawn > 0))
    total = float(drawn.sum())
    return np.full(need.size, float(need.sum()) / total if conserve == "scheme" and total else 1.0)
