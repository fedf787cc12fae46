"""Networks, surveys and readings come into the scheme; what is not fit to be read says why."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from musdesign import flow
from musdesign.errors import MusdesignError
from musdesign.report.save import inp_text
from musdesign.ui.sections import bring
from musdesign.ui.start import WORKSPACE_VARIABLE
from musdesign.ui.uploads import harmless, in_folder, told_of_workbook
from tests.ui.opened import page, words

CASE = "la-palma-tres-puertas"
FIELD = Path(__file__).parents[2] / "docs" / "field-data"


def opened(kind):
    app = page("design", "Bring in", case=CASE)
    app.session_state["bring-kind"] = kind
    return app.run()


def uploader(app, key):
    return next(item for item in app.file_uploader if item.key == key)


EPANET = b"""[JUNCTIONS]
;id elevation demand
 j1 1500 0
 north 1480 1.5
 south 1470 0.5
[RESERVOIRS]
 spring 1550
[PIPES]
 main spring j1 1200 50 0.1 0
 p1 j1 north 400 32 0.1 0
 p2 j1 south 600 32 0.1 0
[OPTIONS]
 UNITS LPS
 HEADLOSS D-W
[END]
"""


def test_a_network_of_epanet_takes_the_place_of_the_cases_own(monkeypatch):
    read = []
    whole = bring.read_network
    monkeypatch.setattr(bring, "read_network", lambda path: read.append(path) or whole(path))
    app = opened("A network")
    uploader(app, "bring-network").set_value(("valley.inp", EPANET, "text/plain")).run()
    assert not app.exception
    assert not app.error
    assert "4 points, 3 pipes, 2.2 km" in words(app)
    app.button(key="bring-network-use").click().run()
    assert not app.error
    # the page was drawn three times at least, the file read once
    assert len(read) == 1
    again = flow.load(CASE, app.session_state["edits"][CASE]).scenario
    assert [link.length for link in again.network.links] == [1200, 400, 600]
    served = {node.id: node.households for node in again.network.nodes}
    total = sum(group.count for group in again.households)
    # three quarters of the draw of the design hour are at north
    assert served == pytest.approx(
        {"spring": 0, "j1": 0, "north": 0.75 * total, "south": total / 4}
    )


def test_a_network_that_is_none_is_a_message():
    app = opened("A network")
    for name, raw in (("a.inp", b"nonsense"), ("a.geojson", b"{"), ("a.xml", b"<a>&b;</a>")):
        uploader(app, "bring-network").set_value((name, raw, "text/plain")).run()
        assert not app.exception
        assert app.error
        assert not any("/tmp" in item.value for item in app.error)
        assert not any("unforeseen" in item.value for item in app.error)
        told = [item.value for item in app.error]
        assert [item.value for item in app.run().error] == told


def test_a_survey_becomes_the_household_groups():
    app = opened("A household survey")
    uploader(app, "bring-survey-table").set_value(
        ("survey.csv", (FIELD / "survey.csv").read_bytes(), "text/csv")
    )
    uploader(app, "bring-survey-map").set_value(
        ("survey.yaml", (FIELD / "survey.yaml").read_bytes(), "application/yaml")
    )
    app.run()
    assert not app.exception
    assert not app.error
    assert "80 households asked" in words(app)
    app.button(key="bring-survey-use").click().run()
    assert not app.error
    made = app.session_state["edits"][CASE]
    households = flow.load(CASE, made).scenario.households
    assert sum(group.count for group in households) == pytest.approx(364, rel=1e-3)


def test_readings_stand_beside_the_design():
    app = opened("Meter readings")
    tables = [("meters.csv", "text/csv"), ("survey.csv", "text/csv")]
    maps = [("meters.yaml", "application/yaml"), ("survey.yaml", "application/yaml")]
    for key, files in (("bring-meters-table", tables), ("bring-meters-map", maps)):
        uploader(app, key).set_value(
            [(name, (FIELD / name).read_bytes(), kind) for name, kind in files]
        )
    app.run()
    assert not app.exception
    assert not app.error
    shown = words(app)
    assert "Mean use, m3/household/month" in shown
    assert "Design, m3/month" in shown


def test_a_file_that_is_too_large_is_refused_before_it_is_read():
    with pytest.raises(MusdesignError, match="too large"), in_folder({"a.csv": b"x" * 50_000_000}):
        pass


def test_a_workbook_that_unpacks_to_far_too_much_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b"0" * 70_000_000)
    with pytest.raises(MusdesignError, match="unpacks"), in_folder({"a.xlsx": out.getvalue()}):
        pass


def test_formulas_and_links_of_a_workbook_are_told():
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    out = io.BytesIO()
    book.save(out)
    told = told_of_workbook("a.xlsx", out.getvalue())
    assert len(told) == 1
    assert "formulas" in told[0]
    with zipfile.ZipFile(out, "a") as more:
        more.writestr("xl/externalLinks/externalLink1.xml", "<x/>")
        more.writestr("xl/vbaProject.bin", b"x")
    assert len(told_of_workbook("a.xlsm", out.getvalue())) == 3


@pytest.mark.parametrize(
    "name", ["../../x.csv", "/etc/passwd", "C:\\a\\b.csv", "..", ".hidden", ""]
)
def test_a_files_name_cannot_lead_elsewhere(name):
    safe = harmless(name)
    assert "/" not in safe
    assert "\\" not in safe
    assert safe.strip(".")


def test_a_message_does_not_tell_where_a_file_lay():
    with pytest.raises(MusdesignError) as caught, in_folder({"a.csv": b"x"}) as folder:
        raise MusdesignError(f"cannot read '{folder}/a.csv'")
    assert str(caught.value) == "cannot read 'a.csv'"


def test_what_is_read_lies_in_the_workspace_and_is_gone_afterwards(tmp_path, monkeypatch):
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(tmp_path))
    with in_folder({"a.csv": b"x"}) as folder:
        assert folder.parent == tmp_path
        assert (folder / "a.csv").read_bytes() == b"x"
    assert not list(tmp_path.iterdir())


def test_a_design_that_we_wrote_for_epanet_comes_back_whole():
    text = inp_text(flow.design(flow.load("four-hamlets"), with_futures=False))
    app = opened("A network")
    uploader(app, "bring-network").set_value(("ours.inp", text.encode(), "text/plain")).run()
    assert not app.error
    app.button(key="bring-network-use").click().run()
    assert not app.error
    again = flow.load(CASE, app.session_state["edits"][CASE]).scenario
    assert {node.kind for node in again.network.nodes} == {
        *("junction", "source", "tank", "break_pressure_tank")
    }
    assert len(again.network.links) == 9


def test_a_network_of_several_sources_is_refused_with_what_to_do():
    two = EPANET.replace(b" spring 1550", b" spring 1550\n other 1540")
    two = two.replace(b"[OPTIONS]", b" p3 other j1 900 50 0.1 0\n[OPTIONS]")
    app = opened("A network")
    uploader(app, "bring-network").set_value(("two.inp", two, "text/plain")).run()
    assert not app.exception
    told = " ".join(item.value for item in app.error)
    assert "2 sources" in told
    assert "only source" in told
    assert "network size" in told
