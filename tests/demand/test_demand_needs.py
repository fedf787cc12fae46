from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musdesign.demand import patterns
from musdesign.demand.needs import UseDemand, annual_mean, stack
from musdesign.errors import CalculationError

DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def use(name, monthly, factor=1.0, hourly=None, group="all"):
    hourly = np.full(24, 1 / 24) if hourly is None else np.asarray(hourly)
    return UseDemand(name, group, name, np.array(monthly, dtype=float), factor, hourly, 1, "any")


def test_a_domestic_scheme_stacks_to_the_standard_s_recipe():
    # published worked design, Colombia: 240 persons, 120 L net, losses 25 %, k1 1.30, k2 1.60
    hourly = patterns.stretch(patterns.pattern("domestic").hourly, 1.60)
    demand = stack([use("domestic", [28.8] * 12, 1.30, hourly)], 0.25, 240)
    assert demand.mean_day_m3 / 86.4 == pytest.approx(0.444, abs=5e-4)
    assert demand.max_day_m3 / 86.4 == pytest.approx(0.578, abs=5e-4)
    assert demand.peak_hour_lps == pytest.approx(0.9244, abs=5e-5)
    assert demand.peak_hour in {5, 6}
    assert demand.per_person_l_day == pytest.approx(120)


def test_a_night_garden_does_not_raise_the_domestic_peak():
    # by hand: domestic 24 m3 in hours 6-18 is 2 m3/h; a garden of 8 m3 in hours 20-4 is 1 m3/h
    domestic = use("domestic", [24] * 12, hourly=patterns.parse_blocks("6-18 100"))
    garden = use("garden", [0] * 6 + [8] * 6, hourly=patterns.parse_blocks("20-4 100"))
    demand = stack([domestic, garden], 0.0, 100)
    assert demand.max_day_m3 == pytest.approx(32)
    assert demand.max_day_month == 7
    assert demand.peak_hour_lps == pytest.approx(2 / 3.6)
    assert demand.max_day_hourly_lps[22] == pytest.approx(1 / 3.6)


def test_domestic_peaks_never_multiply_the_garden():
    domestic, garden = use("domestic", [10] * 12, 1.3), use("garden", [30] * 12)
    assert stack([domestic, garden], 0.0, 50).max_day_m3 == pytest.approx(1.3 * 10 + 30)


def test_uses_of_several_groups_are_summed_by_name():
    uses = [use("livestock", [1] * 12, group="a"), use("livestock", [2] * 12, group="b")]
    demand = stack(uses, 0.2, 10)
    assert demand.by_use_m3_day == {"livestock": pytest.approx(3.0)}
    assert demand.losses_m3_day == pytest.approx(3.0 / 0.8 - 3.0)


def test_a_scheme_without_uses_needs_nothing():
    demand = stack([], 0.25, 100)
    assert demand.max_day_m3 == demand.peak_hour_lps == demand.losses_m3_day == 0


def test_every_impossible_use_is_reported():
    bad = use("garden", [1] * 11, 0.5, np.full(24, 1.0))
    with pytest.raises(CalculationError) as caught:
        stack([bad], 1.0, 0)
    assert len(caught.value.problems) == 5


volumes = st.lists(st.floats(0, 1000), min_size=12, max_size=12)
shares = (
    st.lists(st.floats(0, 1), min_size=24, max_size=24)
    .filter(lambda weights: sum(weights) > 0.1)
    .map(lambda weights: np.array(weights) / sum(weights))
)
uses = st.builds(
    use, st.sampled_from(["domestic", "livestock", "garden"]), volumes, st.floats(1, 3), shares
)
schemes = st.lists(uses, min_size=1, max_size=5)
losses = st.floats(0, 0.6)


@settings(max_examples=60)
@given(scheme=schemes, loss=losses)
def test_water_is_conserved_in_every_scheme(scheme, loss):
    demand = stack(scheme, loss, 100)
    assert sum(demand.by_use_m3_day.values()) + demand.losses_m3_day == pytest.approx(
        demand.mean_day_m3, abs=1e-9
    )
    assert demand.by_month_m3_day @ DAYS / 365 == pytest.approx(demand.mean_day_m3)
    net = sum(demand.by_use_by_month.values())
    np.testing.assert_allclose(net / (1 - loss), demand.by_month_m3_day, atol=1e-9)
    assert demand.max_day_hourly_lps.sum() * 3.6 == pytest.approx(demand.max_day_m3)
    for name, values in demand.by_use_by_month.items():
        assert annual_mean(values) == pytest.approx(demand.by_use_m3_day[name])


@settings(max_examples=60)
@given(scheme=schemes, loss=losses)
def test_peaks_stand_in_order(scheme, loss):
    demand = stack(scheme, loss, 100)
    assert demand.max_day_m3 >= demand.mean_day_m3 - 1e-9
    assert demand.max_day_m3 >= demand.by_month_m3_day.max() - 1e-9
    assert demand.peak_hour_lps >= demand.max_day_m3 / 86.4 - 1e-9
    assert demand.peak_hour_lps >= demand.max_day_hourly_lps.max() - 1e-12


@settings(max_examples=60)
@given(scheme=schemes, more=volumes, pick=st.integers(0, 4), loss=losses)
def test_more_of_any_use_never_lowers_a_figure(scheme, more, pick, loss):
    pick %= len(scheme)
    larger = dataclasses.replace(
        scheme[pick], month_m3_day=scheme[pick].month_m3_day + np.array(more)
    )
    before = stack(scheme, loss, 100)
    after = stack([*scheme[:pick], larger, *scheme[pick + 1 :]], loss, 100)
    names = ("mean_day_m3", "max_day_m3", "peak_hour_lps", "per_person_l_day", "losses_m3_day")
    for name in names:
        assert getattr(after, name) >= getattr(before, name) - 1e-9, name
    assert np.all(after.by_month_m3_day >= before.by_month_m3_day - 1e-9)
