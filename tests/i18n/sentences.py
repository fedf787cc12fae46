"""Collect the sentences of the core that a reader may meet: notes, reasons, methods, warnings.

They are recognised by their English: several words, one of which no formula, key or name has.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.i18n.messages import ROOT
from tests.i18n.mistakes import PLACE, _written

ROOMS = (
    "demand", "field", "finance", "flow", "library", "network", "scenario", "standards", "study",
    "supply",
)  # fmt: skip
_ENGLISH = re.compile(
    r"\b(the|of|and|is|are|by|with|not|for|from|than|to|in|on|an|or|below|above|each|at|no|as|"
    r"has|have|was|were|be|it|its|their|which|where|what|more|over|without|within)\b"
)
# formulas, patterns of the program, other languages and what a file of another program holds
_CODE = re.compile(
    r"[\^\\#{]\w|[<>]=|\*\s|\w_\w|^[;\[(-]|Literal\[|[a-z]\(|\d \* |://|\.csv|[A-Z]{3,} [A-Z]{3,}"
)
# citations, and text of files that we write
_NOT_TOLD = re.compile(
    r"Allen et al\. 1998, FAO Irrigation and Drainage Paper 56$|NASA Langley|Least-cost design over days"
    r"| of this break-pressure tank|pipe \{0\}\.length| {4,}|\{mean: "
)
_QUIET = {"getLogger", "compile", "debug", "info", "warning", "exception", "write", "fullmatch"}


def sentences(root: Path = ROOT) -> dict[str, str]:
    """Return the pattern of each sentence with the file and line of its first use."""
    found: dict[str, str] = {}
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            skipped = _silent(tree)
            for node in ast.walk(tree):
                if id(node) not in skipped and isinstance(
                    node, ast.Constant | ast.JoinedStr | ast.BinOp
                ):
                    for text in _written(node):
                        if _is_sentence(text):
                            place = f"{path.relative_to(root)}:{node.lineno}"
                            found.setdefault(text, place)
    return found


def _is_sentence(text: str) -> bool:
    plain = PLACE.sub("", text)
    words = re.findall(r"[A-Za-z]{2,}", plain)
    return (
        len(words) >= 3
        and bool(_ENGLISH.search(plain))
        and not _CODE.search(plain)
        and not _NOT_TOLD.match(text)
    )


def _silent(tree: ast.AST) -> set[int]:
    """Return the nodes that nobody reads: docstrings, parts of longer texts, the program's own."""
    silent: set[int] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            silent |= {id(part.value) for part in body if isinstance(part, ast.Expr)}
        if isinstance(node, ast.JoinedStr | ast.BinOp):
            silent |= {id(part) for part in ast.walk(node) if part is not node}
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if name in _QUIET:
                silent |= {id(part) for arg in node.args for part in ast.walk(arg)}
    return silent
