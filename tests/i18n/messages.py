"""Collect the messages of the source: every text passed to ``_``, ``text`` or ``mark``."""

from __future__ import annotations

import ast
from pathlib import Path

import musdesign

ROOT = Path(musdesign.__file__).parent
_CALLS = {"_", "mark", "text", "plural"}


def messages(root: Path = ROOT) -> dict[str, str]:
    """Return each message with the place of its first use."""
    found: dict[str, str] = {}
    for path in sorted(root.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if "musdesign.i18n" not in path.read_text(encoding="utf-8") and "i18n" not in path.parts:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in _CALLS:
                for argument in node.args[:2] if _name(node.func) == "plural" else node.args[:1]:
                    for text in _texts(argument):
                        found.setdefault(text, f"{path.relative_to(root)}:{node.lineno}")
            if isinstance(node, ast.Call) and _name(node.func) == "tuple" and node.args:
                found |= {
                    text: f"{path.relative_to(root)}:{node.lineno}"
                    for text in _marked_series(node.args[0])
                    if text not in found
                }
    return found


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def _texts(argument: ast.expr) -> list[str]:
    return (
        [argument.value]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value
        else []
    )


def _marked_series(argument: ast.expr) -> list[str]:
    """Return the words of ``tuple(mark(word) for word in (...))``."""
    if not isinstance(argument, ast.GeneratorExp):
        return []
    call = argument.elt
    if not (isinstance(call, ast.Call) and _name(call.func) == "mark"):
        return []
    words = argument.generators[0].iter
    return [text for item in getattr(words, "elts", []) for text in _texts(item)]
