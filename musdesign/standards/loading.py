"""Read an instrument: one YAML file each, all mistakes at once."""

from __future__ import annotations

import datetime as dt
import functools
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from musdesign.errors import DataError, MusdesignError, Problem, did_you_mean
from musdesign.expr import parse as parse_expression
from musdesign.paths import data_files
from musdesign.provenance import BASES, Basis
from musdesign.standards.bands import clashes, meet
from musdesign.standards.model import BOUNDS, STANCES, Bound, ClassRule, Rule, Standard, YieldsTo
from musdesign.standards.vocabulary import canonical, unit_of, vocabulary, word
from musdesign.units import parse
from musdesign.yamlfile import FileReader, PathTuple, read_yaml

_TOP = {"schema", "country", "name", "original_name", "language", "issuer", "number", "year",
        "status", "in_force", "superseded_by", "area", "productive_use", "may_yield_to", "classes",
        "rules", "source", "basis", "note", "supersedes"}  # fmt: skip
_RULE = {"clause", "parameter", "bound", "value", "low", "high", "text", "unit", "when", "base",
         "convention", "source", "basis", "note", "in_force", "either", "formula"}  # fmt: skip
_BAND = {"gt", "gte", "lt", "lte"}
_SPAN = {"from", "to"}
_AREAS = ("any", "rural", "urban")
_SCHEMA = 1
_CLASS = {"condition", "of", "bands", "clause", "order", "optional"}
_CONVENTIONS = ("on_gross", "added_to_net", "included")
_BASES_OF_FACTORS = ("mean_day", "mean", "max_day")
# which numbers a kind of bound needs; the others may do with a text
_NEEDS = {"ceiling": ("value",), "floor": ("value",), "recommended_max": ("value",),
          "target": ("value",), "fixed": ("value",), "fraction": ("value",),
          "block_upper": ("value",), "range": ("low", "high"),
          "factor": ("value", "low", "high")}  # fmt: skip


def available() -> dict[str, Path]:
    """Return the instruments on file by id."""
    files = data_files("standards", "*.yaml")
    return {name: path for name, path in files.items() if name != "vocabulary"}


def load_standard(name: str) -> Standard:
    """Return an instrument by id.

    Raises:
        DataError: no such instrument, or a file with mistakes, all of them at once.
    """
    known = available()
    if name not in known:
        raise DataError(Problem(f"unknown standard '{name}'", cure=did_you_mean(name, known)))
    return read_standard(known[name], known[name].stat().st_mtime_ns)


@functools.lru_cache(maxsize=256)
def read_standard(path: Path, changed_ns: int = 0) -> Standard:
    """Read an instrument file; ``changed_ns`` tells the cache when it was saved anew.

    Raises:
        DataError: with every mistake of the file.
    """
    del changed_ns
    reader = _Reader(read_yaml(path))
    standard = reader.standard(path)
    reader.finish()
    return standard


