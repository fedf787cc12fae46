"""Water is neither made nor lost, and each unmet litre has a cause."""

from __future__ import annotations

import numpy as np
import pytest
from allocation_networks import NAMES, network

from musdesign.supply.allocation import simulate


@pytest.mark.parametrize("rule", ["exact", "screening"])
@pytest.mark.parametrize("name", NAMES)
def test_every_node_balances_to_a_millionth_of_a_cubic_metre(name, rule):
    result = simulate(network(name, years=2), rule=rule)
    assert result.largest_imbalance_m3 < 1e-6
    assert np.all(result.record.met_m3 <= result.record.demand_m3 + 1e-9)


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
