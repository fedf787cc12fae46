"""Plan and hydraulic-grade profile of a network; no map from outside is needed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

import plotly.graph_objects as go

from musdesign.network import NetworkDesign
from musdesign.report.network_pictures import SHADES, Place, Station, places
from musdesign.ui.theme import AFTER, FAINT, INK, UNMET, fixed, layout
from musdesign.ui.words import localised, say

GROUND = "#8a6d4b"
_EDGE = 0.15
"""Part of the plan's width that the name of a node takes."""
_CORNERS = {"top right": 0.4, "bottom right": -0.4, "top left": 2.74, "bottom left": -2.74}
"""Where the name of a node may stand, with the direction of its middle, radians."""
_AROUND, _ROW = 100, 60
"""Height of the plan of one row of pipes and what each more adds, pixels."""
_SIGNS = {"air valve": "triangle-up-open", "washout": "triangle-down-open"}
_KINDS = {"source": "square", "tank": "square-open", "break_pressure_tank": "diamond-open"}


def plan_figure(design: NetworkDesign, given: Mapping[str, Place | None]) -> go.Figure:
    """Return the plan: pipes by bore, what stands at each node, low pressures marked."""
    figure = go.Figure()
    place = places(design, given)
    bores = sorted({s.diameter_mm for k in design.links for s in k.segments}, reverse=True)
    for i, bore in enumerate(bores):
        xs: list[float | None] = []
        ys: list[float | None] = []
        words: list[str] = []
        asks: list[str] = []
        for link in design.links:
            (x0, y0), (x1, y1) = place[link.start], place[link.end]
            done = 0.0
            for piece in (s for s in link.segments if not s.parallel):
                share = piece.length_m / link.length_m
                if piece.diameter_mm == bore:
                    for part in (done, done + share / 2, done + share):
                        xs.append(x0 + part * (x1 - x0))
                        ys.append(y0 + part * (y1 - y0))
                        words.append(
                            f"{link.id}: {fixed(piece.length_m, 0)} m {piece.label}, "
                            f"{fixed(link.flow_lps, 2)} L/s"
                        )
                    xs.append(None)
                    ys.append(None)
                    words.append("")
                    asks += [*3 * [f"network.{link.id}.flow"], ""]
                done += share
        figure.add_scatter(
            x=xs,
            y=ys,
            mode="lines",
            name=say("{bore} mm", bore=localised(f"{bore:.0f}")),
            line={
                "color": SHADES[min(i, len(SHADES) - 1)],
                "width": 2 + 5 * bore / bores[0],
            },
            text=words,
            ids=asks,
            hovertemplate="%{text}<extra></extra>",
        )
    on_the_map = surveyed(design, given)
    _plan_nodes(
        figure,
        design,
        place,
        _away_from_pipes(design, place)
        if on_the_map
        else _beside([place[node.id] for node in design.nodes]),
    )
    rows = len({y for _, y in place.values()})
    height = 420 if on_the_map else min(420, _AROUND + _ROW * rows)
    figure.update_layout(layout("", height, hovermode="closest"))
    figure.update_layout(legend_y=-0.04)
    figure.update_xaxes(visible=False)
    down = [y for _, y in place.values()]
    # rows stand 100 apart: room for the names above the first and below the last
    around = None if on_the_map else [min(down) - 60, max(down) + 60]
    figure.update_yaxes(visible=False, rangemode="normal", range=around)
    if on_the_map:
        # a degree of longitude is shorter than one of latitude
        middle = math.radians(sum(y for _, y in place.values()) / len(place))
        figure.update_yaxes(scaleanchor="x", scaleratio=1.0 / max(math.cos(middle), 0.05))
    return figure


def surveyed(design: NetworkDesign, given: Mapping[str, Place | None]) -> bool:
    """Tell whether every node of a plan stands where it was surveyed."""
    return all(given.get(node.id) is not None for node in design.nodes)


def profile_figure(way: Sequence[Station], low: Sequence[str] = ()) -> go.Figure:
    """Return ground, grade line and level at rest along a way, with fittings and pipe classes.

    ``low`` names the nodes below their least pressure.
    """
    figure = go.Figure()
    distance = [station.distance_m for station in way]
    ground = [station.point.ground_m for station in way]
    figure.add_scatter(
        x=distance,
        y=ground,
        name=say("ground"),
        mode="lines+markers",
        marker={"size": 4},
        line={"color": GROUND, "width": 2.5},
        text=[station.node or say("survey point") for station in way],
        hovertemplate="%{text}: %{y:,.1f} m",
    )
    figure.add_scatter(
        x=distance,
        y=[station.point.surface_m for station in way],
        name=say("level at rest"),
        mode="lines",
        line={"color": FAINT, "dash": "dot", "width": 1.5},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=distance,
        y=[station.point.head_m for station in way],
        name=say("grade line in use"),
        mode="lines+markers",
        line={"color": AFTER, "width": 2.5},
        marker={"size": 4},
        customdata=[station.point.pressure_m for station in way],
        hovertemplate=say("%{y:,.1f} m, pressure %{customdata:.1f} m"),
    )
    for fitting, sign in _SIGNS.items():
        here = [station for station in way if station.point.fitting == fitting]
        if here:
            figure.add_scatter(
                x=[station.distance_m for station in here],
                y=[station.point.ground_m for station in here],
                name=say(fitting),
                mode="markers",
                marker={"color": GROUND, "size": 11, "symbol": sign},
                hovertemplate=f"{say(fitting)}<extra></extra>",
            )
    short = [station for station in way if station.node in low]
    if short:
        figure.add_scatter(
            x=[station.distance_m for station in short],
            y=[station.point.ground_m for station in short],
            name=say("below the least pressure"),
            mode="markers",
            marker={"color": UNMET, "size": 11, "symbol": "x"},
            text=[station.node for station in short],
            hovertemplate="%{text}",
        )
    figure.update_layout(layout(say("elevation, m"), 420))
    figure.update_layout(legend_y=-0.3, margin_t=24)
    _classes(figure, way)
    figure.update_yaxes(rangemode="normal")
    figure.update_xaxes(title_text=say("distance along the pipe, m"), separatethousands=True)
    return figure


