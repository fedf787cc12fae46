"""The workbook computes what the design computed, and no text of a user starts a formula."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest

from musdesign import flow
from musdesign.i18n import language
from musdesign.report.content import tables
from musdesign.report.workbook import workbook

CELL = re.compile(r"\b[A-Z]{1,2}[0-9]+\b")


@pytest.fixture(scope="module")
def result():
    return flow.design(flow.load("la-palma-tres-puertas"))


@pytest.fixture(scope="module")
def books(result):
    raw = workbook(result)
    formulas = openpyxl.load_workbook(io.BytesIO(raw))
    values = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)
    return formulas, values


def _evaluated(formula: str, sheet) -> float:
    """Compute a formula from the cells it names, as a spreadsheet does."""
    text = formula.removeprefix("=")
    span = re.fullmatch(r"SUM\(([A-Z]+)([0-9]+):\1([0-9]+)\)", text)
    if span:
        rows = range(int(span[2]), int(span[3]) + 1)
        cells = [sheet[f"{span[1]}{row}"].value for row in rows]
        return sum(value for value in cells if isinstance(value, int | float))
    names = {place: float(sheet[place].value) for place in CELL.findall(text)}
    names |= {"MAX": max, "MIN": min}
    return float(eval(text.replace("^", "**"), {"__builtins__": {}}, names))


def test_every_formula_gives_the_value_that_python_computed(books):
    formulas, values = books
    count = 0
    for sheet in formulas:
        shown = values[sheet.title]
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    count += 1
                    found = shown[cell.coordinate].value
                    assert _evaluated(cell.value, shown) == pytest.approx(found, rel=1e-9)
    assert count > 100, "sums and signed formulas are live"


def test_the_sum_of_the_needs_is_the_mean_day(books, result):
    _, values = books
    sheet = values["Needs of the mean day in the de"]
    assert sheet.cell(sheet.max_row, 2).value == pytest.approx(result.demand.mean_day_m3, rel=1e-9)


def test_every_table_has_a_sheet_in_either_language(result):
    for code in ("en", "es"):
        book = openpyxl.load_workbook(io.BytesIO(workbook(result, code)))
        assert len(book.sheetnames) == len(tables(result, language(code))) + 1


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "http://x"]
)
def test_text_that_looks_like_a_formula_or_a_link_stays_text(text):
    scheme = flow.load("ifa-daba", {"name": text, "households[0].group": text})
    raw = workbook(flow.design(scheme, with_futures=False))
    book = openpyxl.load_workbook(io.BytesIO(raw))
    found = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value == text]
    assert found
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in found)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert not [name for name in archive.namelist() if "externalLink" in name]


def test_a_spanish_workbook_speaks_spanish(result):
    book = openpyxl.load_workbook(io.BytesIO(workbook(result, "es")))
    assert "Fórmulas" in book.sheetnames
    assert "Almacenamiento" in book.sheetnames
