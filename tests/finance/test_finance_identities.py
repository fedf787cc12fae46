"""Identities of money: a cash flow simulated year by year, revenue by hand, speed of bills."""

import math
import time
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musdesign import finance
from musdesign.errors import MusdesignError
from musdesign.finance.cra_form import consumption_charge, fixed_charge
from musdesign.library.tables import table
from musdesign.provenance import Origin

ORIGIN = Origin("typed for this test", "unverified")
ARGUMENTS = {
    "currency": "USD",
    "price_year": 2023,
    "households": 50.0,
    "persons": 250.0,
    "years": 20,
    "discount_rate": 0.08,
    "software_fraction": 0.1,
    "opex_year": {"operator": 600.0, "chlorine": 90.0},
    "direct_support_year": 250.0,
    "indirect_support_year": 50.0,
}


def item(asset="tank_plastic", quantity=10.0, price=150.0):
    return finance.CostItem("works", asset, quantity, "m3", price, ORIGIN)


def simulated(cost, life, years, rate, recurrent, software):
    """Return the present value of a cash flow written down year by year, for whole lives."""
    flow = [0.0] * (years + 1)
    flow[0] += cost * (1 + software)
    age = 0
    for year in range(1, years + 1):
        flow[year] += recurrent
        age += 1
        if age == life and year < years:
            flow[year] += cost
            age = 0
    renewed = years > life
    if renewed:
        flow[years] -= cost * (life - age) / life
    return sum(paid / (1 + rate) ** year for year, paid in enumerate(flow))


@given(
    st.sampled_from(["tank_plastic", "meter", "tap", "house connection", "pipe", "handpump"]),
    st.integers(1, 60),
    st.floats(0.0, 0.2),
    st.floats(1.0, 1e6),
)
def test_present_value_is_that_of_the_cash_flow_written_year_by_year(asset, years, rate, cost):
    found = finance.life_cycle(
        [item(asset, 1.0, cost)], **(ARGUMENTS | {"years": years, "discount_rate": rate})
    )
    life = int(table("asset_lives")[asset].number("life_years"))
    expected = simulated(cost, life, years, rate, 990.0, 0.1)
    assert found.present_value == pytest.approx(expected, rel=1e-9)


@given(st.integers(1, 60), st.floats(0.001, 0.2))
def test_the_yearly_total_is_the_annuity_of_the_present_value(years, rate):
    found = finance.life_cycle(
        [item(), item("", 1.0, 500.0)], **(ARGUMENTS | {"years": years, "discount_rate": rate})
    )
    paid = sum(found.yearly_total / (1 + rate) ** year for year in range(1, years + 1))
    assert paid == pytest.approx(found.present_value, rel=1e-9)


def test_ten_cubic_metres_of_tank_worked_by_hand():
    # undiscounted, 20 years, life 12: 1,500 US$ now (+10 %), once more in year 12, 4/12 of it left
    found = finance.life_cycle([item()], **(ARGUMENTS | {"discount_rate": 0.0}))
    assert found.items[0].life_years == 12
    assert found.yearly_by_category["capmanex"] == pytest.approx((1500 - 1500 * 4 / 12) / 20)
    assert found.yearly_by_category["capital_repayment"] == pytest.approx(1650 / 20)
    assert found.yearly_by_category["cost_of_capital"] == pytest.approx(0, abs=1e-9)
    assert found.present_value == pytest.approx(1650 + 1000 + 20 * 990)
    assert (found.per_household, found.per_person) == pytest.approx((33, 6.6))


def test_the_note_sets_the_cost_beside_the_washcost_range():
    # WASHCost 2012 infosheet 1: piped up to 5,000 people 30-131, larger 20-152, recurrent 3-15 US$
    small = " ".join(finance.life_cycle([item()], **ARGUMENTS).notes)
    large = " ".join(finance.life_cycle([item()], **(ARGUMENTS | {"persons": 9000.0})).notes)
    assert "30-131" in small
    assert "20-152" in large
    assert "3-15" in small
    assert "2011" in small


