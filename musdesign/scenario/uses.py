"""The sections of a scenario file that tell what a household uses water for."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from musdesign.scenario.types import Number, Quantity, Section, mistake
from musdesign.scenario.works import Quality

Months = Annotated[list[Annotated[int, Field(ge=1, le=12)]], Field(min_length=1, max_length=12)]
Litres = Annotated[float, Quantity("L/person/day", maximum=2000)]
MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


def unit_needed(value: Any, example: str) -> Any:
    """Return a quantity that is read later as it stands; a bare number is a mistake."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise mistake(f"the number {value:g} has no unit", cure=f"write it like {example}")
    return value


class Growth(Section):
    """Growth over the design period."""

    method: Literal["arithmetic", "geometric", "exponential", "wappaus"] = "geometric"
    rate: Annotated[float, Quantity("1/year", minimum=-0.2, maximum=0.2)]


class Uptake(Section):
    """How the share of households with a productive use changes after the base year."""

    to: Annotated[float, Quantity("%", maximum=100)]
    """Share of the households that have it in the end."""
    over: Annotated[float, Quantity("year", above=0, maximum=100)]
    """Years from the first household that follows to the last."""
    start: Annotated[float, Quantity("year", maximum=100)] = 0.0
    """Years after the base year before the change begins."""
    curve: Literal["linear", "s-curve"] = "s-curve"


class Productive(Section):
    """What every productive use has: who has it, and how that changes."""

    share: Annotated[float, Quantity("%", maximum=100)] = 100.0
    """Part of the group's households that have it in the base year."""
    uptake: Uptake | None = None
    """Change of that share over the horizon."""
    growth: Annotated[float, Quantity("1/year", minimum=-0.2, maximum=0.2)] = 0.0
    """Change a year of what one such household has: heads, area, output."""


class Components(Section):
    """Domestic water by its components."""

    set: str = "who_medium"
    """Components that one source gives together: a set of the table of domestic components."""
    parts: list[str] = Field(default_factory=list)
    """Further components of that table, such as cleaning."""
    sanitation: str | None = None
    """Kind of sanitation, a component of that table such as pour_flush."""
    level: Literal["low", "typical", "high"] = "typical"
    """Which figure of each published range is taken."""
    own: dict[str, Litres] = Field(default_factory=dict)
    """The user's own figures by component, such as laundry: 15 L/person/day."""


class Domestic(Section):
    """Water for drinking, cooking, washing and sanitation, net at the tap."""

    rate: Litres | None = None
    """Allocation as one figure."""
    household_rate: (
        Annotated[float, Quantity("m3/household/month", above=0, maximum=10_000)] | None
    ) = None
    """Allocation of a household whatever its size, instead of one figure for each person."""
    components: Components | None = None
    """Allocation as the sum of components, instead of one figure."""
    season: (
        Annotated[list[Annotated[float, Number()]], Field(min_length=12, max_length=12)] | None
    ) = None
    """Use of each month over the others, January first; scaled to a mean of 1."""
    pattern: str = "domestic"
    """Hours of use: an hourly pattern, or one's own as blocks of hours and per cent of the day,
    such as 5-8 40; 8-17 35; 17-20 25."""

    @model_validator(mode="after")
    def _rate_or_components(self) -> Domestic:
        given = [self.rate, self.household_rate, self.components]
        if sum(value is not None for value in given) != 1:
            raise mistake(
                "domestic water needs one of rate, household_rate and components",
                cure="write rate: 100 L/person/day, household_rate: 18 m3/household/month, or "
                "components: {sanitation: pour_flush}",
            )
        if self.season is not None and not sum(self.season) > 0:
            raise mistake("the season has no month with any use")
        return self


class Herd(Productive):
    """Animals of one kind per household."""

    head: Annotated[float, Number()]
    rate: Annotated[float, Quantity("L/head/day", maximum=1000)] | None = None
    """The user's own rate of the mean day, for drinking and service water together."""
    temperature: Literal["season", "class", "none"] | None = None
    """How heat moves it: season spreads the year's water over the months by the published points of
    the animal's class; class takes those points themselves; none leaves every month alike.  Where
    left out, season for the library's rates and none for the user's own."""
    milk: Annotated[float, Quantity("L/head/day", maximum=100)] | None = None
    """Milk given per head and day, where it moves what the animal drinks."""
    system: Literal["grazing", "industrial", "parlour", "none"] | None = None
    """Service water by the way of keeping; where left out, what the published rate holds."""
    service: Annotated[float, Quantity("L/head/day", maximum=1000)] | None = None
    """The user's own service water, instead of the library's."""
    pattern: str | None = None
    """Hours of watering: an hourly pattern; the animal's own where left out."""

    @model_validator(mode="after")
    def _rate_stands_alone(self) -> Herd:
        if self.rate is not None:
            given = [key for key in ("milk", "system", "service") if getattr(self, key) is not None]
            if given or self.temperature == "class":
                raise mistake(
                    f"a rate of one's own leaves no place for {given[0] if given else 'a class'}",
                    why="the rate already holds drinking and service water",
                    cure="leave out one of them",
                )
        return self


