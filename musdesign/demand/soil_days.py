"""How much of a garden's need falls on a day, the rain of the days before in its soil."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musdesign.errors import CalculationError, Problem

Array = NDArray[np.float64]


def watering_share(rain_mm: ArrayLike, use_mm: ArrayLike, store_mm: float) -> Array:
    """Return the part of each day's crop use that rain and soil do not cover, (scenarios, days).

    A bucket of ``store_mm``: the day's rain fills it (what it cannot hold is lost), the crop drinks
    from it, and the rest of the day's use must be watered.  The bucket starts half full.

    Args:
        rain_mm: (scenarios, days).
        use_mm: what the crop uses on a day, (days,) or (scenarios, days).
        store_mm: readily available water of the root zone.

    Raises:
        CalculationError: a negative store.

    Source: water balance of the root zone as in FAO-56 chapter 8, one layer, watered daily.

    >>> watering_share([[0.0, 12.0, 0.0, 0.0]], [5.0] * 4, 10.0).round(9).tolist()
    [[0.0, 0.0, 0.0, 0.6]]
    """
    if not 0.0 <= store_mm <= 1000.0:
        raise CalculationError(
            Problem(f"a soil that holds {store_mm:g} mm", cure="15 to 60 mm are usual for gardens")
        )
    rain = np.atleast_2d(np.asarray(rain_mm, dtype=float))
    use = np.broadcast_to(np.asarray(use_mm, dtype=float), rain.shape)
    return np.array(
        [_one(*series, store_mm) for series in zip(rain.tolist(), use.tolist(), strict=True)]
    )


def _one(rain: list[float], use: list[float], store: float) -> list[float]:
    """Run one scenario; plain floats are quicker here than arrays of one."""
    level, share = store / 2.0, []
    for depth, wanted in zip(rain, use, strict=True):
        level = min(level + depth, store + wanted)
        drunk = min(level, wanted)
        level -= drunk
        share.append(1.0 - drunk / wanted if wanted > 0.0 else 0.0)
    return share
