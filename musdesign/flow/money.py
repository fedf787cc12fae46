"""Hand quantities, prices and bills to the finance room."""

from __future__ import annotations

from collections.abc import Mapping

from musdesign import finance
from musdesign.demand.build import Needs
from musdesign.flow.customers import class_of, customer_facts, months_billed
from musdesign.flow.result import StoredVolume
from musdesign.library.tables import lookup
from musdesign.network import NetworkDesign
from musdesign.provenance import Assumption, Origin
from musdesign.scenario.models import Scenario
from musdesign.supply.balance import Supply
from musdesign.trace import note_method

_STATED = Origin("the scenario file", "primary")
_SERVICES = {
    "house connection": ("connection", "house connection"),
    "yard tap": ("yard_tap", "tap"),
    "public tap": ("public_tap", "tapstand"),
    "well or handpump": ("well_works", "handpump"),
}


def costs(
    scenario: Scenario,
    needs: Needs,
    storage: tuple[StoredVolume, ...],
    network: NetworkDesign | None,
    supply: Supply | None,
) -> finance.CostResult:
    """Return the life-cycle cost of the design."""
    prices = _Prices(scenario)
    items = [*_sources(scenario, needs, prices), *_tanks(storage, prices)]
    if network is not None:
        items.append(
            finance.CostItem(
                "pipes",
                "pipe",
                network.length_m,
                "m",
                network.pipe_cost / network.length_m,
                prices.pipe_origin(network),
            )
        )
        items.append(prices.item("trench and laying", "trench_m", "pipe", network.length_m, "m"))
        breaks = sum(node.kind == "break_pressure_tank" for node in network.nodes)
        if breaks:
            items.append(
                prices.item(
                    "break-pressure tanks",
                    "break_pressure_tank",
                    "break_pressure_tank",
                    breaks,
                    "tank",
                )
            )
    items += _connections(scenario, needs, prices)
    for own in scenario.costs.items:
        items.append(finance.CostItem(own.name, own.asset, 1.0, "lump", own.amount.amount, _STATED))
    hardware = sum(item.quantity * item.unit_cost for item in items)
    produced_m3_year = needs.demand.mean_day_m3 * 365.0
    opex = {
        "operator": 12.0 * prices.value("operator_month"),
        "chlorine": produced_m3_year * prices.value("chlorine_m3"),
        "network maintenance": hardware * prices.value("network_maintenance_fraction"),
    }
    if supply is not None:
        bought = {s.called(i): s.cost.amount for i, s in enumerate(scenario.sources) if s.cost}
        for plant in scenario.treatment:
            if plant.cost is None:
                continue
            treated = sum(s.used_m3_year for s in supply.by_source if s.name in plant.takes)
            opex[f"treatment: {plant.name}"] = plant.cost.amount * min(
                treated, 365.0 * plant.capacity
            )
        for source in supply.by_source:
            if source.name in bought:
                opex[f"water of {source.name}"] = source.used_m3_year * bought[source.name]
    rate = scenario.costs.discount_rate
    if rate is None:
        found = finance.discount_rate(scenario.location.country)
        prices.register += found.assumptions
        rate = found.value
    result = finance.life_cycle(
        items,
        currency=scenario.currency,
        price_year=scenario.costs.price_year,
        households=needs.households,
        persons=needs.population,
        years=scenario.horizon.design_period,
        discount_rate=rate,
        software_fraction=prices.value("software_fraction"),
        opex_year=opex,
        direct_support_year=needs.population * prices.value("direct_support_person_year"),
        indirect_support_year=needs.population * prices.value("indirect_support_person_year"),
        assumptions=tuple(prices.register),
    )
    note_method(
        "costs.capital",
        result.capital_total,
        scenario.currency,
        "quantities times unit costs, and the share of software",
        inputs={item.name: item.quantity * item.unit_cost for item in items},
        source="WASHCost categories (IRC)",
    )
    note_method(
        "costs.yearly",
        result.yearly_total,
        f"{scenario.currency}/year",
        "sum of the WASHCost categories",
        inputs=dict(result.yearly_by_category),
    )
    return result