class Soil(Section):
    """What the soil bucket of a plot needs."""

    kind: str | None = None
    """Row of the soils table."""
    available_water: Annotated[float, Quantity("mm/m", above=0, maximum=500)] | None = None
    """The user's own figure: field capacity less wilting point."""
    root_depth: Annotated[float, Quantity("m", above=0, maximum=10)] | None = None
    """The user's own figure; the crop's in the root depths table where left out."""
    depletion: Annotated[float, Quantity("%", above=0, maximum=80)] | None = None
    """Share of the soil's water that the crop takes without loss; the crop's where left out."""

    @model_validator(mode="after")
    def _one_of_both(self) -> Soil:
        if (self.kind is None) == (self.available_water is None):
            raise mistake(
                "a soil needs either a kind or its available water",
                cure="write kind: loam, or available_water: 140 mm/m",
            )
        return self


class Garden(Productive):
    """A plot of one crop per household."""

    crop: str
    area: Annotated[float, Quantity("m2/household", maximum=1e6)]
    method: str = "hose"
    months: Months | None = None
    """Months in which it is watered (1 = January); all year where left out."""
    planting: Annotated[list[MonthDay], Field(min_length=1, max_length=6)] | None = None
    """Planting dates, month-day: one for each crop of the year; a bed of every age without."""
    stages: str | Annotated[list[float], Field(min_length=4, max_length=4)] | None = None
    """Growth stages: a row of the table of stage lengths, or four lengths in days."""
    climate_adjustment: bool | None = None
    """Whether the coefficients follow the wind and humidity of the place; where left out, those of
    a crop with planting dates do."""
    rain_method: Literal["usda_scs", "fao_aglw", "fao_tm3"] = "usda_scs"
    """Method of effective rain."""
    soil: Soil | None = None
    """Daily soil bucket; where left out the need is that of the month, without a soil."""
    deficit: Annotated[float, Quantity("%", maximum=90)] = 0.0
    """Part of the crop's need that is left unmet on purpose."""
    pattern: str = "garden"
    """Hours of watering: an hourly pattern such as garden or garden_night."""

    @field_validator("area", mode="before")
    @classmethod
    def _per_household(cls, value: Any) -> Any:
        """Read "200 m2" as 200 m2 per household: the plot stands in a household's uses."""
        return _each_household(value)

    @model_validator(mode="after")
    def _planting_has_stages(self) -> Garden:
        if self.planting is not None and self.stages is None:
            raise mistake(
                "planting dates need the lengths of the growth stages",
                cure="write stages: [30, 40, 40, 25], or a row of the table of stage lengths",
            )
        if self.planting is not None and self.months is not None:
            raise mistake(
                "give either planting dates or months",
                why="planting dates already say when the crop stands",
            )
        return self


class Pond(Productive):
    """A fish pond per household: filled, made up for evaporation and seepage, perhaps renewed."""

    area: Annotated[float, Quantity("m2/household", maximum=1e6)]
    depth: Annotated[float, Quantity("m", above=0, maximum=10)]
    seepage: Annotated[float, Quantity("mm/day", maximum=1000)] | None = None
    """Water lost into the ground; the library's figure for the soil where left out."""
    soil: str = "loam"
    """Row of the table of seepage losses, where no seepage is given."""
    fillings: Annotated[list[Annotated[int, Field(ge=1, le=12)]], Field(max_length=12)] = Field(
        default_factory=list
    )
    """Months at whose beginning it is filled anew; none where it is only kept full."""
    fill_time: Annotated[float, Quantity("day", minimum=1, maximum=365)] | None = None
    """How long a filling takes; the library's figure where left out."""
    exchange: Annotated[float, Quantity("%/day", maximum=100)] = 0.0
    """Part of its volume renewed by a flow through it."""
    months: Months | None = None
    """Months in which it holds water; all year where left out."""
    pattern: str = "pond_fill"

    @field_validator("area", mode="before")
    @classmethod
    def _per_household(cls, value: Any) -> Any:
        return _each_household(value)


class Enterprise(Productive):
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
    quality: Quality | None = None
    """Quality it needs; the library's where left out."""
    pattern: str | None = None
    """Hours of its day; the library's where left out."""

    @field_validator("output", "rate", mode="before")
    @classmethod
    def _with_unit(cls, value: Any) -> Any:
        return unit_needed(value, "800 kg/year, or a rate like 4 L/kg")


class HouseholdUses(Section):
    """What a household of the group uses water for."""

    domestic: Domestic
    livestock: dict[str, Herd] = Field(default_factory=dict)
    gardens: list[Garden] = Field(default_factory=list)
    ponds: list[Pond] = Field(default_factory=list)
    enterprises: list[Enterprise] = Field(default_factory=list)

    @field_validator("livestock", mode="before")
    @classmethod
    def _plain_head(cls, value: Any) -> Any:
        """Read ``dairy_cow: 2`` as ``dairy_cow: {head: 2}``."""
        if not isinstance(value, dict):
            return value
        return {kind: herd if isinstance(herd, dict) else {"head": herd}
                for kind, herd in value.items()}  # fmt: skip


def _each_household(value: Any) -> Any:
    if isinstance(value, str) and "household" not in value and "hh" not in value:
        return f"{value}/household" if value.strip()[-1:].isalnum() else value
    return value
