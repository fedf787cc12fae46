"""Amendments, barriers and two instruments side by side."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standards_trial import instrument

from musdesign import standards
from musdesign.errors import MusdesignError
from musdesign.standards.amending import amend
from musdesign.standards.barriers import barriers, enough, least_amendment
from musdesign.standards.comparing import diff
from musdesign.standards.reading_amendment import amendment_from_text

NET = "net_domestic_allocation"
LAW = "co-mvct-0330-2017"
HEAD = "schema: 1\nname: Trial\nwhy: a test\n"


def amended(text, law=LAW):
    return amend(standards.load_standard(law), amendment_from_text(HEAD + text))


def values(law, **conditions):
    from standards_trial import answers

    return [a.value for a in answers(law, NET, **conditions)]


def test_a_change_sets_one_row_of_a_clause_and_keeps_the_others():
    # Resolution 0330 of 2017, art. 43: 140, 130, 120 by altitude
    law, done = amended(f"""
changes:
  - clause: Art. 43
    parameter: {NET}
    when: {{altitude: {{gt: 2000}}}}
    set: {{value: 170, unit: L/person/day}}
    why: gardens of coffee growers
""")
    rows = [values(law, altitude=h) for h in (500, 1500, 2600)]
    assert rows == [[140], [130], [170]]
    assert [(d.before, d.after, d.why) for d in done] == [
        ("ceiling 120 L/person/day", "ceiling 170 L/person/day", "gardens of coffee growers")
    ]
    (rule,) = [r for r in law.rules if r.value == 170]
    # a proposal was read in no instrument, and the original stays as it was
    assert (rule.basis, rule.when) == ("unverified", {"altitude": {"gt": 2000}})
    assert values(standards.load_standard(LAW), altitude=2600) == [120]


def test_a_scale_multiplies_every_row():
    law, done = amended(
        f"changes:\n  - {{parameter: {NET}, clause: Art. 43, scale: 2, why: doubled}}\n"
    )
    assert [values(law, altitude=h) for h in (500, 1500, 2600)] == [[280], [260], [240]]
    assert len(done) == 3


def test_clauses_are_added_and_removed_with_a_reason():
    law, done = amended("""
adds:
  - rule: {clause: Art. 43 bis, parameter: livestock_allowance, bound: floor, value: 20, unit: L/person/day}
    why: animals drink too
removes:
  - {clause: Art. 70, why: no hydrants in the hills}
""")
    assert "fire_flow" not in {rule.parameter for rule in law.rules}
    (rule,) = [r for r in law.rules if r.parameter == "livestock_allowance"]
    assert rule.value == 20
    row = {r.parameter: r for r in standards.check(law, {"livestock_allowance": 12}, {})}
    assert row["livestock_allowance"].verdict == "breaks"
    assert {d.after for d in done if d.clause == "Art. 70"} == {""}


def test_a_changed_stance_changes_how_an_allocation_is_read():
    law, _ = amended("productive_use: {stance: allocated, text: counted beside, why: clarity}\n")
    facts = {NET: 100, "net_total_allocation": 300}
    rows = [
        r
        for r in standards.check(law, facts, {"altitude": 500, "area": "urban"})
        if r.parameter == NET
    ]
    assert [(r.verdict, r.reading) for r in rows if r.value] == [("meets", "")]


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("changes:\n  - {clause: Art. 43, set: {value: 5}}\n", 5, "why is missing"),
        ("changes:\n  - {clause: Art. 43, why: x}\n", 5, "either set or scale"),
        ("changes:\n  - {set: {value: 5}, why: x}\n", 5, "clause or parameter is missing"),
        ("changes:\n  - {clause: Art. 43, set: {valu: 5}, why: x}\n", 5, "unknown key 'valu'"),
        ("changes:\n  - {parameter: loses, scale: 2, why: x}\n", 5, "did you mean 'losses'"),
        ("changes:\n  - {clause: Art. 99, scale: 2, why: x}\n", 5, "has no clause 'Art. 99'"),
        ("changes:\n  - {clause: Art. 44, parameter: losses, set: {value: 5, unit: kg}, why: x}\n", 5, "unit"),
        ("removes:\n  - {clause: Art. 99, why: x}\n", 5, "has no clause"),
        ("standards: [za-gn22355-2001]\nremoves:\n  - {clause: Art. 70, why: x}\n", 4, "is meant for"),
        ("changes: []\n", 1, "changes nothing"),
        ("changes:\n  - {clause: Art. 44, parameter: losses, set: {formula: 2 * losses}, why: x}\n", None, "circular"),
    ],
)  # fmt: skip
def test_a_mistaken_amendment_is_refused_with_its_line(text, line, word):
    with pytest.raises(MusdesignError) as caught:
        amended(text)
    found = [p for p in caught.value.problems if word in str(p)]
    assert found, [str(p) for p in caught.value.problems]
    assert found[0].line == line or line is None
    assert found[0].file == "amendment"


def test_an_amendment_may_not_contradict_what_stays():
    with pytest.raises(MusdesignError, match="contradict"):
        amended(f"""
