"""What is wrong with a sizing problem, all at once; the tree itself is checked in ``model``."""

from __future__ import annotations

import math
from collections.abc import Iterator

from musdesign.errors import Problem, did_you_mean
from musdesign.network.problem import SizingProblem


def mistakes(problem: SizingProblem) -> Iterator[Problem]:
    """Say what is wrong with pipes, links, nodes and devices."""
    yield from _pipes(problem)
    yield from _links(problem)
    yield from _nodes(problem)
    yield from _named(problem)
    if not 0 < problem.fill_hours <= 24:
        yield Problem(f"{problem.fill_hours:g} hours of supply a day", "fill_hours", cure="1 to 24")
    if not problem.loads:
        yield Problem("no load case is given", "loads", cure="give at least one")
    if problem.bar_length_m is not None and not problem.bar_length_m > 0:
        yield Problem(f"bars of {problem.bar_length_m:g} m", "bar_length", cure="give metres")


def _pipes(problem: SizingProblem) -> Iterator[Problem]:
    if not problem.pipes:
        yield Problem("the catalogue holds no pipe", "pipes", cure="widen its limits")
    for pipe in problem.pipes:
        if not math.isfinite(pipe.cost_per_m):
            yield Problem(f"pipe {pipe.key} has no price", "pipes", cure="give a price a metre")
        if not (pipe.bore_mm > 0 and math.isfinite(pipe.bore_mm)):
            yield Problem(f"pipe {pipe.key} has no bore", "pipes", cure="give its bore in mm")


def _links(problem: SizingProblem) -> Iterator[Problem]:
    if not problem.links:
        yield Problem("the network holds no link", "links", cure="draw the pipes to be sized")
    known = {pipe.key for pipe in problem.pipes}
    for i, link in enumerate(problem.links):
        for key in link.pipes or ():
            if key not in known:
                yield Problem(
                    f"unknown pipe '{key}'", f"links[{i}].pipes", cure=did_you_mean(key, known)
                )
        if link.pipes is not None and not link.pipes and link.existing is None:
            yield Problem(f"link {link.id} may be of no pipe", f"links[{i}].pipes")
        if link.flows_lps is not None and len(link.flows_lps) != len(problem.loads):
            yield Problem(
                f"link {link.id} has {len(link.flows_lps)} flows for {len(problem.loads)} load "
                "cases",
                f"links[{i}].flows",
                cure="give one flow for each load case",
            )


def _nodes(problem: SizingProblem) -> Iterator[Problem]:
    for i, node in enumerate(problem.nodes):
        if len(node.demands_lps) not in {0, 1, len(problem.loads)}:
            yield Problem(
                f"node {node.id} has {len(node.demands_lps)} demands for {len(problem.loads)} "
                "load cases",
                f"nodes[{i}].demands",
                cure="give one demand for each load case",
            )
        if any(not 0 <= value < math.inf for value in node.demands_lps[1:]):
            yield Problem(f"the demand of node {node.id} must not be negative", f"nodes[{i}]")
        if node.max_pressure_m is not None and node.max_pressure_m < node.min_pressure_m:
            yield Problem(
                f"node {node.id}: the largest pressure lies below the least",
                f"nodes[{i}].max_pressure",
            )


def _named(problem: SizingProblem) -> Iterator[Problem]:
    """Say which sites of tanks and breaks are not nodes."""
    ids = {node.id for node in problem.nodes}
    lists: list[tuple[str, tuple[str, ...]]] = []
    if problem.tanks is not None:
        lists += [("tanks.must", problem.tanks.must), ("tanks.must_not", problem.tanks.must_not)]
    lists += [(f"breaks[{k}].sites", b.sites or ()) for k, b in enumerate(problem.breaks)]
    for path, names in lists:
        for name in names:
            if name not in ids:
                yield Problem(f"unknown node '{name}'", path, cure=did_you_mean(name, ids))
