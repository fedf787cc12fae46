"""Who bears and who gains: measures by hand, identities, and the published orderings of subsidies."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musdesign.errors import MusdesignError
from musdesign.finance.effects.equity import (
    affordability,
    concentration,
    gini,
    kakwani,
    quintiles,
    targeting,
)
from musdesign.finance.effects.incidence import changes, effects, monthly_bills, use_shares
from musdesign.finance.effects.population import Group, Spread, draw
from musdesign.finance.effects.reform import one_price_above, penalties
from musdesign.finance.effects.schedule import from_blocks

# sums of money: nothing below a thousandth but nought
values = st.lists(st.floats(1e-3, 1e4) | st.just(0.0), min_size=2, max_size=40)


def test_gini_of_known_shares():
    # one of n has all: (n - 1) / n; equal: 0; 1, 2, 3: 2/9
    ones = np.ones(4)
    assert gini(np.array([0.0, 0, 0, 8]), ones) == pytest.approx(0.75)
    assert gini(ones, ones) == pytest.approx(0.0, abs=1e-12)
    assert gini(np.array([1.0, 2, 3]), np.ones(3)) == pytest.approx(2 / 9)


@given(values)
@settings(max_examples=100, deadline=None)
def test_gini_is_half_the_mean_difference_over_the_mean(xs):
    x = np.array(xs)
    if x.mean() <= 1e-6:
        return
    direct = np.abs(x[:, None] - x[None, :]).mean() / (2 * x.mean())
    assert gini(x, np.ones(len(x))) == pytest.approx(direct, abs=1e-9)


@given(values, st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_a_weight_of_two_is_two_households(xs, seed):
    x = np.array(xs)
    weights = np.random.default_rng(seed).integers(1, 4, len(x))
    income = np.random.default_rng(seed + 1).permutation(len(x)).astype(float)
    many = np.repeat(x, weights), np.repeat(income, weights)
    assert concentration(x, weights.astype(float), income) == pytest.approx(
        concentration(many[0], np.ones(len(many[0])), many[1]), abs=1e-9
    )


def test_concentration_has_its_ends_and_kakwani_its_sign():
    income = np.array([1.0, 2, 3, 4])
    w = np.ones(4)
    assert concentration(np.array([0.0, 0, 0, 1]), w, income) == pytest.approx(0.75)
    assert concentration(np.array([1.0, 0, 0, 0]), w, income) == pytest.approx(-0.75)
    assert kakwani(income, income, w) == pytest.approx(0.0)  # proportional
    assert kakwani(np.ones(4), income, w) < 0  # a flat fee is regressive


def test_affordability_by_hand():
    # bills 4, 10 of incomes 100, 100 at 5 %: one of two above, by 5
    found = affordability(
        np.array([4.0, 10.0]), np.array([100.0, 100.0]), np.array([3.0, 1.0]), 0.05
    )
    assert (found.headcount, found.gap_month, found.households_above) == (0.25, 5.0, 1.0)
    assert found.mean_share == pytest.approx((3 * 0.04 + 0.1) / 4)
    with pytest.raises(MusdesignError, match="threshold"):
        affordability(np.array([1.0]), np.array([1.0]), np.array([1.0]), 5.0)


def test_fifths_hold_a_fifth_of_the_weight_each():
    income = np.arange(10.0)
    found = quintiles(income, np.ones(10))
    assert np.bincount(found).tolist() == [2, 2, 2, 2, 2]


@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_omega_is_the_product_of_its_five_factors(seed):
    rng = np.random.default_rng(seed)
    n = 60
    poor = rng.random(n) < 0.4
    connected = rng.random(n) < 0.7
    using = connected & (rng.random(n) < 0.9)
    cost = rng.uniform(1, 50, n)
    subsidy = np.where(using & (rng.random(n) < 0.8), cost * rng.uniform(0.1, 0.9, n), 0.0)
    weights = rng.uniform(1, 5, n)
    found = targeting(subsidy, cost, poor, weights, connected, using)
    product = found.access * found.uptake * found.receipt * found.rate * found.quantity
    assert found.omega == pytest.approx(product)
    share = (weights @ (subsidy * poor)) / (weights @ subsidy)
    assert found.omega == pytest.approx(share / ((weights @ poor) / weights.sum()))


def town(correlation, per_group=2000):
    """Households whose use is independent of income or goes with it; the poorer half less connected."""
    group = Group("town", 1000.0, "d", (20.0,) * 12, (12.0,) * 12, 1e6)
    return draw([group], Spread(0.8, 0.6, correlation, 3, per_group))


# water costs 1 a m3; each form brings the same revenue, half of the cost
def forms(people):
    volume = float(people.weight @ people.mean_m3) / float(people.weight.sum())
    revenue = 0.5 * volume

    def scaled(fixed, bounds, prices):
        made = {"d": from_blocks(fixed, bounds, prices)}
        bill = float(people.weight @ monthly_bills(people, made)) / float(people.weight.sum())
        k = revenue / bill
        return {"d": from_blocks(fixed * k, bounds, [price * k for price in prices])}

    uniform = scaled(0.0, [], [1.0])
    # rising: cheap to 10, dear beyond
    rising = scaled(0.0, [10.0, 25.0], [0.4, 1.0, 1.6])
    return {"uniform": uniform, "rising": rising}, revenue


@pytest.mark.parametrize("correlation", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_subsidies_through_common_tariffs_miss_the_poor_whatever_the_structure(correlation):
    # Whittington, Nauges, Fuente and Wu (EfD DP 14-20): poorly targeted whatever the structure
    people = town(correlation)
    # the poor are connected less often (as in the Kathmandu and Bangalore studies)
    rank = np.argsort(np.argsort(people.income_month)) / len(people.weight)
    connected = rank > 0.3 * (np.arange(len(rank)) % 2)
    for schedules in forms(people)[0].values():
        bills = monthly_bills(people, schedules)
        subsidy = np.where(connected, np.maximum(people.mean_m3 - bills, 0.0), 0.0)
        found = targeting(subsidy, people.mean_m3, rank < 0.4, people.weight, connected)
        assert found.omega < 1.0
        assert found.access < 1.0


@pytest.mark.parametrize("form", ["uniform", "rising"])
def test_the_more_use_goes_with_income_the_less_the_poor_get(form):
    # same source: the higher the correlation, the smaller the poor's share
    shares = []
    for correlation in (0.0, 0.3, 0.6, 0.9):
        people = town(correlation)
        schedules = forms(people)[0][form]
        found = effects("t", people, schedules, rungs={}, cost_m3=1.0, poor_share=0.4)
        shares.append(found.targeting.poor_share)
    assert shares == sorted(shares, reverse=True)


@pytest.mark.parametrize("correlation", [0.2, 0.5, 0.8])
def test_a_uniform_price_with_rebate_serves_the_poor_better_than_rising_blocks(correlation):
    # Boland and Whittington: at equal revenue the uniform price with rebate beats the rising blocks,
    # and both beat a quantity subsidy through a low price
    people = town(correlation)
    made, revenue = forms(people)
    rank = np.argsort(np.argsort(people.income_month)) / len(people.weight)
    poor = rank < 0.4
    cost = people.mean_m3
    rebate = float(people.weight @ cost) / float(people.weight.sum()) - revenue
    by_rebate = np.full(len(cost), rebate)  # price at cost: the subsidy is the rebate
    omega = {
        name: targeting(cost - monthly_bills(people, s), cost, poor, people.weight).omega
        for name, s in made.items()
    }
    omega["rebate"] = targeting(by_rebate, cost, poor, people.weight).omega
    assert omega["rebate"] > omega["rising"] > omega["uniform"]


def test_a_connection_subsidy_reaches_the_poor_where_they_lack_taps():
    # World Bank WPS 3878: quantity subsidies regressive, connection subsidies attractive where
    # coverage is low
    people = town(0.5)
    rank = np.argsort(np.argsort(people.income_month)) / len(people.weight)
    poor, connected = rank < 0.4, rank > 0.35
    subsidy = np.where(connected, 0.5 * people.mean_m3, 0.0)
    by_quantity = targeting(subsidy, people.mean_m3, poor, people.weight, connected)
    by_connection = targeting((~connected).astype(float), np.ones(len(rank)), poor, people.weight)
    assert by_quantity.omega < 1 < by_connection.omega


def scheme(**spread):
    groups = [
        Group("farms", 180, "E1", (38.0, 42.0) * 6, (18.0,) * 12, 1.4e6, 5, (("domestic", 18), ("gardens", 22))),
        Group("cattle", 70, "E2", (70.0,) * 12, (18.0,) * 12, 1.9e6, 5, (("domestic", 18), ("livestock", 52))),
        Group("village", 114, "E1", (22.0,) * 12, (18.0,) * 12, 1.2e6, 5, (("domestic", 18), ("gardens", 4))),
    ]  # fmt: skip
    return draw(groups, Spread(**spread))


BLOCKS = {
    "E1": from_blocks(3500, [13, 26], [355.26, 710.53, 1421.05]),
    "E2": from_blocks(4900, [13, 26], [497.37, 710.53, 1421.05]),
}


def test_draws_keep_the_groups_means_and_the_stated_correlation():
    people = scheme(correlation=0.6, per_group=4000)
    for i, group in enumerate(people.groups):
        at = people.group == i
        assert people.income_month[at].mean() == pytest.approx(group.income_month)
        assert people.mean_m3[at].mean() == pytest.approx(np.mean(group.month_m3))
        seen = np.corrcoef(np.log(people.income_month[at]), np.log(people.mean_m3[at]))[0, 1]
        assert seen == pytest.approx(0.6, abs=0.03)
    assert people.weight.sum() == pytest.approx(364)


def test_a_groups_draws_depend_on_the_seed_and_its_name_alone():
    one = scheme(per_group=50)
    again = draw([one.groups[1]], one.spread)
    assert again.income_month == pytest.approx(one.income_month[one.group == 1])
    assert not np.allclose(scheme(per_group=50, seed=2).income_month, one.income_month)


def test_what_uses_pay_and_cost_adds_up_to_the_whole():
    people = scheme()
    bills = monthly_bills(people, BLOCKS)
    uses = use_shares(people, BLOCKS, bills, 900.0)
    assert [use.use for use in uses] == ["domestic", "gardens", "livestock"]
    assert sum(use.paid_month for use in uses) == pytest.approx(people.weight @ bills)
    assert sum(use.volume_m3_month for use in uses) == pytest.approx(people.weight @ people.mean_m3)
    assert uses[1].paid_per_m3 > uses[0].paid_per_m3


def test_la_palma_forty_m3_fall_into_thirteen_thirteen_fourteen():
    # W22: 40 m3 a month between 1,000 and 2,000 m
    group = Group("family", 364, "E1", (40.0,) * 12, (18.0,) * 12, 1.2e6)
    people = draw([group], Spread(per_group=20))
    (found,) = penalties(people.groups, {"E1": BLOCKS["E1"]})
    assert found.block_m3 == (13.0, 13.0, 14.0)
    # the house's 18 m3 cost 3,500 + 13 x 355.26 + 5 x 710.53, the rest 8 x 710.53 + 14 x 1,421.05
    assert found.paid_domestic == pytest.approx(11_671.03)
    assert found.paid_productive == pytest.approx(25_578.94)
    assert found.productive_per_m3 > 1.7 * found.domestic_per_m3


def test_one_price_above_the_first_block_brings_the_same_revenue_and_spares_large_users():
    people = scheme()
    other = one_price_above(people, BLOCKS)
    before, after = monthly_bills(people, BLOCKS), monthly_bills(people, other.schedules)
    assert people.weight @ after == pytest.approx(people.weight @ before)
    moved = changes(people, BLOCKS, other.schedules)
    everyone = moved[-1]
    assert everyone.mean_change_month == pytest.approx(0.0, abs=1e-6)
    assert everyone.winners + everyone.losers <= everyone.households * (1 + 1e-9)
    assert next(c for c in moved if c.name == "cattle").mean_change_month < 0
    assert next(c for c in moved if c.name == "village").mean_change_month > 0


def test_revenue_elasticity_is_the_loss_of_revenue_at_one_percent_less_use():
    people = scheme()
    found = effects("t", people, BLOCKS, rungs={"all": 1e8}, cost_m3=900.0)
    less = replace(people, month_m3=people.month_m3 * 0.9999)
    lost = 1 - effects("t", less, BLOCKS, rungs={}, cost_m3=900.0).revenue_year / found.revenue_year
    assert found.revenue_elasticity == pytest.approx(lost / 0.0001, rel=0.02)
    assert found.recovery["all"] == pytest.approx(found.revenue_year / 1e8)


def test_groups_without_income_or_use_are_named_all_at_once():
    with pytest.raises(MusdesignError) as caught:
        draw(
            [
                Group("a", 10, "E1", (1.0,) * 12, (1.0,) * 12, 0.0),
                Group("b", 10, "E1", (0.0,) * 12, (0.0,) * 12, 5.0),
            ],
            Spread(),
        )
    assert "'a' has no income" in str(caught.value)
    assert "'b' has no use" in str(caught.value)
    with pytest.raises(MusdesignError, match="correlation"):
        Spread(correlation=1.5)
