"""Households as customers: the class they pay by, and the water that arrives at them."""

from __future__ import annotations

from musdesign import finance
from musdesign.demand.build import Needs
from musdesign.scenario.models import HouseholdGroup
from musdesign.supply.balance import Supply
from musdesign.units import MONTH_DAYS


def class_of(group: HouseholdGroup, tariff: finance.Tariff) -> str:
    """Return the class of a tariff that a group pays by."""
    name = group.tariff_class
    if isinstance(name, dict):
        # a tariff that the scenario proposes starts as its first one, whose classes it has
        name = name.get(tariff.id) or next((n for n in name.values() if n in tariff.classes), "")
    return name or finance.only_class(tariff)


def customer_facts(group: HouseholdGroup, altitude_m: float) -> dict[str, object]:
    """Return what a tariff may ask of a group's household: persons, altitude, animals, plots."""
    return {
        "persons": group.size,
        "dwellings": 1,
        "altitude": altitude_m,
        "plot_m2": sum(plot.area for plot in group.uses.gardens),
        **{kind: herd.head for kind, herd in group.uses.livestock.items()},
    }


def months_billed(group: str, needs: Needs, supply: Supply | None) -> dict[str, tuple[float, ...]]:
    """Return the m3 that arrive at a household of a group in each month, by use."""
    met = _met_share(supply)
    households = needs.households_of(group)
    by_use: dict[str, list[float]] = {}
    for part in needs.demand.uses:
        if part.group != group:
            continue
        months = by_use.setdefault(part.use, [0.0] * 12)
        share = met.get(part.use, _ALL)
        for m in range(12):
            months[m] += float(part.month_m3_day[m]) * share[m] * MONTH_DAYS[m] / households
    return {use: tuple(months) for use, months in by_use.items()}


_ALL = (1.0,) * 12


def _met_share(supply: Supply | None) -> dict[str, tuple[float, ...]]:
    """Return the share of each use's need that is met, by month."""
    if supply is None:
        return {}
    return {
        service.use: tuple(
            float(met / (met + unmet)) if met + unmet > 0 else 1.0
            for met, unmet in zip(service.met_by_month_m3, service.unmet_by_month_m3, strict=True)
        )
        for service in supply.by_use
    }
