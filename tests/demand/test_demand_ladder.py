from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musdesign.demand.ladder import Rung, classify, ladder
from musdesign.errors import CalculationError, DataError


@pytest.mark.parametrize(
    ("l_person_day", "level"),
    # multiple-use ladder: none below 10, basic domestic 10-20, basic 20-50, intermediate 50-100,
    # highest from 100; a threshold belongs to the rung above it
    [
        (0, "no service"), (9.99, "no service"), (10, "basic domestic"),
        (19.99, "basic domestic"), (20, "basic multiple use"), (49.99, "basic multiple use"),
        (50, "intermediate multiple use"), (99.99, "intermediate multiple use"),
        (100, "highest multiple use"), (450, "highest multiple use"),
    ],
)  # fmt: skip
def test_quantities_at_the_homestead(l_person_day, level):
    found = classify(l_person_day, distance_m=0.0, minutes=0.0)
    assert str(found.names) == level


@pytest.mark.parametrize(
    ("distance_m", "minutes", "level"),
    # no service beyond 1 km or 30 minutes; basic domestic within them, basic within 500 m or 15
    # minutes, intermediate within 150 m or 5 minutes, highest at the homestead
    [
        (0, 0, "highest multiple use"), (1, 0, "intermediate multiple use"),
        (150, 5, "intermediate multiple use"), (150.1, 5, "basic multiple use"),
        (150, 5.1, "basic multiple use"), (500, 15, "basic multiple use"),
        (1000, 30, "basic domestic"), (1000, 31, "no service"), (1001, 30, "no service"),
    ],
)  # fmt: skip
def test_plenty_of_water_is_held_back_by_its_distance_or_time(distance_m, minutes, level):
    found = classify(500.0, distance_m, minutes)
    assert str(found.names) == level
    assert str(found.access_names) == level
    assert str(found.quantity_names) == "highest multiple use"


def test_both_judgements_are_reported_and_the_worse_is_the_level():
    found = classify([80.0, 15.0, 30.0], distance_m=[400.0, 100.0, 500.0])
    assert found.quantity.tolist() == [3, 1, 2]
    assert found.access.tolist() == [2, 3, 2]
    assert found.level.tolist() == [2, 1, 2]
    assert found.held_back_by.tolist() == ["access", "quantity", "both"]


def test_levels_of_the_world_health_organization():
    # about 20 L within 1 km or 30 minutes; about 50 L from a tap in the compound; 100 L in the
    # house (2003 and 2020 editions as quoted)
    found = classify([4.0, 20.0, 50.0, 120.0], [1500.0, 900.0, 90.0, 0.0], rungs=ladder("who"))
    assert found.names.tolist() == [
        "inadequate access", "basic access", "intermediate access", "optimal access",
    ]  # fmt: skip


def test_the_user_s_own_thresholds_replace_the_library_s():
    mine = [Rung("low", 0), Rung("middle", 25, 800, 30), Rung("good", 60, None, 10)]
    found = classify([24.9, 25.0, 60.0], distance_m=700.0, minutes=10.0, rungs=mine)
    assert found.names.tolist() == ["low", "middle", "good"]
    # the good rung names no distance: the 800 m of the rung below still hold
    assert str(classify(60.0, 900.0, 10.0, mine).names) == "low"


@pytest.mark.parametrize(
    "rungs",
    [
        [Rung("a", 0)],
        [Rung("a", 5), Rung("b", 20)],
        [Rung("a", 0, 2000), Rung("b", 20)],
        [Rung("a", 0), Rung("b", 50), Rung("c", 20)],
        [Rung("a", 0), Rung("b", 20, 100), Rung("c", 50, 500)],
    ],
)
def test_rungs_that_make_no_ladder_are_refused(rungs):
    with pytest.raises(CalculationError, match="do not make a ladder"):
        classify(30.0, 0.0, rungs=rungs)


def test_what_cannot_be_judged_is_refused():
    with pytest.raises(CalculationError, match="no access to judge"):
        classify(50.0)
    for bad in (-1.0, np.nan):
        with pytest.raises(CalculationError, match="negative or not a number"):
            classify(bad, 0.0)
        with pytest.raises(CalculationError, match="negative or not a number"):
            classify(50.0, minutes=bad)
    with pytest.raises(DataError, match="unknown ladder"):
        ladder("stairs")


def test_draws_and_months_broadcast():
    found = classify(np.full((7, 12), 60.0), distance_m=np.linspace(0, 600, 7)[:, None])
    assert found.level.shape == (7, 12)
    assert found.names.shape == (7, 12)


@given(
    litres=st.floats(0, 300),
    more=st.floats(0, 100),
    metres=st.floats(0, 3000),
    farther=st.floats(0, 1000),
)
def test_more_water_never_lowers_and_more_distance_never_raises_the_level(
    litres, more, metres, farther
):
    here = int(classify(litres, metres).level)
    assert int(classify(litres + more, metres).level) >= here
    assert int(classify(litres, metres + farther).level) <= here
