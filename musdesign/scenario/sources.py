"""The sections of a scenario file that tell where the water comes from and how it is treated."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from musdesign.scenario.types import Amount, Money, Monthly, Number, Quantity, Section, mistake

Use = Literal["domestic", "institutions", "livestock", "enterprises", "gardens"]
Quality = Literal["drinking", "domestic", "livestock", "irrigation"]
USES: tuple[Use, ...] = ("domestic", "institutions", "livestock", "enterprises", "gardens")
QUALITIES: tuple[Quality, ...] = ("drinking", "domestic", "livestock", "irrigation")
Name = Annotated[str, Field(min_length=1, max_length=120)]
Kind = Literal[
    "spring", "stream", "borehole", "well", "roof", "purchase", "pond", "greywater"
]  # fmt: skip

# what each kind needs, and an example of it
_NEEDS: dict[str, tuple[str, ...]] = {
    "roof": ("area", "tank"),
    "purchase": ("limit",),
    "pond": ("catchment", "volume", "surface"),
    "greywater": (),
}
_EXAMPLES = {
    "flow": "flow: 0.8 L/s, or monthly: 12 numbers and unit",
    "limit": "limit: 20 m3/day",
    "area": "area: 40 m2/household and tank: 2 m3/household",
    "tank": "area: 40 m2/household and tank: 2 m3/household",
    "catchment": "catchment: 5 ha, volume: 800 m3 and surface: 600 m2",
    "volume": "catchment: 5 ha, volume: 800 m3 and surface: 600 m2",
    "surface": "catchment: 5 ha, volume: 800 m3 and surface: 600 m2",
}
# keys that mean something for some kinds alone
_ONLY: dict[str, tuple[str, ...]] = {
    "gaugings": ("spring", "stream"),
    "series": ("spring", "stream"),
    "recession": ("spring", "stream"),
    "exceeded": ("spring", "stream"),
    "ecological_rule": ("spring", "stream"),
    "test": ("borehole", "well"),
    "solar_power": ("borehole", "well"),
    "lift": ("borehole", "well", "spring", "stream"),
    "ram_fall": ("spring", "stream"),
    "area": ("roof",),
    "tank": ("roof",),
    "first_flush": ("roof",),
    "filter": ("roof",),
    "catchment": ("pond",),
    "volume": ("pond",),
    "surface": ("pond",),
    "seepage": ("pond",),
    "initial_loss": ("pond",),
    "fraction": ("greywater",),
}


class Gauging(Section):
    """A flow measured on a day without rain."""

    date: dt.date
    flow: Annotated[float, Quantity("L/s", above=0)]


class PumpingTest(Section):
    """The test of a well: flow at its end, how long it was, and the rule for the safe yield."""

    flow: Annotated[float, Quantity("L/s")]
    hours: Annotated[float, Quantity("hour", above=0)] | None = None
    rule: str = "six_hour_test"
    """A row of the library's well rules."""


