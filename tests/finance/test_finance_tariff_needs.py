"""What a tariff file must be able to say, one test for each need.

Expected bills are worked by hand from the prices in the test; where a real tariff is named in the
test, its figures are the published ones (source in the test or in the shipped file).
"""

import datetime as dt
from fractions import Fraction

import pytest

from musdesign import finance
from musdesign.errors import MusdesignError
from musdesign.finance.tariffs import compile_tariff
from musdesign.finance.tariffs.dated import in_force, indexed, split_bill
from musdesign.finance.tariffs.everyone import Account, bill_everyone, class_of, equal_rebate, fund
from musdesign.finance.tariffs.ledger import (
    Debt,
    billed_volume,
    fees,
    labour_year,
    late_interest,
    pay,
    payments,
    prepaid_volume,
    resale_margin,
    rolling_mean,
)
from musdesign.finance.tariffs.proofs import prove
from musdesign.finance.tariffs.reading import tariff_of
from musdesign.yamlfile import parse_yaml

HEAD = "name: T\ncountry: COL\ncurrency: COP\nsource: typed for this test\nbasis: unverified\n"


def made(body, head=HEAD):
    return tariff_of(parse_yaml(head + body, "t.yaml"), "t")


def one(charges, top=""):
    """Return a tariff of one class with the given charges."""
    lines = "".join(f"\n      - {line}" for line in charges)
    return made(f"{top}\nclasses:\n  A:\n    charges:{lines}\n")


def due(tariff, volume, class_name="A", **facts):
    found = finance.bill(tariff, class_name, Fraction(str(volume)), facts)
    assert sum(line.exact for line in found.lines) == found.exact
    return found.exact


def test_01_a_fixed_charge_per_period():
    by_month = one(["{name: base, fixed: 27, per: month}"], "billing: {months: 2}")
    assert due(by_month, 0) == 54
    assert due(one(["{name: base, fixed: 27}"], "billing: {months: 2}"), 9) == 27
    assert due(one(["{name: base, fixed: 0.5, per: day}"], "billing: {days: 61}"), 9) == Fraction(
        "30.5"
    )
    assert due(one(["{name: base, fixed: 120, per: year}"]), 9) == 10


METERS = 'attributes: {meter_size: {choices: [5/8", 1"]}}'


def test_02_a_fixed_charge_by_meter_size():
    base = one(['{name: base, fixed: {by: meter_size, values: {5/8": 52.33, 1": 80.7}}}'], METERS)
    assert due(base, 5, meter_size='1"') == Fraction("80.7")
    with pytest.raises(MusdesignError, match="unknown to the tariff"):
        due(base, 5, meter_size='9"')


def test_03_charges_by_class():
    both = made(
        "classes:\n  A: {charges: [{name: base, fixed: 1}]}\n  B: {charges: [{name: base, fixed: 2}]}\n"
    )
    assert (due(both, 3, "A"), due(both, 3, "B")) == (1, 2)


def test_04_a_uniform_price():
    assert due(one(["{name: use, price: 2.5}"]), "7.3") == Fraction("18.25")


@pytest.mark.parametrize(
    ("prices", "expected"),
    # ten at the first price, ten at the second, the rest at the third, for 25 units
    [((1, 2, 3), 10 + 20 + 15), ((3, 2, 1), 30 + 20 + 5), ((1, 3, 2), 10 + 30 + 10)],
    ids=["05 increasing", "06 decreasing", "07 up and down"],
)
def test_05_06_07_blocks_of_any_order(prices, expected):
    blocks = f"[{{upto: 10, price: {prices[0]}}}, {{upto: 20, price: {prices[1]}}}, {{upto: null, price: {prices[2]}}}]"
    tariff = one([f"{{name: use, blocks: {blocks}}}"])
    assert due(tariff, 25) == expected
    assert prove(compile_tariff(tariff, "A").total).monotone


