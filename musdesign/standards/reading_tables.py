"""Read a table over one or several axes: each cell becomes a rule with the conditions of its row.

The bands of an axis must follow one another without gap or overlap; what the text itself leaves
out is said under ``gap``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from musdesign.standards.bands import hole
from musdesign.standards.model import Rule
from musdesign.standards.reading_rules import RULE_KEYS, RuleReader, Shared
from musdesign.standards.vocabulary import unit_of
from musdesign.yamlfile import PathTuple

_OWN = {"axes", "values", "cells", "gap"}
_CELL = RULE_KEYS - {"clause", "parameter", "when"} | {"at"}
_BLANK = "blank"
_CURE = f"give each step its value, or '{_BLANK}' where the text has none"


class TableReader(RuleReader):
    """Turns tables into rules and collects their mistakes."""

    def table(self, item: Any, path: PathTuple, shared: Shared) -> list[Rule]:
        """Return the rules of one table."""
        group = self.group(item, path, set(RULE_KEYS) | _OWN)
        axes = self.axes(group.get("axes"), (*path, "axes"), gap=bool(group.get("gap")))
        if not axes:
            return []
        common = {key: value for key, value in group.items() if key not in _OWN}
        special = self.special(group.get("cells"), (*path, "cells"), axes)
        found = []
        values = (*path, "values")
        for where, at, value in self.cells(group.get("values"), axes, values):
            own = special.get(_key(where), {})
            if value == _BLANK:
                continue
            when = dict(common.get("when") or {}) | where
            rule = self.rule(common | _numbers(value) | own | {"when": when}, at, shared)
            if rule is not None:
                found.append(rule)
        return found

    def axes(self, value: Any, path: PathTuple, *, gap: bool) -> list[tuple[str, list[Any]]]:
        """Return the axes in order, each a condition and its steps."""
        found = []
        for i, item in enumerate(self.listed(value, path)):
            if not isinstance(item, dict) or len(item) != 1:
                self.wrong((*path, i), "an axis is one condition with its steps",
                           cure="write - population: [{lte: 500}, {gt: 500}]")  # fmt: skip
                continue
            ((spelling, steps),) = item.items()
            at = (*path, i, spelling)
            name = self.named(spelling, at, "condition")
            wanted = [self.wanted(step, (*at, j), name) for j, step in enumerate(
                self.listed(steps, at))] if name else []  # fmt: skip
            if name:
                self.contiguous(name, wanted, at, gap=gap)
                found.append((name, wanted))
        if not found and not self.problems:
            self.wrong(path, "a table needs axes", cure="write axes: [{zone: [valleys, plains]}]")
        return found

    def contiguous(self, name: str, steps: list[Any], path: PathTuple, *, gap: bool) -> None:
        """Note bands of an axis that overlap or leave a gap."""
        bands = [(j, step) for j, step in enumerate(steps) if isinstance(step, dict)]
        whole = unit_of(name) in {"person", "household", "-"}
        for _, later, what in hole([band for _, band in bands], whole=whole):
            if what.startswith("overlap") or not gap:
                at = (*path, bands[later][0])
                words = "the bands overlap" if what.startswith("overlap") else "a gap in the table"
                self.wrong(at, f"{words} of {name}: {what}",
                           cure="let each band begin where the one before ends, one end open "
                           "and one closed; say under gap what the text leaves out")  # fmt: skip

    def cells(
        self, value: Any, axes: list[tuple[str, list[Any]]], path: PathTuple
    ) -> Iterator[tuple[dict[str, Any], PathTuple, Any]]:
        """Yield each cell: its conditions, its place and what it holds."""
        (name, steps), rest = axes[0], axes[1:]
        items = self.listed(value, path)
        if len(items) != len(steps):
            what = f"a gap in the table: {len(items)} values for {len(steps)} steps of {name}"
            self.wrong(path, what, cure=_CURE)
        for j, (step, item) in enumerate(zip(steps, items, strict=False)):
            at = (*path, j)
            if rest:
                for where, below, cell in self.cells(item, rest, at):
                    yield {name: step} | where, below, cell
            elif item is None:
                self.wrong(at, f"a gap in the table: no value for {name} {step}", cure=_CURE)
            else:
                yield {name: step}, at, item

    def special(
        self, value: Any, path: PathTuple, axes: list[tuple[str, list[Any]]]
    ) -> dict[str, dict[str, Any]]:
        """Return what single cells have of their own (a better basis, another source)."""
        found = {}
        for i, item in enumerate(self.listed(value, path)):
            group = self.group(item, (*path, i), set(_CELL))
            at = self.conditions(group.get("at"), (*path, i, "at"))
            steps = dict(axes)
            for name in at:
                if at[name] not in steps.get(name, []):
                    self.wrong((*path, i, "at"), f"the table has no step {at[name]} of {name}")
            found[_key(at)] = {key: item for key, item in group.items() if key != "at"}
        return found


def _numbers(cell: Any) -> dict[str, Any]:
    if isinstance(cell, list) and len(cell) == 2:
        return {"low": cell[0], "high": cell[1]}
    return dict(cell) if isinstance(cell, dict) else {"value": cell}


def _key(where: Mapping[str, Any]) -> str:
    return repr(sorted((name, repr(step)) for name, step in where.items()))
