"""A network to be sized: nodes, pipes to choose from, and what may be built on the way.

Every importer gives a :class:`SizingProblem`, which ``network.optimise`` sizes.  Flows are in L/s;
heads, levels and lengths in metres, bores in millimetres, volumes in cubic metres, power in kW.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from musdesign.network.catalogue import Pipe
from musdesign.network.head_loss import HeadLoss
from musdesign.network.model import Kind

BreakKind = Literal["break_pressure_tank", "pressure_reducing_valve"]


@dataclass(frozen=True, slots=True)
class LoadCase:
    """One way in which the network is used: the peak of taps, an irrigation turn, night filling.

    ``hours_day`` is how long it lasts on a day of the year, for the energy of pumps.  Where
    ``fills_tanks`` is False no water runs into tanks in this case.
    """

    id: str
    hours_day: float = 24.0
    fills_tanks: bool = True


@dataclass(frozen=True, slots=True)
class SizingNode:
    """A point of the network.

    ``elevation_m`` is the ground.  ``head_m`` is the water level of a source, or of a tank that
    stands here already; the ground where it is left out.  ``demands_lps`` is what leaves the
    pipes here in each load case, in their order (one figure serves all).  ``day_m3`` is the
    volume of the design day, which pipes to a tank carry and tanks are sized by; left out, it is
    24 hours of the first demand.  ``max_pressure_m`` bounds the static pressure.  ``max_lps`` is
    the most that a source can give, where there are several.
    """

    id: str
    elevation_m: float
    kind: Kind = "junction"
    demands_lps: tuple[float, ...] = ()
    day_m3: float | None = None
    min_pressure_m: float = 0.0
    max_pressure_m: float | None = None
    head_m: float | None = None
    max_lps: float | None = None
    x: float | None = None
    y: float | None = None
    name: str = ""

    @property
    def level_m(self) -> float:
        """Return the level of the free surface here, m above the datum."""
        return self.elevation_m if self.head_m is None else self.head_m

    @property
    def holds_surface(self) -> bool:
        """Return whether water stands open to the air here before anything is built."""
        return self.kind != "junction"

    def demand_lps(self, load: int) -> float:
        """Return the draw in a load case, L/s."""
        if not self.demands_lps:
            return 0.0
        return self.demands_lps[load] if len(self.demands_lps) > 1 else self.demands_lps[0]

    @property
    def volume_m3(self) -> float:
        """Return the volume of the design day, m3."""
        return self.demand_lps(0) * 86.4 if self.day_m3 is None else self.day_m3


@dataclass(frozen=True, slots=True)
class ExistingPipe:
    """A pipe that lies in the link already; it costs nothing.

    Where ``parallel_allowed`` a new pipe of the whole length may be laid beside it.
    """

    bore_mm: float
    roughness_mm: float = 0.0015
    hazen_williams_c: float = 150.0
    working_head_m: float = math.inf
    parallel_allowed: bool = False
    label: str = "existing pipe"


@dataclass(frozen=True, slots=True)
class SizingLink:
    """A link from the upstream node ``start`` to ``end`` (in a loop either way is right).

    ``pipes`` names the pipes that may be laid (all of the catalogue where it is left out).
    ``minor_loss_k`` is the sum of the coefficients K of v^2/2g along the link.  ``valve_drop_m``
    is head taken away by a valve set by hand.  ``pump_kw`` is the power of a pump set by hand.
    ``flows_lps`` replaces the sum of the draws below, by load case: peaks do not add up.
    """

    id: str
    start: str
    end: str
    length_m: float
    pipes: tuple[str, ...] | None = None
    existing: ExistingPipe | None = None
    lowest_ground_m: float | None = None
    minor_loss_k: float = 0.0
    valve_drop_m: float = 0.0
    pump_allowed: bool = True
    pump_kw: float | None = None
    laying_per_m: float | None = None
    flows_lps: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on flow in new pipes; None for none.  ``surge_m`` adds to the static head."""

    max_velocity_m_s: float | None = None
    min_velocity_m_s: float | None = None
    max_loss_m_km: float | None = None
    min_loss_m_km: float | None = None
    surge_m: float = 0.0


