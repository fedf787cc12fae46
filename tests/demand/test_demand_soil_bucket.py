"""The root zone's water day by day: it balances, it repeats, and the crop never suffers unasked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musdesign import flow
from musdesign.demand import soil_bucket as sb
from musdesign.demand.plot_need import rain_on_days
from musdesign.errors import CalculationError
from musdesign.units import MONTH_DAYS

ALL = np.ones(365)
YEARS = st.fixed_dictionaries(
    {
        "kc": st.floats(0.2, 1.3),
        "eto": st.floats(1.0, 9.0),
        "wet": st.floats(0.0, 25.0),
        "every": st.integers(2, 40),
        "total": st.floats(15.0, 250.0),
        "p": st.floats(0.2, 0.7),
        "first": st.integers(0, 364),
        "length": st.integers(0, 365),
    }
)


def year(kc=1.0, eto=5.0, wet=0.0, every=10, total=100.0, p=0.5, first=0, length=365, **more):
    rain = np.where(np.arange(365) % every == 0, wet, 0.0)
    watered = np.zeros(365)
    watered[(first + np.arange(length)) % 365] = 1.0
    found = sb.bucket_year(
        np.full(365, kc) * watered,
        watered,
        np.full(365, eto),
        rain,
        total,
        p,
        fallow_kc=0.3,
        **more,
    )
    return found, rain


@settings(max_examples=60, deadline=None)
@given(drawn=YEARS)
def test_every_day_balances_from_the_first_to_the_last(drawn):
    found, rain = year(**drawn)
    before = np.concatenate([[found.start_mm], found.depletion_mm[:-1]])
    inflow = rain + found.irrigation_mm
    outflow = found.crop_mm + found.drainage_mm
    assert before - inflow + outflow == pytest.approx(found.depletion_mm, abs=1e-6)
    # over the year what is left in the zone is all that may differ
    left = found.depletion_mm[-1] - found.start_mm
    assert inflow.sum() + left == pytest.approx(outflow.sum(), abs=1e-6)
    assert abs(left) <= drawn["total"] / 10
    assert found.depletion_mm.min() >= -1e-9
    assert found.depletion_mm.max() <= drawn["total"] + 1e-9


@settings(max_examples=60, deadline=None)
@given(drawn=YEARS)
def test_an_irrigated_crop_never_suffers_and_water_is_given_when_it_is_due(drawn):
    found, _ = year(**drawn)
    days = (drawn["first"] + np.arange(drawn["length"])) % 365
    p = np.clip(drawn["p"] + 0.04 * (5 - drawn["kc"] * drawn["eto"]), 0.1, 0.8)
    assert found.stress[days] == pytest.approx(np.ones(days.size))
    given_on = np.flatnonzero(found.irrigation_mm)
    assert set(given_on) <= set(days)
    if found.years <= 8:
        # given at once for what is missing, which is at least the readily available water
        assert np.all(found.irrigation_mm[given_on] >= p * drawn["total"] - 1e-6)


def test_a_year_by_hand():
    # ETc 5 mm/day, TAW 36.5, p 0.5 (at 5 mm/day): 18.25 mm are readily available, so depletion
    # passes them on the fourth day and 20 mm are given on the fifth morning: 365 / 4 times 20 mm
    found, _ = year(total=36.5)
    assert found.irrigation_mm.sum() == pytest.approx(5 * 365, abs=2)
    assert found.crop_mm.sum() == pytest.approx(5 * 365)
    # 25 mm are reached after five days, and 365 is a multiple of five: every year is the same
    five_days, _ = year(total=50.0)
    gifts = five_days.irrigation_mm[five_days.irrigation_mm > 0]
    assert gifts == pytest.approx(np.full(73, 25.0))
    assert np.unique(np.diff(np.flatnonzero(five_days.irrigation_mm))) == pytest.approx([5])


def independent(kc, eto, rain, total, p_table, years=40):
    """Return a year's irrigation from a bucket of stored water, written apart from the program."""
    stored, log = total, []
    for _ in range(years):
        log = []
        for day in range(365):
            etc = kc * eto
            p = min(0.8, max(0.1, p_table + 0.04 * (5 - etc)))
            gift = total - stored if stored <= (1 - p) * total + 1e-12 else 0.0
            stored += gift
            ks = 1.0 if stored >= (1 - p) * total else stored / ((1 - p) * total)
            stored = min(total, stored + rain[day] - min(ks * etc, stored + rain[day]))
            log.append(gift)
    return np.array(log)


