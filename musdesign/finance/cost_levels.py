"""The yearly categories of a life-cycle cost at one level of prices and lives, and their ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from musdesign.errors import CalculationError
from musdesign.money import annuity_factor

Ends = tuple[float, float]
"""Low and high end of a range."""


class Priced(Protocol):
    """A line of the works: what it may cost, and how long it may live."""

    @property
    def amount_range(self) -> Ends:
        """Return the low and the high amount."""

    @property
    def life_years(self) -> float | None:
        """Return the life, None where it is never renewed."""

    @property
    def life_range(self) -> Ends | None:
        """Return the shortest and the longest life."""


@dataclass(frozen=True, slots=True)
class YearlyRange:
    """Ranges of what a year costs: operation by purpose, support, and the share of software."""

    opex: Mapping[str, Ends]
    direct_support: Ends
    indirect_support: Ends
    software: Ends


def renewals_present_value(cost: float, life_years: float, years: float, rate: float) -> float:
    """Return the value today of renewing an asset within the period, less what is left at its end.

    Formula: sum over k = 1, 2, ... while k life < years of cost (1 + r)^-(k life), less the part
    of the last renewal's life that lies beyond the period, cost (1 - age / life) (1 + r)^-years.
    The first asset is part of the capital and gets no such credit.

    Raises:
        CalculationError: a life of no years.

    >>> round(renewals_present_value(100.0, 10.0, 20.0, 0.0), 6)
    100.0
    >>> round(renewals_present_value(100.0, 15.0, 20.0, 0.0), 4)
    33.3333
    """
    if life_years <= 0:
        raise CalculationError("the life of an asset must be above 0 years")
    value, at = 0.0, life_years
    while at < years - 1e-9:
        value += cost * (1.0 + rate) ** -at
        at += life_years
    age = years - (at - life_years)
    if at > life_years and age < life_years - 1e-9:
        value -= cost * (1.0 - age / life_years) * (1.0 + rate) ** -years
    return value


@dataclass(frozen=True, slots=True)
class Level:
    """The cost at one level of all prices and lives."""

    hardware: float
    capital: float
    yearly: Mapping[str, float]

    @property
    def total(self) -> float:
        """Return all categories together."""
        return sum(self.yearly.values())


def level_of(
    parts: Sequence[tuple[float, Sequence[float]]],
    software_fraction: float,
    opex: float,
    direct_support: float,
    indirect_support: float,
    years: float,
    rate: float,
    dear: bool = False,
) -> Level:
    """Return the categories for parts of the works (amount, lives) and yearly costs.

    Of several lives the one whose renewals cost least counts, or most where ``dear``: a shorter
    life is not always dearer, for what is left of the last renewal is credited.
    """
    hardware = sum(cost for cost, _ in parts)
    capital = hardware * (1.0 + software_fraction)
    pick = max if dear else min
    renewals = [
        pick(renewals_present_value(cost, life, years, rate) for life in lives)
        for cost, lives in parts
        if lives
    ]
    factor = annuity_factor(rate, years)
    yearly = {
        "opex": opex,
        "capmanex": sum(renewals) * factor,
        "direct_support": direct_support,
        "indirect_support": indirect_support,
        "capital_repayment": capital / years,
        "cost_of_capital": capital * factor - capital / years,
    }
    return Level(hardware, capital, yearly)


def ends_of(
    lines: Sequence[Priced],
    middle: Level,
    software_fraction: float,
    years: float,
    rate: float,
    ranges: YearlyRange | None,
) -> tuple[Level, Level]:
    """Return the outer range: all prices low and all lives long, all high and all short."""
    found = []
    for end in (0, 1):
        parts = [
            (
                line.amount_range[end],
                (line.life_years, *line.life_range) if line.life_years and line.life_range else (),
            )
            for line in lines
        ]
        yearly = middle.yearly
        found.append(
            level_of(
                parts,
                ranges.software[end] if ranges else software_fraction,
                sum(span[end] for span in ranges.opex.values()) if ranges else yearly["opex"],
                ranges.direct_support[end] if ranges else yearly["direct_support"],
                ranges.indirect_support[end] if ranges else yearly["indirect_support"],
                years,
                rate,
                dear=end == 1,
            )
        )
    return found[0], found[1]


def in_order(one: float, other: float) -> Ends:
    """Return two ends, the lower first."""
    return min(one, other), max(one, other)
