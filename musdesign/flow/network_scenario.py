"""Size the pipes of a scenario as a network file is sized: profile, EPANET over a week."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from musdesign import network
from musdesign.errors import DataError, Problem
from musdesign.flow.network_file import OpenedNetwork, SizedNetwork, checked_in_epanet, with_single
from musdesign.flow.opening import load
from musdesign.flow.pipe_inputs import PipeInputs
from musdesign.flow.pipe_loads import surveys_of, with_survey
from musdesign.flow.result import DesignResult
from musdesign.flow.run import design as run_design
from musdesign.network.epanet.periods import Usage, day_of_loads
from musdesign.network.files import Wishes
from musdesign.network.problem import SizingProblem
from musdesign.network.profile import along

_SINGLE_S = 20.0


def sized_scenario(
    path: str | Path, wishes: Wishes, time_limit_s: float = 60.0, *, both: bool = False
) -> SizedNetwork:
    """Design a whole scenario and return its pipes as a sized network.

    Raises:
        MusdesignError: the mistakes of the scenario, or the reason why it has no pipes.
    """
    changes: dict[str, object] = {}
    if wishes.head_loss is not None:
        changes["network.head_loss"] = wishes.head_loss
    if wishes.min_pressure_m is not None:
        changes["network.min_pressure"] = f"{wishes.min_pressure_m!r} m"
    if wishes.water_c is not None:
        changes["network.water_temperature"] = f"{wishes.water_c!r} degC"
    result = run_design(load(path, changes), with_futures=False)
    piped = _piped(result, str(path))
    if piped.design.feasible and both:
        cut, _ = with_survey(piped.given)
        single = with_single(piped.design, cut, min(time_limit_s, _SINGLE_S))
        piped = replace(piped, design=single)
    return checked_in_epanet(_sized(result, piped, str(path)))


def run_of_design(result: DesignResult) -> SizedNetwork:
    """Return the pipes of a design with EPANET's word: each load case, 24 hours, a week.

    Raises:
        MusdesignError: the design has no pipes.
    """
    return checked_in_epanet(_sized(result, _piped(result, ""), result.name))


@dataclass(frozen=True, slots=True)
class _Piped:
    given: PipeInputs
    design: network.NetworkDesign


def _piped(result: DesignResult, file: str) -> _Piped:
    if result.pipe_inputs is None or result.network is None:
        why = result.skipped.get("network", "")
        raise DataError(Problem("the scenario has no pipes to size", file=file, why=why))
    return _Piped(result.pipe_inputs, result.network)


def _sized(result: DesignResult, piped: _Piped, file: str) -> SizedNetwork:
    given, design = piped.given, piped.design
    _, whole = with_survey(given)
    surveys = surveys_of(given.section)
    opened = OpenedNetwork(
        file,
        "scenario",
        replace(whole, name=result.name),
        surveys,
        given.clearance_m,
        notes=result.notes,
        assumptions=result.assumptions,
        usage=_usage_of_scheme(result, design, whole),
    )
    return SizedNetwork(opened, design, along(design, surveys, whole.water_c))


def _usage_of_scheme(
    result: DesignResult, sized: network.NetworkDesign, problem: SizingProblem
) -> Usage:
    """Return how a scheme's pipes are used through the day, with the volumes of its tanks."""
    volumes = {
        node.id: result.storage[i].volume_m3
        for i, node in enumerate(n for n in sized.nodes if n.kind == "tank")
        if i < len(result.storage)
    }
    if len(sized.loads) > 1:
        hours = np.array([case.hours_day for case in problem.loads])
        draws = [sum(n.demand_lps(k) for n in problem.nodes) for k in range(len(hours))]
        # cases are peaks: at their full hours they would draw more than the day brings
        fit = sum(n.volume_m3 for n in problem.nodes) / float(3.6 * np.array(draws) @ hours)
        return day_of_loads((hours * min(1.0, fit)).tolist(), problem.fill_hours, volumes)
    shares = result.demand.max_day_hourly_lps
    peak = float(max(shares)) or 1.0
    return Usage((tuple(float(share) / peak for share in shares),), (True,) * 24, volumes)
