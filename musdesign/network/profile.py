"""The survey between nodes: high points keep their water, low points pick the pressure class."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from musdesign.network.epanet.sheet import FILLING
from musdesign.network.head_loss import unit_head_loss
from musdesign.network.problem import SizingLink, SizingNode, SizingProblem
from musdesign.network.result import NetworkDesign, Segment, SizedLink, SizedNode

Profile = Sequence[tuple[float, float]]
Fitting = Literal["", "air valve", "washout"]
_MARK = "@"


@dataclass(frozen=True, slots=True)
class ProfilePoint:
    """A point of the pipe's way.

    ``head_m`` is the grade line in the load with most loss, ``surface_m`` the level at rest.
    ``pressure_class`` names the pipe that lies here.
    """

    link: str
    distance_m: float
    ground_m: float
    head_m: float
    surface_m: float
    pipe: str
    pressure_class: str
    fitting: Fitting = ""

    @property
    def pressure_m(self) -> float:
        """Return the dynamic pressure, m of head."""
        return self.head_m - self.ground_m

    @property
    def static_m(self) -> float:
        """Return the pressure at rest, m of head."""
        return self.surface_m - self.ground_m


def high_points(profile: Profile, start_m: float, end_m: float, length_m: float) -> list[int]:
    """Return which points stand on the upper hull of the ground: only there can head be missing.

    Between two points where the grade line clears the ground it clears all that lies below their
    straight line, since within a link the wider pipe lies upstream.

    >>> high_points([(20.0, 90.0), (50.0, 99.0), (80.0, 70.0)], 100.0, 60.0, 100.0)
    [1]
    """
    points = [
        (0.0, start_m, -1),
        *((x, z, i) for i, (x, z) in enumerate(profile) if 1e-6 < x < length_m - 1e-6),
        (length_m, end_m, -1),
    ]
    hull: list[tuple[float, float, int]] = []
    for point in points:
        while len(hull) > 1 and _below(hull[-2], hull[-1], point):
            hull.pop()
        hull.append(point)
    return [i for _, _, i in hull if i >= 0]


def split_at_high_points(
    problem: SizingProblem, profiles: Mapping[str, Profile], clearance_m: float
) -> SizingProblem:
    """Return the problem with a node at each high point, where the clearance is kept.

    Links that hold an existing pipe, and problems of one diameter a link, stay whole: their
    profile is judged afterwards.
    """
    if not problem.split or not profiles:
        return problem
    level = {node.id: node for node in problem.nodes}
    nodes, links = list(problem.nodes), []
    for link in problem.links:
        profile = sorted(profiles.get(link.id, ()))
        start, end = level.get(link.start), level.get(link.end)
        if link.existing is not None or start is None or end is None or not profile:
            links.append(link)
            continue
        found = high_points(profile, start.elevation_m, end.elevation_m, link.length_m)
        cuts = [profile[i] for i in found]
        links += _pieces(link, cuts, profile)
        nodes += [
            SizingNode(f"{link.id}{_MARK}{x:g}", z, min_pressure_m=clearance_m) for x, z in cuts
        ]
    added = [node.id for node in nodes[len(problem.nodes) :]]
    if not added:
        return problem
    tanks = problem.tanks
    if tanks is not None:
        tanks = replace(tanks, must_not=(*tanks.must_not, *added))
    old = tuple(node.id for node in problem.nodes if node.kind == "junction")
    breaks = tuple(b if b.sites is not None else replace(b, sites=old) for b in problem.breaks)
    return replace(problem, nodes=tuple(nodes), links=tuple(links), tanks=tanks, breaks=breaks)


def joined(design: NetworkDesign, problem: SizingProblem) -> NetworkDesign:
    """Return the design of a problem that was split, with the links of the problem itself."""
    own = {link.id for link in problem.links} | {node.id for node in problem.nodes}
    helps = tuple(
        one if one.where in own else replace(one, where=one.where.rsplit(_MARK, 1)[0])
        for one in design.relaxations
    )
    design = replace(design, relaxations=helps)
    kept = {node.id for node in problem.nodes}
    if not design.links or len(design.links) == len(problem.links):
        return design
    parts: dict[str, list[SizedLink]] = {link.id: [] for link in problem.links}
    for part in design.links:
        parts[part.id if part.id in parts else part.id.rsplit(_MARK, 1)[0]].append(part)
    links = tuple(_one(link, parts[link.id]) for link in problem.links)
    at = {link.id: i for i, link in enumerate(design.links)}
    loads = tuple(
        replace(
            load,
            flows_lps=tuple(load.flows_lps[at[parts[k.id][0].id]] for k in problem.links),
            headlosses_m=tuple(
                sum(load.headlosses_m[at[p.id]] for p in parts[k.id]) for k in problem.links
            ),
            heads_m=tuple(
                h for h, n in zip(load.heads_m, design.nodes, strict=True) if n.id in kept
            ),
        )
        for load in design.loads
    )
    nodes = tuple(node for node in design.nodes if node.id in kept)
    return replace(design, links=links, nodes=nodes, loads=loads)


def along(
    design: NetworkDesign,
    profiles: Mapping[str, Profile],
    water_c: float = 20.0,
    load: str | None = None,
) -> tuple[ProfilePoint, ...]:
    """Return ground, grade line and level at rest along every link, node to node.

    With ``load`` the grade line is that of one load case, whole from the source down; without
    it each link shows its own worst, which need not join at the nodes.

    Fittings: an air valve stands where the ground is higher than on both sides, a washout where
    it is lower.  Corners are the survey's, the ends of the link and the joints of its pipes.
    """
    nodes = {node.id: node for node in design.nodes}
    ground = {node.id: node.elevation_m for node in design.nodes}
    points: list[ProfilePoint] = []
    for link in design.links if load is None else _in_load(design, load):
        survey = [
            (0.0, ground[link.start]),
            *sorted(profiles.get(link.id, ())),
            (link.length_m, ground[link.end]),
        ]
        points += _grade(design, link, survey, water_c, nodes)
    return tuple(_with_fittings(design, points))


def lowest_load(design: NetworkDesign, node: str) -> str | None:
    """Return the load case in which a node has least pressure (None where none is on file)."""
    at = [one.id for one in design.nodes].index(node)
    heads = {
        load.load: load.heads_m[at]
        for load in design.loads
        if load.load != FILLING and not math.isnan(load.heads_m[at])
    }
    return min(heads, key=lambda name: heads[name], default=None)


def _in_load(design: NetworkDesign, name: str) -> list[SizedLink]:
    """Return the links as they run in a load case; pipes to tanks as they fill where they do."""
    at = {node.id: n for n, node in enumerate(design.nodes)}
    row = {load.load: load for load in design.loads}
    links = []
    for i, link in enumerate(design.links):
        load = row[FILLING] if link.filling and FILLING in row else row[name]
        lower, lost = load.heads_m[at[link.end]], load.headlosses_m[i]
        if math.isnan(lower) or math.isnan(lost):
            links.append(link)
            continue
        # counted up from the lower end, so a tank or a pump above needs no case of its own
        upper = lower + lost + link.valve_drop_m
        links.append(
            replace(
                link,
                flow_lps=load.flows_lps[i],
                headloss_m=lost,
                start_head_m=upper,
                pump_head_m=0.0,
            )
        )
    return links


def _pieces(link: SizingLink, cuts: Profile, profile: Profile) -> list[SizingLink]:
    if not cuts:
        return [link]
    names = [link.start, *(f"{link.id}{_MARK}{x:g}" for x, _ in cuts), link.end]
    bounds = [0.0, *(x for x, _ in cuts), link.length_m]
    pieces = []
    for k in range(len(names) - 1):
        inside = [z for x, z in profile if bounds[k] <= x <= bounds[k + 1]]
        first = k == 0
        pieces.append(
            replace(
                link,
                id=f"{link.id}{_MARK}{bounds[k]:g}-",
                start=names[k],
                end=names[k + 1],
                length_m=bounds[k + 1] - bounds[k],
                lowest_ground_m=min(inside, default=None),
                minor_loss_k=link.minor_loss_k if first else 0.0,
                valve_drop_m=link.valve_drop_m if first else 0.0,
                pump_allowed=link.pump_allowed and first,
                pump_kw=link.pump_kw if first else None,
            )
        )
    return pieces


def _below(
    a: tuple[float, float, int], b: tuple[float, float, int], c: tuple[float, float, int]
) -> bool:
    """Return whether b lies on or below the line from a to c."""
    return (b[1] - a[1]) * (c[0] - a[0]) <= (c[1] - a[1]) * (b[0] - a[0])


def _one(link: SizingLink, parts: list[SizedLink]) -> SizedLink:
    if len(parts) == 1 and parts[0].id == link.id:
        return parts[0]
    segments: list[Segment] = []
    for piece in (segment for part in parts for segment in part.segments):
        last = segments[-1] if segments else None
        if last is not None and last.pipe_key == piece.pipe_key and not piece.parallel:
            segments[-1] = replace(
                last, length_m=last.length_m + piece.length_m, cost=last.cost + piece.cost
            )
        else:
            segments.append(piece)
    return replace(
        parts[0],
        id=link.id,
        start=link.start,
        end=link.end,
        length_m=link.length_m,
        segments=tuple(segments),
        headloss_m=sum(part.headloss_m for part in parts),
        velocity_m_s=max(part.velocity_m_s for part in parts),
        cost=sum(part.cost for part in parts),
        static_m=max(part.static_m for part in parts),
        end_head_m=parts[-1].end_head_m,
    )


def _grade(
    design: NetworkDesign,
    link: SizedLink,
    survey: Profile,
    water_c: float,
    nodes: Mapping[str, SizedNode],
) -> list[ProfilePoint]:
    series = [s for s in link.segments if not s.parallel] or list(link.segments)
    joints = np.cumsum([0.0, *(s.length_m for s in series)])
    slope = unit_head_loss(
        link.flow_lps,
        [s.diameter_mm for s in series],
        method=design.head_loss,
        roughness_mm=[s.roughness_mm for s in series],
        hazen_williams_c=[s.hazen_williams_c for s in series],
        water_c=water_c,
    )
    lost = np.cumsum([0.0, *(slope * np.diff(joints))])
    # minor losses, and a flow shared with a parallel pipe: spread so that both ends are met
    scale = link.headloss_m / lost[-1] if lost[-1] > 0 else 0.0
    start, end = nodes[link.start], nodes[link.end]
    head = link.start_head_m
    if not math.isfinite(head):  # open water feeds what lies below from its own level
        head = start.head_m if start.kind in {"junction", "source"} else start.elevation_m
    head += link.pump_head_m
    surface = end.static_m + end.elevation_m
    stations = sorted({*(x for x, _ in survey), *(float(x) for x in joints[1:-1])})
    grounds = np.interp(stations, [x for x, _ in survey], [z for _, z in survey])
    heads = head - scale * np.interp(stations, joints, lost)
    heads[-1] -= link.valve_drop_m  # a valve set by hand stands at the lower end
    points = []
    for x, z, h in zip(stations, grounds, heads, strict=True):
        piece = series[min(int(np.searchsorted(joints[1:], x + 1e-9)), len(series) - 1)]
        points.append(
            ProfilePoint(link.id, x, float(z), float(h), surface, piece.label, piece.pressure_class)
        )
    return points


def _with_fittings(design: NetworkDesign, points: list[ProfilePoint]) -> list[ProfilePoint]:
    beside: dict[str, list[float]] = {}
    by_link: dict[str, list[int]] = {}
    for i, point in enumerate(points):
        by_link.setdefault(point.link, []).append(i)
    for link in design.links:
        own = by_link[link.id]
        beside.setdefault(link.start, []).append(points[own[1]].ground_m)
        beside.setdefault(link.end, []).append(points[own[-2]].ground_m)
    level = {node.id: node.elevation_m for node in design.nodes}
    open_air = {node.id for node in design.nodes if node.kind != "junction"}
    done: set[str] = set()
    for link in design.links:
        own = by_link[link.id]
        for a, b, c in zip(own, own[1:], own[2:], strict=False):
            kind = _fitting(points[b].ground_m, [points[a].ground_m, points[c].ground_m])
            points[b] = replace(points[b], fitting=kind)
        for node, i in ((link.start, own[0]), (link.end, own[-1])):
            if node not in done and node not in open_air and len(beside[node]) > 1:
                done.add(node)
                points[i] = replace(points[i], fitting=_fitting(level[node], beside[node]))
    return points


def _fitting(ground: float, beside: Sequence[float]) -> Fitting:
    if ground > max(beside):
        return "air valve"
    return "washout" if ground < min(beside) else ""
