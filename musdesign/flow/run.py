"""Run the stages of one scheme and of its other futures."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from musdesign.demand.build import DesignBasis
from musdesign.demand.recipe import RecipeDesign
from musdesign.errors import MusdesignError
from musdesign.flow import basis as bases
from musdesign.flow import futures, money_stages, pipes, worth
from musdesign.flow.keeping import fault, going_on
from musdesign.flow.opening import Scheme, placed
from musdesign.flow.result import DesignResult
from musdesign.flow.stages import Stages
from musdesign.scenario import Scenario

if TYPE_CHECKING:
    from musdesign.flow.daily.bound import Bound
    from musdesign.supply.allocation.results import Rule

SHOWN_BOUND_YEARS = 3.0
"""Years over which a design shows its distance to perfect foresight, which takes a moment."""
Part = Literal["demand", "needs", "water", "network", "costs", "money"]


def design(
    scheme: Scheme,
    *,
    as_of: dt.date | None = None,
    with_futures: bool = True,
    daily: bool | None = None,
    bound_years: float = 0.0,
    rule: Rule = "exact",
    effects: bool | None = None,
) -> DesignResult:
    """Design a scheme, with the norm's design and the unplanned future beside it.

    Args:
        scheme: what :func:`musdesign.load` returns.
        as_of: date of the law for the verdicts; by default each standard as it stands on file.
        with_futures: False leaves the other futures out (sweeps).
        daily: whether the supply is simulated day by day; None: where the scenario tells of its
            weather.
        effects: whether households are drawn to study what the tariffs do to them; None: where the
            other futures are made too.
        bound_years: with the days, the distance to perfect foresight over so many years of the
            first draw; ``math.inf`` for the whole record, which takes a second or some.
        rule: of the days: ``exact``, or ``screening`` with its gap to the exact one.

    Raises:
        ScenarioError: values that no stage can use, each at its line.
    """
    scenario = scheme.scenario
    try:
        norm = bases.norm_basis(scenario, scheme.standard, as_of)
        decided = bases.design_basis(scenario, norm)
        recipe, silence, own = None, "", scenario
        if norm is not None:
            own, there = bases.at_own_period(scenario, norm, as_of)
            recipe, silence = bases.norm_recipe(there, decided)
        run = Stages(scheme, scenario, decided, norm, as_of, scenario.horizon.design_period)
        run.water()
        if scenario.weather is not None if daily is None else daily:
            run.ask("daily", lambda: run.days(bound_years=bound_years, rule=rule))
    except MusdesignError as error:
        raise placed(scheme.file, error) from None
    run.network()
    run.money(scheme.tariffs, effects=with_futures if effects is None else effects)
    result = run.result("multiple use", recipe)
    if not with_futures:
        return result
    if recipe is None:
        why = "the scenario names no standard" if norm is None else "the standard has no allocation"
        return replace(result, skipped={**result.skipped, "standard_design": why, "unplanned": why})
    try:
        return _beside(scheme, own, run, result, recipe, silence, norm, decided, as_of)
    except Exception as error:
        if not going_on():
            raise
        why = str(error) if isinstance(error, MusdesignError) else fault("standard_design")
        return replace(result, skipped={**result.skipped, "standard_design": why, "unplanned": why})


def _beside(
    scheme: Scheme,
    own: Scenario,
    run: Stages,
    result: DesignResult,
    recipe: RecipeDesign,
    silence: str,
    norm: bases.NormBasis | None,
    decided: DesignBasis,
    as_of: dt.date | None,
) -> DesignResult:
    """Return a result with the norm's design and the unplanned future beside it."""
    scenario = scheme.scenario
    beside = _norm(replace(scheme, scenario=own), recipe, decided, norm, as_of)
    beside.notes += [silence] if silence else []
    years, stated_years = own.horizon.design_period, scenario.horizon.design_period
    if years != stated_years:
        beside.notes.append(f"the norm sizes for {years:g} years, the scenario {stated_years:g}")
    unplanned = _unplanned(scheme, run, beside)
    return replace(
        result,
        standard_design=beside.result("norm", recipe),
        unplanned=unplanned,
        added=worth.added(result, unplanned),
    )


