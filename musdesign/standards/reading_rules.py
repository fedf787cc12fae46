"""Read the rules of an instrument file: every value with its unit, its clause and its basis."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

from musdesign.errors import MusdesignError
from musdesign.provenance import BASES, Basis
from musdesign.standards.model import BOUNDS, Bound, Growth, LocalFirst, Rule, Slide
from musdesign.standards.quotations import Quotation
from musdesign.standards.reading_base import PartReader
from musdesign.standards.vocabulary import canonical, unit_of, vocabulary, whole_vocabulary
from musdesign.units import factor, parse
from musdesign.yamlfile import PathTuple

RULE_KEYS = frozenset({
    "clause", "parameter", "bound", "value", "low", "high", "text", "unit", "when", "base",
    "convention", "source", "basis", "note", "in_force", "either", "formula", "title",
    "original_title", "original_text", "strict", "bundle", "larger_of", "smaller_of", "slides",
    "interpolate", "justification", "local_first", "includes", "excludes", "grows", "steps",
    "multiple", "population_share", "by_year", "written", "misquotes", "boundary_reading", "gap",
})  # fmt: skip
_CONVENTIONS = ("on_gross", "added_to_net", "included")
_ANY = ("value", "low", "high")
# which numbers a kind of bound needs; the others may do with a text
_NEEDS = {"ceiling": ("value",), "floor": ("value",), "recommended_max": ("value",),
          "target": _ANY, "fixed": ("value",), "fraction": _ANY, "recommended": _ANY,
          "block_upper": ("value",), "range": ("low", "high"), "factor": _ANY,
          "multiplier": _ANY, "threshold": _ANY}  # fmt: skip
_COMPUTED = ("formula", "larger_of", "smaller_of", "slides", "steps", "multiple")
# a change may go down; a limit below zero would be nonsense
_SIGNED = ("multiplier", "reference")


@dataclass(frozen=True, slots=True)
class Shared:
    """What a rule takes from its instrument where it has none of its own."""

    source: str
    basis: str
    start: dt.date | None
    end: dt.date | None
    language: str = "en"


class RuleReader(PartReader):
    """Turns rules into data and collects their mistakes."""

    def within(
        self, value: Any, path: PathTuple, shared: Shared
    ) -> tuple[dt.date | None, dt.date | None]:
        """Return the days of a rule, those of its instrument where it has none of its own."""
        first, last = shared.start, shared.end
        start, end = self.span(value, path)
        if (start and ((first and start < first) or (last and start >= last))) or (
            end and ((last and end > last) or (first and end <= first))
        ):
            held = f"the instrument holds from {first or '?'} to {last or 'now'}"
            self.wrong(path, "the rule is in force when its instrument is not", why=held,
                       cure="mend the days of the rule or of the instrument")  # fmt: skip
        return start or first, end or last

    def rule(
        self, item: Any, path: PathTuple, shared: Shared, known: frozenset[str] = RULE_KEYS
    ) -> Rule | None:
        """Return one rule, or None where it has no parameter to stand for."""
        group = self.group(item, path, set(known))
        if not isinstance(item, dict):
            return None
        if not group.get("clause"):
            self.wrong(path, "clause is missing", why="a verdict must name its clause",
                       cure="add clause: as the text has it, such as Art. 43")  # fmt: skip
        name = self.named(group.get("parameter"), (*path, "parameter"), "parameter")
        if name is None:
            return None
        bound = self.choice(group.get("bound"), (*path, "bound"), BOUNDS, "definition")
        given = str(group.get("unit") or unit_of(name))
        unit = self.own_unit(name, given)
        signed = bound in _SIGNED
        low, high, value = (
            self.number(group.get(key), (*path, key), given, unit, name, signed=signed)
            for key in ("low", "high", "value")
        )
        if low is not None and high is not None and low > high:
            self.wrong(path, f"the range {low:g} to {high:g} is upside down",
                       cure="exchange low and high")  # fmt: skip
        numbers = (low, high, value) != (None,) * 3
        if unit not in {"-", "text"} and not group.get("unit") and numbers:
            self.wrong(path, "unit is missing", cure=f"add unit: {unit}")
        start, end = self.within(group.get("in_force"), (*path, "in_force"), shared)
        basis = self.choice(group.get("basis", shared.basis), (*path, "basis"), BASES, "unverified")
        self.complete(group, path, bound)
        for key, words in (("convention", _CONVENTIONS), ("base", whole_vocabulary().bases)):
            if key in group:
                self.choice(group[key], (*path, key), words, "")
        parts = group.get("larger_of") or group.get("smaller_of")
        written = str(group.get("written") or "")
        if not written and numbers and given != unit:
            written = f"{_as_written(group)} {given}"
        return Rule(
            str(group.get("clause") or ""), name, cast("Bound", bound), unit, value, low, high,
            str(group.get("text") or ""), self.conditions(group.get("when"), (*path, "when")),
            str(group.get("base") or ""), str(group.get("convention") or ""),
            str(group.get("source") or shared.source), cast("Basis", basis),
            str(group.get("note") or ""), start, end, str(group.get("either") or ""),
            self.formula(group.get("formula"), (*path, "formula")),
            str(group.get("title") or ""), str(group.get("original_title") or ""),
            self.own_words(group, basis, shared),
            self.flag(group.get("strict"), (*path, "strict")),
            str(group.get("bundle") or ""), self.parts(parts, path),
            "" if not parts else "larger" if group.get("larger_of") else "smaller",
            self.slide(group.get("slides"), (*path, "slides"), given, unit, name),
            self.along(group, path), str(group.get("justification") or ""),
            self.local(group.get("local_first"), (*path, "local_first")),
            self.words(group.get("includes"), (*path, "includes")),
            self.words(group.get("excludes"), (*path, "excludes")),
            self.growth(group.get("grows"), (*path, "grows")),
            self.sizes(group.get("steps"), (*path, "steps"), given, unit, name),
            self.number(group.get("multiple"), (*path, "multiple"), given, unit, name),
            self.number(group.get("population_share"), (*path, "population_share"), "%", "%", ""),
            self.year(group.get("by_year"), (*path, "by_year")), written,
            self.words(group.get("misquotes"), (*path, "misquotes")),
            str(group.get("boundary_reading") or ""), str(group.get("gap") or ""),
            self.document.line(path),
        )  # fmt: skip

    def own_words(self, group: Mapping[str, Any], basis: str, shared: Shared) -> Quotation | None:
        """Return the words of the text that a clause gives itself, read where its number was."""
        text = " ".join(str(group.get("original_text") or "").split())
        if not text:
            return None
        source = str(group.get("source") or shared.source)
        clause = str(group.get("clause") or "")
        return Quotation(text, shared.language, clause, source, cast("Basis", basis))

    def own_unit(self, name: str, given: str) -> str:
        """Return the unit a rule's number is kept in: its own where it counts something else."""
        term = vocabulary()[name]
        for unit in term.units:
            if given == unit or (given != term.unit and _converts(given, unit)):
                return unit
        return term.unit

    def number(
        self, value: Any, path: PathTuple, given: str, unit: str, name: str, *, signed: bool = False
    ) -> float | None:
        """Return a number in ``unit``, written in ``given``."""
        if value is None:
            return None
        equivalents = vocabulary()[name].equivalents if name else {}
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.wrong(path, f"'{value}' is not a number", cure="write the unit in unit")
        elif not math.isfinite(value) or (value < 0 and not signed):
            self.wrong(path, f"{value} cannot be a limit", cure="write a number from 0 up")
        elif given == unit:
            return float(value)
        elif given in equivalents:
            return float(f"{value * equivalents[given]:.12g}")
        elif unit in {"-", "text"}:
            self.wrong((*path[:-1], "unit"), f"'{given}' where a plain number is meant",
                       cure="leave the unit out")  # fmt: skip
        else:
            try:
                return parse(f"{value} {given}", unit)
            except MusdesignError as error:
                cure = f"write it in {unit}"
                self.wrong((*path[:-1], "unit"), error.problems[0].what, cure=cure)
        return None

    def complete(self, group: Mapping[str, Any], path: PathTuple, bound: str) -> None:
        """Note what a rule of this kind lacks or has too much of."""
        needs = _NEEDS.get(bound, ())
        given = [key for key in _ANY if group.get(key) is not None]
        computed = [key for key in _COMPUTED if group.get(key) is not None]
        if not given and not computed and not group.get("text"):
            self.wrong(path, "a rule needs a value, a range, a formula or a text",
                       cure="add value: or text:")  # fmt: skip
        elif "value" in given and len(given) > 1:
            self.wrong(path, "a rule has one value or a range, not both", cure="leave one out")
        elif given and needs and not set(given) <= set(needs):
            self.wrong(path, f"a rule of kind {bound} has {', '.join(given)}",
                       cure=f"give {' and '.join(needs)}")  # fmt: skip
        elif needs and not given and not computed:
            self.wrong(path, f"a rule of kind {bound} needs a number",
                       cure=f"give {' or '.join(needs)}, or make it a definition")  # fmt: skip
        elif bound == "rounding" and not {"steps", "multiple"} & set(computed):
            self.wrong(path, "a rule of kind rounding needs its sizes",
                       cure="give steps: [0.5, 1] or multiple: 5")  # fmt: skip

    def parts(self, value: Any, path: PathTuple) -> tuple[str, ...]:
        """Return the expressions of which the larger or the smaller counts."""
        at = (*path, "larger_of")
        found = tuple(self.formula(item, (*at, i)) for i, item in enumerate(self.listed(value, at)))
        if len(found) == 1:
            self.wrong(path, "one expression has nothing to be compared with", cure="use formula")
        return found

    def along(self, group: Mapping[str, Any], path: PathTuple) -> str:
        """Return the condition along whose band a value may be interpolated."""
        if group.get("interpolate") is None:
            return ""
        at = (*path, "interpolate")
        name = self.named(group["interpolate"], at, "condition") or ""
        when = group.get("when")
        spelled = {canonical(k, "condition"): v for k, v in when.items()
                   if k in _known_conditions()} if isinstance(when, dict) else {}  # fmt: skip
        band = spelled.get(name)
        if name and not (isinstance(band, dict) and len(band) == 2):
            self.wrong(at, f"there is no band of {name} to interpolate along",
                       cure=f"give when a lower and an upper end of {name}")  # fmt: skip
        return name

    def slide(self, value: Any, path: PathTuple, given: str, unit: str, name: str) -> Slide | None:
        """Return a value that moves along straight lines between points."""
        if value is None:
            return None
        group = self.group(value, path, {"by", "points"})
        by = self.named(group.get("by"), (*path, "by"), "condition")
        pairs = [
            (float(point[0]), self.number(point[1], (*path, "points"), given, unit, name) or 0.0)
            for point in self.listed(group.get("points"), (*path, "points"))
            if isinstance(point, list) and len(point) == 2 and _number(point[0])
        ]
        if len(pairs) < 2 or any(b[0] <= a[0] for a, b in pairwise(pairs)):
            self.wrong(path, "a slide needs at least two points of growing conditions",
                       cure="write points: [[0, 2.2], [2000, 2.0]]")  # fmt: skip
            return None
        return Slide(by, tuple(pairs)) if by else None

    def local(self, value: Any, path: PathTuple) -> LocalFirst | None:
        """Return which local data come before a rule."""
        if value is None:
            return None
        group = self.group(value, path, {"data", "caps"})
        name = self.named(group.get("data"), (*path, "data"), "condition")
        return LocalFirst(name, self.flag(group.get("caps"), (*path, "caps"))) if name else None

    def growth(self, value: Any, path: PathTuple) -> Growth | None:
        """Return how a value grows by the year, rates in % a year."""
        if value is None:
            return None
        group = self.group(value, path, {"rate", "low", "high", "method"})
        method = self.choice(group.get("method", "geometric"), (*path, "method"),
                             ("geometric", "arithmetic"), "geometric")  # fmt: skip
        one = group.get("rate")
        low: Any = group.get("low") if one is None else one
        high: Any = group.get("high") if one is None else one
        if not (_number(low) and _number(high)) or low > high:
            self.wrong(path, "a growth needs its rate in % a year, or low and high",
                       cure="write grows: {low: 0.5, high: 2}")  # fmt: skip
            return None
        return Growth(low / 100.0, high / 100.0, cast("Any", method))

    def sizes(
        self, value: Any, path: PathTuple, given: str, unit: str, name: str
    ) -> tuple[float, ...]:
        """Return standard sizes, smallest first."""
        found = [self.number(item, (*path, i), given, unit, name)
                 for i, item in enumerate(self.listed(value, path))]  # fmt: skip
        sizes = [size for size in found if size is not None]
        if sizes != sorted(set(sizes)):
            self.wrong(path, "sizes go from the smallest to the largest, each once")
        return tuple(sizes)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _converts(given: str, unit: str) -> bool:
    try:
        factor(given, unit)
    except MusdesignError:
        return False
    return True


def _known_conditions() -> set[str]:
    return {s for term in vocabulary().values() for s in (term.name, *term.aliases)}


def _as_written(group: Mapping[str, Any]) -> str:
    if group.get("value") is not None:
        return f"{group['value']}"
    return " to ".join(f"{group[key]}" for key in ("low", "high") if group.get(key) is not None)
