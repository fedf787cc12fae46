"""The tables of a scenario: which rows stand in them, and what a change of a row does to the file.

Every table works on one tree of plain data, the scenario's own; rows refer to the items of that
tree, so that several tables can change it one after the other.  ``Edits`` is what a person did:
the form in which the app's editor tells it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from musdesign.errors import MusdesignError, Problem
from musdesign.ui.edit.cells import Cell, read, shown

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


@dataclass(frozen=True, slots=True)
class ListTable:
    """A list of the file, each item a row: households, sources, tanks."""

    name: str
    title: str
    path: tuple[str, ...]
    columns: tuple[Cell, ...]
    grows: bool = True

    def rows(self, data: Item) -> list[dict[str, Any]]:
        """Return the values by column of each row."""
        return [_values(item, self.columns) for item in inside(data, self.path) or []]

    def apply(self, data: Item, edits: Edits, problems: list[Problem]) -> None:
        """Change the items, then take away and add."""
        items = inside(data, self.path)
        if items is None:
            items = []
            put(data, ".".join(self.path), items)
        for row, cells in edits.changed.items():
            if row < len(items) and row not in edits.removed:
                _set(items[row], self, cells, f"{row + 1}", problems)
        kept = [item for row, item in enumerate(items) if row not in edits.removed]
        for i, cells in enumerate(edits.added):
            if _filled(cells):
                item: Item = {}
                _set(item, self, cells, f"+{i + 1}", problems)
                kept.append(item)
        items[:] = kept


@dataclass(frozen=True, slots=True)
class NestedTable:
    """A list within each household group, the group being the first column: plots, enterprises.

    ``keyed`` is a mapping instead, whose keys stand in that column: animals by kind, whose value is
    the heads alone or a group of keys.
    """

    name: str
    title: str
    key: str
    columns: tuple[Cell, ...]
    keyed: str = ""
    grows: bool = True

    def rows(self, data: Item) -> list[dict[str, Any]]:
        """Return the values by column of each row."""
        return [
            {GROUP: group.get("group", ""), **_values(item, self.columns[1:])}
            for group, item in self._items(data)
        ]

    def apply(self, data: Item, edits: Edits, problems: list[Problem]) -> None:
        """Put every row under the group that its first cell names."""
        if not edits:
            return
        groups = {str(group.get("group", "")): group for group in data.get("households") or []}
        of_row = self._items(data)
        rows: list[tuple[str, Item]] = []
        for row, (group, item) in enumerate(of_row):
            if row in edits.removed or not any(group is known for known in groups.values()):
                continue
            cells = edits.changed.get(row, {})
            _set(item, self, cells, f"{row + 1}", problems)
            rows.append((cells.get(GROUP) or str(group.get("group", "")), item))
        for i, cells in enumerate(edits.added):
            if _filled(cells):
                item = {}
                _set(item, self, cells, f"+{i + 1}", problems)
                rows.append((cells.get(GROUP) or next(iter(groups), ""), item))
        for name in {name for name, _ in rows} - set(groups):
            problems.append(
                Problem(f"there is no group '{name}'", path=self.name, cure="name a group above")
            )
        for name, group in groups.items():
            own = [item for of, item in rows if of == name]
            problems += self._twice(name, own)
            self._store(group, own)

    def _twice(self, group: str, items: list[Item]) -> list[Problem]:
        """Return a problem for each key of a mapping that stands in two rows of a group."""
        keys = [str(item.get(self.keyed, "")) for item in items] if self.keyed else []
        return [
            Problem(f"'{group}' has '{key}' in two rows", path=self.name, cure="put them into one")
            for key in sorted(set(keys))
            if keys.count(key) > 1
        ]

    def _items(self, data: Item) -> list[tuple[Item, Item]]:
        found = []
        for group in data.get("households") or []:
            held = inside(group, ("uses", self.key))
            if self.keyed and isinstance(held, dict):
                for kind, value in held.items():
                    item = value if isinstance(value, dict) and "head" in value else {"head": value}
                    found.append((group, {self.keyed: kind, **item}))
            elif not self.keyed:
                found += [(group, item) for item in held or []]
        return found

    def _store(self, group: Item, items: list[Item]) -> None:
        uses = group.setdefault("uses", {})
        if not items and not uses.get(self.key):
            return
        if not self.keyed:
            uses[self.key] = items
            return
        held: Item = {}
        for item in items:
            value = {key: part for key, part in item.items() if key != self.keyed}
            held[str(item.get(self.keyed, ""))] = value["head"] if set(value) == {"head"} else value
        uses[self.key] = held


@dataclass(frozen=True, slots=True)
class MonthTable:
    """Twelve months as columns, one quantity a row: the climate."""

    name: str
    title: str
    path: tuple[str, ...]
    quantities: tuple[tuple[str, str, str], ...]
    """Key, unit and title of each row."""
    columns: tuple[Cell, ...] = ()
    grows: bool = False

    def rows(self, data: Item) -> list[dict[str, Any]]:
        """Return what the row is, its unit, and its months."""
        held = inside(data, self.path) or {}
        found = []
        for key, unit, title in self.quantities:
            value = held.get(key)
            months = value.get("monthly") if isinstance(value, dict) else None
            own = value.get("unit", unit) if isinstance(value, dict) else unit
            cells = months if isinstance(months, list) and len(months) == 12 else [value] * 12
            row = {"what": title, "unit": own}
            found.append(row | {str(i + 1): cell for i, cell in enumerate(cells)})
        return found

    def apply(self, data: Item, edits: Edits, problems: list[Problem]) -> None:
        """Set the months that were changed."""
        held = inside(data, self.path)
        for row, cells in edits.changed.items():
            if held is None or row >= len(self.quantities):
                continue
            key, unit, title = self.quantities[row]
            before = self.rows(data)[row]
            months = [before[str(i + 1)] for i in range(12)]
            for column, text in cells.items():
                if column.isdigit():
                    months[int(column) - 1] = _read(
                        text, Cell(column, column, "number"), f"{self.name}: {title}", problems
                    )
            if any(month is None for month in months):
                missing = sum(month is None for month in months)
                if missing == 12:
                    held.pop(key, None)
                else:
                    what = f"{missing} months are missing: {title}"
                    problems.append(Problem(what, path=self.name, cure="fill all twelve"))
                continue
            held[key] = {"monthly": months, "unit": before["unit"] or unit}


@dataclass(frozen=True, slots=True)
class FieldTable:
    """Single values of the file, one a row: altitude, losses, design period."""

    name: str
    title: str
    fields: tuple[Cell, ...]
    columns: tuple[Cell, ...] = ()
    grows: bool = False

    def rows(self, data: Item) -> list[dict[str, Any]]:
        """Return what each value is, and the value as its field shows it."""
        return [
            {"what": cell.title, "value": shown(inside(data, cell.key.split(".")), cell)}
            for cell in self.fields
        ]

    def apply(self, data: Item, edits: Edits, problems: list[Problem]) -> None:
        """Set the values that were changed."""
        for row, cells in edits.changed.items():
            if row < len(self.fields) and "value" in cells:
                cell = self.fields[row]
                where = f"{self.name}: {cell.title}"
                put(data, cell.key, _read(cells["value"] or "", cell, where, problems))


Table = ListTable | NestedTable | MonthTable | FieldTable


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


def texts(table: Table, data: Item, localised: Any = str) -> list[dict[str, str]]:
    """Return the rows of a table as the texts of their cells."""
    by_key = {cell.key: cell for cell in table.columns}
    return [
        {
            key: shown(value, by_key.get(key, Cell(key, key)), localised)
            for key, value in row.items()
        }
        for row in table.rows(data)
    ]


def _values(item: Item, columns: Sequence[Cell]) -> dict[str, Any]:
    return {cell.key: inside(item, cell.key.split(".")) for cell in columns}


def _set(
    item: Item,
    table: ListTable | NestedTable,
    cells: Mapping[str, str],
    row: str,
    problems: list[Problem],
) -> None:
    for cell in table.columns:
        # which group a nested row belongs to is where it stands, not one of its keys
        stands = cell.key != GROUP or isinstance(table, ListTable)
        if stands and cell.key in cells:
            where = f"{table.name}, row {row}: {cell.title}"
            put(item, cell.key, _read(cells[cell.key] or "", cell, where, problems))


def _read(text: str, cell: Cell, where: str, problems: list[Problem]) -> Any:
    try:
        return read(text, cell)
    except MusdesignError as error:
        problems += [problem.located(path=where) for problem in error.problems]
        return None


def _filled(cells: Mapping[str, str]) -> bool:
    return any(text for text in cells.values())
