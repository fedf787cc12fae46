"""The price of multiple use: what more water, more head and each use cost a network."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from musdesign import network
from musdesign.demand.needs import Demand, stack
from musdesign.errors import CalculationError, MusdesignError, Problem
from musdesign.flow import cache
from musdesign.flow.network_file import is_scenario, open_network
from musdesign.flow.opening import load
from musdesign.flow.pipe_inputs import PipeInputs
from musdesign.flow.pipe_loads import with_survey
from musdesign.flow.result import DesignResult
from musdesign.flow.run import design
from musdesign.network.files import Wishes
from musdesign.network.price.sharing import without_dry_pipes
from musdesign.scenario.works import USES

FACTORS = tuple(0.5 + 0.1 * k for k in range(16))
_SAME_SHARE = 1e-3


@dataclass(frozen=True, slots=True)
class NetworkPrice:
    """Cost against allocation, marginal costs by node, and the costs and shares of the uses.

    ``shared_by`` tells what the uses are: the uses of a scheme, or the load cases of a file.
    """

    name: str
    file: str
    currency: str
    cost: float
    lower_bound: float
    loads: tuple[str, ...]
    curve: tuple[network.CurvePoint, ...]
    source_head: tuple[tuple[float, float], ...]
    nodes: tuple[network.NodePrice, ...]
    uses: tuple[network.UseCost, ...]
    shared_by: Literal["use", "load case"]
    notes: tuple[str, ...] = ()


def price_of(
    path: str | Path, wishes: Wishes | None = None, factors: Sequence[float] = FACTORS
) -> NetworkPrice:
    """Return the price of more water, head and uses of a scenario or a network file.

    Raises:
        MusdesignError: the mistakes of the file, or that it has no pipes.
    """
    wishes = wishes or Wishes()
    if not is_scenario(path):
        return _of_file(path, wishes, factors)
    changes: dict[str, object] = {}
    if wishes.head_loss is not None:
        changes["network.head_loss"] = wishes.head_loss
    result = design(load(path, changes), with_futures=False)
    return price_of_design(result, factors, str(path))


def price_of_design(
    result: DesignResult, factors: Sequence[float] = FACTORS, file: str = ""
) -> NetworkPrice:
    """Return the price of more water, head and uses of a scheme that is designed.

    Each point of the curve and each group of uses has its own load cases: the hours that bind
    follow from what is drawn.  Uses drawn from the tanks beside the pipes count with what they
    add to the pipe that fills the first tank.

    Raises:
        CalculationError: the scheme has no pipes.
    """
    given = result.pipe_inputs
    if given is None or result.network is None:
        why = result.skipped.get("network", "")
        raise CalculationError(Problem("the scenario has no pipes to price", file=file, why=why))
    found, _ = cache.stage("network price", _priced, tuple(factors), *given.values())
    told = _apart(found, result.network)
    return replace(
        found,
        name=result.name,
        file=file,
        currency=result.currency,
        notes=(*told, *found.notes),
    )


def _priced(factors: Sequence[float], *inputs: Any) -> NetworkPrice:
    """Return the prices of a scheme from the fields of its :class:`PipeInputs`."""
    given = PipeInputs(*inputs)
    problem, whole = with_survey(given)
    base = network.optimise(problem, explain=False)
    places = {node.id for node in whole.nodes}
    uses, told = _shares(given)
    return NetworkPrice(
        "",
        "",
        given.currency,
        base.cost,
        base.lower_bound,
        tuple(item.id for item in problem.loads),
        network.allocation_curve(problem, factors, lambda f: with_survey(scaled(given, f))[0]),
        _head_curve(problem),
        tuple(price for price in network.node_prices(problem) if price.node in places),
        uses,
        "use",
        told,
    )


def scaled(given: PipeInputs, factor: float) -> PipeInputs:
    """Return the inputs with every need multiplied."""
    demand = given.demand
    parts = [replace(p, month_m3_day=np.multiply(p.month_m3_day, factor)) for p in demand.uses]
    return replace(given, demand=stack(parts, demand.loss_fraction, demand.population))


def only(given: PipeInputs, uses: Sequence[str]) -> PipeInputs:
    """Return the inputs with some of the uses alone."""
    demand = given.demand
    parts = [part for part in demand.uses if part.use in uses]
    some = stack(parts, demand.loss_fraction, demand.population)
    return replace(given, demand=some, beside=tuple(use for use in given.beside if use in uses))


def uses_of_pipes(given: PipeInputs) -> tuple[str, ...]:
    """Return the uses whose water these pipes carry, domestic use first."""
    served = given.section.serves
    present = _present(given.demand)
    return tuple(
        use
        for use in USES
        if use in present and (served is None or use in served or use in given.beside)
    )


def _present(demand: Demand) -> set[str]:
    return {part.use for part in demand.uses if float(np.max(part.month_m3_day)) > 0}


def _shares(given: PipeInputs) -> tuple[tuple[network.UseCost, ...], tuple[str, ...]]:
    names = uses_of_pipes(given)
    if len(names) < 2:
        return (), ("a single use runs through the pipes: there is nothing to share",)

    def problem_of(group: Sequence[int]) -> network.SizingProblem:
        some = only(given, [names[u] for u in group])
        return without_dry_pipes(with_survey(some)[0])

    try:
        return network.share_of_groups(names, problem_of), ()
    except MusdesignError as error:
        problem = error.problems[0]
        return (), (f"no shares: {problem.what}: {problem.why}".rstrip(": "),)


def _apart(base: NetworkPrice, sized: network.NetworkDesign) -> tuple[str, ...]:
    if not math.isfinite(base.cost):
        return ("no design serves the whole need: marginal costs cannot be told",)
    if abs(base.cost / sized.cost - 1) <= _SAME_SHARE:
        return ()
    return (
        f"the prices rest on a least cost of {base.cost:,.0f}, the design stands at "
        f"{sized.cost:,.0f}: high points and transits keep their own least pressure here",
    )


def _head_curve(problem: network.SizingProblem) -> tuple[tuple[float, float], ...]:
    return network.source_head_curve(problem) if len(problem.loads) == 1 else ()


def _of_file(path: str | Path, wishes: Wishes, factors: Sequence[float]) -> NetworkPrice:
    opened = open_network(path, wishes)
    problem = opened.problem
    base = network.optimise(problem, explain=False)
    several = len(problem.loads) > 1
    return NetworkPrice(
        problem.name,
        opened.file,
        problem.currency,
        base.cost,
        base.lower_bound,
        tuple(item.id for item in problem.loads),
        network.allocation_curve(problem, factors),
        _head_curve(problem),
        network.node_prices(problem),
        network.share_costs(problem, _load_uses(problem)) if several else (),
        "load case",
        opened.notes if several else (*opened.notes, "one load case: there is nothing to share"),
    )


def _load_uses(problem: network.SizingProblem) -> list[network.Use]:
    """Return each load case as a use of its own: it draws in its case alone."""
    loads = len(problem.loads)
    return [
        network.Use(
            case.id,
            {
                node.id: tuple(node.demand_lps(k) if k == j else 0.0 for k in range(loads))
                for node in problem.nodes
                if node.kind != "source" and node.demand_lps(j) > 0
            },
            {
                node.id: node.volume_m3
                for node in problem.nodes
                if node.kind != "source" and node.demand_lps(j) > 0
            },
        )
        for j, case in enumerate(problem.loads)
    ]
