"""Units: the number is never misread, the unit is never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musdesign import common_units, units
from musdesign.errors import UnitError


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        # exact by the definitions of the SI and of the international foot
        ("120 L/person/day", "m3/person/day", 0.120),
        ("1 L/s", "m3/day", 86.4),
        ("1 ha", "m2", 10_000),
        ("10 ccf", "m3", 10 * 100 * 0.3048**3),
        ("25 %", "%", 25),
        ("1.2 %/year", "1/year", 0.012),
        ("5 m³/h", "m3/day", 120),
        ("1 kL/month", "m3/year", 12),
        ("3 jerrycan", "L", 60),
        ("200 mm", "m", 0.2),
        # the house rule: a year is 365 days, a month 365/12 days
        ("1 year", "day", 365),
        ("12 month", "day", 365),
        ("1000 COP/m3", "COP/L", 1.0),
        ("-3 degC", "degC", -3),
    ],
)
def test_a_quantity_is_read_into_the_wanted_unit(text, unit, value):
    assert units.parse(text, unit) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("text", ["1,5 m3", "1.234,5 m3", "1,234.5 m3", "1 200 m3", "1,500"])
def test_a_comma_or_a_thousands_mark_is_refused_and_never_read_as_another_number(text):
    with pytest.raises(UnitError):
        units.parse(text, "m3")


@pytest.mark.parametrize(
    ("text", "value"), [("1,5 m3", 1.5), ("0,75 m3", 0.75), ("12,25 m3", 12.25)]
)
def test_a_typed_decimal_comma_is_a_decimal_where_that_is_agreed(text, value):
    assert units.parse(text, "m3", decimal_comma=True) == value


@pytest.mark.parametrize("text", ["1,500 m3", "1,2,3 m3", "1.234,5 m3"])
def test_an_ambiguous_comma_is_refused_even_where_the_decimal_comma_is_agreed(text):
    with pytest.raises(UnitError):
        units.parse(text, "m3", decimal_comma=True)


@pytest.mark.parametrize(
    "text",
    [
        12,
        12.5,
        "12",
        "m3",
        "",
        "nan m3",
        "inf m3",
        "1e999 m3",
        None,
        True,
        [1],
        "1 __import__('os')",
        "2 m" * 99,
    ],
)
def test_what_is_no_quantity_is_refused_with_a_message(text):
    with pytest.raises(UnitError) as caught:
        units.parse(text, "m3")
    assert caught.value.problems[0].what


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("5 L/person/day", "L/household/day"),
        ("5 COP/m3", "USD/m3"),
        ("5 m2", "m3"),
        ("5 degC", "m"),
        ("5 flub", "m"),
    ],
)
def test_a_unit_of_another_kind_is_refused_and_the_cure_names_the_wanted_one(text, unit):
    with pytest.raises(UnitError) as caught:
        units.parse(text, unit)
    assert unit in caught.value.problems[0].cure


@given(
    st.floats(min_value=1e-6, max_value=1e9),
    st.sampled_from(
        [("L/s", "m3/day"), ("ha", "m2"), ("m3/month", "m3/year"), ("%", "dimensionless")]
    ),
)
def test_there_and_back_gives_the_same_number(value, pair):
    there = value * units.factor(*pair)
    assert there * units.factor(pair[1], pair[0]) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(("given_unit", "wanted"), common_units.pairs())
def test_sizes_of_common_units_are_those_of_the_unit_library(given_unit, wanted):
    by_library = units._factor_by_pint(given_unit, wanted)
    # ours are exact before the last rounding, the library's may be one off in the fifteenth digit
    assert units.factor(given_unit, wanted) == pytest.approx(by_library, rel=1.2e-15)
