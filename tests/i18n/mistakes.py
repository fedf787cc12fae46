"""Collect the sentences of mistakes: the what, why and cure of every problem in the source.

A sentence with values in it becomes a pattern with numbered places, as a catalogue holds it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.i18n.messages import ROOT

PLACE = re.compile(r"\{(\w*)[^{}]*\}")
_RAISED = re.compile(r"^(Problem|\w*Error|_?problem|_?mistake|_?refused?|_?wrong|_?fault)$")
_NAMED = {"what", "why", "cure"}
_BUILTIN = {"ValueError", "KeyError", "TypeError", "RuntimeError", "AttributeError", "IndexError"}
_LEAST_LETTERS = 4


def mistakes(root: Path = ROOT) -> dict[str, str]:
    """Return the pattern of each sentence with the file and line of its first use."""
    found: dict[str, str] = {}
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _RAISED.match(name := _name(node.func)):
                if name in _BUILTIN:
                    continue
                for text in _sentences(node):
                    found.setdefault(text, f"{path.relative_to(root)}:{node.lineno}")
    return found


def form(text: str) -> str:
    """Return a pattern without the names of its places."""
    return PLACE.sub("{}", text)


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def _sentences(call: ast.Call) -> Iterator[str]:
    texts = [*call.args, *(word.value for word in call.keywords if word.arg in _NAMED)]
    for argument in texts:
        for text in _written(argument):
            letters = sum(sign.isalpha() for sign in PLACE.sub("", text))
            if " " in text.strip() and letters >= _LEAST_LETTERS:
                yield text


def _written(node: ast.expr) -> list[str]:
    """Return the texts that an expression may be, its values as numbered places."""
    if isinstance(node, ast.IfExp):
        return [*_written(node.body), *_written(node.orelse)]
    if isinstance(node, ast.BoolOp):
        return [text for value in node.values for text in _written(value)]
    parts = list(_parts(node))
    if not any(isinstance(part, str) for part in parts):
        return []
    count = iter(range(len(parts)))
    return ["".join(part if isinstance(part, str) else f"{{{next(count)}}}" for part in parts)]


def _parts(node: ast.expr) -> Iterator[str | None]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        for value in node.values:
            yield from _parts(value)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from _parts(node.left)
        yield from _parts(node.right)
    else:
        yield None
