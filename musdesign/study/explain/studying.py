"""What moves the numbers of a study most: the study made anew with one input at a time.

A study costs more than the stages of a design, so few inputs are taken: those that it names first,
then those that move the need of a mean day most.  What was found is kept, and a pass that was left
goes on where it stopped.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from musdesign import flow
from musdesign.errors import MusdesignError, Problem
from musdesign.flow import Scheme
from musdesign.flow.cache import fingerprint
from musdesign.flow.once import Kept
from musdesign.study.explain.inputs import inputs, title_of
from musdesign.study.explain.moving import Mover, Movers, movers
from musdesign.study.explain.range import Input
from musdesign.study.explain.tariff_prices import tariff_prices

MOST = 16
"""Inputs that a study is made anew for."""
MOST_PRICES = 6
"""Those of them that are numbers of tariffs, at most."""
NEED = ("demand.mean_day",)

Figures = Callable[[Mapping[str, Any]], Mapping[str, float]]
"""Returns the numbers of a study, by their place, with some changes of the scenario made."""


@dataclass(slots=True)
class StudyPass:
    """The numbers of a study at both ends of each input, as far as they are made.

    ``chosen`` are the inputs taken, ``waiting`` those of them not moved yet, ``others`` how many
    inputs of the scheme are not taken.  ``once_s`` is the time of the study as it is.
    """

    base: Mapping[str, float]
    chosen: tuple[Input, ...]
    others: int
    once_s: float
    waiting: list[Input]
    ends: list[tuple[Input, Mapping[str, float], Mapping[str, float]]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    spent_s: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def each_s(self) -> float:
        """Return the time of one input: as it was so far, before the first twice the study's."""
        moved = len(self.chosen) - len(self.waiting)
        return self.spent_s / moved if moved else 2.0 * self.once_s

    @property
    def expected_s(self) -> float:
        """Return the time that the waiting inputs will take, by those moved so far."""
        return self.each_s * len(self.waiting)

    def go_on(
        self,
        figures: Figures,
        most_s: float,
        *,
        whole_s: float | None = None,
        progress: Callable[[float], object] | None = None,
    ) -> None:
        """Move the waiting inputs until all are done or the time is up.

        Args:
            figures: makes the study with changes of the scenario.
            most_s: time after which no further input is begun.
            whole_s: stops where the rest would take longer than this.
            progress: told the part of the inputs that are done, from 0 to 1.
        """
        start = time.monotonic()
        while self.waiting and time.monotonic() - start < most_s:
            if whole_s is not None and self.expected_s > whole_s:
                return
            if progress is not None:
                progress(1.0 - len(self.waiting) / len(self.chosen))
            with self._lock:
                if not self.waiting:
                    return
                self._move(self.waiting[0], figures)
                self.waiting.pop(0)

    def _move(self, item: Input, figures: Figures) -> None:
        begun = time.monotonic()
        try:
            low, high = (figures(end) for end in item.ends)
            self.ends.append((item, low, high))
        except MusdesignError as error:
            self.refused[item.name] = error.problems[0].what
        self.spent_s += time.monotonic() - begun


_passes: Kept[StudyPass] = Kept(24)


def study_pass(
    scheme: Scheme,
    study: str,
    figures: Figures,
    first: str = "",
    by: Sequence[str] = NEED,
    once_s: float = 0.0,
    most: int = MOST,
) -> StudyPass:
    """Return the pass over a study's inputs: as far as it was made, or begun.

    Args:
        scheme: the scheme whose inputs are moved.
        study: name of the study with all that its numbers depend on besides the scheme.
        figures: makes the study with changes of the scenario.
        first: pattern of the names of inputs that are taken first.
        by: figures of the design by whose swing the others follow.
        once_s: time that the study takes at least, where that is known.
        most: how many inputs are taken.

    Raises:
        MusdesignError: the study cannot be made.
    """
    laws = (scheme.standard, *scheme.also_check)
    key = fingerprint("study", study, most, scheme.scenario, scheme.file.data, [
        None if law is None else (law.id, repr(law.rules)) for law in laws
    ])  # fmt: skip
    return _passes.get(key, lambda: _begun(scheme, figures, first, by, once_s, most))


def forget() -> None:
    """Forget all kept passes (tests and timing)."""
    _passes.clear()


def _begun(
    scheme: Scheme, figures: Figures, first: str, by: Sequence[str], once_s: float, most: int
) -> StudyPass:
    known = inputs(scheme, flow.design_until(scheme, "needs"))
    if first and re.search(first, "tariff"):
        # a study of tariffs: no other waits for bills to be made
        known += tariff_prices(scheme, flow.design_until(scheme, "money"))[:MOST_PRICES]
    chosen = relevant(scheme, known, first, by)[:most]
    begun = time.monotonic()
    base = figures({})
    once_s = max(once_s, time.monotonic() - begun)
    return StudyPass(base, tuple(chosen), len(known) - len(chosen), once_s, list(chosen))


def relevant(
    scheme: Scheme, known: list[Input], first: str = "", by: Sequence[str] = NEED
) -> list[Input]:
    """Return inputs, the most relevant ones in front.

    ``first`` is a pattern of the names of those that lead; the others follow by the largest part of
    a figure of ``by`` that they move.
    """
    swings: dict[str, float] = {}
    for key in by:
        found = movers(scheme, key)
        for mover in found.movers:
            part = mover.swing / abs(found.value) if found.value else 0.0
            swings[mover.input.name] = max(part, swings.get(mover.input.name, 0.0))
    wanted = re.compile(first) if first else None

    def order(item: Input) -> tuple[bool, float]:
        named = wanted is not None and wanted.search(item.name) is not None
        return not named, -swings.get(item.name, 0.0)

    return sorted(known, key=order)


def moved_by(scheme: Scheme, found: StudyPass, place: str, unit: str = "") -> Movers:
    """Return what moves one number of a study, as far as the pass was made.

    A number that is not there at an end, such as a row that falls away, counts as refused.

    Raises:
        MusdesignError: the study has no such number.
    """
    if place not in found.base:
        raise MusdesignError(Problem("the study made anew does not have this number"))
    value = found.base[place]
    refused = dict(found.refused)
    moved, still = [], 0
    for item, low, high in found.ends:
        if place not in low or place not in high:
            refused[item.name] = "the number is not there at both ends of its range"
            continue
        ends = (low[place], high[place], value)
        swing = max(ends) - min(ends)
        if swing <= 1e-9 * max(1.0, abs(value)):
            still += 1
            continue
        moved.append(Mover(item, title_of(scheme, item.name), low[place], high[place], swing))
    moved.sort(key=lambda mover: -mover.swing)
    return Movers(place, value, unit, tuple(moved), still, refused)
