"""Read the mapping of meter readings and the readings themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from musdesign import units
from musdesign.errors import MusdesignError, Problem
from musdesign.field import cells
from musdesign.field.columns import ColumnReader
from musdesign.field.mapping import FileManner, MappingReader, NumberSpec, open_mapping
from musdesign.field.readings import Checks, Interval, Issue, Reading, intervals, volumes
from musdesign.field.tables import chosen_rows, read_tables
from musdesign.yamlfile import FileReader

METER_KEYS = {"household", "read_on", "reading", "volume", "period", "checks", "persons", "survey",
              "domestic_need", "rates", "base", "only"}  # fmt: skip
_CHECKS = {"digits": int, "gap_days": int, "stuck_intervals": int, "keep_stuck": bool,
           "large_times": float}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MeterMapping:
    """The whole mapping of meter readings."""

    file: FileManner
    household: str
    read_on: str
    amount: NumberSpec
    cumulative: bool
    period: str
    checks: Checks
    persons: NumberSpec | None
    survey: tuple[Path, Path] | None
    """Survey file and its mapping, of the same households."""
    need_l_person_day: float | None
    """Domestic need declared for the share of use above it."""
    rates: tuple[str, ...]
    base: bool
    only: tuple[str, frozenset[str]] | None
    reader: FileReader


@dataclass(frozen=True, slots=True)
class MeterFile:
    """Readings turned into volumes, with what was doubted."""

    steps: tuple[Interval, ...]
    issues: tuple[Issue, ...]
    persons: dict[str, float]
    """Persons by household, where the file itself tells them."""
    readings: int
    households: int
    notes: tuple[str, ...]


def read_meter_mapping(path: str | Path) -> MeterMapping:
    """Read the mapping file of meter readings.

    Raises:
        DataError: with one problem per mistake, at its line.
    """
    reader, data = open_mapping(path, METER_KEYS)
    manner = reader.file_manner(data)
    for key in ("household", "read_on"):
        reader.need(data, key, (), "a reading belongs to a household and a day")
    given = [key for key in ("reading", "volume") if data.get(key) is not None]
    if len(given) != 1:
        reader.wrong((), "give either reading (a counter) or volume (of a period)")
    key = given[0] if given else "reading"
    amount = reader.number_spec(data.get(key), (key,), manner, "m3")
    period = reader.choice(data, "period", (), ("month", "since_last"))
    if key == "volume" and data.get("period") is None:
        reader.wrong((), "period is missing", "a volume is of a month or since the last row",
                     "write period: month or since_last")  # fmt: skip
    if key == "reading" and data.get("period") is not None:
        reader.wrong(("period",), "a counter has no period")
    base = data.get("base", False)
    if not isinstance(base, bool):
        reader.wrong(("base",), "base is true or false")
        base = False
    mapping = MeterMapping(
        manner,
        reader.text(data, "household", ()),
        reader.text(data, "read_on", ()),
        amount or NumberSpec(("",), (key,)),
        key == "reading",
        period,
        _checks(reader, data.get("checks")),
        reader.number_spec(data.get("persons"), ("persons",), manner),
        reader.file_and_mapping(data.get("survey"), ("survey",), Path(path).parent),
        _need(reader, data.get("domestic_need")),
        _rates(reader, data),
        base,
        reader.where(data.get("only"), ("only",)),
        reader,
    )
    reader.finish()
    return mapping


def _checks(reader: MappingReader, value: Any) -> Checks:
    keys = reader.group(value, ("checks",), set(_CHECKS)) if value is not None else {}
    checks = Checks()
    for key, given in keys.items():
        kind = _CHECKS.get(key)
        if kind is None:
            continue
        number = isinstance(given, int | float) and not isinstance(given, bool)
        good = isinstance(given, bool) if kind is bool else number and given > 0
        if not good or (kind is int and given != int(given)):
            wanted = "true or false" if kind is bool else "a number above 0"
            reader.wrong(("checks", key), f"{key} is {wanted}")
            continue
        checks = replace(checks, **{key: kind(given)})
    return checks


def _need(reader: MappingReader, value: Any) -> float | None:
    if value is None:
        return None
    try:
        return units.parse(value, "L/person/day")
    except MusdesignError as error:
        problem = error.problems[0]
        reader.wrong(("domestic_need",), problem.what, problem.why, problem.cure)
        return None


def _rates(reader: MappingReader, data: dict[str, Any]) -> tuple[str, ...]:
    value = data.get("rates") or []
    if not isinstance(value, list):
        reader.wrong(("rates",), "rates must be a list such as [persons, dairy_cow, garden_area]")
        return ()
    if value and data.get("survey") is None:
        reader.wrong(("rates",), "rates need the survey of the same households",
                     cure="write survey: {file: survey.csv, mapping: survey.yaml}")  # fmt: skip
    names = tuple(map(str, value))
    for name in sorted(set(names)):
        if names.count(name) > 1:
            reader.wrong(("rates",), f"'{name}' stands twice")
    return names


def read_meters(path: str | Path, mapping: MeterMapping) -> MeterFile:
    """Read a file of meter readings as its mapping says.

    Raises:
        DataError: with one problem per mistake (a long list is cut and counted).
    """
    manner = mapping.file
    tables = read_tables(
        path, header_row=manner.header_row, encoding=manner.encoding, delimiter=manner.delimiter
    )
    work = ColumnReader(
        tables, tables.table(manner.sheet), manner, mapping.reader, mapping.household
    )
    if mapping.only is not None:
        work.table = chosen_rows(work.table, work.where(work.table, mapping.only, ("only",)))
    names = work.column(work.table, mapping.household, ("household",)) or ()
    days = work.column(work.table, mapping.read_on, ("read_on",)) or ()
    amounts = work.numbers(mapping.amount, "m3")
    people = work.numbers(mapping.persons, lowest=1.0) if mapping.persons else None
    rows, blank = [], 0
    for row, (name, day) in enumerate(zip(names, days, strict=False)):
        place = work.table.place(row)
        household = cells.text_of(name)
        if not household:
            work.problems.append(Problem("the reading has no household", place, work.table.file))
            continue
        if np.isnan(amounts[row]):
            blank += 1
            continue
        try:
            date = cells.date_of(day, manner.manner)
        except cells.UnreadableCellError as error:
            work.problems.append(cells.cell_problem(work.table, row, mapping.read_on, error))
            continue
        rows.append(Reading(household, date, float(amounts[row]), f"{work.table.file}: {place}"))
    persons = _persons(work, [cells.text_of(name) for name in names], people)
    if not rows and not work.problems:
        work.problems.append(Problem("the file holds no reading", file=work.table.file))
    work.finish()
    notes = list(work.notes)
    if blank:
        notes.append(f"{blank} rows hold no reading")
    if mapping.cumulative:
        steps, issues = intervals(rows, mapping.checks)
    else:
        steps, issues = volumes(rows, mapping.period, mapping.checks)
    count = len({reading.household for reading in rows})
    return MeterFile(tuple(steps), tuple(issues), persons, len(rows), count, tuple(notes))


def _persons(work: ColumnReader, names: list[str], people: np.ndarray | None) -> dict[str, float]:
    """Return the persons of each household; rows that disagree are noted."""
    found: dict[str, float] = {}
    if people is None:
        return found
    for row, name in enumerate(names):
        value = float(people[row])
        if np.isnan(value):
            continue
        if found.setdefault(name, value) != value:
            work.problems.append(
                Problem(
                    f"household '{name}' has {found[name]:g} and {value:g} persons",
                    work.table.place(row),
                    work.table.file,
                    cure="give one number for the household",
                )
            )
    return found