def test_08_four_ways_to_make_little_water_cost_the_same():
    included = one(
        [
            "{name: base, fixed: 200}",
            "{name: use, blocks: [{upto: 6, price: 0}, {upto: null, price: 50}]}",
        ]
    )
    free = one(
        [
            "{name: base, fixed: 58}",
            "{name: use, blocks: [{upto: 6, price: 0}, {upto: null, price: 10}]}",
        ]
    )
    least_volume = made(
        "classes:\n  A:\n    minimum_volume: 10\n    charges: [{name: use, price: 4}]\n"
    )
    least_bill = one(["{name: use, price: 4}", "{name: minimum, at_least: 20}"])
    assert [due(included, q) for q in (0, 6, 8)] == [200, 200, 300]
    assert [due(free, q) for q in (0, 6, 8)] == [58, 58, 78]
    assert [due(least_volume, q) for q in (0, 6, 12)] == [40, 40, 48]
    assert [due(least_bill, q) for q in (0, 3, 8)] == [20, 20, 32]


def test_09_whole_block_prices_and_flat_amounts_show_their_notches():
    # SEMAPA 2016: Bs 10 up to 3 m3, Bs 20 up to 6, then 5 a m3
    notch = one(["{name: base, blocks: [{upto: 3, amount: 10}, {upto: null, amount: 10}]}",
                 "{name: use, blocks: [{upto: 6, price: 0}, {upto: null, price: 5}]}"])  # fmt: skip
    assert [due(notch, q) for q in (0, 3, "3.001", 6, 8)] == [10, 10, 20, 20, 30]
    (place,) = prove(compile_tariff(notch, "A").total).places
    assert (place.fault, place.start, place.by) == ("notch", 3, 10)
    slabs = one(["{name: use, mode: all, blocks: [{upto: 10, price: 1}, {upto: null, price: 2}]}"])
    assert [due(slabs, q) for q in (10, 11)] == [10, 22]


def test_10_what_a_bound_means_is_stated():
    first = one(
        ["{name: use, bound: first unit, blocks: [{from: 0, price: 1}, {from: 15, price: 2}]}"]
    )
    upto = one(["{name: use, blocks: [{upto: 14, price: 1}, {upto: null, price: 2}]}"])
    assert due(first, "14.5") == due(upto, "14.5") == 15
    for bound, expected in (("included", 10), ("excluded", 20)):
        slabs = one(
            [
                f"{{name: use, bound: {bound}, mode: all, blocks: [{{upto: 10, price: 1}}, {{upto: null, price: 2}}]}}"
            ]
        )
        assert due(slabs, 10) == expected


def test_11_blocks_of_a_day_or_a_year_in_a_monthly_bill():
    day = one(
        ["{name: use, bounds_per: day, blocks: [{upto: 0.44, price: 2}, {upto: null, price: 3}]}"],
        "billing: {days: 30}",
    )
    assert due(day, 15) == Fraction("13.2") * 2 + Fraction("1.8") * 3
    # IBNET tariff 22366: 300 m3 a year at 1.49, then 1.05; 86.73 and 9.70 a year; VAT 9 %
    year = one(["{name: fixed, fixed: 86.73, per: year}", "{name: other, fixed: 9.70, per: year}",
                "{name: use, bounds_per: year, blocks: [{upto: 300, price: 1.49}, {upto: null, price: 1.05}]}",
                "{name: VAT, percent: 9}"])  # fmt: skip
    # published 33.08, 78.00 and 135.42 from prices with more digits than are shown
    for volume, published in ((15, 33.08), (50, 78.00), (100, 135.42)):
        assert float(due(year, volume)) == pytest.approx(published, rel=0.002)


def test_12_bounds_by_persons_dwellings_and_altitude():
    persons = one(
        [
            "{name: use, scale: {formula: persons}, blocks: [{upto: 2, price: 1}, {upto: null, price: 5}]}"
        ]
    )
    assert [due(persons, 10, persons=n) for n in (1, 5)] == [2 + 40, 10]
    formula = one(
        [
            "{name: use, blocks: [{upto: {formula: (dwellings-1)*8*0.55+8}, price: 1}, {upto: null, price: 2}]}"
        ]
    )
    assert due(formula, 20, dwellings=3) == Fraction("16.8") + Fraction("3.2") * 2
    # Colombia, CRA 750 of 2016: basic use 16, 13 and 11 m3 by altitude
    basic = one(
        [
            "{name: use, blocks: [{upto: {formula: 'if(altitude < 1000, 16, if(altitude <= 2000, 13, 11))'}, price: 1}, {upto: null, price: 2}]}"
        ]
    )
    assert [due(basic, 20, altitude=a) for a in (500, 1500, 2500)] == [16 + 8, 13 + 14, 11 + 18]


