"""The compiler against independent arithmetic: pointwise billing, a slow ledger, and inverses."""

import random
from fractions import Fraction

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from musdesign import finance
from musdesign.errors import MusdesignError
from musdesign.finance.tariffs import billing, compile_tariff, piecewise, proofs
from musdesign.finance.tariffs.formulas import evaluate
from musdesign.finance.tariffs.model import (
    AtLeast,
    AtMost,
    Block,
    Blocks,
    Charge,
    Fixed,
    Rounding,
    Share,
    Tariff,
    TariffClass,
    number,
)
from musdesign.finance.tariffs.schema import tariff_schema
from musdesign.finance.tariffs.writing import tariff_data

prices = st.integers(0, 400).map(lambda cents: Fraction(cents, 100))
volumes = st.integers(0, 9000).map(lambda hundredths: Fraction(hundredths, 100))


@st.composite
def block_rules(draw):
    steps = draw(st.lists(st.integers(1, 40), max_size=4))
    bounds = [
        Fraction(sum(steps[: i + 1])) / draw(st.sampled_from([1, 2, 3])) for i in range(len(steps))
    ]
    bounds = sorted(set(bounds))
    flat = draw(st.booleans())
    blocks = [
        Block(None if b is None else number(b), None if flat and i % 2 else number(draw(prices)), f"b{i}",
              number(draw(prices)) if flat and i % 2 else None)
        for i, b in enumerate([*bounds, None])
    ]  # fmt: skip
    return Blocks(
        tuple(blocks), mode=draw(st.sampled_from(["each", "all"])), owns_bound=draw(st.booleans())
    )


@st.composite
def tariffs(draw, *, plain=False):
    rules = [Fixed(number(draw(prices))), draw(block_rules())]
    if not plain:
        rules += draw(st.lists(st.one_of(
            block_rules(), prices.map(lambda p: Share(number(p / 10))), prices.map(lambda p: AtLeast(number(p * 10))),
            prices.map(lambda p: AtMost(number(p * 50))),
            st.integers(-90, -1).map(lambda p: Share(number(p), ("c0",), number(3))),
        ), max_size=3))  # fmt: skip
    charges = tuple(Charge(f"c{i}", rule) for i, rule in enumerate(rules))
    rates = TariffClass("A", charges)
    return Tariff("t", "t", "COL", "COP", None, "drawn", "unverified", {"A": rates})


def slow_bill(tariff, volume):
    """Return a bill by going through blocks one after the other (an independent reading)."""
    amounts = {}
    for charge in tariff.classes["A"].charges:
        rule, before = charge.rule, sum(amounts.values(), Fraction(0))
        if isinstance(rule, Fixed):
            amounts[charge.name] = rule.amount.value
        elif isinstance(rule, Share):
            base = amounts["c0"] if rule.of else before
            amount = base * rule.percent.value / 100
            amounts[charge.name] = amount if rule.most is None else max(amount, -rule.most.value)
        elif isinstance(rule, AtLeast):
            amounts[charge.name] = max(rule.amount.value - before, Fraction(0))
        elif isinstance(rule, AtMost):
            amounts[charge.name] = min(rule.amount.value - before, Fraction(0))
        else:
            amounts[charge.name] = slow_blocks(rule, volume)
    return sum(amounts.values(), Fraction(0))


def slow_blocks(rule, volume):
    total, lower = Fraction(0), Fraction(0)
    for block in rule.blocks:
        upper = block.upto.value if block.upto is not None else None
        beyond = lower == 0 or (volume > lower if rule.owns_bound else volume >= lower)
        within = upper is None or (volume <= upper if rule.owns_bound else volume < upper)
        if rule.mode == "all" and beyond and within:
            total += volume * block.price.value if block.amount is None else block.amount.value
        elif rule.mode == "each" and block.amount is not None and beyond:
            total += block.amount.value
        elif rule.mode == "each" and block.amount is None:
            top = volume if upper is None else min(volume, upper)
            total += max(top - lower, Fraction(0)) * block.price.value
        lower = upper
    return total


@settings(deadline=None, max_examples=150)
@given(tariffs(), st.lists(volumes, min_size=1, max_size=8))
def test_a_compiled_tariff_bills_what_a_slow_reading_of_its_rules_bills(tariff, some):
    compiled = compile_tariff(tariff, "A")
    bounds = list(compiled.total.breaks)
    for volume in [*some, *bounds]:
        expected = slow_bill(tariff, volume)
        assert compiled.total(volume) == expected
        assert sum((line.amount(volume) for line in compiled.lines), Fraction(0)) == expected
        assert compile_tariff(tariff, "A", at=volume).total(Fraction(0)) == expected
        assert billing.bill_of(compiled, volume).exact == expected


@settings(deadline=None, max_examples=100)
@given(tariffs(), st.lists(volumes, min_size=1, max_size=20))
def test_arrays_agree_with_exact_bills_in_any_order(tariff, some):
    compiled = compile_tariff(tariff, "A")
    given_order = [float(v) for v in some]
    found = billing.totals_of(compiled, given_order)
    exact = [float(compiled.total(Fraction(repr(v)))) for v in given_order]
    at_break = {float(b) for b in compiled.total.breaks if float(b) != b}
    for value, right, volume in zip(found, exact, given_order, strict=True):
        assert volume in at_break or value == pytest.approx(right, rel=1e-12, abs=1e-9)
    shuffled = random.Random(1).sample(range(len(some)), len(some))
    assert list(billing.totals_of(compiled, [given_order[i] for i in shuffled])) == [
        found[i] for i in shuffled
    ]


