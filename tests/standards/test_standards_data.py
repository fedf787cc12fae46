"""The instruments on file: how well each was read, whole bands, and what a file must not say."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musdesign.errors import MusdesignError
from musdesign.standards import (
    ask,
    available,
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
    assert {name: " ".join(sorted(bases)) for name, bases in found.items()} == BASES[identifier]


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
