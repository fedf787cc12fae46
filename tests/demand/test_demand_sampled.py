"""Draws of the need: conservation in every draw, bands, days of the year, weekly noise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musdesign import flow
from musdesign.demand import variation
from musdesign.demand.sampled import bands, sample_months, with_days
from musdesign.errors import CalculationError
from musdesign.scenario.chance import generator
from musdesign.scenario.drawn import drawn, one_draw
from musdesign.study.sample import sample_demand, sample_design
from musdesign.units import MONTH_DAYS

CASE = "la-palma-tres-puertas"
RANGES = {
    "households[0].size": {"low": 4, "mode": 5, "high": 6},
    "households[1].count": {"low": 60, "high": 80},
    "households[0].uses.domestic.rate": {"mean": "120 L/person/day", "sd": "15 L/person/day"},
    "households[1].uses.livestock.dairy_cow": {"low": 2, "mode": 6, "high": 12},
    "households[0].uses.gardens[0].area": {"mean": "300 m2", "cv": 0.4},
    "households[0].uses.enterprises[0].output": {"low": "500 kg/year", "high": "1500 kg/year"},
    "institutions[0].units": {"low": 200, "high": 300},
    "losses": {"low": "15 %", "mode": "25 %", "high": "40 %"},
    "horizon.growth.rate": {"low": "0.5 %/year", "high": "2 %/year"},
    "peaks.max_day_factor": {"low": 1.2, "high": 1.5},
    "location.climate.rain": {"low": "60 mm/month", "mode": "90 mm/month", "high": "120 mm/month"},
    "institutions[1].rate": {"low": "5 L/patient/day", "high": "15 L/patient/day"},
}


def scheme(**more):
    ranges = {**RANGES, **more}
    ranges.pop("institutions[1].rate")
    return flow.load(CASE, ranges)


@pytest.fixture(scope="module")
def sampled():
    return sample_demand(scheme(), 400, 11)[0]


def test_uses_and_losses_sum_to_the_total_in_every_month_and_draw(sampled):
    net = sum(sampled.by_use_by_month.values())
    mean_net = sum(sampled.by_use_m3_day.values())
    assert net.shape == (400, 12)
    share = net / sampled.by_month_m3_day
    assert np.ptp(share, axis=1).max() < 1e-12
    assert mean_net + sampled.losses_m3_day == pytest.approx(sampled.mean_day_m3)
    days = np.array(MONTH_DAYS)
    assert sampled.by_month_m3_day @ days / 365 == pytest.approx(sampled.mean_day_m3)
    assert sampled.per_person_l_day * sampled.population / 1000 == pytest.approx(mean_net)


def test_each_draw_is_the_single_run_of_its_own_values(sampled):
    # the oracle of the vectorised code is the scalar code, value by value
    given_scheme = scheme()
    for index in (0, 57, 399):
        alone = flow.changed(given_scheme, one_draw(given_scheme.file, 11, 400, index))
        design = flow.design(alone, with_futures=False)
        assert design.population == pytest.approx(sampled.population[index])
        assert design.demand.mean_day_m3 == pytest.approx(sampled.mean_day_m3[index])
        assert design.demand.by_month_m3_day == pytest.approx(sampled.by_month_m3_day[index])
        for use, volume in design.demand.by_use_m3_day.items():
            assert volume == pytest.approx(sampled.by_use_m3_day[use][index])


def test_the_same_seed_gives_the_same_draws_and_another_gives_others():
    first, again = (sample_demand(scheme(), 50, 3)[0] for _ in range(2))
    other = sample_demand(scheme(), 50, 4)[0]
    assert np.array_equal(first.max_day_m3, again.max_day_m3)
    assert np.array_equal(first.by_month_m3_day, again.by_month_m3_day)
    assert not np.array_equal(first.mean_day_m3, other.mean_day_m3)


def test_the_first_draws_do_not_depend_on_how_many_follow():
    few, many = (sample_demand(scheme(), count, 3)[0] for count in (300, 600))
    # numbers are drawn quantity by quantity, so a longer run begins like a shorter one
    assert np.array_equal(few.by_use_m3_day["gardens"], many.by_use_m3_day["gardens"][:300])


def test_the_largest_day_is_the_95th_percentile_day_and_says_so(sampled):
    assert "95th-percentile day" in sampled.max_day_method
    assert np.all(sampled.max_day_m3 > sampled.mean_day_m3)
    # by hand: one use, the same in every month, days without any noise but the daily factor's
    names = {"households[0].uses.gardens": [], "households[1].uses.gardens": []}
    del names
    plain = flow.load("ido-jalala")
    scenario = drawn(plain.file, 1, 1)
    found, _ = flow.sampled_needs(plain, 4000, 1)
    assert scenario.name == plain.name
    spread = variation.log_sd_of_factor(1.0)
    assert float(spread) == 0.0
    assert np.all(np.isfinite(found.max_day_m3))


def test_without_ranges_only_the_days_vary():
    plain = flow.load("caico-alto")
    found, _ = flow.sampled_needs(plain, 200, 1)
    single = flow.design(plain, with_futures=False).demand
    assert np.ptp(found.mean_day_m3) == 0.0
    assert found.mean_day_m3[0] == pytest.approx(single.mean_day_m3)


def test_bands_are_in_order_and_hold_the_mean_run(sampled):
    for band in bands(sampled):
        values = list(band.quantiles.values())
        assert values == sorted(values)
        assert values[0] <= band.mean <= values[-1]


@given(factor=st.floats(1.0, 3.0))
def test_one_day_in_a_month_exceeds_the_daily_factor(factor):
    # P(X > f) for a log-normal X of mean 1: z = (ln f + s^2/2)/s must be the 1 - 12/365 quantile,
    # 1.8401 in a table of the standard normal distribution
    spread = float(variation.log_sd_of_factor(factor))
    if factor > 1.0 + 1e-9:
        assert (np.log(factor) + spread**2 / 2) / spread == pytest.approx(1.8401, abs=1e-6)


def test_weekly_noise_has_the_mean_spread_and_memory_asked_for():
    # measured at rural handpumps in Kwale, Kenya: log sd 0.53-0.56, lag-1 correlation 0.53-0.63
    days = variation.weekly_noise(generator(1, "weeks"), 40_000, 0.545, 0.58)
    weeks = np.log(days[:, ::7])
    assert days.shape == (40_000, 365)
    assert days.mean() == pytest.approx(1.0, abs=0.005)
    assert weeks.std() == pytest.approx(0.545, rel=0.01)
    first, second = weeks[:, :-1].ravel(), weeks[:, 1:].ravel()
    assert np.corrcoef(first, second)[0, 1] == pytest.approx(0.58, abs=0.01)
    two_apart = np.corrcoef(weeks[:, :-2].ravel(), weeks[:, 2:].ravel())[0, 1]
    assert two_apart == pytest.approx(0.58**2, abs=0.01)


@pytest.mark.parametrize(("spread", "correlation"), [(-0.1, 0.5), (0.3, 1.0), (0.3, -1.0)])
def test_impossible_weekly_noise_is_refused(spread, correlation):
    with pytest.raises(CalculationError, match="impossible"):
        variation.weekly_noise(generator(1, "a"), 2, spread, correlation)


@settings(max_examples=30)
@given(factor=st.floats(1.0, 28.0), seed=st.integers(0, 1000))
def test_a_harvest_s_busiest_day_keeps_every_month_s_volume(factor, seed):
    days = variation.busiest_days(generator(seed, "harvest"), 3, factor)
    edges = np.concatenate([[0], np.cumsum(MONTH_DAYS)])
    for start, end, count in zip(edges[:-1], edges[1:], MONTH_DAYS, strict=True):
        month = days[:, start:end]
        assert month.sum(axis=1) == pytest.approx(np.full(3, float(count)))
        assert month.max(axis=1) == pytest.approx(np.full(3, factor))
        assert month.min() >= 0


def test_weekly_noise_raises_the_largest_day_of_the_groups_that_have_it():
    plain, _ = flow.sampled_needs(flow.load(CASE), 200, 1)
    noisy, register = flow.sampled_needs(
        flow.load(CASE, {"variation": {"weekly_log_sd": 0.4, "autocorrelation": 0.6}}), 200, 1
    )
    assert np.median(noisy.max_day_m3) > 1.1 * np.median(plain.max_day_m3)
    assert np.array_equal(noisy.mean_day_m3, plain.mean_day_m3)
    assert not [line for line in register if line.name.startswith("week to week")]


def test_handpumps_take_the_measured_noise_and_register_it():
    _, register = flow.sampled_needs(
        flow.load(CASE, {"households[0].service": "well or handpump"}), 20, 1
    )
    names = [line.name for line in register if line.name.startswith("week to week")]
    assert len(names) == 2


@pytest.mark.parametrize("draws", [0, -5, 10**7])
def test_an_impossible_number_of_draws_is_refused(draws):
    with pytest.raises(CalculationError, match="cannot be made"):
        sample_demand(flow.load(CASE), draws)


def test_every_figure_of_the_design_has_its_band():
    found = sample_design(flow.load(CASE), 12, 2)
    names = {band.name for band in found.bands}
    assert {"mean day", "capital", "community storage"} <= names
    for band in found.bands:
        values = list(band.quantiles.values())
        assert values == sorted(values)
    assert found.drawn == ("households[0].size",)


def test_days_of_chunks_join_without_a_seam():
    given_scheme = flow.load(CASE)
    whole, _ = flow.sampled_needs(given_scheme, 700, 1)
    assert whole.max_day_m3.shape == (700,)
    assert np.unique(whole.max_day_m3).size > 600


def test_hours_of_the_largest_day_are_those_of_its_uses():
    from musdesign.demand.needs import UseDemand

    flat, peaked = np.full(24, 1 / 24), np.zeros(24)
    peaked[6] = 1.0
    uses = [
        UseDemand("domestic", "a", "domestic", np.full(12, 24.0), 1.0, flat, 1, "domestic"),
        UseDemand("gardens", "a", "maize", np.full(12, 10.0), 1.0, peaked, 5, "irrigation"),
    ]
    months = sample_months(uses, 0.2, 100.0, 3, 1)
    found = with_days(months, uses, 0.2, {})
    # no noise: 34 m3 net, gross 42.5; hour 6: 1 m3 + 10 m3 net, over 0.8, over 3.6 for L/s
    assert found.max_day_m3 == pytest.approx(np.full(3, 42.5))
    assert found.peak_hour_lps == pytest.approx(np.full(3, 11 / 0.8 / 3.6))
