"""The brief says what the design says, in the reader's language, and no text can change it."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest

from musdesign import flow
from musdesign.i18n import language
from musdesign.report.brief import brief_html, brief_pdf, brief_source
from musdesign.report.brief_content import brief_of, fingerprint
from musdesign.ui.link import PARAMETER, decode

DAY = dt.date(2026, 11, 27)
CASE = "la-palma-tres-puertas"


@pytest.fixture(scope="module")
def scheme():
    return flow.load(CASE)


@pytest.fixture(scope="module")
def result(scheme):
    return flow.design(scheme, effects=False)


def test_three_numbers_are_those_of_the_futures(scheme, result):
    found = brief_of(scheme, result, language("en"), DAY)
    domestic = next(s for s in result.unplanned.supply.by_use if s.use == "domestic")
    assert found.numbers[0].value == f"{100 * domestic.volumetric_reliability:.3g} %"
    more = result.costs.per_household - result.standard_design.costs.per_household
    assert found.numbers[1].value == f"{more / 1e6:.3g} million"
    gain = result.benefits.total_year - result.standard_design.benefits.total_year
    assert found.numbers[2].value == f"{gain / result.households / 1e6:.3g} million"
    assert len(found.columns) == len(result.futures) == 3


def test_each_bar_is_what_arrives_in_its_future(scheme, result):
    found = brief_of(scheme, result, language("en"), DAY)
    for bar, future in zip(found.bars, result.futures, strict=True):
        met = sum(1000 * use.met_m3_year / 365 for use in future.supply.by_use)
        net = met * (1 - future.demand.loss_fraction) / future.demand.population
        assert bar.total == pytest.approx(net, rel=0.01)
        assert bar.total <= future.demand.per_person_l_day * 1.0001


def test_the_clause_in_the_way_is_told_with_basis_and_smallest_change(scheme, result):
    found = brief_of(scheme, result, language("en"), DAY)
    assert "Art. 43 (secondary)" in found.blocks[0].told
    assert "Smallest change: 271.6 L/person/day" in found.blocks[0].told


def test_figures_on_unread_numbers_are_marked_and_counted(scheme, result):
    found = brief_of(scheme, result, language("en"), DAY)
    assert all(number.unverified for number in found.numbers)
    count = sum(line.basis == "unverified" for line in result.assumptions)
    assert str(count) in found.unverified_note
    assert "†" in brief_source(found, language("en"))


@pytest.mark.parametrize("code", ["en", "es"])
@pytest.mark.parametrize("name", sorted(flow.cases()))
def test_every_case_gives_a_brief_of_at_most_two_pages(name, code):
    case = flow.load(name)
    pdf = brief_pdf(case, flow.design(case, effects=False), code, DAY, link="http://x/?s=abc")
    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 2


def test_the_same_brief_is_the_same_file(scheme, result):
    assert brief_pdf(scheme, result, "en", DAY) == brief_pdf(scheme, result, "en", DAY)
    other = flow.design(flow.load(CASE, {"losses": "20 %"}), with_futures=False)
    assert fingerprint(other) != fingerprint(result)


def test_hostile_text_stays_text():
    hostile = '<script>alert(1)</script> #eval("1") ]] $x$ \\" & *b*'
    case = flow.load(CASE, {"name": hostile, "location.place": "<img src=x>"})
    made = flow.design(case, effects=False)
    page = brief_html(case, made, "en", DAY, link='http://x/?s=a"><b>', command="a <b> & c")
    assert "<script" not in page
    assert "<img" not in page
    assert '"><b>' not in page
    assert hostile in html.unescape(page)
    assert brief_pdf(case, made, "en", DAY, link='x"]#panic()').startswith(b"%PDF")


def test_the_command_writes_a_brief_whose_link_reopens_the_changes(tmp_path, monkeypatch):
    from typer.testing import CliRunner

    from musdesign.cli import app

    monkeypatch.chdir(tmp_path)
    command = ["report", CASE, "--kind", "brief", "--lang", "es", "--format", "html"]
    ran = CliRunner().invoke(app, [*command, "--set", "losses=20 %"])
    assert ran.exit_code == 0, ran.output
    page = (tmp_path / f"{CASE}-brief.html").read_text(encoding="utf-8")
    parameter = re.search(rf'href="[^"]*\?{PARAMETER}=([^"]+)"', page)
    state = decode(parameter[1])
    assert (state.case, dict(state.changes)) == (CASE, {"losses": "20 %"})
    assert state.view["page"] == "evidence"
    assert '<html lang="es">' in page
    assert "http://" not in page.replace("http://localhost", "")
    ran = CliRunner().invoke(app, ["report", CASE, "--kind", "brief", "--format", "xlsx"])
    assert ran.exit_code != 0
