"""The scheme as tables: what is changed here is in the design, the file and the link at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from musdesign.errors import MusdesignError
from musdesign.library.tables import table as library
from musdesign.ui.edit.cells import NOTHING
from musdesign.ui.edit.desk import Desk, opened
from musdesign.ui.edit.kinds import MONEY, kinds
from musdesign.ui.edit.nested import NestedTable
from musdesign.ui.edit.tables import FieldTable, MonthTable, Table
from musdesign.ui.messages import tell_refused
from musdesign.ui.parts import heading, note
from musdesign.ui.quick_screen import MONTHS
from musdesign.ui.view import View
from musdesign.ui.words import say, told

_LETTER_PX, _SIGN_PX, _EDGES_PX, _MOST_PX = 7, 44, 20, 300
"""How wide a letter of a table is, the sign before a title, the edges of a cell, and a column."""


def show(view: View) -> None:
    """Show the tables of one part of the scheme."""
    _show(view, tuple(kinds(view.result.currency)), "edit-part")


def money(view: View) -> None:
    """Show the tables of prices, gains and the tariff study."""
    _show(view, MONEY, "edit-money")


def _show(view: View, parts: tuple[str, ...], key: str) -> None:
    part = st.segmented_control(
        say("Part of the scheme"),
        list(parts),
        default=parts[0],
        format_func=say,
        required=True,
        key=key,
    )
    desk = opened(view.case, part or parts[0], view.result.currency)
    st.html(
        note(
            say(
                "Type into a cell; add a row at the end of a table; mark rows at their left to "
                "take them away. A decimal comma or point is read alike, and a value may bring its "
                "own unit. The file keeps its comments."
            )
        )
        + note(say("Where a value may be left empty the usual one counts: see Assumptions."))
    )
    tables = desk.tables()
    left = list(desk.refused.problems) if desk.refused is not None else []
    for table in tables:
        _editor(desk, table)
        # below its table, so that the table stays where it is while a row is being filled
        own = [problem for problem in left if concerns(table, problem.path)]
        left = [problem for problem in left if problem not in own]
        if own:
            tell_refused(MusdesignError(own))
    if left:
        tell_refused(MusdesignError(left))


def concerns(table: Table, path: str) -> bool:
    """Tell whether a mistake at a path is one of a table: of its cells, or of what it writes."""
    if path == table.name or path.startswith((f"{table.name},", f"{table.name}:")):
        return True
    if isinstance(table, FieldTable):
        return any(path.startswith(cell.key) for cell in table.fields)
    if isinstance(table, NestedTable):
        return path.startswith(f"{table.owners}[") and f".{table.key}" in path
    return path.startswith(".".join(table.path))


def _editor(desk: Desk, table: Table) -> None:
    named = isinstance(table, FieldTable | MonthTable)
    rows = [row | (_told_row(row) if named else {}) for row in desk.rows(table)]
    st.html(heading(say(table.title)))
    columns = _columns(desk, table, rows)
    if not rows and not table.grows:
        st.html(note(say("Nothing of this in the file.")))
        return
    frame = pd.DataFrame(rows, columns=list(columns), dtype="str").fillna("")
    # an empty cell that chooses would read "None"
    choosing = [cell.key for cell in table.columns if cell.choices]
    frame[choosing] = frame[choosing].replace("", NOTHING)
    st.data_editor(
        frame,
        num_rows="dynamic" if table.grows else "fixed",
        column_config=columns,
        hide_index=True,
        disabled=["what", "unit"] if named else False,
        height="content",
        key=desk.key(table),
        alt=say("Table to edit: {title}", title=say(table.title)),
    )


def choice_name(key: str, table: str = "") -> str:
    """Return how people call a choice: by its name in the library, or its key as words."""
    row = library(table).get(key) if table else None
    name = (row.cells.get("name") or key) if row is not None else key
    shown = told(name)
    return shown if shown != name else told(name.replace("_", " "))


def _told_row(row: Mapping[str, str]) -> dict[str, str]:
    """Return what a row is and its unit, in the visitor's language."""
    return {key: told(row[key]) for key in ("what", "unit") if key in row}


def _wide_enough(title: str, shown: Iterable[str]) -> int:
    """Return a width in pixels for the title with its sign, and for the names below it."""
    longest = max((len(name) for name in shown), default=0)
    return min(max(_LETTER_PX * len(title) + _SIGN_PX, _LETTER_PX * longest + _EDGES_PX), _MOST_PX)


def _columns(desk: Desk, table: Table, rows: Sequence[Mapping[str, str]] = ()) -> dict[str, Any]:
    make = st.column_config
    if isinstance(table, MonthTable):
        fixed = {
            "what": make.TextColumn(say("Quantity"), width=140),
            "unit": make.TextColumn(say("Unit"), width=92),
        }
        months = {str(i + 1): make.TextColumn(say(name), width=58) for i, name in enumerate(MONTHS)}
        return {**fixed, **months}
    if not table.columns:
        return {
            "what": make.TextColumn(say("What"), width="large"),
            "value": make.TextColumn(say("Value"), width="large"),
        }
    owners = table.choices(desk.snapshot) if isinstance(table, NestedTable) else ()
    found: dict[str, Any] = {}
    for cell in table.columns:
        nested = bool(owners) and cell is table.columns[0]
        choices = owners if nested else cell.choices
        if choices:
            # a group's name is the visitor's own and stands as it was written
            called = str if nested else partial(choice_name, table=cell.named)
            chosen = {row.get(cell.key) or NOTHING for row in rows}
            found[cell.key] = make.SelectboxColumn(
                say(cell.title),
                # the browser would measure the keys and cut the names
                width=_wide_enough(say(cell.title), map(called, chosen)),
                # a choice can be taken back
                options=[NOTHING, *choices],
                format_func=called,
            )
        else:
            found[cell.key] = make.TextColumn(say(cell.title), max_chars=400)
    return found
