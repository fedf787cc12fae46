"""The published list of canonical names of parameters and conditions, with other spellings."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from musdesign.errors import DataError, MusdesignError, Problem, did_you_mean
from musdesign.expr import parse as parse_expression
from musdesign.paths import data_root
from musdesign.yamlfile import FileReader, read_yaml

_KEYS = {"unit", "description", "aliases", "values", "units", "equivalents", "otherwise",
         "names"}  # fmt: skip
_NEEDED = ("unit", "description", "aliases")
_SECTIONS = (("parameter", "parameters"), ("figure", "figures"), ("condition", "conditions"),
             ("remark", "remarks"))  # fmt: skip
_ASKED = {"parameter", "figure"}
_TOP = {"parameters", "figures", "conditions", "remarks", "questions", "bases", "relations"}


@dataclass(frozen=True, slots=True)
class Term:
    """A canonical name: a parameter that rules bound, or a condition that they ask for.

    ``values`` are the only words that a condition takes (empty where any word may stand) and
    ``words`` their other spellings; ``units`` are those in which a rule may state the parameter
    beside ``unit`` because they count something else (a bed, a pupil); ``equivalents`` turn units
    of another kind into ``unit`` (kPa into metres of water).  A ``figure`` is a parameter that few
    instruments have.  A ``remark`` says something about a value and chooses none: a question may
    carry it.
    """

    name: str
    kind: str
    unit: str
    description: str
    aliases: tuple[str, ...]
    values: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    units: tuple[str, ...] = ()
    equivalents: Mapping[str, float] = field(default_factory=dict)
    otherwise: tuple[str, ...] = ()
    """Conditions whose words are given under this name too (``service_level: Ia``)."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What texts in other languages call it, by language."""


