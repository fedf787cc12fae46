"""The stages of one future of a scheme: what each gave, assumed, and why it was skipped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from musdesign import finance, network
from musdesign.demand.build import DesignBasis, Needs
from musdesign.demand.recipe import RecipeDesign
from musdesign.errors import MusdesignError
from musdesign.flow import basis as bases
from musdesign.flow import (
    cache,
    connections,
    mean_year,
    money_stages,
    pipe_limits,
    pipe_loads,
    pipes,
    tariff_effects,
    verdicts,
    water,
)
from musdesign.flow.keeping import fault, going_on
from musdesign.flow.needs import largest_needs
from musdesign.flow.opening import Scheme, placed
from musdesign.flow.pipe_inputs import PipeInputs
from musdesign.flow.result import Checks, DesignResult, GroupService
from musdesign.flow.service import service_levels
from musdesign.flow.stated import stated
from musdesign.flow.stored import StoredVolume
from musdesign.flow.treated import plants
from musdesign.flow.works_costs import money_stated
from musdesign.flow.yields import flow_records, rain_stamp
from musdesign.provenance import Assumption, register
from musdesign.scenario import Scenario
from musdesign.scenario.models import HouseholdGroup
from musdesign.scenario.works import Network
from musdesign.supply.balance import Supply
from musdesign.supply.pumping import Inflow, all_day
from musdesign.trace import Step

if TYPE_CHECKING:
    from musdesign.flow.daily import DailySupply
    from musdesign.supply.allocation.results import Rule

R = TypeVar("R")


@dataclass(slots=True)
class Stages:
    """The stages of one future: what they gave, what they assumed, which were skipped."""

    scheme: Scheme
    scenario: Scenario
    basis: DesignBasis
    norm: bases.NormBasis | None
    as_of: dt.date | None
    years: float
    """Years after the base year for which the works are sized."""
    needs: Needs | None = None
    supply: Supply | None = None
    daily: DailySupply | None = None
    inflow: Inflow = field(default_factory=all_day)
    storage: tuple[StoredVolume, ...] = ()
    pipes: network.NetworkDesign | None = None
    pipe_inputs: PipeInputs | None = None
    verification: network.Verification | None = None
    verified: bool = True
    """Whether the pipes are run in EPANET as well."""
    costs: finance.CostResult | None = None
    benefits: finance.Benefits | None = None
    returns: tuple[finance.Returns, ...] = ()
    funding: tuple[finance.Funding, ...] = ()
    tariffs: tuple[finance.TariffResult, ...] = ()
    effects: tuple[tariff_effects.TariffEffects, ...] = ()
    checks: Checks = field(default_factory=Checks)
    known: dict[str, float | None] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    assumed: list[Assumption] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def stage(self, name: str, function: Callable[..., R], *inputs: Any) -> R:
        """Run a stage through the cache and keep its traced steps."""
        result, steps = cache.stage(name, function, *inputs)
        self.steps += steps
        return result

    def attempt(self, name: str, work: Callable[[], None]) -> None:
        """Run a stage that may fail without stopping the others; its reason is kept."""
        try:
            work()
        except MusdesignError as error:
            self.skipped[name] = str(placed(self.scheme.file, error))
        except Exception:
            if not going_on():
                raise
            self.skipped[name] = fault(name)

    def ask(self, name: str, work: Callable[[], None]) -> None:
        """Run a stage whose mistakes are the file's: only who goes on leaves it out."""
        if going_on():
            self.attempt(name, work)
        else:
            work()

    def water(self) -> None:
        """Needs, balance and tanks: without the needs nothing else can run."""
        self.demand()
        scenario = self.scenario
        if scenario.sources:
            self.attempt("supply", self._supply)
        else:
            self.skipped["supply"] = "the scenario has no sources"
        self.inflow, lines = water.inflow_of_day(scenario.sources, scenario.storage, self.supply)
        self.assumed += lines
        self.ask("storage", self._tanks)

    def demand(self) -> None:
        """Needs alone."""
        scenario = self.scenario
        people = scenario.model_copy(
            update={
                "network": None,
                "costs": None,
                "tariffs": [],
                "provenance": [],
                "sources": [],
                "treatment": [],
                "weather": None,
                "storage": [],
            }
        )
        self.needs = self._largest_needs(people)
        self.assumed += self.needs.assumptions

    def _tanks(self) -> None:
        assert self.needs is not None
        scenario, least = self.scenario, self._least_storage()
        self.storage = self.stage(
            "storage",
            water.storage,
            scenario.storage,
            self.needs.demand,
            least,
            self.supply,
            self.inflow,
        )
        first = self.storage[0]
        if least is not None and not first.given and first.volume_m3 > (first.balancing_m3 or 0.0):
            self.notes.append(
                f"{first.name} holds what the standard asks for, above the day's need"
            )
        self.storage += water.household_tanks(scenario, self.needs.households)

    def days(self, *, bound_years: float = 0.0, rule: Rule = "exact") -> None:
        """Simulate the supply day by day; the balance of the mean year gives way to its means.

        Raises:
            MusdesignError: a record of weather or flow that cannot be used.
        """
        from musdesign.flow.daily import daily_supply  # the compiled engine is slow to load

        if self.supply is None:
            return
        self.daily, lines = self.stage(
            "daily", daily_supply, self._water_alone(), self.needs, self.basis, self.years,
            self.storage, flow_records(self.scenario, self.scheme.folder), self.scheme.folder,
            rain_stamp(self.scenario, self.scheme.folder), bound_years, rule,
        )  # fmt: skip
        self.assumed += lines
        self.notes = [note for note in self.notes if note != self.supply.note]
        self.supply = self.daily.mean_year
        self.notes += [self.supply.note, *self.daily.weather, *self.daily.warnings]

    def _largest_needs(self, people: Scenario) -> Needs:
        """Return the needs of the design year, or of the base year where a scheme shrinks."""
        needs, steps, shrinks = largest_needs(people, self.basis)
        if shrinks:
            self.notes.append(shrinks)
            self.years = 0.0
        self.steps += steps
        return needs

    def _supply(self) -> None:
        assert self.needs is not None
        records = flow_records(self.scenario, self.scheme.folder)
        self.supply, told, lines = self.stage(
            "supply", mean_year.supply, self._water_alone(), self.needs, records
        )
        self.assumed += lines
        self.notes += [self.supply.note, *told]

    def _water_alone(self) -> Scenario:
        """Return the scenario without money, whose changes must not make the balance anew.

        The price of electricity stays where a source is lifted: its water is taken after cheaper.
        """
        lifted = any(source.lift is not None for source in self.scenario.sources)
        return self.scenario.model_copy(
            update={
                "costs": self.scenario.costs if lifted else None,
                "tariffs": [],
                "tariff_edits": {},
                "tariff_study": None,
                "benefits": None,
                "funding": None,
                "board": None,
                "decisions": [],
                "provenance": [],
            }
        )

    def _least_storage(self) -> float | None:
        assert self.needs is not None
        if self.norm is None:
            return None
        demand = self.needs.demand
        return bases.least_storage(self.norm, demand.mean_day_m3, demand.max_day_m3, self.as_of)

    def network(self) -> None:
        """Pipes at least cost, and their check in EPANET."""
        if self.scenario.network is None:
            self.skipped["network"] = "the scenario has no network"
            return
        self.attempt("network", self._pipes)

    def _pipes(self) -> None:
        assert self.needs is not None
        assert self.scenario.network is not None
        section = self.scenario.network
        catalogue, laying, lines = pipes.priced_catalogue(
            section,
            self.scenario.location.country,
            self.scenario.currency,
            self.scenario.costs.unit_costs,
            self.scenario.costs.price_year,
            money_stated(self.scenario),
        )
        self.assumed += lines
        pressure, lines = pipe_limits.least_pressure(section, self.norm)
        self.assumed += lines
        bounds, lines = pipe_limits.pipe_limits(section, self.norm, self.as_of)
        self.assumed += lines
        inlet, lines = pipes.limit("inlet_head")
        self.assumed += lines
        by_hours = pipe_loads.wanted(section)
        clearance, lines = pipes.limit("high_point_pressure")
        self.assumed += lines if by_hours else ()
        given = self.pipe_inputs = PipeInputs(
            section,
            self.needs.demand,
            catalogue,
            laying,
            pressure,
            inlet,
            clearance,
            self.scenario.currency,
            self.inflow.peak_ratio,
            pipes.beside_the_pipes(section, self.scenario.storage),
            self._tap_households(section),
            bounds.of_pipes,
        )
        if by_hours:
            self.pipes = self.stage("network", pipe_loads.size_for_hours, *given.values())
            cases = "; ".join(load.load for load in self.pipes.loads)
            self.notes.append(f"the pipes are sized for several ways of use: {cases}")
        else:
            self.pipes = self.stage(
                "network",
                pipes.size,
                section,
                self.needs.demand,
                catalogue,
                laying,
                pressure,
                inlet,
                given.beside,
                self.scenario.currency,
                self.by_taps(section),
                self.inflow.peak_ratio,
                bounds.of_pipes,
            )
        self.notes += pipe_limits.missed(self.pipes, bounds)
        used = [segment.pipe_key for link in self.pipes.links for segment in link.segments]
        self.assumed += network.used_data(catalogue, used)
        if self.verified:
            self.ask("epanet", self._verify)

    def _verify(self) -> None:
        section = self.scenario.network
        assert section is not None
        found = self.stage("epanet", pipes.verify, self.pipes, section.water_temperature)
        if isinstance(found, str):
            self.skipped["epanet"] = found
        else:
            self.verification = found

    def _tap_households(self, section: Network) -> tuple[HouseholdGroup, ...] | None:
        """Return the groups whose taps give the peaks of pipes, where that is asked for."""
        assert self.needs is not None
        if self.scenario.peaks.connections == "pattern":
            return None
        groups = tuple(self.scenario.households)
        piped = water.carried(self.needs.demand, section.serves)
        service = {group.group: group.service for group in groups}
        self.assumed += connections.tap_register(piped.uses, service)
        return groups

    def by_taps(self, section: Network) -> dict[str, tuple[float, float]] | None:
        """Return each node's peak and relief from the taps below it, where that is asked for."""
        assert self.needs is not None
        if self.scenario.peaks.connections == "pattern":
            return None
        piped = water.carried(self.needs.demand, section.serves)
        peaks, lines = self.stage(
            "connections",
            connections.connection_peaks,
            piped,
            self.scenario.households,
            self.needs.households,
        )
        self.assumed += lines
        growth = self.needs.households / sum(node.households for node in section.nodes)
        return connections.pulse_loads(section, peaks, growth, self.basis.loss_fraction)

    def money(self, tariffs: tuple[finance.Tariff, ...], *, effects: bool = False) -> None:
        """Costs, benefits and bills, and what the bills do where it is asked for."""
        money_stages.run_all(self, tariffs, effects)

    def service(self) -> tuple[GroupService, ...]:
        """Return the service level of each group of households."""
        assert self.needs is not None
        found, lines = service_levels(self.scenario, self.needs, self.supply)
        self.assumed += lines
        return found

    def judge(self) -> None:
        """Facts of the design by the names of the rules, and the verdicts of the standards."""
        assert self.needs is not None
        self.known = verdicts.facts(
            self.scenario,
            self.needs,
            self.basis,
            self.supply,
            self.storage,
            self.pipes,
            self.tariffs,
        )
        self.given = verdicts.known_conditions(self.scenario, self.needs, self.storage)
        named = (self.scheme.standard, *self.scheme.also_check)
        instruments = tuple(standard for standard in named if standard is not None)
        if not instruments:
            self.skipped["checks"] = "the scenario names no standard; nothing was judged"
            return
        self.checks = verdicts.judge(self.known, self.given, instruments, self.as_of)
        if not self.checks:
            names = ", ".join(instrument.id for instrument in instruments)
            self.skipped["checks"] = f"{names}: no rule on file that a design can be held against"

    def result(
        self, kind: str, recipe: RecipeDesign | None, *, judged: bool = True
    ) -> DesignResult:
        """Return what this run gave, with its verdicts where they are wanted."""
        assert self.needs is not None
        if judged:
            self.ask("checks", self.judge)
        horizon = self.scenario.horizon
        return DesignResult(
            kind=kind,
            scenario=self.scenario,
            design_year=round(horizon.base_year + self.years),
            population=self.needs.population,
            households=self.needs.households,
            demand=self.needs.demand,
            recipe=recipe,
            supply=self.supply,
            daily=self.daily,
            treatment=plants(self.scenario),
            storage=self.storage,
            service=self.service(),
            network=self.pipes,
            pipe_inputs=self.pipe_inputs,
            verification=self.verification,
            checks=self.checks,
            facts=self.known,
            conditions=self.given,
            costs=self.costs,
            benefits=self.benefits,
            returns=self.returns,
            funding=self.funding,
            tariffs=self.tariffs,
            tariff_effects=self.effects,
            assumptions=register(stated(self.scenario), self.assumed),
            steps=tuple(self.steps),
            skipped=dict(self.skipped),
            notes=tuple(self.notes),
        )
