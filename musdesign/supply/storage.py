"""Tank volumes: the day's mass curve, the sequent peak, and tanks that overflow into each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musdesign.errors import CalculationError, Problem

Hours = NDArray[np.float64]
BALANCE_TOLERANCE = 0.005


@dataclass(frozen=True, slots=True)
class BalancingTank:
    """A tank over one repeating day: its volume, and its level at the end of each step."""

    volume_m3: float
    level_m3: Hours
    fullest: int
    emptiest: int


@dataclass(frozen=True, slots=True)
class TankStage:
    """A tank of a chain: the demand drawn from it by hour, and its volume where it is given."""

    name: str
    demand_m3_hour: Hours
    volume_m3: float | None = None


@dataclass(frozen=True, slots=True)
class TankService:
    """What a tank of a chain does in a repeating day."""

    name: str
    volume_m3: float
    met_m3_day: float
    unmet_m3_day: float
    inflow_m3_day: float
    overflow_m3_hour: Hours
    level_m3: Hours


def balancing_volume(inflow_m3: ArrayLike, demand_m3: ArrayLike) -> BalancingTank:
    """Return the tank that turns the inflow of a day into its demand.

    Formula: V = max - min of the cumulated (inflow - demand), the day repeating.

    Args:
        inflow_m3: inflow in each step of the day, any number of equal steps.
        demand_m3: demand in the same steps.

    Raises:
        CalculationError: the day does not balance (within 0.5 %), or the steps differ.

    Source: mass curve (Rippl) of a periodic day, any water supply textbook.

    >>> round(balancing_volume([0.84] * 6, [0.48, 0.87, 1.33, 1.00, 0.82, 0.54]).volume_m3, 2)
    0.68
    """
    inflow = np.asarray(inflow_m3, dtype=float)
    demand = np.asarray(demand_m3, dtype=float)
    if inflow.shape != demand.shape or inflow.ndim != 1 or inflow.size < 2:
        raise CalculationError("inflow and demand need the same steps of the day, two at least")
    if inflow.min() < 0 or demand.min() < 0:
        raise CalculationError("inflow and demand of a tank cannot be negative")
    total_in, total_out = float(inflow.sum()), float(demand.sum())
    if abs(total_in - total_out) > BALANCE_TOLERANCE * max(total_in, total_out):
        raise CalculationError(
            Problem(
                f"the day does not balance: {total_in:g} m3 flow in, {total_out:g} m3 flow out",
                why="a tank evens out a day, it does not add water",
                cure="give an inflow that equals the day's demand, or let it be scaled to it",
            )
        )
    # what is left of the imbalance is rounding of the shares: it must not grow into a tank
    level = np.cumsum(inflow * (total_out / total_in if total_in else 1.0) - demand)
    volume = float(max(level.max(), 0.0) - min(level.min(), 0.0))
    level -= min(level.min(), 0.0)
    return BalancingTank(volume, level, int(level.argmax()), int(level.argmin()))


def sequent_peak(inflow: ArrayLike, demand: ArrayLike, cycles: int = 2) -> float:
    """Return the storage that meets a demand from a varying inflow.

    Formula: K_t = max(0, K_(t-1) + D_t - Q_t), storage = max K, over ``cycles`` passes of the
    record (one pass understates a shortage that spans the year's end).

    Raises:
        CalculationError: over the record the demand exceeds the inflow: no tank is large enough.

    Source: Loucks and van Beek, Water Resource Systems Planning and Management, sequent peak.

    >>> sequent_peak([1, 3, 3, 5, 8, 6, 7, 2, 1], 3.5)
    7.5
    """
    flows = np.asarray(inflow, dtype=float)
    needs = np.broadcast_to(np.asarray(demand, dtype=float), flows.shape)
    if cycles > 1 and needs.sum() > flows.sum() * (1 + 1e-12):
        raise CalculationError(
            Problem(
                "no tank is large enough",
                why=f"the need of {needs.sum():g} exceeds the inflow of {flows.sum():g}",
                cure="lower the demand or add a source",
            )
        )
    deficit, storage = 0.0, 0.0
    for _ in range(cycles):
        for flow, need in zip(flows, needs, strict=True):
            deficit = max(0.0, deficit + need - flow)
            storage = max(storage, deficit)
    return float(storage)


def tank_chain(inflow_m3_hour: ArrayLike, stages: Sequence[TankStage]) -> tuple[TankService, ...]:
    """Return tanks in a chain, the overflow of each feeding the next, over a repeating day.

    The first tank takes the whole inflow; what it cannot hold overflows (Nepal's two-tank layout:
    the domestic tank first, its overflow to the garden tank).  Within an hour the inflow comes
    before the draw, and the rest spills.  A tank without a volume gets the smallest that serves
    what its inflow can serve, by the sequent peak over two days.
    """
    inflow = np.asarray(inflow_m3_hour, dtype=float)
    services = []
    for stage in stages:
        volume = stage.volume_m3
        if volume is None:
            volume = _smallest_volume(inflow, stage.demand_m3_hour)
        service = _behaviour(stage.name, inflow, stage.demand_m3_hour, volume)
        services.append(service)
        inflow = service.overflow_m3_hour
    return tuple(services)


def _smallest_volume(inflow: Hours, demand: Hours) -> float:
    """Return the storage for what the inflow can serve: the demand, scaled down where it must."""
    total = float(demand.sum())
    if total <= 0 or inflow.sum() <= 0:
        return 0.0
    served = demand * min(1.0, float(inflow.sum()) / total)
    return sequent_peak(inflow, served)


def _behaviour(name: str, inflow: Hours, demand: Hours, volume: float) -> TankService:
    level = volume
    for last in (False, False, True):
        overflow, met, levels = np.zeros(24), np.zeros(24), np.zeros(24)
        for hour in range(24):
            water = level + inflow[hour]
            met[hour] = min(demand[hour], water)
            overflow[hour] = max(0.0, water - met[hour] - volume)
            level = water - met[hour] - overflow[hour]
            levels[hour] = level
        if last:
            break
    total, served = float(demand.sum()), float(met.sum())
    return TankService(
        name, volume, served, max(0.0, total - served), float(inflow.sum()), overflow, levels
    )
