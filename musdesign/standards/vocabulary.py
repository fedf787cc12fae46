"""The published list of canonical names of parameters and conditions, with other spellings."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from types import MappingProxyType

from musdesign.errors import DataError, Problem, did_you_mean
from musdesign.paths import data_root
from musdesign.yamlfile import read_yaml


@dataclass(frozen=True, slots=True)
class Term:
    """A canonical name: a parameter that rules bound, or a condition that they ask for.

    ``values`` are the only words that a condition takes; empty where any word may stand.
    """

    name: str
    kind: str
    unit: str
    description: str
    aliases: tuple[str, ...]
    values: tuple[str, ...] = ()


@functools.cache
def vocabulary() -> MappingProxyType[str, Term]:
    """Return all terms by canonical name.

    Raises:
        DataError: a term without kind, unit or description, or a spelling that stands twice.
    """
    document = read_yaml(data_root("standards") / "vocabulary.yaml")
    problems = list(document.problems)
    terms: dict[str, Term] = {}
    owner: dict[str, str] = {}
    for kind, section in (("parameter", "parameters"), ("condition", "conditions")):
        for name, entry in document.data[section].items():
            path = (section, name)
            if set(entry) - {"values"} != {"unit", "description", "aliases"}:
                problems.append(document.problem(path, "needs unit, description and aliases"))
                continue
            aliases, values = tuple(entry["aliases"]), tuple(entry.get("values", ()))
            term = Term(name, kind, entry["unit"], entry["description"], aliases, values)
            for spelling in (name, *term.aliases):
                if spelling in owner:
                    other = owner[spelling]
                    problems.append(document.problem(path, f"'{spelling}' belongs to {other} too"))
                owner[spelling] = name
            terms[name] = term
    if problems:
        raise DataError(problems)
    return MappingProxyType(terms)


@functools.cache
def _spellings(kind: str) -> MappingProxyType[str, str]:
    return MappingProxyType(
        {
            spelling: term.name
            for term in vocabulary().values()
            if term.kind == kind
            for spelling in (term.name, *term.aliases)
        }
    )


def canonical(spelling: str, kind: str) -> str:
    """Return the canonical name of a parameter or condition.

    Raises:
        DataError: an unknown spelling; the message names the nearest.

    >>> canonical("k1_max_day", "parameter"), canonical("mean_altitude_masl", "condition")
    ('max_day_factor', 'altitude')
    """
    known = _spellings(kind)
    if spelling not in known:
        raise DataError(Problem(f"unknown {kind} '{spelling}'", cure=did_you_mean(spelling, known)))
    return known[spelling]


def unit_of(name: str) -> str:
    """Return the canonical unit of a name.

    >>> unit_of("net_domestic_allocation")
    'L/person/day'
    """
    return vocabulary()[name].unit


def word(name: str, value: str) -> str:
    """Return a word of a condition as its list has it, capitals and spaces aside.

    Raises:
        DataError: a word that the list has not; the message names the nearest.

    >>> word("complexity_level", "Medio alto"), word("zone", "valles")
    ('medio_alto', 'valles')
    """
    known = vocabulary()[name].values
    if not known:
        return value
    plain = {_plain(item): item for item in known}
    if _plain(value) not in plain:
        raise DataError(
            Problem(
                f"'{value}' is no {name.replace('_', ' ')}",
                why=f"it is one of {', '.join(known)}",
                cure=did_you_mean(value, known),
            )
        )
    return plain[_plain(value)]


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("_", " ").split())
