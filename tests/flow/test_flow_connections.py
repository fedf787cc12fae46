"""Pipes sized by the pulses of the taps below them."""

from __future__ import annotations

import pytest

from musdesign import flow
from musdesign.demand.connection_peaks import TapDemand, peak_by_connections
from musdesign.demand.patterns import pattern
from musdesign.demand.pulses import tap_use
from musdesign.flow.connections import pulse_loads

CASE = "la-palma-tres-puertas"


@pytest.fixture(scope="module")
def designs():
    by_pattern = flow.design(flow.load(CASE), with_futures=False)
    by_pulses = flow.design(flow.load(CASE, {"peaks.connections": "pulses"}), with_futures=False)
    return by_pattern, by_pulses


def below(links, node):
    found = {node}
    for link in links:
        if link.start in found:
            found.add(link.end)
    return found


def test_every_pipe_carries_the_peak_of_the_connections_below_it():
    section = flow.load(CASE).scenario.network
    peaks = peak_by_connections(
        [TapDemand(0.6, pattern("domestic").hourly, tap_use("yard_tap"))], days=0
    )
    loads = pulse_loads(section, peaks, 1.5, 0.2)
    households = {node.id: node.households * 1.5 for node in section.nodes}
    for link in section.links:
        if next(node.kind for node in section.nodes if node.id == link.end) == "tank":
            continue
        nodes = below(section.links, link.end)
        carried = sum(loads[node][0] - loads[node][1] for node in nodes)
        number = sum(households[node] for node in nodes)
        assert carried == pytest.approx(float(peaks.flow_lps(number)) / 0.8)


def test_few_connections_need_more_each_than_many(designs):
    by_pattern, by_pulses = designs
    ends = {link.end: link.flow_lps for link in by_pattern.network.links}
    more = {link.end: link.flow_lps / ends[link.end] for link in by_pulses.network.links}
    # 22 households at the end of a branch against nearly all below the first pipe
    assert more["farms-1"] > more["j1"] > 1.0


def test_epanet_agrees_with_pipes_sized_by_pulses(designs):
    _, by_pulses = designs
    assert by_pulses.verification.max_pressure_difference_m < 0.02
    assert by_pulses.network.feasible


def test_the_figures_of_the_taps_are_in_the_register(designs):
    by_pattern, by_pulses = designs
    names = {line.name for line in by_pulses.assumptions}
    assert {"tap: yard_tap", "tap: garden_hose"} <= names
    assert not any(line.name.startswith("tap:") for line in by_pattern.assumptions)


def test_the_futures_are_compared_by_the_same_rule():
    whole = flow.design(flow.load(CASE, {"peaks.connections": "pulses"}))
    plain = flow.design(flow.load(CASE))
    assert whole.standard_design.network.cost > plain.standard_design.network.cost
    first, other = (
        next(link.flow_lps for link in found.unplanned.network.links if link.end == "farms-1")
        for found in (whole, plain)
    )
    assert first > other
