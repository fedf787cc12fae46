"""A design run for a day and a week in the engine: pressures, tanks, and how far they agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musdesign.network.epanet.engine import EpanetRun, run_hours
from musdesign.network.epanet.names import epanet_names
from musdesign.network.epanet.periods import Usage, tank_rows, write_periods
from musdesign.network.epanet.sheet import fed_by_surface, states
from musdesign.network.epanet.steady import AGREES_WITHIN_M
from musdesign.network.head_loss import Floats
from musdesign.network.result import NetworkDesign

WEEK_H, DAY_H = 168, 24
Numbers = NDArray[np.signedinteger[Any]]


@dataclass(frozen=True, slots=True)
class NodeWeek:
    """The least pressure of a node (m), its hour, and the share of hours below its minimum."""

    node: str
    min_pressure_m: float
    at_hour: float
    max_pressure_m: float
    below_share: float


@dataclass(frozen=True, slots=True)
class TankWeek:
    """A tank through the week: water in it (m3), hours in which it is empty or full."""

    node: str
    volume_m3: float
    least_m3: float
    most_m3: float
    empty_hours: float
    full_hours: float
    repeats: bool
    """Whether it ends the week with as much water as it began, or more."""


@dataclass(frozen=True, slots=True)
class PeriodCheck:
    """The design run for a time in the engine.

    ``max_difference_m`` compares pressures where every pipe on the way carries its design flow,
    after the water in tanks above their bottom is taken off: the physics that both share.
    ``explained`` says what makes the rest.
    """

    hours: float
    max_difference_m: float
    worst_node: str
    compared: int
    agrees: bool
    nodes: tuple[NodeWeek, ...]
    tanks: tuple[TankWeek, ...]
    warnings: dict[str, float]
    explained: tuple[str, ...]


def run_design(
    design: NetworkDesign,
    usage: Usage,
    *,
    hours: int = WEEK_H,
    water_c: float = 20.0,
    minor_k: Mapping[str, float] | None = None,
) -> PeriodCheck:
    """Run a design over hours and compare.

    Raises:
        MusdesignError: the engine is not installed here, or refuses the file.
    """
    text = write_periods(design, usage, hours=hours, water_c=water_c, minor_k=minor_k)
    return judged(design, usage, run_hours(text), hours)


def judged(design: NetworkDesign, usage: Usage, run: EpanetRun, hours: float) -> PeriodCheck:
    """Return what a run of the file of a design says about it, up to an hour."""
    names = epanet_names(design)
    kept = np.flatnonzero(run.times_s <= hours * 3600)
    column = {node.id: run.node(names.arrival[node.id]) for node in design.nodes}
    offset, tank_of = _offsets(design, run)
    worst, where, count = 0.0, "", 0
    cases, ways, carried = states(design), _ways(design), _flows(design, run)
    for t in kept:
        second = run.times_s[t]
        loads = usage.now(int(second // 3600)) if second % 3600 == 0 else []
        for k in loads:
            wanted = np.array(cases[k].flows_lps)
            same = np.abs(carried[t] - wanted) <= 1e-3 * np.abs(wanted) + 1e-6
            for node in design.nodes:
                if not ways[node.id] or not same[ways[node.id]].all():
                    continue
                above = 0.0
                tank = tank_of.get(node.id)
                if tank is not None:
                    above = float(offset[tank][t])
                    if above <= 1e-6:
                        continue  # an empty tank gives nothing: the shared physics ends there
                found = float(run.heads_m[t, column[node.id]]) - above
                gap = abs(found - cases[k].heads_m[node.id])
                count += 1
                if gap >= worst:
                    worst, where = gap, node.id
    return PeriodCheck(
        hours,
        worst,
        where,
        count,
        count > 0 and worst <= AGREES_WITHIN_M,
        tuple(_node_weeks(design, run, kept, column)),
        tuple(_tank_weeks(design, usage, run, kept)),
        {word: second / 3600 for word, second in run.warnings.items() if second <= hours * 3600},
        tuple(_explained(design, run, offset)),
    )


def _ways(design: NetworkDesign) -> dict[str, list[int]]:
    """Return by node the links through which it is fed, as far as open water."""
    inlet = {link.end: i for i, link in enumerate(design.links)}
    open_water = fed_by_surface(design)
    ways: dict[str, list[int]] = {}
    for node in design.nodes:
        way: list[int] = []
        here = node.id
        while here in inlet and len(way) <= len(design.links):
            i = inlet[here]
            way.append(i)
            if design.links[i].id in open_water:
                break
            here = design.links[i].start
        ways[node.id] = way
    return ways


def _flows(design: NetworkDesign, run: EpanetRun) -> Floats:
    """Return what each link carries, L/s, times x links."""
    names = epanet_names(design)
    column = {name: i for i, name in enumerate(run.links)}
    carried = [
        run.flows_lps[:, [column[p] for p in (names.pipes[k.id][0], *names.beside[k.id])]].sum(1)
        for k in design.links
    ]
    return np.array(carried).T


def _offsets(design: NetworkDesign, run: EpanetRun) -> tuple[dict[str, Floats], dict[str, str]]:
    """Return water above the bottom of each tank by time, and the tank that feeds each node."""
    names = epanet_names(design)
    held = {tank.node for tank in design.tanks}
    held |= {node.id for node in design.nodes if node.kind == "tank"}
    offset = {}
    for name in held:
        i = run.node(names.outlet[name])
        offset[name] = run.heads_m[:, i] - run.elevations_m[i]
    open_water = fed_by_surface(design)
    inlet = {link.end: link for link in design.links}
    tank_of = {}
    for node in design.nodes:
        link = inlet.get(node.id)
        while link is not None and link.id not in open_water:
            link = inlet.get(link.start)
        if link is not None and link.start in held:
            tank_of[node.id] = link.start
    return offset, tank_of


def _node_weeks(
    design: NetworkDesign, run: EpanetRun, kept: Numbers, column: Mapping[str, int]
) -> list[NodeWeek]:
    rows = []
    for node in design.nodes:
        if node.kind == "source":
            continue
        pressure = run.heads_m[kept, column[node.id]] - node.elevation_m
        least = int(np.argmin(pressure))
        below = float(np.mean(pressure < node.min_pressure_m - AGREES_WITHIN_M))
        rows.append(
            NodeWeek(
                node.id,
                float(pressure[least]),
                float(run.times_s[kept][least]) / 3600,
                float(pressure.max()),
                below,
            )
        )
    return rows


def _tank_weeks(
    design: NetworkDesign, usage: Usage, run: EpanetRun, kept: Numbers
) -> list[TankWeek]:
    names = epanet_names(design)
    rows = []
    for tank in tank_rows(design, usage):
        i = run.node(names.outlet[tank.node])
        water = run.volumes_m3[kept, i]
        steps = np.diff(run.times_s[kept], append=run.times_s[kept][-1]) / 3600
        rows.append(
            TankWeek(
                tank.node,
                tank.volume_m3,
                float(water.min()),
                float(water.max()),
                float(steps[water <= 0.005 * tank.volume_m3].sum()),
                float(steps[water >= 0.995 * tank.volume_m3].sum()),
                bool(water[-1] >= water[0] - 0.01 * tank.volume_m3),
            )
        )
    return rows


def _explained(design: NetworkDesign, run: EpanetRun, offset: Mapping[str, Floats]) -> list[str]:
    found = [
        f"below {name} pressures are up to {float(water.max()):.2f} m higher than sized, for the "
        "tank holds water above its bottom"
        for name, water in sorted(offset.items())
        if water.max() > 0.01
    ]
    if design.head_loss == "jaltantra":
        found.append("JalTantra's constants (10.68, 4.87) against the engine's (10.667, 4.871)")
    if design.head_loss == "neatwork":
        found.append("NeatWork's power law against the engine's Darcy-Weisbach")
    found += [
        f"the engine warns: {word} (first at hour {second / 3600:.0f})"
        for word, second in run.warnings.items()
    ]
    return found
