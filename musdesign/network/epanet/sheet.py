"""The sections of an EPANET file that a design needs, whether for one state or for a week."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from musdesign.network.epanet.names import Names, surfaces
from musdesign.network.head_loss import relative_viscosity
from musdesign.network.result import NetworkDesign, Segment, SizedLink

FILLING = "filling"


@dataclass(frozen=True, slots=True)
class State:
    """One state of a design: flow (L/s) and lift (m) of each link, arriving head (m) by node."""

    load: str
    flows_lps: tuple[float, ...]
    lifts_m: tuple[float, ...]
    heads_m: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What all sections of a file share."""

    design: NetworkDesign
    names: Names
    state: State
    water_c: float = 20.0
    minor_k: Mapping[str, float] = field(default_factory=dict)
    fed: frozenset[str] = field(init=False)
    """Links that start at open water."""

    def __post_init__(self) -> None:
        """Look once which links start at open water."""
        object.__setattr__(self, "fed", frozenset(fed_by_surface(self.design)))

    @property
    def darcy(self) -> bool:
        """Return whether the engine is to use Darcy-Weisbach."""
        return self.design.head_loss in {"darcy-weisbach", "neatwork"}


def states(design: NetworkDesign) -> list[State]:
    """Return the states to be checked: each load case, tanks filling in each that fills them."""
    by_id = {node.id: node.head_m for node in design.nodes}
    filling = next((load for load in design.loads if load.load == FILLING), None)
    loads = [load for load in design.loads if load is not filling]
    if not loads:
        lifts = tuple(link.pump_head_m for link in design.links)
        return [State("design", tuple(x.flow_lps for x in design.links), lifts, by_id)]
    found = []
    inlet = {link.end: link for link in design.links}
    for load in loads:
        rows = [filling if link.filling and filling is not None else load for link in design.links]
        flows = tuple(row.flows_lps[i] for i, row in enumerate(rows))
        heads = dict(by_id)
        for n, node in enumerate(design.nodes):
            link = inlet.get(node.id)
            row = filling if link is not None and link.filling and filling is not None else load
            if not math.isnan(row.heads_m[n]):
                heads[node.id] = row.heads_m[n]
        losses = [row.headlosses_m[i] for i, row in enumerate(rows)]
        found.append(State(load.load, flows, _lifts(design, heads, losses), heads))
    return found


def _lifts(
    design: NetworkDesign, heads: Mapping[str, float], losses: list[float]
) -> tuple[float, ...]:
    """Return by link what its pump lifts in a state: what the balance of heads leaves."""
    from_surface, levels = fed_by_surface(design), surfaces(design)
    lifts = []
    for link, loss in zip(design.links, losses, strict=True):
        if link.pump_head_m <= 0:
            lifts.append(0.0)
            continue
        above = levels[link.start] if link.id in from_surface else heads[link.start]
        lifts.append(max(0.0, heads[link.end] + loss + link.valve_drop_m - above))
    return tuple(lifts)


def fed_by_surface(design: NetworkDesign) -> set[str]:
    """Return the links that start at open water: all of a source, those that a tank feeds."""
    open_water = {node.id for node in design.nodes if node.kind != "junction"}
    open_water |= {device.node for device in design.breaks}
    fed = {link.id for link in design.links if link.start in open_water}
    return fed | {name for tank in design.tanks for name in tank.feeds}


def draws(sheet: Sheet) -> dict[str, float]:
    """Return what leaves each arrival point, L/s: what arrives less what goes on from there.

    So every pipe carries its own flow, whatever the peaks below it add up to.
    """
    design = sheet.design
    fed = sheet.fed
    left = {node.id: 0.0 for node in design.nodes}
    for link, flow in zip(design.links, sheet.state.flows_lps, strict=True):
        left[link.end] += flow
        if link.id not in fed:
            left[link.start] -= flow
    return left


