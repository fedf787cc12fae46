"""Friction loss against the EPANET engine and against published figures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musdesign.errors import CalculationError
from musdesign.network import run_inp, unit_head_loss
from musdesign.network.head_loss import (
    friction_factor,
    hazen_williams,
    minor_loss_m,
    relative_viscosity,
    reynolds,
)

# Flows and bores across laminar, transitional and turbulent flow (Re from 30 to 600,000).
CASES = [
    (0.001, 40.0),
    (0.02, 20.0),
    (0.05, 25.0),
    (0.06, 25.0),
    (0.075, 25.0),
    (0.1, 32.0),
    (0.2, 26.2),
    (0.5, 40.8),
    (2.0, 57.3),
    (10.0, 105.5),
    (60.0, 150.0),
]


def engine_loss(flow_lps, bore_mm, formula, rough):
    length = 1000
    text = f"""[JUNCTIONS]
A 0 {flow_lps}
[RESERVOIRS]
R 5000
[PIPES]
P R A {length} {bore_mm} {rough} 0 Open
[OPTIONS]
UNITS LPS
HEADLOSS {formula}
ACCURACY 0.0000001
[TIMES]
DURATION 0
[END]
"""
    return (5000 - run_inp(text).heads_m["A"]) / length


@pytest.mark.parametrize("rough_mm", [0.0001, 0.0015, 0.15])
@pytest.mark.parametrize(("flow", "bore"), CASES)
def test_darcy_weisbach_is_the_loss_the_engine_computes(flow, bore, rough_mm):
    ours = unit_head_loss(flow, bore, roughness_mm=rough_mm)
    assert ours == pytest.approx(engine_loss(flow, bore, "D-W", rough_mm), rel=1e-4)


@pytest.mark.parametrize(("flow", "bore"), CASES[4:])
def test_hazen_williams_is_the_loss_the_engine_computes(flow, bore):
    ours = unit_head_loss(flow, bore, method="hazen-williams", hazen_williams_c=140)
    assert ours == pytest.approx(engine_loss(flow, bore, "H-W", 140), rel=1e-4)


def test_laminar_flow_follows_hagen_and_poiseuille():
    # h = 128 nu Q / (pi g D^4): any hydraulics text.
    flow, bore = 0.01, 25.0
    assert reynolds(flow, bore) < 2000
    nu, g = 1.1e-5 * 0.3048**2, 32.2 * 0.3048
    expected = 128 * nu * flow / 1000 / (np.pi * g * (bore / 1000) ** 4)
    assert unit_head_loss(flow, bore) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("re", "rough"), [(5e3, 1e-5), (1e5, 1e-4), (1e6, 1e-3), (1e8, 1e-2)])
def test_turbulent_friction_stays_within_three_percent_of_colebrook_and_white(re, rough):
    # Swamee and Jain (1976) give their formula for 5e3 < Re < 1e8 and 1e-6 < e/D < 1e-2, with
    # differences from Colebrook-White up to about 3 % at the edge of that range.
    f = 0.02
    for _ in range(200):
        f = (-2 * np.log10(rough / 3.7 + 2.51 / (re * np.sqrt(f)))) ** -2
    assert friction_factor(re, rough) == pytest.approx(f, rel=0.03)


@given(rough=st.floats(0, 0.05), re=st.sampled_from([2000.0, 4000.0]))
def test_friction_has_no_jump_where_the_regimes_meet(rough, re):
    below, above = friction_factor([re * (1 - 1e-7), re * (1 + 1e-7)], rough)
    assert above == pytest.approx(below, rel=1e-5)


def test_hazen_williams_reproduces_jaltantras_published_loss():
    # JalTantra's formula as its authors code it: 10.68 (q/1000/C)^1.852 / (D/1000)^4.87.
    expected = 10.68 * (3.4e-3 / 140) ** 1.852 / 0.075**4.87
    ours = unit_head_loss(3.4, 75.0, method="jaltantra", hazen_williams_c=140)
    assert ours == pytest.approx(expected, rel=1e-12)
    # The two sets of constants differ by about 0.1 %, so they must not be mixed up.
    assert ours != pytest.approx(float(hazen_williams(3.4, 75.0, 140)), rel=1e-4)


@settings(max_examples=200)
@given(
    flow=st.floats(1e-4, 200),
    bore=st.floats(10, 500),
    method=st.sampled_from(["darcy-weisbach", "hazen-williams", "jaltantra"]),
)
def test_more_flow_loses_more_head_and_a_larger_bore_less(flow, bore, method):
    here = unit_head_loss(flow, bore, method=method)
    assert unit_head_loss(flow * 1.01, bore, method=method) > here
    assert unit_head_loss(flow, bore * 1.01, method=method) < here
    assert unit_head_loss(-flow, bore, method=method) == -here


def test_still_water_loses_nothing_and_an_unknown_formula_is_named():
    assert unit_head_loss(0.0, 50.0) == 0.0
    with pytest.raises(CalculationError, match="darcy-weisbach"):
        unit_head_loss(1.0, 50.0, method="darcy-weisbac")


@pytest.mark.parametrize("water_c", [5.0, 20.0, 28.0, 40.0])
def test_warmer_water_loses_less_as_the_engine_has_it(water_c):
    loss = float(unit_head_loss(0.3, 32.6, roughness_mm=0.007, water_c=water_c))
    text = (
        "[JUNCTIONS]\nA 0 0.3\n[RESERVOIRS]\nR 100\n[PIPES]\nP R A 1000 32.6 0.007 0 Open\n"
        f"[OPTIONS]\nUNITS LPS\nHEADLOSS D-W\nVISCOSITY {relative_viscosity(water_c)!r}\n"
        "ACCURACY 0.0000001\n[END]\n"
    )
    assert 1000 * loss == pytest.approx(100 - run_inp(text).heads_m["A"], rel=1e-4)


@pytest.mark.parametrize(
    ("water_c", "viscosity"), [(0, 1.792), (10, 1.306), (30, 0.797), (50, 0.547)]
)
def test_viscosity_is_that_of_the_tables_of_water(water_c, viscosity):
    # Dynamic viscosity in mPa s of the CRC Handbook; 1.002 at 20 degrees.
    assert relative_viscosity(water_c) == pytest.approx(viscosity / 1.002, rel=2e-3)


def test_minor_losses_are_those_of_the_engine():
    text = (
        "[JUNCTIONS]\nA 0 1.5\n[RESERVOIRS]\nR 100\n[PIPES]\nP R A 0.001 40 0.007 12.5 Open\n"
        "[OPTIONS]\nUNITS LPS\nHEADLOSS D-W\nACCURACY 0.0000001\n[END]\n"
    )
    loss = float(minor_loss_m(1.5, 40.0, 12.5))
    assert loss == pytest.approx(100 - run_inp(text).heads_m["A"], rel=1e-3)


def test_neatwork_s_law_lies_near_darcy_weisbach_for_smooth_pipe():
    flows, bores = np.meshgrid([0.1, 0.3, 1.0, 3.0], [23.5, 30.4, 45.9])
    law = unit_head_loss(flows, bores, method="neatwork")
    smooth = unit_head_loss(flows, bores, roughness_mm=0.0)
    turbulent = reynolds(flows, bores) > 4000
    assert np.abs(law / smooth - 1)[turbulent].max() < 0.08
