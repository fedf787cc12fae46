"""Unit costs, exchange and discount rates: the user's first, then the country's, then generic ones.

A dated price follows the country's consumer prices to the year asked for; an undated one stands.
Each price keeps its range, and says in a remark what could not be done for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from musdesign.errors import MusdesignError, Problem, did_you_mean
from musdesign.finance.price_level import MoneyStated, level_country, price_ratio
from musdesign.library.tables import Row, lookup, table
from musdesign.provenance import Assumption, Origin
from musdesign.units import parse

_STATED = Origin("the scenario file", "primary", note="the user's own price")


@dataclass(frozen=True, slots=True)
class Price:
    """A unit cost with its range, where it comes from, and the register lines it rests on."""

    value: float
    unit: str
    origin: Origin
    assumptions: tuple[Assumption, ...] = ()
    low: float | None = None
    high: float | None = None
    remarks: tuple[str, ...] = ()
    """What could not be done: an undated price, a year outside the series."""

    @property
    def ends(self) -> tuple[float, float]:
        """Return the ends of the range; the value itself where no range is known."""
        return (
            self.value if self.low is None else self.low,
            self.value if self.high is None else self.high,
        )

    def times(self, factor: float, lines: tuple[Assumption, ...] = ()) -> Price:
        """Return the price and its range times a factor, resting on further lines."""
        low, high = (None if end is None else end * factor for end in (self.low, self.high))
        value, register = self.value * factor, (*self.assumptions, *lines)
        return replace(self, value=value, low=low, high=high, assumptions=register)


def unit_cost(
    item: str,
    country: str,
    currency: str,
    own: Mapping[str, str] | None = None,
    price_year: int | None = None,
    stated: MoneyStated | None = None,
) -> Price:
    """Return the unit cost of an item in a currency.

    The user's own price stands.  Else the country's is taken, converted from another currency at
    the rate of its own year where need be; else the generic one in US dollars, converted at the
    rate of its year.  A dated price is then brought to the prices of ``price_year`` by the
    country's consumer prices (the dollar's, where there are none for a country that pays in it).

    Args:
        item: a name of the table ``unit_costs``, such as ``tank_rcc_m3``.
        country: ISO code of three letters.
        currency: ISO code.
        own: the user's own prices by item, such as ``{"tank_rcc_m3": "1500000 COP"}`` or, as a
            range, ``"1200000 to 1800000 COP"``.
        price_year: year of the prices wanted; as they stand on file where left out.
        stated: the user's own exchange rate and inflation.

    Raises:
        MusdesignError: an unknown item; an own price that cannot be read, is of another unit or
            below 0; no price of the item; no rate for the currency.
    """
    rows = table("unit_costs")
    known = {row.text("item") for row in rows.values()}
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
    row = rows.get(f"{item}/{country}/{currency}") or next(
        (r for key, r in rows.items() if key.startswith(f"{item}/{country}/")), None
    )
    if row is None:
        plain = rows.get(f"{item}/*/-")
        if plain is not None:
            return _price(plain, plain.text("unit"), "")
        row = rows.get(f"{item}/*/USD")
    if row is None:
        raise MusdesignError(
            Problem(
                f"no price of '{item}' is on file for {country} in {currency}",
                f"costs.unit_costs.{item}",
                cure=f"give your own, such as {item}: 100 {currency}",
            )
        )
    return _at_level(row, country, currency, price_year, stated)


RATE_YEAR = 2023
"""Year of the exchange rates that are taken where no other is asked for."""


def exchange_rate(
    currency: str, year: int | None = None, stated: MoneyStated | None = None
) -> Price:
    """Return how many units of a currency one US dollar buys, in a year or the nearest on file.

    The user's own rate for the currency comes first, whatever the year.

    Raises:
        MusdesignError: no rate is on file.
    """
    if stated is not None and stated.per_usd is not None and stated.currency == currency:
        unit = f"{currency}/USD"
        line = Assumption.of("exchange rate, stated", stated.per_usd, unit, _STATED)
        return Price(stated.per_usd, unit, _STATED, (line,))
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
            "costs.exchange_rate",
            why="generic prices are in US dollars",
            cure=f"write exchange_rate: 100 {currency}/USD under costs; rates on file: {known}",
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


def asset_life_range(asset: str) -> tuple[float, float] | None:
    """Return the shortest and the longest life of an asset, None where none is named.

    >>> asset_life_range("meter")
    (5.0, 12.0)
    """
    if not asset:
        return None
    row = lookup("asset_lives", asset)
    years = row.number("life_years")
    return row.optional("low") or years, row.optional("high") or years


def _at_level(
    row: Row, country: str, currency: str, price_year: int | None, stated: MoneyStated | None
) -> Price:
    """Return a row's price in a currency and at the prices of a year."""
    unit, paid_in = row.text("unit"), row.text("currency")
    year = int(row.text("year")) if row.text("year").isdigit() else None
    found = _price(row, unit, paid_in)
    if paid_in != currency:
        there, here = (exchange_rate(code, year, stated) for code in (paid_in, currency))
        lines = (there if paid_in != "USD" else None, here if currency != "USD" else None)
        used = tuple(line for rate in lines if rate is not None for line in rate.assumptions)
        found = found.times(here.value / there.value)
        shown = Assumption.of(
            f"unit cost: {row.text('name')}", found.value, f"{currency}/{unit}", row.origin
        )
        found = replace(found, assumptions=(shown, *used))
    if year is None:
        if price_year is None:
            return found
        remark = f"the price of '{row.text('name')}' has no date and stands as it was read"
        return replace(found, remarks=(remark,))
    ratio, lines_, remark = price_ratio(level_country(country, currency), year, price_year, stated)
    return replace(found.times(ratio, lines_), remarks=(remark,) if remark else ())


