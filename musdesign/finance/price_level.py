"""Prices of one year in those of another, by a country's consumer prices."""

from __future__ import annotations

from dataclasses import dataclass

from musdesign.errors import CalculationError
from musdesign.library.tables import table
from musdesign.provenance import Assumption, Origin
from musdesign.trace import formula

_STATED = Origin("the scenario file", "primary", note="the user's own figure")


@dataclass(frozen=True, slots=True)
class MoneyStated:
    """What a user states of money: own units of currency to the dollar, and yearly inflation."""

    currency: str = ""
    per_usd: float | None = None
    inflation: float | None = None
    """Carries prices on where no consumer prices are on file, a fraction a year."""


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
    country: str,
    from_year: int | None,
    to_year: int | None,
    stated: MoneyStated | None = None,
) -> tuple[float, tuple[Assumption, ...], str]:
    """Return the factor from one year's prices to another's, its register lines, and a remark.

    1 where either year is not known or the same: an undated price is never inflated by a guess.  A
    year outside the series on file is taken at the nearest year of it, and the remark says so;
    from there the user's own inflation carries on, where it is stated.
    """
    if from_year is None or to_year is None or from_year == to_year:
        return 1.0, (), ""
    index = series(country)
    inflation = None if stated is None else stated.inflation
    if not index:
        if inflation is None:
            remark = f"no consumer prices on file for {country}: prices of {from_year} stand"
            return 1.0, (), f"{remark}, not brought to {to_year}"
        return (
            (1.0 + inflation) ** (to_year - from_year),
            (_inflation_line(inflation),),
            "",
        )
    first, last = (min(max(year, min(index)), max(index)) for year in (from_year, to_year))
    ratio = at_prices_of(1.0, index[first][0], index[last][0])
    name = f"consumer prices {country}, {last} over {first}"
    lines = (Assumption.of(name, ratio, "-", index[last][1]),) if first != last else ()
    beyond = (to_year - last) - (from_year - first)
    if beyond == 0:
        return ratio, lines, ""
    if inflation is not None:
        return ratio * (1.0 + inflation) ** beyond, (*lines, _inflation_line(inflation)), ""
    return (
        ratio,
        lines,
        f"consumer prices of {country} are on file for {min(index)} to {max(index)}: prices of "
        f"{from_year} are brought to {last} and not to {to_year}; costs.inflation carries them on",
    )


def series(country: str) -> dict[int, tuple[float, Origin]]:
    """Return a country's consumer price index by year, with its origin (empty where none)."""
    return {
        int(row.text("year")): (row.number("index"), row.origin)
        for row in table("price_index").values()
        if row.text("country") == country
    }


def level_country(country: str, currency: str) -> str:
    """Return whose consumer prices move a price: the country's, else those of the dollar.

    >>> level_country("COL", "COP"), level_country("ZWE", "USD")
    ('COL', 'USA')
    """
    return "USA" if currency == "USD" and not series(country) else country


def _inflation_line(inflation: float) -> Assumption:
    return Assumption.of("inflation beyond the series", inflation, "1/year", _STATED)
