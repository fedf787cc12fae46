"""Save a changed scenario: the user's comments, order and spelling stay as they are."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from musdesign.errors import Problem, ScenarioError
from musdesign.yamlfile import parse_path


def changed_text(text: str, changes: Mapping[str, Any]) -> str:
    r"""Return the YAML text with values set by path, everything else untouched.

    Raises:
        ScenarioError: a path leads through a value that has no parts.

    >>> print(changed_text("losses: 25 %  # measured\n", {"losses": "20 %"}), end="")
    losses: 20 %  # measured
    """
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 100
    data = yaml.load(text)
    for path_text, value in changes.items():
        _set(data, path_text, value)
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
