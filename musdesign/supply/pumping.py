"""When in the day the water comes: all day by gravity, in the pump's hours otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musdesign.errors import CalculationError

Hours = NDArray[np.float64]
_DAY = 24.0


@dataclass(frozen=True, slots=True)
class Duty:
    """A source's part of the day's water and the hours in which it comes.

    ``hours_day`` is None for a source that runs all day; ``start_hour`` is when a pump starts.
    """

    part: float
    hours_day: float | None = None
    start_hour: float = 0.0


@dataclass(frozen=True, slots=True)
class Inflow:
    """A day's water by hour, (24,), adding up to 1, and its largest rate over the day's mean."""

    share_hour: Hours
    peak_ratio: float = 1.0

    @property
    def even(self) -> bool:
        """Return whether the water comes all day alike."""
        return self.peak_ratio <= 1.0


def all_day() -> Inflow:
    """Return the inflow of a gravity scheme: the same every hour.

    >>> all_day().peak_ratio
    1.0
    """
    return Inflow(np.full(24, 1.0 / _DAY))


def pump_hours_share(hours_day: float, start_hour: float) -> Hours:
    """Return by hour of the day the share that a pump gives which runs ``hours_day`` on end.

    Formula: hours of the window that fall into each hour, over the window's length.

    Raises:
        CalculationError: a window of no length, or of more than a day.

    >>> pump_hours_share(2.5, 22.0)[[21, 22, 23, 0, 1]].round(3).tolist()
    [0.0, 0.4, 0.4, 0.2, 0.0]
    """
    if not 0.0 < hours_day <= _DAY:
        raise CalculationError(f"a pump runs more than 0 and at most 24 hours, not {hours_day:g}")
    start = start_hour % _DAY
    hour = np.arange(48.0)
    inside = np.minimum(hour + 1.0, start + hours_day) - np.maximum(hour, start)
    covered: Hours = np.clip(inside, 0.0, 1.0).reshape(2, 24).sum(axis=0)
    return covered / hours_day


def inflow(duties: Sequence[Duty]) -> Inflow:
    """Return the inflow of sources together, each weighed by its part of the day's water.

    Formula: share = sum of part x share of each / sum of parts; the largest rate is that of all
    pumps running together, peak ratio = 24 x sum of part / hours over the sum of parts.

    >>> inflow([Duty(1.0, 8.0, 8.0)]).peak_ratio
    3.0
    >>> inflow([Duty(3.0), Duty(1.0, 6.0, 9.0)]).peak_ratio
    1.75
    """
    total = sum(duty.part for duty in duties)
    if total <= 0 or all(duty.hours_day is None for duty in duties):
        return all_day()
    share = np.zeros(24)
    ratio = 0.0
    for duty in duties:
        part = duty.part / total
        hours = _DAY if duty.hours_day is None else duty.hours_day
        share += part * pump_hours_share(hours, duty.start_hour)
        ratio += part * _DAY / hours
    return Inflow(share, ratio)
