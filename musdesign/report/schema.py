"""The shape of the JSON result, published as a JSON Schema.

Units stand in the key names.  Flows in m3/day are gross at the design year, losses their own entry
of ``by_use_m3_day``; per-person figures are net.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from musdesign.provenance import Basis
from musdesign.report.schema_daily import DailyPart
from musdesign.report.schema_money import (
    BenefitsPart,
    BulkSalePart,
    CostsPart,
    FundingPart,
    LadderStepPart,
    ReturnsPart,
    TariffEffectsPart,
)
from musdesign.report.treatments import TreatmentPart

Verdict = Literal["meets", "breaks", "not_applicable", "cannot_tell"]


class Part(BaseModel):
    """A part of the document."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class UseLinePart(Part):
    """One line of the build-up: a use of a group, net at the tap in the design year."""

    name: str
    """The name to explain it by: musdesign explain SCENARIO NAME."""
    group: str
    use: str
    item: str
    households: float
    """Households of the group; 0 for a place that is no household."""
    per_household_l_day: float | None
    """Mean day of the year, over all households of the group."""
    mean_day_m3: float
    by_month_m3_day: list[float] = Field(min_length=12, max_length=12)
    """Mean day of each month."""
    daily_factor: float
    """Largest day of a month over that month's mean day."""
    by_hour_largest_day_lps: list[float] = Field(min_length=24, max_length=24)
    """Hours of its own largest day in the scheme's month of the largest day."""
    quality: str
    priority: int
    formula: str
    """Formula with its numbers in place, inputs, method and source."""
    rests_on: list[str]
    """Values that the user did not enter, each with source and basis."""


class DemandPart(Part):
    """Needs of the design year."""

    mean_day_m3: float
    max_day_m3: float
    max_day_month: int
    max_day_method: str
    peak_hour_lps: float
    peak_hour: int
    per_person_l_day: float
    by_use_m3_day: dict[str, float]
    """Net uses and ``losses_m3_day``; together they are the gross mean day."""
    by_month_m3_day: list[float] = Field(min_length=12, max_length=12)
    by_use_by_month_m3_day: dict[str, list[float]]
    hourly_max_day_lps: list[float] = Field(min_length=24, max_length=24)
    by_group: list[dict[str, Any]]
    build_up: list[UseLinePart]


class ServicePart(Part):
    """The service level of a group: by quantity and by access, the worse of the two."""

    group: str
    needed_l_person_day: float
    l_person_day: float
    """All uses, net, as far as the sources meet them."""
    distance_m: float | None
    round_trip_minutes: float | None
    level: str
    by_quantity: str
    by_access: str | None
    held_back_by: str


class YearPart(Part):
    """The need in one year of the horizon."""

    year: int
    population: float
    households: float
    mean_day_m3: float
    max_day_m3: float
    peak_hour_lps: float
    by_use_m3_day: dict[str, float]


class BandPart(Part):
    """How a figure spreads over the draws."""

    name: str
    unit: str
    mean: float
    quantiles: dict[str, float]
    """By quantile: 0.05 is exceeded in 95 % of the draws."""


class SamplePart(Part):
    """Bands of results over many draws."""

    draws: int
    seed: int
    drawn: list[str]
    """Values of the scenario that are ranges or distributions."""
    method: str
    """What the largest day means here."""
    bands: list[BandPart]
    by_month: list[BandPart] = Field(default_factory=list)
    """Gross m3/day of each month."""
    by_use_by_month: dict[str, list[BandPart]] = Field(default_factory=dict)
    """Net m3/day of each use and month."""


class RecipePart(Part):
    """Design flows by the standard's own recipe."""

    population: float
    net_l_person_day: float
    gross_l_person_day: float
    mean_day_lps: float
    max_day_lps: float
    peak_hour_lps: float
    mean_day_m3: float
    max_day_m3: float


class UseServicePart(Part):
    """How well a use is served over the mean year."""

    reliability: float
    """Volume met over volume needed."""
    time_reliability: float
    """Share of days on which the whole need is met."""
    demand_m3: float
    met_m3: float
    unmet_m3: float
    unmet_by_month_m3: list[float]


class SourcePart(Part):
    """What a source gives and what is taken from it over the mean year."""

    kind: str
    available_m3: float
    used_m3: float
    by_use_m3: dict[str, float]
    available_by_month_m3: list[float]
    used_by_month_m3: list[float]