def distance(scheme: Scheme, years: float = SHOWN_BOUND_YEARS) -> Bound | None:
    """Return how far the daily rule is from knowing every day to come; None without sources.

    Args:
        scheme: what :func:`musdesign.load` returns.
        years: of the first draw of its weather.

    Raises:
        ScenarioError: values that no stage can use, each at its line.
    """
    try:
        norm = bases.norm_basis(scheme.scenario, scheme.standard, None)
        decided = bases.design_basis(scheme.scenario, norm)
        period = scheme.scenario.horizon.design_period
        run = Stages(scheme, scheme.scenario, decided, norm, None, period)
        run.water()
        run.days(bound_years=years)
    except MusdesignError as error:
        raise placed(scheme.file, error) from None
    return None if run.daily is None else run.daily.bound


def design_until(scheme: Scheme, last: Part) -> DesignResult:
    """Return the design of one future as far as a stage, for studies of many variants.

    Args:
        scheme: what :func:`musdesign.load` returns.
        last: ``demand`` (needs alone), ``needs`` (with the balance of a mean year), ``water`` (day
            by day where the scenario
            tells of its weather), ``network``, ``costs`` (the pipes not run in EPANET), or
            ``money`` (all of it, with the verdicts).

    Raises:
        ScenarioError: values that no stage can use, each at its line.
    """
    scenario = scheme.scenario
    try:
        norm = bases.norm_basis(scenario, scheme.standard, None)
        decided = bases.design_basis(scenario, norm)
        run = Stages(scheme, scenario, decided, norm, None, scenario.horizon.design_period)
        run.verified = last != "costs"
        if last == "demand":
            run.demand()
            return run.result("multiple use", None, judged=False)
        run.water()
        if scenario.weather is not None and last != "needs":
            run.days()
    except MusdesignError as error:
        raise placed(scheme.file, error) from None
    if last not in {"needs", "water"}:
        run.network()
    if last == "costs":
        run.attempt("costs", lambda: money_stages.costs(run))
    if last == "money":
        run.money(scheme.tariffs)
    return run.result("multiple use", None, judged=last == "money")


def _norm(
    scheme: Scheme,
    recipe: RecipeDesign,
    decided: DesignBasis,
    norm: bases.NormBasis | None,
    as_of: dt.date | None,
) -> Stages:
    """Return the run of the domestic-only scheme that the norm's recipe builds."""
    scenario = futures.norm_scenario(scheme.scenario, recipe)
    own = bases.design_basis(scenario, None)
    run = Stages(
        scheme,
        scenario,
        DesignBasis(own.loss_fraction, own.max_day_factor, own.peak_hour_factor, decided.register),
        norm,
        as_of,
        scenario.horizon.design_period,
    )
    run.water()
    run.network()
    run.money(scheme.tariffs)
    return run


def _unplanned(scheme: Scheme, real: Stages, norm: Stages) -> DesignResult:
    """Return the norm's scheme under the real need: what arrives, and at what pressure."""
    assert real.needs is not None
    assert norm.needs is not None
    supply = None
    if norm.supply is not None:
        supply = futures.rationed(real.needs, norm.supply, norm.needs.demand.max_day_m3)
    run = Stages(
        scheme,
        scheme.scenario,
        real.basis,
        real.norm,
        real.as_of,
        real.years,
        real.needs,
        supply,
        inflow=norm.inflow,
        storage=norm.storage,
        costs=norm.costs,
    )
    if norm.pipes is not None and scheme.scenario.network is not None:
        section = scheme.scenario.network
        every_use = run.by_taps(section.model_copy(update={"serves": None}))
        run.pipes = pipes.under_other_load(
            norm.pipes, section, real.needs.demand, every_use, norm.inflow.peak_ratio
        )
    run.attempt("benefits", lambda: money_stages.benefits(run))
    if scheme.tariffs:
        run.attempt("tariffs", lambda: money_stages.bills(run, scheme.tariffs))
    run.notes.append("intake, pipes and tank are the norm's; all uses share what arrives")
    return run.result("unplanned", None)
