"""What a user is told when something is wrong.

Every mistake is a :class:`Problem`: what is wrong, where (file, line, path), why it matters and
what would be right.  A reader collects all the problems of a file and raises them together in one
:class:`MusdesignError`, so that a user mends a file once and not ten times.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: ``what`` is wrong, where, ``why``, and the ``cure``."""

    what: str
    path: str = ""
    file: str = ""
    line: int | None = None
    why: str = ""
    cure: str = ""

    def __str__(self) -> str:
        """Return the message as one line, place first.

        >>> print(Problem("unknown crop 'tomatoe'", "gardens[0].crop", "a.yaml", 7,
        ...               cure="did you mean 'tomato'?"))
        a.yaml:7: gardens[0].crop: unknown crop 'tomatoe' (did you mean 'tomato'?)
        """
        place = self.file
        if self.line is not None:
            place = f"{place}:{self.line}" if place else f"line {self.line}"
        text = ": ".join(part for part in (place, self.path, self.what) if part)
        if self.why:
            text += f"; {self.why}"
        if self.cure:
            text += f" ({self.cure})"
        return text

    def located(self, file: str = "", line: int | None = None, path: str = "") -> Problem:
        """Return the problem with its place filled in where it was still unknown."""
        return replace(
            self,
            file=self.file or file,
            line=self.line if self.line is not None else line,
            path=self.path or path,
        )


class MusdesignError(Exception):
    """A user's mistake, or several of one file; the base of the family."""

    def __init__(self, problems: Problem | str | Iterable[Problem]) -> None:
        """Take one problem, a plain sentence, or all the problems of a file."""
        if isinstance(problems, str):
            problems = Problem(problems)
        if isinstance(problems, Problem):
            problems = (problems,)
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UnitError(MusdesignError):
    """A quantity without a unit, with a wrong one, or with an unreadable number."""


class ExpressionError(MusdesignError):
    """A formula that cannot be read or evaluated."""


class ScenarioError(MusdesignError):
    """A scenario file that cannot be used as it stands."""


class DataError(MusdesignError):
    """A standard, tariff or reference table that cannot be used as it stands."""


class CalculationError(MusdesignError):
    """Inputs outside the range in which a method is valid."""


def did_you_mean(word: str, known: Iterable[str], *, most: int = 8) -> str:
    """Return a cure for an unknown name: the nearest known one, or the list of them.

    >>> did_you_mean("tomatoe", ["tomato", "maize"])
    "did you mean 'tomato'?"
    >>> did_you_mean("xyz", ["tomato", "maize"])
    'known: maize, tomato'
    """
    names = sorted(set(known))
    near = difflib.get_close_matches(word.lower(), names, n=1, cutoff=0.6)
    if near:
        return f"did you mean '{near[0]}'?"
    shown = ", ".join(names[:most])
    return f"known: {shown}" + (", ..." if len(names) > most else "") if names else "none is known"
