"""Surveys become household groups whose totals are those of the survey."""

import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats

from musdesign import flow
from musdesign.errors import MusdesignError
from musdesign.field.estimates import holding, mean, share
from musdesign.field.groups_text import groups_yaml
from musdesign.field.survey import survey
from musdesign.paths import data_root
from musdesign.scenario import scenario_from_text

MAPPING = """\
source: Household survey of the water board
date: 2026-01-12
basis: primary
household: id
persons: persons
weight: weight
group: {column: kind}
service: {column: tap, values: {h: house connection, y: yard tap}}
income: {column: income, unit: COP/month}
domestic: {rate: 100 L/person/day}
livestock: {dairy_cow: cows, pig: {columns: [sows, boars]}}
gardens:
  - crop: {column: crop, values: {veg: vegetables, pas: pasture}}
    method: {column: way}
    area: {column: plot, unit: m2, blank: zero}
enterprises:
  - {kind: coffee_wet_mill_tanque_tina, output: {column: kg, unit: kg/year}, months: [10, 11]}
"""
HEADER = "id,persons,weight,kind,tap,income,cows,sows,boars,crop,way,plot,kg"


def write(folder, rows, mapping=MAPPING, header=HEADER, name="survey.csv"):
    file, form = folder / name, folder / "mapping.yaml"
    file.write_text(header + "\n" + "\n".join(rows) + "\n", encoding="utf-8")
    form.write_text(mapping, encoding="utf-8")
    return file, form


def problems(folder, rows, mapping=MAPPING, header=HEADER, **how):
    with pytest.raises(MusdesignError) as caught:
        survey(*write(folder, rows, mapping, header), **how)
    return [str(problem) for problem in caught.value.problems]


row = st.builds(
    lambda persons, weight, kind, tap, cows, sows, boars, crop, way, plot, kg: (
        persons,
        weight,
        kind,
        tap,
        1000,
        cows,
        sows,
        boars,
        crop,
        way,
        plot,
        kg,
    ),
    st.integers(1, 12),
    st.sampled_from([0.5, 1, 2.25, 7]),
    st.sampled_from(["farm", "house"]),
    st.sampled_from("hy"),
    st.integers(0, 40),
    st.integers(0, 5),
    st.integers(0, 2),
    st.sampled_from(["veg", "pas"]),
    st.sampled_from(["hose", "drip"]),
    st.sampled_from(["", 0, 25, 400.5, 1e5]),
    st.sampled_from([0, 0, 800, 12.5]),
)


def in_shipped_case(sections, case="la-palma-tres-puertas"):
    """Put the sections in the place of a shipped scenario's own."""
    text = (data_root("scenarios") / f"{case}.yaml").read_text(encoding="utf-8")
    for key in ("households", "provenance"):
        text, count = re.subn(rf"^{key}:\n(?:(?:[ #].*)?\n)*", "", text, flags=re.M)
        assert count == 1
    return text + sections


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(row, min_size=1, max_size=25), extra=st.floats(0, 500))
def test_groups_times_counts_give_the_weighted_totals_of_the_survey(tmp_path, rows, extra):
    total = len(rows) + extra
    lines = [",".join(map(str, (f"h{i}", *cells))) for i, cells in enumerate(rows)]
    found = survey(*write(tmp_path, lines), households=total)
    groups = scenario_from_text(in_shipped_case(groups_yaml(found))).require().households
    scale = total / sum(cells[1] for cells in rows)

    def wanted(value):
        return scale * sum(cells[1] * value(cells) for cells in rows)

    assert sum(g.count for g in groups) == pytest.approx(total, rel=1e-8)
    assert sum(g.count * g.size for g in groups) == pytest.approx(wanted(lambda c: c[0]), rel=1e-8)
    for kind, value in {"dairy_cow": lambda c: c[5], "pig": lambda c: c[6] + c[7]}.items():
        heads = [
            g.count * herd.head * herd.share / 100
            for g in groups
            if (herd := g.uses.livestock.get(kind))
        ]
        assert sum(heads) == pytest.approx(wanted(value), rel=1e-8)
    area = [g.count * p.area * p.share / 100 for g in groups for p in g.uses.gardens]
    assert sum(area) == pytest.approx(wanted(lambda c: float(c[10] or 0)), rel=1e-8)
    drip = [g.count * p.area * p.share / 100 for g in groups for p in g.uses.gardens
            if (p.crop, p.method) == ("vegetables", "drip")]  # fmt: skip
    assert sum(drip) == pytest.approx(
        wanted(lambda c: float(c[10] or 0) * (c[8] == "veg" and c[9] == "drip")), rel=1e-8
    )
    kg = [g.count * float(e.output.split()[0]) * e.share / 100
          for g in groups for e in g.uses.enterprises]  # fmt: skip
    assert sum(kg) == pytest.approx(wanted(lambda c: c[11]), rel=1e-8)


