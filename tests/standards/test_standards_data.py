"""The instruments on file: how well each was read, whole bands, and what a file must not say."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musdesign.errors import MusdesignError
from musdesign.expr import parse as parse_expression
from musdesign.standards import (
    ask,
    available,
    canonical,
    check,
    load_standard,
    read_standard,
    recipe_values,
)

RAS_2000 = dt.date(2005, 1, 1)
R_2320 = dt.date(2009, 11, 27)
R_0330 = dt.date(2017, 6, 17)


# How well each value was read, from the notes of the reading of the instruments themselves.
BASES = {
    "co-ras-2000": {
        "net_domestic_allocation": "secondary",
        "losses": "secondary",
        "max_day_factor": "secondary",
        "peak_hour_factor": "secondary",
        "min_residual_pressure": "unverified",
        "max_static_pressure": "unverified",
        "storage_fraction": "unverified",
    },
    "co-mavdt-2320-2009": {
        "net_domestic_allocation": "primary",
        "losses": "unverified",
        "design_period": "unverified",
    },
    "co-mvct-0330-2017": {
        "net_domestic_allocation": "secondary",
        "losses": "secondary",
        "gross_domestic_allocation": "secondary",
        "design_period": "secondary",
        "max_day_factor": "secondary",
        "peak_hour_factor": "secondary",
        "fire_flow": "secondary",
        "storage_fraction": "secondary",
    },
    "co-mvct-0844-2018": {"scope": "primary", "net_domestic_allocation": "secondary"},
    "co-cra-750-2016": {"basic_block": "secondary", "complementary_block": "secondary"},
    "za-gn22355-2001": {
        "net_domestic_allocation": "secondary",
        "household_allocation": "secondary",
        "tap_flow": "secondary",
        "max_distance": "secondary",
        "max_interruption": "secondary",
    },
    "et-gtp2-2015": {"net_domestic_allocation": "secondary", "max_distance": "secondary"},
    "in-nrdwp-2013": {"net_domestic_allocation": "primary secondary"},
    "in-jjm-2019": {"net_domestic_allocation": "secondary", "community_contribution": "secondary"},
    "np-nuwss-2009": {"net_domestic_allocation": "primary", "service_hours": "primary"},
    "zw-water-act-1998": {"primary_use": "unverified"},
}


@pytest.mark.parametrize("identifier", sorted(BASES))
def test_every_rule_states_the_basis_on_which_it_was_read(identifier):
    found: dict[str, set[str]] = {}
    for rule in load_standard(identifier).rules:
        found.setdefault(rule.parameter, set()).add(rule.basis)
    told = {name: " ".join(sorted(bases)) for name, bases in found.items()}
    assert {name: told.get(name) for name in BASES[identifier]} == BASES[identifier]


@pytest.mark.parametrize("identifier", ["ni-nton09001-1999", "ec-inen5-9-2-1997"])
def test_instruments_that_were_not_read_say_so_of_every_value(identifier):
    assert {rule.basis for rule in load_standard(identifier).rules} == {"unverified"}


@pytest.mark.parametrize("identifier", sorted(available()))
def test_instruments_named_by_others_are_on_file(identifier):
    standard = load_standard(identifier)
    named = [standard.superseded_by, *(item.standard for item in standard.may_yield_to)]
    assert {name for name in named if name} <= set(available())


@pytest.mark.parametrize("identifier", sorted(available()))
def test_no_source_is_empty_or_a_placeholder(identifier):
    for rule in load_standard(identifier).rules:
        assert len(rule.source) > 10
        assert (rule.basis == "unverified") >= ("no text was read" in rule.source)


# Bolivia NB 689, valleys: bands up to 500, 2,000, 5,000 people.  A mean household of 4.6 gives
# populations that are no whole number, and none of them may fall between two bands.
@given(population=st.floats(1, 200_000))
def test_exactly_one_band_of_population_holds(population):
    conditions = {"zone": "valles", "population": population, "design_population": population}
    for parameter in ("net_domestic_allocation", "peak_hour_factor", "design_period"):
        assert len(ask("bo-nb689-2004", parameter, conditions)) == 1


@given(altitude=st.floats(-100, 5000), population=st.floats(1, 200_000))
def test_exactly_one_colombian_ceiling_holds(altitude, population):
    conditions = {"altitude": altitude, "design_population": population}
    for day in (RAS_2000, R_2320, R_0330):
        assert len(ask("COL", "net_domestic_allocation", conditions, day)) == 1


MALFORMED = """\
schema: 1
country: Colombia
name: Trial
issuer: nobody
year: "2017"
source: typed for this test
basis: primary
rules:
  - {clause: a, parameter: losses, bound: range, value: 30}
  - {clause: b, parameter: losses, bound: ceiling, text: low}
  - {clause: c, parameter: losses, bound: ceiling, value: 30, when: {altitude: high}}
  - {clause: d, parameter: losses, bound: ceiling, value: 30, when: {altitude: {gt: high}}}
  - {clause: e, parameter: losses, bound: ceiling, value: 30, when: {area: }}
  - {clause: f, parameter: losses, bound: ceiling, value: 30, convention: gross}
  - {clause: g, parameter: max_day_factor, bound: factor, value: 130, unit: "%"}
  - {clause: h, parameter: losses, bound: ceiling, value: 30, basis: sure}
