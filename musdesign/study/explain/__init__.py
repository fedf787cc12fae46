"""Why a number is what it is: its formula with its terms, where they come from, what moves it."""

from musdesign.study.explain.explaining import Explanation, Term, explain
from musdesign.study.explain.figures import (
    HEADLINES,
    checks_by_key,
    figure_names,
    figure_of,
    steps,
    value_of,
)
from musdesign.study.explain.inputs import inputs
from musdesign.study.explain.moving import Mover, Movers, movers
from musdesign.study.explain.of_money import line_key
from musdesign.study.explain.range import Input
from musdesign.study.explain.studying import StudyPass, moved_by, study_pass

__all__ = [
    "HEADLINES",
    "Explanation",
    "Input",
    "Mover",
    "Movers",
    "StudyPass",
    "Term",
    "checks_by_key",
    "explain",
    "figure_names",
    "figure_of",
    "inputs",
    "line_key",
    "moved_by",
    "movers",
    "steps",
    "study_pass",
    "value_of",
]
