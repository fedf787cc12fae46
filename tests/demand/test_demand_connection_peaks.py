from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from musdesign.demand import connection_peaks as peaks
from musdesign.demand.connection_peaks import TapDemand, peak_by_connections
from musdesign.demand.patterns import pattern
from musdesign.demand.pulses import TapUse, simulate, tap_use
from musdesign.errors import CalculationError
from musdesign.library.tables import table

DOMESTIC = pattern("domestic").hourly
HOUSE = TapDemand(0.5, DOMESTIC, tap_use("house_tap"))
GARDEN = TapDemand(0.8, pattern("garden").hourly, tap_use("garden_hose"))


def busiest_minutes(demands, connections, days, seed):
    """Return the busiest minute of each day, worked second by second without our code's ways."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(days):
        change = np.zeros(2 * 86400 + 2)
        for d in demands:
            use = d.use
            count = rng.poisson(connections * d.need_m3_day * 1000 / use.duration_s / use.flow_lps)
            start = rng.choice(24, count, p=d.hourly) * 3600 + rng.uniform(0, 3600, count)
            if use.duration_law == "exponential":
                duration = rng.exponential(use.duration_s, count)
            else:
                sd = np.sqrt(np.log(1 + use.duration_cv**2))
                duration = use.duration_s * np.exp(sd * rng.normal(size=count) - sd**2 / 2)
            flow = rng.uniform(0, use.flow_max_lps, count)  # the uses below start from no flow
            first = np.floor(start).astype(int)
            last = np.minimum(np.floor(start + duration).astype(int), 2 * 86400)
            np.add.at(change, first, flow)
            np.add.at(change, last, -flow)
        second = np.cumsum(change)[: 2 * 86400]
        second = second[:86400] + second[86400:]
        found.append(second.reshape(1440, 60).mean(axis=1).max())
    return np.array(found)


@pytest.mark.parametrize(
    ("demands", "connections", "share"),
    [
        ([HOUSE], 1, 0.05), ([HOUSE], 10, 0.04), ([HOUSE], 100, 0.04), ([HOUSE], 500, 0.03),
        ([GARDEN], 10, 0.05), ([GARDEN], 300, 0.04),
        ([HOUSE, GARDEN], 5, 0.05), ([HOUSE, GARDEN], 200, 0.04),
    ],
)  # fmt: skip
def test_the_peak_is_the_quantile_of_the_busiest_minute(demands, connections, share):
    # the share of independent days below the flow is binomial: four standard errors, at a flow
    # ``share`` larger and smaller (the stated accuracy of few simulated days and of the theory)
    days, quality = 300, 0.9
    result = peak_by_connections(demands, quality=quality)
    flow = float(result.flow_lps(connections))
    drawn = busiest_minutes(demands, connections, days, seed=[8, connections])
    error = 4 * (quality * (1 - quality) / days) ** 0.5
    assert (drawn <= flow * (1 + share)).mean() > quality - error
    assert (drawn <= flow * (1 - share)).mean() < quality + error


@pytest.mark.parametrize(("connections", "interval_s"), [(1, 60.0), (4, 60.0), (3, 600.0)])
def test_few_connections_drawn_by_leaving_out_pulses_are_those_drawn_alone(connections, interval_s):
    # both quantiles have their sampling error: four standard errors of the share of days below
    days, quality = 3000, 0.9
    result = peak_by_connections(
        [HOUSE, GARDEN], (1, 2, 3, 4, 8), quality=quality, interval_s=interval_s, days=days
    )
    assert result.simulated.all()
    flow = sum(
        simulate(
            np.full(days, d.need_m3_day * connections), d.hourly, d.use,
            seed=77, item=d.use.key, conserve="none", per_house=True, step_s=interval_s,
        ).house_step_lps
        for d in (HOUSE, GARDEN)
    )  # fmt: skip
    below = (flow.max(axis=1) <= result.flow_lps(connections)).mean()
    assert below == pytest.approx(quality, abs=4 * (2 * quality * (1 - quality) / days) ** 0.5)


@pytest.mark.parametrize("interval_s", [60.0, 600.0, 3600.0])
@pytest.mark.parametrize("key", sorted(table("tap_uses")))
def test_theory_meets_the_simulation(key, interval_s):
    demand = TapDemand(0.4, DOMESTIC, tap_use(key))
    result = peak_by_connections([demand], quality=0.95, interval_s=interval_s)
    assert result.simulated.any()
    assert not result.simulated.all()
    assert 0.96 < result.meeting < 1.10


def test_theory_alone_is_quick_and_errs_to_the_safe_side():
    simulated, theory = (peak_by_connections([HOUSE], quality=0.95, days=days) for days in (500, 0))
    assert not theory.simulated.any()
    assert theory.meeting == 1.0
    ratio = theory.flows_lps / simulated.flows_lps
    assert np.all(ratio > 0.96)
    assert np.all(ratio < 1.30)
    assert np.all(ratio[~simulated.simulated] == pytest.approx(1.0))


def test_many_connections_tend_to_the_pattern_itself():
    for demands, own in (([HOUSE], 3.0), ([GARDEN], 4.0)):  # largest hours 12.5 % and 16.7 %
        result = peak_by_connections(demands, days=100)
        assert result.pattern_factor == pytest.approx(own)
        excess = result.factor(np.array([1e4, 1e6, 1e8])) - own
        # the excess of a sum of independent flows falls with the square root of their number
        assert excess[1] == pytest.approx(excess[0] / 10, rel=1e-6)
        assert excess[2] < 0.01
    both = peak_by_connections([HOUSE, GARDEN], days=100)
    together = 24 * (0.5 * DOMESTIC + 0.8 * pattern("garden").hourly).max() / 1.3
    assert both.pattern_factor == pytest.approx(together)


@given(
    st.floats(0.001, 20.0), st.floats(5.0, 3000.0), st.floats(0.02, 2.0), st.floats(1.0, 2.0),
    st.sampled_from(["exponential", "lognormal", "constant"]),
    st.sampled_from(["domestic", "garden", "garden_night", "constant"]),
    st.sampled_from([60.0, 600.0, 3600.0]), st.floats(0.5, 0.98), st.integers(0, 1000),
)  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_more_connections_have_a_smaller_factor_and_no_smaller_flow(
    need, duration, flow, over, law, hours, interval, quality, seed
):
    use = TapUse("drawn", duration, law, flow, "uniform", flow * over, 0.8)
    demand = TapDemand(need, pattern(hours).hourly, use)
    numbers = (1, 2, 5, 20, 100, 1000)
    result = peak_by_connections(
        [demand], numbers, seed=seed, quality=quality, interval_s=interval, days=100
    )
    many = np.geomspace(0.1, 1e6, 400)
    factor, flows = result.factor(many), result.flow_lps(many)
    assert np.all(np.diff(factor) <= 1e-9 * factor[1:])
    assert np.all(np.diff(flows) >= -1e-9 * flows[1:])
    assert np.all(factor >= result.pattern_factor * (1 - 1e-9))
    np.testing.assert_allclose(result.flow_lps(numbers), result.flows_lps, rtol=1e-9)


def test_a_standpipes_one_tap_gives_what_it_gives():
    # 20 L at a constant 0.2 L/s for 100 s: a minute within one filling flows at 0.2 L/s; a day of
    # five fillings in the peak hours seldom has three at once
    standpipe = TapDemand(0.1, DOMESTIC, tap_use("standpipe"))
    flow = float(peak_by_connections([standpipe], quality=0.5).flow_lps(1))
    assert 0.2 - 1e-9 <= flow < 0.4


def test_only_the_number_of_pulses_matters():
    result = peak_by_connections([HOUSE], days=100)
    assert result.flow_lps(200, 0.25) == pytest.approx(result.flow_lps(100, 0.5))
    assert result.flow_lps(100) == pytest.approx(result.flow_lps(100, 0.5))


def test_pipes_and_draws_are_worked_at_once():
    result = peak_by_connections([HOUSE], days=100)
    pipes, draws = np.array([0, 1, 7, 400]), np.array([[0.3], [0.5], [0.9]])
    flows = result.flow_lps(pipes, draws)
    assert flows.shape == (3, 4)
    assert np.all(flows[:, 0] == 0)
    for i in range(3):
        for j in range(4):
            assert flows[i, j] == pytest.approx(float(result.flow_lps(pipes[j], draws[i, 0])))


def test_one_use_in_two_halves_is_the_same_use():
    half = TapDemand(0.25, DOMESTIC, tap_use("house_tap"))
    whole, halves = (peak_by_connections(d, (1000, 5000)) for d in ([HOUSE], [half, half]))
    assert not whole.simulated.any()
    np.testing.assert_allclose(whole.flows_lps, halves.flows_lps, rtol=1e-6)


def test_the_theory_has_the_distribution_it_names():
    # one hour, one independent step: the quantile of a Pearson III distribution, scipy's own
    use = TapUse("x", 300.0, "lognormal", 0.2, "uniform", 0.3, 0.6)
    hourly = np.eye(24)[6]
    rng = np.random.default_rng(1)
    duration = rng.lognormal(np.log(300) - np.log(1.36) / 2, np.log(1.36) ** 0.5, 2_000_000)
    small, large = np.minimum(duration, 3600), np.maximum(duration, 3600)
    flow = rng.uniform(0.1, 0.3, 2_000_000)
    rate = 40.0 / 3600  # pulses a second in that hour: 40 pulses of 60 L are 2.4 m3
    variance = rate * (flow**2).mean() * (small**2 * large - small**3 / 3).mean() / 3600**2
    third = rate * (flow**3).mean() * (small**3 * large - small**4 / 2).mean() / 3600**3
    law = stats.pearson3(third / variance**1.5, 2.4 / 3.6, variance**0.5)
    found = peaks._theory_lps([TapDemand(2.4, hourly, use)], [hourly], 1.0, 0.99, 3600.0)
    # neighbouring hours are alike by a tenth only: sqrt(1 - 0.06) of a step counts
    assert found == pytest.approx(law.ppf(0.99), rel=0.01)


def test_the_same_seed_gives_the_same_table():
    first, again, other = (peak_by_connections([HOUSE], seed=seed, days=100) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first.flows_lps, again.flows_lps)
    assert not np.array_equal(first.flows_lps, other.flows_lps)


@pytest.mark.parametrize(
    ("demands", "options"),
    [
        ([], {}), ([TapDemand(0.0, DOMESTIC, HOUSE.use)], {}), ([TapDemand(-1.0, DOMESTIC, HOUSE.use)], {}),
        ([HOUSE], {"numbers": (5, 2)}), ([HOUSE], {"numbers": (0, 2)}), ([HOUSE], {"numbers": ()}),
        ([HOUSE], {"quality": 1.0}), ([HOUSE], {"quality": 0.2}), ([HOUSE], {"interval_s": 7000}),
        ([HOUSE], {"interval_s": 7.0}), ([HOUSE], {"days": 10}), ([HOUSE], {"quality": 0.999}),
    ],
)  # fmt: skip
def test_impossible_tables_are_refused(demands, options):
    with pytest.raises(CalculationError):
        peak_by_connections(demands, **options)


def test_impossible_pipes_are_refused():
    result = peak_by_connections([HOUSE], days=100)
    with pytest.raises(CalculationError):
        result.flow_lps([1, -1])
    with pytest.raises(CalculationError):
        result.flow_lps([1, 2], np.nan)
