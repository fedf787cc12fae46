"""What the tables of a scenario share: what was done in one, and values at places of the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from musdesign.errors import MusdesignError, Problem
from musdesign.ui.edit.cells import Cell, read

Item = dict[str, Any]
GROUP = "group"


@dataclass(frozen=True, slots=True)
class Edits:
    """Cells changed by row and column, rows added, and rows taken away."""

    changed: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    added: Sequence[Mapping[str, str]] = ()
    removed: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        """Tell whether anything was done."""
        return bool(self.changed or any(self.added) or self.removed)


def inside(data: Any, path: Sequence[str]) -> Any:
    """Return what stands at a path of keys; None where nothing does."""
    for key in path:
        if not isinstance(data, dict):
            return None
        data = data.get(key)
    return data


def put(data: Item, key: str, value: Any) -> None:
    """Set a value at keys with dots between, or take it away where it is None."""
    *before, last = key.split(".")
    for step in before:
        inner = data.get(step)
        if not isinstance(inner, dict):
            if value is None:
                return
            inner = data[step] = {}
        data = inner
    if value is None:
        data.pop(last, None)
    else:
        data[last] = value


def values(item: Item, columns: Sequence[Cell]) -> dict[str, Any]:
    """Return what an item holds by column."""
    return {cell.key: inside(item, cell.key.split(".")) for cell in columns}


def set_cells(
    item: Item,
    columns: Sequence[Cell],
    cells: Mapping[str, str],
    where: str,
    problems: list[Problem],
) -> None:
    """Set the changed cells of an item; what cannot be read is a problem with its place."""
    for cell in columns:
        if cell.key in cells:
            found = read_cell(cells[cell.key] or "", cell, f"{where}: {cell.title}", problems)
            put(item, cell.key, found)


def read_cell(text: str, cell: Cell, where: str, problems: list[Problem]) -> Any:
    """Return what a cell means; None, and a problem with its place, where it cannot be read."""
    try:
        return read(text, cell)
    except MusdesignError as error:
        problems += [problem.located(path=where) for problem in error.problems]
        return None


def filled(cells: Mapping[str, str]) -> bool:
    """Tell whether a row that was added has anything in it."""
    return any(text for text in cells.values())
