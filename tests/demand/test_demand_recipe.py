from __future__ import annotations

import pytest

from musdesign.demand import domestic
from musdesign.demand.recipe import recipe
from musdesign.errors import CalculationError


def test_colombian_memoria_of_sixty_lots():
    # published worked design, Colombia: 60 lots of 4, net 120 L/person/day, losses 25 %, k1 1.30,
    # k2 1.60: gross 160; 0.444, 0.578 and 0.9244 L/s; a third of the largest day is 16.64 m3
    design = recipe(60 * 4, 120, 0.25, 1.30, 1.60)
    assert design.population == 240
    assert design.gross_l_person_day == pytest.approx(160)
    assert design.mean_day_lps == pytest.approx(0.444, abs=5e-4)
    assert design.max_day_lps == pytest.approx(0.578, abs=5e-4)
    assert design.peak_hour_lps == pytest.approx(0.9244, abs=5e-5)
    assert design.storage_third_m3 == pytest.approx(16.64, abs=5e-3)
    assert design.max_day_m3 / 2 == pytest.approx(24.96, abs=5e-3)  # the 12-hour tank


@pytest.mark.parametrize(
    ("k1", "k2", "base", "peak_lps"),
    # on a mean flow of 1.000 L/s: Colombia to 12,500 persons, Ecuador, Nicaragua, Peru
    [(1.3, 1.6, "max_day", 2.08), (1.0, 3.0, "mean", 3.0), (1.5, 2.5, "mean", 2.5),
     (1.3, 2.0, "mean", 2.0)],
)  # fmt: skip
def test_the_base_of_the_peak_hour_differs_by_country(k1, k2, base, peak_lps):
    assert recipe(864, 100, 0.0, k1, k2, peak_base=base).peak_hour_lps == pytest.approx(peak_lps)


@pytest.mark.parametrize(
    ("loss", "convention", "mean_lps"),
    # on a net flow of 1.000 L/s: Colombia, Nicaragua, Kenya
    [(0.25, "on_gross", 1.3333), (0.20, "added_to_net", 1.2), (0.20, "included", 1.0)],
)
def test_the_meaning_of_losses_differs_by_country(loss, convention, mean_lps):
    design = recipe(864, 100, loss, 1.0, 1.0, loss_convention=convention)
    assert design.mean_day_lps == pytest.approx(mean_lps, abs=5e-5)


def test_every_impossible_recipe_input_is_reported():
    with pytest.raises(CalculationError) as caught:
        recipe(-1, 120, 25.0, 0.5, 1.6, loss_convention="on gross", peak_base="max")
    assert len(caught.value.problems) == 5


@pytest.mark.parametrize(("persons", "litres"), [(4, 328.7), (5, 263.0), (6, 219.2)])
def test_la_palma_allocation_per_person(persons, litres):
    # La Palma-Tres Puertas (Restrepo, Valle del Cauca), 2005 workshop: 40 m3/household/month
    found = domestic.household_month_to_person_day(40, persons)
    assert found == pytest.approx(litres, abs=0.12)


@pytest.mark.parametrize(("lps", "households", "litres"), [(0.4, 70, 493.7), (1.4, 121, 999.7)])
def test_ethiopian_springs_per_household(lps, households, litres):
    # RiPPLE, springs Ido Jalala and Ifa Daba
    assert domestic.flow_per_household_l_day(lps, households) == pytest.approx(litres, abs=0.05)


def test_household_and_person_rates_are_each_other_s_inverse():
    litres = domestic.household_month_to_person_day(40, 4.1)
    assert domestic.person_day_to_household_month(litres, 4.1) == pytest.approx(40)


def test_corrales_household_lies_in_the_published_band():
    # Corrales et al. 2011: about 213 L/person/day covers domestic use, 20 chickens, 5 pigs and 1-2
    # cows; with 150 domestic, 5 persons and 1.5 cows a plausibility band of 200 to 230
    from musdesign.demand.livestock import animal

    herd = {"poultry": 20, "pig": 5, "dairy_cow": 1.5}
    litres = 150 + sum(count * animal(key).l_head_day for key, count in herd.items()) / 5
    assert 200 <= litres <= 230