class Source(Section):
    """A water source; which keys it needs depends on its kind."""

    kind: Kind
    name: str = ""
    quality: Quality = "domestic"
    """Quality as it comes; where a treatment takes it, before the treatment."""
    flow: Annotated[tuple[float, ...], Monthly("L/s")] | None = None
    """Natural flow of a spring or stream, or the safe pumping rate of a well or borehole."""
    series: str = ""
    """File of daily flows (date, flow) beside the scenario: a spring's or stream's own record."""
    exceeded: Annotated[float, Quantity("%", maximum=100)] | None = None
    """With a series: take the flow exceeded on so many days of each month, such as 95 %."""
    gaugings: list[Gauging] = Field(default_factory=list)
    """Dry-season gaugings: Maillet's recession is fitted to them."""
    recession: Annotated[float, Quantity("%/day", above=0, maximum=100)] | None = None
    """Maillet's coefficient, such as 1.5 %/day; from the gaugings or the library where left out."""
    follows_rain: bool = True
    """Whether the flow rises and falls with the rain of the days simulated."""
    test: PumpingTest | None = None
    pump_hours: Annotated[float, Quantity("hour/day", maximum=24)] | None = None
    pump_start: Annotated[float, Number(maximum=24)] | None = None
    """Hour of the day at which pumping starts, such as 7; around noon where left out."""
    solar_power: Annotated[float, Quantity("kW", above=0)] | None = None
    """Peak power of the modules that drive the pump; needs lift."""
    lift: Annotated[float, Quantity("m", above=0)] | None = None
    """Head of the pump, friction included; without solar_power its electricity is paid for."""
    ram_fall: Annotated[float, Quantity("m", above=0)] | None = None
    """Fall of the drive pipe of a hydraulic ram; needs lift, the height above the ram."""
    ecological_flow: Annotated[float, Quantity("%", maximum=100)] = 0.0
    """Part of the natural flow that stays in the stream."""
    ecological_rule: str | None = None
    """A row of the library's ecological rules, instead of ecological_flow."""
    limit: Annotated[float, Quantity("m3/day")] | None = None
    """Most that may be taken or bought in a day: a water right, a concession or a contract."""
    limit_source: str = ""
    """Document of the right or contract."""
    area: Annotated[float, Quantity("m2/household")] | None = None
    runoff_coefficient: Annotated[float, Number(maximum=1)] | None = None
    first_flush: Annotated[float, Quantity("mm", maximum=50)] = 0.0
    """Rain of a day after dry ones that is led away."""
    filter: Annotated[float, Quantity("%", above=0, maximum=100)] = 100.0
    """Part that passes the filter."""
    tank: Annotated[float, Quantity("m3/household")] | None = None
    catchment: Annotated[float, Quantity("m2", above=0)] | None = None
    volume: Annotated[float, Quantity("m3", above=0)] | None = None
    """Usable volume of a pond or dam."""
    surface: Annotated[float, Quantity("m2", above=0)] | None = None
    """Water surface of a full pond."""
    seepage: Annotated[float, Quantity("mm/day", maximum=200)] = 2.0
    initial_loss: Annotated[float, Quantity("mm", maximum=200)] = 0.0
    """Rain of a day that the catchment takes before any runs off."""
    fraction: Annotated[float, Quantity("%", maximum=100)] | None = None
    """Part of the domestic water that comes back as greywater; the library's where left out."""
    salinity: Annotated[float, Quantity("dS/m", maximum=100)] | None = None
    """Electrical conductivity."""
    coliforms: Annotated[float, Number(maximum=1e12)] | None = None
    """E. coli in 100 mL."""
    turbidity: Annotated[float, Number(maximum=1e5)] | None = None
    """NTU of the raw water."""
    cost: Annotated[Money, Amount("m3")] | None = None
    serves: list[Use] | None = None
    """Uses that may draw from it; all whose quality it meets where left out."""

    def called(self, index: int) -> str:
        """Return the name, or the kind with its place in the list."""
        return self.name or f"{self.kind} {index + 1}"

    @model_validator(mode="after")
    def _complete(self) -> Source:
        missing = [key for key in _NEEDS.get(self.kind, ()) if getattr(self, key) is None]
        if self.kind not in _NEEDS and self.flow is None:
            other = self.series or self.gaugings if self.kind in {"spring", "stream"} else self.test
            missing = [] if other or self.solar_power else ["flow"]
        if missing:
            raise mistake(f"a source of the kind {self.kind} needs {' and '.join(missing)}",
                          cure=f"write {_EXAMPLES[missing[0]]}")  # fmt: skip
        strange = [
            key
            for key, kinds in _ONLY.items()
            if key in self.model_fields_set and self.kind not in kinds
        ]
        if strange:
            raise mistake(
                f"a source of the kind {self.kind} has no {', '.join(strange)}",
                cure=f"{strange[0]} belongs to: {', '.join(_ONLY[strange[0]])}",
            )
        return self

    @model_validator(mode="after")
    def _one_way_each(self) -> Source:
        if self.ecological_rule is not None and "ecological_flow" in self.model_fields_set:
            raise mistake(
                "ecological_flow and ecological_rule are two ways of saying one thing",
                cure="keep one of the two",
            )
        if self.exceeded is not None and not self.series:
            raise mistake(
                "a flow exceeded on a share of the days needs a record",
                cure="give series: a file of daily flows, or write the flow itself",
            )
        if self.solar_power is not None and self.lift is None:
            raise mistake("a solar pump needs solar_power and lift", cure="write lift: 40 m")
        if self.ram_fall is not None and (self.lift is None or self.lift <= self.ram_fall):
            raise mistake(
                "a ram needs a lift above its fall",
                why="water that falls further than it is lifted needs no ram",
                cure="write ram_fall: 5 m and lift: 30 m",
            )
        if self.gaugings and self.flow is None and len({g.date for g in self.gaugings}) < 2:
            raise mistake(
                "a recession needs gaugings on two days at least",
                cure="gauge again, or write the flow of each month",
            )
        return self


