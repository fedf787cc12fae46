"""Write an expression as a spreadsheet formula and as mathematics for a report.

What is printed is what ran: both are made from the tree that :mod:`musdesign.expr` evaluates.
"""

from __future__ import annotations

from collections.abc import Mapping

from musdesign.expr import Call, Expression, Name, Node, Number

_RANK = {"<": 1, "<=": 1, ">": 1, ">=": 1, "==": 1, "+": 2, "-": 2, "*": 3, "/": 3, "^": 5}
_NEGATION = 4
_EXCEL_SIGN = {"==": "="}
_EXCEL_NAME = {
    "ln": "LN",
    "log10": "LOG10",
    "ceil": "CEILING",
    "floor": "FLOOR",
    "if": "IF",
}
_TYPST_SIGN = {"<=": "<=", ">=": ">=", "==": "=", "*": "dot.op"}
_TYPST_OPERATOR = {"ln", "min", "max", "exp", "sin", "cos", "tan"}


def excel(expression: Expression, cells: Mapping[str, str]) -> str:
    """Return a spreadsheet formula, each name replaced by the cell that holds its value.

    >>> from musdesign.expr import parse
    >>> excel(parse("-a ^ 2 + max(b, 1)"), {"a": "B2", "b": "B3"})
    '=-(B2^2)+MAX(B3,1)'
    """
    return "=" + _excel(expression.root, cells, 0)


def typst(expression: Expression, values: Mapping[str, str] | None = None) -> str:
    """Return typst mathematics, with texts in place of the names where they are given.

    >>> from musdesign.expr import parse
    >>> typst(parse("d_net / (1 - losses)"))
    'frac("d_net", 1 - "losses")'
    """
    return _typst(expression.root, values or {}, 0)


def quoted(text: str) -> str:
    """Return a text as a typst string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _excel(node: Node, cells: Mapping[str, str], rank: int) -> str:
    if isinstance(node, Number):
        return repr(node.value).removesuffix(".0")
    if isinstance(node, Name):
        return cells[node.name]
    if node.function not in _RANK:
        parts = [_excel(argument, cells, 0) for argument in node.arguments]
        if node.function in {"ceil", "floor"}:
            parts.append("1")
        name = _EXCEL_NAME.get(node.function, node.function.upper())
        return f"{name}({','.join(parts)})"
    left, right = node.arguments
    if node.function == "-" and left == Number(0.0):
        # a spreadsheet raises -2 to a power before it takes the sign away: brackets say which
        text, own = f"-{_excel(right, cells, _RANK['^'] + 1)}", _NEGATION
    else:
        own = _RANK[node.function]
        above = own + (node.function == "^")
        sign = _EXCEL_SIGN.get(node.function, node.function)
        text = (
            _excel(left, cells, above) + sign + _excel(right, cells, own + (node.function in "-/^"))
        )
    return f"({text})" if own < rank else text


def _typst(node: Node, values: Mapping[str, str], rank: int) -> str:
    if isinstance(node, Number):
        return f"{node.value:g}"
    if isinstance(node, Name):
        return quoted(values.get(node.name, node.name))
    if node.function not in _RANK:
        return _typst_call(node, values)
    left, right = node.arguments
    if node.function == "/":
        return f"frac({_typst(left, values, 0)}, {_typst(right, values, 0)})"
    if node.function == "-" and left == Number(0.0):
        text, own = f"-{_typst(right, values, _RANK['*'])}", _NEGATION
    elif node.function == "^":
        own = _RANK["^"]
        text = f"{_typst(left, values, own + 1)}^({_typst(right, values, 0)})"
    else:
        own = _RANK[node.function]
        sign = _TYPST_SIGN.get(node.function, node.function)
        text = (
            f"{_typst(left, values, own)} {sign} "
            f"{_typst(right, values, own + (node.function == '-'))}"
        )
    return f"({text})" if own < rank else text


def _typst_call(node: Call, values: Mapping[str, str]) -> str:
    parts = [_typst(argument, values, 0) for argument in node.arguments]
    if node.function in {"sqrt", "abs", "ceil", "floor"}:
        return f"{node.function}({parts[0]})"
    name = node.function if node.function in _TYPST_OPERATOR else f'op("{node.function}")'
    return f"{name}({', '.join(parts)})"
