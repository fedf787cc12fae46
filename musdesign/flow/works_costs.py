"""Turn a design's works into cost items: sources, treatment, tanks, pipes, connections, energy."""

from __future__ import annotations

from musdesign import finance, network
from musdesign.demand.build import Needs
from musdesign.errors import MusdesignError
from musdesign.flow.pipes import price_item
from musdesign.flow.stored import StoredVolume
from musdesign.library.tables import lookup
from musdesign.network import NetworkDesign
from musdesign.provenance import Assumption, Origin
from musdesign.scenario.models import Scenario
from musdesign.scenario.sources import Source
from musdesign.supply.balance import Supply

STATED = Origin("the scenario file", "primary")
_SERVICES = {
    "house connection": ("connection", "house connection"),
    "yard tap": ("yard_tap", "tap"),
    "public tap": ("public_tap", "tapstand"),
    "well or handpump": ("well_works", "handpump"),
}
_WORKS = {
    "spring": "spring_intake",
    "stream": "stream_intake",
    "borehole": "borehole_works",
    "well": "well_works",
}
_LIFT_KWH_M3_M = 0.002725
"""Work of lifting 1 m3 by 1 m: 9.81 / 3600 kWh."""


class Prices:
    """Looks up unit costs and keeps what was assumed and what could not be done."""

    def __init__(self, scenario: Scenario) -> None:
        """Start a register for a scenario."""
        self.scenario = scenario
        self.stated = money_stated(scenario)
        self.register: list[Assumption] = []
        self.remarks: list[str] = []

    def price(self, item: str) -> finance.Price:
        """Return the price of an item at the scenario's place and year."""
        found = finance.unit_cost(
            item,
            self.scenario.location.country,
            self.scenario.currency,
            self.scenario.costs.unit_costs,
            self.scenario.costs.price_year,
            self.stated,
        )
        self.register += found.assumptions
        self.remarks += found.remarks
        return found

    def limit(self, table: str, key: str) -> float:
        """Return a figure of the library and register it."""
        row = lookup(table, key)
        value = row.number("value")
        self.register.append(Assumption.of(row.text("name"), value, row.text("unit"), row.origin))
        return value

    def item(self, name: str, key: str, asset: str, quantity: float, unit: str) -> finance.CostItem:
        """Return a cost item at the price of ``key``."""
        return finance.item_of(name, asset, quantity, unit, self.price(key))


def money_stated(scenario: Scenario) -> finance.MoneyStated:
    """Return the exchange rate and inflation that a scenario states."""
    costs = scenario.costs
    rate = None if costs.exchange_rate is None else costs.exchange_rate.amount
    return finance.MoneyStated(scenario.currency, rate, costs.inflation)


def works(
    scenario: Scenario,
    needs: Needs,
    storage: tuple[StoredVolume, ...],
    design: NetworkDesign | None,
    prices: Prices,
) -> list[finance.CostItem]:
    """Return the parts of the works with their prices."""
    items = [*_sources(scenario, needs, prices), *_tanks(storage, prices)]
    if design is not None:
        items += _pipes(scenario, design, prices)
    items += _connections(scenario, needs, prices)
    for own in scenario.costs.items:
        items.append(finance.CostItem(own.name, own.asset, 1.0, "lump", own.amount.amount, STATED))
    return items


def _sources(scenario: Scenario, needs: Needs, prices: Prices) -> list[finance.CostItem]:
    items = []
    treated = 0.0
    for index, source in enumerate(scenario.sources):
        name = source.called(index)
        if source.kind in _WORKS:
            key = _WORKS[source.kind]
            items.append(prices.item(f"works at {name}", key, key, 1.0, "unit"))
        if source.solar_power is not None:
            items.append(
                prices.item(
                    f"solar array at {name}",
                    "solar_array_wp",
                    "solar_array",
                    1000.0 * source.solar_power,
                    "Wp",
                )
            )
        if source.kind == "pond" and source.volume is not None:
            items.append(prices.item(f"works at {name}", "pond_m3", "", source.volume, "m3"))
        # a stream of such quality has been treated, though the scenario does not say how
        if source.kind == "stream" and source.quality in {"drinking", "domestic"}:
            treated += 0.0 if scenario.treatment else needs.demand.max_day_m3
    treated += sum(plant.capacity for plant in scenario.treatment)
    if treated:
        items.append(prices.item("treatment", "treatment_m3_day", "treatment", treated, "m3/day"))
    return items


def _tanks(storage: tuple[StoredVolume, ...], prices: Prices) -> list[finance.CostItem]:
    return [
        prices.item(
            f"tanks: {tank.name}" if tank.count > 1 else f"tank: {tank.name}",
            f"tank_{tank.material}_m3",
            f"tank_{tank.material}",
            tank.volume_m3,
            "m3",
        )
        for tank in storage
        if tank.volume_m3 > 0
    ]


def _pipes(scenario: Scenario, design: NetworkDesign, prices: Prices) -> list[finance.CostItem]:
    """Return pipes, trench and break-pressure tanks; pipes live as long as their material."""
    key, asset, spread = _material(scenario, prices)
    unit = design.pipe_cost / design.length_m if design.length_m else 0.0
    origin = Origin(
        f"mass of the pipes chosen ({len(design.links)} links) times a price per kg",
        prices.price(key).origin.basis,
    )
    span = (unit * spread[0], unit * spread[1])
    items = [
        finance.CostItem("pipes", asset, design.length_m, "m", unit, origin, span),
        prices.item("trench and laying", "trench_m", asset, design.length_m, "m"),
    ]
    breaks = sum(node.kind == "break_pressure_tank" for node in design.nodes)
    if breaks:
        kind = "break_pressure_tank"
        items.append(prices.item("break-pressure tanks", kind, kind, breaks, "tank"))
    return items