adds:
  - rule: {{clause: Art. 43, parameter: {NET}, bound: ceiling, value: 200, unit: L/person/day}}
    why: x
""")


SILENT = """\
productive_use: {stance: silent, text: x}
rules:
  - {clause: a, parameter: net_domestic_allocation, bound: ceiling, value: 100, unit: L/person/day}
  - {clause: b, parameter: storage_fraction, bound: floor, value: 0.33}
  - {clause: c, parameter: losses, bound: range, low: 10, high: 25, unit: '%'}
  - {clause: d, parameter: max_static_pressure, bound: ceiling, value: 50, unit: m}
"""


@settings(max_examples=80, deadline=None)
@given(
    domestic=st.floats(1, 500),
    other=st.floats(0, 500),
    storage=st.floats(0.001, 1),
    losses=st.floats(0.1, 60),
    static=st.floats(1, 200),
)
def test_the_least_changes_let_the_scheme_pass_and_no_smaller_ones_would(
    tmp_path_factory, domestic, other, storage, losses, static
):
    law = instrument(tmp_path_factory.mktemp("law"), SILENT)
    facts = {
        NET: domestic, "net_total_allocation": domestic + other, "storage_fraction": storage,
        "losses": losses, "max_static_pressure": static,
    }  # fmt: skip
    checks = standards.check(law, facts, {})
    found = barriers(law, checks)
    assert len(found) == sum(check.verdict == "breaks" for check in checks)
    text = least_amendment(law, found)
    if not found:
        assert text == ""
        return
    after, _ = amend(law, amendment_from_text(text))
    assert not [c for c in standards.check(after, facts, {}) if c.verdict == "breaks"]
    for item in found:
        # four figures: the new limit is within a thousandth of the design's own value
        assert abs(item.new_limit - item.value) <= 1.0001e-3 * abs(item.value)


def test_a_barrier_tells_what_multiple_use_runs_into_from_what_the_scheme_does(tmp_path):
    law = instrument(tmp_path, SILENT)
    facts = {
        NET: 80,
        "net_total_allocation": 150,
        "storage_fraction": 0.2,
        "losses": 20,
        "max_static_pressure": 70,
    }
    alone = standards.check(law, facts | {"net_total_allocation": 80, "storage_fraction": 0.4}, {})
    found = {b.parameter: b for b in barriers(law, standards.check(law, facts, {}), alone)}
    assert {name: b.because_of_multiple_use for name, b in found.items()} == {
        NET: True,
        "storage_fraction": True,
        "max_static_pressure": False,
    }
    assert (found[NET].by_how_much, found[NET].percent) == (50, 50)
    assert "domestic use alone" in found[NET].other_way
    assert found["storage_fraction"].change == "lower the floor from 0.33 to 0.2"


@given(st.floats(1e-6, 1e9), st.booleans())
def test_enough_is_never_short_and_never_far(value, up):
    found = enough(value, up=up)
    assert found >= value * (1 - 1e-8) if up else found <= value * (1 + 1e-8)
    assert abs(found - value) <= 1.0001e-3 * value


def test_two_versions_are_compared_in_the_bands_that_they_share():
    # Colombia, complexity bajo: 100 and 90 L/person/day in 2009; 140, 130, 120 in 2017
    rows = diff(standards.load_standard("co-mavdt-2320-2009"), standards.load_standard(LAW))
    low = {
        str(row.when["altitude"]): (row.first.value, row.second.value, row.change)
        for row in rows
        if row.parameter == NET and row.when.get("complexity_level") == "bajo"
    }
    assert low == {
        "{'lt': 1000}": (100, 140, 40),
        "{'gte': 1000, 'lte': 1000}": (100, 130, 30),
        "{'gt': 1000, 'lte': 2000}": (90, 130, 40),
        "{'gt': 2000}": (90, 120, 30),
    }


def test_what_only_one_of_two_says_is_shown_as_such():
    rows = diff(standards.load_standard(LAW), standards.load_standard("za-gn22355-2001"))
    status = {row.parameter: row.status for row in rows}
    assert status["tap_flow"] == "only in the second"
    assert status["fire_flow"] == "only in the first"
    assert {
        row.status for row in diff(standards.load_standard(LAW), standards.load_standard(LAW))
    } == {"same"}


@pytest.mark.parametrize("name", sorted(standards.available()))
def test_an_instrument_does_not_differ_from_itself(name):
    found = standards.load_standard(name)
    assert {row.status for row in diff(found, found)} <= {"same"}
