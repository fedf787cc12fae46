"""Tank volumes against published and hand-worked days."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musdesign.errors import CalculationError
from musdesign.supply.storage import TankStage, balancing_volume, sequent_peak, tank_chain


def hours(*blocks):
    day = np.zeros(24)
    for start, end, share in blocks:
        span = [h % 24 for h in range(start, end if end > start else end + 24)]
        day[span] += share / len(span)
    return day


def test_nepal_lecture_notes_constant_inflow_needs_684_m3():
    # Nepalese lecture notes on gravity water supply: 2,160 m3/day, answer 684 m3
    demand = 2160 * hours(
        (5, 7, 0.25), (7, 12, 0.30), (12, 17, 0.15), (17, 19, 0.20), (19, 5, 0.10)
    )
    assert balancing_volume(np.full(24, 90.0), demand).volume_m3 == pytest.approx(684, abs=0.01)


def test_standard_nepal_pattern_needs_five_twelfths_of_the_day():
    # pattern of the same notes; 5 h at 35 % and 2 h at 25 % against a constant inflow: 41.67 %
    demand = 2160 * hours((5, 7, 0.25), (7, 12, 0.35), (12, 17, 0.20), (17, 19, 0.20))
    assert balancing_volume(np.full(24, 90.0), demand).volume_m3 == pytest.approx(900, abs=0.01)


def test_pumping_eight_hours_needs_155_m3():
    # 225,000 L/day, half-hour steps; 07-08 30 %, 08-17 35 %, 17-18:30 30 %, 18:30-07 5 %; pump 08-16
    steps = np.zeros(48)
    for start, end, share in ((14, 16, 0.30), (16, 34, 0.35), (34, 37, 0.30)):
        steps[start:end] += share / (end - start)
    steps[np.r_[37:48, 0:14]] += 0.05 / 25
    inflow = np.zeros(48)
    inflow[16:32] = 225 / 16
    assert balancing_volume(inflow, 225 * steps).volume_m3 == pytest.approx(155.0, abs=0.05)


def test_a_day_that_does_not_balance_is_refused():
    # block demands sum to 245.8 thousand litres against a supply of 224: no tank can serve it
    blocks = [21.5, 25.5, 35.8, 48, 35, 30, 25, 25]
    with pytest.raises(CalculationError, match="does not balance"):
        balancing_volume([224 / 8] * 8, blocks)


def test_uniform_inflow_is_answered_by_the_whole_swing_of_the_mass_curve():
    # 0.84 against 0.48 0.87 1.33 1.00 0.82 0.54: cumulated differences run from +0.36 to -0.32
    tank = balancing_volume([0.84] * 6, [0.48, 0.87, 1.33, 1.00, 0.82, 0.54])
    assert tank.volume_m3 == pytest.approx(0.68)


def test_sequent_peak_gives_loucks_and_van_beeks_table():
    assert sequent_peak([1, 3, 3, 5, 8, 6, 7, 2, 1], 3.5, cycles=2) == pytest.approx(7.5)
    # inputs of the parasolpy documentation: one pass, storage 6
    assert sequent_peak([12, 8, 6, 15, 10], 10, cycles=1) == pytest.approx(6)


def test_no_tank_makes_up_for_a_source_too_small():
    with pytest.raises(CalculationError, match="no tank"):
        sequent_peak([1, 1], 2)


days = st.lists(st.floats(0, 50), min_size=24, max_size=24).filter(lambda v: sum(v) > 1)


@given(days, days)
@settings(max_examples=60)
def test_the_balancing_tank_never_runs_dry_or_over_and_no_smaller_one_would_do(inflow, demand):
    inflow, demand = np.array(inflow), np.array(demand)
    inflow *= demand.sum() / inflow.sum()
    tank = balancing_volume(inflow, demand)
    assert tank.level_m3.min() >= -1e-9
    assert tank.level_m3.max() <= tank.volume_m3 + 1e-9
    # independent: the sequent peak of the same repeating day
    assert tank.volume_m3 == pytest.approx(
        sequent_peak(inflow, demand * (1 - 1e-12)), rel=1e-6, abs=1e-6
    )


@given(days, days, days)
@settings(max_examples=60)
def test_a_chain_of_tanks_loses_no_water_and_serves_the_first_tank_first(inflow, first, second):
    inflow, first, second = (np.array(v) for v in (inflow, first, second))
    alone = tank_chain(inflow, [TankStage("a", first)])[0]
    a, b = tank_chain(inflow, [TankStage("a", first), TankStage("b", second)])
    assert a.met_m3_day == pytest.approx(alone.met_m3_day)
    assert a.met_m3_day == pytest.approx(min(inflow.sum(), first.sum()), rel=1e-6)
    assert b.inflow_m3_day == pytest.approx(a.overflow_m3_hour.sum())
    assert inflow.sum() == pytest.approx(
        a.met_m3_day + b.met_m3_day + b.overflow_m3_hour.sum(), rel=1e-6
    )
    assert b.met_m3_day == pytest.approx(min(b.inflow_m3_day, second.sum()), rel=1e-6, abs=1e-6)
