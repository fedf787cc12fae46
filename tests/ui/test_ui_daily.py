"""The supply day by day in the app."""

from __future__ import annotations

import html
import re

import pytest

from musdesign import flow
from musdesign.ui.sections.daily import flow_figure, reliability_table
from tests.ui.opened import page, words


@pytest.fixture(scope="module")
def result():
    return flow.design(flow.load("nepal-two-tank"), with_futures=False)


def test_the_flow_diagram_holds_all_the_water_and_what_is_missing(result):
    diagram = flow_figure(result).data[0]
    needed = sum(use.demand_m3_year for use in result.daily.by_use)
    assert sum(diagram.link.value) == pytest.approx(needed, rel=1e-3)
    assert "missing" in diagram.node.label
    gardens = list(diagram.node.label).index("gardens")
    into = [
        v for v, to in zip(diagram.link.value, diagram.link.target, strict=True) if to == gardens
    ]
    use = next(use for use in result.daily.by_use if use.use == "gardens")
    assert sum(into) == pytest.approx(use.demand_m3_year, rel=1e-3)


def test_the_table_names_its_measures(result):
    text = html.unescape(re.sub(r"<[^>]+>", " ", reliability_table(result)))
    for word in ("Volume met", "Days in full", "Years in full", "Resilience", "Vulnerability"):
        assert word in text


def test_every_day_is_simulated_when_asked_for():
    test = page("design", "Sources", case="ido-jalala", timeout_s=120).run()
    assert not test.exception
    toggle = next(item for item in test.toggle if item.label.startswith("Simulate every day"))
    toggle.set_value(True).run()
    assert not test.exception
    assert not test.error
    assert "How reliably each use is served" in words(test)
    assert "Beyond what knowing every day to come would leave unmet: at most" in words(test)
    assert "in one draw of the weather" in words(test)
