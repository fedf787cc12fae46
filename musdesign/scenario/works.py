"""The sections of a scenario file that tell of works: sources, tanks, pipes, costs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from musdesign.scenario.sources import (
    QUALITIES,
    USES,
    Name,
    Quality,
    Source,
    TreatmentTrain,
    Use,
    WeatherDays,
)
from musdesign.scenario.types import Amount, Money, Number, Quantity, Section, mistake

__all__ = [
    "QUALITIES",
    "USES",
    "CostItem",
    "Costs",
    "IrrigationTurns",
    "Name",
    "Network",
    "NetworkLink",
    "NetworkNode",
    "NightFilling",
    "Quality",
    "Source",
    "Tank",
    "TreatmentTrain",
    "Use",
    "WeatherDays",
]


class Tank(Section):
    """A community tank; its volume is sized where it is left out."""

    name: Name
    volume: Annotated[float, Quantity("m3")] | None = None
    serves: list[Use] | None = None
    """Uses drawn from it; all piped uses where left out."""
    overflow_to: str | None = None
    """Tank that takes its overflow (the two-tank layout of Nepal)."""
    material: Literal["rcc", "ferrocement", "masonry", "plastic"] = "rcc"


class NetworkNode(Section):
    """A point of the network."""

    id: Name
    elevation: Annotated[float, Quantity("m", minimum=-430, maximum=6000)]
    kind: Literal["source", "tank", "break_pressure_tank", "junction"] = "junction"
    households: Annotated[float, Number()] = 0.0
    """Households connected here in the base year: the node's share of the need."""
    groups: dict[str, Annotated[float, Number()]] = Field(default_factory=dict)
    """Households connected here by their group (or 1 for an institution): each hour of the largest
    day is then a load case of its own, for tap peaks and irrigation need not fall together."""
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    """Degrees (WGS 84), with the latitude: where the map shows it; nothing is computed from it."""
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    turn: Annotated[int, Field(ge=1, le=12)] | None = None
    """Turn in which the plots here are irrigated; chosen by the program where left out."""


class SurveyPoint(Section):
    """A point of the survey along a pipe."""

    distance: Annotated[float, Quantity("m", maximum=1e6)]
    """From the upstream end."""
    elevation: Annotated[float, Quantity("m", minimum=-430, maximum=6000)]


class NetworkLink(Section):
    """A pipe from the upstream to the downstream node."""

    id: Name
    start: str = Field(alias="from")
    end: str = Field(alias="to")
    length: Annotated[float, Quantity("m", above=0, maximum=1e6)]
    lowest_ground: Annotated[float, Quantity("m", minimum=-430, maximum=6000)] | None = None
    """Lowest ground along the pipe where it lies below both ends."""
    profile: list[SurveyPoint] = Field(default_factory=list)
    """The survey: high points keep their water, low points pick the pressure class."""


def _gardens() -> list[Use]:
    return ["gardens"]


class IrrigationTurns(Section):
    """Plots irrigated in turn, node by node, apart from the taps: each turn is a load case."""

    number: Annotated[int, Field(ge=1, le=12)]
    """Turns of a day, one after the other."""
    hours: Annotated[float, Quantity("hour/day", above=0, maximum=24)]
    """Of all turns together."""
    start: Annotated[float, Number(maximum=24)] = 6.0
    """Hour of the day at which the first begins."""
    uses: Annotated[list[Use], Field(min_length=1)] = Field(default_factory=_gardens)


class NightFilling(Section):
    """Uses that draw from tanks of the households, filled at night: a load case of its own."""

    uses: Annotated[list[Use], Field(min_length=1)]
    hours: Annotated[float, Quantity("hour/day", above=0, maximum=24)]
    start: Annotated[float, Number(maximum=24)] = 22.0
    """Hour of the day at which filling begins."""


class Network(Section):
    """A tree of pipes from one source."""

    catalogue: str
    min_pressure: Annotated[float, Quantity("m")] | None = None
    max_pressure: Annotated[float, Quantity("m", above=0)] | None = None
    """Largest static pressure at a tap; told where it is passed, for pipes cannot change it."""
    max_velocity: Annotated[float, Quantity("m/s", above=0, maximum=20)] | None = None
    min_velocity: Annotated[float, Quantity("m/s", maximum=20)] | None = None
    """In the busiest hour; told where it is missed."""
    max_loss: Annotated[float, Quantity("m/km", above=0, maximum=1000)] | None = None
    """These four are those of the standard where they are left out and it has them."""
    head_loss: Literal["darcy-weisbach", "hazen-williams"] = "darcy-weisbach"
    serves: list[Use] | None = None
    """Uses carried by the pipes; all where left out."""
    max_diameter: Annotated[float, Quantity("mm", above=0)] | None = None
    """Largest bore to be considered."""
    water_temperature: Annotated[float, Quantity("degC", maximum=45)] = 20.0
    """Of the water in the pipes: it sets their friction and their pressure class."""
    derating: dict[str, str] = Field(default_factory=dict)
    """Curves by which warm water weakens the pipes of a series or material: a maker's own."""
    turns: IrrigationTurns | None = None
    night_filling: NightFilling | None = None
    nodes: Annotated[list[NetworkNode], Field(min_length=2)]
    links: Annotated[list[NetworkLink], Field(min_length=1)]

    @model_validator(mode="after")
    def _limits_leave_room(self) -> Network:
        for low, high, what, unit in (
            (self.min_pressure, self.max_pressure, "pressure", "m"),
            (self.min_velocity, self.max_velocity, "velocity", "m/s"),
        ):
            if low is not None and high is not None and low > high:
                raise mistake(
                    f"the least {what} {low:g} {unit} lies above the largest, {high:g} {unit}",
                    cure="swap them, or leave one out",
                )
        return self

    @model_validator(mode="after")
    def _one_way_to_draw(self) -> Network:
        if self.turns and self.night_filling:
            both = [use for use in self.turns.uses if use in self.night_filling.uses]
            if both:
                raise mistake(
                    f"{both[0]} are watered in turns and filled at night",
                    cure="leave the use out of one of them",
                )
        late = [n.id for n in self.nodes if n.turn is not None and n.turn > self._turns]
        if late:
            raise mistake(
                f"node {late[0]} has a turn that there is not",
                cure=f"give turns.number, at least {max(n.turn or 0 for n in self.nodes)}",
            )
        return self

    @property
    def _turns(self) -> int:
        return self.turns.number if self.turns else 0


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
    """The user's own unit costs by item, such as tank_rcc_m3: 1500000 COP, or as a range
    1200000 to 1800000 COP."""
    exchange_rate: Annotated[Money, Amount("USD")] | None = None
    """What a US dollar costs, such as 4100 COP/USD; the rate on file where left out."""
    inflation: Annotated[float, Quantity("1/year", minimum=-0.2, maximum=10)] | None = None
    """Carries prices on beyond the consumer prices on file, such as 6 %/year."""
    lives: dict[str, Annotated[float, Quantity("year", above=0, maximum=200)]] = Field(
        default_factory=dict
    )
    """The user's own lives of assets, such as meter: 6 years."""
    items: list[CostItem] = Field(default_factory=list)
    collection_rate: Annotated[float, Quantity("%", maximum=100)] = 100.0

    @field_validator("exchange_rate")
    @classmethod
    def _a_dollar_costs_something(cls, value: Money | None) -> Money | None:
        if value is not None and not value.amount > 0:
            raise mistake("a dollar costs more than nothing", cure="write 4100 COP/USD")
        return value
