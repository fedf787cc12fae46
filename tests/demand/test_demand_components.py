from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musdesign.demand.components import (
    LEVELS,
    component,
    component_set,
    components_rate,
    flush_l_person_day,
)
from musdesign.errors import DataError, MusdesignError
from musdesign.library.tables import table


@pytest.mark.parametrize(
    ("name", "low", "high"),
    # WHO technical note (Reed 2005): 15 to 20 L/person/day in all; Sphere 2011: 7.5 to 15;
    # Gleick 1996: 50
    [("who_medium", 15, 20), ("sphere_survival", 7.5, 15), ("gleick", 50, 50)],
)
def test_published_sets_sum_to_their_published_totals(name, low, high):
    keys = component_set(name)
    assert components_rate(keys, "low").total_l_person_day == pytest.approx(low)
    assert components_rate(keys, "high").total_l_person_day == pytest.approx(high)
    middle = components_rate(keys).total_l_person_day
    assert low <= middle <= high


def test_the_sanitation_kind_decides_how_much_is_added():
    base = component_set("who_medium")
    totals = [
        components_rate([*base, kind]).total_l_person_day
        for kind in ("dry_latrine", "pour_flush", "cistern_flush")
    ]
    # middles of 0-1, 6-15 and 30-50 over 17.5
    assert totals == pytest.approx([18.0, 28.0, 57.5])


def test_the_user_s_own_figure_stands_before_the_library_s():
    draws = np.array([[3.0], [5.0]])
    rate = components_rate(component_set("who_medium"), "high", {"laundry": draws, "cleaning": 1})
    assert rate.total_l_person_day == pytest.approx(14.0 + draws + 1)
    assert "laundry" not in rate.origins
    assert set(rate.origins) == {"drinking", "cooking", "hygiene"}


def test_a_middle_taken_for_want_of_a_typical_figure_is_said():
    assert components_rate(["drinking"]).notes == ("drinking: the middle of 3 to 4",)
    assert components_rate(["gleick_drinking"]).notes == ()
    assert components_rate(["drinking"], "high").notes == ()
    both = components_rate(["cooking"], own={"dishwashing": 4.0})
    assert any("washing of dishes already" in note for note in both.notes)


def test_all_mistakes_come_at_once():
    with pytest.raises(MusdesignError) as error:
        components_rate(
            ["drinkin", "drinking", "gleick_drinking", "cleaning"], own={"laundry": -1.0}
        )
    text = str(error.value)
    assert len(error.value.problems) == 4
    assert "did you mean 'drinking'" in text
    assert "both drinking" in text
    assert "no water rate is published for 'cleaning'" in text
    assert "rate of 'laundry' is negative" in text
    with pytest.raises(DataError, match="did you mean 'typical'"):
        components_rate(["drinking"], "tipical")
    with pytest.raises(DataError, match="unknown set of components"):
        component_set("")


def test_every_component_is_a_rising_range():
    for key, row in table("domestic_components").items():
        rates = [rate for rate in map(component(key).rate, LEVELS) if rate is not None]
        assert rates == sorted(rates), key
        assert len(rates) in (0, 3), key
        assert row.origin.basis == "unverified" or rates, key


def test_flushes():
    # Compendium of Sanitation Technologies in Emergencies: a pour flush takes 1 to 3 L
    assert flush_l_person_day(np.array([1.0, 3.0]), 4) == pytest.approx([4.0, 12.0])


@given(
    level=st.sampled_from(LEVELS),
    own=st.dictionaries(st.sampled_from(["laundry", "pour_flush", "cleaning"]), st.floats(0, 60)),
)
def test_parts_sum_to_the_allocation(level, own):
    rate = components_rate(component_set("who_medium"), level, own)
    assert sum(rate.parts_l_person_day.values()) == pytest.approx(rate.total_l_person_day)
