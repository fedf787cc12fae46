"""Read the tables of a survey or of meter readings: CSV text and XLSX workbooks.

Nothing is guessed silently.  The encoding and the delimiter that were found are told, a row that
does not fit its header is a mistake with its row number, and cells of text stay text: what a number
such as ``1.200`` means is declared in the mapping and decided in :mod:`musdesign.field.cells`.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from musdesign.errors import DataError, Problem, did_you_mean

MAX_BYTES = 60_000_000
MAX_ROWS = 300_000
MAX_COLUMNS = 4_000
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}

Cell = str | int | float | bool | dt.date | None


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its header, its rows and the number that each row has in the file."""

    file: str
    sheet: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: tuple[int, ...]

    def place(self, row: int) -> str:
        """Return where a row (counted from 0) stands, for messages."""
        sheet = f"sheet '{self.sheet}' " if self.sheet else ""
        return f"{sheet}row {self.numbers[row]}"

    def find(self, name: str) -> int:
        """Return the position of a column.

        A question of a group is found by its whole header (``assets/cows``) or by its last part
        (``cows``) where only one has it.  KoboToolbox divides them by ``/``; ODK by ``-``, which is
        taken for a divider only beside ODK's own column ``KEY``.

        Raises:
            DataError: there is no such column, or several; the nearest name is suggested.
        """
        for known in (self._exact(name), self._last(name)):
            if len(known) == 1:
                return known[0]
            if known:
                names = ", ".join(f"'{self.columns[i]}'" for i in known[:4])
                raise DataError(
                    Problem(
                        f"there are {len(known)} columns for '{name}'",
                        file=self.file,
                        why=f"columns {', '.join(str(i + 1) for i in known[:6])}: {names}",
                        cure="write the whole header, or rename one of them",
                    )
                )
        raise DataError(
            Problem(
                f"there is no column '{name}'" + (f" in '{self.sheet}'" if self.sheet else ""),
                file=self.file,
                cure=did_you_mean(name, [*self.columns, *self._tails()]),
            )
        )

    def has(self, name: str) -> bool:
        """Tell whether exactly one column answers to a name."""
        return len(self._exact(name) or self._last(name)) == 1

    def column(self, name: str) -> tuple[Cell, ...]:
        """Return the cells of a column."""
        at = self.find(name)
        return tuple(row[at] for row in self.rows)

    def _exact(self, name: str) -> list[int]:
        return [i for i, column in enumerate(self.columns) if column == name]

    def _last(self, name: str) -> list[int]:
        return [i for i, tail in enumerate(self._tails()) if tail == name]

    def _tails(self) -> list[str]:
        signs = "/-" if "KEY" in self.columns else "/"
        return [_tail(column, signs) for column in self.columns]


@dataclass(frozen=True, slots=True)
class TableFile:
    """All tables of a file, and what had to be found out to read it."""

    file: str
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()

    def table(self, sheet: str | None = None) -> Table:
        """Return a sheet by name; the first one where no name is given.

        Raises:
            DataError: there is no such sheet.
        """
        if sheet is None:
            return self.tables[0]
        for table in self.tables:
            if table.sheet == sheet:
                return table
        names = [table.sheet for table in self.tables]
        raise DataError(
            Problem(
                f"there is no sheet '{sheet}'",
                file=self.file,
                why="" if any(names) else "a text file has no sheets",
                cure=did_you_mean(sheet, names) if any(names) else "",
            )
        )


