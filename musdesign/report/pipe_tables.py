"""Links, nodes and pipes of a network design, as tables of a terminal and as CSV."""

from __future__ import annotations

from musdesign.network import NetworkDesign
from musdesign.report.console import cell, console, heading, table
from musdesign.report.files import csv_text


def show_links(design: NetworkDesign) -> None:
    """Print each link with its flow, losses and pipes."""
    heading("Links")
    grid = table("link", "from", "to", "L/s", "m/s", "loss m", "static m", "pipes")
    for link in design.links:
        laid = "; ".join(
            f"{cell(s.length_m)} m {s.name}" + (" beside" if s.parallel else "")
            for s in link.segments
        )
        grid.add_row(
            link.id,
            link.start,
            link.end,
            cell(link.flow_lps),
            f"{link.velocity_m_s:.2f}",
            f"{link.headloss_m:.2f}",
            f"{link.static_m:.1f}",
            laid,
        )
    console().print(grid)


def show_nodes(design: NetworkDesign) -> None:
    """Print each node with its heads."""
    heading("Nodes")
    grid = table("node", "kind", "elevation m", "L/s", "head m", "pressure m", "static m")
    for node in design.nodes:
        grid.add_row(
            node.id,
            node.kind,
            f"{node.elevation_m:.1f}",
            cell(node.demand_lps),
            f"{node.head_m:.2f}",
            f"{node.pressure_m:.2f}",
            f"{node.static_m:.1f}",
        )
    console().print(grid)


def pipes_csv(design: NetworkDesign | None) -> str:
    """Return the pipes by segment as CSV: m, mm, L/s, m/s, and the cost in the design's money."""
    names = (
        "link",
        "from",
        "to",
        "pipe",
        "pressure_class",
        "bore_mm",
        "length_m",
        "cost",
        "flow_lps",
        "velocity_m_s",
        "headloss_m",
        "static_m",
    )
    rows = [
        (
            link.id,
            link.start,
            link.end,
            s.label,
            s.pressure_class,
            s.diameter_mm,
            s.length_m,
            s.cost,
            link.flow_lps,
            link.velocity_m_s,
            link.headloss_m,
            link.static_m,
        )
        for link in (design.links if design else ())
        for s in link.segments
    ]
    return csv_text(names, rows)
