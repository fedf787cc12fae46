"""No cell that is written for a spreadsheet starts a formula."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from musdesign import finance
from musdesign.finance.tariffs.writing import tariff_csv
from musdesign.inert import inert

HOSTILE = ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1+1", "-2+3|' /C calc'!A0"]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_would_be_computed_is_shown_instead(text):
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["-", "", "a=1", "-3", "+2.5", "-1,5", "1e-9", "-12%", 0.0, True])
def test_what_no_spreadsheet_computes_stays_as_it_is(cell):
    assert inert(cell) == cell


def test_a_tariff_as_a_table_computes_nothing_of_what_somebody_wrote():
    tariff = finance.load_tariff("co-rural-domestic")
    classes = {
        name: replace(
            rates, charges=tuple(replace(charge, name="=1+1") for charge in rates.charges)
        )
        for name, rates in tariff.classes.items()
    }
    text = tariff_csv(replace(tariff, classes=classes))
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
