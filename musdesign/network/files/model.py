"""What a network file says, whatever program wrote it: in metres, mm and L/s, nothing assumed.

Every reader of this folder gives a :class:`NetworkFile`; what the file leaves open stays ``None``
and is decided by the caller.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from musdesign.network.model import Kind


@dataclass(frozen=True, slots=True)
class FileNode:
    """A point.  ``head_m`` is the water level of a source where the file gives one.

    ``demand_lps`` is the draw of the design hour; ``demands_lps`` holds other load cases by name.
    ``taps`` counts taps of equal flow (NeatWork).
    """

    id: str
    elevation_m: float
    kind: Kind = "junction"
    demand_lps: float = 0.0
    head_m: float | None = None
    min_pressure_m: float | None = None
    name: str = ""
    x: float | None = None
    y: float | None = None
    demands_lps: dict[str, float] = field(default_factory=dict)
    taps: int = 0


@dataclass(frozen=True, slots=True)
class FileLink:
    """A pipe from ``start`` to ``end``.

    ``bore_mm`` is that of a pipe which lies there already (or is imposed), ``parallel_allowed``
    whether a second one may be laid beside it.  ``profile`` holds the survey: distance from the
    start and ground, m.  ``valve_m`` is a fixed drop of head, ``pump_m`` a fixed lift.
    """

    id: str
    start: str
    end: str
    length_m: float
    bore_mm: float | None = None
    hazen_williams_c: float | None = None
    parallel_allowed: bool = False
    profile: tuple[tuple[float, float], ...] = ()
    minor_loss_k: float = 0.0
    valve_m: float = 0.0
    pump_kw: float = 0.0
    pump_allowed: bool = True
    stored: tuple[tuple[float, str], ...] = ()
    """Lengths and pipe keys of the design that the file holds itself (NeatWork)."""


@dataclass(frozen=True, slots=True)
class FilePipe:
    """A commercial pipe with its price a metre."""

    key: str
    bore_mm: float
    cost_per_m: float
    hazen_williams_c: float | None = None
    roughness_mm: float | None = None
    label: str = ""
    pressure_class: str = ""
    working_head_m: float = float("inf")


@dataclass(frozen=True, slots=True)
class TankCost:
    """A row of the cost table of tanks: base + unit * (capacity - least capacity), litres."""

    least_l: float
    most_l: float
    base_cost: float
    unit_cost_l: float


@dataclass(frozen=True, slots=True)
class TankRules:
    """Elevated tanks that may be sited: hours below them, size, heights, costs."""

    secondary_hours: float
    capacity_factor: float
    max_height_m: float
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    allow_dummy: bool = True
    costs: tuple[TankCost, ...] = ()


@dataclass(frozen=True, slots=True)
class PumpRules:
    """Booster pumps that may be placed, with their energy over the life of the works."""

    min_kw: float
    efficiency: float
    capital_per_kw: float
    energy_per_kwh: float
    life_years: float
    discount_rate: float
    inflation_rate: float


@dataclass(frozen=True, slots=True)
class TapRules:
    """How taps are opened, and what they and their orifices lose (NeatWork)."""

    target_lps: float
    open_probability: float
    service_quality: float
    faucet_m5_s2: float
    orifice_coefficient: float
    bar_length_m: float
    temperature_c: float
    orifices_m: dict[str, float] = field(default_factory=dict)
    """Orifice of each tap in the stored design, m (large where none is fitted)."""
    load_factors: dict[str, float] = field(default_factory=dict)
    """Load factor that the file holds, by the node at the end of the pipe."""
    commercial_orifices_m: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class NetworkFile:
    """A whole file.  ``format`` names it; ``notes`` tell what was understood how."""

    file: str
    format: str
    name: str
    nodes: tuple[FileNode, ...]
    links: tuple[FileLink, ...]
    pipes: tuple[FilePipe, ...] = ()
    head_loss: str | None = None
    min_pressure_m: float | None = None
    through_pressure_m: float | None = None
    supply_hours: float | None = None
    min_loss_m_km: float | None = None
    max_loss_m_km: float | None = None
    max_velocity_m_s: float | None = None
    temperature_c: float | None = None
    tanks: TankRules | None = None
    pumps: PumpRules | None = None
    taps: TapRules | None = None
    currency: str = ""
    catalogue: str | None = None
    price_per_kg: float | None = None
    laying_per_m: float | None = None
    notes: tuple[str, ...] = ()