def test_13_budgets_from_area_and_own_history():
    garden = one(["{name: use, blocks: [{upto: {formula: budget}, price: 1}, {upto: {formula: 1.5*budget}, price: 2}, {upto: null, price: 4}]}"],
                 "attributes: {area: {unit: m2}, eto: {unit: mm}}\ndefine: {budget: {formula: area*eto*0.7/1000}}")  # fmt: skip
    assert due(garden, 40, area=200, eto=150) == 21 + Fraction("10.5") * 2 + Fraction("8.5") * 4
    own = one(
        ["{name: use, blocks: [{upto: {formula: usual}, price: 1}, {upto: null, price: 3}]}"],
        "attributes: {usual: {unit: m3}}",
    )
    assert (
        due(own, 20, usual=rolling_mean([Fraction(9), Fraction(12), Fraction(15), Fraction(12)], 3))
        == 13 + 21
    )


def test_14_bounds_and_prices_by_several_attributes():
    tariff = one(["name: use\n        blocks:\n          by: [season, lot]\n          values: {'dry|1': [{upto: 10, price: 1}, {upto: null, price: 2}], 'wet|1': [{upto: null, price: 1}]}\n          default: [{upto: null, price: {by: zone, values: {high: 5, low: 4}}}]"],
                 "attributes: {season: {}, lot: {}, zone: {choices: [high, low]}}")  # fmt: skip
    assert due(tariff, 12, season="dry", lot=1) == 14
    assert due(tariff, 12, season="wet", lot=1) == 12
    assert due(tariff, 12, season="wet", lot=2, zone="high") == 60
    with pytest.raises(MusdesignError, match=r"needs season[\s\S]*needs lot"):
        due(tariff, 12)


def test_15_seasons_by_month():
    tariff = one(["{name: use, price: {by: season, values: {dry: 3, wet: 1}}}"],
                 "define: {season: {by: month, values: {1: dry, 2: dry, 7: dry, 8: dry}, default: wet}}")  # fmt: skip
    assert [due(tariff, 10, month=m) for m in (1, 5, 8)] == [30, 10, 30]


def test_16_zones_add_or_multiply():
    tariff = one(["{name: use, price: 2}", "{name: pumping, price: {by: zone, values: {'1': 0, '2': 0.5}}}",
                  "{name: outside, percent: 50, of: [use], when: {inside: no}}"],
                 "attributes: {zone: {choices: ['1', '2']}, inside: {choices: ['yes', 'no'], default: 'yes'}}")  # fmt: skip
    assert due(tariff, 10, zone=2) == 25
    assert due(tariff, 10, zone=2, inside="no") == 35


def test_17_sources_and_quality_tiers():
    tariff = one(["{name: use, price: {by: quality, values: {drinking: 1.28, own well: 0.218, irrigation: 0.5}}}"],
                 "attributes: {quality: {choices: [drinking, own well, irrigation]}}")  # fmt: skip
    assert due(tariff, 30, quality="own well") == Fraction("6.54")


def test_18_interruptible_water_and_peaks():
    tariff = one(["{name: use, price: {by: supply, values: {firm: 1, interruptible: 0.6}}}", "{name: peak, of: peak_day, unit: m3, price: 12}"],
                 "attributes: {supply: {choices: [firm, interruptible], default: firm}, peak_day: {default: 0}}")  # fmt: skip
    assert due(tariff, 100, supply="interruptible", peak_day=2) == 84


def test_19_a_productive_class_and_a_split_meter():
    # Rainbow MWD 2018: the first 10 and 16 ccf domestic, the rest agricultural (139.18 at 1")
    tariff = one(["{name: base, fixed: 139.18}",
                  "{name: domestic, between: [0, 26], blocks: [{upto: 10, price: 3.64}, {upto: null, price: 3.86}]}",
                  "{name: agricultural, between: [26, null], price: 3.56}"], "unit: ccf")  # fmt: skip
    assert due(tariff, 400) == Fraction("1568.78")
    assert due(tariff, 10) == Fraction("175.58")


