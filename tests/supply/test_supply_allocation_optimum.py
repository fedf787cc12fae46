"""The compiled optimum of a day against the same programme solved by SciPy's HiGHS."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from allocation_networks import NAMES, network
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_networks import random_network
from scipy.optimize import linprog

from musdesign.supply.allocation import simulate
from musdesign.supply.allocation.day_lp import cost_of, day_bounds, day_outcome, solve_day
from musdesign.supply.allocation.policy import CarryOver
from musdesign.supply.allocation.prepare import prepare


def oracle(ready, day, level):
    """Return the optimum of a day by scipy.optimize.linprog."""
    rhs, upper, _ = day_bounds(ready, 0, day, level)
    built = ready.programme
    found = linprog(
        built.cost,
        A_eq=built.matrix.T,
        b_eq=rhs,
        bounds=np.column_stack([np.zeros_like(upper), upper]),
        method="highs",
    )
    assert found.status == 0, found.message
    return day_outcome(ready, found.x)


def days_agree(net, days):
    carry = CarryOver()
    ready = prepare(net, carry)
    result = simulate(net, carry=carry, daily=True)
    level = np.vstack([ready.initial, result.daily.level_m3[0]])
    for day in days:
        best = oracle(ready, day, level[day])
        unmet = ready.demand(0)[:, day] - result.daily.met_m3[0, day]
        ours = cost_of(ready, day, result.daily.flow_m3[0, day], level[day + 1], unmet)
        assert ours == pytest.approx(best.cost, rel=1e-9, abs=1e-6)
        by_priority = {}
        for use, mine, theirs in zip(net.uses, unmet, best.unmet_m3, strict=True):
            pair = by_priority.setdefault(use.priority, [0.0, 0.0])
            pair[0] += mine
            pair[1] += theirs
        for mine, theirs in by_priority.values():
            assert mine == pytest.approx(theirs, abs=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_each_day_is_the_optimum_of_its_linear_programme(name):
    days_agree(network(name, years=1), range(0, 365, 9))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000))
def test_each_day_of_random_networks_is_the_optimum(seed):
    days_agree(random_network(seed, days=12, overflow=False), range(12))


def test_the_statement_in_highspy_agrees_with_scipy():
    net = network("treated_stream", years=1)
    ready = prepare(net, CarryOver())
    for day in (0, 100, 200):
        level = ready.initial * 0.3
        assert solve_day(ready, 0, day, level).cost == pytest.approx(oracle(ready, day, level).cost)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000))
def test_no_priority_gets_less_than_it_could_with_all_later_ones_left_dry(seed):
    """Lexicographic order, priority by priority, by programmes that maximise one after another."""
    net = random_network(seed, days=4, overflow=False)
    # one step: where a treatment loses water, sharing a shortage may cost a little of the sum
    carry = CarryOver(shortage_steps=1)
    ready = prepare(net, carry)
    result = simulate(net, carry=carry, daily=True)
    level = np.vstack([ready.initial, result.daily.level_m3[0]])
    built = ready.programme
    for day in range(4):
        rhs, upper, _ = day_bounds(ready, 0, day, level[day])
        unmet = ready.demand(0)[:, day] - result.daily.met_m3[0, day]
        rows, limits = [], []
        for priority in sorted({use.priority for use in net.uses}):
            cost = np.zeros(built.cost.size)
            members = [u for u, use in enumerate(net.uses) if use.priority == priority]
            for u in members:
                cost[built.unmet[u][built.unmet[u] >= 0]] = 1.0
            found = linprog(
                cost,
                A_eq=built.matrix.T,
                b_eq=rhs,
                A_ub=np.array(rows) if rows else None,
                b_ub=np.array(limits) if rows else None,
                bounds=np.column_stack([np.zeros_like(upper), upper]),
                method="highs",
            )
            assert found.status == 0
            assert unmet[members].sum() == pytest.approx(found.fun, abs=1e-5)
            rows.append(cost)
            limits.append(found.fun + 1e-9)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000), st.integers(0, 8))
def test_a_days_optimum_does_not_depend_on_the_days_before(seed, day):
    """Equal costs are told apart, so the basis with which the search begins does not matter."""
    net = random_network(seed, days=12, overflow=False)
    # one class: the classes would be judged by the inflow of a shorter record
    flat = CarryOver(within_days=())
    early = simulate(net, carry=flat, daily=True)
    level = np.vstack([early.initial_m3[0], early.daily.level_m3[0]])
    late = dataclasses.replace(
        net,
        sources=[
            dataclasses.replace(s, available_m3_day=np.asarray(s.available_m3_day)[day:])
            for s in net.sources
        ],
        uses=[
            dataclasses.replace(u, demand_m3_day=np.asarray(u.demand_m3_day)[day:])
            for u in net.uses
        ],
        stores=[
            dataclasses.replace(s, initial_m3=min(max(v, 0.0), s.capacity_m3))
            for s, v in zip(net.stores, level[day], strict=True)
        ],
    )
    again = simulate(late, carry=flat, daily=True)
    np.testing.assert_allclose(again.daily.flow_m3[0], early.daily.flow_m3[0, day:], atol=1e-6)
