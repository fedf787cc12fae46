"""Supply, cost and bills as CSV: they add up to the result, and no cell starts a formula."""

from __future__ import annotations

import csv
import io

import pytest

from musdesign import flow
from musdesign.report import sheets

CASE = "la-palma-tres-puertas"
HOSTILE = {"households[0].group": "=HYPERLINK(1)", "sources[0].name": "@SUM(1)"}


@pytest.fixture(scope="module")
def result():
    return flow.design(flow.load(CASE), with_futures=False)


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_what_uses_get_and_miss_is_their_need(result):
    found = rows(sheets.supply_csv(result))
    for use in result.supply.by_use:
        own = [row for row in found if (row["of"], row["name"]) == ("use", use.use)]
        assert {row["what"] for row in own} == {"met", "missing"}
        assert sum(float(row["m3_year"]) for row in own) == pytest.approx(use.demand_m3_year)
    for row in found:
        months = sum(float(row[f"month_{month}_m3"]) for month in range(1, 13))
        assert months == pytest.approx(float(row["m3_year"]))


def test_the_volume_met_over_the_need_is_the_volumetric_reliability(result):
    for row in rows(sheets.reliability_csv(result)):
        assert row["basis"] == "mean year"
        share = float(row["met_m3_year"]) / float(row["need_m3_year"])
        assert share == pytest.approx(float(row["volumetric_reliability"]))


def test_the_reliability_of_simulated_days_tells_of_years_and_runs():
    result = flow.design(flow.load("nepal-two-tank"), with_futures=False)
    found = rows(sheets.reliability_csv(result))
    assert [row["use"] for row in found] == [use.use for use in result.daily.by_use]
    assert all("draws" in row["basis"] and row["longest_failure_days"] for row in found)


def test_cost_items_and_categories_add_up_to_their_totals(result):
    found = rows(sheets.costs_csv(result))
    for part, total in (
        ("capital", result.costs.capital_total),
        ("yearly", result.costs.yearly_total),
    ):
        lines = [row for row in found if row["part"] == part]
        assert float(lines[-1]["amount"]) == pytest.approx(total)
        assert sum(float(row["amount"]) for row in lines[:-1]) == pytest.approx(total)
    assert all(row["basis"] for row in found if row["quantity"])


def test_bills_of_all_households_and_bulk_sales_are_what_is_billed(result):
    found = rows(sheets.bills_csv(result))
    for tariff in result.tariffs:
        own = [row for row in found if row["tariff"] == tariff.name]
        billed = sum(12 * float(row["bill_month"]) * float(row["households"]) for row in own)
        billed += sum(sale.revenue_year for sale in tariff.bulk)
        assert billed == pytest.approx(tariff.billed_year)
    shares = {(row["tariff"], row["rung"]): row for row in rows(sheets.recovery_csv(result))}
    for tariff in result.tariffs:
        for rung, share in tariff.cost_recovery.items():
            row = shares[tariff.name, rung]
            assert float(row["revenue"]) == pytest.approx(tariff.revenue_year)
            assert (row["share_covered"] == "") == (share is None)


def test_no_cell_of_a_sheet_starts_a_formula():
    hostile = flow.design(flow.load(CASE, HOSTILE), with_futures=False)
    makers = (sheets.supply_csv, sheets.reliability_csv, sheets.costs_csv, sheets.bills_csv)
    texts = [make(hostile) for make in (*makers, sheets.recovery_csv)]
    assert "'=HYPERLINK(1)" in texts[3]
    assert "'@SUM(1)" in texts[0]
    for text in texts:
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert not [cell for cell in cells if cell[:1] in {"=", "+", "@"}]
