"""What the tables of a page tell of their numbers, and how a study's numbers are made anew.

A number of a study has no place in the design that its movers could be looked up by.  Its table is
drawn again with an input moved, its numbers written in full, and the cell of the same place is
read: what moves is what the page shows.
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from musdesign.flow import Scheme
from musdesign.trace import Step
from musdesign.ui.words import exactly

_NUMBER = re.compile(r"[-+−]?\d[\d,]*(?:\.\d+)?(?:[eE][-+]?\d+)?")

NEED = ("demand.mean_day",)
NEED_AND_COST = ("demand.mean_day", "costs.yearly")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Study:
    """A study of a page, of which each table can be drawn with changes of the scenario.

    ``name`` holds all that its numbers depend on besides the scheme.  ``first`` is a pattern of the
    inputs that are moved first; the others follow by what they do to the figures ``by``.
    ``once_s`` is the time that it takes at least.  ``form`` tells in a sentence how it is made
    cheaper than on the page; ``still`` why no input moves its numbers, where that is so.
    """

    name: str
    scheme: Scheme | None = None
    tables: Callable[[Mapping[str, Any]], Iterable[str]] | None = None
    first: str = ""
    by: tuple[str, ...] = NEED
    once_s: float = 0.0
    form: str = ""
    still: str = ""

    def figures(self, changes: Mapping[str, Any]) -> dict[str, float]:
        """Return the numbers of its tables by their place, with changes of the scenario made."""
        read = Telling()
        before = _telling.set(read)
        try:
            with exactly(), within(self):
                for _ in self.tables(changes) if self.tables else ():
                    pass
        finally:
            _telling.reset(before)
        found = {place: value_in(text) for place, text in read.written.items()}
        return {place: value for place, value in found.items() if value is not None}


@dataclass(slots=True)
class Telling:
    """What the tables drawn so far tell of their numbers.

    ``told`` are numbers of studies with how they came about, ``places`` say which study has a
    number, where in its tables and in what unit, ``written`` what stands there.
    """

    told: dict[str, Step] = field(default_factory=dict)
    places: dict[str, tuple[Study, str, str]] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    _seen: Counter[tuple[str, str]] = field(default_factory=Counter)

    def place(self, caption: str, row: str, column: int) -> str:
        """Return the place of a cell, which stays the same when numbers in the caption change."""
        study = _within.get()
        place = f"{re.split(_DIGIT, caption)[0]} · {row} · {column}"
        at = (study.name if study else "", place)
        self._seen[at] += 1
        return f"{place} · {self._seen[at]}"

    def keep(self, key: str, place: str, text: str, *, own: bool) -> None:
        """Keep what stands in a cell, and the study that it belongs to.

        ``own`` tells that the number is a figure of the design by itself.
        """
        study = _within.get()
        # a need has movers of its own, whichever table it stands in
        if study is not None and not (own and (study.still or key.startswith("demand."))):
            self.places[key] = (study, place, "%" if "%" in text else "")
            self.written[place] = text


_telling: ContextVar[Telling | None] = ContextVar("musdesign_telling", default=None)
_within: ContextVar[Study | None] = ContextVar("musdesign_study", default=None)


def collect(telling: Telling | None) -> None:
    """Keep what the tables of a page can tell of their numbers from now on."""
    _telling.set(telling)
    _within.set(None)


def telling() -> Telling | None:
    """Return where the tables drawn now keep what they tell."""
    return _telling.get()


@contextlib.contextmanager
def within(study: Study) -> Iterator[None]:
    """Tell that the tables drawn meanwhile are those of a study."""
    before = _within.set(study)
    try:
        yield
    finally:
        _within.reset(before)


def value_in(text: str) -> float | None:
    """Return the number of a cell written in full, of several the mean; None where it has none.

    >>> value_in("12.5 %"), value_in("2.0 / 4.0 / 6.0"), value_in("7.0 (+3.0 %)"), value_in("–")
    (12.5, 4.0, 7.0, None)
    """
    found = [match[0] for part in text.split(" / ") if (match := _NUMBER.search(part))]
    values = [float(item.replace(",", "").replace("−", "-")) for item in found]
    return sum(values) / len(values) if values else None
