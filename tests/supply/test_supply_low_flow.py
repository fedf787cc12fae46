"""Recession, flow duration and low-flow quantiles of springs and streams."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from musdesign.errors import CalculationError
from musdesign.supply import abstraction, low_flow


@given(
    st.floats(0.1, 50),
    st.floats(0.002, 0.1),
    st.lists(st.integers(0, 150), min_size=2, max_size=6, unique=True),
)
@settings(max_examples=40, deadline=None)
def test_a_recession_is_found_again_from_its_own_flows(q0, k, days):
    flows = q0 * np.exp(-k * (np.array(days) - min(days)))
    fit = low_flow.fit_recession(days, flows)
    assert fit.k_per_day == pytest.approx(k, rel=1e-6)
    assert fit.q0_lps == pytest.approx(q0, rel=1e-6)
    assert fit.r_squared == pytest.approx(1.0, abs=1e-6)


def test_a_recession_is_not_fitted_to_flows_that_rise_or_to_one_gauging():
    with pytest.raises(CalculationError, match="does not fall"):
        low_flow.fit_recession([0, 10], [1.0, 2.0])
    with pytest.raises(CalculationError, match="two days"):
        low_flow.fit_recession([5], [1.0])
    with pytest.raises(CalculationError, match="above 0"):
        low_flow.fit_recession([0, 9], [1.0, 0.0])


def test_the_flow_exceeded_on_95_of_100_days():
    # 101 flows 0 to 100: the flow exceeded on 95 % of the days is 5
    assert low_flow.exceeded_flow(np.arange(101.0), 0.95) == pytest.approx(5.0)


@given(st.floats(0.01, 0.99), st.floats(-3, 3))
@settings(max_examples=60, deadline=None)
def test_pearson_iii_quantiles_are_scipys(chance, skew):
    assert low_flow.pearson3_quantile(chance, skew) == pytest.approx(
        float(stats.pearson3.ppf(chance, skew)), abs=2e-5
    )


def test_seven_day_minima_and_their_quantile_agree_with_an_independent_computation():
    rng = np.random.default_rng(4)
    dates = np.arange("2000-01-01", "2025-01-01", dtype="datetime64[D]")
    flow = np.exp(rng.normal(0, 0.4, dates.size)) * (2 + np.sin(np.arange(dates.size) / 58.1))
    minima = low_flow.yearly_minima(dates, flow, 7)
    assert minima.size == 25
    means = np.convolve(flow, np.ones(7) / 7, "valid")
    last = dates[6:]
    assert minima[3] == pytest.approx(
        means[last.astype("datetime64[Y]") == np.datetime64("2003")].min()
    )
    logs = np.log10(minima)
    expected = 10 ** (
        logs.mean() + logs.std(ddof=1) * stats.pearson3.ppf(0.1, stats.skew(logs, bias=False))
    )
    assert low_flow.low_flow(dates, flow, 7, 10) == pytest.approx(expected, rel=1e-6)


def test_a_stream_that_is_dry_in_more_than_a_tenth_of_the_years_has_no_7q10():
    assert low_flow.log_pearson3([0, 0, 1, 2, 1, 1, 1, 1, 1, 2], 10) == 0
    assert low_flow.log_pearson3([0, 3, 1, 2, 1, 1, 1, 1, 1, 2], 5) > 0


def test_a_record_with_a_missing_day_has_no_seven_day_mean():
    dates = np.array(["2020-01-01", "2020-01-03"], dtype="datetime64[D]")
    with pytest.raises(CalculationError, match="days on end"):
        low_flow.yearly_minima(dates, [1, 2])


def test_safe_yield_is_half_the_tested_flow_and_short_tests_are_told():
    found = abstraction.safe_yield(1.5, 6, 8)
    assert found.rate_lps == pytest.approx(0.75)
    assert "24 h are asked for" in found.warnings[0]
    assert abstraction.safe_yield(1.5, 48, 8).warnings == ()
    assert "48 h are asked for" in abstraction.safe_yield(1.5, 24, 16).warnings[0]
    # a blow yield counts 60 % (Workskill)
    assert abstraction.safe_yield(2.0, rule="blow_yield").rate_lps == pytest.approx(1.2)


def test_ecological_rules_leave_their_share_or_quantile():
    dates = np.arange("2000-01-01", "2001-01-01", dtype="datetime64[D]")
    month = dates.astype("datetime64[M]").astype(int) % 12
    flow = np.where(month < 6, 1.0, 3.0)
    mean = abstraction.ecological_flow("co-mean-flow", dates, flow)
    assert mean.month_lps == pytest.approx(np.full(12, 0.25 * flow.mean()))
    low = abstraction.ecological_flow("co-lowest-month", dates, flow)
    assert low.month_lps == pytest.approx(np.full(12, 0.25))
    q80 = abstraction.ecological_flow("uy-intake", dates, flow)
    assert q80.month_lps.tolist() == [1.0] * 6 + [3.0] * 6
    assert "twenty years" in q80.warnings[0]
    assert low.origin.basis == "unverified"
