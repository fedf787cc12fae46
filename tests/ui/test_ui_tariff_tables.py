"""Rows of a tariff's table: read as typed, a comma is a decimal point or refused."""

from __future__ import annotations

import pytest

from musdesign import flow
from musdesign.errors import MusdesignError
from musdesign.flow.opening import changed
from musdesign.flow.tariff_edits import charges_of
from musdesign.i18n import language
from musdesign.ui.tariff_tables import (
    BLOCK,
    FIXED,
    edits_of,
    plain_rows,
    rates_of,
    rows_of,
    shown_rows,
    with_rates,
)


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


def test_where_points_part_thousands_one_point_five_hundred_is_refused(monkeypatch):
    spanish = language("es")
    monkeypatch.setattr("musdesign.ui.words.current", lambda: spanish)
    for text in ("1.500", "-1.500", "12.000", "1,500"):
        with pytest.raises(MusdesignError, match="three digits"):
            rates_of([("Home", BLOCK, "", text)], "COP")
    for text, read in (("1,5", "1.5"), ("1.5", "1.5"), ("1500", "1500"), ("0.125", "0.125")):
        rates = rates_of([("Home", BLOCK, "", text)], "COP")
        assert rates["Home"]["blocks"] == [{"price": f"{read} COP/m3"}]


def test_cells_that_show_the_tariffs_own_numbers_read_back_as_they_are(monkeypatch):
    rows = [("Home", FIXED, "", "2.125"), ("Home", BLOCK, "13.5", "1421.05"),
            ("Home", BLOCK, "", "1500")]  # fmt: skip
    spanish = language("es")
    monkeypatch.setattr("musdesign.ui.words.current", lambda: spanish)
    shown = shown_rows(rows)
    assert (shown[0][3], shown[1][3]) == ("2,125", "1421,05")
    assert plain_rows(shown, rows) == rows


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("Home", FIXED, "", "5"), ("Home", FIXED, "", "6"), ("Home", BLOCK, "", "1")], "two"),
        ([("Home", FIXED, "13", "5"), ("Home", BLOCK, "", "1")], "has no end"),
        ([("Home", BLOCK, "", "")], "missing"),
        ([], "the class 'Home' has no price"),
    ],
)
def test_nothing_typed_is_dropped_in_silence(rows, message):
    with pytest.raises(MusdesignError, match=message):
        rates_of(rows, "COP", ["Home"])