def test_20_several_meters_with_joint_or_separate_blocks():
    blocks = "blocks: [{upto: 10, price: 1}, {upto: null, price: 3}]"
    top = "attributes: {garden_volume: {default: 0}}"
    joint = one([f"{{name: use, of: volume + garden_volume, unit: m3, {blocks}}}"], top)
    apart = one(
        [f"{{name: house, {blocks}}}", f"{{name: garden, of: garden_volume, unit: m3, {blocks}}}"],
        top,
    )
    assert due(joint, 8, garden_volume=8) == 10 + 18
    assert due(apart, 8, garden_volume=8) == 16


def test_21_lifelines_by_person():
    tariff = one(["{name: use, blocks: [{upto: 6, price: 5, label: basic}, {upto: null, price: 9}]}",
                  "{name: indigent relief, percent: -100, of: [use.basic], when: {indigent: true}}",
                  "{name: senior, percent: -25, when: {age: {least: 65}}}"],
                 "attributes: {indigent: {default: false}, age: {default: 40}}")  # fmt: skip
    assert due(tariff, 8) == 48
    assert due(tariff, 8, indigent=True) == 18
    assert due(tariff, 8, age=70) == 36


SUBSIDISED = one(["{name: fixed, fixed: 7000}",
                  "{name: use, blocks: [{upto: 13, price: 700, label: basic}, {upto: null, price: 700, label: above}]}",
                  "{name: subsidy, percent: {by: stratum, values: {'1': -50, '3': -15}, default: 0}, of: [fixed, use.basic], most: 7000, purpose: subsidy}",
                  "{name: contribution, percent: {by: stratum, values: {'5': 50}, default: 0}, purpose: contribution}"],
                 "attributes: {stratum: {choices: ['1', '2', '3', '4', '5', '6']}}")  # fmt: skip


def test_22_subsidies_by_component_with_a_cap_and_the_fund_that_balances_them():
    # stratum 1 at 18 m3: 50 % of 7,000 + 9,100 = 8,050, capped at 7,000
    assert due(SUBSIDISED, 18, stratum=1) == 7000 + 12600 - 7000
    assert due(SUBSIDISED, 18, stratum=3) == 7000 + 12600 - Fraction("0.15") * 16100
    accounts = [
        Account("A", Fraction(18), Fraction(100), {"stratum": 1}),
        Account("A", Fraction(18), Fraction(10), {"stratum": 5}),
    ]
    balance = fund(SUBSIDISED, accounts)
    assert (balance.subsidies, balance.contributions) == (700_000, 98_000)
    assert balance.missing == 602_000
    with pytest.raises(MusdesignError, match="stratum '7' is unknown"):
        due(SUBSIDISED, 18, stratum=7)


def test_23_percentages_on_chosen_charges_and_on_the_total_in_order():
    tariff = one(["{name: base, fixed: 100}", "{name: use, price: 10}", "{name: adder, percent: 37.5, of: [use]}",
                  "{name: adjustment, percent: 1.966}", "{name: VAT, percent: 9}"])  # fmt: skip
    assert due(tariff, 10) == (200 + Fraction("37.5")) * Fraction("1.01966") * Fraction("1.09")


def test_24_25_adders_with_a_name_and_a_purpose():
    tariff = one(
        [
            "{name: use, price: 4}",
            "{name: repair fund, price: 0.25, purpose: repair}",
            "{name: low-income fund, fixed: 1.21, purpose: solidarity}",
        ]
    )
    found = finance.bill(tariff, "A", 10)
    assert [(line.label, float(line.amount)) for line in found.lines] == [
        ("use", 40.0),
        ("repair fund", 2.5),
        ("low-income fund", 1.21),
    ]


def test_26_a_discount_on_the_total_by_income():
    tariff = one(
        [
            "{name: use, price: 4}",
            "{name: low income, percent: -15, when: {income: {below: 1000}}}",
        ],
        "attributes: {income: {unit: COP/month}}",
    )
    assert [due(tariff, 10, income=i) for i in (999, 1000)] == [34, 40]


