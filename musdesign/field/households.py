"""Read the households of a survey as its mapping says: numbers, words, plots, all mistakes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from musdesign import units
from musdesign.errors import Problem, did_you_mean
from musdesign.expr import parse as parse_expression
from musdesign.field import cells
from musdesign.field.columns import ColumnReader
from musdesign.field.mapping import NumberSpec, RuleSpec, SurveyMapping, WordSpec
from musdesign.field.tables import chosen_rows, read_tables
from musdesign.yamlfile import PathTuple


@dataclass(frozen=True, slots=True)
class Plot:
    """The plots of one entry under ``gardens``: one per household, or one per row of a sheet."""

    household: np.ndarray
    """Position of the household of each plot."""
    area_m2: np.ndarray
    """NaN where the household did not tell its area; its crop is then an empty word."""
    crop: tuple[str, ...]
    method: tuple[str, ...]
    extra: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Households:
    """The households of a survey, in the order of the file."""

    ids: tuple[str, ...]
    weight: np.ndarray
    persons: np.ndarray
    group: tuple[str, ...]
    service: tuple[str, ...]
    distance_m: np.ndarray | None
    income_month: np.ndarray | None
    currency: str
    livestock: Mapping[str, np.ndarray]
    plots: tuple[Plot, ...]
    enterprises: tuple[tuple[str, np.ndarray, Mapping[str, Any]], ...]
    variables: Mapping[str, np.ndarray]
    units: Mapping[str, str]
    """Unit of one of each number: person, head, m2, what the mapping declares."""
    notes: tuple[str, ...]

    def number(self, name: str) -> np.ndarray | None:
        """Return a number of each household by the name that rules and drivers use."""
        if name in self.variables:
            return self.variables[name]
        if name in self.livestock:
            return self.livestock[name]
        plain = {"persons": self.persons, "distance": self.distance_m, "income": self.income_month}
        if name == "garden_area":
            total = np.zeros(len(self.ids))
            for plot in self.plots:
                np.add.at(total, plot.household, plot.area_m2)
            return total
        return plain.get(name)

    def names(self) -> list[str]:
        """Return the names that :meth:`number` knows."""
        known = ["persons", *self.livestock, *self.variables]
        known += ["garden_area"] if self.plots else []
        known += ["distance"] if self.distance_m is not None else []
        return known + (["income"] if self.income_month is not None else [])


def read_households(path: str | Path, mapping: SurveyMapping) -> Households:
    """Read a survey file as its mapping says.

    Raises:
        DataError: with one problem per mistake (a long list is cut and counted).
    """
    manner = mapping.file
    tables = read_tables(
        path,
        header_row=manner.header_row,
        encoding=manner.encoding,
        delimiter=manner.delimiter,
    )
    work = ColumnReader(
        tables, tables.table(manner.sheet), manner, mapping.reader, mapping.household
    )
    found = _households(work, mapping)
    work.finish()
    assert found is not None  # None comes with problems only
    return found


def _households(work: ColumnReader, mapping: SurveyMapping) -> Households | None:
    _choose(work, mapping.only)
    ids = _ids(work, mapping.household)
    count = len(ids)
    persons = work.numbers(mapping.persons, lowest=1.0, highest=100.0)
    weight = _weights(work, mapping.weight, count)
    service = work.words(mapping.service)
    rates = mapping.domestic
    unrated = set(service) - set(rates) - {""} if rates and "" not in rates else set()
    for missing in sorted(unrated):
        work.wrong(("domestic",), f"no rate is given for '{missing}'")
    distance = work.numbers(mapping.distance, "m") if mapping.distance else None
    currency, income = "", None
    if mapping.income:
        currency = next(iter(units.currencies(mapping.income.unit)))
        income = work.numbers(mapping.income, f"{currency}/month")
    livestock = {kind: work.numbers(spec) for kind, spec in mapping.livestock.items()}
    variables = {
        name: work.numbers(spec, spec.unit, lowest=-np.inf)
        for name, spec in mapping.variables.items()
    }
    plots = tuple(_plots(work, mapping))
    enterprises = tuple(
        (spec.kind, work.numbers(spec.output), spec.extra) for spec in mapping.enterprises
    )
    if not count:
        work.problems.append(Problem("the survey holds no household", file=work.table.file))
    if work.problems:
        return None
    found = Households(
        ids, weight, persons, ("",) * count, service, distance, income, currency, livestock,
        plots, enterprises, variables, _units(mapping, currency), (),
    )  # fmt: skip
    groups = _groups(work, mapping.group, found)
    return replace(found, group=groups, notes=tuple(work.notes))


def _units(mapping: SurveyMapping, currency: str) -> dict[str, str]:
    named = {"persons": "person", "garden_area": "m2", "distance": "m"}
    named["income"] = f"{currency}/month"
    named |= dict.fromkeys(mapping.livestock, "head")
    return named | {name: spec.unit for name, spec in mapping.variables.items()}


def _choose(work: ColumnReader, only: tuple[str, frozenset[str]] | None) -> None:
    if only is None:
        return
    rows = work.where(work.table, only, ("only",))
    left = len(work.table.rows) - len(rows)
    if left:
        work.notes.append(f"{left} rows left out: '{only[0]}' is not {' or '.join(only[1])}")
    work.table = chosen_rows(work.table, rows)


def _ids(work: ColumnReader, name: str) -> tuple[str, ...]:
    column = work.column(work.table, name, ("household",))
    if column is None:
        return ("",) * len(work.table.rows)
    ids, first = [], dict[str, int]()
    for row, cell in enumerate(column):
        text = cells.text_of(cell)
        place = f"{work.table.place(row)}, column '{name}'"
        if not text:
            work.problems.append(Problem("the household has no id", place, work.table.file))
        elif text in first:
            work.problems.append(
                Problem(
                    f"household '{text}' stands twice",
                    place,
                    work.table.file,
                    why=f"first in {work.table.place(first[text])}",
                    cure="keep one of the two rows",
                )
            )
        first.setdefault(text, row)
        ids.append(text)
    return tuple(ids)


def _weights(work: ColumnReader, spec: NumberSpec | None, count: int) -> np.ndarray:
    if spec is None:
        return np.ones(count)
    weight = work.numbers(spec)
    for row in np.flatnonzero(~(weight > 0)):
        place = f"{work.table.place(int(row))}, column '{spec.columns[0]}'"
        work.problems.append(
            Problem(
                "a weight above 0 is needed",
                place,
                work.table.file,
                why="a household without weight stands for nobody",
            )
        )
    return weight


def _plots(work: ColumnReader, mapping: SurveyMapping) -> list[Plot]:
    found = []
    for spec in mapping.gardens:
        if spec.area.sheet is None:
            table, owners = work.table, np.arange(len(work.table.rows))
        else:
            rows = work.rows_of(spec.area)
            if rows is None:
                continue
            table, owners = rows
        area = work.row_numbers(table, spec.area, "m2", 0.0, np.inf)
        # only plots need a crop: a household without one was not asked
        held, unknown = np.flatnonzero(area > 0), np.flatnonzero(np.isnan(area))
        sub = chosen_rows(table, held)
        none = ("",) * len(unknown)
        crop, method = work.words(spec.crop, sub) + none, work.words(spec.method, sub) + none
        held = np.concatenate([held, unknown])
        found.append(Plot(owners[held], area[held], crop, method, spec.extra))
    return found


def _groups(work: ColumnReader, spec: WordSpec | RuleSpec, found: Households) -> tuple[str, ...]:
    if isinstance(spec, WordSpec):
        return work.words(spec)
    groups = [""] * len(found.ids)
    unknown = np.zeros(len(found.ids), dtype=bool)
    for index, (name, when) in enumerate(spec.rules):
        holds = np.ones(len(found.ids), dtype=bool)
        missing = np.zeros(len(found.ids), dtype=bool)
        if when:
            values = _rule_values(work, when, (*spec.path, "rules", index, "when"), found)
            if values is None:
                return tuple(groups)
            for value in values.values():
                missing = missing | np.isnan(value)
            safe = {key: np.where(missing, 0.0, value) for key, value in values.items()}
            holds = holds & (np.asarray(parse_expression(when).evaluate(safe)) > 0)
        for row in range(len(groups)):
            if groups[row] or unknown[row]:
                continue
            # a rule that cannot be decided decides nothing: later rules may not claim the row
            unknown[row] = missing[row]
            if holds[row] and not missing[row]:
                groups[row] = name
    for row in [row for row, group in enumerate(groups) if not group]:
        if spec.blank:
            groups[row] = spec.blank
            continue
        why = "a number of the rules is missing" if unknown[row] else "no rule holds"
        cure = "fill it, or write blank: and a group under group"
        work.problems.append(
            Problem(
                "the household belongs to no group",
                work.table.place(row),
                work.table.file,
                why=why,
                cure=cure,
            )
        )
    return tuple(groups)


def _rule_values(
    work: ColumnReader, when: str, path: PathTuple, found: Households
) -> dict[str, np.ndarray] | None:
    values = {}
    for name in sorted(parse_expression(when).names):
        value = found.number(name)
        if value is None and work.table.has(name):
            value = cells.numbers(work.table, name, work.manner.manner, work.problems)
        if value is None:
            known = [*found.names(), *(c for c in work.table.columns if c.isidentifier())]
            work.wrong(path, f"the rule names the unknown '{name}'",
                       cure=did_you_mean(name, known))  # fmt: skip
            return None
        values[name] = value
    return values
