"""Ids in the file by the ids of the design."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from musdesign.network.result import NetworkDesign

_PLAIN = re.compile(r"[A-Za-z0-9_.-]{1,24}")


@dataclass(frozen=True, slots=True)
class Names:
    """Ids in the file by the ids of the design.

    ``arrival`` is where the water arrives, ``outlet`` where it leaves: two points where a tank or
    another device stands.  ``pipes`` lists the pipes of a link from up to down, ``beside`` those
    laid parallel, ``joints`` the points between them, ``pumps`` the pump at its head with the point
    after it, ``valves`` the valve at its end with the point before it.
    """

    arrival: dict[str, str]
    outlet: dict[str, str]
    pipes: dict[str, tuple[str, ...]]
    beside: dict[str, tuple[str, ...]]
    joints: dict[str, tuple[str, ...]]
    pumps: dict[str, tuple[str, str]]
    valves: dict[str, tuple[str, str]]


def surfaces(design: NetworkDesign) -> dict[str, float]:
    """Return the level from which the water leaves each node that is not a plain junction, m."""
    levels = {node.id: node.elevation_m for node in design.nodes if node.kind != "junction"}
    for node in design.nodes:
        if node.kind == "source":
            levels[node.id] = node.head_m
    starts = {link.start: link.start_head_m for link in design.links}
    for name in levels:
        given = starts.get(name)
        if given is not None and not math.isnan(
            given
        ):  # the level of a tank that stands there already
            levels[name] = given
    levels |= {tank.node: tank.level_m for tank in design.tanks}
    return levels | {device.node: device.level_m for device in design.breaks}


def epanet_names(design: NetworkDesign) -> Names:
    """Return ids that EPANET accepts (no blanks, 31 characters), each once."""
    taken: set[str] = set()

    def fresh(wanted: str, spare: str) -> str:
        base = wanted if _PLAIN.fullmatch(wanted) else spare
        name, count = base, 1
        while name in taken:
            count += 1
            name = f"{base}_{count}"
        taken.add(name)
        return name

    nodes = {node.id: fresh(node.id, f"N{i}") for i, node in enumerate(design.nodes, 1)}
    arrival, outlet = dict(nodes), dict(nodes)
    split = {node.id for node in design.nodes if node.kind in {"tank", "break_pressure_tank"}}
    split |= {tank.node for tank in design.tanks} | {device.node for device in design.breaks}
    for node in design.nodes:
        if node.id in split:
            arrival[node.id] = fresh(f"{nodes[node.id]}_in", "")
    joints, pipes, beside, pumps, valves = {}, {}, {}, {}, {}
    pumped = {pump.link for pump in design.pumps}
    after_pump, after_valve = {}, {}
    for i, link in enumerate(design.links, 1):
        base = link.id if _PLAIN.fullmatch(link.id) else f"P{i}"
        series = [segment for segment in link.segments if not segment.parallel]
        joints[link.id] = tuple(fresh(f"{base}_j{k}", "") for k in range(1, len(series)))
        if link.id in pumped or link.pump_head_m > 0:
            after_pump[link.id] = fresh(f"{base}_pumped", "")
        if link.valve_drop_m > 0:
            after_valve[link.id] = fresh(f"{base}_valved", "")
    taken.clear()  # nodes and links have separate ids
    for i, link in enumerate(design.links, 1):
        base = fresh(link.id, f"P{i}")
        series = [segment for segment in link.segments if not segment.parallel]
        rest = tuple(fresh(f"{base}_{k}", "") for k in range(2, len(series) + 1))
        pipes[link.id] = (base, *rest)
        count = len(link.segments) - len(series)
        beside[link.id] = tuple(fresh(f"{base}_par{k}", "") for k in range(1, count + 1))
        if link.id in after_pump:
            pumps[link.id] = (fresh(f"{base}_pump", ""), after_pump[link.id])
        if link.id in after_valve:
            valves[link.id] = (fresh(f"{base}_valve", ""), after_valve[link.id])
    return Names(arrival, outlet, pipes, beside, joints, pumps, valves)