@dataclass(frozen=True, slots=True)
class Question:
    """A spelling that asks for several parameters, or for one under a condition of its own."""

    parameters: tuple[str, ...]
    conditions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Terms by canonical name, the bases of factors, and what follows from what.

    ``relations`` are formulas by parameter: where a fact is not known it follows from others.
    """

    terms: Mapping[str, Term]
    bases: tuple[str, ...]
    relations: Mapping[str, str]
    questions: Mapping[str, Question] = field(default_factory=dict)


@functools.cache
def vocabulary() -> Mapping[str, Term]:
    """Return all terms by canonical name.

    Raises:
        DataError: a term without unit or description, or a spelling that stands twice.
    """
    return whole_vocabulary().terms


@functools.cache
def whole_vocabulary() -> Vocabulary:
    """Return the shipped vocabulary.

    Raises:
        DataError: see :func:`read_vocabulary`.
    """
    return read_vocabulary(data_root("standards") / "vocabulary.yaml")


def read_vocabulary(path: Path) -> Vocabulary:
    """Read a vocabulary file.

    Raises:
        DataError: with every mistake of the file.
    """
    reader = _Reader(read_yaml(path))
    found = reader.whole()
    reader.finish()
    return found


class _Reader(FileReader):
    def whole(self) -> Vocabulary:
        top = self.group(self.document.data, (), _TOP)
        terms: dict[str, Term] = {}
        owner: dict[tuple[bool, str], str] = {}
        for kind, section in _SECTIONS:
            for name, entry in (top.get(section) or {}).items():
                term = self.term(kind, section, name, entry)
                if name in terms:
                    self.wrong((section, name), f"'{name}' stands twice")
                terms[name] = term
                for spelling in (name, *term.aliases):
                    # a parameter and a condition may share a spelling: a question tells them apart
                    key = (kind in _ASKED, spelling)
                    if key in owner:
                        self.wrong((section, name), f"'{spelling}' belongs to {owner[key]} too")
                    owner[key] = name
        relations = {str(k): str(v) for k, v in (top.get("relations") or {}).items()}
        for name, text in relations.items():
            self.relation(name, text, terms)
        bases = tuple(str(item) for item in top.get("bases") or ())
        questions = {
            str(name): self.question(str(name), entry, terms)
            for name, entry in (top.get("questions") or {}).items()
        }
        return Vocabulary(
            MappingProxyType(terms), bases, MappingProxyType(relations), MappingProxyType(questions)
        )

    def question(self, name: str, entry: Any, terms: Mapping[str, Term]) -> Question:
        path = ("questions", name)
        group = self.group(entry, path, {"parameters", "conditions"})
        found = Question(
            tuple(str(item) for item in group.get("parameters") or ()),
            {str(key): str(value) for key, value in (group.get("conditions") or {}).items()},
        )
        for spelling in (*found.parameters, *found.conditions):
            if spelling not in terms:
                self.wrong(path, f"unknown name '{spelling}'", cure=did_you_mean(spelling, terms))
        if not found.parameters:
            self.wrong(path, "parameters is missing", cure="name what the spelling asks for")
        return found

    def term(self, kind: str, section: str, name: str, entry: Any) -> Term:
        path = (section, name)
        group = self.group(entry, path, _KEYS)
        needed = [key for key in _NEEDED if key not in group and kind != "remark"]
        if needed:
            self.wrong(path, f"{' and '.join(needed)} is missing",
                       cure="a term needs unit, description and aliases")  # fmt: skip
        values = group.get("values") or ()
        words: dict[str, str] = {}
        if isinstance(values, dict):
            words = {_plain(w): str(v) for v, given in values.items() for w in given or ()}
        return Term(
            name, kind, str(group.get("unit") or "text"), str(group.get("description") or ""),
            tuple(group.get("aliases") or ()), tuple(str(value) for value in values),
            MappingProxyType(words), tuple(group.get("units") or ()),
            MappingProxyType({k: float(v) for k, v in (group.get("equivalents") or {}).items()}),
            tuple(group.get("otherwise") or ()),
            MappingProxyType(dict(group.get("names") or {})),
        )  # fmt: skip

    def relation(self, name: str, text: str, terms: Mapping[str, Term]) -> None:
        path = ("relations", name)
        try:
            names = {name, *parse_expression(text).names}
        except MusdesignError as error:
            self.wrong(path, error.problems[0].what)
            return
        for unknown in sorted(names - terms.keys()):
            self.wrong(path, f"unknown name '{unknown}'", cure=did_you_mean(unknown, terms))


@functools.cache
def _spellings(kind: str) -> Mapping[str, str]:
    kinds = _ASKED if kind == "parameter" else {"condition", "remark"}
    return MappingProxyType(
        {
            spelling: term.name
            for term in vocabulary().values()
            if term.kind in kinds
            for spelling in (term.name, *term.aliases)
        }
    )


def canonical(spelling: str, kind: str) -> str:
    """Return the canonical name of a parameter or condition.

    A parameter may stand as a condition too (a period that depends on the growth rate).

    Raises:
        DataError: an unknown spelling; the message names the nearest.

    >>> canonical("k1_max_day", "parameter"), canonical("mean_altitude_masl", "condition")
    ('max_day_factor', 'altitude')
    """
    known = _spellings(kind)
    if spelling in known:
        return known[spelling]
    if kind == "condition" and spelling in _spellings("parameter"):
        return _spellings("parameter")[spelling]
    raise DataError(Problem(f"unknown {kind} '{spelling}'", cure=did_you_mean(spelling, known)))


def asked(spelling: str) -> Question:
    """Return the parameters that a question by a spelling asks for, and its own conditions.

    Raises:
        DataError: an unknown spelling.

    >>> asked("users_per_tap").parameters, dict(asked("users_per_tap").conditions)
    (('users_per_point',), {'technology': 'tap'})
    """
    found = whole_vocabulary().questions.get(spelling)
    return found or Question((canonical(spelling, "parameter"),))


def condition_of(spelling: str, value: Any) -> str:
    """Return the condition that a value is given for: another where this one has no such word.

    >>> condition_of("service_level", "Ia"), condition_of("service_level", "yard tap")
    ('level', 'service_level')
    """
    name = canonical(spelling, "condition")
    words = value if isinstance(value, list | tuple) else [value]
    for candidate in (name, *vocabulary()[name].otherwise):
        term = vocabulary()[candidate]
        known = {*map(_plain, term.values), *term.words}
        if all(_plain(item) in known for item in words):
            return candidate
    return name


def unit_of(name: str) -> str:
    """Return the canonical unit of a name.

    >>> unit_of("net_domestic_allocation")
    'L/person/day'
    """
    return vocabulary()[name].unit


def remarks() -> Iterator[str]:
    """Yield the names that say something about a value and choose none."""
    return (term.name for term in vocabulary().values() if term.kind == "remark")


def word(name: str, value: str) -> str:
    """Return a word of a condition as its list has it, capitals and spaces aside.

    Raises:
        DataError: a word that the list has not; the message names the nearest.

    >>> word("complexity_level", "Medio alto"), word("zone", "valles")
    ('medio_alto', 'valles')
    """
    term = vocabulary()[name]
    if not term.values:
        return value
    plain = {_plain(item): item for item in term.values} | dict(term.words)
    if _plain(value) not in plain:
        raise DataError(
            Problem(
                f"'{value}' is no {name.replace('_', ' ')}",
                why=f"it is one of {', '.join(term.values)}",
                cure=did_you_mean(value, [*term.values, *term.words]),
            )
        )
    return plain[_plain(value)]


def _plain(text: str) -> str:
    return " ".join(str(text).lower().replace("_", " ").split())
