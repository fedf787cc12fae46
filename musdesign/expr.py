"""One small, safe expression language for formulas, standards and tariffs.

Numbers, names, ``+ - * / ^``, comparisons (which give 1 or 0), parentheses and a few functions;
no attribute, no call of anything else, no eval.  An expression is evaluated on floats or arrays
and can be written out with its numbers in place.

    expression := comparison;  comparison := sum [(< | <= | > | >= | == | !=) sum]
    sum := product {(+ | -) product};  product := power {(* | /) power}
    power := [-] atom [^ power];  atom := number | name | name(expression, ...) | (expression)
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from musdesign.errors import ExpressionError, Problem, did_you_mean

MAX_LENGTH = 1000
MAX_NESTING = 40

_TOKEN = re.compile(
    r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z_]\w*)|(<=|>=|==|!=|[-+*/^(),<>]))"
)


def _choose(condition: Any, yes: Any, no: Any) -> Any:
    return np.where(condition, yes, no)


_FUNCTIONS: dict[str, tuple[Callable[..., Any], int]] = {
    # name: (function, number of arguments; 0 = two or more)
    "min": (lambda *values: functools.reduce(np.minimum, values), 0),
    "max": (lambda *values: functools.reduce(np.maximum, values), 0),
    "sqrt": (np.sqrt, 1),
    "exp": (np.exp, 1),
    "ln": (np.log, 1),
    "log10": (np.log10, 1),
    "abs": (np.abs, 1),
    "ceil": (np.ceil, 1),
    "floor": (np.floor, 1),
    "round": (np.round, 1),
    "sin": (np.sin, 1),
    "cos": (np.cos, 1),
    "tan": (np.tan, 1),
    "acos": (np.arccos, 1),
    "if": (_choose, 3),
}
_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "^": np.power,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}


@dataclass(frozen=True, slots=True)
class Number:
    """A literal."""

    value: float


@dataclass(frozen=True, slots=True)
class Name:
    """A quantity by name."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function or operator applied to its arguments."""

    function: str
    arguments: tuple[Node, ...]


