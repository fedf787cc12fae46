"""What is moved or typed becomes the right value at the right path."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musdesign import flow
from musdesign.errors import MusdesignError
from musdesign.ui import changes
from musdesign.ui.changes import Field, Settings
from musdesign.ui.sections.sources import balance_figure
from musdesign.units import MONTH_NAMES

FLOW = Field("sources[0].flow", "spring", "L/s", 2.0)
HEAD = Field("households[0].uses.livestock.goat", "goat", "", 3)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,5", 1.5),
        ("1.5", 1.5),
        ("1,5 L/s", 1.5),
        (" 0,25 ", 0.25),
        ("90 L/min", 1.5),
        ("129,6 m3/day", 1.5),
    ],
)
def test_a_decimal_comma_is_a_decimal_mark(text, value):
    assert changes.read(FLOW, text) == pytest.approx(value)


@pytest.mark.parametrize(
    "text", ["1,500", "1.234,5", "1,234.5", "1,5,0", "1 500", "abc", "2 kg", "--1", "1e400"]
)
def test_what_could_mean_two_things_is_refused_with_the_name_of_its_field(text):
    with pytest.raises(MusdesignError) as caught:
        changes.read(FLOW, text)
    assert caught.value.problems[0].path == "spring"


@given(st.integers(0, 999), st.integers(0, 99))
def test_comma_and_point_are_read_alike(whole, decimals):
    with_comma, with_point = f"{whole},{decimals:02d}", f"{whole}.{decimals:02d}"
    assert changes.read(FLOW, with_comma) == changes.read(FLOW, with_point) == float(with_point)
    assert changes.read(HEAD, with_comma) == float(with_point)


def test_the_command_line_can_be_pasted_into_a_shell():
    line = changes.command_line(
        "my case.yaml",
        {
            "households[0].uses.domestic.rate": "150 L/person/day",
            "sources[0].flow": {"monthly": [1.5] * 12, "unit": "L/s"},
        },
    )
    words = shlex.split(line)
    assert words[:3] == ["musdesign", "design", "my case.yaml"]
    assert words[3:5] == ["--set", "households[0].uses.domestic.rate=150 L/person/day"]
    assert len(words) == 7


def test_settings_that_leave_everything_change_nothing(scheme):
    assert changes.changes(scheme, Settings()) == {}


def test_factors_scale_every_herd_garden_and_source(scheme):
    drivers = changes.sources(scheme)
    made = changes.changes(
        scheme,
        Settings(
            herd_factor=2.0,
            garden_factor=0.5,
            source_factors={item.path: 0.5 for item in drivers},
        ),
    )
    for item in changes.herds(scheme):
        assert made[item.path] == pytest.approx(2 * item.value)
    for item in changes.gardens(scheme):
        assert changes.read(item, made[item.path]) == pytest.approx(item.value / 2, abs=1e-6)
    assert {item.path for item in drivers} <= set(made)


def test_a_typed_value_wins_over_its_factor(scheme):
    first = changes.herds(scheme)[0]
    made = changes.changes(scheme, Settings(herd_factor=2.0, typed={first.path: "7"}))
    assert made[first.path] == 7


def test_all_unreadable_fields_are_told_together(scheme):
    first, second = changes.fields(scheme)[:2]
    with pytest.raises(MusdesignError) as caught:
        changes.changes(scheme, Settings(typed={first.path: "1,500", second.path: "x"}))
    assert len(caught.value.problems) == 2


def test_bars_of_missing_water_stand_only_where_water_is_missing(scheme):
    supply = flow.design(scheme).supply
    bars = next(trace for trace in balance_figure(supply).data if trace.name == "missing")
    months = {
        MONTH_NAMES[month]
        for month in range(12)
        if sum(service.unmet_by_month_m3[month] for service in supply.by_use) > 0.1
    }
    assert set(bars.x) == months
