"""Ranges of cost, prices of the place and the year, and published ranges beside them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musdesign import finance, flow
from musdesign.errors import MusdesignError
from musdesign.finance.benchmarks import PersonCosts, benchmarks
from musdesign.finance.price_level import MoneyStated, price_ratio, series
from musdesign.provenance import Origin

ORIGIN = Origin("typed for this test", "unverified")
ASSETS = ["", "tank_plastic", "meter", "pipe_pe", "tank_rcc", "solar_array"]


def life_cycle(items, rate=0.08, years=20, ranges=None, **changes):
    arguments = {
        "currency": "USD", "price_year": 2023, "households": 50, "persons": 250, "years": years,
        "discount_rate": rate, "software_fraction": 0.1, "opex_year": {"operator": 600.0},
        "direct_support_year": 250.0, "indirect_support_year": 50.0, "ranges": ranges,
    } | changes  # fmt: skip
    return finance.life_cycle(items, **arguments)


@given(
    st.lists(
        st.tuples(st.sampled_from(ASSETS), st.floats(0, 1e5), st.floats(0, 1), st.floats(1, 3)),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([-0.02, 0.0, 0.05, 0.12, 0.3]),
    st.integers(1, 60),
)
@settings(max_examples=150, deadline=None)
def test_the_ends_hold_the_middle_between_them_in_every_category(parts, rate, years):
    items = [
        finance.CostItem(f"part {i}", asset, 2.0, "unit", cost, ORIGIN, (cost * low, cost * high))
        for i, (asset, cost, low, high) in enumerate(parts)
    ]
    ranges = finance.YearlyRange({"operator": (300, 900)}, (100, 400), (20, 60), (0.05, 0.2))
    found = life_cycle(items, rate, years, ranges)
    slack = 1e-9 * max(1.0, found.capital_range[1])
    assert found.capital_range[0] <= found.capital_total + slack
    assert found.capital_total <= found.capital_range[1] + slack
    for name, value in found.yearly_by_category.items():
        low, high = found.yearly_range[name]
        assert low <= value + slack, name
        assert value <= high + slack, name
    assert found.yearly_total_range[0] <= found.yearly_total + slack
    assert found.yearly_total <= found.yearly_total_range[1] + slack


def test_a_range_of_capital_is_the_sum_of_its_parts_by_hand():
    item = finance.CostItem("tank", "", 10.0, "m3", 100.0, ORIGIN, (80.0, 150.0))
    ranges = finance.YearlyRange({}, (0, 0), (0, 0), (0.0, 0.25))
    found = life_cycle([item], ranges=ranges)
    # 10 m3 x 80 without software, 10 m3 x 150 and a quarter of software
    assert found.capital_range == pytest.approx((800.0, 1875.0))


def test_without_discounting_the_categories_are_the_money_spent_over_the_years():
    # by brute force: what is paid in each year of 20, less the unused life of the last renewal
    item = finance.CostItem("meters", "meter", 1.0, "unit", 800.0, ORIGIN)
    found = life_cycle([item], rate=0.0, software_fraction=0.0)
    # meters live 8 years: renewed at 8 and 16; at 20 half of the last one's life is left
    assert found.yearly_by_category["capmanex"] == pytest.approx((800 + 800 - 400) / 20)
    assert found.yearly_by_category["cost_of_capital"] == pytest.approx(0.0)
    assert found.present_value == pytest.approx(800 + 1200 + 20 * (600 + 250 + 50))


def test_a_price_keeps_its_range_through_conversion_and_inflation():
    generic = finance.unit_cost("tank_rcc_m3", "ZAF", "ZAR", None, 2024)
    # US$ 150-350 of 2023 at 18.4535 ZAR/US$ (Federal Reserve), then South African prices to 2024
    growth = price_ratio("ZAF", 2023, 2024)[0]
    assert generic.ends == pytest.approx((150 * 18.4535 * growth, 350 * 18.4535 * growth))
    assert generic.value == pytest.approx(250 * 18.4535 * growth)


def test_own_prices_may_be_a_range_with_the_unit_once_or_twice():
    for text in ("1200000 to 1800000 COP/m3", "1200000 COP to 1800000 COP"):
        found = finance.unit_cost("tank_rcc_m3", "COL", "COP", {"tank_rcc_m3": text})
        assert (found.value, found.ends) == (1_500_000, (1_200_000, 1_800_000))
    share = finance.unit_cost("software_fraction", "COL", "COP", {"software_fraction": "5 to 15 %"})
    assert share.ends == pytest.approx((0.05, 0.15))
    for wrong in ("1800000 to 1200000 COP", "1,5 to 2 COP", "1 to 2 USD", "1 to COP", " to 2 COP"):
        with pytest.raises(MusdesignError) as caught:
            finance.unit_cost("tank_rcc_m3", "COL", "COP", {"tank_rcc_m3": wrong})
        assert caught.value.problems[0].path == "costs.unit_costs.tank_rcc_m3"


def test_a_countrys_own_figures_come_first_and_an_undated_one_says_so():
    india = finance.unit_cost("energy_kwh", "IND", "INR", None, 2023)
    assert (india.value, india.origin.basis) == (6.5, "primary")
    assert "no date" in india.remarks[0]
    honduras = finance.unit_cost("energy_kwh", "HND", "HNL", None, 2023)
    assert honduras.value == pytest.approx(4.0 * price_ratio("HND", 2015, 2023)[0])
    nepal = finance.unit_cost("trench_m", "NPL", "NPR")
    assert nepal.value == 184.6
    # a scheme in Kenya that counts in dollars still starts from the Kenyan price
    kenya = finance.unit_cost("borehole_works", "KEN", "USD")
    assert kenya.value == pytest.approx(1_850_000 / finance.exchange_rate("KES").value)


def test_a_country_that_pays_in_dollars_follows_the_dollars_prices():
    zimbabwe = finance.unit_cost("public_tap", "ZWE", "USD", None, 2024)
    # prices in the United States rose by 2.95 % in 2024 (World Bank)
    assert zimbabwe.value == pytest.approx(375 * 1.0295, rel=1e-3)
    assert not zimbabwe.remarks


def test_the_users_own_exchange_rate_comes_first():
    own = finance.unit_cost("public_tap", "GHA", "GHS", None, None, MoneyStated("GHS", 12.0))
    assert own.value == pytest.approx(375 * 12.0)
    with pytest.raises(MusdesignError, match="exchange_rate: 100 GHS/USD"):
        finance.unit_cost("public_tap", "GHA", "GHS")


def test_a_year_outside_the_series_is_told_in_the_notes_of_the_design():
    late = flow.design(
        flow.load("la-palma-tres-puertas", {"costs.price_year": 2031}), with_futures=False
    )
    assert any("2031" in note and "2024" in note for note in late.costs.notes)
    carried = flow.design(
        flow.load(
            "la-palma-tres-puertas", {"costs.price_year": 2031, "costs.inflation": "5 %/year"}
        ),
        with_futures=False,
    )
    trench = [
        next(x for x in r.costs.items if x.name == "trench and laying") for r in (late, carried)
    ]
    assert trench[1].unit_cost == pytest.approx(trench[0].unit_cost * 1.05**7)
    assert not any("carries them on" in note and "COL" in note for note in carried.costs.notes)


def test_the_published_ranges_are_brought_to_the_prices_of_the_year():
    # US consumer prices of the World Bank, 2010 = 100: 103.157 in 2011 and 139.736 in 2023
    assert series("USA")[2023][0] == pytest.approx(139.7, abs=0.05)
    own = PersonCosts(
        100.0, {"opex": 1, "capmanex": 1, "direct_support": 1, "indirect_support": 0.2}, 150.0
    )
    found, notes, _ = benchmarks(own, persons=300, currency="USD", price_year=2023)
    capital = next(b for b in found if b.key == "capital_piped_small")
    assert (capital.low, capital.high, capital.year) == (30, 131, 2011)
    assert capital.low_now == pytest.approx(30 * 139.736 / 103.157, rel=1e-3)
    assert capital.beside == "within"
    assert "2011" in notes[0]
    assert "2023" in notes[0]
    parts = {b.key: b for b in found if b.key.endswith("_piped")}
    # the recalled parts add up to the recurrent range that was read: 3 to 15
    names = ("opex", "capmanex", "direct_support")
    for end in ("low", "high"):
        total = sum(getattr(parts[f"{name}_piped"], end) for name in names)
        assert total == getattr(parts["recurrent_piped"], end)
    assert all(parts[f"{name}_piped"].basis == "unverified" for name in names)


def test_handpumps_stand_beside_the_range_of_handpumps():
    found = flow.design(flow.load("zimbabwe-village"), with_futures=False)
    keys = {b.key for b in found.costs.benchmarks}
    by_hand = [g for g in found.scenario.households if g.service == "well or handpump"]
    assert ("capital_handpump" in keys) == bool(by_hand)


def test_a_pump_on_the_grid_pays_for_its_energy_and_a_solar_one_for_its_modules():
    lifted = {"sources": [{"kind": "borehole", "name": "b", "flow": "2 L/s", "lift": "60 m",
                           "pump_hours": "8 hour/day"}],
              "treatment": [], "network": None}  # fmt: skip
    found = flow.design(flow.load("la-palma-tres-puertas", lifted), with_futures=False)
    used = found.supply.by_source[0].used_m3_year
    paid = found.costs.opex_by_purpose["energy at b"]
    price = finance.unit_cost("energy_kwh", "COL", "COP").value
    # work of the lift, 9.81/3600 kWh per m3 and m, over pump and motor of 2 kW and more (0.48)
    assert paid == pytest.approx(used * 60 * 9.81 / 3600 / 0.48 * price, rel=1e-3)
    sun = dict(lifted)
    sun["sources"] = [{**lifted["sources"][0], "solar_power": "3 kW"}]
    sun["location.climate.solar"] = {"monthly": [16.0] * 12, "unit": "MJ/m2/day"}
    lit = flow.design(flow.load("la-palma-tres-puertas", sun), with_futures=False)
    assert "energy at b" not in lit.costs.opex_by_purpose
    assert any(line.name == "solar array at b" for line in lit.costs.items)


def test_the_users_own_life_of_an_asset_comes_first():
    case = "la-palma-tres-puertas"
    own = flow.design(flow.load(case, {"costs.lives": {"house connection": "6 years"}}),
                      with_futures=False)  # fmt: skip
    plain = flow.design(flow.load(case), with_futures=False)
    line = next(x for x in own.costs.items if x.name == "house connections")
    assert (line.life_years, line.life_range) == (6.0, (6.0, 6.0))
    assert own.costs.yearly_by_category["capmanex"] > plain.costs.yearly_by_category["capmanex"]
    wrong = flow.design(flow.load(case, {"costs.lives": {"metre": "6 years"}}), with_futures=False)
    assert "did you mean 'meter'" in wrong.skipped["costs"]
    assert "costs.lives.metre" in wrong.skipped["costs"]
    with pytest.raises(MusdesignError, match="above 0"):
        flow.load(case, {"costs.lives": {"meter": "0 years"}})
