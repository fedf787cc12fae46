"""Network files of other programs, tables, maps and YAML: read, oriented, sized, refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from network_files import (
    BRANCH,
    GEOJSON,
    INP,
    JALTANTRA,
    JALTANTRA_DEVICES,
    KML,
    LOOP_DAT,
    OWN,
    TOPOGRAPHY,
)
from openpyxl import Workbook

from musdesign.errors import MusdesignError
from musdesign.flow.network_file import CatalogueChoice, open_network, size_network
from musdesign.network.files import Wishes, read_network, sizing_problem
from musdesign.network.files.geo import ground_distance_m
from musdesign.network.files.sizing import present_value_factor

FILES = {
    "a.xml": JALTANTRA,
    "devices.xml": JALTANTRA_DEVICES,
    "a.bra": BRANCH,
    "a.dat": LOOP_DAT,
    "a.inp": INP,
    "a.tpo": TOPOGRAPHY,
    "a.geojson": GEOJSON,
    "a.kml": KML,
    "a.yaml": OWN,
}


@pytest.fixture
def write(tmp_path):
    def put(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return put


@pytest.mark.parametrize("name", FILES)
def test_every_kind_of_file_is_sized_and_agrees_with_the_engine(write, name):
    wishes = Wishes(head_loss="darcy-weisbach")
    sized = size_network(open_network(write(name, FILES[name]), wishes))
    assert sized.design.feasible, sized.design.reasons
    assert sized.design.cost > 0
    assert sized.design.lower_bound <= sized.design.cost * (1 + 1e-9)
    assert sized.verification.max_pressure_difference_m < 0.01
    assert sized.week.agrees
    assert sized.week.compared > 0


def test_the_three_formats_of_one_scheme_give_one_design(write):
    costs = [
        size_network(
            open_network(write(name, text), Wishes(head_loss="jaltantra")), check=False
        ).design.cost
        for name, text in (
            ("a.xml", JALTANTRA.replace(' diameter="32" parallelAllowed="true"', "")),
            ("a.bra", BRANCH),
        )
    ]
    # The loop format has no limit of head loss, and this one does not bind.
    loop = size_network(
        open_network(write("a.dat", LOOP_DAT), Wishes(head_loss="jaltantra", max_loss_m_km=60.0)),
        check=False,
    ).design.cost
    assert costs[0] == pytest.approx(costs[1], rel=1e-9)
    assert loop == pytest.approx(costs[0], rel=1e-6)


def test_jaltantra_files_keep_hours_limits_tanks_pumps_and_valves(write):
    found = read_network(write("a.xml", JALTANTRA_DEVICES))
    assert [node.demand_lps for node in found.nodes] == [0.0, 2.0, 1.0]  # 24 / 12 hours
    assert found.links[1].bore_mm == 32
    assert found.links[1].parallel_allowed
    assert found.links[1].valve_m == 4.0
    assert not found.links[1].pump_allowed
    problem = sizing_problem(found)
    assert problem.fill_hours == 12
    assert problem.loads[0].hours_day == 6
    # Below tanks the day's volume runs in six hours instead of twelve.
    assert problem.nodes[1].demands_lps == (4.0,)
    assert problem.nodes[1].volume_m3 == pytest.approx(2.0 * 3.6 * 12)
    assert problem.tanks.must_not == ("3",)
    assert problem.tanks.cost(30.0) == pytest.approx(500 + 10.0 * 5)
    assert problem.pumps.sources[0].efficiency == 0.6


def test_energy_of_later_years_is_brought_to_the_first():
    # The sum written out, year by year.
    by_hand = sum((1.05 / 1.07) ** year for year in range(15))
    assert present_value_factor(15, 0.07, 0.05) == pytest.approx(by_hand)


def test_a_branch_node_may_have_a_peak_factor_and_pressure_of_its_own(write):
    text = BRANCH.replace("    3  0.00      -0.500", "    3  3.00      -0.500")
    found = read_network(write("a.bra", text))
    assert [node.demand_lps for node in found.nodes] == [0.0, 2.0, 1.5]
    assert found.nodes[2].min_pressure_m == 9.0


def test_a_faucet_point_of_two_taps_becomes_two_points(write):
    found = read_network(write("a.tpo", TOPOGRAPHY))
    assert [node.id for node in found.nodes if node.taps] == ["T_a", "T_b", "U"]
    problem = sizing_problem(found, catalogue=sizing_problem(
        read_network(write("a.xml", JALTANTRA))).pipes)  # fmt: skip
    flows = {link.end: link.flows_lps[0] for link in problem.links}
    assert flows["T_a"] == pytest.approx(0.2)
    # Three taps, opening 0.4, quality 0.7, NeatWork's formula by hand: P = 0.7 (1 - 0.6^3) + 0.6^3
    # = 0.7648, z = 0.722, 3 x 0.4 + 0.722 x sqrt(3 x 0.4 x 0.6) = 1.8126 taps of 0.2 L/s.
    assert flows["A"] == pytest.approx(0.2 * 1.8126, rel=1e-3)


def test_an_epanet_file_gives_the_hour_of_the_largest_draw(write):
    found = read_network(write("a.inp", INP))
    assert {node.id: node.demand_lps for node in found.nodes} == {"F": 2.0, "E": 1.0, "R": 0.0}
    assert found.links[1].minor_loss_k == 2.5
    opened = open_network(write("a.inp", INP))
    assert [(link.start, link.end) for link in opened.problem.links] == [("R", "F"), ("F", "E")]
    assert any("turned to run downstream: a" in note for note in opened.notes)


def test_epanet_units_of_feet_and_gallons_become_metres_and_litres(write):
    text = INP.replace("UNITS LPS", "UNITS GPM").replace("[PATTERNS]\nday 0.5 1 2 1\n", "")
    found = read_network(write("a.inp", text.replace(" day\n", "\n")))
    nodes = {node.id: node for node in found.nodes}
    assert nodes["F"].elevation_m == pytest.approx(60 * 0.3048)
    assert nodes["F"].demand_lps == pytest.approx(0.0630902, rel=1e-5)
    assert found.links[0].length_m == pytest.approx(152.4)


@pytest.mark.parametrize("name", ["a.geojson", "a.kml"])
def test_maps_keep_their_heights_as_profiles(write, name):
    opened = open_network(write(name, FILES[name]))
    (link,) = opened.problem.links
    assert (link.start, link.end) == ("S", "A")
    ground = ground_distance_m((-76.5, 3.8), (-76.505, 3.8))
    assert ground < link.length_m < ground + 60  # longer, for the pipe falls 50 m
    assert [round(z) for _, z in opened.profiles["p"]] == [1500, 1497, 1450]


def test_tables_of_a_workbook_and_of_csv_files_are_one_network(tmp_path, write):
    book = Workbook()
    sheets = {
        "nodes": [["id", "elevation_m", "kind", "demand_lps"], ["S", 100, "source", None],
                  [1, 60, None, 1.5]],
        "links": [["id", "from", "to", "length_m"], ["p", "S", 1, 500]],
        "pipes": [["bore_mm", "cost_per_m"], [40, 3.0], [50, 4.5]],
        "settings": [["key", "value"], ["min_pressure_m", 12]],
        "profile": [["link", "distance_m", "elevation_m"], ["p", 200, 50]],
    }  # fmt: skip
    for name, rows in sheets.items():
        sheet = book.active if name == "nodes" else book.create_sheet()
        sheet.title = name
        for row in rows:
            sheet.append(row)
        write(
            f"tables/{name}.csv",
            "\n".join(",".join("" if v is None else str(v) for v in row) for row in rows) + "\n",
        )
    book.save(tmp_path / "net.xlsx")
    costs = set()
    for path in ("net.xlsx", "tables", "tables/links.csv"):
        sized = size_network(open_network(tmp_path / path), check=False)
        assert sized.opened.problem.nodes[1].min_pressure_m == 12
        assert sized.design.links[0].static_m == pytest.approx(50)  # to the low point at 50 m
        costs.add(round(sized.design.cost, 6))
    assert len(costs) == 1


def test_own_files_hold_several_loads_and_a_profile(write):
    opened = open_network(write("a.yaml", OWN))
    assert [load.id for load in opened.problem.loads] == ["taps", "irrigation"]
    assert opened.problem.nodes[3].demands_lps == (0.0, 1.0)
    assert opened.profiles["main"] == ((300.0, 1450.0), (600.0, 1487.0))
    assert opened.problem.links[0].lowest_ground_m == 1450.0


def test_a_catalogue_and_price_may_be_chosen_for_files_without_pipes(write):
    path = write("a.inp", INP)
    once = size_network(open_network(path, None, CatalogueChoice("pvc-inch", 3.0)), check=False)
    twice = size_network(open_network(path, None, CatalogueChoice("pvc-inch", 6.0)), check=False)
    assert twice.design.cost == pytest.approx(2 * once.design.cost)
    with pytest.raises(MusdesignError, match="did you mean 'pvc-inch'"):
        open_network(path, None, CatalogueChoice("pvc-inches"))


BAD = {
    "zero length": ("a.xml", JALTANTRA.replace('length="300.0"', 'length="0"'), "length 0 m"),
    "no elevation": (
        "a.xml",
        JALTANTRA.replace('elevation="40.0" ', ""),
        r"xml:9: node 3.elevation: elevation is missing",
    ),
    "decimal comma": ("a.xml", JALTANTRA.replace('"0.5"', '"0,5"'), "has a comma"),
    "metres for millimetres": (
        "a.xml",
        JALTANTRA.replace('diameter="40.0"', 'diameter="0.04"'),
        "write the bore in millimetres",
    ),
    "absurd elevation": (
        "a.xml",
        JALTANTRA.replace('elevation="60.0"', 'elevation="60000"'),
        "-2000 to 9000",
    ),
    "absurd C": ("a.bra", BRANCH.replace("140.00000       2.00", "1.40000       2.00"), "C 1.4"),
    "broken XML": ("a.xml", JALTANTRA[:400], "the XML is broken"),
    "entities": (
        "a.xml",
        '<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><root>&b;</root>',
        "document type or entities",
    ),
    "outside entity": (
        "a.kml",
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml>&x;</kml>',
        "document type or entities",
    ),
    "deep nesting": ("a.xml", "<root>" * 5000, "nested too deeply"),
    "another XML": ("a.xml", "<html><body/></html>", "no JalTantra network"),
    "empty": ("a.xml", "", "the file is empty"),
    "binary": ("a.inp", "\x00\x01\x02", "is no text"),
    "unknown node": ("a.bra", BRANCH.replace("    2    2    3", "    2    2    9"), "node '9'"),
    "wrong count": ("a.bra", BRANCH.replace("   2     3     2.0", "   5     3     2.0"), "tells of 5"),
    "no reference": ("a.bra", BRANCH.replace("    1      100.00", ""), "no reference node"),
    "inflow": ("a.bra", BRANCH.replace("      -0.500", "       0.500"), "feeds water"),
    "missing table": ("a.dat", LOOP_DAT.replace("param C", "param X"), "no 'param C'"),
    "short row": ("a.dat", LOOP_DAT.replace("2    3    300", "2    300"), "needs 3"),
    "two sources": ("a.dat", LOOP_DAT.replace("Source:= 1", "Source:= 1 2"), "2 sources"),
    "pump kept": (
        "a.inp",
        INP.replace("[OPTIONS]", "[PUMPS]\nq R F HEAD c\n[OPTIONS]"),
        "network check",
    ),
    "unknown unit": ("a.inp", INP.replace("LPS", "XYZ"), "unknown unit of flow"),
    "no JSON": ("a.geojson", "{", "no JSON"),
    "polygons": ("a.geojson", GEOJSON.replace("LineString", "Polygon"), "neither node nor pipe"),
    "projected map": ("a.geojson", GEOJSON.replace("-76.505", "750000.5"), "degrees of longitude"),
    "loose end": (
        "a.geojson",
        GEOJSON.replace("[-76.5, 3.8, 1500]]", "[-76.6, 3.8, 1500]]"),
        "no node lies at the end",
    ),
    "unknown key": ("a.yaml", OWN.replace("length: 900 m", "lenght: 900 m"), "did you mean 'length'"),
    "no unit": ("a.yaml", OWN.replace("length: 900 m", "length: 900"), "has no unit"),
    "other currency": ("a.yaml", OWN.replace("4 USD/kg", "4 EUR/kg"), "this price is in EUR"),
    "duplicate key": ("a.yaml", OWN.replace("name: Taps", "currency: USD\nname: Taps"), "currency"),
    "cut off": (
        "a.yaml",
        OWN.replace("  - {id: lateral, from: fork, to: plots, length: 300 m}\n", ""),
        "plots is not connected",
    ),
    "unknown ending": ("a.doc", "x", "is not known"),
    "bad tap row": ("a.tpo", TOPOGRAPHY.replace("U,-40.0,0.0,0.0,1,2", "U,-40.0"), "2 figures"),
    "no target": ("a.tpo", TOPOGRAPHY.replace("targetflow,0.2", ""), "targetflow is missing"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_mistake_in_a_file_gets_a_message_that_names_it(write, case):
    name, text, words = BAD[case]
    path = write(name, text)
    with pytest.raises(MusdesignError, match=words) as caught:
        size_network(open_network(path), check=False)
    assert all(str(path) in str(problem) for problem in caught.value.problems)


def test_all_mistakes_of_a_file_come_at_once(write):
    text = JALTANTRA.replace('elevation="40.0" ', "").replace('length="300.0"', 'length="-3"')
    with pytest.raises(MusdesignError) as caught:
        read_network(write("a.xml", text.replace('demand="1.0"', 'demand="x"')))
    assert len(caught.value.problems) == 3


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_damaged_file_ends_in_anything_but_a_message(tmp_path_factory, data):
    name = data.draw(st.sampled_from([n for n in FILES if n != "devices.xml"]))
    text = FILES[name]
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    put = data.draw(st.text(max_size=12))
    path = tmp_path_factory.mktemp("fuzz") / name
    path.write_text(text[:start] + put + text[end:], encoding="utf-8", errors="replace")
    try:
        open_network(path)
    except MusdesignError as error:
        assert error.problems  # noqa: PT017  # any mistake may be found, none must escape


def test_the_example_of_the_page_on_networks_is_sized(write):
    page = (Path(__file__).parents[2] / "docs" / "network.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    uncommented = re.sub(r"(?m)^# (tanks|pumps|taps):", r"\1:", example)
    for text in (example, uncommented):
        opened = open_network(write("a.yaml", text))
        assert opened.problem.breaks
    sized = size_network(open_network(write("a.yaml", example)))
    assert sized.design.feasible
    assert sized.verification.agrees
