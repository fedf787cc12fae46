"""From what a person did in the tables to values by path, provenance kept with its own rows."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from musdesign.errors import MusdesignError, Problem, ScenarioError
from musdesign.scenario.reading import with_value
from musdesign.ui.edit.difference import difference
from musdesign.ui.edit.tables import Edits, Item, Table
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
    found: Item = data
    return found


def changes(original: Item, snapshot: Item, done: Iterable[tuple[Table, Edits]]) -> dict[str, Any]:
    """Return the values by path that lead from the original to the edited tables.

    Raises:
        MusdesignError: with a problem for each cell that cannot be read.
    """
    data = copy.deepcopy(snapshot)
    followed = _followed(data)
    problems: list[Problem] = []
    for table, edits in done:
        if edits:
            table.apply(data, edits, problems)
    if problems:
        raise MusdesignError(problems)
    _follow(data, followed)
    return difference(original, data)


def _followed(data: Item) -> list[tuple[Item, PathTuple, list[tuple[int, Any]]]]:
    """Return each line of provenance with the items of lists that its path leads through."""
    found = []
    for line in data.get("provenance") or []:
        path = parse_path(str(line.get("path", ""))) if isinstance(line, dict) else ()
        held: Any = data
        items = []
        for i, step in enumerate(path):
            try:
                held = held[step]
            except (KeyError, IndexError, TypeError):
                break
            if isinstance(step, int) and isinstance(held, dict):
                items.append((i, held))
        if items:
            found.append((line, path, items))
    return found


def _follow(data: Item, followed: list[tuple[Item, PathTuple, list[tuple[int, Any]]]]) -> None:
    """Let the lines of provenance follow their rows; those of rows taken away go with them."""
    gone: list[int] = []
    for line, path, items in followed:
        steps = list(path)
        for i, item in items:
            held: Any = data
            for step in steps[:i]:
                held = held.get(step, ()) if isinstance(held, dict) else held[step]
            place = next((n for n, other in enumerate(held) if other is item), None)
            if place is None:
                gone.append(id(line))
                break
            steps[i] = place
        else:
            if tuple(steps) != path:
                line["path"] = path_text(tuple(steps))
    if gone:
        data["provenance"] = [line for line in data["provenance"] if id(line) not in gone]
