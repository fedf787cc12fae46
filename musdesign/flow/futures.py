"""The two futures beside the multiple-use design.

``norm``: the domestic-only scheme that the national recipe would build.  ``unplanned``: that same
scheme when animals and gardens drink from it anyway.  Its intake and pipes carry the norm's largest
day and no more, and nobody sets priorities: every use misses the same share.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from musdesign.demand.build import Needs
from musdesign.demand.recipe import RecipeDesign
from musdesign.flow.mean_year import gross_needs
from musdesign.scenario.models import Peaks, Scenario
from musdesign.scenario.uses import Domestic, HouseholdUses
from musdesign.scenario.works import Tank
from musdesign.supply.balance import SourceUse, Supply, UseService
from musdesign.supply.sources import Months
from musdesign.units import MONTH_DAYS, MONTH_NAMES

_DAYS = np.array(MONTH_DAYS, dtype=float)


def norm_scenario(scenario: Scenario, recipe: RecipeDesign) -> Scenario:
    """Return the scenario as the norm sees it: people alone, at its allocation and factors."""
    people = HouseholdUses(domestic=Domestic.model_construct(rate=recipe.net_l_person_day))
    groups = [group.model_copy(update={"uses": people}) for group in scenario.households]
    day_factor = recipe.max_day_lps / recipe.mean_day_lps if recipe.mean_day_lps else 1.0
    hour_factor = recipe.peak_hour_lps / recipe.max_day_lps if recipe.max_day_lps else 1.0
    # the recipe's own relation of gross to net, whatever its convention of losses
    losses = 100.0 * (1.0 - recipe.net_l_person_day / recipe.gross_l_person_day)
    return scenario.model_copy(
        update={
            "households": groups,
            "institutions": [],
            "bulk_users": [],
            "sources": [
                source
                for source in scenario.sources
                if source.kind not in {"roof", "pond", "greywater"}
            ],
            "treatment": [
                plant for plant in scenario.treatment if not _left_out(scenario) & set(plant.takes)
            ],
            "weather": None,
            "dual_supply": None,
            "storage": _norm_tank(scenario),
            "losses": losses,
            "peaks": Peaks.model_construct(
                max_day_factor=max(1.0, day_factor),
                peak_hour_factor=max(1.0, hour_factor),
                connections=scenario.peaks.connections,
            ),
        }
    )


def _left_out(scenario: Scenario) -> set[str]:
    """Return the sources that a scheme for people alone does not have."""
    return {
        source.called(index)
        for index, source in enumerate(scenario.sources)
        if source.kind in {"roof", "pond", "greywater"}
    }


def _norm_tank(scenario: Scenario) -> list[Tank]:
    """Return the norm's one tank: of the material of the scenario's first, its volume sized.

    The two designs then differ by what they serve, not by what a cubic metre of tank costs.  A
    stated volume was chosen for every use, so the norm's tank is sized anew, and what overflows
    to gardens has no place in a scheme for people alone.
    """
    first = next(iter(scenario.storage), None)
    return [] if first is None else [Tank(name=first.name, material=first.material)]


def rationed(needs: Needs, norm_supply: Supply, capacity_m3_day: float) -> Supply:
    """Return the real need's service by a scheme that carries ``capacity_m3_day`` at most.

    Each month every use gets the same share: min(1, what arrives / what is needed).
    """
    wanted: dict[str, Months] = {}
    for need in gross_needs(needs.demand):
        wanted[need.use] = wanted.get(need.use, np.zeros(12)) + need.month_m3_day
    total = sum(wanted.values(), np.zeros(12))
    available = _available(norm_supply) / _DAYS
    carried = np.minimum(available, capacity_m3_day)
    share = np.minimum(1.0, np.divide(carried, total, out=np.ones(12), where=total > 0))
    services = tuple(_shared(use, need * _DAYS, share) for use, need in wanted.items())
    worst = int(np.argmin(share))
    binding: tuple[str, ...] = ()
    if share[worst] < 1.0 - 1e-9:
        full = capacity_m3_day <= available[worst]
        what = "the intake and pipes carry" if full else "the sources give"
        binding = (
            f"all uses: {carried[worst]:.1f} of {total[worst]:.1f} m3/day arrive in "
            f"{MONTH_NAMES[worst]} ({what} {carried[worst]:.1f} m3/day)",
        )
    sources = _taken(norm_supply, services, total * share * _DAYS)
    return replace(norm_supply, by_use=services, by_source=sources, binding=binding)


def _shared(use: str, need_m3: Months, share: Months) -> UseService:
    """Return the service of a use that gets a share of its need in each month."""
    met, unmet = need_m3 * share, need_m3 * (1.0 - share)
    demand, served = float(need_m3.sum()), float(met.sum())
    days = float(_DAYS[share >= 1.0 - 1e-9].sum() / _DAYS.sum())
    part = served / demand if demand > 0 else 1.0
    return UseService(use, demand, served, float(unmet.sum()), part, days, unmet, met)


def _taken(
    norm_supply: Supply, services: tuple[UseService, ...], used_by_month: Months
) -> tuple[SourceUse, ...]:
    """Return the sources with what is drawn from them, in proportion to what they have."""
    available = _available(norm_supply)
    met_total = sum(service.met_m3_year for service in services)
    sources = []
    for source in norm_supply.by_source:
        part = np.divide(
            source.available_by_month_m3, available, out=np.zeros(12), where=available > 0
        )
        used = used_by_month * part
        year = float(used.sum())
        by_use = {
            service.use: service.met_m3_year * year / met_total if met_total > 0 else 0.0
            for service in services
        }
        sources.append(replace(source, used_m3_year=year, used_by_month_m3=used, by_use_m3=by_use))
    return tuple(sources)


def _available(supply: Supply) -> Months:
    return sum((source.available_by_month_m3 for source in supply.by_source), np.zeros(12))
