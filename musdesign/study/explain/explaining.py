"""A figure with its formula, its terms and where each of them comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from musdesign.errors import MusdesignError, Problem, did_you_mean
from musdesign.expr import parse
from musdesign.flow import DesignResult
from musdesign.provenance import Assumption, worst
from musdesign.study.explain.figures import HEADLINES, checks_by_key, steps, value_of
from musdesign.study.explain.terms import lines_of, place_of, stated_paths, unique, unit_of
from musdesign.trace import Step
from musdesign.units import show


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a formula; of months or hours ``value`` is the list.

    ``figures`` are keys of figures that explain it further, ``places`` paths of the scenario.
    ``basis`` is empty where nobody states where the value comes from.
    """

    name: str
    value: Any
    unit: str
    source: str = ""
    basis: str = ""
    date: str = ""
    figures: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return the value as it stands in a formula."""
        return figure_text(self.value)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a figure is what it is.

    ``basis`` is the weakest of what it rests on, as far as known; ``unverified`` names the terms
    and lines that nobody read anywhere.
    """

    key: str
    title: str
    value: Any
    unit: str
    symbol: str
    formula: str
    filled: str
    method: str
    terms: tuple[Term, ...]
    checks: tuple[str, ...]
    source: str
    basis: str
    date: str
    unverified: tuple[str, ...]

    @property
    def number(self) -> float | None:
        """Return the figure as one number, of twelve months their mean."""
        return value_of(Step(self.key, self.value, self.unit))

    def text(self) -> str:
        """Return the explanation as lines of plain text."""
        lines = [f"{self.key} = {figure_text(self.value)} {self.unit}".rstrip()]
        if self.formula:
            lines.append(f"  {self.symbol} = {self.formula}")
            lines.append(f"  {self.symbol} = {self.filled} = {figure_text(self.value)}")
        if self.method:
            lines.append(f"  method: {self.method}")
        lines += [f"  check: {check}" for check in self.checks]
        for term in self.terms:
            parts = [f"  {term.name} = {term.text} {term.unit}".rstrip().removesuffix(" -")]
            if term.source:
                date = f", {term.date}" if term.date else ""
                parts.append(f"{term.source} ({term.basis}{date})")
            if term.figures:
                parts.append(f"see {', '.join(term.figures)}")
            lines.append("; ".join(parts))
        if self.source:
            lines.append(f"  source: {self.source}")
        if self.basis:
            lines.append(f"  weakest basis: {self.basis}")
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "key": self.key,
            "title": self.title,
            "value": _plain(self.value),
            "unit": self.unit,
            "symbol": self.symbol,
            "formula": self.formula,
            "filled": self.filled,
            "method": self.method,
            "checks": list(self.checks),
            "terms": [
                {
                    "name": term.name,
                    "value": _plain(term.value),
                    "unit": term.unit,
                    "source": term.source,
                    "basis": term.basis,
                    "date": term.date,
                    "figures": list(term.figures),
                    "places": list(term.places),
                }
                for term in self.terms
            ],
            "source": self.source,
            "basis": self.basis,
            "date": self.date,
            "unverified": list(self.unverified),
        }


def explain(
    result: DesignResult, key: str, beside: Mapping[str, Step] | None = None
) -> Explanation:
    """Return why a figure of a design is what it is.

    Args:
        result: the design.
        key: key of the figure, one of :func:`figure_names`.
        beside: figures of studies made from the design, by key.

    Raises:
        MusdesignError: there is no figure of that key.
    """
    known = steps(result) | dict(beside or {})
    if key not in known:
        raise MusdesignError(Problem(f"no number is named '{key}'", cure=did_you_mean(key, known)))
    step = known[key]
    terms = tuple(_term(result, step, name, value, known) for name, value in step.inputs.items())
    filled = ""
    if step.expression:
        filled = parse(step.expression).filled(
            {name: figure_text(value) for name, value in step.inputs.items()}
        )
    behind = _behind(result, step, known)
    basis, date = _basis(behind), max((line.date for line in behind), default="")
    return Explanation(
        key,
        HEADLINES.get(key, key),
        step.value,
        step.unit,
        step.symbol,
        step.expression,
        filled,
        step.method,
        terms,
        step.checks,
        step.source,
        basis,
        date,
        tuple(dict.fromkeys(line.name for line in behind if line.basis == "unverified")),
    )


def _term(
    result: DesignResult, step: Step, name: str, value: Any, known: Mapping[str, Step]
) -> Term:
    if step.name.startswith("checks.") and name == "limit":
        return _limit(result, step, value)
    place = place_of(result, step, name, known)
    lines = lines_of(result, place) + _prices(result, step, name)
    sources = dict.fromkeys(line.source for line in lines)
    return Term(
        name,
        value,
        unit_of(name, step),
        "; ".join(sources),
        _basis(lines),
        max((line.date for line in lines), default=""),
        place.figures,
        stated_paths(result, place),
    )


def _limit(result: DesignResult, step: Step, value: Any) -> Term:
    check = checks_by_key(result)[step.name]
    date = str(check.in_force_from or "")
    source = f"{check.standard}, {check.clause}" + (f": {check.source}" if check.source else "")
    return Term("limit", value, step.unit, source, check.basis, date)


def _prices(result: DesignResult, step: Step, term: str) -> tuple[Assumption, ...]:
    """Return the line of an item's unit cost."""
    if result.costs is None or not step.name.startswith("costs.items.") or term != "unit_cost":
        return ()
    item = next((i for i in result.costs.items if f"costs.items.{i.name}" == step.name), None)
    if item is None:
        return ()
    origin = item.origin
    return (Assumption(item.name, item.unit_cost, "", origin.source, origin.basis, origin.date),)


def _behind(
    result: DesignResult, step: Step, known: Mapping[str, Step], depth: int = 6
) -> tuple[Assumption, ...]:
    """Return the register's lines that a figure rests on, through the figures of its terms."""
    found: list[Assumption] = []
    if step.name.startswith("checks.") and "limit" in step.inputs:
        check = checks_by_key(result)[step.name]
        name = f"{check.standard}, {check.clause}"
        found.append(Assumption(name, check.limit, check.unit, check.source, check.basis))
    for part in result.demand.uses:
        if part.name == step.name:
            found += part.rests_on
    for name in step.inputs:
        place = place_of(result, step, name, known)
        found += [*lines_of(result, place), *_prices(result, step, name)]
        if depth:
            for key in place.figures:
                if key != step.name:
                    found += _behind(result, known[key], known, depth - 1)
    return unique(found)


def _basis(lines: tuple[Assumption, ...]) -> str:
    return worst(line.basis for line in lines) if lines else ""


def figure_text(value: Any) -> str:
    """Return a number as people read it; of twelve months each."""
    if isinstance(value, str):
        return value
    array = np.asarray(value)
    if array.dtype.kind not in "fiub":
        return str(value)
    if array.ndim == 0:
        return show(float(array), 4)
    flat = array.ravel()
    if flat.size and np.ptp(flat) == 0:
        return show(float(flat[0]), 4)
    shown = ", ".join(show(float(item), 3) for item in flat[:12])
    return f"[{shown}{', ...' if flat.size > 12 else ''}]"


def _plain(value: Any) -> Any:
    array = np.asarray(value)
    if array.dtype.kind not in "fiub":
        return str(value)
    return array.tolist()
