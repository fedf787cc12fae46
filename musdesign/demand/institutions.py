"""Water of institutions: pupils, beds, visitors or workers times a published rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from musdesign.demand.values import Values
from musdesign.errors import CalculationError
from musdesign.library.tables import lookup
from musdesign.provenance import Origin
from musdesign.trace import formula


@dataclass(frozen=True, slots=True)
class InstitutionKind:
    """A kind of institution: what it counts, its water per unit and day, and the source.

    ``l_unit_day`` is None where no figure was read well enough: the user must then give one.
    """

    key: str
    name: str
    driver: str
    l_unit_day: float | None
    low: float | None
    high: float | None
    quality: str
    pattern: str
    origin: Origin


def institution(key: str) -> InstitutionKind:
    """Return an institution of the library.

    Raises:
        DataError: an unknown kind; the message names the nearest.

    >>> institution("school_day").l_unit_day
    10.0
    >>> institution("market").l_unit_day is None
    True
    """
    row = lookup("institutions", key)
    return InstitutionKind(
        key,
        row.text("name"),
        row.text("driver"),
        row.optional("l_unit_day"),
        row.optional("low"),
        row.optional("high"),
        row.text("quality"),
        row.text("pattern"),
        row.origin,
    )


@formula("Q", "units * rate_l_unit_day / 1000", "m3/day", "Volume balance")
def institution_m3_day(units: Values, rate_l_unit_day: Values) -> Values:
    """Return an institution's water in m3/day.

    Raises:
        CalculationError: a negative number of units or rate.

    >>> institution_m3_day(300, 10.0)
    3.0
    """
    if not (np.all(np.asarray(units) >= 0) and np.all(np.asarray(rate_l_unit_day) >= 0)):
        raise CalculationError("an institution's size and rate cannot be negative")
    return units * rate_l_unit_day / 1000.0
