"""Short, empty, long and wrong records; threads; overflow."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from allocation_networks import network
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_networks import random_network

from musdesign.errors import CalculationError
from musdesign.supply.allocation import Network, Source, Store, Treatment, Use, simulate


def tank_scheme(given, wanted, **more):
    return Network(
        sources=[
            Source(name="spring", quality="drinking", available_m3_day=given, fills=("tank",))
        ],
        stores=[Store(name="tank", quality="drinking", capacity_m3=5.0, initial_m3=0.0)],
        uses=[Use(name="domestic", quality="drinking", priority=1, demand_m3_day=wanted)],
        **more,
    )


@pytest.mark.parametrize("rule", ["exact", "screening"])
def test_one_day(rule):
    result = simulate(tank_scheme([7.0], [4.0]), rule=rule)
    assert result.record.met_m3[0, 0] == pytest.approx(4.0)
    assert result.final_m3[0, 0] == pytest.approx(3.0)


@pytest.mark.parametrize("rule", ["exact", "screening"])
def test_all_zeros(rule):
    dry = simulate(tank_scheme(np.zeros(30), np.ones(30)), rule=rule, trace=True)
    assert dry.record.met_m3[0, 0] == 0.0
    assert dry.record.longest_failure_days[0, 0] == 30
    assert dry.unmet_by_cause_m3[0, 0, dry.binders.index(("source", "spring"))].sum() == 30.0
    idle = simulate(tank_scheme(np.zeros(30), np.zeros(30)), rule=rule)
    assert idle.record.unmet_m3.sum() == 0.0
    assert idle.record.failed_days.sum() == 0.0


@pytest.mark.parametrize("rule", ["exact", "screening"])
def test_two_hundred_years_follow_the_mass_balance_of_a_tank(rule):
    days = 200 * 365
    rng = np.random.default_rng(2)
    given = rng.gamma(0.5, 4.0, days)
    volume = met = 0.0
    for inflow in given.tolist():
        taken = min(2.0, volume + inflow)
        volume = min(volume + inflow - taken, 5.0)
        met += taken
    result = simulate(tank_scheme(given, np.full(days, 2.0)), rule=rule)
    assert result.record.met_m3[0, 0] == pytest.approx(met, rel=1e-12)
    assert result.record.years == 200
    assert result.largest_imbalance_m3 < 1e-6


def test_the_result_does_not_depend_on_the_number_of_threads():
    net = network("two_tanks", scenarios=5, years=2)
    one, three = (simulate(net, threads=n) for n in (1, 3))
    for name in ("flow_by_month_m3", "unmet_by_cause_m3", "final_m3", "cost"):
        np.testing.assert_array_equal(getattr(one, name), getattr(three, name))


def test_a_scenario_is_the_same_alone_and_among_others_with_the_same_classes():
    net = network("borehole", scenarios=3, years=1)
    together = simulate(net, rule="screening")
    last = dataclasses.replace(
        net,
        sources=[
            dataclasses.replace(s, available_m3_day=np.atleast_2d(s.available_m3_day)[-1])
            for s in net.sources
        ],
        uses=[
            dataclasses.replace(u, demand_m3_day=np.atleast_2d(u.demand_m3_day)[-1])
            for u in net.uses
        ],
    )
    alone = simulate(last, rule="screening")
    np.testing.assert_array_equal(alone.record.met_m3[0], together.record.met_m3[-1])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000), st.integers(2, 70))
def test_scenarios_side_by_side_are_the_same_as_alone(seed, many):
    """Scenarios scaled differently, in one go and one by one, with either number of threads."""
    net = random_network(seed, days=50)
    scale = np.linspace(0.3, 1.7, many)[:, None]
    together = dataclasses.replace(
        net,
        sources=[
            dataclasses.replace(s, available_m3_day=scale * np.asarray(s.available_m3_day))
            for s in net.sources
        ],
    )
    for threads in (1, 3):
        all_of_them = simulate(together, rule="screening", threads=threads, trace=True)
        for k in (0, many // 2, many - 1):
            one = dataclasses.replace(
                net,
                sources=[
                    dataclasses.replace(s, available_m3_day=np.asarray(s.available_m3_day)[k])
                    for s in together.sources
                ],
            )
            alone = simulate(one, rule="screening", trace=True)
            for name in ("flow_by_month_m3", "final_m3", "lowest_m3", "full_days"):
                np.testing.assert_array_equal(
                    getattr(all_of_them, name)[k], getattr(alone, name)[0]
                )
            for name in ("met_m3", "failed_days", "events", "largest_event_deficit_m3"):
                np.testing.assert_array_equal(
                    getattr(all_of_them.record, name)[k], getattr(alone.record, name)[0]
                )
            # what binds compares with the mean yield of all scenarios: volumes alone are the same
            np.testing.assert_allclose(
                all_of_them.unmet_by_cause_m3[k].sum(axis=1),
                alone.unmet_by_cause_m3[0].sum(axis=1),
                atol=1e-9,
            )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000))
def test_events_are_those_of_the_days_counted_one_by_one(seed):
    """Runs of failed days, their depth and length, from the daily series in plain Python."""
    net = random_network(seed, days=80)
    for rule in ("exact", "screening"):
        result = simulate(net, rule=rule, daily=True)
        record = result.record
        for u, use in enumerate(net.uses):
            runs, current = [], []
            for want, met in zip(use.demand_m3_day, result.daily.met_m3[0, :, u], strict=True):
                if want > 0.0 and met >= want:
                    runs, current = runs + [current] * bool(current), []
                elif want > 0.0:
                    current = [*current, (want - met, (want - met) / want)]
            runs += [current] * bool(current)
            assert record.events[0, u] == len(runs)
            assert record.failed_days[0, u] == sum(map(len, runs))
            assert record.longest_failure_days[0, u] == max(map(len, runs), default=0)
            deficits = [sum(day for day, _ in run) for run in runs]
            assert record.event_deficit_sum_m3[0, u] == pytest.approx(sum(deficits))
            assert record.largest_event_deficit_m3[0, u] == pytest.approx(max(deficits, default=0))
            worst = sum(max(ratio for _, ratio in run) for run in runs)
            assert record.worst_ratio_sum[0, u] == pytest.approx(worst)
            assert record.failed_years[0, u] == bool(runs)


def two_tanks(**more):
    """Return the layout of two tanks in a row: the second lives on the first one's overflow."""
    return Network(
        sources=[
            Source(
                name="spring",
                quality="drinking",
                available_m3_day=[3.0, 3.0, 8.0, 8.0],
                serves=(),
                fills=("drinking tank",),
            )
        ],
        stores=[
            Store(
                name="drinking tank",
                quality="drinking",
                capacity_m3=4.0,
                initial_m3=0.0,
                serves=("domestic",),
                overflow_to="garden tank",
            ),
            Store(name="garden tank", quality="irrigation", capacity_m3=10.0, initial_m3=0.0),
        ],
        uses=[
            Use(name="domestic", quality="drinking", priority=1, demand_m3_day=[2.0] * 4),
            Use(name="garden", quality="irrigation", priority=2, demand_m3_day=[3.0] * 4),
        ],
        **more,
    )