def test_27_shortage_stages_that_replace_or_add():
    tariff = one(["{name: use, price: 10}", "{name: restricted use, blocks: [{upto: 20, price: 10}, {upto: null, price: 25.07}], when: {stage: [2]}, replaces: [use]}",
                  "{name: drought adder, price: 1, when: {stage: {least: 1}}}"], "attributes: {stage: {default: 0}}")  # fmt: skip
    assert [due(tariff, 30, stage=s) for s in (0, 1, 2)] == [300, 330, 200 + Fraction("250.7") + 30]


def test_28_excess_use_is_charged_again():
    # El Nino rule: volumes above 28 m3 are charged once more
    tariff = one(["{name: use, price: 2}", "{name: excess, price: 2, between: [28, null]}"])
    assert [due(tariff, q) for q in (28, 30)] == [56, 64]


def test_29_bases_without_a_meter():
    tariff = one(["{name: taps, of: taps, price: 2}", "{name: cattle, of: cattle, unit: head, price: 30, per: month}",
                  "{name: plot, of: floor, unit: m2, blocks: [{upto: 100, amount: 5}, {upto: null, amount: 4}]}",
                  "{name: jerrycans, of: volume / 0.02, unit: jerrycan, price: 3}"],
                 "billing: {months: 2}\nattributes: {taps: {}, cattle: {least: 0}, floor: {default: 0}}")  # fmt: skip
    assert due(tariff, "0.1", taps=2, cattle=3, floor=150) == 4 + 180 + 9 + 15
    with pytest.raises(MusdesignError, match="out of range"):
        due(tariff, 0, taps=1, cattle=-1)


def test_30_turns_hours_and_flow_entitlement():
    tariff = one(
        [
            "{name: turn-ons, of: turns, price: 3}",
            "{name: hours, of: hours * flow_lps * 3.6, unit: m3, price: 0.1}",
        ],
        "attributes: {turns: {default: 0}, hours: {default: 0}, flow_lps: {default: 0}}",
    )
    assert due(tariff, 0, turns=4, hours=10, flow_lps=2) == 12 + Fraction("7.2")


def test_31_kiosks_may_resell_at_a_capped_price():
    # Kirinyaga 2015: 35 a m3 to the kiosk, resale at KES 2 for 20 L, which is 100 a m3
    body = "classes: {Kiosk: {charges: [{name: use, price: 35}]}}\nterms: {resale: {most: 2, unit: jerrycan, classes: [Kiosk]}}\n"
    tariff = made(body)
    assert resale_margin(tariff, "Kiosk", compile_tariff(tariff, "Kiosk")) == 65


def test_32_dwellings_share_a_meter():
    tariff = one(
        [
            "{name: units, of: dwellings, price: 20}",
            "{name: use, scale: {formula: dwellings}, blocks: [{upto: 5, price: 1}, {upto: null, price: 4}]}",
        ]
    )
    assert due(tariff, 30, dwellings=4) == 80 + 20 + 40


def test_33_fire_standby_by_pipe_size():
    tariff = one(["{name: standby, of: inches, price: 9.2}"], "attributes: {inches: {}}")
    assert due(tariff, 0, inches=4) == Fraction("36.8")


FEES = made("""
attributes: {meter_size: {}, poor: {default: false}}
rounding: {to: 0.01, where: total}
classes: {A: {charges: [{name: use, price: 1}]}}
terms:
  fees:
    - {name: connection, event: connection, amount: {by: meter_size, values: {small: 9884, large: 20000}}, instalments: {number: 12, percent_per_month: 1.5}, source: "rate sheet, page 2"}
    - {name: deposit, event: connection, amount: 1500, returned: true, waived_when: {poor: true}}
    - {name: reconnection, event: reconnection, amount: 500}
  late: {percent_per_month: 2, grace_days: 15, kind: compound, most_percent: 10}
""")  # fmt: skip


def test_34_connection_in_instalments_deposit_and_waiver():
    connection, deposit = fees(FEES, "connection", {"meter_size": "small"})
    assert (connection.amount, deposit.returned) == (9884, True)
    # annuity 9,884 x 0.015 / (1 - 1.015^-12) = 906.17
    assert float(connection.payments[0]) == pytest.approx(906.17, abs=0.005)
    owed = Fraction(9884)
    for payment in connection.payments:
        owed = owed * Fraction("1.015") - payment
    assert abs(owed) < Fraction("0.005")
    assert len(fees(FEES, "connection", {"meter_size": "small", "poor": True})) == 1
    assert payments(Fraction(100), None) == (100,)


