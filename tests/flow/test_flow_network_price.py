"""The price of multiple use of a scheme: curve, marginal costs and shares of its uses."""

from __future__ import annotations

from dataclasses import replace

import pytest

import musdesign as mus
from musdesign import network
from musdesign.errors import MusdesignError
from musdesign.flow.network_price import only, price_of, price_of_design, scaled
from musdesign.flow.pipe_loads import with_survey

CASE = "bushbuckridge-village"
FACTORS = (0.5, 1.0, 1.5)


@pytest.fixture(scope="module")
def result():
    return mus.design(mus.load(CASE), with_futures=False)


@pytest.fixture(scope="module")
def price(result):
    return price_of_design(result, FACTORS)


def test_the_curve_passes_through_the_design_and_each_point_is_proved(result, price):
    assert price.cost == pytest.approx(result.network.cost, rel=1e-4)
    assert [p.cost for p in price.curve] == sorted(p.cost for p in price.curve)
    assert price.curve[1].cost == pytest.approx(price.cost, rel=1e-9)
    for point in price.curve:
        problem, _ = with_survey(scaled(result.pipe_inputs, point.factor))
        assert point.cost == pytest.approx(network.optimise(problem, engine="milp").cost, rel=1e-6)


def test_the_shares_of_the_uses_add_up_and_none_pays_more_than_alone(price):
    assert [use.name for use in price.uses] == [
        "domestic", "institutions", "livestock", "enterprises", "gardens",
    ]  # fmt: skip
    for shares in ([u.share for u in price.uses], [u.shapley for u in price.uses]):
        assert sum(shares) == pytest.approx(price.cost, rel=1e-6)
    for use in price.uses:
        assert use.separable - 1e-6 <= use.share <= use.alone + 1e-6


def test_what_a_use_adds_is_the_difference_of_two_designs(result, price):
    def cost(*uses):
        return network.optimise(with_survey(only(result.pipe_inputs, uses))[0]).cost

    gardens = next(use for use in price.uses if use.name == "gardens")
    assert gardens.extra == pytest.approx(cost("domestic", "gardens") - cost("domestic"), rel=1e-6)
    assert gardens.alone == pytest.approx(cost("gardens"), rel=1e-6)


@pytest.mark.parametrize("case", [CASE, "la-palma-tres-puertas"])
def test_marginal_costs_are_those_of_a_design_with_a_little_more(case):
    """The pipes above tanks and break-pressure tanks carry the water too."""
    result = mus.design(mus.load(case), with_futures=False)
    price = price_of_design(result, (1.0,))
    problem, _ = with_survey(result.pipe_inputs)
    base = network.optimise(problem).cost
    for at in price.nodes:
        n = next(i for i, node in enumerate(problem.nodes) if node.id == at.node)
        node = problem.nodes[n]
        if node.kind != "tank" and not any(node.demands_lps):
            continue  # it draws in no hour that could be raised
        step = 0.01
        more = replace(
            node,
            demands_lps=tuple(q * (1 + step / (node.day_m3 or 1.0)) for q in node.demands_lps),
            day_m3=node.day_m3 + step,
        )
        nodes = (*problem.nodes[:n], more, *problem.nodes[n + 1 :])
        dearer = network.optimise(replace(problem, nodes=nodes)).cost
        assert at.manner == "dual price"
        assert (dearer - base) / step == pytest.approx(at.per_m3_day, rel=0.02, abs=0.1)


def test_peaks_of_taps_keep_their_shape_when_a_node_draws_more():
    # two uses on the pipes: each group of uses has peaks of its own to simulate
    changes = {
        "peaks.connections": "pulses",
        "network.water_temperature": "21 degC",
        "network.serves": ["domestic", "gardens"],
    }
    found = mus.design(mus.load(CASE, changes), with_futures=False)
    price = price_of_design(found, (1.0,))
    assert [use.name for use in price.uses] == ["domestic", "gardens"]
    far = {p.node: p.per_m3_day for p in price.nodes}
    assert far["west"] > far["centre"] > far["east"] > 0


def test_a_scheme_without_pipes_says_so():
    with pytest.raises(MusdesignError, match="no pipes to price"):
        price_of("la-palma-allocation")


def test_a_single_use_has_nothing_to_share():
    price = price_of("zimbabwe-village", factors=(1.0,))
    assert price.uses == ()
    assert any("nothing to share" in note for note in price.notes)