class SupplyPart(Part):
    """Sources against needs."""

    by_use: dict[str, UseServicePart]
    by_source: dict[str, SourcePart]
    binding: list[str]


class StoragePart(Part):
    """A tank."""

    name: str
    volume_m3: float
    balancing_m3: float | None
    given: bool
    count: float
    material: str
    serves: list[str]


class SegmentPart(Part):
    """A stretch of one pipe."""

    diameter_mm: float
    label: str
    pressure_class: str
    length_m: float
    cost: float


class LinkPart(Part):
    """A sized link."""

    id: str
    start: str
    end: str
    length_m: float
    flow_lps: float
    headloss_m: float
    velocity_m_s: float
    static_m: float
    cost: float
    segments: list[SegmentPart]


class NodePart(Part):
    """A node with its heads."""

    id: str
    kind: str
    elevation_m: float
    demand_lps: float
    head_m: float
    pressure_m: float
    static_m: float
    min_pressure_m: float


class NetworkPart(Part):
    """The pipes."""

    feasible: bool
    reason: str
    cost: float
    lower_bound: float | None
    gap: float | None
    head_loss: str
    links: list[LinkPart]
    nodes: list[NodePart]
    epanet_max_pressure_difference_m: float | None


class QuotationPart(Part):
    """The words of a clause as they stand in its text."""

    text: str
    language: str
    """Such as es or pt-BR."""
    place: str
    """Where in the text, as the text counts it."""
    source: str
    """Where the words were read."""
    basis: Basis
    read: str | None
    """Day on which they were read."""
    note: str
    licence: str


class CheckPart(Part):
    """The verdict of one clause."""

    standard: str
    clause: str
    parameter: str
    verdict: Verdict
    value: float | str | None
    limit: float | str | None
    unit: str
    bound: str
    basis: Basis
    excess: float | None
    reading: str
    note: str
    cure: str
    source: str
    title: str = ""
    missing: list[str] = Field(default_factory=list)
    """What would have to be known for a verdict."""
    either: str = ""
    """Clauses with the same word are alternatives: one of them met is enough."""
    bundle: str = ""
    """Clauses with the same word must all be met; the bundle has a verdict of its own."""
    in_force_from: str | None = None
    in_force_to: str | None = None
    text: str = ""
    """What the clause says, in the words of this project."""
    quotation: QuotationPart | None = None
    """What it says in the words of its own text, where these are on file."""


class BillPart(Part):
    """The bill of one household group."""

    group: str
    households: float
    tariff_class: str
    volume_m3_month: float
    bill_month: float
    share_of_income: float | None
    lines: list[dict[str, Any]]


class TariffPart(Part):
    """Bills and cost recovery under one tariff."""

    name: str
    currency: str
    bills: list[BillPart]
    bulk: list[BulkSalePart]
    billed_year: float
    revenue_year: float
    """What is collected, bulk sales with it."""
    cost_recovery: dict[str, float | None]


class AssumptionPart(Part):
    """A number that the user did not enter."""

    name: str
    value: Any
    unit: str
    source: str
    basis: Basis
    date: str
    assumed: bool


class FuturePart(Part):
    """One future of the scheme."""

    kind: str
    demand: DemandPart
    recipe: RecipePart | None
    supply: SupplyPart | None
    daily: DailyPart | None = None
    treatment: list[TreatmentPart] = Field(default_factory=list)
    storage: list[StoragePart]
    service: list[ServicePart]
    network: NetworkPart | None
    checks: list[CheckPart]
    costs: CostsPart | None
    tariffs: list[TariffPart]
    tariff_effects: list[TariffEffectsPart]
    benefits: BenefitsPart | None
    returns: list[ReturnsPart]
    added: list[ReturnsPart] = Field(default_factory=list)
    """What the design adds over the norm's works run under the same need."""
    funding: list[FundingPart]
    ladder_income: list[LadderStepPart]
    """Income of each step of the multiple-use ladder, a person and year."""
    skipped: dict[str, str]
    notes: list[str]


class ResultDocument(FuturePart):
    """The design of a multiple-use scheme."""

    schema_version: Literal[1] = 1
    name: str
    currency: str
    design_year: int
    population: float
    households: float
    assumptions: list[AssumptionPart]
    unverified_count: int
    standard_design: FuturePart | None
    """The domestic-only design by the norm."""
    unplanned: FuturePart | None
    """The norm's design under the real need."""
