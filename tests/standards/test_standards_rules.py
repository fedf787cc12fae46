"""Rules as law has them: which version, which bound, which base, and how sure we are."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musdesign import standards
from musdesign.demand.recipe import recipe
from musdesign.errors import MusdesignError
from musdesign.standards.vocabulary import vocabulary

ALLOCATION = "net_domestic_allocation"
DAYS = {2005: dt.date(2005, 6, 1), 2012: dt.date(2012, 6, 1), 2018: dt.date(2018, 6, 1)}


def answer(country, parameter, conditions, year=None):
    found = standards.ask(country, parameter, conditions, DAYS.get(year))
    assert len(found) == 1, found
    return found[0]


# Colombia, 2,000 people at the horizon: RAS 2000 table B.2.2 (100-150 at low complexity), Resolution
# 2320 of 2009 table 9 (100 up to 1,000 m, 90 above), Resolution 0330 of 2017 article 43.
@pytest.mark.parametrize(
    ("altitude", "year", "low", "high", "value", "bound"),
    [
        ("800 m", 2005, 100, 150, None, "range"),
        ("800 m", 2012, None, None, 100, "ceiling"),
        ("800 m", 2018, None, None, 140, "ceiling"),
        ("1500 m", 2005, 100, 150, None, "range"),
        ("1500 m", 2012, None, None, 90, "ceiling"),
        ("1500 m", 2018, None, None, 130, "ceiling"),
        ("2600 m", 2005, 100, 150, None, "range"),
        ("2600 m", 2012, None, None, 90, "ceiling"),
        ("2600 m", 2018, None, None, 120, "ceiling"),
    ],
)
def test_the_version_in_force_on_the_day_governs_in_colombia(
    altitude, year, low, high, value, bound
):
    found = answer("COL", ALLOCATION, {"altitude": altitude, "design_population": 2000}, year)
    assert (found.low, found.high, found.value, found.bound) == (low, high, value, bound)


@pytest.mark.parametrize(
    ("day", "limit"),
    [("2009-11-26", None), ("2009-11-27", 100), ("2017-06-16", 100), ("2017-06-17", 140)],
)
def test_an_amendment_holds_from_its_first_day(day, limit):
    conditions = {"altitude": 800, "design_population": 2000}
    found = standards.ask("COL", ALLOCATION, conditions, dt.date.fromisoformat(day))
    assert [a.value for a in found] == [limit]


@pytest.mark.parametrize(
    ("altitude", "value"), [(999.9, 140), (1000, 130), (2000, 130), (2000.1, 120)]
)
def test_the_reading_at_the_edge_of_a_band_is_the_one_stated_in_the_file(altitude, value):
    assert answer("co-mvct-0330-2017", ALLOCATION, {"altitude": altitude}).value == value


def check_one(name, facts, conditions, as_of=None):
    found = standards.check(standards.load_standard(name), facts, conditions, as_of)
    return [c for c in found if c.parameter == ALLOCATION and c.verdict != "not_applicable"]


# a need of 100 L/person/day: floors of 25, 25 and 55 are met and fall short of it by 75, 75 and 45
@pytest.mark.parametrize(
    ("name", "floor", "short"),
    [("et-gtp2-2015", 25, 75), ("za-gn22355-2001", 25, 75), ("in-nrdwp-2013", 55, 45)],
)
def test_a_floor_is_met_and_says_how_far_public_provision_falls_short(name, floor, short):
    facts = {ALLOCATION: 100.0, "net_total_allocation": 100.0}
    for found in check_one(name, facts, {"area": "rural"}):
        if found.bound == "floor":
            assert (found.verdict, found.limit, found.excess) == ("meets", floor, short)
            assert f"short of the need by {short}" in found.note


def test_a_ceiling_passes_100_and_is_broken_by_150_at_2600_m():
    for value, verdict, excess in ((100.0, "meets", -20), (150.0, "breaks", 30)):
        facts = {ALLOCATION: value, "net_total_allocation": value}
        found = check_one("co-mvct-0330-2017", facts, {"altitude": 2600, "area": "urban"})
        assert {(c.verdict, c.limit, c.excess) for c in found} == {(verdict, 120, excess)}


# RAS 2000, Tabla B.2.2: 100 to 150 L/person/day at the low level of complexity
@pytest.mark.parametrize(("value", "nearer", "excess"), [(120, 100, 20), (140, 150, -10)])
def test_a_value_within_a_range_is_measured_from_the_nearer_end(value, nearer, excess):
    facts = {ALLOCATION: value, "net_total_allocation": value}
    for found in check_one("co-ras-2000", facts, {"complexity_level": "bajo"}):
        assert (found.verdict, found.limit, found.excess) == ("meets", nearer, excess)
        assert found.ends == (100, 150)
        assert found.when["complexity_level"] == "bajo"


def test_both_readings_of_a_text_silent_on_productive_use_are_given():
    facts = {ALLOCATION: 100.0, "net_total_allocation": 260.0}
    found = check_one("co-mvct-0330-2017", facts, {"altitude": 1400, "area": "urban"})
    assert [(c.reading, c.verdict) for c in found] == [
        ("domestic use alone", "meets"),
        ("all household use", "breaks"),
    ]


def test_where_unread_rural_rules_may_govern_a_breach_is_not_called():
    facts = {ALLOCATION: 150.0, "net_total_allocation": 260.0}
    rural = {"altitude": 1400, "area": "rural"}
    for found in check_one("co-mvct-0330-2017", facts, rural):
        assert found.verdict == "cannot_tell"
        assert found.excess > 0
        assert "co-mvct-0844-2018" in found.note
    # before the rural rules of 21 November 2018 it was a breach
    before = check_one("co-mvct-0330-2017", facts, rural, dt.date(2018, 11, 20))
    assert {c.verdict for c in before} == {"breaks"}


@given(st.floats(1, 400))
def test_a_floor_and_a_ceiling_of_the_same_number_give_opposite_verdicts(value):
    limit = 120.0
    source = standards.load_standard("co-mvct-0330-2017")
    base = next(r for r in source.rules if r.parameter == ALLOCATION)
    facts = {ALLOCATION: value, "net_total_allocation": value}
    verdicts = []
    for bound in ("floor", "ceiling"):
        rule = replace(base, bound=bound, value=limit, when={})
        one = replace(source, rules=(rule,), may_yield_to=(), productive_use_stance="included")
        verdicts.append(standards.check(one, facts, {})[0].verdict)
    if abs(value - limit) > 1e-3:
        assert sorted(verdicts) == ["breaks", "meets"]


def test_a_missing_fact_or_condition_is_named_and_nothing_is_guessed():
    found = standards.check(standards.load_standard("co-mvct-0330-2017"), {}, {"altitude": 800})
    assert {c.verdict for c in found} <= {"cannot_tell", "not_applicable"}
    unknown = [c for c in found if c.parameter == "max_day_factor"]
    assert all("design_population" in c.note for c in unknown)


def test_the_recipe_carries_peak_base_and_loss_convention():
    # mean 1 L/s: k2 acts on the largest day in Colombia, 1.3 x 1.6 = 2.08; gross = net / (1 - 0.25)
    values = standards.recipe_values(
        standards.load_standard("co-mvct-0330-2017"), {"altitude": 800, "design_population": 12500}
    )
    assert (values.max_day_factor, values.peak_hour_factor, values.losses) == (1.3, 1.6, 25)
    assert (values.peak_base, values.loss_convention) == ("max_day", "on_gross")
    built = recipe(
        86400, 1.0, 0.0, values.max_day_factor, values.peak_hour_factor, peak_base=values.peak_base
    )
    assert built.peak_hour_lps == pytest.approx(2.08)
    gross = recipe(
        86400, 1.0, values.losses / 100, 1.0, 1.0, loss_convention=values.loss_convention
    )
    assert gross.mean_day_lps == pytest.approx(1.3333, abs=1e-4)


@pytest.mark.parametrize(
    ("altitude", "basic", "complementary"), [(800, 16, 32), (1500, 13, 26), (2600, 11, 22)]
)
def test_colombian_blocks_follow_the_altitude(altitude, basic, complementary):
    # CRA Resolution 750 of 2016; 40 m3 fall 16/16/8, 13/13/14 and 11/11/18
    assert (
        answer("co-cra-750-2016", "basic_consumption_block", {"mean_altitude_masl": altitude}).value
        == basic
    )
    assert (
        answer("co-cra-750-2016", "complementary_block", {"altitude": f"{altitude} m"}).value
        == complementary
    )


# what was read of each instrument, typed from the research notes: (id, parameter, best basis)
BASES = [
    ("co-ras-2000", ALLOCATION, "secondary"), ("co-ras-2000", "min_residual_pressure", "unverified"),
    ("co-ras-2000", "storage_fraction", "unverified"), ("co-mavdt-2320-2009", ALLOCATION, "primary"),
    ("co-mavdt-2320-2009", "losses", "unverified"), ("co-mvct-0330-2017", ALLOCATION, "secondary"),
    ("co-mvct-0330-2017", "max_day_factor", "secondary"), ("co-cra-750-2016", "basic_block", "secondary"),
    ("za-gn22355-2001", ALLOCATION, "secondary"), ("et-gtp2-2015", ALLOCATION, "secondary"),
    ("in-jjm-2019", ALLOCATION, "secondary"), ("zw-water-act-1998", "primary_use", "unverified"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "parameter", "basis"), BASES)
def test_no_basis_is_better_than_what_was_read(name, parameter, basis):
    rules = [r for r in standards.load_standard(name).rules if r.parameter == parameter]
    assert rules
    assert {r.basis for r in rules} == {basis}


@pytest.mark.parametrize("name", sorted(standards.available()))
def test_every_rule_on_file_has_clause_unit_source_and_basis(name):
    standard = standards.load_standard(name)
    assert standard.country
    assert standard.status
    for rule in standard.rules:
        assert rule.clause
        assert rule.source
        assert rule.basis in {"primary", "secondary", "unverified"}
        term = vocabulary()[rule.parameter]
        assert rule.unit in {term.unit, *term.units}


def test_no_spelling_means_two_parameters_or_two_conditions():
    terms = vocabulary().values()
    for kinds in ({"parameter"}, {"condition", "remark"}):
        spellings = [s for t in terms if t.kind in kinds for s in (t.name, *t.aliases)]
        assert len(spellings) == len(set(spellings))
        assert len(spellings) >= 35 or "condition" in kinds


BAD = """\
schema: 1
country: COL
name: Trial
issuer: nobody
in_force: {from: 2020-01-01, to: 2019-01-01}
productive_use: {stance: quiet, text: x}
source: typed for this test
basis: certain
colour: blue
rules:
  - parameter: net_domestic_allocation
    bound: ceiling
    value: 100
  - {clause: a, parameter: net_domestic_alocation, bound: ceiling, value: 100}
  - {clause: b, parameter: losses, bound: roof, value: 100}
  - {clause: c, parameter: min_residual_pressure, bound: floor, value: 100, unit: kg}
  - {clause: d, parameter: losses, bound: range, low: 40, high: 30}
  - {clause: e, parameter: losses, bound: ceiling}
  - {clause: f, parameter: losses, bound: ceiling, value: 20, when: {altitide: {gt: 5}}}
  - {clause: g, parameter: losses, bound: ceiling, value: 20, when: {altitude: {gt: 9, lt: 5}}}
  - {clause: h, parameter: losses, bound: ceiling, value: 1,5, bound: floor}
