"""The sections of a scenario file.

Attribute names are the keys of the file.  Every quantity is a float in the unit named by its type
(``quantity("m2")`` is a number of m2); what varies over the year is a tuple of twelve.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from musdesign.provenance import Basis
from musdesign.scenario.types import Amount, Money, Monthly, Number, Quantity, Section, mistake

Use = Literal["domestic", "institutions", "livestock", "enterprises", "gardens"]
Quality = Literal["drinking", "domestic", "livestock", "irrigation"]
USES: tuple[Use, ...] = ("domestic", "institutions", "livestock", "enterprises", "gardens")
QUALITIES: tuple[Quality, ...] = ("drinking", "domestic", "livestock", "irrigation")

Months = Annotated[list[Annotated[int, Field(ge=1, le=12)]], Field(min_length=1, max_length=12)]


def _unit_needed(value: Any, example: str) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise mistake(f"the number {value:g} has no unit", cure=f"write it like {example}")
    return value


class Climate(Section):
    """Monthly normals of the place."""

    source: str
    """Document or station the values were taken from."""
    rain: Annotated[tuple[float, ...], Monthly("mm/month", maximum=3000)]
    temperature_min: Annotated[tuple[float, ...], Monthly("degC", minimum=-40, maximum=50)]
    temperature_max: Annotated[tuple[float, ...], Monthly("degC", minimum=-40, maximum=60)]
    humidity: Annotated[tuple[float, ...], Monthly("%", maximum=100)] | None = None
    wind: Annotated[tuple[float, ...], Monthly("m/s", maximum=40)] | None = None
    sunshine: Annotated[tuple[float, ...], Monthly("hour/day", maximum=24)] | None = None
    reference_evapotranspiration: (
        Annotated[tuple[float, ...], Monthly("mm/day", maximum=20)] | None
    ) = None
    """Taken as it stands where given; else computed by FAO-56."""
    rain_days: Annotated[tuple[float, ...], Monthly("day/month", maximum=31)] | None = None

    @model_validator(mode="after")
    def _coldest_below_warmest(self) -> Climate:
        if any(low > high for low, high in
               zip(self.temperature_min, self.temperature_max, strict=True)):  # fmt: skip
            raise mistake("temperature_min is above temperature_max in some month")
        return self


class Location(Section):
    """Where the scheme is."""

    country: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    """ISO 3166 code of three letters."""
    place: str = ""
    latitude: Annotated[float, Field(ge=-90, le=90)]
    altitude: Annotated[float, Quantity("m", minimum=-430, maximum=6000)]
    area: Literal["rural", "urban"] = "rural"
    climate: Climate
    conditions: dict[str, str | float] = Field(default_factory=dict)
    """Further conditions that a standard asks for, such as zone: valles."""


class Growth(Section):
    """Growth of population over the design period."""

    method: Literal["arithmetic", "geometric", "exponential", "wappaus"] = "geometric"
    rate: Annotated[float, Quantity("1/year", minimum=-0.2, maximum=0.2)]


class Horizon(Section):
    """Base year, design period and growth."""

    base_year: Annotated[int, Field(ge=1900, le=2200)]
    design_period: Annotated[float, Quantity("year", maximum=100)]
    growth: Growth


class Domestic(Section):
    """Water for drinking, cooking, washing and sanitation, net at the tap."""

    rate: Annotated[float, Quantity("L/person/day", maximum=2000)]


class Herd(Section):
    """Animals of one kind per household, with the user's own rate."""

    head: Annotated[float, Number()]
    rate: Annotated[float, Quantity("L/head/day", maximum=1000)] | None = None


class Garden(Section):
    """A plot of one crop per household."""

    crop: str
    area: Annotated[float, Quantity("m2/household", maximum=1e6)]
    method: str = "hose"
    months: Months | None = None
    """Months in which it is watered (1 = January); all year where left out."""
    pattern: str = "garden"
    """Hours of watering: an hourly pattern such as garden or garden_night."""
    share: Annotated[float, Quantity("%", maximum=100)] = 100.0
    """Part of the households that have it."""

    @field_validator("area", mode="before")
    @classmethod
    def _per_household(cls, value: Any) -> Any:
        """Read "200 m2" as 200 m2 per household: the plot stands in a household's uses."""
        if isinstance(value, str) and "household" not in value and "hh" not in value:
            return f"{value}/household" if value.strip()[-1:].isalnum() else value
        return value


class Enterprise(Section):
    """A small business per household, by its yearly output."""

    kind: str
    output: str
    """Yearly output or driver with its unit, such as 800 kg/year."""
    rate: str | None = None
    """The user's own water per unit of output, such as 4 L/kg; needed where none was published."""
    months: Months | None = None
    """Months of the season; all year where left out."""
    peak_day_share: Annotated[float, Quantity("%", maximum=100)] | None = None
    """Part of the yearly output handled on the busiest day."""
    share: Annotated[float, Quantity("%", maximum=100)] = 100.0

    @field_validator("output", "rate", mode="before")
    @classmethod
    def _with_unit(cls, value: Any) -> Any:
        return _unit_needed(value, "800 kg/year, or a rate like 4 L/kg")


