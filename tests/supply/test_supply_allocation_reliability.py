"""Measures of service against a series counted by hand, and fairness."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from musdesign.supply.allocation import Network, Source, Store, Use, simulate
from musdesign.supply.allocation.reliability import by_group, fairness, gini, reliability


def straight(given, wanted, **more):
    """Return a network in which a use gets what a source gives, no more."""
    return Network(
        sources=[Source(name="spring", quality="drinking", available_m3_day=given)],
        uses=[Use(name="domestic", quality="domestic", priority=1, demand_m3_day=wanted)],
        **more,
    )


def test_measures_of_ten_days_counted_by_hand():
    """Demand 10; deficits 0 4 6 0 0 0 5 0 0 2: 3 events, 4 failed days, worst 0.6 0.5 0.2."""
    result = simulate(straight([10.0, 6, 4, 10, 12, 10, 5, 10, 10, 8], [10.0] * 10))
    found = reliability(result)
    assert found.volumetric_reliability[0, 0] == pytest.approx(1 - 17 / 100)
    assert found.time_reliability[0, 0] == pytest.approx(0.6)
    assert found.annual_reliability[0, 0] == 0.0
    assert found.resilience[0, 0] == pytest.approx(3 / 4)
    assert found.vulnerability_ratio[0, 0] == pytest.approx((0.6 + 0.5 + 0.2) / 3)
    assert found.vulnerability_m3[0, 0] == pytest.approx(17 / 3)
    assert found.largest_event_m3[0, 0] == pytest.approx(10.0)
    assert found.longest_failure_days[0, 0] == 2


def test_years_without_failure_are_counted_by_calendar():
    given = np.full(365 + 366, 5.0)
    given[400] = 1.0
    found = reliability(simulate(straight(given, np.full(731, 5.0), start="2023-01-01")))
    assert found.annual_reliability[0, 0] == 0.5


def test_days_without_demand_neither_fail_nor_end_a_failure():
    found = reliability(simulate(straight([0.0] * 4, [1.0, 0.0, 1.0, 1.0])))
    assert found.longest_failure_days[0, 0] == 3
    assert found.resilience[0, 0] == pytest.approx(1 / 3)
    assert found.time_reliability[0, 0] == 0.0


def test_a_use_that_wants_nothing_is_served():
    found = reliability(simulate(straight([1.0] * 3, [0.0] * 3)))
    assert found.volumetric_reliability[0, 0] == found.time_reliability[0, 0] == 1.0
    assert found.resilience[0, 0] == 1.0


def groups_share(quality="domestic"):
    return Network(
        sources=[
            Source(name="spring", quality="drinking", available_m3_day=[6.0] * 30),
            Source(
                name="roofs of the rich",
                quality="domestic",
                available_m3_day=[2.0] * 30,
                serves=("domestic/rich",),
            ),
        ],
        uses=[
            Use(
                name=f"domestic/{group}",
                quality=quality,
                priority=1,
                demand_m3_day=[4.0] * 30,
                use="domestic",
                group=group,
                persons=80,
            )
            for group in ("rich", "poor")
        ],
    )


def test_groups_of_one_priority_share_a_shortage():
    """6 + 2 m3 for 4 + 4: the spring's water goes where the roofs' does not."""
    net = groups_share()
    rows = {(row.group, row.use): row for row in by_group(net, simulate(net))}
    assert rows["poor", "domestic"].part_met == pytest.approx(1.0)
    assert rows["rich", "all"].litres_person_day == pytest.approx(50.0)


def test_without_sharing_room_the_steps_even_out_the_shortage():
    net = groups_share(quality="drinking")
    parts = [row.part_met for row in by_group(net, simulate(net)) if row.use == "domestic"]
    # 6 m3 of drinking water for 8: three quarters each, within a step of a quarter
    assert max(parts) - min(parts) <= 0.25 + 1e-9
    assert sum(parts) == pytest.approx(1.5)
    (row, _) = fairness(net, simulate(net))
    assert row.worst_part_met == pytest.approx(min(parts))


def test_gini_of_known_distributions():
    """One of n has all: 1 - 1/n; two halves 1 and 3: 0.25 (definition of the coefficient)."""
    assert gini([0, 0, 0, 1], [1] * 4) == pytest.approx(0.75)
    assert gini([1, 3], [1, 1]) == pytest.approx(0.25)
    assert gini([1, 3], [2, 2]) == pytest.approx(0.25)


def test_one_store_fed_by_a_roof_reproduces_yield_before_spillage():
    """One source, store and use: V' = min(V + Q - Y, S), Y = min(D, V + Q) (Jenkins 1978)."""
    rng = np.random.default_rng(5)
    rain = rng.gamma(0.3, 8.0, 400)
    volume, given = 0.0, 0.0
    for runoff in rain:
        taken = min(3.0, volume + runoff)
        volume = min(volume + runoff - taken, 20.0)
        given += taken
    net = Network(
        sources=[
            Source(
                name="roof",
                quality="domestic",
                available_m3_day=rain,
                serves=(),
                fills=("tank",),
            )
        ],
        stores=[Store(name="tank", quality="domestic", capacity_m3=20.0, initial_m3=0.0)],
        uses=[Use(name="all", quality="domestic", priority=1, demand_m3_day=np.full(400, 3.0))],
    )
    for rule in ("exact", "screening"):
        result = simulate(net, rule=rule)
        assert result.record.met_m3[0, 0] == pytest.approx(given, rel=1e-12)
        assert result.final_m3[0, 0] == pytest.approx(volume, abs=1e-9)


def test_definitions_name_every_measure():
    result = reliability(simulate(straight([1.0], [1.0])))
    from musdesign.supply.allocation.reliability import DEFINITIONS

    assert set(DEFINITIONS) == set(result.__slots__) - {"uses"}


def test_oracle_file_has_no_path_of_a_machine():
    text = (Path(__file__).parents[1] / "oracles" / "pywr" / "recorded.json").read_text()
    assert set(json.loads(text)) == {"made_with", "networks"}