def _classes(figure: go.Figure, way: Sequence[Station]) -> None:
    """Write the pressure class of each stretch along the upper edge."""
    runs: list[tuple[float, float, str]] = []
    for a, b in pairwise(way):
        if b.distance_m <= a.distance_m:
            continue
        name = a.point.pressure_class or a.point.pipe
        if runs and runs[-1][2] == name:
            runs[-1] = (runs[-1][0], b.distance_m, name)
        else:
            runs.append((a.distance_m, b.distance_m, name))
    length = way[-1].distance_m if way else 1.0
    for i, (start, end, name) in enumerate(runs):
        figure.add_shape(
            type="rect",
            x0=start,
            x1=end,
            y0=1.0,
            y1=1.05,
            yref="paper",
            line={"width": 0},
            fillcolor="#e3edf5" if i % 2 else "#cfe0ee",
        )
        if end - start > 0.012 * len(name) * length:
            figure.add_annotation(
                x=(start + end) / 2,
                y=1.025,
                yref="paper",
                yanchor="middle",
                text=name,
                showarrow=False,
                font={"size": 11, "color": INK},
            )


def _beside(nodes: Sequence[Place]) -> list[str]:
    """Return on which side of each node its name stands.

    None runs over the right edge, where it stands below the pipe that comes from above; of
    neighbours in a row every other stands below.
    """
    across = [x for x, _ in nodes]
    wide = max(across) - min(across)
    edge = max(across) - _EDGE * wide
    below: set[Place] = {node for node in nodes if node[0] > edge}
    for a, b in pairwise(sorted(nodes, key=lambda node: (node[1], node[0]))):
        if a[1] == b[1] and b[0] - a[0] < _EDGE * wide and a not in below:
            below.add(b)
    return [
        f"{'bottom' if node in below else 'top'} {'left' if node[0] > edge else 'right'}"
        for node in nodes
    ]


def _away_from_pipes(design: NetworkDesign, place: Mapping[str, Place]) -> list[str]:
    """Return for each node of a map the corner that is farthest from the pipes that meet there."""
    ways: dict[str, list[float]] = {node.id: [] for node in design.nodes}
    for link in design.links:
        (x0, y0), (x1, y1) = place[link.start], place[link.end]
        ways[link.start].append(math.atan2(y1 - y0, x1 - x0))
        ways[link.end].append(math.atan2(y0 - y1, x0 - x1))
    across = [x for x, _ in place.values()]
    edge = max(across) - _EDGE * (max(across) - min(across))
    found = []
    for node in design.nodes:
        open_ = [c for c in _CORNERS if "left" in c or place[node.id][0] <= edge]
        found.append(max(open_, key=lambda c: _nearest(_CORNERS[c], ways[node.id])))
    return found


def _nearest(angle: float, ways: Sequence[float]) -> float:
    return min((abs(math.remainder(angle - way, math.tau)) for way in ways), default=math.pi)


def _plan_nodes(
    figure: go.Figure, design: NetworkDesign, place: Mapping[str, Place], corners: Sequence[str]
) -> None:
    tanks = {tank.node for tank in design.tanks}
    breaks = {device.node for device in design.breaks}
    symbols, colours = [], []
    for node in design.nodes:
        kind = node.kind
        if node.id in tanks:
            kind = "tank"
        elif node.id in breaks:
            kind = "break_pressure_tank"
        symbols.append(_KINDS.get(kind, "circle"))
        colours.append(UNMET if node.shortfall_m > 0 else INK)
    named = len(design.nodes) <= 60
    figure.add_scatter(
        x=[place[node.id][0] for node in design.nodes],
        y=[place[node.id][1] for node in design.nodes],
        mode="markers+text" if named else "markers",
        name=say("nodes"),
        showlegend=False,
        marker={
            "symbol": symbols,
            "color": colours,
            "size": [13 if s != "circle" else 7 for s in symbols],
            "line": {"width": 2},
        },
        text=[node.id for node in design.nodes],
        ids=[f"network.{node.id}.pressure" for node in design.nodes],
        textposition=corners,
        textfont={"size": 11},
        customdata=[[node.elevation_m, node.pressure_m] for node in design.nodes],
        hovertemplate=say(
            "%{text}: %{customdata[0]:,.1f} m, pressure %{customdata[1]:.1f} m<extra></extra>"
        ),
    )
