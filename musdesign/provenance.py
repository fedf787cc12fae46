"""Where a number comes from: its source, its basis and its date.

``primary``: read in the document or data of its own author; ``secondary``: read in a text that
quotes it; ``unverified``: no text was read, an editable default.  A basis is never better than
the truth, and unverified values are marked wherever they are used.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

Basis = Literal["primary", "secondary", "unverified"]
BASES: tuple[str, ...] = get_args(Basis)


@dataclass(frozen=True, slots=True)
class Origin:
    """Document, basis and date of a shipped number."""

    source: str
    basis: Basis
    date: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Assumption:
    """One line of the assumption register: a number that the user did not enter.

    ``assumed`` marks a value chosen for want of a published one (its basis is unverified).
    """

    name: str
    value: object
    unit: str
    source: str
    basis: Basis
    date: str = ""
    assumed: bool = False

    @classmethod
    def of(cls, name: str, value: object, unit: str, origin: Origin) -> Assumption:
        """Make a register line from a number and its origin."""
        return cls(name, value, unit, origin.source, origin.basis, origin.date)


def worst(bases: Iterable[Basis]) -> Basis:
    """Return the weakest basis of several (a result is as good as its weakest input).

    >>> worst(["primary", "unverified", "secondary"])
    'unverified'
    """
    return max(bases, key=BASES.index, default="primary")


def register(*groups: Iterable[Assumption]) -> tuple[Assumption, ...]:
    """Merge register lines, each name and value once, in order of first use."""
    seen: dict[tuple[str, str], Assumption] = {}
    for group in groups:
        for line in group:
            seen.setdefault((line.name, repr(line.value)), line)
    return tuple(seen.values())
