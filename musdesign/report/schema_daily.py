"""The shape of the supply day by day in the JSON of a result."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class DayPart(BaseModel):
    """A part of the document."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class DailyUsePart(DayPart):
    """How a use is served over the days simulated; of the group served worst, volumes of all."""

    demand_m3_year: float
    met_m3_year: float
    volumetric_reliability: float
    time_reliability: float
    annual_reliability: float
    resilience: float
    vulnerability: float
    longest_failure_days: int
    unmet_by_month_m3: list[float] = Field(min_length=12, max_length=12)
    """Of a mean year."""
    met_by_month_m3: list[float] = Field(min_length=12, max_length=12)


class DailyGroupPart(DayPart):
    """What a household group gets of all uses, net."""

    group: str
    persons: float
    needed_l_person_day: float
    met_l_person_day: float
    share_met: float


class DailyStorePart(DayPart):
    """How a store fares over the days."""

    name: str
    capacity_m3: float
    lowest_m3: float
    full_share: float
    empty_share: float
    loss_m3_year: float


class CausePart(DayPart):
    """Unmet water of a use that one thing binds."""

    use: str
    cause: str
    node: str
    m3_year: float
    share: float
    worst_month: int


class EffluentPart(DayPart):
    """Water that leaves after use."""

    use: str
    kind: str
    m3_year: float
    share: float


class BoundPart(DayPart):
    """How far the day's rule is from knowing every day to come."""

    days: int
    more_unmet: dict[str, float]
    """By use, as a part of its need; below 0 where the rule serves it better at another's cost."""
    weighted: float
    """Of all uses, weighed by priority."""
    parts: int
    """Into which the days were cut, each with full stores to begin with."""


class DailyPart(DayPart):
    """The supply day by day over many years."""

    rule: str
    days: int
    scenarios: int
    years: float
    weather: list[str]
    definitions: dict[str, str]
    by_use: dict[str, DailyUsePart]
    by_group: list[DailyGroupPart]
    fairness: dict[str, float]
    stores: list[DailyStorePart]
    served_m3_year: dict[str, dict[str, float]]
    """By source and use."""
    binding: list[CausePart]
    effluents: list[EffluentPart]
    warnings: list[str]
    largest_imbalance_m3: float
    screening_gap: dict[str, float] | None = None
    """By use, what the screening rule leaves unmet beyond the exact one, as a part of its need."""
    bound: BoundPart | None = None
