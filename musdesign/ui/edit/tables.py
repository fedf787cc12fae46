"""The tables of a scenario: which rows stand in them, and what a change of a row does to the file.

Every table works on one tree of plain data, the scenario's own.  ``held`` finds the items of that
tree that the rows show, before any table changes it; ``apply`` then changes them, so that several
tables can be edited one after the other.  ``Edits`` is what a person did: the form in which the
app's editor tells it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from musdesign.errors import Problem
from musdesign.ui.edit.cells import Cell, shown
from musdesign.ui.edit.nested import NestedTable
from musdesign.ui.edit.rows import Edits, Item, filled, inside, put, read_cell, set_cells, values


@dataclass(frozen=True, slots=True)
class ListTable:
    """A list of the file, each item a row: households, sources, tanks.

    ``only`` shows the items of one kind alone: ponds among the sources.
    """

    name: str
    title: str
    path: tuple[str, ...]
    columns: tuple[Cell, ...]
    grows: bool = True
    only: tuple[str, ...] = ()

    def held(self, data: Item) -> list[Item]:
        """Return the items that the rows show."""
        items = inside(data, self.path) or []
        return [item for item in items if not self.only or item.get("kind") in self.only]

    def rows(self, data: Item) -> list[dict[str, Any]]:
        """Return the values by column of each row."""
        return [values(item, self.columns) for item in self.held(data)]

    def apply(self, data: Item, held: Any, edits: Edits, problems: list[Problem]) -> None:
        """Change the items, then take away and add."""
        items = inside(data, self.path)
        if items is None:
            items = []
        for row, cells in edits.changed.items():
            if row < len(held) and row not in edits.removed:
                set_cells(held[row], self.columns, cells, f"{self.name}, row {row + 1}", problems)
        gone = {id(held[row]) for row in edits.removed if row < len(held)}
        kept = [item for item in items if id(item) not in gone]
        for i, cells in enumerate(edits.added):
            if filled(cells):
                item: Item = {"kind": self.only[0]} if self.only else {}
                set_cells(item, self.columns, cells, f"{self.name}, row +{i + 1}", problems)
                kept.append(item)
        if kept or items:
            # tables of other items of the same list hold on to it
            items[:] = kept
            put(data, ".".join(self.path), items)


@dataclass(frozen=True, slots=True)
class KeyTable:
    """A mapping of the file, each key a row with its value: own prices, own lives, own margins."""

    name: str
    title: str
    path: tuple[str, ...]
    columns: tuple[Cell, Cell]
    """The key, and its value."""
    grows: bool = True

    def held(self, data: Item) -> list[Item]:
        """Return the rows."""
        key, value = (cell.key for cell in self.columns)
        mapping = inside(data, self.path) or {}
        return [{key: name, value: found} for name, found in mapping.items()]

    def rows(self, data: Item) -> list[dict[str, Any]]:
        """Return the values by column of each row."""
        return self.held(data)

    def apply(self, data: Item, held: Any, edits: Edits, problems: list[Problem]) -> None:
        """Write the mapping anew; a key in two rows is a mistake."""
        kept: list[Item] = []
        for row, item in enumerate(held):
            if row not in edits.removed:
                cells = edits.changed.get(row, {})
                kept.append(self._set(item, cells, f"{self.name}, row {row + 1}", problems))
        for i, cells in enumerate(edits.added):
            if filled(cells):
                kept.append(self._set({}, cells, f"{self.name}, row +{i + 1}", problems))
        name, value = (cell.key for cell in self.columns)
        keys = [str(item[name]) for item in kept if item.get(name)]
        problems += [
            Problem(f"'{key}' stands in two rows", path=self.name, cure="keep one of them")
            for key in sorted({key for key in keys if keys.count(key) > 1})
        ]
        found = {str(item[name]): item.get(value) for item in kept if item.get(name)}
        put(data, ".".join(self.path), found or None)

    def _set(
        self, item: Item, cells: Mapping[str, str], where: str, problems: list[Problem]
    ) -> Item:
        before = len(problems)
        set_cells(item, self.columns, cells, where, problems)
        if len(problems) == before:
            problems += [
                Problem(f"{cell.title} is empty", path=where, cure="fill both cells of the row")
                for cell in self.columns
                if item.get(cell.key) is None
            ]
        return item


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

    def held(self, data: Item) -> None:
        """Hold nothing: the values are found by their keys."""

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

    def apply(self, data: Item, held: Any, edits: Edits, problems: list[Problem]) -> None:
        """Set the months that were changed."""
        found = inside(data, self.path)
        for row, cells in edits.changed.items():
            if found is None or row >= len(self.quantities):
                continue
            key, unit, title = self.quantities[row]
            now = self.rows(data)[row]
            months = [now[str(i + 1)] for i in range(12)]
            for column, text in cells.items():
                if column.isdigit():
                    months[int(column) - 1] = read_cell(
                        text, Cell(column, column, "number"), f"{self.name}: {title}", problems
                    )
            if any(month is None for month in months):
                missing = sum(month is None for month in months)
                if missing == 12:
                    found.pop(key, None)
                else:
                    what = f"{missing} months are missing: {title}"
                    problems.append(Problem(what, path=self.name, cure="fill all twelve"))
                continue
            found[key] = {"monthly": months, "unit": now["unit"] or unit}


@dataclass(frozen=True, slots=True)
class FieldTable:
    """Single values of the file, one a row: altitude, losses, design period."""

    name: str
    title: str
    fields: tuple[Cell, ...]
    columns: tuple[Cell, ...] = ()
    grows: bool = False

    def held(self, data: Item) -> None:
        """Hold nothing: the values are found by their keys."""

    def rows(self, data: Item) -> list[dict[str, Any]]:
        """Return what each value is, and the value as its field shows it."""
        return [
            {"what": cell.title, "value": shown(inside(data, cell.key.split(".")), cell)}
            for cell in self.fields
        ]

    def apply(self, data: Item, held: Any, edits: Edits, problems: list[Problem]) -> None:
        """Set the values that were changed."""
        for row, cells in edits.changed.items():
            if row < len(self.fields) and "value" in cells:
                cell = self.fields[row]
                where = f"{self.name}: {cell.title}"
                put(data, cell.key, read_cell(cells["value"] or "", cell, where, problems))


Table = ListTable | KeyTable | NestedTable | MonthTable | FieldTable


def texts(table: Table, data: Item, localised: Any = str) -> list[dict[str, str]]:
    """Return the rows of a table as the texts of their cells."""
    if isinstance(table, FieldTable):
        return [
            {"what": cell.title, "value": shown(inside(data, cell.key.split(".")), cell, localised)}
            for cell in table.fields
        ]
    by_key = {cell.key: cell for cell in table.columns}
    return [
        {
            key: shown(value, by_key.get(key, Cell(key, key)), localised)
            for key, value in row.items()
        }
        for row in table.rows(data)
    ]
