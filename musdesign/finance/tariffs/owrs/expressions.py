"""Formulas of rate files, brought into the project's own expression language."""

from __future__ import annotations

import functools
import re

from musdesign.errors import ExpressionError, Problem
from musdesign.expr import Call, Expression, Name, Node, Number, parse
from musdesign.finance.tariffs.owrs.r_forms import without_r_forms

_RENAMED = {"ifelse": "if", "pmin": "min", "pmax": "max", "ceiling": "ceil", "log": "ln"}
_CALL = re.compile(r"\b(" + "|".join(_RENAMED) + r")\s*\(")
_USAGE = {"usage_ccf", "usage", "usage_hcf", "usage_kgal", "usage_gal", "usage_kl", "usage_m3"}
_PERCENT = re.compile(r"(\d+\.?\d*|\.\d+)\s*%")
_WORD = r"""(?:"([^"]*)"|'([^']*)')"""
_IS = re.compile(rf"([A-Za-z_]\w*)\s*(==|!=)\s*{_WORD}|{_WORD}\s*(==|!=)\s*([A-Za-z_]\w*)")
_AMONG = re.compile(rf"([A-Za-z_]\w*)\s*%in%\s*c\(((?:\s*{_WORD}\s*,?)+)\)")
_CONSTANTS = {"TRUE": 1.0, "FALSE": 0.0}
MOST_BRACKETS = 100
_DOTTED = re.compile(r"(?<=[A-Za-z_])\.(?=[A-Za-z_])")


def canonical(name: str, keep: frozenset[str] = frozenset()) -> str:
    """Return the name under which a field is known: X_commodity answers to X.

    >>> canonical("tier_starts_commodity"), canonical("usage_ccf"), canonical("turn-on_charge")
    ('tier_starts', 'volume', 'turn_on_charge')
    """
    name = name.strip()
    if name in keep:
        return name
    name = re.sub(r"\W+", "_", name)  # turn-on_charge, lot size
    if name.casefold() in _USAGE:
        return "volume"
    short = name.removesuffix("_commodity")
    return short if short and short not in keep else name


Words = dict[str, tuple[str, str]]
"""Names that are 1 where an attribute is a word, and 0 elsewhere: attribute and word of each."""


def read_formula(
    text: str, keep: frozenset[str] = frozenset(), words: Words | None = None
) -> Expression:
    """Return a formula of a rate file; comparisons with words become names listed in ``words``.

    Raises:
        ExpressionError: it cannot be read.

    >>> sorted(read_formula("flat_rate_commodity*usage_ccf").names)
    ['flat_rate', 'volume']
    >>> words: Words = {}
    >>> read_formula('ifelse(season == "Summer", 2, 1)', words=words).text, words
    ('if(season__is__Summer, 2, 1)', {'season__is__Summer': ('season', 'Summer')})
    """
    plain = _worded(text, {} if words is None else words)
    plain = plain.strip().removeprefix("=").replace("**", "^").replace("\u00d7", "*")
    plain = plain.replace("{", "(").replace("}", ")").replace("[", "(").replace("]", ")")
    plain = _PERCENT.sub(r"(\1/100)", _DOTTED.sub("_", plain))
    plain = _CALL.sub(lambda found: f"{_RENAMED[found[1]]}(", plain)
    plain = _joined(without_r_forms(plain))
    if '"' in plain or "'" in plain:
        what = f"the formula '{text}' does more with words than compare them"
        raise ExpressionError(Problem(what, cure="use a table"))
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


def parts_rounded(expression: Expression) -> Expression:
    """Return a sum of names with each rounded to a whole unit, anything else as it is.

    The parser of the format's makers rounds the parts of a budget (indoor and outdoor use) before
    it adds them; it also rounds rates that stand in a budget, which charges too much.

    >>> parts_rounded(parse("indoor + outdoor")).text, parts_rounded(parse("budget * 0.93")).text
    ('round(indoor) + round(outdoor)', 'budget * 0.93')
    """
    parts = _sum(expression.root)
    if not all(isinstance(part, Name) for part in parts):
        return expression
    root = functools.reduce(
        lambda one, two: Call("+", (one, two)), [Call("round", (part,)) for part in parts]
    )
    return of_node(root)


def _sum(node: Node) -> list[Node]:
    if isinstance(node, Call) and node.function == "+":
        return [part for argument in node.arguments for part in _sum(argument)]
    return [node]


def of_node(node: Node) -> Expression:
    """Return a part of an expression as an expression."""
    return Expression(Expression("", node).filled({}), node)


def _worded(text: str, words: Words) -> str:
    """Return a formula whose comparisons with words are names, and note what each stands for."""

    def named(attribute: str, word: str) -> str:
        slug = re.sub(r"\W+", "_", word) or "empty"
        name = f"{attribute}__is__{slug}"
        while words.setdefault(name, (attribute, word)) != (attribute, word):
            name += "_"
        return name

    def compared(found: re.Match[str]) -> str:
        attribute, sign = (found[1], found[2]) if found[1] else (found[8], found[7])
        word = next(part for part in (found[3], found[4], found[5], found[6]) if part is not None)
        name = named(attribute, word)
        return name if sign == "==" else f"(1 - {name})"

    def among(found: re.Match[str]) -> str:
        given = [double or single for double, single in re.findall(_WORD, found[2])]
        return f"({' + '.join(named(found[1], word) for word in dict.fromkeys(given))})"

    return _IS.sub(compared, _AMONG.sub(among, text)) if '"' in text or "'" in text else text


def _joined(text: str) -> str:
    """Return conditions joined by & or |, also inside brackets, as products or sums."""
    if not re.search("[&|]", text) or text.count("(") > MOST_BRACKETS:
        return text
    done, depth, start = [], 0, 0
    for i, sign in enumerate(text):
        depth += sign == "("
        if sign == "(" and depth == 1:
            done.append(text[start : i + 1])
            start = i + 1
        if sign == ")" and depth == 1:
            done.append(",".join(_joined(part) for part in _split(text[start:i], ",")))
            start = i
        depth -= sign == ")"
    return _conditions("".join([*done, text[start:]]))


def _conditions(text: str) -> str:
    for sign, form in (("|", "({}) + ({}) > 0"), ("&", "({}) * ({})")):
        parts = _split(text, sign)
        if len(parts) > 1:
            joined = _conditions(parts[0])
            for part in parts[1:]:
                joined = form.format(joined, _conditions(part))
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
        constant = _CONSTANTS.get(node.name) if node.name not in keep else None
        return Name(canonical(node.name, keep)) if constant is None else Number(constant)
    if isinstance(node, Number):
        return node
    return Call(node.function, tuple(_renamed(argument, keep) for argument in node.arguments))


def _text(found: Expression, root: Node) -> str:
    return found.text if root == found.root else Expression("", root).filled({})
