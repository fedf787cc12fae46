"""Every worked example of FAO-56 that its chapters 3 and 4 print, and the monthly method."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musdesign.demand import radiation as rad
from musdesign.demand import reference_et as et
from musdesign.errors import CalculationError

EXAMPLES = json.loads((Path(__file__).parent / "data" / "fao56_examples.json").read_text())


def _work_through(given_values):
    """Follow FAO-56's calculation sheet as far as the inputs of an example go."""
    x = dict(given_values)
    out = {}
    if "altitude_m" in x:
        out["pressure_kpa"] = et.air_pressure(x["altitude_m"])
        out["gamma_kpa_c"] = et.psychrometric_constant(out["pressure_kpa"])
    if "tmax_c" in x:
        low, high = x["tmin_c"], x["tmax_c"]
        out["e0_max_kpa"] = et.saturation_vapour_pressure(high)
        out["e0_min_kpa"] = et.saturation_vapour_pressure(low)
        out["es_kpa"] = et.mean_saturation_vapour_pressure(low, high)
        out["slope_kpa_c"] = et.vapour_pressure_slope((low + high) / 2)
    if "rh_max_pct" in x:
        humid = (x["rh_min_pct"], x["rh_max_pct"])
        out["ea_kpa"] = et.vapour_pressure_from_rh_range(low, high, *humid)
        out["ea_from_mean_kpa"] = et.vapour_pressure_from_rh_mean(low, high, sum(humid) / 2)
    if "height_m" in x:
        out["wind_2m_m_s"] = et.wind_at_2m(x["wind_m_s"], x["height_m"])
    if "latitude_deg" in x:
        place = (x["latitude_deg"], x["day_of_year"])
        out["ra_mj"] = rad.extraterrestrial_radiation(*place)
        out["daylight_h"] = rad.daylight_hours(*place)
    if "sunshine_h" in x:
        out["rs_mj"] = rad.solar_from_sunshine(out["ra_mj"], x["sunshine_h"], out["daylight_h"])
    if "missing" in x:
        out["rs_mj"] = rad.solar_from_temperature(out["ra_mj"], high, low)
        out["ea_kpa"] = et.vapour_pressure_from_tdew(low)
        out["wind_2m_m_s"] = et.MISSING_WIND_M_S
        out["hargreaves_mm_day"] = et.hargreaves(low, high, out["ra_mj"])
    if "previous_month_c" in x:
        months = (x["previous_month_c"], x["this_month_c"])
        out["soil_heat_mj"] = et.soil_heat_flux_month_so_far(*months)
    known = {**out, **x}
    if "altitude_m" in x and "ra_mj" in out:
        out["rso_mj"] = rad.clear_sky_radiation(out["ra_mj"], x["altitude_m"])
        known = {**out, **x}
        out["rns_mj"] = rad.net_radiation(out["rs_mj"], 0.0)
        rnl = rad.net_longwave(high, low, known["ea_kpa"], out["rs_mj"], out["rso_mj"])
        out["rn_mj"] = rad.net_radiation(out["rs_mj"], rnl)
        out["eto_mm_day"] = et.daily_eto(
            x["latitude_deg"],
            x["altitude_m"],
            x["day_of_year"],
            tmin_c=low,
            tmax_c=high,
            ea_kpa=known["ea_kpa"],
            wind_2m_m_s=known["wind_2m_m_s"],
            solar_mj=out["rs_mj"],
            soil_heat_mj=known.get("soil_heat_mj", 0.0),
        )
        out["rnl_mj"] = rnl
    elif "rso_mj" in x:
        out["rnl_mj"] = rad.net_longwave(high, low, x["ea_kpa"], x["rs_mj"], x["rso_mj"])
    return out


@pytest.mark.parametrize("example", EXAMPLES, ids=[e["source"][30:60] for e in EXAMPLES])
def test_fao56_example_is_reproduced_with_its_intermediates(example):
    found = _work_through(example["inputs"])
    for name, (value, tolerance) in example["expected"].items():
        assert float(found[name]) == pytest.approx(value, abs=tolerance), name


