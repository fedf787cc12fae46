"""The rules against perfect foresight, against fixed orders, and against themselves with more."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
from allocation_networks import NAMES, network, varied
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from random_networks import random_network

from musdesign.errors import CalculationError
from musdesign.supply.allocation import fitting, simulate
from musdesign.supply.allocation.fitting import fitted
from musdesign.supply.allocation.foresight import foresight, foresight_in_parts, priority_weights
from musdesign.supply.allocation.orders import best_order
from musdesign.supply.allocation.policy import CarryOver
from musdesign.supply.allocation.prepare import prepare


@pytest.mark.parametrize("name", NAMES)
def test_the_distance_to_perfect_foresight_is_within_two_percent_of_each_demand(name):
    net = network(name, years=4)
    bound = foresight(net)
    exact = simulate(net)
    assert np.all(bound.distance(exact) <= 0.02)
    assert bound.weighted_distance(exact) + 1e-9 >= 0.0
    assert bound.weighted_distance(exact) <= bound.weighted_distance(
        simulate(net, rule="screening")
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_over_thirty_years_too(name):
    """The bound in parts is the stricter one, and found in a third of the time."""
    net = network(name)
    result = simulate(net, daily=True)
    assert np.all(foresight_in_parts(net, result).distance(result) <= 0.02)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000))
# a store behind a treatment may be drawn no faster than its pump draws
@example(258)
def test_no_rule_beats_perfect_foresight_on_random_networks(seed):
    net = random_network(seed, days=30)
    bound = foresight(net)
    for rule in ("exact", "screening"):
        assert bound.weighted_distance(simulate(net, rule=rule)) >= -1e-7


def weighed(net, result):
    """Return the unmet water of a result weighed by priority, mean of its scenarios."""
    weight = priority_weights(tuple(use.priority for use in net.uses))
    return float((result.record.unmet_m3 @ weight).mean())


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000))
def test_a_record_in_parts_has_a_bound_no_higher_than_the_whole_one(seed):
    net = random_network(seed, days=120)
    rule = simulate(net, daily=True)
    whole, parts = foresight(net), foresight_in_parts(net, rule)
    assert parts.weighted_unmet_m3 <= whole.weighted_unmet_m3 * (1 + 1e-7) + 1e-6
    assert parts.weighted_distance(rule) >= whole.weighted_distance(rule) - 1e-7


@pytest.mark.parametrize("name", NAMES)
def test_cut_where_the_stores_are_full_the_bound_is_hardly_lower(name):
    net = network(name, years=4)
    whole = foresight(net)
    parts = foresight_in_parts(net, simulate(net, daily=True))
    scale = float(whole.weight @ whole.demand_m3)
    assert parts.parts > 1
    assert abs(whole.weighted_unmet_m3 - parts.weighted_unmet_m3) / scale < 2e-4


def best_fixed_order(net, most=120):
    """Return the least weighted unmet water of every order, or of many, of sources and stores."""
    givers = [source.name for source in net.sources if source.serves != ()]
    givers += [store.name for store in net.stores]
    orders = list(itertools.permutations(givers))
    if len(orders) > most:
        chosen = np.random.default_rng(0).choice(len(orders), most, replace=False)
        orders = [orders[k] for k in chosen]
    return min(
        weighed(net, simulate(net, rule="screening", order=order, threads=1))
        for order in [(), *orders]
    )


def never_worse_than_a_fixed_order(net):
    """The rule that `musdesign supply` and the app use: fitted to the record."""
    fit = fitted(net, threads=1)
    assert fit.after == pytest.approx(weighed(net, fit.simulate()), rel=1e-9, abs=1e-9)
    assert fit.after <= fit.before
    fixed = best_fixed_order(net)
    assert fit.after <= fixed * (1.0 + 1e-9) + 1e-6
    return fit.after, fixed


def test_where_a_fixed_order_leaves_less_unmet_it_is_the_rule(monkeypatch):
    """Without carry-over and reserves to choose from, one of these two networks is such."""
    monkeypatch.setattr(fitting, "_carries", lambda _: ())
    monkeypatch.setattr(fitting, "families", lambda _: ())
    found = []
    for k in (0, 13):
        net = varied(k, years=2)
        fit = fitted(net, threads=1)
        result = fit.simulate()
        assert result.rule == fit.rule
        assert weighed(net, result) == pytest.approx(fit.after, rel=1e-9)
        assert fit.after <= best_fixed_order(net, most=24) * (1.0 + 1e-9) + 1e-6
        found.append(fit)
    assert {fit.rule for fit in found} == {"exact", "screening"}
    for fit in found:
        fixed = fit.rule == "screening"
        assert fixed == ("fixed order" in fit.text) == (fit.after < fit.before)


def test_every_order_of_four_sources_is_tried_on_every_scenario():
    """Carry-over and reserves are fitted to two scenarios, fixed orders to all."""
    net = network("two_tanks", years=1, scenarios=5)
    ready = prepare(net, CarryOver())
    weight = priority_weights(tuple(use.priority for use in net.uses))
    found = best_order(ready, weight, np.inf, threads=1)
    least = min(
        weighed(net, simulate(net, rule="screening", order=order, threads=1))
        for order in itertools.permutations(["spring", "stream", "truck"])
    )
    assert found.unmet_m3 <= least * (1.0 + 1e-12)
    again = simulate(net, rule="screening", order=found.order)
    assert weighed(net, again) == pytest.approx(found.unmet_m3, rel=1e-12)
    assert best_order(ready, weight, found.unmet_m3, threads=1) is None


def test_a_rule_is_judged_on_all_scenarios_not_on_those_it_was_fitted_to():
    net = network("two_tanks", years=1, scenarios=5, crowded=True)
    fit = fitted(net, threads=1)
    assert fit.before == pytest.approx(weighed(net, simulate(net)), rel=1e-9)
    assert fit.after == pytest.approx(weighed(net, fit.simulate()), rel=1e-9)
    assert fit.after <= min(fit.before, best_fixed_order(net, most=24)) * (1.0 + 1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_the_rule_beats_every_fixed_order_where_water_spills(name):
    """All five networks spill for part of the year and miss water in another."""
    net = network(name, years=4)
    after, fixed = never_worse_than_a_fixed_order(net)
    if name == "borehole":
        # there one order of many happens to be as good, in these four years
        assert after <= fixed
    else:
        assert after < fixed
    assert after < 0.99 * weighed(net, simulate(net, rule="screening"))


@pytest.mark.parametrize("k", range(6))
def test_the_rule_is_never_worse_than_the_best_fixed_order(k):
    never_worse_than_a_fixed_order(varied(k))


@pytest.mark.slow
@pytest.mark.parametrize("k", range(6, 25))
def test_nor_in_nineteen_more_networks(k):
    never_worse_than_a_fixed_order(varied(k, years=4))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000))
def test_nor_in_networks_of_any_shape(seed):
    never_worse_than_a_fixed_order(random_network(seed, days=150))


@pytest.mark.parametrize("name", NAMES)
def test_fitting_brings_crowded_networks_nearer_to_foresight(name):
    net = network(name, years=2, crowded=True)
    bound = foresight(net)
    fit = fitted(net)
    result = fit.simulate()
    assert fit.after <= fit.before
    assert fit.after == pytest.approx(float(bound.weight @ result.record.unmet_m3[0]), rel=1e-9)
    assert bound.weighted_distance(result) < 0.7 * bound.weighted_distance(simulate(net))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_in_crowded_networks_the_first_three_uses_come_near_what_foresight_serves(name):
    """Only the uses of the last two priorities pay for the years that nobody could know."""
    net = network(name, years=8, crowded=True)
    bound = foresight(net)
    result = fitted(net).simulate()
    assert np.all(bound.distance(result)[:3] <= 1e-3)
    assert bound.weighted_distance(result) <= 1e-4


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_fitted_rule_is_better_on_weather_that_it_was_not_fitted_to(name):
    fit = fitted(network(name, years=8, crowded=True))
    other = network(name, years=8, crowded=True, seed=2)
    weight = priority_weights(tuple(use.priority for use in other.uses))
    plain = float(weight @ simulate(other).record.unmet_m3[0])
    held = dataclasses.replace(other, stores=fit.network.stores)
    assert float(weight @ simulate(held, carry=fit.carry).record.unmet_m3[0]) < 0.9 * plain


def more(net, rng):
    """Return the network with more of one thing."""
    kind = rng.integers(0, 2) if net.stores else 0
    if kind == 0:
        k = int(rng.integers(0, len(net.sources)))
        sources = [
            dataclasses.replace(s, available_m3_day=np.asarray(s.available_m3_day) * 1.3)
            if i == k
            else s
            for i, s in enumerate(net.sources)
        ]
        return dataclasses.replace(net, sources=sources)
    k = int(rng.integers(0, len(net.stores)))
    stores = [
        dataclasses.replace(
            s,
            capacity_m3=s.capacity_m3 * 1.5 + 1.0,
            initial_m3=s.initial_m3,
            # the surface of a volume stays what it was
            area_full_m2=s.area_empty_m2,
            loss_depth_m_day=0.0,
        )
        if i == k
        else s
        for i, s in enumerate(net.stores)
    ]
    return dataclasses.replace(net, stores=stores)


def without_evaporation(net):
    stores = [dataclasses.replace(s, loss_depth_m_day=0.0) for s in net.stores]
    return dataclasses.replace(net, stores=stores)


def first_priority(net, result):
    top = min(use.priority for use in net.uses)
    return result.record.met_m3[0, [use.priority == top for use in net.uses]].sum()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000))
def test_more_yield_or_storage_never_lowers_one_days_first_priority(seed):
    net = without_evaporation(random_network(seed, days=1, overflow=False))
    larger = more(net, np.random.default_rng(seed))
    gain = first_priority(larger, simulate(larger)) - first_priority(net, simulate(net))
    assert gain >= -1e-7


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000))
def test_more_yield_or_storage_never_raises_the_bound(seed):
    net = without_evaporation(random_network(seed, days=20, overflow=False))
    larger = more(net, np.random.default_rng(seed))
    assert foresight(larger).weighted_unmet_m3 <= foresight(net).weighted_unmet_m3 + 1e-6


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000))
def test_more_yield_or_storage_never_lowers_the_first_priority_of_one_store_and_one_use(seed):
    net = without_evaporation(random_network(seed, days=60, overflow=False, stores=1))
    net = dataclasses.replace(net, uses=net.uses[:1])
    larger = more(net, np.random.default_rng(seed))
    gain = first_priority(larger, simulate(larger)) - first_priority(net, simulate(net))
    assert gain >= -1e-6


def test_how_often_more_lowers_the_first_priority_elsewhere_is_counted():
    """With several stores or priorities a day's optimum is not monotone over a record; seldom."""
    worse = 0
    for seed in range(120):
        net = without_evaporation(random_network(seed, days=40))
        larger = more(net, np.random.default_rng(seed))
        gain = first_priority(larger, simulate(larger)) - first_priority(net, simulate(net))
        worse += gain < -1e-6
    assert worse <= 12


def test_a_simulation_without_its_days_cannot_be_cut():
    net = network("hillside", years=1)
    with pytest.raises(CalculationError, match="daily=True"):
        foresight_in_parts(net, simulate(net))
