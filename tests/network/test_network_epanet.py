"""The written .inp, run in the real engine."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from network_schemes import PIPES, TAP_M, schemes

from musdesign.errors import MusdesignError
from musdesign.network import (
    Link,
    Node,
    catalogue,
    run_inp,
    size,
    verify,
    with_prices,
    write_inp,
)
from musdesign.network.epanet import epanet_names

PVC = with_prices(catalogue("pvc-inch"), 3.0)


def village():
    """A scheme with a tank, a break-pressure tank, a still branch, blanks and accents in ids."""
    nodes = [
        Node("El Ñame", 1500.0, "source"),
        Node("post", 1440.0, "junction", peak_lps=0.2, max_day_lps=0.1),
        Node("tank", 1470.0, "tank"),
        Node("bpt 1", 1400.0, "break_pressure_tank"),
        Node("east", 1330.0, "junction", peak_lps=1.1, max_day_lps=0.4),
        Node("west", 1420.0, "junction", peak_lps=0.8, max_day_lps=0.3),
        Node("dead end", 1410.0),
        Node("second tank", 1340.0, "tank", max_day_lps=0.2),
    ]
    links = [
        Link("main", "El Ñame", "post", 1200.0),
        Link("fill", "post", "tank", 900.0, lowest_ground_m=1430.0),
        Link("down", "tank", "bpt 1", 700.0),
        Link("street east", "bpt 1", "east", 650.0),
        Link("street-w", "tank", "west", 400.0),
        Link("stub", "west", "dead end", 100.0),
        Link("to 2", "bpt 1", "second tank", 500.0),
    ]
    return nodes, links


@pytest.mark.parametrize("formula", ["darcy-weisbach", "hazen-williams"])
def test_the_engine_finds_the_same_pressures_within_a_tenth_of_a_metre(formula):
    design = size(*village(), PVC, min_pressure_m=10, head_loss=formula, inlet_head_m=2)
    assert design.feasible
    check = verify(design)
    assert check.agrees
    # The physics is the same: only rounded constants differ.
    assert check.max_pressure_difference_m < 0.01
    assert check.max_flow_difference_lps < 1e-4


@settings(max_examples=25, deadline=None)
@given(schemes())
def test_random_schemes_agree_with_the_engine(scheme):
    design = size(*scheme, PIPES, min_pressure_m=TAP_M)
    if design.feasible:
        assert verify(design).max_pressure_difference_m < 0.05


def read(text):
    """Return the sections of an input file as rows of words, without the comments."""
    sections, rows = {}, []
    for line in text.splitlines():
        if line.startswith("["):
            rows = sections.setdefault(line.strip("[]"), [])
        elif line.split(";")[0].strip():
            rows.append(line.split(";")[0].split())
    return sections


def test_flow_continuity_and_energy_hold_at_every_node_of_the_file():
    design = size(*village(), PVC, min_pressure_m=10, inlet_head_m=2)
    text = write_inp(design, title="A village")
    file, result = read(text), run_inp(text)
    assert result.warning == ""
    for name, _, demand in file["JUNCTIONS"]:
        arriving = sum(result.flows_lps[p[0]] for p in file["PIPES"] if p[2] == name)
        leaving = sum(result.flows_lps[p[0]] for p in file["PIPES"] if p[1] == name)
        assert arriving - leaving == pytest.approx(float(demand), abs=1e-4)
    for _, start, end, *_ in file["PIPES"]:
        assert result.heads_m[start] >= result.heads_m[end] - 1e-6
    total = sum(float(row[3]) for row in file["PIPES"])
    assert total == pytest.approx(design.length_m)


def test_a_tank_is_a_reservoir_below_and_a_junction_that_draws_the_inflow_above():
    design = size(*village(), PVC, min_pressure_m=10)
    text = write_inp(design)
    file, names = read(text), epanet_names(design)
    reservoirs = {row[0] for row in file["RESERVOIRS"]}
    assert reservoirs == {names.outlet[i] for i in ("El Ñame", "tank", "bpt 1")}
    demand = {row[0]: float(row[2]) for row in file["JUNCTIONS"]}
    assert demand[names.arrival["tank"]] == pytest.approx(0.4 + 0.3 + 0.2)
    assert demand[names.arrival["second tank"]] == pytest.approx(0.2)
    assert "cannot fill a reservoir" in text


def test_ids_that_epanet_would_refuse_are_replaced_and_explained():
    nodes = [
        Node("a b", 100.0, "source"),
        Node("N1", 50.0, peak_lps=0.1),
        Node("N1_in", 50.0, "tank", max_day_lps=0.1),
        Node("x" * 60, 40.0, peak_lps=0.1),
        Node("; drop", 40.0, peak_lps=0.1),
    ]
    links = [
        Link("p q", "a b", "N1", 100.0),
        Link("P1", "N1", "N1_in", 100.0),
        Link("y" * 60, "N1_in", "x" * 60, 100.0),
        Link("[END]", "N1_in", "; drop", 100.0),
    ]
    design = size(nodes, links, PIPES, min_pressure_m=TAP_M)
    assert verify(design).agrees
    assert " = a b\n" in write_inp(design)


def test_the_engine_is_quiet_leaves_no_file_and_runs_in_threads(capfd, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = write_inp(size(*village(), PVC, min_pressure_m=10))
    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(run_inp, [text] * 24))
    assert all(result == results[0] for result in results)
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_negative_pressures_are_a_warning_and_not_a_failure():
    design = size(
        [Node("S", 10.0, "source"), Node("A", 5.0, peak_lps=9.0)],
        [Link("1", "S", "A", 9000.0)],
        PIPES,
        min_pressure_m=TAP_M,
    )
    assert not design.feasible
    text = write_inp(design)
    assert "NOT FEASIBLE" in text
    result = run_inp(text)
    assert "egative" in result.warning
    assert result.pressures_m["A"] == pytest.approx(design.nodes[1].pressure_m, abs=0.1)


def test_a_file_the_engine_refuses_says_why():
    with pytest.raises(MusdesignError, match="EPANET refuses"):
        run_inp("[JUNCTIONS]\nA 10 1\n[PIPES]\nP A B 10 10 0.1\n[END]\n")


def test_a_missing_engine_is_said_in_plain_words(monkeypatch):
    monkeypatch.setitem(sys.modules, "epanet_plus", None)
    with pytest.raises(MusdesignError, match="pip install epanet-plus"):
        run_inp("[END]")
