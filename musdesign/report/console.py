"""The look of terminal output: one console, plain tables, figures for people."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from musdesign.units import MONTH_NAMES, show

PLAIN_WIDTH = 140
MONTHS = list(MONTH_NAMES)


@cache
def console() -> Console:
    """Return the console; wide where the output goes to a file or pipe."""
    # no markup: a user's "[name]" is printed as it stands
    found = Console(highlight=False, markup=False)
    return found if found.is_terminal else Console(highlight=False, markup=False, width=PLAIN_WIDTH)


def heading(text: str) -> None:
    """Print a section heading."""
    console().print()
    console().print(text, style="bold")


def table(*columns: str) -> Table:
    """Return an empty table, the first column of words, the others of figures."""
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for index, name in enumerate(columns):
        words = index == 0 or name in _WORDS
        grid.add_column(name, justify="left" if words else "right", overflow="fold")
    return grid


_WORDS = {
    "use",
    "item",
    "group",
    "serves",
    "kind",
    "pipes",
    "from",
    "to",
    "parameter",
    "bound",
    "verdict",
    "level",
    "by quantity",
    "by access",
    "basis",
    "unit",
    "instrument",
    "clause",
    "when",
    "country",
    "in force",
    "productive use",
    "of income",
    "value",
    "right",
    "what the clause says",
    "what it says",
    "first",
    "second",
    "before",
    "after",
    "why",
    "what",
    "least change",
    "clauses",
    "not known",
}


def cell(value: Any) -> str:
    """Return a figure for people; text and nothing as they are."""
    if value is None:
        return ""
    if isinstance(value, bool | str):
        return str(value)
    return show(float(value), 3)


def percent(fraction: float) -> str:
    """Return a share for people, never rounding a shortfall away.

    >>> percent(0.9996), percent(1.0), percent(0.123)
    ('99.9 %', '100 %', '12.3 %')
    """
    if 0.999 < fraction < 1.0:
        return "99.9 %"
    return f"{100 * fraction:.1f} %".replace(".0 %", " %")


def mark(basis: str) -> Text:
    """Return a basis, unverified ones marked."""
    return Text("unverified !", "yellow") if basis == "unverified" else Text(basis)


def lines(label: str, texts: Iterable[str]) -> None:
    """Print texts as lines with a label."""
    for text in texts:
        console().print(f"{label}: {text}")
