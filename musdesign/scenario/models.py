"""The sections of a scenario file.

Attribute names are the keys of the file.  Every quantity is a float in the unit named by its type
(``quantity("m2")`` is a number of m2); what varies over the year is a tuple of twelve.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from musdesign.errors import did_you_mean
from musdesign.provenance import Basis
from musdesign.scenario.board import Board, ClassRates, Funding, Gains, TariffStudy
from musdesign.scenario.types import Amount, Money, Monthly, Number, Quantity, Section, mistake
from musdesign.scenario.uses import Growth, HouseholdUses, Months, unit_needed
from musdesign.scenario.works import (
    USES,
    Costs,
    Name,
    Network,
    Quality,
    Source,
    Tank,
    TreatmentTrain,
    Use,
    WeatherDays,
)


class Climate(Section):
    """Monthly normals of the place, written out or read from a station's file."""

    file: str = ""
    """Climate file beside the scenario: CLIMWAT .pen or .cli, NASA POWER JSON, or a table."""
    notes: list[str] = Field(default_factory=list)
    """What a reader of the figures should know, such as gaps of the file."""
    source: str
    """Document or station the values were taken from."""
    rain: Annotated[tuple[float, ...], Monthly("mm/month", maximum=3000)]
    temperature_min: Annotated[tuple[float, ...], Monthly("degC", minimum=-40, maximum=50)]
    temperature_max: Annotated[tuple[float, ...], Monthly("degC", minimum=-40, maximum=60)]
    humidity: Annotated[tuple[float, ...], Monthly("%", maximum=100)] | None = None
    wind: Annotated[tuple[float, ...], Monthly("m/s", maximum=40)] | None = None
    dew_point: Annotated[tuple[float, ...], Monthly("degC", minimum=-60, maximum=40)] | None = None
    """Preferred to the humidity."""
    sunshine: Annotated[tuple[float, ...], Monthly("hour/day", maximum=24)] | None = None
    solar: Annotated[tuple[float, ...], Monthly("MJ/m2/day", maximum=45)] | None = None
    """Solar radiation, preferred to the sunshine."""
    method: Literal["penman_monteith", "hargreaves"] = "penman_monteith"
    """How evapotranspiration is computed; Hargreaves needs temperatures alone."""
    coastal: bool = False
    """Near a coast: radiation is estimated from temperature by another coefficient there."""
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


class Horizon(Section):
    """Base year, design period and growth."""

    base_year: Annotated[int, Field(ge=1900, le=2200)]
    design_period: Annotated[float, Quantity("year", above=0, maximum=100)]
    growth: Growth


class HouseholdGroup(Section):
    """Households of one kind in the base year."""

    group: Name
    count: Annotated[float, Number(above=0, maximum=1e7)] = 0.0
    """Households; left out where a share of household_total is given."""
    share: Annotated[float, Quantity("%", above=0, maximum=100)] | None = None
    """Part of household_total, instead of a count."""
    size: Annotated[float, Number(above=0, maximum=50)]
    """Persons per household."""
    growth: Growth | None = None
    """The group's own growth; that of the horizon where left out."""
    income: Annotated[Money, Amount("month")] | None = None
    service: Literal["house connection", "yard tap", "public tap", "well or handpump"] = "yard tap"
    distance: Annotated[float, Quantity("m", maximum=1e5)] | None = None
    """Walk to the water point (public tap, well or handpump)."""
    round_trip: Annotated[float, Quantity("minute", maximum=1440)] | None = None
    """Time of a trip to the water point and back, queue included."""
    tariff_class: str | dict[str, str] = ""
    """Class in the tariffs, or class by tariff name."""
    households_per_connection: Annotated[float, Number(minimum=1, maximum=100)] = 1.0
    """Households that share a connection and its meter, and its bill in equal parts."""
    uses: HouseholdUses

    @model_validator(mode="after")
    def _count_or_share(self) -> HouseholdGroup:
        if ("count" in self.model_fields_set) == (self.share is not None):
            raise mistake(
                f"the group '{self.group}' needs either a count or a share",
                cure="write count: 120, or share: 40 % beside household_total",
            )
        return self


class Institution(Section):
    """A school, clinic, hotel or shop: its kind and how many units in the base year."""

    kind: str
    name: str = ""
    units: Annotated[float, Number(above=0)]
    rate: str | None = None
    """The user's own rate, such as 20 L/pupil/day."""
    days: Annotated[float, Quantity("day/week", above=0, maximum=7)] = 7.0
    """Days of the week on which it is open: the rate holds for such a day."""
    months: Months | None = None
    """Months in which it is open, such as school terms; all year where left out."""
    grows: bool = True
    """Whether its units grow with the population."""
    pattern: str | None = None
    """Hours of its day; the library's where left out."""

    @field_validator("rate", mode="before")
    @classmethod
    def _with_unit(cls, value: Any) -> Any:
        return unit_needed(value, "20 L/pupil/day")


class BulkUser(Section):
    """One large user by its own volume: a mill, a barracks, a neighbouring village."""

    name: Name
    volume: Annotated[tuple[float, ...], Monthly("m3/day")]
    """Net water on a mean day of each month in the base year."""
    use: Use = "enterprises"
    """The use it is counted and served as."""
    quality: Quality = "domestic"
    max_day_factor: Annotated[float, Number(minimum=1, maximum=10)] = 1.0
    """Its largest day over the mean day of the same month."""
    pattern: str = "constant"
    """Hours of its day: an hourly pattern."""
    grows: bool = False
    """Whether it grows with the population."""
    tariff_class: str | dict[str, str] = ""
    """Class in the tariffs, or class by tariff name; at board.bulk_price where left out."""


