"""What is taken along says the same as the page: files, link, command and code."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import shlex
import zipfile
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from musdesign import flow
from musdesign.cli import app as command
from musdesign.errors import MusdesignError
from musdesign.network.files import read_network
from musdesign.report.geojson import geojson_text
from musdesign.scenario.saving import changed_text
from musdesign.ui.changes import command_line
from musdesign.ui.downloads import FILES, TABLES, python_lines, tables_zip
from musdesign.ui.edit.change import changes, written
from musdesign.ui.edit.kinds import kinds
from musdesign.ui.edit.rows import Edits
from tests.ui.opened import page
from tests.ui.test_ui_page import figures
from tests.ui.test_ui_tables import type_into

CASE = "la-palma-tres-puertas"


@pytest.fixture(scope="module")
def made():
    """Edits of every kind: cells, an added and a removed row, a cell emptied, months."""
    text = flow.cases()[CASE].read_text(encoding="utf-8")
    data = written(text, {})
    tables = {table.name: table for part in kinds("COP").values() for table in part}
    done = {
        "households": Edits({1: {"count": "71,5", "income": ""}}, removed=frozenset({2})),
        "animals": Edits(added=[{"group": "cattle keepers", "kind": "cattle", "head": "2"}]),
        "sources": Edits(added=[{"name": "it's new", "kind": "spring", "flow": "1,5"}]),
        "climate": Edits({0: {"3": "110"}}),
        "place": Edits({0: {"value": 'Ein "Name" – d\'agua'}}),
    }
    return changes(data, data, [(tables[name], edits) for name, edits in done.items()])


@pytest.fixture(scope="module")
def wanted(made):
    return flow.design(flow.load(CASE, made), with_futures=False)


def test_the_code_computes_the_same_design(made, wanted):
    space: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(python_lines(CASE, made), "snippet", "exec"), space)
    assert space["result"].demand.mean_day_m3 == wanted.demand.mean_day_m3
    assert space["result"].name == wanted.name
    assert out.getvalue().strip()


def test_the_command_computes_the_same_design(made, wanted):
    words = shlex.split(command_line(CASE, made))
    ran = CliRunner().invoke(command, [*words[1:], "--format", "json"])
    assert ran.exit_code == 0, ran.output
    told = json.loads(ran.stdout)
    assert told["name"] == wanted.name
    assert told["demand"]["mean_day_m3"] == pytest.approx(wanted.demand.mean_day_m3, rel=1e-6)


def test_the_saved_file_computes_the_same_design(made, wanted):
    text = changed_text(flow.cases()[CASE].read_text(encoding="utf-8"), made)
    again = flow.design(flow.load_text(text), with_futures=False)
    assert again.demand.mean_day_m3 == wanted.demand.mean_day_m3
    assert "# after the scheme's treatment" in text


def test_a_link_reopens_edits_page_section_and_language():
    app = page("design", "Edit", case=CASE).run()
    type_into(app, "households", {"deleted_rows": [0], "edited_rows": {1: {"count": "99,5"}}})
    seen = figures(app)
    app.session_state["language"] = "es"
    app.run()
    app.session_state["again"] = True
    app.run()
    address = next(item.value for item in app.code if "s=" in item.value)
    other = page("design")
    other.query_params["s"] = address.partition("s=")[2]
    other.run()
    assert not other.exception
    assert not other.error
    assert other.session_state["language"] == "es"
    assert other.session_state["design.section"] == "Edit"
    other.session_state["language"] = "en"
    other.run()
    assert figures(other) == seen


@pytest.mark.parametrize("file", [*FILES, *TABLES], ids=lambda file: file.key)
def test_every_file_is_made_from_what_is_seen(file, made, wanted):
    seen = SimpleNamespace(
        result=wanted,
        whole=wanted,
        made=made,
        case=SimpleNamespace(text=flow.cases()[CASE].read_text("utf-8")),
    )
    if file.offered(seen):
        raw = file.make(seen)
        raw = raw.encode() if isinstance(raw, str) else raw
        begins = {"report": b"%PDF", "workbook": b"PK", "tables": b"PK", "result": b"{"}
        assert raw.startswith(begins.get(file.key, b""))
        assert len(raw) > 400
    else:
        assert file.key == "map"


def test_the_tables_come_together_in_one_file(wanted):
    with zipfile.ZipFile(io.BytesIO(tables_zip(wanted))) as book:
        assert {name.removesuffix(".csv") for name in book.namelist()} == {
            *("register", "needs", "checks", "pipes"),
            *("supply", "reliability", "costs", "bills", "recovery"),
        }
        rows = list(csv.DictReader(io.StringIO(book.read("needs.csv").decode())))
    total = sum(float(row["month_1_m3_day"]) for row in rows)
    net = sum(float(values[0]) for values in wanted.demand.by_use_by_month.values())
    assert total == pytest.approx(net)


def test_a_map_of_the_network_is_read_again_as_the_same_network(tmp_path):
    nodes = flow.load(CASE).scenario.network.nodes
    place = {
        f"network.nodes[{i}].{key}": value
        for i, _ in enumerate(nodes)
        for key, value in (("longitude", -76.5 + 0.001 * i), ("latitude", 3.8 + 0.002 * (i % 5)))
    }
    result = flow.design(flow.load(CASE, place), with_futures=False)
    target = tmp_path / "network.geojson"
    target.write_text(geojson_text(result), encoding="utf-8")
    again = read_network(target)
    assert {node.id for node in again.nodes} == {node.id for node in result.network.nodes}
    lengths = {link.id: link.length_m for link in again.links}
    for link in result.network.links:
        assert lengths[link.id] == pytest.approx(sum(s.length_m for s in link.segments), abs=0.01)
    assert (again.nodes[0].x, again.nodes[0].y) == (-76.5, 3.8)


def test_a_network_without_places_has_no_map(wanted):
    with pytest.raises(MusdesignError, match="no place on the map"):
        geojson_text(wanted)
