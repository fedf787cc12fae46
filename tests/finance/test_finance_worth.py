"""Income by what water serves, returns, price levels and who pays: by hand and by identities."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musdesign import finance, flow
from musdesign.errors import MusdesignError
from musdesign.finance.benefits import handpump_life_cost, income_of_extra_water
from musdesign.finance.price_level import MoneyStated, price_ratio
from musdesign.finance.returns import internal_rate, payback
from musdesign.finance.yields import gain_of_irrigation, relative_yield
from musdesign.library.tables import table
from musdesign.money import present_value

CASE = "la-palma-tres-puertas"


@pytest.fixture(scope="module")
def palma():
    return flow.design(flow.load(CASE))


def test_five_persons_from_twenty_to_a_hundred_litres_gain_two_to_four_hundred_dollars():
    # W20
    assert income_of_extra_water(80, 0.5, 5) == 200
    assert income_of_extra_water(80, 1.0, 5) == 400
    (step,) = finance.ladder_steps([("basic", 20.0), ("highest", 100.0)], "USD")
    assert (5 * step.low_year, 5 * step.high_year) == (200, 400)


def test_the_published_income_of_a_litre_is_brought_from_2007_to_the_prices_of_the_year():
    # US consumer prices 2007 to 2023: 207.342 and 304.702 (Bureau of Labor Statistics, CPI-U)
    value = finance.litre_value("USD", 2023)
    assert value.high == pytest.approx(304.702 / 207.342, rel=2e-3)
    assert value.low == pytest.approx(0.5 * value.high)
    assert any("USA" in line.name for line in value.assumptions)
    (step,) = finance.ladder_steps([("basic", 20.0), ("highest", 100.0)], "USD", 2023)
    assert step.high_year == pytest.approx(80 * value.high)


def test_a_handpump_costs_eighty_to_a_hundred_and_eighty_one_over_twenty_years():
    # W21
    assert (handpump_life_cost(20, 3, 20), handpump_life_cost(61, 6, 20)) == (80, 181)


def test_yield_falls_as_fao_thirty_three_says():
    # maize, Ky 1.25: a fifth less evapotranspiration, a quarter less yield
    assert relative_yield(1.25, 0.2) == pytest.approx(0.75)
    assert relative_yield(1.25, 0.9) == 0.0


@given(st.floats(0, 2), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
@settings(max_examples=80, deadline=None)
def test_more_water_never_lowers_the_gain_and_none_gains_nothing(ky, part, one, two):
    low, high = sorted((one, two))
    assert gain_of_irrigation(ky, part, low) <= gain_of_irrigation(ky, part, high) + 1e-12
    assert gain_of_irrigation(ky, part, 0.0) == pytest.approx(0.0)


@given(
    st.floats(1, 1e6),
    st.lists(st.floats(0, 1e6), min_size=1, max_size=30),
    st.floats(0.0, 0.3),
)
@settings(max_examples=80, deadline=None)
def test_the_ratio_is_above_one_exactly_where_the_value_is_above_nothing(capital, gains, rate):
    found = finance.returns(
        "x",
        capital=capital,
        recurrent_year=[0.1 * capital] * len(gains),
        benefits_year=gains,
        rate=rate,
    )
    if abs(found.net_present_value) > 1e-6 * capital:
        assert (found.benefit_cost_ratio > 1) == (found.net_present_value > 0)
    flows = np.array([-capital, *(g - 0.1 * capital for g in gains)])
    assert found.net_present_value == pytest.approx(present_value(rate, flows), abs=1e-6 * capital)
    if found.internal_rate is not None:
        scale = float(np.abs(flows) @ (1 + found.internal_rate) ** -np.arange(len(flows)))
        assert abs(present_value(found.internal_rate, flows)) < 1e-6 * scale


def test_internal_rate_and_payback_of_known_flows():
    assert internal_rate([-100, 110]) == pytest.approx(0.10)
    assert internal_rate([-100, 0, 121]) == pytest.approx(0.10)
    assert internal_rate([-100, 50]) == pytest.approx(-0.5)
    assert internal_rate([-100, 230, -132]) is None  # two rates, 10 and 20 %
    assert internal_rate([100, 10]) is None
    assert payback([-100, 50, 50]) == 2.0
    assert payback([-100, 200, -150]) is None
    assert payback([-100, 10]) is None


def test_prices_follow_consumer_prices_and_an_unknown_year_stands_with_a_remark():
    ratio, lines, remark = price_ratio("COL", 2021, 2023)
    rows = table("price_index")
    assert ratio == pytest.approx(
        rows["COL/2023"].number("index") / rows["COL/2021"].number("index")
    )
    # World Bank: Colombian prices rose by 10.2 % in 2022 and 11.7 % in 2023
    assert ratio == pytest.approx(1.102 * 1.117, rel=0.005)
    assert lines
    assert not remark
    # the series ends in 2024: prices are brought there, and the remark says that it is not 2040
    ratio, _, remark = price_ratio("COL", 2023, 2040)
    assert ratio == pytest.approx(price_ratio("COL", 2023, 2024)[0])
    assert "2040" in remark
    assert "2024" in remark
    own, lines, remark = price_ratio("COL", 2023, 2026, MoneyStated("COP", None, 0.05))
    assert own == pytest.approx(ratio * 1.05**2)
    assert not remark
    assert "scenario file" in lines[-1].source
    assert price_ratio("COL", None, 2023)[0] == 1.0
    local = finance.unit_cost("tank_rcc_m3", "COL", "COP").value
    dear = finance.unit_cost("tank_rcc_m3", "COL", "COP", None, 2024).value
    assert dear == pytest.approx(local * price_ratio("COL", 2023, 2024)[0])


def test_an_exchange_rate_is_of_the_year_asked_for_or_the_nearest():
    assert finance.exchange_rate("INR", 2010).value == pytest.approx(45.6507)
    assert finance.exchange_rate("INR").value == pytest.approx(82.5708)
    assert finance.exchange_rate("COP", 1990).value == finance.exchange_rate("COP", 2023).value


def test_who_pays_adds_up_to_the_cost():
    gifts = (finance.Gift("trench", 10.0, 40.0, False), finance.Gift("cleaning", 6.0, 40.0, True))
    found = finance.fund(
        "t", cost_year=1e5, capital=4e5, annuity=0.1, years=20, households=100, revenue_year=3e4,
        taxes_year=1e3, transfers_year=0.0, works_taxes=0.5, works_transfers=0.25, gifts=gifts,
    )  # fmt: skip
    # 100 x 10 days x 40 once, at 0.1 a year, and 100 x 6 x 40 every year
    assert found.in_kind_year == pytest.approx(4_000 + 24_000)
    assert found.taxes_year == pytest.approx(1e3 + 0.5 * 4e5 * 0.1)
    assert found.transfers_year == pytest.approx(1e4)
    total = found.tariffs_year + found.taxes_year + found.transfers_year + found.in_kind_year
    assert total + found.uncovered_year == pytest.approx(found.cost_year)
    assert found.in_kind_days_household_year == pytest.approx(6.5)
    with pytest.raises(MusdesignError):
        finance.fund("t", cost_year=1, capital=1, annuity=1, years=1, households=0, revenue_year=1)


def test_benefits_are_told_by_group_and_item_and_sum(palma):
    gains = palma.benefits
    assert gains.total_year == pytest.approx(sum(line.middle_year for line in gains.lines))
    assert gains.low_year < gains.total_year < gains.high_year
    pigs = next(
        line for line in gains.lines
        if (line.group, line.item) == ("coffee smallholders", "pig_colombia")
    )  # fmt: skip
    # three pigs in 180 households, grown at 1.2 % over 25 years, 60,000 to 200,000 COP each
    count = 3 * 180 * 1.012**25
    assert pigs.quantity == pytest.approx(count)
    assert pigs.middle_year == pytest.approx(count * 130_000)
    garden = next(line for line in gains.lines if line.item == "vegetables")
    assert 0 < garden.share_due_to_water < 1


def test_the_middle_case_of_returns_discounts_the_capital_and_the_gains(palma):
    middle = next(found for found in palma.returns if found.label == "middle benefits")
    costs = palma.costs
    recurrent = sum(
        costs.yearly_by_category[n]
        for n in ("opex", "capmanex", "direct_support", "indirect_support")
    )
    annuity = sum(1.09**-t for t in range(1, 26))
    assert middle.present_costs == pytest.approx(costs.capital_total + recurrent * annuity)
    assert {f.label for f in palma.returns} >= {"low benefits", "high benefits"}
    # Colombia: the rate formerly in use and the one claimed stand beside the one on file
    assert {round(f.discount_rate, 4) for f in palma.returns} == {0.064, 0.09, 0.12}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"benefits.margins": {"tomatoes": "3 COP/m2/year"}}, "no household has 'tomatoes'"),
        ({"benefits.margins": {"vegetables": "3000"}}, "no margin"),
        ({"benefits.margins": {"vegetables": "1,5 to 2 COP/m2/year"}}, "1,5"),
        ({"benefits.margins": {"vegetables": "3000 COP/head/year"}}, "counted by m2/year"),
    ],
)
def test_a_wrong_margin_is_told_by_its_path(changes, told):
    result = flow.design(flow.load(CASE, changes), with_futures=False)
    assert told in result.skipped["benefits"]
    assert "benefits.margins" in result.skipped["benefits"]


def test_the_users_own_margin_and_time_saved_count():
    own = flow.design(
        flow.load(
            CASE,
            {
                "benefits.margins": {"vegetables": "1000 COP/m2/year"},
                "benefits.trip_today": "30 minute",
                "benefits.trips": 4,
                "benefits.wage": "40000 COP/day",
                "funding.in_kind": [
                    {"what": "cleaning", "days": "6 day/household", "cash_value": "40000 COP/day"}
                ],
            },
        ),
        with_futures=False,
    )
    line = next(x for x in own.benefits.lines if x.item == "vegetables")
    assert (
        line.low_year
        == line.high_year
        == pytest.approx(1000 * line.quantity * line.share_due_to_water)
    )
    saved = next(x for x in own.benefits.lines if x.use == "time" and "coffee" in x.group)
    # 4 trips of half an hour at 5,000 COP an hour, all of it valued at the wage
    households = 180 * 1.012**25
    assert saved.high_year == pytest.approx(households * 4 * 0.5 * 365 * 5000)
    assert saved.middle_year == pytest.approx(0.5 * saved.high_year)
    assert own.funding[0].in_kind_year == pytest.approx(6 * 40_000 * own.households)


def test_every_margin_and_yield_response_has_source_basis_and_a_use():
    crops, animals = table("crops"), table("livestock")
    businesses = table("enterprises")
    for row in table("margins").values():
        item = row.text("item")
        known = item in crops or item in animals or item in businesses
        assert known or any(name.startswith(f"{item}_") for name in businesses), item
        assert row.number("low") <= row.number("high")
        finance.margin_of(item, row.text("country"), row.text("currency"))
    for row in table("yield_response").values():
        assert row.key in crops
        assert 0.5 <= row.number("value") <= 1.5
