"""A sized network as an EPANET file of one steady state, run in the engine and compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from musdesign.network.epanet.engine import EpanetResult, run_inp
from musdesign.network.epanet.names import Names, epanet_names, surfaces
from musdesign.network.epanet.sheet import (
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

AGREES_WITHIN_M = 0.1
_FLOWS_WITHIN_LPS = 1e-3


@dataclass(frozen=True, slots=True)
class Verification:
    """The design against the engine: the largest differences, and where."""

    max_pressure_difference_m: float
    worst_node: str
    max_flow_difference_lps: float
    agrees: bool
    note: str = ""


def write_inp(
    design: NetworkDesign,
    *,
    title: str = "",
    state: State | None = None,
    water_c: float = 20.0,
    minor_k: Mapping[str, float] | None = None,
) -> str:
    """Return the design as an EPANET input file for one steady state, the design flow.

    Water levels are fixed: the source and each tank that feeds pipes are reservoirs.  EPANET
    cannot give a reservoir a fixed inflow, so the filling pipe of a tank ends in a junction of
    its own that draws the inflow.  Coordinates are a scheme: distance from the source to the
    right, one row for each branch.

    Args:
        design: what was sized.
        title: first lines of the file.
        state: flows of one load case; the first where it is left out.
        water_c: temperature of the water, degrees Celsius.
        minor_k: coefficients K of v2/2g by link, spread over its pipes by their length.
    """
    names = epanet_names(design)
    sheet = Sheet(design, names, state or states(design)[0], water_c, minor_k or {})
    lines = ["[TITLE]", *_title(title or "Least-cost design"), *_notes(sheet)]
    lines += ["", "[JUNCTIONS]", ";id  elevation_m  demand_lps", *junctions(sheet, draws(sheet))]
    lines += ["", "[RESERVOIRS]", ";id  head_m", *_reservoirs(sheet)]
    lines += ["", *pipe_section(sheet), *_devices(sheet)]
    lines += ["", *options(sheet)]
    lines += ["", "[TIMES]", "DURATION 0", "", "[REPORT]", "STATUS NO", "SUMMARY NO"]
    lines += ["", "[COORDINATES]", *coordinates(sheet), "", "[END]", ""]
    return "\n".join(lines)


def verify(
    design: NetworkDesign, water_c: float = 20.0, minor_k: Mapping[str, float] | None = None
) -> Verification:
    """Run each load case in EPANET and compare head at every node and flow in every link.

    Raises:
        MusdesignError: the engine is not installed here, or refuses the file.
    """
    names = epanet_names(design)
    worst, where, most = 0.0, "", 0.0
    for state in states(design):
        text = write_inp(design, state=state, water_c=water_c, minor_k=minor_k)
        head, node, flow = _differences(design, names, state, run_inp(text))
        most = max(most, flow)
        if head >= worst:
            worst, where = head, node
    notes = {
        "jaltantra": "sized with JalTantra's constants, run with EPANET's (10.667 and 4.871)",
        "neatwork": "sized with NeatWork's power law, run with Darcy-Weisbach",
    }
    agrees = worst <= AGREES_WITHIN_M and most <= _FLOWS_WITHIN_LPS
    return Verification(worst, where, most, agrees, notes.get(design.head_loss, ""))


def _differences(
    design: NetworkDesign, names: Names, state: State, result: EpanetResult
) -> tuple[float, str, float]:
    fed = {link.end for link in design.links}
    heads = [
        (abs(result.heads_m[names.arrival[name]] - head), name)
        for name, head in state.heads_m.items()
        if name in fed
    ]
    flows = []
    for link, flow in zip(design.links, state.flows_lps, strict=True):
        beside = sum(result.flows_lps[pipe] for pipe in names.beside[link.id])
        flows += [abs(result.flows_lps[pipe] + beside - flow) for pipe in names.pipes[link.id]]
    worst, where = max(heads)
    return worst, where, max(flows)


def _devices(sheet: Sheet) -> Iterator[str]:
    yield from pump_rows(sheet)
    drops = drop_rows(sheet)
    if drops:
        yield from ["", "[VALVES]", ";id  from  to  bore_mm  kind  setting", *drops]


def _title(title: str) -> list[str]:
    return [line[:200] for line in title.splitlines()][:3]


def _notes(sheet: Sheet) -> Iterator[str]:
    design, names = sheet.design, sheet.names
    yield ""
    yield ";Flows are those of the design hour: the peak hour in streets, the largest day in mains"
    yield ";to a tank.  Water levels (source, tanks, break-pressure tanks) are held as reservoirs."
    yield from common_notes(design, names)
    broken = {node.id for node in design.nodes if node.kind == "break_pressure_tank"}
    broken |= {device.node for device in design.breaks}
    for name, arrival in names.arrival.items():
        if arrival != names.outlet[name]:
            of = " of this break-pressure tank" if name in broken else ""
            yield (
                f";{names.outlet[name]}: water arrives at junction {arrival}{of}, "
                "whose demand is the inflow, for EPANET cannot fill a reservoir at a given rate."
            )


def _reservoirs(sheet: Sheet) -> Iterator[str]:
    design = sheet.design
    fed = fed_by_surface(design)
    feeding = {link.start for link in design.links if link.id in fed}
    # in a loop a pipe may be drawn towards the source and run away from it
    feeding |= {node.id for node in design.nodes if node.kind == "source"}
    for name, level in surfaces(design).items():
        if name in feeding:
            yield f"{sheet.names.outlet[name]} {figure(level)}"
