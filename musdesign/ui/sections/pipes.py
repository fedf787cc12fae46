"""The network: its profile from the source to a chosen point, pipes and pressures."""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go
import streamlit as st

from musdesign.network import NetworkDesign, SizedLink, SizedNode
from musdesign.ui.parts import Cell, Column, heading, note, table, unmarked
from musdesign.ui.theme import AFTER, CHART_CONFIG, FAINT, UNMET, layout, money, number
from musdesign.ui.view import View


@dataclass(frozen=True, slots=True)
class ProfilePoint:
    """A node on the way: its distance from the source, and the water's head in and out of it."""

    node: SizedNode
    distance_m: float
    head_in_m: float
    head_out_m: float


def show(view: View) -> None:
    """Show the sized network."""
    design = view.result.network
    if design is None:
        view.skipped("network")
        return
    if not design.feasible:
        st.error(unmarked(f"No pipes of the catalogue meet every limit: {design.reason}"))
    ends = _ends(design)
    least = min(ends, key=lambda node: node.pressure_m - node.min_pressure_m)
    st.html(heading("Profile from the source"))
    chosen = st.selectbox(
        "Profile to",
        [node.id for node in ends],
        index=ends.index(least),
        help="First shown: the end of the network with the least pressure to spare.",
        key=f"profile.{view.case.token}",
    )
    points = profile(design, chosen)
    st.plotly_chart(
        profile_figure(points),
        config=CHART_CONFIG,
        key="network-profile",
        alt=f"Ground and grade line from the source to {chosen}, "
        f"{number(points[-1].distance_m)} m of pipe; pressure at the end "
        f"{number(points[-1].node.pressure_m)} m.",
    )
    st.html(
        note(
            f"Pipes {number(design.length_m)} m, {money(design.cost)} {view.result.currency} with "
            f"laying; {_proof(design)}. "
            f"{number(design.source_lps)} L/s leave the source in the design hour."
        )
    )
    st.html(pipes_table(design, view.result.currency))
    st.html(nodes_table(design))
    check = view.result.verification
    if check is not None:
        st.html(
            note(
                "The same network run in EPANET: largest difference of pressure "
                f"{number(check.max_pressure_difference_m)} m."
            )
        )


def profile(design: NetworkDesign, end: str) -> list[ProfilePoint]:
    """Return the points from the source to a node, in the direction of the flow."""
    nodes = {node.id: node for node in design.nodes}
    inlets = {link.end: link for link in design.links}
    way: list[SizedLink] = []
    here = end
    while here in inlets:
        way.append(inlets[here])
        here = inlets[here].start
    source = nodes[here]
    points = [ProfilePoint(source, 0.0, source.head_m, source.head_m)]
    for link in reversed(way):
        node = nodes[link.end]
        # water stands open in a tank: what lies below is fed from its level
        out = node.head_m if node.kind == "junction" else node.elevation_m
        points.append(ProfilePoint(node, points[-1].distance_m + link.length_m, node.head_m, out))
    return points


def profile_figure(points: list[ProfilePoint]) -> go.Figure:
    """Return ground, grade line and static level along a way, m over m."""
    figure = go.Figure()
    distance = [point.distance_m for point in points]
    ground = [point.node.elevation_m for point in points]
    figure.add_scatter(
        x=distance,
        y=ground,
        name="ground",
        mode="lines+markers",
        line={"color": "#8a6d4b", "width": 2.5},
        text=[point.node.id for point in points],
        hovertemplate="%{text}: %{y:,.1f} m",
    )
    static_x, static_y, head_x, head_y = _lines(points)
    figure.add_scatter(
        x=static_x,
        y=static_y,
        name="level at rest",
        mode="lines",
        line={"color": FAINT, "dash": "dot", "width": 1.5},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=head_x,
        y=head_y,
        name="grade line in the design hour",
        mode="lines+markers",
        line={"color": AFTER, "width": 2.5},
        marker={"size": 5},
        hovertemplate="%{y:,.1f} m",
    )
    low = [point for point in points if point.node.shortfall_m > 0]
    if low:
        figure.add_scatter(
            x=[point.distance_m for point in low],
            y=[point.node.elevation_m for point in low],
            name="below the least pressure",
            mode="markers",
            marker={"color": UNMET, "size": 11, "symbol": "x"},
            text=[point.node.id for point in low],
            hovertemplate="%{text}",
        )
    figure.update_layout(layout("elevation, m", 400))
    figure.update_layout(legend_y=-0.22)
    figure.update_yaxes(rangemode="normal")
    figure.update_xaxes(title_text="distance along the pipe, m", separatethousands=True)
    return figure


