from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from musdesign.demand import simultaneity as sim
from musdesign.errors import CalculationError
from musdesign.library.tables import table

CHANCES = st.floats(0.001, 0.999)


def test_the_binomial_quantile_is_scipys():
    rng = np.random.default_rng(20)
    n = rng.integers(0, 5000, 20_000)
    p = rng.random(20_000) ** 3
    s = rng.uniform(0.001, 0.9999, 20_000)
    np.testing.assert_array_equal(sim.binomial_quantile(n, p, s), stats.binom.ppf(s, n, p))


@pytest.mark.parametrize(("n", "p"), [(1_000_000, 0.3), (1_000_000, 1e-7), (200_000, 0.9999)])
def test_the_binomial_quantile_holds_for_very_many_taps(n, p):
    s = np.array([0.01, 0.5, 0.95, 0.999999])
    np.testing.assert_array_equal(sim.binomial_quantile(n, p, s), stats.binom.ppf(s, n, p))


@pytest.mark.parametrize(
    ("n", "p", "expected"), [(0, 0.4, 0), (7, 0.0, 0), (7, 1.0, 7), (1, 0.94, 1), (1, 0.05, 0)]
)
def test_the_binomial_quantile_at_its_ends(n, p, expected):
    # by the definition: P(none open) = (1 - p)^n is or is not 0.95 already
    assert sim.binomial_quantile(n, p, 0.95) == expected


@given(st.integers(1, 400), CHANCES, CHANCES, CHANCES)
def test_more_taps_a_larger_chance_or_a_higher_quality_never_need_fewer(n, p, q, s):
    low, high = sorted((p, q))
    base = sim.binomial_quantile(n, low, s)
    assert sim.binomial_quantile(n + 1, low, s) >= base
    assert sim.binomial_quantile(n, high, s) >= base
    assert sim.binomial_quantile(n, low, (1 + s) / 2) >= base


def test_neatworks_load_factor_of_a_branch_with_six_taps():
    # NeatWork's user guide: 6 taps, 0.4 open, quality 0.7; the conditional binomial .1958 .5220
    # .8120 .9570 .9957 1 gives 2.61.  NeatWork's source code: normal approximation, 3.08.
    assert sim.neatwork_load_factor(6, 0.4, 0.7) == pytest.approx(2.61, abs=0.005)
    assert sim.neatwork_load_factor(6, 0.4, 0.7, "code") == pytest.approx(3.08, abs=0.005)
    for k, cumulative in enumerate([0.1958, 0.5220, 0.8120, 0.9570, 0.9957], start=1):
        assert sim.neatwork_load_factor(6, 0.4, cumulative) == pytest.approx(k, abs=0.012)


@given(st.integers(1, 300), CHANCES, st.floats(0.01, 0.99), st.sampled_from(["guide", "code"]))
def test_a_load_factor_lies_between_one_tap_and_all(n, p, s, method):
    factor = float(sim.neatwork_load_factor(n, p, s, method))
    assert 1.0 <= factor <= n


def test_clement_with_the_normal_table():
    # d (N p + U sqrt(N p q)) by hand: N 100, p 0.2, d 0.5; U from any normal table 1.6449, 2.3263
    for quality, u in ((0.95, 1.6449), (0.99, 2.3263)):
        result = sim.on_demand_flow([100], [0.5], [0.2], quality)
        assert result.flow_lps == pytest.approx(0.5 * (20 + u * 4.0), abs=1e-3)
        assert result.by_clement
        assert result.note == ""


def test_clement_adds_the_means_and_variances_of_classes():
    # 0.5 L/s: mean 10, variance 16 * 0.25 = 4; 0.2 L/s: mean 8, variance 32 * 0.04 = 1.28 (N 200,
    # p 0.2: N p 40, N p q 32); Q = 18 + 1.6449 sqrt(5.28)
    result = sim.on_demand_flow([[100, 200], [100, 0]], [0.5, 0.2], [0.2, 0.2], 0.95)
    assert result.flow_lps == pytest.approx([18 + 1.6449 * 5.28**0.5, 10 + 1.6449 * 2.0], abs=1e-3)
    assert result.mean_open == pytest.approx([60, 20])


