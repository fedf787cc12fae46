"""What every section gets to see."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from musdesign.flow import DesignResult, Scheme
from musdesign.ui.changes import Changes
from musdesign.ui.opening import Case
from musdesign.ui.parts import unmarked


@dataclass(frozen=True, slots=True)
class View:
    """A case, what was changed in it, and both designs: as moved and as in the case."""

    case: Case
    scheme: Scheme
    result: DesignResult
    before: DesignResult
    changes: Changes
    tariff: str | None

    @property
    def moved(self) -> bool:
        """Tell whether anything differs from the case."""
        return bool(self.changes)

    def skipped(self, stage: str) -> bool:
        """Say why a stage has no result; return whether that is so."""
        reason = self.result.skipped.get(stage)
        if reason is not None:
            st.info(unmarked(f"Not computed here ({stage.replace('_', ' ')}): {reason}"))
        return reason is not None