class Peaks(Section):
    """The user's own peak factors for domestic use."""

    max_day_factor: Annotated[float, Number(minimum=1, maximum=5)] | None = None
    peak_hour_factor: Annotated[float, Number(minimum=1, maximum=20)] | None = None
    """Peak hour over mean hour of the same day."""
    connections: Literal["pattern", "pulses"] = "pattern"
    """How the peak of a pipe follows from the households below it: the same share of the peak hour
    for each (pattern), or more for a few than for many, from the pulses of their taps (pulses)."""


class Variation(Section):
    """Noise from week to week in sampled runs; the largest day of a single run needs none."""

    weekly_log_sd: Annotated[float, Number(maximum=2)] | None = None
    """Standard deviation of the logarithm of a week's use over its expected use."""
    autocorrelation: Annotated[float, Number(minimum=-0.95, maximum=0.95)] | None = None
    """Correlation of that logarithm with the week before."""


class LadderRung(Section):
    """A level of service of the user's own ladder."""

    name: Name
    least: Annotated[float, Quantity("L/person/day")]
    """Least quantity of all uses together."""
    distance: Annotated[float, Quantity("m")] | None = None
    """Largest distance one way; 0 m at the homestead."""
    round_trip: Annotated[float, Quantity("minute")] | None = None
    """Largest time of a trip, queue included."""


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
    household_total: Annotated[float, Number(above=0, maximum=1e7)] | None = None
    """All households of the base year, where groups are given by their share."""
    households: Annotated[list[HouseholdGroup], Field(min_length=1)]
    institutions: list[Institution] = Field(default_factory=list)
    bulk_users: list[BulkUser] = Field(default_factory=list)
    losses: Annotated[float, Quantity("%", maximum=90)] | None = None
    """Part of the water put into supply that is lost."""
    service_ladder: str | Annotated[list[LadderRung], Field(min_length=2)] = "mus"
    """Ladder of service levels: mus, who, or one's own rungs, the lowest first."""
    peaks: Peaks = Field(default_factory=Peaks)
    variation: Variation = Field(default_factory=Variation)
    priorities: list[Use] = Field(default_factory=lambda: list(USES))
    """Uses, the most important first."""
    dual_supply: Annotated[float, Quantity("L/person/day", above=0)] | None = None
    """Water of drinking quality where only drinking and cooking get it; all domestic water is of
    domestic quality where left out."""
    weather: WeatherDays | None = None
    """Days for which the supply is simulated; the mean year alone where left out."""
    sources: list[Source] = Field(default_factory=list)
    treatment: list[TreatmentTrain] = Field(default_factory=list)
    storage: list[Tank] = Field(default_factory=list)
    network: Network | None = None
    costs: Costs = Field(default_factory=Costs)
    tariffs: list[str] = Field(default_factory=list)
    tariff_edits: dict[str, dict[str, ClassRates]] = Field(default_factory=dict)
    """Charges changed here, by tariff and class; ``proposed`` is the first tariff, changed."""
    tariff_study: TariffStudy = Field(default_factory=TariffStudy)
    benefits: Gains = Field(default_factory=Gains)
    funding: Funding = Field(default_factory=Funding)
    board: Board = Field(default_factory=Board)
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
    def _shares_are_counted(self) -> Scenario:
        """Turn shares of all households into counts, which is what every calculation needs."""
        shared = [group for group in self.households if group.share is not None]
        if shared and self.household_total is None:
            raise mistake(
                f"the group '{shared[0].group}' is a share of an unknown number of households",
                cure="write household_total: 364 beside households",
            )
        if self.household_total is None:
            return self
        groups = counted_groups(self.households, self.household_total)
        total = sum(group.count for group in groups)
        if abs(total - self.household_total) > 0.001 * self.household_total:
            raise mistake(
                f"the groups make {total:g} of {self.household_total:g} households",
                cure="let the counts and shares of the groups make up household_total",
            )
        # the model is frozen for everybody else; a validator completes it
        self.__dict__["households"] = groups
        return self

    @model_validator(mode="after")
    def _one_currency(self) -> Scenario:
        amounts: list[Money | None] = [group.income for group in self.households]
        amounts += [source.cost for source in self.sources]
        amounts += [plant.cost for plant in self.treatment]
        amounts += [item.amount for item in self.costs.items]
        amounts += [self.benefits.wage, self.funding.taxes, self.funding.transfers]
        amounts += [self.board.bulk_price, self.costs.exchange_rate]
        amounts += [gift.cash_value for gift in self.funding.in_kind]
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
            "households, institutions and bulk users": [group.group for group in self.households]
            + [place.name or place.kind for place in self.institutions]
            + [user.name for user in self.bulk_users],
            "sources": [source.called(i) for i, source in enumerate(self.sources)],
            "storage": [tank.name for tank in self.storage],
            "treatment": [plant.name for plant in self.treatment],
        }
        for what, names in named.items():
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise mistake(f"two of the {what} are named '{twice[0]}'", cure="name them apart")
        return self

    @model_validator(mode="after")
    def _treated_sources_are_known(self) -> Scenario:
        names = [source.called(i) for i, source in enumerate(self.sources)]
        for plant in self.treatment:
            for name in plant.takes:
                if name not in names:
                    raise mistake(
                        f"the treatment '{plant.name}' takes the unknown source '{name}'",
                        cure=did_you_mean(name, names),
                    )
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


def counted_groups(groups: Sequence[HouseholdGroup], total: Any) -> list[HouseholdGroup]:
    """Return the groups with a count each; a share is a part of ``total``."""
    return [
        group
        if group.share is None
        else group.model_copy(update={"count": total * group.share / 100.0})
        for group in groups
    ]
