"""Write a result as one JSON object (see ``schema`` for its shape)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pydantic import BaseModel

from musdesign.demand.needs import annual_mean
from musdesign.demand.sampled import Band, SampledDemand, bands, month_bands
from musdesign.finance import TariffResult
from musdesign.finance.tariffs.schema import tariff_schema
from musdesign.flow import DesignResult, Scheme
from musdesign.provenance import Assumption
from musdesign.report import daily, tariff_parts, treatments, worth
from musdesign.report.build_up import build_up
from musdesign.report.laws import plain
from musdesign.report.schema import (
    AssumptionPart,
    BandPart,
    BillPart,
    CheckPart,
    DemandPart,
    FuturePart,
    LinkPart,
    NetworkPart,
    NodePart,
    QuotationPart,
    RecipePart,
    ResultDocument,
    SamplePart,
    SegmentPart,
    ServicePart,
    SourcePart,
    StoragePart,
    SupplyPart,
    TariffPart,
    UseLinePart,
    UseServicePart,
    YearPart,
)
from musdesign.report.schema_money import BenchmarkPart, BulkSalePart, CostItemPart, CostsPart
from musdesign.scenario import Scenario
from musdesign.standards import Check
from musdesign.study.horizon import YearOfNeeds
from musdesign.study.sample import SampledDesign


def document(result: DesignResult) -> dict[str, Any]:
    """Return the whole result as plain data, checked against its own schema."""
    whole = ResultDocument(
        **_future(result),
        name=result.name,
        currency=result.currency,
        design_year=result.design_year,
        population=result.population,
        households=result.households,
        assumptions=[
            AssumptionPart(**_fields(line, AssumptionPart)) for line in result.assumptions
        ],
        unverified_count=sum(line.basis == "unverified" for line in result.assumptions),
        standard_design=_optional(result.standard_design),
        unplanned=_optional(result.unplanned),
    )
    return whole.model_dump(mode="json")


_PARTS = {
    "design": None,
    "demand": ("demand", "service", "recipe"),
    "supply": ("supply", "daily", "treatment", "storage"),
    "network": ("network",),
    "cost": ("costs", "benefits", "returns", "added", "funding", "ladder_income"),
    "bills": ("tariffs", "tariff_effects"),
    "check": ("checks",),
}


def part(result: DesignResult, name: str) -> dict[str, Any]:
    """Return the document, or the part of it that one command shows."""
    whole = document(result)
    keys = _PARTS[name]
    if keys is None:
        return whole
    common = ("name", "currency", "design_year", "skipped", "assumptions")
    return {key: whole[key] for key in (*common, *keys)}


def years(found: Sequence[YearOfNeeds]) -> list[dict[str, Any]]:
    """Return the need through the years of the horizon as plain data."""
    return [
        YearPart(
            year=row.year,
            population=row.needs.population,
            households=row.needs.households,
            mean_day_m3=row.needs.demand.mean_day_m3,
            max_day_m3=row.needs.demand.max_day_m3,
            peak_hour_lps=row.needs.demand.peak_hour_lps,
            by_use_m3_day=row.needs.demand.by_use_m3_day,
        ).model_dump(mode="json")
        for row in found
    ]


def sampled(scheme: Scheme, found: SampledDemand, register: Sequence[Assumption]) -> dict[str, Any]:
    """Return the bands of the need over the draws as plain data."""
    del register
    return SamplePart(
        draws=found.draws,
        seed=found.seed,
        drawn=[chance.name for chance in scheme.file.chances],
        method=found.max_day_method,
        bands=[_band(band) for band in bands(found)],
        by_month=[_band(band) for band in month_bands("gross", found.by_month_m3_day)],
        by_use_by_month={
            use: [_band(band) for band in month_bands(use, months)]
            for use, months in found.by_use_by_month.items()
        },
    ).model_dump(mode="json")


def sampled_design(found: SampledDesign) -> dict[str, Any]:
    """Return the bands of every figure of a design as plain data."""
    part = SamplePart(
        draws=found.draws,
        seed=found.seed,
        drawn=list(found.drawn),
        method="each draw is designed on its own, its largest day as in the single run",
        bands=[_band(band) for band in found.bands],
    )
    return {**part.model_dump(mode="json"), "not_run": dict(found.infeasible)}


def _band(band: Band) -> BandPart:
    quantiles = {f"{level:g}": value for level, value in band.quantiles.items()}
    return BandPart(name=band.name, unit=band.unit, mean=band.mean, quantiles=quantiles)


def schemas() -> dict[str, Callable[[], dict[str, Any]]]:
    """Return the published JSON Schemas by name."""
    from musdesign.report.network_check import CheckDocument
    from musdesign.report.network_taps import TapsDocument
    from musdesign.report.schema_explained import ExplanationDocument
    from musdesign.report.sized_parts import NetworkDocument
    from musdesign.scenario.network_file import NetworkDocument as NetworkInput
    from musdesign.standards.schema import amendment_schema, standard_schema

    return {
        "explanation": ExplanationDocument.model_json_schema,
        "network": NetworkDocument.model_json_schema,
        "network-check": CheckDocument.model_json_schema,
        "network-file": NetworkInput.model_json_schema,
        "network-taps": TapsDocument.model_json_schema,
        "result": ResultDocument.model_json_schema,
        "scenario": Scenario.model_json_schema,
        "tariff": tariff_schema,
        "standard": standard_schema,
        "amendment": amendment_schema,
    }


def _optional(result: DesignResult | None) -> FuturePart | None:
    return FuturePart(**_future(result)) if result is not None else None


def _fields(item: Any, model: type[BaseModel], **own: Any) -> dict[str, Any]:
    """Return the attributes of a result that a part of the same names shows, or its own values."""
    return {name: own[name] if name in own else getattr(item, name) for name in model.model_fields}


def _future(result: DesignResult) -> dict[str, Any]:
    """Return the parts that every future has."""
    return {
        "kind": result.kind,
        "demand": _demand(result),
        "recipe": RecipePart(**_fields(result.recipe, RecipePart)) if result.recipe else None,
        "supply": _supply(result),
        "daily": daily.part(result),
        "treatment": treatments.parts(result),
        "storage": [
            StoragePart(**_fields(tank, StoragePart, serves=list(tank.serves)))
            for tank in result.storage
        ],
        "service": [ServicePart(**_fields(part, ServicePart)) for part in result.service],
        "network": _network(result),
        "checks": [check_part(check) for check in result.checks],
        "costs": _costs(result),
        "tariffs": [_tariff(found) for found in result.tariffs],
        "benefits": worth.benefits_part(result),
        "returns": worth.returns_parts(result),
        "added": worth.added_parts(result),
        "funding": worth.funding_parts(result),
        "ladder_income": worth.ladder_parts(result),
        "tariff_effects": [tariff_parts.tariff_effects(part) for part in result.tariff_effects],
        "skipped": dict(result.skipped),
        "notes": list(result.notes),
    }


def check_part(check: Check) -> CheckPart:
    """Return a verdict as a part of the document."""
    days = {
        name: None if getattr(check, name) is None else str(getattr(check, name))
        for name in ("in_force_from", "in_force_to")
    }
    words = None if check.quotation is None else QuotationPart(**plain(check.quotation))
    return CheckPart(
        **_fields(check, CheckPart, missing=list(check.missing), quotation=words, **days)
    )


def _demand(result: DesignResult) -> DemandPart:
    demand = result.demand
    by_group: dict[str, dict[str, float]] = {}
    for part in demand.uses:
        group = by_group.setdefault(part.group, {})
        name = f"{part.use}.{part.item}"
        group[name] = group.get(name, 0.0) + annual_mean(part.month_m3_day)
    return DemandPart(
        mean_day_m3=demand.mean_day_m3,
        max_day_m3=demand.max_day_m3,
        max_day_month=demand.max_day_month,
        max_day_method=demand.max_day_method,
        peak_hour_lps=demand.peak_hour_lps,
        peak_hour=demand.peak_hour,
        per_person_l_day=demand.per_person_l_day,
        by_use_m3_day={**demand.by_use_m3_day, "losses_m3_day": demand.losses_m3_day},
        by_month_m3_day=_list(demand.by_month_m3_day),
        by_use_by_month_m3_day={use: _list(v) for use, v in demand.by_use_by_month.items()},
        hourly_max_day_lps=_list(demand.max_day_hourly_lps),
        by_group=[{"group": name, "net_m3_day": items} for name, items in by_group.items()],
        build_up=[UseLinePart(**_fields(line, UseLinePart)) for line in build_up(result)],
    )


def _supply(result: DesignResult) -> SupplyPart | None:
    if result.supply is None:
        return None
    return SupplyPart(
        by_use={
            service.use: UseServicePart(
                reliability=service.volumetric_reliability,
                time_reliability=service.time_reliability,
                demand_m3=service.demand_m3_year,
                met_m3=service.met_m3_year,
                unmet_m3=service.unmet_m3_year,
                unmet_by_month_m3=_list(service.unmet_by_month_m3),
            )
            for service in result.supply.by_use
        },
        by_source={
            source.name: SourcePart(
                kind=source.kind,
                available_m3=source.available_m3_year,
                used_m3=source.used_m3_year,
                by_use_m3=dict(source.by_use_m3),
                available_by_month_m3=_list(source.available_by_month_m3),
                used_by_month_m3=_list(source.used_by_month_m3),
            )
            for source in result.supply.by_source
        },
        binding=list(result.supply.binding),
    )


def _network(result: DesignResult) -> NetworkPart | None:
    network = result.network
    if network is None:
        return None
    links = [
        LinkPart(
            **_fields(
                link,
                LinkPart,
                segments=[SegmentPart(**_fields(s, SegmentPart)) for s in link.segments],
            )
        )
        for link in network.links
    ]
    checked = result.verification
    return NetworkPart(
        feasible=network.feasible,
        reason=network.reason,
        cost=network.cost,
        lower_bound=network.lower_bound,
        gap=network.gap,
        head_loss=network.head_loss,
        links=links,
        nodes=[NodePart(**_fields(node, NodePart)) for node in network.nodes],
        epanet_max_pressure_difference_m=checked.max_pressure_difference_m if checked else None,
    )


def _costs(result: DesignResult) -> CostsPart | None:
    costs = result.costs
    if costs is None:
        return None
    return CostsPart(
        currency=costs.currency,
        price_year=costs.price_year,
        capital_hardware=costs.capital_hardware,
        capital_software=costs.capital_software,
        capital_total=costs.capital_total,
        capital_per_household=costs.per_household,
        capital_per_person=costs.per_person,
        items=[
            CostItemPart(
                **_fields(
                    line,
                    CostItemPart,
                    basis=line.origin.basis,
                    amount_range=list(line.amount_range),
                )
            )
            for line in costs.items
        ],
        capital_range=list(costs.capital_range),
        yearly_by_category=dict(costs.yearly_by_category),
        yearly_per_person={k: v / costs.persons for k, v in costs.yearly_by_category.items()},
        yearly_per_household={k: v / costs.households for k, v in costs.yearly_by_category.items()},
        yearly_range={name: list(ends) for name, ends in costs.yearly_range.items()},
        yearly_total=costs.yearly_total,
        yearly_total_range=list(costs.yearly_total_range),
        opex_by_purpose=dict(costs.opex_by_purpose),
        rungs_year=dict(costs.rungs),
        present_value=costs.present_value,
        discount_rate=costs.discount_rate,
        benefits_per_year=dict(result.benefits.by_use) if result.benefits else None,
        benchmarks=[BenchmarkPart(**_fields(b, BenchmarkPart)) for b in costs.benchmarks],
        notes=list(costs.notes),
    )


def _tariff(found: TariffResult) -> TariffPart:
    return TariffPart(
        name=found.name,
        currency=found.currency,
        bills=[
            BillPart(
                group=part.group,
                households=part.households,
                tariff_class=part.class_name,
                volume_m3_month=part.volume_m3_month,
                bill_month=part.bill_month,
                share_of_income=part.share_of_income,
                lines=[
                    {
                        "label": line.label,
                        "quantity": line.quantity,
                        "unit": line.unit,
                        "price": line.price,
                        "amount": line.amount,
                    }
                    for line in part.lines.lines
                ],
            )
            for part in found.bills
        ],
        bulk=[
            BulkSalePart(
                buyer=sale.buyer,
                class_name=sale.class_name,
                volume_m3_year=sale.volume_m3_year,
                revenue_year=sale.revenue_year,
                price_m3=sale.price_m3,
            )
            for sale in found.bulk
        ],
        billed_year=found.billed_year,
        revenue_year=found.revenue_year,
        cost_recovery=dict(found.cost_recovery),
    )


def _list(values: Any) -> list[float]:
    return [float(value) for value in values]
