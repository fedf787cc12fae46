"""Sizes of the units that files use most, so that reading them needs no unit library.

Loading pint takes longer than designing a small scheme.  Each family is of one kind; sizes are
exact, in the family's first unit.  A test holds every pair against pint.
"""

from __future__ import annotations

from fractions import Fraction

_DAY = Fraction(86400)
_MONTH = Fraction(365, 12)  # in days
_LITRE = Fraction(1, 1000)
_TIMES = {"day": Fraction(1), "month": _MONTH, "year": Fraction(365)}


def _flows(per: str) -> dict[str, Fraction]:
    """Return m3 and L in a day, month or year, of one person or household."""
    return {
        f"{volume}{per}/{time}": size / days
        for volume, size in (("m3", Fraction(1)), ("L", _LITRE))
        for time, days in _TIMES.items()
    }


_FAMILIES: tuple[dict[str, Fraction], ...] = (
    {
        **_flows(""),
        "L/s": _LITRE * _DAY,
        "L/min": _LITRE * 1440,
        "L/hour": _LITRE * 24,
        "m3/hour": Fraction(24),
        "m3/s": _DAY,
    },
    _flows("/person"),
    _flows("/household"),
    {"m3": Fraction(1), "L": _LITRE},
    {
        "m": Fraction(1),
        "mm": Fraction(1, 1000),
        "cm": Fraction(1, 100),
        "km": Fraction(1000),
        "inch": Fraction(254, 10000),
    },
    {"m2": Fraction(1), "ha": Fraction(10000), "km2": Fraction(1000000)},
    {"day": Fraction(1), "year": Fraction(365), "years": Fraction(365), "month": _MONTH},
    {"1/year": Fraction(1), "%/year": Fraction(1, 100)},
    {"1": Fraction(1), "%": Fraction(1, 100)},
)
_PLACE = {unit: family for family in _FAMILIES for unit in family}


def pairs() -> list[tuple[str, str]]:
    """Return every pair of units that is known here."""
    return [(given, wanted) for family in _FAMILIES for given in family for wanted in family]


def common_factor(given: str, wanted: str) -> float | None:
    """Return how many ``wanted`` make one ``given``, or nothing where a unit is not known here.

    >>> common_factor("L/s", "m3/day"), common_factor("L/s", "furlong")
    (86.4, None)
    """
    family = _PLACE.get(given, {})
    if wanted not in family:
        return None
    return float(f"{float(family[given] / family[wanted]):.15g}")
