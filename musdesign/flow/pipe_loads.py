"""Size pipes for several loads and along a survey: each hour of the largest day may bind."""

from __future__ import annotations

from typing import Any

from musdesign import network
from musdesign.flow.pipe_cases import hour_loads
from musdesign.flow.pipe_inputs import PipeInputs
from musdesign.flow.water import carried
from musdesign.network.profile import Profile, joined, split_at_high_points
from musdesign.scenario.works import Network, NetworkLink
from musdesign.trace import note_method


def wanted(section: Network) -> bool:
    """Return whether a network asks for more than one peak hour of all households alike."""
    return (
        any(node.groups for node in section.nodes)
        or any(link.profile for link in section.links)
        or section.water_temperature != 20.0
        or section.turns is not None
        or section.night_filling is not None
    )


def problem_of(given: PipeInputs) -> tuple[network.SizingProblem, dict[str, Profile]]:
    """Return the problem of a scheme with its load cases, and its survey."""
    section, demand = given.section, given.demand
    piped = carried(demand, section.serves)
    found = hour_loads(section, piped, given.households, given.pumping_ratio)
    # the pipe that fills the first tank carries what is drawn from the tanks beside these pipes
    extra = carried(demand, given.beside).max_day_m3 if given.beside else 0.0
    first = next((node.id for node in section.nodes if node.kind == "tank"), None)

    def least(node: str, kind: str) -> float:
        if kind == "source":
            return 0.0
        if kind != "junction":
            return given.inlet_head_m
        return given.min_pressure_m if any(found.draws_lps[node]) else given.clearance_m

    nodes = tuple(
        network.SizingNode(
            node.id,
            node.elevation,
            node.kind,
            found.draws_lps[node.id],
            day_m3=found.day_m3[node.id] + (extra if node.id == first else 0.0),
            min_pressure_m=least(node.id, node.kind),
        )
        for node in section.nodes
    )
    links = tuple(
        network.SizingLink(
            link.id,
            link.start,
            link.end,
            link.length,
            lowest_ground_m=_lowest(link),
            flows_lps=found.links_lps.get(link.id),
        )
        for link in section.links
    )
    problem = network.SizingProblem(
        nodes,
        links,
        given.pipes,
        section.head_loss,
        tuple(
            network.LoadCase(name, hours)
            for name, hours in zip(found.names, found.hours, strict=True)
        ),
        limits=given.limits,
        laying_per_m=given.laying_per_m,
        fill_hours=24.0 / given.pumping_ratio,
        water_c=section.water_temperature,
        currency=given.currency,
    )
    return problem, surveys_of(section)


def with_survey(given: PipeInputs) -> tuple[network.SizingProblem, network.SizingProblem]:
    """Return the problem as the engines take it, cut at high points, and as it was."""
    problem, surveys = problem_of(given)
    return split_at_high_points(problem, surveys, given.clearance_m), problem


def size_for_hours(*inputs: Any) -> network.NetworkDesign:
    """Return the least-cost design for every way of use, its high points kept full.

    Args:
        inputs: the fields of :class:`PipeInputs`.
    """
    given = PipeInputs(*inputs)
    split, problem = with_survey(given)
    design = joined(network.optimise(split), problem)
    note_method(
        "network.cost",
        design.cost,
        given.currency,
        f"least cost for the loads {', '.join(load.id for load in problem.loads)}: {design.method}",
        inputs={"lower_bound": design.lower_bound, "laying_per_m": given.laying_per_m},
        checks=(f"cost - bound = {design.cost - design.lower_bound:.6g}",),
    )
    return design


def surveys_of(section: Network) -> dict[str, Profile]:
    """Return the survey of each pipe of a scheme."""
    return {
        link.id: sorted((point.distance, point.elevation) for point in link.profile)
        for link in section.links
        if link.profile
    }


def _lowest(link: NetworkLink) -> float | None:
    grounds = [point.elevation for point in link.profile]
    if link.lowest_ground is not None:
        grounds.append(link.lowest_ground)
    return min(grounds, default=None)