def junctions(sheet: Sheet, taken: Mapping[str, float]) -> Iterator[str]:
    """Yield a row for every point that is no reservoir, with what it takes."""
    names, design = sheet.names, sheet.design
    starts = {node.id for node in design.nodes if node.kind == "source"}
    for node in design.nodes:
        if node.id not in starts:
            draw = taken.get(node.id, 0.0)
            yield f"{names.arrival[node.id]} {figure(node.elevation_m)} {figure(draw)}"
    level = {node.id: node.elevation_m for node in design.nodes}
    for link in design.links:
        if link.id in names.pumps:
            yield f"{names.pumps[link.id][1]} {figure(level[link.start])} 0"
        if link.id in names.valves:
            yield f"{names.valves[link.id][1]} {figure(level[link.end])} 0"
        done = 0.0
        for joint, piece in zip(names.joints[link.id], series(link), strict=False):
            done += piece.length_m / link.length_m
            height = level[link.start] + done * (level[link.end] - level[link.start])
            yield f"{joint} {figure(height)} 0"


def series(link: SizedLink) -> list[Segment]:
    """Return the pipes of a link that lie one after the other."""
    return [piece for piece in link.segments if not piece.parallel]


def start_point(sheet: Sheet, link: SizedLink) -> str:
    """Return the point from which a link takes its water."""
    names = sheet.names
    return names.outlet[link.start] if link.id in sheet.fed else names.arrival[link.start]


def end_points(sheet: Sheet, link: SizedLink) -> tuple[str, str]:
    """Return where the pipes of a link begin, after a pump, and where they end, before a valve."""
    names = sheet.names
    first = names.pumps[link.id][1] if link.id in names.pumps else start_point(sheet, link)
    last = names.valves[link.id][1] if link.id in names.valves else names.arrival[link.end]
    return first, last


def pipe_section(sheet: Sheet) -> Iterator[str]:
    """Yield the section of pipes."""
    names, dw = sheet.names, sheet.darcy
    yield "[PIPES]"
    yield f";id  from  to  length_m  bore_mm  {'roughness_mm' if dw else 'C'}  minor  status"
    for link in sheet.design.links:
        first, last = end_points(sheet, link)
        points = [first, *names.joints[link.id], last]
        k_per_m = sheet.minor_k.get(link.id, 0.0) / link.length_m
        rows = [
            (pipe, points[k], points[k + 1], piece)
            for k, (pipe, piece) in enumerate(zip(names.pipes[link.id], series(link), strict=True))
        ]
        rows += [
            (pipe, first, last, piece)
            for pipe, piece in zip(
                names.beside[link.id], (s for s in link.segments if s.parallel), strict=True
            )
        ]
        for pipe, start, end, piece in rows:
            rough = figure(piece.roughness_mm if dw else piece.hazen_williams_c)
            minor = figure(k_per_m * piece.length_m)
            yield (
                f"{pipe} {start} {end} {figure(piece.length_m)} {figure(piece.diameter_mm)} "
                f"{rough} {minor} Open ;{ascii_text(piece.label)}"
            )


def options(sheet: Sheet, accuracy: str = "0.000001") -> list[str]:
    """Return the section of options."""
    viscosity = relative_viscosity(sheet.water_c)
    return [
        "[OPTIONS]",
        "UNITS LPS",
        f"HEADLOSS {'D-W' if sheet.darcy else 'H-W'}",
        f"VISCOSITY {figure(viscosity)}",
        "SPECIFIC GRAVITY 1.0",
        "TRIALS 200",
        f"ACCURACY {accuracy}",
        "UNBALANCED CONTINUE 50",
    ]


def pump_rows(sheet: Sheet, pattern: str = "") -> Iterator[str]:
    """Yield the sections of pumps and of curves: one point a pump, the duty."""
    names, rows, curves = sheet.names, [], []
    for i, link in enumerate(sheet.design.links):
        if link.id in names.pumps:
            pump, after = names.pumps[link.id]
            rows.append(f"{pump} {start_point(sheet, link)} {after} HEAD {pump}_c{pattern}")
            flow, lift = sheet.state.flows_lps[i], sheet.state.lifts_m[i]
            curves.append(f"{pump}_c {figure(max(flow, 1e-6))} {figure(max(lift, 1e-6))}")
    for i, link in enumerate(sheet.design.links):
        if link.id in names.valves:
            flow, drop = abs(sheet.state.flows_lps[i]), figure(link.valve_drop_m)
            curve = f"{names.valves[link.id][0]}_c"
            curves += [
                f"{curve} {figure(0.01 * flow)} {drop}",
                f"{curve} {figure(2 * flow)} {drop}",
            ]
    if rows:
        yield from ["", "[PUMPS]", ";id  from  to  curve", *rows]
    if curves:
        yield from ["", "[CURVES]", *curves]


