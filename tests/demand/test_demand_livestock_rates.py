from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musdesign.demand import livestock, patterns
from musdesign.demand.livestock_units import heads_from_units, livestock_units, unit_systems
from musdesign.errors import CalculationError, DataError
from musdesign.library.tables import table

# published drinking water at 15, 25 and 35 degC, L/head/day (table by temperature in the code of
# Wanjirunjeri/improving-global-livestock-water-modelling)
PUBLISHED = {
    "cattle_high_yield": (102.8, 114.8, 126.8), "cattle_pastoral": (21.8, 25.0, 28.7),
    "cattle_large_dry": (44.1, 73.2, 102.3), "goat_lactating": (7.6, 9.6, 11.9),
    "sheep_lactating": (8.7, 12.9, 20.1), "pig_sow": (17.2, 28.3, 46.7),
    "chicken": (0.177, 0.331, 0.62), "buffalo": (56.2, 71.27, 85.23),
    "horse": (31.81, 40.33, 48.6), "duck": (0.36, 0.70, 1.33), "camel": (31.5, 41.8, 52.2),
}  # fmt: skip


def test_every_class_passes_through_its_published_points():
    assert set(table("livestock_drinking")) == set(PUBLISHED)
    for key, points in PUBLISHED.items():
        found = livestock.drinking_class(key).l_head_day
        assert livestock.drinking_l_head_day([15, 25, 35], found) == pytest.approx(points)


def test_twelve_monthly_temperatures_give_twelve_rates():
    rate = livestock.daily_l_head("sheep", np.linspace(10, 40, 12), system="none")
    assert rate.drinking_l_head_day.shape == (12,)
    assert rate.drinking_l_head_day[0] == 8.7
    assert rate.drinking_l_head_day[-1] == 20.1
    assert "nearest published point" in rate.note
    inside = livestock.daily_l_head("sheep", [20.0], system="none")
    # half-way between the published 8.7 and 12.9
    assert inside.drinking_l_head_day == pytest.approx([10.8])
    assert inside.note == "drinking of the class 'sheep, lactating'"


def test_draws_keep_the_months_last():
    temperatures = np.full((5, 12), 25.0)
    rate = livestock.daily_l_head("cattle", temperatures, np.arange(5.0)[:, None])
    assert rate.drinking_l_head_day.shape == (5, 12)
    assert rate.drinking_l_head_day[2] == pytest.approx(np.full(12, 25.0))


@pytest.mark.parametrize(
    ("kind", "system", "litres"),
    # Table 2 of a review in Science: grazing and intensive service water, L/day per animal;
    # the parlour: New Zealand planning table, 70 L per cow
    [
        ("beef_cattle", "grazing", 5), ("beef_cattle", "industrial", 11),
        ("dairy_cow", "grazing", 5), ("dairy_cow", "industrial", 22), ("dairy_cow", "parlour", 70),
        ("sow", "grazing", 25), ("sow", "industrial", 125), ("sheep", "grazing", 5),
    ],
)  # fmt: skip
def test_service_water_by_system(kind, system, litres):
    assert livestock.service_water(kind, system).l_head_day == litres


def test_a_published_total_is_never_given_service_water_twice():
    # Mekonnen and Hoekstra: 64 L holds the service water already
    rate = livestock.daily_l_head("dairy_cow", system="industrial")
    assert rate.includes_service
    assert rate.l_head_day == 64
    # by temperature the sow drinks 28.3 L, and 25 L are used around her
    rate = livestock.daily_l_head("sow", 25.0)
    assert not rate.includes_service
    assert rate.l_head_day == pytest.approx(53.3)


