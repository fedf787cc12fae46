"""The sections of a scenario file that tell of works: sources, tanks, pipes, costs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from musdesign.scenario.types import Amount, Money, Monthly, Number, Quantity, Section, mistake

Use = Literal["domestic", "institutions", "livestock", "enterprises", "gardens"]
Quality = Literal["drinking", "domestic", "livestock", "irrigation"]
USES: tuple[Use, ...] = ("domestic", "institutions", "livestock", "enterprises", "gardens")
QUALITIES: tuple[Quality, ...] = ("drinking", "domestic", "livestock", "irrigation")
Name = Annotated[str, Field(min_length=1, max_length=120)]


class Source(Section):
    """A water source; which keys it needs depends on its kind."""

    kind: Literal["spring", "stream", "borehole", "well", "roof", "purchase"]
    name: str = ""
    quality: Quality = "domestic"
    """Quality as delivered, after the treatment of the scheme."""
    flow: Annotated[tuple[float, ...], Monthly("L/s")] | None = None
    """Natural flow of a spring or stream, or the safe pumping rate of a well or borehole."""
    pump_hours: Annotated[float, Quantity("hour/day", maximum=24)] | None = None
    pump_start: Annotated[float, Number(maximum=24)] | None = None
    """Hour of the day at which pumping starts, such as 7; around noon where left out."""
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

    def called(self, index: int) -> str:
        """Return the name, or the kind with its place in the list."""
        return self.name or f"{self.kind} {index + 1}"

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


class NetworkLink(Section):
    """A pipe from the upstream to the downstream node."""

    id: Name
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
