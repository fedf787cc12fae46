from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from musdesign.demand import patterns
from musdesign.errors import CalculationError, DataError
from musdesign.library.tables import table


def test_the_nepalese_pattern():
    # Nepalese teaching notes: 05-07 25 %, 07-12 35 %, 12-17 20 %, 17-19 20 %, night nothing
    hourly = patterns.pattern("domestic").hourly
    assert hourly[5:7].sum() == pytest.approx(0.25)
    assert hourly[7:12].sum() == pytest.approx(0.35)
    assert hourly[12:17].sum() == pytest.approx(0.20)
    assert hourly[17:19].sum() == pytest.approx(0.20)
    assert hourly[19:].sum() + hourly[:5].sum() == 0


def test_every_shipped_pattern_is_a_whole_day():
    for key in table("hourly_patterns"):
        hourly = patterns.pattern(key).hourly
        assert hourly.sum() == pytest.approx(1.0)
        assert hourly.min() >= 0


def test_blocks_may_pass_midnight():
    hourly = patterns.parse_blocks("19-5 10; 5-19 90")
    assert hourly[[19, 23, 0, 4]] == pytest.approx([0.01] * 4)


@pytest.mark.parametrize("text", ["5-7 25", "5-7 50; 6-8 50", "five to seven 100", "0-25 100"])
def test_unreadable_blocks_are_refused(text):
    with pytest.raises(DataError):
        patterns.parse_blocks(text)


def test_stretching_down_puts_water_into_the_night():
    # peak factor 3 of the Nepalese pattern brought to the 1.6 of Colombia's rule: every distance
    # from the mean shrinks by (1.6 - 1)/(3 - 1), so the night gets (1 - 0.3)/24
    hourly = patterns.stretch(patterns.pattern("domestic").hourly, 1.6)
    assert hourly.max() == pytest.approx(1.6 / 24)
    assert hourly[0] == pytest.approx(0.7 / 24)


def test_stretching_up_holds_empty_hours_at_nothing():
    # two peak hours of 12.5 % brought to 6 * 1/24 each leave half the day's water to the others
    hourly = patterns.stretch(patterns.pattern("domestic").hourly, 6.0)
    assert hourly[5:7] == pytest.approx([0.25, 0.25])
    assert hourly[20] == 0.0
    assert hourly.sum() == pytest.approx(1.0)


def test_an_impossible_peak_is_refused_with_what_is_possible():
    with pytest.raises(CalculationError, match="1 to 12 is possible"):
        patterns.stretch(patterns.pattern("domestic").hourly, 13.0)
    with pytest.raises(CalculationError, match="1 to 1 is possible"):
        patterns.stretch(np.full(24, 1 / 24), 1.5)
    with pytest.raises(CalculationError):
        patterns.stretch(patterns.pattern("domestic").hourly, 0.9)


weights = st.lists(st.floats(0, 10), min_size=24, max_size=24)


@given(weights=weights, factor=st.floats(1, 6))
def test_a_stretched_pattern_keeps_the_day_the_peak_and_the_order(weights, factor):
    raw = np.array(weights)
    assume(raw.sum() > 0.1)
    hourly = raw / raw.sum()
    at_peak = np.count_nonzero(hourly.max() - hourly < 1e-9)
    assume(at_peak * factor <= 24)
    new = patterns.stretch(hourly, factor)
    assert new.sum() == pytest.approx(1.0)
    assert new.min() >= 0
    assert new.max() == pytest.approx(factor / 24)
    assert np.all(np.diff(new[np.argsort(hourly)]) >= -1e-9)


def test_stretching_to_its_own_factor_changes_nothing():
    hourly = patterns.pattern("livestock").hourly
    again = patterns.stretch(hourly, patterns.peak_factor(hourly))
    np.testing.assert_allclose(again, hourly, atol=1e-12)