def test_35_reconnection_late_fees_and_the_order_of_arrears():
    assert fees(FEES, "reconnection")[0].amount == 500
    with pytest.raises(MusdesignError, match="reconnection"):
        fees(FEES, "reconection")
    due_on, late = dt.date(2026, 1, 1), FEES.terms.late
    assert late_interest(Fraction(100), due_on, dt.date(2026, 1, 16), late) == 0
    assert late_interest(Fraction(100), due_on, dt.date(2026, 2, 20), late) == Fraction("4.04")
    assert late_interest(Fraction(100), due_on, dt.date(2027, 1, 1), late) == 10
    debts = [Debt("May", "bill", dt.date(2026, 5, 1), Fraction(40)), Debt("fee", "fee", dt.date(2026, 6, 1), Fraction(10)),
             Debt("April", "bill", dt.date(2026, 4, 1), Fraction(30)), Debt("interest", "interest", dt.date(2026, 6, 1), Fraction(5))]  # fmt: skip
    rest, left = pay(debts, Fraction(50), FEES.terms.pay_order)
    assert ([(d.name, d.amount) for d in rest], left) == ([("May", 35)], 0)
    assert pay(debts, Fraction(100), ("newest",))[1] == 15


def test_36_prepaid_water_in_jerrycans():
    tariff = made(
        "classes: {A: {charges: [{name: use, blocks: [{upto: 1, price: 150}, {upto: null, price: 300}]}]}}\nterms: {prepaid: {step: 0.02}}\n"
    )
    compiled = compile_tariff(tariff, "A")
    assert prepaid_volume(compiled, Fraction(100)) == Fraction("0.66")
    assert prepaid_volume(compiled, Fraction(100), Fraction("0.9")) == Fraction("0.1") + Fraction(
        "0.28"
    ) - Fraction("0.0")


def test_37_no_reading_is_billed_as_the_mean_of_three():
    tariff = made(
        "classes: {A: {charges: [{name: use, price: 1}]}}\nterms: {estimate: {mean_of: 3, least: 2}}\n"
    )
    past = [Fraction(90), Fraction(10), Fraction(12), Fraction(17)]
    assert billed_volume(tariff, None, past) == 13
    assert billed_volume(tariff, Fraction(1), past) == 2
    with pytest.raises(MusdesignError, match="last 3 volumes"):
        billed_volume(tariff, None, past[:2])


def test_38_labour_in_kind_cash_out_and_fines():
    tariff = made(
        "classes: {A: {charges: [{name: use, price: 1}]}}\nterms: {labour: {days_per_year: 6, per: share, cash_out: 40, fine: 60}}\n"
    )
    year = labour_year(
        tariff, {"shares": 2}, Fraction(8), bought_off=Fraction(3), day_wage=Fraction(35)
    )
    assert (year.days_owed, year.cash_out, year.fines, year.value) == (12, 120, 60, 280)


def test_39_charges_per_share_of_the_water():
    tariff = one(
        ["{name: shares, of: derechos, unit: share, price: 15}"],
        "attributes: {derechos: {least: 0}}",
    )
    assert due(tariff, 0, derechos="2.5") == Fraction("37.5")


def test_40_a_tap_that_gives_too_little_pays_the_register_fee_only():
    # Nepal's national rule: below 3,000 L a month only the NPR 10 register fee
    tariff = one(["{name: minimum, fixed: 80}", "{name: register, fixed: 10}",
                  "{name: poor service, percent: -100, of: [minimum], when: {tap_gives_l: {below: 3000}}}"], "attributes: {tap_gives_l: {unit: L/month, default: 10000}}")  # fmt: skip
    assert [due(tariff, 2, tap_gives_l=g) for g in (2500, 3000)] == [10, 90]