class _Reader(FileReader):
    """Turns a document into an instrument and collects the mistakes."""

    def section(self, value: Any, path: PathTuple, known: set[str]) -> dict[str, Any]:
        """Return a group of keys that may be left out."""
        return {} if value is None else self.group(value, path, known)

    def choice(self, value: Any, path: PathTuple, known: tuple[str, ...], default: str) -> str:
        if value in known:
            return str(value)
        self.wrong(path, f"'{value}' is not one of the choices", cure=f"one of {', '.join(known)}")
        return default

    def standard(self, path: Path) -> Standard:
        top = self.group(self.document.data, (), _TOP)
        for key in ("country", "name", "issuer", "source", "basis"):
            if not top.get(key):
                self.wrong((), f"{key} is missing")
        if top.get("schema", _SCHEMA) != _SCHEMA:
            self.wrong(("schema",), f"schema {top['schema']} is not known", cure=f"write {_SCHEMA}")
        basis = "unverified"
        if top.get("basis"):
            basis = self.choice(top["basis"], ("basis",), BASES, basis)
        area = self.choice(top.get("area", "any"), ("area",), _AREAS, "any")
        start, end = self.span(top.get("in_force"), ("in_force",))
        use = self.section(top.get("productive_use"), ("productive_use",), {"stance", "text"})
        stance = self.choice(use.get("stance", "unknown"), ("productive_use", "stance"), STANCES,
                             "unknown")  # fmt: skip
        rules = self.listed(top.get("rules"), "rules")
        shared = (str(top.get("source") or ""), basis, start, end)
        read = [self.rule(item, ("rules", i), shared) for i, item in enumerate(rules)]
        self.contradictions([(i, rule) for i, rule in enumerate(read) if rule is not None])
        year, country = top.get("year"), str(top.get("country") or "")
        if country and not re.fullmatch("[A-Z]{3}", country):
            self.wrong(
                ("country",), f"'{country}' is not a country code", cure="such as COL or ETH"
            )
        if year is not None and (isinstance(year, bool) or not isinstance(year, int)):
            self.wrong(("year",), f"'{year}' is not a year", cure="write it like 2017")
        return Standard(
            path.stem, country, str(top.get("name") or ""),
            str(top.get("original_name") or top.get("name") or ""),
            str(top.get("language") or "en"), str(top.get("issuer") or ""),
            str(top.get("number") or ""), year if isinstance(year, int) else None,
            str(top.get("status") or ""), start, end, str(top.get("superseded_by") or ""),
            area, stance, str(use.get("text") or ""),
            tuple(rule for rule in read if rule is not None),
            tuple(self.derived(top.get("classes"), shared)),
            tuple(self.yields(top.get("may_yield_to"))), str(path),
            tuple(str(item) for item in self.listed(top.get("supersedes"), "supersedes")),
        )  # fmt: skip

    def listed(self, value: Any, key: str) -> list[Any]:
        if value is None or isinstance(value, list):
            return value or []
        self.wrong((key,), f"{key} must be a list")
        return []

    def span(self, value: Any, path: PathTuple) -> tuple[dt.date | None, dt.date | None]:
        group = self.section(value, path, _SPAN)
        dates = []
        for key in ("from", "to"):
            found = group.get(key)
            if found is not None and not isinstance(found, dt.date):
                self.wrong((*path, key), f"'{found}' is not a date", cure="write YYYY-MM-DD")
                found = None
            dates.append(found)
        if dates[0] and dates[1] and dates[0] > dates[1]:
            self.wrong(path, "the end lies before the beginning")
        return dates[0], dates[1]

    def rule(self, item: Any, path: PathTuple, shared: tuple[Any, ...]) -> Rule | None:
        group = self.group(item, path, _RULE)
        if not isinstance(item, dict):
            return None
        if not group.get("clause"):
            self.wrong(path, "clause is missing", why="a verdict must name its clause")
        name = self.named(group.get("parameter"), (*path, "parameter"), "parameter")
        if name is None:
            return None
        unit = unit_of(name)
        given = str(group.get("unit") or unit)
        low, high, value = (self.number(group, key, path, given, unit)
                            for key in ("low", "high", "value"))  # fmt: skip
        if low is not None and high is not None and low > high:
            self.wrong(path, f"the range {low:g} to {high:g} is upside down")
        if (
            unit not in {"-", "text"}
            and not group.get("unit")
            and (low, high, value) != (None,) * 3
        ):
            self.wrong(path, "unit is missing", cure=f"add unit: {unit}")
        text = str(group.get("text") or "")
        start, end = self.within(group.get("in_force"), (*path, "in_force"), shared[2], shared[3])
        bound = self.choice(group.get("bound"), (*path, "bound"), BOUNDS, "definition")
        basis = self.choice(group.get("basis", shared[1]), (*path, "basis"), BASES, "unverified")
        self.complete(group, path, bound)
        for key, known in (("convention", _CONVENTIONS), ("base", _BASES_OF_FACTORS)):
            if key in group:
                self.choice(group[key], (*path, key), known, "")
        return Rule(
            str(group.get("clause") or ""), name, cast("Bound", bound), unit, value, low, high,
            text, self.conditions(group.get("when"), (*path, "when")),
            str(group.get("base") or ""), str(group.get("convention") or ""),
            str(group.get("source") or shared[0]), cast("Basis", basis),
            str(group.get("note") or ""), start, end, str(group.get("either") or ""),
            self.formula(group.get("formula"), (*path, "formula")),
        )  # fmt: skip

    def within(
        self, value: Any, path: PathTuple, first: dt.date | None, last: dt.date | None
    ) -> tuple[dt.date | None, dt.date | None]:
        """Return the days of a rule, those of its instrument where it has none of its own."""
        start, end = self.span(value, path)
        if (start and ((first and start < first) or (last and start >= last))) or (
            end and ((last and end > last) or (first and end <= first))
        ):
            held = f"the instrument holds from {first or '?'} to {last or 'now'}"
            self.wrong(path, "the rule is in force when its instrument is not", why=held)
        return start or first, end or last

    def formula(self, value: Any, path: PathTuple) -> str:
        if value is None:
            return ""
        try:
            names = parse_expression(str(value)).names
        except MusdesignError as error:
            self.wrong(path, error.problems[0].what, cure=error.problems[0].cure)
            names = frozenset()
        for name in sorted(names - vocabulary().keys()):
            self.wrong(path, f"unknown name '{name}'", cure=did_you_mean(name, vocabulary()))
        return str(value)

    def contradictions(self, rules: list[tuple[int, Rule]]) -> None:
        for first, second in clashes(rules):
            line = self.document.line(("rules", first))
            self.wrong(("rules", second), f"the rule contradicts that of line {line}",
                       why="both can hold at once and say different numbers of one clause",
                       cure="part their conditions, days or clauses")  # fmt: skip

    def complete(self, group: Mapping[str, Any], path: PathTuple, bound: str) -> None:
        needs = _NEEDS.get(bound, ())
        given = [key for key in ("value", "low", "high") if group.get(key) is not None]
        if not given and not group.get("text") and not group.get("formula"):
            self.wrong(path, "a rule needs a value, a range, a formula or a text")
        elif "value" in given and len(given) > 1:
            self.wrong(path, "a rule has one value or a range, not both", cure="leave one out")
        elif given and needs and not set(given) <= set(needs):
            self.wrong(path, f"a rule of kind {bound} has {', '.join(given)}",
                       cure=f"give {' and '.join(needs)}")  # fmt: skip
        elif needs and not given:
            self.wrong(path, f"a rule of kind {bound} needs a number",
                       cure=f"give {' or '.join(needs)}, or make it a definition")  # fmt: skip

    def named(self, spelling: Any, path: PathTuple, kind: str) -> str | None:
        try:
            return canonical(str(spelling), kind)
        except DataError as error:
            self.wrong(path, error.problems[0].what, cure=error.problems[0].cure)
            return None

    def number(
        self, group: Mapping[str, Any], key: str, path: PathTuple, given: str, unit: str
    ) -> float | None:
        value = group.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.wrong((*path, key), f"'{value}' is not a number", cure="write the unit in unit")
        elif not math.isfinite(value) or value < 0:
            self.wrong((*path, key), f"{value} cannot be a limit", cure="write a number from 0 up")
        elif given == unit:
            return float(value)
        elif unit in {"-", "text"}:
            self.wrong((*path, "unit"), f"'{given}' where a plain number is meant",
                       cure="leave the unit out")  # fmt: skip
        else:
            try:
                return parse(f"{value} {given}", unit)
            except MusdesignError as error:
                cure = f"write it in {unit}"
                self.wrong((*path, "unit"), error.problems[0].what, cure=cure)
        return None

    def conditions(self, value: Any, path: PathTuple) -> dict[str, Any]:
        result: dict[str, Any] = {}
        if value is None:
            return result
        if not isinstance(value, dict):
            self.wrong(path, "conditions must be a group of keys")
            return result
        for key, wanted in value.items():
            name = self.named(key, (*path, key), "condition")
            if name in result:
                self.wrong((*path, key), f"{name} is asked for twice", cure="write one band")
            elif name is not None:
                result[name] = self.wanted(wanted, (*path, key), name)
        return result

    def wanted(self, wanted: Any, path: PathTuple, name: str) -> Any:
        """Return what a condition asks for, its words as the vocabulary has them."""
        unit = unit_of(name)
        if isinstance(wanted, list) and wanted:
            return [self.wanted(item, (*path, i), name) for i, item in enumerate(wanted)]
        if isinstance(wanted, dict) and wanted:
            if unit == "text":
                self.wrong(path, f"a band of {name}, which is no number", cure="list its values")
            else:
                self.order(self.group(wanted, path, _BAND), path)
        elif not isinstance(wanted, str | int | float) or wanted == "":
            self.wrong(path, "a value, a list of values or a band is expected here")
        elif unit != "text" and isinstance(wanted, str | bool):
            self.wrong(path, f"'{wanted}' is not a number", cure=f"write it in {unit}")
        elif isinstance(wanted, str):
            try:
                return word(name, wanted)
            except DataError as error:
                problem = error.problems[0]
                self.wrong(path, problem.what, why=problem.why, cure=problem.cure)
        return wanted

    def order(self, band: dict[str, Any], path: PathTuple) -> None:
        for key, limit in band.items():
            if isinstance(limit, bool) or not isinstance(limit, int | float) or math.isnan(limit):
                self.wrong((*path, key), f"'{limit}' is not a number")
                return
        if {"gt", "gte"} <= set(band) or {"lt", "lte"} <= set(band):
            self.wrong(path, "the band has two ends on one side", cure="leave one out")
        elif set(band) <= _BAND and not meet(band, {}):
            self.wrong(path, "the band is empty: no number lies in it")

    def derived(self, value: Any, shared: tuple[Any, ...]) -> list[ClassRule]:
        found = []
        for i, item in enumerate(self.listed(value, "classes")):
            path: PathTuple = ("classes", i)
            group = self.group(item, path, _CLASS)
            name = self.named(group.get("condition"), (*path, "condition"), "condition")
            of = self.named(group.get("of"), (*path, "of"), "condition")
            bands = group.get("bands")
            if not isinstance(bands, dict) or not bands:
                self.wrong((*path, "bands"), "a class needs its bands")
                bands = {}
            if name and of:
                bands = {
                    self.wanted(key, (*path, "bands", key), name):
                    self.wanted(band, (*path, "bands", key), of)
                    for key, band in bands.items()
                }  # fmt: skip
            levels = [str(level) for level in self.listed(group.get("order"), "classes") or bands]
            for level in set(bands) - set(levels):
                self.wrong((*path, "order"), f"the class '{level}' has no place in the order")
            if name and of:
                found.append(
                    ClassRule(name, of, tuple(bands.items()), str(group.get("clause") or ""),
                              shared[1], shared[0], tuple(levels),
                              group.get("optional") is True)
                )  # fmt: skip
        return found

    def yields(self, value: Any) -> list[YieldsTo]:
        found = []
        for i, item in enumerate(self.listed(value, "may_yield_to")):
            path: PathTuple = ("may_yield_to", i)
            group = self.group(item, path, {"standard", "when", "since", "why"})
            since = group.get("since")
            if since is not None and not isinstance(since, dt.date):
                self.wrong((*path, "since"), f"'{since}' is not a date", cure="write YYYY-MM-DD")
                since = None
            when = self.conditions(group.get("when"), (*path, "when"))
            for key in ("standard", "when", "why"):
                if not group.get(key):
                    reason = "an undecided verdict must say what may govern and when"
                    self.wrong(path, f"{key} is missing", why=reason)
            found.append(
                YieldsTo(str(group.get("standard") or ""), when, since, str(group.get("why") or ""))
            )
        return found
