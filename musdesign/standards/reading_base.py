"""Read the parts that every section of an instrument file shares: words, days, conditions."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from musdesign.errors import DataError, MusdesignError, did_you_mean
from musdesign.expr import parse as parse_expression
from musdesign.standards.bands import meet
from musdesign.standards.vocabulary import canonical, unit_of, vocabulary, word
from musdesign.yamlfile import FileReader, PathTuple

_BAND = {"gt", "gte", "lt", "lte"}
_SPAN = {"from", "to"}


class PartReader(FileReader):
    """Turns parts of a document into plain values and collects the mistakes."""

    def section(self, value: Any, path: PathTuple, known: set[str]) -> dict[str, Any]:
        """Return a group of keys that may be left out."""
        return {} if value is None else self.group(value, path, known)

    def choice(self, value: Any, path: PathTuple, known: tuple[str, ...], default: str) -> str:
        """Return one of the known words."""
        if isinstance(value, str) and value in known:
            return value
        what = f"one of {', '.join(known)} is expected, not '{value}'"
        self.wrong(path, what, cure=did_you_mean(str(value), known) if value else "")
        return default

    def listed(self, value: Any, path: PathTuple | str) -> list[Any]:
        """Return a list that may be left out."""
        if value is None or isinstance(value, list):
            return value or []
        where: PathTuple = (path,) if isinstance(path, str) else path
        self.wrong(where, f"{where[-1]} must be a list")
        return []

    def words(self, value: Any, path: PathTuple) -> tuple[str, ...]:
        """Return a list of texts, or one text as a list of one."""
        items = [value] if isinstance(value, str | int | float) else self.listed(value, path)
        return tuple(str(item) for item in items)

    def span(self, value: Any, path: PathTuple) -> tuple[dt.date | None, dt.date | None]:
        """Return the first day in force and the first day no longer in force."""
        group = self.section(value, path, _SPAN)
        dates = []
        for key in ("from", "to"):
            found = group.get(key)
            if found is not None and not isinstance(found, dt.date):
                self.wrong((*path, key), f"'{found}' is not a date", cure="write YYYY-MM-DD")
                found = None
            dates.append(found)
        if dates[0] and dates[1] and dates[0] > dates[1]:
            self.wrong(path, "the end lies before the beginning", cure="exchange from and to")
        return dates[0], dates[1]

    def named(self, spelling: Any, path: PathTuple, kind: str) -> str | None:
        """Return the canonical name of a spelling."""
        try:
            return canonical(str(spelling), kind)
        except DataError as error:
            self.wrong(path, error.problems[0].what, cure=error.problems[0].cure)
            return None

    def flag(self, value: Any, path: PathTuple) -> bool:
        """Return yes or no."""
        if value is not None and not isinstance(value, bool):
            self.wrong(path, f"'{value}' is neither true nor false")
        return value is True

    def year(self, value: Any, path: PathTuple) -> int | None:
        """Return a year."""
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            self.wrong(path, f"'{value}' is not a year", cure="write it like 2017")
            return None
        return value

    def formula(self, value: Any, path: PathTuple) -> str:
        """Return an expression whose names are all known."""
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

    def conditions(self, value: Any, path: PathTuple) -> dict[str, Any]:
        """Return conditions by canonical name."""
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
        if isinstance(wanted, bool) and unit == "text":
            return self.wanted("yes" if wanted else "no", path, name)
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
        """Note a band that no number lies in."""
        for key, limit in band.items():
            if isinstance(limit, bool) or not isinstance(limit, int | float) or math.isnan(limit):
                self.wrong((*path, key), f"'{limit}' is not a number")
                return
        if {"gt", "gte"} <= set(band) or {"lt", "lte"} <= set(band):
            self.wrong(path, "the band has two ends on one side", cure="leave one out")
        elif set(band) <= _BAND and not meet(band, {}):
            self.wrong(path, "the band is empty: no number lies in it")
