"""Life-cycle cost in the WASHCost categories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

from musdesign.errors import CalculationError, MusdesignError, Problem
from musdesign.finance.prices import asset_life, exchange_rate
from musdesign.library.tables import lookup
from musdesign.money import annuity_factor, present_value_of_annuity
from musdesign.provenance import Assumption, Basis, Origin
from musdesign.trace import formula
from musdesign.units import show


@dataclass(frozen=True, slots=True)
class CostItem:
    """A part of the works: how much of what, at which unit cost; ``asset`` sets its life."""

    name: str
    asset: str
    quantity: float
    unit: str
    unit_cost: float
    origin: Origin


@dataclass(frozen=True, slots=True)
class CostLine:
    """A line of the capital cost, with the years after which it is renewed."""

    name: str
    quantity: float
    unit: str
    unit_cost: float
    amount: float
    life_years: float | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A published range in dollars a person, and the scheme's own figure beside it."""

    name: str
    unit: str
    low: float
    high: float
    value: float
    source: str
    basis: Basis

    @property
    def beside(self) -> str:
        """Return whether the scheme is below, within or above the range."""
        return "below" if self.value < self.low else "above" if self.value > self.high else "within"


@dataclass(frozen=True, slots=True)
class CostResult:
    """Life-cycle cost of a scheme.

    ``yearly_by_category`` sums to ``yearly_total``; ``rungs`` are the yearly costs that a tariff
    may be asked to cover, each holding the one before.
    """

    currency: str
    price_year: int | None
    items: tuple[CostLine, ...]
    capital_hardware: float
    capital_software: float
    capital_total: float
    per_household: float
    per_person: float
    yearly_by_category: Mapping[str, float]
    yearly_total: float
    present_value: float
    discount_rate: float
    rungs: Mapping[str, float]
    notes: tuple[str, ...]
    assumptions: tuple[Assumption, ...]
    benchmarks: tuple[Benchmark, ...] = ()


@formula("C", "quantity * unit_cost", "currency", "Quantity times unit cost")
def amount(quantity: float, unit_cost: float) -> float:
    """Return the cost of an item.

    >>> amount(12.0, 250.0)
    3000.0
    """
    return quantity * unit_cost


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


def life_cycle(
    items: Sequence[CostItem],
    *,
    currency: str,
    price_year: int | None,
    households: float,
    persons: float,
    years: float,
    discount_rate: float,
    software_fraction: float,
    opex_year: Mapping[str, float],
    direct_support_year: float,
    indirect_support_year: float,
    assumptions: tuple[Assumption, ...] = (),
) -> CostResult:
    """Return the life-cycle cost of a scheme.

    Capital C = hardware + software (a fraction of hardware).  With the annuity factor a, each year:

    - opex: operation and minor maintenance, as given;
    - capmanex: a x present value of the renewals within the period;
    - direct and indirect support, as given;
    - capital_repayment: C / years;
    - cost_of_capital: C (a - 1 / years), the interest part of the annuity of C.

    Nothing is counted twice: the first works are in the last two lines alone (together C x a), what
    replaces them in capmanex alone, and only up to the share of its life used within the period.
    So yearly_total = present_value x a.  The first works get no credit for life beyond the period.

    Args:
        items: parts of the works.
        currency: of all amounts.
        price_year: year of the prices.
        households: in the design year.
        persons: in the design year.
        years: period over which capital is repaid and renewals counted.
        discount_rate: real, a fraction a year.
        software_fraction: studies, training, supervision over hardware.
        opex_year: yearly operation by what it is for.
        direct_support_year: yearly support to the provider and users.
        indirect_support_year: yearly planning and policy.
        assumptions: register lines of the prices used.

    Raises:
        CalculationError: no persons or households, a quantity, price or yearly cost below 0.
        MusdesignError: an asset whose life is not on file.

    Source: WASHCost (IRC 2012), life-cycle cost categories.
    """
    _check(
        items,
        {"households": households, "persons": persons},
        {
            "the share of software": software_fraction,
            **opex_year,
            "direct support": direct_support_year,
            "indirect support": indirect_support_year,
        },
    )
    lines, renewals, register = [], 0.0, list(assumptions)
    for item in items:
        life, found = _life_of(item)
        register += found
        cost = amount(item.quantity, item.unit_cost)
        lines.append(
            CostLine(item.name, item.quantity, item.unit, item.unit_cost, cost, life, item.origin)
        )
        if life is not None:
            renewals += renewals_present_value(cost, life, years, discount_rate)
    hardware = sum(line.amount for line in lines)
    software = hardware * software_fraction
    capital = hardware + software
    factor = annuity_factor(discount_rate, years)
    opex = sum(opex_year.values())
    yearly = {
        "opex": opex,
        "capmanex": renewals * factor,
        "direct_support": direct_support_year,
        "indirect_support": indirect_support_year,
        "capital_repayment": capital / years,
        "cost_of_capital": capital * factor - capital / years,
    }
    total = sum(yearly.values())
    recurrent = opex + direct_support_year + indirect_support_year
    rungs = {
        "operation": opex,
        "operation and renewal": opex + yearly["capmanex"],
        "with direct support": opex + yearly["capmanex"] + direct_support_year,
        "full life-cycle": total,
    }
    value = capital + renewals + recurrent * present_value_of_annuity(discount_rate, years)
    notes, lines_used, beside = _benchmark(
        capital / persons, recurrent + yearly["capmanex"], persons, currency
    )
    return CostResult(
        currency,
        price_year,
        tuple(lines),
        hardware,
        software,
        capital,
        capital / households,
        capital / persons,
        yearly,
        total,
        value,
        discount_rate,
        rungs,
        notes,
        (*register, *lines_used),
        beside,
    )


