"""The workbook: every table of a result, sums as formulas, and each signed formula live.

Text is always written as text, so that nothing a user typed can start a formula or a link, and a
formula always carries its computed value, since a program may show it without recalculating.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import numpy as np

from musdesign import notation
from musdesign.expr import parse
from musdesign.flow import DesignResult
from musdesign.i18n import Language, language
from musdesign.report.content import Table, tables
from musdesign.trace import Step

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_MOST_TEXT = 32_000
"""Characters of a cell; a spreadsheet takes 32,767."""


def workbook(result: DesignResult, lang: str = "en") -> bytes:
    """Return the result as XLSX.

    Raises:
        MusdesignError: an unknown language.
    """
    import xlsxwriter

    reader = language(lang)
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, _OPTIONS) as book:
        book.set_properties({"title": result.name, "author": "musdesign"})
        writer = _Writer(book, reader)
        for table in tables(result, reader):
            writer.table(table)
        writer.formulas(result.steps)
    return stream.getvalue()


class _Writer:
    """Fills sheets; one row below the other."""

    def __init__(self, book: Any, lang: Language) -> None:
        self.book, self.lang = book, lang
        self.bold = book.add_format({"bold": True})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.number = book.add_format({"num_format": "#,##0.0##"})
        self.total = book.add_format({"bold": True, "top": 1, "num_format": "#,##0.0##"})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.faint = book.add_format({"font_color": "#667381", "text_wrap": True})

    def table(self, found: Table) -> None:
        """Write a table on a sheet of its own."""
        # a question mark and a few other signs may not stand in the name of a sheet
        name = "".join("-" if c == "/" else " " if c == ":" else c for c in found.title)
        sheet = self.book.add_worksheet("".join(c for c in name if c not in "?*[]\\")[:31])
        sheet.write_string(0, 0, found.title, self.bold)
        if found.words:
            sheet.write_string(1, 0, found.words[:_MOST_TEXT], self.faint)
        first, live = 3, dict(found.live)
        for j, column in enumerate(found.columns):
            sheet.write_string(first - 1, j, column, self.head)
            longest = max([len(column), *(len(str(row[j])) for row in found.rows[:200])])
            sheet.set_column(j, j, min(max(9.0, 1.0 + longest), 48.0))
        for i, row in enumerate(found.rows):
            for j, cell in enumerate(row):
                formula = live.get(j)
                if formula is None or not isinstance(cell, int | float):
                    self.cell(sheet, first + i, j, cell)
                    continue
                written = "=" + formula.format(row=first + i + 1)
                sheet.write_formula(first + i, j, written, self.number, cell)
        self._sums(sheet, found, first)
        sheet.freeze_panes(first, 1)

    def cell(self, sheet: Any, row: int, column: int, value: Any) -> None:
        """Write one value: a number as a number, all else as text."""
        if value is None or (isinstance(value, float) and not np.isfinite(value)):
            sheet.write_blank(row, column, None)
        elif isinstance(value, int | float | np.number) and not isinstance(value, bool):
            sheet.write_number(row, column, float(value), self.number)
        else:
            sheet.write_string(row, column, str(value)[:_MOST_TEXT], self.text)

    def formulas(self, steps: tuple[Step, ...]) -> None:
        """Write each number of the trace: its inputs as cells, its formula live."""
        _ = self.lang.text
        sheet = self.book.add_worksheet(_("Formulas"))
        sheet.set_column(0, 0, 46)
        sheet.set_column(1, 12, 12)
        sheet.set_column(13, 14, 60)
        row = 0
        for step in steps:
            row = self._step(sheet, row, step) + 1

    def _sums(self, sheet: Any, found: Table, first: int) -> None:
        if not found.summed or not found.rows:
            return
        last = first + len(found.rows)
        sheet.write_string(last, 0, self.lang.text("sum"), self.total)
        for j in found.summed:
            letter = _letters(j)
            formula = f"=SUM({letter}{first + 1}:{letter}{last})"
            sheet.write_formula(last, j, formula, self.total, found.total(j))

    def _step(self, sheet: Any, row: int, step: Step) -> int:
        """Write a step from a row on; return the row after it."""
        sheet.write_string(row, 0, step.name, self.bold)
        sheet.write_string(row, 13, " ".join(filter(None, (step.symbol, step.unit))), self.faint)
        sheet.write_string(row, 14, (step.source or step.method)[:_MOST_TEXT], self.faint)
        row += 1
        cells: dict[str, tuple[int, int]] = {}
        for name, value in step.inputs.items():
            width = self._values(sheet, row, name, value)
            if width:
                cells[name] = (row, width)
            row += 1
        values = _numbers(step.value)
        if values is None:
            sheet.write_string(row, 0, str(step.value)[:_MOST_TEXT], self.text)
            return row + 1
        sheet.write_string(row, 0, step.symbol or "=", self.total)
        live = bool(step.expression) and parse(step.expression).names <= set(cells)
        for j, value in enumerate(values):
            if live:
                places = {n: _place(at, width, j) for n, (at, width) in cells.items()}
                formula = notation.excel(parse(step.expression), places)
                sheet.write_formula(row, 1 + j, formula, self.total, value)
            else:
                sheet.write_number(row, 1 + j, value, self.total)
        return row + 1

    def _values(self, sheet: Any, row: int, name: str, value: Any) -> int:
        """Write an input; return how many numbers it has, 0 where it is no number."""
        sheet.write_string(row, 0, name, self.text)
        values = _numbers(value)
        if values is None:
            sheet.write_string(row, 1, str(value)[:_MOST_TEXT], self.text)
            return 0
        for j, item in enumerate(values):
            sheet.write_number(row, 1 + j, item, self.number)
        return len(values)


def _numbers(value: Any) -> list[float] | None:
    if isinstance(value, Mapping | str):
        return None
    array = np.asarray(value)
    if array.dtype.kind not in "fiub" or array.size > 24 or not np.all(np.isfinite(array)):
        return None
    return [float(item) for item in array.ravel()]


def _place(row: int, width: int, j: int) -> str:
    """Return the cell of the j-th number of an input; a single one serves for all."""
    return f"{_letters(1 + (j if width > 1 else 0))}{row + 1}"


def _letters(column: int) -> str:
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
