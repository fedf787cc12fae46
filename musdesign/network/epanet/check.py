"""A user's own EPANET file run as it stands: pressures, velocities, tanks; nothing resized."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from musdesign.errors import DataError, Problem
from musdesign.network.epanet.engine import EpanetRun, run_hours
from musdesign.network.files.findings import as_text, read_bytes
from musdesign.network.files.inp import sections

USUAL_HOURS = 24.0


@dataclass(frozen=True, slots=True)
class NodeCheck:
    """A node through the run: pressures in m, hours from the start."""

    id: str
    kind: str
    elevation_m: float
    demand_lps: float
    """Largest draw."""
    min_pressure_m: float
    min_at_hour: float
    max_pressure_m: float
    mean_pressure_m: float


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """A link through the run: largest velocity (m/s), flow (L/s) and head loss (m/km)."""

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


@dataclass(frozen=True, slots=True)
class TankCheck:
    """A tank through the run: water in it, m3."""

    id: str
    start_m3: float
    least_m3: float
    most_m3: float
    end_m3: float
    empty_hours: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong or worth a look: where, what, when, and the figure against its limit."""

    severity: str
    """``breaks`` a limit, or is a ``warning``."""
    where: str
    what: str
    at_hour: float
    value: float | None = None
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class FileCheck:
    """A file as it stands."""

    file: str
    hours: float
    head_loss: str
    nodes: tuple[NodeCheck, ...]
    links: tuple[LinkCheck, ...]
    tanks: tuple[TankCheck, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = field(default=())

    @property
    def passed(self) -> bool:
        """Return whether no limit is broken."""
        return not any(finding.severity == "breaks" for finding in self.findings)


def check_inp(
    path: str | Path,
    *,
    hours: float | None = None,
    min_pressure_m: float | None = None,
    max_pressure_m: float | None = None,
    max_velocity_m_s: float | None = None,
) -> FileCheck:
    """Run an EPANET file as it stands and say what breaks.

    Args:
        path: the file.
        hours: length of the run; that of the file, and 24 hours where it has one state, if left
            out.
        min_pressure_m: to be kept where water is drawn; nothing below zero anywhere in any case.
        max_pressure_m: not to be passed at any junction.
        max_velocity_m_s: not to be passed in any pipe.

    Raises:
        MusdesignError: the file cannot be read, or the engine refuses it.
    """
    path = Path(path)
    text = as_text(read_bytes(path), str(path))
    parts = sections(text)
    if not parts.get("JUNCTIONS") or not (parts.get("RESERVOIRS") or parts.get("TANKS")):
        raise DataError(
            Problem(
                "this is no EPANET network",
                file=str(path),
                line=1,
                why="it needs rows in [JUNCTIONS], and in [RESERVOIRS] or [TANKS]",
            )
        )
    notes = []
    if hours is None:
        probe = run_hours(text)
        if probe.times_s[-1] > 0:
            run = probe
        else:
            run = run_hours(text, USUAL_HOURS)
            notes.append("the file asks for one state: it was run for 24 hours")
    else:
        run = run_hours(text, hours)
    return judged_run(
        run,
        str(path),
        min_pressure_m=min_pressure_m,
        max_pressure_m=max_pressure_m,
        max_velocity_m_s=max_velocity_m_s,
        notes=notes,
    )


def judged_run(
    run: EpanetRun,
    file: str,
    *,
    min_pressure_m: float | None = None,
    max_pressure_m: float | None = None,
    max_velocity_m_s: float | None = None,
    notes: Sequence[str] = (),
) -> FileCheck:
    """Return the figures of a run with what they break."""
    nodes = tuple(_node(run, i) for i in range(len(run.nodes)))
    links = tuple(_link(run, i) for i in range(len(run.links)))
    tanks = tuple(_tank(run, i) for i, kind in enumerate(run.node_types) if kind == "tank")
    findings: list[Finding] = []
    for node in nodes:
        if node.kind != "junction":
            continue
        drawn = node.demand_lps > 1e-9
        least = min_pressure_m if drawn and min_pressure_m is not None else 0.0
        if node.min_pressure_m < least - 1e-3:
            findings.append(
                Finding(
                    "breaks",
                    f"node {node.id}",
                    "the pressure is negative"
                    if node.min_pressure_m < 0
                    else "the pressure is below the least",
                    node.min_at_hour,
                    node.min_pressure_m,
                    least,
                )
            )
        if max_pressure_m is not None and node.max_pressure_m > max_pressure_m + 1e-3:
            at = float(run.times_s[int(np.argmax(run.pressures_m[:, run.node(node.id)]))]) / 3600
            findings.append(
                Finding(
                    "breaks",
                    f"node {node.id}",
                    "the pressure is above the largest",
                    at,
                    node.max_pressure_m,
                    max_pressure_m,
                )
            )
    for link in links:
        fast = link.kind == "pipe" and max_velocity_m_s is not None
        if fast and max_velocity_m_s is not None and link.max_velocity_m_s > max_velocity_m_s:
            findings.append(
                Finding(
                    "breaks",
                    f"link {link.id}",
                    "the water runs too fast",
                    link.at_hour,
                    link.max_velocity_m_s,
                    max_velocity_m_s,
                )
            )
    findings += [
        Finding("warning", f"tank {tank.id}", "the tank runs empty", 0.0, tank.empty_hours, 0.0)
        for tank in tanks
        if tank.empty_hours > 0
    ]
    findings += [
        Finding("warning", "network", word, second / 3600) for word, second in run.warnings.items()
    ]
    return FileCheck(
        file,
        float(run.times_s[-1]) / 3600,
        run.head_loss,
        nodes,
        links,
        tanks,
        tuple(findings),
        tuple(notes),
    )


def _node(run: EpanetRun, i: int) -> NodeCheck:
    pressure = run.pressures_m[:, i]
    least = int(np.argmin(pressure))
    drawn = run.demands_lps[:, i] if run.node_types[i] == "junction" else np.zeros(1)
    return NodeCheck(
        run.nodes[i],
        run.node_types[i],
        float(run.elevations_m[i]),
        float(drawn.max()),
        float(pressure[least]),
        float(run.times_s[least]) / 3600,
        float(pressure.max()),
        float(np.average(pressure, weights=_weights(run))),
    )


def _link(run: EpanetRun, i: int) -> LinkCheck:
    flow, speed = np.abs(run.flows_lps[:, i]), np.abs(run.velocities_m_s[:, i])
    most = int(np.argmax(speed))
    length = float(run.lengths_m[i])
    loss = None
    if run.link_types[i] == "pipe" and length > 0:
        loss = float(np.abs(run.headlosses_m[:, i]).max()) / length * 1000
    start, end = run.ends[i]
    return LinkCheck(
        run.links[i],
        run.link_types[i],
        start,
        end,
        length,
        float(run.diameters_mm[i]),
        float(flow.max()),
        float(speed[most]),
        float(run.times_s[most]) / 3600,
        loss,
    )


def _tank(run: EpanetRun, i: int) -> TankCheck:
    water = run.volumes_m3[:, i]
    most = float(water.max())
    empty = water <= 0.005 * most + 1e-9
    return TankCheck(
        run.nodes[i],
        float(water[0]),
        float(water.min()),
        most,
        float(water[-1]),
        float(_weights(run)[empty].sum()) / 3600 if math.isfinite(most) else 0.0,
    )


def _weights(run: EpanetRun) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    steps = np.diff(run.times_s, append=run.times_s[-1])
    return steps if steps.sum() > 0 else np.ones(len(run.times_s))
