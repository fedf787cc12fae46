"""A board's study in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from musdesign.finance.effects.transition import PathYear
from musdesign.report.console import cell, console, heading, percent, table
from musdesign.study.board import BoardStudy
from musdesign.units import MONTH_NAMES


def show(found: BoardStudy, currency: str) -> None:
    """Print cash, risk, water balance, meters, sharing and bulk sales."""
    heading(f"{found.tariff}: cash through the year, {currency}")
    cash = found.collection
    grid = table("item", *(name[:3] for name in MONTH_NAMES))
    lines = {"due": cash.due_month, "paid": cash.paid_month, "owed": cash.arrears_month}
    for name, values in lines.items():
        grid.add_row(name, *(f"{value / 1000:,.0f}" for value in values))
    console().print(grid)
    console().print(
        f"(thousands) collected {percent(cash.collected)}, given up {cell(cash.given_up_year)} a "
        f"year; reserve against the harvest calendar {cell(cash.reserve)} "
        f"({cash.reserve_months:.1f} months of operation)"
    )
    risk = found.risk
    months = ", ".join(MONTH_NAMES[m - 1][:3] for m in found.wet_months)
    console().print(
        f"wet seasons ({months}): revenue {cell(risk.mean_year)} a year on average, "
        f"{cell(risk.p5_year)} in one year of twenty, {cell(risk.full_use_year)} where nobody "
        f"turns to other sources; reserve {cell(risk.reserve)} ({risk.reserve_months:.1f} months)"
    )
    balance = found.balance
    heading("Where the water goes, m3 a year (terms of the IWA water balance)")
    grid = table("item", "m3", "of production")
    for name, m3 in (
        ("system input", balance.produced_m3),
        ("billed: households", balance.billed_m3),
        ("billed: bulk users", balance.bulk_m3),
        ("unbilled authorised use", balance.unbilled_m3),
        ("apparent losses: meters that under-register", balance.unregistered_m3),
        ("apparent losses: unauthorised use", balance.unauthorised_m3),
        ("real losses", balance.lost_m3),
        ("non-revenue water", balance.non_revenue_m3),
    ):
        share = m3 / balance.produced_m3 if balance.produced_m3 else 0.0
        grid.add_row(name, cell(m3), percent(share))
    console().print(grid)
    best = found.best_meter_age
    console().print(
        f"lost water costs {cell(balance.lost_value)} {currency} a year to produce; what is used "
        f"unbilled would pay {cell(balance.unbilled_value)}. Meters at {percent(found.accuracy)}: "
        f"replacing every {best.life_years} years is cheapest ({cell(best.meters_year)} of meters "
        f"and {cell(best.revenue_lost_year)} of revenue lost a year)"
    )
    heading(f"Households that share a meter, {currency} a month each")
    grid = table("group", "alone", "two", "four", "six", "six, bounds times six")
    for name, rows in found.shared:
        grid.add_row(
            name,
            cell(rows[0].bill_alone),
            *(cell(rows[i].bill_each) for i in (1, 3, 5)),
            cell(rows[5].bill_each_scaled),
        )
    console().print(grid)
    for sale in found.bulk:
        console().print(
            f"bulk to {sale.buyer}: {cell(sale.volume_m3_year)} m3 at {cell(sale.price_m3)} bring "
            f"{cell(sale.revenue_year)} a year; the price is {percent(sale.covers_operation or 0)} "
            f"of the operating and {percent(sale.covers_full or 0)} of the full cost of a m3"
        )


def way(found: Sequence[PathYear], new: str) -> None:
    """Print the years on the way to another tariff."""
    heading(f"The way to {new}")
    grid = table("item", "share of the way", "revenue", "largest rise", "above threshold")
    for year in found:
        grid.add_row(
            str(year.year),
            percent(year.share),
            cell(year.revenue_year),
            percent(year.largest_rise),
            percent(year.headcount),
        )
    console().print(grid)
    if found and found[-1].share < 1:
        console().print("the new tariff is not reached in these years")
