"""Treatment trains, fitness of water for its use, effluents."""

import pytest

from musdesign.errors import CalculationError, DataError
from musdesign.library.tables import table
from musdesign.supply.quality import WaterQuality, effluents, fitness
from musdesign.supply.treatment import train


def test_slow_sand_alone_gives_domestic_water_and_with_chlorine_drinking_water():
    assert train(["gravel_filter", "slow_sand"], 40, turbidity_ntu=80).gives == "domestic"
    both = train(
        ["gravel_filter", "slow_sand", "chlorination"],
        40,
        turbidity_ntu=80,
        dose_mg_l=1.5,
        demand_mg_l=0.8,
    )
    assert both.gives == "drinking"
    assert both.disinfection.residual_mg_l == pytest.approx(0.7)
    assert both.disinfection.ct_mg_min_l == pytest.approx(21)
    assert both.disinfection.chlorine_g_day == pytest.approx(60)
    assert both.disinfection.contact_tank_m3 == pytest.approx(40 / 48)
    # 3.5 % and 2.5 % in turn
    assert both.loss_fraction == pytest.approx(1 - 0.965 * 0.975)
    # 40 m3 a day at 0.1 to 0.3 m/h
    assert both.filter_area_m2["slow_sand"] == pytest.approx((40 / 24 / 0.3, 40 / 24 / 0.1))


def test_turbid_water_is_not_disinfected():
    found = train(["chlorination"], 10, turbidity_ntu=50)
    assert found.gives == "irrigation"
    assert any("bears at most 5 NTU, gets 50" in line for line in found.warnings)


def test_a_dose_that_is_used_up_does_not_reach_drinking():
    found = train(
        ["slow_sand", "chlorination"], 10, turbidity_ntu=5, dose_mg_l=1.0, demand_mg_l=0.9
    )
    assert found.gives == "domestic"
    assert not found.disinfection.sufficient
    short = train(
        ["slow_sand", "chlorination"], 10, turbidity_ntu=5, dose_mg_l=2, contact_minutes=10
    )
    assert short.gives == "domestic"


def test_a_slow_sand_filter_must_not_stand_still():
    found = train(["slow_sand"], 10, hours_day=12, turbidity_ntu=5)
    assert any("day and night" in line for line in found.warnings)


def test_removals_add_up_as_logarithms():
    found = train(["slow_sand", "chlorination"], 10, turbidity_ntu=5, dose_mg_l=2)
    least, most = found.bacteria_log
    assert (least, most) == (3, 9)
    low, high = found.coliforms_after(1e4)
    assert (low, high) == pytest.approx((1e-5, 10))


def test_bad_trains_are_refused():
    with pytest.raises(DataError, match="did you mean 'slow_sand'"):
        train(["slow_sands"], 1)
    with pytest.raises(CalculationError) as caught:
        train([], -1, hours_day=30)
    assert len(caught.value.problems) == 3


def test_every_step_of_the_library_makes_a_train():
    for key in table("treatment_steps"):
        found = train([key], 1.0)
        assert found.gives in {"drinking", "domestic", "livestock", "irrigation"}
        assert 0 <= found.loss_fraction < 0.2


def test_salt_limits_of_fao_29():
    def told(ec):
        return fitness("well", "irrigation", WaterQuality(ec_ds_m=ec), ["gardens"]).warnings

    assert not any("restriction" in line for line in told(0.5))
    assert any("slight to moderate" in line for line in told(1.5))
    assert any("severe" in line for line in told(3.5))


def test_salt_stays_in_treated_drinking_water():
    def told(ec, **served):
        return fitness("well", "irrigation", WaterQuality(ec_ds_m=ec), **served).warnings

    assert told(0.5, uses=[], treated=["domestic"]) == ()
    assert any("tastes of salt" in line for line in told(1.2, uses=[], treated=["domestic"]))
    assert any("too salty to drink" in line for line in told(3.0, uses=[], treated=["domestic"]))
    assert any("too salty to drink" in line for line in told(3.0, uses=["domestic"]))
    # beasts that drink of the same plant
    assert any("ruminants" in line for line in told(6.0, uses=[], treated=["livestock"]))


def test_garden_taps_of_raw_water_warn_that_people_may_drink():
    raw = fitness("stream", "livestock", WaterQuality(), ["gardens"]).warnings
    assert any("people may drink" in line for line in raw)
    assert fitness("spring", "drinking", WaterQuality(), ["gardens"]).warnings == ()
    germs = fitness("canal", "irrigation", WaterQuality(coliforms_per_100ml=5000), ["gardens"])
    assert any("eaten raw" in line for line in germs.warnings)
    cattle = fitness("well", "livestock", WaterQuality(ec_ds_m=6), ["livestock"])
    assert any("not for poultry" in line for line in cattle.warnings)


def test_effluents_tell_coffee_apart():
    found, register = effluents({"domestic": 1000, "enterprises": 50, "gardens": 900}, 30)
    assert [(e.kind, e.m3_year) for e in found] == [
        ("wastewater", pytest.approx(800)), ("coffee effluent", 30), ("effluent", 20),
    ]  # fmt: skip
    assert {line.basis for line in register} == {"unverified"}


def test_what_rounding_leaves_of_the_coffee_mills_is_no_effluent():
    parts = 0.1 + 0.2  # 0.30000000000000004
    assert parts > 0.3
    found, _ = effluents({"domestic": 1e-13, "enterprises": parts}, 0.3)
    assert [e.kind for e in found] == ["coffee effluent"]
    found, _ = effluents({"enterprises": 20.0}, 1e-13)
    assert [e.kind for e in found] == ["effluent"]
