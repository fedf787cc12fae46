"""What a tariff does as plain data."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from musdesign.finance.effects.incidence import Change, Effects
from musdesign.finance.effects.pareto import Option
from musdesign.finance.effects.reform import Penalty
from musdesign.finance.effects.schedule import Schedule
from musdesign.finance.effects.search import FoundTariff
from musdesign.finance.regulators import Finding
from musdesign.flow.tariff_effects import TariffEffects
from musdesign.report.schema_money import (
    AlternativePart,
    ChangePart,
    DualPricePart,
    EffectsPart,
    FoundTariffPart,
    PenaltyPart,
    RulePart,
    SchedulePart,
    TariffEffectsPart,
    UseSharePart,
)

BLOCKS = ("basic", "complementary", "sumptuary")


def tariff_effects(found: TariffEffects) -> TariffEffectsPart:
    """Return the study of one tariff."""
    spread, other = found.case.people.spread, None
    if found.alternative is not None and found.alternative_effects is not None:
        other = AlternativePart(
            price_above_per_m3=found.alternative.price_above,
            first_bound_m3=dict(found.alternative.first_bound_m3),
            revenue_year=found.alternative.revenue_year,
            effects=effects(found.alternative_effects),
            penalties=[penalty(part) for part in found.alternative_penalties],
            changes=changes(found.alternative_changes),
        )
    return TariffEffectsPart(
        name=found.case.id,
        currency=found.case.currency,
        drawn=len(found.case.people.weight),
        seed=spread.seed,
        correlation=spread.correlation,
        schedules={name: schedule(item) for name, item in found.case.schedules.items()},
        effects=effects(found.effects),
        penalties=[penalty(part) for part in found.penalties],
        alternative=other,
        against_first=changes(found.against_first),
        rules=[rule(finding) for finding in found.findings],
        allowance_blocks_m3=(
            dict(zip(BLOCKS, found.legal_blocks.parts_m3, strict=True))
            if found.legal_blocks
            else None
        ),
    )


def rule(found: Finding) -> RulePart:
    """Return a regulator's rule with its verdict."""
    return RulePart(
        instrument=found.rule.instrument,
        parameter=found.rule.parameter,
        tariff_class=found.class_name,
        verdict=found.verdict,
        value=defined(found.value),
        limit=found.rule.value,
        unit=found.rule.unit,
        told=found.told,
        basis=found.rule.basis,
        source=found.rule.source,
    )


def effects(found: Effects) -> EffectsPart:
    """Return what a tariff does; what is not defined is null."""
    plain = defined(asdict(found))
    plain["uses"] = [
        UseSharePart(**asdict(use), paid_per_m3=use.paid_per_m3, balance_month=use.balance_month)
        for use in found.uses
    ]
    return EffectsPart(**plain)


def penalty(found: Penalty) -> PenaltyPart:
    """Return how a tariff falls on a group's water."""
    return PenaltyPart(
        group=found.group,
        tariff_class=found.class_name,
        use_m3_month=found.use_m3,
        domestic_m3_month=found.domestic_m3,
        productive_m3_month=found.productive_m3,
        bounds_m3=list(found.bounds_m3),
        block_m3=list(found.block_m3),
        block_price_per_m3=list(found.block_price),
        paid_domestic_month=found.paid_domestic,
        paid_productive_month=found.paid_productive,
        domestic_per_m3=found.domestic_per_m3,
        productive_per_m3=found.productive_per_m3,
    )


def changes(found: Iterable[Change]) -> list[ChangePart]:
    """Return winners and losers."""
    return [ChangePart(**defined(asdict(change))) for change in found]


def schedule(found: Schedule) -> SchedulePart:
    """Return a schedule."""
    return SchedulePart(
        lower_m3=list(found.lower_m3), base=list(found.base), price_per_m3=list(found.price)
    )


def found_tariff(found: FoundTariff) -> FoundTariffPart:
    """Return a tariff found by search."""
    return FoundTariffPart(
        method=found.method,
        volumes=found.volumes,
        fixed_month=dict(found.fixed),
        bounds_m3={name: list(bounds) for name, bounds in found.bounds_m3.items()},
        prices_per_m3={name: list(prices) for name, prices in found.prices.items()},
        revenue_year=found.revenue_year,
        gap_month=found.gap_month,
        households_above=found.households_above,
        bound=found.bound,
        solver_gap=found.gap,
        duals=[DualPricePart(**asdict(dual)) for dual in found.duals],
        rounds=len(found.iterations),
        converged=found.converged,
    )


def options(found: Iterable[Option]) -> list[dict[str, Any]]:
    """Return compared forms of tariff."""
    return [
        {
            "form": option.form,
            "recovery": option.recovery,
            "headcount": option.headcount,
            "omega": defined(option.omega),
            "revenue_elasticity": option.revenue_elasticity,
            "numbers_to_know": option.prices,
            "unbeaten": option.best,
            "tariff": found_tariff(option.tariff).model_dump(mode="json"),
        }
        for option in found
    ]


def defined(value: Any) -> Any:
    """Return plain data with null where a number is not defined or endless."""
    if isinstance(value, dict):
        return {key: defined(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [defined(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
