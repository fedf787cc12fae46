"""From what a person did in the tables to values by path, provenance kept with its own rows."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from musdesign.errors import MusdesignError, Problem, ScenarioError
from musdesign.scenario.reading import with_value
from musdesign.ui.edit.difference import difference
from musdesign.ui.edit.rows import Edits, Item
from musdesign.ui.edit.tables import Table
from musdesign.yamlfile import PathTuple, parse_path, parse_yaml, path_text


def written(text: str, made: Mapping[str, Any]) -> Item:
    """Return the data of a scenario's text as it is written, with values set by path.

    Raises:
        ScenarioError: it is no scenario.
    """
    data = parse_yaml(text).data
    if not isinstance(data, dict):
        raise ScenarioError("this file has no tables: it is not a scenario")
    for path, value in made.items():
        data = with_value(data, parse_path(path), copy.deepcopy(value), path)
    found: Item = _dateless(data)
    return found


def _dateless(data: Any) -> Any:
    """Return data with its days as text: the form that links and cells have."""
    if isinstance(data, dict):
        return {key: _dateless(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_dateless(value) for value in data]
    return data.isoformat() if isinstance(data, dt.date) else data


def changes(original: Item, snapshot: Item, done: Iterable[tuple[Table, Edits]]) -> dict[str, Any]:
    """Return the values by path that lead from the original to the edited tables.

    Raises:
        MusdesignError: with a problem for each cell that cannot be read.
    """
    data = copy.deepcopy(snapshot)
    followed = _followed(data)
    problems: list[Problem] = []
    # every table finds its rows before any of them changes the tree
    held = [(table, table.held(data), edits) for table, edits in done if edits]
    for table, rows, edits in held:
        table.apply(data, rows, edits, problems)
    if problems:
        raise MusdesignError(problems)
    _follow(data, followed)
    return difference(original, data)


@dataclass(slots=True)
class _Line:
    """A line of provenance, its path, and the items of lists that the path leads through."""

    line: Item
    path: PathTuple
    items: list[tuple[int, Any]]
    held: bool


def _followed(data: Item) -> list[_Line]:
    """Return each line of provenance with what it stands beside."""
    found = []
    for line in data.get("provenance") or []:
        path = parse_path(str(line.get("path", ""))) if isinstance(line, dict) else ()
        items = [
            (i, part)
            for i, part in enumerate(_along(data, path))
            if isinstance(path[i], int) and isinstance(part, dict)
        ]
        found.append(_Line(line, path, items, len(_along(data, path)) == len(path)))
    return found


def _follow(data: Item, followed: list[_Line]) -> None:
    """Let the lines of provenance follow their rows; those of what was taken away go with it."""
    gone = []
    for one in followed:
        steps: list[Any] = list(one.path)
        for i, item in one.items:
            before = _along(data, tuple(steps[:i]))
            held = before[-1] if len(before) == i and i else []
            place = next((n for n, other in enumerate(held) if other is item), None)
            if place is None:
                break
            steps[i] = place
        path = tuple(steps)
        if one.held and len(_along(data, path)) < len(path):
            gone.append(id(one.line))
        elif path != one.path:
            one.line["path"] = path_text(path)
    if gone:
        data["provenance"] = [line for line in data["provenance"] if id(line) not in gone]


def _along(data: Any, path: PathTuple) -> list[Any]:
    """Return what stands at each step of a path, as far as it leads."""
    found = []
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            break
        found.append(data)
    return found