ROWS = [
    "h1,4,1,farm,h,1000000,3,1,0,veg,hose,400,800",
    "h2,6,1,farm,h,1400000,5,0,1,pas,sprinkler,600,0",
    "h3,5,1,house,y,900000,0,0,0,,,,0",
    "h4,3,1,house,h,950000,0,1,0,veg,bucket,60,0",
]


def test_groups_run_in_a_shipped_scenario_with_every_value_explained(tmp_path):
    mapping = MAPPING + "tariff_class: {farm: E2, house: E1, }\n"
    mapping = mapping.replace("E2", "{co-rural-domestic: E2, co-rural-multiple-use: E2}")
    mapping = mapping.replace("E1", "{co-rural-domestic: E1, co-rural-multiple-use: E1}")
    found = survey(*write(tmp_path, ROWS, mapping), households=364)
    for ranges in (False, True):
        file = tmp_path / "scenario.yaml"
        file.write_text(in_shipped_case(groups_yaml(found, ranges=ranges)), encoding="utf-8")
        read = flow.load(file)
        result = flow.design(read)
        assert [g.group for g in read.scenario.households] == [
            "farm", "house (house connection)", "house (yard tap)"]  # fmt: skip
        # half of 364 households keep (3 + 5) / 2 cows each
        assert result.scenario.households[0].uses.livestock["dairy_cow"].head == 4
        assert result.scenario.households[0].count == 182
        covered = {entry.path for entry in read.scenario.provenance}
        assert {"households[0].uses.gardens[1].area", "households[2].size",
                "households[0].tariff_class"} <= covered  # fmt: skip
        sources = {e.basis for e in read.scenario.provenance if e.source}
        assert sources == {"primary"}


def test_a_mean_has_the_standard_error_and_interval_of_textbooks():
    x = np.array([4.0, 6.0, 5.0, 3.0, 9.0, np.nan])
    found = mean(x, np.ones(6))
    plain = x[:5]
    assert found.standard_error == pytest.approx(stats.sem(plain), rel=1e-12)
    low, high = stats.t.interval(0.90, 4, loc=plain.mean(), scale=stats.sem(plain))
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-9)
    assert (found.n, found.missing) == (5, 1)
    # a census leaves nothing unknown; half of all households leaves 1/√2 of the error
    assert mean(plain, np.ones(5), sampled=1.0).standard_error == 0
    assert mean(plain, np.ones(5), sampled=0.5).standard_error == pytest.approx(
        stats.sem(plain) / 2**0.5
    )


def test_the_weighted_standard_error_is_that_of_a_bootstrap():
    rng = np.random.default_rng(7)
    x, w = rng.gamma(2.0, 3.0, 400), rng.uniform(0.5, 4.0, 400)
    draw = rng.integers(0, 400, (4000, 400))
    means = (w[draw] * x[draw]).sum(axis=1) / w[draw].sum(axis=1)
    assert mean(x, w).standard_error == pytest.approx(means.std(), rel=0.05)


def test_the_interval_of_a_share_is_wilsons():
    holds = np.array([1.0] * 8 + [0.0] * 12)
    found = share(holds, np.ones(20))
    # n (1 - p) / (n - 1) enters the standard error, so Wilson's n is 19 here
    oracle = stats.binomtest(8, 20).proportion_ci(0.90, method="wilson")
    assert found.low == pytest.approx(oracle.low, abs=0.006)
    assert found.high == pytest.approx(oracle.high, abs=0.006)
    every = share(np.ones(20), np.ones(20))
    oracle = stats.binomtest(20, 20).proportion_ci(0.90, method="wilson")
    assert (every.low, every.high) == pytest.approx((oracle.low, oracle.high), rel=1e-6)


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1e5), st.floats(0.1, 50)), min_size=1, max_size=30))
def test_share_times_mean_per_owner_is_the_mean_per_household(pairs):
    values, weight = np.array(pairs).T
    found = holding(np.where(values < 1, 0, values), weight)
    owned = 0.0 if found.per_owner is None else found.per_owner.mean
    assert found.share.mean * owned == pytest.approx(found.per_household.mean, rel=1e-9)


