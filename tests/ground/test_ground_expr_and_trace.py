"""Expressions are evaluated safely; what is explained is what ran."""

import inspect
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from musdesign import flow, trace
from musdesign.errors import ExpressionError
from musdesign.expr import parse


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 + 3 * 4", 14), ("(2 + 3) * 4", 20), ("2 ^ 3 ^ 2", 512), ("-2 ^ 2", -4), ("8 / 4 / 2", 1),
        ("10 - 4 - 3", 3), ("max(1, 2, 3) - min(4, 5)", -1), ("sqrt(16) + abs(-2)", 6),
        ("if(3 > 2, 10, 20)", 10), ("exp(ln(5))", 5), ("1e3 + .5", 1000.5), ("ceil(1.2)", 2),
    ],
)  # fmt: skip
def test_arithmetic_has_its_usual_order(text, value):
    assert parse(text).evaluate({}) == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 +",
        "(1",
        "a b",
        "1 2",
        "__import__('os')",
        "a.b",
        "open(1)",
        "1 // 2",
        "max(1)",
        "sqrt(1, 2)",
        "[1]",
        "lambda: 1",
        "(" * 100 + "1" + ")" * 100,
        "1+" * 600 + "1",
    ],
)
def test_what_is_no_expression_is_refused(text):
    with pytest.raises(ExpressionError):
        parse(text)


@pytest.mark.parametrize(
    ("text", "values"), [("a / b", {"a": 1, "b": 0}), ("sqrt(a)", {"a": -1}), ("a + b", {"a": 1})]
)
def test_no_finite_value_or_a_missing_name_is_a_message(text, values):
    with pytest.raises(ExpressionError):
        parse(text).evaluate(values)


@given(st.floats(-100, 100), st.floats(-100, 100), st.floats(0.1, 100))
def test_the_filled_expression_evaluates_to_the_same_number(a, b, c):
    expression = parse("(a - (b - c)) / (c * (a + 101)) + -b ^ 2")
    values = {"a": a, "b": b, "c": c}
    filled = expression.filled(
        {name: f"({value!r})" if value < 0 else repr(value) for name, value in values.items()}
    )
    assert parse(filled).evaluate({}) == pytest.approx(
        expression.evaluate(values), rel=1e-9, abs=1e-9
    )


def test_arrays_are_evaluated_item_by_item():
    assert parse("max(a, 0) * 2").evaluate({"a": np.array([-1.0, 3.0])}).tolist() == [0.0, 6.0]


@pytest.mark.parametrize(
    "function", list(trace.FORMULAS), ids=lambda f: f"{f.__module__}.{f.__name__}"
)
def test_each_declared_formula_gives_what_its_function_computes(function):
    declared = trace.FORMULAS[function]
    names = [
        name
        for name in inspect.signature(function).parameters
        if name in parse(declared.expression).names
    ]
    assert parse(declared.expression).names == set(names), (
        "the formula uses the function's own names"
    )

    @settings(max_examples=30, deadline=None, database=None)
    @given(st.lists(st.floats(0.05, 0.9), min_size=len(names), max_size=len(names)))
    def agree(values):
        inputs = dict(zip(names, values, strict=True))
        try:
            written = np.asarray(parse(declared.expression).evaluate(inputs), dtype=float)
        except ExpressionError:
            assume(False)  # outside the range of the formula, such as a root of a negative number
        computed = np.asarray(function(**inputs), dtype=float)
        assert computed == pytest.approx(written, rel=1e-9, abs=1e-12)

    agree()


def test_a_noted_number_explains_itself_with_its_numbers_in_place():
    function = next(iter(trace.FORMULAS))
    names = inspect.signature(function).parameters
    with trace.recording() as steps:
        trace.note("x.y", function, **dict.fromkeys(names, 0.5))
    text = steps[0].explain()
    assert "x.y" in text
    assert trace.FORMULAS[function].source in text
    assert "0.5" in text


def test_the_rooms_declare_their_formulas():
    # importing the flow imports every room, and each declares what an engineer would sign
    assert flow.__doc__
    rooms = {function.__module__.split(".")[1] for function in trace.FORMULAS}
    assert {"demand", "supply", "network", "finance"} <= rooms


def test_nothing_is_recorded_outside_a_recording():
    function = next(iter(trace.FORMULAS))
    value = trace.note("x", function, **dict.fromkeys(inspect.signature(function).parameters, 0.5))
    assert math.isfinite(float(np.max(value)))
