"""A formula written for a spreadsheet or a page says what the expression computes."""

from __future__ import annotations

import importlib
import pkgutil
import re

import numpy as np
import pytest
import typst as typst_compiler
from hypothesis import given, settings
from hypothesis import strategies as st

import musdesign
from musdesign import notation
from musdesign.expr import parse
from musdesign.trace import FORMULAS

ATOMS = st.sampled_from(["a", "b", "2", "0.5"])


def _grow(inner):
    two = st.tuples(inner, st.sampled_from("+-*/^"), inner)
    return st.one_of(
        two.map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        two.map(lambda t: f"{t[0]} {t[1]} {t[2]}"),
        inner.map(lambda t: f"-{t}" if not t.startswith("-") else t),
        st.tuples(inner, inner).map(lambda t: f"max({t[0]}, {t[1]})"),
    )


EXPRESSIONS = st.recursive(ATOMS, _grow, max_leaves=8)


def spreadsheet(formula: str, cells: dict[str, float]) -> float:
    """Evaluate a formula by the rules of a spreadsheet: a sign binds closer than a power.

    >>> spreadsheet("=-A1^2", {"A1": 3.0})
    9.0
    """
    text = formula.removeprefix("=")
    # -x^y is (-x)^y there: mark a sign that begins a term as a factor of its own
    text = re.sub(r"(^|[(,*/^+\-<>=])-([A-Z]+[0-9]+|[0-9.]+)", r"\1(NEG*\2)", text)
    names = {**cells, "NEG": -1.0, "MAX": max, "MIN": min}
    return float(eval(text.replace("^", "**"), {"__builtins__": {}}, names))


@settings(deadline=None, max_examples=300)
@given(EXPRESSIONS, st.floats(0.5, 3.0), st.floats(0.5, 3.0))
def test_a_spreadsheet_computes_what_the_expression_does(text, a, b):
    expression = parse(text)
    with np.errstate(all="ignore"):
        try:
            wanted = float(expression.evaluate({"a": a, "b": b}))
        except musdesign.MusdesignError:
            return
    formula = notation.excel(expression, {"a": "A1", "b": "A2"})
    try:
        found = spreadsheet(formula, {"A1": a, "A2": b})
    except (OverflowError, ZeroDivisionError, TypeError):
        return
    assert found == pytest.approx(wanted, rel=1e-9, abs=1e-12)


def test_every_signed_formula_can_be_typeset():
    for module in pkgutil.walk_packages(musdesign.__path__, "musdesign."):
        if not module.name.startswith(("musdesign.ui", "musdesign.cli", "musdesign.__main__")):
            importlib.import_module(module.name)
    assert len(FORMULAS) > 20
    lines = [f"$ {notation.typst(parse(f.expression))} $" for f in FORMULAS.values()]
    page = typst_compiler.compile("\n".join(lines).encode(), ignore_system_fonts=True)
    assert page[:4] == b"%PDF"