def test_what_was_not_published_is_said():
    rate = livestock.daily_l_head("donkey", np.full(12, 30.0))
    assert rate.drinking_l_head_day == pytest.approx(np.full(12, 12.5))
    assert "no response to temperature" in rate.note
    assert "no service water is published" in rate.note
    with pytest.raises(DataError, match="in the system 'parlour'"):
        livestock.daily_l_head("sheep", 25.0, system="parlour")
    with pytest.raises(DataError, match="unknown system of keeping"):
        livestock.daily_l_head("sheep", 25.0, system="barn")
    with pytest.raises(DataError, match="unknown system of keeping"):
        livestock.daily_l_head("dairy_cow", system="barn")
    with pytest.raises(DataError, match="no response of water to milk is published for 'goat'"):
        livestock.daily_l_head("goat", 25.0, 1.0)
    with pytest.raises(CalculationError, match="negative"):
        livestock.daily_l_head("dairy_cow", milk_l_day=-1.0)
    with pytest.raises(CalculationError, match="needs a temperature"):
        livestock.daily_l_head("cattle", milk_l_day=4.0)
    with pytest.raises(CalculationError, match="not a number"):
        livestock.daily_l_head("cattle", np.nan)


def test_dairy_cows_by_milk():
    # Ontario factsheet: 68-83, 87-102 and 114-136 L a day at 13.6, 22.7 and 36.3 kg of milk;
    # 1.03 kg a litre
    milk_l = np.array([13.6, 22.7, 36.3]) / 1.03
    rate = livestock.daily_l_head("milking_cow", milk_l_day=milk_l, system="none")
    assert rate.drinking_l_head_day == pytest.approx([75.5, 94.5, 125.0])
    low = livestock.daily_l_head("milking_cow", milk_l_day=3.0)
    assert low.drinking_l_head_day == pytest.approx(75.5)
    assert "take 'cattle'" in low.note


def test_a_local_cow_drinks_three_to_four_litres_for_each_litre_of_milk():
    # class of 2 L of milk: 25.0 L at 25 degC; agrostar: 3-4 L per L of milk, so 3.5 x 2 more at 4
    at = livestock.daily_l_head("cattle", 25.0, [2.0, 4.0], system="none").drinking_l_head_day
    assert at == pytest.approx([25.0, 32.0])


def test_regression_of_murphy():
    # by hand: 15.99 + 1.58 x 20 + 0.90 x 30 + 0.05 x 50 + 1.20 x 15 = 95.09
    assert livestock.murphy_l_head_day(20, 30, 50, 15) == pytest.approx(95.09)


def test_seasons_and_troughs():
    # Pallas 1986: camel 15, 30, 50 in the wet, dry cool and dry hot seasons
    found = [livestock.seasonal_l_head_day("camel", season)[0] for season in livestock.SEASONS]
    assert found == [15, 30, 50]
    assert livestock.seasonal_l_head_day("cattle", "wet")[1].basis == "unverified"
    with pytest.raises(DataError, match="did you mean 'dry_hot'"):
        livestock.seasonal_l_head_day("camel", "dryhot")
    # New Zealand: a cow in milk drinks at 14 L/h at most, so 90 cows draw 1,260 L/h = 0.35 L/s
    litres, _ = livestock.peak_rate_l_head_h("lactating_cow")
    assert livestock.herd_peak_lps(90, litres) == pytest.approx(0.35)


def test_livestock_units_of_each_country():
    # Kenya: 1 unit = 50 L/day = 1 grade cow = 3 local cows = 15 sheep or goats = 5 donkeys
    herd = {"dairy_cow": 1, "cattle": 3, "sheep": 15, "goat": 15, "donkey": 5}
    assert livestock_units(herd, "kenya") == pytest.approx(5.0)
    assert livestock.unit_l_day("kenya")[0] == 50
    # Storck et al. 1991: camel 1.25, horse 1.10, sheep or goat 0.13, chicken 0.013
    herd = {"camel": 1, "horse": 1, "goat": 10, "poultry": 100}
    assert livestock_units(herd, "ethiopia") == pytest.approx(1.25 + 1.10 + 1.3 + 1.3)
    # tropical livestock unit of 250 kg: cattle 0.7, pig 0.2
    assert livestock_units({"cattle": 10, "pig": 5}, "tropical") == pytest.approx(8.0)
    with pytest.raises(DataError, match="column l_unit_day is empty"):
        livestock.unit_l_day("tropical")


