"""What each source can give on a mean day of each month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musdesign.errors import CalculationError, Problem, did_you_mean
from musdesign.trace import formula

Months = NDArray[np.float64]
TIERS: tuple[str, ...] = ("drinking", "domestic", "livestock", "irrigation")
"""Quality tiers, the best first: a source serves the uses of its own tier and of those after it."""


@dataclass(frozen=True, slots=True)
class SourceYield:
    """A source with a daily yield by month, (12,), and the uses it may serve (None: all)."""

    name: str
    kind: str
    quality: str
    month_m3_day: Months
    serves: tuple[str, ...] | None = None
    cost_per_m3: float = 0.0


@dataclass(frozen=True, slots=True)
class Roof:
    """Rainwater of all roofs of one kind with their tanks, or of a pond and its catchment."""

    name: str
    area_m2: float
    runoff_coefficient: float
    tank_m3: float
    quality: str = "domestic"
    serves: tuple[str, ...] | None = None
    cost_per_m3: float = 0.0
    kind: str = "roof"
    """``roof``, or ``pond``: a catchment with its store."""
    initial_loss_mm: float = 0.0
    """First flush of a roof; rain of each day that a catchment takes before any runs off."""
    surface_m2: float = 0.0
    """Water surface of the full store, from which it evaporates and seeps."""
    loss_mm_day: Months | float = 0.0
    """Evaporation and seepage by month, (12,), before the rain on the surface."""


def tier(quality: str) -> int:
    """Return the rank of a quality, 0 the best.

    Raises:
        CalculationError: an unknown quality.
    """
    if quality not in TIERS:
        raise CalculationError(
            Problem(f"unknown quality '{quality}'", cure=did_you_mean(quality, TIERS))
        )
    return TIERS.index(quality)


@formula(
    "Q",
    "flow_lps * 86.4 * (1 - ecological_fraction)",
    "m3/day",
    "Natural flow less the ecological flow, a share of it that stays in the stream",
)
def stream_m3_day(flow_lps: ArrayLike, ecological_fraction: float = 0.0) -> Months:
    """Return what may be taken from a spring or stream, m3/day, for its natural flow in L/s.

    >>> print(stream_m3_day([1.0], 0.25))
    [64.8]
    """
    flow = np.asarray(flow_lps, dtype=float)
    return flow * 86.4 * (1.0 - ecological_fraction)


@formula("Q", "rate_lps * 3.6 * hours_day", "m3/day", "Volume balance of a pump")
def pumped_m3_day(rate_lps: ArrayLike, hours_day: float) -> Months:
    """Return what a pump lifts in a day, m3, at a rate in L/s.

    >>> print(pumped_m3_day([4.0], 10.0))
    [144.]
    """
    return np.asarray(rate_lps, dtype=float) * 3.6 * hours_day


@formula("V", "area_m2 * rain_mm * runoff_coefficient / 1000", "m3", "1 mm of rain on 1 m2 is 1 L")
def roof_runoff_m3(area_m2: float, rain_mm: ArrayLike, runoff_coefficient: float) -> Months:
    """Return the water that runs off roofs, m3.

    >>> print(roof_runoff_m3(100, [10.0], 0.8))
    [0.8]
    """
    return area_m2 * np.asarray(rain_mm, dtype=float) * runoff_coefficient / 1000.0


def limited(month_m3_day: ArrayLike, limit_m3_day: float | None) -> Months:
    """Return yields held to a daily limit such as a concession (None: no limit)."""
    values = np.asarray(month_m3_day, dtype=float)
    return values if limit_m3_day is None else np.minimum(values, limit_m3_day)


def may_serve(quality: str, serves: Sequence[str] | None, use: str, needed: str) -> bool:
    """Tell whether a source of a quality may serve a use that needs one.

    >>> may_serve("livestock", None, "gardens", "irrigation")
    True
    """
    return tier(quality) <= tier(needed) and (serves is None or use in serves)
