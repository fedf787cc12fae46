"""The tree: what is wrong with a network is said at once; what its pipes carry."""

from __future__ import annotations

import pytest

from musdesign.errors import MusdesignError
from musdesign.network import Link, Node, link_flows_lps, make_tree


def paths(nodes, links):
    with pytest.raises(MusdesignError) as error:
        make_tree(nodes, links)
    return {problem.path: str(problem) for problem in error.value.problems}


def test_all_mistakes_of_a_network_are_told_at_once():
    nodes = [
        Node("S", 100.0, "source"),
        Node("A", 50.0),
        Node("B", float("nan")),
        Node("B", 40.0),
        Node("C", 30.0, peak_lps=-1.0),
        Node("D", 30.0),
        Node("lonely", 30.0),
    ]
    links = [
        Link("1", "S", "A", 100.0),
        Link("2", "A", "B", 0.0),
        Link("2", "B", "C", -5.0),
        Link("4", "C", "A", 10.0),
        Link("5", "A", "Dd", 10.0),
        Link("6", "A", "D", 10.0),
    ]
    found = paths(nodes, links)
    assert set(found) == {
        "nodes[2]",  # the first of two nodes B is not reached
        "nodes[2].elevation",
        "nodes[3].id",
        "nodes[4]",
        "nodes[6]",
        "links[1].length",
        "links[2].id",
        "links[2].length",
        "links[3]",
        "links[4].to",
    }
    assert "loop" in found["links[3]"]
    assert "did you mean" in found["links[4].to"] or "known" in found["links[4].to"]
    assert "lonely" in found["nodes[6]"]


def test_a_pipe_drawn_against_the_flow_is_told():
    nodes = [Node("S", 9.0, "source"), Node("A", 5.0), Node("B", 4.0)]
    found = paths(nodes, [Link("1", "A", "S", 10.0), Link("2", "A", "B", 10.0)])
    assert list(found) == ["links[0]"]
    assert "swap" in found["links[0]"]


def test_a_tree_has_exactly_one_source():
    assert "none" in paths([Node("A", 1.0), Node("B", 1.0)], [Link("1", "A", "B", 1.0)])["nodes"]
    two = [Node("A", 1.0, "source"), Node("B", 1.0, "source"), Node("C", 0.0)]
    links = [Link("1", "A", "C", 1.0), Link("2", "B", "C", 1.0)]
    assert "2 were found: A, B" in paths(two, links)["nodes"]


def test_a_link_from_a_node_to_itself_is_a_loop():
    nodes = [Node("A", 1.0, "source"), Node("B", 0.0)]
    links = [Link("1", "A", "B", 1.0), Link("2", "B", "B", 1.0)]
    assert "loop" in paths(nodes, links)["links[1]"]


def scheme():
    """A spring, a standpost on the main, a tank, a break-pressure tank and two streets."""
    nodes = [
        Node("spring", 200.0, "source"),
        Node("post", 150.0, "junction", peak_lps=0.3, max_day_lps=0.1),
        Node("tank", 160.0, "tank", max_day_lps=0.05),
        Node("bpt", 120.0, "break_pressure_tank"),
        Node("east", 80.0, "junction", peak_lps=1.5, max_day_lps=0.5),
        Node("west", 110.0, "junction", peak_lps=0.9, max_day_lps=0.3),
    ]
    links = [
        Link("main", "spring", "post", 800.0),
        Link("fill", "post", "tank", 700.0, lowest_ground_m=140.0),
        Link("down", "tank", "bpt", 500.0),
        Link("street-e", "bpt", "east", 400.0),
        Link("street-w", "tank", "west", 300.0),
    ]
    return nodes, links


def test_mains_carry_the_largest_day_into_a_tank_and_streets_the_peak_hour():
    tree = make_tree(*scheme())
    flows = dict(zip([link.id for link in tree.links], link_flows_lps(tree), strict=True))
    assert flows == pytest.approx(
        {
            "street-e": 1.5,
            "down": 1.5,
            "street-w": 0.9,
            "fill": 0.05 + 0.5 + 0.3,
            "main": 0.3 + 0.85,
        }
    )


def test_static_head_counts_from_the_free_surface_above_to_the_lowest_ground():
    tree = make_tree(*scheme())
    static = dict(zip([link.id for link in tree.links], tree.static_m(), strict=True))
    assert static == pytest.approx(
        {"main": 50.0, "fill": 60.0, "down": 40.0, "street-e": 40.0, "street-w": 50.0}
    )