class Uses(Section):
    """What a household of the group uses water for."""

    domestic: Domestic
    livestock: dict[str, Herd] = Field(default_factory=dict)
    gardens: list[Garden] = Field(default_factory=list)
    enterprises: list[Enterprise] = Field(default_factory=list)

    @field_validator("livestock", mode="before")
    @classmethod
    def _plain_head(cls, value: Any) -> Any:
        """Read ``dairy_cow: 2`` as ``dairy_cow: {head: 2}``."""
        if not isinstance(value, dict):
            return value
        return {kind: herd if isinstance(herd, dict) else {"head": herd}
                for kind, herd in value.items()}  # fmt: skip


class HouseholdGroup(Section):
    """Households of one kind in the base year."""

    group: str
    count: Annotated[float, Number(above=0, maximum=1e7)]
    size: Annotated[float, Number(above=0, maximum=50)]
    """Persons per household."""
    income: Annotated[Money, Amount("month")] | None = None
    service: Literal["house connection", "yard tap", "public tap", "well or handpump"] = "yard tap"
    distance: Annotated[float, Quantity("m", maximum=1e5)] | None = None
    """Walk to the water point (public tap, well or handpump)."""
    tariff_class: str | dict[str, str] = ""
    """Class in the tariffs, or class by tariff name."""
    uses: Uses


class Institution(Section):
    """A school, clinic, hotel or shop: its kind and how many units in the base year."""

    kind: str
    name: str = ""
    units: Annotated[float, Number(above=0)]
    rate: str | None = None
    """The user's own rate, such as 20 L/pupil/day."""

    @field_validator("rate", mode="before")
    @classmethod
    def _with_unit(cls, value: Any) -> Any:
        return _unit_needed(value, "20 L/pupil/day")


class Source(Section):
    """A water source; which keys it needs depends on its kind."""

    kind: Literal["spring", "stream", "borehole", "well", "roof", "purchase"]
    name: str = ""
    quality: Quality = "domestic"
    """Quality as delivered, after the treatment of the scheme."""
    flow: Annotated[tuple[float, ...], Monthly("L/s")] | None = None
    """Natural flow of a spring or stream, or the safe pumping rate of a well or borehole."""
    pump_hours: Annotated[float, Quantity("hour/day", maximum=24)] | None = None
    ecological_flow: Annotated[float, Quantity("%", maximum=100)] = 0.0
    """Part of the natural flow that stays in the stream."""
    limit: Annotated[float, Quantity("m3/day")] | None = None
    """Most that may be taken or bought in a day: a concession or a contract."""
    area: Annotated[float, Quantity("m2/household")] | None = None
    runoff_coefficient: Annotated[float, Number(maximum=1)] | None = None
    tank: Annotated[float, Quantity("m3/household")] | None = None
    cost: Annotated[Money, Amount("m3")] | None = None
    serves: list[Use] | None = None
    """Uses that may draw from it; all whose quality it meets where left out."""

    @model_validator(mode="after")
    def _complete(self) -> Source:
        if self.kind == "roof":
            missing = [key for key in ("area", "tank") if getattr(self, key) is None]
        elif self.kind == "purchase":
            missing = ["limit"] if self.limit is None else []
        else:
            missing = ["flow"] if self.flow is None else []
        if missing:
            raise mistake(f"a {self.kind} needs {' and '.join(missing)}",
                          cure={"flow": "write flow: 0.8 L/s, or monthly: 12 numbers and unit",
                                "limit": "write limit: 20 m3/day"}.get(missing[0],
                          "write area: 40 m2/household and tank: 2 m3/household"))  # fmt: skip
        return self


class Tank(Section):
    """A community tank; its volume is sized where it is left out."""

    name: str
    volume: Annotated[float, Quantity("m3")] | None = None
    serves: list[Use] | None = None
    """Uses drawn from it; all piped uses where left out."""
    overflow_to: str | None = None
    """Tank that takes its overflow (the two-tank layout of Nepal)."""
    material: Literal["rcc", "ferrocement", "masonry", "plastic"] = "rcc"


class NetworkNode(Section):
    """A point of the network."""

    id: str
    elevation: Annotated[float, Quantity("m", minimum=-430, maximum=6000)]
    kind: Literal["source", "tank", "break_pressure_tank", "junction"] = "junction"
    households: Annotated[float, Number()] = 0.0
    """Households connected here in the base year: the node's share of the need."""


