"""Balancing tanks of a day told in periods of the clock."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musdesign.errors import CalculationError
from musdesign.supply.day_curve import Period, constant, day_tank, periods

NEPAL = "5-7 25%,7-12 30%,12-17 15%,17-19 20%,19-5 10%"


def test_nepal_lecture_notes_as_they_write_the_day():
    # Nepalese lecture notes on gravity water supply: 684 m3
    tank = day_tank(constant(2160.0), periods(NEPAL, 2160.0))
    assert tank.volume_m3 == pytest.approx(684, abs=0.01)
    assert (tank.fullest_h, tank.emptiest_h) == (5.0, 19.0)


def test_the_standard_pattern_of_the_same_notes_needs_900_m3():
    standard = "5-7 25%,7-12 35%,12-17 20%,17-19 20%,19-5 0%"
    assert day_tank(constant(2160.0), periods(standard, 2160.0)).volume_m3 == pytest.approx(900)


def test_water_given_in_two_spells_a_day_needs_990_m3():
    # the same notes: constant inflow, taps open from 5 to 7 and from 16 to 18 h alone.  Read the
    # other way round, with the source running in those hours and the pattern above, it is 907 m3
    spells = "5-7 50%, 16-18 50%"
    assert day_tank(constant(2160.0), periods(spells, 2160.0)).volume_m3 == pytest.approx(990)
    other = day_tank(periods(spells, 2160.0), periods(NEPAL, 2160.0)).volume_m3
    assert other == pytest.approx(907.2)


def test_half_hours_count_and_pumping_from_8_to_16_needs_155_m3():
    demand = periods("07-08 30%, 08-17 35%, 17-18:30 30%, 18:30-07 5%", 225.0)
    assert day_tank(periods("08-16", 225.0), demand).volume_m3 == pytest.approx(155.0)


def blocks():
    # demands of eight blocks of three hours, thousand litres, printed beside a supply of 224
    return [
        Period(3 * i, 3 * i + 3, v) for i, v in enumerate([21.5, 25.5, 35.8, 48, 35, 30, 25, 25])
    ]


def test_a_printed_day_that_does_not_balance_is_refused_and_told_how_to_go_on():
    with pytest.raises(CalculationError, match=r"224 m3 flow in, 245\.8 m3 flow out"):
        day_tank(constant(224.0), blocks())
    scaled = day_tank(constant(224.0), blocks(), scale_inflow=True)
    assert scaled.volume_m3 == pytest.approx(26.6, abs=0.05)
    assert scaled.scaled == pytest.approx(245.8 / 224)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("5-7 25%, 6-5 75%", "overlap at 06:00"),
        ("5-7 25%, 7-12 30%", "sum to 55 %"),
        ("5-7 25%, 7-5", "every period, or to none"),
        ("25-27 100%", "24 hours"),
        ("morning", "not a period"),
    ],
)
def test_periods_that_make_no_day_are_refused(text, message):
    with pytest.raises(CalculationError, match=message):
        periods(text, 100.0)


@given(st.lists(st.integers(0, 40), min_size=24, max_size=24).filter(sum), st.integers(0, 23))
@settings(max_examples=40, deadline=None)
def test_the_tank_does_not_depend_on_the_hour_at_which_the_day_begins(shares, shift):
    total = float(sum(shares))
    hours = [Period(h, h + 1.0, v) for h, v in enumerate(shares)]
    shifted = [Period((h + shift) % 24, (h + shift) % 24 + 1.0, v) for h, v in enumerate(shares)]
    first, second = (day_tank(constant(total), day).volume_m3 for day in (hours, shifted))
    assert first == pytest.approx(second, abs=1e-9 * total)
    # independent: the swing of the cumulated difference by hours
    swing = np.cumsum(total / 24 - np.array(shares, dtype=float))
    assert first == pytest.approx(max(swing.max(), 0) - min(swing.min(), 0), abs=1e-9 * total)
