"""Words of an instrument as they stand in its own text, with where and how well they were read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from musdesign.provenance import Basis

Quoted = Mapping[tuple[str, str], "Quotation"]
"""Quotations by clause and parameter; the parameter is empty where the words are the clause's."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A short quotation: the words of a clause in the language they were read in.

    ``place`` is where they stand as the text counts it, ``read`` the day they were read,
    ``note`` what a reader must know of the copy (a translation, lost accents), ``licence`` what
    is known of the copyright in the text.
    """

    text: str
    language: str
    place: str
    source: str
    basis: Basis
    read: dt.date | None = None
    note: str = ""
    licence: str = ""


def words_for(quoted: Quoted, clause: str, parameter: str = "") -> Quotation | None:
    """Return the words of a clause on a parameter, else those of the clause as a whole.

    >>> whole = Quotation("Agua para todos.", "es", "Artículo 1", "gazette", "primary")
    >>> words_for({("Art. 1", ""): whole}, "Art. 1", "losses") is whole
    True
    """
    return quoted.get((clause, parameter)) or quoted.get((clause, ""))


def distinct(found: Iterable[tuple[str, Quotation | None]]) -> list[tuple[str, Quotation]]:
    """Return each quotation once, with the first clause that it was found under.

    >>> words = Quotation("Agua.", "es", "Artículo 1", "gazette", "primary")
    >>> [clause for clause, _ in distinct([("1", words), ("2", None), ("1 bis", words)])]
    ['1']
    """
    first: dict[Quotation, str] = {}
    for clause, quotation in found:
        if quotation is not None:
            first.setdefault(quotation, clause)
    return [(clause, quotation) for quotation, clause in first.items()]