"""


def test_a_mistaken_file_gets_every_mistake_with_its_line(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text(BAD, encoding="utf-8")
    with pytest.raises(MusdesignError) as caught:
        standards.read_standard(path)
    found: dict[int | None, str] = {}
    for problem in caught.value.problems:
        found[problem.line] = found.get(problem.line, "") + str(problem)
    for line, word in {
        5: "before",
        6: "silent",
        8: "one of",
        9: "unknown key 'colour'",
        11: "clause is missing",
        14: "did you mean 'net_domestic_allocation'",
        15: "one of",
        16: "write it in m",
        17: "upside down",
        18: "needs a value",
        19: "did you mean",
        20: "empty",
        21: "duplicate",
    }.items():
        assert word in found.get(line, ""), (line, word, found)
    assert all(p.file == str(path) for p in caught.value.problems)


def test_unknown_names_are_answered_with_the_nearest_known_one():
    for call in (
        lambda: standards.load_standard("co-mvct-0330-2016"),
        lambda: standards.ask("COL", "net_domestic_alocation"),
        lambda: standards.ask("COL", ALLOCATION, {"altitide": 5}),
        lambda: standards.ask("XXX", ALLOCATION),
    ):
        with pytest.raises(MusdesignError) as caught:
            call()
        assert caught.value.problems[0].cure


def test_a_users_own_standard_is_found_and_hides_a_shipped_one(tmp_path, monkeypatch):
    folder = tmp_path / "standards"
    folder.mkdir()
    shipped = Path(standards.load_standard("za-gn22355-2001").file)
    changed = shipped.read_text(encoding="utf-8").replace("value: 25", "value: 50")
    (folder / "za-gn22355-2001.yaml").write_text(changed, encoding="utf-8")
    monkeypatch.setenv("MUSDESIGN_PATH", str(tmp_path))
    assert answer("za-gn22355-2001", ALLOCATION, {}).value == 50
