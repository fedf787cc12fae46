"""Income from productive water, by the published value of one more litre."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from musdesign.errors import CalculationError
from musdesign.finance.prices import exchange_rate
from musdesign.library.tables import lookup
from musdesign.provenance import Assumption, Origin
from musdesign.trace import formula


@dataclass(frozen=True, slots=True)
class Benefits:
    """Yearly income from productive water: the middle of the published range, and its ends."""

    currency: str
    by_use: Mapping[str, float]
    total_year: float
    low_year: float
    high_year: float
    origin: Origin
    assumptions: tuple[Assumption, ...]


@formula(
    "B",
    "extra_l_person_day * value_per_litre * persons",
    "currency/year",
    "musgroup.net/node/593, citing Renwick et al. 2007",
)
def income_of_extra_water(
    extra_l_person_day: float, value_per_litre: float, persons: float
) -> float:
    """Return the yearly income of more productive water.

    >>> income_of_extra_water(80, 0.5, 5), income_of_extra_water(80, 1.0, 5)
    (200.0, 400.0)
    """
    return extra_l_person_day * value_per_litre * persons


def handpump_life_cost(capital_person: float, recurrent_year: float, years: float) -> float:
    """Return the undiscounted cost of a person's service over years.

    >>> handpump_life_cost(20, 3, 20), handpump_life_cost(61, 6, 20)
    (80, 181)
    """
    return capital_person + years * recurrent_year


def benefits(
    extra_l_person_day_by_use: Mapping[str, float], persons: float, currency: str
) -> Benefits:
    """Return the income of productive water by use, in the currency asked for.

    Formula: litres per person and day of the use x value of a litre (US$ 0.5-1.0 a person and
    year, 2007) x persons x exchange rate.  A screening value, until margins by crop replace it.
    It holds for water above about 20 L/person/day for the house, which the caller leaves out;
    dollars of 2007 are converted at the rate on file and not inflated, so the result is low.

    Raises:
        MusdesignError: no exchange rate on file, or water below 0.
    """
    for use, litres_of_use in extra_l_person_day_by_use.items():
        if not 0 <= litres_of_use < float("inf"):
            raise CalculationError(f"{use}: {litres_of_use:g} L/person/day of productive water")
    row = lookup("benefits", "income_per_extra_litre")
    rate = exchange_rate(currency)
    scale = persons * rate.value
    by_use = {
        use: income_of_extra_water(litres, row.number("value"), scale)
        for use, litres in extra_l_person_day_by_use.items()
    }
    litres = sum(extra_l_person_day_by_use.values())
    line = Assumption.of(
        "income per extra litre", row.number("value"), row.text("unit"), row.origin
    )
    lines = (line,) if currency == "USD" else (line, *rate.assumptions)
    return Benefits(
        currency,
        by_use,
        sum(by_use.values()),
        income_of_extra_water(litres, row.number("low"), scale),
        income_of_extra_water(litres, row.number("high"), scale),
        row.origin,
        lines,
    )
