"""What sizing a network gives: pipes by link, heads by node, and why a design fails."""

from __future__ import annotations

import math
from dataclasses import dataclass

from musdesign.network.head_loss import HeadLoss
from musdesign.network.model import Kind


def pipe_name(label: str, pressure_class: str) -> str:
    """Return the label of a pipe with its pressure class, unless the label says it already.

    >>> pipe_name("DN63 SDR 26", "SDR 26"), pipe_name("63 mm", "PN 10"), pipe_name("63 mm", "")
    ('DN63 SDR 26', '63 mm PN 10', '63 mm')
    >>> pipe_name("DN63 PN 16", "PN 1")
    'DN63 PN 16 PN 1'
    """
    words, kind = label.casefold().split(), pressure_class.casefold().split()
    ends = range(len(kind), len(words) + 1)
    if any(words[end - len(kind) : end] == kind for end in ends):
        return label
    return f"{label} {pressure_class}".strip()


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
    parallel: bool = False
    """Laid beside the existing pipe, over the whole link."""
    existing: bool = False
    """Lies there already and costs nothing."""

    @property
    def name(self) -> str:
        """Return the label with its class, once."""
        return pipe_name(self.label, self.pressure_class)


@dataclass(frozen=True, slots=True)
class SizedLink:
    """A link with its pipes.  ``cost`` holds pipes and laying; ``velocity_m_s`` is the fastest.

    ``static_m`` is the free surface upstream less the lowest ground of the reach: it picks the
    pressure class.  ``flow_lps`` and ``headloss_m`` are those of the load with most loss;
    ``headloss_m`` is friction alone, so head_end = start_head + pump_head - valve_drop - headloss.
    ``filling`` marks a pipe that leads to tanks and runs in the hours of filling.
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
    start_head_m: float = math.nan
    """Head at its upper end: of the arriving water, or the level of the tank that feeds it."""
    end_head_m: float = math.nan
    pump_head_m: float = 0.0
    valve_drop_m: float = 0.0
    filling: bool = False


@dataclass(frozen=True, slots=True)
class SizedTank:
    """A tank to be built: its bottom of water stands ``height_m`` above the ground.

    ``feeds`` names the links below that start at its level, ``served_m3`` the day's volume.
    """

    node: str
    volume_m3: float
    height_m: float
    level_m: float
    cost: float
    feeds: tuple[str, ...]
    served_m3: float = 0.0


@dataclass(frozen=True, slots=True)
class SizedPump:
    """A pump at the head of a link, with its energy at present value."""

    link: str
    head_m: float
    flow_lps: float
    power_kw: float
    source: str
    capital_cost: float
    energy_cost: float

    @property
    def cost(self) -> float:
        """Return capital and energy."""
        return self.capital_cost + self.energy_cost


@dataclass(frozen=True, slots=True)
class SizedBreak:
    """A break-pressure tank or a reducing valve at a node; ``level_m`` feeds what lies below."""

    node: str
    kind: str
    level_m: float
    arriving_m: float
    cost: float


@dataclass(frozen=True, slots=True)
class LoadState:
    """Flows (L/s) and friction (m) by link and heads (m) by node in one load case."""

    load: str
    flows_lps: tuple[float, ...]
    headlosses_m: tuple[float, ...]
    heads_m: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A change of one limit that would help: which, where, from, to, and the cost then."""

    what: str
    where: str
    now: float
    needed: float
    unit: str
    cost: float | None = None


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
    method: str = ""
    """Engine and what its bound rests on."""
    exact: bool = True
    """False where the cost is an upper bound alone (loops, several sources)."""
    single_cost: float | None = None
    """Least cost with one diameter in each link."""
    single_lower_bound: float | None = None
    tanks: tuple[SizedTank, ...] = ()
    pumps: tuple[SizedPump, ...] = ()
    breaks: tuple[SizedBreak, ...] = ()
    loads: tuple[LoadState, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    currency: str = ""

    @property
    def tank_cost(self) -> float:
        """Return the cost of the tanks to be built."""
        return sum(tank.cost for tank in self.tanks)

    @property
    def pump_cost(self) -> float:
        """Return pumps and their energy at present value."""
        return sum(pump.cost for pump in self.pumps)

    @property
    def break_cost(self) -> float:
        """Return the cost of break-pressure tanks and reducing valves."""
        return sum(device.cost for device in self.breaks)

    @property
    def reason(self) -> str:
        """Return in one sentence why no design meets every limit (empty when one does)."""
        return "; ".join(self.reasons)

    @property
    def length_m(self) -> float:
        """Return the length of all pipes, m."""
        return sum(link.length_m for link in self.links)
