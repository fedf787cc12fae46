"""Tables as CSV, and files written with their folders."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from musdesign.errors import MusdesignError, Problem
from musdesign.inert import inert


def csv_text(names: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return rows as CSV, no cell of which a spreadsheet takes for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([inert(name) for name in names])
    for row in rows:
        writer.writerow([inert(cell) for cell in row])
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