def pipes_table(design: NetworkDesign, currency: str) -> str:
    """Return one row for each stretch of pipe."""
    rows = []
    for link in design.links:
        for i, segment in enumerate(link.segments):
            first = i == 0
            rows.append(
                (
                    f"{link.start} → {link.end}" if first else "",
                    number(segment.length_m),
                    segment.label,
                    f"{segment.diameter_mm:.1f}",
                    f"{link.flow_lps:.2f}" if first else "",
                    f"{link.velocity_m_s:.2f}" if first else "",
                    f"{link.headloss_m:.1f}" if first else "",
                    f"{link.static_m:.0f}" if first else "",
                    number(segment.cost),
                )
            )
    return table(
        [
            Column("From → to", "key"),
            Column("Length, m", "num"),
            Column("Pipe", "key"),
            Column("Bore, mm", "num"),
            Column("Flow, L/s", "num"),
            Column("Fastest, m/s", "num"),
            Column("Head loss, m", "num"),
            Column("Static, m", "num"),
            Column(f"Cost, {currency}", "num"),
        ],
        rows,
        "Pipes at least cost; a link may be split into two diameters",
    )


def nodes_table(design: NetworkDesign) -> str:
    """Return the pressure at each node."""
    rows: list[tuple[str | Cell, ...]] = []
    for node in design.nodes:
        if node.kind == "junction":
            low = node.shortfall_m > 0
            verdict = Cell("✗ too low", "bad") if low else Cell("✓ enough", "good")
        else:
            verdict = Cell("open water", "faint")
        rows.append(
            (
                node.id,
                node.kind.replace("_", " "),
                f"{node.elevation_m:,.1f}",
                f"{node.demand_lps:.2f}",
                f"{node.pressure_m:.1f}",
                f"{node.min_pressure_m:.1f}" if node.kind == "junction" else "–",
                f"{node.static_m:.1f}",
                verdict,
            )
        )
    return table(
        [
            Column("Node", "key"),
            Column("Kind", "key"),
            Column("Elevation, m", "num"),
            Column("Takes, L/s", "num"),
            Column("Pressure, m", "num"),
            Column("Least, m", "num"),
            Column("At rest, m", "num"),
            Column("Verdict", "key"),
        ],
        rows,
        "Pressures in the design hour",
    )


def _proof(design: NetworkDesign) -> str:
    gap = 100.0 * design.gap
    return "proved to be the least cost" if gap < 0.005 else f"at most {gap:.2g} % above the least"


def _ends(design: NetworkDesign) -> list[SizedNode]:
    starts = {link.start for link in design.links}
    return [node for node in design.nodes if node.id not in starts]


def _lines(
    points: list[ProfilePoint],
) -> tuple[list[float], list[float], list[float], list[float]]:
    static_x, static_y, head_x, head_y = [], [], [], []
    surface = points[0].head_out_m
    for point in points:
        static_x.append(point.distance_m)
        static_y.append(surface)
        head_x.append(point.distance_m)
        head_y.append(point.head_in_m)
        if point.node.kind != "junction":
            surface = point.head_out_m
            static_x.append(point.distance_m)
            static_y.append(surface)
            head_x.append(point.distance_m)
            head_y.append(point.head_out_m)
    return static_x, static_y, head_x, head_y
