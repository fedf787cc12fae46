"""The EPANET engine: run an input file, for one state or over hours, without a trace on disk."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from musdesign.errors import CalculationError, MusdesignError, Problem
from musdesign.network.epanet.full_tanks import valves_fail
from musdesign.network.head_loss import Floats

# Warnings of the engine (negative pressures and the like) come back as results, not as failures.
_WARNINGS = [1, 2, 3, 4, 5, 6]
_WORDS = {
    1: "the engine did not reach balance",
    2: "the engine may be unstable here",
    3: "nodes are cut off from every source",
    4: "pumps cannot deliver the flow or head",
    5: "valves cannot deliver the flow or pressure",
    6: "pressures are negative",
}
_VALVES = 5
_NODE_TYPES = ("junction", "reservoir", "tank")
_LINK_TYPES = ("pipe", "pipe", "pump", "PRV", "PSV", "PBV", "FCV", "TCV", "GPV", "PCV")
_LPS = (
    28.316846592,
    0.0630901964,
    43.8126363889,
    52.6168042,
    14.2764101568,
    1.0,
    1 / 60,
    1e6 / 86400,
    1 / 3.6,
    1000 / 86400,
    1000.0,
)
_US = 5
"""Flow units before this number go with feet and inches."""
MAX_HOURS = 24 * 366


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
class EpanetRun:
    """A run over time in metres, L/s and seconds; rows are times, columns nodes or links.

    ``volumes_m3`` holds the water in tanks (0 elsewhere); ``energy_kwh_day`` belongs to pumps.
    ``warnings`` name the first time (s) of each kind.
    """

    times_s: Floats
    nodes: tuple[str, ...]
    node_types: tuple[str, ...]
    elevations_m: Floats
    heads_m: Floats
    demands_lps: Floats
    volumes_m3: Floats
    links: tuple[str, ...]
    link_types: tuple[str, ...]
    ends: tuple[tuple[str, str], ...]
    lengths_m: Floats
    diameters_mm: Floats
    flows_lps: Floats
    velocities_m_s: Floats
    headlosses_m: Floats
    warnings: dict[str, float]
    head_loss: str

    @property
    def pressures_m(self) -> Floats:
        """Return head less elevation, m."""
        return self.heads_m - self.elevations_m

    def node(self, name: str) -> int:
        """Return the column of a node."""
        return self.nodes.index(name)


def run_inp(text: str) -> EpanetResult:
    """Run an input file in the EPANET engine and return the state at its start, file units.

    Runs in a temporary folder and writes nothing to the screen.

    Raises:
        MusdesignError: the engine is not installed here, or refuses the file.
    """
    with _opened(text) as (project, constants):
        project.openH()
        project.initH(0)
        project.runH()
        code = project.get_last_error_code()
        warning = str(project.get_last_error_desc()) if code in _WARNINGS else ""
        nodes, links = _ids(project, constants)
        result = EpanetResult(
            _by_id(nodes, project.getnodevalues(constants.EN_PRESSURE)),
            _by_id(nodes, project.getnodevalues(constants.EN_HEAD)),
            _by_id(links, project.getlinkvalues(constants.EN_FLOW)),
            warning,
        )
        project.closeH()
    return result


def run_hours(text: str, hours: float | None = None) -> EpanetRun:
    """Run an input file over time; ``hours`` replaces the duration of the file.

    Raises:
        MusdesignError: the engine is not installed here, or refuses the file.
    """
    with _opened(text) as (project, constants):
        if hours is not None:
            project.settimeparam(constants.EN_DURATION, int(hours * 3600))
        if project.gettimeparam(constants.EN_DURATION) > MAX_HOURS * 3600:
            project.settimeparam(constants.EN_DURATION, MAX_HOURS * 3600)
        states: list[list[Floats]] = []
        times: list[float] = []
        warnings: dict[str, float] = {}
        project.openH()
        project.initH(0)
        while True:
            now = float(project.runH())
            code = project.get_last_error_code()
            if code in _WARNINGS and (code != _VALVES or valves_fail(project, constants)):
                warnings.setdefault(_WORDS[code], now)
            times.append(now)
            states.append(_state(project, constants))
            if int(project.nextH()) <= 0:
                break
        project.closeH()
        return _run(project, constants, times, states, warnings)


def _state(project: Any, constants: Any) -> list[Floats]:
    nodes = (constants.EN_HEAD, constants.EN_DEMAND, constants.EN_TANKVOLUME)
    links = (constants.EN_FLOW, constants.EN_VELOCITY, constants.EN_HEADLOSS)
    return [np.array(project.getnodevalues(what), dtype=float) for what in nodes] + [
        np.array(project.getlinkvalues(what), dtype=float) for what in links
    ]


def _run(
    project: Any,
    constants: Any,
    times: list[float],
    states: list[list[Floats]],
    warnings: dict[str, float],
) -> EpanetRun:
    unit = int(project.getflowunits())
    lps = _LPS[unit]
    metre, mm = (0.3048, 25.4) if unit < _US else (1.0, 1.0)
    nodes, links = _ids(project, constants)
    table = [np.array([state[k] for state in states]) for k in range(6)]
    kinds = [int(project.getnodetype(i + 1)) for i in range(len(nodes))]
    link_kinds = [int(project.getlinktype(i + 1)) for i in range(len(links))]
    ends = []
    for i in range(len(links)):
        start, end = project.getlinknodes(i + 1)
        ends.append((nodes[int(start) - 1], nodes[int(end) - 1]))
    form = int(project.getoption(constants.EN_HEADLOSSFORM))
    return EpanetRun(
        np.array(times),
        tuple(nodes),
        tuple(_NODE_TYPES[kind] for kind in kinds),
        np.array(project.getnodevalues(constants.EN_ELEVATION)) * metre,
        table[0] * metre,
        table[1] * lps,
        table[2] * metre**3,
        tuple(links),
        tuple(_LINK_TYPES[kind] if kind < len(_LINK_TYPES) else "valve" for kind in link_kinds),
        tuple(ends),
        np.array(project.getlinkvalues(constants.EN_LENGTH)) * metre,
        np.array(project.getlinkvalues(constants.EN_DIAMETER)) * mm,
        table[3] * lps,
        table[4] * metre,
        table[5] * metre,
        warnings,
        ("H-W", "D-W", "C-M")[form],
    )


@contextmanager
def _opened(text: str) -> Iterator[tuple[Any, Any]]:
    engine, constants = _engine()
    with tempfile.TemporaryDirectory(prefix="musdesign-") as folder:
        inp = Path(folder, "network.inp")
        inp.write_text(text, encoding="utf-8")
        project = engine(use_project=True, ignore_error_codes=_WARNINGS)
        project.createproject()
        try:
            # Without a report file the engine prints its report on the screen.
            project.open(str(inp), str(Path(folder, "network.rpt")), "")
            yield project, constants
        except RuntimeError as error:
            raise CalculationError(
                Problem(f"EPANET refuses the network: {error}", why=_report(folder))
            ) from None
        finally:
            _discard(project)


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


def _ids(project: Any, constants: Any) -> tuple[list[str], list[str]]:
    nodes = [project.getnodeid(i + 1) for i in range(project.getcount(constants.EN_NODECOUNT))]
    links = [project.getlinkid(i + 1) for i in range(project.getcount(constants.EN_LINKCOUNT))]
    return nodes, links


def _by_id(ids: Iterable[str], values: Iterable[float]) -> dict[str, float]:
    return {name: float(value) for name, value in zip(ids, values, strict=True)}