"""


def test_every_rule_that_could_mislead_a_verdict_is_refused(tmp_path):
    path = tmp_path / "malformed.yaml"
    path.write_text(MALFORMED, encoding="utf-8")
    with pytest.raises(MusdesignError) as caught:
        read_standard(path)
    lines = {problem.line for problem in caught.value.problems}
    assert lines == {2, 5, *range(9, 17)}
    assert all(problem.cure or problem.what for problem in caught.value.problems)


def test_definitions_are_not_judged():
    rows = check(load_standard("in-nrdwp-2009"), {"livestock_allowance": 5.0}, {})
    assert "livestock_allowance" not in {row.parameter for row in rows}
    assert check(load_standard("zw-water-act-1998"), {}, {}) == ()


def test_a_text_that_speaks_of_productive_use_is_read_once():
    facts = {"net_domestic_allocation": 40.0, "net_total_allocation": 90.0}
    rows = check(load_standard("in-nrdwp-2009"), facts, {"area": "rural"})
    assert [r.reading for r in rows if r.parameter == "net_domestic_allocation"] == [""]


def test_the_recipe_takes_nothing_whose_conditions_are_not_known():
    values = recipe_values(load_standard("co-mvct-0330-2017"), {})
    assert values.net_allocation is None
    assert values.max_day_factor is None
    assert values.losses == 25


# Value, basis and where it was read, from the notes of the reading.  A better basis needs the text.
READ = [
    ("co-mvct-0330-2017", "net_domestic_allocation", 120, "secondary", "acucalc"),
    ("co-mvct-0330-2017", "max_day_factor", 1.3, "secondary", "AquaAI"),
    (
        "co-mavdt-2320-2009",
        "net_domestic_allocation",
        90,
        "primary",
        "scribd.com/document/72977262",
    ),
    ("za-gn22355-2001", "net_domestic_allocation", 25, "secondary", "localgovernmentaction.org"),
    ("et-gtp2-2015", "net_domestic_allocation", 25, "secondary", "water-sector-profile"),
    ("in-nrdwp-2013", "net_domestic_allocation", 55, "primary", "modwsnrdwp-guidelines-2013"),
    ("in-jjm-2019", "net_domestic_allocation", 55, "secondary", "PRID=1849821"),
    ("co-cra-750-2016", "basic_block", 16, "secondary", "acucalc"),
    ("co-cra-750-2016", "complementary_block", 32, "secondary", "revistalternativa.com"),
    ("bo-nb689-2004", "net_domestic_allocation", 50, "unverified", "no text was read"),
    ("np-nuwss-2009", "net_domestic_allocation", 45, "primary", "lawcommission.gov.np"),
]


@pytest.mark.parametrize(("identifier", "parameter", "number", "basis", "source"), READ)
def test_a_value_carries_the_basis_and_source_of_its_reading(
    identifier, parameter, number, basis, source
):
    rules = [
        rule
        for rule in load_standard(identifier).rules
        if rule.parameter == parameter and number in (rule.value, rule.low)
    ]
    assert rules
    assert {rule.basis for rule in rules} == {basis}
    assert all(source in rule.source for rule in rules)


HEAD = """\
schema: 1
country: COL
name: Trial
issuer: nobody
in_force: {from: 2000-01-01, to: 2020-01-01}
source: typed for this test
basis: primary
"""


def refused(tmp_path, text):
    path = tmp_path / "trial.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(MusdesignError) as caught:
        read_standard(path, hash(text))
    return caught.value.problems


def rule_text(rest):
    return f"  - {{clause: a, parameter: losses, bound: ceiling, unit: '%', {rest}}}\n"


@pytest.mark.parametrize(
    ("rest", "word"),
    [
        ("value: .nan", "cannot be a limit"),
        ("value: .inf", "cannot be a limit"),
        ("value: -5", "cannot be a limit"),
        ("value: 5, low: 3", "not both"),
        ("value: 5, when: {area: rurall}", "did you mean 'rural'"),
        ("value: 5, when: {service_level: [house conection]}", "did you mean 'house connection'"),
        ("value: 5, when: {altitude: {gt: 5, gte: 9}}", "two ends"),
        ("value: 5, when: {altitude: {gt: 5, lt: 5}}", "empty"),
        ("value: 5, when: {area: {gt: 5}}", "no number"),
        ("value: 5, when: {altitude: 1, mean_altitude_masl: 2}", "twice"),
        ("value: 5, in_force: {from: 2021-01-01}", "when its instrument is not"),
        ("value: 5, in_force: {from: 1999-01-01}", "when its instrument is not"),
    ],
)
def test_a_rule_that_could_pass_by_unseen_is_refused_at_its_line(tmp_path, rest, word):
    (problem,) = refused(tmp_path, "rules:\n" + rule_text(rest))
    assert problem.line == 9
    assert word in str(problem)


@pytest.mark.parametrize(
    ("formula", "word"),
    [("losses * max_day_facter", "did you mean 'max_day_factor'"), ("losses *", "end")],
)
def test_a_formula_is_read_with_the_file(tmp_path, formula, word):
    text = f"  - {{clause: a, parameter: velocity, bound: formula, formula: {formula}}}\n"
    (problem,) = refused(tmp_path, "rules:\n" + text)
    assert problem.line == 9
    assert word in str(problem)


def test_a_number_without_its_unit_is_refused(tmp_path):
    text = "rules:\n  - {clause: a, parameter: losses, bound: ceiling, value: 5}\n"
    (problem,) = refused(tmp_path, text)
    assert "unit" in problem.what
    assert "%" in problem.cure


@pytest.mark.parametrize(
    "text", ["area: rurall\n", "schema: 7\n", "may_yield_to:\n  - {standard: co-mvct-0844-2018}\n"]
)
def test_scope_schema_and_yielding_are_checked(tmp_path, text):
    head = HEAD if "schema" not in text else HEAD.replace("schema: 1\n", "")
    path = tmp_path / "trial.yaml"
    path.write_text(head + text, encoding="utf-8")
    with pytest.raises(MusdesignError) as caught:
        read_standard(path)
    assert all(problem.line for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("first", "second", "clash"),
    [
        ("value: 20, when: {altitude: {lte: 1000}}", "value: 30, when: {altitude: {gte: 1000}}", 1),
        ("value: 20, when: {altitude: {lte: 1000}}", "value: 30, when: {altitude: {gt: 1000}}", 0),
        ("value: 20", "value: 30, when: {area: rural}", 1),
        ("value: 20, when: {area: urban}", "value: 30, when: {area: rural}", 0),
        ("value: 20, in_force: {to: 2010-01-01}", "value: 30, in_force: {from: 2010-01-01}", 0),
        ("value: 20, in_force: {to: 2010-01-02}", "value: 30, in_force: {from: 2010-01-01}", 1),
        ("value: 20, when: {zone: [a, b]}", "value: 30, when: {zone: [b, c]}", 1),
        ("value: 20, when: {altitude: {lte: 1000}}", "value: 20, when: {altitude: {gt: 5}}", 0),
    ],
)
def test_rules_of_one_clause_must_not_contradict_each_other(tmp_path, first, second, clash):
    text = "rules:\n" + rule_text(first) + rule_text(second)
    if clash:
        (problem,) = refused(tmp_path, text)
        assert (problem.line, "line 9" in problem.what) == (10, True)
    else:
        path = tmp_path / "trial.yaml"
        path.write_text(HEAD + text, encoding="utf-8")
        assert len(read_standard(path).rules) == 2


@pytest.mark.parametrize(
    ("conditions", "word"),
    [
        ({"service_level": "house conection"}, "house connection"),
        ({"complexity_level": "bajoo"}, "bajo"),
        ({"altitude": float("nan")}, "altitude"),
        ({"altitude": 5, "mean_altitude_masl": 6}, "twice"),
        ({"date": "yesterday"}, "YYYY-MM-DD"),
    ],
)
def test_a_condition_that_no_rule_could_meet_is_refused(conditions, word):
    with pytest.raises(MusdesignError, match=word):
        ask("COL", "net_domestic_allocation", conditions)


def test_the_day_of_the_law_may_stand_among_the_conditions():
    # Resolution 2320 of 2009: 100 L/person/day up to 1,000 m
    conditions = {"altitude": 800, "population": 2000, "date": "2012-06-01"}
    (found,) = ask("COL", "net_domestic_allocation", conditions)
    assert found.value == 100
    with pytest.raises(MusdesignError, match="two days"):
        ask("COL", "net_domestic_allocation", conditions, R_0330)


def losses_verdict(facts):
    rows = check(load_standard("co-mvct-0330-2017"), facts, {})
    (row,) = [row for row in rows if row.parameter == "losses"]
    return row


# Resolution 0330 of 2017, art. 44: losses of at most 25 %
def test_a_fact_that_is_no_number_is_not_known():
    assert losses_verdict({"losses": float("nan")}).verdict == "cannot_tell"
    assert losses_verdict({"losses": None}).verdict == "cannot_tell"


def test_facts_may_use_other_spellings_and_units():
    row = losses_verdict({"technical_loss_max": "30 %"})
    assert (row.verdict, row.excess) == ("breaks", 5)
    assert (row.in_force_from, row.in_force_to) == (R_0330, None)
    with pytest.raises(MusdesignError, match="did you mean 'losses'"):
        losses_verdict({"lossses": 30.0})


def test_a_clause_met_says_so_where_unread_rules_may_govern():
    facts = {"net_domestic_allocation": 100.0, "net_total_allocation": 100.0}
    rural = {"altitude": 1400, "area": "rural"}
    rows = check(load_standard("co-mvct-0330-2017"), facts, rural)
    met = [row for row in rows if row.verdict == "meets"]
    assert met
    assert all("co-mvct-0844-2018 may govern" in row.note for row in met)
    urban = check(load_standard("co-mvct-0330-2017"), facts, rural | {"area": "urban"})
    assert not any("0844" in row.note for row in urban)


def test_the_gross_allocation_is_a_formula_in_names_of_the_vocabulary():
    # art. 44 with 120 L/person/day and 25 %: 160 (a published example of 60 lots)
    (rule,) = [rule for rule in load_standard("co-mvct-0330-2017").rules if rule.formula]
    values = {"net_domestic_allocation": 120.0, "losses": 25.0}
    assert parse_expression(rule.formula).evaluate(values) == pytest.approx(160)


@pytest.mark.parametrize(
    ("spelling", "kind", "never"),
    [
        ("works", "condition", "water_right"),
        ("category", "condition", "town_category"),
        ("fire_demand", "parameter", "fire_flow"),
        ("storage_regulation", "parameter", "storage_fraction"),
        ("coverage_criterion", "parameter", "net_domestic_allocation"),
    ],
)
def test_a_spelling_in_use_for_something_else_is_no_alias(spelling, kind, never):
    assert canonical(spelling, kind) == spelling != never


def test_a_remark_of_a_table_chooses_no_rule():
    plain = ask("co-ras-2000", "storage_fraction", {"complexity_level": "bajo"})
    assert plain == ask(
        "co-ras-2000",
        "storage_fraction",
        {"complexity_level": "bajo", "no_local_demand_curve": True, "fallback_when": "no records"},
    )


def test_a_level_may_be_given_as_the_kind_of_service():
    # CPE INEN 5 part 9-2: level Ia in a cold climate 25 L/person/day
    conditions = {"service_level": "Ia", "climate": "cold", "service": "public taps + latrines"}
    (found,) = ask("ECU", "domestic_allocation", conditions)
    assert found.value == 25


def test_two_spellings_of_one_condition_may_agree():
    conditions = {"altitude": "800 m", "mean_altitude_masl": 800}
    (found,) = ask("co-mvct-0330-2017", "allocation", conditions)
    assert found.value == 140


def test_a_year_alone_means_its_last_day():
    # Resolution 2320 of 2009 held to 2017: 90 L/person/day above 1,000 m
    for written in ("2016", "before 2017", "2016 text"):
        conditions = {"altitude": 1500, "population": 2000, "valid": written}
        (found,) = ask("COL", "net_domestic_allocation", conditions)
        assert found.value == 90


def test_where_nothing_in_force_answers_the_last_text_that_did_is_told():
    # RAS 2000 Tabla A.3.1: low up to 2,500 people
    (old,) = ask("COL", "complexity_level", {"population": 2000})
    assert (old.text, old.instrument) == ("bajo", "co-ras-2000")
    assert str(old.in_force_to) == "2017-06-17"


def test_what_holds_for_certain_is_told_before_what_may_hold():
    answers = ask("IND", "net_domestic_allocation", {"area": "rural"})
    doubts = [bool(answer.conditions_unknown) for answer in answers]
    assert doubts == sorted(doubts)
    assert answers[0].instrument == "in-jjm-2019"
