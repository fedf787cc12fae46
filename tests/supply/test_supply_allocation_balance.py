"""Water is neither made nor lost, and each unmet litre has a cause."""

from __future__ import annotations

import numpy as np
import pytest
from allocation_networks import NAMES, network
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_networks import random_network

from musdesign.supply.allocation import simulate


@pytest.mark.parametrize("rule", ["exact", "screening"])
@pytest.mark.parametrize("name", NAMES)
def test_every_node_balances_to_a_millionth_of_a_cubic_metre(name, rule):
    result = simulate(network(name, years=2), rule=rule)
    assert result.largest_imbalance_m3 < 1e-6
    assert np.all(result.record.met_m3 <= result.record.demand_m3 + 1e-9)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 100_000))
def test_random_networks_balance_and_explain_every_unmet_litre(seed):
    """Every node over the record, every store on every day, every unmet litre: whatever is built."""
    net = random_network(seed, days=40)
    for rule in ("exact", "screening"):
        result = simulate(net, rule=rule, trace=True, daily=True)
        days = result.daily
        assert result.largest_imbalance_m3 < 1e-6
        assert np.all(result.record.met_m3 <= result.record.demand_m3 + 1e-9)
        assert np.all(days.flow_m3 >= -1e-9)
        for s, store in enumerate(net.stores):
            volume = days.level_m3[0, :, s]
            assert np.all((volume >= -1e-9) & (volume <= store.capacity_m3 + 1e-6))
            into = [k for k, (_, taker) in enumerate(result.links) if taker == store.name]
            out = [k for k, (giver, _) in enumerate(result.links) if giver == store.name]
            before = np.concatenate([[result.initial_m3[0, s]], volume[:-1]])
            flow = days.flow_m3[0]
            change = flow[:, into].sum(axis=1) - flow[:, out].sum(axis=1) - days.loss_m3[0, :, s]
            np.testing.assert_allclose(volume - before, change, atol=1e-6)
        given_by_cause = result.unmet_by_cause_m3.sum(axis=2)
        np.testing.assert_allclose(given_by_cause, result.record.unmet_by_month_m3, atol=1e-7)


@pytest.mark.parametrize("rule", ["exact", "screening"])
@pytest.mark.parametrize("name", NAMES)
def test_every_unmet_litre_is_given_to_one_cause(name, rule):
    result = simulate(network(name, years=2), rule=rule, trace=True)
    given = result.unmet_by_cause_m3.sum(axis=2)
    np.testing.assert_allclose(given, result.record.unmet_by_month_m3, atol=1e-7)


@pytest.mark.parametrize("name", NAMES)
def test_what_uses_got_came_from_somewhere(name):
    result = simulate(network(name, years=2))
    np.testing.assert_allclose(result.served_by_m3.sum(axis=1), result.record.met_m3, rtol=1e-9)
