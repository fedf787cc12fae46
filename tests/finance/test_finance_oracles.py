"""Returns, funding, time and gains against independent ways of working them out."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from musdesign import finance
from musdesign.errors import MusdesignError
from musdesign.finance.income import IncomeLine
from musdesign.finance.returns import internal_rate, payback
from musdesign.finance.yields import gain_of_irrigation, relative_yield

FLOWS = st.lists(st.integers(-500, 500), min_size=2, max_size=12)


def by_decimal(rate, flows):
    """Value today in decimal arithmetic, each year by itself."""
    total = Decimal(0)
    for year, flow in enumerate(flows):
        total += Decimal(repr(flow)) / (1 + Decimal(repr(rate))) ** year
    return float(total)


def rates_by_roots(flows):
    """All rates between -95 % and 1,000 % that balance the flows: roots of their polynomial."""
    roots = np.roots([float(f) for f in flows])  # sum of f_t x^(n-t) with x = 1 + r
    real = roots[np.abs(roots.imag) < 1e-6].real
    return sorted(x - 1 for x in real if 0.05 < x < 11)


@given(st.integers(0, 10_000), FLOWS, st.sampled_from([0.0, 0.03, 0.09, 0.5]))
@settings(max_examples=120, deadline=None)
def test_net_present_value_and_ratio_are_those_of_decimal_arithmetic(capital, gains, rate):
    costs = [max(0, -g) for g in gains]
    found = finance.returns(
        "x", capital=capital, recurrent_year=costs, benefits_year=gains, rate=rate
    )
    scale = 1e-9 * max(1.0, capital + sum(map(abs, gains)))
    benefit, cost = by_decimal(rate, [0, *gains]), by_decimal(rate, [capital, *costs])
    assert found.net_present_value == pytest.approx(benefit - cost, abs=scale)
    if cost > 0:
        assert found.benefit_cost_ratio == pytest.approx(benefit / cost, abs=1e-9 + scale / cost)
    else:
        assert found.benefit_cost_ratio is None


@given(st.integers(50, 5000), st.lists(st.integers(1, 900), min_size=1, max_size=25))
@settings(max_examples=120, deadline=None)
def test_the_internal_rate_is_the_root_of_the_polynomial(capital, gains):
    # one change of sign: one rate, if it lies in the range at all
    flows = [-capital, *gains]
    roots = rates_by_roots(flows)
    assume(len(roots) == 1)
    assume(-0.9 < roots[0] < 9)
    assert internal_rate(flows) == pytest.approx(roots[0], abs=1e-6)


@given(FLOWS)
@settings(max_examples=150, deadline=None)
def test_the_payback_is_when_the_purse_is_never_empty_again(flows):
    found = payback(flows)
    purse = np.cumsum(flows)
    later = [y for y in range(1, len(flows)) if (purse[y:] >= 0).all()]
    if not later:
        assert found is None
        return
    assert found is not None
    assert later[0] - 1 <= found <= later[0]
    # within the year the purse grows by a line
    year = later[0]
    if purse[year - 1] < 0:
        assert purse[year - 1] + (found - (year - 1)) * flows[year] == pytest.approx(0, abs=1e-6)


def test_a_textbook_case_of_a_project():
    # capital 1,000, five years of 300 at 10 %: annuity factor 3.79079 of the tables
    found = finance.returns(
        "x", capital=1000, recurrent_year=[0.0] * 5, benefits_year=[300.0] * 5, rate=0.10
    )
    assert found.net_present_value == pytest.approx(137.236, abs=1e-3)
    assert found.benefit_cost_ratio == pytest.approx(1.137236, abs=1e-6)
    assert found.internal_rate == pytest.approx(0.15238, abs=1e-5)
    assert found.payback_years == pytest.approx(10 / 3)


MONEY = st.floats(0, 1e6)


@given(MONEY, MONEY, MONEY, MONEY, st.floats(0, 1), st.floats(0, 1), st.floats(0, 60), MONEY)
@settings(max_examples=100, deadline=None)
def test_tariffs_taxes_transfers_and_labour_close_to_the_cost(
    cost, revenue, taxes, transfers, public, given_, days, wage
):
    given_ = min(given_, 1 - public)
    gifts = (finance.Gift("trench", days, wage, False), finance.Gift("cleaning", days, wage, True))
    found = finance.fund(
        "t", cost_year=cost, capital=3 * cost, annuity=0.1, years=20, households=40,
        revenue_year=revenue, taxes_year=taxes, transfers_year=transfers, works_taxes=public,
        works_transfers=given_, gifts=gifts,
    )  # fmt: skip
    parts = (
        found.tariffs_year, found.taxes_year, found.transfers_year, found.in_kind_year,
        found.uncovered_year,
    )  # fmt: skip
    assert sum(parts) == pytest.approx(cost, abs=1e-6 * max(1, *map(abs, parts)))
    assert found.in_kind_year == pytest.approx(40 * days * wage * 1.1)


def test_hours_of_fetching_by_counting_them():
    # 30 households, 4 trips a day, 25 minutes saved each, a wage of 48 a day of eight hours
    minutes = sum(4 * 25 for _ in range(365))
    assert finance.value_of_time(30, 4, 25, 48 / 8) == pytest.approx(30 * minutes / 60 * 6)


@given(st.floats(0, 2), st.floats(0, 1), st.floats(0, 1))
@settings(max_examples=100, deadline=None)
def test_the_gain_of_irrigation_is_the_yield_with_it_less_the_yield_without(ky, part, met):
    # actual over full evapotranspiration, written from the water that arrives (FAO-33)
    with_it = max(0.0, 1 - ky * (1 - ((1 - part) + part * met)))
    without = max(0.0, 1 - ky * (1 - (1 - part)))
    assert gain_of_irrigation(ky, part, met) == pytest.approx(with_it - without, abs=1e-12)
    assert relative_yield(ky, 0.0) == 1.0


def line(group, low, middle, high):
    return IncomeLine(
        group, "livestock", "pig", 1.0, "head/year", 1.0, low, middle, high, "typed", "unverified"
    )


def test_losses_of_a_group_are_told_and_a_negative_whole_has_no_shares():
    found = finance.who_gains(
        [line("a", -20.0, -10.0, 30.0), line("b", -1.0, 5.0, 9.0)],
        {"a": 10.0, "b": 5.0, "c": 0.0},
        {"a": 2.0},
        {"a": 100.0},
    )
    assert [g.middle_year for g in found] == [-1.0, 1.0, 0.0]
    assert [g.share_of_gains for g in found] == [None] * 3
    assert found[0].net_year == -3.0
    assert found[0].gain_over_income == -0.01
    assert found[2].share_of_households == 0.0
    assert finance.who_gains([], {}, {}, {}) == ()
    with pytest.raises(MusdesignError, match="'x'"):
        finance.who_gains([line("x", 1, 1, 1)], {"a": 1.0}, {}, {})


def test_nobody_to_bill_brings_nothing_and_no_recovery_of_a_cost_of_nothing():
    tariff = finance.load_tariff("co-marinilla-2016")
    none = finance.apply_tariff(tariff, [], {"operation": 100.0, "nothing": 0.0})
    assert (none.revenue_year, none.cost_recovery) == (0.0, {"operation": 0.0, "nothing": None})
    empty = finance.apply_tariff(tariff, [finance.Customer("g", 0.0, "E1", (1.0,) * 12)], {})
    assert empty.revenue_year == 0.0
    with pytest.raises(MusdesignError, match="one household or more"):
        finance.apply_tariff(
            tariff, [finance.Customer("g", 1.0, "E1", (1.0,) * 12, None, {}, 0.5)], {}
        )