@pytest.mark.parametrize("rule", ["exact", "screening"])
def test_the_second_tank_gets_only_what_overflows_the_first(rule):
    """Spring 3 3 8 8, domestic 2: the first tank holds 1, 2, then fills (2 + 8 - 2 - 4 = 4 over)."""
    result = simulate(two_tanks(), rule=rule, daily=True)
    np.testing.assert_allclose(result.daily.level_m3[0, :, 0], [1.0, 2.0, 4.0, 4.0])
    np.testing.assert_allclose(result.daily.met_m3[0, :, 0], 2.0)
    over = result.flow_by_month_m3[0, result.links.index(("drinking tank", "garden tank"))]
    assert over.sum() == pytest.approx(4.0 + 6.0)
    if rule == "exact":
        # what overflows on a day may water the garden on that day
        np.testing.assert_allclose(result.daily.met_m3[0, :, 1], [0.0, 0.0, 3.0, 3.0])


def test_what_binds_is_named():
    """Pump 2 of 5, right 3 of 5, a full plant, dirty water: each unmet litre at its cause."""

    def causes(**more):
        source = {"name": "s", "quality": "domestic", "available_m3_day": [5.0], **more}
        use = Use(name="u", quality="domestic", priority=1, demand_m3_day=[6.0])
        result = simulate(Network(sources=[Source(**source)], uses=[use]))
        found = result.unmet_by_cause_m3[0, 0].sum(axis=1)
        return {b: float(v) for b, v in zip(result.binders, found, strict=True) if v > 0}

    assert causes() == {("source", "s"): pytest.approx(1.0)}
    assert causes(pump_m3_day=2.0) == {
        ("pump", "s"): pytest.approx(3.0),
        ("source", "s"): pytest.approx(1.0),
    }
    assert causes(right_m3_day=3.0)["right", "s"] == pytest.approx(2.0)
    assert causes(quality="irrigation")["quality", "s"] == pytest.approx(5.0)
    plant = Treatment(name="filter", takes=("s",), gives="domestic", capacity_m3_day=2.0)
    net = Network(
        sources=[Source(name="s", quality="irrigation", available_m3_day=[5.0])],
        treatments=[plant],
        uses=[Use(name="u", quality="domestic", priority=1, demand_m3_day=[4.0])],
    )
    result = simulate(net)
    bound = result.unmet_by_cause_m3[0, 0, result.binders.index(("treatment", "filter"))]
    assert bound.sum() == pytest.approx(2.0)


