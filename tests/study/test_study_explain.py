"""Every figure explains itself, and what moves it is what a design made anew shows."""

from __future__ import annotations

import json

import numpy as np
import pytest

from musdesign import flow
from musdesign.errors import MusdesignError
from musdesign.expr import parse
from musdesign.study.explain import explain, explaining, figure_names, figure_of, inputs, movers
from musdesign.study.explain.figures import HEADLINES, checks_by_key, steps
from musdesign.study.explain.tariff_prices import is_price

CASE = "la-palma-tres-puertas"


@pytest.fixture(scope="module")
def scheme():
    return flow.load(CASE)


@pytest.fixture(scope="module")
def result(scheme):
    return flow.design(scheme, effects=False)


def test_the_headline_figures_come_first_and_equal_the_design(result):
    names = figure_names(result)
    assert names[: len(HEADLINES)] == list(HEADLINES)
    assert figure_of(result, "demand.per_person").value == result.demand.per_person_l_day
    assert figure_of(result, "demand.peak_hour").value == result.demand.peak_hour_lps
    assert figure_of(result, "costs.per_household").value == result.costs.per_household
    own = [c for c in result.checks if c.standard == result.scenario.standard]
    broken = sum(check.verdict == "breaks" for check in own)
    assert figure_of(result, "checks.broken").value == broken


@pytest.mark.parametrize("name", sorted(flow.cases()))
def test_every_formula_of_every_case_gives_its_figure(name, monkeypatch):
    scheme = flow.load(name)
    made = flow.design(scheme, effects=False, daily=scheme.scenario.weather is not None)
    found = steps(made)
    with_formula = [step for step in found.values() if step.expression]
    assert with_formula
    for step in with_formula:
        value = parse(step.expression).evaluate(dict(step.inputs))
        assert np.allclose(value, step.value, rtol=1e-9), step.name
    for step in found.values():
        if step.method.startswith("sum of"):
            total = sum(float(np.asarray(part)) for part in step.inputs.values())
            assert np.isclose(total, step.value, rtol=1e-6), step.name
        assert step.expression or step.method, step.name
        assert set(step.see) <= set(step.inputs), step.name
    # gathered once for the hundreds of figures that are explained
    monkeypatch.setattr(explaining, "steps", lambda result: found)
    for key in found:
        told = explain(made, key)
        assert key in told.text()
        json.dumps(told.to_dict(), allow_nan=False)
        for term in told.terms:
            assert all(other in found for other in term.figures)
            assert not (term.source and not term.basis), (key, term.name)


def test_a_term_has_the_source_and_basis_of_its_own_register_line(result):
    lines = {line.name: line for line in result.assumptions}
    told = explain(result, "demand.coffee smallholders.gardens.vegetables")
    efficiency = next(term for term in told.terms if term.name == "efficiency")
    line = lines["application efficiency: hose"]
    assert (efficiency.source, efficiency.basis) == (line.source, line.basis)
    assert told.basis == "unverified"
    assert "application efficiency: hose" in told.unverified
    losses = next(t for t in explain(result, "demand.mean_day").terms if t.name == "loss_fraction")
    assert losses.source == lines["losses"].source
    assert losses.places == ("losses",)


def test_the_basis_of_a_sum_is_the_weakest_of_its_parts(result):
    unit_costs = {item.origin.basis for item in result.costs.items}
    assert "unverified" in unit_costs
    assert explain(result, "costs.capital").basis == "unverified"
    items = [term.figures for term in explain(result, "costs.capital").terms]
    assert (f"costs.items.{result.costs.items[0].name}",) in items


def test_a_term_that_nobody_gave_a_source_has_none():
    text = flow.cases()["ifa-daba"].read_text(encoding="utf-8")
    made = flow.design(flow.load_text(text.split("\nprovenance:")[0]), effects=False)
    group = made.scenario.households[0].group
    persons = explain(made, f"demand.{group}.domestic").terms[1]
    assert persons.source == ""
    assert persons.basis == ""


