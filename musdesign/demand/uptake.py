"""Change of productive uses over the horizon: who has them, and how much of them."""

from __future__ import annotations

from typing import cast

import numpy as np

from musdesign.demand.values import Values
from musdesign.trace import formula

_DEFINITION = "Definition of the curve"


def progress(years: Values, start_years: Values, over_years: Values) -> Values:
    """Return how much of a change is done after ``years``: 0 before it starts, 1 after its end.

    >>> progress(6.0, 1.0, 10.0)
    0.5
    """
    done = (np.asarray(years, dtype=float) - start_years) / over_years
    clipped = np.clip(done, 0.0, 1.0)
    return float(clipped) if np.ndim(clipped) == 0 else cast("Values", clipped)


@formula("s", "share + (final_share - share) * progress", "-", _DEFINITION)
def linear(share: Values, final_share: Values, progress: Values) -> Values:
    """Return the share of households, the same number more in every year.

    >>> round(linear(0.2, 0.6, 0.25), 3)
    0.3
    """
    return share + (final_share - share) * progress


@formula(
    "s",
    "share + (final_share - share) * progress ^ 2 * (3 - 2 * progress)",
    "-",
    _DEFINITION,
)
def s_curve(share: Values, final_share: Values, progress: Values) -> Values:
    """Return the share of households along an S: few at first, most midway, the last ones late.

    The cubic 3x^2 - 2x^3 rises from 0 to 1 without a parameter to choose, unlike a logistic curve,
    which never quite reaches its end.

    >>> round(s_curve(0.2, 0.6, 0.25), 4)
    0.2625
    """
    return share + (final_share - share) * progress**2 * (3.0 - 2.0 * progress)


CURVES = {"linear": linear, "s-curve": s_curve}


@formula("c", "(1 + rate) ^ years", "-", "Compound change")
def compound_change(rate: Values, years: Values) -> Values:
    """Return the factor by which what one household has grows, rate a fraction a year.

    >>> round(compound_change(0.02, 10), 4)
    1.219
    """
    return cast("Values", (1.0 + rate) ** years)
