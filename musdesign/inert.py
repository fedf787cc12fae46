"""Cells of tables for spreadsheets: what somebody wrote is shown, never computed."""

from __future__ import annotations

import re

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?%?")


def inert(cell: object) -> object:
    """Return a cell that a spreadsheet takes for text or a number, never for a formula.

    >>> inert("=HYPERLINK(1)"), inert("-3.5"), inert("-3+cmd|x"), inert(2.0), inert(None)
    ("'=HYPERLINK(1)", '-3.5', "'-3+cmd|x", 2.0, '')
    """
    if cell is None:
        return ""
    if isinstance(cell, str) and len(cell) > 1 and cell.startswith(_STARTS):
        return cell if _NUMBER.fullmatch(cell) else f"'{cell}"
    return cell
