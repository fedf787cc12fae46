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
    """A canonical name: a parameter that rules bound, or a condition that they ask for."""

    name: str
    kind: str
    unit: str
    description: str
    aliases: tuple[str, ...]


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
            if set(entry) != {"unit", "description", "aliases"}:
                problems.append(document.problem(path, "needs unit, description and aliases"))
                continue
            term = Term(name, kind, entry["unit"], entry["description"], tuple(entry["aliases"]))
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
