from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musdesign.demand import gardens
from musdesign.errors import CalculationError, DataError


def test_published_tomato_day_and_its_drip_garden():
    # ETo 4.4 mm * Kc 1.15 = 5.06 mm/day = 50.6 m3/ha/day (published); 100 m2 at 90 %: 562.2 L
    crop = gardens.crop("tomato")
    result = gardens.garden_demand(100, crop.kc_mid, 4.4, 0.0, 0.90)
    assert result.net_mm_day[0] == pytest.approx(5.06)
    assert gardens.garden_demand(10_000, crop.kc_mid, 4.4, 0.0, 1.0).gross_m3_day[5] == (
        pytest.approx(50.6)
    )
    assert result.gross_m3_day[0] * 1000 == pytest.approx(562.2, abs=0.05)


def test_dependable_rain_of_fao_aglw():
    # FAO/AGLW dependable rain (80 %): 10, 70, 100 mm give 0, 32, 56
    np.testing.assert_allclose(gardens.effective_rain("fao_aglw", [10, 70, 100]), [0, 32, 56])


def test_tomato_season_of_fao_training_manual_3():
    # FAO Training Manual 3, chapter 4, February to June: ETcrop 69 123 180 234 180 mm, rain
    # 20 38 40 80 16 mm; effective rain 2 13 14 39 0 = 68; need 67 110 166 195 180 = 718
    crop_mm = np.array([69.0, 123, 180, 234, 180])
    useful = np.round(gardens.effective_rain("fao_tm3", [20, 38, 40, 80, 16]))
    np.testing.assert_array_equal(useful, [2, 13, 14, 39, 0])
    need = gardens.net_irrigation_mm_day(1.0, crop_mm, useful)
    np.testing.assert_allclose(need, [67, 110, 166, 195, 180])
    assert need.sum() == pytest.approx(718)


def test_usda_rule_joins_at_250_mm():
    # CROPWAT: P (125 - 0.2 P)/125 to 250 mm, 125 + 0.1 P above; both give 150 at 250 mm
    rain = gardens.effective_rain("usda_scs", [100, 250, 250.0001, 300])
    np.testing.assert_allclose(rain, [84, 150, 150, 155], atol=1e-3)


def test_the_kc_curve_of_fao56_is_flat_then_rises_then_is_flat_then_falls():
    # FAO-56 Table 12 tomato 0.6/1.15/0.80; Table 11 Mediterranean, planted April/May 30/40/45/30
    crop = gardens.crop("tomato")
    lengths, _ = gardens.stages("tomato/mediterranean_apr_may")
    kc, grown = gardens.seasonal_kc(crop.kc_ini, crop.kc_mid, crop.kc_end, lengths, 4)
    assert grown[3] == 1.0
    assert kc[3] == pytest.approx(0.6)  # 30 days of April, all in the initial stage
    # 31 days of May rise by 0.55/40 a day: mean 0.6 + 0.55 * 15.5/40
    assert kc[4] == pytest.approx(0.6 + 0.55 * 15.5 / 40)
    assert kc[5] == pytest.approx(1.15 - 0.55 * 4.5 / 40 * 9 / 30)  # June: 9 days rise, 21 flat
    # July holds days 91 to 122; from day 115 on Kc falls by 0.35/30 a day, for 7 days
    assert kc[6] == pytest.approx(1.15 - 0.35 / 30 * 7**2 / 2 / 31)
    assert (grown * [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]).sum() == pytest.approx(145)


def test_a_season_may_pass_the_new_year_but_not_last_longer_than_one():
    _, grown = gardens.seasonal_kc(0.5, 1.0, 0.8, gardens.Stages(20, 30, 30, 10), 12)
    assert grown[11] == 1.0
    assert grown[0] == 1.0
    assert grown[5] == 0.0
    with pytest.raises(CalculationError, match="perennial"):
        gardens.seasonal_kc(0.4, 1.25, 0.75, gardens.Stages(50, 70, 220, 140), 1)


def test_months_without_the_crop_need_no_water():
    result = gardens.garden_demand(200, 1.0, 5.0, 0.0, 0.6, months=[1, 2])
    assert result.gross_m3_day[0] == pytest.approx(200 * 5 / 0.6 / 1000)
    assert result.gross_m3_day[2:].sum() == 0.0


def test_a_misspelt_crop_is_answered_with_the_nearest():
    with pytest.raises(DataError, match="did you mean 'tomato'"):
        gardens.crop("tomatoe")


def test_every_impossible_garden_input_is_reported():
    with pytest.raises(CalculationError) as caught:
        gardens.garden_demand(-1, -0.5, 5.0, 0.0, 1.4)
    assert len(caught.value.problems) == 3


rain = st.floats(0, 800)


@given(rain=rain, more=st.floats(0, 300), method=st.sampled_from(gardens.RAIN_METHODS))
def test_effective_rain_lies_between_nothing_and_the_rain_and_grows_with_it(rain, more, method):
    low, high = gardens.effective_rain(method, [rain, rain + more])
    assert 0 <= low <= rain + 1e-9
    assert high >= low - 1e-9


@given(
    area=st.floats(0, 1e4),
    extra=st.floats(0, 1e3),
    kc=st.floats(0, 1.3),
    eto=st.floats(0, 9),
    rain=rain,
)
def test_a_larger_garden_or_a_poorer_method_never_needs_less(area, extra, kc, eto, rain):
    base = gardens.garden_demand(area, kc, eto, rain, 0.9).gross_m3_day
    assert np.all(gardens.garden_demand(area + extra, kc, eto, rain, 0.9).gross_m3_day >= base)
    assert np.all(gardens.garden_demand(area, kc, eto, rain, 0.6).gross_m3_day >= base)