Node = Number | Name | Call


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression: its text and its tree."""

    text: str
    root: Node

    @property
    def names(self) -> frozenset[str]:
        """Return the names that must be given a value."""
        return frozenset(_names(self.root))

    def evaluate(self, values: Mapping[str, Any]) -> Any:
        """Return the value for given numbers or arrays (comparisons give 1 or 0).

        Raises:
            ExpressionError: a name has no value, or the result is not finite.

        >>> parse("d_net / (1 - losses)").evaluate({"d_net": 120, "losses": 0.25})
        160.0
        """
        missing = sorted(self.names - set(values))
        if missing:
            raise ExpressionError(Problem(f"'{self.text}' needs {', '.join(missing)}"))
        with np.errstate(all="ignore"):
            result = np.asarray(_evaluate(self.root, values), dtype=float)
        if not np.all(np.isfinite(result)):
            raise ExpressionError(
                Problem(
                    f"'{self.text}' has no finite value here",
                    why="a division by zero or a root of a negative number",
                )
            )
        return float(result) if result.ndim == 0 else result

    def filled(self, values: Mapping[str, str]) -> str:
        """Return the expression with the given texts in place of its names.

        >>> parse("a * (b + 1)").filled({"a": "2", "b": "3"})
        '2 * (3 + 1)'
        """
        return _write(self.root, values, 0)


@functools.lru_cache(maxsize=1024)
def parse(text: str) -> Expression:
    """Parse an expression.

    Raises:
        ExpressionError: it cannot be read; the message shows where.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            Problem("the expression is too long", why=f"over {MAX_LENGTH} characters")
        )
    return Expression(text, _Parser(text).whole())


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str, int]] = []
        self.at = 0
        self.depth = 0
        position = 0
        while position < len(text.rstrip()):
            match = _TOKEN.match(text, position)
            if not match:
                raise self.error(f"'{text[position:].strip()[:10]}' cannot be read", position)
            kind = ("number", "name", "sign")[match.lastindex - 1]  # type: ignore[operator]
            self.tokens.append(
                (kind, match[match.lastindex or 0], match.start(match.lastindex or 0))
            )
            position = match.end()
        self.tokens.append(("end", "", len(text)))

    def error(self, what: str, position: int) -> ExpressionError:
        return ExpressionError(
            Problem(f"in the expression '{self.text}': {what}", why=f"at character {position + 1}")
        )

    def next(self) -> tuple[str, str, int]:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def take(self, *signs: str) -> str | None:
        kind, text, _ = self.tokens[self.at]
        if kind == "sign" and text in signs:
            self.at += 1
            return text
        return None

    def expect(self, sign: str) -> None:
        if not self.take(sign):
            _, text, position = self.tokens[self.at]
            raise self.error(f"'{sign}' is missing before '{text or 'the end'}'", position)

    def whole(self) -> Node:
        node = self.comparison()
        kind, text, position = self.tokens[self.at]
        if kind != "end":
            raise self.error(f"'{text}' is not expected here", position)
        return node

    def comparison(self) -> Node:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise self.error("nested too deeply", self.tokens[self.at][2])
        node = self.sum()
        if sign := self.take("<", "<=", ">", ">=", "==", "!="):
            node = Call(sign, (node, self.sum()))
        self.depth -= 1
        return node

    def sum(self) -> Node:
        node = self.product()
        while sign := self.take("+", "-"):
            node = Call(sign, (node, self.product()))
        return node

    def product(self) -> Node:
        node = self.power()
        while sign := self.take("*", "/"):
            node = Call(sign, (node, self.power()))
        return node

    def power(self) -> Node:
        if self.take("-"):
            return Call("-", (Number(0.0), self.power()))
        node = self.atom()
        if self.take("^"):
            node = Call("^", (node, self.power()))
        return node

    def atom(self) -> Node:
        kind, text, position = self.next()
        if kind == "number":
            return Number(float(text))
        if kind == "name" and self.take("("):
            return self.call(text, position)
        if kind == "name":
            return Name(text)
        if text == "(":
            node = self.comparison()
            self.expect(")")
            return node
        raise self.error(f"a number or a name is missing before '{text or 'the end'}'", position)

    def call(self, name: str, position: int) -> Node:
        if name not in _FUNCTIONS:
            raise self.error(
                f"unknown function '{name}' ({did_you_mean(name, _FUNCTIONS)})", position
            )
        arguments = [self.comparison()]
        while self.take(","):
            arguments.append(self.comparison())
        self.expect(")")
        wanted = _FUNCTIONS[name][1]
        if len(arguments) != wanted and (wanted or len(arguments) < 2):
            raise self.error(f"{name}() takes {wanted or 'two or more'} arguments", position)
        return Call(name, tuple(arguments))


def _names(node: Node) -> set[str]:
    if isinstance(node, Name):
        return {node.name}
    if isinstance(node, Call):
        return set().union(*(_names(argument) for argument in node.arguments))
    return set()


def _evaluate(node: Node, values: Mapping[str, Any]) -> Any:
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Name):
        return np.asarray(values[node.name], dtype=float)
    arguments = [_evaluate(argument, values) for argument in node.arguments]
    if node.function in _OPERATORS:
        return _OPERATORS[node.function](*arguments)
    return _FUNCTIONS[node.function][0](*arguments)


_RANK = {"<": 1, "<=": 1, ">": 1, ">=": 1, "==": 1, "!=": 1, "+": 2, "-": 2, "*": 3, "/": 3, "^": 4}


def _write(node: Node, values: Mapping[str, str], rank: int) -> str:
    if isinstance(node, Number):
        return f"{node.value:g}"
    if isinstance(node, Name):
        return values.get(node.name, node.name)
    if node.function not in _RANK:
        inner = ", ".join(_write(argument, values, 0) for argument in node.arguments)
        return f"{node.function}({inner})"
    own = _RANK[node.function]
    left, right = node.arguments
    if node.function == "-" and left == Number(0.0):
        text = "-" + _write(right, values, 4)
    else:
        # the right side of - and / needs brackets at equal rank: a - (b - c)
        text = (
            f"{_write(left, values, own)} {node.function} "
            f"{_write(right, values, own + (node.function in '-/'))}"
        )
    return f"({text})" if own < rank else text
