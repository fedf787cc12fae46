"""Lists that stand within the items of another list: plots of a group, gaugings of a source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from musdesign.errors import Problem
from musdesign.ui.edit.cells import Cell
from musdesign.ui.edit.rows import GROUP, Edits, Item, filled, inside, put, set_cells, values

Held = list[tuple[Item, Item]]


@dataclass(frozen=True, slots=True)
class NestedTable:
    """A list within each item of another, named in the first column: plots, enterprises, gaugings.

    Attributes:
        name: key of the table.
        title: what stands above it.
        key: keys from the owner to the list, with dots between.
        columns: the owner's name, then the columns of an item.
        keyed: the list is a mapping instead, whose keys stand in that column: animals by kind,
            whose value is the heads alone or a group of keys.
        owners: the list whose items own these.
        kinds: kinds of owners that can have them; all where left out.
    """

    name: str
    title: str
    key: str
    columns: tuple[Cell, ...]
    keyed: str = ""
    grows: bool = True
    owners: str = "households"
    kinds: tuple[str, ...] = ()

    def choices(self, data: Item) -> tuple[str, ...]:
        """Return the names of those that can own a row."""
        return tuple(self._owners(data))

    def held(self, data: Item) -> Held:
        """Return each row with its owner."""
        found: Held = []
        for owner in data.get(self.owners) or []:
            inner = inside(owner, self.key.split("."))
            if self.keyed and isinstance(inner, dict):
                for kind, value in inner.items():
                    item = value if isinstance(value, dict) and "head" in value else {"head": value}
                    found.append((owner, {self.keyed: kind, **item}))
            elif not self.keyed:
                found += [(owner, item) for item in inner or []]
        return found

    def rows(self, data: Item) -> list[dict[str, Any]]:
        """Return the values by column of each row."""
        names = {id(owner): name for name, owner in self._owners(data, all_kinds=True).items()}
        owner_key = self.columns[0].key
        return [
            {owner_key: names.get(id(owner), ""), **values(item, self.columns[1:])}
            for owner, item in self.held(data)
        ]

    def apply(self, data: Item, held: Any, edits: Edits, problems: list[Problem]) -> None:
        """Put every row under the owner that its first cell names."""
        owners = self._owners(data)
        owner_key, columns = self.columns[0].key, self.columns[1:]
        names = {id(owner): name for name, owner in owners.items()}
        rows: list[tuple[str, Item]] = []
        for row, (owner, item) in enumerate(held):
            # a row whose owner was taken away went with it
            if row in edits.removed or id(owner) not in names:
                continue
            cells = edits.changed.get(row, {})
            set_cells(item, columns, cells, f"{self.name}, row {row + 1}", problems)
            rows.append((cells.get(owner_key) or names[id(owner)], item))
        for i, cells in enumerate(edits.added):
            if filled(cells):
                new: Item = {}
                set_cells(new, columns, cells, f"{self.name}, row +{i + 1}", problems)
                rows.append((cells.get(owner_key) or next(iter(owners), ""), new))
        for name in sorted({name for name, _ in rows} - set(owners)):
            what = (
                f"there is no group '{name}'"
                if self.owners == "households"
                else f"there is nothing named '{name}' that could have a row here"
            )
            problems.append(Problem(what, path=self.name, cure="name one of those above"))
        for name, owner in owners.items():
            own = [item for of, item in rows if of == name]
            problems += self._twice(name, own)
            self._store(owner, own)

    def _owners(self, data: Item, *, all_kinds: bool = False) -> dict[str, Item]:
        found = {}
        for i, owner in enumerate(data.get(self.owners) or []):
            kind = str(owner.get("kind", ""))
            if all_kinds or not self.kinds or kind in self.kinds:
                found[str(owner.get(GROUP) or owner.get("name") or f"{kind} {i + 1}")] = owner
        return found

    def _twice(self, group: str, items: Sequence[Item]) -> list[Problem]:
        """Return a problem for each key of a mapping that stands in two rows of a group."""
        keys = [str(item.get(self.keyed, "")) for item in items] if self.keyed else []
        return [
            Problem(f"'{group}' has '{key}' in two rows", path=self.name, cure="put them into one")
            for key in sorted(set(keys))
            if keys.count(key) > 1
        ]

    def _store(self, owner: Item, items: list[Item]) -> None:
        if not items and not inside(owner, self.key.split(".")):
            return
        if not self.keyed:
            put(owner, self.key, items)
            return
        held: Item = {}
        for item in items:
            value = {key: part for key, part in item.items() if key != self.keyed}
            held[str(item.get(self.keyed, ""))] = value["head"] if set(value) == {"head"} else value
        put(owner, self.key, held)
