"""Bills to the last unit of currency, against published and worked-out ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musdesign import finance
from musdesign.errors import MusdesignError
from musdesign.finance.cra_form import billable_m3_year, consumption_charge, fixed_charge
from musdesign.finance.tariffs import Tariff, simple_class


def tariff(blocks, fixed=0.0, minimum=0.0):
    made = simple_class("a", fixed, tuple(blocks), minimum)
    return Tariff("t", "t", "COL", "COP", None, "typed for this test", "unverified", {"a": made})


@pytest.mark.parametrize(
    ("class_name", "total"),
    # published prices of May 2016, 18 m3 with a basic block of 11 m3: worked by hand
    # E1: 2,993.46 + 11 x 926.07 + 7 x 1,322.96; E3: 4,276.37 + 18 x 1,322.96; E5: 6,414.55 + 18 x 1,984.44
    [("E1", 22440.95), ("E3", 28089.65), ("E4", 28089.65), ("E5", 42134.47)],
)
def test_marinilla_2016_to_the_cent(class_name, total):
    found = finance.bill(finance.load_tariff("co-marinilla-2016"), class_name, 18)
    assert found.total == pytest.approx(total, abs=1e-9)


@pytest.mark.parametrize(
    ("name", "class_name", "volume", "total"),
    [
        # Gazette 9198 of 2015: KES 200 up to 6 m3, then 50 to 20 m3, 65 to 50 m3
        ("ke-kirinyaga-2015", "Residential", 6, 200), ("ke-kirinyaga-2015", "Residential", 25, 200 + 14 * 50 + 5 * 65),
        # 5/9/13/26 ETB at 5/10/20 m3
        ("et-harar-2015", "Domestic", 12, 5 * 5 + 5 * 9 + 2 * 13), ("et-harar-2015", "Domestic", 0, 0),
        # NPR 80 + 10 for 10 units, then 14
        ("np-rwusc", "Domestic", 15, 90 + 5 * 14),
        # 6 kL free, R10.06 to 30 kL, availability R58.19
        ("za-uthungulu-2016", "Domestic", 20, 58.19 + 14 * 10.06),
    ],
)  # fmt: skip
def test_published_structures_are_billed_as_printed(name, class_name, volume, total):
    found = finance.bill(finance.load_tariff(name), class_name, volume)
    assert found.total == pytest.approx(total, abs=1e-9)


def test_the_rural_providers_charges_follow_from_its_costs():
    # 300 users, 90,000 m3, 25.2 + 30 + 18 + 0.6 million COP a year (CRA 825 form)
    fixed = fixed_charge(25.2e6 / 12, 300)
    volume = billable_m3_year(90_000, 300)
    charge = consumption_charge(30e6, 18e6, 0.6e6, volume)
    assert (fixed, volume) == (7000, 68_400)
    assert charge == pytest.approx(710.53, abs=0.005)
    half = tariff([(13, charge / 2), (None, charge)], fixed / 2)
    assert finance.bill(half, "a", 18).total == pytest.approx(11_671.05, abs=0.005)


@pytest.mark.parametrize(
    ("bounds", "parts"),
    # CRA 750 of 2016: 40 m3 across basic, complementary and sumptuary blocks
    [([16, 32], (16, 16, 8)), ([13, 26], (13, 13, 14)), ([11, 22], (11, 11, 18))],
)
def test_forty_m3_fall_into_the_colombian_blocks(bounds, parts):
    assert finance.split_blocks(40, bounds) == parts


def test_a_domestic_tariff_bills_a_third_of_la_palmas_use_as_sumptuary():
    found = finance.bill(finance.load_tariff("co-rural-domestic"), "E1", 40)
    assert [(line.label, line.quantity) for line in found.lines[1:]] == [
        ("basic", 13),
        ("complementary", 13),
        ("sumptuary", 14),
    ]


increasing = st.lists(st.tuples(st.floats(0.5, 30), st.floats(0, 500)), min_size=1, max_size=5).map(
    lambda steps: [
        (None if i == len(steps) - 1 else float(np.cumsum([s[0] for s in steps])[i]), price)
        for i, price in enumerate(sorted(s[1] for s in steps))
    ]
)
volumes = st.floats(0, 200)


@given(increasing, st.floats(0, 1000), volumes)
def test_lines_sum_to_the_total_and_the_arrays_agree(blocks, fixed, volume):
    made = tariff(blocks, fixed)
    found = finance.bill(made, "a", volume)
    assert sum(line.amount for line in found.lines) == pytest.approx(
        found.total, rel=1e-12, abs=1e-9
    )
    assert finance.totals(made, "a", [volume])[0] == pytest.approx(found.total, rel=1e-9, abs=1e-9)
    assert sum(line.quantity for line in found.lines if line.unit == "m3") == pytest.approx(volume)


@given(increasing, st.floats(0, 1000), volumes, volumes)
def test_bills_are_non_negative_and_never_fall_as_use_rises(blocks, fixed, one, two):
    made = tariff(blocks, fixed)
    low, high = finance.totals(made, "a", sorted([one, two]))
    assert 0 <= low <= high + 1e-9


@given(increasing, volumes)
def test_a_drop_more_costs_a_drop_more_at_a_block_bound_too(blocks, volume):
    made = tariff(blocks)
    for at in (volume, *(u for u, _ in blocks if u)):
        low, high = finance.totals(made, "a", [at, at + 1e-9])
        assert high - low <= 1e-9 * 500 + 1e-6


def test_a_minimum_bill_is_a_line_of_its_own():
    found = finance.bill(tariff([(None, 10.0)], minimum=50.0), "a", 2)
    assert found.total == 50
    assert [line.amount for line in found.lines] == [20, 30]


@pytest.mark.parametrize("volume", [-1, float("nan"), float("inf")])
def test_an_impossible_volume_is_a_message(volume):
    made = tariff([(None, 1.0)])
    with pytest.raises(MusdesignError):
        finance.bill(made, "a", volume)
    with pytest.raises(MusdesignError):
        finance.totals(made, "a", [volume])


def test_an_unknown_class_or_tariff_names_the_nearest():
    with pytest.raises(MusdesignError, match="E1"):
        finance.bill(finance.load_tariff("co-marinilla-2016"), "E", 1)
    with pytest.raises(MusdesignError, match="co-marinilla-2016"):
        finance.load_tariff("co-marinila-2016")


BAD = """\
name: Trial
country: COL
currency: pesos
source: typed
basis: sure
colour: red
classes:
  A:
    fixed_per_month: 1,5
    blocks:
      - {upto_m3: 20, price_per_m3: 5}
      - {upto_m3: 10, price_per_m3: 6}
      - {upto_m3: 30, price_per_m3: -1}
  B:
    fixed_per_month: 10
  C:
    blocks: [{upto_m3: null, price_per_m3: 3}, {price_per_m3: 4}]
"""


def test_a_mistaken_tariff_gets_every_mistake_with_its_line(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text(BAD, encoding="utf-8")
    with pytest.raises(MusdesignError) as caught:
        finance.load_tariff(str(path))
    text = "\n".join(str(p) for p in caught.value.problems)
    for word in (
        "bad.yaml:3: currency",
        "bad.yaml:5: basis",
        "unknown key 'colour'",
        "bad.yaml:9: classes.A.fixed_per_month",
        "not above 20",
        "out of range",
        "last block must have no bound",
        "classes.B.blocks",
        "only the last block",
        "upto_m3 is missing",
    ):
        assert word in text, text


def test_every_tariff_on_file_has_source_basis_and_currency():
    for name in finance.available_tariffs():
        found = finance.load_tariff(name)
        assert found.source
        assert len(found.currency) == 3
        for class_name in found.classes:
            assert finance.bill(found, class_name, 10).total >= 0


def test_a_million_bills_are_one_array():
    made = finance.load_tariff("ke-kirinyaga-2015")
    many = np.linspace(0, 400, 100_000)
    assert finance.totals(made, "Residential", many).shape == many.shape
