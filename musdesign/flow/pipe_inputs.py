"""What the pipes of a scheme are sized from, gathered by the stages before them."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from musdesign import network
from musdesign.demand.needs import Demand
from musdesign.scenario.models import HouseholdGroup
from musdesign.scenario.works import Network


@dataclass(frozen=True, slots=True)
class PipeInputs:
    """What the pipes of a scheme are sized from.

    ``beside`` names uses drawn from the tanks outside these pipes; ``households`` asks for the
    peaks of taps by their pulses, else they follow hourly patterns; ``limits`` bound the pipes.
    """

    section: Network
    demand: Demand
    pipes: tuple[network.Pipe, ...]
    laying_per_m: float
    min_pressure_m: float
    inlet_head_m: float
    clearance_m: float
    currency: str
    pumping_ratio: float = 1.0
    beside: tuple[str, ...] = ()
    households: tuple[HouseholdGroup, ...] | None = None
    limits: network.Limits = field(default_factory=network.Limits)

    def values(self) -> tuple[Any, ...]:
        """Return the fields one by one, as a stage is fingerprinted by."""
        return tuple(getattr(self, item.name) for item in fields(self))
