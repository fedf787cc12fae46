"""Read columns of a survey as its mapping says, and collect every mistake on the way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from musdesign.errors import DataError, MusdesignError, Problem, did_you_mean
from musdesign.field import cells
from musdesign.field.mapping import FileManner, NumberSpec, WordSpec
from musdesign.field.tables import Cell, Table, TableFile, capped, chosen_rows
from musdesign.yamlfile import FileReader, PathTuple

_LINKS = (
    # (column of the household's sheet, column of the sheet of rows), most certain first
    ("_uuid", "_submission__uuid"),
    ("KEY", "PARENT_KEY"),
    ("_id", "_submission__id"),
    ("_index", "_parent_index"),
)


class ColumnReader:
    """Collects the mistakes of a file while its columns are read."""

    def __init__(
        self,
        tables: TableFile,
        table: Table,
        manner: FileManner,
        reader: FileReader,
        household: str,
    ) -> None:
        """Start with the sheet that has one row per household, its id in ``household``."""
        self.household = household
        self.tables, self.table, self.manner, self.reader = tables, table, manner, reader
        self.problems: list[Problem] = []
        self.notes: list[str] = list(tables.notes)

    def finish(self) -> None:
        """Raise every mistake noted (a long list is cut and counted)."""
        if self.problems:
            raise DataError(capped(list(dict.fromkeys(self.problems))))

    def wrong(
        self,
        path: PathTuple,
        what: str,
        why: str = "",
        cure: str = "",
    ) -> None:
        """Note a mistake at a path of the mapping."""
        self.problems.append(self.reader.document.problem(path, what, why=why, cure=cure))

    def where(self, table: Table, where: tuple[str, frozenset[str]], path: PathTuple) -> list[int]:
        """Return the rows whose answer in a column is one of those wanted."""
        column = self.column(table, where[0], path)
        if column is None:
            return []
        rows = [i for i, cell in enumerate(column) if cells.text_of(cell).lower() in where[1]]
        if not rows:
            wanted = " or ".join(sorted(where[1]))
            cure = did_you_mean(wanted, {cells.text_of(cell).lower() for cell in column})
            self.wrong(path, f"no row has '{wanted}' in the column '{where[0]}'", cure=cure)
        return rows

    def column(self, table: Table, name: str, path: PathTuple) -> tuple[Cell, ...] | None:
        """Return a column, or note at the mapping's line that it is not there."""
        try:
            return table.column(name)
        except MusdesignError as error:
            problem = error.problems[0]
            why = problem.why or f"in {table.file}"
            self.wrong(path, problem.what, why, problem.cure)
            return None

    def numbers(
        self, spec: NumberSpec, wanted: str = "", *, lowest: float = 0.0, highest: float = np.inf
    ) -> np.ndarray:
        """Return a number of each household in the wanted unit, NaN where it is missing."""
        if spec.sheet is None:
            return self.row_numbers(self.table, spec, wanted, lowest, highest)
        return self._sum_of_rows(spec, wanted)

    def row_numbers(
        self, table: Table, spec: NumberSpec, wanted: str, lowest: float, highest: float
    ) -> np.ndarray:
        """Return a number of each row of a table, several columns summed."""
        total = np.zeros(len(table.rows))
        for name in spec.columns:
            if self.column(table, name, spec.path) is None:
                return total
            read = self._translated(table, name, spec)
            total = total + cells.numbers(
                read, name, self.manner.manner, self.problems,
                lowest=lowest, blank=spec.blank, highest=highest,
            )  # fmt: skip
        return total * self._factors(table, spec, wanted, total)

    def _translated(self, table: Table, name: str, spec: NumberSpec) -> Table:
        """Put numbers in place of the answers in words that the mapping translates."""
        if not spec.values:
            return table
        at = table.find(name)
        rows = tuple(
            (*row[:at], spec.values.get(cells.text_of(row[at]).lower(), row[at]), *row[at + 1 :])
            for row in table.rows
        )
        return replace(table, rows=rows)

    def _factors(
        self, table: Table, spec: NumberSpec, wanted: str, values: np.ndarray
    ) -> np.ndarray | float:
        if not wanted:
            return 1.0
        if not spec.unit_column:
            return self.manner.factor(spec.unit, wanted)
        column = self.column(table, spec.unit_column, (*spec.path, "unit")) or ()
        factors = np.ones(len(values))
        for row, cell in enumerate(column):
            if not values[row] > 0:
                continue
            text = cells.text_of(cell)
            unit = spec.unit_values.get(text.lower(), text)
            try:
                factors[row] = self.manner.factor(unit, wanted)
            except MusdesignError as error:
                place = f"{table.place(row)}, column '{spec.unit_column}'"
                self.problems.append(
                    Problem(
                        error.problems[0].what if unit else "the number has no unit",
                        place,
                        table.file,
                        cure="translate it under unit: values",
                    )
                )
        return factors

    def rows_of(self, spec: NumberSpec) -> tuple[Table, np.ndarray] | None:
        """Return the rows of a sheet that a spec chooses, and the household of each."""
        try:
            table = self.tables.table(spec.sheet)
        except MusdesignError as error:
            problem = error.problems[0]
            self.wrong(spec.path, problem.what, problem.why, problem.cure)
            return None
        if spec.where is not None:
            chosen = self.where(table, spec.where, (*spec.path, "where"))
            table = chosen_rows(table, chosen)
        for parent, child in (*_LINKS, (self.household, self.household)):
            if parent in self.table.columns and child in table.columns:
                position = {cells.text_of(c): i for i, c in enumerate(self.table.column(parent))}
                owners = [position.get(cells.text_of(c), -1) for c in table.column(child)]
                return self._owned(table, owners)
        self.wrong(
            spec.path, f"the rows of sheet '{spec.sheet}' name no household",
            f"no pair such as {_LINKS[0][0]} and {_LINKS[0][1]} links it to the first sheet",
            "export with the index and uuid columns",
        )  # fmt: skip
        return None

    def _owned(self, table: Table, owners: list[int]) -> tuple[Table, np.ndarray]:
        """Keep the rows of the households that were read."""
        kept = [row for row, owner in enumerate(owners) if owner >= 0]
        if len(kept) < len(owners):
            left = len(owners) - len(kept)
            self.notes.append(f"{left} rows of sheet '{table.sheet}' belong to no household read")
        return chosen_rows(table, kept), np.array([owners[i] for i in kept], dtype=int)

    def _sum_of_rows(self, spec: NumberSpec, wanted: str) -> np.ndarray:
        total = np.zeros(len(self.table.rows))
        found = self.rows_of(spec)
        if found is not None:
            table, owners = found
            np.add.at(total, owners, self.row_numbers(table, spec, wanted, 0.0, np.inf))
        return total

    def words(self, spec: WordSpec, table: Table | None = None) -> tuple[str, ...]:
        """Return a word of each row; unknown and missing answers are noted once each."""
        table = table or self.table
        if not spec.column:
            return (spec.constant,) * len(table.rows)
        if self.column(table, spec.column, spec.path) is None:
            return ("",) * len(table.rows)
        answers = cells.words(table, spec.column, self.manner.manner)
        result, strange = [], dict[str, list[int]]()
        for row, answer in enumerate(answers):
            known = spec.values.get(answer.lower()) if spec.values else answer
            if not answer:
                known = spec.blank
            if not known:
                strange.setdefault(answer, []).append(row)
            result.append(known or "")
        for answer, rows in strange.items():
            what = f"the answer '{answer}' is not translated" if answer else "no answer is given"
            cure = did_you_mean(answer, spec.values) if answer else "say what it is: blank"
            self.problems.append(
                Problem(
                    f"{what} ({len(rows)} rows)",
                    f"{table.place(rows[0])}, column '{spec.column}'",
                    table.file,
                    cure=cure,
                )
            )
        return tuple(result)
