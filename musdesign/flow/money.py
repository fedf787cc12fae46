"""Hand quantities, prices and bills to the finance room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from musdesign import finance
from musdesign.demand.build import Needs
from musdesign.errors import MusdesignError, Problem, did_you_mean
from musdesign.flow.customers import bulk_sales, class_of, customer_facts, months_billed, registered
from musdesign.flow.stored import StoredVolume
from musdesign.flow.works_costs import Prices, works, yearly
from musdesign.library.tables import table
from musdesign.network import NetworkDesign
from musdesign.scenario.models import Scenario
from musdesign.supply.balance import Supply
from musdesign.trace import note_method


def costs(
    scenario: Scenario,
    needs: Needs,
    storage: tuple[StoredVolume, ...],
    network: NetworkDesign | None,
    supply: Supply | None,
) -> finance.CostResult:
    """Return the life-cycle cost of the design."""
    prices = Prices(scenario)
    items = works(scenario, needs, storage, network, prices)
    hardware = [sum(i.quantity * (i.unit_range or (i.unit_cost,) * 2)[end] for i in items)
                for end in (0, 1)]  # fmt: skip
    middle = sum(item.quantity * item.unit_cost for item in items)
    opex = yearly(scenario, needs, supply, (middle, hardware[0], hardware[1]), prices)
    rate = scenario.costs.discount_rate
    if rate is None:
        found = finance.discount_rate(scenario.location.country)
        prices.register += found.assumptions
        rate = found.value
    software = prices.price("software_fraction")
    direct = prices.price("direct_support_person_year").times(needs.population)
    indirect = prices.price("indirect_support_person_year").times(needs.population)
    result = finance.life_cycle(
        items,
        currency=scenario.currency,
        price_year=scenario.costs.price_year,
        households=needs.households,
        persons=needs.population,
        years=scenario.horizon.design_period,
        discount_rate=rate,
        software_fraction=software.value,
        opex_year={name: value[0] for name, value in opex.items()},
        direct_support_year=direct.value,
        indirect_support_year=indirect.value,
        assumptions=tuple(prices.register),
        ranges=finance.YearlyRange(
            {name: value[1:] for name, value in opex.items()},
            direct.ends,
            indirect.ends,
            software.ends,
        ),
        service=_service(scenario),
        stated=prices.stated,
        lives=_lives(scenario),
    )
    result = replace(result, notes=(*result.notes, *dict.fromkeys(prices.remarks)))
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


def _lives(scenario: Scenario) -> dict[str, float]:
    """Return the user's own lives of assets.

    Raises:
        MusdesignError: every asset that is not on file.
    """
    own, known = scenario.costs.lives, table("asset_lives")
    unknown = [
        Problem(f"unknown asset '{name}'", f"costs.lives.{name}", cure=did_you_mean(name, known))
        for name in own
        if name not in known
    ]
    if unknown:
        raise MusdesignError(unknown)
    return dict(own)


def _service(scenario: Scenario) -> Literal["piped", "handpump"]:
    """Return what most households are served by: pipes, or wells and handpumps."""
    by_hand = sum(g.count for g in scenario.households if g.service == "well or handpump")
    return "handpump" if by_hand > 0.5 * sum(g.count for g in scenario.households) else "piped"


def bills(
    scenario: Scenario,
    needs: Needs,
    supply: Supply | None,
    tariffs: tuple[finance.Tariff, ...],
    rungs: Mapping[str, float],
) -> tuple[finance.TariffResult, ...]:
    """Return each household group's bills and the cost recovery under each tariff.

    Water is billed that arrives and that meters register: each use's need less what the mean year
    leaves unmet, times the meters' accuracy where the board states one.
    """
    results = []
    for tariff in tariffs:
        customers = []
        for group in scenario.households:
            by_use = months_billed(group.group, needs, supply, registered(scenario))
            customers.append(
                finance.Customer(
                    group.group,
                    needs.households_of(group.group),
                    class_of(group, tariff),
                    tuple(sum(months) for months in zip(*by_use.values(), strict=True)),
                    group.income.amount if group.income else None,
                    customer_facts(group, scenario.location.altitude),
                    group.households_per_connection,
                )
            )
        found = finance.apply_tariff(
            tariff,
            customers,
            rungs,
            scenario.costs.collection_rate / 100.0,
            bulk_sales(scenario, needs, supply, tariff),
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
