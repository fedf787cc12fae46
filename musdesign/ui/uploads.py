"""Files that people bring: held to a size, looked at before they are opened, gone after reading."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from musdesign.errors import MusdesignError, Problem
from musdesign.flow.strangers import refuse_bulk
from musdesign.i18n import mark
from musdesign.ui.start import WORKSPACE_VARIABLE

MOST_MB = 5
_MOST_UNPACKED = 60_000_000
_PREFIX = "reading-"
_OLD_S = 3600.0
_MOST_ROWS = 60_000
_MOST_CELLS = 400_000
"""Cells of all sheets of a workbook that is opened here: some seconds of reading."""
_WORKBOOKS = {".xlsx", ".xlsm"}
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_ROW = re.compile(rb"<(?:\w+:)?row[ >/]")
_CELL = re.compile(rb"<(?:\w+:)?c[ >/]")


@contextlib.contextmanager
def in_folder(files: Mapping[str, bytes]) -> Iterator[Path]:
    """Give files a folder for as long as they are read; their names are made harmless.

    Raises:
        MusdesignError: one is too large, or a workbook that would unpack to far too much.
    """
    for name, raw in files.items():
        _check(name, raw)
    # a server writes to its workspace alone
    place = os.environ.get(WORKSPACE_VARIABLE) or None
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=place) as folder:
        for name, raw in files.items():
            (Path(folder) / harmless(name)).write_bytes(raw)
        try:
            yield Path(folder)
        except MusdesignError as error:
            # a message names the file that the person knows, not where it lay for a moment
            raise MusdesignError(
                [_without(problem, folder) for problem in error.problems]
            ) from None


def forget_left_behind(workspace: Path) -> None:
    """Remove the files of people that a server left behind when it was killed while reading."""
    for folder in workspace.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime > _OLD_S:
                shutil.rmtree(folder)


def harmless(name: str) -> str:
    """Return a file's name without folders or signs that mean something to a system.

    >>> harmless("../../etc/pass wd.csv"), harmless("pozo ñ.xlsx")
    ('pass_wd.csv', 'pozo_ñ.xlsx')
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return re.sub(r"[^\w.-]", "_", last).lstrip(".")[-80:] or "file"


def told_of_workbook(name: str, raw: bytes) -> list[str]:
    """Return what a person should know of a workbook: formulas, links and macros (``mark``ed)."""
    if Path(name).suffix.lower() not in _WORKBOOKS:
        return []
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            names = book.namelist()
            formulas = any(
                _FORMULA.search(book.read(item))
                for item in names
                if item.startswith("xl/worksheets/") and item.endswith(".xml")
            )
    except Exception:
        # it was read all the same, or a message told why not
        return []
    found = []
    if formulas:
        found.append(mark("The workbook has formulas: the values stored beside them were read."))
    if any(item.startswith("xl/externalLinks/") for item in names):
        found.append(mark("The workbook links to other files: they were not opened."))
    if any(item.endswith("vbaProject.bin") for item in names):
        found.append(mark("The workbook holds macros: they were not run."))
    return found


def _check(name: str, raw: bytes) -> None:
    if len(raw) > MOST_MB * 1_000_000:
        raise MusdesignError(
            Problem(
                "the file is too large",
                file=name,
                why=f"{len(raw) / 1e6:.1f} MB, at most {MOST_MB} MB are read",
                cure="leave out what is not needed, or use the command line",
            )
        )
    ending = Path(name).suffix.lower()
    if ending in _WORKBOOKS:
        _check_workbook(name, raw)
    if ending in {".yaml", ".yml"}:
        refuse_bulk(raw.decode("utf-8", errors="replace"), name)


def _check_workbook(name: str, raw: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            unpacked = sum(item.file_size for item in book.infolist())
            rows, cells = (0, 0) if unpacked > _MOST_UNPACKED else _counted(book)
    except Exception:
        # what is packed may be damaged, encrypted, or packed in ways that nobody reads
        raise MusdesignError(
            Problem("the file is not a readable XLSX workbook", file=name, cure="save it again")
        ) from None
    why = ""
    if unpacked > _MOST_UNPACKED:
        why = f"it unpacks to {unpacked / 1e6:,.0f} MB, at most 60 MB are read"
    elif rows > _MOST_ROWS or cells > _MOST_CELLS:
        why = (
            f"{rows:,} rows and {cells:,} cells, at most {_MOST_ROWS:,} and {_MOST_CELLS:,} are "
            "read here"
        )
    if why:
        cure = "leave out what is not needed, or use the command line"
        raise MusdesignError(Problem("the workbook is too large", file=name, why=why, cure=cure))


def _counted(book: zipfile.ZipFile) -> tuple[int, int]:
    """Return the rows and cells of all sheets, without building any of them."""
    rows = cells = 0
    for item in book.namelist():
        if item.startswith("xl/worksheets/") and item.endswith(".xml"):
            sheet = book.read(item)
            rows += len(_ROW.findall(sheet))
            cells += len(_CELL.findall(sheet))
    return rows, cells


def _without(problem: Problem, folder: str) -> Problem:
    def cut(text: str) -> str:
        return text.replace(f"{folder}/", "").replace(folder, "")

    return Problem(
        cut(problem.what),
        problem.path,
        cut(problem.file),
        problem.line,
        cut(problem.why),
        cut(problem.cure),
    )