def _material(scenario: Scenario, prices: Prices) -> tuple[str, str, tuple[float, float]]:
    """Return the price item and asset of the catalogue's pipes, and its range over its value."""
    assert scenario.network is not None
    materials = {pipe.material for pipe in network.catalogue(scenario.network.catalogue)}
    keys = {price_item(material) for material in materials}
    found = [prices.price(key) for key in sorted(keys)]
    spread = (
        min(price.ends[0] / price.value for price in found if price.value > 0) if found else 1.0,
        max(price.ends[1] / price.value for price in found if price.value > 0) if found else 1.0,
    )
    if len(keys) > 1:
        return sorted(keys)[0], "pipe", spread
    key = keys.pop()
    return key, key.removesuffix("_kg"), spread


def _connections(scenario: Scenario, needs: Needs, prices: Prices) -> list[finance.CostItem]:
    counts: dict[str, float] = {}
    for group in scenario.households:
        number = needs.households_of(group.group)
        if group.service in {"public tap", "well or handpump"}:
            number /= prices.limit("network_limits", "households_per_public_tap")
        else:
            number /= group.households_per_connection
        counts[group.service] = counts.get(group.service, 0.0) + number
    return [
        prices.item(f"{service}s", *_SERVICES[service], number, "unit")
        for service, number in counts.items()
    ]


def yearly(
    scenario: Scenario,
    needs: Needs,
    supply: Supply | None,
    hardware: tuple[float, float, float],
    prices: Prices,
) -> dict[str, tuple[float, float, float]]:
    """Return yearly operation by purpose: middle, low and high."""
    produced = needs.demand.mean_day_m3 * 365.0
    upkeep = prices.price("network_maintenance_fraction")
    found = {
        "operator": _three(prices.price("operator_month"), 12.0),
        "chlorine": _three(prices.price("chlorine_m3"), produced),
        "network maintenance": (
            hardware[0] * upkeep.value,
            hardware[1] * upkeep.ends[0],
            hardware[2] * upkeep.ends[1],
        ),
    }
    if supply is None:
        return found
    taken = {source.name: source.used_m3_year for source in supply.by_source}
    for plant in scenario.treatment:
        treated = min(sum(taken.get(n, 0.0) for n in plant.takes), 365.0 * plant.capacity)
        if plant.cost is not None:
            found[f"treatment: {plant.name}"] = (plant.cost.amount * treated,) * 3
        elif (cost := _running_m3(plant.steps, scenario, prices)) is not None:
            found[f"treatment: {plant.name}"] = _three(cost, treated)
    for index, source in enumerate(scenario.sources):
        name = source.called(index)
        if name not in taken:
            continue
        if source.cost:
            found[f"water of {name}"] = (source.cost.amount * taken[name],) * 3
        if source.lift is not None and source.solar_power is None and source.ram_fall is None:
            kwh = _energy_kwh(source, taken[name], prices)
            found[f"energy at {name}"] = _three(prices.price("energy_kwh"), kwh)
    return found


def _running_m3(steps: list[str], scenario: Scenario, prices: Prices) -> finance.Price | None:
    """Return what a train costs to run per m3, the middle of its steps' ranges; None if not known.

    Chlorine is left out: it is counted for all of the water.
    """
    rows = [row for step in steps if not (row := lookup("treatment_steps", step)).optional(
        "contact_minutes")]  # fmt: skip
    if not rows or any(row.text("currency") != "USD" for row in rows):
        return None
    low, high = (sum(row.number(f"opex_{end}_m3") for row in rows) for end in ("low", "high"))
    currency, rate = scenario.currency, 1.0
    lines: tuple[Assumption, ...] = ()
    if currency != "USD":
        found = finance.exchange_rate(currency, None, prices.stated)
        rate, lines = found.value, found.assumptions
    middle = 0.5 * (low + high) * rate
    origin = rows[0].origin
    shown = Assumption.of("running cost of the treatment", middle, f"{currency}/m3", origin)
    prices.register += [shown, *lines]
    return finance.Price(middle, "m3", origin, (shown,), low * rate, high * rate)


def lifting_cost_m3(scenario: Scenario, source: Source) -> float:
    """Return what the electricity of lifting 1 m3 costs; 0 by gravity, sun or ram, or unpriced."""
    if source.lift is None or source.solar_power is not None or source.ram_fall is not None:
        return 0.0
    prices = Prices(scenario)
    try:
        return prices.price("energy_kwh").value * _energy_kwh(source, 1.0, prices)
    except MusdesignError:
        return 0.0


def _energy_kwh(source: Source, used_m3_year: float, prices: Prices) -> float:
    """Return the electricity of a pump in a year: work of the lift over its efficiency."""
    assert source.lift is not None
    work = used_m3_year * source.lift * _LIFT_KWH_M3_M
    kw = work / (365.0 * (source.pump_hours or 8.0)) / 0.4
    size = "below_0.5" if kw < 0.5 else "0.5_2" if kw < 2 else "2_7.5"
    return work / prices.limit("lifting", f"wire_to_water_{size}_kw")


def _three(price: finance.Price, quantity: float) -> tuple[float, float, float]:
    return price.value * quantity, price.ends[0] * quantity, price.ends[1] * quantity