def test_a_column_that_is_not_there_is_named_with_the_nearest_at_the_mappings_line(tmp_path):
    (text,) = problems(tmp_path, ROWS, MAPPING.replace("dairy_cow: cows", "dairy_cow: cow"))
    assert "mapping.yaml:11: livestock.dairy_cow: there is no column 'cow'" in text
    assert "did you mean 'cows'?" in text


def test_bad_cells_are_listed_all_at_once_with_row_column_and_cure(tmp_path):
    rows = [ROWS[0].replace("h1,4", "h1,four"), ROWS[1].replace(",5,", ",-5,"),
            ROWS[2].replace("h3,", "h1,"), ROWS[3].replace(",veg,", ",rice,")]  # fmt: skip
    found = problems(tmp_path, rows)
    assert len(found) == 4
    wanted = ["row 4, column 'id': household 'h1' stands twice; first in row 2",
              "row 2, column 'persons': 'four' is not a number",
              "row 3, column 'cows': -5 is out of range; it must be at least 0",
              "row 5, column 'crop': the answer 'rice' is not translated"]  # fmt: skip
    for text in wanted:
        assert any(text in line and "survey.csv" in line for line in found), (text, found)


def test_a_long_list_of_mistakes_is_cut_and_counted(tmp_path):
    found = problems(tmp_path, [f"h{i},x,1,farm,h,1,1,0,0,,,,0" for i in range(100)])
    assert len(found) == 41
    assert found[-1].endswith("and 60 more mistakes")


def test_unknown_keys_of_the_mapping_are_refused_with_their_line(tmp_path):
    mapping = MAPPING.replace("weight:", "wieght:").replace("columns: [sows", "colums: [sows")
    found = problems(tmp_path, ROWS, mapping)
    assert any(":6: wieght: unknown key 'wieght' (did you mean 'weight'?)" in x for x in found)
    assert any("unknown key 'colums' (did you mean 'columns'?)" in x for x in found)


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("source: Household survey of the water board\n", "", "source is missing"),
        ("unit: m2, ", "", "the column has no unit"),
        ("unit: m2", "unit: kg", "another kind than m2"),
        ("unit: COP/month", "unit: month", "no unit with one currency"),
        ("rate: 100 L/person/day", "rate: 100", "has no unit"),
        ("unit: kg/year", "unit: 'kg: year'", "unknown unit 'kg: year'"),
        ("basis: primary", "basis: certain", "'certain' is not one of the choices"),
        ("h: house connection", "h: hose connection", "did you mean 'house connection'?"),
        (
            "group: {column: kind}",
            "group: {rules: [{name: a, when: 'cows >'}, {name: b}]}",
            "a number or a name is missing",
        ),
        (
            "group: {column: kind}",
            "group: {rules: [{name: a}, {name: b, when: persons > 2}]}",
            "only the last rule",
        ),
        (
            "group: {column: kind}",
            "group: {rules: [{name: a, when: horses > 2}, {name: b}]}",
            "unknown 'horses'",
        ),
    ],
)
def test_mistakes_of_the_mapping_say_what_is_wrong(tmp_path, old, new, wanted):
    assert old in MAPPING
    found = problems(tmp_path, ROWS, MAPPING.replace(old, new))
    assert any(wanted in text for text in found), found
    assert all("mapping.yaml" in text for text in found)


