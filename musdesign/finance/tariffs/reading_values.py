"""Read the small parts of a tariff file: numbers, words, tables, formulas, conditions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeVar, cast

from musdesign.errors import ExpressionError
from musdesign.expr import parse
from musdesign.finance.tariffs.model import (
    Condition,
    Formula,
    Number,
    Per,
    Table,
    Text,
    Value,
    exact,
)
from musdesign.provenance import BASES, Basis
from musdesign.yamlfile import FileReader, PathTuple

T = TypeVar("T")

PERS = ("day", "month", "year", "bill")
_VALUE = {"value", "source", "basis", "formula", "by", "values", "default", "word", "or_fact"}
_CONDITION = {"least", "most", "above", "below", "one_of"}
KNOWN_FACTS = (
    "persons", "dwellings", "month", "altitude", "days_in_bill", "months_in_bill",
    "all_volume", "all_customers",
)  # fmt: skip
"""Facts that a tariff may use without declaring them."""


class ValueReader(FileReader):
    """Turns parts of a document into values and collects the mistakes."""

    names: set[str]
    """Every name met in formulas, tables and conditions, to be checked at the end."""

    def plain_number(
        self, value: Any, path: PathTuple, *, least: float | None = 0.0
    ) -> Fraction | None:
        """Return a number as written, None (and a mistake noted) where it is none."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            comma = "write it with a decimal point" if "," in str(value) else ""
            cure = comma or "write a plain number, or {formula: ...} or {by: ..., values: ...}"
            self.wrong(path, f"'{value}' is not a number", cure=cure)
            return None
        if value != value or abs(value) == float("inf"):  # noqa: PLR0124
            self.wrong(path, f"'{value}' is out of range", why="it must be a finite number")
            return None
        if least is not None and value < least:
            self.wrong(path, f"'{value}' is out of range", why=f"it must be at least {least:g}")
            return None
        return exact(value)

    def value(
        self, given: Any, path: PathTuple, *, least: float | None = 0.0, words: bool = False
    ) -> Value | None:
        """Return a number, table or formula; ``words`` lets a word stand too."""
        if words and isinstance(given, str):
            return Text(given)
        if not isinstance(given, dict):
            found = self.plain_number(given, path, least=least)
            return None if found is None else Number(found)
        group = self.group(given, path, _VALUE)
        kinds = [key for key in ("value", "formula", "by", "word") if key in group]
        if len(kinds) != 1:
            self.wrong(path, "one of value, formula or by is expected here")
            return None
        return self._described(kinds[0], group, path, least=least, words=words)

    def _described(
        self, kind: str, group: Mapping[str, Any], path: PathTuple, *, least: float | None,
        words: bool,
    ) -> Value | None:  # fmt: skip
        if kind == "formula":
            return self.formula(group["formula"], (*path, "formula"))
        if kind == "word":
            return Text(self.text(group, "word", path), group.get("or_fact") is True)
        if kind == "by":
            return self.table(group, path, lambda v, p: self.value(v, p, least=least, words=words))
        number = self.plain_number(group["value"], (*path, "value"), least=least)
        if number is None:
            return None
        source = self.text(group, "source", path, needed=False)
        return Number(number, source, self.basis(group, path, needed=False))

    def table(
        self, group: Mapping[str, Any], path: PathTuple, read: Callable[[Any, PathTuple], Any]
    ) -> Table | None:
        """Return a table of whatever ``read`` reads."""
        by = self.words(group.get("by"), (*path, "by"))
        rows = group.get("values")
        if not by or not isinstance(rows, dict) or not rows:
            self.wrong((*path, "values"), "a table needs by: and values: with at least one row")
            return None
        found: dict[tuple[str, ...], Any] = {}
        for key, item in rows.items():
            row = tuple(part.strip() for part in str(key).split("|")) if len(by) > 1 else (key,)
            here = (*path, "values", str(key))
            if len(row) != len(by):
                self.wrong(
                    here,
                    f"the key '{key}' has {len(row)} parts and the table {len(by)}",
                    cure=f"write {'|'.join(by)}",
                )
            elif (value := read(item, here)) is not None:
                found[tuple(str(part) for part in row)] = value
        default = None
        if group.get("default") is not None:
            default = read(group["default"], (*path, "default"))
        self.names |= set(by)
        return Table(by, found, default)

    def formula(self, given: Any, path: PathTuple) -> Formula | None:
        """Return a formula; names are kept for checking."""
        if isinstance(given, bool) or not isinstance(given, str | int | float):
            self.wrong(path, "a formula is expected here", cure='write it as "13 * persons"')
            return None
        try:
            expression = parse(str(given))
        except ExpressionError as error:
            self.problems += [p.located(self.document.file, self.document.line(path),
                                        self.document.problem(path, "").path)
                              for p in error.problems]  # fmt: skip
            return None
        self.names |= expression.names
        return Formula(expression)

    def conditions(self, given: Any, path: PathTuple) -> tuple[Condition, ...]:
        """Return what ``when:`` says."""
        if given is None:
            return ()
        if not isinstance(given, dict):
            self.wrong(path, "a group of keys is expected here", cure="write {zone: [A, B]}")
            return ()
        self.names |= {str(name) for name in given}
        found = [self.condition(str(k), v, (*path, str(k))) for k, v in given.items()]
        return tuple(c for c in found if c is not None)

    def condition(self, name: str, given: Any, path: PathTuple) -> Condition | None:
        """Return one condition: a word, a list of words, or bounds."""
        if not isinstance(given, dict):
            items = given if isinstance(given, list) else [given]
            if not items or any(isinstance(i, dict | list) or i is None for i in items):
                self.wrong(path, "a word, a list of words or bounds are expected here")
                return None
            return Condition(name, tuple(w for item in items for w in _words_of(item)))
        group = self.group(given, path, _CONDITION)
        if "one_of" in group:
            return self.condition(name, group["one_of"], (*path, "one_of"))
        if not group:
            self.wrong(path, "no bound is given", cure="write {least: 3} or {below: 3}")
            return None
        bounds = {
            key: self.plain_number(value, (*path, key), least=None) for key, value in group.items()
        }
        return Condition(name, (), **{k: v for k, v in bounds.items() if k in _CONDITION})

    def words(self, given: Any, path: PathTuple) -> tuple[str, ...]:
        """Return a word or a list of words."""
        if given is None:
            return ()
        items = given if isinstance(given, list) else [given]
        if any(isinstance(item, dict | list) or item is None for item in items):
            self.wrong(path, "a word or a list of words is expected here")
            return ()
        return tuple(str(item) for item in items)

    def text(
        self, group: Mapping[str, Any], key: str, path: PathTuple = (), *, needed: bool = True
    ) -> str:
        """Return a text."""
        value = group.get(key)
        if isinstance(value, dict | list):
            self.wrong((*path, key), f"{key} must be a text")
            return ""
        text = "" if value is None else str(value).strip()
        if not text and needed:
            self.wrong((*path, key) if key in group else path, f"{key} is missing")
        return text

    def one_of(
        self, group: Mapping[str, Any], key: str, path: PathTuple, known: tuple[str, ...],
        default: str,
    ) -> str:  # fmt: skip
        """Return one of some words."""
        found = str(group.get(key, default))
        if found not in known:
            self.wrong((*path, key), f"unknown {key} '{found}'", cure=f"one of {', '.join(known)}")
            return default
        return found

    def per(self, group: Mapping[str, Any], key: str, path: PathTuple) -> Per:
        """Return the time over which an amount is charged, the bill where none is said."""
        return cast("Per", self.one_of(group, key, path, PERS, "bill"))

    def basis(
        self, group: Mapping[str, Any], path: PathTuple = (), *, needed: bool = True
    ) -> Basis | None:
        """Return the basis of a figure."""
        found = self.text(group, "basis", path, needed=needed)
        if found in BASES:
            return cast("Basis", found)
        if found:
            cure = f"one of {', '.join(BASES)}"
            self.wrong((*path, "basis"), f"unknown basis '{found}'", cure=cure)
        return None

    def date(self, group: Mapping[str, Any], key: str, path: PathTuple) -> dt.date | None:
        """Return a date, None where none is given."""
        found = group.get(key)
        if found is None or isinstance(found, dt.date):
            return found
        self.wrong((*path, key), f"'{found}' is not a date", cure="write it as 2016-07-01")
        return None


def _words_of(item: Any) -> tuple[str, ...]:
    if item is True:
        return ("true", "yes", "1")
    if item is False:
        return ("false", "no", "0")
    if isinstance(item, float) and item == int(item):
        return (str(int(item)),)
    return (str(item),)
