"""The sections of a scenario file about gains, funding, and a board's tariff study."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from musdesign.scenario.types import Amount, Money, Number, Quantity, Section, mistake
from musdesign.scenario.uses import Months

Percent = Annotated[float, Quantity("%", maximum=100)]

TODAY: Literal["as today"] = "as today"


class TariffGoals(Section):
    """What a tariff that is searched for has to meet."""

    bring: Literal[
        "as today", "operation", "operation and renewal", "with direct support", "full life-cycle"
    ] = TODAY
    """What the bills must bring: as much as today's tariff, or a rung of the cost."""
    share: Annotated[float, Quantity("%", above=0, maximum=1000)] = 100.0
    """Part of it."""
    most_rise: Annotated[float, Quantity("%", maximum=10_000)] | None = None
    """Most by which any bill may rise; no limit where left out."""
    block_ends: Annotated[
        list[Annotated[float, Quantity("m3/month", above=0, maximum=1e6)]], Field(max_length=12)
    ] = Field(default_factory=list)
    """Where the blocks end; as today where left out."""
    fixed_charge: bool = True
    fewest_households: bool = False
    """Fewest households above the threshold, instead of least money beyond it."""
    use_answers: bool = False
    """Whether use answers to the prices."""
    legal_caps: bool = False
    """Whether the caps of the country's regulator are kept."""


class TariffStudy(Section):
    """How the households of a group differ and answer; the library's values where left out."""

    income_cv: Annotated[float, Number(maximum=5)] | None = None
    """Standard deviation of incomes within a group over their mean."""
    use_cv: Annotated[float, Number(maximum=5)] | None = None
    """Standard deviation of use within a group over its mean."""
    correlation: Annotated[float, Number(minimum=-1, maximum=1)] | None = None
    """Correlation of income and use within a group."""
    allowance: Annotated[float, Quantity("m3/month", above=0, maximum=10_000)] | None = None
    """Use of a household for all purposes whose blocks are shown beside the groups' own."""
    seed: Annotated[int, Field(ge=0, le=2**31)] = 1
    draws: Annotated[int, Field(ge=20, le=20_000)] = 200
    """Households drawn for each group."""
    threshold: Annotated[float, Quantity("%", above=0, maximum=50)] | None = None
    """Share of income above which a bill is called unaffordable."""
    poor_share: Annotated[float, Quantity("%", above=0, maximum=90)] | None = None
    """Part of the households called poor."""
    price_elasticity: Annotated[float, Number(minimum=-5, maximum=-0.01)] | None = None
    """Own-price elasticity of the house's use."""
    productive_elasticity: Annotated[float, Number(minimum=-5, maximum=-0.01)] | None = None
    """Own-price elasticity of use beyond the house: herds, gardens, enterprises."""
    income_elasticity: Annotated[float, Number(maximum=2)] | None = None
    perception: Literal["marginal", "average", "shin"] = "average"
    """The price that households go by."""
    shin_k: Annotated[float, Number(maximum=1)] | None = None
    least_share: Annotated[float, Quantity("%", maximum=100)] | None = None
    """Part of today's use that is taken at any price."""
    goals: TariffGoals | None = None
    """Goals of the search for a tariff, as the app asks for them."""


class BlockRate(Section):
    """A block of the month's volume and its price."""

    upto: Annotated[float, Quantity("m3/month", above=0, maximum=1e6)] | None = None
    """Where the block ends; the last one has no end."""
    price: Annotated[Money, Amount("m3")]


class ClassRates(Section):
    """What a class of customers pays in place of what the tariff's file says."""

    fixed: Annotated[Money, Amount("month")]
    """Charge of a month whatever the use."""
    blocks: Annotated[list[BlockRate], Field(min_length=1, max_length=12)]


class Gains(Section):
    """What productive water brings: the user's own margins, and time that is saved."""

    margins: dict[str, str] = Field(default_factory=dict)
    """Gross margin by crop, animal or business, such as vegetables: 3000 to 9000 COP/m2/year."""
    trip_today: Annotated[float, Quantity("minute", maximum=1440)] | None = None
    """Round trip to the water point of today, queue included; no time is saved where left out."""
    trips: Annotated[float, Number(maximum=50)] = 4.0
    """Trips of a household in a day."""
    wage: Annotated[Money, Amount("day")] | None = None
    """Wage of unskilled labour, to value time; a day has eight hours."""


class InKind(Section):
    """Work or material that users give instead of money."""

    what: str
    days: Annotated[float, Quantity("day/household", maximum=1000)]
    """Labour days of a household."""
    cash_value: Annotated[Money, Amount("day")]
    """Money that buys a household out of a day."""
    when: Literal["works", "year"] = "year"
    """Once for the works, or in every year."""


class Funding(Section):
    """Who pays beside the tariffs: public budgets, donors, and users in kind."""

    taxes: Annotated[Money, Amount("year")] | None = None
    """Public money a year."""
    transfers: Annotated[Money, Amount("year")] | None = None
    """Donors' money a year."""
    works_taxes: Annotated[float, Quantity("%", maximum=100)] = 0.0
    """Part of the capital that public budgets pay."""
    works_transfers: Annotated[float, Quantity("%", maximum=100)] = 0.0
    """Part of the capital that donors pay."""
    in_kind: list[InKind] = Field(default_factory=list)

    @model_validator(mode="after")
    def _no_more_than_all(self) -> Funding:
        if self.works_taxes + self.works_transfers > 100:
            raise mistake("taxes and transfers pay more than all of the works")
        return self


class Board(Section):
    """What a board knows of its cash, meters and customers beyond the bills."""

    income_by_month: (
        Annotated[list[Annotated[float, Number()]], Field(min_length=12, max_length=12)] | None
    ) = None
    """Households' income by month, January first, on any scale: the harvest calendar."""
    paid_share: Annotated[float, Quantity("%", maximum=200)] = 100.0
    """Part of a mean bill that a mean month's income pays."""
    write_off: Annotated[int, Field(ge=1, le=120)] | None = None
    """Months after which an unpaid bill is given up."""
    wet_months: Months | None = None
    """Months of rain; those with more rain than the mean month where left out."""
    wet_share: Annotated[list[Percent], Field(min_length=3, max_length=3)] | None = None
    """Use beyond the house in wet months: lowest, most likely and highest part of the usual."""
    meter_life: Annotated[float, Quantity("year", above=0, maximum=50)] | None = None
    """Years after which meters are replaced; the library's life where left out."""
    meter_accuracy: Annotated[float, Quantity("%", above=0, maximum=110)] | None = None
    """Part of the water that the meters in use register; bills follow it where it is stated."""
    unauthorised: Annotated[float, Quantity("%", maximum=90)] = 0.0
    """Part of the water put into supply that is taken without leave; it counts among the losses."""
    bulk_price: Annotated[Money, Amount("m3")] | None = None
    """Price at which bulk users of the scenario buy; they pay nothing where left out."""
