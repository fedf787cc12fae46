"""What sizing a network gives: pipes by link, heads by node, and why a design fails."""

from __future__ import annotations

from dataclasses import dataclass

from musdesign.network.head_loss import HeadLoss
from musdesign.network.model import Kind


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one pipe; the first of a link lies upstream."""

    pipe_key: str
    diameter_mm: float
    """Bore."""
    label: str
    pressure_class: str
    length_m: float
    cost: float
    roughness_mm: float
    hazen_williams_c: float
    working_head_m: float


@dataclass(frozen=True, slots=True)
class SizedLink:
    """A link with its pipes.  ``cost`` holds pipes and laying; ``velocity_m_s`` is the fastest.

    ``static_m`` is the free surface upstream less the lowest ground of the reach: it picks the
    pressure class.
    """

    id: str
    start: str
    end: str
    length_m: float
    flow_lps: float
    segments: tuple[Segment, ...]
    headloss_m: float
    velocity_m_s: float
    cost: float
    static_m: float


@dataclass(frozen=True, slots=True)
class SizedNode:
    """A node in the design flow.

    ``head_m`` is the head of the arriving water, at a tank too (its own level then feeds what
    lies below); ``pressure_m`` is that head less the elevation; ``static_m`` the pressure when
    nothing flows.
    """

    id: str
    elevation_m: float
    kind: Kind
    head_m: float
    pressure_m: float
    static_m: float
    demand_lps: float
    min_pressure_m: float
    relief_lps: float = 0.0
    """What the pipe above need not carry, as peaks below do not fall together."""

    @property
    def shortfall_m(self) -> float:
        """Return how much head is missing, m (0 where the minimum is kept)."""
        missing = self.min_pressure_m - self.pressure_m
        return missing if missing > 1e-4 else 0.0


@dataclass(frozen=True, slots=True)
class NetworkDesign:
    """A network sized at least cost.

    When no design meets every limit, ``feasible`` is False, ``reasons`` say which limit and
    where, and the pipes are the cheapest that miss the limits by as little as the catalogue
    allows; cost and bound are then those of the limits so relaxed.

    ``lower_bound`` proves the cost: no design from the same catalogue costs less, by Lagrangian
    duality evaluated apart from the solver.  ``gap`` is their difference over the cost.
    """

    feasible: bool
    reasons: tuple[str, ...]
    cost: float
    pipe_cost: float
    laying_cost: float
    lower_bound: float
    gap: float
    links: tuple[SizedLink, ...]
    nodes: tuple[SizedNode, ...]
    head_loss: HeadLoss
    source_lps: float
    """Flow that leaves the source in the design hour."""

    @property
    def reason(self) -> str:
        """Return in one sentence why no design meets every limit (empty when one does)."""
        return "; ".join(self.reasons)

    @property
    def length_m(self) -> float:
        """Return the length of all pipes, m."""
        return sum(link.length_m for link in self.links)
