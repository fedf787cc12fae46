"""What every section gets to see."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from musdesign import flow
from musdesign.flow import DesignResult, Scheme
from musdesign.trace import Step
from musdesign.ui.changes import Changes
from musdesign.ui.opening import Case, designed, spent_s
from musdesign.ui.parts import unmarked
from musdesign.ui.studies import NEED, Study, Telling, within
from musdesign.ui.words import say, told


@dataclass(frozen=True, slots=True)
class Later:
    """Slow work, and the place that is kept for what it shows."""

    place: DeltaGenerator
    what: str
    draw: Callable[[], object]


@dataclass(frozen=True, slots=True)
class View:
    """A case, what was changed in it, and both designs: as moved and as in the case.

    ``result`` is as far computed as the open section needs (see ``Section.alone``), ``whole`` all.
    ``changes`` are the sliders' and typed values; ``made`` are all, edits of tables included.
    ``coming`` tells in words what is still computed after the first paint; it is empty when all is
    there.
    """

    page: str
    case: Case
    scheme: Scheme
    result: DesignResult
    before: DesignResult
    changes: Changes
    tariff: str | None
    coming: str = ""
    pending: list[Later] = field(default_factory=list)
    telling: Telling = field(default_factory=Telling)
    """What the page tells of its numbers: those of studies explain themselves."""

    def later(self, what: str, draw: Callable[[], None]) -> None:
        """Keep a place here for what is slow: it is drawn when the rest of the page stands."""
        self.pending.append(Later(st.container(), what, draw))

    def offer(self, steps: Iterable[Step]) -> None:
        """Keep figures of a study on the page, so that a click on them can be answered."""
        self.told.update((step.name, step) for step in steps)

    def study(
        self,
        name: str,
        tables: Callable[[Scheme], Iterable[str]],
        *settings: object,
        first: str = "",
        by: tuple[str, ...] = NEED,
        form: str = "",
    ) -> AbstractContextManager[None]:
        """Tell that the tables drawn within are those of a study of this scheme.

        Args:
            name: name of the study.
            tables: draws its tables for a scheme, to see what moves their numbers.
            settings: what its numbers depend on besides the scheme.
            first: pattern of the inputs to move first.
            by: figures whose movers are moved next.
            form: how the study is made cheaper there than on the page, as a sentence.
        """
        scheme = self.scheme
        if scheme.scenario.weather is not None:
            by = NEED
        return within(
            Study(
                " · ".join([name, *map(repr, settings)]),
                scheme,
                lambda changes: tables(flow.changed(scheme, changes) if changes else scheme),
                first,
                by,
                spent_s(self.case),
                form,
            )
        )

    def still(self, name: str, why: str) -> AbstractContextManager[None]:
        """Tell that no input moves the numbers of the tables drawn within, and why."""
        return within(Study(name, still=why))

    @property
    def told(self) -> dict[str, Step]:
        """Return the figures of studies on the page that explain themselves, by key."""
        return self.telling.told

    @property
    def whole(self) -> DesignResult:
        """Return the design with its futures, where the page itself needs only the design."""
        return designed(self.case, self.changes, whole=True)

    @property
    def made(self) -> Changes:
        """Return all changes by path, those of tables first."""
        return {**self.case.made, **self.changes}

    @property
    def moved(self) -> bool:
        """Tell whether anything differs from the case."""
        return bool(self.made)

    def skipped(self, stage: str) -> bool:
        """Say why a stage has no result; return whether that is so."""
        reason = self.result.skipped.get(stage)
        if reason is not None:
            text = say(
                "Not computed here ({stage}): {reason}",
                stage=told(stage.replace("_", " ")),
                # what was moved here is told by its path alone, as messages tell it
                reason=told(reason.removeprefix("--set: ")),
            )
            st.info(unmarked(text))
        return reason is not None