class _Prices:
    """Looks up unit costs and keeps what was assumed."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.register: list[Assumption] = []

    def price(self, item: str) -> finance.Price:
        found = finance.unit_cost(
            item,
            self.scenario.location.country,
            self.scenario.currency,
            self.scenario.costs.unit_costs,
            self.scenario.costs.price_year,
        )
        self.register += found.assumptions
        return found

    def value(self, item: str) -> float:
        return self.price(item).value

    def limit(self, key: str) -> float:
        row = lookup("network_limits", key)
        self.register.append(
            Assumption.of(row.text("name"), row.number("value"), row.text("unit"), row.origin)
        )
        return row.number("value")

    def item(self, name: str, key: str, asset: str, quantity: float, unit: str) -> finance.CostItem:
        price = self.price(key)
        return finance.CostItem(name, asset, quantity, unit, price.value, price.origin)

    def pipe_origin(self, network: NetworkDesign) -> Origin:
        return Origin(
            f"mass of the pipes chosen ({len(network.links)} links) times a price per kg",
            "unverified",
        )


def _sources(scenario: Scenario, needs: Needs, prices: _Prices) -> list[finance.CostItem]:
    items = []
    works = {
        "spring": "spring_intake",
        "stream": "stream_intake",
        "borehole": "borehole_works",
        "well": "well_works",
    }
    treated = 0.0
    for index, source in enumerate(scenario.sources):
        name = source.called(index)
        if source.kind in works:
            key = works[source.kind]
            items.append(prices.item(f"works at {name}", key, key, 1.0, "unit"))
        if source.kind == "pond" and source.volume is not None:
            items.append(prices.item(f"works at {name}", "pond_m3", "", source.volume, "m3"))
        # a stream of such quality has been treated, though the scenario does not say how
        if source.kind == "stream" and source.quality in {"drinking", "domestic"}:
            treated += 0.0 if scenario.treatment else needs.demand.max_day_m3
    treated += sum(plant.capacity for plant in scenario.treatment)
    if treated:
        items.append(prices.item("treatment", "treatment_m3_day", "treatment", treated, "m3/day"))
    return items


def _tanks(storage: tuple[StoredVolume, ...], prices: _Prices) -> list[finance.CostItem]:
    items = []
    for tank in storage:
        if tank.volume_m3 <= 0:
            continue
        many = tank.count > 1
        name = f"tanks: {tank.name}" if many else f"tank: {tank.name}"
        items.append(
            prices.item(
                name, f"tank_{tank.material}_m3", f"tank_{tank.material}", tank.volume_m3, "m3"
            )
        )
    return items


def _connections(scenario: Scenario, needs: Needs, prices: _Prices) -> list[finance.CostItem]:
    counts: dict[str, float] = {}
    for group in scenario.households:
        number = needs.households_of(group.group)
        if group.service in {"public tap", "well or handpump"}:
            number /= prices.limit("households_per_public_tap")
        counts[group.service] = counts.get(group.service, 0.0) + number
    items = []
    for service, number in counts.items():
        key, asset = _SERVICES[service]
        items.append(prices.item(f"{service}s", key, asset, number, "unit"))
    return items


def bills(
    scenario: Scenario,
    needs: Needs,
    supply: Supply | None,
    tariffs: tuple[finance.Tariff, ...],
    rungs: Mapping[str, float],
) -> tuple[finance.TariffResult, ...]:
    """Return each household group's bills and the cost recovery under each tariff.

    Water is billed that arrives: each use's need less what the mean year leaves unmet.
    """
    results = []
    for tariff in tariffs:
        customers = []
        for group in scenario.households:
            by_use = months_billed(group.group, needs, supply)
            customers.append(
                finance.Customer(
                    group.group,
                    needs.households_of(group.group),
                    class_of(group, tariff),
                    tuple(sum(months) for months in zip(*by_use.values(), strict=True)),
                    group.income.amount if group.income else None,
                    customer_facts(group, scenario.location.altitude),
                )
            )
        found = finance.apply_tariff(
            tariff, customers, rungs, scenario.costs.collection_rate / 100.0
        )
        results.append(found)
        for part in found.bills:
            note_method(
                f"bills.{tariff.id}.{part.group}",
                part.bill_month,
                f"{tariff.currency}/month",
                "mean of twelve monthly bills; each line exact before rounding",
                inputs={"volume_m3_month": part.volume_m3_month},
                source=tariff.source,
            )
    return tuple(results)
