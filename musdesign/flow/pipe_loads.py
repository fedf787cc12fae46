"""Size pipes for several loads and along a survey: each hour of the largest day may bind."""

from __future__ import annotations

from collections.abc import Sequence

from musdesign import network
from musdesign.demand.needs import Demand
from musdesign.flow.pipe_cases import hour_loads
from musdesign.flow.water import carried
from musdesign.network.profile import Profile, joined, split_at_high_points
from musdesign.scenario.models import HouseholdGroup
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


def problem_of(
    section: Network,
    demand: Demand,
    pipes: tuple[network.Pipe, ...],
    laying_per_m: float,
    min_pressure_m: float,
    inlet_head_m: float,
    clearance_m: float,
    currency: str,
    pumping_ratio: float = 1.0,
    beside: tuple[str, ...] = (),
    households: Sequence[HouseholdGroup] | None = None,
) -> tuple[network.SizingProblem, dict[str, Profile]]:
    """Return the problem of a scheme with its load cases, and its survey.

    ``households`` asks for the peaks of taps by their pulses, else they follow hourly patterns.
    """
    found = hour_loads(section, carried(demand, section.serves), households, pumping_ratio)
    # the pipe that fills the first tank carries what is drawn from the tanks beside these pipes
    extra = carried(demand, beside).max_day_m3 if beside else 0.0
    first = next((node.id for node in section.nodes if node.kind == "tank"), None)

    def least(node: str, kind: str) -> float:
        if kind == "source":
            return 0.0
        if kind != "junction":
            return inlet_head_m
        return min_pressure_m if any(found.draws_lps[node]) else clearance_m

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
        pipes,
        section.head_loss,
        tuple(
            network.LoadCase(name, hours)
            for name, hours in zip(found.names, found.hours, strict=True)
        ),
        laying_per_m=laying_per_m,
        fill_hours=24.0 / pumping_ratio,
        water_c=section.water_temperature,
        currency=currency,
    )
    return problem, surveys_of(section)


def size_for_hours(
    section: Network,
    demand: Demand,
    pipes: tuple[network.Pipe, ...],
    laying_per_m: float,
    min_pressure_m: float,
    inlet_head_m: float,
    clearance_m: float,
    currency: str,
    pumping_ratio: float = 1.0,
    beside: tuple[str, ...] = (),
    households: Sequence[HouseholdGroup] | None = None,
) -> network.NetworkDesign:
    """Return the least-cost design for every hour that binds, its high points kept full."""
    problem, surveys = problem_of(
        section,
        demand,
        pipes,
        laying_per_m,
        min_pressure_m,
        inlet_head_m,
        clearance_m,
        currency,
        pumping_ratio,
        beside,
        households,
    )
    design = network.optimise(split_at_high_points(problem, surveys, clearance_m))
    design = joined(design, problem)
    note_method(
        "network.cost",
        design.cost,
        currency,
        f"least cost for the loads {', '.join(load.id for load in problem.loads)}: {design.method}",
        inputs={"lower_bound": design.lower_bound, "laying_per_m": laying_per_m},
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
