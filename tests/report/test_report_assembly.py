"""The sheet for the users' assembly: its figures are those of the bills, its words are plain."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from musdesign import flow
from musdesign.cli import app
from musdesign.errors import MusdesignError
from musdesign.i18n import language
from musdesign.report import assembly

EN = language("en")
DAY = dt.date(2026, 11, 27)


@pytest.fixture(scope="module")
def la_palma():
    return flow.design(flow.load("la-palma-tres-puertas"))


def tables(result):
    return {table.key: table for table in assembly.sheet(result, EN, DAY).tables}


def test_each_kind_of_household_sees_its_bill_now_and_proposed(la_palma):
    now, new = la_palma.tariffs
    rows = tables(la_palma)["assembly-bills"].rows
    assert [row[0] for row in rows] == [bill.group for bill in now.bills]
    for row, one, two in zip(rows, now.bills, new.bills, strict=True):
        assert row[3:5] == (EN.number(one.bill_month), EN.number(two.bill_month))
        assert row[5].startswith("+") == (two.bill_month > one.bill_month)


def test_forty_m3_cost_what_the_published_form_of_the_tariff_says(la_palma):
    ladder = {row[0]: row[1:] for row in tables(la_palma)["assembly-ladder"].rows}
    at = assembly.VOLUMES_M3.index(40)
    # 3,500 + 13 x 355.26 + 13 x 710.53 + 14 x 1,421.05
    assert ladder["E1, now"][at] == "37,250"
    # 5,000 + 13 x 300 + 27 x 1,050
    assert ladder["E1, proposed"][at] == "37,250"


def test_the_sheet_tells_how_forty_m3_fall_and_what_would_cost_as_much(la_palma):
    words = " ".join(assembly.sheet(la_palma, EN, DAY).productive)
    assert "13 m3 of basic, 13 m3 of complementary and 14 m3 of luxury water" in words
    assert "would bring in as much" in words


def test_a_tariff_proposed_in_the_scenario_stands_on_the_sheet():
    rates = {"fixed": "6000 COP/month", "blocks": [{"price": "800 COP/m3"}]}
    edits = {"proposed": {"E1": rates, "E2": rates}}
    result = flow.design(flow.load("la-palma-tres-puertas", {"tariff_edits": edits}))
    now, new = assembly.now_and_then(result)
    assert new is not None
    assert new.name == "proposed"
    for bill in new.bills:
        assert bill.bill_month == pytest.approx(6000 + 800 * bill.volume_m3_month)
    assert now.name == "co-rural-domestic"


def test_a_scheme_with_one_tariff_has_a_sheet_without_a_proposal():
    result = flow.design(flow.load("ifa-daba"))
    found = assembly.sheet(result, EN, DAY)
    assert "would pay" not in found.tables[0].columns
    assert assembly.source(found, EN)


def test_a_scheme_without_bills_says_why(la_palma):
    bare = replace(la_palma, tariffs=(), skipped={"tariffs": "the scenario names no tariff"})
    with pytest.raises(MusdesignError, match="names no tariff"):
        assembly.sheet(bare, EN, DAY)


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_command_writes_one_page(tmp_path, lang):
    target = tmp_path / "sheet.pdf"
    done = CliRunner().invoke(
        app,
        ["report", "la-palma-tres-puertas", "--kind", "bills", "--lang", lang,
         "--out", str(target)],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    raw = target.read_bytes()
    assert raw.startswith(b"%PDF")
    assert raw.count(b"/Type /Page\n") + raw.count(b"/Type/Page/") <= 1


def test_a_sheet_as_a_workbook_is_refused():
    done = CliRunner().invoke(
        app, ["report", "la-palma-tres-puertas", "--kind", "bills", "--format", "xlsx"]
    )
    assert isinstance(done.exception, MusdesignError)
