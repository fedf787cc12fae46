"""Tables as CSV, and files written with their folders."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from musdesign.errors import MusdesignError, Problem


def csv_text(names: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return rows as CSV, no cell of which a spreadsheet takes for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_inert(name) for name in names])
    for row in rows:
        writer.writerow([_inert(cell) for cell in row])
    return out.getvalue()


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file and the folders above it.

    Raises:
        MusdesignError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise MusdesignError(
            Problem(f"cannot write '{path}'", why=(error.strerror or "").lower())
        ) from None


def _inert(cell: object) -> object:
    if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@", "\t", "\r"} and len(cell) > 1:
        return "'" + cell
    return "" if cell is None else cell
