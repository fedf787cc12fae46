"""Open a climate file as text, and collect its mistakes."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from musdesign.errors import DataError, Problem

MAX_BYTES = 40_000_000
MAX_PROBLEMS = 20
# what programs write where nothing was measured; none is a climate
FILLS: frozenset[float] = frozenset({-99.0, -99.9, -99.99, -999.0, -999.9, -9999.0, -9999.9})


class Mistakes:
    """The mistakes of one file; the first twenty are shown, the rest counted."""

    def __init__(self, file: str) -> None:
        """Start with none."""
        self.file = file
        self.found: list[Problem] = []

    def add(
        self, what: str, *, path: str = "", line: int | None = None, why: str = "", cure: str = ""
    ) -> None:
        """Note one mistake."""
        self.found.append(Problem(what, path, self.file, line, why, cure))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note mistakes found elsewhere."""
        self.found += [problem.located(self.file) for problem in problems]

    def raise_any(self) -> None:
        """Refuse the file if it has a mistake.

        Raises:
            DataError: with every mistake, or the first twenty and the number of the others.
        """
        if not self.found:
            return
        shown = self.found[:MAX_PROBLEMS]
        rest = len(self.found) - len(shown)
        if rest:
            shown[-1] = replace(
                shown[-1], why="; ".join(filter(None, (shown[-1].why, f"and {rest} more like it")))
            )
        raise DataError(shown)


def read_text(path: Path) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file and how it had to be read.

    UTF-8 with or without mark and UTF-16 are recognised; what is neither is taken for
    Windows-1252, as older programs write it, and said.

    Raises:
        DataError: it cannot be opened, is empty, too large or not text.
    """
    file = str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            what = f"the file has more than {MAX_BYTES // 1_000_000} MB"
            raise DataError(Problem(what, file=file, cure="cut it to the station and years needed"))
        raw = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise DataError(Problem("the climate file cannot be read", file=file, why=reason)) from None
    if not raw.strip():
        raise DataError(Problem("the climate file is empty", file=file, cure="export it again"))
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return raw.decode("utf-16"), ("read as UTF-16",)
        except UnicodeDecodeError:
            raise DataError(_not_text(file)) from None
    if b"\x00" in raw or raw.startswith((b"PK\x03\x04", b"%PDF", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")):
        raise DataError(_not_text(file))
    try:
        return raw.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        note = "not UTF-8: read as Windows-1252 (Latin-1); check names with accents"
        return raw.decode("cp1252", errors="replace"), (note,)


def _not_text(file: str) -> Problem:
    return Problem(
        "the climate file is not text",
        file=file,
        why="it looks like a workbook, an archive or another binary file",
        cure="save it as CSV, or give the .pen and .cli or NASA POWER JSON file itself",
    )
