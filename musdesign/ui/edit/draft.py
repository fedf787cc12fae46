"""A draft: edits that hold a mistake, kept while the person is elsewhere and laid out again."""

from __future__ import annotations

from collections.abc import Sequence

from musdesign.ui.edit.tables import Edits


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
