"""An input of a study with the range within which it is moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SHARE = 0.10
"""How far a quantity is moved to either side where nobody states a range."""


@dataclass(frozen=True, slots=True)
class Input:
    """A quantity with its range: ``low`` to ``high`` around ``value``, all in ``unit``.

    ``ends`` holds, for the low and the high end, the changes by path that put the quantity there;
    several places may hold one quantity, such as the price of pipes or all pipe lengths.
    ``range`` tells whose range it is: ``scenario``, ``library``, else ``10 %`` (``1 degC``).
    """

    name: str
    value: float
    low: float
    high: float
    unit: str
    range: str
    ends: tuple[Mapping[str, Any], Mapping[str, Any]]
    shipped: bool = False
    """The library's or the standard's value, which the scenario does not state."""
