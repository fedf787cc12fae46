"""Simulate a scheme day by day and tell what each use gets, from where, and what binds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from musdesign.demand.build import DesignBasis, Needs
from musdesign.flow.daily.bound import Bound, bound_of, first_days
from musdesign.flow.daily.outcome import DailySupply, outcome
from musdesign.flow.daily.prepared import prepared
from musdesign.flow.stored import StoredVolume
from musdesign.flow.yields import FlowRecord
from musdesign.provenance import Assumption
from musdesign.scenario import Scenario
from musdesign.supply.allocation import Simulation
from musdesign.supply.allocation.fitting import Fitted, fitted
from musdesign.supply.allocation.foresight import foresight_in_parts
from musdesign.supply.allocation.results import Rule

MOST_BOUND_DAYS = 20_000
"""Days beyond which the programmes over all days could take a minute."""


def daily_supply(
    scenario: Scenario, needs: Needs, basis: DesignBasis, years: float,
    storage: tuple[StoredVolume, ...], records: Mapping[str, FlowRecord], folder: Path | None,
    stamp: float = 0.0, bound_years: float = 0.0, rule: Rule = "exact",
) -> tuple[DailySupply, tuple[Assumption, ...]]:  # fmt: skip
    """Return the supply of a scheme over the days of its weather, and what was assumed.

    ``stamp`` is when the record of rain was changed; it only parts results that are kept.
    ``bound_years`` asks for the distance to perfect foresight too, over so many years of the first
    draw of the weather.  With the ``screening`` rule the exact rule runs too, and its gap is told.

    Raises:
        MusdesignError: records, flows or rules that cannot be used.
    """
    del stamp
    ready = prepared(scenario, needs, basis, years, storage, records, folder)
    fit = fitted(ready.network)
    used = fit if rule == "exact" else replace(fit, network=ready.network, rule=rule, order=())
    found = used.simulate()
    best = None if used is fit else fit.simulate(trace=False)
    told = outcome(ready, found, needs, _bound(used, found, bound_years), best)
    if fit.text and rule == "exact":
        kept = (
            f"so that the better uses last: {fit.text}"
            if fit.rule == "exact"
            else f"so that least is missing: {fit.text}"
        )
        told = replace(told, warnings=(*told.warnings, kept))
    return told, ready.register


def _bound(fit: Fitted, found: Simulation, years: float) -> Bound | None:
    """Return the distance to perfect foresight over the first years of the first draw."""
    days = int(min(found.days, MOST_BOUND_DAYS, 365.25 * years))
    if days < 1:
        return None
    first = replace(fit, network=first_days(fit.network, days))
    begun = first.simulate(daily=True, trace=False)
    return bound_of(first.network, begun, foresight_in_parts(first.network, begun))