@pytest.mark.parametrize(
    ("changes", "items", "word"),
    [
        ({}, [item("tank_plastik")], "did you mean 'tank_plastic'"),
        ({}, [item(quantity=-1.0)], "the quantity of works"),
        ({}, [item(price=float("nan"))], "the unit cost of works"),
        ({"persons": 0.0}, [item()], "persons must be above 0"),
        ({"households": 0.0}, [item()], "households must be above 0"),
        ({"opex_year": {"operator": -5.0}}, [item()], "operator must be at least 0"),
        ({"software_fraction": -0.1}, [item()], "the share of software"),
    ],
)
def test_a_cost_that_means_nothing_is_a_message(changes, items, word):
    with pytest.raises(MusdesignError, match=word):
        finance.life_cycle(items, **(ARGUMENTS | changes))


def test_every_mistake_of_the_costs_is_told_at_once():
    with pytest.raises(MusdesignError) as caught:
        finance.life_cycle([item(quantity=-1.0)], **(ARGUMENTS | {"persons": 0.0}))
    assert len(caught.value.problems) == 2


def test_every_asset_named_by_the_prices_of_works_has_a_life():
    for name in ("pipe", "tank_rcc", "tank_ferrocement", "tank_masonry", "tank_plastic"):
        assert table("asset_lives")[name].number("life_years") > 0


def test_every_price_lies_within_its_own_range():
    for row in table("unit_costs").values():
        low, high = row.optional("low"), row.optional("high")
        # a price that was read at one place has no range; a guess always has one
        assert (low is not None and high is not None) or row.origin.basis != "unverified", row.key
        if low is not None and high is not None:
            assert low <= row.number("value") <= high, row.key


@pytest.mark.parametrize("currency", ["COP", "BOB", "ETB", "NPR", "ZAR", "INR", "KES", "USD"])
def test_every_generic_price_is_had_in_the_currencies_of_the_cases(currency):
    rate = finance.exchange_rate(currency)
    for row in table("unit_costs").values():
        if row.text("country") == "*" and row.text("currency") == "USD":
            found = finance.unit_cost(row.text("item"), "XXX", currency)
            assert found.value == pytest.approx(row.number("value") * rate.value)
            assert found.origin.basis == "unverified"
            assert (currency == "USD") == (len(found.assumptions) == 1)


@pytest.mark.parametrize(
    ("name", "own", "value"),
    [
        ("tank_rcc_m3", "5 COP", 5),
        ("tank_rcc_m3", "5 COP/m3", 5),
        ("treatment_m3_day", "5 COP/(m3/day)", 5),
        ("direct_support_person_year", "5 COP/person/year", 5),
        ("network_maintenance_fraction", "2 %/year", 0.02),
        ("network_maintenance_fraction", "2 %", 0.02),
        ("software_fraction", "20 %", 0.2),
    ],
)
def test_own_prices_are_read_per_the_unit_of_the_item(name, own, value):
    assert finance.unit_cost(name, "COL", "COP", {name: own}).value == pytest.approx(value)


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("tank_rcc_m3", "5 COP/kg"),
        ("operator_month", "5 COP/year"),
        ("software_fraction", "-20 %"),
        ("network_maintenance_fraction", "2 COP"),
        ("network_maintenance_fraction", "0.02/year"),
    ],
)
def test_an_own_price_per_something_else_is_a_message(name, own):
    with pytest.raises(MusdesignError, match=f"costs.unit_costs.{name}"):
        finance.unit_cost(name, "COL", "COP", {name: own})


def test_revenue_is_the_sum_of_twelve_bills_of_each_household():
    # Kirinyaga (gazette notice 9198 of 2015): KES 200 with 6 m3, then 50 to 20 m3, 65 to 50 m3
    months = (6.0,) * 6 + (25.0,) * 6
    groups = [
        finance.Customer("farms", 10, "Residential", months, 20_000.0),
        finance.Customer("kiosks", 2, "Kiosk", (100.0,) * 12, None),
    ]
    found = finance.apply_tariff(finance.load_tariff("ke-kirinyaga-2015"), groups, {})
    farm = (6 * 200 + 6 * (200 + 14 * 50 + 5 * 65)) / 12
    assert found.bills[0].bill_month == pytest.approx(farm)
    assert found.bills[0].share_of_income == pytest.approx(farm / 20_000)
    # the lines show a month of mean use, whose bill is below the mean bill under rising blocks
    assert found.bills[0].lines.total == pytest.approx(200 + 9.5 * 50)
    assert found.bills[1].share_of_income is None
    assert found.revenue_year == pytest.approx(12 * (10 * farm + 2 * 100 * 35))


