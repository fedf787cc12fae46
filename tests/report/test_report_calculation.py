"""The calculation report shows the figures of the design, in the reader's language."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree

import numpy as np
import pytest

from musdesign import flow
from musdesign.errors import MusdesignError
from musdesign.i18n import language
from musdesign.notation import quoted
from musdesign.report.calculation import calculation_report, calculation_source
from musdesign.report.content.network_price import price_at_nodes, price_of_uses
from musdesign.report.content.works import nodes, pipes
from musdesign.report.pictures import months_svg, network_pictures
from musdesign.report.save import save
from tests.commands import run

DAY = dt.date(2026, 11, 27)


@pytest.fixture(scope="module")
def result():
    return flow.design(flow.load("ifa-daba"))


def test_the_report_is_a_pdf_and_the_same_day_gives_the_same_file(result):
    first, second = (calculation_report(result, "en", DAY) for _ in range(2))
    assert first[:5] == b"%PDF-"
    assert first == second


def test_the_report_holds_formulas_sources_and_the_count_of_unverified_numbers(result):
    source = calculation_source(result, language("en"), DAY)
    unverified = sum(line.basis == "unverified" for line in result.assumptions)
    assert f"{unverified} of the {len(result.assumptions)} numbers" in source
    assert 'frac("persons"' in source
    for step in result.steps:
        assert quoted(step.name) in source


def test_pictures_stand_in_the_report_in_the_readers_language(result):
    source = calculation_source(result, language("es"), DAY)
    drawn = [months_svg(result, language("es"))]
    drawn += [svg for _, svg in network_pictures(result, language("es"))]
    assert len(drawn) == 3
    for svg in drawn:
        assert quoted(svg) in source
    assert "ene" in drawn[0]
    assert "terreno" in drawn[2]


def test_the_bars_of_a_month_stand_as_high_as_its_need(result):
    found = ElementTree.fromstring(months_svg(result, language("en")))
    bars = [r for r in found.iter("{http://www.w3.org/2000/svg}rect") if r.get("width") != "11"]
    heights = np.zeros(12)
    for i, bar in enumerate(bars):
        heights[i % 12] += float(bar.get("height"))
    needs = np.asarray(result.demand.by_month_m3_day)
    assert len(bars) % 12 == 0
    assert heights / heights.max() == pytest.approx(needs / needs.max(), abs=0.005)


def test_shares_add_up_to_the_pipes_and_what_cannot_be_added_has_no_sum(result):
    table = price_of_uses(result, language("en"))
    assert table.total(4) == pytest.approx(result.network.cost, rel=1e-6)
    assert price_at_nodes(result, language("en")).summed == ()
    assert nodes(result, language("en")).summed == ()


def test_the_spanish_report_writes_numbers_with_a_comma(result):
    source = calculation_source(result, language("es"), DAY)
    assert "Memoria de cálculo" in source
    assert "27/11/2026" in source
    assert language("es").number(result.demand.mean_day_m3) in source


def test_markup_in_a_users_text_is_printed_and_not_run(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("12345")
    hostile = f'#read("{secret}") $ x $ \\ " ] #eval("1")'
    scheme = flow.load("ifa-daba", {"name": hostile, "households[0].group": hostile})
    result = flow.design(scheme, with_futures=False)
    assert calculation_report(result, "en", DAY)[:5] == b"%PDF-"
    assert f"#{quoted(hostile)}" in calculation_source(result, language("en"), DAY)


def test_a_design_with_stages_left_out_still_has_a_report():
    result = flow.design(flow.load("valle-del-cauca-household"))
    assert pipes(result, language("en")) is None
    assert calculation_report(result, "es", DAY)[:5] == b"%PDF-"


def test_files_are_saved_by_their_ending_and_unknown_endings_are_refused(result, tmp_path):
    for ending in (".json", ".csv", ".pdf", ".xlsx"):
        assert save(result, tmp_path / f"a{ending}").stat().st_size > 500
    with pytest.raises(MusdesignError, match="cannot save as"):
        save(result, tmp_path / "a.docx")
    with pytest.raises(MusdesignError, match="no language"):
        save(result, tmp_path / "a.pdf", lang="xx")


def test_the_command_writes_the_report_and_names_every_mistake(tmp_path):
    good = run("report", "ifa-daba", "--lang", "es", cwd=tmp_path)
    assert good.returncode == 0, good.stderr
    assert (tmp_path / "ifa-daba.pdf").read_bytes()[:5] == b"%PDF-"
    bad = run("report", "ifa-daba", "--kind", "novel", "--format", "docx")
    assert bad.returncode == 2
    assert "novel" in bad.stderr
    assert "docx" in bad.stderr
