"""A table of a report, and the words that its cells share."""

from __future__ import annotations

from dataclasses import dataclass

from musdesign.i18n import mark

Cell = str | float | None
Row = tuple[Cell, ...]

MONTHS = tuple(
    mark(name)
    for name in ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
)
USES = {
    "domestic": mark("domestic"),
    "institutions": mark("institutions"),
    "livestock": mark("livestock"),
    "enterprises": mark("enterprises"),
    "gardens": mark("gardens"),
}
VERDICTS = {
    "meets": mark("meets"),
    "breaks": mark("breaks"),
    "cannot_tell": mark("cannot tell"),
    "not_applicable": mark("does not apply"),
}
TERMS = tuple(
    mark(term)
    for term in (
        "house connection",
        "yard tap",
        "public tap",
        "well or handpump",
        "junction",
        "tank",
        "source",
        "break pressure tank",
        "dual price",
        "difference",
        "spring",
        "stream",
        "borehole",
        "well",
        "roof",
        "utility",
        "opex",
        "capmanex",
        "direct support",
        "indirect support",
        "capital repayment",
        "cost of capital",
        "net domestic allocation",
        "gross domestic allocation",
        "max day factor",
        "peak hour factor",
        "design period",
        "min residual pressure",
        "max static pressure",
        "storage fraction",
        "fire flow",
        "velocity",
    )
)
"""Words that data holds and a report shows: services, kinds of nodes and sources, categories."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name for sheets and files, its title, its columns and rows.

    ``summed`` are the columns whose sum stands below; ``words`` is a note on how to read it.
    ``emphasis`` is the column of a verdict or basis, which is printed so that it is seen.
    """

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    summed: tuple[int, ...] = ()
    words: str = ""
    widths: tuple[float, ...] = ()
    """Shares of the width of a page; equal where left out."""
    live: tuple[tuple[int, str], ...] = ()
    """Columns that a workbook computes, each with its formula, such as B{row}*D{row}; a cell
    without a number stays as it is."""

    def total(self, column: int) -> float:
        """Return the sum of the numbers of a column."""
        cells = (row[column] for row in self.rows)
        return float(sum(cell for cell in cells if isinstance(cell, int | float)))
