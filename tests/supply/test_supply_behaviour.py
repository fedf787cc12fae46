"""Tanks over a record, by yield before and after spillage."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musdesign.errors import CalculationError
from musdesign.supply import behaviour
from musdesign.supply.roofs import roof_inflow_m3

volumes = st.lists(st.floats(0, 20), min_size=3, max_size=60)


def by_hand(inflow, demand, volume, rule, warm_up):
    """The two rules written out as Fewkes and Butler (2000) state them."""
    level = 0.0
    for _ in range(warm_up + 1):
        total = 0.0
        for come, want in zip(inflow, demand, strict=True):
            if rule == "ybs":
                drawn = min(want, level + come)
                level = min(level + come - drawn, volume)
            else:
                drawn = min(want, level)
                level = min(level + come - drawn, volume - drawn)
            total += drawn
    return total, level


@given(volumes, st.floats(0, 10), st.floats(0, 50), st.sampled_from(["ybs", "yas"]))
@settings(max_examples=60, deadline=None)
def test_both_rules_agree_with_the_rules_written_out_and_close_the_balance(
    inflow, demand, volume, rule
):
    found = behaviour.simulate(inflow, demand, volume, rule=rule, warm_up=2)
    total, level = by_hand(inflow, [demand] * len(inflow), volume, rule, 2)
    assert found.supplied_m3[0] == pytest.approx(total, abs=1e-9)
    assert found.end_m3[0] == pytest.approx(level, abs=1e-9)
    assert found.balance_error_m3 < 1e-6


@given(volumes, st.floats(0.1, 10))
@settings(max_examples=40, deadline=None)
def test_a_larger_tank_never_gives_less_and_before_spillage_gives_at_least_as_much(inflow, demand):
    sizes = np.array([0.0, 1.0, 3.0, 10.0, 1000.0])
    before = behaviour.simulate(inflow, demand, sizes, rule="ybs")
    after = behaviour.simulate(inflow, demand, sizes, rule="yas")
    assert np.all(np.diff(before.supplied_m3) >= -1e-9)
    assert np.all(np.diff(after.supplied_m3) >= -1e-9)
    assert np.all(before.supplied_m3 >= after.supplied_m3 - 1e-9)


def test_the_smallest_tank_for_full_supply_is_that_of_the_sequent_peak():
    from musdesign.supply.storage import sequent_peak

    flows = [1, 3, 3, 5, 8, 6, 7, 2, 1]  # Loucks and van Beek: 7.5 for a yield of 3.5
    tank = behaviour.smallest_tank(flows, 3.5, 1.0)
    assert tank == pytest.approx(7.5, abs=1e-3)
    assert tank == pytest.approx(sequent_peak(flows, 3.5), abs=1e-3)


def test_no_tank_reaches_what_the_inflow_does_not_bring():
    assert behaviour.smallest_tank([1.0, 0.0], 2.0, 0.9) is None


def test_the_surface_agrees_with_single_runs():
    rng = np.random.default_rng(1)
    inflow = rng.gamma(0.5, 2.0, 400)
    found = behaviour.surface(inflow, 1.0, [1.0, 5.0], [0.3, 0.6, 0.9])
    one = behaviour.simulate(inflow, 0.6, 5.0)
    assert found.volumetric.shape == (2, 3)
    assert found.volumetric[1, 1] == pytest.approx(one.volumetric_reliability[0])
    assert np.all(np.diff(found.volumetric, axis=0) >= -1e-12)
    assert np.all(np.diff(found.volumetric, axis=1) <= 1e-12)


def test_a_dry_season_is_carried_by_need_times_days():
    # rainwater-toolkit.net, sizing by the demand side: 6 people, 20 L, 25 days
    assert behaviour.dry_season_tank_m3(6 * 0.020, 25) == pytest.approx(3.0)
    assert behaviour.longest_dry_spell([2, 0, 0.5, 0, 3, 0]) == 3


def test_the_first_flush_takes_the_first_millimetres_after_dry_days_only():
    got = roof_inflow_m3([0, 0.4, 3, 0, 2], 1000, 1.0, first_flush_mm=1.0)
    assert got == pytest.approx([0, 0, 3 - 0.6, 0, 1])


def test_values_that_make_no_tank_are_refused_all_at_once():
    with pytest.raises(CalculationError) as caught:
        behaviour.simulate([1, -1], 1, [-1], rule="best")
    assert len(caught.value.problems) == 3


@pytest.mark.skipif(
    "MUSDESIGN_PALEMBANG" not in os.environ, reason="the daily rain may not be shipped"
)
def test_palembang_by_the_readme_of_the_r_package_rainwater():
    """Rain of 366 days, roof 100 m2, runoff 0.8, filter 0.9, 4 users of 50 L/day, two warm-ups."""
    with Path(os.environ["MUSDESIGN_PALEMBANG"]).open() as file:
        rain = [float(row["PRCP_mm"]) for row in csv.DictReader(file)]
    inflow = roof_inflow_m3(rain, 100, 0.8, filter_fraction=0.9)
    tanks = [0.6, 1, 2, 3, 4, 5]
    printed = [54735.06, 61467.74, 69711.3, 71968.5, 72968.5, 73200.0]
    found = behaviour.simulate(inflow, 0.2, tanks, rule="ybs", warm_up=2)
    assert found.supplied_m3 * 1000 == pytest.approx(printed, abs=0.01)
