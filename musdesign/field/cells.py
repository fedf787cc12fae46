"""Turn cells into numbers, words and dates; what is ambiguous is refused, never guessed.

A text such as ``1.200`` is one and a fifth to one writer and twelve hundred to another.  Only the
mapping's ``decimal`` (comma or point) and ``thousands`` settle that.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from musdesign.errors import MusdesignError, Problem
from musdesign.field.tables import Cell, Table

_SIGNS = {"comma": ",", "point": ".", "space": " ", "apostrophe": "'"}
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_FAULTS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}
_DATES = {
    "ymd": ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"),
    "dmy": ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"),
    "mdy": ("%m/%d/%Y", "%m-%d-%Y"),
}


class UnreadableCellError(ValueError):
    """A cell that holds no usable value: the reason and the cure."""

    def __init__(self, what: str, why: str = "", cure: str = "") -> None:
        """Keep the parts of the message."""
        super().__init__(what)
        self.what, self.why, self.cure = what, why, cure


@dataclass(frozen=True, slots=True)
class Manner:
    """How a file writes numbers, dates and what is missing."""

    decimal: str = ""
    """comma or point; empty: only numbers that can be read in one way are read."""
    thousands: str = "none"
    dates: str = "ymd"
    missing: frozenset[str] = field(default_factory=frozenset)
    """Codes of missing answers, lower case."""

    def is_missing(self, cell: Cell) -> bool:
        """Tell whether a cell is blank or a code of missing.

        >>> manner = Manner(missing=frozenset({"-99", "no sabe"}))
        >>> manner.is_missing(-99.0), manner.is_missing("No sabe "), manner.is_missing(0)
        (True, True, False)
        """
        if cell is None:
            return True
        text = " ".join(str(cell).replace("\xa0", " ").split()).lower()
        if not text or text in self.missing:
            return True
        if isinstance(cell, bool) or not self.missing:
            return False
        try:
            value = number(cell, self)
        except UnreadableCellError:
            return False
        return any(_same(value, code) for code in self.missing)


def _same(value: float, code: str) -> bool:
    return bool(_PLAIN.fullmatch(code)) and float(code) == value


def number(cell: Cell, manner: Manner) -> float:
    """Return the number of a cell.

    Raises:
        UnreadableCellError: no number, or one that can be read in two ways.

    >>> number("1.200,5", Manner("comma", "point")), number("2,5", Manner()), number(3, Manner())
    (1200.5, 2.5, 3.0)
    """
    if isinstance(cell, bool):
        return float(cell)
    if isinstance(cell, dt.date):
        raise UnreadableCellError(
            f"the date {cell.isoformat()} stands where a number is expected",
            "spreadsheets turn entries such as 3-4 into dates",
            "format the column as text and enter the number again",
        )
    if isinstance(cell, int | float):
        if not math.isfinite(cell):
            raise UnreadableCellError(f"'{cell}' is not a number")
        return float(cell)
    text = str(cell).replace("\xa0", " ").replace("\u202f", " ").strip()
    if text.upper() in _FAULTS:
        raise UnreadableCellError(f"the spreadsheet's error {text}", cure="mend its formula")
    plain = _undeclared(text) if not manner.decimal else _declared(text, manner)
    if not _PLAIN.fullmatch(plain):
        cure = "write the unit in the mapping" if re.match(r"[+-]?\d", text) else ""
        raise UnreadableCellError(
            f"'{text}' is not a number", cure=cure or "or declare it as missing"
        )
    value = float(plain)
    if abs(value) > 1e15:
        raise UnreadableCellError(f"'{text}' is too large to be meant")
    return value


def _declared(text: str, manner: Manner) -> str:
    decimal, thousands = _SIGNS[manner.decimal], _SIGNS.get(manner.thousands, "")
    whole, sign, part = text.partition(decimal)
    other = "," if decimal == "." else "."
    if thousands and thousands in whole:
        if not re.fullmatch(rf"[+-]?\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+", whole):
            raise UnreadableCellError(
                f"'{text}' is not grouped in thousands", cure=f"{manner.thousands} marks thousands"
            )
        whole = whole.replace(thousands, "")
    elif other in text:
        name = "comma" if other == "," else "point"
        raise UnreadableCellError(
            f"'{text}' holds a {name}, and decimals are declared with the {manner.decimal}",
            cure=f"write thousands: {name} in the mapping if that is what it marks",
        )
    return f"{whole}.{part}" if sign else whole


def _undeclared(text: str) -> str:
    marks = [sign for sign in text if sign in ".,"]
    if not marks:
        return text
    if len(marks) > 1:
        why = "which mark is the decimal one is not declared"
        raise UnreadableCellError(f"'{text}' has two marks", why, "write decimal: comma or point")
    whole, part = re.split(r"[.,]", text)
    if re.fullmatch(r"[+-]?[1-9]\d{0,2}", whole) and re.fullmatch(r"\d{3}", part):
        value = f"{whole}.{part}"
        raise UnreadableCellError(
            f"'{text}' may be {float(value):g} or {whole}{part}",
            "the mark may divide decimals or thousands",
            "write decimal: comma or point (and thousands) in the mapping",
        )
    return f"{whole}.{part}"


def text_of(cell: Cell) -> str:
    """Return a cell as a word; whole numbers without a decimal mark.

    >>> text_of(3.0), text_of("  yard   tap "), text_of(True)
    ('3', 'yard tap', 'true')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return " ".join(str(cell).replace("\xa0", " ").split())


