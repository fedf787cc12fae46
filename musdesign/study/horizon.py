"""The need through the years of the horizon: growth of people and uptake of productive uses."""

from __future__ import annotations

from dataclasses import dataclass

from musdesign import flow
from musdesign.demand.build import Needs


@dataclass(frozen=True, slots=True)
class YearOfNeeds:
    """The needs of one calendar year."""

    year: int
    needs: Needs


def through_years(scheme: flow.Scheme, step: int = 5) -> list[YearOfNeeds]:
    """Return the needs of the base year, of every ``step`` years, and of the design year.

    Raises:
        ScenarioError: values that cannot be used, each at its line.
    """
    horizon = scheme.scenario.horizon
    years = [float(year) for year in range(0, int(horizon.design_period), step)]
    return [
        YearOfNeeds(round(horizon.base_year + year), needs)
        for year, needs in flow.needs_of_years(scheme, [*years, horizon.design_period])
    ]