def drop_rows(sheet: Sheet) -> list[str]:
    """Return a valve at the lower end of each link whose head is dropped by hand.

    It follows a level curve: the engine loses its balance with a pressure breaker at low flow.
    """
    rows = []
    for link in sheet.design.links:
        if link.id in sheet.names.valves:
            valve, before = sheet.names.valves[link.id]
            after = sheet.names.arrival[link.end]
            bore = max(piece.diameter_mm for piece in link.segments)
            rows.append(f"{valve} {before} {after} {figure(bore)} GPV {valve}_c 0")
    return rows


def common_notes(design: NetworkDesign, names: Names) -> Iterator[str]:
    """Yield what a reader of any file of the design must know."""
    if design.head_loss == "jaltantra":
        yield ";Sized with JalTantra's constants of Hazen-Williams; EPANET uses its own."
    if design.head_loss == "neatwork":
        yield ";Sized with NeatWork's law for plastic pipe; EPANET runs Darcy-Weisbach."
    if not design.feasible:
        yield ";NOT FEASIBLE: some limits cannot be kept."
    for given, name in names.outlet.items():
        if given != name:
            yield f";{name} = {ascii_text(given)}"
    for given, pipes in names.pipes.items():
        if given != pipes[0]:
            yield f";{pipes[0]} = {ascii_text(given)}"


def coordinates(sheet: Sheet) -> Iterator[str]:
    """Yield a place for each point: along the way to the right, a row for each branch."""
    design, names = sheet.design, sheet.names
    place = scheme_places(design)
    split = {name for name in names.arrival if names.arrival[name] != names.outlet[name]}
    feeding = {link.start for link in design.links if link.id in sheet.fed}
    for node in design.nodes:
        x, y = place[node.id]
        if node.id not in split or node.id in feeding:
            yield f"{names.outlet[node.id]} {figure(x)} {figure(y)}"
        if node.id in split:
            yield f"{names.arrival[node.id]} {figure(x)} {figure(y + 20)}"
    for link in design.links:
        (x0, y0), (x1, y1) = place[link.start], place[link.end]
        if link.id in names.pumps:
            yield f"{names.pumps[link.id][1]} {figure(x0 + 5)} {figure(y0 - 5)}"
        if link.id in names.valves:
            yield f"{names.valves[link.id][1]} {figure(x1 - 5)} {figure(y1 - 5)}"
        done = 0.0
        for joint, piece in zip(names.joints[link.id], series(link), strict=False):
            done += piece.length_m / link.length_m
            yield f"{joint} {figure(x0 + done * (x1 - x0))} {figure(y0 + done * (y1 - y0))}"


def scheme_places(design: NetworkDesign) -> dict[str, tuple[float, float]]:
    """Return a place for each node: distance from the source to the right, a row per branch."""
    below: dict[str, list[tuple[str, float]]] = {}
    for link in design.links:
        below.setdefault(link.start, []).append((link.end, link.length_m))
    row = 0
    sources = [node.id for node in design.nodes if node.kind == "source"]
    stack = [(name, 0.0) for name in reversed(sources)]
    place: dict[str, tuple[float, float]] = {}
    while stack:
        name, along = stack.pop()
        if name in place:
            continue
        place[name] = (along, -100.0 * row)
        ends = [(end, length) for end, length in below.get(name, []) if end not in place]
        for end, length in reversed(ends):
            stack.append((end, along + length))
        if not ends:
            row += 1
    for node in design.nodes:  # a link of a loop may be drawn against the way from the source
        place.setdefault(node.id, (0.0, -100.0 * (row + 1)))
    return place


def figure(value: float) -> str:
    """Return a number as the file holds it."""
    return f"{value:.10g}"


def ascii_text(text: str) -> str:
    """Return text that the engine can read."""
    return text.encode("ascii", "replace").decode().replace("\n", " ")
