"""Life-cycle cost, benefits and cost recovery against published figures and identities."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musdesign import finance
from musdesign.errors import MusdesignError
from musdesign.finance.benefits import handpump_life_cost, income_of_extra_water
from musdesign.finance.cost_levels import renewals_present_value
from musdesign.money import annuity_factor, present_value, present_value_of_annuity
from musdesign.provenance import Origin

ORIGIN = Origin("typed for this test", "unverified")


def test_a_family_gains_200_to_400_dollars_from_20_to_100_litres():
    # musgroup.net/node/593 citing Renwick et al. 2007: US$ 0.5-1 per L/person/day, person and year
    assert income_of_extra_water(80, 0.5, 5) == 200
    assert income_of_extra_water(80, 1.0, 5) == 400
    found = finance.benefits({"gardens": 80.0}, 5, "USD")
    assert (found.low_year, found.high_year) == (200, 400)
    assert found.low_year <= found.total_year <= found.high_year


def test_a_handpump_costs_80_to_181_dollars_a_person_over_20_years():
    # WASHCost 2012, infosheet 1: capital 20-61, recurrent 3-6 US$ a person and year, undiscounted
    assert (handpump_life_cost(20, 3, 20), handpump_life_cost(61, 6, 20)) == (80, 181)


def test_capital_recovery_factor_of_the_textbooks():
    # 8 % over 20 years: 0.10185; 10 % over 10 years: 0.16275 (compound interest tables)
    assert annuity_factor(0.08, 20) == pytest.approx(0.10185, abs=5e-6)
    assert annuity_factor(0.10, 10) == pytest.approx(0.16275, abs=5e-6)


@given(st.floats(-0.02, 0.3), st.integers(1, 60))
def test_an_annuity_pays_back_exactly_its_present_value(rate, years):
    payment = annuity_factor(rate, years)
    assert present_value(rate, [0.0] + [payment] * years) == pytest.approx(1.0, rel=1e-6)
    assert present_value_of_annuity(rate, years) == pytest.approx(1 / payment)


@pytest.mark.parametrize(
    ("life", "years", "value"),
    # undiscounted, by hand: one renewal in year 10 used up at 20; one in 15 of which 10/15 is left at 20;
    # three renewals at 5, 10, 15; none when it outlives the period
    [(10, 20, 100), (15, 20, 100 - 100 * 10 / 15), (5, 20, 300), (20, 20, 0), (40, 20, 0)],
)
def test_renewals_within_the_period_less_what_is_left(life, years, value):
    assert renewals_present_value(100, life, years, 0.0) == pytest.approx(value)


def result(**changes):
    arguments = {
        "currency": "USD", "price_year": 2023, "households": 50, "persons": 250, "years": 20,
        "discount_rate": 0.08, "software_fraction": 0.1, "opex_year": {"operator": 600.0},
        "direct_support_year": 250.0, "indirect_support_year": 50.0,
    } | changes  # fmt: skip
    items = [
        finance.CostItem("tank", "tank_plastic", 10.0, "m3", 150.0, ORIGIN),
        finance.CostItem("land", "", 1.0, "lump", 500.0, ORIGIN),
    ]
    return finance.life_cycle(items, **arguments)


def test_categories_sum_to_the_yearly_total_and_each_rung_holds_the_one_before():
    found = result()
    assert found.capital_total == pytest.approx((10 * 150 + 500) * 1.1)
    assert sum(found.yearly_by_category.values()) == pytest.approx(found.yearly_total)
    rungs = list(found.rungs.values())
    assert rungs == sorted(rungs)
    assert rungs[0] == 600
    assert rungs[-1] == pytest.approx(found.yearly_total)
    repaid = (
        found.yearly_by_category["capital_repayment"] + found.yearly_by_category["cost_of_capital"]
    )
    assert repaid == pytest.approx(found.capital_total * annuity_factor(0.08, 20))


def test_dearer_or_longer_lived_never_the_wrong_way():
    base = result()
    assert result(opex_year={"operator": 900.0}).yearly_total > base.yearly_total
    assert (
        result(discount_rate=0.12).yearly_by_category["cost_of_capital"]
        > base.yearly_by_category["cost_of_capital"]
    )


def test_own_prices_come_before_the_countrys_and_these_before_generic_ones():
    own = finance.unit_cost("tank_rcc_m3", "COL", "COP", {"tank_rcc_m3": "2000000 COP/m3"})
    assert (own.value, own.origin.source) == (2_000_000, "the scenario file")
    local = finance.unit_cost("tank_rcc_m3", "COL", "COP")
    assert local.value == 1_700_000
    generic = finance.unit_cost("tank_rcc_m3", "ZAF", "ZAR")
    # US$ 150-350 at 18.4535 ZAR/US$ (2023)
    assert generic.value == pytest.approx(250 * 18.4535)
    assert any("exchange rate" in line.name for line in generic.assumptions)


@pytest.mark.parametrize(
    ("item", "currency", "own"),
    [
        ("tank_rc_m3", "COP", {}),
        ("tank_rcc_m3", "XOF", {}),
        ("tank_rcc_m3", "COP", {"tank_rcc_m3": "5 USD"}),
        ("tank_rcc_m3", "COP", {"tank_rcc_m3": "1,5 COP"}),
        ("tank_rcc_m3", "COP", {"tonk": "5 COP"}),
        ("tank_rcc_m3", "COP", {"tank_rcc_m3": "-5 COP"}),
    ],
)
def test_a_price_that_cannot_be_had_is_a_message(item, currency, own):
    with pytest.raises(MusdesignError) as caught:
        finance.unit_cost(item, "COL", currency, own)
    assert caught.value.problems[0].what


def test_recovery_is_revenue_over_each_rung():
    made = finance.load_tariff("co-marinilla-2016")
    customers = [finance.Customer("houses", 100, "E3", (18.0,) * 12, 1_000_000)]
    found = finance.apply_tariff(
        made, customers, {"operation": 28089.65 * 12 * 50, "nothing": 0.0}, 0.9
    )
    # 28,089.65 COP is the published bill at 18 m3
    assert found.revenue_year == pytest.approx(28089.65 * 12 * 100 * 0.9)
    assert found.cost_recovery["operation"] == pytest.approx(1.8)
    assert found.cost_recovery["nothing"] is None
    assert found.bills[0].share_of_income == pytest.approx(0.02808965)
