"""Put a figure of a result together as a step that explains itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from musdesign.expr import parse
from musdesign.trace import Step

STATED = "an input of the scenario"
SUM = "sum of its parts"


@dataclass(frozen=True, slots=True)
class Given:
    """A term: its value and unit, and where it comes from.

    ``see`` is the key of a figure, a path of the scenario or the name of a line of the register.
    """

    value: Any
    unit: str = ""
    see: str = ""


def made(name: str, value: Any, unit: str, formula: str, source: str = "", **terms: Given) -> Step:
    """Return a figure with its formula, written ``symbol = expression`` in the names of its terms.

    >>> made("x", 6.0, "m3", "V = area_m2 * depth_m", area_m2=Given(3.0), depth_m=Given(2.0)).symbol
    'V'
    """
    symbol, expression = (part.strip() for part in formula.split("=", maxsplit=1))
    return Step(
        name,
        value,
        unit,
        source,
        symbol,
        parse(expression).text,
        {term: given.value for term, given in terms.items()},
        see=_see(terms),
        units=_units(terms),
    )


def where_true(step: Step, method: str) -> Step:
    """Return a figure with its formula where that gives it, else with the method in words."""
    value = parse(step.expression).evaluate(dict(step.inputs))
    if np.allclose(value, step.value, rtol=1e-9):
        return step
    return replace(step, expression="", symbol="", method=method)


def summed(name: str, value: float, unit: str, parts: Mapping[str, Any], what: str = "") -> Step:
    """Return a figure that is the sum of others, named by their keys or by words."""
    return Step(name, value, unit, method=what or SUM, inputs=dict(parts))


def told(
    name: str,
    value: Any,
    unit: str,
    method: str,
    terms: Mapping[str, Given] | None = None,
    source: str = "",
    checks: tuple[str, ...] = (),
) -> Step:
    """Return a figure without a closed formula: the method in words, and what it starts from."""
    given = terms or {}
    return Step(
        name,
        value,
        unit,
        source,
        method=method,
        inputs={term: part.value for term, part in given.items()},
        checks=checks,
        see=_see(given),
        units=_units(given),
    )


def stated(name: str, value: Any, unit: str, path: str) -> Step:
    """Return a figure that the scenario states at a path."""
    return Step(
        name, value, unit, method=STATED, inputs={path: value}, see={path: path}, units={path: unit}
    )


def _see(terms: Mapping[str, Given]) -> dict[str, str]:
    return {term: given.see for term, given in terms.items() if given.see}


def _units(terms: Mapping[str, Given]) -> dict[str, str]:
    return {term: given.unit for term, given in terms.items() if given.unit}
