"""Ponds and small dams: what the catchment brings, what the surface loses."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musdesign.errors import CalculationError, Problem
from musdesign.trace import formula

Array = NDArray[np.float64]


@formula(
    "V",
    "catchment_m2 * max(rain_mm - loss_mm, 0) * runoff_coefficient / 1000",
    "m3",
    "Runoff as a part of the rain above what the ground takes first",
)
def catchment_runoff_m3(
    catchment_m2: ArrayLike, rain_mm: ArrayLike, runoff_coefficient: ArrayLike,
    loss_mm: ArrayLike = 0.0,
) -> Array:  # fmt: skip
    """Return the runoff of a catchment, m3.

    Args:
        catchment_m2: area that drains to the pond.
        rain_mm: rain of each day.
        runoff_coefficient: part that runs off.
        loss_mm: rain of a day that the ground takes before any runs off.

    >>> catchment_runoff_m3(50_000, [0.0, 5.0, 30.0], 0.2, 10.0).tolist()
    [0.0, 0.0, 200.0]
    """
    area, rain, share, loss = (
        np.asarray(v, dtype=float) for v in (catchment_m2, rain_mm, runoff_coefficient, loss_mm)
    )
    return np.asarray(area * np.maximum(rain - loss, 0.0) * share / 1000.0)


def surface_loss_m(evaporation_mm: ArrayLike, rain_mm: ArrayLike, seepage_mm: float) -> Array:
    """Return what a pond's surface loses on each day, m: evaporation and seepage beyond the rain.

    Rain on the surface beyond what it loses is left out (it is a part of the runoff, or spills).

    Raises:
        CalculationError: negative values.
    """
    evaporation, rain = np.asarray(evaporation_mm, dtype=float), np.asarray(rain_mm, dtype=float)
    if seepage_mm < 0 or (evaporation.size and evaporation.min() < 0):
        raise CalculationError(Problem("evaporation and seepage of a pond cannot be negative"))
    return np.asarray(np.maximum(evaporation + seepage_mm - rain, 0.0) / 1000.0)