@given(st.integers(40, 2000), st.floats(0.15, 0.85), st.floats(0.6, 0.99))
def test_clement_is_within_one_tap_of_the_exact_quantile_where_it_is_used(n, p, s):
    result = sim.on_demand_flow([n], [0.3], [p], s)
    assert result.by_clement
    exact = 0.3 * float(stats.binom.ppf(s, n, p))
    # the normal approximation without continuity correction: half a tap, and skewness (Cornish-
    # Fisher (z² - 1)(1 - 2p)/6, below 0.6 taps here), and the step to a whole tap
    assert float(result.flow_lps) == pytest.approx(exact, abs=0.3 * 2.0)


@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.sampled_from([0.1, 0.2, 0.25, 0.7]), CHANCES),
        min_size=1, max_size=3,
    ),
    st.floats(0.05, 0.99),
)  # fmt: skip
@settings(max_examples=60)
def test_the_exact_flow_of_few_taps_is_that_of_all_their_states(classes, s):
    taps = [(d, p) for n, d, p in classes for _ in range(n)]
    states = []
    for state in itertools.product((0, 1), repeat=len(taps)):
        chance = np.prod([p if on else 1 - p for (_, p), on in zip(taps, state, strict=True)])
        flow = round(sum(d for (d, _), on in zip(taps, state, strict=True) if on), 6)
        states.append((flow, float(chance)))
    found = sim.exact_flow_lps(*zip(*classes, strict=True), s)
    at_most = sum(chance for flow, chance in states if flow <= found + 1e-9)
    less = sum(chance for flow, chance in states if flow < found - 1e-9)
    assert at_most >= s - 1e-9
    assert less < s + 1e-9


def test_the_exact_flow_of_many_classes_is_rounded_up_by_little():
    # five classes of odd flows have more than 20,000 sums; a simulation with its own error
    n, d, p = (
        [30, 25, 20, 40, 35],
        [0.1013, 0.2029, 0.0507, 0.3011, 0.1517],
        [0.1, 0.2, 0.3, 0.05, 0.4],
    )
    found = sim.exact_flow_lps(n, d, p, 0.95)
    draws = np.random.default_rng(5).binomial(n, p, (400_000, 5)) @ np.array(d)
    assert found == pytest.approx(np.quantile(draws, 0.95), rel=0.005)


def test_few_taps_get_the_exact_quantile_and_a_note():
    result = sim.on_demand_flow([[6], [500]], [0.2], [0.1], 0.95)
    assert list(result.by_clement) == [False, True]
    # P(at most 1 of 6 open) = 0.9^6 + 6 * 0.1 * 0.9^5 = 0.8857, at most 2: 0.9842
    assert result.flow_lps[0] == pytest.approx(0.4)
    assert "1 of 2 flows have too few taps" in result.note


def test_many_pipes_with_few_taps_are_as_each_alone():
    rng = np.random.default_rng(3)
    counts = rng.integers(0, 12, (2, 50, 3))
    together = sim.on_demand_flow(counts, [0.1, 0.25, 0.4], [0.1, 0.3, 0.05], 0.9)
    assert together.flow_lps.shape == (2, 50)
    assert not together.by_clement.any()
    for at in [(0, 0), (1, 7), (0, 49)]:
        alone = sim.exact_flow_lps(counts[at], [0.1, 0.25, 0.4], [0.1, 0.3, 0.05], 0.9)
        largest = np.where(counts[at] > 0, [0.1, 0.25, 0.4], 0.0).max()
        assert together.flow_lps[at] == pytest.approx(max(alone, largest))
    one = sim.on_demand_flow(np.arange(1, 30)[:, None], [0.2], [0.1], 0.9).flow_lps
    np.testing.assert_allclose(one, 0.2 * stats.binom.ppf(0.9, np.arange(1, 30), 0.1).clip(1))


def test_a_tap_that_is_seldom_open_still_gets_its_flow():
    # open 1 % of the time, at a quality of 0.95 the quantile is no tap at all
    assert sim.binomial_quantile(1, 0.01, 0.95) == 0
    assert sim.on_demand_flow([1], [0.5], [0.01], 0.95).flow_lps == 0.5
    assert sim.on_demand_flow([1, 200], [9.0, 0.1], [0.001, 0.3], 0.95).flow_lps >= 9.0


