"""What the norm and the user decide before anything is computed: losses, factors, the recipe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from musdesign import standards
from musdesign.demand.build import DesignBasis, design_population
from musdesign.demand.patterns import pattern, peak_factor
from musdesign.demand.recipe import RecipeDesign, recipe
from musdesign.library.tables import lookup
from musdesign.provenance import Assumption, Origin
from musdesign.scenario import Scenario

ASSUMED_LOSSES = 25.0
_LOSSES = Origin("Working value where neither the user nor a standard gives one", "unverified")


@dataclass(frozen=True, slots=True)
class NormBasis:
    """What the standard in force prescribes for this scheme; None where it is silent."""

    standard: standards.Standard
    values: standards.RecipeValues
    conditions: Mapping[str, str | float]


def conditions(scenario: Scenario) -> dict[str, str | float]:
    """Return the conditions that rules may ask for, by their canonical names."""
    base = sum(group.count * group.size for group in scenario.households)
    design = design_population(scenario)
    services = {group.service for group in scenario.households}
    found: dict[str, str | float] = {
        "altitude": scenario.location.altitude,
        "population": base,
        "design_population": design,
        "area": scenario.location.area,
        # the taps of a village hang on a minor network
        "network_part": "minor",
    }
    if len(services) == 1:
        found["service_level"] = services.pop()
    return found | scenario.location.conditions


def norm_basis(
    scenario: Scenario, standard: standards.Standard | None, as_of: dt.date | None
) -> NormBasis | None:
    """Return the recipe values of the standard in force, or None without a standard."""
    if standard is None:
        return None
    given = conditions(scenario)
    years = scenario.horizon.design_period
    return NormBasis(standard, standards.recipe_values(standard, given, as_of, years), given)


def at_own_period(
    scenario: Scenario, norm: NormBasis, as_of: dt.date | None
) -> tuple[Scenario, NormBasis]:
    """Return the scenario at the design period that the norm prescribes, and its norm there.

    A floor or ceiling lets the scenario's own period stand where it is within; a period that the
    norm fixes or recommends takes its place.
    """
    answer = norm.values.answers.get("design_period")
    own = scenario.horizon.design_period
    if answer is None:
        return scenario, norm
    low, high = answer.value, answer.value
    if answer.value is None:
        low, high = answer.low, answer.high
    elif answer.bound in {"floor", "ceiling"}:
        low = None if answer.bound == "ceiling" else answer.value
        high = None if answer.bound == "floor" else answer.value
    period = max(own, low) if low is not None else own
    period = min(period, high) if high is not None else period
    if period == own:
        return scenario, norm
    horizon = scenario.horizon.model_copy(update={"design_period": period})
    moved = scenario.model_copy(update={"horizon": horizon})
    return moved, norm_basis(moved, norm.standard, as_of) or norm


def least_storage(
    norm: NormBasis, mean_day_m3: float, max_day_m3: float, as_of: dt.date | None
) -> float | None:
    """Return the least storage that the norm asks for, the largest of its rules; None if silent.

    Its rules may be a part of the largest day, a part of the mean day, a volume, or the larger of
    several, of which those that are known count.
    """
    given = {**norm.conditions, "mean_day_volume": mean_day_m3, "max_day_volume": max_day_m3}
    found = []
    for parameter, whole in (
        ("storage_fraction", max_day_m3),
        ("storage_fraction_of_mean_day", mean_day_m3),
        ("storage_volume", 1.0),
    ):
        for answer in standards.answers_of(norm.standard, parameter, given, as_of):
            if answer.bound in {"reference", "rounding", "ceiling", "definition"}:
                continue
            open_ones = set(answer.conditions_unknown) - {"balancing_volume"}
            least = answer.value if answer.value is not None else answer.low
            if least is not None and not open_ones:
                found.append(least * whole)
    return max(found, default=None)


def design_basis(scenario: Scenario, norm: NormBasis | None) -> DesignBasis:
    """Return losses and peak factors: the user's first, then the standard's, then the library's."""
    register: list[Assumption] = []
    values = norm.values if norm else None
    losses = scenario.losses
    if losses is None:
        losses = _from_norm(values, "losses", "losses", "%", register)
    if losses is None:
        losses = ASSUMED_LOSSES
        register.append(Assumption.of("losses", losses, "%", _LOSSES))
    max_day = scenario.peaks.max_day_factor
    if max_day is None:
        max_day = _from_norm(values, "max_day_factor", "domestic max-day factor", "-", register)
    if max_day is None:
        row = lookup("daily_factors", "domestic")
        max_day = row.number("factor")
        register.append(Assumption.of("domestic max-day factor", max_day, "-", row.origin))
    peak_hour = scenario.peaks.peak_hour_factor
    if peak_hour is None:
        peak_hour = _from_norm(
            values, "peak_hour_factor", "domestic peak-hour factor", "-", register
        )
        if peak_hour is not None and values is not None and values.peak_base == "mean":
            # the norm counts from the mean day; our hours are those of the largest day
            peak_hour = _at_least_one(peak_hour / max_day)
    return DesignBasis(losses / 100.0, max_day, peak_hour, tuple(register))


def _at_least_one(value: float) -> float:
    # in a run of many draws the value is an array
    return float(np.maximum(1.0, value)) if np.ndim(value) == 0 else np.maximum(1.0, value)


def norm_recipe(norm: NormBasis, decided: DesignBasis) -> tuple[RecipeDesign | None, str]:
    """Return the standard's own recipe, or None where it gives no allocation, and a note.

    Where the standard is silent on losses or peak factors, those of the multiple-use design stand
    in, so that both designs rest on the same ground.
    """
    values = norm.values
    if values.net_allocation is None:
        return None, ""
    silent = [
        name
        for name, value in (
            ("losses", values.losses),
            ("max-day factor", values.max_day_factor),
            ("peak-hour factor", values.peak_hour_factor),
        )
        if value is None
    ]
    own_peak = decided.peak_hour_factor or peak_factor(pattern("domestic").hourly)
    built = recipe(
        float(norm.conditions["design_population"]),
        values.net_allocation,
        values.losses / 100.0 if values.losses is not None else decided.loss_fraction,
        values.max_day_factor or decided.max_day_factor,
        values.peak_hour_factor or own_peak,
        loss_convention=values.loss_convention,
        peak_base=values.peak_base if values.peak_hour_factor else "max_day",
    )
    note = f"the standard is silent on {', '.join(silent)}: taken from the design" if silent else ""
    return built, note


def _from_norm(
    values: standards.RecipeValues | None,
    key: str,
    name: str,
    unit: str,
    register: list[Assumption],
) -> float | None:
    value: float | None = getattr(values, key) if values is not None else None
    if values is not None and value is not None:
        answer = values.answers[key]
        origin = Origin(f"{answer.instrument}, {answer.clause}", answer.basis)
        register.append(Assumption.of(name, value, unit, origin))
    return value
