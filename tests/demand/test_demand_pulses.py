from __future__ import annotations

import concurrent.futures

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from musdesign.demand import pulse_theory, pulses
from musdesign.demand.patterns import pattern
from musdesign.errors import CalculationError, DataError
from musdesign.library.tables import table

FLAT = np.full(24, 1 / 24)
LAWS = [("exponential", "uniform"), ("lognormal", "constant"), ("constant", "uniform")]


@st.composite
def uses(draw):
    flow = draw(st.floats(0.01, 2.0))
    return pulses.TapUse(
        "drawn", draw(st.floats(1.0, 4000.0)), draw(st.sampled_from(["exponential", "lognormal", "constant"])),
        flow, draw(st.sampled_from(["uniform", "constant"])), flow * draw(st.floats(1.0, 2.0)),
        draw(st.floats(0.1, 2.0)),
    )  # fmt: skip


def random_use(rng):
    flow = rng.uniform(0.05, 0.5)
    law, flow_law = LAWS[rng.integers(3)]
    return pulses.TapUse(
        "random", rng.uniform(5, 900), law, flow, flow_law, flow * rng.uniform(1, 2), rng.uniform(0.3, 1.2)
    )  # fmt: skip


@given(
    uses(), st.lists(st.just(0.0) | st.floats(1e-9, 5.0), min_size=1, max_size=20), st.integers(0, 2**32),
    st.sampled_from(["scheme", "house", "none"]), st.sampled_from([60.0, 3600.0, 43.2]),
    st.sampled_from(["domestic", "garden_night", "constant"]),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_volume_is_conserved(use, need, seed, conserve, step_s, hours):
    day = pulses.simulate(
        need,
        pattern(hours).hourly,
        use,
        seed=seed,
        conserve=conserve,
        per_house=True,
        step_s=step_s,
    )
    # the series holds the pulses exactly (the promise is 0.1 %), whatever crosses midnight
    assert day.step_lps.sum() * step_s / 1000 == pytest.approx(day.volume_m3, rel=1e-9, abs=1e-9)
    np.testing.assert_allclose(
        day.house_step_lps.sum(axis=1) * step_s / 1000, day.house_volume_m3, rtol=1e-9, atol=1e-9
    )
    np.testing.assert_allclose(day.house_step_lps.sum(axis=0), day.step_lps, atol=1e-9)
    if conserve == "scheme":
        assert day.volume_m3 == pytest.approx(sum(need), rel=1e-9)
    if conserve == "house":
        np.testing.assert_allclose(day.house_volume_m3, need, rtol=1e-9)
    assert np.all(day.flow_lps <= use.flow_max_lps * (1 + 1e-12))
    assert np.all(day.flow_lps > 0)
    assert np.all((day.start_s >= 0) & (day.start_s < 86400))
    assert np.all(day.step_lps >= 0)


@given(uses(), st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_the_series_is_the_overlap_of_each_pulse_with_each_minute(use, seed):
    # an oracle that goes pulse by pulse and day by day through the definition
    day = pulses.simulate([0.05, 0.0, 0.3], FLAT, use, seed=seed, conserve="none")
    edges = np.arange(1441) * 60.0
    slow = np.zeros(1440)
    for start, duration, flow in list(zip(day.start_s, day.duration_s, day.flow_lps, strict=True))[
        :300
    ]:
        for shift in range(int((start + duration) // 86400) + 1):
            a, b = start - shift * 86400, start + duration - shift * 86400
            overlap = np.minimum(b, edges[1:]) - np.maximum(max(a, 0.0), edges[:-1])
            slow += flow * np.maximum(overlap, 0.0) / 60.0
    fast = pulses.per_group_lps(
        day.start_s[:300], day.duration_s[:300], day.flow_lps[:300], np.zeros(len(day.start_s[:300]), int), 1
    )  # fmt: skip
    np.testing.assert_allclose(fast[0], slow, atol=1e-9 * (1 + slow.max()))


def test_a_pulse_over_midnight_goes_on_in_the_morning():
    # 0.6 L/s for 120 s from 23:59:30: half a minute in the last, one and a half in the first two
    series = pulses.per_group_lps(
        np.array([86370.0]), np.array([120.0]), np.array([0.6]), np.zeros(1, int), 1
    )[0]
    assert series[[1439, 0, 1]] == pytest.approx([0.3, 0.6, 0.3])
    assert series.sum() == pytest.approx(1.2)


@pytest.mark.parametrize("number", range(24))
def test_mean_and_variance_of_the_minutes_are_those_of_poisson_theory(number):
    # Campbell's theorem for random parameters; houses are independent, so the error of the
    # estimates comes from the spread between houses; five standard errors (one in 1.7 million)
    rng = np.random.default_rng([3, number])
    use, houses = random_use(rng), 1500
    mean = rng.uniform(0.2, 3.0) * use.flow_lps
    day = pulses.simulate(
        np.full(houses, mean * 86.4), FLAT, use, seed=number, conserve="none", per_house=True
    )
    flow = day.house_step_lps
    by_house = flow.mean(axis=1)
    assert by_house.mean() == pytest.approx(mean, abs=5 * by_house.std() / houses**0.5)
    square = ((flow - mean) ** 2).mean(axis=1)
    theory = pulse_theory.step_variance(mean, use)
    assert square.mean() == pytest.approx(theory, abs=5 * square.std() / houses**0.5)
    assert 5 * square.std() / houses**0.5 < 0.1 * theory  # the test can fail


@pytest.mark.parametrize("law", ["exponential", "lognormal", "constant"])
@pytest.mark.parametrize(("duration", "step"), [(5, 60), (60, 60), (900, 60), (40, 3600), (3e4, 1)])
def test_the_variance_is_the_integral_of_the_squared_overlap(law, duration, step):
    use = pulses.TapUse("x", duration, law, 0.1, "uniform", 0.2, 0.8)
    sd = np.sqrt(np.log(1 + 0.8**2))
    law_of = {
        "exponential": stats.expon(scale=duration),
        "lognormal": stats.lognorm(sd, scale=duration * np.exp(-(sd**2) / 2)),
    }

    def overlap_square(d):  # integral over all starts of (overlap of a pulse of d with the step)²
        small, large = min(d, step), max(d, step)
        return 2 * small**3 / 3 + (large - small) * small**2

    if law == "constant":
        expected = overlap_square(duration)
    else:
        distribution = law_of[law]
        points = distribution.ppf([0, 1e-3, 0.1, 0.5, 0.9, 0.999, 1 - 1e-9])
        expected = sum(
            integrate.quad(lambda d: overlap_square(d) * distribution.pdf(d), a, b, limit=300)[0]
            for a, b in zip(
                np.sort(np.append(points, step)), np.sort(np.append(points, step))[1:], strict=False
            )
            if b > a
        )
    # uniform on (0, 0.2): mean square 0.04/3; mean flow 1 L/s: 10/duration pulses a second
    variance = 10 / duration * 0.04 / 3 * expected / step**2
    assert pulse_theory.step_variance(1.0, use, step) == pytest.approx(variance, rel=2e-5)


def test_a_short_step_has_the_variance_of_the_flow_itself():
    # M/G/infinity: the number running is Poisson, whatever the law of durations
    for law in ("exponential", "lognormal", "constant"):
        use = pulses.TapUse("x", 60.0, law, 0.1, "constant", 0.1)
        assert pulse_theory.step_variance(0.5, use, 1e-3) == pytest.approx(0.5 * 0.1, rel=1e-3)


@pytest.mark.parametrize("number", range(12))
def test_third_moment_and_correlation_of_the_minutes(number):
    # as above; the sample's products of neighbouring minutes and third powers by house
    rng = np.random.default_rng([4, number])
    use, houses = random_use(rng), 1500
    mean = rng.uniform(0.5, 3.0) * use.flow_lps
    flow = pulses.simulate(
        np.full(houses, mean * 86.4), FLAT, use, seed=number, conserve="none", per_house=True
    ).house_step_lps
    third = ((flow - mean) ** 3).mean(axis=1)
    theory = pulse_theory.step_cumulant(mean, use, 3)
    assert third.mean() == pytest.approx(theory, abs=5 * third.std() / houses**0.5)
    product = ((flow[:, 1:] - mean) * (flow[:, :-1] - mean)).mean(axis=1)
    covariance = pulse_theory.step_correlation(use) * pulse_theory.step_variance(mean, use)
    assert product.mean() == pytest.approx(covariance, abs=5 * product.std() / houses**0.5)
    assert pulse_theory.step_cumulant(mean, use, 1) == pytest.approx(mean)


def test_starts_follow_the_hourly_pattern():
    hourly = pattern("domestic").hourly
    day = pulses.simulate(np.full(2000, 0.3), hourly, pulses.tap_use("yard_tap"), seed=4)
    seen = np.bincount((day.start_s // 3600).astype(int), minlength=24)
    busy = hourly > 0
    assert seen[~busy].sum() == 0
    assert stats.chisquare(seen[busy], hourly[busy] * seen.sum()).pvalue > 1e-6
    assert stats.kstest(day.start_s % 3600 / 3600, "uniform").pvalue > 1e-6


def test_numbers_of_pulses_durations_and_flows_follow_their_laws():
    use = pulses.TapUse("x", 40.0, "lognormal", 0.1, "uniform", 0.15, 0.7)
    day = pulses.simulate(np.full(20_000, 0.04), FLAT, use, seed=6, conserve="none")
    counts = np.bincount(day.house, minlength=20_000)  # mean 40 L / 4 L = 10
    assert counts.mean() == pytest.approx(10, abs=5 * (10 / 20_000) ** 0.5)
    assert counts.var() / counts.mean() == pytest.approx(1, abs=5 * (2 / 20_000) ** 0.5)
    sd = np.sqrt(np.log(1 + 0.7**2))
    law = stats.lognorm(sd, scale=40 * np.exp(-(sd**2) / 2))
    assert stats.kstest(day.duration_s, law.cdf).pvalue > 1e-6
    assert stats.kstest(day.flow_lps, stats.uniform(0.05, 0.1).cdf).pvalue > 1e-6
    assert abs(np.corrcoef(day.flow_lps, day.duration_s)[0, 1]) < 5 / day.house.size**0.5


def test_unconserved_days_have_the_need_on_average():
    use = pulses.tap_use("yard_tap")
    totals = [
        pulses.simulate([0.5] * 20, FLAT, use, seed=1, item=day, conserve="none").volume_m3
        for day in range(400)
    ]
    assert np.mean(totals) == pytest.approx(10.0, abs=5 * np.std(totals) / 20)
    # the doc's coefficient of variation of a scheme's day: sqrt((1 + cv²)/pulses); volume of an
    # exponential duration and uniform flow from 0: E[V²]/E[V]² = 2 * 4/3
    assert np.std(totals) / 10 == pytest.approx((8 / 3 / (10_000 / 6)) ** 0.5, rel=5 / 800**0.5)


def test_results_do_not_depend_on_order_or_threads():
    use, hourly = pulses.tap_use("house_tap"), pattern("domestic").hourly

    def total(item):
        return pulses.simulate([0.4] * 30, hourly, use, seed=9, item=item).step_lps

    items = ["families", "farms", 0, 1, 2]
    alone = {item: total(item) for item in items}
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        threaded = dict(zip(items[::-1], pool.map(total, items[::-1]), strict=True))
    for item in items:
        np.testing.assert_array_equal(alone[item], threaded[item])
    assert len({series.tobytes() for series in alone.values()}) == len(items)
    other = pulses.simulate([0.4] * 30, hourly, use, seed=10, item=0).step_lps
    assert not np.array_equal(alone[0], other)


def test_keeping_the_houses_apart_draws_the_same_day():
    use = pulses.tap_use("house_tap")
    together = pulses.simulate([0.4] * 30, FLAT, use, seed=9)
    apart = pulses.simulate([0.4] * 30, FLAT, use, seed=9, per_house=True)
    assert together.house_step_lps is None
    np.testing.assert_array_equal(together.start_s, apart.start_s)
    np.testing.assert_allclose(together.step_lps, apart.step_lps, atol=1e-12)


def test_nobody_draws_nothing():
    for need in ([0.0], [0.0] * 5, []):
        day = pulses.simulate(need, FLAT, pulses.tap_use("yard_tap"), seed=1, per_house=True)
        assert day.volume_m3 == 0
        assert day.step_lps.sum() == 0
        assert day.house_step_lps.shape == (len(need), 1440)


def test_a_need_below_one_pulse_is_still_met():
    use = pulses.tap_use("garden_hose")  # 135 L a pulse
    for conserve in ("scheme", "house"):
        for seed in range(30):
            day = pulses.simulate([0.001], FLAT, use, seed=seed, conserve=conserve)
            assert day.volume_m3 == pytest.approx(0.001)


def test_huge_flows_and_ten_thousand_houses():
    use = pulses.TapUse("hydrant", 7200.0, "exponential", 500.0, "uniform", 1000.0)
    day = pulses.simulate(np.full(10_000, 4000.0), pattern("domestic").hourly, use, seed=2)
    assert day.step_lps.sum() * 60 / 1000 == pytest.approx(4e7, rel=1e-9)
    assert day.house_step_lps is None


def test_many_houses_kept_apart_are_worked_in_parts_without_a_seam():
    need = np.linspace(0.0, 0.4, 3000)
    day = pulses.simulate(need, FLAT, pulses.tap_use("house_tap"), seed=2, per_house=True)
    np.testing.assert_allclose(
        day.house_step_lps.sum(axis=1) * 0.06, day.house_volume_m3, atol=1e-9
    )
    np.testing.assert_allclose(
        day.step_lps,
        pulses.simulate(need, FLAT, pulses.tap_use("house_tap"), seed=2).step_lps,
        atol=1e-9,
    )


def test_uses_of_the_same_houses_add_up():
    day = [
        pulses.simulate(
            [0.3, 0.0, 1.0], FLAT, pulses.tap_use(key), seed=1, item=key, per_house=True
        )
        for key in ("house_tap", "garden_hose")
    ]
    both = pulses.combine(day)
    assert both.volume_m3 == pytest.approx(2.6)
    np.testing.assert_allclose(both.house_step_lps, day[0].house_step_lps + day[1].house_step_lps)
    np.testing.assert_allclose(both.need_m3_day, [0.6, 0.0, 2.0])
    np.testing.assert_allclose(
        both.house_volume_m3, day[0].house_volume_m3 + day[1].house_volume_m3
    )
    with pytest.raises(CalculationError):
        pulses.combine([])
    with pytest.raises(CalculationError):
        pulses.combine([day[0], pulses.simulate([1.0], FLAT, pulses.tap_use("house_tap"), seed=1)])


def test_events_of_persons_are_a_need():
    # the sources' NL kitchen tap: persons, uses a day, litres a use; by hand 4 * 12 * 2.5 L
    assert pulses.need_of_events_m3_day(4, 12, 2.5) == pytest.approx(0.12)


def test_every_use_of_the_library_can_be_drawn():
    for key, row in table("tap_uses").items():
        use = pulses.tap_use(key)
        assert row.origin.source
        assert pulses.simulate([1.0], FLAT, use, seed=1).volume_m3 == pytest.approx(1.0)


@pytest.mark.parametrize(
    "change",
    [
        {"duration_s": 0.0}, {"duration_s": 1e9}, {"duration_law": "gamma"}, {"flow_lps": -1.0},
        {"flow_lps": 0.3}, {"flow_max_lps": 0.5}, {"flow_law": "normal"}, {"duration_cv": 0.0},
        {"flow_max_lps": float("nan")},
    ],
)  # fmt: skip
def test_impossible_uses_are_refused(change):
    good = {
        "key": "x", "duration_s": 60.0, "duration_law": "lognormal", "flow_lps": 0.1,
        "flow_law": "uniform", "flow_max_lps": 0.2, "duration_cv": 1.0,
    }  # fmt: skip
    pulses.TapUse(**good)
    with pytest.raises(CalculationError):
        pulses.TapUse(**(good | change))


def test_all_mistakes_of_a_use_come_at_once():
    with pytest.raises(CalculationError) as raised:
        pulses.TapUse("x", 0.0, "gamma", -1.0, "uniform", 0.2)
    assert len(raised.value.problems) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"need_m3_day": [-1.0]}, {"need_m3_day": [np.nan]}, {"need_m3_day": [[1.0]]}, {"step_s": 7.0},
        {"step_s": 0.0}, {"need_m3_day": [1e6]}, {"conserve": "all"}, {"hourly": [1.0]}, {"seed": -1},
    ],
)  # fmt: skip
def test_impossible_days_are_refused(change):
    good = {"need_m3_day": [1.0], "hourly": FLAT, "seed": 1}
    with pytest.raises(CalculationError):
        pulses.simulate(**(good | change), use=pulses.tap_use("yard_tap"))
    with pytest.raises(DataError):
        pulses.tap_use("yard_tab")
