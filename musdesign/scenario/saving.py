"""Save a changed scenario: the user's comments, order and spelling stay as they are."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from musdesign.errors import Problem, ScenarioError
from musdesign.yamlfile import parse_path, scalar_span

# what an item of a list goes by
_NAMES = ("group", "name", "id", "path", "crop", "kind")
_PLAIN = (str, int, float, bool)


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
            data[last] = _merged(data[last], value) if _holds(data, last) else value
        except (IndexError, TypeError):
            raise ScenarioError(Problem(f"there is no '{path_text}'")) from None


def _holds(data: Any, key: Any) -> bool:
    return key in data if isinstance(data, dict) else 0 <= key < len(data)


def _merged(node: Any, value: Any) -> Any:
    """Return a group or list that holds a value, the comments of what stays in their places."""
    if isinstance(node, CommentedMap) and isinstance(value, dict):
        for key in [key for key in node if key not in value]:
            del node[key]
        for key, item in value.items():
            node[key] = _merged(node[key], item) if key in node else item
        return node
    if isinstance(node, CommentedSeq) and isinstance(value, list):
        return _merged_list(node, value)
    return node if type(value) in _PLAIN and node == value else value


def _merged_list(node: CommentedSeq, value: list[Any]) -> Any:
    left = list(range(len(node)))
    origin: list[int | None] = []
    for item in value:
        # the same item first, then the one that goes by the same name
        found = next((i for i in left if node[i] == item), None)
        if found is None:
            found = next((i for i in left if _name(node[i]) == _name(item) is not None), None)
        if found is not None:
            left.remove(found)
        origin.append(found)
    kept = [i for i in origin if i is not None]
    if kept != sorted(kept):
        return value
    for i in reversed(left):
        del node[i]
    for i, (item, of) in enumerate(zip(value, origin, strict=True)):
        if of is None:
            node.insert(i, item)
        else:
            node[i] = _merged(node[i], item)
    return node


def _name(item: Any) -> Any:
    if not isinstance(item, dict):
        return None
    return next((item[key] for key in _NAMES if key in item), None)
