"""A tank day by day: yield before and after spillage, and the storage-reliability-yield surface."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musdesign.errors import CalculationError, Problem

Array = NDArray[np.float64]
Rule = Literal["ybs", "yas"]
RULES: tuple[str, ...] = ("ybs", "yas")


@dataclass(frozen=True, slots=True)
class TankBehaviour:
    """What tanks of several volumes do over a record; arrays are (n,), one item for each volume."""

    volume_m3: Array
    demand_m3: Array
    supplied_m3: Array
    spilled_m3: Array
    inflow_m3: float
    volumetric_reliability: Array
    """Volume supplied over volume wanted."""
    time_reliability: Array
    """Share of the steps in which the whole demand is met."""
    start_m3: Array
    """In the tank when the counted pass begins, after the warm-up."""
    end_m3: Array
    longest_failure: NDArray[np.int64]
    """Steps of the longest stretch in which the demand is not met."""

    @property
    def balance_error_m3(self) -> float:
        """Return the largest error of the water balance over the volumes."""
        error = self.start_m3 + self.inflow_m3 - self.supplied_m3 - self.spilled_m3 - self.end_m3
        return float(np.abs(error).max())


def simulate(
    inflow_m3: ArrayLike,
    demand_m3: ArrayLike,
    volume_m3: ArrayLike,
    *,
    rule: Rule = "ybs",
    warm_up: int = 2,
    start_m3: float = 0.0,
) -> TankBehaviour:
    """Return what tanks of given volumes do over a record of equal steps.

    Yield before spillage: Y = min(D, V + Q), V' = min(V + Q - Y, S).  Yield after spillage:
    Y = min(D, V), V' = min(V + Q - Y, S - Y).  Before spillage is right where water is drawn all
    day, after spillage errs to the safe side.

    Args:
        inflow_m3: water that comes in each step, (t,).
        demand_m3: water wanted in each step, a number, (t,) or (t, n) beside n volumes.
        volume_m3: volumes of the tanks, a number or (n,).
        rule: ``ybs`` or ``yas``.
        warm_up: passes of the record before the one that is counted, so that the tank starts as
            it ends.
        start_m3: in the tank before the first pass, as far as it holds it.

    Raises:
        CalculationError: negative or missing values, an empty record or an unknown rule.

    Source: Jenkins et al. 1978; Fewkes and Butler 2000 (names of the two rules).

    >>> float(simulate([2.0, 0.0], 1.0, 1.0).supplied_m3[0])
    2.0
    """
    inflow, demand, volumes = _checked(inflow_m3, demand_m3, volume_m3, rule, warm_up)
    from musdesign.supply.behaviour_kernel import run_tanks

    after = rule == "yas"
    level = np.minimum(volumes, start_m3)
    for _ in range(warm_up):
        level, _ = run_tanks(inflow, demand, volumes, level, after)
    end, sums = run_tanks(inflow, demand, volumes, level, after)
    wanted = np.broadcast_to(demand, (inflow.size, demand.shape[1])).sum(axis=0)
    wanted = wanted * np.ones_like(volumes)
    share = np.divide(sums[:, 0], wanted, out=np.ones_like(wanted), where=wanted > 0)
    return TankBehaviour(
        volumes,
        wanted,
        sums[:, 0],
        sums[:, 1],
        float(inflow.sum()),
        np.minimum(share, 1.0),
        sums[:, 2] / inflow.size,
        level,
        end,
        sums[:, 3].astype(np.int64),
    )


@dataclass(frozen=True, slots=True)
class Surface:
    """Reliability by storage (rows) and yield (columns)."""

    volume_m3: Array
    yield_m3: Array
    """Mean demand of a step."""
    volumetric: Array
    time: Array


def surface(
    inflow_m3: ArrayLike,
    demand_shape: ArrayLike,
    volumes_m3: ArrayLike,
    yields_m3: ArrayLike,
    *,
    rule: Rule = "ybs",
    warm_up: int = 2,
) -> Surface:
    """Return the storage-reliability-yield surface of one store.

    Args:
        inflow_m3: water that comes in each step, (t,).
        demand_shape: the demand's course, (t,) or a number; only its shape counts.
        volumes_m3: volumes to try, (n,).
        yields_m3: mean demands of a step to try, (m,).
        rule: see :func:`simulate`.
        warm_up: passes before the counted one.

    Raises:
        CalculationError: as :func:`simulate`, or a demand that is nothing.
    """
    volumes = np.atleast_1d(np.asarray(volumes_m3, dtype=float))
    yields = np.atleast_1d(np.asarray(yields_m3, dtype=float))
    inflow = np.asarray(inflow_m3, dtype=float)
    shape = np.broadcast_to(np.asarray(demand_shape, dtype=float), inflow.shape)
    if not shape.mean() > 0:
        raise CalculationError("a surface needs a demand above 0")
    demand = np.repeat(shape[:, None] / shape.mean() * yields, volumes.size, axis=1)
    found = simulate(inflow, demand, np.tile(volumes, yields.size), rule=rule, warm_up=warm_up)
    grid = (yields.size, volumes.size)
    return Surface(
        volumes,
        yields,
        found.volumetric_reliability.reshape(grid).T,
        found.time_reliability.reshape(grid).T,
    )


def smallest_tank(
    inflow_m3: ArrayLike,
    demand_m3: ArrayLike,
    reliability: float,
    *,
    measure: Literal["volumetric", "time"] = "volumetric",
    rule: Rule = "ybs",
    warm_up: int = 2,
    steps: int = 24,
) -> float | None:
    """Return the smallest volume with a reliability over the record; None where none has it.

    Both reliabilities grow with the volume, so the interval that holds the answer is halved.

    Raises:
        CalculationError: a reliability that is not above 0 and at most 1.
    """
    if not 0.0 < reliability <= 1.0:
        raise CalculationError(
            Problem(f"a reliability of {reliability:g}", cure="give a share such as 0.95")
        )
    inflow = np.asarray(inflow_m3, dtype=float)
    high = float(inflow.sum() + np.max(demand_m3))

    def reached(volume: ArrayLike) -> NDArray[np.bool_]:
        found = simulate(inflow, demand_m3, volume, rule=rule, warm_up=warm_up)
        values = found.volumetric_reliability if measure == "volumetric" else found.time_reliability
        return np.asarray(values >= reliability - 1e-12)

    if not reached(high)[0]:
        return None
    low = 0.0
    if reached(low)[0]:
        return 0.0
    # sixteen volumes a pass: a pass over the record costs nearly the same for one and for sixteen
    for _ in range(max(1, round(steps / 4))):
        tried = np.linspace(low, high, 18)[1:-1]
        good = reached(tried)
        first = int(np.argmax(good)) if good.any() else tried.size
        low = float(tried[first - 1]) if first else low
        high = float(tried[first]) if first < tried.size else high
    return high


def dry_season_tank_m3(need_m3_day: float, dry_days: float) -> float:
    """Return the tank that carries a need through a dry season without rain.

    Formula: V = need x days (demand-side sizing, a first guess that no rain fills).

    >>> dry_season_tank_m3(6 * 0.020, 25)
    3.0
    """
    if need_m3_day < 0 or dry_days < 0:
        raise CalculationError("need and days of a dry season cannot be negative")
    return need_m3_day * dry_days


def longest_dry_spell(rain_mm: ArrayLike, least_mm: float = 1.0) -> int:
    """Return the longest run of days with less rain than ``least_mm``.

    >>> longest_dry_spell([0, 0, 5, 0])
    2
    """
    best = run = 0
    for depth in np.asarray(rain_mm, dtype=float):
        run = run + 1 if depth < least_mm else 0
        best = max(best, run)
    return best


def _checked(
    inflow_m3: ArrayLike, demand_m3: ArrayLike, volume_m3: ArrayLike, rule: str, warm_up: int
) -> tuple[Array, Array, Array]:
    inflow = np.asarray(inflow_m3, dtype=float)
    demand = np.asarray(demand_m3, dtype=float)
    volumes = np.atleast_1d(np.asarray(volume_m3, dtype=float))
    problems = []
    if rule not in RULES:
        problems.append(Problem(f"unknown rule '{rule}'", cure="write ybs or yas"))
    if inflow.ndim != 1 or not inflow.size:
        problems.append(Problem("the record of the inflow is empty"))
    if not 0 <= warm_up <= 50:
        problems.append(Problem(f"{warm_up} warm-up passes", cure="0 to 50, usually 2"))
    named: Sequence[tuple[str, Array]] = (
        ("inflow", inflow),
        ("demand", demand),
        ("volume", volumes),
    )
    problems += [
        Problem(f"the {name} holds values below 0 or gaps")
        for name, values in named
        if values.size and not np.all((values >= 0) & np.isfinite(values))
    ]
    if not problems and demand.ndim and demand.shape[0] not in {1, inflow.size}:
        problems.append(
            Problem(f"{demand.shape[0]} demands beside {inflow.size} inflows", cure="one each step")
        )
    if problems:
        raise CalculationError(problems)
    if demand.ndim == 0:
        demand = demand.reshape(1, 1)
    elif demand.ndim == 1:
        demand = demand[:, None]
    return (
        np.ascontiguousarray(inflow),
        np.ascontiguousarray(demand),
        np.ascontiguousarray(volumes),
    )