def test_a_verdict_tells_limit_source_and_by_how_much(result):
    keyed = checks_by_key(result)
    numbers = [c for c in result.checks if c.value is not None and c.limit is not None]
    assert list(keyed.values()) == numbers
    key, check = next((k, c) for k, c in keyed.items() if c.verdict == "breaks")
    told = explain(result, key)
    limit = next(term for term in told.terms if term.name == "limit")
    assert limit.value == check.limit
    assert limit.basis == check.basis
    assert check.clause in limit.source


def test_an_unknown_figure_names_the_nearest(result):
    with pytest.raises(MusdesignError, match=r"did you mean 'demand.max_day'"):
        explain(result, "demand.maxday")


@pytest.mark.parametrize(
    ("key", "part"),
    [
        ("demand.mean_day", "demand"),
        pytest.param("network.cost", "network", marks=pytest.mark.slow),
        pytest.param("costs.per_household", "costs", marks=pytest.mark.slow),
    ],
)
def test_movers_are_those_of_the_whole_design_made_anew(scheme, key, part):
    found = movers(scheme, key, 4)
    assert found.value == pytest.approx(figure_of(flow.design(scheme), key).value)
    swings = [mover.swing for mover in found.movers]
    assert swings == sorted(swings, reverse=True)
    for mover in found.movers:
        ends = []
        for changes in mover.input.ends:
            anew = flow.design(flow.load(CASE, changes), with_futures=False)
            ends.append(figure_of(anew, key).value)
        assert ends == pytest.approx([mover.low, mover.high], rel=1e-9)
        low, high = min(*ends, found.value), max(*ends, found.value)
        assert mover.swing == pytest.approx(high - low)


def test_the_need_moves_in_proportion_to_what_it_is_a_product_of(scheme):
    """Domestic need is persons times rate: ten per cent of the rate are ten per cent of it."""
    found = movers(scheme, "demand.coffee smallholders.domestic")
    by_name = {mover.input.name: mover for mover in found.movers}
    rate = by_name["households[0].uses.domestic.rate"]
    assert rate.swing == pytest.approx(0.2 * found.value)
    size = by_name["households[0].size"]
    assert (size.input.low, size.input.high, size.input.range) == (4, 6, "scenario")
    assert size.swing == pytest.approx((6 - 4) / 5 * found.value)
    assert set(by_name) == {
        "households[0].uses.domestic.rate", "households[0].size", "households[0].count",
        "horizon.growth.rate", "horizon.design_period",
    }  # fmt: skip


def test_ranges_are_the_scenarios_then_the_librarys_then_ten_per_cent(scheme, result):
    found = {item.name: item for item in inputs(scheme, result)}
    assert found["households[0].size"].range == "scenario"
    trench = found["unit cost: trench, dug and refilled by hand"]
    # the row of Colombia in the table of unit costs
    assert (trench.value, trench.low, trench.high) == (13600, 9600, 17600)
    assert trench.range == "library"
    assert trench.shipped
    rate = found["households[0].uses.domestic.rate"]
    assert (rate.low, rate.high, rate.unit) == (108, 132, "L/person/day")
    warm = found["location.climate.temperature_max"]
    assert warm.high - warm.low == pytest.approx(2.0)
    assert not [name for name in found if "elevation" in name or "base_year" in name]


def test_the_command_prints_what_its_schema_says():
    from jsonschema import validate
    from typer.testing import CliRunner

    from musdesign.cli import app
    from musdesign.report.document import schemas

    command = ["explain", "ifa-daba", "demand.max_day", "--movers", "2", "--format", "json"]
    ran = CliRunner().invoke(app, command)
    assert ran.exit_code == 0, ran.output
    found = json.loads(ran.output)
    validate(found, schemas()["explanation"]())
    assert len(found["movers"]) == 2
    assert found["value"] == pytest.approx(flow.design(flow.load("ifa-daba")).demand.max_day_m3)
    monthly = CliRunner().invoke(app, [*command[:2], "reference_evapotranspiration", *command[3:]])
    assert len(json.loads(monthly.output)["value"]) == 12


