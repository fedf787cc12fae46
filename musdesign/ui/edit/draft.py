"""A draft: edits that hold a mistake, kept while the person is elsewhere and laid out again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from musdesign.ui.edit.rows import Edits
from musdesign.ui.edit.tables import Table

_MOST_ROWS = 2000
_MOST_CHARACTERS = 400


def laid_out(rows: Sequence[dict[str, str]], draft: Edits) -> list[dict[str, str]]:
    """Return the rows of a table as a draft left them.

    >>> laid_out([{"n": "1"}, {"n": "2"}], Edits({1: {"n": "x"}}, [{"n": "3"}], frozenset({0})))
    [{'n': 'x'}, {'n': '3'}]
    """
    kept = [
        row | dict(draft.changed.get(i, {})) for i, row in enumerate(rows) if i not in draft.removed
    ]
    return kept + [dict(cells) for cells in draft.added]


def merged(draft: Edits, more: Edits, count: int) -> Edits:
    """Return edits of ``count`` rows: those of a draft, then more done to the rows it laid out.

    >>> both = merged(Edits({1: {"n": "x"}}, removed=frozenset({0})), Edits({0: {"n": "y"}}), 2)
    >>> both.changed, both.removed
    ({1: {'n': 'y'}}, frozenset({0}))
    """
    kept = [i for i in range(count) if i not in draft.removed]
    changed = {row: dict(cells) for row, cells in draft.changed.items()}
    added = [dict(cells) for cells in draft.added]
    for row, cells in more.changed.items():
        if row < len(kept):
            changed.setdefault(kept[row], {}).update(cells)
        elif row - len(kept) < len(added):
            added[row - len(kept)].update(cells)
    gone = {kept[row] for row in more.removed if row < len(kept)}
    left = [cells for i, cells in enumerate(added) if i + len(kept) not in more.removed]
    return Edits(changed, [*left, *more.added], draft.removed | gone)


def written_out(edits: Edits) -> dict[str, Any]:
    """Return edits as plain data for a link; nothing where nothing was done.

    >>> written_out(Edits({1: {"n": "x"}}, removed=frozenset({0})))
    {'changed': {'1': {'n': 'x'}}, 'removed': [0]}
    """
    found = {
        "changed": {str(row): dict(cells) for row, cells in edits.changed.items()},
        "added": [dict(cells) for cells in edits.added],
        "removed": sorted(edits.removed),
    }
    return {name: part for name, part in found.items() if part}


def read_again(data: Any, table: Table) -> Edits | None:
    """Return the edits of a table that a link tells; None where it tells none, or other things."""
    if not isinstance(data, dict):
        return None
    changed, added, removed = (
        data.get(name, usual) for name, usual in (("changed", {}), ("added", []), ("removed", []))
    )
    fits = (
        isinstance(changed, dict)
        and all(str(row).isdecimal() and _cells(cells) for row, cells in changed.items())
        and isinstance(added, list)
        and len(added) <= _MOST_ROWS
        and all(_cells(cells) for cells in added)
        and isinstance(removed, list)
        and all(isinstance(row, int) for row in removed)
        and (table.grows or not (added or removed))
    )
    if not fits:
        return None
    return Edits({int(row): cells for row, cells in changed.items()}, added, frozenset(removed))


def _cells(found: Any) -> bool:
    return isinstance(found, Mapping) and all(
        isinstance(value, str) and len(value) <= _MOST_CHARACTERS for value in found.values()
    )
