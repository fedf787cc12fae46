"""Supply, cost and bills of a result as CSV tables; no cell starts a formula."""

from __future__ import annotations

from collections.abc import Iterable

from musdesign.flow import DesignResult
from musdesign.report.files import csv_text

Row = tuple[object, ...]
_MONTHS = tuple(f"month_{month}_m3" for month in range(1, 13))


def supply_csv(result: DesignResult) -> str:
    """Return the mean year's balance as CSV, m3 in each month and in the year.

    What is taken from each source and what it could give, what each use gets and misses.  Where
    days were simulated the mean year is theirs.
    """
    rows: list[Row] = []
    if result.supply is not None:
        for source in result.supply.by_source:
            rows.append(_months("source", source.name, "taken", source.used_by_month_m3))
            rows.append(_months("source", source.name, "could give", source.available_by_month_m3))
        for use in result.supply.by_use:
            rows.append(_months("use", use.use, "met", use.met_by_month_m3))
            rows.append(_months("use", use.use, "missing", use.unmet_by_month_m3))
    return csv_text(("of", "name", "what", *_MONTHS, "m3_year"), rows)


def reliability_csv(result: DesignResult) -> str:
    """Return how reliably each use is served as CSV; shares are fractions.

    From the simulated days where there are any, else from the days of the mean year, which tell
    neither of years nor of runs of failed days.
    """
    names = (
        "use",
        "basis",
        "need_m3_year",
        "met_m3_year",
        "volumetric_reliability",
        "time_reliability",
        "annual_reliability",
        "resilience",
        "vulnerability",
        "longest_failure_days",
    )
    rows: list[Row] = []
    if result.daily is not None:
        basis = f"{result.daily.years:g} years of days, {result.daily.scenarios} draws"
        rows = [
            (
                use.use,
                basis,
                use.demand_m3_year,
                use.met_m3_year,
                use.volumetric,
                use.time,
                use.annual,
                use.resilience,
                use.vulnerability,
                use.longest_failure_days,
            )
            for use in result.daily.by_use
        ]
    elif result.supply is not None:
        rows = [
            (
                use.use,
                "mean year",
                use.demand_m3_year,
                use.met_m3_year,
                use.volumetric_reliability,
                use.time_reliability,
                *(None,) * 4,
            )
            for use in result.supply.by_use
        ]
    return csv_text(names, rows)


def costs_csv(result: DesignResult) -> str:
    """Return capital cost by item, then the yearly cost by category, as CSV."""
    names = (
        "part",
        "name",
        "quantity",
        "unit",
        "unit_cost",
        "amount",
        "low",
        "high",
        "amount_unit",
        "life_years",
        "basis",
        "source",
    )
    costs = result.costs
    if costs is None:
        return csv_text(names, [])
    money, year = costs.currency, f"{costs.currency}/year"
    rows: list[Row] = [
        (
            "capital",
            item.name,
            item.quantity,
            item.unit,
            item.unit_cost,
            item.amount,
            *item.amount_range,
            money,
            item.life_years,
            item.origin.basis,
            item.origin.source,
        )
        for item in costs.items
    ]
    none = (None,) * 3
    rows.append(
        ("capital", "software", *none, costs.capital_software, None, None, money, *none),
    )
    rows.append(
        ("capital", "all", *none, costs.capital_total, *costs.capital_range, money, *none),
    )
    for name, value in costs.yearly_by_category.items():
        ends = costs.yearly_range.get(name, (None, None))
        rows.append(("yearly", name, *none, value, *ends, year, *none))
    total = costs.yearly_total_range
    rows.append(("yearly", "all", *none, costs.yearly_total, *total, year, *none))
    return csv_text(names, rows)


def bills_csv(result: DesignResult) -> str:
    """Return the bill of a mean month by tariff and household group as CSV."""
    names = (
        "tariff",
        "group",
        "class",
        "households",
        "volume_m3_month",
        "bill_month",
        "currency",
        "share_of_income",
    )
    rows = [
        (
            tariff.name,
            bill.group,
            bill.class_name,
            bill.households,
            bill.volume_m3_month,
            bill.bill_month,
            tariff.currency,
            bill.share_of_income,
        )
        for tariff in result.tariffs
        for bill in tariff.bills
    ]
    return csv_text(names, rows)


def recovery_csv(result: DesignResult) -> str:
    """Return what each tariff brings and covers of each rung of the yearly cost, as CSV."""
    rows = [
        (tariff.name, tariff.revenue_year, f"{tariff.currency}/year", rung, share)
        for tariff in result.tariffs
        for rung, share in tariff.cost_recovery.items()
    ]
    return csv_text(("tariff", "revenue", "unit", "rung", "share_covered"), rows)


def _months(of: str, name: str, what: str, months: Iterable[float]) -> Row:
    values = [float(value) for value in months]
    return (of, name, what, *values, sum(values))
