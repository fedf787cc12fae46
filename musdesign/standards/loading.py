"""Read an instrument: one YAML file each, all mistakes at once."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from musdesign.errors import DataError, Problem, did_you_mean
from musdesign.paths import data_files
from musdesign.provenance import BASES, Basis
from musdesign.standards.bands import clashes, gaps
from musdesign.standards.formulas import circles
from musdesign.standards.model import (
    KINDS,
    STANCES,
    ClassRule,
    LivestockUnits,
    Priority,
    Right,
    Rule,
    Standard,
    YieldsTo,
)
from musdesign.standards.reading_quotations import QuotationReader
from musdesign.standards.reading_rules import Shared
from musdesign.standards.vocabulary import vocabulary
from musdesign.yamlfile import PathTuple, read_yaml

_TOP = {"schema", "country", "name", "original_name", "language", "issuer", "number", "year",
        "status", "in_force", "superseded_by", "area", "productive_use", "may_yield_to", "classes",
        "rules", "source", "basis", "note", "supersedes", "kind", "draft", "issuer_short",
        "original_issuer", "amends", "amended_by", "scope", "definitions", "livestock_units",
        "tables", "rights", "priorities", "quotations", "licence"}  # fmt: skip
_AREAS = ("any", "rural", "urban")
_SCHEMA = 1
_CLASS = {"condition", "of", "bands", "clause", "order", "optional", "basis", "source"}
_UNITS = {"name", "animals", "clause", "basis", "source"}


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


def load_all() -> tuple[Standard, ...]:
    """Return every instrument on file, by id.

    Raises:
        DataError: a file with mistakes, or two files of one issuer, number and year.
    """
    # one look at the folder for all: looking anew for each would be slow
    found = tuple(read_standard(path, path.stat().st_mtime_ns) for path in available().values())
    seen: dict[tuple[object, ...], Standard] = {}
    for item in found:
        # the same number may come from two issuers: only all three together name an instrument
        key = (item.country, item.issuer, item.number, item.year)
        if item.number and key in seen:
            raise DataError(
                Problem(
                    f"{item.label} is on file twice, as {seen[key].id} and {item.id}",
                    file=item.file,
                    why="issuer, number and year together name one instrument",
                    cure="merge the two files",
                )
            )
        seen[key] = item
    return found


def load_country(code: str) -> tuple[Standard, ...]:
    """Return the instruments of one country; the files of others are not parsed.

    Raises:
        DataError: a file with mistakes.
    """
    files = ((p, p.stat().st_mtime_ns) for p in available().values())
    found = (read_standard(*file) for file in files if _country(*file) in {code, ""})
    return tuple(standard for standard in found if standard.country == code)


@functools.lru_cache(maxsize=512)
def _country(path: Path, changed_ns: int) -> str:
    """Return the country that a file names, or nothing where it cannot be told without parsing."""
    del changed_ns
    try:
        lines = re.findall(r"^country: *(.*?) *$", path.read_text("utf-8", "ignore"), re.M)
    except OSError:
        return ""
    return str(lines[0]) if len(lines) == 1 and re.fullmatch("[A-Z]{3}", lines[0]) else ""


@functools.lru_cache(maxsize=512)
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


class _Reader(QuotationReader):
    """Turns a document into an instrument and collects the mistakes."""

    def standard(self, path: Path) -> Standard:
        top = self.group(self.document.data, (), _TOP)
        for key in ("country", "name", "issuer", "source", "basis"):
            if not top.get(key):
                self.wrong((), f"{key} is missing", cure=f"add {key}: at the head of the file")
        if top.get("schema", _SCHEMA) != _SCHEMA:
            self.wrong(("schema",), f"schema {top['schema']} is not known", cure=f"write {_SCHEMA}")
        basis = "unverified"
        if top.get("basis"):
            basis = self.choice(top["basis"], ("basis",), BASES, basis)
        start, end = self.span(top.get("in_force"), ("in_force",))
        use = self.section(top.get("productive_use"), ("productive_use",), {"stance", "text"})
        scope = self.section(top.get("scope"), ("scope",), {"when", "text"})
        language = str(top.get("language") or "en")
        shared = Shared(str(top.get("source") or ""), basis, start, end, language)
        rules, rights, priorities = self.clauses(top, shared)
        year, country = top.get("year"), str(top.get("country") or "")
        if country and not re.fullmatch("[A-Z]{3}", country):
            self.wrong(("country",), f"'{country}' is not a country code",
                       cure="such as COL or ETH; INT for an international text")  # fmt: skip
        return Standard(
            id=path.stem, country=country, name=str(top.get("name") or ""),
            original_name=str(top.get("original_name") or top.get("name") or ""),
            language=language, issuer=str(top.get("issuer") or ""),
            number=str(top.get("number") or ""), year=self.year(year, ("year",)),
            status=str(top.get("status") or ""), in_force_from=start, in_force_to=end,
            superseded_by=str(top.get("superseded_by") or ""),
            area=self.choice(top.get("area", "any"), ("area",), _AREAS, "any"),
            productive_use_stance=self.choice(
                use.get("stance", "unknown"), ("productive_use", "stance"), STANCES, "unknown"),
            productive_use_text=str(use.get("text") or ""),
            rules=rules,
            classes=tuple(self.derived(top.get("classes"), shared)),
            may_yield_to=tuple(self.yields(top.get("may_yield_to"))), file=str(path),
            supersedes=self.words(top.get("supersedes"), ("supersedes",)),
            kind=self.choice(top.get("kind", "standard"), ("kind",), KINDS, "standard"),
            draft=self.flag(top.get("draft"), ("draft",)),
            issuer_short=str(top.get("issuer_short") or ""),
            original_issuer=str(top.get("original_issuer") or ""),
            amends=self.words(top.get("amends"), ("amends",)),
            amended_by=self.words(top.get("amended_by"), ("amended_by",)),
            scope=self.conditions(scope.get("when"), ("scope", "when")),
            scope_text=str(scope.get("text") or ""),
            definitions=self.texts(top.get("definitions"), ("definitions",)),
            livestock_units=self.animals(top.get("livestock_units"), shared),
            rights=rights, priorities=priorities, source=shared.source,
            basis=cast("Basis", basis), note=str(top.get("note") or ""),
            licence=str(top.get("licence") or ""),
        )  # fmt: skip

    def clauses(
        self, top: Mapping[str, Any], shared: Shared
    ) -> tuple[tuple[Rule, ...], tuple[Right, ...], tuple[Priority, ...]]:
        """Return the rules, rights and priorities, with the words of their text."""
        rules = _titled(self.all_rules(top, shared), shared.language)
        rights = tuple(
            self.right(item, ("rights", i), shared)
            for i, item in enumerate(self.listed(top.get("rights"), "rights"))
        )
        orders = tuple(
            self.priority(item, ("priorities", i), shared)
            for i, item in enumerate(self.listed(top.get("priorities"), "priorities"))
        )
        quoted = self.quotations(top.get("quotations"), shared, str(top.get("licence") or ""))
        return self.placed(quoted, rules, rights, orders)

    def all_rules(self, top: Mapping[str, Any], shared: Shared) -> tuple[Rule, ...]:
        items = self.listed(top.get("rules"), "rules")
        read = [self.rule(item, ("rules", i), shared) for i, item in enumerate(items)]
        placed: list[tuple[PathTuple, Rule]] = [
            (("rules", i), rule) for i, rule in enumerate(read) if rule is not None
        ]
        for i, item in enumerate(self.listed(top.get("tables"), "tables")):
            path: PathTuple = ("tables", i)
            placed += [(path, rule) for rule in self.table(item, path, shared)]
        self.contradictions(placed)
        return tuple(rule for _, rule in placed)

    def contradictions(self, placed: list[tuple[PathTuple, Rule]]) -> None:
        rules = list(enumerate(rule for _, rule in placed))
        for first, second in clashes(rules):
            # a table has told of its own overlap already
            if placed[first][0][0] == "tables" and placed[first][0] == placed[second][0]:
                continue
            line = rules[first][1].line
            self.wrong(placed[second][0], f"the rule contradicts that of line {line}",
                       why="both can hold at once and say different numbers of one clause: "
                       "their bands overlap",
                       cure="part their conditions, days or clauses")  # fmt: skip
        for first, second, name, where in gaps(rules):
            if placed[second][0][0] == "tables":
                continue
            line = rules[first][1].line
            self.wrong(placed[second][0], f"a gap in the table: {where} of {name}",
                       why=f"the rule of line {line} is the row before this one",
                       cure="close one of the two ends, or say under gap why the text leaves "
                       "it out")  # fmt: skip
        for rule, way in circles(rule for _, rule in placed):
            at = next(path for path, item in placed if item is rule)
            self.wrong(at, f"the formula is circular: {' needs '.join(way)}",
                       cure="let one of them have a value of its own")  # fmt: skip

    def texts(self, value: Any, path: PathTuple) -> dict[str, str]:
        if value is not None and not isinstance(value, dict):
            self.wrong(path, "a group of keys is expected here")
            return {}
        return {str(key): str(item) for key, item in (value or {}).items()}

    def animals(self, value: Any, shared: Shared) -> LivestockUnits | None:
        path: PathTuple = ("livestock_units",)
        group = self.section(value, path, _UNITS)
        if not group:
            return None
        per_animal = group.get("animals")
        if not isinstance(per_animal, dict) or not per_animal:
            self.wrong(path, "animals is missing", cure="add animals: {cattle: 1, goat: 0.2}")
            per_animal = {}
        found = {
            str(name): self.number(item, (*path, "animals", name), "-", "-", "") or 0.0
            for name, item in per_animal.items()
        }
        return LivestockUnits(
            str(group.get("name") or "livestock unit"), found, str(group.get("clause") or ""),
            cast("Basis", self.choice(group.get("basis", shared.basis), (*path, "basis"), BASES,
                                      "unverified")),
            str(group.get("source") or shared.source),
        )  # fmt: skip

    def derived(self, value: Any, shared: Shared) -> list[ClassRule]:
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
                numeric = [band for band in bands.values() if isinstance(band, dict)]
                if len(numeric) == len(bands):
                    self.contiguous(of, numeric, (*path, "bands"), gap=False)
            levels = [str(x) for x in self.listed(group.get("order"), (*path, "order")) or bands]
            for level in set(bands) - set(levels):
                self.wrong((*path, "order"), f"the class '{level}' has no place in the order")
            if name and of:
                found.append(
                    ClassRule(name, of, tuple(bands.items()), str(group.get("clause") or ""),
                              cast("Basis", str(group.get("basis") or shared.basis)),
                              str(group.get("source") or shared.source), tuple(levels),
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


def _titled(rules: tuple[Rule, ...], language: str) -> tuple[Rule, ...]:
    """Return rules with the subject of their clause in the language of the text, where known."""
    terms = vocabulary()
    return tuple(
        replace(rule, original_title=terms[rule.parameter].names[language])
        if not rule.original_title and language in terms[rule.parameter].names
        else rule
        for rule in rules
    )
