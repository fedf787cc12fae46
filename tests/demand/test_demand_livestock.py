from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musdesign.demand import livestock
from musdesign.errors import CalculationError, DataError
from musdesign.library.tables import table


def test_tanzanian_livestock_unit():
    # Tanzania rural design rule: 1 LU = 25 L/day = 1 cattle = 2 donkeys = 5 goats or sheep
    # = 30 poultry
    for herd in ({"cattle": 1}, {"donkey": 2}, {"goat": 5}, {"sheep": 5}, {"poultry": 30}):
        assert livestock.livestock_units(herd) == pytest.approx(1.0)
    litres, origin = livestock.unit_l_day("tanzania")
    assert litres == 25
    assert origin.basis == "secondary"


@pytest.mark.parametrize(
    ("key", "litres"),
    # Mekonnen and Hoekstra 2010, world averages
    [
        ("dairy_cow", 64), ("beef_cattle", 34.1), ("pig", 45), ("sheep", 7.9), ("goat", 5.4),
        ("horse", 50), ("poultry", 0.27),
    ],
)  # fmt: skip
def test_default_water_is_the_world_average(key, litres):
    assert livestock.animal(key).l_head_day == litres


def test_sheep_drink_along_the_published_points_and_not_a_straight_line():
    # published points of a lactating ewe: 8.7, 12.9 and 20.1 L at 15, 25 and 35 degC; the straight
    # line from 15 to 35 would give 14.4 at 25
    points = livestock.animal("sheep").drinking.l_head_day
    assert livestock.drinking_l_head_day([15, 25, 35], points) == pytest.approx([8.7, 12.9, 20.1])
    assert livestock.drinking_l_head_day([-5, 45], points) == pytest.approx([8.7, 20.1])


def test_a_tropical_cow_is_never_given_the_water_of_a_35_litre_cow():
    for key in table("livestock"):
        drinking = livestock.animal(key).drinking
        assert drinking is None or drinking.key != "cattle_high_yield"


def test_unknown_animals_and_systems_are_named():
    with pytest.raises(DataError, match="did you mean 'dairy_cow'"):
        livestock.animal("dairy_cows")
    with pytest.raises(DataError, match="'camel' has no livestock unit"):
        livestock.livestock_units({"camel": 1})
    with pytest.raises(DataError, match="unknown livestock unit"):
        livestock.livestock_units({"cattle": 1}, "utopia")
    with pytest.raises(CalculationError, match="negative"):
        livestock.livestock_units({"cattle": -1})


@given(cold=st.floats(-10, 50), warmer=st.floats(0, 20))
def test_animals_never_drink_less_on_a_warmer_day(cold, warmer):
    for key in table("livestock_drinking"):
        points = livestock.drinking_class(key).l_head_day
        low, high = livestock.drinking_l_head_day([cold, cold + warmer], points)
        assert high >= low - 1e-9