def test_41_indexation_by_percentage_index_and_path():
    body = "classes: {A: {charges: [{name: base, fixed: 100}, {name: use, price: 10}]}}\nterms:\n  indexation:\n"
    steady = made(body + "    - {percent: 5, from: 2024-07-01, charges: [use]}\n")
    assert due(indexed(steady, dt.date(2026, 6, 30)), 10) == 100 + 100 * Fraction("1.05") ** 2
    cpi = made(
        body + "    - {name: CPI, base: 100, values: {2024-07-01: 104.2, 2025-07-01: 110}}\n"
    )
    assert due(indexed(cpi, dt.date(2025, 6, 1)), 10) == 200 * Fraction("1.042")
    assert due(indexed(cpi, dt.date(2024, 6, 1)), 10) == 200
    path = made(body + "    - {values: {2026-01-01: 60, 2027-01-01: 80, 2028-01-01: 100}}\n")
    assert due(indexed(path, dt.date(2027, 3, 1)), 10) == 160


def test_42_dates_in_force_and_a_change_in_the_middle_of_a_bill():
    old = made(
        "effective: {from: 2025-01-01, to: 2026-06-15}\nclasses: {A: {charges: [{name: base, fixed: 30}, {name: use, blocks: [{upto: 10, price: 1}, {upto: null, price: 2}]}]}}\n"
    )
    new = made(
        "effective: {from: 2026-06-16}\nclasses: {A: {charges: [{name: base, fixed: 60}, {name: use, price: 3}]}}\n"
    )
    assert in_force([old, new], dt.date(2026, 6, 16)) is new
    with pytest.raises(MusdesignError, match="none of them is in force"):
        in_force([old, new], dt.date(2024, 1, 1))
    split = split_bill([old, new], "A", Fraction(30), dt.date(2026, 6, 1), dt.date(2026, 7, 1))
    # fifteen days each: 15 + 5 x 1 + 10 x 2, and 30 + 15 x 3
    assert [bill.exact for _, _, bill in split.parts] == [40, 75]
    same = split_bill([old], "A", Fraction(30), dt.date(2026, 6, 1), dt.date(2026, 6, 16))
    assert same.total == due(old, 30)


def test_43_44_billing_periods_currency_and_units():
    tariff = one(
        ["{name: base, fixed: 10, per: month}", "{name: use, price: 2}"],
        "unit: kgal\nbilling: {months: 3}\nprice_date: 2026-01-01\ntax_included: true",
    )
    found = finance.bill(tariff, "A", 10)
    assert (found.total, found.unit, found.currency) == (50, "kgal", "COP")
    assert found.volume_m3 == pytest.approx(37.85411784)
    with pytest.raises(MusdesignError, match="currency is missing"):
        made(
            "classes: {A: {charges: [{name: base, fixed: 1}]}}\n",
            HEAD.replace("currency: COP\n", ""),
        )


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("{to: 1, where: line}", 3 + 2), ("{to: 1, where: total}", 4), ("{to: 50, where: total}", 0), ("{to: 0.01, where: total}", Fraction("4.2")),
     ("{to: 1, half: even, where: line}", 2 + 2), ("{to: 1, half: down, where: line}", 2 + 2)],
)  # fmt: skip
def test_45_rounding_by_line_or_total_to_a_coin(rule, expected):
    tariff = one(["{name: base, fixed: 2.5}", "{name: use, price: 1.7}"], f"rounding: {rule}")
    assert due(tariff, 1) == expected
    assert finance.totals(tariff, "A", [1])[0] == pytest.approx(float(expected))


def test_46_charges_that_depend_on_everyones_use():
    # consumption-based fixed rate: the fixed cost shared out by volume
    tariff = one(
        [
            "{name: base, fixed: 5}",
            "{name: share of cost, formula: 1200 * volume / all_volume}",
            "{name: use, price: 2}",
        ]
    )
    accounts = [Account("A", Fraction(10), Fraction(2)), Account("A", Fraction(40), Fraction(1))]
    bills = bill_everyone(tariff, accounts)
    assert [b.exact for b in bills] == [5 + 200 + 20, 5 + 800 + 80]
    assert bill_everyone(tariff, accounts[::-1]) == bills[::-1]
    # uniform price with rebate: 4 x 60 = 240 less the 150 wanted, among 3 customers
    assert equal_rebate(Fraction(4), accounts, Fraction(150)) == 30