def _price(row: Row, unit: str, currency: str) -> Price:
    shown = f"{currency}/{unit}" if currency else unit
    name = f"unit cost: {row.text('name')}"
    line = Assumption.of(name, row.number("value"), shown, row.origin)
    low, high = row.optional("low"), row.optional("high")
    return Price(row.number("value"), unit, row.origin, (line,), low, high)


def _own(item: str, text: str, currency: str) -> Price:
    path = f"costs.unit_costs.{item}"
    row = next(r for r in table("unit_costs").values() if r.text("item") == item)
    unit = row.text("unit")
    low, to, high = str(text).partition(" to ")
    try:
        if to:
            # the unit is written once, at the end
            first = f"{low} {high.strip().partition(' ')[2]}" if low.strip()[-1:].isdigit() else low
            ends = (_stated(first, row, currency), _stated(high, row, currency))
        else:
            ends = (_stated(str(text), row, currency),) * 2
        if ends[0] < 0 or ends[0] > ends[1]:
            why = "it must be at least 0, and a range runs from low to high"
            raise MusdesignError(Problem(f"'{text}' is out of range", why=why))
    except MusdesignError as error:
        raise MusdesignError([p.located(path=path) for p in error.problems]) from None
    return Price(0.5 * (ends[0] + ends[1]), unit, _STATED, (), *ends)


def _stated(text: str, row: Row, currency: str) -> float:
    """Return an amount that the user wrote, in the currency (or the share) of the row's item."""
    unit = row.text("unit")
    if row.text("currency") == "-":
        return parse(text.removesuffix("/year") if unit == "1/year" else text, "%") / 100.0
    amount, _, per = text.partition("/")
    value = parse(amount, currency)
    if per and _plain(per) != _plain(unit):
        what = f"'{text}' is not a price per {unit}"
        raise MusdesignError(Problem(what, cure=f"write '{amount.strip()}/{unit}'"))
    return value


def _plain(unit: str) -> str:
    """Return a unit as it is compared: no spaces, no brackets, m3 for its other spellings."""
    bare = "".join(unit.split()).strip("()").lower()
    return bare.replace("\u00b3", "3").replace("^", "")
