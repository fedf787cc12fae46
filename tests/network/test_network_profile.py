"""High and low points between nodes, the grade line along a pipe, and where fittings stand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from network_files import OWN

from musdesign.flow.network_file import open_network, size_network
from musdesign.network import (
    Link,
    Node,
    Pipe,
    SizingLink,
    SizingNode,
    SizingProblem,
    optimise,
    size,
)
from musdesign.network.profile import along, high_points, joined, lowest_load, split_at_high_points

PIPES = tuple(
    Pipe(f"p{bore}", f"{bore} mm", "PE", "PN 10", bore, 200.0, 0.0015, 150, 1.0, cost)
    for bore, cost in [(20, 1.0), (26, 1.6), (33, 2.5), (41, 3.8), (52, 6.0), (66, 9.5)]
)


def problem(end_m=40.0, demand=0.8):
    nodes = (
        SizingNode("S", 100.0, "source"),
        SizingNode("A", end_m, demands_lps=(demand,), min_pressure_m=5.0),
    )
    return SizingProblem(nodes, (SizingLink("p", "S", "A", 1000.0),), PIPES)


def test_a_high_point_near_the_source_costs_wider_pipe_upstream():
    plain = optimise(problem())
    survey = {"p": [(400.0, 60.0), (700.0, 93.0)]}
    split = split_at_high_points(problem(), survey, 2.0)
    assert [node.id for node in split.nodes] == ["S", "A", "p@700"]
    design = joined(optimise(split), problem())
    assert design.cost > plain.cost
    points = along(design, survey)
    top = next(point for point in points if point.distance_m == 700.0)
    assert top.pressure_m == pytest.approx(2.0, abs=1e-6)
    assert top.fitting == "air valve"
    low = next(point for point in points if point.distance_m == 400.0)
    assert low.fitting == "washout"
    assert low.static_m == pytest.approx(40.0)
    # The same pipes without the high point's node lose the same head.
    assert points[-1].head_m == pytest.approx(design.nodes[1].head_m, abs=1e-6)


def test_links_and_nodes_come_back_as_they_were():
    survey = {"p": [(300.0, 95.0), (700.0, 90.0)]}
    design = joined(optimise(split_at_high_points(problem(), survey, 1.0)), problem())
    assert [link.id for link in design.links] == ["p"]
    assert [node.id for node in design.nodes] == ["S", "A"]
    assert sum(s.length_m for s in design.links[0].segments) == pytest.approx(1000.0)
    assert all(len(load.flows_lps) == 1 for load in design.loads)


def test_a_saddle_below_the_hull_adds_nothing():
    assert high_points([(200.0, 70.0), (500.0, 60.0)], 100.0, 80.0, 1000.0) == []
    # Only the points that stand out above the line of their neighbours.
    assert high_points([(200.0, 99.0), (500.0, 90.0), (800.0, 95.0)], 100.0, 80.0, 1e3) == [0, 2]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.floats(1, 999), st.floats(30, 97)), min_size=1, max_size=6),
    st.floats(0.1, 1.5),
)
def test_the_grade_line_clears_every_point_of_the_survey(points, demand):
    survey = {"p": sorted(points)}
    design = optimise(split_at_high_points(problem(demand=demand), survey, 1.0))
    if not design.feasible:
        return
    design = joined(design, problem(demand=demand))
    surveyed = {distance for distance, _ in points}
    for point in along(design, survey):
        # where a pipe changes close below the source there is no head yet, and no survey point
        assert point.pressure_m > 1.0 - 1e-6 or point.distance_m not in surveyed
        assert point.pressure_m > -1e-6
    heads = [point.head_m for point in along(design, survey)]
    assert np.all(np.diff(heads) <= 1e-9)


def test_the_profile_of_a_file_is_kept_in_its_design(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(OWN)
    found = size_network(open_network(path), both=False, check=False)
    top = next(p for p in found.points if p.link == "main" and p.distance_m == 600.0)
    assert top.ground_m == 1487.0
    assert top.pressure_m >= 2.0 - 1e-6
    # One diameter a link leaves the pipe whole: a high point is judged instead, never forgotten.
    path.write_text(OWN.replace("elevation: 1487 m", "elevation: 1499.9 m"))
    found = size_network(open_network(path), both=False, check=False)
    assert not found.design.feasible


def test_the_grade_line_runs_on_from_link_to_link_and_starts_at_a_tank_s_own_level():
    nodes = [
        Node("S", 100.0, "source"),
        Node("T", 80.0, "tank"),
        Node("A", 50.0),
        Node("B", 40.0, peak_lps=1.0, max_day_lps=0.4),
    ]
    links = [Link("m", "S", "T", 300.0), Link("a", "T", "A", 200.0), Link("b", "A", "B", 200.0)]
    design = size(nodes, links, PIPES, min_pressure_m=10.0, inlet_head_m=2.0)
    points = along(design, {})
    ends = {
        name: [point.head_m for point in points if point.link == name] for name in ("m", "a", "b")
    }
    assert ends["m"][0] == pytest.approx(100.0)
    assert ends["a"][0] == pytest.approx(80.0)
    assert ends["b"][0] == pytest.approx(ends["a"][-1])


def test_the_grade_line_of_one_load_case_joins_at_every_node(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(OWN)
    opened = open_network(path)
    design = size_network(opened, both=False, check=False).design
    assert lowest_load(design, "plots") == "irrigation"
    assert lowest_load(design, "village") == "taps"
    for n, load in enumerate(design.loads):
        points = along(design, opened.profiles, load=load.load)
        heads = {k.id: [p.head_m for p in points if p.link == k.id] for k in design.links}
        assert heads["main"][0] == pytest.approx(1500.0, abs=1e-6)
        for link in design.links:
            end = [node.id for node in design.nodes].index(link.end)
            assert heads[link.id][-1] == pytest.approx(design.loads[n].heads_m[end], abs=1e-6)
        for link in ("street", "lateral"):
            assert heads[link][0] == pytest.approx(heads["main"][-1], abs=1e-6)
