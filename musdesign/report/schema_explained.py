"""The shape of an explanation as JSON: a figure, its terms, what moves it."""

from __future__ import annotations

from pydantic import Field

from musdesign.report.schema import Part

Figure = float | list[float] | str


class TermPart(Part):
    """A term of the formula; ``basis`` is empty where nobody states where it comes from."""

    name: str
    value: Figure
    unit: str
    source: str
    basis: str
    date: str
    figures: list[str]
    """Keys of figures that explain it further."""
    places: list[str]
    """Paths of the scenario at which it stands."""


class MoverPart(Part):
    """An input at the ends of its range, and the figure at both."""

    input: str
    title: str
    value: float
    unit: str
    low: float
    high: float
    range: str
    """scenario, library, 10 % or 1 degC."""
    shipped: bool
    figure_at_low: float
    figure_at_high: float
    swing: float


class ExplanationDocument(Part):
    """Why a figure is what it is; of twelve months ``value`` is the list and movers its mean."""

    key: str
    title: str
    value: Figure
    unit: str
    symbol: str
    formula: str
    filled: str
    method: str
    checks: list[str]
    terms: list[TermPart]
    source: str
    basis: str
    date: str
    unverified: list[str]
    movers: list[MoverPart] = Field(default_factory=list)
    inputs_that_do_not_move_it: int = 0
    inputs_not_moved: dict[str, str] = Field(default_factory=dict)