@settings(deadline=None, max_examples=150)
@given(tariffs(), volumes, volumes)
def test_what_is_proven_holds_and_what_fails_is_listed(tariff, one, two):
    total = compile_tariff(tariff, "A").total
    proof = proofs.prove(total)
    low, high = sorted([one, two])
    if proof.monotone:
        assert total(low) <= total(high)
    if proof.non_negative:
        assert total(one) >= 0
    if proof.continuous:
        drop = Fraction(1, 10**9)
        assert abs(total(one + drop) - total(one)) <= drop * 1000
    fall = any(p.fault == "falling" or (p.fault == "notch" and p.by < 0) for p in proof.places)
    assert proof.monotone != fall


@settings(deadline=None, max_examples=100)
@given(tariffs(plain=True), volumes)
def test_the_volumes_of_a_bill_give_that_bill_and_include_the_one_it_came_from(tariff, volume):
    total = compile_tariff(tariff, "A").total
    found = proofs.volumes_of(total, total(volume))
    assert all(total(v) == total(volume) for v in found.points)
    assert volume in found.points or any(
        low <= volume and (high is None or volume <= high) for low, high in found.ranges
    )


@settings(deadline=None, max_examples=60)
@given(
    tariffs(), volumes, st.sampled_from(["line", "total"]), st.sampled_from(["up", "even", "down"])
)
def test_rounded_lines_add_up_to_the_last_coin(tariff, volume, where, half):
    rule = Rounding(Fraction(1, 20), half, where)
    made = Tariff(
        *[
            getattr(tariff, f)
            for f in ("id", "name", "country", "currency", "year", "source", "basis", "classes")
        ],
        rounding=rule,
    )
    bill = finance.bill(made, "A", volume)
    assert sum((line.exact for line in bill.lines), Fraction(0)) == bill.exact
    assert (bill.exact * 20).denominator == 1


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=2, max_size=2), volumes)
def test_the_larger_and_smaller_of_two_lines_is_so_at_every_volume(lines, volume):
    one, two = (
        piecewise.Piecewise(
            (Fraction(0),), (Fraction(a),), (piecewise.trimmed([Fraction(a), Fraction(b)]),)
        )
        for a, b in lines
    )
    assert piecewise.larger(one, two)(volume) == max(one(volume), two(volume))
    assert piecewise.smaller(one, two)(volume) == min(one(volume), two(volume))


@pytest.mark.parametrize(
    "text",
    ["2*volume + 3", "volume^2 / 4 - volume", "max(volume - 5, 0) * 2", "if(volume > 7, 10, volume)", "min(volume, 9, 20 - volume)",
     "abs(volume - 6)", "(volume >= 4) * (volume != 8)", "round(2.5) + floor(3.7) * volume"],
)  # fmt: skip
def test_a_formula_means_the_same_as_a_function_and_at_a_point(text):
    from musdesign.expr import parse

    whole = evaluate(parse(text), lambda name: piecewise.identity())
    for tenths in range(0, 121, 5):
        volume = Fraction(tenths, 10)
        at = evaluate(parse(text), lambda name, v=volume: v)
        assert whole(volume) == at
        assert float(at) == pytest.approx(parse(text).evaluate({"volume": float(volume)}))


@pytest.mark.parametrize(
    "text", ["1/volume", "sqrt(volume)", "ceil(volume)", "volume^0.5", "max(volume^2, 2)"]
)
def test_what_is_no_piecewise_polynomial_is_refused_as_a_function_and_still_billed_at_a_point(text):
    from musdesign.expr import parse

    with pytest.raises(MusdesignError):
        evaluate(parse(text), lambda name: piecewise.identity())
    assert evaluate(parse(text), lambda name: Fraction(4)) > 0


def test_bills_marginal_and_average_prices_of_a_gazetted_tariff():
    # Kirinyaga, gazette 9198 of 2015: 200 with 6 m3 in it, 50 to 20 m3, 65 to 50 m3
    total = compile_tariff(finance.load_tariff("ke-kirinyaga-2015"), "Residential").total
    assert [proofs.marginal_price(total, Fraction(q)) for q in (5, 6, 20)] == [0, 50, 65]
    assert proofs.average_price(total, Fraction(20)) == 45
    assert proofs.volumes_of(total, Fraction(200)).ranges == ((0, 6),)
    assert proofs.volumes_of(total, Fraction(900)).points == (20,)
    assert proofs.volumes_of(total, Fraction(100)) == proofs.Volumes((), ())


def test_the_schema_of_a_tariff_file_accepts_what_is_on_file_and_refuses_unknown_keys():
    check = jsonschema.Draft202012Validator(tariff_schema())
    yaml = YAML(typ="safe")
    for path in finance.available_tariffs().values():
        data = yaml.load(path.read_text(encoding="utf-8"))
        assert not [e.message for e in check.iter_errors(data)]
        assert not [
            e.message for e in check.iter_errors(tariff_data(finance.load_tariff(path.stem)))
        ]
        assert list(check.iter_errors({**data, "colour": "red"}))
        assert list(check.iter_errors({**data, "currency": "pesos"}))


def test_a_million_bills_keep_the_value_that_a_bound_has():
    tariff = Tariff("t", "t", "COL", "COP", None, "typed", "unverified", {"A": TariffClass("A", (
        Charge("use", Blocks((Block(number(10), number(1)), Block(None, number(2))), mode="all")),))})  # fmt: skip
    found = finance.totals(tariff, "A", np.array([[9.5, 10.0], [10.5, 0.0]]))
    assert found.tolist() == [[9.5, 10.0], [21.0, 0.0]]
