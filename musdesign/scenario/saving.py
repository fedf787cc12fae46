"""Save a changed scenario: the user's comments, order and spelling stay as they are."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from musdesign.errors import Problem, ScenarioError
from musdesign.yamlfile import parse_path, scalar_span


def changed_text(text: str, changes: Mapping[str, Any]) -> str:
    r"""Return the YAML text with values set by path, everything else untouched.

    Raises:
        ScenarioError: a path leads through a value that has no parts.

    >>> print(changed_text("losses: 25 %  # measured\n", {"losses": "20 %"}), end="")
    losses: 20 %  # measured
    """
    for path, value in changes.items():
        span = scalar_span(text, parse_path(path))
        if span is not None and not isinstance(value, dict | list):
            text = text[: span[0]] + _scalar(value) + text[span[1] :]
        else:
            text = _rewritten(text, path, value)
    return text


def _scalar(value: Any) -> str:
    yaml = YAML(typ="rt")
    yaml.width = 4096
    out = io.StringIO()
    yaml.dump([value], out)
    return out.getvalue().removeprefix("-").strip()


def _rewritten(text: str, path: str, value: Any) -> str:
    """Set a value that has no place in the text yet; the layout follows the file's own."""
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 4096
    indented = re.search(r"^\w[^\n]*:\s*\n( +)- ", text, re.MULTILINE)
    offset = len(indented[1]) if indented else 0
    yaml.indent(mapping=2, sequence=offset + 2, offset=offset)
    data = yaml.load(text)
    _set(data, path, value)
    out = io.StringIO()
    yaml.dump(data, out)
    return out.getvalue()


def _set(data: Any, path_text: str, value: Any) -> None:
    *before, last = parse_path(path_text)
    for step in before:
        try:
            inner = data[step]
        except (KeyError, IndexError, TypeError):
            inner = None
        if inner is None and isinstance(data, dict):
            inner = data[step] = CommentedMap()
        if not isinstance(inner, dict | list):
            raise ScenarioError(Problem(f"there is no '{path_text}'"))
        data = inner
    if isinstance(data, list) and isinstance(last, int) and last == len(data):
        data.append(value)
    else:
        try:
            data[last] = value
        except (IndexError, TypeError):
            raise ScenarioError(Problem(f"there is no '{path_text}'")) from None
