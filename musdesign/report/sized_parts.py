"""The parts of a sized network as plain data: what its JSON document is checked against."""

from __future__ import annotations

from pydantic import Field

from musdesign.report.schema import AssumptionPart, Part


class SegmentPart(Part):
    """A stretch of one pipe; ``diameter_mm`` is its bore."""

    diameter_mm: float
    pressure_class: str
    length_m: float
    cost: float
    label: str
    parallel: bool
    """Laid beside the existing pipe, over the whole link."""
    existing: bool
    """Lies there already."""


class LinkPart(Part):
    """A sized link; ``flow_lps`` and ``headloss_m`` belong to the load with most loss."""

    id: str
    start: str
    end: str
    length_m: float
    segments: list[SegmentPart]
    flow_lps: float
    headloss_m: float
    velocity_m_s: float
    static_m: float
    cost: float
    pump_head_m: float
    valve_drop_m: float
    filling: bool
    """Leads to tanks, and runs in the hours of filling."""


class NodePart(Part):
    """A node: head and pressure in its worst load, pressure at rest."""

    id: str
    kind: str
    elevation_m: float
    head_m: float | None
    pressure_m: float | None
    static_m: float | None
    demand_lps: float
    min_pressure_m: float


class TankPart(Part):
    """A tank to be built."""

    node: str
    volume_m3: float
    height_m: float
    level_m: float
    served_m3: float
    feeds: list[str]
    cost: float


class PumpPart(Part):
    """A pump at the head of a link, with its energy at present value."""

    link: str
    head_m: float
    flow_lps: float
    power_kw: float
    source: str
    capital_cost: float
    energy_cost: float
    cost: float


class BreakPart(Part):
    """A break-pressure tank or reducing valve."""

    node: str
    kind: str
    level_m: float
    arriving_m: float
    cost: float


class RelaxationPart(Part):
    """A change of one limit that would help."""

    what: str
    where: str
    now: float
    needed: float
    unit: str
    cost: float | None


class ProfilePart(Part):
    """A point along a pipe: ground, grade line, level at rest, and what stands there."""

    link: str
    distance_m: float
    ground_m: float
    head_m: float
    pressure_m: float
    static_m: float
    pipe: str
    pressure_class: str
    fitting: str
    """Air valve, washout, or nothing."""


class VerificationPart(Part):
    """The design run in EPANET."""

    max_pressure_difference_m: float
    worst_node: str
    max_flow_difference_lps: float
    agrees: bool
    note: str


class NodePeriodPart(Part):
    """The least pressure of a node over the run and its hour."""

    node: str
    min_pressure_m: float
    at_hour: float
    max_pressure_m: float
    below_share: float


class TankPeriodPart(Part):
    """A tank over the run."""

    node: str
    volume_m3: float
    least_m3: float
    most_m3: float
    empty_hours: float
    full_hours: float
    repeats: bool


class PeriodPart(Part):
    """The design run over time in EPANET."""

    hours: float
    max_difference_m: float
    """Where the physics is the same: each pipe on the way carries its design flow."""
    worst_node: str
    compared: int
    agrees: bool
    nodes: list[NodePeriodPart]
    tanks: list[TankPeriodPart]
    warnings: dict[str, float]
    explained: list[str]


class QuantityPart(Part):
    """A line of the bill of quantities."""

    item: str
    kind: str
    quantity: float
    unit: str
    cost: float | None


class NetworkDocument(Part):
    """A network sized at least cost."""

    name: str
    file: str
    format: str
    currency: str
    feasible: bool
    reasons: list[str]
    relaxations: list[RelaxationPart]
    cost: float | None
    lower_bound: float | None
    gap: float | None
    exact: bool
    """False where the cost is an upper bound alone."""
    method: str
    single_diameter_cost: float | None
    """Least cost with one diameter in each link."""
    single_diameter_lower_bound: float | None
    costs: dict[str, float]
    head_loss: str
    water_c: float
    loads: list[str]
    links: list[LinkPart]
    nodes: list[NodePart]
    tanks: list[TankPart]
    pumps: list[PumpPart]
    break_pressure_tanks: list[BreakPart]
    profile: list[ProfilePart]
    bill_of_quantities: list[QuantityPart]
    verification: VerificationPart | None
    day: PeriodPart | None
    week: PeriodPart | None
    notes: list[str]
    assumptions: list[AssumptionPart]
    schema_version: int = Field(1)
