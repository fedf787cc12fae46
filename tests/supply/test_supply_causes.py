"""Each unmet litre at what binds it: hand-made cases whose causes follow from the arithmetic."""

import numpy as np
import pytest

from musdesign.supply.allocation import Network, Reserve, Source, Store, Treatment, Use, simulate

RULES = pytest.mark.parametrize("rule", ["exact", "screening"])


def causes(network, rule="exact"):
    """Return the unmet water of each use by (cause, node)."""
    result = simulate(network, rule=rule, trace=True)
    found = {}
    for u, name in enumerate(result.uses):
        volumes = result.unmet_by_cause_m3[0, u].sum(axis=1)
        pairs = zip(result.binders, volumes, strict=True)
        found[name] = {pair: round(float(v), 9) for pair, v in pairs if v > 1e-9}
        unmet = float(result.record.unmet_m3[0, u])
        assert sum(found[name].values()) == pytest.approx(unmet, abs=1e-9)
    return found


def use(name="need", quality="domestic", priority=1, demand=(4.0,)):
    return Use(name=name, quality=quality, priority=priority, demand_m3_day=list(demand))


@RULES
def test_a_dry_source_binds(rule):
    spring = Source(name="spring", quality="domestic", available_m3_day=[9.0, 1.0])
    network = Network(sources=[spring], uses=[use(demand=(4.0, 4.0))])
    assert causes(network, rule) == {"need": {("source", "spring"): 3.0}}


@RULES
def test_of_two_sources_the_one_farther_below_its_mean_binds(rule):
    steady = Source(name="steady", quality="domestic", available_m3_day=[2.0, 2.0])
    fickle = Source(name="fickle", quality="domestic", available_m3_day=[9.0, 1.0])
    network = Network(sources=[steady, fickle], uses=[use(demand=(4.0, 4.0))])
    assert causes(network, rule) == {"need": {("source", "fickle"): 1.0}}


@RULES
def test_pump_right_and_yield_share_a_shortage(rule):
    """9 wanted: 8 there, 6 allowed, 5 pumped: 1 for the pump, 2 for the right, 1 for the well."""
    well = Source(
        name="well", quality="domestic", available_m3_day=[8.0], right_m3_day=6.0, pump_m3_day=5.0
    )
    network = Network(sources=[well], uses=[use(demand=(9.0,))])
    assert causes(network, rule) == {
        "need": {("pump", "well"): 1.0, ("right", "well"): 2.0, ("source", "well"): 1.0}
    }


@RULES
def test_the_draw_of_a_pond_binds_like_a_pump(rule):
    dry = Source(name="rain", quality="irrigation", available_m3_day=[0.0] * 3, fills=("pond",),
                 serves=())  # fmt: skip
    pond = Store(name="pond", quality="irrigation", capacity_m3=20.0, draw_m3_day=3.0)
    network = Network(
        sources=[dry], stores=[pond], uses=[use("plot", "irrigation", demand=(5.0,) * 3)]
    )
    # 11 m3 are left in the pond at the end; 2 a day are missing
    assert causes(network, rule) == {"plot": {("pump", "pond"): 6.0}}


@RULES
def test_water_that_stays_in_a_store_explains_as_much_as_there_is_of_it(rule):
    """A pond of 5 m3 of dirty water does not explain ten days without domestic water."""
    dry = Source(name="rain", quality="irrigation", available_m3_day=[0.0] * 10, fills=("pond",),
                 serves=())  # fmt: skip
    pond = Store(name="pond", quality="irrigation", capacity_m3=5.0)
    spring = Source(name="spring", quality="domestic", available_m3_day=[0.0] * 10)
    network = Network(sources=[dry, spring], stores=[pond], uses=[use(demand=(1.0,) * 10)])
    assert causes(network, rule) == {"need": {("quality", "pond"): 5.0, ("source", "spring"): 5.0}}


