"""A scenario file: all mistakes at once, each at its line; nothing of the user's is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musdesign.errors import MusdesignError, ScenarioError
from musdesign.scenario import scenario_from_text
from musdesign.scenario.saving import changed_text
from musdesign.yamlfile import parse_yaml

GOOD = """\
schema: 1
name: Trial
currency: COP
location:
  country: COL
  latitude: 3.8
  altitude: 1400 m
  climate:
    source: typed for this test
    rain: {monthly: [50, 60, 90, 130, 110, 60, 40, 50, 70, 130, 110, 70], unit: mm/month}
    temperature_min: 15 degC
    temperature_max: 26 degC
horizon: {base_year: 2026, design_period: 25 years, growth: {method: geometric, rate: 1.2 %/year}}
households:
  - group: farms
    count: 60
    size: 4
    uses:
      domestic: {rate: 120 L/person/day}   # net at the tap
losses: 25 %
"""


def test_a_good_file_is_read_into_numbers_of_the_named_units():
    scenario = scenario_from_text(GOOD).require()
    assert scenario.location.altitude == 1400
    assert scenario.horizon.design_period == 25
    assert scenario.horizon.growth.rate == pytest.approx(0.012)
    assert scenario.households[0].uses.domestic.rate == 120
    assert scenario.losses == 25
    assert scenario.location.climate.temperature_min == (15,) * 12


def test_a_range_is_read_at_its_mode_and_kept():
    read = scenario_from_text(GOOD.replace("size: 4", "size: {low: 3, mode: 4.1, high: 6}"))
    assert read.require().households[0].size == 4.1
    (chance,) = read.chances
    assert chance.path == ("households", 0, "size")
    assert (chance.low, chance.central, chance.high) == (3, 4.1, 6)


@pytest.mark.parametrize(
    "size",
    ["{low: 5, mode: 4, high: 6}", "{low: 3, mode: 4, high: -6}", "{low: '1,5', mode: 4, high: 6}"],
)
def test_a_range_out_of_order_or_with_an_unreadable_end_is_a_mistake(size):
    with pytest.raises(ScenarioError) as caught:
        scenario_from_text(GOOD.replace("size: 4", f"size: {size}")).require()
    assert caught.value.problems[0].path == "households[0].size"
    assert caught.value.problems[0].line == 17


@pytest.mark.parametrize(
    ("old", "new", "path", "line", "word"),
    [
        ("losses: 25 %", "losses: 25 %\nlosses: 30 %", "losses", 21, "duplicate"),
        ("losses: 25 %", "loses: 25 %", "loses", 20, "losses"),
        ("120 L/person/day", "120", "households[0].uses.domestic.rate", 19, "L/person/day"),
        ("120 L/person/day", "120 m2", "households[0].uses.domestic.rate", 19, "another kind"),
        ("120 L/person/day", "-120 L/person/day", "households[0].uses.domestic.rate", 19, "at least 0"),
        ("120 L/person/day", "1,5 L/person/day", "households[0].uses.domestic.rate", 19, "comma"),
        ("130, 110, 70]", "130, 110]", "location.climate.rain", 10, "11 values where 12"),
        ("count: 60", "count: '60,5'", "households[0].count", 16, "comma"),
        ("count: 60", "count: 0", "households[0].count", 16, "above 0"),
        ("    count: 60\n", "", "households[0]", 15, "a count or a share"),
        ("latitude: 3.8", "latitude: 95", "location.latitude", 6, "at most 90"),
        ("method: geometric", "method: geometrical", "horizon.growth.method", 13, "geometric"),
        ("currency: COP", "currency: pesos", "currency", 3, ""),
        ("temperature_max: 26 degC", "temperature_max: 6 degC", "location.climate", 8, "above"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_path_line_and_cure(old, new, path, line, word):
    assert old in GOOD
    with pytest.raises(ScenarioError) as caught:
        scenario_from_text(GOOD.replace(old, new), file="a.yaml").require()
    problems = [p for p in caught.value.problems if p.path == path]
    assert problems, str(caught.value)
    assert problems[0].line == line
    assert problems[0].file == "a.yaml"
    assert word in str(problems[0])


def test_amounts_in_two_currencies_are_a_mistake():
    text = GOOD.replace("    size: 4", "    size: 4\n    income: 300 USD/month")
    with pytest.raises(ScenarioError, match="USD"):
        scenario_from_text(text).require()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "just words",
        "- 1\n- 2",
        "a: [1, 2",
        "a: &x [1, 1]\nb: *x",
        "a: !!python/object/apply:os.system [ls]",
        "{a: b: c}",
        "\tx: 1",
        "? [a]: 1",
    ],
)
def test_what_is_no_scenario_is_refused_with_a_message(text):
    with pytest.raises(MusdesignError) as caught:
        scenario_from_text(text).require()
    assert str(caught.value)


def test_a_yaml_bomb_is_refused_at_once():
    bomb = "a: &a [x, x]\n" + "\n".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]" for i in range(20)
    )
    with pytest.raises(MusdesignError, match="anchors"):
        scenario_from_text(bomb).require()
    with pytest.raises(MusdesignError, match="deep"):
        scenario_from_text("a: " + "[" * 60 + "]" * 60).require()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_no_text_ends_in_anything_but_a_scenario_or_a_message(text):
    problems = ()
    try:
        scenario_from_text(text).require()
    except MusdesignError as error:
        problems = error.problems
    # no random text is a whole scheme
    assert problems


def test_a_change_by_path_is_checked_like_the_file_and_named_as_set():
    changed = scenario_from_text(GOOD, {"households[0].count": 80}).require()
    assert changed.households[0].count == 80
    with pytest.raises(ScenarioError) as caught:
        scenario_from_text(GOOD, {"losses": "lots"}).require()
    assert caught.value.problems[0].file == "--set"
    with pytest.raises(ScenarioError, match="the list has 1 items"):
        scenario_from_text(GOOD, {"households[5].count": 80}).require()


def test_saving_changes_only_the_named_value_and_keeps_comments_and_order():
    text = changed_text(GOOD, {"households[0].uses.domestic.rate": "150 L/person/day"})
    assert text.replace("150 L/person/day", "120 L/person/day") == GOOD
    assert "# net at the tap" in text


def test_saving_a_new_value_makes_its_section():
    text = changed_text(GOOD, {"peaks.max_day_factor": 1.3, "households[0].uses.livestock.goat": 3})
    data = parse_yaml(text).data
    assert data["peaks"] == {"max_day_factor": 1.3}
    assert data["households"][0]["uses"]["livestock"] == {"goat": 3}