def read_tables(
    path: str | Path, *, header_row: int = 1, encoding: str = "", delimiter: str = ""
) -> TableFile:
    """Read a CSV (comma, semicolon, tab, bar) or XLSX file.

    Args:
        path: the file; its ending decides how it is read (.xlsx, .xlsm; else text).
        header_row: row of the header, counted from 1.
        encoding: of a text file; where left out UTF-8 and UTF-16 are recognised, and what is
            neither is read as Windows-1252 (Latin-1) with a note.
        delimiter: comma, semicolon, tab or bar; found from the header and rows where left out.

    Raises:
        DataError: with one problem per mistake.
    """
    path = Path(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise DataError(Problem(f"cannot read '{path}'", why=reason)) from None
    if len(raw) > MAX_BYTES:
        why = f"{len(raw)} bytes, at most {MAX_BYTES} are read"
        raise DataError(Problem("the file is too large", file=str(path), why=why))
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        return _workbook(raw, str(path), header_row)
    if raw[:2] == b"PK" or raw[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise DataError(
            Problem("the file is a workbook, not text", file=str(path), cure="save it as .xlsx")
        )
    return tables_from_text(*_decoded(raw, encoding, str(path)), str(path), header_row, delimiter)


def tables_from_text(
    text: str, notes: Sequence[str] = (), file: str = "", header_row: int = 1, delimiter: str = ""
) -> TableFile:
    r"""Read delimited text as a file of one table.

    >>> tables_from_text("id;cows\n1;2,5\n").tables[0].rows
    (('1', '2,5'),)
    """
    skipped = 0
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        # a line by which Excel is told the delimiter
        delimiter, text, skipped = first.strip()[4], rest, 1
    sign = DELIMITERS.get(delimiter, delimiter)
    if sign and sign not in DELIMITERS.values():
        cure = "write " + ", ".join(DELIMITERS)
        raise DataError(Problem(f"unknown delimiter '{delimiter}'", file=file, cure=cure))
    found = _split(text, sign) if sign else _best_split(text, header_row, file)
    numbers = [number + skipped for number, _ in found]
    told = list(notes)
    table = _table(file, "", [cells for _, cells in found], numbers, header_row, told)
    return TableFile(file, (table,), tuple(told))


def _decoded(raw: bytes, encoding: str, file: str) -> tuple[str, list[str]]:
    if encoding:
        try:
            return raw.decode(encoding).lstrip("\ufeff"), []
        except (LookupError, UnicodeDecodeError):
            what = f"the file cannot be read as {encoding}"
            raise DataError(
                Problem(what, file=file, cure="write utf-8, cp1252 or utf-16")
            ) from None
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        try:
            return raw.decode("utf-16"), ["read as UTF-16"]
        except UnicodeDecodeError:
            what = "the file begins as UTF-16 and is not"
            raise DataError(Problem(what, file=file, cure="save it as UTF-8")) from None
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    note = "not UTF-8: read as {} (Latin-1); check the names with accents"
    try:
        return raw.decode("cp1252"), [note.format("Windows-1252")]
    except UnicodeDecodeError:
        return raw.decode("latin-1"), [note.format("ISO 8859-1")]


def _split(text: str, sign: str) -> list[tuple[int, list[str]]]:
    """Return the rows with the line on which each starts."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=False)
    rows, line = [], 1
    try:
        for cells in reader:
            rows.append((line, cells))
            line = reader.line_num + 1
            if len(rows) > MAX_ROWS:
                raise DataError(Problem("the table is too long", why=f"over {MAX_ROWS} rows"))
    except csv.Error as error:
        cure = "look for a quote that is never closed"
        raise DataError(Problem("the text is no table", "", "", line, str(error), cure)) from None
    return rows


def _best_split(text: str, header_row: int, file: str) -> list[tuple[int, list[str]]]:
    """Return the rows under the one delimiter that gives every row the columns of the header."""
    tried = {name: _split(text, sign) for name, sign in DELIMITERS.items()}
    widths: dict[str, int] = {}
    for name, rows in tried.items():
        if len(rows) >= header_row:
            widths[name] = len(rows[header_row - 1][1])
    several = {name: width for name, width in widths.items() if width > 1}
    if not several:
        return tried["comma"]
    fitting = [
        name
        for name, width in several.items()
        if all(len(cells) == width for _, cells in tried[name][header_row - 1 :] if any(cells))
    ]
    choice = fitting or [name for name, width in several.items() if width == max(several.values())]
    if len(choice) > 1:
        raise DataError(
            Problem(
                "the delimiter of the table is not clear",
                file=file,
                why=f"{' and '.join(choice)} both divide the header",
                cure=f"write delimiter: {choice[0]} in the mapping",
            )
        )
    return tried[choice[0]]


def _workbook(raw: bytes, file: str, header_row: int) -> TableFile:
    try:
        return _read_workbook(raw, file, header_row)
    except DataError:
        raise
    except Exception:
        # the parts of a damaged or hostile workbook fail in as many ways as there are parts
        raise DataError(
            Problem("the file is not a readable XLSX workbook", file=file, cure="save it again")
        ) from None


def _read_workbook(raw: bytes, file: str, header_row: int) -> TableFile:
    import warnings

    from openpyxl import load_workbook

    with warnings.catch_warnings():
        # openpyxl warns of styles and lists that it does not keep; values are not touched
        warnings.simplefilter("ignore")
        values = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        formulas = load_workbook(io.BytesIO(raw), read_only=True, data_only=False)
    notes: list[str] = []
    problems: list[Problem] = []
    tables = []
    for sheet in values.worksheets:
        rows = _sheet_rows(sheet, formulas[sheet.title], file, problems)
        if any(any(cell is not None for cell in row) for row in rows):
            numbers = list(range(1, len(rows) + 1))
            tables.append(_table(file, sheet.title, rows, numbers, header_row, notes))
    if problems:
        raise DataError(problems)
    if not tables:
        raise DataError(Problem("the workbook holds no table", file=file))
    return TableFile(file, tuple(tables), tuple(notes))


def _sheet_rows(sheet: Any, formulas: Any, file: str, problems: list[Problem]) -> list[list[Cell]]:
    for view in (sheet, formulas):
        view.reset_dimensions()  # some writers state a range smaller than their data
    rows: list[list[Cell]] = []
    pairs = zip_longest(sheet.iter_rows(), formulas.iter_rows(), fillvalue=())
    for number, (row, written) in enumerate(pairs, start=1):
        if number > MAX_ROWS or len(row) > MAX_COLUMNS:
            why = f"over {MAX_ROWS} rows or {MAX_COLUMNS} columns"
            raise DataError(Problem(f"sheet '{sheet.title}' is too large", file=file, why=why))
        rows.append([_typed(cell.value) for cell in row])
        for cell, source in zip(row, written, strict=False):
            formula = isinstance(source.value, str) and source.value.startswith("=")
            if cell.value is None and formula and len(problems) < 20:
                problems.append(
                    Problem(
                        f"the formula of {source.coordinate} has no computed value",
                        f"sheet '{sheet.title}'",
                        file,
                        cure="open the workbook in a spreadsheet program and save it",
                    )
                )
    return rows


def _typed(value: Any) -> Cell:
    if isinstance(value, dt.datetime):
        # Excel keeps a date as midnight of its day
        return value.date()
    if isinstance(value, str | int | float | bool | dt.date) or value is None:
        return value
    return str(value)  # times and other kinds that are no numbers


def _table(
    file: str,
    sheet: str,
    rows: Sequence[Sequence[Cell]],
    numbers: Sequence[int],
    header_row: int,
    notes: list[str],
) -> Table:
    where = f"sheet '{sheet}'" if sheet else ""
    if len(rows) < header_row or not any(_clean(cell) for cell in rows[header_row - 1]):
        raise DataError(
            Problem(
                f"row {header_row} holds no header",
                where,
                file,
                cure="write header_row in the mapping",
            )
        )
    header = [_clean(cell) for cell in rows[header_row - 1]]
    while header and not header[-1]:
        header.pop()
    problems, kept, kept_numbers, short = [], [], [], 0
    for cells, number in zip(rows[header_row:], numbers[header_row:], strict=True):
        if all(cell is None or not str(cell).strip() for cell in cells):
            continue
        extra = [cell for cell in cells[len(header) :] if cell is not None and str(cell).strip()]
        if extra:
            problems.append(
                Problem(
                    f"row {number} has {len(cells)} cells under {len(header)} columns",
                    where,
                    file,
                    cure="put quotes around text that holds the delimiter, or name the columns",
                )
            )
        short += len(cells) < len(header)
        kept.append(tuple(cells[: len(header)]) + (None,) * (len(header) - len(cells)))
        kept_numbers.append(number)
    if problems:
        raise DataError(capped(problems))
    if short and not sheet:
        notes.append(f"{short} rows are shorter than the header: the missing cells are blank")
    return Table(file, sheet, tuple(header), tuple(kept), tuple(kept_numbers))


def chosen_rows(table: Table, rows: Iterable[int]) -> Table:
    """Return a table with some of its rows."""
    kept = [int(row) for row in rows]
    return replace(
        table,
        rows=tuple(table.rows[row] for row in kept),
        numbers=tuple(table.numbers[row] for row in kept),
    )


def capped(problems: Sequence[Problem], most: int = 40) -> list[Problem]:
    """Return the first problems of a long list, and one that counts the rest."""
    if len(problems) <= most:
        return list(problems)
    rest = len(problems) - most
    return [*problems[:most], Problem(f"and {rest} more mistakes", file=problems[0].file)]


def _clean(cell: Cell) -> str:
    return "" if cell is None else " ".join(str(cell).replace("\xa0", " ").split())


def _tail(column: str, signs: str) -> str:
    """Return the question's own name in a header such as group/question or group-question.

    >>> _tail("assets/animals/cows", "/"), _tail("assets-cows", "/-"), _tail("ex-cows", "/")
    ('cows', 'cows', 'ex-cows')
    """
    sign = next((sign for sign in signs if sign in column), "/")
    return column.rsplit(sign, 1)[-1]
