"""The money stages of one future, in order: costs, gains, returns, bills, and what bills do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from musdesign import finance
from musdesign.demand.build import Needs
from musdesign.flow import gains, money, tariff_effects, worth
from musdesign.provenance import Assumption
from musdesign.scenario import Scenario


class MoneyRun(Protocol):
    """What the money stages read of a run, and what they leave in it."""

    scenario: Scenario
    needs: Needs | None
    years: float
    supply: Any
    storage: Any
    pipes: Any
    costs: finance.CostResult | None
    benefits: finance.Benefits | None
    returns: tuple[finance.Returns, ...]
    funding: tuple[finance.Funding, ...]
    tariffs: tuple[finance.TariffResult, ...]
    effects: tuple[tariff_effects.TariffEffects, ...]
    assumed: list[Assumption]
    skipped: dict[str, str]

    def stage(self, name: str, function: Callable[..., Any], *inputs: Any) -> Any:
        """Run a stage through the cache."""

    def attempt(self, name: str, work: Callable[[], None]) -> None:
        """Run a stage that may fail without stopping the others."""


def run_all(run: MoneyRun, tariffs: tuple[finance.Tariff, ...], with_effects: bool) -> None:
    """Run costs, benefits and bills, and what follows from each."""
    run.attempt("costs", lambda: costs(run))
    run.attempt("benefits", lambda: benefits(run))
    if run.costs is not None and run.benefits is not None:
        run.attempt("returns", lambda: returns(run))
    if not tariffs:
        run.skipped["tariffs"] = "the scenario names no tariff"
        return
    run.attempt("tariffs", lambda: bills(run, tariffs))
    if run.tariffs and with_effects:
        run.attempt("tariff_effects", lambda: effects(run, tariffs))


def costs(run: MoneyRun) -> None:
    """Price the works."""
    run.costs = run.stage(
        "costs", money.costs, run.scenario, run.needs, run.storage, run.pipes, run.supply
    )
    assert run.costs is not None
    run.assumed += run.costs.assumptions


def benefits(run: MoneyRun) -> None:
    """Value what the water brings."""
    run.benefits = run.stage(
        "benefits", gains.benefits, run.scenario, run.needs, run.supply, run.years
    )
    assert run.benefits is not None
    run.assumed += run.benefits.assumptions


def returns(run: MoneyRun) -> None:
    """Set the gains beside the costs."""
    assert run.needs is not None
    assert run.costs is not None
    assert run.benefits is not None
    run.returns = worth.returns(run.scenario, run.needs, run.costs, run.benefits)


def bills(run: MoneyRun, tariffs: tuple[finance.Tariff, ...]) -> None:
    """Bill the groups under each tariff, and tell who pays the cost."""
    rungs = run.costs.rungs if run.costs else {}
    run.tariffs = run.stage(
        "bills", money.bills, run.scenario, run.needs, run.supply, tariffs, rungs
    )
    run.assumed += [
        Assumption(f"tariff: {t.id}", t.name, t.currency, t.source, t.basis, str(t.year or ""))
        for t in tariffs
    ]
    if run.costs is not None and run.needs is not None:
        run.funding = worth.funding(run.scenario, run.needs, run.costs, run.tariffs)


def effects(run: MoneyRun, tariffs: tuple[finance.Tariff, ...]) -> None:
    """Draw households and study what each tariff does to them."""
    rungs = run.costs.rungs if run.costs else {}
    run.effects, lines = run.stage(
        "tariff_effects", tariff_effects.study, run.scenario, run.needs, run.supply, tariffs, rungs
    )
    run.assumed += lines
