"""The shape of what a tariff does, in the JSON result."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from musdesign.provenance import Basis


class MoneyPart(BaseModel):
    """A part of the document about money."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class RowPart(MoneyPart):
    """Means of a group of households, or of a fifth of all by income."""

    name: str
    households: float
    income_month: float
    use_m3_month: float
    bill_month: float
    share_of_income: float
    price_per_m3: float
    subsidy_month: float
    headcount: float
    """Share of these households whose bill is above the threshold."""
    gap_month: float
    """What their bills take above the threshold, all together."""


class UseSharePart(MoneyPart):
    """What a use takes, pays and costs a month, all households together."""

    use: str
    volume_m3_month: float
    paid_month: float
    cost_month: float
    paid_per_m3: float
    balance_month: float
    """Paid less cost: above 0 the use carries others."""


class AffordabilityPart(MoneyPart):
    """Bills beside incomes."""

    threshold: float
    mean_share: float
    headcount: float
    households_above: float
    gap_month: float
    excess_gini: float


class TargetingPart(MoneyPart):
    """The poor's share of the subsidy over their share of households, and its five factors."""

    omega: float | None
    access: float | None
    uptake: float | None
    receipt: float | None
    rate: float | None
    quantity: float | None
    subsidy_month: float
    poor_share: float


class PenaltyPart(MoneyPart):
    """How a tariff falls on the water of a group's mean household: by block, house, productive."""

    group: str
    tariff_class: str
    use_m3_month: float
    domestic_m3_month: float
    productive_m3_month: float
    bounds_m3: list[float]
    block_m3: list[float]
    block_price_per_m3: list[float]
    paid_domestic_month: float
    paid_productive_month: float
    domestic_per_m3: float
    productive_per_m3: float


class ChangePart(MoneyPart):
    """Who wins and who loses."""

    name: str
    households: float
    winners: float
    losers: float
    mean_change_month: float
    largest_rise: float | None


class EffectsPart(MoneyPart):
    """What one tariff does to the drawn households."""

    name: str
    revenue_year: float
    recovery: dict[str, float | None]
    fixed_share: float
    revenue_elasticity: float
    """Percent of revenue lost where every use falls by 1 %."""
    affordability: AffordabilityPart
    targeting: TargetingPart
    gini_income: float
    gini_use: float
    gini_bill: float
    concentration_bill: float
    kakwani: float
    groups: list[RowPart]
    quintiles: list[RowPart]
    uses: list[UseSharePart]


class SchedulePart(MoneyPart):
    """Charges of a class: fixed charge, bounds and prices (pieces of the bill by volume)."""

    lower_m3: list[float]
    base: list[float]
    price_per_m3: list[float]


class AlternativePart(MoneyPart):
    """One price above the first block, at the revenue of the tariff beside which it stands."""

    price_above_per_m3: float
    first_bound_m3: dict[str, float]
    revenue_year: float
    effects: EffectsPart
    penalties: list[PenaltyPart]
    changes: list[ChangePart]


class RulePart(MoneyPart):
    """A regulator's rule held against a class of a tariff."""

    instrument: str
    parameter: str
    tariff_class: str
    verdict: str
    value: float | None
    limit: float
    unit: str
    told: str
    basis: str
    source: str


class TariffEffectsPart(MoneyPart):
    """What a tariff does, how it treats productive water, and who wins or loses by it."""

    name: str
    currency: str
    drawn: int
    seed: int
    correlation: float
    schedules: dict[str, SchedulePart]
    effects: EffectsPart
    penalties: list[PenaltyPart]
    alternative: AlternativePart | None
    against_first: list[ChangePart] = Field(default_factory=list)
    rules: list[RulePart] = Field(default_factory=list)
    """What the regulator asks, and whether the tariff keeps it."""
    allowance_blocks_m3: dict[str, float] | None = None
    """The stated allowance in the basic, complementary and sumptuary blocks of the rule."""


class DualPricePart(MoneyPart):
    """By how much the gap changes, money a month, per unit of a demand."""

    demand: str
    unit: str
    gap_month: float


