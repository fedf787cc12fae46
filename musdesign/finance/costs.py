"""Life-cycle cost in the WASHCost categories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf

from musdesign.errors import CalculationError, MusdesignError, Problem
from musdesign.finance.benchmarks import Benchmark, PersonCosts, Service, benchmarks
from musdesign.finance.cost_levels import Ends, YearlyRange, ends_of, in_order, level_of
from musdesign.finance.price_level import MoneyStated
from musdesign.finance.prices import Price, asset_life, asset_life_range
from musdesign.money import present_value_of_annuity
from musdesign.provenance import Assumption, Origin
from musdesign.trace import formula


@dataclass(frozen=True, slots=True)
class CostItem:
    """A part of the works: how much of what, at which unit cost; ``asset`` sets its life."""

    name: str
    asset: str
    quantity: float
    unit: str
    unit_cost: float
    origin: Origin
    unit_range: Ends | None = None
    """Range of the unit cost, where one is known."""


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
    amount_range: Ends = (0.0, 0.0)
    life_range: Ends | None = None


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
    persons: float = 1.0
    households: float = 1.0
    opex_by_purpose: Mapping[str, float] = field(default_factory=dict)
    capital_range: Ends = (0.0, 0.0)
    yearly_range: Mapping[str, Ends] = field(default_factory=dict)
    """By category: every price at its low end and every life long, and the other way round."""
    yearly_total_range: Ends = (0.0, 0.0)

    @property
    def recurrent_year(self) -> float:
        """Return what is spent each year after the works: operation, renewal and support."""
        return sum(self.yearly_by_category[name] for name in RECURRENT)

    @property
    def recurrent_range(self) -> Ends:
        """Return the outer range of what is spent each year after the works."""
        low, high = (sum(self.yearly_range[name][end] for name in RECURRENT) for end in (0, 1))
        return low, high


RECURRENT = ("opex", "capmanex", "direct_support", "indirect_support")
"""The categories that are spent each year after the works."""


@formula("C", "quantity * unit_cost", "currency", "Quantity times unit cost")
def amount(quantity: float, unit_cost: float) -> float:
    """Return the cost of an item.

    >>> amount(12.0, 250.0)
    3000.0
    """
    return quantity * unit_cost


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
    ranges: YearlyRange | None = None,
    service: Service = "piped",
    stated: MoneyStated | None = None,
    lives: Mapping[str, float] | None = None,
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
        ranges: ends of what is given as one number; those numbers alone where left out.
        service: whose published ranges stand beside.
        stated: the user's own exchange rate and inflation.
        lives: the user's own lives of assets, years; those on file where left out.

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
    lines, register = [], list(assumptions)
    for item in items:
        life, span, found = _life_of(item, lives or {})
        register += found
        cost = amount(item.quantity, item.unit_cost)
        low, high = item.unit_range or (item.unit_cost, item.unit_cost)
        lines.append(
            CostLine(
                item.name,
                item.quantity,
                item.unit,
                item.unit_cost,
                cost,
                life,
                item.origin,
                (amount(item.quantity, low), amount(item.quantity, high)),
                span,
            )
        )
    middle = level_of(
        [(line.amount, (line.life_years,) if line.life_years else ()) for line in lines],
        software_fraction,
        sum(opex_year.values()),
        direct_support_year,
        indirect_support_year,
        years,
        discount_rate,
    )
    ends = ends_of(lines, middle, software_fraction, years, discount_rate, ranges)
    yearly, total = middle.yearly, middle.total
    rungs = {
        "operation": yearly["opex"],
        "operation and renewal": yearly["opex"] + yearly["capmanex"],
        "with direct support": yearly["opex"] + yearly["capmanex"] + direct_support_year,
        "full life-cycle": total,
    }
    recurrent = sum(yearly[name] for name in RECURRENT)
    own = PersonCosts(
        middle.capital / persons,
        {name: value / persons for name, value in yearly.items()},
        (middle.capital + years * recurrent) / persons,
    )
    beside, notes, lines_used = benchmarks(
        own,
        persons=persons,
        currency=currency,
        price_year=price_year,
        service=service,
        stated=stated,
    )
    return CostResult(
        currency=currency,
        price_year=price_year,
        items=tuple(lines),
        capital_hardware=middle.hardware,
        capital_software=middle.capital - middle.hardware,
        capital_total=middle.capital,
        per_household=middle.capital / households,
        per_person=middle.capital / persons,
        yearly_by_category=yearly,
        yearly_total=total,
        present_value=total * present_value_of_annuity(discount_rate, years),
        discount_rate=discount_rate,
        rungs=rungs,
        notes=notes,
        assumptions=(*register, *lines_used),
        benchmarks=beside,
        persons=persons,
        households=households,
        opex_by_purpose=dict(opex_year),
        capital_range=(ends[0].capital, ends[1].capital),
        yearly_range={
            # at a negative rate dear capital costs less than nothing
            name: in_order(ends[0].yearly[name], ends[1].yearly[name])
            for name in yearly
        },
        yearly_total_range=(ends[0].total, ends[1].total),
    )


def item_of(name: str, asset: str, quantity: float, unit: str, price: Price) -> CostItem:
    """Return a part of the works at a price with its range."""
    return CostItem(name, asset, quantity, unit, price.value, price.origin, price.ends)


def _life_of(
    item: CostItem, lives: Mapping[str, float]
) -> tuple[float | None, Ends | None, tuple[Assumption, ...]]:
    """Return the life of an item's asset, its range and register lines: the user's own first."""
    if item.asset in lives:
        own = lives[item.asset]
        return own, (own, own), ()
    try:
        life, lines = asset_life(item.asset)
        return life, asset_life_range(item.asset), lines
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
