"""Households as customers: the class they pay by, and the water that arrives at them."""

from __future__ import annotations

from musdesign import finance
from musdesign.demand.build import Needs
from musdesign.scenario.models import HouseholdGroup, Scenario
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
    """Return what a tariff may ask of a group's meter: persons, altitude, animals, plots.

    Where households share a meter the facts are of all of them.
    """
    many = group.households_per_connection
    return {
        "persons": group.size * many,
        "dwellings": 1 if many == 1 else many,
        "altitude": altitude_m,
        "plot_m2": sum(plot.area for plot in group.uses.gardens) * many,
        **{kind: herd.head * many for kind, herd in group.uses.livestock.items()},
    }


def months_billed(
    group: str, needs: Needs, supply: Supply | None, accuracy: float = 1.0
) -> dict[str, tuple[float, ...]]:
    """Return the m3 that meters register at a household of a group in each month, by use.

    That is what arrives times the ``accuracy`` of the meters in use.
    """
    households = needs.households_of(group)
    return _months(group, needs, supply, accuracy / households if households > 0 else 0.0)


def bulk_months(
    user: str, needs: Needs, supply: Supply | None, accuracy: float = 1.0
) -> tuple[float, ...]:
    """Return the m3 registered at a bulk user in each month."""
    by_use = _months(user, needs, supply, accuracy)
    return tuple(sum(months) for months in zip(*by_use.values(), strict=True))


def registered(scenario: Scenario) -> float:
    """Return the part of the water that meters register: all of it where nothing is stated."""
    stated = scenario.board.meter_accuracy
    return 1.0 if stated is None else stated / 100.0


def bulk_sales(
    scenario: Scenario, needs: Needs, supply: Supply | None, tariff: finance.Tariff
) -> tuple[finance.BulkSale, ...]:
    """Return what bulk users buy and pay: by their class of the tariff, else at the board's price.

    A user with neither is not billed, and its sale brings nothing.

    Raises:
        MusdesignError: a class that the tariff does not have.
    """
    price = scenario.board.bulk_price
    found = []
    for user in scenario.bulk_users:
        months = bulk_months(user.name, needs, supply, registered(scenario)) or (0.0,) * 12
        name = user.tariff_class
        name = name.get(tariff.id, "") if isinstance(name, dict) else name
        if name:
            facts = {"altitude": scenario.location.altitude, "persons": 0, "dwellings": 1}
            paid = float(finance.month_bills(tariff, name, months, facts).sum())
        else:
            paid = sum(months) * (price.amount if price is not None else 0.0)
        found.append(finance.BulkSale(user.name, name, sum(months), paid))
    return tuple(found)


def _months(
    name: str, needs: Needs, supply: Supply | None, factor: float
) -> dict[str, tuple[float, ...]]:
    met = met_share(supply)
    by_use: dict[str, list[float]] = {}
    for part in needs.demand.uses:
        if part.group != name:
            continue
        months = by_use.setdefault(part.use, [0.0] * 12)
        share = met.get(part.use, _ALL)
        for m in range(12):
            months[m] += float(part.month_m3_day[m]) * share[m] * MONTH_DAYS[m] * factor
    return {use: tuple(months) for use, months in by_use.items()}


_ALL = (1.0,) * 12


def met_share(supply: Supply | None) -> dict[str, tuple[float, ...]]:
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
