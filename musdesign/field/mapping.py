"""The mapping file: what the columns of a survey or of meter readings mean.

A column is named by its header, or by the last part of a grouped header.  Everything that cannot be
known from the file alone (units, codes of missing answers, the decimal mark) is declared here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from musdesign import units
from musdesign.errors import MusdesignError, UnitError, did_you_mean
from musdesign.field.cells import Manner, text_of
from musdesign.field.tables import DELIMITERS
from musdesign.provenance import BASES, Basis
from musdesign.yamlfile import FileReader, PathTuple, read_yaml

FILE_KEYS = {"source", "date", "basis", "decimal", "thousands", "dates", "missing", "encoding",
             "delimiter", "header_row", "sheet", "units"}  # fmt: skip
SURVEY_KEYS = {"household", "persons", "weight", "group", "service", "distance", "income",
               "domestic", "livestock", "gardens", "enterprises", "variables", "only",
               "tariff_class", "drivers"}  # fmt: skip
_NUMBER_KEYS = {"column", "columns", "unit", "values", "blank", "sheet", "where"}
MEASURED = "measured_use"
SERVICES = ("house connection", "yard tap", "public tap", "well or handpump")


@dataclass(frozen=True, slots=True)
class FileManner:
    """What is declared of the data file as a whole."""

    source: str
    date: str
    basis: Basis
    manner: Manner
    encoding: str = ""
    delimiter: str = ""
    header_row: int = 1
    sheet: str | None = None
    units: Mapping[str, str] = field(default_factory=dict)
    """Units of the place and what they are, such as plaza: 6400 m2."""

    def factor(self, unit: str, wanted: str) -> float:
        """Return how many ``wanted`` make one ``unit``, units of the place included.

        Raises:
            UnitError: the unit is unknown or of another kind.
        """
        name, slash, per = unit.partition("/")
        if name.strip() in self.units:
            return units.parse(f"{self.units[name.strip()]}{slash}{per}", wanted)
        return units.factor(unit, wanted)


@dataclass(frozen=True, slots=True)
class NumberSpec:
    """Where a number of each household stands: columns (summed) of its row, or rows of a sheet."""

    columns: tuple[str, ...]
    path: PathTuple
    unit: str = ""
    unit_column: str = ""
    unit_values: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, float] = field(default_factory=dict)
    """Numbers that stand for answers in words, such as {none: 0, "1 to 2": 1.5}."""
    blank: str = "missing"
    sheet: str | None = None
    where: tuple[str, frozenset[str]] | None = None


@dataclass(frozen=True, slots=True)
class WordSpec:
    """Where a word of each household stands: a constant, or a column with its translation."""

    path: PathTuple
    constant: str = ""
    column: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    blank: str = ""


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """Groups by rules on numbers, the first that holds; ``when`` is empty for the rest."""

    rules: tuple[tuple[str, str], ...]
    path: PathTuple
    blank: str = ""


@dataclass(frozen=True, slots=True)
class GardenSpec:
    """Plots: their area, crop and way of watering."""

    area: NumberSpec
    crop: WordSpec
    method: WordSpec
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EnterpriseSpec:
    """A business: its kind and yearly output."""

    kind: str
    output: NumberSpec
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DriverSpec:
    """What a regression explains, by what, and which of them by their logarithm."""

    response: str
    predictors: tuple[str, ...]
    log: frozenset[str]
    path: PathTuple
    meters: tuple[Path, Path] | None = None
    """Readings and their mapping, where the response is ``measured_use`` (L/household/day)."""


@dataclass(frozen=True, slots=True)
class SurveyMapping:
    """The whole mapping of a household survey."""

    file: FileManner
    household: str
    persons: NumberSpec
    weight: NumberSpec | None
    group: WordSpec | RuleSpec
    service: WordSpec
    distance: NumberSpec | None
    income: NumberSpec | None
    domestic: Mapping[str, str]
    """Rate by service level; the key "" where one holds for all."""
    domestic_copy: dict[str, Any]
    """Keys written into the scenario as they stand, such as components or season."""
    livestock: Mapping[str, NumberSpec]
    livestock_copy: Mapping[str, Mapping[str, Any]]
    gardens: tuple[GardenSpec, ...]
    enterprises: tuple[EnterpriseSpec, ...]
    variables: Mapping[str, NumberSpec]
    only: tuple[str, frozenset[str]] | None
    tariff_class: Mapping[str, Any]
    drivers: DriverSpec | None
    reader: FileReader


class MappingReader(FileReader):
    """Reads the parts that the mappings of surveys and of meters share."""

    def text(self, data: Mapping[str, Any], key: str, path: PathTuple, default: str = "") -> str:
        """Return a text, numbers and dates as they are written."""
        value = data.get(key)
        if value is None:
            return default
        if isinstance(value, dict | list):
            self.wrong((*path, key), "a text is expected here")
            return default
        return text_of(value)

    def choice(
        self, data: Mapping[str, Any], key: str, path: PathTuple, known: tuple[str, ...]
    ) -> str:
        """Return one of the known words, the first where none is given."""
        value = self.text(data, key, path, known[0])
        if value not in known:
            self.wrong((*path, key), f"'{value}' is not one of the choices",
                       cure=f"write {', '.join(word for word in known if word)}")  # fmt: skip
            return known[0]
        return value

    def need(self, data: Mapping[str, Any], key: str, path: PathTuple, why: str) -> Any:
        """Return a value that must be there."""
        if data.get(key) is None:
            self.wrong(path, f"{key} is missing", why)
        return data.get(key)

    def file_manner(self, data: Mapping[str, Any]) -> FileManner:
        """Read what is declared of the data file."""
        for key in ("source", "basis"):
            self.need(data, key, (), "numbers of a survey carry where they come from")
        basis = self.choice(data, "basis", (), BASES) if data.get("basis") else "unverified"
        decimal = self.choice(data, "decimal", (), ("", "comma", "point"))
        thousands = self.choice(
            data, "thousands", (), ("none", "comma", "point", "space", "apostrophe")
        )
        if thousands != "none" and (not decimal or thousands == decimal):
            self.wrong(("thousands",), f"thousands: {thousands} needs another decimal mark",
                       cure="write decimal: comma or point")  # fmt: skip
        missing = data.get("missing") or []
        codes = missing if isinstance(missing, list) else [missing]
        dates = self.choice(data, "dates", (), ("ymd", "dmy", "mdy"))
        manner = Manner(
            decimal, thousands, dates, frozenset(text_of(code).lower() for code in codes)
        )
        row = data.get("header_row", 1)
        if not isinstance(row, int) or isinstance(row, bool) or row < 1:
            self.wrong(("header_row",), "header_row is a row counted from 1")
            row = 1
        sheet = self.text(data, "sheet", ()) or None
        date = data.get("date")
        return FileManner(
            self.text(data, "source", ()),
            date.isoformat() if isinstance(date, dt.date) else self.text(data, "date", ()),
            basis,  # type: ignore[arg-type]
            manner,
            self.text(data, "encoding", ()),
            self.choice(data, "delimiter", (), ("", *DELIMITERS)),
            row,
            sheet,
            self.local_units(data.get("units") or {}),
        )

    def local_units(self, data: Any) -> dict[str, str]:
        """Read units of the place, each with its size in a unit that is known."""
        found = {}
        for name, size in (data if isinstance(data, dict) else {}).items():
            text = str(size)
            try:
                unit = text.lstrip("0123456789.+-eE ").strip()
                units.parse(text, unit or "m2")
            except UnitError as error:
                problem = error.problems[0]
                self.wrong(("units", name), problem.what, problem.why, problem.cure)
                continue
            found[str(name)] = text
        return found

    def number_spec(
        self, data: Any, path: PathTuple, manner: FileManner, wanted: str = ""
    ) -> NumberSpec | None:
        """Read where a number stands; ``wanted`` is the unit it becomes ("" a plain count)."""
        if data is None:
            return None
        if isinstance(data, str | int | float):
            data = {"column": text_of(data)}
        keys = self.group(data, path, _NUMBER_KEYS)
        columns = keys.get("columns", keys.get("column"))
        names = tuple(map(text_of, columns if isinstance(columns, list) else [columns]))
        if not columns or ("columns" in keys and "column" in keys):
            self.wrong(path, "name one column, or several as columns: [a, b]")
        unit, unit_column, unit_values = self._unit(keys, path, manner, wanted)
        values = {}
        for word, value in self.group_of(keys.get("values"), (*path, "values")).items():
            if isinstance(value, bool) or not isinstance(value, int | float):
                self.wrong((*path, "values", word), "a number is expected here")
                continue
            values[text_of(word).lower()] = float(value)
        return NumberSpec(
            names, path, unit, unit_column, unit_values, values,
            self.choice(keys, "blank", path, ("missing", "zero")),
            self.text(keys, "sheet", path) or None, self.where(keys.get("where"), (*path, "where")),
        )  # fmt: skip

    def group_of(self, value: Any, path: PathTuple) -> dict[str, Any]:
        """Return a group of any keys; an empty one for nothing."""
        if value is None:
            return {}
        return self.group(value, path, set(value) if isinstance(value, dict) else set())

    def where(self, value: Any, path: PathTuple) -> tuple[str, frozenset[str]] | None:
        """Read {column: kind, is: cow} (``is`` may be a list)."""
        if value is None:
            return None
        keys = self.group(value, path, {"column", "is"})
        for key in ("column", "is"):
            self.need(keys, key, path, "a choice of rows needs column and is")
        wanted = keys.get("is")
        answers = wanted if isinstance(wanted, list) else [wanted]
        return self.text(keys, "column", path), frozenset(text_of(a).lower() for a in answers)

    def file_and_mapping(
        self, value: Any, path: PathTuple, folder: Path
    ) -> tuple[Path, Path] | None:
        """Read {file, mapping}, both beside the mapping that names them."""
        if value is None:
            return None
        keys = self.group(value, path, {"file", "mapping"})
        for key in ("file", "mapping"):
            if not isinstance(self.need(keys, key, path, "both are needed"), str):
                return None
        return folder / keys["file"], folder / keys["mapping"]

    def _unit(
        self, keys: dict[str, Any], path: PathTuple, manner: FileManner, wanted: str
    ) -> tuple[str, str, dict[str, str]]:
        given = keys.get("unit")
        if not wanted:
            if given is not None:
                self.wrong((*path, "unit"), "this is a plain count and has no unit")
            return "", "", {}
        if given is None:
            self.wrong(path, "the column has no unit", cure=f"write unit: {wanted}, or its own")
            return wanted, "", {}
        if isinstance(given, dict):
            inner = self.group(given, (*path, "unit"), {"column", "values"})
            words = self.group_of(inner.get("values"), (*path, "unit", "values"))
            values = {text_of(word).lower(): text_of(unit) for word, unit in words.items()}
            for unit in values.values():
                self.unit_ok(unit, wanted, (*path, "unit", "values"), manner)
            return "", self.text(inner, "column", path), values
        self.unit_ok(str(given), wanted, (*path, "unit"), manner)
        return str(given), "", {}

    def unit_ok(self, unit: str, wanted: str, path: PathTuple, manner: FileManner) -> None:
        """Note a unit that cannot become the wanted one."""
        try:
            manner.factor(unit, wanted)
        except MusdesignError as error:
            problem = error.problems[0]
            self.wrong(path, problem.what, problem.why, problem.cure)

    def word_spec(
        self, data: Any, path: PathTuple, known: tuple[str, ...] = (), default: str = ""
    ) -> WordSpec:
        """Read a constant word, or {column, values, blank}."""
        if data is None:
            return WordSpec(path, constant=default)
        if not isinstance(data, dict):
            spec = WordSpec(path, constant=text_of(data))
        else:
            keys = self.group(data, path, {"column", "values", "blank"})
            self.need(keys, "column", path, "the answers stand in a column")
            values = self.group_of(keys.get("values"), (*path, "values"))
            spec = WordSpec(
                path,
                column=self.text(keys, "column", path),
                values={text_of(word).lower(): text_of(value) for word, value in values.items()},
                blank=self.text(keys, "blank", path),
            )
        for word in {spec.constant, spec.blank, *spec.values.values()} - {""}:
            if known and word not in known:
                self.wrong(path, f"'{word}' is not one of the choices",
                           cure=did_you_mean(word, known))  # fmt: skip
        return spec


def open_mapping(path: str | Path, known: set[str]) -> tuple[MappingReader, dict[str, Any]]:
    """Open a mapping file; unknown keys of its first level are noted."""
    reader = MappingReader(read_yaml(path))
    return reader, reader.group(reader.document.data, (), known | FILE_KEYS)