@RULES
def test_dirty_water_that_a_pond_lets_go_by_is_a_matter_of_quality(rule):
    rain = Source(name="rain", quality="irrigation", available_m3_day=[3.0] * 4, fills=("pond",),
                  serves=())  # fmt: skip
    pond = Store(name="pond", quality="irrigation", capacity_m3=1.0)
    spring = Source(name="spring", quality="domestic", available_m3_day=[1.0] * 4)
    network = Network(sources=[rain, spring], stores=[pond], uses=[use(demand=(3.0,) * 4)])
    assert set(causes(network, rule)["need"]) <= {("quality", "pond"), ("quality", "rain")}


@RULES
def test_of_full_treatments_of_one_source_those_that_serve_the_use_bind(rule):
    """The livestock's plant stands last and is full too; it does not make drinking water."""
    river = Source(name="river", quality="irrigation", available_m3_day=[20.0])
    plants = [
        Treatment(name=name, takes=("river",), gives=gives, capacity_m3_day=most)
        for name, gives, most in [("filter", "drinking", 3.0), ("settling", "livestock", 2.0)]
    ]
    uses = [use(quality="drinking"), use("cattle", "livestock", 2, (4.0,))]
    assert causes(Network(sources=[river], treatments=plants, uses=uses), rule) == {
        "need": {("treatment", "filter"): 1.0},
        "cattle": {("treatment", "filter"): 1.0, ("treatment", "settling"): 1.0},
    }


@RULES
def test_a_full_treatment_binds(rule):
    river = Source(name="river", quality="irrigation", available_m3_day=[50.0])
    plant = Treatment(name="filter", takes=("river",), gives="domestic", capacity_m3_day=3.0)
    network = Network(sources=[river], treatments=[plant], uses=[use()])
    assert causes(network, rule) == {"need": {("treatment", "filter"): 1.0}}


@RULES
@pytest.mark.parametrize(
    ("capacity", "right", "pump", "expected"),
    [
        # 10 allowed, 5.7 treated: 4.3 lie behind the plant, and 2 more are not allowed
        (5.7, 10.0, None, {("treatment", "filter"): 4.3, ("right", "river"): 2.0}),
        (5.7, 13.0, None, {("treatment", "filter"): 6.3}),
        # the same with a pump in the place of the right
        (5.7, None, 10.0, {("treatment", "filter"): 4.3, ("pump", "river"): 2.0}),
        # the right is used up, the plant full on the same litre, or not full
        (10.0, 10.0, None, {("right", "river"): 2.0}),
        (20.0, 10.0, None, {("right", "river"): 2.0}),
        (20.0, 10.0, 8.0, {("pump", "river"): 2.0, ("right", "river"): 2.0}),
    ],
)
def test_a_full_treatment_binds_as_far_as_the_right_and_the_pump_have_water_left(
    rule, capacity, right, pump, expected
):
    river = Source(name="river", quality="irrigation", available_m3_day=[50.0],
                   right_m3_day=right, pump_m3_day=pump)  # fmt: skip
    plant = Treatment(name="filter", takes=("river",), gives="domestic", capacity_m3_day=capacity)
    network = Network(sources=[river], treatments=[plant], uses=[use(demand=(12.0,))])
    assert causes(network, rule) == {"need": expected}


@RULES
@pytest.mark.parametrize(
    ("draw", "cause"), [(2.0, ("pump", "pond")), (3.0, ("treatment", "filter"))]
)
def test_a_pond_behind_a_full_treatment_is_short_of_its_pump_only_where_that_is_full(
    rule, draw, cause
):
    dry = Source(name="rain", quality="irrigation", available_m3_day=[0.0], fills=("pond",),
                 serves=())  # fmt: skip
    pond = Store(name="pond", quality="irrigation", capacity_m3=20.0, draw_m3_day=draw)
    plant = Treatment(name="filter", takes=("pond",), gives="domestic", capacity_m3_day=2.0)
    network = Network(sources=[dry], stores=[pond], treatments=[plant], uses=[use()])
    assert causes(network, rule) == {"need": {cause: 2.0}}


