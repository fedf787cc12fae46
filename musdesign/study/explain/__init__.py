"""Why a number is what it is: its formula with its terms, where they come from, what moves it."""

from musdesign.study.explain.explaining import Explanation, Term, explain
from musdesign.study.explain.figures import HEADLINES, figure_names, figure_of, value_of
from musdesign.study.explain.inputs import Input, inputs
from musdesign.study.explain.moving import Mover, Movers, movers

__all__ = [
    "HEADLINES",
    "Explanation",
    "Input",
    "Mover",
    "Movers",
    "Term",
    "explain",
    "figure_names",
    "figure_of",
    "inputs",
    "movers",
    "value_of",
]