def test_water_that_a_full_tank_let_go_by_is_missed_later_through_the_tank():
    """10 m3 come on day 1 to a tank of 5; 3 a day are wanted: 1 of day 2 on is the tank's fault."""
    net = tank_scheme([10.0, 0.0, 0.0], [3.0] * 3)
    result = simulate(net)
    found = dict(zip(result.binders, result.unmet_by_cause_m3[0, 0].sum(axis=1), strict=True))
    assert result.record.unmet_m3[0, 0] == pytest.approx(1.0)
    assert found["tank", "tank"] == pytest.approx(1.0)


def test_water_of_baths_comes_back_the_next_day():
    net = Network(
        sources=[
            Source(name="spring", quality="domestic", available_m3_day=[4.0] * 3, serves=("bath",)),
            Source(
                name="greywater",
                quality="irrigation",
                available_m3_day=[0.0] * 3,
                returns_from="bath",
                return_fraction=0.5,
            ),
        ],
        uses=[
            Use(name="bath", quality="domestic", priority=1, demand_m3_day=[3.0, 5.0, 5.0]),
            Use(name="garden", quality="irrigation", priority=2, demand_m3_day=[9.0] * 3),
        ],
    )
    for rule in ("exact", "screening"):
        met = simulate(net, rule=rule, daily=True).daily.met_m3[0]
        np.testing.assert_allclose(met[:, 1], [0.0, 1.5, 2.0])


def test_all_mistakes_of_a_network_are_told_at_once():
    net = Network(
        sources=[
            Source(name="a", quality="drinkin", available_m3_day=[1.0, np.nan], fills=("tnk",)),
            Source(name="a", quality="irrigation", available_m3_day=[1.0], fills=("tank",)),
        ],
        stores=[Store(name="tank", quality="drinking", capacity_m3=-1.0)],
        uses=[Use(name="u", quality="domestic", priority=0, demand_m3_day=[1.0, -1.0])],
        start="1991-13-01",
    )
    with pytest.raises(CalculationError) as told:
        simulate(net)
    text = str(told.value)
    for part in (
        "unknown quality 'drinkin'",
        "did you mean 'tank'",
        "occurs 2 times",
        "missing or below 0, the first on day 2",
        "tank.capacity_m3",
        "priority 0",
        "different lengths",
        "is no date",
    ):
        assert part in text


def test_dirty_water_may_not_fill_a_clean_store():
    net = Network(
        sources=[
            Source(name="river", quality="irrigation", available_m3_day=[1.0], fills=("tank",))
        ],
        stores=[Store(name="tank", quality="drinking", capacity_m3=1.0)],
        uses=[Use(name="u", quality="domestic", priority=1, demand_m3_day=[1.0])],
    )
    with pytest.raises(CalculationError, match="may not fill 'tank'"):
        simulate(net)
