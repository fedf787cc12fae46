"""Quantities per counted thing, such as ``12 cows`` or ``5 L/brick``."""

from __future__ import annotations

import re

from musdesign import units
from musdesign.demand.values import Values
from musdesign.errors import MusdesignError, Problem
from musdesign.scenario.drawn import Scaled


def counted(text: str | Scaled, wanted: str, unit: str, path: str) -> Values:
    """Read a quantity per counted thing: ``12 cows``, ``5 L/brick``, ``800 kg/year``.

    A quantity drawn many times gives an array (n, 1).

    Raises:
        MusdesignError: placed at ``path``.

    >>> counted("12 cows", "cow", "cow", ""), counted("4.2 L/kg", "L/kg", "kg", "")
    (12.0, 4.2)
    """
    if isinstance(text, Scaled):
        return counted(text.text, wanted, unit, path) * text.factor
    try:
        if not _physical(unit):
            text = re.sub(rf"\b{re.escape(unit)}s?\b", "item", text)
            wanted = re.sub(rf"\b{re.escape(unit)}\b", "item", wanted)
        value = units.parse(text, wanted)
    except MusdesignError as error:
        problem = error.problems[0]
        cure = problem.cure.replace("item", unit)
        raise MusdesignError(Problem(problem.what, path, why=problem.why, cure=cure)) from None
    if value < 0:
        raise MusdesignError(
            Problem(f"'{text}' is out of range", path, why="it must be at least 0")
        )
    return value


def _physical(unit: str) -> bool:
    """Tell whether the unit is one that :mod:`musdesign.units` knows by itself."""
    return unit in {
        "kg",
        "L",
        "m2",
        "m3",
        "pupil",
        "bed",
        "visitor",
        "worker",
        "meal",
        "client",
        "brick",
        "head",
    }
