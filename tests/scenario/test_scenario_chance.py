"""Ranges and distributions of a scenario: what they mean, how they are drawn and refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musdesign import flow
from musdesign.errors import MusdesignError, ScenarioError
from musdesign.scenario import scenario_from_text
from musdesign.scenario.chance import Chance, generator, read_chance
from musdesign.scenario.drawn import drawn, one_draw
from musdesign.scenario.reading import read_scenario

CASE = "la-palma-tres-puertas"
MANY = 200_000


def chance(**keys):
    return read_chance(("x",), keys)


def read(**changes):
    changes = {path.replace("__", "."): value for path, value in changes.items()}
    return read_scenario(flow.find(CASE), changes)


@pytest.mark.parametrize(
    ("keys", "mean", "sd"),
    [
        # moments by the textbook formulas of each distribution (Evans et al., Statistical
        # Distributions): triangular (a+b+c)/3 and (a2+b2+c2-ab-ac-bc)/18; PERT (a+4m+b)/6
        # with beta(1+4(m-a)/(b-a), 1+4(b-m)/(b-a)); uniform (a+b)/2 and (b-a)2/12
        ({"low": 2, "mode": 3, "high": 7}, 4.0, math.sqrt((4 + 9 + 49 - 6 - 14 - 21) / 18)),
        ({"low": 2, "mode": 3, "high": 7, "shape": "pert"}, 3.5, 5 * math.sqrt(1.8 * 4.2 / 36 / 7)),
        ({"low": 2, "high": 5}, 3.5, 3 / math.sqrt(12)),
        ({"mean": 100, "cv": 0.5}, 100.0, 50.0),
    ],
)
def test_draws_have_the_moments_of_their_distribution(keys, mean, sd):
    values = chance(**keys).draws(7, MANY)
    assert values.mean() == pytest.approx(mean, abs=5 * sd / math.sqrt(MANY))
    assert values.std() == pytest.approx(sd, rel=0.02)


def test_a_normal_value_is_cut_evenly_so_that_its_mean_stays():
    found = chance(mean=10, sd=5)
    values = found.draws(3, MANY)
    assert (found.low, found.high) == (0.0, 20.0)
    assert values.min() >= 0
    assert values.max() <= 20
    assert values.mean() == pytest.approx(10, abs=5 * 5 / math.sqrt(MANY))


def test_a_coefficient_of_variation_may_be_written_in_per_cent():
    assert chance(mean="12 m3/day", cv="30 %").spread == pytest.approx(0.3)
    assert chance(mean="12 m3/day", cv="30 %").unit == "m3/day"


@given(
    low=st.floats(-1e6, 1e6),
    up=st.floats(0, 1e6),
    more=st.floats(0, 1e6),
    seed=st.integers(0, 2**31),
)
def test_draws_stay_within_the_range_and_repeat_with_the_seed(low, up, more, seed):
    found = Chance(("a",), "triangular", low, low + up, low + up + more, 0.0, "")
    values = found.draws(seed, 50)
    assert values.min() >= found.low
    assert values.max() <= found.high
    assert np.array_equal(values, found.draws(seed, 50))


def test_another_range_in_the_file_changes_no_draw_of_this_one():
    size = {"low": 4, "mode": 5, "high": 6}
    alone = drawn(read(**{"households[0].size": size}), 5, 40)
    beside = drawn(
        read(**{"households[0].size": size, "losses": {"low": "20 %", "high": "30 %"}}), 5, 40
    )
    assert np.array_equal(alone.households[0].size, beside.households[0].size)
    assert not np.array_equal(generator(1, "a").random(5), generator(2, "a").random(5))


def test_a_range_in_another_unit_is_drawn_in_the_model_s_unit():
    litres = {"low": "20000 L", "mode": "30000 L", "high": "40000 L"}
    volume = np.asarray(drawn(read(**{"storage[0].volume": litres}), 1, 500).storage[0].volume)
    assert volume.shape == (500, 1)
    assert 20 <= volume.min() <= volume.max() <= 40
    assert volume.mean() == pytest.approx(30, abs=1)


def test_a_range_may_start_at_nothing():
    found = drawn(
        read(**{"households[0].uses.livestock.cattle": {"low": 0, "mode": 0, "high": 4}}), 1, 4000
    )
    heads = np.asarray(found.households[0].uses.livestock["cattle"].head)
    assert heads.mean() == pytest.approx(4 / 3, abs=0.1)


def test_outputs_and_monthly_series_and_money_are_drawn():
    found = drawn(
        read(
            **{
                "households[0].uses.enterprises[0].output": {
                    "low": "600 kg/year",
                    "high": "1000 kg/year",
                },
                "households[0].income": {"mean": "1400000 COP/month", "cv": 0.2},
                "sources[0].flow": {"low": "10 L/s", "mode": "12 L/s", "high": "20 L/s"},
            }
        ),
        2,
        300,
    )
    group = found.households[0]
    factor = group.uses.enterprises[0].output.factor
    assert 600 / 800 <= factor.min() <= factor.max() <= 1000 / 800
    assert np.asarray(found.sources[0].flow).shape == (300, 12)
    assert np.asarray(group.income.amount).mean() == pytest.approx(1.4e6, rel=0.05)


def test_drawn_shares_make_up_the_whole():
    text = flow.find(CASE).read_text(encoding="utf-8")
    for count, share in (("180", "50 %"), ("70", "20 %"), ("114", "30 %")):
        text = text.replace(f"count: {count}\n", f"share: {share}\n")
    text = text.replace("households:\n", "household_total: 364\nhouseholds:\n", 1)
    text = text.replace("share: 50 %", "share: {low: 40 %, mode: 50 %, high: 60 %}")
    found = scenario_from_text(text)
    assert [group.count for group in found.require().households] == pytest.approx(
        [182, 72.8, 109.2]
    )
    counts = sum(np.asarray(group.count) for group in drawn(found, 1, 100).households)
    assert counts == pytest.approx(np.full((100, 1), 364.0))


def test_one_draw_can_be_replayed_on_its_own():
    scheme = flow.load(CASE)
    all_draws = drawn(scheme.file, 9, 50)
    again = flow.changed(scheme, one_draw(scheme.file, 9, 50, 17))
    assert again.scenario.households[0].size == pytest.approx(
        float(all_draws.households[0].size[17, 0])
    )


@pytest.mark.parametrize(
    ("path", "value", "word"),
    [
        ("losses", {"low": "20 %", "mode": "25 m3", "high": "30 %"}, "one unit"),
        ("losses", {"low": "30 %", "high": "20 %"}, "not in order"),
        ("losses", {"low": "20 %", "mode": "25 %", "high": "95 %"}, "out of range"),
        (
            "losses",
            {"low": "20 %", "mode": "25 %", "high": "30 %", "shape": "round"},
            "unknown shape",
        ),
        ("losses", {"low": "1,5 %", "high": "30 %"}, "comma"),
        ("losses", {"mean": "-5 %", "cv": 0.2}, "above 0"),
        ("losses", {"mean": "20 %", "sd": "-5 %"}, "not in order"),
        ("horizon.base_year", {"low": 2020, "mode": 2022, "high": 2030}, "only a quantity"),
    ],
)
def test_an_impossible_range_is_one_clear_message(path, value, word):
    with pytest.raises((ScenarioError, MusdesignError)) as caught:
        read(**{path: value}).require()
    assert any(word in str(problem) for problem in caught.value.problems), str(caught.value)
    assert caught.value.problems[0].path == path


def test_shares_without_a_total_or_that_make_no_whole_are_refused():
    both = read(**{"households[0].share": "40 %"})
    assert "either a count or a share" in str(both.problems[0])
    wrong = read(household_total=300)
    assert "364 of 300" in str(wrong.problems[0])
