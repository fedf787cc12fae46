"""What differs between two scenarios as values by path: the form that links and ``--set`` take."""

from __future__ import annotations

from typing import Any

from musdesign.scenario.chance import is_chance
from musdesign.yamlfile import PathTuple, path_text


def difference(old: Any, new: Any) -> dict[str, Any]:
    """Return the values by path that turn one scenario's data into another's.

    A path cannot take a key away: what lost a key is given whole, and a section of the file becomes
    null.  A list that grew at its end gets its new items alone.

    >>> difference({"a": [1, 2], "b": {"c": 1}}, {"a": [1, 5, 6], "b": {"c": 1}})
    {'a[1]': 5, 'a[2]': 6}
    >>> difference({"tank": {"volume": "5 m3", "name": "t"}}, {"tank": {"name": "t"}})
    {'tank': {'name': 't'}}
    >>> difference({"losses": "20 %"}, {})
    {'losses': None}
    """
    found: dict[str, Any] = {}
    _into(found, (), old, new)
    return found


def _into(found: dict[str, Any], path: PathTuple, old: Any, new: Any) -> None:
    if _same(old, new):
        return
    if isinstance(old, dict) and isinstance(new, dict) and not _whole(old) and not _whole(new):
        if not path or set(old) <= set(new):
            for key in dict.fromkeys([*new, *old]):
                _into(found, (*path, key), old.get(key), new.get(key))
            return
    elif isinstance(old, list) and isinstance(new, list) and path and len(old) <= len(new):
        for i, item in enumerate(new):
            _into(found, (*path, i), old[i] if i < len(old) else None, item)
        return
    found[path_text(path)] = new


def _same(old: Any, new: Any) -> bool:
    return type(old) is type(new) and bool(old == new)


def _whole(value: dict[str, Any]) -> bool:
    """Tell whether a mapping is one value: twelve months, or a range."""
    return "monthly" in value or is_chance(value)
