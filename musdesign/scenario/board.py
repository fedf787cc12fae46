"""The sections of a scenario file that tell of a board's tariff study."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from musdesign.scenario.types import Number, Quantity, Section


class TariffStudy(Section):
    """How the households of a group differ and answer; the library's values where left out."""

    income_cv: Annotated[float, Number(maximum=5)] | None = None
    """Standard deviation of incomes within a group over their mean."""
    use_cv: Annotated[float, Number(maximum=5)] | None = None
    """Standard deviation of use within a group over its mean."""
    correlation: Annotated[float, Number(minimum=-1, maximum=1)] | None = None
    """Correlation of income and use within a group."""
    seed: Annotated[int, Field(ge=0, le=2**31)] = 1
    draws: Annotated[int, Field(ge=20, le=20_000)] = 200
    """Households drawn for each group."""
    threshold: Annotated[float, Quantity("%", above=0, maximum=50)] | None = None
    """Share of income above which a bill is called unaffordable."""
    poor_share: Annotated[float, Quantity("%", above=0, maximum=90)] | None = None
    """Part of the households called poor."""
    price_elasticity: Annotated[float, Number(minimum=-5, maximum=-0.01)] | None = None
    income_elasticity: Annotated[float, Number(maximum=2)] | None = None
    perception: Literal["marginal", "average", "shin"] = "average"
    """The price that households go by."""
    shin_k: Annotated[float, Number(maximum=1)] | None = None
    least_share: Annotated[float, Quantity("%", maximum=100)] | None = None
    """Part of today's use that is taken at any price."""