@given(CHANCES, st.floats(0.6, 0.99))
@settings(max_examples=40)
def test_more_taps_never_need_a_tap_less(p, s):
    counts = np.arange(1, 300)[:, None]
    exact = sim.on_demand_flow(counts, [1.0], [p], s, least_mean_taps=np.inf)
    assert not exact.by_clement.any()
    assert np.all(np.diff(exact.flow_lps) >= 0)
    # at the seam between the exact quantile and the formula the flow may step by less than a tap
    assert np.all(np.diff(sim.on_demand_flow(counts, [1.0], [p], s).flow_lps) > -1.0)


def test_taps_that_are_never_open_change_nothing():
    alone = sim.on_demand_flow([100], [0.5], [0.2], 0.95)
    joined = sim.on_demand_flow([100, 3], [0.5, 9.0], [0.2, 0.0], 0.95)
    assert joined.flow_lps == pytest.approx(alone.flow_lps)
    assert joined.by_clement
    assert sim.on_demand_flow([0], [0.5], [0.2], 0.95).flow_lps == 0.0


def test_the_flow_never_exceeds_all_taps_together():
    result = sim.on_demand_flow([60], [0.5], [0.9], 0.99999)
    assert result.flow_lps <= 30.0


def test_the_chance_of_a_tap_is_its_need_over_what_it_can_give():
    # 3.6 m3 from 0.5 L/s takes 2 h; of 8 usable hours that is a quarter
    assert sim.opening_probability(3.6, 0.5, 8.0) == pytest.approx(0.25)


def test_a_tap_that_cannot_give_its_need_is_refused():
    p = sim.opening_probability(36.0, 0.5, 8.0)
    with pytest.raises(CalculationError, match="longer than its usable hours"):
        sim.on_demand_flow([10], [0.5], [p], 0.95)
    with pytest.raises(CalculationError, match="cannot give its need"):
        sim.turns(10, 36.0, 0.5, 8.0)


@pytest.mark.parametrize(
    ("count", "p", "s"),
    [(2.5, 0.1, 0.9), (-1, 0.1, 0.9), (3, 1.2, 0.9), (3, np.nan, 0.9), (3, 0.1, 1.0)],
)
def test_impossible_taps_are_refused(count, p, s):
    with pytest.raises(CalculationError):
        sim.binomial_quantile(count, p, s)


def test_turns_by_hand():
    # 24 taps of 0.5 L/s, 3.6 m3 a day each: 2 h each, four turns in 8 h, 6 at once, 3 L/s
    daily = sim.turns(24, 3.6, 0.5, 8.0)
    assert (daily.hours_each, daily.turns, daily.taps_per_turn, daily.flow_lps) == (2, 4, 6, 3)
    # watered each third day: 6 h each, one turn a day, three in the interval, 8 at once, 4 L/s
    third = sim.turns(24, 3.6, 0.5, 8.0, interval_days=3)
    assert (third.hours_each, third.turns, third.taps_per_turn, third.flow_lps) == (6, 3, 8, 4)
    # each sixth day: 12 h each go on the next day; 48 h hold four turns of 6 taps
    sixth = sim.turns(24, 3.6, 0.5, 8.0, interval_days=6)
    assert (sixth.hours_each, sixth.turns, sixth.taps_per_turn) == (12, 4, 6)


@given(
    st.integers(0, 300), st.just(0.0) | st.floats(1e-5, 20.0), st.floats(0.05, 2.0), st.floats(1.0, 24.0),
    st.integers(1, 10),
)  # fmt: skip
def test_turns_give_everyone_their_water(count, need, flow, hours, days):
    if need * 1000 / (3600 * flow) > hours:
        with pytest.raises(CalculationError):
            sim.turns(count, need, flow, hours, days)
        return
    result = sim.turns(count, need, flow, hours, days)
    if need == 0 or count == 0:
        assert result.flow_lps == 0
        return
    assert result.taps_per_turn * result.turns >= count
    assert result.turns * result.hours_each <= hours * days * (1 + 1e-6)
    # no schedule needs less than the mean of the usable hours
    assert result.flow_lps * 3.6 * hours * days >= count * need * days * (1 - 1e-6)


def test_every_limit_has_an_origin():
    assert all(row.origin.source for row in table("simultaneity_limits").values())
