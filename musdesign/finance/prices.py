"""Unit costs, exchange and discount rates: the user's first, then the country's, then generic ones.

A dated price follows the country's consumer prices to the year asked for; an undated one stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from musdesign.errors import MusdesignError, Problem, did_you_mean
from musdesign.finance.price_level import price_ratio
from musdesign.library.tables import Row, lookup, table
from musdesign.provenance import Assumption, Origin
from musdesign.units import parse

_STATED = Origin("the scenario file", "primary", note="the user's own price")


@dataclass(frozen=True, slots=True)
class Price:
    """A unit cost with where it comes from and the register lines it rests on."""

    value: float
    unit: str
    origin: Origin
    assumptions: tuple[Assumption, ...] = ()


def unit_cost(
    item: str,
    country: str,
    currency: str,
    own: Mapping[str, str] | None = None,
    price_year: int | None = None,
) -> Price:
    """Return the unit cost of an item in a currency.

    A dated price is brought to the prices of ``price_year`` by the country's consumer prices, where
    both years are on file (generic prices are converted first, at the rate of their own year).

    Args:
        item: a name of the table ``unit_costs``, such as ``tank_rcc_m3``.
        country: ISO code of three letters.
        currency: ISO code; generic prices in US dollars are converted at the rate on file.
        own: the user's own prices by item, such as ``{"tank_rcc_m3": "1500000 COP"}``.
        price_year: year of the prices wanted; as they stand on file where left out.

    Raises:
        MusdesignError: an unknown item; an own price that cannot be read, is of another unit or
            below 0; no price of the item; no rate for the currency.
    """
    known = {row.text("item") for row in table("unit_costs").values()}
    if item not in known:
        raise MusdesignError(Problem(f"unknown unit cost '{item}'", cure=did_you_mean(item, known)))
    unknown = [name for name in own or {} if name not in known]
    if unknown:
        raise MusdesignError(
            [
                Problem(
                    f"unknown unit cost '{name}'",
                    f"costs.unit_costs.{name}",
                    cure=did_you_mean(name, known),
                )
                for name in unknown
            ]
        )
    if own and item in own:
        return _own(item, own[item], currency)
    rows = table("unit_costs")
    local = rows.get(f"{item}/{country}/{currency}")
    if local is not None:
        return _at_level(
            local, country, price_year, _price(local, 1.0, local.text("unit"), currency)
        )
    plain = rows.get(f"{item}/*/-")
    if plain is not None:
        return _price(plain, 1.0, plain.text("unit"), "")
    generic = rows.get(f"{item}/*/USD")
    if generic is None:
        raise MusdesignError(
            Problem(
                f"no price of '{item}' is on file for {country} in {currency}",
                f"costs.unit_costs.{item}",
                cure=f"give your own, such as {item}: 100 {currency}",
            )
        )
    rate = exchange_rate(currency)
    found = _price(generic, rate.value, generic.text("unit"), currency)
    lines = found.assumptions if currency == "USD" else (*found.assumptions, *rate.assumptions)
    priced = Price(found.value, found.unit, generic.origin, lines)
    return _at_level(generic, country, price_year, priced)


RATE_YEAR = 2023
"""Year of the exchange rates that are taken where no other is asked for."""


def exchange_rate(currency: str, year: int | None = None) -> Price:
    """Return how many units of a currency one US dollar buys, in a year or the nearest on file.

    Raises:
        MusdesignError: no rate is on file.
    """
    rows = [row for row in table("economics").values() if row.text("series") == "exchange_rate"]
    of_currency = [row for row in rows if row.text("place") == currency]
    if of_currency:
        wanted = RATE_YEAR if year is None else year
        row = min(of_currency, key=lambda row: abs(int(row.text("year")) - wanted))
        line = Assumption.of(
            f"exchange rate {row.text('year')}", row.number("value"), row.text("unit"), row.origin
        )
        return Price(row.number("value"), row.text("unit"), row.origin, (line,))
    known = ", ".join(dict.fromkeys(row.text("place") for row in rows))
    raise MusdesignError(
        Problem(
            f"no exchange rate of {currency} is on file",
            "costs.unit_costs",
            why="generic prices are in US dollars",
            cure=f"give your own prices under costs.unit_costs; rates on file: {known}",
        )
    )


def discount_rate(country: str) -> Price:
    """Return the social discount rate of a country (fraction a year), or a working value."""
    rows = table("economics")
    row = rows.get(f"discount_rate/{country}") or lookup("economics", "discount_rate/*")
    line = Assumption.of("discount rate", row.number("value"), "1/year", row.origin)
    return Price(row.number("value"), "1/year", row.origin, (line,))


def asset_life(asset: str) -> tuple[float | None, tuple[Assumption, ...]]:
    """Return the years after which an asset is renewed; None where no asset is named.

    Raises:
        MusdesignError: an asset that is not on file (it would silently never be renewed).

    >>> asset_life("")
    (None, ())
    """
    if not asset:
        return None, ()
    row = lookup("asset_lives", asset)
    years = row.number("life_years")
    return years, (Assumption.of(f"life of {row.text('name')}", years, "year", row.origin),)


def _at_level(row: Row, country: str, price_year: int | None, found: Price) -> Price:
    year = int(row.text("year")) if row.text("year").isdigit() else None
    ratio, lines, _ = price_ratio(country, year, price_year)
    if ratio == 1.0:
        return found
    return Price(found.value * ratio, found.unit, found.origin, (*found.assumptions, *lines))


def _price(row: Row, rate: float, unit: str, currency: str) -> Price:
    value = row.number("value") * rate
    shown = f"{currency}/{unit}" if currency else unit
    name = f"unit cost: {row.text('name')}"
    return Price(value, unit, row.origin, (Assumption.of(name, value, shown, row.origin),))


def _own(item: str, text: str, currency: str) -> Price:
    path = f"costs.unit_costs.{item}"
    row = next(r for r in table("unit_costs").values() if r.text("item") == item)
    unit = row.text("unit")
    try:
        if row.text("currency") != "-":
            amount, _, per = str(text).partition("/")
            value = parse(amount, currency)
            right = f"{amount.strip()}/{unit}"
            if per and _plain(per) != _plain(unit):
                what = f"'{text}' is not a price per {unit}"
                raise MusdesignError(Problem(what, cure=f"write '{right}'"))
        else:
            share = str(text).removesuffix("/year") if unit == "1/year" else text
            value = parse(share, "%") / 100.0
        if value < 0:
            raise MusdesignError(Problem(f"'{text}' is out of range", why="it must be at least 0"))
    except MusdesignError as error:
        raise MusdesignError([p.located(path=path) for p in error.problems]) from None
    return Price(value, unit, _STATED)


def _plain(unit: str) -> str:
    """Return a unit as it is compared: no spaces, no brackets, m3 for its other spellings."""
    bare = "".join(unit.split()).strip("()").lower()
    return bare.replace("\u00b3", "3").replace("^", "")