@pytest.mark.parametrize("months", [(1.0,) * 11, (1.0,) * 13, ()])
def test_a_year_has_twelve_bills(months):
    customer = finance.Customer("farms", 10, "Residential", months)
    with pytest.raises(MusdesignError, match="twelve months"):
        finance.apply_tariff(finance.load_tariff("ke-kirinyaga-2015"), [customer], {})


@given(st.floats(0.0, 1.0), st.floats(0.0, 100.0))
def test_recovery_is_in_proportion_to_what_is_collected(collected, volume):
    made = finance.load_tariff("co-marinilla-2016")
    houses = [finance.Customer("houses", 100, "E1", (volume,) * 12)]
    part = finance.apply_tariff(made, houses, {"operation": 1e6}, collected)
    whole = finance.apply_tariff(made, houses, {"operation": 1e6})
    assert part.cost_recovery["operation"] == pytest.approx(
        collected * whole.cost_recovery["operation"]
    )


@pytest.mark.parametrize("volume", [0, 0.1, 7.3, 13, 26, 40, 1e5])
def test_lines_are_exact_to_the_last_digit_that_a_number_holds(volume):
    for name in finance.available_tariffs():
        made = finance.load_tariff(name)
        for class_name in made.classes:
            found = finance.bill(made, class_name, volume)
            assert found.exact == sum(line.exact for line in found.lines)
            for line in found.lines:  # a flat amount has no price
                if line.price is not None:
                    product = Fraction(repr(line.quantity)) * Fraction(repr(line.price))
                    assert float(product) == pytest.approx(float(line.exact), rel=1e-14)
            assert found.total == float(found.exact)
            assert math.fsum(line.amount for line in found.lines) == pytest.approx(
                found.total, rel=1e-15
            )


def test_negative_water_brings_no_benefit():
    with pytest.raises(MusdesignError, match="gardens"):
        finance.benefits({"gardens": -5.0}, 10, "USD")
    found = finance.benefits({"gardens": 30.0, "livestock": 10.0}, 100, "COP")
    assert sum(found.by_use.values()) == pytest.approx(found.total_year)
    assert found.origin.basis == "secondary"
    assert any("exchange rate" in line.name for line in found.assumptions)


@pytest.mark.parametrize(
    "call", [lambda: fixed_charge(1.0, 0), lambda: consumption_charge(1, 1, 1, 0)]
)
def test_costs_are_not_spread_over_nobody(call):
    with pytest.raises(MusdesignError, match="spread over none"):
        call()


def test_a_hundred_thousand_bills_take_a_blink():
    made = finance.load_tariff("ke-kirinyaga-2015")
    many = np.linspace(0, 400, 100_000)
    start = time.process_time()
    bills = finance.totals(made, "Residential", many)
    taken = time.process_time() - start
    assert bills[0] == 200
    # 200 + 14 x 50 + 30 x 65 + 50 x 80 + 200 x 100 + 100 x 130
    assert bills[-1] == pytest.approx(39_850)
    assert taken < 1.0


CLASS = """\
schema: 2
name: Trial
country: COL
currency: COP
year: last year
source: [a, b]
basis: primary
classes:
  A:
    basis: sure
    blocks: [{upto_m3: null, price_per_m3: 3}]
    blocks: [{upto_m3: null, price_per_m3: 4}]
"""


def test_years_schemas_texts_and_classes_are_checked_too(tmp_path):
    path = tmp_path / "odd.yaml"
    path.write_text(CLASS, encoding="utf-8")
    with pytest.raises(MusdesignError) as caught:
        finance.load_tariff("odd.yaml", tmp_path)
    lines = {problem.line for problem in caught.value.problems}
    assert lines == {1, 5, 6, 10, 12}


def test_a_class_may_have_a_source_of_its_own(tmp_path):
    path = tmp_path / "own.yaml"
    good = CLASS.replace("schema: 2", "schema: 1").replace("last year", "2020")
    good = good.replace("[a, b]", "the board").replace("basis: sure", "basis: unverified")
    path.write_text("\n".join(good.splitlines()[:-1]), encoding="utf-8")
    found = finance.load_tariff("own.yaml", tmp_path)
    assert (found.basis, found.classes["A"].basis, found.year) == ("primary", "unverified", 2020)


def test_one_class_needs_no_name_and_several_do():
    assert finance.only_class(finance.load_tariff("np-rwusc")) == "Domestic"
    with pytest.raises(MusdesignError, match="E1, E2"):
        finance.only_class(finance.load_tariff("co-marinilla-2016"))
