"""From a scenario to the needs of a year: people, households' uses, places, all stacked."""

from musdesign.demand.build.builder import DesignBasis
from musdesign.demand.build.estimate import Needs, estimate, uses_of_year
from musdesign.demand.build.people import GroupPeople, design_population, people

__all__ = [
    "DesignBasis",
    "GroupPeople",
    "Needs",
    "design_population",
    "estimate",
    "people",
    "uses_of_year",
]
