from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musdesign.demand import enterprises
from musdesign.errors import CalculationError, DataError
from musdesign.library.tables import table

DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def test_water_saved_by_half_the_colombian_crop():
    # FNC 2014: 11.5 million bags of 60 kg green coffee, 0.8 kg green per kg dry parchment, half of
    # it by Becolsub (1 L/kg) instead of 44 L/kg: about 18.5 million m3
    parchment_kg = 11.5e6 * 60 / 0.8
    usual = enterprises.enterprise("coffee_wet_mill_conventional").rate_l_unit
    becolsub = enterprises.enterprise("coffee_wet_mill_becolsub").rate_l_unit
    saved = enterprises.processing_m3_year(parchment_kg / 2, usual) - (
        enterprises.processing_m3_year(parchment_kg / 2, becolsub)
    )
    assert saved / 1e6 == pytest.approx(18.5, abs=0.1)


def test_coffee_is_a_peak_day_and_not_a_365th_of_the_year():
    # by hand: 1,000 kg at 40 L is 40 m3; 2 % on the largest day is 0.8 m3, 7.3 times the 365th
    volume, factor = enterprises.harvest_demand(1000, 40, [10, 11, 12], 0.02)
    assert volume @ DAYS == pytest.approx(40.0)
    assert volume[:9].sum() == 0
    assert volume.max() * factor == pytest.approx(0.8)
    assert volume.max() * factor / (40 / 365) == pytest.approx(7.3)


def test_a_peak_day_below_the_season_s_mean_is_refused():
    with pytest.raises(CalculationError, match="below the season's mean day"):
        enterprises.harvest_demand(1000, 40, [11], 0.02)  # one month takes 3.3 % a day
    with pytest.raises(CalculationError, match="more than its largest month"):
        enterprises.harvest_demand(1000, 40, [10, 11, 12], 2.0)


def test_weak_figures_are_left_to_the_user():
    for key, row in table("enterprises").items():
        found = enterprises.enterprise(key)
        assert (found.rate_l_unit is None) == (row.origin.basis == "unverified"), key
        assert found.period in {"year", "day"}


def test_a_rural_hotel_of_ten_beds():
    # Tanzania, Longido list: 70 L/bed/day
    volume, factor = enterprises.daily_demand(10, 70)
    assert volume == pytest.approx(np.full(12, 0.7))
    assert factor == 1.0


def test_an_unknown_enterprise_is_answered_with_the_nearest():
    with pytest.raises(DataError, match="did you mean 'brick_making'"):
        enterprises.enterprise("brickmaking")


def test_month_shares_must_make_a_whole():
    with pytest.raises(CalculationError, match=r"sum to 0\.5"):
        enterprises.harvest_demand(1, 1, month_shares=np.full(12, 0.5 / 12))


@given(
    output=st.floats(0, 1e6),
    rate=st.floats(0, 50),
    months=st.sets(st.integers(1, 12), min_size=1),
)
def test_the_year_s_volume_is_kept_whatever_the_season(output, rate, months):
    volume, factor = enterprises.harvest_demand(output, rate, months)
    assert volume @ DAYS == pytest.approx(output * rate / 1000, rel=1e-9, abs=1e-12)
    assert factor == 1.0


@pytest.mark.parametrize(
    ("key", "low", "high", "basis"),
    # FNC 2014: 40-44 (Cinara 40), Becolsub 0.7-1.0; Oliveros 2013: channel 20, tank with pump 6-9;
    # Cenicafe Avance Tecnico 486: tanque-tina 4.17, Ecomill 0.3-0.5 L per kg of dry parchment
    [
        ("coffee_wet_mill_conventional", 40, 44, "secondary"),
        ("coffee_wet_mill_channel", 20, 20, "secondary"),
        ("coffee_wet_mill_tank_pump", 6, 9, "secondary"),
        ("coffee_wet_mill_tanque_tina", 4.17, 4.17, "primary"),
        ("coffee_wet_mill_becolsub", 0.7, 1.0, "secondary"),
        ("coffee_wet_mill_ecological", 0.3, 0.5, "primary"),
    ],
)
def test_coffee_by_system_of_processing(key, low, high, basis):
    found = enterprises.enterprise(key)
    assert found.rate_l_unit == high
    assert table("enterprises")[key].optional("low") in (low, None)
    assert found.period == "year"
    assert found.driver == "kg dry parchment coffee"
    assert found.origin.basis == basis


def test_coffee_in_parchment():
    # FNC 2014: 0.8 kg of green coffee from 1 kg of dry parchment
    assert enterprises.coffee_parchment_kg(0.8, "green") == pytest.approx(1.0)
    assert enterprises.coffee_parchment_kg(7.0) == 7.0
    assert enterprises.coffee_parchment_kg(500.0, "cherry", 5.0) == pytest.approx(100.0)
    with pytest.raises(DataError, match="no ratio of cherry to parchment is published"):
        enterprises.coffee_parchment_kg(500.0, "cherry")
    with pytest.raises(DataError, match="did you mean 'cherry'"):
        enterprises.coffee_parchment_kg(500.0, "cherries")
    with pytest.raises(CalculationError, match="above 0"):
        enterprises.coffee_parchment_kg(500.0, "green", 0.0)


def test_cleaning_around_pigs_and_cows():
    # Roy: 2,300 L of cleaning a year for each sow present; New Zealand: 70 L a cow in the parlour
    assert enterprises.enterprise("pig_herd_cleaning").rate_l_unit * 365 == pytest.approx(
        2300, rel=0.001
    )
    assert enterprises.enterprise("dairy_parlour_cleaning").rate_l_unit == 70
    assert enterprises.enterprise("milk_parlour_small").rate_l_unit is None


def test_draws_of_a_harvest_keep_the_months_last():
    output = np.array([[500.0], [1000.0]])
    volume, factor = enterprises.harvest_demand(output, 40, [10, 11, 12], 0.02)
    single, alone = enterprises.harvest_demand(1000, 40, [10, 11, 12], 0.02)
    assert volume.shape == (2, 12)
    assert volume[1] == pytest.approx(single)
    assert factor == alone
    assert enterprises.daily_demand(output, 2.0)[0].shape == (2, 12)
    with pytest.raises(CalculationError, match="cannot be negative"):
        enterprises.daily_demand(-output, 2.0)
