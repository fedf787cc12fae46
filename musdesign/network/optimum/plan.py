"""What an engine decided, free of how it found it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PumpPlan:
    """A pump at the head of a link: which power source, and its lift in each row of flows."""

    source: int
    heads_m: dict[int, float]


@dataclass(frozen=True, slots=True)
class TankPlan:
    """A tank at a node: height of its water above the ground, and the links that it feeds."""

    height_m: float
    feeds: frozenset[int]


@dataclass(slots=True)
class Plan:
    """The decisions: by link its choices with their shares of the length, and what is built.

    ``filling`` holds the links that lead to tanks.  ``prices`` is the price of a metre of head at
    the upper end of each link, where the engine knows it.
    """

    shares: dict[int, dict[int, float]] = field(default_factory=dict)
    filling: set[int] = field(default_factory=set)
    pumps: dict[int, PumpPlan] = field(default_factory=dict)
    tanks: dict[int, TankPlan] = field(default_factory=dict)
    breaks: dict[int, int] = field(default_factory=dict)
    prices: dict[int, float] = field(default_factory=dict)
