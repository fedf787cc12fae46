"""Water of cows by their milk: published points, a published regression."""

from __future__ import annotations

from musdesign.demand.values import Values
from musdesign.library.tables import Row, lookup, table
from musdesign.provenance import Origin


def milk_points() -> tuple[tuple[tuple[float, float], ...], Origin]:
    """Return the published water of dairy cows by milk: ((kg milk, L water), ...) and its source.

    The middle of each published range is taken.
    """
    rows = _milk_rows("ontario")
    found = sorted((row.number("milk_kg_day"), middle(row)) for row in rows)
    return tuple(found), rows[0].origin


def murphy_l_head_day(
    dry_matter_kg_day: Values, milk_kg_day: Values, sodium_g_day: Values, tmin_c: Values
) -> Values:
    """Return a cow's drinking water in L/day by the regression of Murphy et al. 1983.

    W = c0 + c1 dry matter + c2 milk + c3 sodium + c4 lowest temperature of the day; 1 kg of water
    is taken as 1 L.  Fitted to high-yielding cows in the United States: beside the table figures,
    not in place of them, and not for a dual-purpose tropical cow.

    >>> round(murphy_l_head_day(20.0, 30.0, 50.0, 15.0), 2)
    95.09
    """
    names = ("intercept", "dmi", "milk", "sodium", "tmin")
    c0, c1, c2, c3, c4 = (lookup("milk_water", f"murphy/{name}").number("value") for name in names)
    return c0 + c1 * dry_matter_kg_day + c2 * milk_kg_day + c3 * sodium_g_day + c4 * tmin_c


def _milk_rows(model: str) -> list[Row]:
    return [row for row in table("milk_water").values() if row.text("model") == model]


def middle(row: Row) -> float:
    """Return the middle of a row's published range."""
    return (row.number("low") + row.number("high")) / 2.0