# Bangkok, April of FAO-56's example 17 in every month, so that the soil heat flux is nil
BANGKOK = {"latitude_deg": 13.7333, "altitude_m": 2.0, "tmin_c": 25.6, "tmax_c": 34.8}


def test_monthly_eto_reproduces_example_17_but_for_the_soil_heat():
    # ETo 5.72 with G = 0.14 (FAO-56, example 17); G = 0 adds 0.408 * slope * 0.14 over the
    # denominator, with example 17's slope 0.246 and gamma 0.0674
    result = et.monthly_eto(**BANGKOK, vapour_pressure_kpa=2.85, wind_m_s=2.0, sunshine_h=8.5)
    without_heat = 5.72 + 0.408 * 0.246 * 0.14 / (0.246 + 0.0674 * 1.68)
    assert result.eto_mm_day[3] == pytest.approx(without_heat, abs=0.01)


def test_monthly_soil_heat_comes_from_both_neighbours_around_the_year():
    # FAO-56 eq. 43: G = 0.07 (T[i+1] - T[i-1]); December is followed by January
    warm = np.array([20.0, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 26])
    climate = {"vapour_pressure_kpa": 1.5, "wind_m_s": 2.0, "solar_mj": 18.0}
    level = et.monthly_eto(5.0, 100.0, warm - 5, warm + 5, **climate).eto_mm_day
    expected = et.daily_eto(
        5.0, 100.0, rad.MID_MONTH_DAYS, tmin_c=warm - 5, tmax_c=warm + 5, ea_kpa=1.5,
        wind_2m_m_s=2.0, solar_mj=18.0,
        soil_heat_mj=np.array([-0.42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.42, 0]),
    )  # fmt: skip
    np.testing.assert_allclose(level, expected)


def test_every_missing_datum_is_named_with_its_equation():
    rules = et.monthly_eto(**BANGKOK).rules
    assert len(rules) == 3
    for equation in ("eq. 48", "eq. 50", "2 m/s"):
        assert any(equation in rule for rule in rules), equation


def test_nothing_is_assumed_where_everything_is_given():
    result = et.monthly_eto(**BANGKOK, vapour_pressure_kpa=2.85, wind_m_s=2.0, solar_mj=22.65)
    assert result.rules == ()


def test_radiation_from_temperature_never_exceeds_a_clear_sky():
    result = et.monthly_eto(0.0, 0.0, 5.0, 40.0)
    ra = rad.extraterrestrial_radiation(0.0, rad.MID_MONTH_DAYS)
    assert np.all(result.solar_mj_m2_day <= 0.75 * ra + 1e-9)  # eq. 37 at sea level


def test_all_impossible_climates_are_reported_at_once():
    with pytest.raises(CalculationError) as caught:
        et.monthly_eto(95.0, 100.0, 20.0, 10.0, humidity_pct=140.0, wind_m_s=-1.0)
    assert len(caught.value.problems) == 4


def test_a_wrong_number_of_months_is_refused():
    with pytest.raises(CalculationError, match="11 values"):
        et.monthly_eto(0.0, 0.0, [20.0] * 11, 30.0)


@given(latitude=st.floats(-90, 90), day=st.integers(1, 366))
def test_daylight_and_radiation_stay_within_the_day(latitude, day):
    assert 0.0 <= float(rad.daylight_hours(latitude, day)) <= 24.0
    assert float(rad.extraterrestrial_radiation(latitude, day)) >= -1e-9


@given(
    low=st.floats(-5, 28), spread=st.floats(1, 18), dry=st.floats(0.2, 0.9), wind=st.floats(0.1, 6)
)
def test_drier_air_never_lowers_evapotranspiration_at_the_same_net_radiation(
    low, spread, dry, wind
):
    es = float(et.mean_saturation_vapour_pressure(low, low + spread))

    def eto(ea):
        return et.penman_monteith(
            slope_kpa_c=0.2, net_radiation_mj=12.0, soil_heat_mj=0.0, gamma_kpa_c=0.066,
            mean_c=low + spread / 2, wind_2m_m_s=wind, es_kpa=es, ea_kpa=ea,
        )  # fmt: skip

    assert eto(dry * es) >= eto(es) - 1e-12