@pytest.mark.parametrize("name", sorted(flow.cases()))
def test_both_ends_of_every_input_can_be_designed(name):
    case = flow.load(name)
    made = flow.design(case, with_futures=False)
    refused = {}
    for item in inputs(case, made):
        for end in item.ends:
            try:
                flow.changed(case, end)
            except MusdesignError as error:
                refused[item.name] = str(error)
    assert not refused
    assert len({item.name for item in inputs(case, made)}) == len(inputs(case, made))


def test_a_shipped_value_put_back_leaves_the_design_as_it_is(scheme, result):
    """Writing the library's own value into the scenario must not move anything."""
    cattle = next(i for i in inputs(scheme, result) if i.name == "losses")
    middle = dict.fromkeys(cattle.ends[0], "25 %")
    assert flow.design(flow.load(CASE, middle)).demand.mean_day_m3 == pytest.approx(
        result.demand.mean_day_m3
    )
    price = "costs.unit_costs.trench_m"
    same = flow.design(flow.load(CASE, {price: "13600 COP/m"}), with_futures=False)
    assert same.costs.capital_total == pytest.approx(result.costs.capital_total)


def test_a_bill_is_moved_by_a_blocks_price_as_far_as_the_use_is_in_the_block(scheme, result):
    """Volume in the block times change of price, by hand from scenarios/tariffs.

    The cattle keepers (E2) take more than 26 m3 in every month: 13 m3 at 497.37 (basic), 13 m3 at
    710.53 (complementary), the rest at 1421.05, and 4900 COP a month; a proposed 60 m3 at 1050.
    """
    keepers = next(b for b in result.tariffs[0].bills if b.group == "cattle keepers")
    assert (keepers.class_name, keepers.volume_m3_month > 26) == ("E2", True)
    found = movers(scheme, "bills.co-rural-domestic.cattle keepers")
    swing = {mover.title: mover.swing for mover in found.movers}
    assert swing["price of block 1 of class E2, present tariff"] == pytest.approx(13 * 0.2 * 497.37)
    assert swing["price of block 2, present tariff"] == pytest.approx(13 * 0.2 * 710.53)
    above = keepers.volume_m3_month - 26
    assert swing["price of block 3, present tariff"] == pytest.approx(above * 0.2 * 1421.05)
    assert swing["fixed charge of class E2, present tariff"] == pytest.approx(0.2 * 4900)
    # what is cheaper below a bound that moves: 2.6 m3 at the difference of the prices
    end = pytest.approx(2.6 * (710.53 - 497.37))
    assert swing["end of block 1, present tariff"] == end
    assert not [title for title in swing if "proposed" in title or "class E1" in title]
    line = movers(scheme, "bills.co-rural-domestic.cattle keepers.use: basic")
    assert line.movers[0].title == "price of block 1 of class E2, present tariff"


def test_the_need_and_the_works_have_no_price_of_a_tariff_among_their_movers(scheme):
    for key in ("demand.mean_day", "demand.max_day"):
        found = movers(scheme, key)
        assert not [mover.title for mover in found.movers if "tariff" in mover.title]
        assert found.still + len(found.movers) < len(
            inputs(scheme, flow.design_until(scheme, "money"))
        )


def test_prices_put_back_leave_the_tariffs_as_they_are(scheme, result):
    for item in inputs(scheme, result):
        if is_price(item.name):
            back = flow.changed(scheme, dict.fromkeys(item.ends[0], item.value))
            assert back.tariffs == scheme.tariffs
            assert flow.changed(scheme, item.ends[1]).tariffs != scheme.tariffs


def test_the_prices_of_a_tariff_are_named_in_spanish():
    from musdesign.i18n import language

    told = language("es").told
    assert told("price of block 2, present tariff") == "precio del bloque 2, tarifa actual"
    assert (
        told("fixed charge of class E1, proposed tariff")
        == "cargo fijo de la clase E1, tarifa propuesta"
    )