def test_a_missing_number_groups_nobody_by_chance(tmp_path):
    rules = "group: {rules: [{name: keepers, when: dairy_cow >= 3}, {name: others}]}"
    mapping = MAPPING.replace("group: {column: kind}", rules).replace(
        "date:", "missing: [-99]\ndate:"
    )
    rows = [ROWS[0].replace(",3,1,0,", ",-99,1,0,"), *ROWS[1:]]
    (text,) = problems(tmp_path, rows, mapping)
    assert "row 2: the household belongs to no group; a number of the rules is missing" in text
    found = survey(
        *write(tmp_path, rows, mapping.replace("{name: others}]", "{name: others}], blank: others"))
    )
    assert found.households.group == ("others", "keepers", "others", "others")


def test_missing_answers_leave_the_mean_to_those_who_answered(tmp_path):
    mapping = MAPPING.replace("group: {column: kind}", "group: all").replace(
        "date:", "missing: [NS]\ndate:"
    )
    mapping = mapping.replace(
        "service: {column: tap, values: {h: house connection, y: yard tap}}\n", ""
    )
    rows = [ROWS[0].replace(",3,1,0,", ",ns,1,0,"), *ROWS[1:]]
    (group,) = survey(*write(tmp_path, rows, mapping)).groups
    cows = group.livestock["dairy_cow"].per_household
    assert (cows.mean, cows.n, cows.missing) == (pytest.approx(5 / 3), 3, 1)
    assert group.service == "yard tap"


def test_fewer_households_in_all_than_asked_are_refused(tmp_path):
    assert "fewer than the 4 asked" in problems(tmp_path, ROWS, households=3)[0]


def test_areas_come_in_the_unit_of_each_answer_and_in_units_of_the_place(tmp_path):
    mapping = MAPPING.replace("unit: m2", "unit: {column: u}").replace(
        "date:", "units: {plaza: 6400 m2}\ndate:"
    )
    rows = [ROWS[0] + ",plaza", ROWS[1] + ",ha", ROWS[2] + ",", ROWS[3] + ",m2"]
    found = survey(*write(tmp_path, rows, mapping, HEADER + ",u"))
    areas = sorted(p.area_m2.per_owner.mean for g in found.groups for p in g.gardens)
    assert areas == [60, 400 * 6400, 600 * 10_000]


def test_keys_to_copy_stand_in_the_scenario_and_count_as_assumed(tmp_path):
    mapping = MAPPING.replace(
        "dairy_cow: cows", "dairy_cow: {column: cows, copy: {milk: 6 L/head/day}}"
    )
    mapping = mapping.replace(
        "rate: 100 L/person/day", "copy: {components: {sanitation: pour_flush}}"
    )
    mapping = mapping.replace(
        "blank: zero}", "blank: zero}\n    copy: {uptake: {to: 80 %, over: 5 years}}"
    )
    found = survey(*write(tmp_path, ROWS, mapping))
    scenario = scenario_from_text(in_shipped_case(groups_yaml(found))).require()
    uses = scenario.households[0].uses
    assert uses.livestock["dairy_cow"].milk == 6
    assert uses.domestic.components.sanitation == "pour_flush"
    assert uses.gardens[0].uptake.to == 80
    assumed = {entry.path for entry in scenario.provenance if entry.assumed}
    assert {"households[0].uses.livestock.dairy_cow.milk", "households[0].uses.domestic.components",
            "households[0].uses.gardens[0].uptake"} <= assumed  # fmt: skip


def test_ranges_keep_the_mean_and_carry_its_standard_error(tmp_path):
    found = survey(
        *write(tmp_path, ROWS * 1 + [r.replace("h", "k", 1) for r in ROWS]), households=80
    )
    text = groups_yaml(found, ranges=True)
    farm = found.groups[0]
    size = re.search(r"size: \{mean: ([\d.]+), cv: ([\d.]+)\}", text)
    assert float(size[1]) == pytest.approx(farm.size.mean)
    assert float(size[1]) * float(size[2]) == pytest.approx(farm.size.standard_error, rel=1e-3)
    ends = re.findall(r"low: ([\d.]+) %, mode: ([\d.]+) %, high: ([\d.]+) %", text)
    assert ends
    for low, mode, high in ends:
        assert float(low) + float(high) == pytest.approx(2 * float(mode))
    half = (float(ends[0][2]) - float(ends[0][0])) / 200
    share = farm.livestock["pig"].share
    if half < min(share.mean, 1 - share.mean):
        assert half / 6**0.5 == pytest.approx(share.standard_error)