def test_a_species_that_a_country_leaves_out_is_said_with_where_it_is_defined():
    with pytest.raises(DataError, match=r"no livestock unit in tanzania \(Tanzania\)") as error:
        livestock_units({"camel": 1, "pig": 2}, "tanzania")
    assert len(error.value.problems) == 2
    assert "'camel' has one in ethiopia, tropical" in str(error.value)
    with pytest.raises(DataError, match="'pig' has no livestock unit"):
        heads_from_units(1.0, "pig", "kenya")
    with pytest.raises(CalculationError, match="negative"):
        heads_from_units(-1.0, "goat")


@given(heads=st.floats(0, 1e5))
def test_livestock_units_and_back(heads):
    for row in table("livestock_units").values():
        system, animal = row.text("system"), row.text("animal")
        units = livestock_units({animal: heads}, system)
        assert heads_from_units(units, animal, system) == pytest.approx(heads)
    assert set(unit_systems()) == {"tanzania", "kenya", "ethiopia", "tropical"}


def test_livestock_units_of_many_draws():
    heads = np.array([[1.0], [2.0]])
    assert livestock_units({"cattle": heads, "donkey": 2 * heads}) == pytest.approx(2 * heads)


@given(cold=st.floats(-10, 50), warmer=st.floats(0, 20), milk=st.floats(0, 40))
def test_a_warmer_day_or_more_milk_never_lessens_a_cow_s_water(cold, warmer, milk):
    temperatures = np.array([cold, cold + warmer])
    local = livestock.daily_l_head("cattle", temperatures, np.array([milk, milk]))
    assert local.l_head_day[1] >= local.l_head_day[0] - 1e-9
    more = livestock.daily_l_head("dairy_cow", milk_l_day=np.array([milk, milk + warmer]))
    assert more.l_head_day[1] >= more.l_head_day[0] - 1e-9
    assert np.all(local.drinking_l_head_day > 0)


def test_every_animal_gives_water_with_its_source():
    for key in table("livestock"):
        rate = livestock.daily_l_head(key, np.full(12, 22.0))
        assert np.all(rate.l_head_day > 0), key
        assert rate.origins, key


def test_ranges_hold_the_figure_taken():
    for name in ("livestock", "livestock_service", "livestock_peak_rates"):
        column = "l_head_h" if name.endswith("rates") else "l_head_day"
        for key, row in table(name).items():
            low, high = row.optional("low"), row.optional("high")
            assert (low is None) == (high is None), key
            if low is not None and high is not None:
                assert low <= row.number(column) <= high, key


def test_an_index_by_temperature_moves_water_between_the_months_only():
    days = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    # half the year at 15 and half at 25 degC: a ewe's 8.7 and 12.9 L keep their ratio
    index = livestock.temperature_index("sheep", [15.0] * 6 + [25.0] * 6)
    assert index @ days == pytest.approx(365)
    assert index[6] / index[0] == pytest.approx(12.9 / 8.7)
    draws = livestock.temperature_index("goat", np.linspace(10, 30, 36).reshape(3, 12))
    assert draws @ days == pytest.approx(np.full(3, 365.0))
    assert np.all(livestock.temperature_index("mule", np.full(12, 35.0)) == 1)
    with pytest.raises(CalculationError, match="twelve months"):
        livestock.temperature_index("sheep", [15.0, 20.0])


def test_every_animal_is_watered_at_known_hours():
    for key in table("livestock"):
        hourly = patterns.pattern(livestock.animal(key).pattern).hourly
        assert hourly.sum() == pytest.approx(1), key
    assert livestock.animal("cattle").pattern == "livestock"
