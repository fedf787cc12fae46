"""The exact rule against recorded answers of pywr (tests/oracles/pywr/README.md)."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from allocation_networks import NAMES, network

from musdesign.supply.allocation import simulate
from musdesign.supply.allocation.day_lp import cost_of
from musdesign.supply.allocation.fitting import fitted
from musdesign.supply.allocation.policy import CarryOver
from musdesign.supply.allocation.prepare import prepare

RECORDED = json.loads(
    (Path(__file__).parents[1] / "oracles" / "pywr" / "recorded.json").read_text()
)["networks"]


@pytest.fixture(scope="module")
def networks():
    return {name: network(name) for name in NAMES}


def one_day(net, day, before):
    """Return the network on one day from given volumes."""
    return dataclasses.replace(
        net,
        sources=[
            dataclasses.replace(s, available_m3_day=np.atleast_2d(s.available_m3_day)[0, [day]])
            for s in net.sources
        ],
        uses=[
            dataclasses.replace(u, demand_m3_day=np.atleast_2d(u.demand_m3_day)[0, [day]])
            for u in net.uses
        ],
        stores=[
            dataclasses.replace(s, initial_m3=min(max(volume, 0.0), s.capacity_m3))
            for s, volume in zip(net.stores, before, strict=True)
        ],
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_day_from_the_same_state_has_the_optimum_that_pywr_finds(name, networks):
    theirs = RECORDED[name]
    flat = CarryOver(within_days=())
    for k, day in enumerate(theirs["days"]):
        net = one_day(networks[name], day, theirs["before_m3"][k])
        ours = simulate(net, carry=flat, threads=1, daily=True)
        ready = prepare(net, flat)
        unmet = ready.demand(0)[:, 0] - ours.daily.met_m3[0, 0]
        mine = cost_of(ready, 0, ours.daily.flow_m3[0, 0], ours.daily.level_m3[0, 0], unmet)
        their_flow, their_unmet = np.array(theirs["flow_m3"][k]), theirs["day_unmet_m3"][k]
        pywr = cost_of(ready, 0, their_flow, np.array(theirs["after_m3"][k]), their_unmet)
        assert mine == pytest.approx(pywr, rel=1e-6, abs=1e-6)
        np.testing.assert_allclose(unmet, their_unmet, atol=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_over_thirty_years_no_priority_misses_more_than_half_a_percent_above_pywr(name, networks):
    theirs = np.array(RECORDED[name]["unmet_m3"])
    ours = simulate(networks[name])
    unmet = ours.record.unmet_m3[0]
    # a millionth of demand is what the solvers' tolerances leave
    slack = 1e-6 * ours.record.demand_m3[0]
    assert np.all(unmet <= 1.005 * np.maximum(theirs, 0.0) + slack)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_nor_by_the_fitted_rule(name, networks):
    theirs = np.array(RECORDED[name]["unmet_m3"])
    fit = fitted(networks[name])
    ours = fit.simulate(trace=False).record
    slack = 1e-6 * ours.demand_m3[0]
    assert np.all(ours.unmet_m3[0] <= 1.005 * np.maximum(theirs, 0.0) + slack)


def test_with_one_value_of_stored_water_the_record_is_pywrs(networks):
    """The value that falls with the level is what makes the difference, and lowers the unmet."""
    saved = []
    for name in NAMES:
        theirs = sum(RECORDED[name]["unmet_m3"])
        flat = simulate(networks[name], carry=CarryOver(within_days=())).record.unmet_m3.sum()
        own = simulate(networks[name]).record.unmet_m3.sum()
        assert flat == pytest.approx(theirs, rel=1e-4)
        saved.append(1.0 - own / flat)
    assert min(saved) > -0.005
    assert sum(saved) > 0.1


@pytest.mark.parametrize("name", NAMES)
def test_nor_where_the_water_is_short_than_by_one_value_of_stored_water(name):
    """Pywr's record is that of one value, as tested above."""
    net = network(name, years=8, crowded=True, seed=2)
    flat = simulate(net, carry=CarryOver(within_days=()), trace=False).record
    ours = simulate(net, trace=False).record
    slack = 1e-6 * ours.demand_m3[0]
    assert np.all(ours.unmet_m3[0] <= 1.005 * flat.unmet_m3[0] + slack)


def test_what_better_uses_need_keeps_a_store_from_spilling():
    """A tank that the households draw down is not drawn first for the garden."""
    net = network("borehole", years=2, crowded=True)
    with_need, without = (
        prepare(net, CarryOver(beyond_better=beyond)).widths[:, :, :2].sum(axis=2)
        for beyond in (True, False)
    )
    tank, roof_tank, pond = range(3)
    assert np.all(with_need <= without + 1e-12)
    assert with_need[:, roof_tank].sum() < 0.5 * without[:, roof_tank].sum()
    # the pond has but one use, none is better
    np.testing.assert_array_equal(with_need[:, pond], without[:, pond])
    assert with_need[:, tank].max() == 0.0
