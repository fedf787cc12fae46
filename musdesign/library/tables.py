"""Read the library's CSV tables, each row with its origin."""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import cast

from musdesign.errors import DataError, Problem, did_you_mean
from musdesign.paths import user_roots
from musdesign.provenance import BASES, Basis, Origin

_ORIGIN_COLUMNS = ("source", "basis", "date")
_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its key, its cells as written, where they come from."""

    table: str
    key: str
    cells: MappingProxyType[str, str]
    origin: Origin
    file: str
    line: int

    def text(self, column: str) -> str:
        """Return a cell as text (empty where nothing is known)."""
        if column not in self.cells:
            raise DataError(
                self.problem(
                    f"the table has no column {column}",
                    cure=f"add it to the header; the shipped {self.table}.csv shows all columns",
                )
            )
        return self.cells[column]

    def optional(self, column: str) -> float | None:
        """Return a cell as a number, or None where the cell is empty."""
        cell = self.text(column)
        if cell == "":
            return None
        try:
            return float(cell)
        except ValueError:
            raise DataError(self.problem(f"'{cell}' in column {column} is not a number")) from None

    def number(self, column: str) -> float:
        """Return a cell that must hold a number."""
        value = self.optional(column)
        if value is None:
            raise DataError(
                self.problem(
                    f"column {column} is empty",
                    why="no figure was read for it",
                    cure="give your own figure in the scenario",
                )
            )
        return value

    def problem(self, what: str, *, why: str = "", cure: str = "") -> Problem:
        """Return a problem placed at this row."""
        return Problem(what, f"{self.table}[{self.key}]", self.file, self.line, why, cure)


@functools.cache
def table(name: str) -> MappingProxyType[str, Row]:
    """Return a table by key (the first column); user rows replace shipped ones.

    Raises:
        DataError: a file is missing, a row has no source, an unknown basis or a repeated key.
    """
    files = [_DATA / f"{name}.csv"]
    files += [root / f"{name}.csv" for root in reversed(user_roots("library"))]
    rows: dict[str, Row] = {}
    problems: list[Problem] = []
    for path in files:
        if path.is_file():
            rows.update(_read(name, path, problems))
    if problems:
        raise DataError(problems)
    if not rows:
        raise DataError(
            Problem(f"the library has no table '{name}'", cure=did_you_mean(name, table_names()))
        )
    return MappingProxyType(rows)


def table_names() -> list[str]:
    """Return the names of all tables, the user's own with them."""
    roots = [_DATA, *user_roots("library")]
    return sorted({path.stem for root in roots for path in root.glob("*.csv")})


def lookup(name: str, key: str) -> Row:
    """Return one row; an unknown key names the nearest known one."""
    rows = table(name)
    if key not in rows:
        raise DataError(
            Problem(f"'{key}' is not in the table {name}", cure=did_you_mean(key, rows))
        )
    return rows[key]


def _read(name: str, path: Path, problems: list[Problem]) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        columns = list(reader.fieldnames or ())
        missing = [column for column in _ORIGIN_COLUMNS if column not in columns]
        if missing:
            problems.append(
                Problem(
                    f"missing columns: {', '.join(missing)}",
                    file=str(path),
                    line=1,
                    why="every number needs its origin",
                )
            )
            return rows
        for cells in reader:
            line = reader.line_num
            if None in cells or None in cells.values():
                problems.append(
                    Problem(f"the row has not {len(columns)} cells", file=str(path), line=line)
                )
                continue
            clean = {column: cell.strip() for column, cell in cells.items()}
            key = clean[columns[0]]
            if clean["basis"] not in BASES:
                problems.append(
                    Problem(
                        f"unknown basis '{clean['basis']}'",
                        key,
                        str(path),
                        line,
                        cure=f"one of {', '.join(BASES)}",
                    )
                )
                continue
            if not clean["source"]:
                problems.append(Problem("no source", key, str(path), line))
            if key in rows:
                problems.append(Problem(f"the key '{key}' stands twice", file=str(path), line=line))
            origin = Origin(
                clean["source"], cast("Basis", clean["basis"]), clean["date"], clean.get("note", "")
            )
            rows[key] = Row(name, key, MappingProxyType(clean), origin, str(path), line)
    return rows
