"""Collect the messages of the source: every text passed to ``say``, ``plural``, ``mark`` or ``_``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import musdesign

ROOT = Path(musdesign.__file__).parent
_CALLS = {"_", "mark", "text", "plural", "say"}
_SOURCES = ("musdesign.i18n", "musdesign.ui.words", "from musdesign.ui import words")


def messages(root: Path = ROOT) -> dict[str, str]:
    """Return each message with the place of its first use."""
    found: dict[str, str] = {}
    for place, call in _calls(root):
        for argument in _arguments(call):
            for text in _texts(argument):
                found.setdefault(text, place)
        if _name(call.func) == "tuple" and call.args:
            for text in _marked_series(call.args[0]):
                found.setdefault(text, place)
    return found


def glued(root: Path = ROOT) -> dict[str, str]:
    """Return the calls whose message is put together before it is translated, by their place."""
    return {
        place: ast.unparse(argument)
        for place, call in _calls(root)
        for argument in _arguments(call)
        if isinstance(argument, ast.JoinedStr | ast.BinOp)
    }


def _calls(root: Path) -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(root.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "i18n" not in path.parts and not any(source in text for source in _SOURCES):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and not _shows_as_it_stands(node):
                yield f"{path.relative_to(root)}:{node.lineno}", node


def _shows_as_it_stands(call: ast.Call) -> bool:
    """Tell ``st.text`` and the text kept under a key from the text of a language."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    return isinstance(owner, ast.Name) and owner.id in {"st", "key"}


def _arguments(call: ast.Call) -> list[ast.expr]:
    name = _name(call.func)
    if name not in _CALLS:
        return []
    return call.args[:2] if name == "plural" else call.args[:1]


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def _texts(argument: ast.expr) -> list[str]:
    if isinstance(argument, ast.IfExp):
        return [*_texts(argument.body), *_texts(argument.orelse)]
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
