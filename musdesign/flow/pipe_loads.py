"""Size pipes for several loads and along a survey: each hour of the largest day may bind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from musdesign import network
from musdesign.demand.needs import Demand
from musdesign.flow.water import carried
from musdesign.network.profile import Profile, joined, split_at_high_points
from musdesign.scenario.works import Network, NetworkLink
from musdesign.trace import note_method
from musdesign.units import MONTH_NAMES

MOST_LOADS = 6
_LPS = 1 / 3.6
"""L/s of a share of one m3 drawn in an hour."""


@dataclass(frozen=True, slots=True)
class HourLoads:
    """Load cases by name, with the draw of each node in each, L/s."""

    names: tuple[str, ...]
    draws_lps: Mapping[str, tuple[float, ...]]
    day_m3: Mapping[str, float]


def wanted(section: Network) -> bool:
    """Return whether a network asks for more than one peak hour: groups, a survey, warm water."""
    return (
        any(node.groups for node in section.nodes)
        or any(link.profile for link in section.links)
        or section.water_temperature != 20.0
    )


def shares(section: Network, demand: Demand) -> dict[str, dict[str, float]]:
    """Return by node its share of each group's need.

    A group that is named at nodes is spread over these; the others over all by households.
    """
    groups = list(dict.fromkeys(part.group for part in demand.uses))
    total = sum(node.households for node in section.nodes) or 1.0
    placed = {group: sum(node.groups.get(group, 0.0) for node in section.nodes) for group in groups}
    return {
        node.id: {
            group: node.groups.get(group, 0.0) / placed[group]
            if placed[group] > 0
            else node.households / total
            for group in groups
        }
        for node in section.nodes
    }


def hour_loads(section: Network, demand: Demand) -> HourLoads:
    """Return the hours that bind some pipe, with what each node then draws, losses included.

    For every pipe the month and hour are found in which the draws below it are largest; the
    hours of most pipes come first, and at most six are kept.
    """
    share = shares(section, demand)
    gross = 1.0 / (1.0 - demand.loss_fraction)
    days = np.array([part.month_m3_day * part.daily_factor for part in demand.uses]) * gross
    hourly = np.array([part.hourly for part in demand.uses])
    by_use = days[:, :, None] * hourly[:, None, :] * _LPS  # uses x months x hours
    weights = {
        name: np.array([own[part.group] for part in demand.uses]) for name, own in share.items()
    }
    draws = {name: np.einsum("u,umh->mh", w, by_use) for name, w in weights.items()}
    votes: dict[tuple[int, int], int] = {}
    for link in section.links:
        below = sum((draws[name] for name in _below(section, link.end)), np.zeros((12, 24)))
        if below.max() > 0:
            at = np.unravel_index(int(np.argmax(below)), below.shape)
            key = (int(at[0]), int(at[1]))
            votes[key] = votes.get(key, 0) + 1
    chosen = sorted(votes, key=lambda key: -votes[key])[:MOST_LOADS] or [(0, demand.peak_hour)]
    names = tuple(f"{MONTH_NAMES[m]} {h:02}:00" for m, h in chosen)
    at_hours = {name: tuple(float(table[m, h]) for m, h in chosen) for name, table in draws.items()}
    most = max(range(12), key=lambda m: float(days[:, m].sum()))
    day = {name: float(w @ days[:, most]) for name, w in weights.items()}
    return HourLoads(names, at_hours, day)


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
) -> tuple[network.SizingProblem, dict[str, Profile]]:
    """Return the problem of a scheme with its hours as load cases, and its survey."""
    found = hour_loads(section, carried(demand, section.serves))
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
            link.id, link.start, link.end, link.length, lowest_ground_m=_lowest(link)
        )
        for link in section.links
    )
    problem = network.SizingProblem(
        nodes,
        links,
        pipes,
        section.head_loss,
        tuple(network.LoadCase(name, 1.0) for name in found.names),
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


def _below(section: Network, top: str) -> list[str]:
    """Return the nodes that a pipe into ``top`` feeds at once: as far as the next tanks."""
    kinds = {node.id: node.kind for node in section.nodes}
    children: dict[str, list[str]] = {}
    for link in section.links:
        children.setdefault(link.start, []).append(link.end)
    found, stack, seen = [], [top], {top}
    while stack:
        name = stack.pop()
        if kinds.get(name) == "tank":
            continue
        found.append(name)
        for child in children.get(name, ()):
            if child not in seen:
                seen.add(child)
                stack.append(child)
    return found


def _lowest(link: NetworkLink) -> float | None:
    grounds = [point.elevation for point in link.profile]
    if link.lowest_ground is not None:
        grounds.append(link.lowest_ground)
    return min(grounds, default=None)