@RULES
def test_water_of_a_worse_tier_binds_by_its_quality(rule):
    river = Source(name="river", quality="irrigation", available_m3_day=[50.0])
    spring = Source(name="spring", quality="domestic", available_m3_day=[1.0])
    network = Network(sources=[river, spring], uses=[use()])
    assert causes(network, rule) == {"need": {("quality", "river"): 3.0}}


@RULES
def test_a_tank_is_missed_for_what_twice_its_volume_would_have_carried(rule):
    """A tank of 5 lets 20 go by; 3 a day are then missing: 5 for the tank, the rest for the rain."""
    rain = [25.0 + 3.0] + [0.0] * 9
    spring = Source(name="spring", quality="domestic", available_m3_day=rain, fills=("tank",))
    tank = Store(name="tank", quality="domestic", capacity_m3=5.0, initial_m3=0.0)
    network = Network(sources=[spring], stores=[tank], uses=[use(demand=(3.0,) * 10)])
    found = causes(network, rule)["need"]
    assert found == {("tank", "tank"): 5.0, ("source", "spring"): 9 * 3.0 - 5.0 - 5.0}
    twice = Network(
        sources=[spring],
        stores=[Store(name="tank", quality="domestic", capacity_m3=10.0, initial_m3=0.0)],
        uses=network.uses,
    )
    # and a tank of twice the volume does carry just that
    less = sum(causes(twice, rule)["need"].values())
    assert sum(found.values()) - less == pytest.approx(5.0)


def test_a_reserve_binds_only_as_far_as_it_holds_water():
    dry = Source(name="spring", quality="domestic", available_m3_day=[0.0] * 3, fills=("tank",))
    tank = Store(
        name="tank", quality="domestic", capacity_m3=8.0, reserves=(Reserve(volume_m3=4.0, priority=1),)
    )  # fmt: skip
    uses = [use("house", demand=(0.0,) * 3), use("plot", priority=2, demand=(4.0,) * 3)]
    # 4 m3 are drawn on the first day, 4 kept; 8 are missing, of which 4 lie in the tank
    assert causes(Network(sources=[dry], stores=[tank], uses=uses)) == {
        "house": {},
        "plot": {("reserve", "tank"): 4.0, ("source", "spring"): 4.0},
    }


def two_tanks(spring, garden_tank=10.0):
    days = len(spring)
    source = Source(name="spring", quality="drinking", available_m3_day=list(spring),
                    fills=("upper",), serves=("house",))  # fmt: skip
    upper = Store(name="upper", quality="drinking", capacity_m3=4.0, serves=("house",),
                  overflow_to="lower")  # fmt: skip
    lower = Store(name="lower", quality="drinking", capacity_m3=garden_tank, serves=("plot",),
                  initial_m3=0.0)  # fmt: skip
    house = use("house", "drinking", demand=(2.0,) * days)
    plot = use("plot", "irrigation", priority=2, demand=(6.0,) * days)
    return Network(sources=[source], stores=[upper, lower], uses=[house, plot])


def test_a_garden_on_the_overflow_goes_short_for_the_spring_not_for_the_full_upper_tank():
    """A dry season: the spring gives 5 a day, the house takes 2, 3 overflow and 6 are wanted."""
    found = causes(two_tanks([5.0] * 20))
    assert set(found["plot"]) == {("source", "spring")}
    assert found["house"] == {}


def test_a_garden_on_the_overflow_goes_short_for_its_own_tank_where_that_let_water_by():
    """30 come in a day, then none: the lower tank holds 10, as much again it would have carried."""
    found = causes(two_tanks([5.0, 40.0, *[2.0] * 6]))["plot"]
    assert ("tank", "upper") not in found
    assert found["tank", "lower"] == pytest.approx(10.0)


def test_a_larger_lower_tank_is_never_missed_more():
    rng = np.random.default_rng(5)
    spring = rng.gamma(0.5, 12.0, 200)
    shares = [
        causes(two_tanks(spring, volume))["plot"].get(("source", "spring"), 0.0)
        for volume in (5.0, 400.0)
    ]
    small, large = (sum(causes(two_tanks(spring, v))["plot"].values()) for v in (5.0, 400.0))
    assert large < small
    assert max(shares) <= small + 1e-9
