"""Networks that no design serves: which node or link, what is missing, and what would help."""

from dataclasses import replace

import network_published as published
import pytest
from network_random import pipes, random_problem

from musdesign.errors import MusdesignError
from musdesign.network import Limits, SizingLink, SizingNode, SizingProblem, optimise


def with_source_at(level, problem):
    return replace(
        problem,
        nodes=tuple(
            replace(node, head_m=level) if node.kind == "source" else node for node in problem.nodes
        ),
    )


@pytest.mark.parametrize("engine", ["tree", "milp"])
def test_a_source_too_low_names_the_nodes_and_the_head_they_lack(engine):
    # the ridges at 517 m and 509 m need 7 m, and the source stands at 518 m
    design = optimise(with_source_at(518.0, published.sample()), engine=engine)
    assert not design.feasible
    assert any("node 9: 6." in reason for reason in design.reasons)
    assert not any("node 1:" in reason for reason in design.reasons)
    assert design.links  # the pipes that come nearest


def test_each_relaxation_gives_a_design_at_its_cost():
    problem = with_source_at(518.0, published.sample())
    design = optimise(problem)
    raised = next(r for r in design.relaxations if r.what.startswith("raise the water level"))
    again = optimise(with_source_at(raised.needed, problem))
    assert again.feasible
    assert again.cost == pytest.approx(raised.cost, rel=1e-6)
    assert not optimise(with_source_at(raised.needed - 0.1, problem)).feasible


def test_a_node_above_the_source_is_offered_a_pump_or_a_higher_source():
    pipes_ = pipes((60.0, 100.0))
    nodes = (
        SizingNode("spring", 100.0, "source"),
        SizingNode("fork", 70.0),
        SizingNode("school", 120.0, demands_lps=(0.5,), min_pressure_m=5.0),
        SizingNode("plots", 65.0, demands_lps=(0.5,), min_pressure_m=5.0),
    )
    links = (
        SizingLink("main", "spring", "fork", 300.0),
        SizingLink("street", "fork", "school", 200.0),
        SizingLink("lateral", "fork", "plots", 200.0),
    )
    design = optimise(SizingProblem(nodes, links, pipes_))
    assert not design.feasible
    pump = next(r for r in design.relaxations if "pump" in r.what)
    raised = next(r for r in design.relaxations if r.what.startswith("raise the water level"))
    assert pump.where == "street"
    # 20 m of ground and 5 m of pressure, and the friction of the largest pipes
    assert 25.0 < pump.needed < 27.0
    assert raised.needed - raised.now == pytest.approx(pump.needed, abs=0.01)
    # the residual pressure is too small to help
    assert not any("least pressure" in r.what for r in design.relaxations)
    higher = tuple(
        replace(n, elevation_m=n.elevation_m - pump.needed) if n.id == "school" else n
        for n in nodes
    )
    assert optimise(SizingProblem(higher, links, pipes_)).feasible


def test_a_node_just_too_high_is_offered_less_pressure_there():
    nodes = (
        SizingNode("spring", 100.0, "source"),
        SizingNode("school", 97.0, demands_lps=(0.5,), min_pressure_m=5.0),
        SizingNode("plots", 65.0, demands_lps=(0.5,), min_pressure_m=5.0),
    )
    links = (
        SizingLink("street", "spring", "school", 200.0),
        SizingLink("lateral", "school", "plots", 200.0),
    )
    problem = SizingProblem(nodes, links, pipes((60.0, 100.0)))
    eased = next(r for r in optimise(problem).relaxations if r.where == "school")
    assert (eased.what, eased.now) == ("lower the least pressure", 5.0)
    assert 2.0 < eased.needed < 3.0
    lower = replace(nodes[1], min_pressure_m=eased.needed)
    again = optimise(replace(problem, nodes=(nodes[0], lower, nodes[2])))
    assert again.feasible
    assert again.cost == pytest.approx(eased.cost, rel=1e-3)


def test_limits_too_tight_are_named_with_the_figure_in_the_largest_pipe():
    problem = replace(published.sample(), limits=Limits(max_velocity_m_s=0.2))
    design = optimise(problem)
    assert not design.feasible
    # 24.9 L/s in the largest pipe of 315 mm
    assert any("link 6: the velocity is 0.32 m/s even in the largest" in r for r in design.reasons)
    eased = next(r for r in design.relaxations if "velocity" in r.what)
    assert eased.needed == pytest.approx(0.3195, abs=2e-3)


def test_too_high_a_pressure_names_the_links_and_the_class_that_would_do():
    problem = replace(random_problem(0, "breaks and classes"), breaks=(), pipes=pipes((60.0,)))
    design = optimise(problem)
    assert not design.feasible
    assert any("no pipe is strong enough" in reason for reason in design.reasons)
    stronger = next(r for r in design.relaxations if "class" in r.what)
    assert optimise(replace(problem, pipes=pipes((stronger.needed + 0.01,)))).feasible


def test_no_site_for_a_tank_is_said():
    problem = published.sample_with_tanks()
    nowhere = replace(problem.tanks, must_not=tuple(node.id for node in problem.nodes))
    design = optimise(replace(problem, tanks=nowhere))
    assert not design.feasible
    assert "no node may hold one" in design.reason


def test_all_mistakes_of_a_network_come_at_once():
    problem = published.sample()
    broken = replace(
        problem,
        nodes=(*problem.nodes, SizingNode("lost", float("nan"))),
        links=(
            *problem.links,
            SizingLink("x", "8", "nowhere", 0.0, pipes=("d64",)),
            SizingLink("loop", "8", "1", 100.0),
        ),
        fill_hours=30.0,
    )
    with pytest.raises(MusdesignError) as caught:
        optimise(broken, engine="tree")
    text = str(caught.value)
    for part in (
        "node lost has no elevation",
        "node lost is not connected",
        "unknown node 'nowhere'",
        "length of link x is 0 m",
        "unknown pipe 'd64'",
        "closes a loop",
        "30 hours of supply",
    ):
        assert part in text


def test_a_network_without_links_or_pipes_is_refused():
    problem = published.sample()
    for changed, text in (
        (replace(problem, links=(), nodes=problem.nodes[:1]), "holds no link"),
        (replace(problem, pipes=()), "holds no pipe"),
        (replace(problem, nodes=(), links=()), "0 were found"),
    ):
        with pytest.raises(MusdesignError, match=text):
            optimise(changed)
