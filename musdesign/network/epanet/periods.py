"""A design as an EPANET file over days: hourly use, tanks that fill and empty, pumps and valves."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from musdesign.network.epanet.names import epanet_names, surfaces
from musdesign.network.epanet.sheet import (
    FILLING,
    Sheet,
    State,
    common_notes,
    coordinates,
    draws,
    drop_rows,
    fed_by_surface,
    figure,
    junctions,
    options,
    pipe_section,
    pump_rows,
    states,
)
from musdesign.network.result import NetworkDesign

FIRST_HOUR = 6
"""Hour of the day at which use and filling start where nothing else is said."""
TANK_DEPTH_M = 2.0
_SHALLOW_M = 0.3
_WIDE_MM = 1000.0
# A tank sized to the litre would close in the engine a moment before the hour is over.
_RESERVE = 0.01
# Where nothing at all flows the engine finds no balance.
_TRICKLE = 0.00001


@dataclass(frozen=True, slots=True)
class Usage:
    """How a design is used through the day.

    ``hours`` holds by load case 24 shares of its draw; ``filling`` the hours in which pipes to
    tanks run; ``volumes_m3`` the volume of tanks that the design does not size itself.
    """

    hours: tuple[tuple[float, ...], ...]
    filling: tuple[bool, ...] = (True,) * 24
    volumes_m3: Mapping[str, float] = field(default_factory=dict)

    def now(self, hour: int) -> list[int]:
        """Return the load cases whose whole draw runs in an hour of the day, and no other."""
        shares = [row[hour % 24] for row in self.hours]
        full = [k for k, share in enumerate(shares) if share == 1.0]
        return full if len(full) == 1 and sum(share > 0 for share in shares) == 1 else []


def day_of_loads(
    load_hours: Sequence[float], fill_hours: float = 24.0, volumes_m3: Mapping[str, float] = {}
) -> Usage:
    """Return a day in which the load cases follow one another from six in the morning.

    Where they take more than 24 hours in all they are shortened alike; each keeps one hour.

    >>> usage = day_of_loads([4.0, 6.0])
    >>> [int(sum(row)) for row in usage.hours], usage.hours[0][6], usage.hours[1][10]
    ([4, 6], 1.0, 1.0)
    """
    if len(load_hours) == 1:
        counts = [max(1, min(24, round(load_hours[0])))]
    else:
        scale = min(1.0, 24.0 / sum(load_hours))
        counts = [max(1, math.floor(hours * scale + 1e-9)) for hours in load_hours]
    rows, start = [], FIRST_HOUR
    for count in counts:
        row = [0.0] * 24
        for k in range(count):
            row[(start + k) % 24] = 1.0
        start += count
        rows.append(tuple(row))
    window = round(max(1.0, min(24.0, fill_hours)))
    filling = [False] * 24
    for k in range(window):
        filling[(FIRST_HOUR + k) % 24] = True
    return Usage(tuple(rows), tuple(filling), dict(volumes_m3))


@dataclass(frozen=True, slots=True)
class TankRow:
    """A tank of the file: its bottom, its depth and the flow that fills it."""

    node: str
    bottom_m: float
    volume_m3: float
    inflow_lps: float
    draw_lps: tuple[float, ...]
    """What is drawn at the tank itself, by load case."""
    start_m3: float = 0.0
    """Water at midnight with which a day comes round just without running dry."""
    depth_m: float = TANK_DEPTH_M

    @property
    def diameter_m(self) -> float:
        """Return the diameter of a round tank of this volume and depth."""
        return math.sqrt(4 * self.volume_m3 / (math.pi * self.depth_m))

    @property
    def start_level_m(self) -> float:
        """Return the depth of water at the start, a reserve above what is needed."""
        return self.depth_m * (self.start_m3 / self.volume_m3 + _RESERVE)


def tank_rows(design: NetworkDesign, usage: Usage) -> list[TankRow]:
    """Return the tanks that fill and empty: those sited, and those that stood there."""
    levels = surfaces(design)
    sized = {tank.node: tank for tank in design.tanks}
    fed = fed_by_surface(design)
    cases, names = states(design), epanet_names(design)
    rows = []
    for node in design.nodes:
        tank = sized.get(node.id)
        if tank is None and node.kind != "tank":
            continue
        draws_here = [draws(Sheet(design, names, case)) for case in cases]
        inflow = max(d[node.id] for d in draws_here)
        out = [
            sum(
                flow
                for link, flow in zip(design.links, case.flows_lps, strict=True)
                if link.start == node.id and link.id in fed
            )
            for case in cases
        ]
        day = inflow * 3.6 * sum(usage.filling)
        given = tank.volume_m3 if tank is not None else usage.volumes_m3.get(node.id, 0.5 * day)
        own = [0.0] * len(cases)
        if tank is not None:
            served = tank.served_m3 or day
            hours = [sum(row) for row in usage.hours]
            away = sum(o * 3.6 * h for o, h in zip(out, hours, strict=False))
            spare = max(0.0, served - away) / (3.6 * max(1.0, sum(hours)))
            own = [spare] * len(cases)
        volume, inflow = max(given, 0.1), max(inflow, 1e-6)
        taken = [o + w for o, w in zip(out, own, strict=True)]
        start = min(volume, _least_start_m3(usage, inflow, taken))
        # the filling pipe was sized to arrive so far above the bottom: it must clear the top too
        clear = min(case.heads_m[node.id] for case in cases) - levels[node.id]
        depth = min(TANK_DEPTH_M, max(_SHALLOW_M, 0.9 * clear))
        rows.append(TankRow(node.id, levels[node.id], volume, inflow, tuple(own), start, depth))
    return rows


def _least_start_m3(usage: Usage, inflow_lps: float, taken_lps: Sequence[float]) -> float:
    """Return the deepest fall of the water below its level of midnight through a day, m3."""
    water, lowest = 0.0, 0.0
    for hour in range(24):
        out = sum(q * row[hour] for q, row in zip(taken_lps, usage.hours, strict=False))
        water += 3.6 * ((inflow_lps if usage.filling[hour] else 0.0) - out)
        lowest = min(lowest, water)
    return -lowest


def write_periods(
    design: NetworkDesign,
    usage: Usage,
    *,
    title: str = "",
    hours: int = 24,
    water_c: float = 20.0,
    minor_k: Mapping[str, float] | None = None,
) -> str:
    """Return the design as an EPANET file that runs for hours or days.

    Tanks hold up to 2 m of water, with as much at midnight as a day needs to come round; they
    fill at the design's rate through a flow control valve in the hours of filling.
    Break-pressure tanks and reducing valves are pressure reducing valves: either holds its level
    below, whatever the flow.
    """
    names = epanet_names(design)
    cases = states(design)
    sheet = Sheet(design, names, cases[0], water_c, minor_k or {})
    tanks = tank_rows(design, usage)
    held = {row.node for row in tanks}
    levels = surfaces(design)
    broken = [
        node.id
        for node in design.nodes
        if node.id not in held and node.kind != "source" and node.id in levels
    ]
    lines = ["[TITLE]", title or "Least-cost design over days", *common_notes(design, names)]
    lines += ["", "[JUNCTIONS]", ";id  elevation_m  demand_lps", *junctions(sheet, {})]
    lines += _outlets(sheet, tanks, broken)
    lines += ["", "[DEMANDS]", ";junction  demand_lps  pattern"]
    lines += _demands(sheet, cases, tanks, broken)
    lines += ["", "[PATTERNS]", *_patterns(usage)]
    lines += ["", "[RESERVOIRS]", ";id  head_m"]
    lines += [
        f"{names.outlet[n.id]} {figure(levels[n.id])}" for n in design.nodes if n.kind == "source"
    ]
    lines += ["", "[TANKS]", ";id  bottom_m  level_m  least_m  most_m  diameter_m  dead_m3"]
    lines += [
        f"{names.outlet[row.node]} {figure(row.bottom_m)} {figure(row.start_level_m)} 0 "
        f"{figure(row.depth_m * (1 + _RESERVE))} {figure(row.diameter_m)} 0"
        for row in tanks
    ]
    lines += ["", *_pipes(sheet, tanks), *pump_rows(sheet)]
    lines += ["", "[VALVES]", ";id  from  to  bore_mm  kind  setting", *drop_rows(sheet)]
    lines += [*_fill_valves(sheet, tanks), *_break_valves(sheet, broken, levels)]
    lines += ["", "[CONTROLS]", *_controls(sheet, usage, tanks)]
    lines += ["", *options(sheet, "0.0001")]
    lines += ["", "[TIMES]", f"DURATION {hours}:00", "HYDRAULIC TIMESTEP 1:00"]
    lines += ["PATTERN TIMESTEP 1:00", "REPORT TIMESTEP 1:00", "START CLOCKTIME 12 AM"]
    lines += ["", "[REPORT]", "STATUS NO", "SUMMARY NO"]
    lines += ["", "[COORDINATES]", *coordinates(sheet), "", "[END]", ""]
    return "\n".join(lines)


def _outlets(sheet: Sheet, tanks: Sequence[TankRow], broken: Sequence[str]) -> Iterator[str]:
    names = sheet.names
    level = {node.id: node.elevation_m for node in sheet.design.nodes}
    for row in tanks:
        yield f"{names.outlet[row.node]}_fill {figure(row.bottom_m)} 0"
        if any(row.draw_lps):
            yield f"{names.outlet[row.node]}_tap {figure(level[row.node])} 0"
    for name in broken:
        yield f"{names.outlet[name]} {figure(level[name])} 0"


def _demands(
    sheet: Sheet, cases: Sequence[State], tanks: Sequence[TankRow], broken: Sequence[str]
) -> Iterator[str]:
    design, names = sheet.design, sheet.names
    held = {row.node for row in tanks}
    fed = fed_by_surface(design)
    for k, case in enumerate(cases):
        left = draws(Sheet(design, names, case))
        for node in design.nodes:
            if node.kind == "source" or node.id in held:
                continue
            draw = left[node.id]
            point = names.arrival[node.id]
            if node.id in broken:
                point = names.outlet[node.id]
                draw -= sum(
                    flow
                    for link, flow in zip(design.links, case.flows_lps, strict=True)
                    if link.start == node.id and link.id in fed
                )
            if abs(draw) > 1e-9:
                yield f"{point} {figure(draw)} L{k + 1}"
        for row in tanks:
            if row.draw_lps[k] > 1e-9:
                yield f"{names.outlet[row.node]}_tap {figure(row.draw_lps[k])} L{k + 1}"


def _patterns(usage: Usage) -> Iterator[str]:
    for k, shares in enumerate(usage.hours, start=1):
        for start in range(0, 24, 6):
            row = (max(share, _TRICKLE) for share in shares[start : start + 6])
            yield f"L{k} " + " ".join(figure(share) for share in row)


def _pipes(sheet: Sheet, tanks: Sequence[TankRow]) -> Iterator[str]:
    yield from pipe_section(sheet)
    rough = "0.0015" if sheet.darcy else "150"
    for row in tanks:
        tank = sheet.names.outlet[row.node]
        yield f"{tank}_fp {tank}_fill {tank} 1 {figure(_WIDE_MM)} {rough} 0 Open"
        if any(row.draw_lps):
            yield f"{tank}_tp {tank} {tank}_tap 1 {figure(_WIDE_MM)} {rough} 0 Open"


def _fill_valves(sheet: Sheet, tanks: Sequence[TankRow]) -> Iterator[str]:
    for row in tanks:
        tank, arrival = sheet.names.outlet[row.node], sheet.names.arrival[row.node]
        yield f"{tank}_fv {arrival} {tank}_fill 100 FCV {figure(row.inflow_lps)} 0"


def _break_valves(
    sheet: Sheet, broken: Sequence[str], levels: Mapping[str, float]
) -> Iterator[str]:
    ground = {node.id: node.elevation_m for node in sheet.design.nodes}
    for name in broken:
        arrival, outlet = sheet.names.arrival[name], sheet.names.outlet[name]
        yield f"{outlet}_bp {arrival} {outlet} 100 PRV {figure(levels[name] - ground[name])} 0"


def _controls(sheet: Sheet, usage: Usage, tanks: Sequence[TankRow]) -> Iterator[str]:
    if all(usage.filling):
        return
    for row in tanks:
        valve = f"{sheet.names.outlet[row.node]}_fv"
        if not usage.filling[0]:
            yield f"LINK {valve} CLOSED AT TIME 0"
        for hour in range(24):
            before, here = usage.filling[hour - 1], usage.filling[hour]
            if here and not before:
                yield f"LINK {valve} {figure(row.inflow_lps)} AT CLOCKTIME {hour}:00"
            elif before and not here:
                yield f"LINK {valve} CLOSED AT CLOCKTIME {hour}:00"


__all__ = ["FILLING", "TankRow", "Usage", "day_of_loads", "tank_rows", "write_periods"]
