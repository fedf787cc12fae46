"""Many schemes at once get the verdicts that each would get alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standards_trial import instrument

from musdesign import standards
from musdesign.standards.arrays import VERDICTS, check_many

NUMBER = st.floats(0, 400)
FACTS = {
    "net_domestic_allocation": NUMBER,
    "net_total_allocation": NUMBER,
    "household_allocation": st.floats(0, 60),
    "losses": st.floats(0, 60),
    "max_day_factor": st.floats(1, 2),
    "peak_hour_factor": st.floats(1, 3),
    "design_period": st.floats(1, 40),
    "storage_fraction": st.floats(0, 1),
    "storage_volume": st.floats(0, 200),
    "max_distance": NUMBER,
    "source_yield_ratio": st.floats(0, 3),
    "assurance_of_supply": st.floats(0, 100),
    "max_interruption": st.floats(0, 30),
    "tap_flow": st.floats(0, 20),
    "max_static_pressure": st.floats(0, 90),
    "min_residual_pressure": st.floats(0, 30),
    "velocity": st.floats(0, 4),
}
CONDITIONS = {
    "altitude": st.sampled_from([0.0, 999.9, 1000.0, 1500.0, 2000.0, 2600.0]),
    "design_population": st.sampled_from([400.0, 2000.0, 2001.0, 12500.0, 60001.0]),
    "population": st.sampled_from([400.0, 2000.0, 2001.0]),
    "area": st.sampled_from(["rural", "urban"]),
    "zone": st.sampled_from(["valles", "llanos", "altiplano"]),
    "service_level": st.sampled_from(["house connection", "public tap"]),
    "terrain": st.sampled_from(["plains", "hills"]),
    "max_day_volume": st.floats(10, 300),
    "local_consumption_history": st.sampled_from(["yes", "no"]),
    "years_after_base": st.floats(0, 30),
    "complexity_level": st.sampled_from(["bajo", "alto"]),
}
TEXT = {"area", "zone", "service_level", "terrain", "local_consumption_history", "complexity_level"}


def some(strategies):
    """Any part of the facts known, as in practice."""
    return st.fixed_dictionaries({}, optional=strategies)


SCHEMES = st.lists(st.tuples(some(FACTS), some(CONDITIONS)), min_size=1, max_size=6)


def alone(standard, facts, conditions):
    found = {}
    for row in standards.check(standard, facts, conditions):
        if row.bound != "bundle":
            found.setdefault((row.clause, row.parameter, row.bound, row.reading), []).append(row)
    return found


def together(standard, schemes):
    facts = {name: np.array([f.get(name, np.nan) for f, _ in schemes]) for name in FACTS}
    given = {
        name: np.array([c.get(name, "" if name in TEXT else np.nan) for _, c in schemes])
        for name in CONDITIONS
    }
    return check_many(standard, facts, given)


def compare(standard, schemes):
    many = together(standard, schemes)
    for column, (facts, conditions) in enumerate(schemes):
        single = alone(standard, facts, conditions)
        seen = {}
        for row, rule in enumerate(many.rules):
            key = (rule.clause, rule.parameter, rule.bound)
            rows = single.get((*key, many.readings[row])) or single[(*key, "")]
            both = [r.verdict for r in rows] + [r.verdict for r in single.get((*key, ""), [])]
            seen.setdefault((*key, many.readings[row]), []).append(
                VERDICTS[many.verdict[row, column]]
            )
            assert VERDICTS[many.verdict[row, column]] in both, (key, rows)
        for key, found in seen.items():
            expected = [r.verdict for r in single.get(key, [])]
            # a rule that does not apply is told once, whatever the readings
            missing = len(found) - len(expected)
            expected += (
                [r.verdict for r in single.get((*key[:3], ""), [])][:missing] if key[3] else []
            )
            assert sorted(found) == sorted(expected), key


@pytest.mark.parametrize(
    "name", ["co-mvct-0330-2017", "co-ras-2000", "za-gn22355-2001", "bo-nb689-2004", "et-gtp2-2015"]
)
@settings(max_examples=15, deadline=None)
@given(schemes=SCHEMES)
def test_shipped_instruments_judge_many_as_they_judge_one(name, schemes):
    compare(standards.load_standard(name), schemes)


FORMS = """\
productive_use: {stance: included, text: x}
classes:
  - {condition: complexity_level, of: design_population, clause: A, order: [bajo, alto], bands: {bajo: {lte: 2000}, alto: {gt: 2000}}}
scope: {when: {area: rural}}
rules:
  - {clause: a, parameter: peak_hour_factor, bound: factor, base: mean, slides: {by: design_population, points: [[0, 2.2], [2000, 2.0], [10000, 1.5]]}}
  - {clause: b, parameter: storage_volume, bound: floor, unit: m3, larger_of: [max_day_volume / 3, 10 * storage_fraction]}
  - {clause: c, parameter: net_domestic_allocation, bound: range, low: 50, high: 100, unit: L/person/day, local_first: {data: local_consumption_history, caps: true}}
  - {clause: d, parameter: net_domestic_allocation, bound: floor, value: 40, unit: L/person/day, local_first: {data: local_consumption_history, caps: false}}
  - {clause: e, parameter: design_period, bound: range, low: 10, high: 20, unit: year, grows: {low: 0, high: 2}}
  - {clause: f, parameter: losses, bound: ceiling, value: 25, unit: '%', strict: true, when: {complexity_level: alto}}
  - {clause: g, parameter: storage_volume, bound: rounding, multiple: 5, unit: m3}
  - {clause: h, parameter: max_distance, bound: ceiling, value: 100, unit: m, either: near}
  - {clause: h, parameter: assurance_of_supply, bound: floor, value: 98, unit: '%', either: near}
"""


@settings(max_examples=60, deadline=None)
@given(schemes=SCHEMES)
def test_every_form_of_a_rule_judges_many_as_it_judges_one(tmp_path_factory, schemes):
    compare(instrument(tmp_path_factory.mktemp("forms"), FORMS), schemes)


def test_one_number_for_all_schemes_is_enough():
    # Resolution 0330 of 2017, art. 43: 140 below 1,000 m, 120 above 2,000 m
    heights = np.array([500.0, 1500.0, 2600.0])
    found = check_many(
        standards.load_standard("co-mvct-0330-2017"),
        {"net_domestic_allocation": 125.0, "net_total_allocation": np.array([125.0, 150, 125])},
        {"altitude": heights, "area": "urban"},
    )
    assert found.broken().tolist() == [False, True, True]
