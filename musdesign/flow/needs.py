"""The need alone: through the years of the horizon, and over many draws."""

from __future__ import annotations

from collections.abc import Sequence

from musdesign.demand.build import DesignBasis, Needs, estimate, uses_of_year
from musdesign.demand.sampled import SampledDemand, Weekly, sample_months, with_days
from musdesign.errors import MusdesignError
from musdesign.flow import basis as bases
from musdesign.flow import cache
from musdesign.flow.opening import Scheme, placed
from musdesign.library.tables import lookup
from musdesign.provenance import Assumption
from musdesign.scenario import Scenario
from musdesign.scenario.drawn import drawn
from musdesign.trace import Step


def needs_of_years(scheme: Scheme, years: Sequence[float]) -> list[tuple[float, Needs]]:
    """Return the needs so many years after the base year.

    Raises:
        ScenarioError: values that cannot be used, each at its line.
    """
    try:
        decided = _decided(scheme, scheme.scenario)
        return [(year, estimate(scheme.scenario, decided, year)) for year in years]
    except MusdesignError as error:
        raise placed(scheme.file, error) from None


def largest_needs(people: Scenario, basis: DesignBasis) -> tuple[Needs, tuple[Step, ...], str]:
    """Return the needs of the design year, or of the base year where a scheme shrinks.

    The traced steps come with them, and the note that the scheme shrinks, empty where it grows.
    """
    needs, steps = cache.stage("demand", estimate, people, basis)
    rates = [people.horizon.growth.rate, *(g.growth.rate for g in people.households if g.growth)]
    if min(rates) >= 0:
        return needs, steps, ""
    today, steps_today = cache.stage("demand", estimate, people, basis, 0.0)
    if today.demand.max_day_m3 <= needs.demand.max_day_m3:
        return needs, steps, ""
    note = (
        f"the scheme shrinks: it is sized for the base year {people.horizon.base_year}, whose "
        f"largest day of {today.demand.max_day_m3:.4g} m3 is above the "
        f"{needs.demand.max_day_m3:.4g} m3 of the design year"
    )
    return today, steps_today, note


def sampled_needs(
    scheme: Scheme, draws: int, seed: int, *, days: bool = True
) -> tuple[SampledDemand, tuple[Assumption, ...]]:
    """Return the need of the design year in many draws, with what was assumed.

    Args:
        scheme: what :func:`musdesign.load` returns; its ranges are drawn.
        draws: number of draws.
        seed: the same seed gives the same draws.
        days: whether to draw the days of the year, for the 95th-percentile day and its peak hour.

    Raises:
        ScenarioError: values that cannot be used, each at its line.
    """
    try:
        scenario = drawn(scheme.file, seed, draws)
        decided = _decided(scheme, scenario)
        found = uses_of_year(scenario, decided)
        months = sample_months(found.uses, decided.loss_fraction, found.population, draws, seed)
        if not days:
            return months, found.assumptions
        weekly, register = weekly_noise(scheme.scenario)
        return (
            with_days(months, found.uses, decided.loss_fraction, weekly),
            (*found.assumptions, *register),
        )
    except MusdesignError as error:
        raise placed(scheme.file, error) from None


def weekly_noise(scenario: Scenario) -> tuple[dict[str, Weekly], tuple[Assumption, ...]]:
    """Return the weekly noise of each group: the user's, or as measured at rural handpumps.

    Groups at pumps and wells take the measured noise where the user gives none; piped groups have
    none then, because nothing was measured there.
    """
    given = scenario.variation
    pumps = [group for group in scenario.households if group.service == "well or handpump"]
    if given.weekly_log_sd is None and not pumps:
        return {}, ()
    correlation, log_sd = given.autocorrelation, given.weekly_log_sd
    register: list[Assumption] = []
    if correlation is None:
        correlation = _measured("weekly_lag1", register)
    if log_sd is not None:
        used = Weekly(log_sd, correlation)
        return {group.group: used for group in scenario.households}, tuple(register)
    used = Weekly(_measured("weekly_log_sd", register), correlation)
    return {group.group: used for group in pumps}, tuple(register)


def _measured(key: str, register: list[Assumption]) -> float:
    row = lookup("variation", key)
    register.append(
        Assumption.of(f"week to week: {row.text('name')}", row.number("value"), "-", row.origin)
    )
    return row.number("value")


def _decided(scheme: Scheme, scenario: Scenario) -> DesignBasis:
    """Return losses and factors; the norm is asked about the scheme as written."""
    norm = bases.norm_basis(scheme.scenario, scheme.standard, None)
    return bases.design_basis(scenario, norm)