@settings(max_examples=25, deadline=None)
@given(
    eto=st.floats(2.0, 8.0), wet=st.floats(0.0, 20.0), every=st.integers(3, 30),
    total=st.floats(30.0, 200.0), p=st.floats(0.3, 0.6),
)  # fmt: skip
def test_a_bucket_of_stored_water_gives_the_same_irrigation(eto, wet, every, total, p):
    found, rain = year(eto=eto, wet=wet, every=every, total=total, p=p)
    other = independent(1.0, eto, rain, total, p)
    # refills come in lumps: over a year the two may differ by the last one
    assert found.irrigation_mm.sum() == pytest.approx(other.sum(), abs=total)
    if found.years <= 8:
        assert np.max(found.irrigation_mm) == pytest.approx(np.max(other), abs=eto + 1e-6)


def test_a_deficit_is_taken_from_each_irrigation_and_shows_as_stress():
    full, _ = year(total=80.0)
    less, _ = year(total=80.0, deficit=0.3)
    assert less.irrigation_mm == pytest.approx(0.7 * full.irrigation_mm)
    assert less.crop_mm.sum() < full.crop_mm.sum()
    assert less.stress.min() < 1.0
    assert full.stress.min() == pytest.approx(1.0)


def test_a_deeper_soil_uses_more_of_the_rain():
    thin, _ = year(total=25.0, wet=40.0, every=12)
    deep, _ = year(total=200.0, wet=40.0, every=12)
    assert deep.irrigation_mm.sum() < thin.irrigation_mm.sum()
    assert deep.drainage_mm.sum() < thin.drainage_mm.sum()


def test_draws_are_the_single_runs_side_by_side():
    totals = np.array([[40.0], [90.0], [160.0]])
    together = sb.bucket_year(ALL, ALL, np.full(365, 5.0), np.zeros(365), totals, 0.5)
    for row, total in enumerate(totals[:, 0]):
        alone = sb.bucket_year(ALL, ALL, np.full(365, 5.0), np.zeros(365), total, 0.5)
        assert together.irrigation_mm[row].sum() == pytest.approx(
            alone.irrigation_mm.sum(), abs=total
        )
        assert together.stress[row] == pytest.approx(alone.stress)


def test_rain_falls_on_its_days_and_keeps_the_month():
    rain = [58, 68, 104, 140, 119, 71, 38, 59, 73, 142, 118, 0]
    days = rain_on_days(rain, [6, 7, 10, 14, 12, 7, 4, 6, 7, 14, 12, 0.2])
    first = 0
    for month, length in enumerate(MONTH_DAYS):
        assert days[first : first + length].sum() == pytest.approx(rain[month])
        first += length
    assert np.count_nonzero(days[:31]) == 6
    assert rain_on_days(np.tile(rain, (3, 1)), [5] * 12).shape == (3, 365)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"total_mm": 0.0}, "holds no water"),
        ({"depletion": 1.2}, "depletion share"),
        ({"deficit": 1.0}, "deficit"),
        ({"rain_mm_day": np.full(365, -1.0)}, "rain needs 365"),
        ({"eto_mm_day": np.ones(364)}, "evapotranspiration needs 365"),
    ],
)
def test_an_impossible_root_zone_is_refused(changes, word):
    good = {
        "kc": ALL, "watered": ALL, "eto_mm_day": ALL, "rain_mm_day": ALL,
        "total_mm": 100.0, "depletion": 0.5,
    }  # fmt: skip
    with pytest.raises(CalculationError, match=word):
        sb.bucket_year(**(good | changes))


def test_a_plot_over_a_soil_in_a_scenario_says_what_it_rests_on():
    plot = {"crop": "tomato", "area": "300 m2", "method": "drip", "soil": {"kind": "loam"}}
    changes = {"households[0].uses.gardens": [plot]}
    result = flow.design(flow.load("la-palma-tres-puertas", changes), with_futures=False)
    step = result["demand.coffee smallholders.gardens.tomato.need"]
    assert "soil bucket" in step.method
    names = {line.name for line in result.assumptions}
    assert {"root depth: tomato", "available water: loam"} <= names
    assert sum(result.demand.by_use_by_month["gardens"]) > 0
