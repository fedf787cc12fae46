"""What a board asks beside the bills: cash by month, reserve, meters, sharing, the way to go."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from musdesign import finance
from musdesign.errors import MusdesignError, Problem
from musdesign.finance.effects import metering
from musdesign.finance.effects.collection import Collection, collection
from musdesign.finance.effects.population import Population
from musdesign.finance.effects.revenue_risk import RevenueRisk, revenue_risk
from musdesign.finance.effects.transition import PathYear, path
from musdesign.finance.prices import asset_life
from musdesign.flow.customers import registered
from musdesign.flow.works_costs import money_stated
from musdesign.library.tables import lookup
from musdesign.provenance import Assumption
from musdesign.study.tariffs import Studied, matched


@dataclass(frozen=True, slots=True)
class BoardStudy:
    """The answers under one tariff."""

    tariff: str
    collection: Collection
    risk: RevenueRisk
    wet_months: tuple[int, ...]
    balance: metering.WaterBalance
    accuracy: float
    meters: tuple[metering.MeterAge, ...]
    shared: tuple[tuple[str, tuple[metering.Shared, ...]], ...]
    bulk: tuple[metering.BulkSale, ...]
    assumptions: tuple[Assumption, ...]

    @property
    def best_meter_age(self) -> metering.MeterAge:
        """Return the replacement age of least cost."""
        return min(self.meters, key=lambda age: age.total_year)


def board_study(of: Studied) -> BoardStudy:
    """Return a board's answers for the households of one tariff."""
    known = of.result.scenario.board
    people, schedules = of.case.people, of.case.schedules
    register: list[Assumption] = []

    def default(key: str) -> float:
        row = lookup("tariff_study", key)
        register.append(
            Assumption.of(row.text("name"), row.number("value"), row.text("unit"), row.origin)
        )
        return row.number("value")

    due = _due(of)
    operation = of.rungs["operation"]
    write_off = known.write_off or int(default("write_off_months"))
    cash = collection(
        due,
        (operation / 12.0,) * 12,
        known.income_by_month or (1.0,) * 12,
        paid_share=known.paid_share / 100.0,
        write_off_months=write_off,
    )
    wet = tuple(known.wet_months) if known.wet_months else _wet_months(of)
    risk = revenue_risk(
        people,
        schedules,
        wet_months=wet,
        share=_wet_share(of, register),
        cost_month=operation / 12.0,
        collection=of.collection,
        seed=people.spread.seed,
    )
    life = known.meter_life
    if life is None:
        life, lines = asset_life("meter")
        register += lines
    new, decline = default("meter_accuracy_new"), default("meter_decline_year")
    accuracy = metering.mean_accuracy(new, decline, float(life or 1.0))
    if known.meter_accuracy is not None:
        accuracy = min(1.0, known.meter_accuracy / 100.0)
    price = finance.unit_cost(
        "meter",
        of.result.scenario.location.country,
        of.result.currency,
        of.result.scenario.costs.unit_costs,
        of.result.scenario.costs.price_year,
        money_stated(of.result.scenario),
    )
    register += price.assumptions
    costs = of.result.costs
    assert costs is not None
    return BoardStudy(
        of.case.id,
        cash,
        risk,
        wet,
        _balance(of, accuracy),
        accuracy,
        metering.replacement_ages(
            _real_use(of),
            schedules,
            meter_cost=price.value,
            new=new,
            decline_year=decline,
            rate=costs.discount_rate,
        ),
        tuple(
            (group.name, metering.shared_tap(schedules[group.class_name], _mean(group.month_m3)))
            for group in people.groups
        ),
        _bulk(of),
        tuple(register),
    )


def way_to(of: Studied, new: Studied, most_rise: float, years: int) -> tuple[PathYear, ...]:
    """Return the path from one tariff of a scheme to another under a cap on each year's rise."""
    horizon = of.result.scenario.horizon
    of, prices = matched(of, new)
    return path(
        of.case.people,
        of.case.schedules,
        prices,
        most_rise=most_rise,
        years=years,
        threshold=of.threshold,
        collection=of.collection,
        first_year=horizon.base_year + 1,
    )


def _due(of: Studied) -> tuple[float, ...]:
    """Return what is billed to all households in each month."""
    people = of.case.people
    total = np.zeros(12)
    for name in people.classes:
        at = people.in_class(name)
        total += people.weight[at] @ of.case.schedules[name].bill(people.month_m3[at])
    return tuple(float(month) for month in total)


def _wet_months(of: Studied) -> tuple[int, ...]:
    rain = np.asarray(of.result.scenario.location.climate.rain, dtype=float)
    return tuple(int(m) + 1 for m in np.flatnonzero(rain > rain.mean()))


def _wet_share(of: Studied, register: list[Assumption]) -> tuple[float, float, float]:
    given = of.result.scenario.board.wet_share
    if given is not None:
        low, mode, high = (share / 100.0 for share in given)
        if not low <= mode <= high:
            raise MusdesignError(
                Problem(
                    "the lowest, most likely and highest part are out of order",
                    "board.wet_share",
                    cure="write [10 %, 50 %, 100 %]",
                )
            )
        return low, mode, high
    row = lookup("tariff_study", "wet_season_share")
    register.append(
        Assumption.of(row.text("name"), row.number("value"), row.text("unit"), row.origin)
    )
    return row.number("low"), row.number("value"), row.number("high")


def _real_use(of: Studied) -> Population:
    """Return the households with what they use, where the bills follow what meters register."""
    people, seen = of.case.people, registered(of.result.scenario)
    if seen == 1.0:
        return people
    return replace(people, month_m3=people.month_m3 / seen, domestic_m3=people.domestic_m3 / seen)


def _balance(of: Studied, accuracy: float) -> metering.WaterBalance:
    """Return the year's balance of the piped water; places without a class are not billed."""
    people, demand = _real_use(of), of.result.demand
    used = 12.0 * float(people.weight @ people.mean_m3)
    seen = registered(of.result.scenario)
    sales = of.sales
    bulk = sum(sale.volume_m3_year / seen for sale in sales if sale.revenue_year > 0)
    households = {group.name for group in people.groups}
    billed = {sale.buyer for sale in sales if sale.revenue_year > 0}
    other = 365.0 * sum(
        float(np.average(part.month_m3_day))
        for part in demand.uses
        if part.group not in households | billed
    )
    produced = (used + bulk + other) / (1.0 - demand.loss_fraction)
    revenue = of.effects(of.case.id, of.case.schedules).revenue_year
    sold = 12.0 * float(of.case.people.weight @ of.case.people.mean_m3)
    return metering.water_balance(
        produced_m3=produced,
        used_by_customers_m3=used,
        unbilled_m3=other,
        accuracy=accuracy,
        production_cost_m3=of.rungs["operation"] / produced if produced else 0.0,
        mean_price_m3=revenue / sold if sold else 0.0,
        bulk_m3=bulk,
        unauthorised_m3=produced * of.result.scenario.board.unauthorised / 100.0,
    )


def _bulk(of: Studied) -> tuple[metering.BulkSale, ...]:
    produced = of.result.demand.mean_day_m3 * 365.0
    if produced <= 0:
        return ()
    return metering.bulk_sales(
        [(sale.buyer, sale.volume_m3_year, sale.price_m3) for sale in of.sales],
        of.rungs["operation"] / produced,
        max(of.rungs.values()) / produced,
    )


def _mean(months: tuple[float, ...]) -> float:
    return sum(months) / len(months)
