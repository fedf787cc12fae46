"""A sized network as an EPANET file, run in the real engine and compared."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from musdesign.errors import CalculationError, MusdesignError, Problem
from musdesign.network.result import NetworkDesign

AGREES_WITHIN_M = 0.1

_PLAIN = re.compile(r"[A-Za-z0-9_.-]{1,24}")
# Warnings of the engine (negative pressures and the like) come back as results, not as failures.
_WARNINGS = [1, 2, 3, 4, 5, 6]


@dataclass(frozen=True, slots=True)
class EpanetResult:
    """What the engine computed at the start of the run, by the ids of the file.

    ``warning`` is the engine's own word for a run that needs care, such as negative pressures.
    """

    pressures_m: dict[str, float]
    heads_m: dict[str, float]
    flows_lps: dict[str, float]
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """The design against the engine: the largest differences, and where."""

    max_pressure_difference_m: float
    worst_node: str
    max_flow_difference_lps: float
    agrees: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """Ids in the file by the ids of the design.

    ``arrival`` is where the water arrives, ``outlet`` where it leaves: two points at a tank.
    """

    arrival: dict[str, str]
    outlet: dict[str, str]
    pipes: dict[str, tuple[str, ...]]
    joints: dict[str, tuple[str, ...]]


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
    for node in design.nodes:
        if node.kind in {"tank", "break_pressure_tank"}:
            arrival[node.id] = fresh(f"{nodes[node.id]}_in", "")
    joints, pipes = {}, {}
    for i, link in enumerate(design.links, 1):
        base = link.id if _PLAIN.fullmatch(link.id) else f"P{i}"
        joints[link.id] = tuple(fresh(f"{base}_j{k}", "") for k in range(1, len(link.segments)))
    taken.clear()  # nodes and links have separate ids
    for i, link in enumerate(design.links, 1):
        base = fresh(link.id, f"P{i}")
        rest = tuple(fresh(f"{base}_{k}", "") for k in range(2, len(link.segments) + 1))
        pipes[link.id] = (base, *rest)
    return Names(arrival, outlet, pipes, joints)


def write_inp(design: NetworkDesign, *, title: str = "") -> str:
    """Return the design as an EPANET input file for one steady state, the design flow.

    Water levels are fixed: the source and each tank that feeds pipes are reservoirs.  EPANET
    cannot give a reservoir a fixed inflow, so the filling pipe of a tank ends in a junction of
    its own that draws the inflow.  Coordinates are a scheme: distance from the source to the
    right, one row for each branch.
    """
    names = epanet_names(design)
    dw = design.head_loss == "darcy-weisbach"
    lines = ["[TITLE]", *_title(title or "Least-cost design"), *_notes(design, names)]
    lines += ["", "[JUNCTIONS]", ";id  elevation_m  demand_lps"]
    lines += _junctions(design, names)
    lines += ["", "[RESERVOIRS]", ";id  head_m"]
    lines += _reservoirs(design, names)
    lines += ["", "[PIPES]"]
    lines.append(
        f";id  from  to  length_m  bore_mm  {'roughness_mm' if dw else 'C'}  minor  status"
    )
    lines += _pipes(design, names, dw)
    lines += ["", "[OPTIONS]", "UNITS LPS", f"HEADLOSS {'D-W' if dw else 'H-W'}"]
    lines += ["VISCOSITY 1.0", "SPECIFIC GRAVITY 1.0", "TRIALS 200", "ACCURACY 0.000001"]
    lines += ["", "[TIMES]", "DURATION 0", "", "[REPORT]", "STATUS NO", "SUMMARY NO"]
    lines += ["", "[COORDINATES]", *_coordinates(design, names), "", "[END]", ""]
    return "\n".join(lines)


def run_inp(text: str) -> EpanetResult:
    """Run an input file in the EPANET engine and return the state at its start.

    Runs in a temporary folder and writes nothing to the screen.

    Raises:
        MusdesignError: the engine is not installed here, or refuses the file.
    """
    engine, constants = _engine()
    with tempfile.TemporaryDirectory(prefix="musdesign-") as folder:
        inp = Path(folder, "network.inp")
        inp.write_text(text, encoding="utf-8")
        project = engine(use_project=True, ignore_error_codes=_WARNINGS)
        project.createproject()
        try:
            # Without a report file the engine prints its report on the screen.
            project.open(str(inp), str(Path(folder, "network.rpt")), "")
            project.openH()
            project.initH(0)
            project.runH()
            warning = ""
            if project.get_last_error_code() in _WARNINGS:
                warning = str(project.get_last_error_desc())
            nodes = [
                project.getnodeid(i + 1) for i in range(project.getcount(constants.EN_NODECOUNT))
            ]
            links = [
                project.getlinkid(i + 1) for i in range(project.getcount(constants.EN_LINKCOUNT))
            ]
            result = EpanetResult(
                _by_id(nodes, project.getnodevalues(constants.EN_PRESSURE)),
                _by_id(nodes, project.getnodevalues(constants.EN_HEAD)),
                _by_id(links, project.getlinkvalues(constants.EN_FLOW)),
                warning,
            )
            project.closeH()
        except RuntimeError as error:
            raise CalculationError(
                Problem(f"EPANET refuses the network: {error}", why=_report(folder))
            ) from None
        finally:
            _discard(project)
    return result


def verify(design: NetworkDesign) -> Verification:
    """Run the design in EPANET and compare head at every node and flow in every link.

    Raises:
        MusdesignError: the engine is not installed here, or refuses the file.
    """
    names = epanet_names(design)
    result = run_inp(write_inp(design))
    heads = [
        (abs(result.heads_m[names.arrival[node.id]] - node.head_m), node.id)
        for node in design.nodes
        if node.kind != "source"
    ]
    flows = [
        abs(result.flows_lps[pipe] - link.flow_lps)
        for link in design.links
        for pipe in names.pipes[link.id]
    ]
    worst, where = max(heads)
    note = ""
    if design.head_loss == "jaltantra":
        note = "sized with JalTantra's constants, run with EPANET's (10.667 and 4.871)"
    return Verification(
        worst, where, max(flows), worst <= AGREES_WITHIN_M and max(flows) <= 1e-3, note
    )


def _title(title: str) -> list[str]:
    return [line[:200] for line in title.splitlines()][:3]


def _notes(design: NetworkDesign, names: Names) -> Iterator[str]:
    yield ""
    yield ";Flows are those of the design hour: the peak hour in streets, the largest day in mains"
    yield ";to a tank.  Water levels (source, tanks, break-pressure tanks) are held as reservoirs."
    if design.head_loss == "jaltantra":
        yield ";Sized with JalTantra's constants of Hazen-Williams; EPANET uses its own."
    if not design.feasible:
        yield ";NOT FEASIBLE: some limits cannot be kept."
    for node in design.nodes:
        if node.kind in {"tank", "break_pressure_tank"}:
            yield (
                f";{names.outlet[node.id]}: water arrives at junction {names.arrival[node.id]}, "
                "whose demand is the inflow, for EPANET cannot fill a reservoir at a given rate."
            )
    for given, name in names.outlet.items():
        if given != name:
            yield f";{name} = {_ascii(given)}"
    for given, pipes in names.pipes.items():
        if given != pipes[0]:
            yield f";{pipes[0]} = {_ascii(given)}"


def _junctions(design: NetworkDesign, names: Names) -> Iterator[str]:
    for node in design.nodes:
        if node.kind != "source":
            # a relief flows in, so that every pipe carries its own peak
            draw = node.demand_lps - node.relief_lps
            yield f"{names.arrival[node.id]} {_figure(node.elevation_m)} {_figure(draw)}"
    level = {node.id: node.elevation_m for node in design.nodes}
    for link in design.links:
        done = 0.0
        for joint, piece in zip(names.joints[link.id], link.segments, strict=False):
            done += piece.length_m / link.length_m
            height = level[link.start] + done * (level[link.end] - level[link.start])
            yield f"{joint} {_figure(height)} 0"


def _reservoirs(design: NetworkDesign, names: Names) -> Iterator[str]:
    feeding = {link.start for link in design.links}
    for node in design.nodes:
        if node.kind != "junction" and node.id in feeding:
            yield f"{names.outlet[node.id]} {_figure(node.elevation_m)}"


def _pipes(design: NetworkDesign, names: Names, dw: bool) -> Iterator[str]:
    for link in design.links:
        points = [names.outlet[link.start], *names.joints[link.id], names.arrival[link.end]]
        for k, (pipe, piece) in enumerate(zip(names.pipes[link.id], link.segments, strict=True)):
            rough = piece.roughness_mm if dw else piece.hazen_williams_c
            yield (
                f"{pipe} {points[k]} {points[k + 1]} {_figure(piece.length_m)} "
                f"{_figure(piece.diameter_mm)} {_figure(rough)} 0 Open ;{_ascii(piece.label)}"
            )


def _coordinates(design: NetworkDesign, names: Names) -> Iterator[str]:
    below: dict[str, list[tuple[str, float, str]]] = {}
    for link in design.links:
        below.setdefault(link.start, []).append((link.end, link.length_m, link.id))
    row = 0
    stack = [(node.id, 0.0, "") for node in design.nodes if node.kind == "source"]
    place: dict[str, tuple[float, float]] = {}
    while stack:
        name, along, link_id = stack.pop()
        place[name] = (along, -100.0 * row)
        for end, length, link_id in reversed(below.get(name, [])):
            stack.append((end, along + length, link_id))
        if name not in below:
            row += 1
    for node in design.nodes:
        x, y = place[node.id]
        if node.kind == "junction" or node.id in below:
            yield f"{names.outlet[node.id]} {_figure(x)} {_figure(y)}"
        if names.arrival[node.id] != names.outlet[node.id]:
            yield f"{names.arrival[node.id]} {_figure(x)} {_figure(y + 20)}"
    for link in design.links:
        (x0, y0), (x1, y1) = place[link.start], place[link.end]
        done = 0.0
        for joint, piece in zip(names.joints[link.id], link.segments, strict=False):
            done += piece.length_m / link.length_m
            yield f"{joint} {_figure(x0 + done * (x1 - x0))} {_figure(y0 + done * (y1 - y0))}"


def _engine() -> tuple[Any, Any]:
    try:
        from epanet_plus import EpanetAPI, EpanetConstants
    except ImportError as error:
        raise MusdesignError(
            Problem(
                "the EPANET engine is not installed",
                why=str(error),
                cure="pip install epanet-plus; where it has no wheel, write the .inp file and run "
                "it in EPANET itself",
            )
        ) from None
    return EpanetAPI, EpanetConstants


def _discard(project: Any) -> None:
    # A project whose file was refused may not be open: closing it then fails, and does not matter.
    project.set_error_handling(raise_exception_on_error=False, warn_on_error=False)
    project.close()
    project.deleteproject()


def _report(folder: str) -> str:
    report = Path(folder, "network.rpt")
    if not report.is_file():
        return ""
    text = report.read_text(encoding="utf-8", errors="replace")
    found = [line.strip() for line in text.splitlines() if "rror" in line]
    return "; ".join(found[:5])


def _by_id(ids: Iterable[str], values: Iterable[float]) -> dict[str, float]:
    return {name: float(value) for name, value in zip(ids, values, strict=True)}


def _figure(value: float) -> str:
    return f"{value:.10g}"


def _ascii(text: str) -> str:
    return text.encode("ascii", "replace").decode().replace("\n", " ")