class NetworkLink(Section):
    """A pipe from the upstream to the downstream node."""

    id: str
    start: str = Field(alias="from")
    end: str = Field(alias="to")
    length: Annotated[float, Quantity("m", above=0, maximum=1e6)]
    lowest_ground: Annotated[float, Quantity("m", minimum=-430, maximum=6000)] | None = None
    """Lowest ground along the pipe where it lies below both ends."""


class Network(Section):
    """A tree of pipes from one source."""

    catalogue: str
    min_pressure: Annotated[float, Quantity("m")] | None = None
    head_loss: Literal["darcy-weisbach", "hazen-williams"] = "darcy-weisbach"
    serves: list[Use] | None = None
    """Uses carried by the pipes; all where left out."""
    max_diameter: Annotated[float, Quantity("mm", above=0)] | None = None
    """Largest bore to be considered."""
    nodes: Annotated[list[NetworkNode], Field(min_length=2)]
    links: Annotated[list[NetworkLink], Field(min_length=1)]


class CostItem(Section):
    """A cost that no table knows: land, access road, study."""

    name: str
    amount: Annotated[Money, Amount()]
    asset: str = ""
    """Asset whose life sets its replacement; never replaced where left out."""


class Costs(Section):
    """Prices of the place and financial assumptions."""

    price_year: int | None = None
    discount_rate: Annotated[float, Quantity("1/year", minimum=-0.05, maximum=0.5)] | None = None
    unit_costs: dict[str, str] = Field(default_factory=dict)
    """The user's own unit costs by item, such as tank_rcc_m3: 1500000 COP."""
    items: list[CostItem] = Field(default_factory=list)
    collection_rate: Annotated[float, Quantity("%", maximum=100)] = 100.0


class Peaks(Section):
    """The user's own peak factors for domestic use."""

    max_day_factor: Annotated[float, Number(minimum=1, maximum=5)] | None = None
    peak_hour_factor: Annotated[float, Number(minimum=1, maximum=20)] | None = None
    """Peak hour over mean hour of the same day."""


class Decision(Section):
    """Who decided what, when and why."""

    date: dt.date
    by: str
    what: str
    why: str


class Evidence(Section):
    """Where values of this file come from: a source with its basis, or why they were assumed."""

    path: str
    """Path of the value, or of a section whose every value comes from there."""
    source: str = ""
    basis: Basis = "unverified"
    assumed: str = ""
    """Why the value was chosen, where no source gives it."""

    @model_validator(mode="after")
    def _one_of_both(self) -> Evidence:
        if bool(self.source) == bool(self.assumed):
            raise mistake("give either a source with its basis, or why it is assumed")
        if self.assumed and self.basis != "unverified":
            raise mistake("an assumed value is unverified")
        return self


class Scenario(Section):
    """A multiple-use scheme: people, uses, sources, pipes, money."""

    schema_version: Literal[1] = Field(1, alias="schema")
    name: str
    description: str = ""
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    location: Location
    standard: str | None = None
    also_check: list[str] = Field(default_factory=list)
    """Further standards to check, not used for the norm's design."""
    horizon: Horizon
    households: Annotated[list[HouseholdGroup], Field(min_length=1)]
    institutions: list[Institution] = Field(default_factory=list)
    losses: Annotated[float, Quantity("%", maximum=90)] | None = None
    """Part of the water put into supply that is lost."""
    peaks: Peaks = Field(default_factory=Peaks)
    priorities: list[Use] = Field(default_factory=lambda: list(USES))
    """Uses, the most important first."""
    sources: list[Source] = Field(default_factory=list)
    storage: list[Tank] = Field(default_factory=list)
    network: Network | None = None
    costs: Costs = Field(default_factory=Costs)
    tariffs: list[str] = Field(default_factory=list)
    decisions: list[Decision] = Field(default_factory=list)
    provenance: list[Evidence] = Field(default_factory=list)

    @field_validator("priorities")
    @classmethod
    def _each_use_once(cls, value: list[Use]) -> list[Use]:
        if sorted(value) != sorted(USES):
            raise mistake(
                "each use stands once in the priorities",
                cure=f"write [{', '.join(USES)}] in your order",
            )
        return value

    @model_validator(mode="after")
    def _one_currency(self) -> Scenario:
        amounts: list[Money | None] = [group.income for group in self.households]
        amounts += [source.cost for source in self.sources]
        amounts += [item.amount for item in self.costs.items]
        other = {m.currency for m in amounts if m is not None} - {self.currency}
        if other:
            raise mistake(
                f"amounts in {', '.join(sorted(other))} beside the scenario's {self.currency}",
                cure="write all amounts in one currency",
            )
        return self

    @model_validator(mode="after")
    def _tanks_known(self) -> Scenario:
        names = [tank.name for tank in self.storage]
        for tank in self.storage:
            if tank.overflow_to is not None and tank.overflow_to not in names:
                raise mistake(
                    f"tank '{tank.name}' overflows to the unknown tank '{tank.overflow_to}'"
                )
        return self
