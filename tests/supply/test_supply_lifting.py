"""Rams, solar pumps and hand pumps."""

import numpy as np
import pytest

from musdesign.errors import CalculationError
from musdesign.supply import lifting


def test_a_ram_by_its_table_needs_20_5_litres_a_minute():
    # worked case: 2,400 L/day wanted, 117 L/day for each L/min (a table for a lift of 80 m)
    assert float(lifting.ram_drive_from_table(2400, 117)) == pytest.approx(20.5, abs=0.05)
    # that table is an efficiency of 0.65 at a fall of 10 m: 1,440 x 10 / 80 x 0.65 = 117
    assert float(lifting.ram_delivery_l_day(1, 10, 80, 0.65)) == pytest.approx(117)


def test_a_ram_that_lifts_less_than_it_falls_is_refused():
    with pytest.raises(CalculationError, match="needs no ram"):
        lifting.ram_drive_l_min(2400, 10, 5, 0.6)


def test_solar_lift_is_energy_over_weight_times_height():
    joule = 1200 * 5.6 * 3600 * 0.75 * 0.38
    expected = joule / (1000 * 9.81 * 40)
    got = float(lifting.solar_m3_day(1.2, 5.6, 40, 0.38, 0.75))
    assert got == pytest.approx(expected, rel=1e-3)


def test_one_pump_waits_as_the_textbook_queue_and_more_pumps_wait_less():
    # M/M/1: wait = rho / (mu - lambda); M/M/2: wait = rho^2 / (1 - rho^2) / mu
    assert lifting.erlang_wait(0.8, 1.0, 1) == pytest.approx(0.8 / 0.2)
    rho = 0.8 / 2
    assert lifting.erlang_wait(0.8, 1.0, 2) == pytest.approx(rho**2 / (1 - rho**2))
    waits = [lifting.erlang_wait(0.8, 1.0, n) for n in (1, 2, 3, 4)]
    assert np.all(np.diff(waits) < 0)
    assert lifting.erlang_wait(2.0, 1.0, 2) is None


def test_too_few_hand_pumps_ration_their_users():
    found = lifting.hand_pumps(1000, 20, 17, 10, 1)
    assert found.utilisation > 1
    assert found.met_l_person_day == pytest.approx(found.capacity_l_day / 1000)
    assert found.wait_minutes is None
    enough = lifting.pumps_needed(1000, 20, 17, 10, 500, 15)
    assert lifting.hand_pumps(1000, 20, 17, 10, enough).wait_at_peak_minutes <= 15
