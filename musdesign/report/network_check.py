"""A user's EPANET file as it stands: as one JSON object and in a terminal."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from musdesign.network.epanet.check import FileCheck
from musdesign.report.console import cell, console, heading, lines, table
from musdesign.report.schema import Part


class NodeRunPart(Part):
    """A node through the run."""

    id: str
    kind: str
    elevation_m: float
    demand_lps: float
    min_pressure_m: float
    min_at_hour: float
    max_pressure_m: float
    mean_pressure_m: float


class LinkRunPart(Part):
    """A link through the run."""

    id: str
    kind: str
    start: str
    end: str
    length_m: float
    diameter_mm: float
    max_flow_lps: float
    max_velocity_m_s: float
    at_hour: float
    max_loss_m_km: float | None


class TankRunPart(Part):
    """Water in a tank through the run."""

    id: str
    start_m3: float
    least_m3: float
    most_m3: float
    end_m3: float
    empty_hours: float


class FindingPart(Part):
    """A limit that is broken, or a warning of the engine."""

    severity: str
    where: str
    what: str
    at_hour: float
    value: float | None
    limit: float | None


class CheckDocument(Part):
    """An EPANET file run as it stands."""

    file: str
    passed: bool
    hours: float
    head_loss: str
    nodes: list[NodeRunPart]
    links: list[LinkRunPart]
    tanks: list[TankRunPart]
    findings: list[FindingPart]
    notes: list[str]


def document(found: FileCheck) -> dict[str, Any]:
    """Return the check as plain data."""
    data = asdict(found) | {"passed": found.passed}
    return CheckDocument.model_validate(data).model_dump(mode="json")


def show(found: FileCheck) -> None:
    """Print the check."""
    heading(f"{found.file}: {found.hours:g} hours, {found.head_loss}")
    drawn = [node for node in found.nodes if node.kind == "junction" and node.demand_lps > 0]
    grid = table("node", "kind", "elevation m", "L/s", "least m", "at hour", "most m")
    for node in sorted(drawn or found.nodes, key=lambda node: node.min_pressure_m)[:20]:
        grid.add_row(
            node.id,
            node.kind,
            f"{node.elevation_m:.1f}",
            cell(node.demand_lps),
            f"{node.min_pressure_m:.2f}",
            f"{node.min_at_hour:.1f}",
            f"{node.max_pressure_m:.2f}",
        )
    console().print(grid)
    grid = table("link", "kind", "bore mm", "L/s", "m/s", "m/km")
    for link in sorted(found.links, key=lambda link: -link.max_velocity_m_s)[:20]:
        loss = "" if link.max_loss_m_km is None else f"{link.max_loss_m_km:.1f}"
        grid.add_row(
            link.id,
            link.kind,
            f"{link.diameter_mm:.1f}",
            cell(link.max_flow_lps),
            f"{link.max_velocity_m_s:.2f}",
            loss,
        )
    console().print(grid)
    for item in found.findings:
        figures = "" if item.value is None else f": {item.value:.2f}"
        limit = "" if item.limit is None or item.value is None else f", limit {item.limit:g}"
        console().print(
            f"{item.severity}: {item.where}: {item.what}{figures}{limit} (hour {item.at_hour:.1f})"
        )
    lines("note", found.notes)
    console().print("no limit is broken" if found.passed else "limits are broken")
