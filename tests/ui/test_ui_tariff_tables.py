"""Rows of a tariff's table: read as typed, a comma is a decimal point or refused."""

from __future__ import annotations

import pytest

from musdesign import flow
from musdesign.errors import MusdesignError
from musdesign.flow.opening import changed
from musdesign.flow.tariff_edits import charges_of
from musdesign.ui.tariff_tables import BLOCK, FIXED, edits_of, rates_of, rows_of, with_rates


def test_a_tariff_written_as_rows_reads_back_the_same(scheme):
    for tariff in scheme.tariffs:
        rows = rows_of(scheme, tariff)
        again = changed(scheme, with_rates(scheme, tariff.id, rates_of(rows, "COP")))
        own = next(made for made in again.tariffs if made.id == tariff.id)
        assert rows_of(again, own) == rows
        assert edits_of(again)[tariff.id] == rates_of(rows, "COP")


def test_one_comma_five_is_one_and_a_half_in_both_columns():
    rates = rates_of([("Home", FIXED, "", "2,5"), ("Home", BLOCK, "13,5", "1,5"),
                      ("Home", BLOCK, "", "3.25")], "COP")  # fmt: skip
    assert rates["Home"]["fixed"] == "2.5 COP/month"
    assert rates["Home"]["blocks"][0] == {"upto": "13.5 m3/month", "price": "1.5 COP/m3"}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("Home", BLOCK, "", "1,421")], "thousands"),
        ([("Home", BLOCK, "", "dear")], "'dear' is not a number"),
        ([("Home", BLOCK, "", "")], "row 1"),
        ([("", BLOCK, "", "5")], "a row needs a class"),
        ([("Home", FIXED, "", "5")], "has no price"),
        ([("Home", "often", "", "5")], "what is charged"),
    ],
)
def test_what_is_no_charge_is_told_with_its_row(rows, message):
    with pytest.raises(MusdesignError, match=message):
        rates_of(rows, "COP")


def test_an_empty_row_is_no_row():
    assert rates_of([("", "", "", ""), ("Home", BLOCK, "", "2")], "COP") == {
        "Home": {"fixed": "0 COP/month", "blocks": [{"price": "2 COP/m3"}]}
    }


@pytest.mark.parametrize("name", sorted(flow.cases()))
def test_every_shipped_case_shows_its_tariffs_as_rows(name):
    scheme = flow.load(name)
    for tariff in scheme.tariffs:
        for row in rows_of(scheme, tariff):
            assert charges_of(tariff, row[0]).prices