class FoundTariffPart(MoneyPart):
    """A tariff found by search."""

    method: str
    volumes: str
    fixed_month: dict[str, float]
    bounds_m3: dict[str, list[float]]
    prices_per_m3: dict[str, list[float]]
    revenue_year: float
    gap_month: float
    households_above: float
    bound: float
    solver_gap: float
    duals: list[DualPricePart]
    rounds: int
    converged: bool | None


class IncomePart(MoneyPart):
    """Yearly income of a use of a group."""

    group: str
    use: str
    item: str
    quantity: float
    unit: str
    share_due_to_water: float
    low_year: float
    middle_year: float
    high_year: float
    method: str
    basis: str


class GroupGainPart(MoneyPart):
    """What a group's household gains in a year, beside its bill and income."""

    group: str
    households: float
    low_year: float
    middle_year: float
    high_year: float
    share_of_gains: float | None
    share_of_households: float
    bill_year: float | None
    """Under the scenario's first tariff."""
    income_year: float | None
    net_year: float
    gain_over_income: float | None


class BulkSalePart(MoneyPart):
    """Water sold in bulk in a year."""

    buyer: str
    class_name: str
    """Class of the tariff; empty where a price was agreed."""
    volume_m3_year: float
    revenue_year: float
    price_m3: float


class BenefitsPart(MoneyPart):
    """What productive water brings in a year, by use and by group."""

    by_use_year: dict[str, float]
    low_year: float
    middle_year: float
    high_year: float
    screening_year: list[float] | None
    """Low, middle and high of the published value of a litre, for all productive water."""
    by_group_household_year: dict[str, float]
    groups: list[GroupGainPart]
    lines: list[IncomePart]


class ReturnsPart(MoneyPart):
    """Returns at one level of benefits and one discount rate."""

    label: str
    discount_rate: float
    benefits_year: float
    present_benefits: float
    present_costs: float
    net_present_value: float
    benefit_cost_ratio: float | None
    internal_rate: float | None
    payback_years: float | None


class FundingPart(MoneyPart):
    """Who pays the yearly life-cycle cost under a tariff."""

    tariff: str
    cost_year: float
    tariffs_year: float
    taxes_year: float
    transfers_year: float
    in_kind_year: float
    uncovered_year: float
    in_kind_days_household_year: float
    burden_household_month: float


class LadderStepPart(MoneyPart):
    """Income of a step of the multiple-use ladder, a person and year."""

    rung: str
    from_l_person_day: float
    to_l_person_day: float
    low_year: float
    high_year: float


class CostItemPart(MoneyPart):
    """A line of the capital cost."""

    name: str
    quantity: float
    unit: str
    unit_cost: float
    amount: float
    amount_range: list[float]
    """Low and high end: the range of the unit cost."""
    life_years: float | None
    basis: Basis


class BenchmarkPart(MoneyPart):
    """A published range and the scheme's own figure.

    ``low`` and ``high`` are dollars of ``year``, as published; ``low_now`` and ``high_now`` dollars
    of ``price_year`` by the consumer prices of the United States, as is ``value``.
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
    exchange_rate: float
    """Units of the scheme's currency to the dollar."""
    beside: Literal["below", "within", "above"]
    source: str
    basis: Basis


class CostsPart(MoneyPart):
    """Life-cycle cost in the WASHCost categories, and benefits."""

    currency: str
    price_year: int | None
    capital_hardware: float
    capital_software: float
    """Studies, training and supervision, a fraction of the hardware."""
    capital_total: float
    capital_per_household: float
    capital_per_person: float
    items: list[CostItemPart]
    capital_range: list[float]
    """Outer range: every price at its low end, and at its high end."""
    yearly_by_category: dict[str, float]
    yearly_per_person: dict[str, float]
    yearly_per_household: dict[str, float]
    yearly_range: dict[str, list[float]]
    """Outer range by category: low prices and long lives, high prices and short lives."""
    yearly_total: float
    yearly_total_range: list[float]
    opex_by_purpose: dict[str, float]
    rungs_year: dict[str, float]
    """Yearly costs that a tariff may be asked to cover, each holding the one before."""
    present_value: float
    discount_rate: float
    benefits_per_year: dict[str, float] | None
    benchmarks: list[BenchmarkPart]
    """Published ranges in US$ a person, and the scheme's own figures."""
    notes: list[str]
