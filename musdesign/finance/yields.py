"""Crop yield by the water that a crop gets."""

from __future__ import annotations

from musdesign.errors import CalculationError
from musdesign.trace import formula


@formula(
    "Y",
    "max(0, 1 - ky * deficit)",
    "-",
    "Doorenbos and Kassam 1979, FAO Irrigation and Drainage Paper 33, by name: 1 - Ya/Ym = "
    "Ky (1 - ETa/ETm)",
)
def relative_yield(ky: float, deficit: float) -> float:
    """Return the yield over the full one at a relative deficit of evapotranspiration.

    >>> round(relative_yield(1.25, 0.2), 12)
    0.75
    """
    return max(0.0, 1.0 - ky * deficit)


def gain_of_irrigation(ky: float, irrigated_part: float, met: float) -> float:
    """Return the part of the full yield that irrigation adds to the rain-fed one.

    Formula: Y(part x (1 - met)) - Y(part), where ``irrigated_part`` is the irrigation's part of the
    crop's water and ``met`` the share of the irrigation that arrives.

    Raises:
        CalculationError: a negative Ky, or shares outside 0 to 1.

    >>> round(gain_of_irrigation(1.0, 0.6, 0.5), 12)
    0.3
    >>> gain_of_irrigation(1.2, 1.0, 1.0)
    1.0
    """
    if not (ky >= 0 and 0 <= irrigated_part <= 1 and 0 <= met <= 1):
        raise CalculationError("a Ky of 0 or more and shares between 0 and 1 are needed")
    return relative_yield(ky, irrigated_part * (1.0 - met)) - relative_yield(ky, irrigated_part)