def date_of(cell: Cell, manner: Manner) -> dt.date:
    """Return the date of a cell, its text in the order that the mapping declares.

    Raises:
        UnreadableCellError: no date, or one in another order.

    >>> date_of("31/01/2026", Manner(dates="dmy"))
    datetime.date(2026, 1, 31)
    """
    if isinstance(cell, dt.date):
        return cell
    text = text_of(cell)
    # an ISO time stamp such as 2026-01-31T10:15:00.000-05:00 can be read in one way only
    if match := re.fullmatch(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}.*", text):
        text = match[1]
    for form in dict.fromkeys((*_DATES[manner.dates], *_DATES["ymd"])):
        try:
            return dt.datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise UnreadableCellError(
        f"'{text}' is not a date", cure=f"dates are declared as {manner.dates}"
    )


def numbers(
    table: Table,
    name: str,
    manner: Manner,
    problems: list[Problem],
    *,
    lowest: float = 0.0,
    blank: str = "missing",
    highest: float = math.inf,
) -> np.ndarray:
    """Return a column as floats, missing answers as NaN, every bad cell noted.

    Args:
        table: the table.
        name: the column.
        manner: how numbers and missing answers are written.
        problems: receives one problem per cell that cannot be used.
        lowest: least value that can be meant.
        blank: what an empty cell says: ``missing``, or ``zero`` where the question was skipped
            because there is nothing to count.
        highest: largest value that can be meant.
    """
    values = np.full(len(table.rows), np.nan)
    mixed: dict[str, str] = {}
    for row, cell in enumerate(table.column(name)):
        if cell is None or not str(cell).strip():
            values[row] = 0.0 if blank == "zero" else np.nan
            continue
        if manner.is_missing(cell):
            continue
        try:
            value = number(cell, manner)
            if not lowest <= value <= highest:
                limit = f"at least {lowest:g}" if value < lowest else f"at most {highest:g}"
                raise UnreadableCellError(
                    f"{text_of(cell)} is out of range",
                    f"it must be {limit}",
                    "mend it, or declare it as missing",
                )
        except UnreadableCellError as error:
            problems.append(cell_problem(table, row, name, error))
            continue
        if isinstance(cell, str) and not manner.decimal:
            mixed.update({sign: cell for sign in ".," if sign in cell})
        values[row] = value
    if len(mixed) > 1:
        problems.append(
            Problem(
                f"column '{name}' holds both '{mixed['.']}' and '{mixed[',']}'",
                file=table.file,
                why="one of the two marks may stand for thousands",
                cure="write decimal: comma or point in the mapping",
            )
        )
    return values


def words(table: Table, name: str, manner: Manner) -> list[str]:
    """Return a column as words, missing answers as empty words."""
    return ["" if manner.is_missing(cell) else text_of(cell) for cell in table.column(name)]


def cell_problem(table: Table, row: int, name: str, error: UnreadableCellError) -> Problem:
    """Return the problem of one cell with its file, row and column."""
    place = f"{table.place(row)}, column '{name}'"
    return Problem(error.what, place, table.file, None, error.why, error.cure)


def collected(errors: Iterable[MusdesignError]) -> list[Problem]:
    """Return all problems of several errors."""
    return [problem for error in errors for problem in error.problems]
