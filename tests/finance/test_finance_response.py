"""How use answers a tariff: exact solutions against brute force, and identities of demand theory."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq, minimize_scalar

from musdesign import finance
from musdesign.errors import MusdesignError
from musdesign.finance.effects.preferences import (
    Household,
    calibrated,
    demanded,
    shadow_price,
    spending_worth,
    utility,
)
from musdesign.finance.effects.respond import respond
from musdesign.finance.effects.schedule import Schedule, from_blocks, schedule_of

LOW, HIGH = 0.5, 120.0


def household(scale=30.0, income=500.0, e=-0.4, n=0.0, least=LOW, most=HIGH, today=20.0):
    one = [np.array([value]) for value in (scale, income, least, most, today)]
    return Household(one[0], one[1], e, n, one[2], one[3], one[4])


@st.composite
def tariffs(draw, notches=True):
    """Block tariffs of every kind: rising, falling, free blocks, least bills, notches."""
    count = draw(st.integers(0, 4))
    bounds = sorted(draw(st.lists(st.floats(2, 80), min_size=count, max_size=count, unique=True)))
    if any(b - a < 0.5 for a, b in pairwise(bounds)):
        bounds = bounds[:1]
    prices = draw(st.lists(st.floats(0.2, 5), min_size=len(bounds) + 1, max_size=len(bounds) + 1))
    if bounds and draw(st.booleans()):
        prices[0] = 0.0
    fixed = draw(st.floats(0, 30))
    made = from_blocks(fixed, bounds, prices, draw(st.sampled_from([0.0, 0.0, 40.0])))
    if not (notches and draw(st.booleans())):
        return made
    leaps = draw(
        st.lists(
            st.floats(-min(5.0, fixed), 10),
            min_size=len(made.base) - 1,
            max_size=len(made.base) - 1,
        )
    )
    base = (made.base[0], *(b + leap for b, leap in zip(made.base[1:], leaps, strict=True)))
    return Schedule(made.lower_m3, base, made.price)


@given(tariffs(), st.floats(5, 60), st.floats(-1.8, -0.1))
@settings(max_examples=150, deadline=None)
def test_the_best_use_is_never_beaten_by_brute_force(tariff, scale, e):
    # without an income effect utility has a closed form of its own: money left, and the area below
    # the demand curve q = A p^e
    who = household(scale, 500.0, e)
    answer = respond(tariff, who)

    def worth(q, bill):
        area = (
            scale * np.log(q)
            if abs(1 / e + 1) < 1e-9
            else scale ** (-1 / e) * q ** (1 / e + 1) / (1 / e + 1)
        )
        return np.where(bill < 500.0, area + 500.0 - bill, -np.inf)

    grid = np.linspace(LOW, HIGH, 60_001)
    best = worth(grid, tariff.bill(grid)).max()
    mine = worth(answer.volume_m3[0], answer.bill[0])
    assert mine >= best - 1e-7 * max(abs(best), 1.0)


@given(tariffs(notches=False), st.floats(5, 60), st.floats(-1.3, -0.15), st.floats(0.05, 0.9))
@settings(max_examples=60, deadline=None)
def test_with_an_income_effect_no_use_of_the_grid_is_better(tariff, scale, e, n):
    # water stays a small part of the income, as tastes with an income effect need (Slutsky)
    who = household(scale / 5000.0**n, 5000.0, e, n)
    answer = respond(tariff, who)
    grid = np.linspace(LOW, HIGH, 20_001)
    left = 5000.0 - tariff.bill(grid)
    single = utility(who, grid[:, None], left[:, None])[:, 0]
    mine = utility(who, answer.volume_m3, 5000.0 - answer.bill)[0]
    best = np.nanmax(np.where(np.isfinite(single), single, -np.inf))
    assert mine >= best - 1e-9 * max(abs(best), 1.0)


@pytest.mark.parametrize(("e", "n", "price"), [(-0.4, 0.3, 1.5), (-0.8, 0.0, 0.7), (-1.0, 0.5, 2.0), (-0.3, 1.0, 1.0)])  # fmt: skip
def test_utility_leads_back_to_its_demand_on_a_straight_budget_line(e, n, price):
    # the maximum over a straight line, found by scipy, is A p^e y^n
    who = household(20.0 / 300.0**n, 300.0, e, n)
    wish = float(demanded(who, np.array([price]), who.income)[0])
    found = minimize_scalar(
        lambda q: -float(utility(who, np.array([q]), np.array([300.0 - price * q]))[0]),
        bounds=(0.01, 299.0 / price),
        method="bounded",
        options={"xatol": 1e-9},
    )
    assert found.x == pytest.approx(wish, rel=1e-4)


def test_the_shadow_price_agrees_with_a_root_finder():
    who = household(2.0, 300.0, -0.4, 0.3)
    mine = shadow_price(who, np.array([12.0]), np.array([200.0]))[0]
    root = brentq(lambda p: 2.0 * p**-0.4 * (200.0 + 12.0 * p) ** 0.3 - 12.0, 1e-6, 1e4)
    assert mine == pytest.approx(root, rel=1e-9)


@given(
    tariffs(),
    st.floats(5, 60),
    st.floats(-1.9, -0.1),
    st.sampled_from([0.0, 0.3, 0.7, 1.0]),
)
@settings(max_examples=120, deadline=None)
def test_a_rest_under_a_perceived_price_answers_its_own_price(tariff, scale, e, k):
    who = household(scale, 500.0, e)
    answer = respond(tariff, who, "shin", k)

    def price(q):
        marginal, bill = float(tariff.marginal(q)), float(tariff.bill(q))
        return (
            0.0
            if bill <= 0 or (k < 1 and marginal <= 0)
            else (marginal ** (1 - k) * (bill / q) ** k)
        )

    def gap(q):
        seen = price(q)
        return np.inf if seen <= 0 else np.log(scale) + e * np.log(seen) - np.log(q)

    for q in (float(answer.volume_m3[0]), *answer.others[0]):
        if q <= LOW + 1e-6:
            assert gap(LOW) <= 1e-6 or gap(LOW * (1 + 1e-9)) <= 1e-6
        elif q >= HIGH - 1e-6:
            assert gap(HIGH) >= -1e-6
        elif any(abs(q - bound) < 1e-6 for bound in tariff.lower_m3):
            # stays at a bound: wants more below it, less above it
            assert gap(q * (1 - 1e-7)) >= -1e-5
            assert gap(q * (1 + 1e-7)) <= 1e-5
        else:
            assert abs(gap(q)) < 1e-6


@given(tariffs(), st.floats(5, 60), st.floats(-1.9, -0.1), st.sampled_from([0.5, 1.0]))
@settings(max_examples=80, deadline=None)
def test_every_rest_that_a_scan_sees_is_told(tariff, scale, e, k):
    who = household(scale, 500.0, e)
    answer = respond(tariff, who, "shin", k)
    known = (float(answer.volume_m3[0]), *answer.others[0])
    grid = np.linspace(LOW * (1 + 1e-9), HIGH, 8001)
    marginal, bill = tariff.marginal(grid), tariff.bill(grid)
    with np.errstate(divide="ignore", invalid="ignore"):
        # in logarithms, as the power of a price near nothing is beyond all floats
        price = (
            (1 - k) * np.log(marginal) + k * np.log(bill / grid) if k < 1 else np.log(bill / grid)
        )
        gap = np.where(np.isfinite(price), np.log(scale) + e * price - np.log(grid), np.inf)
    falls = (gap[:-1] > 1e-9) & (gap[1:] < -1e-9)
    for q in grid[:-1][falls]:
        assert min(abs(q - other) for other in known) <= 2 * (grid[1] - grid[0])


def test_falling_blocks_can_have_several_rests_and_both_are_told():
    # at 12 a m3 the household wants 8 m3, at the average price beyond the bound far more
    tariff = from_blocks(0.0, [10.0], [12.0, 0.2])
    who = household(90.0, 1e4, -1.0, least=0.1, most=400.0, today=8.0)
    answer = respond(tariff, who, "shin", 0.5)
    assert answer.several == 1
    assert answer.volume_m3[0] == pytest.approx(7.5)  # 90 / 12, below the bound
    assert any(q > 10 for q in answer.others[0])


@pytest.mark.parametrize("name", ["co-rural-domestic", "ke-kirinyaga-2015", "za-uthungulu-2016", "bo-semapa-2016"])  # fmt: skip
@pytest.mark.parametrize("perception", ["marginal", "average", "shin"])
def test_under_the_present_tariff_everybody_uses_what_was_seen(name, perception):
    made = finance.load_tariff(name)
    for class_name in made.classes:
        tariff = schedule_of(finance.compile_tariff(made, class_name))
        use = np.array([9.0, 18.0, 40.0, 90.0])
        # uses at a falling step or within a bound's reach may not be anybody's best: leave them out
        if tariff.jumps or not tariff.convex or not tariff.first_price:  # or a flat fee: no answer
            continue
        income = np.full(4, 400.0 * float(tariff.bill(90.0)) + 1.0)
        who = calibrated(
            tariff, use, income, price_elasticity=-0.3, income_elasticity=0.1,
            perception=perception, shin_k=0.4,
        )  # fmt: skip
        answer = respond(tariff, who, perception, 0.4)
        free = tariff.marginal(use) <= 0
        paid = ~free
        assert answer.volume_m3[paid] == pytest.approx(use[paid], rel=1e-6), class_name


def test_a_free_block_ends_in_what_satisfies():
    tariff = from_blocks(0.0, [6.0], [0.0, 10.0])
    who = calibrated(tariff, [4.0], [1000.0], price_elasticity=-0.3)
    assert respond(tariff, who).volume_m3[0] == 4.0
    dearer = respond(from_blocks(0.0, [], [10.0]), who).volume_m3[0]
    assert dearer <= 4.0


def test_a_higher_price_never_raises_use_and_costs_welfare():
    who = calibrated(
        from_blocks(5.0, [10.0], [1.0, 2.0]), [18.0], [400.0], price_elasticity=-0.5,
        income_elasticity=0.2,
    )  # fmt: skip
    uses, money = [], []
    for factor in (1.0, 1.5, 2.0, 3.0):
        tariff = from_blocks(5.0, [10.0], [factor, 2.0 * factor])
        answer = respond(tariff, who)
        uses.append(answer.volume_m3[0])
        worth = utility(who, answer.volume_m3, who.income - answer.bill)
        money.append(float(spending_worth(who, 2.0, worth)[0]))
    assert uses == sorted(uses, reverse=True)
    assert money == sorted(money, reverse=True)


def test_nonsense_is_refused_with_its_reason():
    with pytest.raises(MusdesignError, match="elasticity"):
        household(e=0.3)
    with pytest.raises(MusdesignError, match="Shin"):
        respond(from_blocks(0, [], [1.0]), household(), "shin", 1.5)
    with pytest.raises(MusdesignError, match="prices no use"):
        calibrated(from_blocks(10.0, [], [0.0]), [5.0], [100.0], price_elasticity=-0.3)
    with pytest.raises(MusdesignError, match="increase"):
        Schedule((0.0, 5.0, 5.0), (0, 0, 0), (1, 1, 1))
    with pytest.raises(MusdesignError, match="negative"):
        from_blocks(0, [], [1.0]).bill(-1)


@given(tariffs(notches=False), st.floats(0, 200))
@settings(max_examples=100, deadline=None)
def test_a_schedule_bills_as_its_pieces_say(tariff, q):
    j = max(i for i, low in enumerate(tariff.lower_m3) if low < q or i == 0)
    assert tariff.bill(q) == pytest.approx(
        tariff.base[j] + tariff.price[j] * (q - tariff.lower_m3[j])
    )
    assert tariff.difference(q) + tariff.marginal(q) * q == pytest.approx(tariff.bill(q))


@pytest.mark.parametrize("name", sorted(finance.available_tariffs()))
def test_schedules_bill_as_the_tariffs_do(name):
    made = finance.load_tariff(name)
    volumes = np.linspace(0, 150, 61)
    for class_name in made.classes:
        compiled = finance.compile_tariff(made, class_name)
        assert schedule_of(compiled).bill(volumes) == pytest.approx(
            [float(compiled.total(Fraction(q))) for q in volumes]
        )
