"""Money in the reports: what stands there, that its formulas give it, and that it closes."""

import pytest

from musdesign import flow
from musdesign.i18n import language
from musdesign.report.calculation import calculation_report
from musdesign.report.content import tables
from musdesign.report.document import document, part
from musdesign.report.workbook import workbook

CASE = "la-palma-tres-puertas"
MONEY = {
    "costs", "yearly", "benchmarks", "income", "gainers", "ladder", "returns", "added", "bills",
    "productive", "recovery", "funding", "affordability", "water_balance", "cash", "reserve",
}  # fmt: skip


@pytest.fixture(scope="module")
def found():
    return flow.design(flow.load(CASE))


@pytest.fixture(scope="module")
def shown(found):
    return {table.key: table for table in tables(found, language("en"))}


def test_every_part_of_the_money_has_its_table(shown):
    assert set(shown) >= MONEY
    for key in MONEY:
        table = shown[key]
        assert table.rows
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert len(table.widths) in {0, len(table.columns)}


def computed(formula, row):
    """Evaluate a live formula on one row: cells by letter."""
    text = formula.replace("{row}", "")
    cells = {chr(65 + j): cell for j, cell in enumerate(row)}
    return eval(text, {"__builtins__": {}}, cells)


def test_live_formulas_give_the_numbers_that_stand_beside_them(shown):
    checked = 0
    for table in shown.values():
        for column, formula in table.live:
            for row in table.rows:
                if isinstance(row[column], int | float):
                    assert computed(formula, row) == pytest.approx(row[column], rel=1e-9), table.key
                    checked += 1
    assert checked > 40


def test_who_pays_and_where_the_water_goes_close(shown, found):
    for row in shown["funding"].rows:
        assert sum(row[1:6]) == pytest.approx(row[6])
    assert shown["water_balance"].total(2) == pytest.approx(100)
    assert shown["yearly"].total(1) == pytest.approx(found.costs.yearly_total)
    assert shown["yearly"].total(2) == pytest.approx(found.costs.yearly_total_range[0])
    assert shown["gainers"].total(5) == pytest.approx(100)


def test_the_json_tells_the_same_money(found):
    answer = document(found)
    costs = answer["costs"]
    assert sum(costs["yearly_by_category"].values()) == pytest.approx(costs["yearly_total"])
    for name, value in costs["yearly_by_category"].items():
        low, high = costs["yearly_range"][name]
        assert low <= value <= high
        assert costs["yearly_per_person"][name] == pytest.approx(value / answer["population"])
    assert costs["rungs_year"]["full life-cycle"] == pytest.approx(costs["yearly_total"])
    assert {b["key"] for b in costs["benchmarks"]} >= {"capital_piped_small", "recurrent_piped"}
    assert answer["tariffs"][0]["billed_year"] >= answer["tariffs"][0]["revenue_year"]
    assert {"costs", "returns", "added", "funding"} <= set(part(found, "cost"))
    assert sum(g["share_of_gains"] for g in answer["benefits"]["groups"]) == pytest.approx(1)


def test_reports_are_made_in_both_languages_and_without_money(found):
    for lang in ("en", "es"):
        assert calculation_report(found, lang).startswith(b"%PDF")
        assert workbook(found, lang).startswith(b"PK")
    bare = flow.design(flow.load(CASE, {"tariffs": [], "standard": None}), with_futures=False)
    assert calculation_report(bare).startswith(b"%PDF")
    assert workbook(bare).startswith(b"PK")


def test_the_capital_cost_closes_with_the_software(found, shown):
    costs = found.costs
    assert costs.capital_software > 0
    table = shown["costs"]
    assert table.total(4) == pytest.approx(costs.capital_total)
    assert (table.total(5), table.total(6)) == pytest.approx(costs.capital_range)
    told = document(found)["costs"]
    hardware = told["capital_hardware"]
    assert hardware == pytest.approx(sum(item["amount"] for item in told["items"]))
    assert hardware + told["capital_software"] == pytest.approx(told["capital_total"])
