"""What a design gives: each stage's result, the verdicts, the register, and why of every number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from musdesign.demand.needs import Demand
from musdesign.demand.recipe import RecipeDesign
from musdesign.errors import MusdesignError, Problem, did_you_mean
from musdesign.finance import Benefits, CostResult, Funding, Returns, TariffResult
from musdesign.flow.pipe_inputs import PipeInputs
from musdesign.flow.stored import StoredVolume
from musdesign.flow.tariff_effects import TariffEffects
from musdesign.network import NetworkDesign, Verification
from musdesign.provenance import Assumption
from musdesign.scenario import Scenario
from musdesign.standards import Check
from musdesign.supply.balance import Supply
from musdesign.trace import Step

if TYPE_CHECKING:
    from musdesign.flow.daily import DailySupply
    from musdesign.flow.treated import Plant


@dataclass(frozen=True, slots=True)
class Checks:
    """Verdicts per clause, in the order of the standards."""

    all: tuple[Check, ...] = ()

    def __iter__(self) -> Iterator[Check]:
        """Iterate over all verdicts."""
        return iter(self.all)

    def __len__(self) -> int:
        """Return the number of verdicts."""
        return len(self.all)

    @property
    def failed(self) -> tuple[Check, ...]:
        """Return the clauses that the design breaks."""
        return tuple(check for check in self.all if check.verdict == "breaks")


@dataclass(frozen=True, slots=True)
class GroupService:
    """The service level that a group of households reaches.

    Quantity counts all uses, net, as far as the sources meet them; ``access`` is None where the
    scenario gives neither distance nor time, and the level then rests on quantity alone.
    """

    group: str
    needed_l_person_day: float
    l_person_day: float
    distance_m: float | None
    round_trip_minutes: float | None
    level: str
    by_quantity: str
    by_access: str | None
    held_back_by: str


@dataclass(frozen=True, slots=True)
class DesignResult:
    """One future of a scheme.

    ``kind`` is ``multiple use`` (the scenario as written), ``norm`` (the domestic-only design by
    the national recipe) or ``unplanned`` (the norm's design run under the real need).  A stage
    that could not run is None, and ``skipped`` says why.
    """

    kind: str
    scenario: Scenario
    design_year: int
    population: float
    households: float
    demand: Demand
    recipe: RecipeDesign | None = None
    supply: Supply | None = None
    daily: DailySupply | None = None
    """The supply day by day, where it was simulated; ``supply`` then holds its means."""
    treatment: tuple[Plant, ...] = ()
    storage: tuple[StoredVolume, ...] = ()
    service: tuple[GroupService, ...] = ()
    network: NetworkDesign | None = None
    pipe_inputs: PipeInputs | None = None
    """What the pipes were sized from, for questions beside the design."""
    verification: Verification | None = None
    checks: Checks = field(default_factory=Checks)
    facts: Mapping[str, float | None] = field(default_factory=dict)
    """What rules may ask about the design, by the names of the rules."""
    conditions: Mapping[str, Any] = field(default_factory=dict)
    """The case that rules are asked about: altitude, population, kind of service."""
    costs: CostResult | None = None
    benefits: Benefits | None = None
    returns: tuple[Returns, ...] = ()
    added: tuple[Returns, ...] = ()
    """What this design adds over the norm's works run under the same need."""
    funding: tuple[Funding, ...] = ()
    tariffs: tuple[TariffResult, ...] = ()
    tariff_effects: tuple[TariffEffects, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    steps: tuple[Step, ...] = ()
    skipped: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    standard_design: DesignResult | None = None
    unplanned: DesignResult | None = None

    @property
    def name(self) -> str:
        """Return the name of the scheme."""
        return self.scenario.name

    @property
    def currency(self) -> str:
        """Return the currency of all amounts."""
        return self.scenario.currency

    @property
    def futures(self) -> tuple[DesignResult, ...]:
        """Return the futures that could be computed, this one first."""
        others = (self.standard_design, self.unplanned)
        return (self, *(future for future in others if future is not None))

    def names(self) -> list[str]:
        """Return the names of the numbers that can be explained."""
        return [step.name for step in self.steps]

    def __getitem__(self, name: str) -> Step:
        """Return a number by name with how it came about.

        Raises:
            MusdesignError: no number of that name was traced.
        """
        for step in self.steps:
            if step.name == name:
                return step
        raise MusdesignError(
            Problem(f"no number is named '{name}'", cure=did_you_mean(name, self.names()))
        )