def _life_of(item: CostItem) -> tuple[float | None, tuple[Assumption, ...]]:
    try:
        return asset_life(item.asset)
    except MusdesignError as error:
        named = (replace(p, what=f"cost item '{item.name}': {p.what}") for p in error.problems)
        raise MusdesignError(named) from None


def _check(
    items: Sequence[CostItem], above: Mapping[str, float], not_below: Mapping[str, float]
) -> None:
    """Refuse what would give a meaningless cost (the comparisons refuse NaN too)."""
    problems = [
        f"{name} must be above 0, not {value:g}"
        for name, value in above.items()
        if not 0 < value < inf
    ]
    costs = {
        **{f"the quantity of {item.name}": item.quantity for item in items},
        **{f"the unit cost of {item.name}": item.unit_cost for item in items},
        **not_below,
    }
    problems += [
        f"{name} must be at least 0, not {value:g}"
        for name, value in costs.items()
        if not 0 <= value < inf
    ]
    if problems:
        raise CalculationError([Problem(what) for what in problems])


def _benchmark(
    capital_person: float, recurrent_year: float, persons: float, currency: str
) -> tuple[tuple[str, ...], tuple[Assumption, ...], tuple[Benchmark, ...]]:
    """Return the cost per person beside the WASHCost ranges, as a note and as figures."""
    try:
        rate = exchange_rate(currency)
    except MusdesignError:
        return ("no exchange rate on file: not set beside the WASHCost ranges",), (), ()
    size = "small" if persons <= 5000 else "large"
    capital = lookup("cost_benchmarks", f"capital_piped_{size}")
    recurrent = lookup("cost_benchmarks", "recurrent_piped")
    note = (
        f"US$ {show(capital_person / rate.value)} of capital a person and "
        f"{show(recurrent_year / persons / rate.value)} a person and year, at the rate on file, "
        f"beside WASHCost's {capital.text('low')}-{capital.text('high')} and "
        f"{recurrent.text('low')}-{recurrent.text('high')} (US$ of 2011, basic service)"
    )
    shown = tuple(
        Assumption.of(
            f"benchmark: {row.text('name')}",
            f"{row.text('low')}-{row.text('high')}",
            row.text("unit"),
            row.origin,
        )
        for row in (capital, recurrent)
    )
    beside = tuple(
        Benchmark(
            row.text("name"),
            row.text("unit"),
            row.number("low"),
            row.number("high"),
            value / rate.value,
            row.origin.source,
            row.origin.basis,
        )
        for row, value in ((capital, capital_person), (recurrent, recurrent_year / persons))
    )
    return (note,), shown, beside
