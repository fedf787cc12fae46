"""Exact evaluation of expressions: on rational numbers, words, and functions of the volume.

The same parsed expression gives a number for one customer, or, where ``volume`` stands for itself,
the whole function of volume that compiles into the tariff.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from fractions import Fraction

from musdesign.errors import CalculationError, ExpressionError, Problem
from musdesign.expr import Call, Expression, Name, Node
from musdesign.finance.tariffs import piecewise as pw
from musdesign.finance.tariffs.piecewise import Piecewise

Operand = Fraction | Piecewise | str
Lookup = Callable[[str], Operand]

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")

_COMPARE: dict[str, Callable[[Fraction], bool]] = {
    "<": lambda sign: sign < 0,
    "<=": lambda sign: sign <= 0,
    ">": lambda sign: sign > 0,
    ">=": lambda sign: sign >= 0,
    "==": lambda sign: sign == 0,
    "!=": lambda sign: sign != 0,
}
_INEXACT: dict[str, Callable[[float], float]] = {
    "sqrt": math.sqrt,
    "exp": math.exp,
    "ln": math.log,
    "log10": math.log10,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "acos": math.acos,
}
_STEPS: dict[str, Callable[[Fraction], Fraction]] = {
    "ceil": lambda x: Fraction(math.ceil(x)),
    "floor": lambda x: Fraction(math.floor(x)),
    "round": lambda x: Fraction(round(x)),  # half to even, as R and IEEE do
}


def evaluate(expression: Expression, lookup: Lookup) -> Operand:
    """Return the exact value of an expression.

    Raises:
        MusdesignError: an unknown name (from ``lookup``), a division by 0, a word in arithmetic, a
            function of volume that is no piecewise polynomial.
    """
    try:
        return _evaluate(expression.root, lookup)
    except CalculationError as error:
        what = "; ".join(problem.what for problem in error.problems)
        raise ExpressionError(Problem(f"'{expression.text}': {what}")) from None


def as_function(value: Operand) -> Piecewise:
    """Return a function of volume; a number is the same at every volume."""
    return value if isinstance(value, Piecewise) else pw.flat(as_number(value))


def as_number(value: Operand) -> Fraction:
    """Return a number; a function that is the same everywhere counts as one."""
    if isinstance(value, str):
        if _NUMBER.fullmatch(value.strip()):
            return Fraction(value.strip())
        raise CalculationError(f"the word '{value}' stands where a number is needed")
    if isinstance(value, Piecewise):
        found = value.constant
        if found is None:
            raise CalculationError("it may not depend on the volume")
        return found
    return value


def _evaluate(node: Node, lookup: Lookup) -> Operand:
    if isinstance(node, Name):
        return lookup(node.name)
    if not isinstance(node, Call):
        if not math.isfinite(node.value):
            raise CalculationError("a number in it is beyond what can be held")
        return Fraction(repr(node.value))
    if node.function == "if":
        return _if(node, lookup)
    arguments = [_evaluate(argument, lookup) for argument in node.arguments]
    if node.function in _COMPARE and any(isinstance(a, str) for a in arguments):
        return _compare_words(node.function, arguments)
    if any(isinstance(a, Piecewise) for a in arguments):
        return _on_functions(node.function, [as_function(a) for a in arguments])
    return _on_numbers(node.function, [as_number(a) for a in arguments])


def _if(node: Call, lookup: Lookup) -> Operand:
    condition = _evaluate(node.arguments[0], lookup)
    if isinstance(condition, Piecewise) and condition.constant is None:
        yes, no = (as_function(_evaluate(a, lookup)) for a in node.arguments[1:])
        return pw.choose(condition, yes, no)
    return _evaluate(node.arguments[1 if as_number(condition) else 2], lookup)


def _compare_words(sign: str, arguments: list[Operand]) -> Fraction:
    one, two = (a if isinstance(a, str) else plain(as_number(a)) for a in arguments)
    if sign not in {"==", "!="}:
        raise CalculationError(f"'{one}' and '{two}' are words and have no order")
    return Fraction((one == two) == (sign == "=="))


def _on_numbers(function: str, values: list[Fraction]) -> Fraction:
    if function in _COMPARE:
        return Fraction(_COMPARE[function](values[0] - values[1]))
    if function in _STEPS:
        return _STEPS[function](values[0])
    if function in _INEXACT:
        return _inexact(_INEXACT[function], values[0])
    if function == "/" and not values[1]:
        raise CalculationError("a division by 0")
    if function == "^":
        return _power(*values)
    simple: dict[str, Callable[..., Fraction]] = {
        "+": lambda a, b: a + b,
        "-": lambda a, b: a - b,
        "*": lambda a, b: a * b,
        "/": lambda a, b: a / b,
        "min": min,
        "max": max,
        "abs": abs,
    }
    return simple[function](*values)


def _on_functions(function: str, values: list[Piecewise]) -> Piecewise:
    if function in _COMPARE:
        return pw.mapped(pw.signs(values[0] - values[1]), lambda s: Fraction(_COMPARE[function](s)))
    if function in _STEPS:
        return pw.mapped(values[0], _STEPS[function])
    if function in _INEXACT:
        return pw.mapped(values[0], lambda x: _inexact(_INEXACT[function], x))
    if function == "^":
        return _power_of_function(*values)
    if function in {"min", "max"}:
        found = values[0]
        for other in values[1:]:
            found = (pw.smaller if function == "min" else pw.larger)(found, other)
        return found
    simple: dict[str, Callable[..., Piecewise]] = {
        "+": lambda a, b: a + b,
        "-": lambda a, b: a - b,
        "*": lambda a, b: a * b,
        "/": lambda a, b: a.divided(b),
        "abs": lambda a: pw.larger(a, a.times(Fraction(-1))),
    }
    return simple[function](*values)


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator == 1 and abs(exponent) <= 64:
        if not base and exponent < 0:
            raise CalculationError("a division by 0")
        return base**exponent.numerator
    if base < 0:
        raise CalculationError("a root of a negative number")
    return _inexact(lambda x: x ** float(exponent), base)


def _power_of_function(base: Piecewise, exponent: Piecewise) -> Piecewise:
    power = as_number(exponent)
    if power.denominator != 1 or not 0 <= power <= pw.MAX_DEGREE:
        raise CalculationError(f"the volume to the power {plain(power)} is no polynomial")
    found = pw.flat(pw.ONE)
    for _ in range(int(power)):
        found = found * base
    return found


def _inexact(function: Callable[[float], float], value: Fraction) -> Fraction:
    try:
        return Fraction(repr(function(float(value))))
    except (ValueError, OverflowError):
        raise CalculationError("it has no finite value here") from None


def plain(value: Fraction) -> str:
    """Write a number the way a file would: ``7``, ``0.5``.

    >>> plain(Fraction(7)), plain(Fraction(1, 2)), plain(Fraction(1, 3))
    ('7', '0.5', '0.3333333333')
    """
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.10g}"
