"""Optima printed by others, with their constants and rules."""

import network_published as published
import pytest

from musdesign.network import optimise


@pytest.mark.parametrize(
    ("problem", "cost"),
    [
        (published.sample(), 13_048_236.71),
        (published.sample_with_tanks(), 23_542_697.97),
        (published.sample_with_pumps(), 21_143_862.23),
    ],
    ids=["pipes", "tanks", "tanks and pumps"],
)
def test_the_tree_engine_finds_the_published_optimum_of_jaltantra(problem, cost):
    design = optimise(problem, engine="tree")
    assert design.feasible
    assert design.cost == pytest.approx(cost, rel=1e-6)
    assert design.gap <= 1e-6
    assert all(node.shortfall_m == 0 for node in design.nodes)


def test_tanks_and_pumps_of_the_sample_are_those_published():
    # JalTantra's result sheet: pumps in links 2, 4 and 6, tanks at nodes 2 and 3
    design = optimise(published.sample_with_pumps(), engine="tree")
    heads = {pump.link: (pump.head_m, pump.power_kw) for pump in design.pumps}
    assert heads["2"] == pytest.approx((44.43839, 6.47462), rel=1e-5)
    assert heads["4"] == pytest.approx((14.31312, 3.088), rel=1e-5)
    assert heads["6"] == pytest.approx((2.86667, 1.0), rel=1e-5)
    tanks = {tank.node: tank for tank in design.tanks}
    assert set(tanks) == {"2", "3"}
    assert tanks["2"].volume_m3 == pytest.approx(278.640)
    assert tanks["2"].height_m == pytest.approx(7.164, abs=5e-4)
    assert tanks["2"].cost == pytest.approx(2_480_406)
    assert tanks["3"].volume_m3 == pytest.approx(259.2)
    assert tanks["3"].height_m == pytest.approx(15.638, abs=5e-4)
    assert tanks["3"].cost == pytest.approx(2_375_430)
