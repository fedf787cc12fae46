"""The Network section: profile by branch and load case, and EPANET's word over a week."""

from __future__ import annotations

import json

import pytest

from musdesign import flow
from musdesign.network.epanet.steady import AGREES_WITHIN_M
from musdesign.ui.link import PARAMETER, State, encode
from musdesign.ui.network_figures import plan_figure, surveyed
from tests.ui.opened import page, words
from tests.ui.test_ui_page import control, errors

CASE = "four-hamlets"


@pytest.fixture
def app():
    return page("design", "Network", case=CASE).run()


def grade_line(app) -> list[float]:
    figures = [json.loads(item.proto.spec) for item in app.get("plotly_chart")]
    (profile,) = [f for f in figures if any(d.get("name") == "level at rest" for d in f["data"])]
    (line,) = [d for d in profile["data"] if d["name"] == "grade line in use"]
    return line["y"]


def test_the_branch_and_the_load_case_of_the_grade_line_are_chosen(app):
    assert not errors(app)
    design = flow.design(flow.load(CASE), with_futures=False).network
    load = control(app.selectbox, "Load case")
    names = [case.load for case in design.loads]
    assert load.options[1:] == [name for name in names if name != "filling of the tanks"]
    end = control(app.selectbox, "Branch to")
    at = [node.id for node in design.nodes].index(end.value)
    for case in design.loads:
        if case.load not in load.options:
            continue
        control(app.selectbox, "Load case").set_value(case.load).run()
        assert not errors(app)
        # the grade line ends at the head that the sizing found in that load case
        assert grade_line(app)[-1] == pytest.approx(case.heads_m[at], abs=0.01)
    other = next(name for name in end.options if name != end.value)
    before = grade_line(app)
    control(app.selectbox, "Branch to").set_value(other).run()
    assert grade_line(app) != before


def test_epanet_runs_a_day_and_a_week_and_says_where_the_largest_difference_is(app):
    shown = words(app)
    assert "24 hours" in shown
    assert "a week" in shown
    assert "Largest difference, m" in shown
    assert "Tanks through the week" in shown
    sized = app.session_state["network-week-kept"][1]
    assert sized.week.agrees
    assert sized.week.max_difference_m < AGREES_WITHIN_M
    assert sized.week.worst_node in shown


def test_one_load_case_leaves_nothing_to_choose():
    app = page("design", "Network", case="ifa-daba").run()
    assert not errors(app)
    assert not [item for item in app.selectbox if item.label == "Load case"]
    assert "a week" in words(app)


def test_the_plan_lies_where_the_nodes_were_surveyed():
    drawn = flow.design(flow.load(CASE), with_futures=False).network
    ids = [node.id for node in drawn.nodes]
    # a degree of longitude is half as long as one of latitude at 60 degrees
    given = {name: (10.0 + 0.01 * i, 60.0 - 0.01 * i) for i, name in enumerate(ids)}
    plan = plan_figure(drawn, given)
    nodes = next(trace for trace in plan.data if trace.name == "nodes")
    assert [*zip(nodes.x, nodes.y, strict=True)] == [given[name] for name in ids]
    assert plan.layout.yaxis.scaleanchor == "x"
    assert plan.layout.yaxis.scaleratio == pytest.approx(2.0, rel=0.01)
    assert not surveyed(drawn, given | {ids[0]: None})


def test_pipes_that_lack_head_are_told_at_the_top_and_are_no_least_cost():
    app = page("design", "Network")
    low = {"network.nodes[1].elevation": "1570 m"}
    app.query_params[PARAMETER] = encode(State(CASE, changes=low))
    shown = words(app.run())
    assert "No pipes of the catalogue meet every limit: see Network." in shown
    assert "no design, but the pipes that leave the least head missing" in shown
    assert "proved to be the least cost" not in shown
