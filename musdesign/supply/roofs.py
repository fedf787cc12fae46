"""Rainwater from roofs: what runs off, what the first flush and the filter take."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musdesign.errors import CalculationError, Problem

Array = NDArray[np.float64]


def roof_inflow_m3(
    rain_mm: ArrayLike,
    area_m2: float,
    runoff_coefficient: float,
    *,
    filter_fraction: float = 1.0,
    first_flush_mm: float = 0.0,
    dry_days_before: int = 1,
) -> Array:
    """Return what roofs give to their tanks on each day, m3.

    Formula: V = A x max(0, P - F) x runoff x filter / 1000, where the first flush F is taken from
    the first rain after ``dry_days_before`` dry days (what a shower does not fill, the next
    takes).

    Args:
        rain_mm: rain of each day, (t,).
        area_m2: roof area in plan.
        runoff_coefficient: part of the rain that runs off.
        filter_fraction: part that passes the filter.
        first_flush_mm: rain diverted after a dry spell.
        dry_days_before: dry days after which the diverter is empty again.

    Raises:
        CalculationError: values out of range.

    >>> roof_inflow_m3([10.0, 10.0, 0.0], 100, 0.8, filter_fraction=0.9, first_flush_mm=1.0)
    array([0.648, 0.72 , 0.   ])
    """
    rain = np.asarray(rain_mm, dtype=float)
    problems = [
        Problem(f"the {name} of a roof is {value:g}", cure=f"give {span}")
        for name, value, good, span in (
            ("area", area_m2, area_m2 >= 0, "0 m2 or more"),
            ("runoff coefficient", runoff_coefficient, 0 <= runoff_coefficient <= 1, "0 to 1"),
            ("filter's share", filter_fraction, 0 <= filter_fraction <= 1, "0 to 1"),
            ("first flush", first_flush_mm, 0 <= first_flush_mm <= 50, "0 to 50 mm"),
        )
        if not good
    ]
    if rain.size and not np.all((rain >= 0) & np.isfinite(rain)):
        problems.append(Problem("the rain holds values below 0 or gaps"))
    if problems:
        raise CalculationError(problems)
    lost = _first_flush(rain, first_flush_mm, dry_days_before) if first_flush_mm > 0 else 0.0
    return np.asarray(area_m2 * (rain - lost) * runoff_coefficient * filter_fraction / 1000.0)


def _first_flush(rain: Array, depth_mm: float, dry_days_before: int) -> Array:
    lost = np.zeros_like(rain)
    room, dry = depth_mm, 0
    for day, depth in enumerate(rain):
        if depth <= 0:
            dry += 1
            if dry >= dry_days_before:
                room = depth_mm
            continue
        lost[day] = min(depth, room)
        room -= lost[day]
        dry = 0
    return lost