class TreatmentTrain(Section):
    """Steps that lift the water of some sources to a better tier."""

    name: Name
    takes: Annotated[list[str], Field(min_length=1)]
    """Sources that it treats."""
    steps: Annotated[list[str], Field(min_length=1)]
    """Rows of the library's treatment steps, the first first."""
    capacity: Annotated[float, Quantity("m3/day", above=0)]
    hours: Annotated[float, Quantity("hour/day", above=0, maximum=24)] = 24.0
    dose: Annotated[float, Quantity("mg/L", maximum=50)] | None = None
    """Chlorine given."""
    chlorine_demand: Annotated[float, Quantity("mg/L", maximum=50)] = 0.0
    """Chlorine that the water itself uses up."""
    contact: Annotated[float, Quantity("minute", maximum=1440)] | None = None
    loss: Annotated[float, Quantity("%", maximum=90)] | None = None
    """Part lost to washing; that of the steps where left out."""
    cost: Annotated[Money, Amount("m3")] | None = None
    serves: list[Use] | None = None


class WeatherDays(Section):
    """The days for which the supply is simulated."""

    record: str = ""
    """File of daily rain beside the scenario; made from the monthly normals where left out."""
    gaps: Literal["refuse", "other_years", "zero"] = "refuse"
    """What is done with missing days of the record."""
    years: Annotated[int, Field(ge=1, le=200)] = 30
    """Years to make where there is no record."""
    scenarios: Annotated[int, Field(ge=1, le=1000)] = 1
    seed: Annotated[int, Field(ge=0)] = 1
    rain_shape: Annotated[float, Number(above=0.05, maximum=20)] = 0.75
    """Shape of the gamma distribution of rain on a wet day."""
    temperature_spread: Annotated[float, Number(maximum=15)] | None = None
    """Spread (standard deviation, °C) of the made days' mean temperature about the month's."""
    soil_store: Annotated[float, Quantity("mm", maximum=500)] | None = None
    """Water that a garden's soil holds for its crop; the library's where left out."""
    rain_switch: Annotated[float, Quantity("%", maximum=100)] = 0.0
    """Part of the need that households at wells and handpumps cover from rain in a wet week."""
    animals_rain_switch: Annotated[float, Quantity("%", maximum=100)] = 0.0
    """Part of the animals' need that pools and wet fodder cover in a wet week."""

    @model_validator(mode="after")
    def _not_too_much(self) -> WeatherDays:
        if self.years * self.scenarios > 6000:
            raise mistake(
                f"{self.scenarios} scenarios of {self.years} years are more than is simulated",
                why="at most 6,000 years together",
                cure="write scenarios: 100 and years: 30",
            )
        return self