@dataclass(frozen=True, slots=True)
class TankCost:
    """One row of tank costs: cost = base_cost + cost_per_m3 * (volume - from_m3)."""

    from_m3: float
    to_m3: float
    base_cost: float
    cost_per_m3: float

    def cost(self, volume_m3: float) -> float:
        """Return the cost of a tank of this size.

        >>> TankCost(25.0, 50.0, 611_750.0, 12_960.0).cost(30.0)
        676550.0
        """
        return self.base_cost + self.cost_per_m3 * (volume_m3 - self.from_m3)


@dataclass(frozen=True, slots=True)
class TankOptions:
    """Tanks that may be sited at junctions.

    Pipes from the source to a tank run for ``SizingProblem.fill_hours``; pipes below a tank carry
    the load cases.  A tank holds ``capacity_factor`` times the day's volume that it serves and
    stands up to ``max_height_m`` above the ground on staging of ``height_cost_per_m``.
    ``must`` and ``must_not`` name nodes; ``at_transits`` allows tanks where none draws.
    """

    rows: tuple[TankCost, ...]
    capacity_factor: float = 1.0
    max_height_m: float = 0.0
    height_cost_per_m: float = 0.0
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    at_transits: bool = True

    def cost(self, volume_m3: float) -> float:
        """Return the cost of a tank, the cheapest row that holds its size (inf where none)."""
        fits = (
            row.cost(volume_m3)
            for row in self.rows
            if row.from_m3 - 1e-9 <= volume_m3 <= row.to_m3 + 1e-9
        )
        return min(fits, default=math.inf)


@dataclass(frozen=True, slots=True)
class PowerSource:
    """A way to drive a pump, with its energy over the life at present value.

    ``present_value_factor`` turns a cost of the first year into that of all years.
    ``efficiency`` (0 to 1) is wire to water.  Solar: the array in ``capital_per_kw``, no price.
    """

    kind: str
    efficiency: float
    capital_per_kw: float
    energy_price_per_kwh: float = 0.0
    present_value_factor: float = 0.0
    fixed_cost: float = 0.0

    def kw_per_m(self, flow_lps: float) -> float:
        """Return the power that lifts a flow by one metre: 9.80665 Q / (1000 efficiency), kW."""
        return 9.80665 * flow_lps / (1000 * self.efficiency)

    def cost_per_kw(self, hours_day: float) -> float:
        """Return capital and energy over the life of one kilowatt, run so many hours a day."""
        return self.capital_per_kw + self.energy_per_kw(hours_day)

    def energy_per_kw(self, hours_day: float) -> float:
        """Return the energy over the life of one kilowatt at present value."""
        return self.present_value_factor * 365 * hours_day * self.energy_price_per_kwh


@dataclass(frozen=True, slots=True)
class PumpOptions:
    """Booster pumps that may stand at the head of any link that allows one."""

    sources: tuple[PowerSource, ...]
    min_kw: float = 0.0
    max_kw: float = 10_000.0


@dataclass(frozen=True, slots=True)
class PressureBreak:
    """A device that breaks pressure at a node.

    A tank opens the water to the air ``outlet_m`` above the ground (0); a reducing valve holds
    its setting ``outlet_m``.  Water must arrive at least ``inlet_m`` above that level.  ``sites``
    names the nodes where it may stand (every junction where left out).
    """

    kind: BreakKind
    cost: float
    outlet_m: float = 0.0
    inlet_m: float = 0.0
    sites: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class SizingProblem:
    """All that an engine needs.

    ``split`` allows two pipes in one link (False: one diameter a link); with ``bar_length_m``
    pipes are cut from bars of that length and only one piece of a link is shorter.
    ``fill_hours`` is the supply time of pipes that lead to tanks.  ``static_m`` of sited tanks
    counts with their greatest height.  Several sources or loops go to a search that gives an
    upper bound.
    """

    nodes: tuple[SizingNode, ...]
    links: tuple[SizingLink, ...]
    pipes: tuple[Pipe, ...]
    head_loss: HeadLoss = "darcy-weisbach"
    loads: tuple[LoadCase, ...] = (LoadCase("design"),)
    limits: Limits = Limits()
    laying_per_m: float = 0.0
    fill_hours: float = 24.0
    split: bool = True
    bar_length_m: float | None = None
    tanks: TankOptions | None = None
    pumps: PumpOptions | None = None
    breaks: tuple[PressureBreak, ...] = ()
    water_c: float = 20.0
    currency: str = ""
    name: str = ""
