"""The sections of a scenario file.

Attribute names are the keys of the file.  Every quantity is a float in the unit named by its type
(``quantity("m2")`` is a number of m2); what varies over the year is a tuple of twelve.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from musdesign.errors import did_you_mean
from musdesign.provenance import Basis
from musdesign.scenario.types import Amount, Money, Monthly, Number, Quantity, Section, mistake
from musdesign.scenario.works import USES, Costs, Name, Network, Source, Tank, Use

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
    design_period: Annotated[float, Quantity("year", above=0, maximum=100)]
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

    group: Name
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
    name: Name
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
    def _names_once(self) -> Scenario:
        """Results are told by name, so no two things of a kind may share one."""
        named = {
            "households and institutions": [group.group for group in self.households]
            + [place.name or place.kind for place in self.institutions],
            "sources": [source.called(i) for i, source in enumerate(self.sources)],
            "storage": [tank.name for tank in self.storage],
        }
        for what, names in named.items():
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise mistake(f"two of the {what} are named '{twice[0]}'", cure="name them apart")
        return self

    @model_validator(mode="after")
    def _tanks_in_a_chain(self) -> Scenario:
        feeds = {tank.name: tank.overflow_to for tank in self.storage}
        for name, target in feeds.items():
            if target is not None and target not in feeds:
                raise mistake(
                    f"tank '{name}' overflows to the unknown tank '{target}'",
                    cure=did_you_mean(target, feeds),
                )
            seen, at = {name}, target
            while at is not None:
                if at in seen:
                    raise mistake(
                        f"the tanks overflow in a circle at '{at}'",
                        why="the last of a chain overflows to nothing",
                    )
                seen.add(at)
                at = feeds.get(at)
        return self
