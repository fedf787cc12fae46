"""Income from productive water: by margins, and by the published value of one more litre."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from musdesign.errors import CalculationError
from musdesign.finance.income import IncomeLine
from musdesign.finance.price_level import MoneyStated, price_ratio
from musdesign.finance.prices import exchange_rate
from musdesign.library.tables import lookup
from musdesign.provenance import Assumption, Origin, worst
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
    lines: tuple[IncomeLine, ...] = ()
    """Income by group and item, where margins were used."""
    screening_year: tuple[float, float, float] | None = None
    """Low, middle and high of the published value of a litre, for all productive water."""


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


@dataclass(frozen=True, slots=True)
class LitreValue:
    """Income of one more L/person/day in a year: low, middle and high in a currency."""

    low: float
    middle: float
    high: float
    origin: Origin
    assumptions: tuple[Assumption, ...]


def litre_value(
    currency: str, price_year: int | None = None, stated: MoneyStated | None = None
) -> LitreValue:
    """Return the published income of one more L/person/day, at the prices of a year.

    Formula: US$ 0.5-1.0 (2007) x consumer prices of the United States, price year over 2007 x
    exchange rate of the price year.  Dollars of 2007 are left as they are where no price year is
    asked for.

    Raises:
        MusdesignError: no exchange rate on file.

    >>> litre_value("USD").low, litre_value("USD").high
    (0.5, 1.0)
    """
    row = lookup("benefits", "income_per_extra_litre")
    rate = exchange_rate(currency, price_year, stated)
    ratio, lines, _ = price_ratio("USA", int(row.origin.date), price_year)
    line = Assumption.of(
        "income per extra litre", row.number("value"), row.text("unit"), row.origin
    )
    used = (line, *lines) if currency == "USD" else (line, *lines, *rate.assumptions)
    low, middle, high = (row.number(end) * ratio * rate.value for end in ("low", "value", "high"))
    return LitreValue(low, middle, high, row.origin, used)


def benefits(
    extra_l_person_day_by_use: Mapping[str, float],
    persons: float,
    currency: str,
    price_year: int | None = None,
    stated: MoneyStated | None = None,
) -> Benefits:
    """Return the income of productive water by use, in the currency asked for.

    Formula: litres per person and day of the use x value of a litre (US$ 0.5-1.0 a person and
    year, 2007) x persons x exchange rate.  A screening value, until margins by crop replace it.
    It holds for water above about 20 L/person/day for the house, which the caller leaves out.

    Raises:
        MusdesignError: no exchange rate on file, or water below 0.
    """
    for use, litres_of_use in extra_l_person_day_by_use.items():
        if not 0 <= litres_of_use < float("inf"):
            raise CalculationError(f"{use}: {litres_of_use:g} L/person/day of productive water")
    value = litre_value(currency, price_year, stated)
    by_use = {
        use: income_of_extra_water(litres, value.middle, persons)
        for use, litres in extra_l_person_day_by_use.items()
    }
    litres = sum(extra_l_person_day_by_use.values())
    total = sum(by_use.values())
    low, high = (income_of_extra_water(litres, end, persons) for end in (value.low, value.high))
    return Benefits(
        currency,
        by_use,
        total,
        low,
        high,
        value.origin,
        value.assumptions,
        (),
        (low, total, high),
    )


def benefits_of_lines(
    currency: str,
    lines: Sequence[IncomeLine],
    screening: Benefits,
    assumptions: tuple[Assumption, ...],
) -> Benefits:
    """Return the income by use from lines of margins; the screening value stays beside it."""
    by_use: dict[str, float] = {}
    for line in lines:
        by_use[line.use] = by_use.get(line.use, 0.0) + line.middle_year
    return Benefits(
        currency,
        by_use,
        sum(line.middle_year for line in lines),
        sum(line.low_year for line in lines),
        sum(line.high_year for line in lines),
        Origin("gross margins by crop, animal and business", worst(line.basis for line in lines)),
        assumptions,
        tuple(lines),
        screening.screening_year,
    )


@dataclass(frozen=True, slots=True)
class LadderStep:
    """What climbing from one rung of the ladder to the next brings a person in a year."""

    rung: str
    from_l_person_day: float
    to_l_person_day: float
    low_year: float
    high_year: float


def ladder_steps(
    rungs: Sequence[tuple[str, float]],
    currency: str,
    price_year: int | None = None,
    stated: MoneyStated | None = None,
) -> tuple[LadderStep, ...]:
    """Return the income of each step of a multiple-use ladder, above 20 L/person/day.

    >>> steps = ladder_steps([("basic", 20), ("high", 100)], "USD")
    >>> steps[0].low_year, steps[0].high_year
    (40.0, 80.0)
    """
    value = litre_value(currency, price_year, stated)
    found = []
    for (_, low), (name, high) in pairwise(rungs):
        start = max(low, DOMESTIC_L)
        if high <= start:
            continue
        more = high - start
        found.append(LadderStep(name, start, high, more * value.low, more * value.high))
    return tuple(found)


DOMESTIC_L = 20.0
"""Litres a person and day above which water is counted as productive (musgroup.net/node/593)."""