def test_47_a_formula_is_exact_total_and_safe():
    tariff = one(["{name: odd, formula: 'max(5, 0.02 * volume^2 + 3)'}"])
    assert [due(tariff, q) for q in (0, 10, 20)] == [5, 5, 11]
    for bad, message in (
        ("__import__('os')", "cannot be read"),
        ("volume +", "missing"),
        ("open(1)", "unknown function"),
        ("persona * 2", "nowhere declared"),
    ):
        with pytest.raises(MusdesignError, match=message):
            one([f'{{name: odd, formula: "{bad}"}}'])
    with pytest.raises(MusdesignError, match="division by 0"):
        due(one(["{name: odd, formula: 1/dwellings}"]), 1, dwellings=0)


def test_48_customers_fall_into_classes_by_rule():
    body = "attributes: {use: {choices: [home, farm]}, herd: {default: 0}}\nassign:\n  - {class: Farm, when: {use: farm, herd: {least: 10}}}\n  - {class: Home, when: {use: home}}\nclasses:\n  Home: {charges: [{name: base, fixed: 1}]}\n  Farm: {charges: [{name: base, fixed: 2}]}\n"
    tariff = made(body)
    assert class_of(tariff, {"use": "home"}) == "Home"
    assert class_of(tariff, {"use": "farm", "herd": 12}) == "Farm"
    with pytest.raises(MusdesignError, match="no class for a customer with use = farm"):
        class_of(tariff, {"use": "farm"})


def test_49_every_number_may_have_its_own_source():
    tariff = one(
        [
            '{name: use, price: {value: 2, source: "gazette 9198, page 3", basis: primary}, source: "gazette 9198"}'
        ]
    )
    charge = tariff.classes["A"].charges[0]
    price = charge.rule.blocks[0].price
    assert (price.source, price.basis, charge.source) == (
        "gazette 9198, page 3",
        "primary",
        "gazette 9198",
    )
    assert finance.bill(tariff, "A", 1).lines[0].source == "gazette 9198"


def test_50_unknown_and_duplicate_keys_are_errors_and_every_volume_has_a_bill():
    with pytest.raises(MusdesignError) as caught:
        one(
            [
                "{name: use, price: 1, colour: red}",
                "{name: use, price: 2}",
                "{name: x, percent: 5, of: [used]}",
                "{name: y, fixed: 1, mode: all}",
                "{name: z}",
            ],
            "uprating: 5",
        )
    text = str(caught.value)
    for word in (
        "unknown key 'colour'",
        "two charges have the name 'use'",
        "did you mean 'use'",
        "no meaning beside 'fixed'",
        "exactly one of",
        "unknown key 'uprating'",
    ):
        assert word in text
    with pytest.raises(MusdesignError, match="duplicate key 'note'"):
        made("note: a\nnote: b\nclasses: {A: {charges: [{name: base, fixed: 1}]}}\n")
    with pytest.raises(MusdesignError, match="must have no bound"):
        one(["{name: use, blocks: [{upto: 10, price: 1}]}"])
    for name in finance.available_tariffs():
        tariff = finance.load_tariff(name)
        for class_name in tariff.classes:
            proof = (
                prove(compile_tariff(tariff, class_name, {}).total)
                if not tariff.attributes
                else None
            )
            assert proof is None or (proof.total and proof.non_negative and proof.linear)


def test_a_years_bills_follow_seasons_units_and_bills_of_two_months():
    tariff = one(
        [
            "{name: base, fixed: 10}",
            "{name: use, price: {by: month, values: {1: 3, 2: 3}, default: 1}}",
        ],
        "unit: kl\nbilling: {months: 2}",
    )
    customer = finance.Customer("homes", 1, "A", (4.0,) * 12)
    # bills of two months: 10 + 8 x 3 in January and February, 10 + 8 x 1 in the others
    assert finance.apply_tariff(tariff, [customer], {}).revenue_year == pytest.approx(
        (2 * 34 + 10 * 18) / 2
    )
    persons = one(
        [
            "{name: use, scale: {formula: persons}, blocks: [{upto: 1, price: 1}, {upto: null, price: 5}]}"
        ]
    )
    with pytest.raises(MusdesignError, match="needs persons"):
        finance.apply_tariff(persons, [customer], {})
    known = finance.Customer("homes", 1, "A", (4.0,) * 12, None, {"persons": 4})
    assert finance.apply_tariff(persons, [known], {}).revenue_year == pytest.approx(48)
