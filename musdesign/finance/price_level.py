"""Prices of one year in those of another, by a country's consumer prices."""

from __future__ import annotations

from musdesign.errors import CalculationError
from musdesign.library.tables import table
from musdesign.provenance import Assumption
from musdesign.trace import formula


@formula("P", "price * index_to / index_from", "currency", "Ratio of consumer price indices")
def at_prices_of(price: float, index_from: float, index_to: float) -> float:
    """Return a price at the level of another year.

    >>> at_prices_of(100.0, 80.0, 120.0)
    150.0
    """
    if index_from <= 0:
        raise CalculationError("a price index must be above 0")
    return price * index_to / index_from


def price_ratio(
    country: str, from_year: int | None, to_year: int | None
) -> tuple[float, tuple[Assumption, ...], str]:
    """Return the factor from one year's prices to another's, its register lines, and a remark.

    1 where either year is not known or the same; where the index of a year is not on file the
    factor is 1 too, and the remark says so: an undated price is never inflated by a guess.
    """
    if from_year is None or to_year is None or from_year == to_year:
        return 1.0, (), ""
    rows = table("price_index")
    first, last = (rows.get(f"{country}/{year}") for year in (from_year, to_year))
    if first is None or last is None:
        missing = from_year if first is None else to_year
        return (
            1.0,
            (),
            f"prices of {from_year} stand as they are: no consumer prices of {missing} on file "
            f"for {country}",
        )
    ratio = at_prices_of(1.0, first.number("index"), last.number("index"))
    name = f"consumer prices {country}, {to_year} over {from_year}"
    return ratio, (Assumption.of(name, ratio, "-", last.origin),), ""
