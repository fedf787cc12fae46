"""Formulas of rate files, brought into the project's own expression language."""

from __future__ import annotations

import re

from musdesign.errors import ExpressionError, Problem
from musdesign.expr import Call, Expression, Name, Node, Number, parse

_RENAMED = {"ifelse": "if", "pmin": "min", "pmax": "max", "ceiling": "ceil", "log": "ln"}
_CALL = re.compile(r"\b(" + "|".join(_RENAMED) + r")\s*\(")
_USAGE = {"usage_ccf", "usage", "usage_hcf", "usage_kgal", "usage_gal", "usage_kl", "usage_m3"}
_PERCENT = re.compile(r"(\d+\.?\d*|\.\d+)\s*%")
_DOTTED = re.compile(r"(?<=[A-Za-z_])\.(?=[A-Za-z_])")


def canonical(name: str, keep: frozenset[str] = frozenset()) -> str:
    """Return the name under which a field is known: X_commodity answers to X.

    >>> canonical("tier_starts_commodity"), canonical("usage_ccf")
    ('tier_starts', 'volume')
    """
    name = name.strip()
    if name in keep:
        return name
    if name.casefold() in _USAGE:
        return "volume"
    short = name.removesuffix("_commodity")
    return short if short and short not in keep else name


def read_formula(text: str, keep: frozenset[str] = frozenset()) -> Expression:
    """Return a formula of a rate file.

    Raises:
        ExpressionError: it cannot be read.

    >>> sorted(read_formula("flat_rate_commodity*usage_ccf").names)
    ['flat_rate', 'volume']
    """
    plain = text.strip().removeprefix("=").replace("**", "^").replace("\u00d7", "*")
    plain = plain.replace("{", "(").replace("}", ")").replace("[", "(").replace("]", ")")
    plain = _PERCENT.sub(r"(\1/100)", _DOTTED.sub("_", plain))
    plain = _CALL.sub(lambda found: f"{_RENAMED[found[1]]}(", plain)
    plain = _joined(plain)
    if '"' in plain or "'" in plain:
        raise ExpressionError(Problem(f"the formula '{text}' compares words", cure="use a table"))
    found = parse(plain)
    root = _renamed(found.root, keep)
    return Expression(_text(found, root), root)


def terms(expression: Expression) -> list[Node]:
    """Return the terms of a sum, each a charge of the bill; a factor goes inside the bracket.

    >>> [of_node(node).text for node in terms(parse("a + 1.2 * (c + d)"))]
    ['a', '1.2 * c', '1.2 * d']
    """
    return _terms(expression.root)


def _terms(node: Node) -> list[Node]:
    if not isinstance(node, Call) or node.function not in {"+", "*"}:
        return [node]
    if node.function == "+":
        return [term for argument in node.arguments for term in _terms(argument)]
    for factor, rest in (node.arguments, node.arguments[::-1]):
        inner = _terms(rest)
        if isinstance(factor, Number | Name) and len(inner) > 1:
            return [Call("*", (factor, term)) for term in inner]
    return [node]


def of_node(node: Node) -> Expression:
    """Return a part of an expression as an expression."""
    return Expression(Expression("", node).filled({}), node)


def _joined(text: str) -> str:
    """Return a condition joined by & or | as a product or sum of its parts."""
    for sign, form in (("|", "({}) + ({}) > 0"), ("&", "({}) * ({})")):
        parts = _split(text, sign)
        if len(parts) > 1:
            joined = _joined(parts[0])
            for part in parts[1:]:
                joined = form.format(joined, _joined(part))
            return joined
    return text


def _split(text: str, sign: str) -> list[str]:
    parts, depth, start, i = [], 0, 0, 0
    while i < len(text):
        depth += (text[i] == "(") - (text[i] == ")")
        if text[i] == sign and depth == 0:
            parts.append(text[start:i])
            i += text[i : i + 2] == sign * 2
            start = i + 1
        i += 1
    return [*parts, text[start:]]


def _renamed(node: Node, keep: frozenset[str]) -> Node:
    if isinstance(node, Name):
        return Name(canonical(node.name, keep))
    if isinstance(node, Number):
        return node
    return Call(node.function, tuple(_renamed(argument, keep) for argument in node.arguments))


def _text(found: Expression, root: Node) -> str:
    return found.text if root == found.root else Expression("", root).filled({})
