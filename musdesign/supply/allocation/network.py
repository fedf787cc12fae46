"""The sources, treatments, stores and uses between which a day's water is allocated.

All volumes are m3, all flows m3/day.  A day's array has the shape (days,), or (scenarios, days)
where it differs between scenarios; arrays of the first kind hold in every scenario.  Everything
here is plain data: what may flow where follows from the quality tiers
(:data:`musdesign.supply.sources.TIERS`, the best first) and from the names given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Days = NDArray[np.float64]
Limit = float | Days | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Water that comes anew each day; what is not taken on a day is gone.

    Attributes:
        name: unique among all nodes.
        quality: its tier, as it comes.
        available_m3_day: what nature or the seller gives, after ecological flow, (days,) or
            (scenarios, days).
        right_m3_day: the most a right or concession allows, a number or (days,); None: no limit.
        pump_m3_day: the most that the pump (rate times hours) lifts; None: no limit.
        cost_per_m3: of taking it, in any one currency.
        serves: uses it may serve directly; None: all of its quality; (): none.
        fills: stores it may fill.
        returns_from: a use whose served water comes back the next day as this source (greywater);
            ``available_m3_day`` is then added to that, normally 0.
        return_fraction: the part of it that comes back.
    """

    name: str
    quality: str
    available_m3_day: ArrayLike
    right_m3_day: Limit = None
    pump_m3_day: Limit = None
    cost_per_m3: float = 0.0
    serves: tuple[str, ...] | None = None
    fills: tuple[str, ...] = ()
    returns_from: str | None = None
    return_fraction: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """A plant that lifts water to a better tier at a capacity, a cost and a loss.

    Attributes:
        name: unique among all nodes.
        takes: sources and stores it takes water from.
        gives: tier of the water that leaves it.
        capacity_m3_day: the most that goes in, a number or (days,).
        loss: part of the water that goes in and is lost (backwash), 0 up to but not 1.
        cost_per_m3: of the water that goes in.
        serves: uses it may serve; None: all of its quality; (): none.
        fills: stores it may fill.
    """

    name: str
    takes: tuple[str, ...]
    gives: str
    capacity_m3_day: float | Days
    loss: float = 0.0
    cost_per_m3: float = 0.0
    serves: tuple[str, ...] | None = None
    fills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserve:
    """The lowest part of a store, kept for uses of a priority or a better one (smaller number).

    Attributes:
        volume_m3: one number, or twelve, from January on.
        priority: the last priority that may use it.
    """

    volume_m3: float | Sequence[float]
    priority: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A tank or pond.  Water that comes on a day may be drawn on the same day.

    The day's loss is ``min(V, depth x (area_empty + (area_full - area_empty) V / capacity) +
    fraction x V + seepage)`` of the volume V with which the day begins.

    Attributes:
        name: unique among all nodes.
        quality: tier of what it holds; what fills it must be as good.
        capacity_m3: usable volume.
        initial_m3: at the beginning; None: full.
        serves: uses it may serve; None: all of its quality; (): none.
        overflow_to: the store into which it overflows.  Water overflows only on a day at whose end
            the store is full; None: what does not fit stays with its source.
        transfers_to: stores that it may fill by a valve or pump, full or not.
        transfer_m3_day: the most that each transfer moves in a day.
        draw_m3_day: the most that is drawn from it in a day (a pump); None: no limit.
        loss_depth_m_day: evaporation less rain that is not counted as a source, m/day, a number,
            (days,) or (scenarios, days).
        area_full_m2: water surface when full.
        area_empty_m2: water surface when empty.
        loss_fraction_day: seepage as a part of the volume.
        seepage_m3_day: constant seepage.
        cost_per_m3: of drawing from it.
        reserves: lowest parts kept for the better priorities.
    """

    name: str
    quality: str
    capacity_m3: float
    initial_m3: float | None = None
    serves: tuple[str, ...] | None = None
    overflow_to: str | None = None
    transfers_to: tuple[str, ...] = ()
    transfer_m3_day: float = np.inf
    draw_m3_day: float | None = None
    loss_depth_m_day: float | Days = 0.0
    area_full_m2: float = 0.0
    area_empty_m2: float = 0.0
    loss_fraction_day: float = 0.0
    seepage_m3_day: float = 0.0
    cost_per_m3: float = 0.0
    reserves: tuple[Reserve, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A need for water, of one group or of all.

    Attributes:
        name: unique among all nodes, such as ``garden`` or ``garden/coffee smallholders``.
        quality: the worst tier that will do.
        priority: 1 is served first; equal priorities share a shortage in steps of their demand.
        demand_m3_day: gross demand, (days,) or (scenarios, days).
        cost_per_m3: of delivering water to it.
        use: kind of use for reports (``garden``); empty: the name.
        group: household group for reports and fairness; empty: all.
        persons: people who share it, for water per person; 0: not counted.
    """

    name: str
    quality: str
    priority: int
    demand_m3_day: ArrayLike
    cost_per_m3: float = 0.0
    use: str = ""
    group: str = ""
    persons: float = 0.0


Node = Source | Store | Treatment | Use


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Everything between which the water of each day is allocated.

    Attributes:
        start: date of the first day, ``YYYY-MM-DD``; None: years of 365 days from 1 January.
    """

    sources: Sequence[Source]
    uses: Sequence[Use]
    stores: Sequence[Store] = ()
    treatments: Sequence[Treatment] = ()
    start: str | None = None

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Return every node: sources, stores, uses, treatments."""
        return (*self.sources, *self.stores, *self.uses, *self.treatments)
