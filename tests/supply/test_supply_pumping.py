"""When in the day pumped water comes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musdesign.errors import CalculationError
from musdesign.supply.pumping import Duty, all_day, inflow, pump_hours_share
from musdesign.supply.storage import balancing_volume


def test_eight_hours_of_pumping_from_eight_need_155_m3():
    # 225,000 L/day; 07-08 30 %, 08-17 35 %, 17-18:30 30 %, 18:30-07 5 %; pump 08-16: answer 155
    steps = np.zeros(24)
    steps[7] += 0.30
    steps[8:17] += 0.35 / 9
    steps[17] += 0.20
    steps[18] += 0.10 + 0.5 * 0.05 / 12.5
    steps[[*range(19, 24), *range(7)]] += 0.05 / 12.5
    shape = inflow([Duty(1.0, 8.0, 8.0)])
    assert balancing_volume(225 * shape.share_hour, 225 * steps).volume_m3 == pytest.approx(
        155.0, abs=0.5
    )


@given(st.floats(0.1, 24), st.floats(0, 30))
def test_a_window_gives_the_whole_day_and_no_hour_more_than_its_rate(hours, start):
    share = pump_hours_share(hours, start)
    assert share.sum() == pytest.approx(1.0)
    assert share.min() >= 0
    assert share.max() <= 1 / hours + 1e-9
    assert inflow([Duty(1.0, hours, start)]).peak_ratio == pytest.approx(24 / hours)


def test_gravity_and_no_water_at_all_come_all_day():
    assert inflow([]).share_hour == pytest.approx(all_day().share_hour)
    assert inflow([Duty(5.0), Duty(2.0)]).even
    assert inflow([Duty(0.0, 10.0, 7.0)]).even


@pytest.mark.parametrize("hours", [0.0, -1.0, 24.5])
def test_impossible_hours_of_pumping_are_refused(hours):
    with pytest.raises(CalculationError, match="24 hours"):
        pump_hours_share(hours, 6.0)
