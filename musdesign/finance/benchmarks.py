"""The cost of a scheme beside published ranges, brought to the prices of one year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from musdesign.errors import MusdesignError
from musdesign.finance.price_level import MoneyStated, price_ratio
from musdesign.finance.prices import RATE_YEAR, exchange_rate
from musdesign.library.tables import Row, lookup
from musdesign.provenance import Assumption, Basis
from musdesign.units import show

Service = Literal["piped", "handpump"]
SMALL_PERSONS = 5000
"""Largest scheme that WASHCost calls small or medium (infosheet 1, as quoted by Akvopedia)."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A published range in dollars a person, and the scheme's own figure beside it.

    ``low`` and ``high`` are dollars of ``year`` as published; ``low_now`` and ``high_now`` those of
    ``price_year``, by the consumer prices of the United States.  ``value`` is of ``price_year``.
    """

    key: str
    name: str
    unit: str
    low: float
    high: float
    year: int
    low_now: float
    high_now: float
    price_year: int
    value: float
    source: str
    basis: Basis
    exchange_rate: float = 1.0
    """Units of the scheme's currency to the dollar by which ``value`` was converted."""

    @property
    def beside(self) -> Literal["below", "within", "above"]:
        """Return whether the scheme is below, within or above the range."""
        return (
            "below" if self.value < self.low_now else "above" if self.value > self.high_now
            else "within"
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonCosts:
    """A scheme's costs of a person, in its own currency: capital, and by category a year."""

    capital: float
    yearly: Mapping[str, float]
    life_cycle: float
    """Of the whole period, not discounted: capital and the recurrent cost of all years."""


def benchmarks(
    own: PersonCosts,
    *,
    persons: float,
    currency: str,
    price_year: int | None,
    service: Service = "piped",
    stated: MoneyStated | None = None,
) -> tuple[tuple[Benchmark, ...], tuple[str, ...], tuple[Assumption, ...]]:
    """Return the published ranges beside a scheme's costs, a sentence, and register lines.

    Source: WASHCost 2012, infosheet 1, and its parts; the ranges hold for basic service of about
    20 L/person/day, so a multiple-use scheme may well be above them.
    """
    year = RATE_YEAR if price_year is None else price_year
    try:
        rate = exchange_rate(currency, year, stated)
    except MusdesignError:
        return (), ("no exchange rate on file: not set beside the WASHCost ranges",), ()
    size = "handpump" if service == "handpump" else _size(persons)
    values = {f"capital_{size}": own.capital}
    recurrent = ("opex", "capmanex", "direct_support", "indirect_support")
    values[f"recurrent_{service}"] = sum(own.yearly[name] for name in recurrent)
    values |= {f"{name}_{service}": own.yearly[name] for name in recurrent[:3]}
    found, remarks, register = [], [], list(rate.assumptions if currency != "USD" else ())
    for key, value in values.items():
        row = lookup("cost_benchmarks", key)
        made, lines, remark = _beside(row, value / rate.value, year, rate.value)
        found.append(made)
        remarks += [remark] if remark else []
        span = f"{row.text('low')}-{row.text('high')}"
        name = f"benchmark: {row.text('name')}"
        register += [Assumption.of(name, span, row.text("unit"), row.origin), *lines]
    first, second = found[:2]
    words = (
        f"US$ {show(first.value)} of capital a person and {show(second.value)} a person and year "
        f"(prices of {year}, {show(rate.value)} {currency} to the dollar), beside "
        f"{_span(first)} and {_span(second)} of WASHCost for basic service"
    )
    return tuple(found), (words, *dict.fromkeys(remarks)), tuple(register)


def _size(persons: float) -> str:
    return "piped_small" if persons <= SMALL_PERSONS else "piped_large"


def _beside(
    row: Row, value: float, price_year: int, rate: float
) -> tuple[Benchmark, tuple[Assumption, ...], str]:
    year = int(row.number("year"))
    ratio, lines, remark = price_ratio("USA", year, price_year)
    low, high = row.number("low"), row.number("high")
    return (
        Benchmark(
            row.key, row.text("name"), row.text("unit"), low, high, year, low * ratio,
            high * ratio, price_year, value, row.origin.source, row.origin.basis, rate,
        ),
        lines,
        remark,
    )  # fmt: skip


def _span(found: Benchmark) -> str:
    return (
        f"{found.low_now:.0f}-{found.high_now:.0f} ({found.low:g}-{found.high:g} in dollars of "
        f"{found.year})"
    )
