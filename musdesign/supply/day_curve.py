"""The balancing tank of a day told in periods: when water comes and when it is drawn.

A day is written as an engineer writes it, ``5-7 25%, 7-12 30%, 19-5 10%``: periods of the clock,
each with its share of the day, the last over midnight.  Periods need not be of equal length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musdesign.errors import CalculationError, Problem
from musdesign.supply.storage import BALANCE_TOLERANCE, balancing_volume

_DAY = 24.0
_PERIOD = re.compile(
    r"\s*(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|to)\s*(\d{1,2})(?:[:.](\d{2}))?\s*h?\s*"
    r"(?:[:=]?\s*(\d+(?:[.,]\d+)?)\s*%)?\s*"
)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of the day and its water; an end before the start is on the next day."""

    start_h: float
    end_h: float
    volume_m3: float

    @property
    def hours(self) -> float:
        """Return its length; a period that ends where it starts lasts the whole day."""
        return (self.end_h - self.start_h) % _DAY or _DAY


@dataclass(frozen=True, slots=True)
class DayTank:
    """The tank of a day: its volume, and its level at the end of each step of the clock."""

    volume_m3: float
    edges_h: NDArray[np.float64]
    inflow_m3: NDArray[np.float64]
    demand_m3: NDArray[np.float64]
    level_m3: NDArray[np.float64]
    fullest_h: float
    emptiest_h: float
    scaled: float = 1.0
    """By what the inflow was multiplied so that the day balances."""


def constant(volume_m3: float) -> list[Period]:
    """Return a day's water that comes at the same rate all day."""
    return [Period(0.0, _DAY, volume_m3)]


def periods(text: str, day_m3: float) -> list[Period]:
    """Return the periods of a day written as text.

    ``constant`` is all day alike; periods without shares get the day's water by their hours.

    Args:
        text: such as ``5-7 25%, 7-12 30%, 12-17 15%, 17-19 20%, 19-5 10%`` or ``8-16``.
        day_m3: the day's water, m3.

    Raises:
        CalculationError: unreadable periods, periods that overlap, shares that are not 100 %.

    >>> periods("8-16", 225.0)
    [Period(start_h=8.0, end_h=16.0, volume_m3=225.0)]
    >>> [p.volume_m3 for p in periods("5-7 25%, 7-5 75%", 100.0)]
    [25.0, 75.0]
    """
    if text.strip().lower() in {"constant", "24 h", "all day", "continuous"}:
        return constant(day_m3)
    found: list[tuple[float, float, float | None]] = []
    problems: list[Problem] = []
    for part in re.split(r"[,;\n]\s*(?=\d)|[;\n]", text):
        match = _PERIOD.fullmatch(part)
        if match is None:
            problems.append(
                Problem(
                    f"'{part.strip()}' is not a period of the day",
                    cure="write 5-7 25%, 17-18:30 30%, or 8-16",
                )
            )
            continue
        start = int(match[1]) + int(match[2] or 0) / 60.0
        end = int(match[3]) + int(match[4] or 0) / 60.0
        if start >= _DAY or end > _DAY or int(match[2] or 0) > 59 or int(match[4] or 0) > 59:
            problems.append(Problem(f"'{part.strip()}' is not of a day of 24 hours"))
            continue
        share = float(match[5].replace(",", ".")) / 100.0 if match[5] else None
        found.append((start, end, share))
    if problems:
        raise CalculationError(problems)
    told = [share for _, _, share in found if share is not None]
    if told and len(told) < len(found):
        raise CalculationError("give a share to every period, or to none")
    if told and abs(sum(told) - 1.0) > BALANCE_TOLERANCE:
        raise CalculationError(
            Problem(
                f"the shares of the day sum to {100 * sum(told):.4g} %",
                cure="give shares that sum to 100 %",
            )
        )
    lengths = [Period(start, end, 0.0).hours for start, end, _ in found]
    shares = told or [hours / sum(lengths) for hours in lengths]
    result = [
        Period(start, end, day_m3 * share)
        for (start, end, _), share in zip(found, shares, strict=True)
    ]
    _refuse_overlap(result)
    return result


def day_tank(
    inflow: Sequence[Period], demand: Sequence[Period], *, scale_inflow: bool = False
) -> DayTank:
    """Return the tank that turns the inflow of a day into its demand.

    Formula: V = max - min of the cumulated (inflow - demand) of a repeating day; within a period
    water runs at a steady rate, so the extremes lie where a period begins or ends.

    Args:
        inflow: periods in which water comes, m3 each.
        demand: periods in which water is drawn.
        scale_inflow: bring the inflow to the day's demand where the day does not balance.

    Raises:
        CalculationError: the day does not balance (within 0.5 %) and may not be scaled.

    Source: mass curve (Rippl) of a repeating day, any water supply textbook.

    >>> nepal = periods("5-7 25%, 7-12 30%, 12-17 15%, 17-19 20%, 19-5 10%", 2160.0)
    >>> round(day_tank(constant(2160.0), nepal).volume_m3, 6)
    684.0
    """
    _refuse_overlap(inflow)
    _refuse_overlap(demand)
    edges = sorted({0.0, _DAY} | {edge % _DAY for p in (*inflow, *demand) for edge in _ends(p)})
    steps = np.array(edges)
    come, drawn = _volumes(inflow, steps), _volumes(demand, steps)
    scaled = 1.0
    if scale_inflow and come.sum() > 0:
        scaled = float(drawn.sum() / come.sum())
        come *= scaled
    if steps.size == 2:  # both constant: two halves show the same nothing
        steps = np.array([0.0, 12.0, 24.0])
        come, drawn = np.repeat(come / 2, 2), np.repeat(drawn / 2, 2)
    tank = balancing_volume(come, drawn)
    return DayTank(
        tank.volume_m3,
        steps,
        come,
        drawn,
        tank.level_m3,
        float(steps[1:][tank.fullest]),
        float(steps[1:][tank.emptiest]),
        scaled,
    )


def _ends(period: Period) -> tuple[float, float]:
    return period.start_h, period.end_h


def _volumes(given: Sequence[Period], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the water of some periods in each step of the day."""
    volumes = np.zeros(edges.size - 1)
    for period in given:
        # the period as it stands and a day earlier: what runs past midnight comes in the morning
        for shift in (0.0, -_DAY):
            start = period.start_h + shift
            inside = np.minimum(edges[1:], start + period.hours) - np.maximum(edges[:-1], start)
            volumes += period.volume_m3 / period.hours * np.maximum(inside, 0.0)
    return volumes


def _refuse_overlap(given: Sequence[Period]) -> None:
    problems = [
        Problem(f"the volume of the period {p.start_h:g}-{p.end_h:g} h is negative")
        for p in given
        if p.volume_m3 < 0
    ]
    hours = sum(period.hours for period in given)
    clock = np.zeros(24 * 60)
    for period in given:
        minutes = np.arange(round(period.hours * 60)) + round(period.start_h * 60)
        np.add.at(clock, minutes % clock.size, 1)
    if given and (hours > _DAY + 1e-9 or clock.max() > 1):
        at = int(clock.argmax())
        problems.append(
            Problem(
                f"two periods of the day overlap at {at // 60:02d}:{at % 60:02d}",
                cure="end a period where the next begins; 24-hour clock, 19-5 runs over midnight",
            )
        )
    if problems:
        raise CalculationError(problems)
