"""The words of clauses go into the brief, the report, the workbook's tables, JSON, CSV and page."""

import csv
import datetime as dt
import io

import pytest

from musdesign import flow
from musdesign.i18n import language
from musdesign.report import document, quoting
from musdesign.report.brief import brief_html, brief_pdf, brief_source
from musdesign.report.brief_content import brief_of
from musdesign.report.content.works import checks, quotations
from musdesign.report.save import checks_csv
from musdesign.standards.quotations import Quotation
from musdesign.study import laws
from musdesign.ui.sections.barriers import barriers_table
from musdesign.ui.sections.rights import rights_table

LAW = "co-mavdt-2320-2009"
# Resolution 2320 of 2009, art. 1, as the copy that its file names has it
OWN = (
    "La dotación neta máxima calculada no deberá superar los valores establecidos en la tabla No.9"
)
DAY = dt.date(2010, 6, 1)


@pytest.fixture(scope="module")
def case():
    scheme = flow.load("la-palma-tres-puertas", {"standard": LAW, "also_check": ["co-ras-2000"]})
    return scheme, flow.design(scheme, as_of=DAY)


def test_the_json_has_the_words_of_a_clause_with_language_source_and_basis(case):
    checks = document.part(case[1], "check")["checks"]
    quoted = [c for c in checks if c["quotation"]]
    assert {c["standard"] for c in quoted} == {LAW}
    found = quoted[0]["quotation"]
    assert OWN in found["text"]
    assert (found["language"], found["basis"], found["read"]) == ("es", "secondary", "2026-11-27")
    assert found["source"].startswith("https://")
    assert all(c["quotation"] is None for c in checks if c["standard"] == "co-ras-2000")


def test_the_csv_has_them_in_columns(case):
    rows = list(csv.DictReader(io.StringIO(checks_csv(case[1]))))
    row = next(
        r for r in rows if r["standard"] == LAW and r["parameter"] == "net_domestic_allocation"
    )
    assert OWN in row["quotation"]
    assert (row["quotation_language"], row["quotation_basis"]) == ("es", "secondary")
    assert not next(r for r in rows if r["standard"] == "co-ras-2000")["quotation"]


@pytest.mark.parametrize("code", ["en", "es"])
def test_the_brief_sets_them_below_what_it_tells_of_the_clause(case, code):
    scheme, result = case
    html = brief_html(scheme, result, code, DAY)
    # the clause stands in the way by two readings and is quoted once
    assert html.count('<blockquote lang="es">«') == 1
    assert html.count(OWN) == 1
    source = brief_source(brief_of(scheme, result, language(code), DAY), language(code))
    assert OWN in source
    assert brief_pdf(scheme, result, code, DAY).startswith(b"%PDF")


def test_the_report_lists_each_text_once_and_counts_what_is_told_in_our_words(case):
    found = quotations(case[1], language("en"))
    assert [row[0] for row in found.rows] == ["MAVDT 2320/2009, Art. 1 (new Art. 67, Tabla 9)"]
    assert OWN in found.rows[0][1]
    assert "secondary" in found.rows[0][2]
    assert "in our words" in found.words


def test_the_report_calls_laws_by_their_names_and_the_own_norm_comes_first(case):
    rows = checks(case[1], language("en")).rows
    assert list(dict.fromkeys(row[1] for row in rows)) == [
        "MAVDT 2320/2009",
        "Ministry of Economic Development 1096/2000",
    ]
    assert rows[0][3] == "net domestic allocation (domestic use alone)"


def test_the_page_shows_them_once_for_a_clause_that_is_read_twice(case):
    scheme, result = case
    shown = barriers_table(laws.in_the_way(result, scheme.standard), scheme.standard)
    assert shown.count('<blockquote class="mus-quote" lang="es">«DOTACIÓN NETA') == 1
    chosen = [law for law in laws.current() if law.country == "COL"]
    rights = rights_table(laws.rights_of(result, chosen))
    # Decree 1541 of 1978, art. 36 b
    assert rights.count("b. Riego y silvicultura;»") == 1


def test_letters_that_a_pdf_has_not_are_not_printed_as_boxes():
    english = language("en")
    bengali = Quotation("খাবার পানি", "bn", "ধারা ১৮", "gazette", "primary")
    assert "Bengali" in quoting.printed(bengali, english)
    spanish = Quotation("Agua – «todos» […] m³", "es", "1", "gazette", "primary")
    assert quoting.printed(spanish, english) == "«Agua – «todos» […] m³»"
